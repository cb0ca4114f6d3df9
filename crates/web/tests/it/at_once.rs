//! Two people who change the same settings at once (R315), and saving without a change.

use ortak_app::port::Accounts as _;
use ortak_domain::Role;

use crate::harness::{Browser, CONTOSO, Installation, Page, VENDOR, id};

const LOCATION: &str = "/settings/company/locations/6110000";
const SOLUTION: &str = "/settings/solutions/SOL-1";
const JUDGED: &str = "/programme/partners/contoso/solutions/SOL-1";

/// The log of the company's accounts, the latest first.
async fn log(admin: &Browser<'_>) -> Vec<String> {
    admin.get("/settings/audit/accounts").await.expect(200).all("tbody tr")
}

fn value(page: &Page, selector: &str) -> String {
    page.attribute(selector, "value").concat()
}

#[tokio::test]
async fn r315_the_profile_of_a_company_keeps_what_both_changed() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let bora = ortak.person(CONTOSO, "Bora", Role::PartnerAdmin).await;
    let path = "/settings/company";
    let (hers, his) = (ada.get(path).await.expect(200), bora.get(path).await.expect(200));
    bora.save(&his, &[("name", "Contoso AŞ"), ("currency", "EUR")]).await.expect(303);
    // She changes something else: both hold.
    ada.save(&hers, &[("country", "DE")]).await.expect(303);
    let now = ortak.store.organization(&id(CONTOSO)).await.unwrap().unwrap().organization;
    assert_eq!((&*now.name, &*now.country, now.currency.code()), ("Contoso AŞ", "DE", "EUR"));
    // She changes the same: it is said beside the field, and what she wrote is kept.
    let page = ada.save(&hers, &[("name", "Contoso GmbH"), ("country", "FR")]).await.expect(422);
    assert_eq!(page.errors(), ["name", "country"]);
    let told = page.all("#name-error").concat();
    assert!(told.contains("Bora Kaya has changed this to “Contoso AŞ” meanwhile"), "{told}");
    let told = page.all("#country-error").concat();
    assert!(told.contains("You have changed this to “Germany” in another window"), "{told}");
    assert_eq!(value(&page, "#name"), "Contoso GmbH");
    assert_eq!(page.attribute("#country option[selected]", "value"), ["FR"]);
    assert_eq!(page.attribute("#currency option[selected]", "value"), ["EUR"], "as it is stored now");
    // Saving again is a decision.
    ada.save(&page, &[]).await.expect(303);
    let now = ortak.store.organization(&id(CONTOSO)).await.unwrap().unwrap().organization;
    assert_eq!((&*now.name, &*now.country, now.currency.code()), ("Contoso GmbH", "FR", "EUR"));
    // Unless somebody saves once more.
    let his = bora.get(path).await.expect(200);
    bora.save(&his, &[("name", "Contoso SAS")]).await.expect(303);
    ada.save(&page, &[]).await.expect(422);
}

#[tokio::test]
async fn r315_contacts_of_a_location_are_added_and_removed_by_two_at_once() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let bora = ortak.person(CONTOSO, "Bora", Role::PartnerAdmin).await;
    let first = ada.get(LOCATION).await.expect(200);
    ada.save(&first, &[("contacts", "a@contoso.example\nb@contoso.example")]).await.expect(303);
    let (hers, his) = (ada.get(LOCATION).await.expect(200), bora.get(LOCATION).await.expect(200));
    bora.save(&his, &[("contacts", "b@contoso.example\nc@contoso.example"), ("city", "Bursa")])
        .await
        .expect(303);
    bora.post(LOCATION, &[("do", "retire")]).await.expect(303);
    assert_eq!(ada.get(&format!("{LOCATION}/retire")).await.expect(303).location, LOCATION);
    let hers_contacts = "a@contoso.example\nb@contoso.example\nd@contoso.example";
    ada.save(&hers, &[("contacts", hers_contacts), ("name", "Merkez")]).await.expect(303);
    let now = ada.get(LOCATION).await.expect(200);
    assert_eq!(now.all("#contacts"), ["b@contoso.example d@contoso.example c@contoso.example"]);
    assert_eq!((value(&now, "#name"), value(&now, "#city")), ("Merkez".to_owned(), "Bursa".to_owned()));
    assert!(now.main().contains("Retired"), "{}", now.main());
    // The log says who came and went.
    let rows = log(&ada).await;
    assert!(rows[0].contains("Contacts added: d@contoso.example"), "{}", rows[0]);
    assert!(rows[0].contains("→ Merkez") && !rows[0].contains("removed"), "{}", rows[0]);
    let his = &rows[2];
    assert!(his.contains("Contacts added: c@contoso.example"), "{his}");
    assert!(his.contains("Contacts removed: a@contoso.example"), "{his}");
    let page = ada.save(&hers, &[("city", "Ankara")]).await.expect(422);
    let told = page.all("#city-error").concat();
    assert!(told.contains("changed this to “Bursa”"), "{told}");
}

#[tokio::test]
async fn r315_a_solution_renamed_by_two_is_asked_about_and_withdrawing_it_keeps_the_name() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let bora = ortak.person(CONTOSO, "Bora", Role::PartnerAdmin).await;
    let (hers, his) = (ada.get(SOLUTION).await.expect(200), bora.get(SOLUTION).await.expect(200));
    bora.save(&his, &[("name", "Robots")]).await.expect(303);
    bora.post(SOLUTION, &[("do", "withdraw")]).await.expect(303);
    let shown = ada.get(&format!("{SOLUTION}/withdraw")).await.expect(303);
    assert_eq!(shown.location, SOLUTION, "nothing is asked that is done already");
    let entries = log(&ada).await.len();
    ada.post(SOLUTION, &[("do", "withdraw")]).await.expect(303);
    assert_eq!(log(&ada).await.len(), entries, "it is withdrawn already");
    let page = ada.save(&hers, &[("name", "Roboter")]).await.expect(422);
    assert_eq!(page.errors(), ["name"]);
    ada.save(&page, &[]).await.expect(303);
    let now = ada.get(SOLUTION).await.expect(200);
    assert_eq!(now.h1(), "Roboter");
    assert!(now.main().contains("Publish solution"), "{}", now.main());
}

#[tokio::test]
async fn r315_two_change_what_a_person_may_do_where_browsers_go_back_to_and_a_webhook() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let bora = ortak.person(CONTOSO, "Bora", Role::PartnerAdmin).await;
    ortak.person(CONTOSO, "Cem", Role::ReferralsUser).await;
    let people = ada.get("/settings/people").await.expect(200);
    let at = people.all("tbody tr").iter().position(|row| row.contains("Cem")).unwrap();
    let path = people.attribute("tbody tr a[href^='/settings/people/']", "href").swap_remove(at);
    let (hers, his) = (ada.get(&path).await.expect(200), bora.get(&path).await.expect(200));
    bora.save(&his, &[("role", "referrals_admin")]).await.expect(303);
    // She limits him to a location: what he may do there is to be decided on anew.
    let page = ada.save(&hers, &[("locations", "6110000")]).await.expect(422);
    assert_eq!(page.errors(), ["role"]);
    let told = page.all("#role-error").concat();
    assert!(told.contains("Bora Kaya has changed this to “Referrals admin” meanwhile"), "{told}");
    assert_eq!(page.attribute("#role option[selected]", "value"), ["referrals_admin"], "as it is stored now");
    ada.save(&page, &[]).await.expect(303);
    let now = bora.get(&path).await.expect(200);
    assert_eq!(now.attribute("#role option[selected]", "value"), ["referrals_admin"]);
    assert_eq!(now.attribute("[name=locations][checked]", "value"), ["6110000"]);
    bora.save(&his, &[]).await.expect(303);
    let page = bora.save(&his, &[("role", "partner_admin")]).await.expect(422);
    assert_eq!(page.errors(), ["role", "locations"], "his form is older than both");

    ada.post("/settings/api-clients/new", &[("name", "CRM"), ("role", "referrals_admin")]).await.expect(200);
    let clients = ada.get("/settings/api-clients").await.expect(200);
    let path = clients.attribute("tbody a[href^='/settings/api-clients/']", "href").concat();
    let (hers, his) = (ada.get(&path).await.expect(200), bora.get(&path).await.expect(200));
    bora.save(&his, &[("redirectUris", "https://b.example/back")]).await.expect(303);
    let page = ada.save(&hers, &[("redirectUris", "https://a.example/back")]).await.expect(422);
    assert_eq!(page.errors(), ["redirectUris"]);
    let told = page.all("#redirectUris-error").concat();
    assert!(told.contains("Bora Kaya has changed this to “https://b.example/back”"), "{told}");
    ada.save(&page, &[]).await.expect(303);
    bora.save(&his, &[("public", "yes")]).await.expect(303);
    let now = bora.get(&path).await.expect(200);
    assert_eq!(now.all("#redirectUris"), ["https://a.example/back"], "he has left it as it was");
    assert_eq!(now.attribute("#public[checked]", "name"), ["public"]);

    let path = path.replace("api-clients", "webhooks");
    let new = ada.get(&path).await.expect(200);
    let url = |host: &str| format!("https://{host}.example/hook");
    ada.save(&new, &[("WebhookUrl", &url("a")), ("WebhookEvents", "referral-created")]).await.expect(303);
    let (hers, his) = (ada.get(&path).await.expect(200), bora.get(&path).await.expect(200));
    bora.save(&his, &[("WebhookUrl", &url("b"))]).await.expect(303);
    let (action, mut pairs) = hers.form_at("main form.form");
    pairs.retain(|(name, _)| name != "csrf");
    pairs.push(("WebhookEvents".to_owned(), "referral-updated".to_owned()));
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
    ada.post(&action, &pairs).await.expect(303);
    let now = ada.get(&path).await.expect(200);
    assert_eq!(value(&now, "#WebhookUrl"), url("b"), "his address and her event");
    assert_eq!(now.attribute("[name=WebhookEvents][checked]", "value").len(), 2);
    let page = ada.save(&hers, &[("WebhookUrl", &url("c"))]).await.expect(422);
    assert!(page.all("#WebhookUrl-error").concat().contains(&url("b")), "{}", page.main());
    // She sees what has come meanwhile, and may take it off.
    let events = |page: &Page| page.attribute("[name=WebhookEvents][checked]", "value");
    assert_eq!(events(&page), ["referral-created", "referral-updated"]);
    ada.save(&page, &[("-WebhookEvents", "referral-updated")]).await.expect(303);
    let now = ada.get(&path).await.expect(200);
    assert_eq!((value(&now, "#WebhookUrl"), events(&now)), (url("c"), vec!["referral-created".to_owned()]));
}

#[tokio::test]
async fn r315_two_of_the_programme_decide_on_one_solution_and_on_its_settings() {
    let ortak = Installation::new().await;
    let vera = ortak.person(VENDOR, "Vera", Role::ProgrammeAdmin).await;
    let umut = ortak.person(VENDOR, "Umut", Role::ProgrammeAdmin).await;
    let (hers, his) = (vera.get(JUDGED).await.expect(200), umut.get(JUDGED).await.expect(200));
    let other = ortak_domain::registration::INCENTIVE_TAGS.iter().find(|tag| **tag != "IP co-sell").unwrap();
    umut.save(&his, &[("tags", other)]).await.expect(303);
    vera.save(&hers, &[("-coSellReady", "yes")]).await.expect(303);
    let now = vera.get(JUDGED).await.expect(200);
    assert!(now.attribute("#coSellReady[checked]", "name").is_empty(), "she took it away");
    assert_eq!(now.attribute("[name=tags][checked]", "value").len(), 2, "he gave one more");
    vera.save(&now, &[("-tags", "IP co-sell"), ("-tags", other)]).await.expect(303);
    assert!(vera.get(JUDGED).await.expect(200).attribute("[name=tags][checked]", "value").is_empty());

    let path = "/programme";
    let (hers, his) = (vera.get(path).await.expect(200), umut.get(path).await.expect(200));
    umut.save(&his, &[("partnerAnswerDays", "10"), ("autoDeclineBelowMinimum", "yes")]).await.expect(303);
    vera.save(&hers, &[("vendorAnswerDays", "20")]).await.expect(303);
    let wrong = [("partnerAnswerDays", "12"), ("earlyWinHours", "soon")];
    let page = vera.save(&hers, &wrong).await.expect(422);
    let mut errors = page.errors();
    errors.sort();
    assert_eq!(errors, ["earlyWinHours", "partnerAnswerDays"]);
    let told = page.all("#partnerAnswerDays-error").concat();
    assert!(told.contains("Umut Kaya has changed this to “10” meanwhile"), "{told}");
    assert_eq!(value(&page, "#vendorAnswerDays"), "20", "what was left alone is as it is stored");
    vera.save(&page, &[("earlyWinHours", "72")]).await.expect(303);
    let now = ortak.store.programme().await.unwrap();
    assert_eq!((now.partner_answer_days, now.vendor_answer_days), (12, 20));
    assert!(now.auto_decline_below_minimum);
}

#[tokio::test]
async fn r315_names_of_stages_are_merged_row_by_row() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let bora = ortak.person(CONTOSO, "Bora", Role::PartnerAdmin).await;
    let path = "/settings/stages";
    let row = |page: &Page, name: &str| {
        let rows = page.form_at("main form.form").1;
        let (field, _) = rows.iter().find(|(of, is)| is == name && !of.starts_with("was:")).unwrap().clone();
        field.trim_end_matches("/name").to_owned()
    };
    let first = ada.get(path).await.expect(200);
    let names = [("stages/0/name", "Keşif"), ("stages/1/name", "Teklif"), ("stages/2/name", "Sipariş")];
    ada.save(&first, &names).await.expect(303);
    let (hers, his) = (ada.get(path).await.expect(200), bora.get(path).await.expect(200));
    // He gives one another stage, removes one and adds one.
    let (kesif, teklif) = (row(&his, "Keşif"), row(&his, "Teklif"));
    let changed = [
        (format!("{kesif}/stage"), "40"),
        (format!("{teklif}/name"), ""),
        ("stages/3/name".to_owned(), "Kapanış"),
    ];
    let changed: Vec<(&str, &str)> = changed.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    bora.save(&his, &changed).await.expect(303);
    // She does something else.
    let siparis = row(&hers, "Sipariş");
    ada.save(&hers, &[(&format!("{siparis}/stage"), "80")]).await.expect(303);
    let now = ortak.store.stage_names(&id(CONTOSO)).await.unwrap();
    let now: Vec<_> = now.iter().map(|own| (own.name.as_str(), own.stage.percent())).collect();
    assert_eq!(now, [("Kapanış", 10), ("Keşif", 40), ("Sipariş", 80)]);
    // She changes what he changed and removed.
    let wishes = [(format!("{kesif}/stage"), "60"), (format!("{teklif}/stage"), "60")];
    let wishes: Vec<(&str, &str)> = wishes.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let page = ada.save(&hers, &wishes).await.expect(422);
    let (kesif, teklif) = (row(&page, "Keşif"), row(&page, "Teklif"));
    assert_eq!(page.errors(), [format!("{kesif}/stage"), format!("{teklif}/name")]);
    assert!(page.main().contains("This has been changed to “40% · "), "{}", page.main());
    row(&page, "Kapanış");
    ada.save(&page, &[]).await.expect(303);
    let now = ortak.store.stage_names(&id(CONTOSO)).await.unwrap();
    let now: Vec<_> = now.iter().map(|own| (own.name.as_str(), own.stage.percent())).collect();
    assert_eq!(now, [("Kapanış", 10), ("Keşif", 60), ("Teklif", 60), ("Sipariş", 80)]);
    // She removes what he has changed: it comes back once.
    let (hers, his) = (ada.get(path).await.expect(200), bora.get(path).await.expect(200));
    bora.save(&his, &[(&format!("{}/stage", row(&his, "Kapanış")), "20")]).await.expect(303);
    let gone = format!("{}/name", row(&hers, "Kapanış"));
    let page = ada.save(&hers, &[(&gone, "")]).await.expect(422);
    let back = format!("{}/name", row(&page, "Kapanış"));
    assert_eq!(page.errors(), *std::slice::from_ref(&back));
    ada.save(&page, &[(&back, "")]).await.expect(303);
    assert_eq!(ortak.store.stage_names(&id(CONTOSO)).await.unwrap().len(), 3);
    // One spells a name anew, the other gives it another stage: nobody is in the other's way.
    let (hers, his) = (ada.get(path).await.expect(200), bora.get(path).await.expect(200));
    bora.save(&his, &[(&format!("{}/name", row(&his, "Keşif")), "KEŞİF")]).await.expect(303);
    ada.save(&hers, &[(&format!("{}/stage", row(&hers, "Keşif")), "20")]).await.expect(303);
    let now = ortak.store.stage_names(&id(CONTOSO)).await.unwrap();
    assert!(now.iter().any(|own| (own.name.as_str(), own.stage.percent()) == ("KEŞİF", 20)), "{now:?}");
}

#[tokio::test]
async fn forms_longer_than_any_of_ours_are_refused_before_they_are_compared() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let names: Vec<String> = (0..2_001).map(|row| format!("stages/{row}/name")).collect();
    let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "a")).collect();
    let page = ada.post("/settings/stages", &fields).await.expect(422);
    assert!(page.main().contains("2,000"), "{}", page.main());
    // Some hundred thousand in one field.
    let (was, now) = ("a\n".repeat(100_000), "b\n".repeat(100_000));
    // Each compared with each would take hours.
    let fields = [("was:contacts", was.as_str()), ("contacts", &now), ("name", "HQ"), ("country", "TR")];
    let seen = [("was:name", "HQ"), ("was:country", "TR")];
    let errors = ada.post(LOCATION, &[&fields[..], &seen].concat()).await.expect(422).errors();
    assert!(!errors.is_empty() && errors.iter().all(|field| field == "contacts"), "{errors:?}");
}

#[tokio::test]
async fn saving_without_a_change_is_not_logged() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let vera = ortak.person(VENDOR, "Vera", Role::ProgrammeAdmin).await;
    let entries = async |owner: &str| {
        use ortak_app::port::Audit as _;
        ortak.store.audit_events_after(&id(owner), 0, 1000).await.unwrap().len()
    };
    let seller = ortak.person(CONTOSO, "Bora", Role::ReferralsUser).await;
    let secret = ada.post("/settings/api-clients/new", &[("name", "CRM"), ("role", "referrals_admin")]).await;
    let client = format!("/settings/api-clients/{}", secret.expect(200).all(".secret-box")[0]);
    let before = (entries(CONTOSO).await, entries(VENDOR).await);
    for path in ["/settings/company", LOCATION, SOLUTION, "/settings/stages"] {
        ada.save(&ada.get(path).await.expect(200), &[]).await.expect(303);
    }
    ada.post(LOCATION, &[("do", "reopen")]).await.expect(303);
    ada.post(SOLUTION, &[("do", "publish")]).await.expect(303);
    let people = ada.get("/settings/people").await.expect(200);
    let bora = people.all("tbody a").iter().position(|name| name == "Bora Kaya").unwrap();
    let his = people.attribute("tbody a", "href")[bora].clone();
    ada.save(&ada.get(&his).await.expect(200), &[]).await.expect(303);
    ada.post(&his, &[("do", "enable")]).await.expect(303);
    seller.get("/settings/profile").await.expect(200);
    ada.save(&ada.get(&client).await.expect(200), &[]).await.expect(303);
    ada.post(&client, &[("do", "enable")]).await.expect(303);
    for path in ["/programme", JUDGED] {
        vera.save(&vera.get(path).await.expect(200), &[]).await.expect(303);
    }
    vera.post("/programme/partners/contoso", &[("do", "approve")]).await.expect(303);
    assert_eq!((entries(CONTOSO).await, entries(VENDOR).await), before);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_thing() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let forms = [
        ("/settings/api-clients/new", "/settings/api-clients", "tbody tr"),
        ("/settings/solutions/new", "/settings/solutions", "tbody tr"),
        ("/views/new?tab=outbound", "/views", ".card-head"),
    ];
    for (path, list, rows) in forms {
        let count = async || {
            let page = ada.get(list).await.expect(200);
            page.all(rows).iter().filter(|row| row.contains("Twice")).count()
        };
        let form = ada.get(path).await.expect(200);
        ada.save(&form, &[("name", "Twice")]).await;
        let again = ada.save(&form, &[("name", "Twice")]).await.expect(303);
        assert_eq!(count().await, 1, "{path}");
        if list == "/settings/api-clients" {
            let page = ada.follow(again).await.expect(200);
            assert!(page.main().contains("its secret was shown then"), "{}", page.main());
        }
        // Another form, and the same one with something else in it, make another.
        ada.save(&form, &[("name", "Twice, or so")]).await;
        let form = ada.get(path).await.expect(200);
        ada.save(&form, &[("name", "Twice")]).await;
        assert_eq!(count().await, 3, "{path}");
    }
}
