//! Bring captured referrals into an organization, keeping ids, dates and stages.

use ortak_domain::policy::PrincipalKind;
use ortak_domain::referral::EventKind;
use ortak_domain::{Referral, Violations};
use uuid::Uuid;

use super::{Author, Before, unit_of_work};
use crate::App;
use crate::document;
use crate::error::AppError;
use crate::port::Viewer;

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    Created,
    Updated,
    /// The same or a newer state is here already.
    Unchanged,
}

/// Imports one referral that belongs to `organization`. A row that is not newer than what is here changes
/// nothing, so that importing twice is safe and an edit made here is never overwritten.
pub async fn import(app: &App, request_id: &str, referral: Referral) -> Result<Imported, AppError> {
    let mut violations = Violations::new();
    referral.check(&mut violations);
    violations.or(())?;
    let now = app.clock.now();
    let author = Author { kind: PrincipalKind::System, id: Uuid::nil(), request_id };
    let viewer = Viewer::everything_of(&referral.organization_id);
    let Some(found) = app.referrals.get(&viewer, referral.id).await? else {
        let commit = unit_of_work(referral, None, EventKind::Imported, author, app.ids.ordered(), now)?;
        app.referrals.commit(commit).await?;
        return Ok(Imported::Created);
    };
    let stored = found.stored;
    if referral.updated_at <= stored.updated_at {
        return Ok(Imported::Unchanged);
    }
    let here = document::parse(&stored.document, stored.assessment)?;
    if here.stage.is_terminal() {
        return Err(AppError::Conflict {
            code: "terminal_state",
            message: format!("the referral is closed here as {}", here.stage.substatus().as_str()),
        });
    }
    let before = Before {
        referral: &here,
        document: &stored.document,
        version: stored.version,
        history_hash: &stored.history_hash,
    };
    let commit = unit_of_work(referral, Some(before), EventKind::Imported, author, app.ids.ordered(), now)?;
    app.referrals.commit(commit).await?;
    Ok(Imported::Updated)
}
