//! The lists of deals: `/deals/inbound`, `/deals/outbound`, `/deals/favourites`, `/deals/all`, and the board.

mod board;
mod bulk;
mod columns;
pub(super) mod export;
mod filter;
mod preview;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use ortak_app::port::{SortBy, Tab};
use ortak_app::referral::open;
use ortak_app::workspace::list::{self, CurrencyTotal, TabCounts, Totals};
use ortak_app::workspace::row::RowParty;
use ortak_app::workspace::{Column, DealRow, ListFilter, ListView};
use ortak_app::{App, AppError, Ctx};
use ortak_domain::referral::{Direction, SalesStage};
use ortak_domain::{Currency, Location, OrganizationKind, Time, Violations, Visibility};
use tokio::try_join;

use crate::deal::{self, Badge, Deal};
use crate::error::Failure;
use crate::page::home::href;
use crate::reader::Reader;
use crate::view::{Section, View};
use crate::{Web, html};
use columns::{Chooser, Heading};
use filter::Filters;

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/deals", get(|| async { Redirect::to("/deals/inbound") }))
        .route("/deals/inbound", get(|web, reader, query| page(web, reader, query, Tab::Inbound)))
        .route("/deals/outbound", get(|web, reader, query| page(web, reader, query, Tab::Outbound)))
        .route("/deals/favourites", get(|web, reader, query| page(web, reader, query, Tab::Favourites)))
        .route("/deals/all", get(|web, reader, query| page(web, reader, query, Tab::All)))
        .route("/deals/board", get(board::page))
        .route("/deals/board/move", post(board::step))
        .route("/deals/columns", post(columns::choose))
        .route("/deals/{id}/preview", get(preview::page))
        .route("/deals/bulk", post(bulk::run))
        .route("/deals/export.csv", get(export::csv).post(export::chosen_csv))
        .route("/deals/export.xlsx", get(export::xlsx).post(export::chosen_xlsx))
        .route("/pipeline", get(|web, reader, query| page(web, reader, query, Tab::Shared)))
        .route("/search", get(|web, reader, query| page(web, reader, query, Tab::All)))
}

/// Rows on a page.
const ROWS: usize = 50;

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
    /// The one that matters most.
    pub other: Option<Badge>,
    /// The rest of them, in words.
    pub more_others: Vec<String>,
    pub created: Time,
    pub updated: Time,
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
        // The vendor first.
        let (vendor, partners): (Vec<_>, Vec<_>) =
            row.others.iter().partition(|other| other.kind == OrganizationKind::Vendor);
        let mut others = vendor.into_iter().chain(partners).map(|other| other_badge(view, other));
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
            kind: if deal::is_lead(row.direction, row.deal_type, row.partner_to_partner) {
                deal::lead_badge(view)
            } else {
                deal::type_badge(view, row.deal_type)
            },
            partner_to_partner: row.partner_to_partner,
            status: deal::status_badge(view, row.stage, stage.as_deref(), incoming),
            value: row.value.as_ref().map_or_else(|| "—".to_owned(), |value| view.money(value)),
            closes: row.closes_at.map_or_else(|| "—".to_owned(), |at| view.day(at)),
            location: row
                .location
                .map_or_else(|| "—".to_owned(), |location| location.name.unwrap_or(location.mpn_id)),
            team,
            other: others.next(),
            more_others: others.map(|badge| badge.text).collect(),
            created: row.created_at,
            updated: row.updated_at,
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
        OrganizationKind::Vendor => view.t("list-vendor"),
        OrganizationKind::Partner => other.organization_name.clone(),
    };
    Badge { text: format!("{name}: {}", badge.text), ..badge }
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
    columns: Vec<Heading>,
    chooser: Chooser,
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
    /// None: there are rows.
    empty: Option<Empty>,
    start: String,
    /// Amounts of more than one currency stand in their order.
    by_value: bool,
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
    let (found, totals, counts, places) = try_join!(
        list::list(app, &reader.ctx, &wanted, &view.zone, ROWS),
        list::totals(app, &reader.ctx, &wanted, &view.zone),
        list::tab_counts(app, &reader.ctx, &wanted.filter, &view.zone),
        places(app, &reader.ctx)
    )?;
    let empty = if found.rows.is_empty() { Some(empty(app, &reader.ctx, &wanted).await?) } else { None };
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
        board: (tab != Tab::Shared).then(|| board::address(&wanted)),
        filters: filter::filters(
            &view,
            &wanted,
            &places.locations,
            totals.usual_currency().unwrap_or(places.currency),
        ),
        problems: told(&view, &problems),
        columns: columns::headings(&view, &wanted),
        chooser: columns::chooser(&view, &wanted),
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
        query: columns::saved(&view, &wanted).to_query(),
        stages: movable_stages(&view),
        empty,
        start: href(&wanted.from_start()),
        by_value: wanted.sort.by == SortBy::Value && totals.sums.len() > 1,
        me: reader.ctx.principal.as_member(),
        view: &view,
    };
    html(&page)
}

/// What filters offer of the reader's own organization.
struct Places {
    locations: Vec<Location>,
    currency: Currency,
}

async fn places(app: &App, ctx: &Ctx) -> Result<Places, AppError> {
    let owner = app.accounts.organization(&ctx.principal.organization_id).await?;
    Ok(owner.map_or(Places { locations: Vec::new(), currency: Currency::USD }, |owner| Places {
        locations: owner.locations,
        currency: owner.organization.currency,
    }))
}

/// Why a list holds nothing.
enum Empty {
    /// Nothing passes the filter.
    NoMatch,
    /// The page lies beyond the end.
    Beyond,
    /// The reader may see only some deals: who can give more, by name and e-mail address.
    Narrow(Vec<(String, String)>),
    /// There is nothing yet.
    First(Tab),
}

async fn empty(app: &App, ctx: &Ctx, wanted: &ListView) -> Result<Empty, AppError> {
    if wanted.position.is_some() {
        return Ok(Empty::Beyond);
    }
    if !wanted.filter.is_empty() {
        return Ok(Empty::NoMatch);
    }
    let own = !matches!(wanted.tab, Tab::Shared | Tab::Favourites);
    let helpers = if own { who_gives_access(app, ctx).await? } else { None };
    Ok(helpers.map_or(Empty::First(wanted.tab), Empty::Narrow))
}

/// For whom only some deals of the organization exist (R401): who can give more, by name and e-mail address.
pub(crate) async fn who_gives_access(
    app: &App,
    ctx: &Ctx,
) -> Result<Option<Vec<(String, String)>>, AppError> {
    if ctx.visibility() == Visibility::Organization {
        return Ok(None);
    }
    Ok(Some(open::helpers(app, ctx).await?))
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

/// What of a list's filter says nothing, in words.
fn told(view: &View, problems: &Violations) -> Vec<String> {
    problems.as_slice().iter().map(|problem| view.violation(problem)).collect()
}

/// Per currency, never added up across them (R802).
fn sums(view: &View, totals: &Totals) -> Vec<String> {
    totals.sums.iter().filter_map(|sum| total(view, sum)).collect()
}

fn total(view: &View, sum: &CurrencyTotal) -> Option<String> {
    Some(view.language.in_currency(sum.total.decimal()?, sum.currency))
}

/// The list that its reader came from to a deal, or the one that it is in, with the deal marked in it.
pub(crate) fn way_back(view: &View, deal: &Deal) -> String {
    const LISTS: [&str; 7] = [
        "/deals/inbound",
        "/deals/outbound",
        "/deals/favourites",
        "/deals/all",
        "/deals/board",
        "/pipeline",
        "/search",
    ];
    let from = view.came_from.as_deref().filter(|from| {
        let path = from.split_once('?').map_or(*from, |(path, _)| path);
        LISTS.contains(&path)
    });
    let list = from.unwrap_or(match (deal.own, deal.incoming()) {
        (false, _) => "/pipeline",
        (true, true) => "/deals/inbound",
        (true, false) => "/deals/outbound",
    });
    format!("{list}#deal-{}", deal.id)
}
