//! The first page: what needs the caller, as counts that lead to the lists with exactly these deals.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use ortak_domain::Time;
use ortak_domain::policy::{Action, Decision, permits};
use ortak_domain::referral::Status;
use tokio::try_join;

use super::filter::{Days, ListFilter, ListView, StatusChoice};
use super::list;
use crate::error::AppError;
use crate::port::{Sort, SortBy, Tab};
use crate::{App, Ctx};

/// An active deal that has not changed for so many days is stale.
pub const STALE_DAYS: i64 = 30;

/// A number and the list behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    pub count: u64,
    pub view: ListView,
}

/// What needs the caller.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Incoming, and not answered yet.
    pub waiting: Tile,
    /// When the first of them runs out (R307).
    pub nearest_deadline: Option<Time>,
    /// Active, and estimated to close this month.
    pub closing: Tile,
    /// Active, and not changed for `STALE_DAYS`.
    pub stale: Tile,
    /// Somebody whom the organization asked hasn't answered.
    pub unanswered: Tile,
    /// What partners share with the vendor; only for its sellers (R102).
    pub shared: Option<Tile>,
}

fn view(tab: Tab, filter: ListFilter, by: SortBy) -> ListView {
    ListView { tab, filter, sort: Sort { by, descending: false }, columns: None, position: None }
}

fn with_status(status: Status) -> ListFilter {
    ListFilter { status: vec![StatusChoice::Status(status)], ..ListFilter::default() }
}

/// The caller's tiles. `month` is this month in the caller's time zone, both ends included.
pub async fn home(app: &App, ctx: &Ctx, month: Days, zone: &TimeZone) -> Result<Home, AppError> {
    ctx.permit(Action::Read)?;
    let waiting = view(Tab::Inbound, with_status(Status::New), SortBy::Waiting);
    let closing = ListFilter { closing: month, ..with_status(Status::Active) };
    let before = Days { from: None, to: last_stale_day(ctx.now, zone) };
    let stale = ListFilter { updated: before, ..with_status(Status::Active) };
    let unanswered = ListFilter { unanswered: true, ..ListFilter::default() };
    let nearest_deadline = async {
        match ctx.visibility() {
            ortak_domain::Visibility::Nothing => Ok(None),
            _ => Ok(app.workspace.nearest_deadline(&ctx.viewer(), &waiting.selection(ctx, zone)).await?),
        }
    };
    let shared = async {
        match permits(&ctx.principal, Action::ReadShared) {
            Decision::Allow => {
                let shared = view(Tab::Shared, ListFilter::default(), SortBy::Waiting);
                tile(app, ctx, shared, zone).await.map(Some)
            }
            Decision::Deny => Ok(None),
        }
    };
    // Side by side: the page takes as long as the slowest of them.
    let (nearest_deadline, shared, waiting, closing, stale, unanswered) = try_join!(
        nearest_deadline,
        shared,
        tile(app, ctx, waiting.clone(), zone),
        tile(app, ctx, view(Tab::All, closing, SortBy::Closing), zone),
        tile(app, ctx, view(Tab::All, stale, SortBy::Updated), zone),
        tile(app, ctx, view(Tab::Outbound, unanswered, SortBy::Waiting), zone),
    )?;
    Ok(Home { waiting, nearest_deadline, closing, stale, unanswered, shared })
}

async fn tile(app: &App, ctx: &Ctx, view: ListView, zone: &TimeZone) -> Result<Tile, AppError> {
    let count = list::count(app, ctx, &view.selection(ctx, zone)).await?;
    Ok(Tile { count, view })
}

/// The last day on which the last change of a stale deal may have been: a whole day, so that the URL says it.
fn last_stale_day(now: Time, zone: &TimeZone) -> Option<Date> {
    let day = zone.to_datetime(now.plus_days(-STALE_DAYS).timestamp()).date();
    day.yesterday().ok()
}
