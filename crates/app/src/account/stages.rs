//! An organization's own names of sales stages (R304).

use ortak_domain::policy::Action;
use ortak_domain::referral::SalesStage;
use ortak_domain::text::{self, MAX_ITEMS, MAX_NAME};
use ortak_domain::{AuditKind, StageName, Violation, Violations};
use serde_json::json;

use super::By;
use crate::error::AppError;
use crate::{App, Ctx};

/// By which names are compared: without regard to case, dotted and dotless capital I included.
fn key(name: &str) -> String {
    name.trim().to_lowercase().replace('\u{307}', "")
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
    ctx.permit(Action::NameStages)?;
    if names.len() > MAX_ITEMS {
        problems.push(Violation::too_many("stages", MAX_ITEMS, names.len()));
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
    let own = &ctx.principal.organization_id;
    let told: Vec<_> = names.iter().map(|own| json!([own.stage.as_str(), own.name])).collect();
    let facts = json!({ "stages": told });
    let noting = By::Caller(ctx).noting(app, own, AuditKind::StageNamesChanged, "", &facts);
    noting.accounts.save_stage_names(own, &names).await?;
    get(app, ctx).await
}

/// What a text that is no standard stage means to the caller's organization.
pub async fn own_stage(app: &App, ctx: &Ctx, text: &str) -> Result<Option<SalesStage>, AppError> {
    let facts = app.accounts.owner_facts(&ctx.principal.organization_id).await?;
    Ok(facts.and_then(|facts| stage_among(&facts.stage_names, text)))
}

/// What a text means to an organization with these names.
pub fn stage_among(names: &[StageName], text: &str) -> Option<SalesStage> {
    let wanted = key(text);
    names.iter().find(|own| key(&own.name) == wanted).map(|own| own.stage)
}
