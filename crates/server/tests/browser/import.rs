//! Deals from a CSV file: from the list to the file, its columns, its rows, the deals, and back again.

use std::fmt::Write as _;
use std::fs;

use ortak_i18n::Language;

use crate::browser::{Browser, DESKTOP, PHONE};
use crate::stage::Stage;

async fn choose(stage: &Stage, browser: &Browser, name: &str, content: &str) {
    fs::create_dir_all(stage.downloads()).unwrap();
    let path = stage.downloads().join(name);
    fs::write(&path, content).unwrap();
    browser.element("#file").await.send_keys(path.to_str().unwrap()).await.unwrap();
    browser.follow("#upload button.primary").await;
}

async fn look_both_ways(browser: &Browser) {
    browser.look().await;
    browser.width(PHONE).await;
    browser.look().await;
    browser.width(DESKTOP).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_becomes_deals_and_is_taken_back() {
    let stage = Stage::new();
    for language in Language::ALL {
        let code = language.as_str();
        let browser = stage.signed_in(stage.partner(language).person("referrals_admin")).await;
        browser.go("/deals/outbound").await;
        browser.follow(".actions a[href='/deals/import']").await;
        look_both_ways(&browser).await;
        choose(&stage, &browser, "empty.csv", "").await;
        browser.says(language, "error-no-header").await;
        browser.look().await;

        let file = format!(
            "Deal name;Customer;Value;Money;Close date\nFırın {code};Öz Çelik;25000.50;EUR;2030-12-31\n\
             Tuğla {code};;1;EUR;2030-12-31\n<b>{code}</b>;Adatum;100;USD;2030-11-30\n"
        );
        choose(&stage, &browser, "deals.csv", &file).await;
        assert_eq!(browser.value("[id='column/0']").await, "Deal name");
        look_both_ways(&browser).await;
        browser.follow("#columns button.primary").await;
        browser.sees(".summary-errors a").await;
        browser.look().await;
        browser.click("[id='column/3'] option[value='Currency']").await;
        browser.follow("#columns button.primary").await;
        assert_eq!(browser.count("tbody tr").await, 3);
        look_both_ways(&browser).await;
        browser.follow("a[href='?only=refused']").await;
        assert_eq!(browser.texts("tbody td:first-child").await.len(), 1);
        browser.follow("#start button.primary").await;
        browser.sees("#import .notice.ok").await;
        assert_eq!(
            browser.texts("tbody .deal-cell").await,
            [format!("Fırın {code}"), format!("<b>{code}</b>")]
        );
        look_both_ways(&browser).await;

        browser.click("a[href$='/undo']").await;
        browser.sees("dialog[open]").await;
        browser.look().await;
        browser.follow("dialog button.danger").await;
        assert_eq!(browser.count("tbody .badge").await, 2);
        browser.says(language, "import-deal-undone").await;
        look_both_ways(&browser).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_rows_come_in_while_the_page_shows_how_far() {
    let stage = Stage::new();
    for language in Language::ALL {
        let mut file = "Deal name,Customer name,Estimated value,Currency,Close date\n".to_owned();
        for row in 0..1500 {
            writeln!(file, "Deal {row} {},Litware,{row},USD,2030-12-31", language.as_str()).unwrap();
        }
        let browser = stage.signed_in(stage.partner(language).person("referrals_admin")).await;
        browser.go("/deals/import").await;
        choose(&stage, &browser, "many.csv", &file).await;
        browser.follow("#columns button.primary").await;
        browser.follow("#start button.primary").await;
        // It goes on without the page, which then shows what came of it.
        browser.sees("#import .notice.ok").await;
        browser.misses("progress").await;
        assert_eq!(browser.count("tbody tr").await, 100);
        browser.look().await;
        browser.go("/deals/import").await;
        browser.reads("many.csv").await;
        browser.close().await;
    }
}
