//! What has become of an import's rows.

use ortak_domain::{ReferralId, Violation};

use super::undo;
use crate::error::AppError;
use crate::port::DealImport;
use crate::{App, Ctx, document};

/// A line that became a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedDeal {
    pub line: u64,
    pub id: ReferralId,
    /// None: the deal is out of the caller's reach.
    pub deal: Option<DealNow>,
}

/// How the deal stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealNow {
    pub name: String,
    pub state: DealState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DealState {
    /// It is there.
    Here,
    /// The undo has closed it.
    Undone,
    /// The undo has left it, and why.
    Kept(Violation),
}

/// The lines that became deals, from behind a line, with how the deals stand now.
pub async fn deals(
    app: &App,
    ctx: &Ctx,
    import: &DealImport,
    after: u64,
    limit: usize,
) -> Result<Vec<ImportedDeal>, AppError> {
    let viewer = ctx.viewer();
    let lines = app.workspace.imported_rows(&import.organization_id, import.id, after, limit).await?;
    let mut deals = Vec::with_capacity(lines.len());
    for (line, id) in lines {
        let Some(found) = app.referrals.get(&viewer, id).await? else {
            deals.push(ImportedDeal { line, id, deal: None });
            continue;
        };
        let stored = &found.stored;
        let referral = document::parse(&stored.document, stored.assessment)?;
        let state = if import.undone_at.is_none() {
            DealState::Here
        } else if undo::is_undone(&referral) {
            DealState::Undone
        } else {
            let why = undo::stays(app, stored, &referral).await?;
            why.map_or(DealState::Here, DealState::Kept)
        };
        let name = referral.name.unwrap_or(referral.customer.name);
        deals.push(ImportedDeal { line, id, deal: Some(DealNow { name, state }) });
    }
    Ok(deals)
}

/// How many lines became deals.
pub async fn count(app: &App, import: &DealImport) -> Result<u64, AppError> {
    Ok(app.workspace.count_imported(&import.organization_id, import.id).await?)
}
