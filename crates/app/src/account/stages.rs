//! An organization's own names of sales stages (R304), and the programme's settings.

use ortak_domain::organization::OrganizationKind;
use ortak_domain::referral::SalesStage;
use ortak_domain::text::{self, MAX_ITEMS, MAX_NAME};
use ortak_domain::{Programme, Role, StageName, Violations};

use crate::error::AppError;
use crate::{App, Ctx};

/// By which names are compared: without regard to case, dotted and dotless capital I included.
fn key(name: &str) -> String {
    name.trim().to_lowercase().replace('\u{307}', "")
}

fn permit(ctx: &Ctx, allowed: &[Role]) -> Result<(), AppError> {
    if allowed.contains(&ctx.principal.role) {
        return Ok(());
    }
    Err(AppError::Forbidden {
        code: "role_required",
        message: format!("the role {} does not allow this", ctx.principal.role),
    })
}

/// The names of the caller's organization.
pub async fn get(app: &App, ctx: &Ctx) -> Result<Vec<StageName>, AppError> {
    Ok(app.accounts.stage_names(&ctx.principal.organization_id).await?)
}

/// Replaces them. `problems` is what was wrong with the input already.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    names: Vec<StageName>,
    mut problems: Violations,
) -> Result<Vec<StageName>, AppError> {
    permit(ctx, &[Role::PartnerAdmin, Role::ProgrammeAdmin])?;
    if names.len() > MAX_ITEMS {
        problems.add("stages", "too_many_items", format!("must not hold more than {MAX_ITEMS} items"));
    }
    let mut seen = Vec::new();
    for (i, name) in names.iter().enumerate().take(MAX_ITEMS) {
        let at = format!("stages/{i}/name");
        text::check(&name.name, &at, MAX_NAME, &mut problems);
        let key = key(&name.name);
        if key.is_empty() {
            problems.add(at, "required", "is required");
        } else if SalesStage::parse(&key).is_some_and(|standard| standard != name.stage) {
            problems.add(at, "standard_stage_name", "is the standard name of another stage");
        } else if seen.contains(&key) {
            problems.add(at, "duplicate_name", "stands for a stage already");
        }
        seen.push(key);
    }
    problems.or(())?;
    app.accounts.save_stage_names(&ctx.principal.organization_id, &names).await?;
    get(app, ctx).await
}

/// What a text that is no standard stage means to the caller's organization.
pub async fn own_stage(app: &App, ctx: &Ctx, text: &str) -> Result<Option<SalesStage>, AppError> {
    let Some(facts) = app.accounts.owner_facts(&ctx.principal.organization_id).await? else {
        return Ok(None);
    };
    let wanted = key(text);
    Ok(facts.stage_names.iter().find(|own| key(&own.name) == wanted).map(|own| own.stage))
}

/// The programme's settings; the vendor's people read them.
pub async fn programme(app: &App, ctx: &Ctx) -> Result<Programme, AppError> {
    if ctx.principal.organization_kind != OrganizationKind::Vendor {
        return permit(ctx, &[]).map(|()| Programme::default());
    }
    Ok(app.accounts.programme().await?)
}

/// Replaces them.
pub async fn save_programme(
    app: &App,
    ctx: &Ctx,
    programme: Programme,
    mut problems: Violations,
) -> Result<Programme, AppError> {
    permit(ctx, &[Role::ProgrammeAdmin])?;
    programme.check(&mut problems);
    problems.or(())?;
    app.accounts.save_programme(&programme).await?;
    Ok(programme)
}
