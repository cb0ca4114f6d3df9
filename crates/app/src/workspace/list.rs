//! Lists of deals for people: a page, how many there are, and what they are worth.

use jiff::tz::TimeZone;
use ortak_domain::field::Scalar;
use ortak_domain::money::Total;
use ortak_domain::policy::{Action, Decision, Visibility, permits};
use ortak_domain::predicate::{Comparison, Fold, Predicate, Test};
use ortak_domain::{Currency, Field, ReferralId};
use tokio::try_join;

use super::filter::{ListFilter, ListView};
use super::row::{self, DealRow};
use crate::error::AppError;
use crate::port::{DealQuery, DealRecords, LaneTotal, Position, Selection, Sort, Tab};
use crate::{App, Ctx};

/// The most rows of one page.
pub const MAX_ROWS: usize = 500;

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DealPage {
    pub rows: Vec<DealRow>,
    /// All matches, on every page.
    pub count: u64,
    /// The view of the page before this one; none on the first.
    pub previous: Option<ListView>,
    pub next: Option<ListView>,
}

/// How many deals there are in each tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TabCounts {
    pub inbound: u64,
    pub outbound: u64,
    pub favourites: u64,
    pub all: u64,
    /// None for whom there is no such tab: everybody but the vendor's sellers (R102).
    pub shared: Option<u64>,
}

/// What the deals of a set are worth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub count: u64,
    /// By currency code (R802). Deals without a value are in none.
    pub sums: Vec<CurrencyTotal>,
}

/// The deals of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrencyTotal {
    pub currency: Currency,
    pub count: u64,
    pub total: Total,
}

impl Totals {
    /// The currency of the most deals.
    pub fn usual_currency(&self) -> Option<Currency> {
        let most = self.sums.iter().rev().max_by_key(|sum| sum.count);
        most.map(|sum| sum.currency)
    }

    /// All of them in one.
    #[must_use]
    pub fn together<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut totals = Self::default();
        for one in all {
            totals.count += one.count;
            one.sums.iter().for_each(|sum| totals.add(*sum));
        }
        totals
    }

    fn add(&mut self, more: CurrencyTotal) {
        match self.sums.iter_mut().find(|sum| sum.currency == more.currency) {
            Some(sum) => {
                sum.count += more.count;
                sum.total = Total::from_units(sum.total.units() + more.total.units());
            }
            None => self.sums.push(more),
        }
    }

    /// Of all lanes together, or those chosen.
    pub(super) fn of<'a>(lanes: impl IntoIterator<Item = &'a LaneTotal>) -> Self {
        let mut totals = Self::default();
        for lane in lanes {
            totals.count += lane.count;
            let Some(currency) = lane.currency else { continue };
            totals.add(CurrencyTotal { currency, count: lane.count, total: lane.total });
        }
        totals.sums.sort_by_key(|sum| sum.currency.code());
        totals
    }
}

/// Whether the caller may look into the tab; false: nothing is there for it.
pub(super) fn may_look(ctx: &Ctx, tab: Tab) -> Result<bool, AppError> {
    if tab == Tab::Shared {
        ctx.permit(Action::ReadShared)?;
        return Ok(true);
    }
    ctx.permit(Action::Read)?;
    Ok(ctx.visibility() != Visibility::Nothing)
}

/// One page of the caller's deals.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    view: &ListView,
    zone: &TimeZone,
    limit: usize,
) -> Result<DealPage, AppError> {
    if !may_look(ctx, view.tab)? {
        return Ok(DealPage { rows: Vec::new(), count: 0, previous: None, next: None });
    }
    let selection = view.selection(ctx, zone);
    let viewer = ctx.viewer();
    let query = DealQuery {
        selection,
        sort: view.sort,
        position: view.position.clone(),
        limit: limit.clamp(1, MAX_ROWS),
    };
    let DealRecords { rows: records, more } = app.workspace.deals(&viewer, &query).await?;
    // A first page that is also the last has been counted by reading it.
    let count = if view.position.is_none() && !more {
        records.len() as u64
    } else {
        app.workspace.count_deals(&viewer, &query.selection).await?
    };
    let at = |position: Option<Position>| position.map(|at| ListView { position: Some(at), ..view.clone() });
    let first = records.first().map(|record| record.place.clone());
    let last = records.last().map(|record| record.place.clone());
    let (previous, next) = match &view.position {
        None => (None, last.filter(|_| more).map(Position::After)),
        // Where a page began there was a row, so there is a page before it, and the other way round.
        Some(Position::After(start)) => (
            Some(Position::Before(first.unwrap_or_else(|| start.clone()))),
            last.filter(|_| more).map(Position::After),
        ),
        Some(Position::Before(end)) => (
            first.filter(|_| more).map(Position::Before),
            Some(Position::After(last.unwrap_or_else(|| end.clone()))),
        ),
    };
    let rows = row::rows(app, ctx, view.tab, records).await?;
    Ok(DealPage { rows, count, previous: at(previous), next: at(next) })
}

/// Those of the deals that exist for the caller, in its usual order.
pub async fn chosen(app: &App, ctx: &Ctx, ids: &[ReferralId]) -> Result<Vec<DealRow>, AppError> {
    if ids.is_empty() || !may_look(ctx, Tab::All)? {
        return Ok(Vec::new());
    }
    let mut selection = ListFilter::default().selection(ctx, Tab::All, &TimeZone::UTC);
    selection.predicate = only(ids);
    let query = DealQuery { selection, sort: Sort::default(), position: None, limit: MAX_ROWS };
    let found = app.workspace.deals(&ctx.viewer(), &query).await?;
    row::rows(app, ctx, Tab::All, found.rows).await
}

/// That a deal is one of these.
pub(super) fn only(ids: &[ReferralId]) -> Predicate {
    let ids = ids.iter().map(|id| Scalar::Text(id.to_string().into())).collect();
    Predicate::Is(Comparison { field: Field::Id, fold: Fold::AsIs, test: Test::In(ids) })
}

/// How many deals pass the filter in each tab. No filter: how many there are.
pub async fn tab_counts(
    app: &App,
    ctx: &Ctx,
    filter: &ListFilter,
    zone: &TimeZone,
) -> Result<TabCounts, AppError> {
    ctx.permit(Action::Read)?;
    let counted = async |tab| count(app, ctx, &filter.selection(ctx, tab, zone)).await;
    let shared = async {
        match permits(&ctx.principal, Action::ReadShared) {
            Decision::Allow => counted(Tab::Shared).await.map(Some),
            Decision::Deny => Ok(None),
        }
    };
    let (inbound, outbound, favourites, shared) =
        try_join!(counted(Tab::Inbound), counted(Tab::Outbound), counted(Tab::Favourites), shared)?;
    // Every deal is one or the other.
    Ok(TabCounts { inbound, outbound, favourites, all: inbound + outbound, shared })
}

/// How many deals are in the set.
pub async fn count(app: &App, ctx: &Ctx, selection: &Selection) -> Result<u64, AppError> {
    if !may_look(ctx, selection.tab)? {
        return Ok(0);
    }
    Ok(app.workspace.count_deals(&ctx.viewer(), selection).await?)
}

/// Count and exact sums per currency of everything that the view shows, on all its pages (R802).
pub async fn totals(app: &App, ctx: &Ctx, view: &ListView, zone: &TimeZone) -> Result<Totals, AppError> {
    if !may_look(ctx, view.tab)? {
        return Ok(Totals::default());
    }
    Ok(Totals::of(&app.workspace.lane_totals(&ctx.viewer(), &view.selection(ctx, zone)).await?))
}
