//! Change a referral: PATCH, PUT, merge patch, forms and connectors all end here.

use std::time::Duration;

use ortak_domain::policy::Action;
use ortak_domain::referral::{Applied, EventKind, ReferralChange, Refusal, TransitionError, Warning};
use ortak_domain::{Programme, Referral, ReferralId, Violations};

use super::{Author, Before, Served, unit_of_work};
use crate::document;
use crate::error::AppError;
use crate::etag::IfMatch;
use crate::port::{Found, StoreError};
use crate::{App, Ctx};

/// How often a writer without precondition is tried again when others write at the same time.
const ATTEMPTS: u32 = 64;
/// The longest pause between two tries, in milliseconds.
const LONGEST_PAUSE: u32 = 32;

/// What a writer wants.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub changes: Vec<ReferralChange>,
    /// What is wrong already; the rest is judged beside it, so that all is told at once.
    pub problems: Violations,
    /// The caller's own mark (R316): no change of the record.
    pub favorite: Option<bool>,
    /// The versions that the writer saw; none: the last writer wins (03-api A6).
    pub if_match: Option<IfMatch>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub served: Served,
    pub warnings: Vec<Warning>,
}

/// Applies all changes or none, and answers the referral as it then is.
pub async fn change(app: &App, ctx: &Ctx, id: ReferralId, change: &Change) -> Result<Changed, AppError> {
    ctx.permit(Action::Read)?;
    for tries in 1..=ATTEMPTS {
        match attempt(app, ctx, id, change).await {
            // Without a precondition nothing was promised about the version: look again and decide anew, a
            // little later than the others.
            Err(AppError::Stale) if change.if_match.is_none() => again_later(app, tries).await,
            result => return result,
        }
    }
    Err(AppError::Unavailable("the referral is being changed too often at once".to_owned()))
}

/// A random pause that grows with the tries.
pub(super) async fn again_later(app: &App, tries: u32) {
    let spread = u128::from(tries.min(LONGEST_PAUSE));
    let pause = u64::try_from(app.ids.random().as_u128() % spread).unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(pause)).await;
}

async fn attempt(app: &App, ctx: &Ctx, id: ReferralId, change: &Change) -> Result<Changed, AppError> {
    let viewer = ctx.viewer();
    let Some(Found { stored, favorite }) = app.referrals.get(&viewer, id).await? else {
        return Err(not_ones_own(app, ctx, id).await?);
    };
    ctx.permit(if change.changes.is_empty() && change.problems.is_empty() {
        Action::Favorite
    } else {
        Action::Change
    })?;
    if change.if_match.as_ref().is_some_and(|seen| !seen.matches_version(stored.version, stored.updated_at)) {
        return Err(AppError::Stale);
    }
    let before = document::parse(&stored.document, stored.assessment)?;
    let programme = programme(app, ctx, &change.changes).await?;
    let actor = ctx.principal.as_member();
    let applied = judge(before.apply(&change.changes, &actor, ctx.now, &programme), &change.problems)?;
    let next: Referral = applied.referral;
    if !viewer.visibility.covers_referral(&next) {
        // R401: taking oneself off the team would make the deal vanish for the writer, unanswerable.
        return Err(AppError::Forbidden {
            code: "would_lose_access",
            message: "the change would take the referral out of your own reach".to_owned(),
        });
    }
    let mark = change.favorite.filter(|wanted| *wanted != favorite);
    let favorite = change.favorite.unwrap_or(favorite);
    if next == before {
        if let Some(wanted) = mark {
            app.referrals.set_favorite(&viewer, id, wanted).await?;
        }
        return Ok(Changed { served: Found { stored, favorite }.into(), warnings: applied.warnings });
    }
    let seen = Before {
        referral: &before,
        document: &stored.document,
        version: stored.version,
        history_hash: &stored.history_hash,
    };
    let kind = EventKind::of_step(before.stage, next.stage);
    let author = Author::of(&ctx.principal, &ctx.request_id);
    let commit = unit_of_work(next, Some(seen), kind, author, app.ids.ordered(), ctx.now)?
        .with_favorite(mark.map(|wanted| (ctx.principal.id, wanted)));
    let served = commit.served(favorite);
    match app.referrals.commit(commit).await {
        Ok(()) => Ok(Changed { served, warnings: applied.warnings }),
        Err(StoreError::Duplicate { .. }) => Err(AppError::Stale),
        Err(error) => Err(error.into()),
    }
}

/// What others let the caller see it can't change; of anything else it learns nothing.
async fn not_ones_own(app: &App, ctx: &Ctx, id: ReferralId) -> Result<AppError, AppError> {
    let seen = super::get::from_outside(app, ctx, id).await?;
    Ok(seen.map_or(AppError::NotFound, |_| AppError::Forbidden {
        code: "not_your_referral",
        message: "the referral belongs to another organization, which alone changes it".to_owned(),
    }))
}

/// The programme's settings matter only to steps (R310).
async fn programme(app: &App, ctx: &Ctx, changes: &[ReferralChange]) -> Result<Programme, AppError> {
    if !changes.iter().any(|change| matches!(change, ReferralChange::Stage(_))) {
        return Ok(Programme::default());
    }
    let facts = app.accounts.owner_facts(&ctx.principal.organization_id).await?;
    Ok(facts.map(|facts| facts.programme).unwrap_or_default())
}

/// Joins what the edge found wrong with what the rules say. That a referral is frozen comes first: mending the
/// input would not help.
fn judge(applied: Result<Applied, Refusal>, problems: &Violations) -> Result<Applied, Refusal> {
    if problems.is_empty() {
        return applied;
    }
    match applied {
        Err(Refusal::Transition(error @ TransitionError::Terminal { .. })) => Err(Refusal::Transition(error)),
        Err(Refusal::Invalid(violations)) => {
            let mut all = problems.clone();
            all.extend(violations.into_vec());
            Err(Refusal::Invalid(all))
        }
        Ok(_) | Err(_) => Err(Refusal::Invalid(problems.clone())),
    }
}
