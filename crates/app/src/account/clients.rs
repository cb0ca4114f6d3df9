//! The API clients of an organization (R402): its administrator makes them, shuts them out and renews their secrets.

use std::sync::Arc;

use ortak_domain::policy::PrincipalKind;
use ortak_domain::{Action, ApiClient, ApiClientId, Role, Violations};

use super::admin::{self, NewApiClient};
use super::{authorize, secret, sign_in};
use crate::error::AppError;
use crate::port::Redirection;
use crate::{App, Ctx};

/// An API client as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientInput {
    pub name: String,
    /// As `Role::as_str`.
    pub role: String,
    /// Partner numbers of the locations that the role is limited to; none: the whole organization.
    pub locations: Vec<String>,
}

/// The API clients of the caller's organization.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<ApiClient>, AppError> {
    ctx.permit(Action::ManageAccount)?;
    Ok(app.accounts.api_clients(Some(&ctx.principal.organization_id)).await?)
}

/// One of them, with the addresses that people's browsers may be sent back to.
pub async fn get(app: &App, ctx: &Ctx, id: ApiClientId) -> Result<(ApiClient, Redirection), AppError> {
    let client = own(app, ctx, id).await?;
    let redirection = app.credentials.redirection(id).await?.unwrap_or_default();
    Ok((client, redirection))
}

/// Makes one; the secret is returned once and never again.
pub async fn create(app: &App, ctx: &Ctx, input: ClientInput) -> Result<(ApiClient, String), AppError> {
    ctx.permit(Action::ManageAccount)?;
    let mut problems = Violations::new();
    let role = Role::parse(&input.role).unwrap_or_else(|| {
        problems.add("role", "unknown_role", "is no role");
        Role::ReferralsUser
    });
    admin::check_name(&input.name, &mut problems);
    problems.or(())?;
    let organization_id = ctx.principal.organization_id.clone();
    let new = NewApiClient { organization_id, name: input.name, role, locations: input.locations };
    admin::create_api_client(app, new).await
}

/// Shuts one out, or lets it in again.
pub async fn set_enabled(app: &App, ctx: &Ctx, id: ApiClientId, enabled: bool) -> Result<(), AppError> {
    own(app, ctx, id).await?;
    admin::set_client_enabled(app, id, enabled).await.map(drop)
}

/// A new secret in the place of the old one, which is worth nothing from then on; it is returned once.
pub async fn renew_secret(app: &App, ctx: &Ctx, id: ApiClientId) -> Result<String, AppError> {
    own(app, ctx, id).await?;
    let secret = secret::random_secret()?;
    app.accounts.set_api_client_secret(id, &secret::hash_secret(&secret)).await?;
    Ok(secret)
}

/// Replaces the addresses that people's browsers may be sent back to; see [`authorize::set_redirection`].
pub async fn set_redirection(
    app: &App,
    ctx: &Ctx,
    id: ApiClientId,
    uris: Vec<String>,
    is_public: bool,
) -> Result<Redirection, AppError> {
    own(app, ctx, id).await?;
    authorize::set_redirection(app, id, uris, is_public).await
}

/// The caller as one of their organization's API clients, to see and settle what is that client's: its webhook.
pub async fn act_for(app: &App, ctx: &Ctx, id: ApiClientId) -> Result<Ctx, AppError> {
    own(app, ctx, id).await?;
    let principal =
        sign_in::principal(app, PrincipalKind::ApiClient, id.0).await?.ok_or(AppError::NotFound)?;
    Ok(Ctx { principal: Arc::new(principal), ..ctx.clone() })
}

/// An API client of the caller's organization; all others don't exist.
async fn own(app: &App, ctx: &Ctx, id: ApiClientId) -> Result<ApiClient, AppError> {
    ctx.permit(Action::ManageAccount)?;
    let record = app.accounts.api_client(id).await?;
    let client = record.map(|record| record.client);
    client.filter(|c| c.organization_id == ctx.principal.organization_id).ok_or(AppError::NotFound)
}
