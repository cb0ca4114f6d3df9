//! The board by mouse.

use ortak_i18n::Language;
use serde_json::json;

use crate::browser::Browser;
use crate::stage::Stage;

fn lane(stage: &str) -> String {
    format!("[data-stage='{stage}']")
}

/// Count and sums of a lane.
async fn worth(browser: &Browser, of: &str) -> (String, String) {
    let lane = lane(of);
    (browser.text(&format!("{lane} [data-count]")).await, browser.text(&format!("{lane} [data-sums]")).await)
}

/// Waits until all that was moved is answered.
async fn answered(browser: &Browser) {
    browser.misses(".board-card.moving, .board-card.dragging").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cards_are_dragged_one_after_the_other_without_the_page_being_loaded_anew() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let ids = stage.deals(partner, &["Ovens one", "Ovens two", "Ovens three"]).await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.visit("/deals/board?tab=outbound&q=ovens").await;
        browser.mark().await;
        let (one, all) = (worth(&browser, "20").await, worth(&browser, "10").await);
        assert_eq!((one.0.as_str(), all.0.as_str()), ("0", "3"));
        assert!(all.1.contains("90"), "{all:?}");
        // Nobody waits for the answer to the first before the next.
        for (id, to) in [(&ids[0], "20"), (&ids[1], "40"), (&ids[2], "20"), (&ids[0], "60"), (&ids[0], "80")]
        {
            browser.drag(&format!("[data-id='{id}']"), &lane(to)).await;
        }
        answered(&browser).await;
        for (id, to) in [(&ids[0], "80"), (&ids[1], "40"), (&ids[2], "20")] {
            assert_eq!(browser.count(&format!("{} [data-id='{id}']", lane(to))).await, 1);
            assert_eq!(stage.referral(partner, id).await["salesStage"], to);
        }
        assert_eq!(worth(&browser, "10").await, ("0".to_owned(), String::new()));
        let (count, sums) = worth(&browser, "80").await;
        assert_eq!(count, "1");
        assert!(sums.contains("30") && sums.contains('€'), "{sums}");
        assert_eq!(browser.attribute("html", "data-old").await, "yes");
        browser.look().await;

        // A press without a drag is a click.
        browser.follow(&format!("[data-id='{}'] a", ids[0])).await;
        assert_eq!(browser.text("h1").await, "Ovens one");
        browser.follow("a[data-back-to-list]").await;
        browser.at("/deals/board").await;
        browser.until(&focus_in(&ids[0]), "the card to have the focus").await;
        browser.close().await;
    }
}

fn focus_in(id: &str) -> String {
    format!("return document.activeElement.closest('[data-id]')?.dataset.id === '{id}'")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_card_goes_back_and_says_why() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.deal(partner, "Two ovens").await;
        let card = format!("[data-id='{id}']");
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.go("/deals/board?tab=outbound&q=ovens").await;
        browser.mark().await;
        // Somebody else is faster.
        stage.change(partner, &id, &json!({ "name": "Three ovens" })).await;
        browser.drag(&card, &lane("40")).await;
        browser.sees(&format!("{} {card}", lane("10"))).await;
        browser.says(language, "board-stays").await;
        browser.says(language, "stale-title").await;
        assert!(browser.text("[data-board-why]").await.contains("Two ovens"));
        browser.reads("Three ovens").await;
        assert_eq!(stage.referral(partner, &id).await["salesStage"], "10");
        browser.look().await;
        // Now it shows what is, and moves.
        browser.drag(&card, &lane("40")).await;
        answered(&browser).await;
        assert_eq!(stage.referral(partner, &id).await["salesStage"], "40");
        assert_eq!(browser.attribute("html", "data-old").await, "yes");
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_dropped_on_won_or_lost_asks_for_what_that_needs() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.deal(partner, "Two ovens").await;
        let card = format!("[data-id='{id}']");
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.go("/deals/board?tab=outbound&q=ovens").await;
        browser.drag(&card, "[data-lane='won']").await;
        browser.sees("dialog[open] form[action$='/won']").await;
        browser.look().await;
        browser.press("\u{e00c}").await;
        browser.misses("dialog").await;
        assert_eq!(browser.count(&format!("{} {card}", lane("10"))).await, 1, "nothing has happened");
        browser.drag(&card, "[data-lane='lost']").await;
        browser.sees("dialog[open] form[action$='/lost']").await;
        browser.close().await;
    }
}
