//! What stands around every page of somebody signed in: how much waits, how much is unread, their saved views.

use ortak_app::error::AppError;
use ortak_app::port::Tab;
use ortak_app::workspace::filter::StatusChoice;
use ortak_app::workspace::{ListFilter, list, views};
use ortak_app::{App, Ctx, notification};
use ortak_domain::referral::Status;

use crate::page::views::link;
use crate::view::View;

/// Views that the navigation shows; the rest is on their page.
const VIEWS: usize = 6;

/// Fills the frame: three short queries.
pub(crate) async fn fill(app: &App, ctx: &Ctx, view: &mut View) -> Result<(), AppError> {
    view.unread = notification::inbox::unread(app, ctx).await?;
    if view.works_on_deals() {
        let waits = ListFilter { status: vec![StatusChoice::Status(Status::New)], ..ListFilter::default() };
        view.waiting = list::count(app, ctx, &waits.selection(ctx, Tab::Inbound, &view.zone)).await?;
        view.saved_views = views::list(app, ctx).await?.iter().take(VIEWS).map(link).collect();
    }
    Ok(())
}
