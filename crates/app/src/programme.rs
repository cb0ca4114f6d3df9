//! The settings of the partner programme: the vendor's people read them, its programme admins change them.

use ortak_domain::organization::OrganizationKind;
use ortak_domain::policy::Action;
use ortak_domain::text::sort_key;
use ortak_domain::{AuditKind, Organization, OrganizationId, Programme, Violations};

use crate::account::{By, admin};
use crate::error::AppError;
use crate::{App, Ctx};

pub async fn get(app: &App, ctx: &Ctx) -> Result<Programme, AppError> {
    ctx.permit(Action::ReadProgramme)?;
    Ok(app.accounts.programme().await?)
}

/// Replaces them. `problems` is what was wrong with the input already.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    programme: Programme,
    mut problems: Violations,
) -> Result<Programme, AppError> {
    ctx.permit(Action::SetProgramme)?;
    programme.check(&mut problems);
    problems.or(())?;
    let before = app.accounts.programme().await?;
    let facts = serde_json::json!({ "before": before, "after": programme });
    let own = &ctx.principal.organization_id;
    let noting = By::Caller(ctx).noting(app, own, AuditKind::ProgrammeChanged, "", &facts);
    noting.accounts.save_programme(&programme).await?;
    Ok(programme)
}

/// The partners of the programme, by name; those of sandboxes are none.
pub async fn partners(app: &App, ctx: &Ctx) -> Result<Vec<Organization>, AppError> {
    ctx.permit(Action::ReadProgramme)?;
    let mut partners = app.accounts.organizations().await?;
    partners.retain(|one| one.kind == OrganizationKind::Partner && one.sandbox.is_none());
    partners.sort_by_cached_key(|one| sort_key(&one.name));
    Ok(partners)
}

/// Sets whether the solution assessments of a partner are approved (R105).
pub async fn approve_assessments(
    app: &App,
    ctx: &Ctx,
    partner: &OrganizationId,
    approved: bool,
) -> Result<(), AppError> {
    ctx.permit(Action::SetProgramme)?;
    let found = partners(app, ctx).await?.into_iter().any(|one| one.id == *partner);
    if !found {
        return Err(AppError::NotFound);
    }
    admin::approve_assessments_by(app, By::Caller(ctx), partner, approved).await
}
