//! The history of a whole organization and the log of what happened to its accounts, for its administrator; and the
//! verification of both: `ortak audit verify` (R314).

use ortak_domain::Action;
use ortak_domain::referral::event::{EventParts, seal, sha256_hex};
use ortak_domain::{AuditEvent, OrganizationId, ReferralId};

use crate::error::AppError;
use crate::port::{AuditHead, EventPosition, HistoryEvent, NamedEvent, StoredReferral};
use crate::{App, Ctx};

/// Referrals read at a time.
const PAGE: usize = 500;

/// What happened on the deals of the caller's organization, the latest first, behind `after`.
pub async fn latest(
    app: &App,
    ctx: &Ctx,
    after: Option<EventPosition>,
    limit: usize,
) -> Result<Vec<NamedEvent>, AppError> {
    ctx.permit(Action::ReadAudit)?;
    Ok(app.referrals.latest_events(&ctx.principal.organization_id, after, limit).await?)
}

/// What happened to the accounts of the caller's organization, the latest first, before the entry `before`.
pub async fn accounts(
    app: &App,
    ctx: &Ctx,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<AuditEvent>, AppError> {
    ctx.permit(Action::ReadAudit)?;
    Ok(app.audit.audit_events(&ctx.principal.organization_id, before, limit).await?)
}

/// A place where history and state don't agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub organization_id: OrganizationId,
    /// None: it is in the log of account changes.
    pub referral_id: Option<ReferralId>,
    pub problem: String,
}

/// The outcome of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub referrals: u64,
    pub events: u64,
    /// Entries of the logs of account changes.
    pub account_changes: u64,
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
                referral_id: Some(head.id),
                problem,
            }));
        }
    }
    let missing = app.referrals.missing().await?;
    report.findings.extend(missing.into_iter().map(|(organization_id, referral_id)| Finding {
        organization_id,
        referral_id: Some(referral_id),
        problem: "the referral is gone".to_owned(),
    }));
    for head in app.audit.audit_heads().await? {
        let (count, problems) = verify_accounts(app, &head).await?;
        report.account_changes += count;
        report.findings.extend(problems.into_iter().map(|problem| Finding {
            organization_id: head.organization_id.clone(),
            referral_id: None,
            problem,
        }));
    }
    Ok(report)
}

/// Recomputes the log of account changes of one organization: numbers without gaps, every seal, every link, and that
/// its end is where it is said to be.
async fn verify_accounts(app: &App, head: &AuditHead) -> Result<(u64, Vec<String>), AppError> {
    let mut problems = Vec::new();
    let (mut count, mut number, mut previous) = (0, 0, String::new());
    loop {
        // What is written while it is verified is for the next time.
        let mut page = app.audit.audit_events_after(&head.organization_id, number, PAGE).await?;
        page.retain(|event| head.number == 0 || event.number <= head.number);
        let Some(last) = page.last() else { break };
        let at = last.number;
        for event in &page {
            let place = number + 1;
            if event.number != place {
                problems.push(format!("account change {} stands where {place} belongs", event.number));
            }
            if event.previous_hash != previous {
                problems.push(format!("account change {} does not continue the one before it", event.number));
            }
            if event.seal() != event.hash {
                problems.push(format!("account change {} was changed after it was sealed", event.number));
            }
            number = event.number;
            previous.clone_from(&event.hash);
            count += 1;
        }
        number = at;
    }
    if (number, previous.as_str()) != (head.number, head.hash.as_str()) {
        problems.push("the log of account changes does not end where it should".to_owned());
    }
    Ok((count, problems))
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
