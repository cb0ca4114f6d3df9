//! The first page: what waits, each with the list that shows exactly that.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::tz::TimeZone;
use ortak_app::port::{Sort, SortBy, Tab};
use ortak_app::workspace::home::{Tile, home};
use ortak_app::workspace::{Days, ListFilter, ListView, list};
use ortak_domain::Time;
use tokio::try_join;

use crate::error::Failure;
use crate::page::deals::{Row, who_gives_access};
use crate::reader::Reader;
use crate::view::{Section, View};
use crate::{Web, html};

pub(super) fn router() -> Router<Web> {
    Router::new().route("/", get(page))
}

/// A count that leads to its list.
struct Shown {
    name: String,
    icon: &'static str,
    count: u64,
    href: String,
    note: Option<String>,
    urgent: bool,
}

#[derive(Template)]
#[template(path = "page/home.html")]
struct HomePage<'a> {
    view: &'a View,
    tiles: Vec<Shown>,
    rows: Vec<Row>,
    /// There are no rows, and these can give access to more deals.
    helpers: Option<Vec<(String, String)>>,
}

/// How many deals the first page lists.
const ROWS: usize = 8;

async fn page(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let view = reader.view.at(Section::Home);
    if !view.works_on_deals() {
        return Ok(Redirect::to("/programme").into_response());
    }
    let app = &web.http.app;
    let first = ListView {
        tab: Tab::All,
        filter: ListFilter::default(),
        sort: Sort { by: SortBy::Waiting, descending: false },
        columns: None,
        position: None,
    };
    let (found, deals) = try_join!(
        home(app, &reader.ctx, month(view.now, &view.zone), &view.zone),
        list::list(app, &reader.ctx, &first, &view.zone, ROWS)
    )?;
    let shown = |name: &str, icon, tile: &Tile, note: Option<String>, urgent| Shown {
        name: view.t(name),
        icon,
        count: tile.count,
        href: href(&tile.view),
        note,
        urgent,
    };
    let deadline = found.nearest_deadline.map(|end| view.t1("home-nearest", "left", view.time_left(end)));
    let waiting = found.waiting.count > 0;
    let mut tiles = vec![
        shown("home-waiting", "hourglass", &found.waiting, deadline, waiting),
        shown("home-closing", "calendar", &found.closing, Some(view.t("home-closing-note")), false),
        shown("home-stale", "history", &found.stale, Some(view.t("home-stale-note")), false),
        shown("home-unanswered", "send", &found.unanswered, Some(view.t("home-unanswered-note")), false),
    ];
    if let Some(shared) = &found.shared {
        tiles.push(shown("home-shared", "eye", shared, Some(view.t("home-shared-note")), false));
    }
    let rows: Vec<Row> = deals.rows.into_iter().map(|row| Row::of(&view, row)).collect();
    let helpers = if rows.is_empty() { who_gives_access(app, &reader.ctx).await? } else { None };
    html(&HomePage { view: &view, tiles, rows, helpers })
}

/// Where a list for people is.
pub(crate) fn href(view: &ListView) -> String {
    if view.tab == Tab::Shared {
        let query = ListView { tab: Tab::default(), ..view.clone() }.to_query();
        return format!("/pipeline?{query}");
    }
    let query = ListView { tab: Tab::default(), ..view.clone() }.to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/deals/{}{mark}{query}", view.tab.as_str())
}

/// This month, both ends included.
fn month(now: Time, zone: &TimeZone) -> Days {
    let today = now.timestamp().to_zoned(zone.clone()).date();
    Days { from: Some(today.first_of_month()), to: Some(today.last_of_month()) }
}
