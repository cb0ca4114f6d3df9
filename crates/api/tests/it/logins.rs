//! Signing in with an account at another issuer, against a provider of the tests' own on this machine.

use std::sync::Arc;

use ortak_app::account::session::{self, Device, SignIn};
use ortak_app::{AppError, Clock as _};
use ortak_http::oidc::login::{Begun, Callback, LoginError, LoginProvider, Logins};
use ortak_testkit::issuer::{Asked, CLIENT_ID, CLIENT_SECRET, Issuer};
use serde_json::{Value, json};

use crate::harness::{BASE, Installation, USER_EMAIL};

type Bend = fn(&Asked, Value) -> Value;

/// Somebody signs in at the issuer and is sent back.
fn agree(issuer: &Issuer, begun: &Begun) -> Callback {
    let asked = issuer.asked(&begun.url);
    assert_eq!((asked["response_type"].as_str(), asked["code_challenge_method"].as_str()), ("code", "S256"));
    assert_eq!(asked["redirect_uri"], format!("{BASE}/sign-in/with/idp/callback"));
    let state = Some(asked["state"].clone());
    Callback { state, code: Some(issuer.agree(asked)), error: None, iss: Some(issuer.url.clone()) }
}

struct Fixture {
    installation: Installation,
    provider: Arc<Issuer>,
    logins: Logins,
}

impl Fixture {
    async fn new() -> Self {
        let installation = Installation::on_sqlite().await;
        let provider =
            Issuer::start(installation.clock.now().unix_seconds(), &USER_EMAIL.to_lowercase()).await;
        let settings = LoginProvider {
            id: "idp".to_owned(),
            name: "Work account".to_owned(),
            issuer: provider.url.clone(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            email_claim: None,
        };
        let other = LoginProvider { id: "other".to_owned(), ..settings.clone() };
        let logins = Logins::new(vec![settings, other], BASE, installation.clock.clone()).unwrap();
        Self { installation, provider, logins }
    }

    async fn begin(&self) -> Begun {
        let app = &self.installation.app;
        self.logins.begin(app, "idp", Some("/deals?x=1"), "192.0.2.1", false).await.unwrap()
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
        self.finish(&agree(&self.provider, &begun), &begun.binding).await
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
    let callback = agree(&fixture.provider, &begun);
    fixture.finish(&callback, &begun.binding).await.unwrap();
    let unknown = async |callback: &Callback, binding: &str| {
        let refused = fixture.finish(callback, binding).await;
        assert!(matches!(refused, Err(LoginError::UnknownState)), "{refused:?}");
    };
    unknown(&callback, &begun.binding).await;
    let begun = fixture.begin().await;
    let another = fixture.begin().await;
    unknown(&agree(&fixture.provider, &begun), &another.binding).await;
    let begun = fixture.begin().await;
    unknown(&Callback { state: None, ..agree(&fixture.provider, &begun) }, &begun.binding).await;
    let late = fixture.begin().await;
    fixture.installation.clock.advance_seconds(600);
    unknown(&agree(&fixture.provider, &late), &late.binding).await;
    let app = &fixture.installation.app;
    let begun = fixture.begin().await;
    let callback = agree(&fixture.provider, &begun);
    let mixed = fixture.logins.finish(app, "other", &callback, &begun.binding, &Device::default()).await;
    assert!(matches!(mixed, Err(LoginError::UnknownState)), "{mixed:?}");
    assert!(matches!(
        fixture.logins.begin(app, "none", None, "", false).await,
        Err(LoginError::UnknownProvider)
    ));
}

#[tokio::test]
async fn whoever_begins_again_and_again_makes_us_ask_once_and_has_to_wait() {
    let fixture = Fixture::new().await;
    let begin = async |address: &str| {
        fixture.logins.begin(&fixture.installation.app, "idp", None, address, false).await.map(drop)
    };
    for _ in 0..200 {
        begin("203.0.113.7").await.unwrap();
    }
    let refused = begin("203.0.113.7").await;
    assert!(matches!(refused, Err(LoginError::App(AppError::TooMany { .. }))), "{refused:?}");
    begin("203.0.113.8").await.unwrap();
    assert_eq!(fixture.provider.discovered(), 1);
    fixture.installation.clock.advance_seconds(600);
    begin("203.0.113.8").await.unwrap();
    assert_eq!(fixture.provider.discovered(), 2, "it is asked again after a while");
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
        Callback { iss: Some("https://evil.example".to_owned()), ..agree(&fixture.provider, &begun) };
    let mixed = fixture.finish(&callback, &begun.binding).await;
    assert!(matches!(mixed, Err(LoginError::NotAccepted(_))), "{mixed:?}");
    let begun = fixture.begin().await;
    let callback = Callback { code: Some("made up".to_owned()), ..agree(&fixture.provider, &begun) };
    let refused = fixture.finish(&callback, &begun.binding).await;
    assert!(matches!(refused, Err(LoginError::NotAccepted(_))), "{refused:?}");
    let begun = fixture.begin().await;
    let callback = Callback { error: Some("access_denied".to_owned()), ..agree(&fixture.provider, &begun) };
    assert!(matches!(fixture.finish(&callback, &begun.binding).await, Err(LoginError::Denied)));
    fixture.provider.lose_key();
    let forged = fixture.sign_in().await;
    assert!(matches!(forged, Err(LoginError::NotAccepted(_))), "{forged:?}");
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}
