//! Opening deals, and letting others in later.

use ortak_i18n::Language;
use serde_json::json;

use crate::browser::Browser;
use crate::stage::{Organization, Stage};

const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
const NEXT: &str = "[name='go'][value='next']";
const HELP: &str = "vendor/inviteContext/assistanceRequestCode";
/// The eleventh of November, in whatever order a browser asks for its parts.
const CLOSES: &str = "11112028";

fn named(name: &str) -> String {
    format!("main [name='{name}']")
}

/// Chooses from the list that has the focus by typing.
async fn pick(browser: &Browser, name: &str, value: &str) {
    browser.tab_to(&named(name)).await;
    let option = format!("return document.querySelector(\"{} option[value='{value}']\").text", named(name));
    let option = browser.run(&option).await;
    browser.press(option.as_str().unwrap()).await;
    assert_eq!(browser.value(&named(name)).await, value);
}

const CONTACT: [(&str, &str); 6] = [
    ("customerProfile/name", "Adatum Chemie"),
    ("customerProfile/team/0/firstName", "Ingrid"),
    ("customerProfile/team/0/lastName", "Dahl"),
    ("customerProfile/team/0/email", "ingrid@adatum.example"),
    ("customerProfile/team/0/phoneNumber", "+49 6131 100"),
    ("consent/consentToToShareInfoWithOthers", " "),
];

async fn enter(browser: &Browser, fields: &[(&str, &str)]) {
    for (name, text) in fields {
        browser.tab_to(&named(name)).await;
        browser.press(*text).await;
    }
}

/// Sends the step by the key, and waits for the next.
async fn onwards(browser: &Browser, step: &str) {
    browser.mark().await;
    browser.press(ENTER).await;
    browser.replaced().await;
    let here = browser.path().await;
    assert!(here.contains(step), "{here} is not {step}");
    browser.look().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_co_sell_deal_is_opened_by_keyboard_alone() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.mark().await;
        browser.press("c").await;
        browser.replaced().await;
        browser.look().await;

        pick(&browser, "customerProfile/address/country", "DE").await;
        enter(&browser, &CONTACT).await;
        browser.tab_to(NEXT).await;
        onwards(&browser, "details").await;

        let name = format!("Robots for Mainz {}", language.as_str());
        enter(
            &browser,
            &[("name", &name), ("details/dealValue", "184000"), ("details/closingDateTime", CLOSES)],
        )
        .await;
        browser.tab_to(NEXT).await;
        onwards(&browser, "team").await;
        // Whoever opens it is there already.
        browser.tab_to(NEXT).await;
        onwards(&browser, "solutions").await;
        enter(&browser, &[("details/requirements/solutions", " ")]).await;
        browser.tab_to(NEXT).await;
        onwards(&browser, "help").await;
        browser.tab_to(&named(HELP)).await;
        browser.press(DOWN).await;
        assert_ne!(browser.value(&format!("[name='{HELP}']:checked")).await, "Unknown");
        enter(&browser, &[("vendor/inviteContext/notes", "A demo in Mainz")]).await;
        // What becomes of it is told at once.
        browser
            .until(
                &format!(
                    "return document.querySelector('#summary').innerText.includes({})",
                    json!("A demo in Mainz")
                ),
                "the summary to follow",
            )
            .await;
        browser.tab_to(NEXT).await;
        onwards(&browser, "review").await;
        browser.tab_to("[name='go'][value='open']").await;
        browser.mark().await;
        browser.press(ENTER).await;
        browser.replaced().await;
        browser.says(language, "done-opened-and-asked").await;
        assert_eq!(browser.text("h1").await, name);
        assert_eq!(browser.texts(".deal-line .badge").await[0], language.message("deal-type-co-sell"));
        browser.look().await;
        browser.close().await;

        let seller = stage.signed_in(stage.seller(language)).await;
        seller.go("/deals/inbound?q=Mainz").await;
        seller.follow(".deal-cell a").await;
        seller.reads("A demo in Mainz").await;
        seller.close().await;
    }
}

/// Opens a deal with the mouse, with the first of the solutions on this shelf; its id.
async fn open(browser: &Browser, shelf: &str) -> String {
    until_solutions(browser).await;
    browser.follow(&format!("[value='shelf:{shelf}']")).await;
    browser.click("label:has([name='details/requirements/solutions'])").await;
    browser.follow(NEXT).await;
    browser.follow(NEXT).await;
    browser.follow("[name='go'][value='open']").await;
    assert_eq!(browser.count(".summary-errors").await, 0, "{:?}", browser.texts(".summary-errors").await);
    browser.path().await.strip_prefix("/deals/").unwrap().to_owned()
}

/// Begins a deal, and answers what is asked before its solutions.
async fn until_solutions(browser: &Browser) {
    browser.go("/deals/new?fresh=yes").await;
    browser.run("document.querySelector(\"[name='customerProfile/address/country']\").value = 'DE'").await;
    enter(browser, &CONTACT).await;
    browser.follow(NEXT).await;
    browser.fill(&named("name"), "Robots for Mainz").await;
    browser.fill(&named("details/dealValue"), "184000").await;
    browser.element(&named("details/closingDateTime")).await.send_keys(CLOSES).await.unwrap();
    browser.follow(NEXT).await;
    browser.follow(NEXT).await;
}

const OFFERED: &str = "[data-offers] .choices label";
const CHOSEN: &str = "[data-chosen] .choices label";

/// Types a part of the last offer's name: the others go, what is ticked stays, and so does the focus.
async fn type_for_one(browser: &Browser) {
    let offered = browser.texts(OFFERED).await;
    let (first, last) = (&offered[0], offered.last().unwrap());
    let chosen = browser.count(CHOSEN).await;
    browser.click(OFFERED).await;
    let words: Vec<&str> = last.lines().next().unwrap().split_whitespace().take(2).collect();
    browser.mark().await;
    browser.element("#find").await.send_keys(words.join(" ")).await.unwrap();
    let fewer = format!("return document.querySelectorAll({OFFERED:?}).length < {}", offered.len() - 1);
    browser.until(&fewer, "fewer to be offered").await;
    assert!(browser.texts(OFFERED).await.contains(last));
    assert_eq!(browser.count(CHOSEN).await, chosen + 1);
    assert!(browser.texts(CHOSEN).await.contains(first));
    assert_eq!(browser.run("return document.activeElement.id").await, "find");
    assert_eq!(browser.value("#find").await, words.join(" "));
    assert_eq!(browser.attribute("html", "data-old").await, "yes", "the page was not loaded anew");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn solutions_are_found_as_one_types() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        until_solutions(&browser).await;
        browser.follow("[value='shelf:third-party']").await;
        type_for_one(&browser).await;
        browser.look().await;
        browser.follow(NEXT).await;
        browser.follow("[name='go'][value='to:solutions']").await;
        assert_eq!(browser.count(CHOSEN).await, 1, "what was ticked before is saved");

        let id = stage.deal(partner, "Two ovens").await;
        browser.go(&format!("/deals/{id}/solutions")).await;
        browser.follow("[value='shelf:third-party']").await;
        type_for_one(&browser).await;
        browser.look().await;
        browser.follow("[name='go'][value='save']").await;
        browser.says(language, "done-solutions-saved").await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r303_an_assessment_is_not_won_early() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner = stage.partner(language);
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        let id = open(&browser, "assessments").await;
        browser.look().await;
        browser.visit(&format!("/deals/{id}/won")).await;
        browser.says(language, "hindered-stages-open").await;
        browser.misses("main form").await;
        assert_eq!(stage.referral(partner, &id).await["status"], "Active");
        // Stage by stage it can be.
        for percent in ["20", "40", "60", "80"] {
            browser.go(&format!("/deals/{id}")).await;
            browser.follow(&format!(".lifecycle button[value='{percent}']")).await;
            browser.says(language, "done-stage-marked").await;
        }
        browser.go(&format!("/deals/{id}/won")).await;
        browser.follow("main form button.primary").await;
        browser.says(language, "done-won").await;
        browser.close().await;
    }
}

async fn kind(browser: &Browser, language: Language, kind: &str) {
    assert_eq!(browser.texts(".deal-line .badge").await[0], language.message(&format!("deal-type-{kind}")));
}

async fn seen_by_vendor(stage: &Stage, language: Language, path: &str, name: &str) -> bool {
    let seller = stage.signed_in(stage.seller(language)).await;
    seller.go(path).await;
    let seen = seller.texts(".deal-cell a").await.iter().any(|one| one == name);
    seller.close().await;
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r107_a_private_deal_becomes_partner_led_and_then_co_sell() {
    let stage = Stage::new();
    for language in Language::ALL {
        let partner: &Organization = stage.partner(language);
        let name = format!("Ovens {}", language.as_str());
        let id = stage.deal(partner, &name).await;
        let browser = stage.signed_in(partner.person("referrals_admin")).await;
        browser.visit(&format!("/deals/{id}")).await;
        kind(&browser, language, "private").await;
        assert!(!seen_by_vendor(&stage, language, "/pipeline?q=Ovens", &name).await);

        browser.click(&format!("a[href='/deals/{id}/share']")).await;
        browser.sees("dialog[open]").await;
        browser.look().await;
        browser.follow("dialog button.primary").await;
        browser.says(language, "done-shared").await;
        kind(&browser, language, "partner-led").await;
        assert!(seen_by_vendor(&stage, language, "/pipeline?q=Ovens", &name).await);
        assert!(!seen_by_vendor(&stage, language, "/deals/inbound?q=Ovens", &name).await);

        browser.follow(&format!("a[href='/deals/{id}/invite/vendor']")).await;
        browser.look().await;
        browser.click("label:has(input[name='inviteContext/assistanceRequestCode'])").await;
        browser.fill("#invite [name='inviteContext/notes']", "A quote by Friday").await;
        browser.follow("#invite button.primary").await;
        browser.says(language, "done-invited").await;
        kind(&browser, language, "co-sell").await;
        browser.look().await;
        assert!(seen_by_vendor(&stage, language, "/deals/inbound?q=Ovens", &name).await);
        browser.close().await;
    }
}
