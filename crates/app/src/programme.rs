//! The settings of the partner programme: the vendor's people read them, its programme admins change them.

use ortak_domain::organization::OrganizationKind;
use ortak_domain::policy::Action;
use ortak_domain::registration::INCENTIVE_TAGS;
use ortak_domain::text::sort_key;
use ortak_domain::{AuditKind, Organization, OrganizationId, Programme, Violations};
use serde_json::json;

use crate::account::company::changes;
use crate::account::{By, admin};
use crate::error::AppError;
use crate::port::SolutionRecord;
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

/// A partner of the programme with what it sells, by name; or the vendor itself.
pub async fn partner(
    app: &App,
    ctx: &Ctx,
    id: &OrganizationId,
) -> Result<(Organization, Vec<SolutionRecord>), AppError> {
    ctx.permit(Action::ReadProgramme)?;
    let record = app.accounts.organization(id).await?;
    let real = record.map(|record| record.organization).filter(|one| one.sandbox.is_none());
    let organization = real.ok_or(AppError::NotFound)?;
    let mut solutions = app.accounts.solutions(id).await?;
    solutions.sort_by_cached_key(|one| sort_key(&one.name));
    Ok((organization, solutions))
}

/// Decides what a solution counts for: whether it is ready for co-sell (R201), and its incentive tags (R501). Tags that
/// are no incentive's stay.
pub async fn judge_solution(
    app: &App,
    ctx: &Ctx,
    owner: &OrganizationId,
    id: &str,
    co_sell_ready: bool,
    tags: &[String],
) -> Result<(), AppError> {
    ctx.permit(Action::SetProgramme)?;
    let (_, solutions) = partner(app, ctx, owner).await?;
    let before = solutions.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
    let mut problems = Violations::new();
    for (at, tag) in tags.iter().enumerate() {
        if !INCENTIVE_TAGS.contains(&tag.as_str()) {
            let message = format!("must be one of {}", INCENTIVE_TAGS.join(", "));
            problems.add(format!("tags/{at}"), "unknown_tag", message);
        }
    }
    problems.or(())?;
    let is_incentive = |tag: &str| INCENTIVE_TAGS.iter().any(|known| known.eq_ignore_ascii_case(tag.trim()));
    let wanted = INCENTIVE_TAGS.iter().filter(|known| tags.iter().any(|tag| tag == *known));
    let others = before.tags.iter().filter(|tag| !is_incentive(tag)).cloned();
    let after: Vec<String> = wanted.map(|tag| (*tag).to_owned()).chain(others).collect();
    let told = |ready: bool, tags: &[String]| json!({ "coSellReady": ready, "tags": tags });
    let was = told(before.co_sell_ready, &before.tags);
    let facts = changes(&before.name, &was, &told(co_sell_ready, &after));
    let noting = By::Caller(ctx).noting(app, owner, AuditKind::SolutionJudged, id, &facts);
    if noting.accounts.judge_solution(owner, id, co_sell_ready, &after).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
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
