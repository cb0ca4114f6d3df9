//! *Help and sharing*: what it needs, and what it says of itself.

use ortak_domain::Role;

use super::{CUSTOMER, DETAILS, HELP, ROBOTS, SEEN, create, kind, until_help};
use crate::harness::{Browser, CONTOSO, Installation, Page, VENDOR};

const CONTACT: &str = "customerProfile/team";
const CONSENT: &str = "consent/consentToToShareInfoWithOthers";
const INGRID: &[(&str, &str)] = &[
    ("customerProfile/team/0/firstName", "Ingrid"),
    ("customerProfile/team/0/lastName", "Dahl"),
    ("customerProfile/team/0/email", "ingrid@adatum.example"),
    ("customerProfile/team/0/phoneNumber", "+49 6131 100"),
];

fn chosen(page: &Page, name: &str) -> bool {
    !page.attribute(&format!("[name=\"{name}\"][checked]"), "value").is_empty()
}

fn there(page: &Page, name: &str) -> bool {
    !page.attribute(&format!("[name=\"{name}\"]"), "name").is_empty()
}

/// The *Help and sharing* of a deal whose customer is known by name alone.
async fn bare_help(browser: &Browser<'_>, solution: (&str, &str)) -> Page {
    let bare = [("customerProfile/address/country", "DE"), ("customerProfile/name", "Adatum Chemie SE")];
    let page = browser.get("/deals/new?fresh=yes").await.expect(200);
    let page = browser.follow(browser.fill(&page, "step", "next", &bare).await).await.expect(200);
    let page = browser.follow(browser.fill(&page, "step", "next", DETAILS).await).await.expect(200);
    let page = browser.follow(browser.fill(&page, "step", "next", &[]).await).await.expect(200);
    browser.follow(browser.fill(&page, "step", "next", &[solution]).await).await.expect(200)
}

#[tokio::test]
async fn r203_what_help_needs_of_the_customer_is_asked_for_beside_it() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = bare_help(&ada, ROBOTS).await;
    assert!(there(&help, "customerProfile/team/0/email") && there(&help, CONSENT));
    let refused = ada.fill(&help, "step", "next", &[(HELP, "GeneralOrOther")]).await.expect(422);
    assert_eq!(refused.errors(), [CONTACT, CONSENT]);
    assert!(refused.main().contains("Nordwind needs somebody at the customer to talk to."));
    // Half a contact is told field by field; the consent that was given meanwhile is kept.
    let half = [("customerProfile/team/0/firstName", "Ingrid"), (CONSENT, "yes")];
    let refused = ada.fill(&refused, "step", "next", &half).await.expect(422);
    assert_eq!(refused.errors().len(), 3);
    assert_eq!(refused.attribute("[id=\"customerProfile/team/0/firstName\"]", "value"), ["Ingrid"]);
    assert!(!there(&refused, CONSENT));
    // Back is free, and saves.
    let back = ada.follow(ada.fill(&refused, "step", "to:customer", &[]).await.expect(303)).await;
    assert_eq!(back.attribute("[id=\"customerProfile/team/0/firstName\"]", "value"), ["Ingrid"]);
    assert!(chosen(&back, CONSENT));
    let help = ada.follow(ada.fill(&back, "step", "to:help", &[]).await).await.expect(200);
    let (deal, review) = create(&ada, &help, INGRID).await;
    assert!(review.main().contains("Ingrid Dahl"));
    assert!(kind(&ada, deal).await.contains("Co-sell"));
}

#[tokio::test]
async fn r203_nothing_is_needed_of_the_customer_where_nothing_is_shared() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = bare_help(&ada, ROBOTS).await;
    let (deal, _) = create(&ada, &help, &[]).await;
    assert!(kind(&ada, deal).await.contains("Private"));
    // Half a contact is not hidden with the help that it was for.
    let help = bare_help(&ada, ROBOTS).await;
    let half = [("customerProfile/team/0/email", "ingrid@adatum.example")];
    let refused = ada.fill(&help, "step", "next", &half).await.expect(422);
    assert_eq!(refused.errors().len(), 3);
    assert!(refused.attribute(".when-help [id=\"customerProfile/team/0/firstName\"]", "id").is_empty());
}

#[tokio::test]
async fn r203_partners_need_the_customers_consent_alone() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = bare_help(&ada, ROBOTS).await;
    let invited = ada.follow(ada.fill(&help, "step", "invite:fabrikam", &[]).await).await.expect(200);
    // It is seen whether or not help is asked of the vendor.
    assert!(invited.attribute(&format!(".when-help [name=\"{CONSENT}\"]"), "name").is_empty());
    let value = ("partners/0/details/dealValue", "30000");
    let refused = ada.fill(&invited, "step", "next", &[value]).await.expect(422);
    assert_eq!(refused.errors(), [CONSENT]);
    create(&ada, &refused, &[value, (CONSENT, "yes")]).await;
}

#[tokio::test]
async fn r203_what_is_missing_is_mended_where_sharing_is_chosen() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = bare_help(&ada, ROBOTS).await;
    let review =
        ada.follow(ada.fill(&help, "step", "to:review", &[(HELP, "GeneralOrOther")]).await).await.expect(200);
    let links = review.attribute(".summary-errors a", "href");
    assert_eq!(links.len(), 2);
    assert!(links.iter().all(|link| link.contains("/help?check=yes#")), "{links:?}");
    let help = ada.get(links[0].split('#').next().unwrap()).await.expect(200);
    assert_eq!(help.errors().len(), 2);
    // The customer's own step is not held up by it.
    let customer = ada.follow(ada.fill(&help, "step", "to:customer", &[]).await).await.expect(200);
    ada.fill(&customer, "step", "next", &[]).await.expect(303);
}

#[tokio::test]
async fn r105_r203_an_assessment_asks_for_its_contact_before_review() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = bare_help(&ada, ("details/requirements/solutions[]", "assessments:msft:SA-1")).await;
    assert!(help.main().contains("A solution assessment needs somebody at the customer to talk to."));
    assert!(help.attribute(".when-help [name=\"customerProfile/team/0/email\"]", "name").is_empty());
    let refused = ada.fill(&help, "step", "next", &[]).await.expect(422);
    assert_eq!(refused.errors(), [CONTACT, CONSENT]);
    create(&ada, &refused, &[INGRID, &[(CONSENT, "yes")]].concat()).await;
}

#[tokio::test]
async fn without_scripts_the_summary_follows_by_a_button() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    let button = help.attribute(".no-js-only button[form=step]", "value").remove(0);
    let updated = ada.fill(&help, "step", &button, &[(SEEN, "yes")]).await.expect(303);
    assert!(updated.location.ends_with("#summary"));
    let updated = ada.follow(updated).await;
    assert!(updated.main().contains("This will be a partner-led deal."));
    assert!(chosen(&updated, SEEN) && updated.main().contains("What Nordwind will see"));
}

#[tokio::test]
async fn partners_are_called_as_the_directory_calls_them() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    let mut page = help;
    for nobody in ["invite:fabrikam:Somebody Else", "invite:nobody", "invite:msft", "invite:contoso"] {
        page = ada.follow(ada.fill(&page, "step", nobody, &[]).await).await.expect(200);
        assert!(!there(&page, "partners/0/organizationId"), "{nobody}");
    }
    let page = ada.follow(ada.fill(&page, "step", "invite:fabrikam", &[]).await).await;
    assert!(page.main().contains("Fabrikam Integration"));
    let renamed = [("partners/0/name", "Somebody Else")];
    let page = ada.follow(ada.fill(&page, "step", "preview", &renamed).await).await;
    assert!(page.main().contains("Fabrikam Integration") && !page.main().contains("Somebody Else"));
}

#[tokio::test]
async fn r106_the_vendors_people_read_words_of_their_own() {
    let platform = Installation::new().await;
    let nora = platform.person(VENDOR, "Nora", Role::VendorSeller).await;
    let customer = nora.get("/deals/new").await.expect(200);
    assert!(!customer.main().contains("ask the vendor"), "{}", customer.main());
    let page = nora.follow(nora.fill(&customer, "step", "next", CUSTOMER).await).await;
    let details: Vec<(&str, &str)> = DETAILS.iter().filter(|(name, _)| *name != "mpnId").copied().collect();
    let page = nora.follow(nora.fill(&page, "step", "next", &details).await).await;
    let solutions = nora.follow(nora.fill(&page, "step", "next", &[]).await).await;
    assert!(!solutions.main().contains("vendor"), "{}", solutions.main());
    assert_eq!(solutions.all(".shelf-tabs button"), ["My company’s", "Partners’"]);
    let cloud = [("details/requirements/solutions[]", "vendor:msft:SOL-3")];
    let help = nora.follow(nora.fill(&solutions, "step", "next", &cloud).await).await;
    assert!(!help.main().contains("vendor") && !help.main().contains("Other partners"), "{}", help.main());
    assert!(!there(&help, HELP) && !there(&help, "customerProfile/team/0/email"));
    // Half a contact that was left behind on *Customer* is asked for where nobody goes on because of it.
    let customer = nora.follow(nora.fill(&help, "step", "to:customer", &[]).await).await;
    let parts = ["lastName", "email", "phoneNumber"].map(|part| format!("customerProfile/team/0/{part}"));
    let half = parts.each_ref().map(|part| (part.as_str(), ""));
    let help = nora.follow(nora.fill(&customer, "step", "to:help", &half).await).await;
    let help = nora.follow(nora.fill(&help, "step", "invite:fabrikam", &[]).await).await;
    let stopped =
        nora.fill(&help, "step", "next", &[("partners/0/details/dealValue", "30000")]).await.expect(422);
    assert_eq!(&stopped.errors()[..3], parts);
    assert!(stopped.main().contains("Complete it, or clear all of it."), "{}", stopped.main());
    let cleared = [("customerProfile/team/0/firstName", ""), (CONSENT, "yes")];
    let review = nora.follow(nora.fill(&stopped, "step", "next", &cleared).await.expect(303)).await;
    assert_eq!(review.h1(), "Review", "{}", review.main());
    // What comes of it is read before the button that does it.
    let place = |mark: &str| review.text.find(mark).unwrap();
    assert!(place("id=\"summary\"") < place("value=\"open\""));
    // Who may not, reads who may.
    let piet = platform.person(VENDOR, "Piet", Role::DealReviewer).await;
    let blocked = piet.get("/deals/new").await.expect(200);
    assert!(blocked.main().contains("You can’t invite partners yet"));
    assert!(blocked.main().contains("Vendor seller or Referrals admin"));
}
