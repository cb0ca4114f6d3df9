//! Pages that follow what others do.

use std::time::Duration;

use ortak_i18n::Language;
use serde_json::json;

use crate::stage::Stage;

/// Until a page that has just been opened follows for certain.
const SETTLED: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_list_follows_what_others_do() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.deal(partner, "Two ovens").await;
        let person = partner.person("referrals_admin");
        let browser = stage.signed_in(person).await;
        browser.go("/deals/outbound?q=ovens").await;
        // A second page of the same person follows, too.
        let deal = stage.signed_in(person).await;
        deal.go(&format!("/deals/{id}")).await;
        tokio::time::sleep(SETTLED).await;
        browser.mark().await;
        deal.mark().await;
        let title = format!("a[href='/deals/{id}']");
        assert_eq!(browser.text(&title).await, "Two ovens");

        let other = stage.signed_in(partner.person("partner_admin")).await;
        other.go(&format!("/deals/{id}/edit")).await;
        other.fill("[name='name']", "Three ovens").await;
        other.follow("main form button.primary").await;
        browser.reads("Three ovens").await;
        assert_eq!(browser.attribute("html", "data-old").await, "yes", "without being loaded anew");
        browser.look().await;
        deal.close().await;

        // What the reader types is not taken away.
        browser.fill("main [name='q']", "half a wo").await;
        stage.change(partner, &id, &json!({ "name": "Four ovens" })).await;
        browser.reads("Four ovens").await;
        assert_eq!(browser.value("main [name='q']").await, "half a wo");
        browser.close().await;
        other.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_arrives_is_counted_at_once() {
    let stage = Stage::new();
    let partner = stage.partner(Language::En);
    let browser = stage.signed_in(partner.person("referrals_admin")).await;
    tokio::time::sleep(SETTLED).await;
    let tile = ".tile:first-child strong";
    let before: usize = browser.text(tile).await.parse().unwrap();
    stage.invitation(stage.other_partner(), partner, "Two ovens").await;
    let script = format!("return document.querySelector('{tile}').innerText.trim() === '{}'", before + 1);
    browser.until(&script, "one more to wait").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r316_a_mark_set_elsewhere_shows_in_an_open_list() {
    let stage = Stage::new();
    let partner = stage.partner(Language::En);
    let id = stage.deal(partner, "Two ovens").await;
    let person = partner.person("referrals_admin");
    let (browser, other) = (stage.signed_in(person).await, stage.signed_in(person).await);
    browser.go("/deals/outbound?q=ovens").await;
    other.go(&format!("/deals/{id}")).await;
    tokio::time::sleep(SETTLED).await;
    browser.mark().await;
    // Also while the list has the focus, which stays where it is.
    browser.press("j").await;
    for pressed in ["true", "false"] {
        other.click(".deal-title .star").await;
        browser.sees(&format!("tr[data-id='{id}'] .star[aria-pressed='{pressed}']")).await;
        let on_row = format!("return document.activeElement.getAttribute('href') === '/deals/{id}'");
        browser.until(&on_row, "the focus to stay").await;
    }
    assert_eq!(browser.attribute("html", "data-old").await, "yes", "without being loaded anew");
    browser.close().await;
    other.close().await;
}
