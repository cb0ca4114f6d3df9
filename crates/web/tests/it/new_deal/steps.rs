//! The steps before *Help and sharing*, and *Review*: they do what was meant, whatever happened meanwhile.

use ortak_domain::Role;

use super::{CUSTOMER, DETAILS, HELP, ROBOTS, create, until_help};
use crate::harness::{Browser, CONTOSO, Installation, Page};

const PERSON: [&str; 4] = ["firstName", "lastName", "email", "phoneNumber"];

/// Fields of the person at that place: all of them, or blanks.
fn person(place: usize, name: &str) -> Vec<(String, String)> {
    let value = |part: &str| match part {
        _ if name.is_empty() => String::new(),
        "email" => format!("{}@contoso.example", name.to_lowercase()),
        "phoneNumber" => "+90 212 555 00 02".to_owned(),
        _ => name.to_owned(),
    };
    PERSON.iter().map(|part| (format!("team/{place}/{part}"), value(part))).collect()
}

fn refs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

async fn team(browser: &Browser<'_>) -> Page {
    let page = browser.get("/deals/new?fresh=yes").await.expect(200);
    browser.follow(browser.fill(&page, "step", "to:team", CUSTOMER).await).await.expect(200)
}

fn emails(page: &Page) -> Vec<String> {
    page.attribute("[type=email]", "value")
}

#[tokio::test]
async fn the_person_whose_button_is_pressed_is_removed() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut page = team(&ada).await;
    for (place, name) in [(1, "Bora"), (2, "Can")] {
        page = ada.follow(ada.fill(&page, "step", "add-person", &[]).await).await;
        page = ada.follow(ada.fill(&page, "step", "to:team", &refs(&person(place, name))).await).await;
    }
    assert_eq!(emails(&page), ["ada@contoso.example", "bora@contoso.example", "can@contoso.example"]);
    // The first was cleared by hand: those behind it move up, and the pressed one is still the pressed one.
    let page = ada.follow(ada.fill(&page, "step", "remove-person:1", &refs(&person(0, ""))).await).await;
    assert_eq!(emails(&page), ["can@contoso.example"]);
    let none = ada.follow(ada.fill(&page, "step", "remove-person:0", &[]).await).await;
    assert_eq!(emails(&none), [""]);
}

#[tokio::test]
async fn the_partner_whose_button_is_pressed_is_removed() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut page = until_help(&ada, ROBOTS).await;
    for partner in ["invite:fabrikam", "invite:tailspin"] {
        page = ada.follow(ada.fill(&page, "step", partner, &[]).await).await;
    }
    let left = [("partners/0/organizationId", "")];
    let page = ada.follow(ada.fill(&page, "step", "remove-partner:1", &left).await).await;
    assert!(page.attribute("[name$=organizationId]", "value").is_empty());
    let page = ada.follow(ada.fill(&page, "step", "invite:tailspin", &[]).await).await;
    assert_eq!(page.attribute("[name$=organizationId]", "value"), ["tailspin"]);
}

#[tokio::test]
async fn r202_possible_duplicates_stay_while_one_goes_on() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    create(&ada, &help, &[]).await;
    // On the customer's step they follow what is entered, answer by answer; the number as people write it.
    let page = ada.get("/deals/new?fresh=yes").await;
    assert_eq!(page.attribute("#duplicates", "hx-get"), ["/deals/suggest/duplicates"]);
    let typed = "/deals/suggest/duplicates?customerProfile%2Fids%2F0%2Fid=12-345-6789";
    let answer = ada.get(typed).await.expect(200);
    assert!(answer.text.contains("Robots for Mainz"));
    assert_eq!(answer.attribute("#duplicates", "hx-get"), ["/deals/suggest/duplicates"]);
    // On the others nothing asks again, without what it is asked by.
    let details = ada.follow(ada.fill(&page, "step", "next", CUSTOMER).await).await.expect(200);
    assert!(details.all("#duplicates").concat().contains("Robots for Mainz"));
    assert!(details.attribute("#duplicates", "hx-get").is_empty());
}

#[tokio::test]
async fn r202_the_company_that_was_pressed_is_picked() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    for (name, duns) in [("Adatum Chemie SE", "123456789"), ("Adatum Energie SE", "")] {
        let page = ada.get("/deals/new?fresh=yes").await;
        let customer: Vec<(&str, &str)> = CUSTOMER
            .iter()
            .map(|(field, value)| match *field {
                "customerProfile/name" => (*field, name),
                "customerProfile/ids/0/id" => (*field, duns),
                _ => (*field, *value),
            })
            .collect();
        let page = ada.follow(ada.fill(&page, "step", "next", &customer).await).await;
        let page = ada.follow(ada.fill(&page, "step", "next", DETAILS).await).await;
        let page = ada.follow(ada.fill(&page, "step", "next", &[]).await).await;
        let help = ada.follow(ada.fill(&page, "step", "next", &[ROBOTS]).await).await.expect(200);
        create(&ada, &help, &[]).await;
    }
    let page = ada.get("/deals/new?fresh=yes").await;
    let look = |find| [("customerProfile/address/country", "DE"), ("find", find)];
    let found = ada.follow(ada.fill(&page, "step", "find", &look("adatum")).await).await;
    let mut buttons = found.attribute("#found button", "value");
    buttons.sort_unstable();
    assert_eq!(buttons, ["pick:123456789", "pick:Adatum Energie SE · Mainz"]);
    // Other words by now, and other results: still the company of the button.
    let mut page = found;
    for (button, find, name) in [
        ("pick:Adatum Energie SE · Mainz", "adatum energie", "Adatum Energie SE"),
        ("pick:123456789", "adatum", "Adatum Chemie SE"),
    ] {
        page = ada.follow(ada.fill(&page, "step", button, &look(find)).await).await;
        assert_eq!(page.attribute("[id=\"customerProfile/name\"]", "value"), [name]);
    }
    // What isn't among them any more is no other company.
    let gone = ada.fill(&page, "step", "pick:Adatum Energie SE · Mainz", &look("adatum chemie")).await;
    let gone = ada.follow(gone).await;
    assert_eq!(gone.attribute("[id=\"customerProfile/name\"]", "value"), ["Adatum Chemie SE"]);
    assert_eq!(gone.attribute("#found button", "value"), ["pick:123456789"]);
}

#[tokio::test]
async fn r208_nothing_is_created_but_what_was_reviewed() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    let review = ada.follow(ada.fill(&help, "step", "next", &[]).await).await.expect(200);
    // In another window help is asked for.
    let other = ada.get(&help.attribute("form#step", "action")[0]).await;
    ada.fill(&other, "step", "next", &[(HELP, "GeneralOrOther")]).await.expect(303);
    let stale = ada.fill(&review, "step", "open", &[]).await.expect(422);
    assert!(stale.main().contains("This draft was changed there meanwhile, so nothing was created."));
    assert!(stale.main().contains("This will be a co-sell deal."));
    assert!(ada.get("/deals/all").await.all("tbody tr").is_empty());
    // What no page says is nothing that was reviewed.
    ada.fill(&review, "step", "open", &[("version", "")]).await.expect(422);
    // Seen, it is created.
    ada.fill(&stale, "step", "open", &[]).await.expect(303);
    assert_eq!(ada.get("/deals/all").await.all("tbody tr").len(), 1);
}

#[tokio::test]
async fn r204_a_close_in_the_past_is_warned_of_and_allowed() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let warning = "The estimated close is in the past.";
    // Today is the 22nd of November 2026.
    for (day, is_past) in [("2026-11-21", true), ("2026-11-22", false), ("soon", false), ("", false)] {
        let answer = ada.get(&format!("/deals/suggest/closing?details%2FclosingDateTime={day}")).await;
        assert_eq!(answer.expect(200).text.contains(warning), is_past, "{day}");
    }
    let page = ada.get("/deals/new").await;
    let details = ada.follow(ada.fill(&page, "step", "next", CUSTOMER).await).await;
    assert!(!details.main().contains(warning));
    // What is usual is filled in: 90 days ahead.
    assert_eq!(details.attribute("[id=\"details/closingDateTime\"]", "value"), ["2027-02-20"]);
    let past: Vec<(&str, &str)> = DETAILS
        .iter()
        .map(|(field, value)| {
            (*field, if field.ends_with("closingDateTime") { "2025-01-31" } else { *value })
        })
        .collect();
    let team = ada.follow(ada.fill(&details, "step", "next", &past).await).await.expect(200);
    let details = ada.follow(ada.fill(&team, "step", "to:details", &[]).await).await;
    assert!(details.main().contains(warning));
    let solutions = ada.follow(ada.fill(&details, "step", "to:solutions", &[]).await).await;
    let help = ada.follow(ada.fill(&solutions, "step", "next", &[ROBOTS]).await).await;
    let (_, review) = create(&ada, &help, &[]).await;
    assert!(review.main().contains(warning));
}

#[tokio::test]
async fn r206_what_is_chosen_is_known_by_its_place_on_a_shelf() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let cranes = ("details/requirements/solutions[]", "third-party:fabrikam:SOL-2");
    let help = until_help(&ada, cranes).await;
    let solutions = ada.follow(ada.fill(&help, "step", "to:solutions", &[]).await).await;
    assert_eq!(solutions.attribute("[data-chosen] input", "value"), ["third-party:fabrikam:SOL-2"]);
    let mixed = [
        ("details/requirements/solutions[]", "own:contoso:SOL-1"),
        ("details/requirements/solutions[]", "own:fabrikam:SOL-2"),
    ];
    let refused = ada.fill(&solutions, "step", "next", &mixed).await.expect(422);
    assert_eq!(refused.errors(), ["details/requirements/solutions"]);
    // A partner brings its own, though the deal has none of them, and all are there to choose from.
    let help = ada.get(&help.attribute("form#step", "action")[0]).await;
    let invited = ada.follow(ada.fill(&help, "step", "invite:fabrikam", &[]).await).await;
    assert!(invited.main().contains("Cranes"));
}
