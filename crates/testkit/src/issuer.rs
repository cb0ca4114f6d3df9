//! An OpenID Connect provider on this machine: a real HTTP server with one RSA key, at which everybody is who a test says.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "what fails here fails the test")]

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use url::Url;

/// By which the platform is known at the issuer.
pub const CLIENT_ID: &str = "ortak web";
/// With a character that must be encoded (RFC 6749, 2.3.1).
pub const CLIENT_SECRET: &str = "s&cret";

/// What an authorization was asked for with.
pub type Asked = HashMap<String, String>;

/// The claims of the next token, from what was asked for and what is right.
type Claims = Box<dyn Fn(&Asked, Value) -> Value + Send>;

/// The provider.
pub struct Issuer {
    pub url: String,
    signer: Mutex<EncodingKey>,
    jwk: Value,
    /// How often it was asked what it has.
    discovered: AtomicU32,
    codes: Mutex<HashMap<String, Asked>>,
    bend: Mutex<Claims>,
    now: i64,
    email: String,
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("url", &self.url).finish_non_exhaustive()
    }
}

fn key() -> EncodingKey {
    let der = KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap().as_ref().to_vec();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", STANDARD.encode(der));
    EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()
}

impl Issuer {
    /// Starts one whose clock stands at `now` (Unix seconds), and at which everybody has this e-mail.
    pub async fn start(now: i64, email: &str) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let signer = key();
        let mut jwk = Jwk::from_encoding_key(&signer, Algorithm::RS256).unwrap();
        jwk.common.key_id = Some("one".to_owned());
        let issuer = Arc::new(Self {
            url,
            signer: Mutex::new(signer),
            jwk: serde_json::to_value(jwk).unwrap(),
            discovered: AtomicU32::new(0),
            codes: Mutex::default(),
            bend: Mutex::new(Box::new(|_, claims| claims)),
            now,
            email: email.to_owned(),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        issuer
    }

    /// How often somebody asked what it has.
    pub fn discovered(&self) -> u32 {
        self.discovered.load(Ordering::SeqCst)
    }

    /// What the browser was sent here with.
    pub fn asked(&self, url: &str) -> Asked {
        assert!(url.starts_with(&format!("{}/authorize?tenant=1&", self.url)), "{url}");
        Url::parse(url).unwrap().query_pairs().into_owned().collect()
    }

    /// Somebody signs in here, and is sent back with this code.
    pub fn agree(&self, asked: Asked) -> String {
        let mut codes = self.codes.lock().unwrap();
        let code = format!("code-{}", codes.len());
        codes.insert(code.clone(), asked);
        code
    }

    /// Changes the claims of the tokens to come.
    pub fn bend(&self, bend: impl Fn(&Asked, Value) -> Value + Send + 'static) {
        *self.bend.lock().unwrap() = Box::new(bend);
    }

    /// Signs with a key that is not published.
    pub fn lose_key(&self) {
        *self.signer.lock().unwrap() = key();
    }
}

async fn discovery(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    issuer.discovered.fetch_add(1, Ordering::SeqCst);
    let url = &issuer.url;
    Json(json!({
        "issuer": url, "jwks_uri": format!("{url}/keys"),
        "authorization_endpoint": format!("{url}/authorize?tenant=1"), "token_endpoint": format!("{url}/token"),
    }))
}

async fn keys(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    Json(json!({ "keys": [issuer.jwk] }))
}

async fn token(State(issuer): State<Arc<Issuer>>, headers: HeaderMap, Form(form): Form<Asked>) -> Response {
    let basic = format!("Basic {}", STANDARD.encode("ortak%20web:s%26cret"));
    let field = |of: &Asked, name: &str| of.get(name).cloned().unwrap_or_default();
    let Some(asked) = issuer.codes.lock().unwrap().remove(&field(&form, "code")) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, field(&form, "code_verifier").as_bytes()));
    assert_eq!(field(&asked, "code_challenge"), challenge);
    assert_eq!(field(&asked, "redirect_uri"), field(&form, "redirect_uri"));
    assert_eq!(headers.get("authorization").and_then(|given| given.to_str().ok()), Some(&*basic));
    let claims = json!({
        "iss": issuer.url, "aud": field(&asked, "client_id"), "sub": "42", "nonce": field(&asked, "nonce"),
        "iat": issuer.now, "exp": issuer.now + 300, "email": issuer.email, "email_verified": true,
    });
    let claims = (issuer.bend.lock().unwrap())(&asked, claims);
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some("one".to_owned());
    let token = jsonwebtoken::encode(&header, &claims, &issuer.signer.lock().unwrap()).unwrap();
    Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": token })).into_response()
}
