//! The history of a whole organization, for its administrator; and its verification: `ortak audit verify` (R314).

use ortak_domain::Action;
use ortak_domain::referral::event::{EventParts, seal, sha256_hex};
use ortak_domain::{OrganizationId, ReferralId};

use crate::error::AppError;
use crate::port::{EventPosition, HistoryEvent, StoredReferral};
use crate::{App, Ctx};

/// Referrals read at a time.
const PAGE: usize = 500;

/// What happened on the deals of the caller's organization, the latest first, behind `after`.
pub async fn latest(
    app: &App,
    ctx: &Ctx,
    after: Option<EventPosition>,
    limit: usize,
) -> Result<Vec<HistoryEvent>, AppError> {
    ctx.permit(Action::ReadAudit)?;
    Ok(app.referrals.latest_events(&ctx.principal.organization_id, after, limit).await?)
}

/// A place where history and state don't agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub organization_id: OrganizationId,
    pub referral_id: ReferralId,
    pub problem: String,
}

/// The outcome of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub referrals: u64,
    pub events: u64,
    pub findings: Vec<Finding>,
}

/// Recomputes every chain: versions without gaps, every seal, every link, that the last event's document is the
/// one that is served, and that no referral is gone.
pub async fn verify(app: &App) -> Result<Report, AppError> {
    let mut report = Report::default();
    let mut after = None;
    loop {
        let page = app.referrals.heads(after, PAGE).await?;
        let Some((organization, last)) = page.last() else { break };
        after = Some((organization.clone(), last.id));
        for (organization, head) in &page {
            let history = app.referrals.history(organization, head.id).await?;
            report.referrals += 1;
            report.events += history.len() as u64;
            report.findings.extend(check(head, &history).into_iter().map(|problem| Finding {
                organization_id: organization.clone(),
                referral_id: head.id,
                problem,
            }));
        }
    }
    let missing = app.referrals.missing().await?;
    report.findings.extend(missing.into_iter().map(|(organization_id, referral_id)| Finding {
        organization_id,
        referral_id,
        problem: "the referral is gone".to_owned(),
    }));
    Ok(report)
}

fn check(head: &StoredReferral, history: &[HistoryEvent]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut previous = "";
    for (event, version) in history.iter().zip(1..) {
        if event.version != version {
            problems.push(format!("event {} stands where {version} belongs", event.version));
        }
        if event.previous_hash != previous {
            problems.push(format!("event {} does not continue the one before it", event.version));
        }
        if seal(&parts(event)) != event.hash {
            problems.push(format!("event {} was changed after it was sealed", event.version));
        }
        previous = &event.hash;
    }
    match history.last() {
        None => problems.push("there is no history".to_owned()),
        Some(last) => {
            if last.version != head.version || last.hash != head.history_hash {
                problems.push("the last event is not the one that the referral names".to_owned());
            }
            if last.document_hash != sha256_hex(head.document.as_bytes()) {
                problems.push("the referral was changed without an event".to_owned());
            }
        }
    }
    problems
}

fn parts(event: &HistoryEvent) -> EventParts<'_> {
    EventParts {
        organization_id: event.organization_id.as_str(),
        referral_id: event.referral_id,
        version: event.version,
        at: event.at,
        kind: &event.kind,
        actor_kind: &event.actor_kind,
        actor_id: &event.actor_id,
        request_id: &event.request_id,
        changes: &event.changes,
        document_hash: &event.document_hash,
        previous_hash: &event.previous_hash,
    }
}
