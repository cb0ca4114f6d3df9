//! Sandboxes: an organization in which everything can be tried. Whom it invites is played by a stand-in, which its
//! admins act for; its clock can be moved forward. Nothing of it reaches an organization outside, because every
//! organization meets only those of its own realm.

use std::sync::Arc;

use ortak_domain::organization::Sandbox;
use ortak_domain::policy::{Action, Decision, permits};
use ortak_domain::referral::event::sha256_hex;
use ortak_domain::{Organization, OrganizationId, Principal, Role, Scope, Time};

use crate::error::AppError;
use crate::notification::remind;
use crate::port::{OrganizationRecord, StoreError};
use crate::referral::expire;
use crate::{App, Ctx};

/// The organization that `name` means to `owner`: in the real world the one that an id or number names; in a sandbox
/// its home, or the stand-in of the one that is named.
pub async fn resolve(app: &App, owner: &Organization, name: &str) -> Result<Option<Organization>, AppError> {
    let Some(found) = app.accounts.find_organization(name).await? else { return Ok(None) };
    met(app, owner, found).await
}

/// The same of an organization that is known: as `owner` meets it.
pub async fn met(
    app: &App,
    owner: &Organization,
    found: Organization,
) -> Result<Option<Organization>, AppError> {
    let Some(home) = owner.realm() else {
        return Ok(Some(found).filter(|found| found.sandbox.is_none()));
    };
    match found.realm() {
        None => stand_in(app, home, found).await.map(Some),
        Some(realm) => Ok(Some(found.clone()).filter(|_| realm == home)),
    }
}

/// The stand-in of `played` in the sandbox of `home`, as stored or as it is going to be.
async fn stand_in(app: &App, home: &OrganizationId, played: Organization) -> Result<Organization, AppError> {
    let id = stand_in_id(home, &played.id)?;
    if let Some(stored) = app.accounts.organization(&id).await? {
        return Ok(stored.organization);
    }
    let sandbox = Sandbox { home: home.clone(), stands_for: Some(played.id), clock_ahead: 0 };
    Ok(Organization {
        id,
        mpn_id: None,
        assessments_approved: false,
        sandbox: Some(sandbox),
        created_at: app.clock.now(),
        ..played
    })
}

/// Fixed by the two, so that everybody who makes it makes the same.
fn stand_in_id(home: &OrganizationId, played: &OrganizationId) -> Result<OrganizationId, AppError> {
    let hash = sha256_hex(format!("{home}/{played}").as_bytes());
    let id = format!("sandbox-{}", hash.get(..32).unwrap_or_default());
    OrganizationId::new(&id).map_err(|error| AppError::Internal(error.to_string()))
}

/// Stores a stand-in that is not stored yet. Others are left as they are.
pub async fn ensure(app: &App, organization: &Organization) -> Result<(), AppError> {
    let is_stand_in = organization.sandbox.as_ref().is_some_and(|sandbox| sandbox.stands_for.is_some());
    if !is_stand_in || app.accounts.organization(&organization.id).await?.is_some() {
        return Ok(());
    }
    let record = OrganizationRecord { organization: organization.clone(), locations: Vec::new() };
    match app.accounts.create_organization(record).await {
        Ok(()) | Err(StoreError::Duplicate { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The home of the caller's sandbox. Playing and moving its clock is for those who see all of the organization.
async fn home(app: &App, principal: &Principal) -> Result<Organization, AppError> {
    let forbidden = |code, message: &str| AppError::Forbidden { code, message: message.to_owned() };
    let record = app.accounts.organization(&principal.organization_id).await?;
    let own = record.map(|record| record.organization);
    let Some(own) = own.filter(|own| own.realm() == Some(&own.id)) else {
        return Err(forbidden("not_a_sandbox", "your organization is no sandbox"));
    };
    if permits(principal, Action::Play) == Decision::Deny || principal.scope != Scope::Global {
        return Err(forbidden("role_required", "only admins of the whole organization play the other side"));
    }
    Ok(own)
}

/// The sides that an admin of a sandbox can play: the stand-ins of whoever was asked in it, by name.
pub async fn sides(app: &App, ctx: &Ctx) -> Result<Vec<Organization>, AppError> {
    let own = home(app, &ctx.principal).await?;
    let mut sides = app.accounts.organizations().await?;
    sides.retain(|one| one.realm() == Some(&own.id) && one.id != own.id);
    sides.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sides)
}

/// The caller as the stand-in of the organization that `name` names: an admin of a sandbox plays the other side.
pub async fn act_for(app: &App, ctx: Ctx, name: &str) -> Result<Ctx, AppError> {
    let own = home(app, &ctx.principal).await?;
    let played = resolve(app, &own, name).await?.ok_or_else(|| AppError::Forbidden {
        code: "unknown_organization",
        message: "there is no such organization to play".to_owned(),
    })?;
    ensure(app, &played).await?;
    let principal = Principal {
        organization_id: played.id.clone(),
        organization_kind: played.kind,
        role: Role::ReferralsAdmin,
        scope: Scope::Global,
        ..Principal::clone(&ctx.principal)
    };
    Ok(Ctx { principal: Arc::new(principal), ..ctx })
}

/// The time in the caller's realm.
pub async fn now(app: &App, principal: &Principal) -> Result<Time, AppError> {
    let now = app.clock.now();
    let Some(home) = &principal.realm else { return Ok(now) };
    Ok(now.plus_seconds(clock_ahead(app, home).await?))
}

async fn clock_ahead(app: &App, home: &OrganizationId) -> Result<i64, AppError> {
    let record = app.accounts.organization(home).await?;
    Ok(record.and_then(|record| record.organization.sandbox).map_or(0, |sandbox| sandbox.clock_ahead))
}

/// The farthest that a sandbox's clock can be ahead: ten years.
pub const MAX_AHEAD: i64 = 10 * 365 * 86_400;

/// Moves the clock of the caller's sandbox forward, and lets happen what is due then; the time that it shows.
pub async fn advance(app: &App, ctx: &Ctx, seconds: i64) -> Result<Time, AppError> {
    let own = home(app, &ctx.principal).await?;
    let before = clock_ahead(app, &own.id).await?;
    let ahead = before.saturating_add(seconds);
    if seconds < 1 || ahead > MAX_AHEAD {
        let most = MAX_AHEAD.saturating_sub(before);
        return Err(ortak_domain::Violation::out_of_range("seconds", 1, most).into());
    }
    app.accounts.set_clock_ahead(&own.id, ahead).await?;
    let now = app.clock.now();
    let then = now.plus_seconds(ahead);
    remind::remind_between(app, Some(&own.id), now.plus_seconds(before), then).await?;
    while expire::expire_realm(app, Some(own.id.clone()), then, 100).await?.more {}
    Ok(then)
}
