//! `authorization_code` at the token endpoint: what applications see of it.

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::{Body, to_bytes};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, StatusCode};
use ortak_app::account::admin::{self, NewApiClient, NewPerson};
use ortak_app::account::authorize::{self, Verdict};
use ortak_app::account::session::{self, Device, SignIn};
use ortak_domain::{OrganizationId, Role};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::harness::{CONTOSO, Installation};

const BACK: &str = "http://127.0.0.1:5000/cb";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

async fn post(installation: &Installation, form: &str) -> (StatusCode, Value) {
    let request = Request::post("/oauth2/v2.0/token").body(Body::from(form.to_owned())).unwrap();
    let response = installation.router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

async fn a_code(installation: &Installation, client_id: &str) -> String {
    let app = &installation.app;
    let device = Device::default();
    let SignIn::SignedIn(opened) =
        session::sign_in(app, "code@contoso.example", "mavi tren dağda uyudu", &device).await.unwrap()
    else {
        panic!("the password is right");
    };
    let session = session::resolve(app, &opened.token).await.unwrap().unwrap();
    let request = authorize::Request {
        response_type: Some("code".to_owned()),
        client_id: Some(client_id.to_owned()),
        redirect_uri: Some(BACK.to_owned()),
        scope: Some("openid".to_owned()),
        nonce: Some("n-1".to_owned()),
        code_challenge: Some(URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()))),
        code_challenge_method: Some("S256".to_owned()),
        state: None,
    };
    let granted = authorize::grant(app, &session, &request, "https://ortak.example").await.unwrap();
    let Verdict::Redirect(uri) = granted else { panic!("{granted:?}") };
    uri.split(['?', '&']).find_map(|part| part.strip_prefix("code=")).unwrap().to_owned()
}

#[tokio::test]
async fn a_code_gives_the_tokens_of_its_person() {
    let installation = Installation::on_sqlite().await;
    let app = &installation.app;
    let organization_id = OrganizationId::new(CONTOSO).unwrap();
    let person = NewPerson {
        organization_id: organization_id.clone(),
        name: "Code Kaya".to_owned(),
        email: "code@contoso.example".to_owned(),
        phone: None,
        role: Role::ReferralsAdmin,
        locations: Vec::new(),
        language: "en".to_owned(),
        password: Some("mavi tren dağda uyudu".to_owned()),
    };
    let person = admin::create_person(app, person).await.unwrap();
    let new = NewApiClient {
        organization_id,
        name: "crm".to_owned(),
        role: Role::ReferralsAdmin,
        locations: vec![],
    };
    let (client, secret) = admin::create_api_client(app, new).await.unwrap();
    let id = client.id.to_string();
    let form = |code: &str, more: &str| {
        format!(
            "grant_type=authorization_code&client_id={id}&code={code}&redirect_uri={BACK}&code_verifier={VERIFIER}{more}"
        )
    };
    admin::set_redirection(app, client.id, vec![BACK.to_owned()], false).await.unwrap();

    // It can keep a secret, so it must show it, and the code is not used up by who can't.
    let code = a_code(&installation, &id).await;
    let (status, body) = post(&installation, &form(&code, "")).await;
    assert_eq!((status, body["error"].as_str()), (StatusCode::UNAUTHORIZED, Some("invalid_client")));
    let with_secret = format!("&client_secret={secret}&scope=more&nonce=other");
    let (status, body) = post(&installation, &form(&code, &with_secret)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["scope"], "openid", "what the person agreed to");
    let claims = body["id_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(
        (claims["sub"].as_str(), claims["nonce"].as_str()),
        (Some(&*person.id.to_string()), Some("n-1"))
    );
    let holder = installation.http.tokens.authenticate(body["access_token"].as_str().unwrap()).await.unwrap();
    assert_eq!(holder.id, person.id.0);
    let refresh = body["refresh_token"].as_str().unwrap();
    let refresh = format!("grant_type=refresh_token&client_id={id}&refresh_token={refresh}");
    assert_eq!(post(&installation, &refresh).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(post(&installation, &format!("{refresh}&client_secret={secret}")).await.0, StatusCode::OK);

    let (status, body) = post(&installation, &form(&code, &with_secret)).await;
    assert_eq!(
        (status, body["error"].as_str()),
        (StatusCode::BAD_REQUEST, Some("invalid_grant")),
        "a second use"
    );
    let (_, body) = post(
        &installation,
        &format!("grant_type=authorization_code&client_id={id}&client_secret={secret}&code=x"),
    )
    .await;
    assert_eq!(body["error"], "invalid_request");

    // A public one has none.
    admin::set_redirection(app, client.id, vec![BACK.to_owned()], true).await.unwrap();
    let code = a_code(&installation, &id).await;
    assert_eq!(post(&installation, &form(&code, "")).await.0, StatusCode::OK);
}
