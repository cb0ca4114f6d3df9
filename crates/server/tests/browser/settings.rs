//! What people and companies set for themselves.

use ortak_i18n::Language;
use totp_rs::{Builder, Secret};

use crate::browser::Browser;
use crate::stage::{PASSWORD, Person, Stage};

/// The code that an authenticator application shows, so many seconds from now.
async fn code(browser: &Browser, secret: &str, later: u64) -> String {
    let now = browser.run("return Math.floor(Date.now() / 1000)").await.as_u64().unwrap();
    let secret = Secret::try_from_base32(secret).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate(now + later).to_string()
}

/// Signs out and in again, up to the question for the second step.
async fn come_back(browser: &Browser, person: &Person) {
    browser.driver.delete_all_cookies().await.unwrap();
    browser.go("/sign-in?next=%2Fdeals%2Foutbound").await;
    browser.sign_in(&person.email, PASSWORD).await;
    browser.at("/sign-in/code").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_sign_in_in_two_steps() {
    let stage = Stage::new();
    for language in Language::ALL {
        let person = stage.partner(language).person("referrals_admin");
        let browser = stage.signed_in(person).await;
        browser.visit("/settings/security/two-step").await;
        browser.follow("form[action$='/two-step/set-up'] button.primary").await;
        browser.look().await;
        let secret = browser.text("code.secret").await;
        browser.fill("#code", "000000").await;
        browser.follow("form[action$='/two-step/confirm'] button.primary").await;
        browser.sees("#code[aria-invalid='true']").await;
        let now = code(&browser, &secret, 0).await;
        browser.fill("#code", &now).await;
        browser.follow("form[action$='/two-step/confirm'] button.primary").await;
        browser.look().await;
        let recovery = browser.texts(".recovery li").await;
        assert!(recovery.len() >= 8, "{recovery:?}");

        come_back(&browser, person).await;
        browser.look().await;
        browser.fill("#code", "000000").await;
        browser.follow("form[action='/sign-in/code'] button.primary").await;
        browser.at("/sign-in/code").await;
        browser.sees("[role='alert']").await;
        // The one that switched it on can't be used again.
        let next = code(&browser, &secret, 30).await;
        browser.fill("#code", &next).await;
        browser.follow("form[action='/sign-in/code'] button.primary").await;
        browser.at("/deals/outbound").await;

        come_back(&browser, person).await;
        browser.fill("#code", &recovery[0]).await;
        browser.follow("form[action='/sign-in/code'] button.primary").await;
        browser.at("/deals/outbound").await;
        browser.close().await;
    }
}

/// Looks at every part of the settings that is offered.
async fn all_parts(browser: &Browser, first: &str) -> usize {
    browser.go(first).await;
    let links = "return [...new Set([...document.querySelectorAll('main nav a, .subnav a')].map((one) => one.getAttribute('href')))]";
    let links: Vec<String> = serde_json::from_value(browser.run(links).await).unwrap();
    for link in &links {
        browser.visit(link).await;
    }
    links.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_part_of_the_settings_can_be_used_by_everybody() {
    let stage = Stage::new();
    for language in Language::ALL {
        let browser = stage.signed_in(stage.partner(language).person("partner_admin")).await;
        assert!(all_parts(&browser, "/settings/profile").await >= 8);
        for path in [
            "/settings/api-clients/new",
            "/settings/people/invite",
            "/settings/company/locations/new",
            "/settings/solutions/new",
            "/notifications",
        ] {
            browser.visit(path).await;
            assert_ne!(browser.text("h1").await, language.message("error-page-not-found-title"), "{path}");
        }
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_programme_is_run_in_either_language() {
    let stage = Stage::new();
    let browser = stage.signed_in(stage.vendor().person("programme_admin")).await;
    for language in Language::ALL {
        browser.click("details.menu > summary .avatar").await;
        let choice = format!(".menu-body button[lang='{}']", language.as_str());
        if browser.count(&choice).await > 0 {
            browser.follow(&choice).await;
        }
        assert_eq!(browser.attribute("html", "lang").await, language.as_str());
        for path in ["/programme", "/programme/partners", "/programme/catalogue"] {
            browser.visit(path).await;
        }
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn theme_and_density_stay_chosen() {
    let stage = Stage::new();
    let browser = stage.signed_in(stage.partner(Language::Tr).person("referrals_admin")).await;
    for name in ["theme", "density"] {
        let before = browser.attribute("html", &format!("data-{name}")).await;
        browser.click("details.menu > summary .avatar").await;
        browser.follow(&format!(".menu-body button[name='{name}']")).await;
        let after = browser.attribute("html", &format!("data-{name}")).await;
        assert_ne!(before, after);
        browser.go("/deals/all").await;
        assert_eq!(browser.attribute("html", &format!("data-{name}")).await, after);
    }
    browser.look().await;
    browser.close().await;
}
