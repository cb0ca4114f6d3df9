//! Partners by name as somebody types (R207).

use ortak_domain::policy::Action;

use super::fit;
use crate::error::AppError;
use crate::port::PartnerEntry;
use crate::search;
use crate::{App, Ctx};

/// Active partners beside the caller's own, each word of whose name that is typed begins a word of it, or whose
/// partner number begins so. In a sandbox they are those that a stand-in would play. Nothing typed: none.
pub async fn search(app: &App, ctx: &Ctx, typed: &str, limit: usize) -> Result<Vec<PartnerEntry>, AppError> {
    ctx.permit(Action::Create)?;
    let words = search::words(typed);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let number = typed.trim();
    let mut found: Vec<(bool, PartnerEntry)> = active(app, ctx)
        .await?
        .into_iter()
        .filter_map(|partner| {
            let numbered = partner.mpn_id.as_deref().is_some_and(|mpn_id| mpn_id.starts_with(number));
            let place = fit(&partner.name, &words).or_else(|| numbered.then_some(true))?;
            Some((place, partner))
        })
        .collect();
    // They come by name, and stay so within each group.
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, partner)| partner).take(limit).collect())
}

/// The active partner with this id, if the caller could have found it by name.
pub async fn find(app: &App, ctx: &Ctx, id: &str) -> Result<Option<PartnerEntry>, AppError> {
    ctx.permit(Action::Create)?;
    Ok(active(app, ctx).await?.into_iter().find(|partner| partner.organization_id.as_str() == id))
}

async fn active(app: &App, ctx: &Ctx) -> Result<Vec<PartnerEntry>, AppError> {
    let principal = &ctx.principal;
    let own = app.accounts.organization(&principal.organization_id).await?;
    let own =
        own.map_or_else(|| principal.organization_id.clone(), |own| own.organization.shown_id().clone());
    Ok(app.workspace.active_partners(principal.realm.as_ref(), &own).await?)
}
