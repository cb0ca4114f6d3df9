//! Coming in, and being kept out.

use ortak_i18n::Language;

use crate::browser::Browser;
use crate::stage::{PASSWORD, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_sign_in_and_out() {
    let stage = Stage::new();
    for language in Language::ALL {
        let person = stage.partner(language).person("referrals_admin");
        let browser = stage.browser().await;
        browser.visit(&format!("/sign-in?lang={}", language.as_str())).await;
        browser.says(language, "sign-in").await;

        browser.sign_in(&person.email, "not the password").await;
        browser.says(language, "sign-in-refused").await;
        assert_eq!(browser.value("#email").await, person.email, "what was typed is kept");
        assert_eq!(browser.value("#password").await, "", "a password is not");
        browser.look().await;

        browser.sign_in(&person.email, PASSWORD).await;
        browser.at("/").await;
        assert_eq!(browser.attribute("html", "lang").await, language.as_str());
        browser.look().await;

        browser.click("details.menu > summary .avatar").await;
        browser.look().await;
        browser.follow("form[action='/sign-out'] button").await;
        browser.at("/sign-in").await;
        browser.go("/deals/inbound").await;
        browser.at("/sign-in").await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ended_leads_back_to_the_same_place() {
    let stage = Stage::new();
    let person = stage.partner(Language::En).person("referrals_admin");
    let browser = stage.signed_in(person).await;
    browser.go("/deals/all?status=Active&q=a").await;
    browser.driver.delete_all_cookies().await.unwrap();
    browser.go("/deals/all?status=Active&q=a").await;
    browser.at("/sign-in").await;
    browser.sign_in(&person.email, PASSWORD).await;
    browser.at("/deals/all").await;
    assert_eq!(browser.path().await, "/deals/all?status=Active&q=a");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_is_there_again_after_a_session_has_ended() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let person = partner.person("referrals_admin");
        let deal = stage.deal(partner, "Three mixers").await;
        let browser = stage.signed_in(person).await;
        for (page, field, button) in [
            (format!("/deals/{deal}/edit"), "[id='details/notes']", "main form .button.primary"),
            ("/deals/new?fresh=yes".to_owned(), "[id='customerProfile/name']", "button[value='next']"),
        ] {
            browser.go(&page).await;
            browser.fill(field, "Written just before").await;
            let other = stage.signed_in(person).await;
            other.go("/settings/security/sessions/others/end").await;
            other.follow("form[action$='/others/end'] button").await;
            other.close().await;
            browser.follow(button).await;
            browser.at("/sign-in").await;
            browser.says(language, "kept-sign-in").await;
            browser.look().await;
            browser.sign_in(&person.email, PASSWORD).await;
            browser.at(page.split('?').next().unwrap_or_default()).await;
            browser.says(language, "kept-title").await;
            assert_eq!(browser.value(field).await, "Written just before");
            browser.look().await;
        }
        browser.close().await;
    }
}

/// What stands on a page that tells why there is none.
async fn tells(browser: &Browser, language: Language, kind: &str) {
    for part in ["title", "why", "now"] {
        browser.says(language, &format!("error-page-{kind}-{part}")).await;
    }
    let id = browser.text("code").await;
    assert!(id.len() >= 8, "an id to ask the operator about: {id}");
    browser.look().await;
    browser.follow("main a.button.primary").await;
    assert_ne!(browser.text("h1").await, language.message(&format!("error-page-{kind}-title")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_are_not_there_say_so() {
    let stage = Stage::new();
    let others = stage.deal(stage.other_partner(), "None of their business").await;
    for language in Language::ALL {
        let browser = stage.signed_in(stage.partner(language).person("referrals_admin")).await;
        for path in ["/no-such-page", "/deals/no-such-deal", "/v1.0/no-such-thing"] {
            browser.go(path).await;
            tells(&browser, language, "not-found").await;
        }
        // Whether it exists is not told either.
        for path in ["", "/edit", "/won", "/accept", "/activity", "/sharing", "/team"] {
            browser.go(&format!("/deals/{others}{path}")).await;
            browser.says(language, "error-page-not-found-title").await;
        }
        tells(&browser, language, "not-found").await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_role_has_a_first_page() {
    let stage = Stage::new();
    let (partner, vendor) = (stage.partner(Language::Tr), stage.vendor());
    let roles = [
        (partner, "partner_admin"),
        (partner, "referrals_user"),
        (vendor, "vendor_seller"),
        (vendor, "deal_reviewer"),
    ];
    for (organization, role) in roles {
        let browser = stage.signed_in(organization.person(role)).await;
        browser.look().await;
        browser.visit("/deals/all").await;
        browser.close().await;
    }
}
