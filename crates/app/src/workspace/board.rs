//! The board: a lane for each stage, with what is in it and what that is worth.

use jiff::tz::TimeZone;
use ortak_domain::Lane;
use ortak_domain::policy::Visibility;

use super::filter::ListView;
use super::list::{Totals, may_look};
use super::row::{self, DealRow};
use crate::error::AppError;
use crate::{App, Ctx};

/// The most cards of one lane.
pub const MAX_CARDS: usize = 100;

/// One lane.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardLane {
    pub lane: Lane,
    /// Of all its deals, not only of the cards.
    pub totals: Totals,
    /// The first ones in the default order.
    pub cards: Vec<DealRow>,
}

/// The lanes of `Lane::BOARD`, empty ones included. Order and page of the view don't matter here.
pub async fn board(
    app: &App,
    ctx: &Ctx,
    view: &ListView,
    zone: &TimeZone,
    cards: usize,
) -> Result<Vec<BoardLane>, AppError> {
    let nothing = !may_look(ctx, view.tab)? || ctx.visibility() == Visibility::Nothing;
    let selection = view.selection(ctx, zone);
    let viewer = ctx.viewer();
    let (totals, rows) = if nothing {
        (Vec::new(), Vec::new())
    } else {
        let totals = app.workspace.lane_totals(&viewer, &selection).await?;
        let filled: Vec<Lane> =
            Lane::BOARD.into_iter().filter(|lane| totals.iter().any(|total| total.lane == *lane)).collect();
        let limit = cards.clamp(1, MAX_CARDS);
        let records = app.workspace.lane_deals(&viewer, &selection, &filled, limit).await?;
        (totals, row::rows(app, ctx, view.tab, records).await?)
    };
    let mut lanes: Vec<BoardLane> = Lane::BOARD
        .into_iter()
        .map(|lane| BoardLane {
            lane,
            totals: Totals::of(totals.iter().filter(|total| total.lane == lane)),
            cards: Vec::new(),
        })
        .collect();
    for row in rows {
        let lane = Lane::of(row.stage, row.sales_stage);
        if let Some(found) = lanes.iter_mut().find(|found| found.lane == lane) {
            found.cards.push(row);
        }
    }
    Ok(lanes)
}
