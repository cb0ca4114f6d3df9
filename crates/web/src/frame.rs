//! What stands around every page of somebody signed in: how much waits, how much is unread.

use ortak_app::error::AppError;
use ortak_app::{App, Ctx, notification};

use crate::view::View;

/// Fills the frame.
pub(crate) async fn fill(app: &App, ctx: &Ctx, view: &mut View) -> Result<(), AppError> {
    view.unread = notification::inbox::unread(app, ctx).await?;
    Ok(())
}
