//! What administrators of a company and of the programme set.

use ortak_app::account::admin::{NewPerson, create_person};
use ortak_app::account::session::FRESH_SECONDS;
use ortak_app::account::sign_in::{self, BySecret};
use ortak_app::port::Accounts as _;
use ortak_app::referral::create::create;
use ortak_app::referral::open::{self, NewInvitation};
use ortak_domain::policy::PrincipalKind;
use ortak_domain::solution::Solution;
use ortak_domain::{Currency, Member, OrganizationKind, Principal, Role, Scope};

use crate::harness::{CONTOSO, FABRIKAM, Installation, VENDOR, id};

#[tokio::test]
async fn r402_only_who_runs_the_account_sees_its_pages() {
    let ortak = Installation::new().await;
    let admin = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let seller = ortak.person(CONTOSO, "Bora", Role::ReferralsAdmin).await;
    let programme = ortak.person(VENDOR, "Vera", Role::ProgrammeAdmin).await;
    let of = |page: &crate::harness::Page| page.attribute(".subnav a", "href");
    let page = seller.get("/settings/profile").await.expect(200);
    assert_eq!(
        of(&page),
        ["/settings/profile", "/settings/notifications", "/settings/security", "/settings/webhooks"]
    );
    let all = of(&admin.get("/settings/profile").await.expect(200));
    assert_eq!(all.len(), 10, "{all:?}");
    for path in &all {
        admin.get(path).await.expect(200);
        let status = if of(&page).contains(path) { 200 } else { 403 };
        seller.get(path).await.expect(status);
    }
    let vendors = of(&programme.get("/settings/profile").await.expect(200));
    assert!(
        !vendors.contains(&"/settings/audit".to_owned()),
        "deals are not the programme admin's: {vendors:?}"
    );
    for path in vendors {
        programme.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn r602_contacts_of_a_location_are_kept_and_checked() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let path = "/settings/company/locations/6110000";
    let fields = |contacts| [("name", "İstanbul"), ("country", "TR"), ("city", ""), ("contacts", contacts)];
    let page = ada.post(path, &fields("bora@contoso.example\nnobody")).await.expect(422);
    assert_eq!(page.errors(), ["contacts"]);
    assert!(page.all("#contacts").concat().contains("nobody"));
    ada.post(path, &fields("bora@contoso.example\ndeniz@contoso.example")).await.expect(303);
    let page = ada.get(path).await.expect(200);
    assert_eq!(page.all("#contacts"), ["bora@contoso.example deniz@contoso.example"]);
    ada.post("/settings/company/locations/1200000", &[]).await.expect(404);
}

#[tokio::test]
async fn r402_an_administrator_changes_what_the_company_says_of_itself_and_nothing_else() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let bora = ortak.person(CONTOSO, "Bora", Role::ReferralsAdmin).await;
    let long = "ş".repeat(256);
    let wrong = [("name", long.as_str()), ("country", "XX"), ("currency", "GOLD")];
    let page = ada.post("/settings/company", &wrong).await.expect(422);
    assert_eq!(page.errors(), ["name", "country", "currency"]);
    assert!(page.main().contains("At most 255 characters; this has 256."), "{}", page.main());
    assert_eq!(page.attribute("#name", "value"), [long], "kept");
    let right = [("name", "Contoso AŞ"), ("country", "DE"), ("currency", "EUR"), ("mpnId", "999")];
    bora.post("/settings/company", &right).await.expect(403);
    let page = ada.follow(ada.post("/settings/company", &right).await).await.expect(200);
    assert_eq!(page.attribute("#name", "value"), ["Contoso AŞ"]);
    assert!(!page.main().contains("999"), "numbers are the vendor's");
    let page = ada.get("/settings/audit/accounts").await.expect(200);
    assert!(page.all("tbody tr")[0].contains("Name: Contoso → Contoso AŞ"), "{:?}", page.all("tbody tr")[0]);
}

#[tokio::test]
async fn r402_locations_are_added_retired_and_opened_again_and_their_deals_stay() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let list = "/settings/company";
    let add = "/settings/company/locations/new";
    let page = ada.post(add, &[("mpnId", "12a"), ("name", ""), ("country", "TR")]).await.expect(422);
    assert_eq!(page.errors(), ["mpnId", "name"]);
    let new = |number| [("mpnId", number), ("name", "Ankara"), ("country", "TR"), ("city", "Ankara")];
    let page = ada.post(add, &new("6110000")).await.expect(422);
    assert!(page.main().contains("belongs to a company or location already"), "{}", page.main());
    ada.post(add, &new("6190077")).await.expect(303);
    assert!(ada.get(list).await.expect(200).main().contains("6190077"));
    let deal = ortak.deal(CONTOSO, 1).await;
    let before = ada.get(&format!("/deals/{deal}")).await.expect(200);
    let path = "/settings/company/locations/6110000";
    let asked = ada.get(&format!("{path}/retire")).await.expect(200);
    assert!(asked.main().contains("Its deals stay as they are"), "{}", asked.main());
    let word = asked.attribute("button[name=do]", "value").concat();
    ada.post(&asked.attribute("main form", "action").concat(), &[("do", &word)]).await.expect(303);
    let after = ada.get(&format!("/deals/{deal}")).await.expect(200);
    assert_eq!(before.main(), after.main(), "its deals don't change");
    assert!(after.main().contains("Contoso 6110000"), "{}", after.main());
    // New deals belong to another, and none can be opened there.
    let next = ortak.deal(CONTOSO, 2).await;
    assert!(ada.get(&format!("/deals/{next}")).await.expect(200).main().contains("Contoso 6190000"));
    let ctx = ortak.ctx(Installation::importer(CONTOSO));
    let there = Installation::new_deal(3, Some("6110000"));
    let refused = create(&ortak.app, &ctx, there, None).await.unwrap_err();
    assert!(format!("{refused:?}").contains("retired_location"), "{refused:?}");
    // Who is invited now can't be limited to it.
    let form = ada.get("/settings/people/invite").await.expect(200);
    let offered = form.attribute("[name=locations]", "value");
    assert!(
        offered.contains(&"6190077".to_owned()) && !offered.contains(&"6110000".to_owned()),
        "{offered:?}"
    );
    let open = ada.get(list).await.expect(200);
    for number in open.attribute("tbody a", "href").iter().filter(|href| !href.ends_with("/6110000")) {
        let retired = ada.post(number, &[("do", "retire")]).await;
        if retired.status == 409 {
            assert!(retired.main().contains("one stays open"), "{}", retired.main());
        }
    }
    let left = ada.get(list).await.expect(200);
    assert_eq!(left.all("tbody .badge.ok").len(), 1, "one stays open");
    ada.post(path, &[("do", "reopen")]).await.expect(303);
    assert_eq!(ada.get(list).await.expect(200).all("tbody .badge.ok").len(), 2);
    let eve = ortak.person(FABRIKAM, "Eve", Role::PartnerAdmin).await;
    eve.get(path).await.expect(404);
    eve.post(path, &[("do", "retire")]).await.expect(404);
    let vera = ortak.person(VENDOR, "Vera", Role::ProgrammeAdmin).await;
    vera.post(add, &new("6190078")).await.expect(409);
}

#[tokio::test]
async fn r402_a_partner_adds_solutions_and_the_programme_decides_what_they_count_for() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let vera = ortak.person(VENDOR, "Vera", Role::ProgrammeAdmin).await;
    let seller = ortak.person(VENDOR, "Sami", Role::VendorSeller).await;
    let page = ada.post("/settings/solutions/new", &[("name", " ")]).await.expect(422);
    assert_eq!(page.errors(), ["name"]);
    ada.post("/settings/solutions/new", &[("name", "Assess"), ("kind", "assessment")]).await.expect(403);
    let new =
        [("name", "Drone survey"), ("published", "yes"), ("coSellReady", "yes"), ("tags", "IP co-sell")];
    ada.post("/settings/solutions/new", &new).await.expect(303);
    let page = ada.get("/settings/solutions").await.expect(200);
    let at = page.all("tbody a").iter().position(|name| name == "Drone survey").unwrap();
    let own = page.attribute("tbody a", "href")[at].clone();
    assert!(!page.all("tbody tr")[at].contains("IP co-sell"), "tags are not the partner's to give");
    let decide = format!("/programme/partners/contoso/solutions/{}", own.rsplit('/').next().unwrap());
    let page = vera.get("/programme/partners/contoso").await.expect(200);
    assert!(page.attribute("tbody a", "href").contains(&decide), "{:?}", page.attribute("tbody a", "href"));
    assert!(
        seller.get("/programme/partners/contoso").await.expect(200).attribute("tbody a", "href").is_empty()
    );
    seller.get(&decide).await.expect(403);
    seller.post(&decide, &[("coSellReady", "yes")]).await.expect(403);
    ada.post(&decide, &[("coSellReady", "yes")]).await.expect(403);
    assert_eq!(vera.post(&decide, &[("tags", "Gold")]).await.expect(422).errors(), ["tags"]);
    vera.post(&decide, &[("coSellReady", "yes"), ("tags", "IP co-sell")]).await.expect(303);
    // The partner renames it; what the programme has decided stays.
    ada.post(&own, &[("name", "Drone surveys")]).await.expect(303);
    let row = ada.get("/settings/solutions").await.expect(200).all("tbody tr")[at].clone();
    for told in ["Drone surveys", "Published", "Co-sell ready", "IP co-sell"] {
        assert!(row.contains(told), "{told}: {row}");
    }
    let asked = ada.get(&format!("{own}/withdraw")).await.expect(200);
    assert!(asked.main().contains("Deals that have it keep it"), "{}", asked.main());
    ada.post(&own, &[("do", "withdraw")]).await.expect(303);
    assert!(ada.get(&own).await.expect(200).main().contains("Publish solution"));
    let page = ada.get("/settings/audit/accounts").await.expect(200);
    let rows = page.all("tbody tr").join("\n");
    assert!(rows.contains("Vendor decided on a solution") && rows.contains("Somebody outside"), "{rows}");
    let eve = ortak.person(FABRIKAM, "Eve", Role::PartnerAdmin).await;
    eve.post(&own, &[("name", "Mine")]).await.expect(404);
}

#[tokio::test]
async fn what_ends_something_is_asked_for_first() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    ortak.person(CONTOSO, "Bora", Role::ReferralsAdmin).await;
    let secret = ada.post("/settings/api-clients/new", &[("name", "CRM"), ("role", "referrals_admin")]).await;
    let client = format!("/settings/api-clients/{}", secret.expect(200).all(".secret-box")[0]);
    let people = ada.get("/settings/people").await.expect(200);
    let at = people.all("tbody a").iter().position(|name| name == "Bora Kaya").unwrap();
    let bora = people.attribute("tbody a", "href")[at].clone();
    for (page, question, told) in [
        (&client, format!("{client}/ask/renew"), "worth nothing at once"),
        (&client, format!("{client}/ask/disable"), "refused from now on"),
        (&bora, format!("{bora}/ask/disable"), "signed out everywhere"),
    ] {
        let shown = ada.get(page).await.expect(200);
        assert!(shown.attribute("a[data-dialog]", "href").contains(&question), "{question}");
        let asked = ada.get(&question).await.expect(200);
        assert!(asked.main().contains(told), "{}", asked.main());
        assert_eq!(asked.attribute("[data-dialog-content] form", "action"), *std::slice::from_ref(page));
        assert_eq!(
            asked.attribute("[data-dialog-content] a", "href"),
            *std::slice::from_ref(page),
            "cancelling leads back"
        );
    }
    ada.get(&format!("{bora}/ask/promote")).await.expect(404);
    let eve = ortak.person(FABRIKAM, "Eve", Role::PartnerAdmin).await;
    eve.get(&format!("{bora}/ask/disable")).await.expect(404);
    eve.get(&format!("{client}/ask/renew")).await.expect(404);
}

#[tokio::test]
async fn an_invitation_gives_the_least_unless_more_is_chosen() {
    let ortak = Installation::new().await;
    for (organization, role, least) in
        [(CONTOSO, Role::PartnerAdmin, "referrals_user"), (VENDOR, Role::ProgrammeAdmin, "vendor_seller")]
    {
        let admin = ortak.person(organization, "Ada", role).await;
        let page = admin.get("/settings/people/invite").await.expect(200);
        assert_eq!(page.attribute("#role option[selected]", "value"), [least]);
    }
}

#[tokio::test]
async fn a_lost_second_factor_is_taken_away_by_another_administrator_only() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let can = ortak.person(CONTOSO, "Can", Role::PartnerAdmin).await;
    ortak.passkey("can@contoso.example").await;
    ortak.passkey("ada@contoso.example").await;
    let people = ada.get("/settings/people").await.expect(200);
    let of = |name: &str| {
        let at = people.all("tbody a").iter().position(|one| one == name).unwrap();
        people.attribute("tbody a", "href")[at].clone()
    };
    let own = ada.get(&of("Ada Kaya")).await.expect(200);
    assert!(own.main().contains("another administrator does"), "{}", own.main());
    let page = ada.post(&of("Ada Kaya"), &[("do", "reset-factors")]).await.expect(409);
    assert!(page.main().contains("Ask another administrator"), "{}", page.main());
    let theirs = of("Can Kaya");
    let asked = ada.get(&format!("{theirs}/ask/reset-factors")).await.expect(200);
    assert!(asked.main().contains("told by e-mail"), "{}", asked.main());
    ada.post(&theirs, &[("do", "reset-factors")]).await.expect(303);
    can.get("/settings/profile").await.expect(303);
    assert!(!ada.get(&theirs).await.expect(200).main().contains("Reset second factors"));
    // Whoever finds an open session gets into nobody else's account with it.
    ortak.clock.advance_seconds(FRESH_SECONDS);
    for act in ["reset-factors", "reset"] {
        let proof = ada.post(&theirs, &[("do", act)]).await.expect(303);
        assert!(proof.location.starts_with("/settings/security/confirm?next="), "{act}: {}", proof.location);
    }
}

#[tokio::test]
async fn who_has_no_password_and_loses_the_passkeys_is_offered_a_link() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let new = NewPerson {
        organization_id: id(CONTOSO),
        name: "Derya Kaya".to_owned(),
        email: "derya@contoso.example".to_owned(),
        phone: None,
        role: Role::ReferralsUser,
        locations: Vec::new(),
        language: "en".to_owned(),
        password: None,
    };
    let derya = format!("/settings/people/{}", create_person(&ortak.app, new).await.unwrap().id);
    ortak.passkey("derya@contoso.example").await;
    let asked = ada.get(&format!("{derya}/ask/reset-factors")).await.expect(200);
    assert!(asked.main().contains("They have no password"), "{}", asked.main());
    ada.get(&format!("{derya}/ask/reset")).await.expect(303);
    let next = ada.post(&derya, &[("do", "reset-factors")]).await.expect(303);
    assert_eq!(next.location, format!("{derya}/ask/reset"));
    let offered = ada.get(&next.location).await.expect(200);
    assert_eq!(offered.h1(), "Derya Kaya has no password");
    let word = offered.attribute("main button[name=do]", "value").concat();
    let made =
        ada.post(&offered.attribute("main form", "action").concat(), &[("do", &word)]).await.expect(200);
    let link = made.all(".secret-box").concat();
    let mut stranger = ortak.stranger();
    let path = link.find("/reset/").map(|at| link[at..].to_owned()).unwrap();
    stranger.get(&path).await.expect(200);
    // Who has a password needs none.
    let bora = ortak.person(CONTOSO, "Bora", Role::ReferralsUser).await;
    ortak.passkey("bora@contoso.example").await;
    let people = ada.get("/settings/people").await.expect(200);
    let at = people.all("tbody a").iter().position(|name| name == "Bora Kaya").unwrap();
    let his = people.attribute("tbody a", "href")[at].clone();
    assert!(ada.get(&format!("{his}/ask/reset-factors")).await.expect(200).main().contains("password alone"));
    assert_eq!(ada.post(&his, &[("do", "reset-factors")]).await.expect(303).location, his);
    bora.get("/settings/profile").await.expect(303);
}

#[tokio::test]
async fn ids_with_any_characters_lead_back_to_their_pages() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let mut odd = ortak.store.solutions(&id(CONTOSO)).await.unwrap().remove(0);
    "SOL/7 ?#%\"".clone_into(&mut odd.id);
    "Odd".clone_into(&mut odd.name);
    ortak.store.save_solution(odd).await.unwrap();
    let list = ada.get("/settings/solutions").await.expect(200);
    let at = list.all("tbody a").iter().position(|name| name == "Odd").unwrap();
    let own = list.attribute("tbody a", "href")[at].clone();
    let page = ada.get(&own).await.expect(200);
    let ask = page.attribute("main a[data-dialog]", "href").concat();
    let asked = ada.get(&ask).await.expect(200);
    let action = asked.attribute("[data-dialog-content] form", "action").concat();
    assert_eq!([&action, &asked.attribute("[data-dialog-content] a", "href").concat()], [&own, &own]);
    ada.post(&action, &[("do", "withdraw")]).await.expect(303);
    assert!(ada.get(&own).await.expect(200).main().contains("Publish solution"));
}

#[tokio::test]
async fn people_are_invited_changed_and_shut_out() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let wrong =
        [("name", ""), ("email", "ada@contoso.example"), ("role", "vendor_seller"), ("language", "en")];
    let page = ada.post("/settings/people/invite", &wrong).await.expect(422);
    assert_eq!(page.errors(), ["name", "role"]);
    let right = [
        ("name", "Bora"),
        ("email", "bora@contoso.example"),
        ("role", "referrals_user"),
        ("locations", "6110000"),
        ("language", "en"),
    ];
    let page = ada.post("/settings/people/invite", &right).await.expect(200);
    let link = page.all(".secret-box").concat();
    assert!(link.contains("/invitation/"), "{link}");
    let page = ada.post("/settings/people/invite", &right).await.expect(422);
    assert_eq!(page.errors(), ["email"], "the e-mail is taken");
    let page = ada.get("/settings/people").await.expect(200);
    assert!(page.main().contains("Invited"), "{}", page.main());
    let links = page.attribute("tbody a", "href");
    let names = page.all("tbody a");
    let bora = links[names.iter().position(|name| name == "Bora").unwrap()].clone();
    let page = ada.get(&bora).await.expect(200);
    assert_eq!(page.attribute("[name=locations][checked]", "value"), ["6110000"]);
    let again = ada.post(&bora, &[("do", "resend")]).await.expect(200);
    assert_ne!(again.all(".secret-box").concat(), link, "the earlier link is worth nothing");
    ada.post(&bora, &[("role", "referrals_admin")]).await.expect(303);
    ada.post(&bora, &[("do", "disable")]).await.expect(303);
    assert!(ada.get(&bora).await.expect(200).main().contains("Enable person"));
    let own = links[names.iter().position(|name| name == "Ada Kaya").unwrap()].clone();
    let page = ada.post(&own, &[("role", "referrals_user")]).await.expect(409);
    assert!(page.main().contains("another administrator"), "{}", page.main());
    let eve = ortak.person(FABRIKAM, "Eve", Role::PartnerAdmin).await;
    eve.get(&bora).await.expect(404);
    eve.post(&bora, &[("do", "enable")]).await.expect(404);
}

#[tokio::test]
async fn r304_stage_names_are_checked_and_empty_ones_removed() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let fields = [
        ("stages/0/name", ""),
        ("stages/0/stage", "10"),
        ("stages/1/name", "Pitch"),
        ("stages/1/stage", "40"),
        ("stages/2/name", "Won"),
        ("stages/2/stage", "20"),
    ];
    let page = ada.post("/settings/stages", &fields).await.expect(422);
    assert_eq!(page.errors(), ["stages/1/name"], "rows without a name are none");
    let page = ada.post("/settings/stages", &fields[..4]).await;
    let page = ada.follow(page).await.expect(200);
    assert_eq!(page.attribute("[id='stages/0/name']", "value"), ["Pitch"]);
    assert_eq!(page.attribute("[id='stages/0/stage'] option[selected]", "value"), ["40"]);
}

#[tokio::test]
async fn an_api_client_shows_its_secret_once_and_renewing_ends_the_old_one() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let page = ada.post("/settings/api-clients/new", &[("name", " "), ("role", "king")]).await.expect(422);
    assert_eq!(page.errors(), ["name", "role"]);
    let new = [("name", "CRM"), ("role", "referrals_admin"), ("locations", "6110000")];
    let page = ada.post("/settings/api-clients/new", &new).await.expect(200);
    let shown = page.all(".secret-box");
    let works = async |secret: &str| {
        let found = sign_in::by_secret(&ortak.app, &shown[0], secret, "").await.unwrap();
        matches!(found, BySecret::Right(_))
    };
    assert!(works(&shown[1]).await);
    let path = format!("/settings/api-clients/{}", shown[0]);
    let page = ada.get(&path).await.expect(200);
    assert!(!page.text.contains(&shown[1]), "never again");
    let renewed = ada.post(&path, &[("do", "renew")]).await.expect(200).all(".secret-box")[1].clone();
    assert!(!works(&shown[1]).await && works(&renewed).await);
    ada.post(&path, &[("do", "disable")]).await.expect(303);
    assert!(!works(&renewed).await);
    ada.post(&path, &[("do", "enable")]).await.expect(303);
    assert!(works(&renewed).await);
    let page =
        ada.post(&path, &[("redirectUris", "https://a.example/cb\nhttp://b.example")]).await.expect(422);
    assert_eq!(page.errors(), ["redirectUris"]);
    ada.post(&path, &[("redirectUris", "https://a.example/cb"), ("public", "yes")]).await.expect(303);
    assert_eq!(ada.get(&path).await.expect(200).all("#redirectUris"), ["https://a.example/cb"]);
    let eve = ortak.person(FABRIKAM, "Eve", Role::PartnerAdmin).await;
    eve.get(&path).await.expect(404);
    eve.post(&path, &[("do", "renew")]).await.expect(404);
    assert!(works(&renewed).await);
}

#[tokio::test]
async fn a_webhook_is_registered_tested_and_its_log_replayed() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let client = [("name", "CRM"), ("role", "referrals_admin")];
    let page = ada.post("/settings/api-clients/new", &client).await.expect(200);
    let crm = format!("/settings/webhooks/{}", page.all(".secret-box")[0]);
    let page = ada.get("/settings/webhooks").await.expect(200);
    assert_eq!(page.attribute("tbody a", "href"), ["/settings/webhooks/own".to_owned(), crm.clone()]);
    let page = ada.post(&crm, &[("WebhookUrl", "http://a.example")]).await.expect(422);
    assert_eq!(page.errors(), ["WebhookUrl", "WebhookEvents"]);
    let wanted = [
        ("WebhookUrl", "https://a.example/hook"),
        ("WebhookEvents", "referral-created"),
        ("WebhookEvents", "test-created"),
    ];
    let page = ada.post(&crm, &wanted).await;
    let page = ada.follow(page).await.expect(200);
    assert_eq!(
        page.attribute("[name=WebhookEvents][checked]", "value"),
        ["referral-created", "test-created"]
    );
    let act = format!("{crm}/do");
    let secret = ada.post(&act, &[("do", "show")]).await.expect(200).all(".secret-box").concat();
    let renewed = ada.post(&act, &[("do", "renew")]).await.expect(200).all(".secret-box").concat();
    assert!(secret.starts_with("whsec_") && secret != renewed);
    ada.post(&act, &[("do", "test")]).await.expect(303);
    let page = ada.get(&crm).await.expect(200);
    let delivery = page.attribute("tbody a", "href").concat();
    let page = ada.get(&delivery).await.expect(200);
    assert!(page.main().contains("Not tried yet"), "{}", page.main());
    let page = ada.post(&delivery, &[]).await.expect(409);
    assert!(page.main().contains("still being tried"), "{}", page.main());
    assert!(ada.get(&format!("{crm}?state=failed")).await.expect(200).main().contains("Nothing was sent"));
    ada.post(&act, &[("do", "replay"), ("days", "7")]).await.expect(303);
    let eve = ortak.person(FABRIKAM, "Eve", Role::PartnerAdmin).await;
    eve.get(&crm).await.expect(404);
    eve.get(&delivery).await.expect(404);
}

#[tokio::test]
async fn r105_the_programme_sets_its_windows_and_approves_partners() {
    let ortak = Installation::new().await;
    let vera = ortak.person(VENDOR, "Vera", Role::ProgrammeAdmin).await;
    let mut fields = vec![
        ("partnerAnswerDays", "0"),
        ("vendorAnswerDays", "soon"),
        ("earlyWinHours", "72"),
        ("vendorMinimumValueUsd", "25000"),
    ];
    let page = vera.post("/programme", &fields).await.expect(422);
    assert_eq!(page.errors(), ["partnerAnswerDays", "vendorAnswerDays"]);
    assert_eq!(page.attribute("#vendorAnswerDays", "value"), ["soon"]);
    fields[0].1 = "9";
    fields[1].1 = "5";
    let page = vera.post("/programme", &fields).await;
    let page = vera.follow(page).await.expect(200);
    assert_eq!(page.attribute("#partnerAnswerDays", "value"), ["9"]);
    let page = vera.get("/programme/partners").await.expect(200);
    let forms = page.attribute("tbody form", "action");
    assert_eq!(page.all("tbody .deal-cell a"), ["Contoso", "Fabrikam Integration", "Tailspin"]);
    let page = vera.post(&forms[1], &[("do", "approve")]).await;
    let page = vera.follow(page).await.expect(200);
    assert!(page.all("tbody tr")[1].contains("Withdraw approval"), "{:?}", page.all("tbody tr"));
    vera.post("/programme/partners/msft", &[("do", "approve")]).await.expect(404);
    assert!(vera.get("/programme/catalogue").await.expect(200).main().contains("Migration assessment"));
}

#[tokio::test]
async fn r314_the_audit_log_names_who_did_what_and_is_of_ones_own_company_only() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    for number in 0..52 {
        ortak.deal(CONTOSO, number).await;
    }
    ortak.deal(FABRIKAM, 99).await;
    let page = ada.get("/settings/audit").await.expect(200);
    assert_eq!(page.all("tbody tr").len(), 50);
    assert!(page.all("tbody tr")[0].contains("Created"), "{:?}", page.all("tbody tr")[0]);
    let older = page.attribute("[rel=next]", "href").concat();
    let rest = ada.get(&older).await.expect(200);
    assert_eq!(rest.all("tbody tr").len(), 2, "none is lost or twice, and none is another company's");
}

#[tokio::test]
async fn the_clock_of_a_sandbox_moves_forward_and_only_there() {
    let ortak = Installation::new().await;
    ortak.sandbox("trial").await;
    let admin = ortak.person("trial", "Sera", Role::PartnerAdmin).await;
    let page = admin.get("/settings/sandbox").await.expect(200);
    assert!(page.attribute(".subnav a", "href").contains(&"/settings/sandbox".to_owned()));
    assert!(page.main().contains("22 Nov 2026"), "{}", page.main());
    for days in ["0", "soon", "-3"] {
        let page = admin.post("/settings/sandbox", &[("days", days)]).await.expect(422);
        assert_eq!(page.errors(), ["days"]);
    }
    let page = admin.post("/settings/sandbox", &[("days", "3")]).await;
    let page = admin.follow(page).await.expect(200);
    assert!(page.main().contains("25 Nov 2026"), "{}", page.main());
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    ada.get("/settings/sandbox").await.expect(404);
    ada.post("/settings/sandbox", &[("days", "3")]).await.expect(403);
}

#[tokio::test]
async fn each_side_of_a_sandbox_is_played_by_pages() {
    let ortak = Installation::new().await;
    ortak.sandbox("trial").await;
    let sera = ortak.person("trial", "Sera", Role::PartnerAdmin).await;
    let page = sera.get("/settings/sandbox").await.expect(200);
    assert!(page.main().contains("Nobody to play yet"), "{}", page.main());
    let principal = Principal {
        kind: PrincipalKind::ApiClient,
        id: uuid::Uuid::from_u128(7),
        organization_id: id("trial"),
        organization_kind: OrganizationKind::Partner,
        name: "Importer".to_owned(),
        email: String::new(),
        phone: None,
        role: Role::PartnerAdmin,
        scope: Scope::Global,
        realm: Some(id("trial")),
    };
    let own = ortak.deal_of(&principal, 1).await;
    let ctx = ortak.ctx(principal);
    let asked = NewInvitation {
        to: Some(FABRIKAM.to_owned()),
        help: Some("GeneralOrOther".to_owned()),
        value: Some("500".parse().unwrap()),
        currency: Some(Currency::USD),
        closes_at: Some(ortak.app.clock.now().plus_days(30)),
        solutions: vec![Solution {
            id: "SOL-2".to_owned(),
            name: Some("Cranes".to_owned()),
            kind: Some("Name".to_owned()),
            ..Solution::default()
        }],
        team: vec![Member {
            first_name: Some("Sera".to_owned()),
            last_name: Some("Kaya".to_owned()),
            email: Some("sera@trial.example".to_owned()),
            phone_number: Some("+90 212 555 00 01".to_owned()),
            ..Member::default()
        }],
        consent: true,
        contact: Some(Member {
            first_name: Some("Ingrid".to_owned()),
            last_name: Some("Dahl".to_owned()),
            email: Some("ingrid@adatum.example".to_owned()),
            phone_number: Some("+49 6131 100".to_owned()),
            ..Member::default()
        }),
        ..NewInvitation::default()
    };
    open::invite(&ortak.app, &ctx, own, &asked, None).await.unwrap();
    let page = sera.get("/settings/sandbox").await.expect(200);
    assert_eq!(page.all("#play caption"), ["Fabrikam Integration"]);
    let deal = page.attribute("#play td a", "href").concat();
    let page = sera.get(&deal).await.expect(200);
    let etag = page.attribute("[name=etag]", "value")[0].clone();
    let refused = [("etag", etag.as_str()), ("do", "decline"), ("reason", "other")];
    assert_eq!(sera.post(&deal, &refused).await.expect(422).errors(), ["note"]);
    let page = sera.follow(sera.post(&deal, &[("etag", &etag), ("do", "accept")]).await).await.expect(200);
    assert!(page.main().contains("Mark stage"), "{}", page.main());
    let stale = sera.post(&deal, &[("etag", &etag), ("do", "stage"), ("stage", "40")]).await.expect(422);
    assert!(stale.main().contains("Mark stage"));
    let etag = stale.attribute("[name=etag]", "value")[0].clone();
    let page = sera.post(&deal, &[("etag", &etag), ("do", "stage"), ("stage", "40")]).await;
    let page = sera.follow(page).await.expect(200);
    assert_eq!(page.attribute("#stage option[selected]", "value"), ["40"]);
    let etag = page.attribute("[name=etag]", "value")[0].clone();
    let page = sera.follow(sera.post(&deal, &[("etag", &etag), ("do", "won")]).await).await.expect(200);
    assert!(page.main().contains("It is closed"), "{}", page.main());
    assert!(sera.get(&format!("/deals/{own}")).await.expect(200).main().contains("Won"));
    // Only what is played there, and only by its admins.
    sera.get(&deal.replace("/fabrikam/", "/contoso/")).await.expect(404);
    let user = ortak.person("trial", "Umut", Role::ReferralsUser).await;
    user.get(&deal).await.expect(403);
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    ada.get(&deal).await.expect(403);
}

#[tokio::test]
async fn account_changes_are_shown_to_administrators_of_the_company() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let can = ortak.person(CONTOSO, "Can", Role::ReferralsAdmin).await;
    let eve = ortak.person(FABRIKAM, "Eve", Role::PartnerAdmin).await;
    let new = [("name", "CRM"), ("role", "referrals_user"), ("locations", "6110000")];
    let secret = ada.post("/settings/api-clients/new", &new).await.expect(200);
    let page = ada.get("/settings/api-clients").await.expect(200);
    assert!(page.main().contains("never used") && page.main().contains("6110000"), "{}", page.main());
    let client = page.attribute("td a[href^='/settings/api-clients/']", "href").concat();
    assert!(secret.text.contains(client.rsplit('/').next().unwrap()));
    let redirects = [("redirectUris", "https://crm.example/back"), ("do", "save")];
    ada.post(&client, &redirects).await.expect(303);
    ada.post(&client, &[("do", "disable")]).await.expect(303);
    let page = ada.get("/settings/audit").await.expect(200);
    assert!(page.attribute(".tabs a", "href").contains(&"/settings/audit/accounts".to_owned()));
    let page = ada.get("/settings/audit/accounts").await.expect(200);
    let told = page.all("tbody .deal-cell strong");
    assert_eq!(
        told[..3],
        ["API client disabled", "Redirect addresses of an API client changed", "API client created"]
    );
    let rows = page.all("tbody tr");
    assert!(rows[1].contains("https://crm.example/back") && rows[1].contains("Ada Kaya"), "{rows:?}");
    assert!(rows[2].contains("(6110000)"), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("Person created") && row.contains("Operator")), "{rows:?}");
    can.get("/settings/audit/accounts").await.expect(403);
    assert!(!eve.get("/settings/audit/accounts").await.expect(200).main().contains("CRM"));
    let id = client.rsplit('/').next().unwrap().parse().unwrap();
    ortak_app::account::clients::note_use(&ortak.app, id, ortak.app.clock.now()).await.unwrap();
    assert!(ada.get("/settings/api-clients").await.expect(200).main().contains("22 Nov 2026"));
    assert!(!ada.get(&client).await.expect(200).main().contains("never used"));
}
