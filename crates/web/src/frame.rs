//! What stands around every page of somebody signed in: how much waits, how much is unread, their saved views.

use ortak_app::error::AppError;
use ortak_app::port::Tab;
use ortak_app::workspace::filter::StatusChoice;
use ortak_app::workspace::{ListFilter, list, views};
use ortak_app::{App, Ctx, notification};
use ortak_domain::referral::Status;
use tokio::try_join;

use crate::page::views::link;
use crate::view::View;

/// Views that the navigation shows; the rest is on their page.
const VIEWS: usize = 6;

/// Fills the frame: three short queries, side by side.
pub(crate) async fn fill(app: &App, ctx: &Ctx, view: &mut View) -> Result<(), AppError> {
    if !view.works_on_deals() {
        view.unread = notification::inbox::unread(app, ctx).await?;
        return Ok(());
    }
    let waits = ListFilter { status: vec![StatusChoice::Status(Status::New)], ..ListFilter::default() };
    let waits = waits.selection(ctx, Tab::Inbound, &view.zone);
    let (unread, waiting, saved) = try_join!(
        notification::inbox::unread(app, ctx),
        list::count(app, ctx, &waits),
        views::list(app, ctx)
    )?;
    view.unread = unread;
    view.waiting = waiting;
    view.saved_views = saved.iter().take(VIEWS).map(link).collect();
    Ok(())
}
