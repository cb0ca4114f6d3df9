//! Drafts of new deals: what somebody began to enter, kept at every step until it is created, deleted or forgotten.

use ortak_domain::policy::Action;
use ortak_domain::text;
use ortak_domain::{Violation, Violations};
use serde_json::Value;
use uuid::Uuid;

use super::person;
use crate::error::AppError;
use crate::port::{DealDraft, StoreError};
use crate::{App, Ctx};

/// Drafts of one person.
pub const MAX_DRAFTS: usize = 50;
/// Bytes of one draft's JSON.
pub const MAX_DATA: usize = 128 * 1024;
/// Characters of a step's name.
const MAX_STEP: usize = 40;
/// A draft that was not saved for so long is forgotten.
pub const KEPT_DAYS: i64 = 90;

/// What is saved.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftInput {
    /// Where in the wizard it was left.
    pub step: String,
    pub data: Value,
}

impl DraftInput {
    fn checked(&self) -> Result<String, AppError> {
        let mut problems = Violations::new();
        text::check(&self.step, "step", MAX_STEP, &mut problems);
        text::check_json(&self.data, "data", &mut problems);
        let data = self.data.to_string();
        if data.len() > MAX_DATA {
            problems.push(Violation::too_long("data", MAX_DATA, data.len()));
        }
        problems.or(data).map_err(AppError::from)
    }
}

/// The caller's drafts, the last saved first.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<DealDraft>, AppError> {
    ctx.permit(Action::Create)?;
    Ok(app.workspace.drafts(&ctx.principal.organization_id, person(ctx)?).await?)
}

/// One of the caller's drafts.
pub async fn load(app: &App, ctx: &Ctx, id: Uuid) -> Result<DealDraft, AppError> {
    ctx.permit(Action::Create)?;
    let draft = app.workspace.draft(&ctx.principal.organization_id, person(ctx)?, id).await?;
    draft.ok_or(AppError::NotFound)
}

/// Begins a draft.
pub async fn create(app: &App, ctx: &Ctx, input: &DraftInput) -> Result<DealDraft, AppError> {
    let there = list(app, ctx).await?;
    let data = input.checked()?;
    if there.len() >= MAX_DRAFTS {
        return Err(AppError::Conflict {
            code: "too_many_drafts",
            message: format!("you have {MAX_DRAFTS} drafts already: finish or delete one first"),
        });
    }
    let draft = DealDraft {
        id: app.ids.ordered(),
        organization_id: ctx.principal.organization_id.clone(),
        person_id: person(ctx)?,
        version: 1,
        step: input.step.clone(),
        data,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    app.workspace.create_draft(draft.clone()).await?;
    Ok(draft)
}

/// Saves the next version; `seen` is the one that the writer had before it. Another one is `Stale`: the same person
/// has gone on in another window.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    id: Uuid,
    seen: i64,
    input: &DraftInput,
) -> Result<DealDraft, AppError> {
    let found = load(app, ctx, id).await?;
    let data = input.checked()?;
    if found.version != seen {
        return Err(AppError::Stale);
    }
    let draft = DealDraft { version: seen + 1, step: input.step.clone(), data, updated_at: ctx.now, ..found };
    match app.workspace.save_draft(draft.clone()).await {
        Ok(()) => Ok(draft),
        Err(StoreError::Stale) => Err(AppError::Stale),
        Err(error) => Err(error.into()),
    }
}

pub async fn delete(app: &App, ctx: &Ctx, id: Uuid) -> Result<(), AppError> {
    ctx.permit(Action::Create)?;
    let deleted = app.workspace.delete_draft(&ctx.principal.organization_id, person(ctx)?, id).await?;
    if deleted { Ok(()) } else { Err(AppError::NotFound) }
}

impl DealDraft {
    /// The data as it was saved.
    pub fn value(&self) -> Result<Value, AppError> {
        serde_json::from_str(&self.data)
            .map_err(|error| AppError::Internal(format!("a draft is not readable: {error}")))
    }
}
