//! People of the caller's recent deals, for one-click adding (R205).

use jiff::tz::TimeZone;
use ortak_domain::Member;
use ortak_domain::policy::Action;
use ortak_domain::text::fold_email;

use super::filter::ListFilter;
use crate::error::AppError;
use crate::port::{DealQuery, Sort, SortBy, Tab};
use crate::{App, Ctx, document};

/// Deals that are looked at.
const DEALS: usize = 50;

/// The organization's people of the deals on whose team the caller is, those met last first, without the caller.
pub async fn recent(app: &App, ctx: &Ctx, limit: usize) -> Result<Vec<Member>, AppError> {
    ctx.permit(Action::Read)?;
    let own = fold_email(&ctx.principal.email);
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ListFilter { team: vec![own.clone()], ..ListFilter::default() };
    let query = DealQuery {
        selection: filter.selection(ctx, Tab::All, &TimeZone::UTC),
        sort: Sort { by: SortBy::Updated, descending: true },
        position: None,
        limit: DEALS,
    };
    let mut found: Vec<Member> = Vec::new();
    let mut seen = vec![own];
    for record in app.workspace.deals(&ctx.viewer(), &query).await?.rows {
        for member in document::parse(&record.document, record.assessment)?.own_team() {
            let Some(email) = member.email.as_deref().map(fold_email).filter(|email| !email.is_empty())
            else {
                continue;
            };
            if found.len() < limit && !seen.contains(&email) {
                seen.push(email);
                found.push(member);
            }
        }
    }
    Ok(found)
}
