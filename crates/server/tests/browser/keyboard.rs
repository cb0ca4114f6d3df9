//! Everything by keyboard.

use ortak_i18n::Language;

use crate::browser::Browser;
use crate::stage::Stage;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const RIGHT: &str = "\u{e014}";
const LEFT: &str = "\u{e012}";

async fn focused(browser: &Browser, what: &str) -> String {
    let script = format!("return document.activeElement?.{what} ?? ''");
    browser.run(&script).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_moves_between_lanes() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let id = stage.deal(partner, "Two ovens").await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.visit("/deals/board?tab=outbound&q=ovens").await;
        let card = format!("[data-id='{id}']");
        let lane = |stage: &str| format!("[data-stage='{stage}'] {card}");
        browser.sees(&lane("10")).await;
        for (key, to) in [(RIGHT, "20"), (RIGHT, "40"), (LEFT, "20")] {
            if key == RIGHT && to == "20" {
                browser.run(&format!("document.querySelector(\"{card}\").focus()")).await;
                browser.mark().await;
            }
            // It keeps the focus, so the next move begins where this one ended.
            browser.press(format!("m{key}")).await;
            browser.sees(&lane(to)).await;
        }
        browser.misses(".board-card.moving").await;
        assert_eq!(stage.referral(partner, &id).await["salesStage"], "20");
        assert_eq!(browser.attribute("html", "data-old").await, "yes", "the page was not loaded anew");
        browser.look().await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_and_pages_are_reached_by_keys() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        for name in ["Ovens one", "Ovens two", "Ovens three"] {
            stage.deal(partner, name).await;
        }
        let browser = stage.signed_in(partner.person("referrals_admin")).await;

        browser.press("?").await;
        browser.sees("dialog[open]").await;
        browser.says(language, "shortcuts-on").await;
        browser.look().await;
        browser.press(ESCAPE).await;
        browser.misses("dialog").await;

        browser.mark().await;
        // On a Turkish keyboard the key next to U is that of ı.
        browser.press(if language == Language::Tr { "gı" } else { "gi" }).await;
        browser.replaced().await;
        browser.at("/deals/inbound").await;
        browser.mark().await;
        browser.press("go").await;
        browser.replaced().await;
        browser.at("/deals/outbound").await;

        browser.press("/").await;
        assert_eq!(focused(&browser, "name").await, "q");
        browser.mark().await;
        browser.press(format!("ovens{ENTER}")).await;
        browser.replaced().await;
        browser.at("/search").await;
        let links = browser.texts("tbody .deal-cell a").await;
        assert_eq!(links.len(), 3, "{links:?}");
        browser.look().await;

        for (keys, row) in [("j", 0), ("j", 1), ("jj", 2), ("k", 1)] {
            browser.press(keys).await;
            assert_eq!(focused(&browser, "innerText").await, links[row], "after {keys}");
        }
        browser.mark().await;
        browser.press(ENTER).await;
        browser.replaced().await;
        assert_eq!(browser.text("h1").await, links[1]);

        palette(&browser, language).await;
        narrowed(&browser).await;
        browser.close().await;
    }
}

/// Opens a page and a deal by their names.
async fn palette(browser: &Browser, language: Language) {
    browser.press_with_control('k').await;
    browser.sees("dialog.palette[open]").await;
    browser.look().await;
    browser.press(ESCAPE).await;
    browser.misses("dialog.palette").await;

    browser.press_with_control('k').await;
    let label = language.message("nav-settings");
    browser.fill(".palette input", &label).await;
    browser.until(
        &format!("return document.querySelector('.palette [aria-selected=true]')?.innerText.includes({label:?})"),
        "the page to be offered",
    )
    .await;
    browser.mark().await;
    browser.press(ENTER).await;
    browser.replaced().await;
    browser.at("/settings/profile").await;

    browser.press_with_control('k').await;
    browser.fill(".palette input", "nothing is called that").await;
    browser.says(language, "palette-none").await;
    browser.fill(".palette input", "OVENS THREE").await;
    browser.reads("Ovens three").await;
    browser.until(
        "return document.querySelector('.palette [aria-selected=true]')?.innerText.includes('Ovens three')",
        "the deal to be offered",
    )
    .await;
    browser.mark().await;
    browser.press(ENTER).await;
    browser.replaced().await;
    assert_eq!(browser.text("h1").await, "Ovens three");
}

/// The navigation stays as narrow as it was made.
async fn narrowed(browser: &Browser) {
    const WIDTH: &str = "return document.querySelector('.side').offsetWidth < 100";
    /// While the server has not heard of it.
    const REMEMBERING: &str = "[data-fold-nav][aria-busy]";
    browser.click(".fold").await;
    browser.until(WIDTH, "the navigation to be narrow").await;
    assert!(focused(browser, "className").await.contains("unfold"));
    browser.misses(REMEMBERING).await;
    browser.go("/").await;
    browser.until(WIDTH, "the navigation to stay narrow").await;
    browser.look().await;
    browser.click(".unfold").await;
    browser.misses("html[data-navigation=narrow]").await;
    browser.misses(REMEMBERING).await;
    browser.go("/").await;
    browser.misses("html[data-navigation=narrow]").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_with_something_typed_is_asked_first() {
    /// Whether the page may be left without a question.
    const LEAVE: &str = "return window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
    let stage = Stage::new();
    for language in Language::ALL {
        let browser = stage.signed_in(stage.partner(language).person("referrals_admin")).await;
        browser.go("/settings/profile").await;
        assert_eq!(browser.run(LEAVE).await, true);
        browser.fill("[name=phone]", "+90 212 000 00 00").await;
        assert_eq!(browser.run(LEAVE).await, false);
        browser.mark().await;
        browser.press(ENTER).await;
        browser.replaced().await;
        assert_eq!(browser.run(LEAVE).await, true);
        browser.close().await;
    }
}
