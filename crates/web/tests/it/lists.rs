//! Lists and the board: their columns, a deal beside them, the way back, cards that move, views that are shared.

use ortak_app::document;
use ortak_app::port::Viewer;
use ortak_app::referral::create::create;
use ortak_app::referral::import::import;
use ortak_domain::referral::Direction;
use ortak_domain::{EngagementId, ReferralId, Role};
use uuid::Uuid;

use crate::deals::invited;
use crate::harness::{Browser, CONTOSO, FABRIKAM, Installation, Page, TAILSPIN, VENDOR, id};
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
        ["Deal", "Type", "Status · Answer in", "Value · Close date", "Location · Team", "Other parties"]
    );
    // What stands below is ordered by as what stands above.
    let closes = usual.attribute("thead a[href*='sort=closing']", "href").remove(0);
    let by_day = ada.get(&closes).await.expect(200);
    assert_eq!(by_day.attribute("th[aria-sort='ascending'] a[href*='sort=-closing']", "href").len(), 1);
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
    assert_eq!(ada.get("/deals/outbound").await.all(HEADINGS).len(), 6, "nothing was kept");

    let page = choose(&ada, &usual, &[("columns", "type"), ("keep", "yes"), ("go", "show")]).await;
    assert_eq!(page.all(HEADINGS), ["Deal", "Type"]);
    assert_eq!(ada.get("/deals/all").await.all(HEADINGS), ["Deal", "Type"]);
    assert_eq!(ada.get("/deals/all?columns=value").await.all(HEADINGS), ["Deal", "Value"]);
    let saved = ada.get("/deals/all").await.attribute("a[href^='/views/new']", "href").remove(0);
    assert!(saved.contains("columns=type"), "{saved}: what is saved looks the same to others");
    let can = ortak.person(CONTOSO, "Can", Role::ReferralsAdmin).await;
    assert_eq!(can.get("/deals/all").await.all(HEADINGS).len(), 6, "of each person their own");
    // Another look of the pages leaves them.
    ada.post("/settings/appearance", &[("density", "compact"), ("back", "/")]).await.expect(303);
    let page = ada.get("/deals/all").await;
    assert_eq!(page.all(HEADINGS), ["Deal", "Type"]);
    assert_eq!(choose(&ada, &page, &[("go", "usual")]).await.all(HEADINGS).len(), 6);
    assert_eq!(ada.get("/deals/all").await.all(HEADINGS), ["Deal", "Type"]);
    choose(&ada, &page, &[("go", "usual"), ("keep", "yes")]).await;
    assert_eq!(ada.get("/deals/all").await.all(HEADINGS).len(), 6);

    let wrong = ada.get("/deals/all?columns=colour").await.expect(200);
    assert_eq!((wrong.all(HEADINGS).len(), wrong.all(".notice[role='alert']").len()), (6, 1));
}

#[tokio::test]
async fn a_lead_is_called_so_until_there_is_more_to_it() {
    let ortak = Installation::new().await;
    let own = ortak.deal(CONTOSO, 1).await;
    let viewer = Viewer::everything_of(&id(CONTOSO));
    let stored = ortak.app.referrals.get(&viewer, own).await.unwrap().unwrap().stored;
    // As it comes over from elsewhere: somebody who takes no part in it has sent it.
    let mut lead = document::parse(&stored.document, stored.assessment).unwrap();
    (lead.id, lead.engagement_id) = (ReferralId(Uuid::from_u128(7)), EngagementId(Uuid::from_u128(8)));
    (lead.direction, lead.name) = (Direction::Incoming, Some("A lead".to_owned()));
    import(&ortak.app, "request-1", lead).await.unwrap();
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let list = ada.get("/deals/all?sort=created").await.expect(200);
    let types = |page: &Page| -> Vec<(String, String)> {
        let names = page.all("tbody .deal-cell a").into_iter();
        names.zip(page.attribute("tbody .badges", "title")).collect()
    };
    let expected = [("A lead", "Lead"), ("Deal 1", "Private")];
    let mut found = types(&list);
    found.sort();
    assert_eq!(found, expected.map(|(name, kind)| (name.to_owned(), kind.to_owned())));
    let page = ada.get("/deals/00000000-0000-0000-0000-000000000007").await.expect(200);
    assert!(page.all(".deal-line .badge-text").contains(&"Lead".to_owned()), "{}", page.main());
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
        ada.post("/views/new", &[&[("name", name), ("query", query)], share].concat()).await.expect(303);
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

#[tokio::test]
async fn r802_lists_are_narrowed_and_ordered_by_amounts_of_one_currency() {
    let ortak = Installation::new().await;
    for (number, amount, currency) in [(1, "90000", "EUR"), (2, "60000", "EUR"), (3, "70000", "USD")] {
        let deal = ortak.deal(CONTOSO, number).await;
        ortak.worth(CONTOSO, deal, amount, currency).await;
    }
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let deals = |page: &Page| page.all(".deal-cell a");
    let list = ada.get("/deals/outbound").await.expect(200);
    // The currency of the most deals is offered first.
    assert_eq!(list.attribute("select[name='currency'] option[selected]", "value"), ["EUR"]);
    assert_eq!(list.attribute("select[name='currency'] option", "value")[0], "EUR");
    let dear = ada.get("/deals/outbound?currency=EUR&value_from=65000").await.expect(200);
    assert_eq!(deals(&dear), ["Deal 1"]);
    assert_eq!(dear.all(".toolbar .chip.on"), ["Value is ≥ €65,000"]);
    assert!(
        !dear
            .attribute("a", "href")
            .iter()
            .any(|href| { href.contains("value_from") && !href.contains("currency=EUR") })
    );
    let without = dear.attribute(".toolbar details .form-foot a", "href").remove(0);
    assert_eq!(without, "/deals/outbound", "currency and amounts go together");
    // Without a currency an amount narrows nothing, and is told of.
    let bare = ada.get("/deals/outbound?value_from=65000").await.expect(200);
    assert_eq!((deals(&bare).len(), bare.all(".notice[role='alert']").len()), (3, 1));
    assert!(bare.all(".notice[role='alert']")[0].contains("currency"));
    // So it does on the board; and nobody gets a file of more than they asked for.
    let board = ada.get("/deals/board?tab=outbound&value_from=65000").await.expect(200);
    let told = board.all(".notice[role='alert']:not([hidden])");
    assert!(told.len() == 1 && told[0].contains("Choose a currency"), "{told:?}");
    for file in ["csv", "xlsx"] {
        let path = format!("/deals/export.{file}?tab=outbound&value_from=65000");
        let refused = ada.get(&path).await.expect(422);
        assert!(refused.main().contains("Choose a currency to filter by value"), "{}", refused.main());
        ada.get(&format!("{path}&currency=EUR")).await.expect(200);
    }

    for (path, order) in [
        ("/deals/outbound?sort=value", ["Deal 2", "Deal 1", "Deal 3"]),
        ("/deals/outbound?sort=-value", ["Deal 3", "Deal 1", "Deal 2"]),
    ] {
        let page = ada.get(path).await.expect(200);
        assert_eq!(deals(&page), order, "{path}");
        assert_eq!(page.all(".list-note").len(), 1, "the page says so");
    }
    let euros = ada.get("/deals/outbound?sort=-value&currency=EUR").await.expect(200);
    assert_eq!((deals(&euros), euros.all(".list-note").len()), (vec!["Deal 1".into(), "Deal 2".into()], 0));
    // So does the board.
    let board = ada.get("/deals/board?tab=outbound&value_from=65000&currency=EUR").await.expect(200);
    assert_eq!(board.all(".board-card > a"), ["Deal 1"]);
}

/// The ticked deals as the list sends them.
fn ticked(page: &Page) -> Vec<(&'static str, String)> {
    page.attribute("[data-select]", "value").into_iter().map(|value| ("deal", value)).collect()
}

fn with<'a>(deals: &'a [(&'static str, String)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    deals.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn r205_somebody_of_the_organization_is_put_on_the_teams_of_many_deals() {
    let ortak = Installation::new().await;
    let deals = [ortak.deal(CONTOSO, 1).await, ortak.deal(CONTOSO, 2).await];
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    ortak.person(CONTOSO, "Bora", Role::ReferralsUser).await;
    ortak.person_without_phone(CONTOSO, "Deniz").await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let list = ada.get("/deals/outbound").await;
    let chosen = ticked(&list);
    let back = ("back", "/deals/outbound");
    // First it is asked who.
    let page = ada.post("/deals/bulk", &with(&chosen, &[("action", "assign-to"), back])).await.expect(200);
    assert_eq!(page.all(".assign-deals a"), list.all(".deal-cell a"));
    let offered = page.all("select[name='person'] option");
    // Nobody is chosen beforehand.
    assert_eq!(offered, ["—", "Ada Kaya · ada@contoso.example", "Bora Kaya · bora@contoso.example"]);
    assert!(page.all(".hint").concat().contains("phone"), "why somebody is not offered");
    let people = page.attribute("select[name='person'] option", "value");
    let kept = page.attribute("main form [name='deal']", "value");
    assert_eq!(kept, chosen.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>());

    let bora = people[2].as_str();
    let wish = with(&chosen, &[("action", "assign-to"), ("person", bora), back]);
    for _ in 0..2 {
        // Sent twice, it is done once.
        assert_eq!(ada.post("/deals/bulk", &wish).await.expect(303).location, "/deals/outbound");
    }
    for deal in deals {
        let people = ada.get(&format!("/deals/{deal}/team")).await.attribute("input[type='email']", "value");
        assert_eq!(people.iter().filter(|email| *email == "bora@contoso.example").count(), 1, "{people:?}");
        let activity = ada.get(&format!("/deals/{deal}/activity")).await;
        assert_eq!(activity.all(".timeline li").len(), 2, "opened, and somebody came");
    }
    // Nobody of another organization, and nobody at all.
    let list = can.get("/deals/outbound").await;
    assert!(ticked(&list).is_empty());
    let own = ortak.deal(FABRIKAM, 3).await;
    let own = format!("{own} x");
    for person in [bora, "x", "00000000-0000-0000-0000-000000000000"] {
        let wish = [("deal", own.as_str()), ("action", "assign-to"), ("person", person), back];
        let page = can.post("/deals/bulk", &wish).await.expect(422);
        assert_eq!(page.errors(), ["person"], "{person}");
        assert_eq!(page.attribute("main form [name='deal']", "value"), [own.as_str()]);
    }
}

#[tokio::test]
async fn what_became_of_each_deal_is_told_by_its_name_and_a_step_sent_twice_is_done_once() {
    let ortak = Installation::new().await;
    ortak.deal(CONTOSO, 1).await;
    let won = ortak.deal(CONTOSO, 2).await;
    let theirs = ortak.deal(FABRIKAM, 3).await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let etag = ada.get(&format!("/deals/{won}")).await.attribute("main input[name=etag]", "value").remove(0);
    ada.post(&format!("/deals/{won}/won"), &[("etag", &etag), ("confirm", "yes")]).await.expect(303);
    let list = ada.get("/deals/outbound").await;
    let mut chosen = ticked(&list);
    chosen.push(("deal", format!("{theirs} x")));
    let wish = with(&chosen, &[("action", "stage"), ("stage", "40"), ("back", "/deals/outbound")]);
    for time in 0..2 {
        let page = ada.post("/deals/bulk", &wish).await.expect(200);
        assert_eq!(page.all("tbody td:first-child a"), ["Deal 1", "Deal 2"], "{time}");
        assert!(page.all("tbody td:first-child")[0].contains("Adatum"));
        let outcomes = page.all("tbody .badge");
        assert_eq!((page.all(".badge.ok").len(), outcomes[0].as_str()), (1, "Done"), "{time}: {outcomes:?}");
        assert!(!page.main().contains(&theirs.to_string()), "R401: what isn't there has no name");
    }
    let moved = ada.get("/deals/outbound?stage=40").await;
    assert_eq!(moved.all(".deal-cell a"), ["Deal 1"]);
    let deal = moved.attribute(".deal-cell a", "href").remove(0);
    assert_eq!(ada.get(&format!("{deal}/activity")).await.all(".timeline li").len(), 2, "moved once");
    // What somebody else did meanwhile stays.
    ada.post("/deals/bulk", &with(&ticked(&moved), &[("action", "stage"), ("stage", "60")]))
        .await
        .expect(303);
    let late = ada.post("/deals/bulk", &with(&ticked(&moved), &[("action", "stage"), ("stage", "20")])).await;
    assert_eq!(late.expect(200).all(".badge.bad").len(), 1);
}

#[tokio::test]
async fn the_ticked_deals_are_exported_alone() {
    let ortak = Installation::new().await;
    for number in 1..=3 {
        ortak.deal(CONTOSO, number).await;
    }
    let theirs = ortak.deal(FABRIKAM, 4).await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let list = ada.get("/deals/outbound?sort=name").await;
    let mut chosen = ticked(&list);
    let left = chosen.remove(1).1;
    chosen.push(("deal", format!("{theirs} x")));
    let query = list.attribute("#bulk [name='query']", "value").remove(0);
    let wish = with(&chosen, &[("query", query.as_str())]);
    let csv = ada.post("/deals/export.csv", &wish).await.expect(200);
    let lines: Vec<&str> = csv.text.lines().collect();
    assert_eq!(lines.len(), 3, "{}", csv.text);
    for ((_, deal), line) in chosen.iter().zip(&lines[1..]) {
        assert!(line.starts_with(deal.split(' ').next().unwrap()), "in the order of the list: {line}");
    }
    assert!(!csv.text.contains(left.split(' ').next().unwrap()));
    assert!(!csv.text.contains(&theirs.to_string()), "R401");
    assert!(ada.post("/deals/export.xlsx", &wish).await.expect(200).text.starts_with("PK"));
    // Nothing ticked: nothing to export.
    let nothing = ada.post("/deals/export.csv", &[("back", "/deals/all")]).await.expect(303);
    assert_eq!(nothing.location, "/deals/all");
    ada.post_from_elsewhere("/deals/export.csv", &wish).await.expect(403);
    let formats = list.attribute("#bulk [data-download]", "formaction");
    assert_eq!(formats, ["/deals/export.csv", "/deals/export.xlsx"]);
}

#[tokio::test]
async fn a_list_without_deals_says_why() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    ortak.person(CONTOSO, "Pelin", Role::PartnerAdmin).await;
    let bora = ortak.person(CONTOSO, "Bora", Role::ReferralsUser).await;
    let first = ada.get("/deals/inbound").await.expect(200);
    assert_eq!(first.all(".empty h2"), ["Nothing here yet"]);
    assert_eq!(first.attribute(".empty a.primary", "href"), ["/deals/new"]);
    assert_eq!(ada.get("/deals/favourites").await.all(".empty h2"), ["No favourites yet"]);
    let deal = ortak.deal(CONTOSO, 1).await;
    let filtered = ada.get("/deals/outbound?status=Won").await.expect(200);
    assert_eq!(filtered.all(".empty h2"), ["No deal matches"]);
    assert_eq!(filtered.attribute(".empty a.button", "href"), ["/deals/outbound"]);
    // Whoever sees only deals of their own is told who can give more.
    for path in ["/deals/outbound", "/deals/all", "/"] {
        let narrow = bora.get(path).await.expect(200);
        assert_eq!(narrow.all(".empty h2"), ["No deals that you may see"], "{path}");
        assert_eq!(narrow.attribute(".empty a", "href"), ["mailto:pelin@contoso.example"], "{path}");
    }
    assert_eq!(bora.get("/deals/outbound?status=Won").await.all(".empty h2"), ["No deal matches"]);
    // Beyond the end there is a way back.
    ortak.deal(CONTOSO, 2).await;
    let list = ortak_app::workspace::ListView::from_query("sort=created").0;
    let at = ortak_app::port::Place { keys: vec![ortak_app::port::SortKey::Int(i64::MAX)], id: deal };
    let beyond =
        ortak_app::workspace::ListView { position: Some(ortak_app::port::Position::After(at)), ..list };
    let page = ada.get(&format!("/deals/outbound?{}", beyond.to_query())).await.expect(200);
    assert_eq!(page.all(".empty h2"), ["No more deals"]);
    assert_eq!(page.attribute(".empty a", "href"), ["/deals/outbound?sort=created"]);
}

#[tokio::test]
async fn counts_of_nothing_are_there_to_be_counted_up() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    for count in ["waiting", "unread"] {
        let found = |page: &Page, hidden: &str| page.all(&format!("[data-live='{count}']{hidden}")).len();
        let page = can.get("/").await.expect(200);
        assert_eq!((found(&page, ""), found(&page, "[hidden]")), (1, 1), "{count}");
    }
    invited(&ada, &can).await;
    let page = can.get("/deals/inbound").await.expect(200);
    assert_eq!(page.all("[data-live='waiting']:not([hidden])"), ["1"]);
    // The lists and their tabs follow what others do, and so does the board.
    let refreshed = |page: &Page| page.attribute("[data-refresh]", "data-refresh");
    assert_eq!(refreshed(&page), ["tabs", "deals"]);
    let board = can.get("/deals/board").await.expect(200);
    assert_eq!((refreshed(&board), board.all("[data-board]").len()), (vec!["tabs".to_owned()], 1));
}

#[tokio::test]
async fn r102_the_vendor_reads_where_a_partners_shared_deal_belongs() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let nora = ortak.person(VENDOR, "Nora", Role::VendorSeller).await;
    let admin = ortak.person(CONTOSO, "Can", Role::PartnerAdmin).await;
    let named = [("name", "İstanbul"), ("country", "TR")];
    admin.post("/settings/company/locations/6110000", &named).await.expect(303);
    let new = Installation::new_deal(1, Some("6110000"));
    let ctx = ortak.ctx(Installation::importer(CONTOSO));
    let deal = create(&ortak.app, &ctx, new, None).await.unwrap().served.id;
    let page = ada.get(&format!("/deals/{deal}/share")).await.expect(200);
    ada.save(&page, &[]).await.expect(303);
    let list = nora.get("/pipeline").await.expect(200);
    let row = list.all("tbody tr").concat();
    assert!(row.contains("İstanbul") && !row.contains("6110000"), "{row}");
    for page in ["", "/preview"] {
        let page = nora.get(&format!("/deals/{deal}{page}")).await.expect(200);
        assert!(page.text.contains("İstanbul"), "{}", page.text);
    }
}
