//! Close what nobody answered in time (R307). A reconciler: it takes no input, may run anywhere and any number of
//! times, and what it finds due it closes once.

use ortak_domain::policy::PrincipalKind;
use ortak_domain::referral::EventKind;
use ortak_domain::{OrganizationId, Time};
use uuid::Uuid;

use super::{Author, Before, unit_of_work};
use crate::App;
use crate::document;
use crate::error::AppError;
use crate::port::{StoreError, Viewer, Waiting, WaitingQuery};

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    pub expired: usize,
    /// More are due than fitted into this round.
    pub more: bool,
}

/// The request id of what the platform does by itself.
const REQUEST: &str = "expiry";

/// Closes what is due in the real world and in every sandbox, by its own clock; at most `limit` in each.
pub async fn expire_due(app: &App, limit: usize) -> Result<Expired, AppError> {
    let now = app.clock.now();
    let mut done = expire_realm(app, None, now, limit).await?;
    for (home, ahead) in app.accounts.sandboxes().await? {
        let here = expire_realm(app, Some(home), now.plus_seconds(ahead), limit).await?;
        done.expired += here.expired;
        done.more |= here.more;
    }
    Ok(done)
}

/// Closes what is due at `now` in one realm.
pub async fn expire_realm(
    app: &App,
    realm: Option<OrganizationId>,
    now: Time,
    limit: usize,
) -> Result<Expired, AppError> {
    let query = WaitingQuery { realm, after: (Time::from_ticks(i64::MIN), None), until: now, limit };
    let due = app.referrals.waiting_for_answer(&query).await?;
    let more = due.len() >= limit;
    let (mut expired, mut fault) = (0, None);
    for waiting in due {
        match expire(app, &waiting, now).await {
            Ok(done) => expired += usize::from(done),
            // One that can't be read must not hold up those behind it.
            Err(error @ AppError::Internal(_)) => fault = Some(error),
            Err(error) => return Err(error),
        }
    }
    if let Some(fault) = fault {
        return Err(fault);
    }
    // A round in which others were always faster must not be repeated at once.
    Ok(Expired { expired, more: more && expired > 0 })
}

/// False when somebody has answered meanwhile, or another process was faster.
async fn expire(app: &App, waiting: &Waiting, now: Time) -> Result<bool, AppError> {
    let viewer = Viewer::everything_of(&waiting.organization_id);
    let Some(found) = app.referrals.get(&viewer, waiting.id).await? else { return Ok(false) };
    let stored = found.stored;
    let before = document::parse(&stored.document, stored.assessment)?;
    let Ok(next) = before.expire(now) else { return Ok(false) };
    let seen = Before {
        referral: &before,
        document: &stored.document,
        version: stored.version,
        history_hash: &stored.history_hash,
    };
    let author = Author { kind: PrincipalKind::System, id: Uuid::nil(), request_id: REQUEST };
    let commit = unit_of_work(next, Some(seen), EventKind::Expired, author, app.ids.ordered(), now)?;
    match app.referrals.commit(commit).await {
        Ok(()) => Ok(true),
        Err(StoreError::Stale | StoreError::Duplicate { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
