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
        let ids = stage.deals(partner, &["Ovens one", "Ovens two", "Ovens three"]).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_are_chosen_kept_in_the_address_and_remembered() {
    const HEADINGS: &str = "thead th:not(.tight)";
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.go("/deals/all").await;
        let usual = browser.count(HEADINGS).await;
        browser.click("summary:has(+ form[action='/deals/columns'])").await;
        browser.look().await;
        browser.click("form[action='/deals/columns'] label:has([value='others'])").await;
        browser.click("form[action='/deals/columns'] label:has([value='updated'])").await;
        browser.click("form[action='/deals/columns'] label:has([value='created'])").await;
        browser.follow("form[action='/deals/columns'] button.primary").await;
        assert!(browser.path().await.contains("columns=updated"));
        assert_eq!(browser.count(HEADINGS).await, usual + 1);
        browser.look().await;
        browser.follow("thead a[href*='sort=updated']").await;
        assert_eq!(browser.count(HEADINGS).await, usual + 1, "another order keeps them");

        // Without scripts alike, for all lists.
        browser.scripts(false).await;
        browser.go("/deals/outbound").await;
        browser.click("summary:has(+ form[action='/deals/columns'])").await;
        browser.click("form[action='/deals/columns'] label:has([value='type'])").await;
        browser.click("form[action='/deals/columns'] label:has([name='keep'])").await;
        browser.follow("form[action='/deals/columns'] button.primary").await;
        browser.says(language, "done-columns-kept").await;
        browser.go("/deals/inbound").await;
        assert_eq!(browser.count(HEADINGS).await, usual - 1);
        browser.scripts(true).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_back_finds_the_page_and_the_row_that_they_left() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        for number in 0..55 {
            stage.deal(partner, &format!("Ovens {number}")).await;
        }
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.go("/deals/outbound?q=ovens&sort=created").await;
        browser.follow("a[rel='next']").await;
        let (page, links) = (browser.path().await, browser.texts(&format!("{ROWS} .deal-cell a")).await);
        assert_eq!(links.len(), 5);
        let has_focus = |name: &str| format!("return document.activeElement.innerText === {name:?}");
        browser.follow(&format!("{ROWS}:nth-child(3) .deal-cell a")).await;
        assert_eq!(browser.text("h1").await, links[2]);
        browser.driver.back().await.unwrap();
        browser.at("/deals/outbound").await;
        assert_eq!(browser.path().await, page);
        browser.until(&has_focus(&links[2]), "the row to have the focus").await;
        browser.press("j").await;
        browser.until(&has_focus(&links[3]), "the next row").await;

        // A browser may show the page as it was: it follows what others do again.
        stage.deal(partner, "Ovens of later").await;
        browser.reads("Ovens of later").await;
        browser.until(&has_focus(&links[3]), "the focus to stay").await;

        // The deal's own link, also from another of its tabs.
        browser.press("\u{e007}").await;
        browser.sees(".deal-head").await;
        browser.settled().await;
        browser.follow("a[href$='/activity']").await;
        browser.follow("a[data-back-to-list]").await;
        assert_eq!(browser.path().await, page);
        browser.until(&has_focus(&links[3]), "the row to have the focus").await;
        browser.press("k").await;
        browser.until(&has_focus(&links[2]), "the row before").await;
        browser.look().await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deal_is_previewed_beside_its_list() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        for name in ["Ovens one", "Ovens two"] {
            stage.invitation(stage.other_partner(), partner, name).await;
        }
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.go("/deals/inbound?q=ovens").await;
        browser.mark().await;
        let links = browser.texts(&format!("{ROWS} .deal-cell a")).await;
        let shown = "[data-panel]:not([hidden]) h2";
        browser.press("j").await;
        browser.press(" ").await;
        browser.sees(shown).await;
        assert_eq!(browser.text(shown).await, links[0]);
        browser.until("return document.activeElement.matches('[data-panel] h2')", "the focus beside").await;
        browser.look().await;
        // The next row is previewed in its place.
        browser.press("j").await;
        let second = format!("return document.querySelector('{shown}').innerText === {:?}", links[1]);
        browser.until(&second, "the preview of the next").await;
        browser.press("\u{e00c}").await;
        browser.misses(shown).await;
        let on_row = format!("return document.activeElement.innerText === {:?}", links[1]);
        browser.until(&on_row, "the row to have the focus again").await;

        browser.click(&format!("{ROWS}:first-child [data-preview]")).await;
        browser.sees(shown).await;
        assert_eq!(browser.attribute("html", "data-old").await, "yes", "the list was not left");
        // What can be done opens its form over the list.
        browser.press("a").await;
        browser.sees("dialog[open] form[action$='/accept']").await;
        browser.press("\u{e00c}").await;
        browser.misses("dialog").await;
        browser.press("p").await;
        browser.press("\u{e00c}").await;
        browser.misses(shown).await;

        // Without scripts it is a page.
        browser.scripts(false).await;
        browser.go("/deals/inbound?q=ovens").await;
        browser.follow(&format!("{ROWS}:first-child [data-preview]")).await;
        assert_eq!(browser.text("[data-preview-content] h2").await, links[0]);
        browser.scripts(true).await;
        browser.go(&browser.path().await).await;
        browser.look().await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_is_shared_with_colleagues_only() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        for name in ["Ovens one", "Ovens two"] {
            stage.deal(partner, name).await;
        }
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.go("/deals/outbound?q=ovens&columns=value").await;
        let rows = browser.texts(&format!("{ROWS} .deal-cell a")).await;
        browser.click("a[href^='/views/new']").await;
        browser.fill("dialog [name='name']", "Ovens of ours").await;
        browser.click("dialog label:has([name='shared'])").await;
        browser.follow("dialog button.primary").await;
        browser.go("/views").await;
        let address = browser.attribute(".card-head a[href^='/views/']", "href").await;
        browser.close().await;

        let colleague = stage.signed_in(partner.person("partner_admin")).await;
        assert_eq!(colleague.texts(".side a[href*='q=ovens']").await, ["Ovens of ours"]);
        colleague.go(&address).await;
        colleague.at("/deals/outbound").await;
        assert_eq!(colleague.texts(&format!("{ROWS} .deal-cell a")).await, rows);
        assert_eq!(colleague.count("thead th:not(.tight)").await, 2);
        colleague.look().await;
        colleague.close().await;

        let stranger = stage.signed_in(stage.other_partner().person("partner_admin")).await;
        stranger.go(&address).await;
        assert_eq!(stranger.text("h1").await, Language::En.message("error-page-not-found-title"));
        stranger.look().await;
        stranger.close().await;
    }
}
