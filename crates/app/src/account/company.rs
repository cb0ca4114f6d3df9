//! What an organization is: facts, locations with their contacts, solutions.

use ortak_domain::text::{self, MAX_ITEMS, sort_key};
use ortak_domain::{Action, Violations};

use super::{By, admin};
use crate::error::AppError;
use crate::port::{OrganizationRecord, SolutionRecord};
use crate::{App, Ctx};

/// The caller's organization with its locations.
pub async fn get(app: &App, ctx: &Ctx) -> Result<OrganizationRecord, AppError> {
    app.accounts.organization(&ctx.principal.organization_id).await?.ok_or(AppError::NotFound)
}

/// Its solutions, and the assessment types that it offers, by name.
pub async fn solutions(app: &App, ctx: &Ctx) -> Result<Vec<SolutionRecord>, AppError> {
    let mut solutions = app.accounts.solutions(&ctx.principal.organization_id).await?;
    solutions.sort_by_cached_key(|one| sort_key(&one.name));
    Ok(solutions)
}

/// Replaces the contacts of one of its locations: who is told of what nobody works on there (R602).
pub async fn set_contacts(app: &App, ctx: &Ctx, mpn_id: &str, emails: Vec<String>) -> Result<(), AppError> {
    ctx.permit(Action::ManageAccount)?;
    let mut problems = Violations::new();
    if emails.len() > MAX_ITEMS {
        problems.add("contacts", "too_many_items", format!("must not hold more than {MAX_ITEMS} items"));
    }
    for (at, email) in emails.iter().enumerate().take(MAX_ITEMS) {
        text::check_email(email, &format!("contacts/{at}"), &mut problems);
    }
    problems.or(())?;
    let own = &ctx.principal.organization_id;
    admin::set_contacts_by(app, By::Caller(ctx), own, mpn_id, &emails).await
}
