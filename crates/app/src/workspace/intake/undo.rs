//! Taking an import back (ADR 16): nothing is ever deleted, so its deals are closed, each by an event of its history.

use futures_util::{StreamExt as _, future, stream};
use ortak_domain::policy::Action;
use ortak_domain::referral::{ReferralChange, Status, Substatus, Wanted};
use ortak_domain::{Referral, ReferralId, Time, Violation};
use uuid::Uuid;

use super::work::Hold;
use super::{AT_ONCE, files, find, under_way};
use crate::error::AppError;
use crate::etag::{IfMatch, etag};
use crate::port::{DealImport, ImportWork, StoredReferral};
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

/// Until when an import can be taken back.
pub fn open_until(import: &DealImport) -> Time {
    import.created_at.plus_seconds(UNDO_HOURS * 3600)
}

/// Whether it can be taken back now.
pub fn can_be_undone(import: &DealImport, now: Time) -> bool {
    check(import, now).is_ok()
}

fn check(import: &DealImport, now: Time) -> Result<(), AppError> {
    if import.undone_at.is_some() {
        return Err(AppError::Conflict {
            code: "import_undone",
            message: "the import has been undone already".to_owned(),
        });
    }
    if import.work.is_some() {
        return Err(under_way());
    }
    if open_until(import) < now {
        return Err(AppError::Conflict {
            code: "undo_window_over",
            message: format!("an import can be undone for {UNDO_HOURS} hours"),
        });
    }
    Ok(())
}

/// Closes the deals of an import as lost with the reason `REASON`, as far as nobody has touched or shared them since.
pub async fn undo(app: &App, ctx: &Ctx, id: Uuid) -> Result<(DealImport, Vec<UndoneRow>), AppError> {
    let mut import = find(app, ctx, id).await?;
    check(&import, ctx.now)?;
    let mut undone = Vec::new();
    let mut hold = Hold::loose(app);
    take_back(app, ctx, &mut import, &mut hold, &mut |row| undone.push(row)).await?;
    import.undone_at = Some(ctx.now);
    app.workspace.end_import_work(&import.organization_id, import.id, import.undone_at).await?;
    Ok((import, undone))
}

/// Has the same done, at once when it is little, else by the worker. Pressed twice, it is done once.
pub async fn begin(app: &App, ctx: &Ctx, id: Uuid) -> Result<(), AppError> {
    let mut import = find(app, ctx, id).await?;
    if import.undone_at.is_some() || matches!(import.work, Some((ImportWork::Undo, _))) {
        return Ok(());
    }
    check(&import, ctx.now)?;
    files::take_up(app, ctx, &mut import, ImportWork::Undo).await.map(drop)
}

/// Closes what can be closed, until the holder is to stop; whether it came to the end.
pub(super) async fn take_back(
    app: &App,
    ctx: &Ctx,
    import: &mut DealImport,
    hold: &mut Hold<'_>,
    each: &mut (dyn FnMut(UndoneRow) + Send),
) -> Result<bool, AppError> {
    ctx.permit(Action::Create)?;
    let rows = app.workspace.imported_rows(&import.organization_id, import.id, 0, usize::MAX).await?;
    let (count, go_on) = (rows.len() as u64, hold.go_on);
    let undone = stream::iter(rows)
        .take_while(|_| future::ready(go_on()))
        .map(async |(line, id)| close(app, ctx, id).await.map(|kept| UndoneRow { line, id, kept }))
        .buffered(AT_ONCE);
    let mut undone = std::pin::pin!(undone);
    import.undone_rows = 0;
    while let Some(row) = undone.next().await {
        each(row?);
        import.undone_rows += 1;
        hold.keep(import).await?;
    }
    hold.save(import).await?;
    Ok(import.undone_rows >= count)
}

/// Whether an undo has closed it.
pub(super) fn is_undone(referral: &Referral) -> bool {
    referral.status_reason.as_deref() == Some(REASON)
}

/// Why an undo leaves it as it is, if it does.
pub(super) async fn stays(
    app: &App,
    stored: &StoredReferral,
    referral: &Referral,
) -> Result<Option<Violation>, AppError> {
    let parties = app.referrals.parties(referral.engagement_id).await?;
    let shared = referral.consent.vendor_view == Some(true)
        || parties.iter().any(|party| party.organization_id != referral.organization_id);
    let kept = |code, message: &str| Some(Violation::new("", code, message));
    Ok(if shared {
        kept("shared_since", "has been shared with others")
    } else if stored.version != 1 {
        kept("changed_since", "has been changed since the import")
    } else {
        None
    })
}

/// Closes a deal, or says why not.
async fn close(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Option<Violation>, AppError> {
    let kept = |code, message: &str| Ok(Some(Violation::new("", code, message)));
    let Some(found) = app.referrals.get(&ctx.viewer(), id).await? else {
        return kept("not_found", "is out of your reach");
    };
    let stored = &found.stored;
    let referral = document::parse(&stored.document, stored.assessment)?;
    if is_undone(&referral) {
        // An undo that was interrupted goes on here.
        return Ok(None);
    }
    if let Some(why) = stays(app, stored, &referral).await? {
        return Ok(Some(why));
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
