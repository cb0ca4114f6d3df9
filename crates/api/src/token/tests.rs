use axum::body::{Body, to_bytes};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{ALLOW, AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Method, Request, StatusCode};
use ortak_app::testing::TestApp;
use ortak_domain::{OrganizationId, PersonId};
use ortak_http::{
    AuthError, LimitSettings, Limits, MasterKey, RequestLayer, RequestLimit, TokenSettings, Tokens,
};
use serde_json::Value;
use tower::ServiceExt;

use super::*;

const BASE: &str = "https://ortak.example";
const PASSWORD: &str = "correct horse & battery";

struct Fixture {
    test: TestApp,
    http: Http,
    routes: Router,
    organization: OrganizationId,
    client: String,
    client_id: ApiClientId,
    secret: String,
    person: PersonId,
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Reply {
    fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_else(|| panic!("{name} in {}", self.body))
    }

    /// Status and error code, after the checks that every failure must pass.
    fn failure(&self) -> (u16, &str) {
        assert_eq!(self.headers[CACHE_CONTROL], "no-store");
        assert!(!self.text("error_description").is_empty());
        assert_eq!(self.body["error_codes"], json!([]));
        assert_eq!(self.text("correlation_id"), self.headers["request-id"].to_str().unwrap());
        assert_eq!(self.headers.contains_key(WWW_AUTHENTICATE), self.status == StatusCode::UNAUTHORIZED);
        assert!(self.body.get("access_token").is_none());
        (self.status.as_u16(), self.text("error"))
    }
}

impl Fixture {
    async fn new() -> Self {
        Self::with(true, LimitSettings::default()).await
    }

    async fn with(password_grant: bool, limits: LimitSettings) -> Self {
        let test = TestApp::new();
        let organization = test.add_organization("contoso").unwrap();
        let (client_id, secret) = test.add_client(&organization).unwrap();
        let person = test.add_person(&organization, "ada@contoso.example", PASSWORD).unwrap();
        let mut settings = TokenSettings::new(BASE);
        settings.password_grant = password_grant;
        let master = MasterKey::random().unwrap();
        let tokens = Tokens::load(test.app.clone(), &master, settings).await.unwrap();
        let limits = Limits::new(limits);
        let http = Http::new(test.app.clone(), tokens, limits);
        let on_panic = |_: &RequestId| StatusCode::INTERNAL_SERVER_ERROR.into_response();
        let routes = router().with_state(http.clone()).layer(RequestLayer::new(&http, on_panic));
        let client = client_id.to_string();
        Self { test, http, routes, organization, client, client_id, secret, person }
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.routes.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Reply { status: parts.status, headers: parts.headers, body }
    }

    async fn post(&self, form: impl Into<Body>) -> Reply {
        self.send(Request::post("/oauth2/v2.0/token").body(form.into()).unwrap()).await
    }

    async fn client_credentials(&self) -> Reply {
        let (client, secret) = (&self.client, &self.secret);
        self.post(format!("grant_type=client_credentials&client_id={client}&client_secret={secret}")).await
    }

    fn password_form(&self, username: &str, password: &str) -> String {
        let encode = |text| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
        format!(
            "grant_type=password&client_id={}&username={}&password={}",
            self.client,
            encode(username),
            encode(password)
        )
    }

    async fn password(&self) -> Reply {
        self.post(self.password_form("ada@contoso.example", PASSWORD)).await
    }

    async fn refresh(&self, token: &str) -> Reply {
        let client = &self.client;
        self.post(format!("grant_type=refresh_token&client_id={client}&refresh_token={token}")).await
    }

    async fn holder(&self, reply: &Reply) -> Result<(PrincipalKind, uuid::Uuid), AuthError> {
        let principal = self.http.tokens.authenticate(reply.text("access_token")).await?;
        Ok((principal.kind, principal.id))
    }
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn client_credentials_give_a_token_of_strings() {
    let fixture = Fixture::new().await;
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}\
         &scope=https%3A%2F%2Fapi.partner.microsoft.com%2F.default",
        fixture.client, fixture.secret
    );
    let reply = fixture.post(form).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.headers[CACHE_CONTROL], "no-store");
    assert_eq!(reply.headers["pragma"], "no-cache");
    let now = fixture.test.app.clock.now().unix_seconds();
    let expected = json!({
        "token_type": "Bearer",
        "scope": "https://api.partner.microsoft.com/.default",
        "expires_in": "3600",
        "ext_expires_in": "3600",
        "expires_on": (now + 3600).to_string(),
        "not_before": now.to_string(),
        "resource": "https://api.partner.microsoft.com",
        "access_token": reply.body["access_token"],
    });
    assert_eq!(reply.body, expected, "and neither a refresh token nor an id token");
    assert_eq!(fixture.holder(&reply).await, Ok((PrincipalKind::ApiClient, fixture.client_id.0)));
    assert_eq!(claims(reply.text("access_token"))["aud"], "https://api.partner.microsoft.com");
}

#[tokio::test]
async fn http_basic_works_as_well() {
    let fixture = Fixture::new().await;
    let basic = |id: &str, secret: &str| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let send = async |header: String, form: String| {
        let request = Request::post("/oauth2/token").header(AUTHORIZATION, header);
        fixture.send(request.body(Body::from(form)).unwrap()).await
    };
    let (client, secret) = (&fixture.client, &fixture.secret);
    let right = basic(client, secret);
    let grant = "grant_type=client_credentials";
    assert_eq!(send(right.clone(), grant.to_owned()).await.status, StatusCode::OK);
    assert_eq!(send(right.clone(), format!("{grant}&client_id={client}")).await.status, StatusCode::OK);
    // Each half is form-encoded: an encoded hyphen is the same hyphen.
    let encoded = basic(&client.replace('-', "%2D"), secret);
    assert_eq!(send(encoded, grant.to_owned()).await.status, StatusCode::OK);

    for (header, form, expected) in [
        (basic(client, "wrong"), grant.to_owned(), (401, "invalid_client")),
        (basic(client, ""), grant.to_owned(), (401, "invalid_client")),
        (right.clone(), format!("{grant}&client_secret={secret}"), (400, "invalid_request")),
        (right.clone(), format!("{grant}&client_id=another"), (400, "invalid_request")),
        ("Basic !".to_owned(), grant.to_owned(), (401, "invalid_client")),
        (format!("Basic {}", STANDARD.encode("no colon")), grant.to_owned(), (401, "invalid_client")),
        (format!("Basic {}", STANDARD.encode([0xff, b':'])), grant.to_owned(), (401, "invalid_client")),
        (basic("%ff", "x"), grant.to_owned(), (400, "invalid_request")),
        ("Bearer abc".to_owned(), grant.to_owned(), (400, "invalid_request")),
    ] {
        assert_eq!(send(header.clone(), form.clone()).await.failure(), expected, "{header} {form}");
    }
}

#[tokio::test]
async fn every_path_serves_it_and_other_methods_are_405() {
    let fixture = Fixture::new().await;
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        fixture.client, fixture.secret
    );
    for path in [
        "/oauth2/v2.0/token",
        "/oauth2/token",
        "/common/oauth2/v2.0/token",
        "/common/oauth2/token",
        "/6f0c4a1e-98b7-4bb0-a2a3-000000000000/oauth2/token",
        "/contoso.example/oauth2/v2.0/token",
    ] {
        let request = Request::post(path).body(Body::from(form.clone())).unwrap();
        assert_eq!(fixture.send(request).await.status, StatusCode::OK, "{path}");
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
            let reply =
                fixture.send(Request::builder().method(&method).uri(path).body(Body::empty()).unwrap());
            let reply = reply.await;
            assert_eq!(reply.failure(), (405, "invalid_request"), "{method} {path}");
            assert_eq!(reply.headers[ALLOW], "POST");
        }
    }
    for path in ["/.well-known/jwks.json", "/.well-known/openid-configuration"] {
        let reply = fixture.send(Request::post(path).body(Body::empty()).unwrap()).await;
        assert_eq!(reply.failure(), (405, "invalid_request"), "{path}");
        assert_eq!(reply.headers[ALLOW], "GET,HEAD");
    }
}

#[tokio::test]
async fn any_content_type_is_read_as_a_form() {
    let fixture = Fixture::new().await;
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        fixture.client, fixture.secret
    );
    for content_type in ["application/x-www-form-urlencoded; charset=utf-8", "text/plain", "application/json"]
    {
        let request = Request::post("/oauth2/token").header(CONTENT_TYPE, content_type);
        let reply = fixture.send(request.body(Body::from(form.clone())).unwrap()).await;
        assert_eq!(reply.status, StatusCode::OK, "{content_type}");
    }
}

#[tokio::test]
async fn bad_bodies_are_never_our_fault() {
    let fixture = Fixture::new().await;
    let (client, secret) = (&fixture.client, &fixture.secret);
    let right = format!("grant_type=client_credentials&client_id={client}&client_secret={secret}");
    let long = "x".repeat(1001);
    for (form, expected) in [
        (Vec::new(), (400, "invalid_request")),
        (b"&&=&=x&".to_vec(), (400, "invalid_request")),
        (b"\xff\xfe".to_vec(), (400, "invalid_request")),
        (b"grant_type=%ff".to_vec(), (400, "invalid_request")),
        (b"grant_type=client_credentials".to_vec(), (400, "invalid_request")),
        (b"{\"grant_type\":\"client_credentials\"}".to_vec(), (400, "invalid_request")),
        (format!("client_id={client}").into_bytes(), (400, "invalid_request")),
        (format!("grant_type=&client_id={client}").into_bytes(), (400, "invalid_request")),
        (format!("{right}&client_id={client}").into_bytes(), (400, "invalid_request")),
        (format!("{right}&scope={long}").into_bytes(), (400, "invalid_request")),
        (format!("{right}&resource={long}").into_bytes(), (400, "invalid_request")),
        (
            format!("grant_type=password&client_id={client}&username=%00&password=x").into_bytes(),
            (400, "invalid_request"),
        ),
        (
            format!("grant_type=password&client_id={client}&username=ada").into_bytes(),
            (400, "invalid_request"),
        ),
        (format!("grant_type=refresh_token&client_id={client}").into_bytes(), (400, "invalid_request")),
        (format!("grant_type=magic&client_id={client}").into_bytes(), (400, "unsupported_grant_type")),
        (
            format!("grant_type=authorization_code&client_id={client}&code=x").into_bytes(),
            (400, "invalid_request"),
        ),
        (vec![b'x'; MAX_FORM + 1], (413, "invalid_request")),
    ] {
        let shown = String::from_utf8_lossy(&form).chars().take(200).collect::<String>();
        assert_eq!(fixture.post(form).await.failure(), expected, "{shown}");
    }
}

#[tokio::test]
async fn unknown_and_disabled_clients_look_like_a_wrong_secret() {
    let fixture = Fixture::new().await;
    let ask = async |id: &str, secret: &str| {
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let reply = fixture.post(form).await;
        assert_eq!(reply.failure(), (401, "invalid_client"));
        reply.text("error_description").to_owned()
    };
    let wrong = ask(&fixture.client, "wrong").await;
    assert_eq!(ask(&uuid::Uuid::nil().to_string(), &fixture.secret).await, wrong);
    assert_eq!(ask("no-uuid", &fixture.secret).await, wrong);
    let now = Some(fixture.test.app.clock.now());
    fixture.test.app.accounts.disable_api_client(fixture.client_id, now).await.unwrap();
    assert_eq!(ask(&fixture.client, &fixture.secret).await, wrong);
    let missing = format!("grant_type=client_credentials&client_id={}", fixture.client);
    assert_eq!(fixture.post(missing).await.failure(), (401, "invalid_client"));
}

#[tokio::test]
async fn disabling_a_client_ends_its_tokens() {
    let fixture = Fixture::new().await;
    let reply = fixture.client_credentials().await;
    assert!(fixture.holder(&reply).await.is_ok());
    let now = Some(fixture.test.app.clock.now());
    fixture.test.app.accounts.disable_api_client(fixture.client_id, now).await.unwrap();
    fixture.test.clock.advance_seconds(1);
    assert_eq!(fixture.holder(&reply).await, Err(AuthError::Disabled));
}

#[tokio::test]
async fn disabling_a_client_ends_what_people_gave_it() {
    let fixture = Fixture::new().await;
    let reply = fixture.password().await;
    assert_eq!(fixture.holder(&reply).await, Ok((PrincipalKind::Person, fixture.person.0)));
    let now = Some(fixture.test.app.clock.now());
    fixture.test.app.accounts.disable_api_client(fixture.client_id, now).await.unwrap();
    fixture.test.clock.advance_seconds(1);
    assert_eq!(fixture.holder(&reply).await, Err(AuthError::Disabled));
}

#[tokio::test]
async fn the_password_grant_is_off_by_default() {
    let fixture = Fixture::with(TokenSettings::new(BASE).password_grant, LimitSettings::default()).await;
    let reply = fixture.password().await;
    assert_eq!(reply.failure(), (400, "unsupported_grant_type"));
    assert!(reply.text("error_description").contains("turned off"));
}

#[tokio::test]
async fn the_documented_flow_works_as_it_is_written() {
    let fixture = Fixture::new().await;
    // The body of the sample: no secret, and a line feed before the scope.
    let form = format!(
        "resource=https://api.partner.microsoft.com&client_id={}&username=ada@contoso.example\
         &password=correct%20horse+%26+battery&grant_type=password&\nscope=openid",
        fixture.client
    );
    for form in [form.clone(), form.replace("&\n", "\r\n&"), form.replace("&\n", "&\r\n  ")] {
        let request = Request::post("/common/oauth2/token")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        let reply = fixture.send(request).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        for (name, value) in reply.body.as_object().unwrap() {
            assert!(value.is_string(), "{name}");
        }
        for name in [
            "token_type",
            "scope",
            "expires_in",
            "ext_expires_in",
            "expires_on",
            "not_before",
            "resource",
            "access_token",
            "refresh_token",
            "id_token",
        ] {
            assert!(!reply.text(name).is_empty(), "{name}");
        }
        assert_eq!(reply.text("resource"), "https://api.partner.microsoft.com");
        assert_eq!(reply.text("scope"), "openid");
        assert_eq!(fixture.holder(&reply).await, Ok((PrincipalKind::Person, fixture.person.0)));
        let id = claims(reply.text("id_token"));
        assert_eq!(id["aud"], fixture.client);
        assert_eq!(id["iss"], BASE);
        assert_eq!(id["sub"], fixture.person.to_string());
        assert_eq!(id["email"], "ada@contoso.example");
    }
}

#[tokio::test]
async fn an_id_token_comes_only_when_asked_for() {
    let fixture = Fixture::new().await;
    let reply = fixture.password().await;
    assert!(reply.body.get("id_token").is_none());
    assert_eq!(reply.text("resource"), BASE);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope=openid",
        fixture.client, fixture.secret
    );
    assert!(fixture.post(form).await.body.get("id_token").is_none(), "an application is no person");
}

#[tokio::test]
async fn a_password_needs_its_person_and_an_application_of_the_same_organization() {
    let fixture = Fixture::new().await;
    let wrong = fixture.post(fixture.password_form("ada@contoso.example", "wrong")).await;
    assert_eq!(wrong.failure(), (400, "invalid_grant"));
    let unknown = fixture.post(fixture.password_form("eve@contoso.example", PASSWORD)).await;
    assert_eq!(unknown.failure(), (400, "invalid_grant"));
    assert_eq!(unknown.text("error_description"), wrong.text("error_description"));

    let form = fixture.password_form("ada@contoso.example", PASSWORD);
    let bad_secret = fixture.post(format!("{form}&client_secret=wrong")).await;
    assert_eq!(bad_secret.failure(), (401, "invalid_client"));
    let good_secret = fixture.post(format!("{form}&client_secret={}", fixture.secret)).await;
    assert_eq!(good_secret.status, StatusCode::OK);

    let fabrikam = fixture.test.add_organization("fabrikam").unwrap();
    let (other, _) = fixture.test.add_client(&fabrikam).unwrap();
    let foreign = fixture.post(form.replace(&fixture.client, &other.to_string())).await;
    assert_eq!(foreign.failure(), (400, "invalid_grant"));
    assert_eq!(foreign.text("error_description"), wrong.text("error_description"));
    let nobody = fixture.post(form.replace(&fixture.client, &uuid::Uuid::nil().to_string())).await;
    assert_eq!(nobody.failure(), (401, "invalid_client"));

    let now = Some(fixture.test.app.clock.now());
    fixture.test.set_enabled(fixture.person, false);
    let disabled = fixture.post(form.clone()).await;
    assert_eq!(disabled.failure(), (400, "invalid_grant"));
    assert_eq!(disabled.text("error_description"), wrong.text("error_description"));
    fixture.test.set_enabled(fixture.person, true);
    fixture.test.app.accounts.disable_api_client(fixture.client_id, now).await.unwrap();
    assert_eq!(fixture.post(form).await.failure(), (401, "invalid_client"));
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_its_second_use_ends_the_family() {
    let fixture = Fixture::new().await;
    let first = fixture.password().await.text("refresh_token").to_owned();
    let reply = fixture.refresh(&first).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(fixture.holder(&reply).await, Ok((PrincipalKind::Person, fixture.person.0)));
    let second = reply.text("refresh_token").to_owned();
    assert_ne!(second, first);
    let third = fixture.refresh(&second).await.text("refresh_token").to_owned();

    let another_family = fixture.password().await.text("refresh_token").to_owned();
    assert_eq!(fixture.refresh(&first).await.failure(), (400, "invalid_grant"));
    assert_eq!(fixture.refresh(&third).await.failure(), (400, "invalid_grant"), "the family has ended");
    assert_eq!(fixture.refresh(&another_family).await.status, StatusCode::OK, "only this family");
}

#[tokio::test]
async fn one_of_many_uses_at_once_wins_at_most() {
    let fixture = Fixture::new().await;
    let token = fixture.password().await.text("refresh_token").to_owned();
    let (one, two, three) =
        tokio::join!(fixture.refresh(&token), fixture.refresh(&token), fixture.refresh(&token));
    let won: Vec<&Reply> = [&one, &two, &three].into_iter().filter(|r| r.status == StatusCode::OK).collect();
    assert!(won.len() <= 1);
    for reply in won {
        let next = fixture.refresh(reply.text("refresh_token")).await;
        assert_eq!(next.failure(), (400, "invalid_grant"), "the others ended the family");
    }
}

#[tokio::test]
async fn a_refresh_token_is_bound_to_its_application_and_lives_14_days() {
    let fixture = Fixture::new().await;
    let (other, _) = fixture.test.add_client(&fixture.organization).unwrap();
    let token = fixture.password().await.text("refresh_token").to_owned();
    let stolen = format!("grant_type=refresh_token&client_id={other}&refresh_token={token}");
    assert_eq!(fixture.post(stolen).await.failure(), (400, "invalid_grant"));
    assert_eq!(fixture.refresh(&token).await.failure(), (400, "invalid_grant"), "it may be stolen");

    let token = fixture.password().await.text("refresh_token").to_owned();
    fixture.test.clock.advance_seconds(14 * 86_400 - 1);
    let token = fixture.refresh(&token).await.text("refresh_token").to_owned();
    fixture.test.clock.advance_seconds(14 * 86_400);
    assert_eq!(fixture.refresh(&token).await.failure(), (400, "invalid_grant"));
    assert_eq!(fixture.refresh("nonsense").await.failure(), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_refresh_token_ends_with_its_holder() {
    let fixture = Fixture::new().await;
    let token = fixture.password().await.text("refresh_token").to_owned();
    fixture.test.set_enabled(fixture.person, false);
    assert_eq!(fixture.refresh(&token).await.failure(), (400, "invalid_grant"));
    fixture.test.set_enabled(fixture.person, true);
    assert_eq!(fixture.refresh(&token).await.failure(), (400, "invalid_grant"));
}

#[tokio::test]
async fn guessing_passwords_has_to_wait() {
    let fixture = Fixture::new().await;
    for spelling in ["ada@contoso.example", "ADA@contoso.example", "Ada@Contoso.Example"] {
        let reply = fixture.post(fixture.password_form(spelling, "wrong")).await;
        assert_eq!(reply.failure(), (400, "invalid_grant"));
    }
    for _ in 0..2 {
        let reply = fixture.post(fixture.password_form("ada@contoso.example", "wrong")).await;
        assert_eq!(reply.failure(), (400, "invalid_grant"));
    }
    let reply = fixture.password().await;
    assert_eq!(reply.failure(), (429, "temporarily_unavailable"), "even the right one");
    assert_eq!(reply.headers[RETRY_AFTER], "1");
    fixture.test.clock.advance_seconds(1);
    assert_eq!(fixture.password().await.status, StatusCode::OK);
    let reply = fixture.post(fixture.password_form("ada@contoso.example", "wrong")).await;
    assert_eq!(reply.failure(), (400, "invalid_grant"), "the success began a new count");
}

#[tokio::test]
async fn guesses_from_elsewhere_lock_nobody_out() {
    let fixture = Fixture::new().await;
    let from = async |address: &str, password: &str| {
        let form = fixture.password_form("ada@contoso.example", password);
        let address = ClientAddress(address.parse().unwrap());
        fixture.send(Request::post("/oauth2/token").extension(address).body(Body::from(form)).unwrap()).await
    };
    for _ in 0..5 {
        assert_eq!(from("203.0.113.7", "wrong").await.failure(), (400, "invalid_grant"));
    }
    assert_eq!(from("203.0.113.7", PASSWORD).await.failure(), (429, "temporarily_unavailable"));
    assert_eq!(from("203.0.113.8", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn guessing_secrets_has_to_wait_and_locks_nobody_out() {
    let fixture = Fixture::new().await;
    let wrong = format!("grant_type=client_credentials&client_id={}&client_secret=wrong", fixture.client);
    for _ in 0..5 {
        assert_eq!(fixture.post(wrong.clone()).await.failure(), (401, "invalid_client"));
    }
    let reply = fixture.post(wrong).await;
    assert_eq!(reply.failure(), (429, "temporarily_unavailable"));
    assert_eq!(reply.headers[RETRY_AFTER], "1");
    assert_eq!(fixture.client_credentials().await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_caller_may_ask_only_so_often() {
    let one = std::num::NonZeroU32::MIN;
    let limits = LimitSettings { requests: Some(RequestLimit { per_second: one, burst: one }) };
    let fixture = Fixture::with(false, limits).await;
    assert_eq!(fixture.client_credentials().await.status, StatusCode::OK);
    let reply = fixture.client_credentials().await;
    assert_eq!(reply.failure(), (429, "temporarily_unavailable"));
    assert_eq!(reply.headers[RETRY_AFTER], "1");
}

#[tokio::test]
async fn a_lost_store_is_503_and_locks_nobody_out() {
    let fixture = Fixture::new().await;
    fixture.test.accounts.set_down(true);
    for _ in 0..10 {
        for reply in
            [fixture.client_credentials().await, fixture.password().await, fixture.refresh("x").await]
        {
            assert_eq!(reply.failure(), (503, "temporarily_unavailable"));
        }
    }
    fixture.test.accounts.set_down(false);
    assert_eq!(fixture.password().await.status, StatusCode::OK);
    assert_eq!(fixture.client_credentials().await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_published_documents_lead_to_the_keys() {
    let fixture = Fixture::new().await;
    let get = async |path: &str| fixture.send(Request::get(path).body(Body::empty()).unwrap()).await;
    let configuration = get("/.well-known/openid-configuration").await;
    assert_eq!(configuration.headers[CACHE_CONTROL], PUBLIC);
    assert_eq!(configuration.text("issuer"), BASE);
    assert_eq!(configuration.text("token_endpoint"), format!("{BASE}/oauth2/v2.0/token"));
    assert_eq!(
        configuration.body["grant_types_supported"],
        json!(["client_credentials", "authorization_code", "refresh_token", "password"])
    );
    assert_eq!(get("/contoso/v2.0/.well-known/openid-configuration").await.body, configuration.body);

    let jwks = get(configuration.text("jwks_uri").strip_prefix(BASE).unwrap()).await;
    assert_eq!(jwks.headers[CONTENT_TYPE], "application/json");
    let token = fixture.client_credentials().await.text("access_token").to_owned();
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    let key = &jwks.body["keys"][0];
    assert_eq!(key["kid"], header["kid"]);

    // Verified by hand: RSASSA-PKCS1-v1_5 with SHA-256 over everything before the last dot.
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let public = aws_lc_rs::signature::RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    public.verify(&aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature).unwrap();
}
