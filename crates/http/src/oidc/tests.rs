use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Router, routing::get};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::StatusCode;
use jsonwebtoken::EncodingKey;
use ortak_app::testing::TestApp;
use ortak_domain::Principal;
use serde_json::json;

use super::*;
use crate::keys::MasterKey;
use crate::tokens::{TokenSettings, Tokens};

/// A real HTTP server on this machine, acting as issuer.
#[derive(Clone)]
struct Idp {
    url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    documents: Mutex<HashMap<String, String>>,
    broken: AtomicBool,
    moved: AtomicBool,
    asked: AtomicU32,
}

impl Idp {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let routes = Router::new().route("/{*path}", get(answer)).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let idp = Self { url, shared };
        idp.put(
            ".well-known/openid-configuration",
            &json!({"issuer": idp.url, "jwks_uri": format!("{}/keys", idp.url), "other": [1, 2.5, null]}),
        );
        idp
    }

    fn put(&self, path: &str, document: &Value) {
        self.shared.documents.lock().unwrap().insert(path.to_owned(), document.to_string());
    }

    fn publish(&self, keys: &[&TestKey]) {
        let mut keys: Vec<Value> = keys.iter().map(|key| key.jwk.clone()).collect();
        // Keys of kinds that we don't know don't disturb.
        keys.insert(0, json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA", "kid": "odd"}));
        keys.insert(0, json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "newer"}));
        self.put("keys", &json!({ "keys": keys }));
    }

    fn asked(&self) -> u32 {
        self.shared.asked.load(Ordering::SeqCst)
    }

    fn set_broken(&self, broken: bool) {
        self.shared.broken.store(broken, Ordering::SeqCst);
    }
}

async fn answer(State(shared): State<Arc<Shared>>, Path(path): Path<String>) -> Response {
    if path == "keys" {
        shared.asked.fetch_add(1, Ordering::SeqCst);
    }
    if shared.broken.load(Ordering::SeqCst) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    if shared.moved.load(Ordering::SeqCst) && path == "keys" {
        return Redirect::temporary("/elsewhere").into_response();
    }
    match shared.documents.lock().unwrap().get(path.trim_start_matches("elsewhere")) {
        Some(document) => document.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

struct TestKey {
    kid: &'static str,
    algorithm: Algorithm,
    signer: EncodingKey,
    jwk: Value,
}

impl TestKey {
    fn rsa(kid: &'static str) -> Self {
        let der = KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap().as_ref().to_vec();
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", STANDARD.encode(der));
        Self::new(kid, Algorithm::RS256, EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap())
    }

    fn ec(kid: &'static str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let der = pair.to_pkcs8v1().unwrap().as_ref().to_vec();
        Self::new(kid, Algorithm::ES256, EncodingKey::from_ec_der(&der))
    }

    fn new(kid: &'static str, algorithm: Algorithm, signer: EncodingKey) -> Self {
        let mut jwk = Jwk::from_encoding_key(&signer, algorithm).unwrap();
        jwk.common.key_id = Some(kid.to_owned());
        Self { kid, algorithm, signer, jwk: serde_json::to_value(jwk).unwrap() }
    }

    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.kid.to_owned());
        jsonwebtoken::encode(&header, claims, &self.signer).unwrap()
    }
}

struct Fixture {
    test: TestApp,
    idp: Idp,
    tokens: Tokens,
}

impl Fixture {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut TrustedIssuer)) -> Self {
        let test = TestApp::new();
        let organization = test.add_organization("contoso").unwrap();
        test.add_person(&organization, "Ada@contoso.example", "a good password").unwrap();
        let idp = Idp::start().await;
        let mut trusted = TrustedIssuer {
            issuer: idp.url.clone(),
            audience: "ortak".to_owned(),
            email_claim: None,
            jwks_url: None,
        };
        change(&mut trusted);
        let mut settings = TokenSettings::new("https://ortak.example");
        settings.trusted_issuers = vec![trusted];
        let master = MasterKey::random().unwrap();
        let tokens = Tokens::load(test.app.clone(), &master, settings).await.unwrap();
        Self { test, idp, tokens }
    }

    fn claims(&self) -> Value {
        let now = self.test.app.clock.now().unix_seconds();
        json!({
            "iss": self.idp.url, "aud": "ortak", "email": "ada@CONTOSO.example", "email_verified": true,
            "nbf": now, "exp": now + 300,
        })
    }

    fn claims_with(&self, changes: &Value) -> Value {
        let mut claims = self.claims();
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    async fn verify(&self, token: &str) -> Result<Arc<Principal>, AuthError> {
        self.tokens.authenticate(token).await
    }
}

#[tokio::test]
async fn a_known_person_comes_in_with_rs256_and_es256() {
    let fixture = Fixture::new().await;
    let (rsa, ec) = (TestKey::rsa("rsa"), TestKey::ec("ec"));
    fixture.idp.publish(&[&rsa, &ec]);
    for key in [&rsa, &ec] {
        let principal = fixture.verify(&key.sign(&fixture.claims())).await.unwrap();
        assert_eq!(principal.email, "Ada@contoso.example");
        let several = fixture.claims_with(&json!({"aud": ["other", "ortak"], "exp": 1.8e9}));
        assert!(fixture.verify(&key.sign(&several)).await.is_ok());
    }
    assert_eq!(fixture.idp.asked(), 1, "the keys are remembered");
}

#[tokio::test]
async fn the_wrong_issuer_audience_or_time_is_refused() {
    let fixture = Fixture::new().await;
    let key = TestKey::rsa("rsa");
    fixture.idp.publish(&[&key]);
    let now = fixture.test.app.clock.now().unix_seconds();
    let url = &fixture.idp.url;
    for (changes, expected) in [
        (json!({"iss": "https://elsewhere.example"}), AuthError::Invalid),
        (json!({"iss": format!("{url}/")}), AuthError::Invalid),
        (json!({"iss": [url]}), AuthError::Malformed),
        (json!({"iss": null}), AuthError::Malformed),
        (json!({"aud": "another service"}), AuthError::Invalid),
        (json!({"aud": []}), AuthError::Invalid),
        (json!({"aud": null}), AuthError::Invalid),
        (json!({"exp": now - 61}), AuthError::Expired),
        (json!({"exp": now - 60}), AuthError::Expired),
        (json!({"exp": null}), AuthError::Malformed),
        (json!({"exp": "tomorrow"}), AuthError::Malformed),
        (json!({"exp": 1e300}), AuthError::Invalid),
        (json!({"exp": -1}), AuthError::Invalid),
        (json!({"nbf": now + 61}), AuthError::Invalid),
    ] {
        let token = key.sign(&fixture.claims_with(&changes));
        assert_eq!(fixture.verify(&token).await, Err(expected), "{changes}");
    }
    for changes in [json!({"exp": now - 59}), json!({"nbf": now + 60}), json!({"nbf": null})] {
        let token = key.sign(&fixture.claims_with(&changes));
        assert!(fixture.verify(&token).await.is_ok(), "{changes}");
    }
}

#[tokio::test]
async fn an_accepted_token_runs_out_too() {
    let fixture = Fixture::new().await;
    let key = TestKey::rsa("rsa");
    fixture.idp.publish(&[&key]);
    let token = key.sign(&fixture.claims());
    assert!(fixture.verify(&token).await.is_ok());
    fixture.test.clock.advance_seconds(359);
    assert!(fixture.verify(&token).await.is_ok());
    fixture.test.clock.advance_seconds(1);
    assert_eq!(fixture.verify(&token).await, Err(AuthError::Expired));
}

#[tokio::test]
async fn algorithms_that_a_token_must_not_choose() {
    let fixture = Fixture::new().await;
    let key = TestKey::rsa("rsa");
    fixture.idp.publish(&[&key]);
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = format!("{}.{}.", encode(&json!({"alg": "none", "kid": "rsa"})), encode(&fixture.claims()));
    assert_eq!(fixture.verify(&none).await, Err(AuthError::Malformed));

    let public = fixture.idp.shared.documents.lock().unwrap()["keys"].clone();
    let modulus = key.jwk["n"].as_str().unwrap();
    for secret in [public.as_bytes(), modulus.as_bytes(), &URL_SAFE_NO_PAD.decode(modulus).unwrap()] {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("rsa".to_owned());
        let token =
            jsonwebtoken::encode(&header, &fixture.claims(), &EncodingKey::from_secret(secret)).unwrap();
        assert_eq!(fixture.verify(&token).await, Err(AuthError::Invalid));
    }
    // A right key, used with an algorithm that it isn't for.
    let mut header = Header::new(Algorithm::RS512);
    header.kid = Some("rsa".to_owned());
    let token = jsonwebtoken::encode(&header, &fixture.claims(), &key.signer).unwrap();
    assert_eq!(fixture.verify(&token).await, Err(AuthError::Invalid));
}

#[tokio::test]
async fn keys_not_for_signatures_and_keys_in_the_token_are_ignored() {
    let fixture = Fixture::new().await;
    let (mut encryption, stranger) = (TestKey::rsa("enc"), TestKey::rsa("stranger"));
    encryption.jwk["use"] = json!("enc");
    fixture.idp.publish(&[&encryption]);
    assert_eq!(fixture.verify(&encryption.sign(&fixture.claims())).await, Err(AuthError::Invalid));

    let mut header = Header::new(Algorithm::RS256);
    header.jwk = Some(serde_json::from_value(stranger.jwk.clone()).unwrap());
    header.jku = Some(format!("{}/stranger", fixture.idp.url));
    let token = jsonwebtoken::encode(&header, &fixture.claims(), &stranger.signer).unwrap();
    assert_eq!(fixture.verify(&token).await, Err(AuthError::Invalid));
}

#[tokio::test]
async fn a_token_without_key_id_takes_the_only_key() {
    let fixture = Fixture::new().await;
    let (one, two) = (TestKey::rsa("one"), TestKey::rsa("two"));
    let sign = |key: &TestKey| {
        jsonwebtoken::encode(&Header::new(Algorithm::RS256), &fixture.claims(), &key.signer).unwrap()
    };
    fixture.idp.publish(&[&one]);
    assert!(fixture.verify(&sign(&one)).await.is_ok());
    assert_eq!(fixture.verify(&sign(&two)).await, Err(AuthError::Invalid));
    fixture.idp.publish(&[&one, &two]);
    fixture.test.clock.advance_seconds(3600);
    assert_eq!(fixture.verify(&sign(&two)).await, Err(AuthError::Invalid), "which of the two?");
}

#[tokio::test]
async fn new_keys_are_found_and_the_issuer_is_asked_at_most_every_30_seconds() {
    let fixture = Fixture::new().await;
    let (old, new) = (TestKey::rsa("old"), TestKey::rsa("new"));
    fixture.idp.publish(&[&old]);
    assert!(fixture.verify(&old.sign(&fixture.claims())).await.is_ok());
    fixture.idp.publish(&[&new]);
    let token = new.sign(&fixture.claims());
    for _ in 0..3 {
        assert_eq!(fixture.verify(&token).await, Err(AuthError::Invalid));
    }
    assert_eq!(fixture.idp.asked(), 1);
    fixture.test.clock.advance_seconds(30);
    let (one, two) = tokio::join!(fixture.verify(&token), fixture.verify(&token));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(fixture.idp.asked(), 2, "one asked for both");
    // The withdrawn key is out, for tokens that were not accepted before.
    assert_eq!(
        fixture.verify(&old.sign(&fixture.claims_with(&json!({"n": 1})))).await,
        Err(AuthError::Invalid)
    );
}

#[tokio::test]
async fn an_issuer_that_is_down_is_not_the_callers_fault() {
    let fixture = Fixture::new().await;
    let key = TestKey::rsa("rsa");
    fixture.idp.publish(&[&key]);
    fixture.idp.set_broken(true);
    let token = key.sign(&fixture.claims());
    for _ in 0..2 {
        assert!(matches!(fixture.verify(&token).await, Err(AuthError::Unavailable(_))));
    }
    fixture.idp.set_broken(false);
    fixture.test.clock.advance_seconds(30);
    assert!(fixture.verify(&token).await.is_ok());

    // Keys that we have serve on for a day.
    fixture.idp.set_broken(true);
    for (hours, works) in [(2, true), (20, true), (3, false)] {
        fixture.test.clock.advance_seconds(hours * 3600);
        let found = fixture.verify(&key.sign(&fixture.claims())).await;
        assert_eq!(found.is_ok(), works, "{hours} h later: {found:?}");
    }
}

#[tokio::test]
async fn nobody_listens_and_nobody_answers_in_json() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dead = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let fixture = Fixture::with(|trusted| trusted.jwks_url = Some(format!("{dead}/keys"))).await;
    let token = TestKey::rsa("rsa").sign(&fixture.claims());
    assert!(matches!(fixture.verify(&token).await, Err(AuthError::Unavailable(_))));

    let fixture = Fixture::new().await;
    fixture.idp.put("keys", &json!("nonsense"));
    let token = TestKey::rsa("rsa").sign(&fixture.claims());
    assert!(matches!(fixture.verify(&token).await, Err(AuthError::Unavailable(_))));

    let fixture = Fixture::new().await;
    fixture.idp.put("keys", &json!({"keys": [], "padding": "x".repeat(MAX_ANSWER)}));
    let token = TestKey::rsa("rsa").sign(&fixture.claims());
    assert!(matches!(fixture.verify(&token).await, Err(AuthError::Unavailable(why)) if why.contains("long")));
}

#[tokio::test]
async fn redirects_and_foreign_discovery_documents_are_not_followed() {
    let key = TestKey::rsa("rsa");
    let fixture = Fixture::new().await;
    fixture.idp.publish(&[&key]);
    fixture.idp.shared.moved.store(true, Ordering::SeqCst);
    let found = fixture.verify(&key.sign(&fixture.claims())).await;
    assert!(matches!(found, Err(AuthError::Unavailable(why)) if why.contains("307")));

    for discovery in [
        json!({"issuer": "https://elsewhere.example", "jwks_uri": format!("{}/keys", fixture.idp.url)}),
        json!({"issuer": fixture.idp.url, "jwks_uri": "http://keys.example/"}),
        json!({"issuer": fixture.idp.url, "jwks_uri": "file:///etc/passwd"}),
    ] {
        let fixture = Fixture::new().await;
        fixture.idp.publish(&[&key]);
        let mut discovery = discovery;
        if discovery["issuer"] != "https://elsewhere.example" {
            discovery["issuer"] = json!(fixture.idp.url);
        }
        fixture.idp.put(".well-known/openid-configuration", &discovery);
        let found = fixture.verify(&key.sign(&fixture.claims())).await;
        assert!(matches!(found, Err(AuthError::Unavailable(_))), "{discovery}: {found:?}");
    }
}

#[tokio::test]
async fn the_email_comes_from_the_right_claim() {
    let fixture = Fixture::new().await;
    let key = TestKey::rsa("rsa");
    fixture.idp.publish(&[&key]);
    let ada = "ada@contoso.example";
    for (changes, expected) in [
        (json!({"email": null, "upn": ada}), Some(AuthError::Invalid)),
        (json!({"email": null, "preferred_username": ada}), Some(AuthError::Invalid)),
        (json!({"email": "ada", "upn": ada}), Some(AuthError::Invalid)),
        (json!({"email_verified": null}), Some(AuthError::Invalid)),
        (json!({"email_verified": true}), None),
        (json!({"email_verified": "true"}), None),
        (json!({"email_verified": false}), Some(AuthError::Invalid)),
        (json!({"email_verified": "false"}), Some(AuthError::Invalid)),
        (json!({"email": null}), Some(AuthError::Invalid)),
        (json!({"email": 5}), Some(AuthError::Invalid)),
        (json!({"email": "ada@contoso.example\0"}), Some(AuthError::Invalid)),
        (json!({"email": "eve@contoso.example"}), Some(AuthError::Disabled)),
        (json!({"email": "eve@contoso.example", "upn": ada}), Some(AuthError::Disabled)),
    ] {
        let token = key.sign(&fixture.claims_with(&changes));
        assert_eq!(fixture.verify(&token).await.err(), expected, "{changes}");
    }

    let fixture = Fixture::with(|trusted| trusted.email_claim = Some("mail".to_owned())).await;
    fixture.idp.publish(&[&key]);
    let named =
        fixture.claims_with(&json!({"email": "eve@contoso.example", "mail": ada, "email_verified": null}));
    assert!(fixture.verify(&key.sign(&named)).await.is_ok());
    assert_eq!(fixture.verify(&key.sign(&fixture.claims())).await, Err(AuthError::Invalid));
}

#[tokio::test]
async fn a_disabled_person_is_out_within_a_second() {
    let fixture = Fixture::new().await;
    let key = TestKey::rsa("rsa");
    fixture.idp.publish(&[&key]);
    let token = key.sign(&fixture.claims());
    let person = PersonId(fixture.verify(&token).await.unwrap().id);
    fixture.test.set_enabled(person, false);
    fixture.test.clock.advance_seconds(1);
    assert_eq!(fixture.verify(&token).await, Err(AuthError::Disabled));
}

#[test]
fn addresses_must_be_https_or_of_this_machine() {
    for good in
        ["https://login.example/v2.0", "http://localhost:8080", "http://127.0.0.1", "http://[::1]:1/x"]
    {
        assert!(acceptable(good).is_ok(), "{good}");
    }
    for bad in [
        "http://login.example",
        "http://10.0.0.1",
        "ftp://localhost",
        "login.example",
        "",
        "data:,x",
        "http://",
    ] {
        assert!(acceptable(bad).is_err(), "{bad}");
    }
    let trusted = TrustedIssuer {
        issuer: "http://login.example".to_owned(),
        audience: "ortak".to_owned(),
        email_claim: None,
        jwks_url: None,
    };
    assert!(Issuer::new(trusted.clone()).is_err());
    let trusted = TrustedIssuer { issuer: "https://login.example".to_owned(), ..trusted };
    assert!(Issuer::new(trusted.clone()).is_ok());
    assert!(Issuer::new(TrustedIssuer { audience: String::new(), ..trusted }).is_err());
}
