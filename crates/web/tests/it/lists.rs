//! Lists and the board: their columns, a deal beside them, the way back, cards that move, views that are shared.

use ortak_domain::Role;

use crate::deals::invited;
use crate::harness::{Browser, CONTOSO, FABRIKAM, Installation, Page, TAILSPIN};
use crate::new_deal::until_help;

const HEADINGS: &str = "thead th:not(.tight)";

async fn choose(browser: &Browser<'_>, page: &Page, fields: &[(&str, &str)]) -> Page {
    let query = page.attribute("form[action='/deals/columns'] [name='query']", "value").remove(0);
    let fields = [fields, &[("query", query.as_str())]].concat();
    browser.follow(browser.post("/deals/columns", &fields).await).await.expect(200)
}

#[tokio::test]
async fn a_list_shows_the_columns_that_its_address_names_and_else_those_that_its_reader_keeps() {
    let ortak = Installation::new().await;
    ortak.deal(CONTOSO, 1).await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let usual = ada.get("/deals/outbound?status=Active").await.expect(200);
    assert_eq!(
        usual.all(HEADINGS),
        ["Deal", "Type", "Status", "Value", "Close date", "Answer in", "Location · Team", "Other parties"]
    );
    let some = [("columns", "updated"), ("columns", "value"), ("go", "show")];
    let page = choose(&ada, &usual, &some).await;
    assert_eq!(page.all(HEADINGS), ["Deal", "Value", "Last change"]);
    assert_eq!(page.all("tbody td.end"), ["$50,000"]);
    // All that leads on keeps them: orders, filters, tabs, and what is saved.
    for link in ["thead a", ".tabs a", "a[href^='/views/new']"] {
        for href in page.attribute(link, "href") {
            assert!(href.contains("columns=value&columns=updated"), "{link}: {href}");
        }
    }
    let kept = page.attribute("form[action='/deals/outbound'] [name='columns']", "value");
    assert!(kept.len() >= 2 && kept.chunks(2).all(|pair| pair == ["value", "updated"]), "{kept:?}");
    // They say nothing about what is exported.
    let csv = page.attribute("a[href^='/deals/export.csv']", "href").remove(0);
    let (with, without) = (ada.get(&csv).await.text, ada.get("/deals/export.csv?tab=outbound").await.text);
    assert_eq!(with, without);

    let none = choose(&ada, &page, &[("go", "show")]).await;
    assert_eq!(none.all(HEADINGS), ["Deal"]);
    assert_eq!(ada.get("/deals/outbound").await.all(HEADINGS).len(), 8, "nothing was kept");

    let page = choose(&ada, &usual, &[("columns", "type"), ("keep", "yes"), ("go", "show")]).await;
    assert_eq!(page.all(HEADINGS), ["Deal", "Type"]);
    assert_eq!(ada.get("/deals/all").await.all(HEADINGS), ["Deal", "Type"]);
    assert_eq!(ada.get("/deals/all?columns=value").await.all(HEADINGS), ["Deal", "Value"]);
    let saved = ada.get("/deals/all").await.attribute("a[href^='/views/new']", "href").remove(0);
    assert!(saved.contains("columns=type"), "{saved}: what is saved looks the same to others");
    let can = ortak.person(CONTOSO, "Can", Role::ReferralsAdmin).await;
    assert_eq!(can.get("/deals/all").await.all(HEADINGS).len(), 8, "of each person their own");
    // Another look of the pages leaves them.
    ada.post("/settings/appearance", &[("density", "compact"), ("back", "/")]).await.expect(303);
    let page = ada.get("/deals/all").await;
    assert_eq!(page.all(HEADINGS), ["Deal", "Type"]);
    assert_eq!(choose(&ada, &page, &[("go", "usual")]).await.all(HEADINGS).len(), 8);
    assert_eq!(ada.get("/deals/all").await.all(HEADINGS), ["Deal", "Type"]);
    choose(&ada, &page, &[("go", "usual"), ("keep", "yes")]).await;
    assert_eq!(ada.get("/deals/all").await.all(HEADINGS).len(), 8);

    let wrong = ada.get("/deals/all?columns=colour").await.expect(200);
    assert_eq!((wrong.all(HEADINGS).len(), wrong.all(".notice[role='alert']").len()), (8, 1));
}

#[tokio::test]
async fn a_preview_shows_what_matters_and_what_can_be_done_and_opens_nothing() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let (own, theirs) = invited(&ada, &can).await;
    let list = can.get("/deals/inbound").await;
    let preview = list.attribute("a[data-preview]", "href").remove(0);
    assert_eq!(preview, format!("{theirs}/preview"));
    let activity = format!("{theirs}/activity");
    let before = can.get(&activity).await.all(".timeline li");
    let page = can.get(&preview).await.expect(200);
    assert_eq!(page.all("[data-preview-content] h2"), list.all(".deal-cell a"));
    let facts = page.all("[data-preview-content]").concat();
    for fact in ["Waiting for you", "$30,000", "Last activity", "Created", "answer"] {
        assert!(facts.to_lowercase().contains(&fact.to_lowercase()), "{fact} in {facts}");
    }
    let actions = page.attribute("[data-preview-content] .actions a", "href");
    assert_eq!(actions, ["/accept", "/decline", ""].map(|action| format!("{theirs}{action}")));
    assert_eq!(page.attribute("[data-preview-content] a[data-dialog]", "href"), actions[..2]);
    // R301: to look at it so is not to open it.
    assert_eq!(can.get(&activity).await.all(".timeline li"), before);
    can.get(&theirs).await.expect(200);
    assert_eq!(can.get(&activity).await.all(".timeline li").len(), before.len() + 1);

    let actions =
        ada.get(&format!("{own}/preview")).await.attribute("[data-preview-content] .actions a", "href");
    assert_eq!(actions, ["/edit", "/won", "/lost", ""].map(|action| format!("{own}{action}")));
    // R401.
    let eda = ortak.person(TAILSPIN, "Eda", Role::ReferralsAdmin).await;
    eda.get(&format!("{own}/preview")).await.expect(404);
    eda.get("/deals/nothing/preview").await.expect(404);
}

#[tokio::test]
async fn a_deal_leads_back_to_the_list_that_its_reader_came_from() {
    let ortak = Installation::new().await;
    let deal = ortak.deal(CONTOSO, 1).await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let path = format!("/deals/{deal}");
    for (from, back) in [
        ("/deals/all?status=Active&sort=-value", "/deals/all?status=Active&sort=-value"),
        ("/deals/board?tab=outbound", "/deals/board?tab=outbound"),
        ("/search?q=deal", "/search?q=deal"),
        ("/settings/profile", "/deals/outbound"),
        (path.as_str(), "/deals/outbound"),
    ] {
        let page = ada.get_from(&path, from).await.expect(200);
        assert_eq!(page.attribute("a[data-back-to-list]", "href"), [format!("{back}#deal-{deal}")], "{from}");
    }
    let list = ada.get("/deals/outbound").await;
    assert_eq!(list.attribute("tbody tr", "id"), [format!("deal-{deal}")], "where it leads to");
}

#[tokio::test]
async fn a_card_that_moves_is_answered_with_the_board_as_it_is_then() {
    let ortak = Installation::new().await;
    let first = ortak.deal(CONTOSO, 1).await;
    ortak.deal(CONTOSO, 2).await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let lane = |page: &Page, stage: &str| {
        let of = |part: &str| page.all(&format!("[data-stage='{stage}'] {part}")).concat();
        (of("[data-count]"), of("[data-sums]"))
    };
    let board = ada.get("/deals/board?tab=outbound").await.expect(200);
    assert_eq!(lane(&board, "10"), ("2".to_owned(), "$100,000".to_owned()));
    let etag = board.attribute(&format!("[data-id='{first}']"), "data-etag").remove(0);
    let card = first.to_string();
    let wish = |stage: &'static str| {
        [("deal", card.as_str()), ("stage", stage), ("etag", etag.as_str()), ("query", "tab=outbound")]
    };
    let moved = ada.post_for_part("/deals/board/move", &wish("40")).await.expect(200);
    assert_eq!(lane(&moved, "10"), ("1".to_owned(), "$50,000".to_owned()));
    assert_eq!(lane(&moved, "40"), ("1".to_owned(), "$50,000".to_owned()));
    assert_eq!(moved.attribute("[data-stage='40'] [data-id]", "data-id"), [card.as_str()]);
    assert!(moved.all("[data-why]").is_empty() && moved.all("nav").is_empty(), "the board alone");
    // With what it showed before, it is too late.
    let late = ada.post_for_part("/deals/board/move", &wish("60")).await.expect(200);
    assert_eq!(late.all("[data-why]").len(), 1);
    assert_eq!(late.attribute("[data-stage='40'] [data-id]", "data-id"), [card.as_str()]);
    // R401: the card of others is no card.
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let theirs = can.post_for_part("/deals/board/move", &wish("80")).await.expect(200);
    assert_eq!((theirs.all("[data-why]").len(), theirs.all("[data-id]").len()), (1, 0));
    ada.post("/deals/board/move", &[("deal", "x"), ("stage", "40")]).await.expect(404);
    ada.post("/deals/board/move", &[("deal", &card), ("stage", "7")]).await.expect(404);
    ada.post_from_elsewhere("/deals/board/move", &wish("80")).await.expect(403);
    assert_eq!(lane(&ada.get("/deals/board?tab=outbound").await, "40").0, "1");
}

#[tokio::test]
async fn a_shared_view_leads_colleagues_to_its_list_and_nobody_else() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let bora = ortak.person(CONTOSO, "Bora", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let query = "tab=outbound&status=Active&columns=value";
    for (name, shared) in [("Ours", true), ("Mine", false)] {
        let share: &[(&str, &str)] = if shared { &[("shared", "yes")] } else { &[] };
        ada.post("/views", &[&[("name", name), ("query", query)], share].concat()).await.expect(303);
    }
    let views = ada.get("/views").await;
    let address = |name: &str| {
        let links = views.all(".card-head a").into_iter().zip(views.attribute(".card-head a", "href"));
        links.filter(|(of, _)| of == name).map(|(_, href)| href).next().unwrap()
    };
    let to = "/deals/outbound?status=Active&columns=value";
    for (browser, name) in [(&ada, "Ours"), (&ada, "Mine"), (&bora, "Ours")] {
        assert_eq!(browser.get(&address(name)).await.expect(303).location, to);
    }
    bora.get(&address("Mine")).await.expect(404);
    can.get(&address("Ours")).await.expect(404);
    ada.get("/views/nothing").await.expect(404);
}

#[tokio::test]
async fn solutions_are_looked_for_while_one_types_without_saving_anything() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let help = until_help(&ada, ("details/requirements/solutions[]", "own:contoso:SOL-1")).await;
    let (action, _) = help.form("step");
    let action = action.replace("/help", "/solutions");
    let page = ada.get(&action).await.expect(200);
    let version = page.attribute("form#step [name='version']", "value").remove(0);
    let typed = |find: &'static str, shelf: &'static str| {
        let ticked = ("details/requirements/solutions", "own:contoso:SOL-1");
        [ticked, ("find", find), ("shelf", shelf), ("version", "1"), ("go", "find")]
    };
    let found = ada.post_for_part(&action, &typed("cra", "third-party")).await.expect(200);
    assert_eq!(found.all("[data-offers] .choices label").len(), 1, "{}", found.main());
    assert_eq!(found.all("[data-chosen] .choices label").len(), 1, "what is ticked stays");
    let found = ada.post_for_part(&action, &typed("nothing like it", "third-party")).await.expect(200);
    assert!(found.all("[data-offers] .choices label").is_empty());
    let unticked = ada.post_for_part(&action, &typed("", "own")[1..]).await.expect(200);
    assert!(unticked.all("[data-chosen] .choices label").is_empty());
    let page = ada.get(&action).await;
    assert_eq!(page.attribute("form#step [name='version']", "value"), [version], "nothing was saved");
    assert_eq!(page.all("[data-chosen] .choices label").len(), 1);
}
