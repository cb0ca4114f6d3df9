//! Solutions for a deal, from four shelves (R206).

use ortak_domain::OrganizationKind;
use ortak_domain::policy::Action;
use ortak_domain::registration::is_incentive_eligible;
use ortak_domain::solution::Solution;

use super::fit;
use crate::error::AppError;
use crate::port::{SolutionEntry, SolutionShelf};
use crate::search;
use crate::{App, Ctx};

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

/// Whether one of a deal's solutions is eligible for incentives (R501), as its publisher's catalogue says now.
pub async fn incentive_eligible(app: &App, ctx: &Ctx, solutions: &[Solution]) -> Result<bool, AppError> {
    ctx.permit(Action::Read)?;
    let principal = &ctx.principal;
    let mut ids: Vec<String> = solutions.iter().map(|one| one.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let sold = app.workspace.sold(&ids, principal.realm.as_ref(), &principal.organization_id).await?;
    Ok(sold.iter().any(|record| is_incentive_eligible(&record.tags)))
}

async fn approved(app: &App, ctx: &Ctx) -> Result<bool, AppError> {
    let own = app.accounts.organization(&ctx.principal.organization_id).await?;
    Ok(own.is_some_and(|own| {
        own.organization.kind == OrganizationKind::Partner && own.organization.assessments_approved
    }))
}
