//! Working on a deal.

use ortak_i18n::Language;
use serde_json::json;

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stages_are_marked_and_a_deal_is_won() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.deal(partner, "Two ovens").await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.visit(&format!("/deals/{id}")).await;
        browser.follow(".lifecycle button[value='40']").await;
        browser.says(language, "done-stage-marked").await;
        assert!(browser.text(".step.now").await.contains("40"));
        browser.look().await;
        for path in ["activity", "sharing", "edit", "team", "lost", "won"] {
            browser.visit(&format!("/deals/{id}/{path}")).await;
        }
        // The last page asks once more.
        browser.says(language, "close-freezes").await;
        browser.follow("main form button.primary").await;
        browser.at(&format!("/deals/{id}")).await;
        browser.says(language, "done-won").await;
        browser.says(language, "frozen-title").await;
        assert_eq!(browser.count(".actions a, .lifecycle button").await, 0, "nothing is left to do");
        browser.look().await;
        let referral = stage.referral(partner, &id).await;
        assert_eq!((&referral["status"], &referral["substatus"]), (&json!("Closed"), &json!("Won")));
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_change_the_same_put_it_side_by_side() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.deal(partner, "Two ovens").await;
        let edit = format!("/deals/{id}/edit");
        let first = stage.signed_in(partner.person("referrals_admin")).await;
        let second = stage.signed_in(partner.person("partner_admin")).await;
        first.go(&edit).await;
        second.go(&edit).await;
        first.fill("[name='name']", "Three ovens").await;
        first.fill("[name='details/notes']", "They cook more").await;
        first.follow("main form button.primary").await;
        first.says(language, "done-saved").await;
        first.close().await;

        second.fill("[name='name']", "Two large ovens").await;
        second.fill("[name='campaignId']", "SPRING").await;
        second.follow("main form button.primary").await;
        second.says(language, "stale-title").await;
        let offered =
            "return [...document.querySelectorAll('input[type=radio][name=name]')].map((one) => one.value)";
        assert_eq!(second.run(offered).await, json!(["Two large ovens", "Three ovens"]));
        assert_eq!(second.value("[name='campaignId']").await, "SPRING", "what nobody else changed is kept");
        assert_eq!(second.value("[name='details/notes']").await, "They cook more", "and what others wrote");
        second.look().await;
        second.click("label:has(input[value='Three ovens'])").await;
        second.follow("main form button.primary").await;
        second.says(language, "done-saved").await;
        let referral = stage.referral(partner, &id).await;
        assert_eq!(
            (&referral["name"], &referral["campaignId"], &referral["details"]["notes"]),
            (&json!("Three ovens"), &json!("SPRING"), &json!("They cook more"))
        );
        second.close().await;
    }
}

/// Script, a change of direction, a picture of several code points, and what spreadsheets would run.
const HOSTILE: &str =
    "=1+<script>alert(1)</script><img src=x onerror=alert(2)> \u{202e}txt.exe\u{202c} 👩‍🚀 {{ 7*7 }}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_text_shows_as_text() {
    let stage = Stage::new();
    let partner = stage.partner(Language::Tr);
    let id = stage.deal(partner, HOSTILE).await;
    let browser = stage.signed_in(partner.person("referrals_admin")).await;
    browser.visit("/deals/outbound").await;
    let link = format!("return document.querySelector('a[href=\"/deals/{id}\"]').textContent");
    assert_eq!(browser.run(&link).await, HOSTILE);
    browser.visit("/deals/board?tab=outbound").await;
    assert_eq!(browser.run(&link).await, HOSTILE);
    browser.visit(&format!("/deals/{id}")).await;
    assert_eq!(browser.run("return document.querySelector('h1').textContent").await, HOSTILE);
    assert!(browser.run("return document.title").await.as_str().unwrap().contains("<script>alert(1)"));
    browser.go(&format!("/deals/{id}/edit")).await;
    assert_eq!(browser.value("[name='name']").await, HOSTILE);
    // As somebody types it, too: into the merge page, the history, and the search.
    let typed = "\"><script>alert(3)</script>'--";
    browser.fill("[name='details/notes']", typed).await;
    browser.follow("main form button.primary").await;
    browser.visit(&format!("/deals/{id}/activity")).await;
    browser.reads(typed).await;
    browser.go("/deals/all").await;
    browser.fill("main [name='q']", typed).await;
    browser.mark().await;
    browser.press("\u{e007}").await;
    browser.replaced().await;
    assert_eq!(browser.value("main [name='q']").await, typed);
    browser.look().await;
    assert!(browser.driver.get_alert_text().await.is_err(), "nothing of it ran");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn details_are_edited_in_place_and_the_focus_stays_where_one_works() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.deal(partner, "Two ovens").await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.visit(&format!("/deals/{id}")).await;
        let focused = "return document.activeElement.id || document.activeElement.getAttribute('href') || \
                       document.activeElement.name";
        // The star is replaced, and has the focus again.
        browser.run("document.querySelector('.star').focus()").await;
        browser.click(".star").await;
        browser.sees(".star[aria-pressed='true']").await;
        assert_eq!(browser.run(focused).await, format!("star-{id}"));
        // A dialog gives it back.
        browser.click(&format!("a[href='/deals/{id}/lost']")).await;
        browser.sees("dialog[open]").await;
        browser.click("dialog [data-close]").await;
        assert_eq!(browser.run(focused).await, format!("/deals/{id}/lost"));
        // What others save while one types in place takes nothing away, and both are kept.
        browser.click("[data-in-place]").await;
        browser.sees("#details form").await;
        assert_eq!(browser.run(focused).await, "name");
        browser.fill("#details [name='details/notes']", "typed in place").await;
        browser.run("document.querySelector('.star').focus()").await;
        stage.change(partner, &id, &json!({ "campaignId": "SPRING" })).await;
        browser.sees("#details form").await;
        browser.look().await;
        browser.follow("#details button.primary").await;
        browser.says(language, "done-saved").await;
        let referral = stage.referral(partner, &id).await;
        assert_eq!(
            (&referral["campaignId"], &referral["details"]["notes"]),
            (&json!("SPRING"), &json!("typed in place"))
        );
        // Whoever gives up typing sees what others have saved meanwhile, and stands where they began.
        browser.click("[data-in-place]").await;
        browser.sees("#details form").await;
        stage.change(partner, &id, &json!({ "campaignId": "AUTUMN" })).await;
        browser.click("#details .form-foot a").await;
        browser.reads("AUTUMN").await;
        assert_eq!(browser.run(focused).await, format!("/deals/{id}/edit"));
        browser.close().await;
    }
}
