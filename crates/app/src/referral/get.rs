//! Read one referral.

use std::sync::Arc;

use ortak_domain::ReferralId;
use ortak_domain::policy::Action;

use super::{Served, engagement, shared};
use crate::error::AppError;
use crate::port::Found;
use crate::{App, Ctx};

/// The referral with this id, if it is within the caller's reach; what another party of the caller's engagements
/// shows of its own (R312); what a partner shares with the vendor (R102). Anything else doesn't exist (R401).
pub async fn get(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Served, AppError> {
    ctx.permit(Action::Read)?;
    match app.referrals.get(&ctx.viewer(), id).await? {
        Some(found) => Ok(found.into()),
        None => from_outside(app, ctx, id).await?.ok_or(AppError::NotFound),
    }
}

/// What the caller sees of a referral that isn't its organization's.
pub async fn from_outside(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Option<Served>, AppError> {
    if let Some(shared) = shared::get(app, ctx, id).await? {
        return Ok(Some(shared));
    }
    let other = engagement::other_party(app, &ctx.viewer(), id).await?;
    other.map(|other| Served::limited(&other.referral())).transpose()
}

impl From<Found> for Served {
    fn from(found: Found) -> Self {
        Self {
            id: found.stored.id,
            version: found.stored.version,
            updated_at: found.stored.updated_at,
            favorite: found.favorite,
            document: Arc::clone(&found.stored.document),
        }
    }
}
