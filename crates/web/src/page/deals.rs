//! The lists of deals: `/deals/inbound`, `/deals/outbound`, `/deals/favourites`, `/deals/all`, and the board.

mod bulk;
mod export;
mod filter;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use ortak_app::port::{Sort, SortBy, Tab};
use ortak_app::workspace::board::{self, BoardLane};
use ortak_app::workspace::list::{self, CurrencyTotal, TabCounts, Totals};
use ortak_app::workspace::row::RowParty;
use ortak_app::workspace::{DealRow, ListFilter, ListView};
use ortak_domain::referral::{Direction, SalesStage};
use ortak_domain::{Lane, OrganizationKind};

use crate::deal::{self, Badge};
use crate::error::Failure;
use crate::page::home::href;
use crate::reader::Reader;
use crate::view::{Section, View};
use crate::{Web, html};
use filter::Filters;

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/deals", get(|| async { Redirect::to("/deals/inbound") }))
        .route("/deals/inbound", get(|web, reader, query| page(web, reader, query, Tab::Inbound)))
        .route("/deals/outbound", get(|web, reader, query| page(web, reader, query, Tab::Outbound)))
        .route("/deals/favourites", get(|web, reader, query| page(web, reader, query, Tab::Favourites)))
        .route("/deals/all", get(|web, reader, query| page(web, reader, query, Tab::All)))
        .route("/deals/board", get(board))
        .route("/deals/bulk", post(bulk::run))
        .route("/deals/export.csv", get(export::csv))
        .route("/deals/export.xlsx", get(export::xlsx))
        .route("/pipeline", get(|web, reader, query| page(web, reader, query, Tab::Shared)))
        .route("/search", get(|web, reader, query| page(web, reader, query, Tab::All)))
}

/// Rows on a page.
const ROWS: usize = 50;
/// Cards shown of each lane.
const CARDS: usize = 30;

/// A deal in a table, in the reader's words.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a sign of its own in the row")]
pub(crate) struct Row {
    pub id: String,
    pub etag: String,
    pub favourite: bool,
    pub title: String,
    pub customer: String,
    pub kind: Badge,
    pub partner_to_partner: bool,
    pub status: Badge,
    pub value: String,
    pub closes: String,
    pub location: String,
    pub team: String,
    pub others: Vec<Badge>,
    pub answer_by: Option<Badge>,
    pub incomplete: bool,
    pub organization: String,
    /// Whether its stage may be moved by dragging.
    pub movable: bool,
}

impl Row {
    pub fn of(view: &View, row: DealRow) -> Self {
        let title = row.name.clone().filter(|name| !name.trim().is_empty());
        let customer = [
            Some(row.customer.name.clone()),
            row.customer.duns.as_deref().map(deal::duns),
            row.customer.country.clone(),
        ];
        let customer: Vec<String> = customer.into_iter().flatten().collect();
        let incoming = row.direction == Direction::Incoming;
        let stage = row.sales_stage.map(|stage| {
            let name = row.own_stage_name.clone().unwrap_or_else(|| {
                deal::standard_stage_name(
                    view,
                    stage,
                    row.deal_type == ortak_domain::referral::DealType::SolutionAssessment,
                    incoming,
                )
            });
            format!("{name} {}", view.percent(stage.percent()))
        });
        let team = match row.team.as_slice() {
            [] => "—".to_owned(),
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} +{}", rest.len()),
        };
        Self {
            id: row.id.to_string(),
            favourite: row.favorite,
            title: title.unwrap_or_else(|| row.customer.name.clone()),
            customer: customer.join(" · "),
            kind: deal::type_badge(view, row.deal_type),
            partner_to_partner: row.partner_to_partner,
            status: deal::status_badge(view, row.stage, stage.as_deref(), incoming),
            value: row.value.as_ref().map_or_else(|| "—".to_owned(), |value| view.money(value)),
            closes: row.closes_at.map_or_else(|| "—".to_owned(), |at| view.day(at)),
            location: row
                .location
                .map_or_else(|| "—".to_owned(), |location| location.name.unwrap_or(location.mpn_id)),
            team,
            others: row.others.iter().map(|other| other_badge(view, other)).collect(),
            answer_by: deal::countdown(view, row.stage, row.expires_at),
            incomplete: row.incomplete,
            organization: row.organization_name,
            movable: row.stage == ortak_domain::referral::Stage::Active,
            etag: row.etag,
        }
    }
}

/// Another party in one badge: who, and where it stands.
fn other_badge(view: &View, other: &RowParty) -> Badge {
    let badge = deal::status_badge(view, other.stage, None, false);
    let name = match other.kind {
        OrganizationKind::Vendor => view.t("vendor"),
        OrganizationKind::Partner => other.organization_name.clone(),
    };
    Badge { text: format!("{name}: {}", badge.text), ..badge }
}

/// A heading that sorts.
struct Column {
    label: String,
    href: Option<String>,
    /// `ascending`, `descending`, or nothing.
    sorted: &'static str,
    end: bool,
}

struct TabLink {
    label: String,
    href: String,
    count: u64,
    current: bool,
}

#[derive(Template)]
#[template(path = "page/deals/list.html")]
struct ListPage<'a> {
    view: &'a View,
    title: String,
    shared: bool,
    tabs: Vec<TabLink>,
    board: Option<String>,
    filters: Filters,
    problems: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    sums: Vec<String>,
    count: u64,
    previous: Option<String>,
    next: Option<String>,
    filtered: bool,
    clear: String,
    text: String,
    kept: Vec<(&'static str, String)>,
    action: String,
    /// The list as it is saved and exported.
    query: String,
    stages: Vec<(&'static str, String)>,
    me: ortak_domain::Member,
}

async fn page(
    State(web): State<Web>,
    reader: Reader,
    RawQuery(query): RawQuery,
    tab: Tab,
) -> Result<Response, Failure> {
    let section = if tab == Tab::Shared { Section::Shared } else { Section::Deals };
    let mut view = reader.view.at(section);
    let (mut wanted, problems) = ListView::from_query(&query.unwrap_or_default());
    wanted.tab = tab;
    view.searched.clone_from(&wanted.filter.text);
    let app = &web.http.app;
    let found = list::list(app, &reader.ctx, &wanted, &view.zone, ROWS).await?;
    let totals = list::totals(app, &reader.ctx, &wanted, &view.zone).await?;
    let counts = list::tab_counts(app, &reader.ctx, &wanted.filter, &view.zone).await?;
    let owner = app
        .accounts
        .organization(&reader.ctx.principal.organization_id)
        .await
        .map_err(ortak_app::AppError::from)?;
    let locations = owner.map(|owner| owner.locations).unwrap_or_default();
    let filtered = !wanted.filter.is_empty();
    let clear = href(&ListView { filter: ListFilter::default(), ..wanted.from_start() });
    let rest = ListView {
        filter: ListFilter { text: String::new(), ..wanted.filter.clone() },
        tab: Tab::default(),
        ..wanted.from_start()
    };
    let page = ListPage {
        title: match tab {
            Tab::Shared => view.t("nav-pipeline"),
            _ if view.is_vendor() => view.t("nav-requests"),
            _ => view.t("nav-deals"),
        },
        shared: tab == Tab::Shared,
        tabs: tabs(&view, &wanted, &counts),
        board: (tab != Tab::Shared).then(|| board_href(&wanted)),
        filters: filter::filters(&view, &wanted, &locations),
        problems: problems.as_slice().iter().map(|problem| view.violation(problem)).collect(),
        columns: columns(&view, &wanted),
        rows: found.rows.into_iter().map(|row| Row::of(&view, row)).collect(),
        sums: sums(&view, &totals),
        count: found.count,
        previous: found.previous.as_ref().map(href),
        next: found.next.as_ref().map(href),
        filtered,
        clear,
        text: wanted.filter.text.clone(),
        kept: rest.to_pairs(),
        action: href(&ListView { tab, ..ListView::default() }),
        query: wanted.from_start().to_query(),
        stages: movable_stages(&view),
        me: reader.ctx.principal.as_member(),
        view: &view,
    };
    html(&page)
}

/// Stages that many deals can be moved to at once; winning is for one at a time.
pub(crate) fn movable_stages(view: &View) -> Vec<(&'static str, String)> {
    let stages = SalesStage::ALL.into_iter().filter(|stage| *stage != SalesStage::Won);
    stages.map(|stage| (stage.as_str(), view.t(&format!("sales-stage-{}", stage.as_str())))).collect()
}

fn tabs(view: &View, wanted: &ListView, counts: &TabCounts) -> Vec<TabLink> {
    if wanted.tab == Tab::Shared {
        return Vec::new();
    }
    [
        (Tab::Inbound, "tab-inbound", counts.inbound),
        (Tab::Outbound, "tab-outbound", counts.outbound),
        (Tab::Favourites, "tab-favourites", counts.favourites),
        (Tab::All, "tab-all", counts.all),
    ]
    .into_iter()
    .map(|(tab, label, count)| TabLink {
        label: view.t(label),
        href: href(&ListView { tab, ..wanted.from_start() }),
        count,
        current: tab == wanted.tab,
    })
    .collect()
}

/// Per currency, never added up across them (R802).
fn sums(view: &View, totals: &Totals) -> Vec<String> {
    totals.sums.iter().filter_map(|sum| total(view, sum)).collect()
}

fn total(view: &View, sum: &CurrencyTotal) -> Option<String> {
    Some(view.language.in_currency(sum.total.decimal()?, sum.currency))
}

fn columns(view: &View, wanted: &ListView) -> Vec<Column> {
    let column = |label: &str, by: Option<SortBy>, end| {
        let current = by.is_some_and(|by| wanted.sort.by == by);
        let descending = current && !wanted.sort.descending;
        Column {
            label: view.t(label),
            href: by.map(|by| href(&ListView { sort: Sort { by, descending }, ..wanted.from_start() })),
            sorted: match (current, wanted.sort.descending) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
            end,
        }
    };
    vec![
        column("column-deal", Some(SortBy::Name), false),
        column("column-type", Some(SortBy::Type), false),
        column("column-status", Some(SortBy::Stage), false),
        column("column-value", Some(SortBy::Value), true),
        column("column-closes", Some(SortBy::Closing), false),
        column("column-answer-by", Some(SortBy::Expires), false),
        column("column-location", Some(SortBy::Location), false),
        column("column-others", None, false),
    ]
}

struct LaneView {
    name: String,
    word: &'static str,
    /// The stage that a card gets by being dropped here.
    stage: &'static str,
    count: u64,
    sums: Vec<String>,
    cards: Vec<Row>,
    more: u64,
}

#[derive(Template)]
#[template(path = "page/deals/board.html")]
struct BoardPage<'a> {
    view: &'a View,
    tabs: Vec<TabLink>,
    table: String,
    filters: Filters,
    lanes: Vec<LaneView>,
}

fn board_href(wanted: &ListView) -> String {
    format!("/deals/board?{}", wanted.from_start().to_query())
}

async fn board(
    State(web): State<Web>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let view = reader.view.at(Section::Deals);
    let (wanted, _) = ListView::from_query(&query.unwrap_or_default());
    let app = &web.http.app;
    let lanes = board::board(app, &reader.ctx, &wanted, &view.zone, CARDS).await?;
    let counts = list::tab_counts(app, &reader.ctx, &wanted.filter, &view.zone).await?;
    let owner = app
        .accounts
        .organization(&reader.ctx.principal.organization_id)
        .await
        .map_err(ortak_app::AppError::from)?;
    let locations = owner.map(|owner| owner.locations).unwrap_or_default();
    let tabs = tabs(&view, &wanted, &counts)
        .into_iter()
        .zip([Tab::Inbound, Tab::Outbound, Tab::Favourites, Tab::All])
        .map(|(link, tab)| TabLink { href: board_href(&ListView { tab, ..wanted.clone() }), ..link })
        .collect();
    html(&BoardPage {
        tabs,
        table: href(&wanted),
        filters: filter::filters(&view, &wanted, &locations),
        lanes: lanes.into_iter().map(|lane| lane_view(&view, lane)).collect(),
        view: &view,
    })
}

fn lane_view(view: &View, lane: BoardLane) -> LaneView {
    let name = match lane.lane {
        Lane::Waiting => view.t("status-waiting"),
        Lane::Won => view.t("status-won"),
        Lane::Lost => view.t("status-lost"),
        other => other
            .sales_stage()
            .map(|stage| view.t(&format!("sales-stage-{}", stage.as_str())))
            .unwrap_or_default(),
    };
    let count = lane.totals.count;
    LaneView {
        name,
        word: lane.lane.as_str(),
        stage: lane.lane.sales_stage().map_or("", SalesStage::as_str),
        sums: sums(view, &lane.totals),
        more: count.saturating_sub(lane.cards.len() as u64),
        cards: lane.cards.into_iter().map(|row| Row::of(view, row)).collect(),
        count,
    }
}
