//! Answering what others ask: accept and decline.

use ortak_i18n::Language;
use serde_json::json;

use crate::browser::{DESKTOP, PHONE};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_declines_with_a_reason() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.invitation(stage.other_partner(), partner, "Two ovens").await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.visit(&format!("/deals/{id}")).await;
        assert_eq!(stage.referral(partner, &id).await["substatus"], "Received", "it has been opened");
        browser.click("a[data-shortcut='d']").await;
        browser.sees("dialog[open]").await;
        browser.look().await;

        // Another reason needs a word about it.
        browser.click("dialog label:has(input[value='other'])").await;
        browser.follow("dialog button.danger").await;
        browser.sees("textarea[aria-invalid='true']").await;
        browser.says(language, "form-has-errors").await;
        let focused = browser.run("return document.activeElement.className").await;
        assert_eq!(focused, "summary-errors", "the errors come first");
        assert_eq!(
            browser.run("return document.querySelector('[name=reason]:checked').value").await,
            "other"
        );
        browser.look().await;

        browser.fill("textarea", "We are booked until spring").await;
        browser.follow("main form button.danger").await;
        browser.at(&format!("/deals/{id}")).await;
        browser.says(language, "done-declined").await;
        browser.says(language, "frozen-title").await;
        browser.look().await;
        let referral = stage.referral(partner, &id).await;
        assert_eq!((&referral["status"], &referral["substatus"]), (&json!("Closed"), &json!("Declined")));
        assert_eq!(referral["statusReason"], "We are booked until spring");
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vendor_accepts_a_request() {
    let stage = Stage::new();
    let vendor = stage.vendor();
    for language in Language::ALL {
        let name = format!("Help with tiles {}", language.as_str());
        let id = stage.invitation(stage.partner(language), vendor, &name).await;
        let browser = stage.signed_in(stage.seller(language)).await;
        browser.visit("/deals/inbound").await;
        browser.follow(&format!("a[href='/deals/{id}']")).await;
        browser.at(&format!("/deals/{id}")).await;
        assert_eq!(browser.text("h1").await, name);
        browser.look().await;
        browser.click("a[data-shortcut='a']").await;
        browser.sees("dialog[open]").await;
        browser.look().await;
        browser.follow("dialog button.primary").await;
        browser.at(&format!("/deals/{id}")).await;
        browser.says(language, "done-accepted").await;
        browser.look().await;
        let referral = stage.referral(vendor, &id).await;
        assert_eq!((&referral["status"], &referral["substatus"]), (&json!("Active"), &json!("Accepted")));
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opportunity_is_accepted_on_a_phone() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.invitation(stage.other_partner(), partner, "Two ovens").await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.width(PHONE).await;
        browser.go("/").await;
        // The list of what waits.
        browser.follow(".tile.urgent").await;
        browser.follow(&format!("a[href='/deals/{id}']")).await;
        let thumb = format!(".thumb a[href='/deals/{id}/accept']");
        let bottom = browser
            .run(&format!(
                "return innerHeight - document.querySelector(\"{thumb}\").getBoundingClientRect().bottom"
            ))
            .await;
        let bottom = bottom.as_f64().unwrap();
        assert!((0.0..100.0).contains(&bottom), "within reach of a thumb: {bottom}");
        browser.follow(&thumb).await;
        browser.follow("main form button.primary").await;
        browser.says(language, "done-accepted").await;
        assert_eq!(stage.referral(partner, &id).await["status"], "Active");
        browser.is_quiet().await;
        browser.width(DESKTOP).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r207_a_partner_is_asked_by_a_partner_and_both_see_each_other() {
    let stage = Stage::new();
    for language in Language::ALL {
        let (partner, other) = (stage.partner(language), stage.other_partner());
        let name = format!("Ovens for two {}", language.as_str());
        let id = stage.deal(partner, &name).await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.go(&format!("/deals/{id}")).await;
        browser.follow(&format!("a[href='/deals/{id}/invite/partner']")).await;
        browser.look().await;
        browser.fill("#find", &other.name).await;
        // What is typed is suggested, and chosen by the keys.
        browser.sees(&format!("[role='option'][data-press^='invite:{}']", other.id)).await;
        browser.look().await;
        browser.press("\u{e015}").await;
        browser.mark().await;
        browser.press("\u{e007}").await;
        browser.replaced().await;
        assert!(browser.text("h1").await.contains(&other.name));
        browser.fill("#invite [name='details/dealValue']", "20000").await;
        browser.fill("#invite [name='inviteContext/notes']", "You know their kitchens").await;
        browser.click("#invite label:has([name='details/requirements/solutions'])").await;
        browser.look().await;
        browser.follow("#invite button.primary").await;
        browser.says(language, "done-invited").await;
        let badges = browser.texts(".deal-line .badge").await;
        assert!(badges.contains(&"P2P".to_owned()), "{badges:?}");
        browser.look().await;

        let colleague = stage.signed_in(other.person("referrals_admin")).await;
        colleague.go("/deals/inbound?q=Ovens").await;
        colleague.follow(".deal-cell a").await;
        colleague.reads("You know their kitchens").await;
        colleague.click("a[data-shortcut='a']").await;
        colleague.sees("dialog[open]").await;
        colleague.follow("dialog button.primary").await;
        colleague.says(Language::En, "done-accepted").await;
        colleague.close().await;

        browser.go(&format!("/deals/{id}")).await;
        browser.reads(&other.name).await;
        browser.says(language, "party-accepted").await;
        browser.close().await;
    }
}
