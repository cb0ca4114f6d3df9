//! Saved views: lists that people come back to, for themselves or for the whole organization.

use ortak_domain::policy::Action;
use ortak_domain::text::{self, MAX_NAME};
use ortak_domain::{Violation, Violations};
use url::form_urlencoded;
use uuid::Uuid;

use super::person;
use crate::error::AppError;
use crate::once::Once;
use crate::port::SavedView;
use crate::{App, Ctx};

/// Views of one person.
pub const MAX_VIEWS: usize = 100;
/// Characters of a query.
pub const MAX_QUERY: usize = 4_000;

/// A view to be saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewView {
    pub name: String,
    /// A URL's query: the list's, and whatever else the page keeps there. The page's number is left out.
    pub query: String,
    pub shared: bool,
    pub once: Once,
}

impl NewView {
    fn checked(self) -> Result<Self, AppError> {
        let mut problems = Violations::new();
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            problems.push(Violation::required("name"));
        }
        text::check(&name, "name", MAX_NAME, &mut problems);
        let pairs = form_urlencoded::parse(self.query.trim_start_matches('?').as_bytes())
            .filter(|(name, _)| !matches!(name.as_ref(), "after" | "before"));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        text::check(&query, "query", MAX_QUERY, &mut problems);
        problems.or(())?;
        Ok(Self { name, query, ..self })
    }
}

/// The caller's own views and the shared ones of the organization, by name.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<SavedView>, AppError> {
    ctx.permit(Action::Read)?;
    Ok(app.workspace.saved_views(&ctx.principal.organization_id, person(ctx)?).await?)
}

pub async fn create(app: &App, ctx: &Ctx, new: NewView) -> Result<SavedView, AppError> {
    let own = list(app, ctx).await?;
    let person_id = person(ctx)?;
    let new = new.checked()?;
    let id = new.once.id(app, ctx);
    // The same form has saved it before.
    if let Some(there) = own.iter().find(|view| view.id == id) {
        return Ok(there.clone());
    }
    if own.iter().filter(|view| view.person_id == person_id).count() >= MAX_VIEWS {
        return Err(AppError::Conflict {
            code: "too_many_views",
            message: format!("you have {MAX_VIEWS} views already: delete one first"),
        });
    }
    let view = SavedView {
        id,
        organization_id: ctx.principal.organization_id.clone(),
        person_id,
        name: new.name,
        query: new.query,
        shared: new.shared,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    match app.workspace.create_view(view.clone()).await {
        Ok(()) => Ok(view),
        // Or just now.
        Err(error) => {
            let there = list(app, ctx).await?.into_iter().find(|one| one.id == view.id);
            there.ok_or_else(|| error.into())
        }
    }
}

/// Renames a view, changes what it shows, shares it or takes it back. Only its owner may; to others it isn't there.
pub async fn change(app: &App, ctx: &Ctx, id: Uuid, new: NewView) -> Result<SavedView, AppError> {
    let person_id = person(ctx)?;
    let found = list(app, ctx).await?.into_iter().find(|view| view.id == id && view.person_id == person_id);
    let new = new.checked()?;
    let found = found.ok_or(AppError::NotFound)?;
    let view =
        SavedView { name: new.name, query: new.query, shared: new.shared, updated_at: ctx.now, ..found };
    if app.workspace.save_view(view.clone()).await? { Ok(view) } else { Err(AppError::NotFound) }
}

pub async fn delete(app: &App, ctx: &Ctx, id: Uuid) -> Result<(), AppError> {
    ctx.permit(Action::Read)?;
    let deleted = app.workspace.delete_view(&ctx.principal.organization_id, person(ctx)?, id).await?;
    if deleted { Ok(()) } else { Err(AppError::NotFound) }
}
