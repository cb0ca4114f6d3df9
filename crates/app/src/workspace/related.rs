//! Other deals with the same customer, as its page names them: those of the reader's own organization, within the
//! reader's reach (R401), and nothing of anybody else's.

use ortak_domain::policy::{Action, Visibility};
use ortak_domain::{Referral, ReferralId};

use super::duplicates::beginning;
use super::row::{self, DealRow};
use crate::error::AppError;
use crate::port::{DuplicateQuery, Tab};
use crate::{App, Ctx};

/// Deals that are looked at: names that begin alike are not all the same.
const LOOKED_AT: usize = 40;

/// The latest first, ended ones too. The same customer has the same D-U-N-S number, or the same name where one of the two
/// has none.
pub async fn related(
    app: &App,
    ctx: &Ctx,
    id: ReferralId,
    referral: &Referral,
    limit: usize,
) -> Result<Vec<DealRow>, AppError> {
    ctx.permit(Action::Read)?;
    let duns = referral.customer.duns();
    let name = beginning(&referral.customer.name);
    if ctx.visibility() == Visibility::Nothing || (duns.is_none() && name.is_empty()) {
        return Ok(Vec::new());
    }
    let query = DuplicateQuery {
        duns: duns.map(str::to_owned),
        customer_key: name.clone(),
        ended: true,
        limit: LOOKED_AT,
    };
    let records = app.workspace.possible_duplicates(&ctx.viewer(), &query).await?;
    let rows = row::rows(app, ctx, Tab::All, records).await?;
    let same = |row: &DealRow| match (duns, row.customer.duns.as_deref()) {
        (Some(own), Some(other)) => own == other,
        _ => beginning(&row.customer.name) == name,
    };
    Ok(rows.into_iter().filter(|row| row.id != id && same(row)).take(limit).collect())
}
