//! Read one referral.

use std::sync::Arc;

use ortak_domain::ReferralId;
use ortak_domain::policy::Action;

use super::Served;
use crate::error::AppError;
use crate::port::Found;
use crate::{App, Ctx};

/// The referral with this id, if it is within the caller's reach; anything else doesn't exist (R401).
pub async fn get(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Served, AppError> {
    ctx.permit(Action::Read)?;
    let found = app.referrals.get(&ctx.viewer(), id).await?.ok_or(AppError::NotFound)?;
    Ok(found.into())
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
