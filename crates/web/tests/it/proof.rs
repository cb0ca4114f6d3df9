//! Proving who one is: at another issuer, once more before changing by what one signs in, and after a session has ended
//! while somebody wrote.

use ortak_app::account::session::{FRESH_SECONDS, LIFETIME_DAYS};
use ortak_domain::Role;
use ortak_http::oidc::login::LoginProvider;
use ortak_testkit::issuer::{Asked, CLIENT_ID, CLIENT_SECRET, Issuer};
use scraper::Selector;
use serde_json::{Value, json};

use crate::harness::{BASE, CONTOSO, Installation, PASSWORD, Page, Stranger, VENDOR};

const ADA: &str = "ada@contoso.example";

/// What an issuer says instead of what is right.
type Bend = fn(&Asked, Value) -> Value;

async fn with_issuer() -> (Installation, std::sync::Arc<Issuer>) {
    // Installations of tests begin at this moment.
    let issuer = Issuer::start(1_795_341_600, ADA).await;
    let provider = LoginProvider {
        id: "idp".to_owned(),
        name: "Work account".to_owned(),
        issuer: issuer.url.clone(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
        email_claim: None,
    };
    (Installation::with_providers(vec![provider]).await, issuer)
}

/// Goes to the issuer by the link of a page, and comes back with what it was asked, changed.
async fn there_and_back(
    browser: &mut Stranger<'_>,
    issuer: &Issuer,
    link: &str,
    change: impl FnOnce(&mut Asked),
) -> Page {
    let away = browser.get(link).await.expect(303).location;
    let mut asked = issuer.asked(&away);
    assert_eq!(asked["redirect_uri"], format!("{BASE}/sign-in/with/idp/callback"));
    change(&mut asked);
    let state = asked["state"].clone();
    let code = issuer.agree(asked);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("state", state.as_str()), ("code", code.as_str()), ("iss", issuer.url.as_str())])
        .finish();
    browser.get(&format!("/sign-in/with/idp/callback?{query}")).await
}

#[tokio::test]
async fn an_account_at_another_issuer_signs_in_and_leads_where_one_wanted() {
    let (ortak, issuer) = with_issuer().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut browser = ortak.stranger();
    let wanted = browser.get("/settings/profile?x=1").await.expect(303).location;
    let page = browser.get(&wanted).await.expect(200);
    let link = page.attribute("a[href^='/sign-in/with/idp']", "href").concat();
    assert!(page.main().contains("Sign in with Work account"), "{}", page.main());
    let back = there_and_back(&mut browser, &issuer, &link, |_| {}).await.expect(303);
    assert_eq!(back.location, "/settings/profile?x=1");
    assert!(browser.get("/settings/profile").await.expect(200).main().contains(ADA));
}

#[tokio::test]
async fn what_an_issuer_says_wrongly_signs_nobody_in() {
    let (ortak, issuer) = with_issuer().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let bends: [(&str, Bend, &str); 6] = [
        ("nonce", |_, claims| with(claims, "nonce", json!("another")), "could not be accepted"),
        ("audience", |_, claims| with(claims, "aud", json!("somebody else")), "could not be accepted"),
        ("expiry", |_, claims| with(claims, "exp", json!(1_795_341_000)), "could not be accepted"),
        ("issuer", |_, claims| with(claims, "iss", json!("https://evil.example")), "could not be accepted"),
        ("unverified", |_, claims| with(claims, "email_verified", json!(false)), "could not be accepted"),
        ("unknown", |_, claims| with(claims, "email", json!("eve@contoso.example")), "no account here"),
    ];
    for (name, bend, told) in bends {
        issuer.bend(bend);
        let mut browser = ortak.stranger();
        let page = there_and_back(&mut browser, &issuer, "/sign-in/with/idp", |_| {}).await.expect(422);
        assert!(page.main().contains(told), "{name}: {}", page.main());
        browser.get("/settings/profile").await.expect(303);
    }
    issuer.bend(|_, claims| claims);
    // A state that was made up, or that another browser was given.
    let mut browser = ortak.stranger();
    let made_up = |asked: &mut Asked| drop(asked.insert("state".to_owned(), "made up".to_owned()));
    let page = there_and_back(&mut browser, &issuer, "/sign-in/with/idp", made_up).await.expect(422);
    assert!(page.main().contains("Begin again"), "{}", page.main());
    let other = ortak.stranger().get("/sign-in/with/idp").await.expect(303).location;
    let theirs = issuer.asked(&other)["state"].clone();
    let stolen = |asked: &mut Asked| drop(asked.insert("state".to_owned(), theirs));
    let page = there_and_back(&mut browser, &issuer, "/sign-in/with/idp", stolen).await.expect(422);
    assert!(page.main().contains("Begin again"), "{}", page.main());
    let page = browser.get("/sign-in/with/idp/callback?error=access_denied&state=x").await.expect(422);
    assert!(page.main().contains("Begin again"), "{}", page.main());
    browser.get("/sign-in/with/nobody").await.expect(404);
    browser.get("/settings/profile").await.expect(303);
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims.as_object_mut().unwrap().insert(name.to_owned(), value);
    claims
}

#[tokio::test]
async fn changing_how_one_signs_in_asks_first_who_one_is_when_that_was_long_ago() {
    let (ortak, issuer) = with_issuer().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut browser = ortak.stranger();
    browser.sign_in(ADA, PASSWORD).await;
    let page = browser.get("/settings/security").await.expect(200);
    assert_eq!(page.attribute("[data-passkey-create]", "hidden").len(), 1);
    browser.get("/settings/security/confirm?next=//evil.example").await.expect(303);
    ortak.clock.advance_seconds(FRESH_SECONDS);
    let page = browser.get("/settings/security").await.expect(200);
    assert_eq!(page.attribute("[data-passkey-create]", "hidden").len(), 0);
    let two_step = "/settings/security/two-step";
    let first = browser.post(&page, &format!("{two_step}/set-up"), &[]).await.expect(303).location;
    assert_eq!(first, "/settings/security/confirm?next=%2Fsettings%2Fsecurity%2Ftwo%2Dstep");
    let page = browser.get(&first).await.expect(200);
    let wrong = [("next", two_step), ("proof", "not the password")];
    let page = browser.post(&page, "/settings/security/confirm", &wrong).await.expect(422);
    assert_eq!(page.errors(), ["proof"]);
    assert!(!page.text.contains("not the password"));
    let right = [("next", two_step), ("proof", PASSWORD)];
    let back = browser.post(&page, "/settings/security/confirm", &right).await.expect(303).location;
    assert_eq!(back, two_step);
    let page = browser.get(&back).await.expect(200);
    browser.post(&page, &format!("{two_step}/set-up"), &[]).await.expect(200);
    // By the issuer, which is told to ask again.
    ortak.clock.advance_seconds(FRESH_SECONDS);
    let page = browser.get("/settings/security/confirm").await.expect(200);
    let link = page.attribute("a[href^='/sign-in/with/idp']", "href").concat();
    let mut prompt = None;
    let seen = |asked: &mut Asked| prompt = asked.get("prompt").cloned();
    let back = there_and_back(&mut browser, &issuer, &link, seen).await;
    // The issuer's token is as old as the test's beginning, so that it has run out by now.
    assert_eq!((back.status.as_u16(), prompt.as_deref()), (422, Some("login")));
    issuer.bend(|_, claims| {
        let now = 1_795_341_600 + 2 * FRESH_SECONDS;
        with(with(claims, "exp", json!(now + 300)), "auth_time", json!(now - FRESH_SECONDS))
    });
    let back = there_and_back(&mut browser, &issuer, &link, |_| {}).await.expect(303).location;
    assert_eq!(back, "/settings/security");
    browser.get("/settings/security/confirm").await.expect(200);
    issuer.bend(|_, claims| {
        let now = 1_795_341_600 + 2 * FRESH_SECONDS;
        with(with(claims, "exp", json!(now + 300)), "auth_time", json!(now))
    });
    there_and_back(&mut browser, &issuer, &link, |_| {}).await.expect(303);
    browser.get("/settings/security/confirm").await.expect(303);
}

#[tokio::test]
async fn what_was_written_when_the_session_ended_is_shown_again_and_not_saved_by_itself() {
    let ortak = Installation::new().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    ortak.person(CONTOSO, "Eve", Role::ReferralsAdmin).await;
    let deal = ortak.deal(CONTOSO, 1).await;
    let path = format!("/deals/{deal}/edit");
    let mut browser = ortak.stranger();
    browser.sign_in(ADA, PASSWORD).await;
    let form = browser.get(&path).await.expect(200);
    ortak.clock.advance_seconds(LIFETIME_DAYS * 86_400);
    let typed = [
        ("name", "Robots & more"),
        ("was:name", "Deal 1"),
        ("details/notes", "line 1\nline 2"),
        ("was:details/notes", ""),
    ];
    let to = browser.post(&form, &path, &typed).await.expect(303).location;
    let escaped = path.replace('/', "%2F").replace('-', "%2D");
    assert_eq!(to, format!("/sign-in?next={escaped}"));
    let page = browser.get(&to).await.expect(200);
    assert!(page.main().contains("what you wrote is here again"), "{}", page.main());
    // Somebody else at the same browser sees nothing of it.
    let sign_in = [("email", "eve@contoso.example"), ("password", PASSWORD), ("next", path.as_str())];
    browser.post(&page, "/sign-in", &sign_in).await.expect(303);
    let page = browser.get(&path).await.expect(200);
    assert!(!page.text.contains("Robots") && !page.text.contains("was kept"), "{}", page.main());
    browser.post(&page, "/sign-out", &[]).await;
    let page = browser.get(&to).await.expect(200);
    let sign_in = [("email", ADA), ("password", PASSWORD), ("next", path.as_str())];
    let back = browser.post(&page, "/sign-in", &sign_in).await.expect(303).location;
    assert_eq!(back, path);
    let page = browser.get(&back).await.expect(200);
    assert!(page.main().contains("what you wrote was kept"), "{}", page.main());
    assert_eq!(page.attribute("#name", "value"), ["Robots & more"]);
    assert_eq!(page.all("[name='details/notes']"), ["line 1 line 2"]);
    assert_eq!(page.attribute("[name='was:name']", "value"), ["Deal 1"]);
    let overview = browser.get(&format!("/deals/{deal}")).await.expect(200);
    assert_eq!(overview.h1(), "Deal 1", "nothing was saved by itself");
    browser.post(&page, &path, &typed).await.expect(303);
    assert_eq!(browser.get(&format!("/deals/{deal}")).await.expect(200).h1(), "Robots & more");
    let page = browser.get(&path).await.expect(200);
    assert!(!page.main().contains("what you wrote was kept"), "sent again, it is done with");
}

#[tokio::test]
async fn a_step_of_the_wizard_is_shown_again_too_and_passwords_never_are() {
    let ortak = Installation::new().await;
    ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut browser = ortak.stranger();
    browser.sign_in(ADA, PASSWORD).await;
    let first = browser.get("/deals/new").await.expect(200);
    ortak.clock.advance_seconds(LIFETIME_DAYS * 86_400);
    let typed =
        [("customerProfile/name", "Adatum"), ("customerProfile/address/country", "DE"), ("go", "next")];
    let to = browser.post(&first, "/deals/new", &typed).await.expect(303).location;
    assert_eq!(to, "/sign-in?next=%2Fdeals%2Fnew");
    browser.sign_in(ADA, PASSWORD).await;
    let again = browser.get("/deals/new").await.expect(200);
    assert_eq!(again.attribute("[id='customerProfile/name']", "value"), ["Adatum"]);
    assert_eq!(again.attribute("[id='customerProfile/address/country'] option[selected]", "value"), ["DE"]);
    let details = browser.post(&again, "/deals/new", &typed).await.expect(303).location;
    let page = browser.get(&details).await.expect(200);
    assert_eq!(page.h1(), "Deal details");
    let version = page.attribute("[name=version]", "value").concat();
    ortak.clock.advance_seconds(LIFETIME_DAYS * 86_400);
    let typed = [("version", version.as_str()), ("name", "Robots for Mainz"), ("go", "next")];
    browser.post(&page, &details, &typed).await.expect(303);
    browser.sign_in(ADA, PASSWORD).await;
    let page = browser.get(&details).await.expect(200);
    assert_eq!(page.attribute("#name", "value"), ["Robots for Mainz"]);
    assert_eq!(page.attribute("[name=version]", "value").concat(), version);

    let mut browser = ortak.stranger();
    browser.sign_in(ADA, PASSWORD).await;
    let page = browser.get("/settings/security").await.expect(200);
    ortak.clock.advance_seconds(LIFETIME_DAYS * 86_400);
    let passwords = [("currentPassword", PASSWORD), ("newPassword", "violet teapots orbit quietly")];
    browser.post(&page, "/settings/security/password", &passwords).await.expect(303);
    let page = browser.get("/sign-in").await.expect(200);
    assert!(!page.main().contains("what you wrote"), "{}", page.main());
}

/// A form of settings, what is typed into it, and a field that shows it again.
type Setting = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// Posts what somebody types after their session has ended, and asserts that it is shown once they are back.
async fn kept_over(
    ortak: &Installation,
    (browser, email): (&mut Stranger<'_>, &str),
    path: &str,
    typed: &[(&str, &str)],
    shown: &str,
) {
    let form = browser.get(path).await.expect(200);
    assert!(form.all(shown).is_empty(), "{path} shows it before anybody wrote it");
    ortak.clock.advance_seconds(LIFETIME_DAYS * 86_400);
    browser.post(&form, path, typed).await.expect(303);
    let asked = browser.get("/sign-in").await.expect(200);
    assert!(asked.main().contains("what you wrote is here again"), "{path}: {}", asked.main());
    browser.sign_in(email, PASSWORD).await;
    let page = browser.get(path).await.expect(200);
    assert!(page.main().contains("what you wrote was kept"), "{path}: {}", page.main());
    assert_eq!(page.html().select(&Selector::parse(shown).unwrap()).count(), 1, "{path}");
}

#[tokio::test]
async fn what_was_set_when_the_session_ended_is_shown_again() {
    const FORMS: [Setting; 11] = [
        ("/settings/profile", &[("name", "Ada King")], "#name[value='Ada King']"),
        ("/settings/notifications", &[("digest", "yes")], "[name=digest][checked]"),
        (
            "/settings/company",
            &[("name", "Contoso AŞ"), ("was:name", "contoso")],
            "#name[value='Contoso AŞ']",
        ),
        ("/settings/company/locations/new", &[("mpnId", "77"), ("name", "Bursa")], "#mpnId[value='77']"),
        (
            "/settings/company/locations/6110000",
            &[("name", "Merkez"), ("was:name", "Contoso 6110000")],
            "#name[value=Merkez]",
        ),
        (
            "/settings/people/invite",
            &[("email", "cem@contoso.example")],
            "#email[value='cem@contoso.example']",
        ),
        ("/settings/solutions/new", &[("kind", ""), ("name", "Cranes")], "#name[value=Cranes]"),
        ("/settings/stages", &[("stages/0/name", "Keşif"), ("stages/0/stage", "20")], "[value='Keşif']"),
        (
            "/settings/webhooks/own",
            &[("WebhookUrl", "https://hooks.example/x")],
            "#WebhookUrl[value='https://hooks.example/x']",
        ),
        (
            "/settings/api-clients/new",
            &[("name", "CRM"), ("role", "referrals_user")],
            "#role option[value='referrals_user'][selected]",
        ),
        ("/views/new", &[("query", "tab=outbound"), ("name", "Mine")], "[name=query][value='tab=outbound']"),
    ];
    let ortak = Installation::new().await;
    ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let mut browser = ortak.stranger();
    browser.sign_in(ADA, PASSWORD).await;
    for (path, typed, shown) in FORMS {
        kept_over(&ortak, (&mut browser, ADA), path, typed, shown).await;
    }
    ortak.person(CONTOSO, "Can", Role::ReferralsAdmin).await;
    let people = browser.get("/settings/people").await.expect(200);
    let member = people.href_of("Can Kaya");
    let typed = [("role", "referrals_user"), ("was:role", "referrals_admin")];
    let shown = "#role option[value='referrals_user'][selected]";
    kept_over(&ortak, (&mut browser, ADA), &member, &typed, shown).await;
    let page = browser.get("/settings/api-clients/new").await.expect(200);
    let client = [("name", "ERP"), ("role", "referrals_admin")];
    browser.post(&page, "/settings/api-clients/new", &client).await.expect(200);
    let client = browser.get("/settings/api-clients").await.expect(200).href_of("ERP");
    let typed = [("redirectUris", "https://erp.example/back"), ("public", "yes"), ("was:redirectUris", "")];
    kept_over(&ortak, (&mut browser, ADA), &client, &typed, "#public[checked]").await;
    ortak.person(VENDOR, "Vera", Role::ProgrammeAdmin).await;
    let mut vendor = ortak.stranger();
    vendor.sign_in("vera@msft.example", PASSWORD).await;
    let typed = [("partnerAnswerDays", "21"), ("was:partnerAnswerDays", "14")];
    let vera = (&mut vendor, "vera@msft.example");
    kept_over(&ortak, vera, "/programme", &typed, "#partnerAnswerDays[value='21']").await;
    browser.sign_in(ADA, PASSWORD).await;

    // What a colleague has set meanwhile stands beside it.
    let bora = ortak.person(CONTOSO, "Bora", Role::PartnerAdmin).await;
    let (path, page) = ("/settings/company", bora.get("/settings/company").await.expect(200));
    bora.save(&page, &[("country", "DE")]).await.expect(303);
    let form = browser.get(path).await.expect(200);
    let (_, mut sent) = form.form_at("main form.form");
    sent.retain(|(name, _)| name != "csrf");
    sent.iter_mut()
        .filter(|(name, _)| name == "name")
        .for_each(|(_, value)| *value = "Contoso AŞ".to_owned());
    let page = bora.get(path).await.expect(200);
    bora.save(&page, &[("country", "FR")]).await.expect(303);
    ortak.clock.advance_seconds(LIFETIME_DAYS * 86_400);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.post(&form, path, &sent).await.expect(303);
    browser.sign_in(ADA, PASSWORD).await;
    let page = browser.get(path).await.expect(200);
    assert_eq!(page.attribute("#name", "value"), ["Contoso AŞ"]);
    assert_eq!(page.attribute("#country option[selected]", "value"), ["FR"]);
    assert_eq!(page.attribute("[name='was:country']", "value"), ["FR"]);
    // A list is saved as it is seen, whatever was to be saved before.
    let form = browser.get("/views/new?tab=all").await.expect(200);
    ortak.clock.advance_seconds(LIFETIME_DAYS * 86_400);
    browser.post(&form, "/views/new", &[("query", "tab=all"), ("name", "Old")]).await.expect(303);
    browser.sign_in(ADA, PASSWORD).await;
    let other = browser.get("/views/new?tab=inbound").await.expect(200);
    assert_eq!(other.attribute("main [name=query]", "value"), ["tab=inbound"]);
    assert!(!other.main().contains("what you wrote was kept"), "{}", other.main());
    // Nothing but a button: it is asked again.
    let path = "/settings/company/locations/6110000";
    let form = browser.get(path).await.expect(200);
    ortak.clock.advance_seconds(LIFETIME_DAYS * 86_400);
    browser.post(&form, path, &[("do", "retire")]).await.expect(303);
    browser.sign_in(ADA, PASSWORD).await;
    let page = browser.get(path).await.expect(200);
    assert!(!page.main().contains("what you wrote was kept"), "{}", page.main());
    assert_eq!(page.attribute("#name", "value"), ["Contoso 6110000"]);
}
