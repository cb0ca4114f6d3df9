//! The pages of deals: that each shows in both languages, who may see and do what, and that a form from elsewhere does
//! nothing.

use ortak_domain::{ReferralId, Role};

use crate::harness::{Browser, CONTOSO, FABRIKAM, Installation, Page, VENDOR};
use crate::new_deal::until_help;

/// What looks like the id of a message, in brackets as a missing one is shown.
fn missing_messages(page: &Page) -> Vec<&str> {
    let candidates = page.text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(id, _)| id);
    let is_id = |id: &&str| {
        id.contains('-')
            && id
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || ".-".contains(letter))
    };
    candidates.filter(is_id).collect()
}

async fn shows(browser: &Browser<'_>, path: &str) -> Page {
    let mut page = browser.get(path).await;
    if page.status.is_redirection() {
        page = browser.follow(page).await;
    }
    assert!(page.status.is_success(), "{path}: {} {}", page.status, page.main());
    assert!(missing_messages(&page).is_empty(), "{path}: {:?}", missing_messages(&page));
    assert_eq!(page.all("h1").len(), 1, "{path} has one heading of the first level");
    page
}

/// A co-sell deal of Contoso's with Fabrikam invited: the deal, and what Fabrikam has of it.
pub async fn invited(ada: &Browser<'_>, can: &Browser<'_>) -> (String, String) {
    let help = until_help(ada, ("details/requirements/solutions[]", "own:contoso:SOL-1")).await;
    let vendor = [("vendor/inviteContext/assistanceRequestCode", "ProofOfConceptOrDemo")];
    let page = ada.follow(ada.fill(&help, "step", "invite:fabrikam", &vendor).await).await;
    let value = [("partners/0/details/dealValue", "30000")];
    let review = ada.follow(ada.fill(&page, "step", "next", &value).await).await;
    let done = ada.fill(&review, "step", "open", &[]).await.expect(303);
    let own = done.location.clone();
    let told = ada.follow(done).await.all(".flash[role=status]");
    assert_eq!(told, ["Deal created, invitations sent."]);
    let theirs = can.get("/deals/inbound").await.attribute(".deal-cell a", "href").remove(0);
    (own, theirs)
}

#[tokio::test]
async fn every_page_of_deals_shows_in_both_languages() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let nora = ortak.person(VENDOR, "Nora", Role::VendorSeller).await;
    let (own, theirs) = invited(&ada, &can).await;
    let request = nora.get("/deals/inbound").await.attribute(".deal-cell a", "href").remove(0);
    ada.post("/views/new", &[("name", "Mine"), ("query", "tab=outbound"), ("shared", "yes")])
        .await
        .expect(303);
    for language in ["en", "tr"] {
        for (browser, deal) in [(&ada, &own), (&can, &theirs), (&nora, &request)] {
            let chosen = [("language", language), ("back", "/")];
            browser.post("/settings/appearance", &chosen).await.expect(303);
            let home = shows(browser, "/").await;
            assert_eq!(home.attribute("html", "lang"), [language]);
            for list in ["inbound", "outbound", "favourites", "all", "board", "all?q=nothing-like-it"] {
                shows(browser, &format!("/deals/{list}")).await;
            }
            shows(browser, "/deals/all?status=New&status=Active&type=co-sell&value_from=1&sort=-value").await;
            for page in ["/views", "/views/new?tab=all", "/search?q=robots"] {
                shows(browser, page).await;
            }
            for page in ["", "/activity", "/sharing"] {
                shows(browser, &format!("{deal}{page}")).await;
            }
        }
        for page in ["/edit", "/team", "/won", "/lost", "/share"] {
            shows(&ada, &format!("{own}{page}")).await;
        }
        for (browser, deal) in [(&can, &theirs), (&nora, &request)] {
            for page in ["/accept", "/decline"] {
                shows(browser, &format!("{deal}{page}")).await;
            }
        }
        shows(&nora, "/pipeline").await;
    }
}

/// How a deal stands and how it came to be so, as its owner is shown.
async fn state(browser: &Browser<'_>, deal: ReferralId) -> String {
    let deal = format!("/deals/{deal}");
    browser.get(&deal).await.expect(200).main()
        + &browser.get(&format!("{deal}/activity")).await.expect(200).main()
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let deal = ortak.deal(CONTOSO, 1).await;
    let etag = ada.get(&format!("/deals/{deal}/won")).await.attribute("[name='etag']", "value").remove(0);
    let before = state(&ada, deal).await;
    let forms: [(&str, &[(&str, &str)]); 7] = [
        ("won", &[("etag", &etag)]),
        ("lost", &[("etag", &etag), ("reason", "other"), ("note", "x")]),
        ("edit", &[("name", "Theirs")]),
        ("stage", &[("etag", &etag), ("stage", "20")]),
        ("share", &[("etag", &etag)]),
        ("favourite", &[("favourite", "yes")]),
        ("team", &[("etag", &etag)]),
    ];
    for (form, fields) in forms {
        let path = format!("/deals/{deal}/{form}");
        let page = ada.post_from_elsewhere(&path, fields).await.expect(403);
        assert!(page.main().contains("This form is too old"), "{form}: {}", page.main());
        let wrong = [fields, &[("csrf", "wrong")]].concat();
        ada.post_from_elsewhere(&path, &wrong).await.expect(403);
    }
    let bulk = format!("{deal} {etag}");
    ada.post_from_elsewhere("/deals/bulk", &[("deal", &bulk), ("action", "favourite")]).await.expect(403);
    ada.post_from_elsewhere("/views/new", &[("name", "Theirs"), ("query", "")]).await.expect(403);
    assert_eq!(state(&ada, deal).await, before);
    assert!(ada.get("/deals/favourites").await.attribute(".deal-cell a", "href").is_empty());
    assert!(!ada.get("/views").await.main().contains("Theirs"));
    // The same with the secret does its work.
    ada.post(&format!("/deals/{deal}/stage"), &[("etag", &etag), ("stage", "20")]).await.expect(303);
    assert_ne!(state(&ada, deal).await, before);
}

#[tokio::test]
async fn r401_the_deal_of_another_company_is_not_there() {
    let ortak = Installation::new().await;
    let deal = ortak.deal(CONTOSO, 1).await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let before = state(&ada, deal).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let nora = ortak.person(VENDOR, "Nora", Role::VendorSeller).await;
    for browser in [&can, &nora] {
        for page in
            ["", "/activity", "/sharing", "/edit", "/team", "/won", "/lost", "/accept", "/decline", "/share"]
        {
            browser.get(&format!("/deals/{deal}{page}")).await.expect(404);
        }
        let fields =
            [("etag", "x"), ("stage", "20"), ("favourite", "yes"), ("reason", "other"), ("note", "x")];
        for form in ["edit", "team", "won", "lost", "accept", "decline", "share", "stage", "favourite"] {
            browser.post(&format!("/deals/{deal}/{form}"), &fields).await.expect(404);
        }
        assert!(!browser.get("/search?q=deal").await.main().contains("Deal 1"));
    }
    assert_eq!(state(&ada, deal).await, before);
}

#[tokio::test]
async fn r402_what_a_role_may_not_do_is_neither_offered_nor_done() {
    let ortak = Installation::new().await;
    let deal = ortak.deal(CONTOSO, 1).await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let before = state(&ada, deal).await;
    let path = format!("/deals/{deal}");

    // A user works on the deals whose team they are on; of others there is nothing to be seen.
    let user = ortak.person(CONTOSO, "Ufuk", Role::ReferralsUser).await;
    user.get(&path).await.expect(404);
    assert!(user.get("/deals/all").await.expect(200).attribute(".deal-cell a", "href").is_empty());
    user.post(&format!("{path}/stage"), &[("etag", "x"), ("stage", "20")]).await.expect(404);

    // Those of the vendor who decide on registrations, or run the programme, don't work on deals.
    for role in [Role::DealReviewer, Role::ProgrammeAdmin] {
        let browser = ortak.person(VENDOR, role.as_str(), role).await;
        let home = browser.get("/").await;
        assert!(home.status.is_redirection(), "{role:?} begins elsewhere");
        let first = browser.follow(home).await;
        assert!(first.status.is_success(), "{role:?}: {}", first.main());
        assert!(first.attribute("nav a[href^='/deals']", "href").is_empty(), "{role:?} is offered no deals");
        for page in ["/deals/all", "/deals/board", "/deals/export.csv", "/views", &path] {
            let status = browser.get(page).await.status.as_u16();
            assert!([403, 404].contains(&status), "{role:?} {page}: {status}");
        }
        let wizard = browser.get("/deals/new").await;
        assert!(wizard.all("form#step").is_empty(), "{role:?} is told why instead: {}", wizard.main());
        let status = browser.post(&format!("{path}/stage"), &[("etag", "x"), ("stage", "20")]).await.status;
        assert!(status.is_client_error(), "{role:?}: {status}");
    }
    assert_eq!(state(&ada, deal).await, before);
}

#[tokio::test]
async fn an_open_deal_says_in_how_many_days_it_is_to_close() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let (own, _) = invited(&ada, &can).await;
    // It is 22 November, and the deal is to close on 18 December.
    let says = |page: Page| page.all(".deal-value").concat();
    assert!(says(ada.get(&own).await).ends_with("in 26 days"), "{}", says(ada.get(&own).await));
    // Near its end a day counts as the calendar has it, not by hours.
    ortak.clock.advance_seconds(25 * 86_400 + 12 * 3_600);
    let ada = ortak.person(CONTOSO, "Adele", Role::ReferralsAdmin).await;
    assert!(says(ada.get(&own).await).ends_with("in 1 day"), "{}", says(ada.get(&own).await));
}
