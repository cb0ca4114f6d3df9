use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, EncodingKey, Header};
use ortak_app::testing::TestApp;
use ortak_domain::ApiClientId;
use serde_json::{Value, json};

use super::*;

const BASE: &str = "https://ortak.example";

struct Fixture {
    test: TestApp,
    master: MasterKey,
    tokens: Tokens,
    client: ApiClientId,
}

impl Fixture {
    async fn new() -> Self {
        let test = TestApp::new();
        let organization = test.add_organization("contoso").unwrap();
        let (client, _) = test.add_client(&organization).unwrap();
        let master = MasterKey::random().unwrap();
        let settings = TokenSettings::new(format!("{BASE}/"));
        let tokens = Tokens::load(test.app.clone(), &master, settings).await.unwrap();
        Self { test, master, tokens, client }
    }

    async fn principal(&self) -> Principal {
        sign_in::principal(&self.test.app, PrincipalKind::ApiClient, self.client.0).await.unwrap().unwrap()
    }

    async fn token(&self) -> String {
        let principal = self.principal().await;
        let client_id = self.client.to_string();
        let request = TokenRequest {
            principal: &principal,
            client_id: &client_id,
            audience: "https://api.partner.microsoft.com",
        };
        self.tokens.issue(request).unwrap().token
    }

    async fn disable(&self, disabled: bool) {
        let at = disabled.then(|| self.test.app.clock.now());
        assert!(self.test.app.accounts.disable_api_client(self.client, at).await.unwrap());
    }

    async fn error(&self, token: &str) -> AuthError {
        self.tokens.authenticate(token).await.unwrap_err()
    }
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap())
}

#[tokio::test]
async fn a_token_carries_the_known_claims_and_leads_to_its_holder() {
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    let header = part(&token, 0);
    assert_eq!(header["alg"], "RS256");
    assert_eq!(header["typ"], "at+jwt");
    let claims = part(&token, 1);
    let now = fixture.test.app.clock.now().unix_seconds();
    let id = fixture.client.to_string();
    let expected = json!({
        "iss": BASE, "aud": "https://api.partner.microsoft.com", "sub": id, "oid": id, "tid": "contoso",
        "ortak_kind": "api_client", "roles": ["referrals_admin"], "appid": id, "client_id": id,
        "iat": now, "nbf": now, "exp": now + 3600, "jti": claims["jti"],
    });
    assert_eq!(claims, expected);
    let principal = fixture.tokens.authenticate(&token).await.unwrap();
    assert_eq!(*principal, fixture.principal().await);
}

#[tokio::test]
async fn the_published_keys_verify_tokens() {
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    let jwks: JwkSet = serde_json::from_str(fixture.tokens.jwks()).unwrap();
    let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(jwks.find(&kid).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["https://api.partner.microsoft.com"]);
    validation.set_required_spec_claims(&["iss", "aud"]);
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap();
}

#[tokio::test]
async fn a_changed_token_is_refused() {
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    let parts: Vec<&str> = token.split('.').collect();
    let mut claims = part(&token, 1);
    claims["sub"] = json!(Uuid::nil());
    let other_subject = [parts[0], &encode(&claims), parts[2]].join(".");
    assert_eq!(fixture.error(&other_subject).await, AuthError::Invalid);

    let mut claims = part(&token, 1);
    claims["iss"] = json!("https://elsewhere.example");
    let other_issuer = [parts[0], &encode(&claims), parts[2]].join(".");
    assert_eq!(fixture.error(&other_issuer).await, AuthError::Invalid);

    // Every byte counts, except that the last character of base64 may hold unused bits.
    for at in (0..token.len() - 1).step_by(7) {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(fixture.tokens.authenticate(&changed).await.is_err(), "{at}");
    }
    assert!(fixture.tokens.authenticate(&token).await.is_ok());
}

#[tokio::test]
async fn another_algorithm_or_key_is_refused() {
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    let (header, claims) = (part(&token, 0), part(&token, 1));
    let kid = header["kid"].as_str().unwrap();

    let none = json!({"alg": "none", "typ": "at+jwt", "kid": kid});
    let unsigned = format!("{}.{}.", encode(&none), encode(&claims));
    assert_eq!(fixture.error(&unsigned).await, AuthError::Malformed);

    // The public key taken for a shared secret.
    let mut hs256 = Header::new(Algorithm::HS256);
    hs256.typ = Some("at+jwt".to_owned());
    hs256.kid = Some(kid.to_owned());
    let public = EncodingKey::from_secret(fixture.tokens.jwks().as_bytes());
    let confused = jsonwebtoken::encode(&hs256, &claims, &public).unwrap();
    assert_eq!(fixture.error(&confused).await, AuthError::Invalid);

    // Another installation's key, under our kid and its own.
    let other = Fixture::new().await;
    assert_eq!(fixture.error(&other.token().await).await, AuthError::Invalid);
    let mut header = other.tokens.keys.sign("at+jwt", &claims).unwrap();
    header.replace_range(..header.find('.').unwrap(), token.split('.').next().unwrap());
    assert_eq!(fixture.error(&header).await, AuthError::Invalid);
}

#[tokio::test]
async fn what_is_no_token_is_malformed() {
    let fixture = Fixture::new().await;
    let long = "a".repeat(MAX_TOKEN + 1);
    for text in ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30", "é.é.é", &long] {
        assert_eq!(fixture.error(text).await, AuthError::Malformed, "{text}");
    }
}

#[tokio::test]
async fn a_token_lives_for_an_hour() {
    let fixture = Fixture::new().await;
    let (used, unused) = (fixture.token().await, fixture.token().await);
    assert!(fixture.tokens.authenticate(&used).await.is_ok());
    fixture.test.clock.advance_seconds(LIFETIME_SECONDS + LEEWAY_SECONDS - 1);
    assert!(fixture.tokens.authenticate(&used).await.is_ok());
    fixture.test.clock.advance_seconds(1);
    assert_eq!(fixture.error(&used).await, AuthError::Expired);
    assert_eq!(fixture.error(&used).await, AuthError::Expired, "and once forgotten");
    assert_eq!(fixture.error(&unused).await, AuthError::Expired);
}

#[tokio::test]
async fn a_token_of_the_future_is_refused() {
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    fixture.test.clock.advance_seconds(-LEEWAY_SECONDS);
    assert!(fixture.tokens.authenticate(&token).await.is_ok());
    let token = fixture.token().await;
    fixture.test.clock.advance_seconds(-LEEWAY_SECONDS - 1);
    assert_eq!(fixture.error(&token).await, AuthError::Invalid);
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let fixture = Fixture::new().await;
    let principal = fixture.principal().await;
    let id_token = fixture.tokens.issue_id_token(&principal, "client", None).unwrap().token;
    assert_eq!(part(&id_token, 1)["aud"], "client");
    assert_eq!(fixture.error(&id_token).await, AuthError::Invalid);
}

#[tokio::test]
async fn former_urls_stay_issuers_until_their_tokens_run_out() {
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    let load = |former: &[&str]| {
        let mut settings = TokenSettings::new("https://new.example");
        settings.former_base_urls = former.iter().map(|url| (*url).to_owned()).collect();
        Tokens::load(fixture.test.app.clone(), &fixture.master, settings)
    };
    assert_eq!(load(&[]).await.unwrap().authenticate(&token).await, Err(AuthError::Invalid));
    assert!(load(&["https://ortak.example/"]).await.unwrap().authenticate(&token).await.is_ok());
}

#[tokio::test]
async fn disabling_takes_effect_within_a_second_and_can_be_undone() {
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    assert!(fixture.tokens.authenticate(&token).await.is_ok());
    fixture.disable(true).await;
    fixture.test.clock.advance_millis(1000);
    assert_eq!(fixture.error(&token).await, AuthError::Disabled);
    assert_eq!(fixture.error(&token).await, AuthError::Disabled, "not only once");
    fixture.disable(false).await;
    assert!(fixture.tokens.authenticate(&token).await.is_ok());

    let at = Some(fixture.test.app.clock.now());
    let organization = fixture.principal().await.organization_id;
    fixture.test.app.accounts.disable_organization(&organization, at).await.unwrap();
    fixture.test.clock.advance_millis(1000);
    assert_eq!(fixture.error(&token).await, AuthError::Disabled, "with its organization");
}

#[tokio::test]
async fn the_holder_is_read_at_most_twice_a_second() {
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    let before = fixture.test.accounts.loads();
    let loads = || fixture.test.accounts.loads() - before;
    for _ in 0..10 {
        fixture.tokens.authenticate(&token).await.unwrap();
    }
    assert_eq!(loads(), 1);
    fixture.test.clock.advance_millis(499);
    fixture.tokens.authenticate(&token).await.unwrap();
    assert_eq!(loads(), 1);
    // Ahead of time, by one.
    fixture.test.clock.advance_millis(1);
    for _ in 0..10 {
        fixture.tokens.authenticate(&token).await.unwrap();
    }
    assert_eq!(loads(), 2);
    // Stale: all wait for one.
    fixture.test.clock.advance_seconds(60);
    let (one, two, three) = tokio::join!(
        fixture.tokens.authenticate(&token),
        fixture.tokens.authenticate(&token),
        fixture.tokens.authenticate(&token),
    );
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(loads(), 3);
    // A clock that was set back makes what is known stale.
    fixture.test.clock.advance_seconds(-5);
    fixture.tokens.authenticate(&token).await.unwrap();
    assert_eq!(loads(), 4);
}

#[tokio::test]
async fn a_lost_store_is_not_the_callers_fault() {
    let fixture = Fixture::new().await;
    let (known, unknown) = (fixture.token().await, fixture.token().await);
    fixture.tokens.authenticate(&known).await.unwrap();
    fixture.test.accounts.set_down(true);
    fixture.test.clock.advance_millis(700);
    assert!(fixture.tokens.authenticate(&known).await.is_ok(), "known and fresh enough");
    fixture.test.clock.advance_millis(300);
    for token in [&known, &unknown] {
        assert!(matches!(fixture.error(token).await, AuthError::Unavailable(_)));
    }
    fixture.test.accounts.set_down(false);
    for token in [&known, &unknown] {
        assert!(fixture.tokens.authenticate(token).await.is_ok());
    }
}

#[tokio::test]
async fn headers_hold_exactly_one_bearer_token() {
    let headers = |values: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    };
    for value in ["Bearer abc", "bearer abc", "BEARER  abc "] {
        assert_eq!(bearer(&headers(&[value])), Ok("abc"), "{value}");
    }
    assert_eq!(bearer(&headers(&[])), Err(AuthError::Missing));
    for values in
        [&["Bearer"][..], &["Bearer "], &["Basic abc"], &["abc"], &["é abc"], &["Bearer a", "Bearer b"]]
    {
        assert_eq!(bearer(&headers(values)), Err(AuthError::Malformed), "{values:?}");
    }
    let fixture = Fixture::new().await;
    let token = fixture.token().await;
    let found = fixture.tokens.authenticate_headers(&headers(&[&format!("Bearer {token}")])).await;
    assert_eq!(found.unwrap().id, fixture.client.0);
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let fixture = Fixture::new().await;
    let principal = fixture.principal().await;
    let request = TokenRequest { principal: &principal, client_id: "c", audience: "a" };
    let issued = fixture.tokens.issue(request).unwrap();
    fixture.tokens.authenticate(&issued.token).await.unwrap();
    let shown = format!("{:?} {issued:?} {:?}", fixture.tokens, fixture.master);
    assert!(!shown.contains(&issued.token));
    assert!(!shown.contains(issued.token.rsplit('.').next().unwrap()));
    assert!(!shown.to_lowercase().contains("private"));
}
