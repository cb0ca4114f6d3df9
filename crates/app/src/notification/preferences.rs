//! What a person wants to be told, and how (R603).

use super::inbox::person;
use crate::error::AppError;
use crate::port::Preferences;
use crate::{App, Ctx};

/// The caller's own.
pub async fn get(app: &App, ctx: &Ctx) -> Result<Preferences, AppError> {
    let person = person(ctx)?;
    Ok(app.notifications.preferences(&ctx.principal.organization_id, person).await?)
}

/// Replaces the caller's own.
pub async fn save(app: &App, ctx: &Ctx, preferences: Preferences) -> Result<(), AppError> {
    let person = person(ctx)?;
    Ok(app.notifications.save_preferences(&ctx.principal.organization_id, person, preferences).await?)
}
