//! Applications that act for a person who has agreed: requests, codes and their exchange.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ortak_app::App;
use ortak_app::account::admin::{self, NewApiClient};
use ortak_app::account::authorize::{self, Exchanged, Question, Request, Verdict};
use ortak_app::account::refresh;
use ortak_app::account::session::{self, Session};
use ortak_app::port::{Accounts as _, Redirection};
use ortak_domain::{ApiClientId, Role};
use ortak_store::Store;

use crate::accounts::partner;
use crate::harness::{at, on_both, organization};
use crate::links::code;
use crate::people::{ADA, Bench, problems};

on_both! {
    a_person_agrees_and_the_application_acts_for_them,
    who_can_not_be_trusted_is_not_sent_to,
    what_the_application_did_wrong_is_told_to_it,
    nobody_is_sent_to_another_organizations_application,
    what_came_of_the_browser_ends_with_the_last_address,
    what_an_application_holds_ends_when_it_or_the_person_is_shut_out,
    a_code_is_good_once_for_a_minute_and_for_one_request,
    a_second_use_ends_what_came_of_the_first,
    of_many_uses_at_once_none_leaves_a_token_behind,
    addresses_are_checked,
}

const ISSUER: &str = "https://ortak.example/";
const BACK: &str = "https://crm.example/cb?keep=1";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

struct Party {
    bench: Bench,
    session: Session,
    client: ApiClientId,
}

impl Party {
    async fn new(store: Store) -> Self {
        let bench = Bench::new(store).await;
        let client = Self::client(&bench.app, "contoso", &[BACK, "http://127.0.0.1/cb"]).await;
        Self { session: bench.sign_in(ADA).await, bench, client }
    }

    async fn client(app: &App, owner: &str, uris: &[&str]) -> ApiClientId {
        let new = NewApiClient {
            organization_id: organization(owner),
            name: "CRM sync".to_owned(),
            role: Role::ReferralsAdmin,
            locations: Vec::new(),
        };
        let id = admin::create_api_client(app, new).await.unwrap().0.id;
        let uris = uris.iter().map(|uri| (*uri).to_owned()).collect();
        admin::set_redirection(app, id, uris, true).await.unwrap();
        id
    }

    fn request(&self) -> Request {
        let text = |text: &str| Some(text.to_owned());
        Request {
            response_type: text("code"),
            client_id: Some(self.client.to_string()),
            redirect_uri: text(BACK),
            scope: text("openid offline_access"),
            state: text("st&te İ"),
            nonce: text("n-1"),
            code_challenge: Some(challenge(VERIFIER)),
            code_challenge_method: text("S256"),
        }
    }

    async fn check(&self, request: &Request) -> Verdict {
        authorize::check(&self.bench.app, &self.session, request, ISSUER).await.unwrap()
    }

    async fn code(&self) -> String {
        let granted =
            authorize::grant(&self.bench.app, &self.session, &self.request(), ISSUER).await.unwrap();
        query(granted).into_iter().find(|(name, _)| name == "code").unwrap().1
    }

    async fn exchange(&self, code: &str) -> Option<Exchanged> {
        authorize::exchange(&self.bench.app, self.client, code, BACK, VERIFIER).await.unwrap()
    }
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

/// The parameters with which the browser is sent back.
fn query(verdict: Verdict) -> Vec<(String, String)> {
    let Verdict::Redirect(uri) = verdict else { panic!("{verdict:?}") };
    let uri = url::Url::parse(&uri).unwrap();
    assert!(uri.as_str().starts_with("https://crm.example/cb?keep=1&"), "{uri}");
    uri.query_pairs().into_owned().skip(1).collect()
}

async fn a_person_agrees_and_the_application_acts_for_them(store: Store) {
    let party = Party::new(store).await;
    let question = Question {
        client_name: "CRM sync".to_owned(),
        destination: "crm.example".to_owned(),
        scopes: vec!["openid".to_owned(), "offline_access".to_owned()],
    };
    assert_eq!(party.check(&party.request()).await, Verdict::Ask(question));
    let granted = authorize::grant(&party.bench.app, &party.session, &party.request(), ISSUER).await.unwrap();
    let answer = query(granted);
    let names: Vec<&str> = answer.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss"]);
    assert_eq!((answer[1].1.as_str(), answer[2].1.as_str()), ("st&te İ", "https://ortak.example"));
    let exchanged = party.exchange(&answer[0].1).await.unwrap();
    assert_eq!(exchanged.principal, *party.session.principal);
    assert_eq!(
        (exchanged.scope.as_str(), exchanged.nonce.as_deref()),
        ("openid offline_access", Some("n-1"))
    );
    let client = party.client.to_string();
    assert!(refresh::rotate(&party.bench.app, &exchanged.refresh_token, &client).await.unwrap().is_some());
    let denied = authorize::deny(&party.bench.app, &party.session, &party.request(), ISSUER).await.unwrap();
    assert_eq!(query(denied)[0], ("error".to_owned(), "access_denied".to_owned()));
    // An application on this machine takes the port that is free.
    let mut local = party.request();
    local.redirect_uri = Some("http://127.0.0.1:49152/cb".to_owned());
    assert!(matches!(party.check(&local).await, Verdict::Ask(_)));
}

async fn who_can_not_be_trusted_is_not_sent_to(store: Store) {
    let party = Party::new(store).await;
    let shown = async |request: Request| match party.check(&request).await {
        Verdict::Show { code, .. } => code,
        other => panic!("{other:?}"),
    };
    let nobody = Some("8b1a9953-c461-1296-a827-abf8c47804d7".to_owned());
    for client_id in [None, Some("x\0".to_owned()), nobody] {
        assert_eq!(shown(Request { client_id, ..party.request() }).await, "unknown_client");
    }
    for uri in
        ["", "\0", "https://evil.example/cb", "https://crm.example/cb", "https://crm.example/cb?keep=1#x"]
    {
        let request = Request { redirect_uri: Some(uri.to_owned()), ..party.request() };
        assert_eq!(shown(request).await, "redirect_uri_mismatch", "{uri}");
    }
    assert_eq!(shown(Request { redirect_uri: None, ..party.request() }).await, "redirect_uri_mismatch");
    // Wrong in two ways: it is still not told.
    let both = Request { redirect_uri: None, response_type: None, ..party.request() };
    assert_eq!(shown(both).await, "redirect_uri_mismatch");
    let granted = Request { redirect_uri: Some("https://evil.example/cb".to_owned()), ..party.request() };
    let granted = authorize::grant(&party.bench.app, &party.session, &granted, ISSUER).await.unwrap();
    assert!(matches!(granted, Verdict::Show { .. }), "the request is looked at again");
    party.bench.store.disable_api_client(party.client, Some(at(0))).await.unwrap();
    assert_eq!(shown(party.request()).await, "unknown_client");
}

async fn what_the_application_did_wrong_is_told_to_it(store: Store) {
    let party = Party::new(store).await;
    let text = |text: &str| Some(text.to_owned());
    let request = || party.request();
    let table = [
        (Request { response_type: None, ..request() }, "invalid_request"),
        (Request { response_type: text("token"), ..request() }, "unsupported_response_type"),
        (Request { code_challenge: None, ..request() }, "invalid_request"),
        (Request { code_challenge: text("short"), ..request() }, "invalid_request"),
        (Request { code_challenge_method: None, ..request() }, "invalid_request"),
        (Request { code_challenge_method: text("plain"), ..request() }, "invalid_request"),
        (Request { scope: Some("x".repeat(2_001)), ..request() }, "invalid_request"),
        (Request { nonce: text("\0"), ..request() }, "invalid_request"),
    ];
    for (request, error) in table {
        let answer = query(party.check(&request).await);
        assert_eq!(answer[0], ("error".to_owned(), error.to_owned()), "{request:?}");
        assert_eq!(answer[2].1, "st&te İ");
    }
}

/// Whoever runs another organization chose the address.
async fn nobody_is_sent_to_another_organizations_application(store: Store) {
    let party = Party::new(store).await;
    party.bench.store.create_organization(partner("fabrikam")).await.unwrap();
    let client = Party::client(&party.bench.app, "fabrikam", &["https://evil.example/cb"]).await;
    let theirs = Request {
        client_id: Some(client.to_string()),
        redirect_uri: Some("https://evil.example/cb".to_owned()),
        response_type: None,
        ..party.request()
    };
    let (app, session) = (&party.bench.app, &party.session);
    for verdict in [
        party.check(&theirs).await,
        authorize::grant(app, session, &theirs, ISSUER).await.unwrap(),
        authorize::deny(app, session, &theirs, ISSUER).await.unwrap(),
    ] {
        assert!(matches!(verdict, Verdict::Show { code: "unknown_client", .. }), "{verdict:?}");
    }
}

/// Otherwise a refresh token would be good without the secret once the addresses are gone.
async fn what_came_of_the_browser_ends_with_the_last_address(store: Store) {
    let party = Party::new(store).await;
    let app = &party.bench.app;
    let (code, unused) = (party.code().await, party.code().await);
    let held = party.exchange(&code).await.unwrap();
    admin::set_redirection(app, party.client, vec![], false).await.unwrap();
    let client = party.client.to_string();
    assert_eq!(refresh::rotate(app, &held.refresh_token, &client).await.unwrap(), None);
    assert_eq!(party.exchange(&unused).await, None);
}

async fn what_an_application_holds_ends_when_it_or_the_person_is_shut_out(store: Store) {
    let party = Party::new(store).await;
    let app = &party.bench.app;
    let client = party.client.to_string();
    let held = party.exchange(&party.code().await).await.unwrap();
    for enabled in [false, true] {
        admin::set_client_enabled(app, party.client, enabled).await.unwrap();
    }
    assert_eq!(refresh::rotate(app, &held.refresh_token, &client).await.unwrap(), None);

    let held = party.exchange(&party.code().await).await.unwrap();
    let code = party.code().await;
    for enabled in [false, true] {
        admin::set_person_enabled(app, party.session.person_id, enabled).await.unwrap();
    }
    assert_eq!(refresh::rotate(app, &held.refresh_token, &client).await.unwrap(), None);
    assert_eq!(party.exchange(&code).await, None);

    let code = party.code().await;
    session::revoke_others(app, &party.session).await.unwrap();
    assert_eq!(party.exchange(&code).await, None, "all others means codes too");
}

async fn a_code_is_good_once_for_a_minute_and_for_one_request(store: Store) {
    let party = Party::new(store).await;
    let app = &party.bench.app;
    let other = Party::client(app, "contoso", &[BACK]).await;
    let long = "x".repeat(43);
    for (client, uri, verifier) in [
        (other, BACK, VERIFIER),
        (party.client, "http://127.0.0.1/cb", VERIFIER),
        (party.client, "", VERIFIER),
        (party.client, BACK, long.as_str()),
        (party.client, BACK, ""),
        (party.client, BACK, &challenge(VERIFIER)),
    ] {
        let code = party.code().await;
        let refused = authorize::exchange(app, client, &code, uri, verifier).await.unwrap();
        assert_eq!(refused, None, "{uri} {verifier}");
    }
    for nonsense in ["", "\0", "nonsense"] {
        assert_eq!(party.exchange(nonsense).await, None);
    }
    let code = party.code().await;
    party.bench.clock.advance_seconds(59);
    assert!(party.exchange(&code).await.is_some());
    let code = party.code().await;
    party.bench.clock.advance_seconds(60);
    assert_eq!(party.exchange(&code).await, None);
    let code = party.code().await;
    admin::set_person_enabled(&party.bench.app, party.session.person_id, false).await.unwrap();
    assert_eq!(party.exchange(&code).await, None);
}

async fn a_second_use_ends_what_came_of_the_first(store: Store) {
    let party = Party::new(store).await;
    let code = party.code().await;
    let exchanged = party.exchange(&code).await.unwrap();
    let client = party.client.to_string();
    let rotated =
        refresh::rotate(&party.bench.app, &exchanged.refresh_token, &client).await.unwrap().unwrap();
    let spared = party.exchange(&party.code().await).await.unwrap();
    assert_eq!(party.exchange(&code).await, None);
    assert_eq!(refresh::rotate(&party.bench.app, &rotated.token, &client).await.unwrap(), None);
    assert!(refresh::rotate(&party.bench.app, &spared.refresh_token, &client).await.unwrap().is_some());
}

async fn of_many_uses_at_once_none_leaves_a_token_behind(store: Store) {
    let party = Party::new(store).await;
    let client = party.client.to_string();
    for _ in 0..5 {
        let code = party.code().await;
        let uses = futures_util::future::join_all((0..4).map(|_| party.exchange(&code))).await;
        for exchanged in uses.into_iter().flatten() {
            let rotated = refresh::rotate(&party.bench.app, &exchanged.refresh_token, &client).await.unwrap();
            assert_eq!(rotated, None, "it was used more than once");
        }
    }
}

async fn addresses_are_checked(store: Store) {
    let party = Party::new(store).await;
    let set = async |uris: &[&str]| {
        let uris = uris.iter().map(|uri| (*uri).to_owned()).collect();
        admin::set_redirection(&party.bench.app, party.client, uris, false).await
    };
    assert_eq!(
        problems(set(&[BACK, "http://crm.example/", "javascript:alert(1)"]).await),
        ["redirectUris/1", "redirectUris/2"].map(|field| (field.to_owned(), "invalid_redirect_uri"))
    );
    assert_eq!(problems(set(&[BACK; 21]).await)[0].1, "too_many_items");
    set(&[]).await.unwrap();
    assert!(matches!(party.check(&party.request()).await, Verdict::Show { .. }));
    let nobody = ApiClientId(uuid::Uuid::nil());
    assert_eq!(code(admin::set_redirection(&party.bench.app, nobody, vec![], false).await), "not_found");
    // Who decides by what has gone meanwhile decides nothing (R315).
    let (credentials, stored) = (&party.bench.app.credentials, Redirection::default());
    let other = Redirection { uris: vec![BACK.to_owned()], is_public: true };
    assert!(!credentials.save_redirection(party.client, &other, &other).await.unwrap());
    assert!(credentials.save_redirection(party.client, &stored, &other).await.unwrap());
}
