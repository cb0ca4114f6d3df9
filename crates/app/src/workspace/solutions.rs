//! Solutions for a deal, from four shelves (R206).

use ortak_domain::OrganizationKind;
use ortak_domain::policy::Action;
use ortak_domain::registration::is_incentive_eligible;
use ortak_domain::solution::Solution;
use ortak_domain::text::MAX_ITEMS;

use super::fit;
use crate::error::AppError;
use crate::port::{SolutionEntry, SolutionShelf, SolutionsMeant};
use crate::search;
use crate::{App, Ctx};

/// As many as all invitations of a deal can name; more in one request is nobody's wish.
const MOST_MEANT: usize = MAX_ITEMS * MAX_ITEMS;

/// What is on a shelf, by name; with something typed, what fits it. Assessment types are there only for partners that
/// the programme approved (R105).
pub async fn search(
    app: &App,
    ctx: &Ctx,
    shelf: SolutionShelf,
    typed: &str,
    limit: usize,
) -> Result<Vec<SolutionEntry>, AppError> {
    ctx.permit(Action::Change)?;
    let principal = &ctx.principal;
    if shelf == SolutionShelf::Assessments && !approved(app, ctx).await? {
        return Ok(Vec::new());
    }
    let words = search::words(typed);
    let entries = app.workspace.shelf(shelf, principal.realm.as_ref(), &principal.organization_id).await?;
    let mut found: Vec<(bool, SolutionEntry)> = entries
        .into_iter()
        .filter_map(|entry| {
            let text = format!("{} {}", entry.solution.name, entry.organization_name);
            Some((fit(&text, &words)?, entry))
        })
        .collect();
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, entry)| entry).take(limit).collect())
}

/// Of the solutions that are meant, those that are on a shelf for the caller, by shelf and name. Assessment types as in
/// `search`.
pub async fn meant(
    app: &App,
    ctx: &Ctx,
    meant: &SolutionsMeant,
) -> Result<Vec<(SolutionShelf, SolutionEntry)>, AppError> {
    ctx.permit(Action::Change)?;
    let mut found = on_shelves(app, ctx, meant).await?;
    let is_assessment = |(shelf, _): &(SolutionShelf, SolutionEntry)| *shelf == SolutionShelf::Assessments;
    if found.iter().any(is_assessment) && !approved(app, ctx).await? {
        found.retain(|one| !is_assessment(one));
    }
    Ok(found)
}

/// Whether one of a deal's solutions is eligible for incentives (R501), as its publisher's catalogue says now.
pub async fn incentive_eligible(app: &App, ctx: &Ctx, solutions: &[Solution]) -> Result<bool, AppError> {
    ctx.permit(Action::Read)?;
    let ids = solutions.iter().map(|solution| solution.id.clone()).collect();
    let found = on_shelves(app, ctx, &SolutionsMeant { ids, ..SolutionsMeant::default() }).await?;
    let mut sold = found.iter().filter(|(shelf, _)| *shelf != SolutionShelf::Assessments);
    Ok(sold.any(|(_, entry)| is_incentive_eligible(&entry.solution.tags)))
}

async fn on_shelves(
    app: &App,
    ctx: &Ctx,
    meant: &SolutionsMeant,
) -> Result<Vec<(SolutionShelf, SolutionEntry)>, AppError> {
    let mut meant = meant.clone();
    // Nothing is called so, and PostgreSQL refuses to look.
    meant.ids.retain(|id| !id.contains('\0'));
    meant.ids.sort_unstable();
    meant.ids.dedup();
    meant.ids.truncate(MOST_MEANT);
    meant.publishers.sort_unstable();
    meant.publishers.dedup();
    meant.publishers.truncate(MOST_MEANT);
    let principal = &ctx.principal;
    Ok(app.workspace.on_shelves(&meant, principal.realm.as_ref(), &principal.organization_id).await?)
}

async fn approved(app: &App, ctx: &Ctx) -> Result<bool, AppError> {
    let own = app.accounts.organization(&ctx.principal.organization_id).await?;
    Ok(own.is_some_and(|own| {
        own.organization.kind == OrganizationKind::Partner && own.organization.assessments_approved
    }))
}
