//! The pages before signing in, and letting an application in.

use ortak_app::account::people::{self, Invite};
use ortak_app::account::{admin, first_run, mail, reset};
use ortak_app::port::{MailAbout, Purpose};
use ortak_app::{Accounts as _, Credentials as _, Sessions as _};
use ortak_domain::{AuditKind, Role};

use crate::harness::{BASE, CONTOSO, FABRIKAM, Installation, PASSWORD, VENDOR, id};

const NEW_PASSWORD: &str = "violet teapots orbit quietly";

fn path(url: &str) -> String {
    url.strip_prefix(BASE).unwrap().to_owned()
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_that_is_good_once() {
    let ortak = Installation::new().await;
    let link = first_run::link(&ortak.app).await.unwrap().unwrap();
    let path = path(&link.url(BASE));
    let mut visitor = ortak.stranger();
    let page = visitor.get(&path).await.expect(200);
    assert!(page.main().contains("Nordwind"), "the vendor is there already");
    let mut fields = vec![("name", ""), ("email", "root"), ("language", "en"), ("password", "short")];
    let page = visitor.post(&page, &path, &fields).await.expect(422);
    assert_eq!(page.errors(), ["name", "email", "password"]);
    fields = vec![
        ("name", "Ren Root"),
        ("email", "ren@nordwind.example"),
        ("language", "en"),
        ("password", NEW_PASSWORD),
    ];
    assert_eq!(visitor.post(&page, &path, &fields).await.location, "/");
    visitor.get("/programme").await.expect(200);
    let page = ortak.stranger().get(&path).await.expect(409);
    assert!(page.main().contains("has been used"), "{}", page.main());
}

#[tokio::test]
async fn an_invitation_makes_a_password_in_the_language_of_the_invited() {
    let ortak = Installation::new().await;
    let invite = Invite {
        name: "Deniz".to_owned(),
        email: "deniz@contoso.example".to_owned(),
        role: "referrals_admin".to_owned(),
        locations: Vec::new(),
        language: "tr".to_owned(),
    };
    let (person, link) = people::invite_into(&ortak.app, id(CONTOSO), invite).await.unwrap();
    let path = path(&link.url(BASE));
    let mut visitor = ortak.stranger();
    let page = visitor.get(&path).await.expect(200);
    assert_eq!(page.h1(), "Contoso sizi bekliyor");
    let page = visitor.post(&page, &path, &[("name", "Deniz Ak"), ("password", "parola")]).await.expect(422);
    assert_eq!(page.errors(), ["password"]);
    assert_eq!(page.attribute("#name", "value"), ["Deniz Ak"]);
    let answer = visitor.post(&page, &path, &[("name", "Deniz Ak"), ("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.location, "/");
    visitor.get("/").await.expect(200);
    assert_eq!(ortak.store.profile(person.id).await.unwrap().unwrap().name, "Deniz Ak");
    visitor.get(&path).await.expect(409);
}

#[tokio::test]
async fn a_forgotten_password_is_asked_about_alike_for_everybody_and_set_by_link() {
    let ortak = Installation::new().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut visitor = ortak.stranger();
    let page = visitor.get("/reset").await.expect(200);
    let known = visitor.post(&page, "/reset", &[("email", "ada@contoso.example")]).await.expect(200);
    let unknown = visitor.post(&page, "/reset", &[("email", "nobody@contoso.example")]).await.expect(200);
    assert_eq!(known.main(), unknown.main());
    let ada = ortak.store.person_by_email("ada@contoso.example").await.unwrap().unwrap().person;
    let path = path(&reset::link_for(&ortak.app, &ada).await.unwrap().url(BASE));
    let page = visitor.get(&path).await.expect(200);
    let page = visitor.post(&page, &path, &[("password", "ada")]).await.expect(422);
    assert_eq!(page.errors(), ["password"]);
    let answer = visitor.post(&page, &path, &[("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.location, "/sign-in");
    visitor.get("/sign-in").await.expect(200);
    assert_eq!(visitor.sign_in("ada@contoso.example", NEW_PASSWORD).await.location, "/");
}

#[tokio::test]
async fn a_new_password_by_link_leaves_passkeys_unless_their_person_does_not_know_them() {
    let ortak = Installation::new().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    ortak.passkey("ada@contoso.example").await;
    let ada = ortak.store.person_by_email("ada@contoso.example").await.unwrap().unwrap().person;
    for (remove, left) in [(false, 1), (true, 0)] {
        let path = path(&reset::link_for(&ortak.app, &ada).await.unwrap().url(BASE));
        let mut visitor = ortak.stranger();
        let page = visitor.get(&path).await.expect(200);
        assert!(page.main().contains("Work laptop"), "{}", page.main());
        let key = page.attribute("[name=remove]", "value").concat();
        let mut fields = vec![("password", NEW_PASSWORD)];
        fields.extend(remove.then_some(("remove", key.as_str())));
        visitor.post(&page, &path, &fields).await.expect(303);
        assert_eq!(ortak.store.passkeys(&ada.organization_id, ada.id).await.unwrap().len(), left);
    }
    let told = mail::claim(&ortak.app, 10).await.unwrap();
    let told = told.iter().map(|mail| mail.about).filter(|about| *about != MailAbout::Link(Purpose::Reset));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [AuditKind::PasswordReset, AuditKind::PasskeyRemoved, AuditKind::PasswordReset]
            .map(MailAbout::Change)
    );
}

#[tokio::test]
async fn the_failures_of_strangers_do_not_keep_somebody_out_of_their_own_browser() {
    let ortak = Installation::new().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let ada = "ada@contoso.example";
    let mut own = ortak.stranger();
    own.sign_in(ada, PASSWORD).await.expect(303);
    let page = own.get("/settings/profile").await.expect(200);
    own.post(&page, "/sign-out", &[]).await.expect(303);
    let mut stranger = ortak.stranger();
    for _ in 0..30 {
        stranger.sign_in(ada, "a wrong guess").await.expect(422);
    }
    let page = stranger.sign_in(ada, PASSWORD).await.expect(422);
    assert!(page.main().contains("Too many attempts"), "a stranger waits: {}", page.main());
    own.sign_in(ada, PASSWORD).await.expect(303);
    // What a browser is known by is its person's alone, and its own failures count.
    let page = own.get("/settings/profile").await.expect(200);
    own.post(&page, "/sign-out", &[]).await.expect(303);
    ortak.person(CONTOSO, "Bora", Role::ReferralsAdmin).await;
    for _ in 0..7 {
        stranger.sign_in("bora@contoso.example", "a wrong guess").await;
        own.sign_in(ada, "a wrong guess").await.expect(422);
    }
    own.sign_in(ada, PASSWORD).await.expect(422);
    own.sign_in("bora@contoso.example", PASSWORD).await.expect(422);
}

#[tokio::test]
async fn whose_session_has_ended_is_asked_in_their_own_language() {
    let ortak = Installation::new().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut browser = ortak.stranger();
    browser.sign_in("ada@contoso.example", PASSWORD).await.expect(303);
    let page = browser.get("/settings/profile").await.expect(200);
    browser.post(&page, "/settings/appearance", &[("language", "tr")]).await.expect(303);
    browser.get("/settings/profile").await.expect(200);
    ortak.clock.advance_seconds(8 * 86_400);
    let to = browser.get("/settings/profile").await.expect(303).location;
    assert_eq!(browser.get(&to).await.expect(200).attribute("html", "lang"), ["tr"]);
}

#[tokio::test]
async fn cookies_are_bound_to_the_host_where_pages_come_by_https() {
    for (base, prefix) in [("https://ortak.example", "__Host-"), (BASE, "")] {
        let ortak = Installation::at(base, Vec::new()).await;
        ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
        let mut browser = ortak.stranger();
        browser.sign_in("ada@contoso.example", PASSWORD).await.expect(303);
        browser.get("/settings/profile").await.expect(200);
        let names: Vec<&str> = browser.cookies().keys().map(String::as_str).collect();
        let held = ["ortak-device", "ortak-guest", "ortak-reader-language", "ortak-session"];
        assert_eq!(names, held.map(|name| format!("{prefix}{name}")));
    }
}

#[tokio::test]
async fn an_application_is_let_in_by_consent_and_only_to_its_own_address() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let new = admin::NewApiClient {
        organization_id: id(CONTOSO),
        name: "Sync".to_owned(),
        role: Role::ReferralsAdmin,
        locations: Vec::new(),
    };
    let (client, _) = admin::create_api_client(&ortak.app, new).await.unwrap();
    let back = "https://sync.example/cb";
    admin::set_redirection(&ortak.app, client.id, vec![back.to_owned()], false).await.unwrap();
    let client_id = client.id.to_string();
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let fields = [
        ("response_type", "code"),
        ("client_id", client_id.as_str()),
        ("redirect_uri", back),
        ("state", "xyz"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let path = format!("/oauth2/v2.0/authorize?{query}");
    // What the link says beside the request is not an answer.
    let asked = ada.get(&format!("{path}&consent=yes")).await.expect(200);
    assert!(asked.attribute("main input[name=consent]", "value").is_empty());
    let denied = [&fields[..], &[("consent", "yes"), ("consent", "no")]].concat();
    let denied = ada.post("/oauth2/v2.0/authorize", &denied).await;
    assert!(denied.location.contains("error=access_denied"), "{}", denied.location);
    assert!(ortak.stranger().get(&path).await.location.starts_with("/sign-in?next=%2Foauth2"));
    let page = ada.get(&path).await.expect(200);
    assert_eq!(page.h1(), "Sync wants to act for you");
    assert!(page.policy.contains("form-action 'self' https://sync.example;"), "{}", page.policy);
    let mut allow = fields.to_vec();
    allow.push(("consent", "yes"));
    let answer = ada.post("/oauth2/v2.0/authorize", &allow).await;
    assert!(answer.location.starts_with("https://sync.example/cb?code="), "{}", answer.location);
    allow[6].1 = "no";
    let answer = ada.post("/oauth2/v2.0/authorize", &allow).await;
    assert!(answer.location.contains("error=access_denied"), "{}", answer.location);
    let elsewhere = path.replace("sync.example", "evil.example");
    let page = ada.get(&elsewhere).await.expect(422);
    assert!(page.main().contains("not registered"), "{}", page.main());
    let eve = ortak.person(FABRIKAM, "Eve", Role::ReferralsAdmin).await;
    let page = eve.get(&path).await.expect(422);
    assert!(page.location.is_empty(), "nobody is sent to another company's address: {}", page.location);
}

#[tokio::test]
async fn what_is_the_vendors_is_not_shown_to_partners() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    for path in ["/programme", "/programme/partners", "/programme/catalogue"] {
        ada.get(path).await.expect(403);
    }
    let vera = ortak.person(VENDOR, "Vera", Role::VendorSeller).await;
    let page = vera.get("/programme").await.expect(200);
    assert!(page.main().contains("Programme admins change these"));
    vera.post("/programme", &[("partnerAnswerDays", "9")]).await.expect(403);
}
