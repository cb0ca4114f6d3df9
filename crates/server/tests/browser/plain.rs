//! Without scripts: slower, and nothing is missing.

use ortak_i18n::Language;

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_lists_and_answers_work() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let accepted = stage.invitation(stage.other_partner(), partner, "Two ovens").await;
        let declined = stage.invitation(stage.other_partner(), partner, "Some tiles").await;
        let browser = stage.browser().await;
        browser.scripts(false).await;
        browser.go("/sign-in").await;
        browser.sign_in(&partner.person("referrals_admin").email, crate::stage::PASSWORD).await;
        browser.at("/").await;
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
