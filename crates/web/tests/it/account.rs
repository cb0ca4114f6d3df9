//! What people set for themselves: `/settings/profile`, `/settings/notifications`, `/settings/security`.

use ortak_app::account::session::SignIn;
use ortak_domain::Role;

use crate::harness::{CONTOSO, Installation, PASSWORD};

#[tokio::test]
async fn the_person_menu_changes_one_thing_and_stays_on_the_page() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let answer = ada.post("/settings/appearance", &[("back", "/deals/all?q=x"), ("language", "tr")]).await;
    assert_eq!((answer.status.as_u16(), answer.location.as_str()), (303, "/deals/all?q=x"));
    let page = ada.get("/settings/profile").await.expect(200);
    assert_eq!(page.h1(), "Profil");
    ada.post("/settings/appearance", &[("back", "//elsewhere.example"), ("theme", "dark")]).await;
    let page = ada.get("/settings/profile").await.expect(200);
    assert_eq!(page.attribute("html", "data-theme"), ["dark"], "and the language stayed");
    assert_eq!(page.attribute("html", "lang"), ["tr"]);
    let answer =
        ada.post("/settings/appearance", &[("back", "//elsewhere.example"), ("density", "compact")]).await;
    assert_eq!(answer.location, "/", "only to pages of ours");
    ada.post("/settings/appearance", &[("theme", "pink")]).await.expect(422);
}

#[tokio::test]
async fn a_profile_is_refused_beside_its_fields_and_keeps_what_was_typed() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut fields = vec![
        ("name", " "),
        ("phone", "nonsense"),
        ("language", "en"),
        ("theme", "light"),
        ("density", "compact"),
        ("timeZone", "Europe/Istanbul"),
    ];
    let page = ada.post("/settings/profile", &fields).await.expect(422);
    assert_eq!(page.errors(), ["name", "phone"]);
    assert_eq!(page.attribute("#phone", "value"), ["nonsense"]);
    fields[0].1 = "Ada Lovelace";
    fields[1].1 = "+90 212 555 01 00";
    let page = ada.post("/settings/profile", &fields).await;
    let page = ada.follow(page).await.expect(200);
    assert_eq!(page.attribute("#name", "value"), ["Ada Lovelace"]);
    assert_eq!(page.attribute("html", "data-shortcuts"), ["off"], "the box was not ticked");
    assert_eq!(page.attribute("#timeZone option[selected]", "value"), ["Europe/Istanbul"]);
}

#[tokio::test]
async fn r603_each_event_and_channel_is_on_or_off() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let page = ada.get("/settings/notifications").await.expect(200);
    assert_eq!(page.attribute("td input[checked]", "value").len(), 20, "all of both channels to begin with");
    let page = ada.post("/settings/notifications", &[("in_app", "party_won"), ("digest", "yes")]).await;
    let page = ada.follow(page).await.expect(200);
    assert_eq!(page.attribute("td input[checked]", "value"), ["party_won"]);
    assert_eq!(page.attribute("[name=digest][checked]", "value"), ["yes"]);
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_other_sessions_end() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut phone = ortak.stranger();
    phone.sign_in("ada@contoso.example", PASSWORD).await;
    let page = ada.get("/settings/security").await.expect(200);
    assert_eq!(page.all("#sessions li").len(), 2);
    let wrong = [("currentPassword", "not this one"), ("newPassword", "short")];
    let page = ada.post("/settings/security/password", &wrong).await.expect(422);
    assert_eq!(page.errors(), ["currentPassword", "newPassword"]);
    assert!(!page.text.contains("not this one"), "passwords are not shown again");
    let right = [("currentPassword", PASSWORD), ("newPassword", "violet teapots orbit quietly")];
    let page = ada.post("/settings/security/password", &right).await;
    let page = ada.follow(page).await.expect(200);
    assert_eq!(page.all("#sessions li").len(), 1);
    assert_eq!(phone.get("/settings").await.status.as_u16(), 303);
    assert!(phone.get("/settings/profile").await.location.starts_with("/sign-in"), "it is out");
}

#[tokio::test]
async fn one_session_is_ended_by_its_person_only() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let eve = ortak.person(CONTOSO, "Eve", Role::ReferralsAdmin).await;
    let mut phone = ortak.stranger();
    phone.sign_in("ada@contoso.example", PASSWORD).await;
    let page = ada.get("/settings/security").await.expect(200);
    let end = page.attribute("#sessions li a", "href");
    let asked = ada.get(&end[0]).await.expect(200);
    assert!(asked.main().contains("signed out at once"), "{}", asked.main());
    assert_eq!(asked.attribute("[data-dialog-content] form", "action"), end);
    eve.get(&end[0]).await.expect(404);
    eve.post(&end[0], &[]).await.expect(404);
    phone.get("/settings/profile").await.expect(200);
    ada.post(&end[0], &[]).await.expect(303);
    assert!(phone.get("/settings/profile").await.location.starts_with("/sign-in"));
}

#[tokio::test]
async fn two_steps_are_set_up_asked_for_and_removed() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let page = ada.post("/settings/security/two-step/set-up", &[]).await.expect(200);
    let secret = page.attribute("[name=secret]", "value").concat();
    let url = page.attribute("[name=url]", "value").concat();
    assert!(url.starts_with("otpauth://totp/"), "{url}");
    assert_eq!(page.attribute("svg.qr path", "d").len(), 1, "a QR code without scripts or styles");
    let given = [("secret", secret.as_str()), ("url", url.as_str()), ("code", "000000")];
    let page = ada.post("/settings/security/two-step/confirm", &given).await.expect(422);
    assert_eq!(page.errors(), ["code"]);
    assert_eq!(page.attribute("[name=secret]", "value").concat(), secret, "the code to scan is still there");
    let code = ortak.code(&secret);
    let page = ada.post("/settings/security/two-step/confirm", &[("code", &code)]).await.expect(200);
    let recovery = page.all(".recovery code");
    assert_eq!(recovery.len(), 10);

    let mut phone = ortak.stranger();
    let page = phone.sign_in("ada@contoso.example", PASSWORD).await;
    assert_eq!(page.location, "/sign-in/code?next=%2F");
    assert!(
        phone.get("/settings/profile").await.location.starts_with("/sign-in?"),
        "half a success opens nothing"
    );
    let page = phone.get("/sign-in/code").await.expect(200);
    let page = phone.post(&page, "/sign-in/code", &[("code", "111111")]).await.expect(422);
    assert!(page.main().contains("not right"), "{}", page.main());
    let answer = phone.post(&page, "/sign-in/code", &[("code", &recovery[0]), ("next", "/shortcuts")]).await;
    assert_eq!(answer.location, "/shortcuts");
    phone.get("/settings/profile").await.expect(200);

    let page = ada.get("/settings/security").await.expect(200);
    assert!(page.main().contains("9 recovery codes are left"), "{}", page.main());
    let remove = [("do", "remove"), ("code", "wrong")];
    let page = ada.post("/settings/security/two-step", &remove).await.expect(422);
    assert_eq!(page.errors(), ["code"]);
    ada.post("/settings/security/two-step", &[("do", "remove"), ("code", PASSWORD)]).await.expect(303);
    let device = ortak_app::account::session::Device::default();
    let came_of = ortak_app::account::session::sign_in(&ortak.app, "ada@contoso.example", PASSWORD, &device)
        .await
        .unwrap();
    assert!(matches!(came_of, SignIn::SignedIn(_)));
}

#[tokio::test]
async fn passkeys_begin_with_a_challenge_of_this_site_and_nonsense_is_refused() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let begun = ada.post("/settings/security/passkeys/begin", &[]).await.expect(200);
    assert!(begun.text.contains(r#""rp":{"id":"ortak.example""#), "{}", begun.text);
    let page =
        ada.post("/settings/security/passkeys", &[("name", "laptop"), ("passkey", "{}")]).await.expect(422);
    assert_eq!(page.errors(), ["passkey"]);
    assert_eq!(page.attribute("#name", "value"), ["laptop"]);
    let mut phone = ortak.stranger();
    let page = phone.get("/sign-in").await.expect(200);
    assert_eq!(page.attribute("[data-passkey-get]", "hidden").len(), 1, "only scripts show it");
    let page = phone.post(&page, "/sign-in/passkey", &[("passkey", "{}")]).await.expect(422);
    assert!(page.main().contains("doesn’t match"));
}

#[tokio::test]
async fn shortcuts_and_the_styleguide_are_pages() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let page = ada.get("/shortcuts").await.expect(200);
    let keys = page.all("dt");
    for wanted in ["/", "C", "G I", "G O", "G F", "G B", "J", "K", "Enter", "S", "A", "D", "E", "?", "Ctrl K"]
    {
        assert!(keys.contains(&wanted.to_owned()), "{wanted}: {keys:?}");
    }
    ada.get("/styleguide").await.expect(200);
}
