//! Lists: what they count, filter, sort, keep, and give away.

use std::fs;
use std::time::{Duration, Instant};

use ortak_i18n::Language;

use crate::browser::Browser;
use crate::stage::Stage;

const ROWS: &str = "tbody tr[data-row-link]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tiles_lead_to_lists_with_the_same_number() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        stage.invitation(stage.other_partner(), partner, "Two ovens").await;
        for person in [partner.person("referrals_admin"), stage.seller(language)] {
            let browser = stage.signed_in(person).await;
            browser.look().await;
            let tiles = browser.count(".tile").await;
            assert!(tiles >= 4);
            for number in 1..=tiles {
                browser.go("/").await;
                let tile = format!(".tile:nth-child({number})");
                let count: usize = browser.text(&format!("{tile} strong")).await.parse().unwrap();
                browser.follow(&tile).await;
                assert_eq!(browser.count(ROWS).await, count.min(50), "{tile} of {}", person.email);
            }
            browser.close().await;
        }
    }
}

async fn statuses(browser: &Browser) -> Vec<String> {
    browser.texts(&format!("{ROWS} td:nth-child(5)")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_filtered_sorted_kept_and_exported() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let mut ids = Vec::new();
        for name in ["Zeytin ovens", "Ardıç ovens", "İğde tiles"] {
            ids.push(stage.deal(partner, name).await);
        }
        let lost = stage.deal(partner, "Old ovens").await;
        let lose = serde_json::json!({ "status": "Closed", "substatus": "Lost", "statusReason": "CustomerDidNotRespond" });
        stage.change(partner, &lost, &lose).await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.visit("/deals/all").await;
        let all = browser.count(ROWS).await;

        browser.click("details[name='filter']:first-of-type > summary").await;
        browser.look().await;
        browser.click("details[open] label:has(input[value='Active'])").await;
        browser.follow("details[open] form button.primary").await;
        let active = browser.count(ROWS).await;
        assert!((3..all).contains(&active), "{active} of {all}");
        assert!(statuses(&browser).await.iter().all(|status| !status.is_empty()));
        browser.look().await;

        // Letters without their dots and accents find them all the same, in any case.
        browser.fill("main [name='q']", "IGDE").await;
        browser.mark().await;
        browser.press("\u{e007}").await;
        browser.replaced().await;
        assert_eq!(browser.texts(&format!("{ROWS} .deal-cell a")).await, ["İğde tiles"]);
        browser.fill("main [name='q']", "ovens").await;
        browser.mark().await;
        browser.press("\u{e007}").await;
        browser.replaced().await;
        assert_eq!(browser.count(ROWS).await, 2, "the lost one is filtered out");

        browser.follow("thead a[href*='sort=name']").await;
        assert_eq!(browser.attribute("th[aria-sort]", "aria-sort").await, "ascending");
        assert_eq!(browser.texts(&format!("{ROWS} .deal-cell a")).await, ["Ardıç ovens", "Zeytin ovens"]);
        browser.follow("th[aria-sort] a").await;
        assert_eq!(browser.attribute("th[aria-sort]", "aria-sort").await, "descending");
        assert_eq!(browser.texts(&format!("{ROWS} .deal-cell a")).await, ["Zeytin ovens", "Ardıç ovens"]);
        let here = browser.path().await;

        browser.click("a[href^='/views/new']").await;
        browser.sees("dialog[open]").await;
        browser.look().await;
        browser.fill("dialog [name='name']", "Ovens of ours").await;
        browser.follow("dialog button.primary").await;
        browser.visit("/views").await;
        assert_eq!(browser.texts(".side a[href*='q=ovens']").await, ["Ovens of ours"]);
        browser.follow(".side a[href*='q=ovens']").await;
        assert_eq!(browser.texts(&format!("{ROWS} .deal-cell a")).await, ["Zeytin ovens", "Ardıç ovens"]);
        assert!(here.contains("sort=-name") || browser.path().await.contains("name"), "{here}");

        let exported = export(&stage, &browser).await;
        assert!(exported.contains(&ids[0]) && exported.contains(&ids[1]), "{exported}");
        assert_eq!(exported.lines().count(), 3, "a heading and two deals: {exported}");
        browser.close().await;
    }
}

/// What the link to the list as CSV downloads.
async fn export(stage: &Stage, browser: &Browser) -> String {
    let file = stage.downloads().join("ortak-deals.csv");
    let _ = fs::remove_file(&file);
    browser.click("summary.chip:has(+ .menu-body a[download])").await;
    browser.click("a[href^='/deals/export.csv']").await;
    let begun = Instant::now();
    while !file.exists() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing was downloaded");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    fs::read_to_string(file).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn favourites_one_by_one_and_many_at_once() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let mut ids = Vec::new();
        for name in ["Ovens one", "Ovens two", "Ovens three"] {
            ids.push(stage.deal(partner, name).await);
        }
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.go("/deals/outbound?q=ovens").await;
        browser.mark().await;
        let star = format!("form[action='/deals/{}/favourite'] .star", ids[0]);
        assert_eq!(browser.attribute(&star, "aria-pressed").await, "false");
        browser.click(&star).await;
        browser.sees(&format!("{star}[aria-pressed='true']")).await;
        assert_eq!(browser.attribute("html", "data-old").await, "yes", "the page was not loaded anew");
        browser.click(&star).await;
        browser.sees(&format!("{star}[aria-pressed='false']")).await;
        browser.click(&star).await;
        browser.sees(&format!("{star}[aria-pressed='true']")).await;
        browser.go("/deals/favourites?q=ovens").await;
        assert_eq!(browser.texts(&format!("{ROWS} .deal-cell a")).await, ["Ovens one"]);

        browser.go("/deals/outbound?q=ovens").await;
        for id in &ids[1..] {
            browser.click(&format!("[data-select][value^='{id}']")).await;
        }
        assert!(browser.text("[data-selected]").await.contains('2'));
        browser.look().await;
        browser.follow("#bulk button[value='favourite']").await;
        browser.at("/deals/outbound").await;
        browser.says(language, "done-bulk").await;
        browser.visit("/deals/favourites?q=ovens").await;
        assert_eq!(browser.count(ROWS).await, 3);

        // Many at once, of which some can't: each is told what became of it.
        stage.change(partner, &ids[0], &serde_json::json!({ "status": "Closed", "substatus": "Won" })).await;
        browser.go("/deals/outbound?q=ovens").await;
        browser.click("[data-select-all]").await;
        browser.follow("#bulk button[value='stage']").await;
        browser.at("/deals/bulk").await;
        assert_eq!((browser.count(".badge.ok").await, browser.count(".badge.bad").await), (2, 1));
        browser.look().await;
        browser.close().await;
    }
}
