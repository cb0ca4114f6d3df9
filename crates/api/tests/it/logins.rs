//! Signing in with an account at another issuer, against a provider of the tests' own on this machine.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, StatusCode};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ortak_app::account::session::{self, Device, SignIn};
use ortak_app::{AppError, Clock as _};
use ortak_http::oidc::login::{Begun, Callback, LoginError, LoginProvider, Logins};
use serde_json::{Value, json};

use crate::harness::{BASE, Installation, USER_EMAIL};

/// What an authorization was asked for with.
type Asked = HashMap<String, String>;

/// The claims of the next token, from what was asked for.
type Claims = Box<dyn Fn(&Asked, Value) -> Value + Send>;

type Bend = fn(&Asked, Value) -> Value;

struct Provider {
    url: String,
    signer: Mutex<EncodingKey>,
    jwk: Value,
    /// How often it was asked what it has.
    discovered: AtomicU32,
    codes: Mutex<HashMap<String, Asked>>,
    bend: Mutex<Claims>,
    now: i64,
}

fn key() -> EncodingKey {
    let der = KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap().as_ref().to_vec();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", STANDARD.encode(der));
    EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()
}

impl Provider {
    async fn start(now: i64) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let signer = key();
        let mut jwk = Jwk::from_encoding_key(&signer, Algorithm::RS256).unwrap();
        jwk.common.key_id = Some("one".to_owned());
        let provider = Arc::new(Self {
            url,
            signer: Mutex::new(signer),
            jwk: serde_json::to_value(jwk).unwrap(),
            codes: Mutex::default(),
            discovered: AtomicU32::new(0),
            bend: Mutex::new(Box::new(|_, claims| claims)),
            now,
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        provider
    }

    /// Somebody signs in at the issuer and is sent back.
    fn agree(&self, begun: &Begun) -> Callback {
        let url = url::Url::parse(&begun.url).unwrap();
        assert!(begun.url.starts_with(&format!("{}/authorize?tenant=1&", self.url)), "{url}");
        let asked: Asked = url.query_pairs().into_owned().collect();
        assert_eq!(
            (asked["response_type"].as_str(), asked["code_challenge_method"].as_str()),
            ("code", "S256")
        );
        assert_eq!(asked["redirect_uri"], format!("{BASE}/sign-in/with/idp/callback"));
        let mut codes = self.codes.lock().unwrap();
        let code = format!("code-{}", codes.len());
        let state = Some(asked["state"].clone());
        codes.insert(code.clone(), asked);
        Callback { state, code: Some(code), error: None, iss: Some(self.url.clone()) }
    }

    fn bend(&self, bend: impl Fn(&Asked, Value) -> Value + Send + 'static) {
        *self.bend.lock().unwrap() = Box::new(bend);
    }
}

async fn discovery(State(provider): State<Arc<Provider>>) -> Json<Value> {
    provider.discovered.fetch_add(1, Ordering::SeqCst);
    let url = &provider.url;
    Json(json!({
        "issuer": url, "jwks_uri": format!("{url}/keys"),
        "authorization_endpoint": format!("{url}/authorize?tenant=1"), "token_endpoint": format!("{url}/token"),
    }))
}

async fn keys(State(provider): State<Arc<Provider>>) -> Json<Value> {
    Json(json!({ "keys": [provider.jwk] }))
}

async fn token(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    Form(form): Form<Asked>,
) -> Response {
    let basic = format!("Basic {}", STANDARD.encode("ortak%20web:s%26cret"));
    let Some(asked) = provider.codes.lock().unwrap().remove(&form["code"]) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, form["code_verifier"].as_bytes()));
    assert_eq!(asked["code_challenge"], challenge);
    assert_eq!(
        (&form["redirect_uri"], headers["authorization"].to_str().unwrap()),
        (&asked["redirect_uri"], &*basic)
    );
    let claims = json!({
        "iss": provider.url, "aud": asked["client_id"], "sub": "42", "nonce": asked["nonce"],
        "iat": provider.now, "exp": provider.now + 300, "email": USER_EMAIL.to_lowercase(), "email_verified": true,
    });
    let claims = (provider.bend.lock().unwrap())(&asked, claims);
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some("one".to_owned());
    let token = jsonwebtoken::encode(&header, &claims, &provider.signer.lock().unwrap()).unwrap();
    Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": token })).into_response()
}

struct Fixture {
    installation: Installation,
    provider: Arc<Provider>,
    logins: Logins,
}

impl Fixture {
    async fn new() -> Self {
        let installation = Installation::on_sqlite().await;
        let provider = Provider::start(installation.clock.now().unix_seconds()).await;
        let settings = LoginProvider {
            id: "idp".to_owned(),
            name: "Work account".to_owned(),
            issuer: provider.url.clone(),
            client_id: "ortak web".to_owned(),
            client_secret: "s&cret".to_owned(),
            email_claim: None,
        };
        let other = LoginProvider { id: "other".to_owned(), ..settings.clone() };
        let logins = Logins::new(vec![settings, other], BASE, installation.clock.clone()).unwrap();
        Self { installation, provider, logins }
    }

    async fn begin(&self) -> Begun {
        self.logins.begin(&self.installation.app, "idp", Some("/deals?x=1"), "192.0.2.1").await.unwrap()
    }

    async fn finish(&self, callback: &Callback, binding: &str) -> Result<Option<String>, LoginError> {
        let app = &self.installation.app;
        let returned = self.logins.finish(app, "idp", callback, binding, &Device::default()).await?;
        assert_eq!(returned.return_to.as_deref(), Some("/deals?x=1"));
        Ok(match returned.sign_in {
            SignIn::SignedIn(opened) => {
                let session = session::resolve(app, &opened.token).await.unwrap().unwrap();
                Some(session.principal.email.clone())
            }
            _ => None,
        })
    }

    async fn sign_in(&self) -> Result<Option<String>, LoginError> {
        let begun = self.begin().await;
        self.finish(&self.provider.agree(&begun), &begun.binding).await
    }
}

#[tokio::test]
async fn whoever_the_issuer_knows_by_a_verified_e_mail_is_signed_in() {
    let fixture = Fixture::new().await;
    assert_eq!(fixture.logins.list().next(), Some(("idp", "Work account")));
    assert_eq!(fixture.sign_in().await.unwrap().as_deref(), Some(USER_EMAIL));
    fixture.provider.bend(|_, mut claims| {
        claims["email"] = "nobody@contoso.example".into();
        claims
    });
    assert_eq!(fixture.sign_in().await.unwrap(), None, "refused like anybody unknown");
}

#[tokio::test]
async fn a_state_is_good_once_for_one_browser_one_issuer_and_ten_minutes() {
    let fixture = Fixture::new().await;
    let begun = fixture.begin().await;
    let callback = fixture.provider.agree(&begun);
    fixture.finish(&callback, &begun.binding).await.unwrap();
    let unknown = async |callback: &Callback, binding: &str| {
        let refused = fixture.finish(callback, binding).await;
        assert!(matches!(refused, Err(LoginError::UnknownState)), "{refused:?}");
    };
    unknown(&callback, &begun.binding).await;
    let begun = fixture.begin().await;
    let another = fixture.begin().await;
    unknown(&fixture.provider.agree(&begun), &another.binding).await;
    let begun = fixture.begin().await;
    unknown(&Callback { state: None, ..fixture.provider.agree(&begun) }, &begun.binding).await;
    let late = fixture.begin().await;
    fixture.installation.clock.advance_seconds(600);
    unknown(&fixture.provider.agree(&late), &late.binding).await;
    let app = &fixture.installation.app;
    let begun = fixture.begin().await;
    let callback = fixture.provider.agree(&begun);
    let mixed = fixture.logins.finish(app, "other", &callback, &begun.binding, &Device::default()).await;
    assert!(matches!(mixed, Err(LoginError::UnknownState)), "{mixed:?}");
    assert!(matches!(fixture.logins.begin(app, "none", None, "").await, Err(LoginError::UnknownProvider)));
}

#[tokio::test]
async fn whoever_begins_again_and_again_makes_us_ask_once_and_has_to_wait() {
    let fixture = Fixture::new().await;
    let begin = async |address: &str| {
        fixture.logins.begin(&fixture.installation.app, "idp", None, address).await.map(drop)
    };
    for _ in 0..200 {
        begin("203.0.113.7").await.unwrap();
    }
    let refused = begin("203.0.113.7").await;
    assert!(matches!(refused, Err(LoginError::App(AppError::TooMany { .. }))), "{refused:?}");
    begin("203.0.113.8").await.unwrap();
    assert_eq!(fixture.provider.discovered.load(Ordering::SeqCst), 1);
    fixture.installation.clock.advance_seconds(600);
    begin("203.0.113.8").await.unwrap();
    assert_eq!(fixture.provider.discovered.load(Ordering::SeqCst), 2, "it is asked again after a while");
}

#[tokio::test]
async fn a_token_is_refused_unless_all_of_it_is_right() {
    let fixture = Fixture::new().await;
    let bends: [(&str, Bend); 12] = [
        ("wrong nonce", |_, claims| with(claims, "nonce", json!("other"))),
        ("no nonce", |_, claims| with(claims, "nonce", Value::Null)),
        ("wrong audience", |_, claims| with(claims, "aud", json!("somebody else"))),
        ("issued to another", |asked, claims| {
            with(claims, "aud", json!([asked["client_id"], "somebody else"]))
        }),
        ("for another party", |_, claims| with(claims, "azp", json!("somebody else"))),
        ("expired", |_, claims| {
            let exp = claims["iat"].as_i64().unwrap() - 61;
            with(claims, "exp", json!(exp))
        }),
        ("not yet", |_, claims| {
            let nbf = claims["iat"].as_i64().unwrap() + 3_600;
            with(claims, "nbf", json!(nbf))
        }),
        ("another issuer", |_, claims| with(claims, "iss", json!("https://evil.example"))),
        ("not verified", |_, claims| with(claims, "email_verified", json!(false))),
        ("nobody says verified", |_, claims| with(claims, "email_verified", Value::Null)),
        ("no e-mail", |_, claims| with(claims, "email", Value::Null)),
        ("no e-mail either", |_, claims| with(claims, "email", json!("ufuk"))),
    ];
    for (what, bend) in bends {
        fixture.provider.bend(bend);
        let refused = fixture.sign_in().await;
        assert!(matches!(refused, Err(LoginError::NotAccepted(_))), "{what}: {refused:?}");
    }
    fixture.provider.bend(|_, claims| claims);
    let begun = fixture.begin().await;
    let callback =
        Callback { iss: Some("https://evil.example".to_owned()), ..fixture.provider.agree(&begun) };
    let mixed = fixture.finish(&callback, &begun.binding).await;
    assert!(matches!(mixed, Err(LoginError::NotAccepted(_))), "{mixed:?}");
    let begun = fixture.begin().await;
    let callback = Callback { code: Some("made up".to_owned()), ..fixture.provider.agree(&begun) };
    let refused = fixture.finish(&callback, &begun.binding).await;
    assert!(matches!(refused, Err(LoginError::NotAccepted(_))), "{refused:?}");
    let begun = fixture.begin().await;
    let callback = Callback { error: Some("access_denied".to_owned()), ..fixture.provider.agree(&begun) };
    assert!(matches!(fixture.finish(&callback, &begun.binding).await, Err(LoginError::Denied)));
    *fixture.provider.signer.lock().unwrap() = key();
    let forged = fixture.sign_in().await;
    assert!(matches!(forged, Err(LoginError::NotAccepted(_))), "{forged:?}");
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}
