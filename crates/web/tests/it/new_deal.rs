//! The New-deal wizard, without scripts.

mod sharing;
mod steps;

use ortak_app::port::Referrals as _;
use ortak_app::referral::change::{Change, change};
use ortak_domain::referral::ReferralChange;
use ortak_domain::{ReferralId, Role};

use crate::harness::{Browser, CONTOSO, FABRIKAM, Installation, Page, TAILSPIN, VENDOR};

pub const CUSTOMER: &[(&str, &str)] = &[
    ("customerProfile/address/country", "DE"),
    ("customerProfile/name", "Adatum Chemie SE"),
    ("customerProfile/address/city", "Mainz"),
    ("customerProfile/ids/0/id", "123456789"),
    ("customerProfile/team/0/firstName", "Ingrid"),
    ("customerProfile/team/0/lastName", "Dahl"),
    ("customerProfile/team/0/email", "ingrid@adatum.example"),
    ("customerProfile/team/0/phoneNumber", "+49 6131 100"),
    ("consent/consentToToShareInfoWithOthers", "yes"),
];
pub const DETAILS: &[(&str, &str)] = &[
    ("name", "Robots for Mainz"),
    ("mpnId", "6190000"),
    ("details/dealValue", "184,000"),
    ("details/currency", "USD"),
    ("details/closingDateTime", "2026-12-18"),
    ("externalReferenceId", "CRM-77"),
    ("details/notes", "ours alone"),
];
const ROBOTS: (&str, &str) = ("details/requirements/solutions[]", "own:contoso:SOL-1");
const HELP: &str = "vendor/inviteContext/assistanceRequestCode";
const SEEN: &str = "consent/consentToShareReferralWithMicrosoftSellers";

/// Goes through the steps before *Help and sharing*, which comes back.
pub async fn until_help(browser: &Browser<'_>, solution: (&str, &str)) -> Page {
    let page = browser.get("/deals/new?fresh=yes").await.expect(200);
    let page = browser.follow(browser.fill(&page, "step", "next", CUSTOMER).await).await.expect(200);
    assert_eq!(page.h1(), "Deal details");
    let page = browser.follow(browser.fill(&page, "step", "next", DETAILS).await).await.expect(200);
    assert_eq!(page.h1(), "Team");
    let page = browser.follow(browser.fill(&page, "step", "next", &[]).await).await.expect(200);
    assert_eq!(page.h1(), "Solutions");
    browser.follow(browser.fill(&page, "step", "next", &[solution]).await).await.expect(200)
}

async fn create(browser: &Browser<'_>, help: &Page, answers: &[(&str, &str)]) -> (ReferralId, Page) {
    let review = browser.follow(browser.fill(help, "step", "next", answers).await).await.expect(200);
    assert_eq!(review.h1(), "Review");
    assert!(review.errors().is_empty(), "{}", review.main());
    let done = browser.fill(&review, "step", "open", &[]).await.expect(303);
    let deal = done.location.strip_prefix("/deals/").unwrap().parse().unwrap();
    (deal, review)
}

async fn kind(browser: &Browser<'_>, deal: ReferralId) -> String {
    browser.get(&format!("/deals/{deal}")).await.expect(200).all(".deal-line .badge").concat()
}

#[tokio::test]
async fn r106_a_private_deal_the_whole_way() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    assert_eq!(help.h1(), "Help and sharing");
    assert!(help.main().contains("What help do you need from Nordwind?"));
    assert!(
        help.main().contains("This will be a private deal. Nobody outside your company sees anything of it.")
    );
    let (deal, review) = create(&ada, &help, &[]).await;
    for shown in
        ["Adatum Chemie SE", "12-345-6789", "Contoso 6190000", "Warehouse robots", "CRM-77", "Ada Kaya"]
    {
        assert!(review.main().contains(shown), "{shown}");
    }
    let page = ada.get(&format!("/deals/{deal}")).await.expect(200);
    assert!(page.main().contains("Robots for Mainz") && page.main().contains("Private"));
    // The draft is gone, and its address leads to the deal.
    assert!(ada.get("/deals/new").await.expect(200).main().contains("Continue: Deal details"));
}

#[tokio::test]
async fn r106_a_partner_led_deal_shows_what_the_vendor_will_view() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    let (deal, review) = create(&ada, &help, &[(SEEN, "yes")]).await;
    assert!(review.main().contains("This will be a partner-led deal."));
    let payload = review.all(".payload").concat();
    assert!(payload.contains("Robots for Mainz"));
    assert!(!payload.contains("ours alone") && !payload.contains("CRM-77"));
    // Readiness, as far as it can be known.
    assert!(review.main().contains("Worth $25,000 or more · met"));
    assert!(review.main().contains("Incentive-eligible solution · met"));
    assert!(kind(&ada, deal).await.contains("Partner-led"));
}

#[tokio::test]
async fn r208_co_sell_with_a_partner_the_whole_way() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let seller = platform.person(VENDOR, "Nora", Role::VendorSeller).await;
    let fabrikam = platform.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    // Looked for, found, invited; the help that was chosen meanwhile is kept.
    let chosen = [
        (HELP, "ProofOfConceptOrDemo"),
        ("vendor/inviteContext/notes", "a demo in Mainz"),
        ("find", "fabri"),
    ];
    let found = ada.follow(ada.fill(&help, "step", "find", &chosen).await).await.expect(200);
    let buttons = found.attribute("#found button", "value");
    assert_eq!(buttons, ["invite:fabrikam"]);
    let invited = ada.follow(ada.fill(&found, "step", &buttons[0], &[]).await).await.expect(200);
    assert!(invited.main().contains("This will be a co-sell deal, with one invited partner."));
    assert!(
        invited.main().contains("What Nordwind will see")
            && invited.main().contains("What Fabrikam Integration will see")
    );
    // R207: the close date comes from the deal; the value is asked for.
    let refused = ada.fill(&invited, "step", "next", &[]).await.expect(422);
    assert_eq!(refused.errors(), ["partners/0/details/dealValue"]);
    assert_eq!(refused.attribute("[id=\"partners/0/details/closingDateTime\"]", "value"), ["2026-12-18"]);
    let (deal, review) = create(
        &ada,
        &refused,
        &[("partners/0/details/dealValue", "30000"), ("partners/0/inviteContext/notes", "bring cranes")],
    )
    .await;
    assert_eq!(review.all(".payload").len(), 2);
    assert!(kind(&ada, deal).await.contains("Co-sell"));
    for (browser, title, notes) in
        [(&seller, "Robots for Mainz", "a demo in Mainz"), (&fabrikam, "Robots for Mainz", "bring cranes")]
    {
        let list = browser.get("/deals/inbound").await.expect(200);
        assert!(list.main().contains(title), "{}", list.main());
        let link = list.attribute(".deal-cell a", "href").remove(0);
        let page = browser.get(&link).await.expect(200);
        assert!(page.main().contains(notes));
        assert!(!page.text.contains("ours alone") && !page.text.contains("CRM-77"));
        // What others were asked for is between them and who asked.
        let accepting = browser.get(&format!("{link}/accept")).await.expect(200);
        browser.save(&accepting, &[]).await.expect(303);
        for path in [link.clone(), format!("{link}/sharing"), format!("{link}/activity")] {
            let page = browser.get(&path).await.expect(200);
            for other in ["a demo in Mainz", "bring cranes"].into_iter().filter(|other| *other != notes) {
                assert!(!page.text.contains(other), "{path}");
            }
        }
    }
    // Nor are words of theirs put into the mouth of who asked.
    let inbound = fabrikam.get("/deals/inbound").await.expect(200);
    let theirs = inbound.attribute(".deal-cell a", "href").remove(0);
    let theirs = theirs.strip_prefix("/deals/").unwrap().parse().unwrap();
    let boast = ReferralChange::InviteNotes(Some("we were begged to come".to_owned()));
    let boast = Change { changes: vec![boast], ..Change::default() };
    let ctx = platform.ctx(Installation::importer(FABRIKAM));
    change(&platform.app, &ctx, theirs, &boast).await.unwrap();
    let own = ada.get(&format!("/deals/{deal}")).await.expect(200).main();
    assert!(!own.contains("begged"), "{own}");
    for asked in ["You asked for: Proof of concept or demo", "a demo in Mainz", "bring cranes"] {
        assert!(own.contains(asked), "{own}");
    }
}

#[tokio::test]
async fn r104_partner_to_partner_without_the_vendor() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    let invited = ada.follow(ada.fill(&help, "step", "invite:fabrikam", &[]).await).await;
    let (deal, review) = create(&ada, &invited, &[("partners/0/details/dealValue", "30000")]).await;
    assert!(review.main().contains("Only the partners that you invite see what you send them."));
    let page = ada.get(&format!("/deals/{deal}")).await;
    assert!(page.main().contains("Fabrikam Integration") && !page.main().contains("Nordwind"));
}

#[tokio::test]
async fn r105_a_solution_assessment_is_not_shared() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ("details/requirements/solutions[]", "assessments:msft:SA-1")).await;
    let refused = ada.fill(&help, "step", "next", &[(HELP, "GeneralOrOther")]).await.expect(422);
    assert_eq!(refused.errors(), [HELP]);
    let (deal, review) = create(&ada, &refused, &[(HELP, "Unknown")]).await;
    assert!(review.main().contains("This will be a solution assessment."));
    assert!(kind(&ada, deal).await.contains("Solution assessment"));
    let fixed = ada.get(&format!("/deals/{deal}/solutions")).await.expect(200);
    assert!(fixed.main().contains("The solution of an assessment can’t be changed."));
    // Why *Won* waits is said on the page, and where winning would be asked for.
    for page in ["", "/won"] {
        let page = ada.get(&format!("/deals/{deal}{page}")).await.expect(200);
        assert!(page.main().contains("only after all four stages"), "{}", page.main());
    }
    // Who isn't approved has no such tab, and can't choose one all the same.
    let can = platform.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let page = can.get("/deals/new").await;
    let page = can.follow(can.fill(&page, "step", "to:solutions", CUSTOMER).await).await;
    assert!(!page.main().contains("Solution assessments"));
    let refused = can
        .fill(&page, "step", "next", &[("details/requirements/solutions[]", "assessments:msft:SA-1")])
        .await;
    assert_eq!(refused.expect(422).errors().first().unwrap(), "details/requirements/solutions");
}

#[tokio::test]
async fn back_and_forth_loses_nothing_and_errors_stand_beside_their_fields() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let page = ada.get("/deals/new").await.expect(200);
    let refused = ada
        .fill(
            &page,
            "step",
            "next",
            &[("customerProfile/ids/0/id", "12"), ("customerProfile/team/0/email", "x")],
        )
        .await
        .expect(422);
    let mut errors = refused.errors();
    errors.sort_unstable();
    assert_eq!(
        errors,
        [
            "customerProfile/ids/0/id",
            "customerProfile/name",
            "customerProfile/team/0/email",
            "customerProfile/team/0/firstName",
            "customerProfile/team/0/lastName",
            "customerProfile/team/0/phoneNumber",
        ]
    );
    assert_eq!(refused.attribute("[id=\"customerProfile/ids/0/id\"]", "value"), ["12"]);
    // It is saved as it is, wrong or not; forward by the steps, and back.
    let details = ada.follow(ada.fill(&refused, "step", "to:details", &[]).await).await.expect(200);
    let review = ada
        .follow(
            ada.fill(
                &details,
                "step",
                "to:review",
                &[("name", "Half a deal"), ("details/dealValue", "many")],
            )
            .await,
        )
        .await;
    assert!(review.main().contains("Customer – Customer: This is needed."));
    assert!(review.main().contains("Deal details – Estimated value: This is not a number."));
    // What stands against it can't be opened over.
    ada.fill(&review, "step", "open", &[]).await.expect(422);
    let customer = ada.follow(ada.fill(&review, "step", "to:customer", &[]).await).await;
    assert_eq!(customer.attribute("[id=\"customerProfile/team/0/email\"]", "value"), ["x"]);
    let resumed = ada.get("/deals/new").await.expect(200);
    assert!(resumed.main().contains("Half a deal"));
    // A person more, one less, another one.
    let team = ada.follow(ada.fill(&customer, "step", "to:team", &[]).await).await;
    assert_eq!(team.attribute("[id=\"team/0/email\"]", "value"), ["ada@contoso.example"]);
    let two = ada.follow(ada.fill(&team, "step", "add-person", &[]).await).await;
    let refused = ada.fill(&two, "step", "next", &[("team/1/firstName", "Can")]).await.expect(422);
    assert_eq!(refused.errors(), ["team/1/lastName", "team/1/email", "team/1/phoneNumber"]);
    let one = ada.follow(ada.fill(&refused, "step", "remove-person:0", &[]).await).await;
    assert_eq!(one.attribute("[id=\"team/0/firstName\"]", "value"), ["Can"]);
}

#[tokio::test]
async fn r209_a_double_submit_opens_one_deal() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    let review = ada.follow(ada.fill(&help, "step", "next", &[(HELP, "GeneralOrOther")]).await).await;
    let (first, second) =
        tokio::join!(ada.fill(&review, "step", "open", &[]), ada.fill(&review, "step", "open", &[]));
    let third = ada.fill(&review, "step", "open", &[]).await;
    let (first, second, third) = (first.expect(303), second.expect(303), third.expect(303));
    assert_eq!((&first.location, &second.location), (&third.location, &third.location));
    let deal: ReferralId = first.location.strip_prefix("/deals/").unwrap().parse().unwrap();
    assert_eq!(parties(&platform, deal).await, 2);
    assert_eq!(ada.get("/deals/all").await.all("tbody tr").len(), 1);
}

#[tokio::test]
async fn who_has_to_sign_in_again_comes_back_to_the_draft() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let page = ada.get("/deals/new").await;
    // The Enter key presses the first button of the form.
    assert_eq!(page.attribute("[name=go]", "value").first().unwrap(), "enter");
    let details = ada.fill(&page, "step", "enter", CUSTOMER).await.expect(303).location;
    assert!(details.ends_with("/details"));
    let sign_in = ada.post_too_late(&details).await.expect(303).location;
    assert_eq!(sign_in.replace("%2F", "/").replace("%2D", "-"), format!("/sign-in?next={details}"));
    ada.get(&details).await.expect(200);
}

#[tokio::test]
async fn somebody_elses_draft_is_not_there() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let bora = platform.person(CONTOSO, "Bora", Role::PartnerAdmin).await;
    let page = ada.get("/deals/new").await;
    let details = ada.fill(&page, "step", "next", CUSTOMER).await.expect(303).location;
    ada.get(&details).await.expect(200);
    let draft = details.trim_end_matches("/details").to_owned();
    for path in [details.clone(), draft.clone(), format!("{draft}/discard")] {
        bora.get(&path).await.expect(404);
    }
    for path in [details, format!("{draft}/discard"), format!("{draft}/summary")] {
        bora.post(&path, &[("go", "next"), ("version", "1")]).await.expect(404);
    }
    for path in ["/deals/drafts/none/customer", &format!("{draft}/nothing")] {
        ada.get(path).await.expect(404);
    }
    // Discarded, it is gone.
    ada.get(&format!("{draft}/discard")).await.expect(200);
    ada.post(&format!("{draft}/discard"), &[]).await.expect(303);
    ada.get(&draft).await.expect(404);
}

#[tokio::test]
async fn two_windows_of_one_draft_do_not_overwrite_each_other_silently() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let page = ada.get("/deals/new").await;
    let details = ada.follow(ada.fill(&page, "step", "next", CUSTOMER).await).await;
    ada.fill(&details, "step", "next", &[("name", "One")]).await;
    let stale = ada.fill(&details, "step", "next", &[("name", "Two")]).await.expect(422);
    assert!(stale.main().contains("You went on in another window"));
    assert_eq!(stale.attribute("[id=\"name\"]", "value"), ["Two"]);
    ada.fill(&stale, "step", "to:customer", &[]).await.expect(303);
}

#[tokio::test]
async fn r201_who_may_not_open_deals_sees_why_and_who_can_help() {
    let platform = Installation::new().await;
    let _admin = platform.person(CONTOSO, "Bora", Role::PartnerAdmin).await;
    let user = platform.person(CONTOSO, "Ufuk", Role::ReferralsUser).await;
    let page = user.get("/deals/new").await.expect(200);
    assert!(page.main().contains("you have another one") && page.main().contains("bora@contoso.example"));
    assert_eq!(page.attribute(".top a[aria-disabled]", "href"), ["/deals/new"]);
    user.post("/deals/new", &[("go", "next")]).await.expect(403);
    let poor = platform.person(TAILSPIN, "Deniz", Role::PartnerAdmin).await;
    let page = poor.get("/deals/new").await.expect(200);
    assert!(
        page.main().contains("no published, co-sell ready solution")
            && page.main().contains("deniz@tailspin.example")
    );
    poor.post("/deals/new", &[("go", "next")]).await.expect(409);
}

#[tokio::test]
async fn r202_customers_of_earlier_deals_are_suggested_and_duplicates_shown() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ROBOTS).await;
    create(&ada, &help, &[]).await;
    let options =
        ada.get("/deals/suggest/customers?q=adat&customerProfile%2Faddress%2Fcountry=DE").await.expect(200);
    assert!(options.text.contains("Adatum Chemie SE") && options.text.contains("D-U-N-S 12-345-6789"));
    let elsewhere = ada.get("/deals/suggest/customers?q=adat&customerProfile%2Faddress%2Fcountry=FR").await;
    assert!(!elsewhere.text.contains("Adatum"));
    // The same without scripts.
    let page = ada.get("/deals/new").await;
    let look = [("customerProfile/address/country", "DE"), ("find", "adatum")];
    let found = ada.follow(ada.fill(&page, "step", "find", &look).await).await;
    let button = found.attribute("#found button", "value").remove(0);
    let picked = ada.follow(ada.fill(&found, "step", &button, &[]).await).await;
    assert_eq!(picked.attribute("[id=\"customerProfile/ids/0/id\"]", "value"), ["12-345-6789"]);
    assert!(picked.main().contains("This may be the same as an open deal"));
    assert!(picked.main().contains("Robots for Mainz"));
    // Another company's customers stay unknown.
    let can = platform.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    assert_eq!(can.get("/deals/suggest/customers?q=adat").await.text, "");
}

#[tokio::test]
async fn hostile_text_stays_text_and_nothing_breaks() {
    let platform = Installation::new().await;
    let ada = platform.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let long = "x".repeat(20_001);
    let page = ada.get("/deals/new").await;
    let name = format!("{script} \u{202e}olleh 🦀");
    let customer: Vec<(&str, &str)> = CUSTOMER
        .iter()
        .map(|(field, value)| (*field, if *field == "customerProfile/name" { name.as_str() } else { *value }))
        .collect();
    let details = ada.follow(ada.fill(&page, "step", "next", &customer).await).await.expect(200);
    let refused = ada
        .fill(
            &details,
            "step",
            "next",
            &[
                ("name", &long),
                ("details/notes", &long),
                ("details/dealValue", "-1"),
                ("details/currency", "XXQ"),
                ("details/closingDateTime", "31.12.2026"),
            ],
        )
        .await
        .expect(422);
    let mut errors = refused.errors();
    errors.sort_unstable();
    assert_eq!(
        errors,
        ["details/closingDateTime", "details/currency", "details/dealValue", "details/notes", "name"]
    );
    assert_eq!(refused.attribute("[id=\"name\"]", "value"), [long.as_str()]);
    let nul = ada.fill(&refused, "step", "next", &[("name", "a\0b")]).await.expect(422);
    assert!(nul.errors().contains(&"name".to_owned()));
    // More than a draft holds.
    let huge = "y".repeat(200_000);
    let full = ada.fill(&refused, "step", "next", &[("details/notes", &huge)]).await.expect(422);
    assert!(full.errors().contains(&"details/notes".to_owned()));
    let field = "y".repeat(60_000);
    let many: Vec<(&str, &str)> = vec![("vendor/a", &field), ("vendor/b", &field), ("vendor/c", &field)];
    let help = refused.attribute("form#step", "action")[0].replace("/details", "/help");
    let many = ada.fill(&ada.get(&help).await, "step", "next", &many).await.expect(422);
    assert_eq!(many.errors(), ["step"]);
    assert!(many.main().contains("characters; this has"));
    let fixed: Vec<(&str, &str)> = DETAILS
        .iter()
        .map(|(field, value)| (*field, if *field == "name" { name.as_str() } else { *value }))
        .collect();
    let team = ada.follow(ada.fill(&refused, "step", "next", &fixed).await).await.expect(200);
    let solutions = ada.follow(ada.fill(&team, "step", "next", &[]).await).await;
    let unknown = [("details/requirements/solutions[]", "own:contoso:<b>")];
    assert_eq!(
        ada.fill(&solutions, "step", "next", &unknown).await.expect(422).errors()[0],
        "details/requirements/solutions"
    );
    let solutions = ada.get(&solutions.attribute("form#step", "action")[0]).await;
    let help = ada.follow(ada.fill(&solutions, "step", "next", &[ROBOTS]).await).await;
    // Who isn't in the directory is not invited by a button, and refused where a form says so.
    let hostile = ada.fill(&help, "step", &format!("invite:{script}"), &[]).await;
    let help = ada.follow(hostile).await.expect(200);
    assert!(help.attribute("[name=\"partners/0/organizationId\"]", "value").is_empty());
    let nobody = [("partners/0/organizationId", "nobody"), ("partners/0/name", script)];
    let refused = ada.fill(&help, "step", "next", &nobody).await.expect(422);
    assert!(refused.errors().contains(&"partners/0/organizationId".to_owned()));
    assert!(!refused.text.contains("<script>alert"));
    let help = ada.get(&help.attribute("form#step", "action")[0]).await;
    let help = ada.follow(ada.fill(&help, "step", "remove-partner:0", &[]).await).await;
    let (deal, review) =
        create(&ada, &help, &[(HELP, "GeneralOrOther"), ("vendor/inviteContext/notes", script)]).await;
    let shown = ada.get(&format!("/deals/{deal}")).await.expect(200);
    for page in [&review, &help, &shown] {
        assert!(!page.text.contains("<script>alert") && !page.text.contains("<img src=x"));
        assert!(page.text.contains("🦀") || page.h1() == "Help and sharing");
    }
    assert_eq!(parties(&platform, deal).await, 2);
}

async fn parties(platform: &Installation, deal: ReferralId) -> usize {
    let party = platform.store.party(deal).await.unwrap().unwrap();
    platform.store.parties(party.engagement_id).await.unwrap().len()
}

#[tokio::test]
async fn the_vendors_people_invite_a_partner_to_an_opportunity() {
    let platform = Installation::new().await;
    let nora = platform.person(VENDOR, "Nora", Role::VendorSeller).await;
    let can = platform.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let page = nora.get("/deals/new").await.expect(200);
    assert_eq!(page.all(".top-end a.primary").concat(), "Invite a partnerInvite a partner");
    let page = nora.follow(nora.fill(&page, "step", "next", CUSTOMER).await).await;
    let details: Vec<(&str, &str)> = DETAILS.iter().filter(|(name, _)| *name != "mpnId").copied().collect();
    let page = nora.follow(nora.fill(&page, "step", "next", &details).await).await;
    let page = nora.follow(nora.fill(&page, "step", "next", &[]).await).await;
    let page = nora
        .follow(
            nora.fill(&page, "step", "next", &[("details/requirements/solutions[]", "vendor:msft:SOL-3")])
                .await,
        )
        .await;
    assert_eq!(page.h1(), "Partner");
    assert!(!page.main().contains("What help do you need"));
    let page = nora.follow(nora.fill(&page, "step", "invite:fabrikam", &[]).await).await;
    let (deal, _) = create(&nora, &page, &[("partners/0/details/dealValue", "30000")]).await;
    assert!(kind(&nora, deal).await.contains("Co-sell"));
    assert!(can.get("/deals/inbound").await.main().contains("Robots for Mainz"));
}
