//! Taking an import back (ADR 16): nothing is ever deleted, so its deals are closed, each by an event of its history.

use ortak_domain::policy::Action;
use ortak_domain::referral::{ReferralChange, Status, Substatus, Wanted};
use ortak_domain::{ReferralId, Violation};
use uuid::Uuid;

use super::RowOutcome;
use crate::error::AppError;
use crate::etag::{IfMatch, etag};
use crate::port::DealImport;
use crate::referral::change::{self, Change};
use crate::{App, Ctx, document};

/// For so long an import can be taken back.
pub const UNDO_HOURS: i64 = 24;
/// What stands as the reason on its deals; kept as it is, so that reports can leave them out.
pub const REASON: &str = "import undone";

/// What became of one deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoneRow {
    pub line: u64,
    pub id: ReferralId,
    /// Why it stays as it is; none: it was closed.
    pub kept: Option<Violation>,
}

/// Closes the deals of an import as lost with the reason `REASON`, as far as nobody has touched or shared them since.
pub async fn undo(app: &App, ctx: &Ctx, id: Uuid) -> Result<(DealImport, Vec<UndoneRow>), AppError> {
    ctx.permit(Action::Create)?;
    let organization = &ctx.principal.organization_id;
    let imports = app.workspace.imports(organization).await?;
    let mut import = imports.into_iter().find(|import| import.id == id).ok_or(AppError::NotFound)?;
    if import.undone_at.is_some() {
        return Err(AppError::Conflict {
            code: "import_undone",
            message: "the import has been undone already".to_owned(),
        });
    }
    if import.created_at.plus_seconds(UNDO_HOURS * 3600) < ctx.now {
        return Err(AppError::Conflict {
            code: "undo_window_over",
            message: format!("an import can be undone for {UNDO_HOURS} hours"),
        });
    }
    let mut undone = Vec::new();
    for (line, id) in app.workspace.imported_rows(organization, import.id).await? {
        undone.push(UndoneRow { line, id, kept: close(app, ctx, id).await? });
    }
    import.undone_at = Some(ctx.now);
    app.workspace.end_import(organization, import.id, ctx.now).await?;
    Ok((import, undone))
}

/// Closes a deal, or says why not.
async fn close(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Option<Violation>, AppError> {
    let kept = |code, message: &str| Ok(Some(Violation::new("", code, message)));
    let Some(found) = app.referrals.get(&ctx.viewer(), id).await? else {
        return kept("not_found", "is out of your reach");
    };
    let stored = &found.stored;
    let referral = document::parse(&stored.document, stored.assessment)?;
    if referral.status_reason.as_deref() == Some(REASON) {
        // An undo that was interrupted goes on here.
        return Ok(None);
    }
    let parties = app.referrals.parties(referral.engagement_id).await?;
    let shared = referral.consent.vendor_view == Some(true)
        || parties.iter().any(|party| party.organization_id != referral.organization_id);
    if shared {
        return kept("shared_since", "has been shared with others");
    }
    if stored.version != 1 {
        return kept("changed_since", "has been changed since the import");
    }
    let lost = Wanted { status: Some(Status::Closed), substatus: Some(Substatus::Lost) };
    let change = Change {
        changes: vec![ReferralChange::Stage(lost), ReferralChange::StatusReason(Some(REASON.to_owned()))],
        if_match: Some(IfMatch::parse(&etag(1, stored.updated_at, false))),
        ..Change::default()
    };
    match change::change(app, ctx, id, &change).await {
        Ok(_) => Ok(None),
        Err(AppError::Stale) => kept("changed_since", "has been changed since the import"),
        Err(AppError::Conflict { code, message } | AppError::Forbidden { code, message }) => {
            kept(code, &message)
        }
        Err(error) => Err(error),
    }
}

impl RowOutcome {
    /// The deal that is there because of the row.
    pub const fn deal(&self) -> Option<ReferralId> {
        match self {
            Self::Created { id, .. } | Self::Unchanged { id } => Some(*id),
            Self::Ready { .. } | Self::Refused(_) => None,
        }
    }
}
