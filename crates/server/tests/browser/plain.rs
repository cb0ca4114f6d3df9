//! Without scripts: slower, and nothing is missing.

use ortak_i18n::Language;

use crate::browser::Browser;
use crate::stage::{PASSWORD, Stage};

const NEXT: &str = "[name='go'][value='next']";

/// Somebody's browser in which no script runs.
async fn without_scripts(stage: &Stage, email: &str) -> Browser {
    let browser = stage.browser().await;
    browser.scripts(false).await;
    browser.go("/sign-in").await;
    browser.sign_in(email, PASSWORD).await;
    browser.at("/").await;
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_lists_and_answers_work() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let accepted = stage.invitation(stage.other_partner(), partner, "Two ovens").await;
        let declined = stage.invitation(stage.other_partner(), partner, "Some tiles").await;
        let browser = without_scripts(&stage, &partner.person("referrals_admin").email).await;
        browser.go("/deals/inbound").await;
        browser.click("details[name='filter']:first-of-type > summary").await;
        browser.click("details[open] label:has(input[value='New'])").await;
        browser.follow("details[open] form button.primary").await;
        browser.sees(&format!("a[href='/deals/{accepted}']")).await;
        browser.sees(&format!("a[href='/deals/{declined}']")).await;

        let star = format!("form[action='/deals/{accepted}/favourite'] .star");
        browser.follow(&star).await;
        assert_eq!(browser.attribute(&star, "aria-pressed").await, "true");

        browser.follow(&format!("a[href='/deals/{accepted}']")).await;
        browser.follow("a[data-shortcut='a']").await;
        browser.at(&format!("/deals/{accepted}/accept")).await;
        browser.follow("main form button.primary").await;
        browser.says(language, "done-accepted").await;
        browser.follow(".lifecycle button[value='20']").await;
        browser.says(language, "done-stage-marked").await;

        browser.go(&format!("/deals/{declined}")).await;
        browser.follow("a[data-shortcut='d']").await;
        browser.click("label:has(input[value='not_a_customer'])").await;
        browser.follow("main form button.danger").await;
        browser.says(language, "done-declined").await;
        browser.is_quiet().await;
        assert_eq!(stage.referral(partner, &accepted).await["status"], "Active");
        assert_eq!(stage.referral(partner, &declined).await["substatus"], "Declined");
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_a_deal_is_opened() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let browser = without_scripts(&stage, &partner.person("referrals_admin").email).await;
        browser.follow("a[href='/deals/new']").await;
        browser.fill("main [name='customerProfile/name']", "Adatum Chemie").await;
        let contact = [
            ("customerProfile/team/0/firstName", "Ingrid"),
            ("customerProfile/team/0/lastName", "Dahl"),
            ("customerProfile/team/0/email", "ingrid@adatum.example"),
            ("customerProfile/team/0/phoneNumber", "+49 6131 100"),
        ];
        browser.click("main [name='customerProfile/address/country'] option[value='DE']").await;
        browser.follow(NEXT).await;
        let name = format!("Robots without scripts {}", language.as_str());
        browser.fill("main [name='name']", &name).await;
        browser.fill("main [name='details/dealValue']", "184000").await;
        browser.element("main [name='details/closingDateTime']").await.send_keys("11112028").await.unwrap();
        browser.follow(NEXT).await;
        browser.follow(NEXT).await;
        browser.click("label:has([name='details/requirements/solutions'])").await;
        // Back and forth, and nothing is lost.
        browser.follow("main .actions [name='go'][value='to:team']").await;
        browser.follow(NEXT).await;
        assert_eq!(browser.count("[name='details/requirements/solutions']:checked").await, 1);
        browser.follow(NEXT).await;
        browser
            .click("label:has([name='vendor/inviteContext/assistanceRequestCode']:not([value='Unknown']))")
            .await;
        // What help needs of the customer is asked for beside it, and nobody goes on without.
        browser.follow(NEXT).await;
        browser.sees(".summary-errors").await;
        for (field, text) in contact {
            browser.fill(&format!("main [name='{field}']"), text).await;
        }
        browser.click("main [name='consent/consentToToShareInfoWithOthers']").await;
        browser.follow("[name='go'][value='preview']").await;
        assert!(browser.text("#summary").await.contains("Ingrid Dahl"));
        browser.follow(NEXT).await;
        browser.reads(&name).await;
        browser.follow("[name='go'][value='open']").await;
        browser.says(language, "done-opened-and-asked").await;
        assert_eq!(browser.text("h1").await, name);
        assert_eq!(browser.texts(".deal-line .badge").await[0], language.message("deal-type-co-sell"));
        browser.is_quiet().await;
        browser.close().await;
    }
}
