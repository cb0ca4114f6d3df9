//! Refresh tokens: each is good for one use and replaced by its successor; using one a second time ends the
//! whole family, because then two parties hold it (RFC 9700, 4.14.2).

use ortak_domain::{Principal, Time};
use uuid::Uuid;

use super::{secret, sign_in};
use crate::App;
use crate::error::AppError;
use crate::port::RefreshToken;

/// How long a refresh token may lie unused, in days. Each use starts the time anew.
pub const LIFETIME_DAYS: i64 = 14;

/// A refresh token taken in, and its successor.
#[derive(Clone, PartialEq, Eq)]
pub struct Rotation {
    /// What the holder may do now, read afresh.
    pub principal: Principal,
    /// The token to hand out; it is not stored and can't be shown again.
    pub token: String,
}

impl std::fmt::Debug for Rotation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rotation").field("principal", &self.principal).finish_non_exhaustive()
    }
}

/// The first refresh token of a new family, for one principal and one application.
pub async fn start(app: &App, principal: &Principal, client_id: &str) -> Result<String, AppError> {
    start_family(app, principal, client_id, app.ids.random()).await
}

/// The first refresh token of a family that is known already.
pub(super) async fn start_family(
    app: &App,
    principal: &Principal,
    client_id: &str,
    family: Uuid,
) -> Result<String, AppError> {
    save(app, principal, client_id, family, app.clock.now()).await
}

/// Takes a refresh token in. None when it is unknown, too old, used before, another application's, or its
/// holder may no longer sign in: all the same to the caller.
pub async fn rotate(app: &App, token: &str, client_id: &str) -> Result<Option<Rotation>, AppError> {
    let now = app.clock.now();
    let hash = secret::hash_secret(token);
    let Some(found) = app.accounts.use_refresh_token(&hash, now).await? else { return Ok(None) };
    // An application that presents another's token has found or stolen it: the same as a second use.
    if found.used_at.is_some() || found.client_id != client_id {
        app.accounts.revoke_family(found.family).await?;
        return Ok(None);
    }
    if found.expires_at <= now {
        return Ok(None);
    }
    let Some(principal) = sign_in::principal(app, found.principal_kind, found.principal_id).await? else {
        app.accounts.revoke_family(found.family).await?;
        return Ok(None);
    };
    let token = save(app, &principal, client_id, found.family, now).await?;
    // A second use may have ended the family after this one was let through and before the successor was
    // saved; the successor would then live on alone. A family that has ended has no tokens at all.
    if app.accounts.use_refresh_token(&hash, now).await?.is_none() {
        app.accounts.revoke_family(found.family).await?;
        return Ok(None);
    }
    Ok(Some(Rotation { principal, token }))
}

async fn save(
    app: &App,
    principal: &Principal,
    client_id: &str,
    family: Uuid,
    now: Time,
) -> Result<String, AppError> {
    let token = secret::random_secret()?;
    let record = RefreshToken {
        hash: secret::hash_secret(&token),
        family,
        organization_id: principal.organization_id.clone(),
        principal_kind: principal.kind,
        principal_id: principal.id,
        client_id: client_id.to_owned(),
        expires_at: now.plus_days(LIFETIME_DAYS),
        used_at: None,
    };
    app.accounts.save_refresh_token(record).await?;
    Ok(token)
}
