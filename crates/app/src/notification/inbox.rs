//! A person's notifications in the product (R601).

use ortak_domain::policy::PrincipalKind;
use ortak_domain::{PersonId, ReferralId};
use uuid::Uuid;

use crate::error::AppError;
use crate::port::{Notification, NotificationQuery};
use crate::{App, Ctx};

/// Only people have notifications.
pub(super) fn person(ctx: &Ctx) -> Result<PersonId, AppError> {
    if ctx.principal.kind == PrincipalKind::Person {
        return Ok(PersonId(ctx.principal.id));
    }
    Err(AppError::Forbidden {
        code: "person_required",
        message: "applications have no notifications: register a webhook".to_owned(),
    })
}

/// The latest first.
pub async fn list(app: &App, ctx: &Ctx, query: &NotificationQuery) -> Result<Vec<Notification>, AppError> {
    let person = person(ctx)?;
    Ok(app.notifications.notifications(&ctx.principal.organization_id, person, query).await?)
}

/// How many are unread.
pub async fn unread(app: &App, ctx: &Ctx) -> Result<u64, AppError> {
    let person = person(ctx)?;
    Ok(app.notifications.unread(&ctx.principal.organization_id, person).await?)
}

/// Marks one as read, or as unread again.
pub async fn mark(app: &App, ctx: &Ctx, id: Uuid, read: bool) -> Result<(), AppError> {
    let person = person(ctx)?;
    let at = read.then(|| app.clock.now());
    if app.notifications.mark_read(&ctx.principal.organization_id, person, id, at).await? {
        return Ok(());
    }
    Err(AppError::NotFound)
}

/// Marks all as read; how many there were.
pub async fn mark_all(app: &App, ctx: &Ctx) -> Result<u64, AppError> {
    let person = person(ctx)?;
    Ok(app.notifications.mark_all_read(&ctx.principal.organization_id, person, app.clock.now()).await?)
}

/// Marks what is told of a referral as read, for whoever has just looked at it; how many there were.
pub async fn mark_about(app: &App, ctx: &Ctx, referral: ReferralId) -> Result<u64, AppError> {
    let person = person(ctx)?;
    let (owner, at) = (&ctx.principal.organization_id, app.clock.now());
    Ok(app.notifications.mark_read_about(owner, person, referral, at).await?)
}
