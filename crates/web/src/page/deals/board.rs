//! The board: `/deals/board`, and its cards as they move, `/deals/board/move`.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use ortak_app::AppError;
use ortak_app::etag::IfMatch;
use ortak_app::port::Tab;
use ortak_app::referral::change::{Change, change};
use ortak_app::workspace::ListView;
use ortak_app::workspace::board::{self, BoardLane};
use ortak_app::workspace::list::{self, Totals};
use ortak_domain::referral::{ReferralChange, SalesStage};
use ortak_domain::{Currency, Lane, ReferralId};
use tokio::try_join;

use super::filter::{self, Filters};
use super::{Row, TabLink, bulk, places, sums, tabs};
use crate::error::Failure;
use crate::page::home::href;
use crate::reader::{Posted, Reader};
use crate::view::{Section, View};
use crate::{Web, html};

/// Cards shown of each lane.
const CARDS: usize = 30;

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

/// The lanes with their cards: all that changes when a card moves.
struct Board {
    lanes: Vec<LaneView>,
    /// The currency of the most deals.
    usual: Option<Currency>,
    /// The board's own filter, for asking for it again.
    query: String,
    table: String,
    /// Why a card was not moved.
    refused: Option<String>,
}

#[derive(Template)]
#[template(path = "page/deals/board.html")]
struct BoardPage<'a> {
    view: &'a View,
    tabs: Vec<TabLink>,
    filters: Filters,
    /// What of the filter says nothing.
    problems: Vec<String>,
    board: Board,
}

#[derive(Template)]
#[template(path = "component/lanes.html")]
struct BoardPart<'a> {
    view: &'a View,
    board: Board,
}

pub(super) fn address(wanted: &ListView) -> String {
    format!("/deals/board?{}", wanted.from_start().to_query())
}

async fn load(
    web: &Web,
    reader: &Reader,
    wanted: &ListView,
    refused: Option<String>,
) -> Result<Board, Failure> {
    let view = &reader.view;
    let lanes = board::board(&web.http.app, &reader.ctx, wanted, &view.zone, CARDS).await?;
    let usual = Totals::together(lanes.iter().map(|lane| &lane.totals)).usual_currency();
    Ok(Board {
        usual,
        lanes: lanes.into_iter().map(|lane| lane_view(view, lane)).collect(),
        query: wanted.from_start().to_query(),
        table: href(&wanted.from_start()),
        refused,
    })
}

pub(super) async fn page(
    State(web): State<Web>,
    mut reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    reader.view.section = Section::Deals;
    let (wanted, problems) = ListView::from_query(&query.unwrap_or_default());
    let app = &web.http.app;
    let around = async {
        let counts = list::tab_counts(app, &reader.ctx, &wanted.filter, &reader.view.zone);
        Ok(try_join!(counts, places(app, &reader.ctx))?)
    };
    let (board, (counts, places)) = try_join!(load(&web, &reader, &wanted, None), around)?;
    let view = &reader.view;
    let tabs = tabs(view, &wanted, &counts)
        .into_iter()
        .zip([Tab::Inbound, Tab::Outbound, Tab::Favourites, Tab::All])
        .map(|(link, tab)| TabLink { href: address(&ListView { tab, ..wanted.clone() }), ..link })
        .collect();
    let usual = board.usual.unwrap_or(places.currency);
    let filters = filter::filters(view, &wanted, &places.locations, usual);
    html(&BoardPage { tabs, filters, problems: super::told(view, &problems), board, view })
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

/// Marks a card's stage, and answers with the board as it is then: moved, or as it was and why.
pub(super) async fn step(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let id: ReferralId = fields.text("deal").parse().map_err(|_| Failure::NoSuchPage)?;
    let stage = SalesStage::parse(fields.text("stage")).ok_or(Failure::NoSuchPage)?;
    let wish = Change {
        changes: vec![ReferralChange::SalesStage(Some(stage))],
        if_match: Some(IfMatch::parse(fields.text("etag"))),
        ..Change::default()
    };
    let refused = match change(&web.http.app, &reader.ctx, id, &wish).await {
        Ok(_) => None,
        Err(
            error @ (AppError::Invalid(_)
            | AppError::Conflict { .. }
            | AppError::Stale
            | AppError::NotFound
            | AppError::Forbidden { .. }),
        ) => Some(bulk::why(&reader.view, &error)),
        Err(error) => return Err(error.into()),
    };
    let (wanted, _) = ListView::from_query(fields.text("query"));
    let board = load(&web, &reader, &wanted, refused).await?;
    html(&BoardPart { view: &reader.view, board })
}
