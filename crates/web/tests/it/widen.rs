//! From a deal that exists: asking the vendor and partners, and changing its solutions.

use ortak_domain::Role;

use crate::harness::{Browser, CONTOSO, FABRIKAM, Installation, Page, VENDOR};
use crate::new_deal::until_help;

const ROBOTS: (&str, &str) = ("details/requirements/solutions[]", "own:contoso:SOL-1");
const HELP: &str = "inviteContext/assistanceRequestCode";

async fn private_deal(browser: &Browser<'_>) -> String {
    let help = until_help(browser, ROBOTS).await;
    let review = browser.follow(browser.fill(&help, "step", "next", &[]).await).await;
    browser.fill(&review, "step", "open", &[]).await.expect(303).location
}

#[tokio::test]
async fn r107_the_vendor_is_asked_into_a_private_deal() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let nora = platform.person(VENDOR, "Nora", Role::VendorSeller).await;
    let deal = private_deal(&ada).await;
    let form = ada.get(&format!("{deal}/invite/vendor")).await.expect(200);
    assert!(form.main().contains("What Nordwind will see"));
    assert!(!form.all(".payload").concat().contains("ours alone"));
    // Which help is wanted is for the inviter to say.
    assert!(form.attribute(&format!("[name=\"{HELP}\"][checked]"), "value").is_empty());
    assert_eq!(ada.fill(&form, "invite", "", &[]).await.expect(422).errors(), [HELP]);
    let other = ada.get(&format!("{deal}/invite/vendor")).await.expect(200);
    let refused = ada.fill(&form, "invite", "", &[(HELP, "Unknown")]).await.expect(422);
    assert_eq!(refused.errors(), [HELP]);
    let answers = [(HELP, "QuotesOrLicensing"), ("inviteContext/notes", "a quote by Friday")];
    let sent = ada.fill(&refused, "invite", "", &answers).await.expect(303);
    // Pressed twice, asked once.
    assert_eq!(ada.fill(&refused, "invite", "", &answers).await.expect(303).location, sent.location);
    let page = ada.follow(sent).await;
    assert!(page.main().contains("Co-sell") && page.main().contains("Nordwind"));
    assert!(nora.get("/deals/inbound").await.main().contains("Robots for Mainz"));
    let again = ada.get(&format!("{deal}/invite/vendor")).await.expect(200);
    assert!(again.main().contains("They take part already."));
    // Another form, another key: told why not.
    let told = ada.fill(&other, "invite", "", &[(HELP, "QuotesOrLicensing")]).await.expect(422);
    assert!(told.main().contains("They take part already."));
}

#[tokio::test]
async fn r207_a_partner_is_asked_into_a_deal() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = platform.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let deal = private_deal(&ada).await;
    let found = ada.get(&format!("{deal}/invite/partner?find=fab")).await.expect(200);
    assert_eq!(found.attribute("#found button", "value"), ["invite:fabrikam"]);
    let form = ada.get(&format!("{deal}/invite/partner?go=invite%3Afabrikam")).await.expect(200);
    assert!(form.main().contains("Cranes"));
    let refused = ada.fill(&form, "invite", "", &[]).await.expect(422);
    assert_eq!(refused.errors(), ["details/dealValue", "details/requirements/solutions"]);
    let answers = [
        ("details/dealValue", "12,500.50"),
        ("details/requirements/solutions[]", "third-party:fabrikam:SOL-2"),
    ];
    let page = ada.follow(ada.fill(&refused, "invite", "", &answers).await.expect(303)).await;
    assert!(page.main().contains("Fabrikam Integration"));
    assert!(can.get("/deals/inbound").await.main().contains("12,500.50"));
    // R108: nobody invites from an incoming deal; and another company's deal is not there.
    let theirs = can.get("/deals/inbound").await.attribute(".deal-cell a", "href").remove(0);
    let incoming = can.get(&format!("{theirs}/invite/partner")).await.expect(200);
    assert!(incoming.main().contains("Only the company that started the engagement invites others."));
    let foreign = can.get(&format!("{deal}/invite/vendor")).await.expect(403);
    assert!(foreign.main().contains("It belongs to Contoso, which alone changes it."));
    assert!(foreign.all("main form").is_empty());
    let user = platform.person(CONTOSO, "Ufuk", Role::ReferralsUser).await;
    user.get(&format!("{deal}/invite/vendor")).await.expect(404);
}

#[tokio::test]
async fn r206_solutions_are_changed_later() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let deal = private_deal(&ada).await;
    let form = ada.get(&format!("{deal}/solutions")).await.expect(200);
    let tab = ada.fill(&form, "solutions", "shelf:vendor", &[]).await.expect(200);
    assert!(tab.main().contains("Cloud") && tab.main().contains("Warehouse robots"));
    let both = [("details/requirements/solutions[]", "vendor:msft:SOL-3")];
    let page = ada.follow(ada.fill(&tab, "solutions", "save", &both).await.expect(303)).await;
    assert!(page.main().contains("Cloud") && page.main().contains("Warehouse robots"));
    // The same again adds nothing.
    ada.fill(&tab, "solutions", "save", &both).await.expect(303);
    assert_eq!(ada.get(&deal).await.main().matches("Cloud").count(), 1);
}

#[tokio::test]
async fn r315_two_change_the_solutions_at_once_and_both_are_kept() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let ece = platform.person(CONTOSO, "Ece", Role::ReferralsAdmin).await;
    let deal = private_deal(&ada).await;
    let path = format!("{deal}/solutions");
    let (mine, theirs) = (ada.get(&path).await.expect(200), ece.get(&path).await.expect(200));
    let cloud = ("details/requirements/solutions[]", "vendor:msft:SOL-3");
    let cranes = ("details/requirements/solutions[]", "third-party:fabrikam:SOL-2");
    ece.fill(&theirs, "solutions", "save", &[cloud]).await.expect(303);
    // Looking at another shelf shows what was added; saving takes off what I took off, and nothing else.
    let shelf = ada.fill(&mine, "solutions", "shelf:third-party", &[]).await.expect(200);
    assert!(shelf.main().contains("Cloud"), "{}", shelf.main());
    let without = |page: &Page, gone: &str, more: (&str, &str)| {
        let (action, pairs) = page.form("solutions");
        let pairs = pairs.into_iter().filter(|(name, value)| name != "csrf" && value != gone);
        let more = (more.0.trim_end_matches("[]").to_owned(), more.1.to_owned());
        (action, pairs.chain([more, ("go".to_owned(), "save".to_owned())]).collect::<Vec<_>>())
    };
    let (action, pairs) = without(&mine, "kept:SOL-1", cranes);
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    ada.post(&action, &pairs).await.expect(303);
    let lines = ada.get(&deal).await.all(".lines").concat();
    assert!(
        lines.contains("Cloud") && lines.contains("Cranes") && !lines.contains("Warehouse robots"),
        "{lines}"
    );
    // Nothing at all is refused.
    let form = ada.get(&path).await;
    let (action, pairs) = form.form("solutions");
    let pairs = pairs.iter().filter(|(name, value)| name != "csrf" && !value.starts_with("kept:"));
    let mut pairs: Vec<(&str, &str)> = pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("go", "save"));
    assert_eq!(ada.post(&action, &pairs).await.expect(422).errors(), ["details/requirements/solutions"]);
}
