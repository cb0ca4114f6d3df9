//! The API clients of an organization (R402): its administrator makes them, shuts them out and renews their secrets.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ortak_domain::policy::PrincipalKind;
use ortak_domain::{Action, ApiClient, ApiClientId, AuditKind, Role, Time, Violations, merge};
use serde_json::json;

use super::admin::{self, NewApiClient};
use super::revise::{Setting, revise};
use super::{By, secret, sign_in};
use crate::error::AppError;
use crate::once::Once;
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

/// Makes one; the secret is returned once and never again. None: the same form has made it before.
pub async fn create(
    app: &App,
    ctx: &Ctx,
    input: ClientInput,
    once: &Once,
) -> Result<(ApiClient, Option<String>), AppError> {
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
    let id = ApiClientId(once.id(app, ctx));
    match admin::create_api_client_by(app, By::Caller(ctx), id, new).await {
        Ok((client, secret)) => Ok((client, Some(secret))),
        Err(error) => own(app, ctx, id).await.map(|client| (client, None)).map_err(|_| error),
    }
}

/// Shuts one out, or lets it in again.
pub async fn set_enabled(app: &App, ctx: &Ctx, id: ApiClientId, enabled: bool) -> Result<(), AppError> {
    let client = own(app, ctx, id).await?;
    admin::set_client_enabled_by(app, By::Caller(ctx), &client, enabled).await.map(drop)
}

/// A new secret in the place of the old one, which is worth nothing from then on; it is returned once.
pub async fn renew_secret(app: &App, ctx: &Ctx, id: ApiClientId) -> Result<String, AppError> {
    let client = own(app, ctx, id).await?;
    let secret = secret::random_secret()?;
    let facts = json!({ "name": client.name });
    let noting = By::Caller(ctx).noting(
        app,
        &client.organization_id,
        AuditKind::ClientSecretRenewed,
        &id.to_string(),
        &facts,
    );
    noting.accounts.set_api_client_secret(id, &secret::hash_secret(&secret)).await?;
    Ok(secret)
}

/// Replaces the addresses that people's browsers may be sent back to.
/// `was` is what their writer saw (R315).
pub async fn set_redirection(
    app: &App,
    ctx: &Ctx,
    id: ApiClientId,
    was: Option<&Redirection>,
    wanted: &Redirection,
) -> Result<(), AppError> {
    let organization = &ctx.principal.organization_id;
    let setting = Setting { organization, kind: AuditKind::ClientRedirectsChanged, subject: &id.to_string() };
    revise(app, setting, || async {
        let (client, stored) = get(app, ctx, id).await?;
        let was = was.unwrap_or(&stored);
        let mut clashes = Violations::new();
        let uris = merge::whole("redirectUris", &was.uris, &stored.uris, &wanted.uris, &mut clashes);
        clashes.or(())?;
        let is_public = merge::flag(was.is_public, stored.is_public, wanted.is_public);
        let merged = Redirection { uris, is_public };
        admin::set_redirection_by(app, By::Caller(ctx), &client, &stored, &merged).await
    })
    .await
}

/// The caller as one of their organization's API clients, to see and settle what is that client's: its webhook.
pub async fn act_for(app: &App, ctx: &Ctx, id: ApiClientId) -> Result<Ctx, AppError> {
    own(app, ctx, id).await?;
    let principal =
        sign_in::principal(app, PrincipalKind::ApiClient, id.0).await?.ok_or(AppError::NotFound)?;
    let mut source = ctx.source.clone();
    source.on_behalf.get_or_insert((ctx.principal.kind, ctx.principal.id));
    Ok(Ctx { principal: Arc::new(principal), source, ..ctx.clone() })
}

/// An API client of the caller's organization; all others don't exist.
async fn own(app: &App, ctx: &Ctx, id: ApiClientId) -> Result<ApiClient, AppError> {
    ctx.permit(Action::ManageAccount)?;
    let record = app.accounts.api_client(id).await?;
    let client = record.map(|record| record.client);
    client.filter(|c| c.organization_id == ctx.principal.organization_id).ok_or(AppError::NotFound)
}

/// How long a use of an API client is not noted again, in seconds.
const NOTED_EVERY: i64 = 300;

/// When API clients were last seen, as this process knows it: what it knows is not written again for some minutes, and
/// what another process has noted meanwhile neither.
#[derive(Debug, Default)]
pub struct Uses(Mutex<HashMap<ApiClientId, Time>>);

impl Uses {
    /// Whether a use now is to be noted by [`note_use`]; then this process won't ask again for a while.
    pub fn is_news(&self, id: ApiClientId, now: Time) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = seen.get(&id).is_some_and(|at| now < at.plus_seconds(NOTED_EVERY));
        if !known {
            seen.insert(id, now);
        }
        !known
    }
}

/// Notes that an API client was seen at `at`, unless somebody has noted it in the last minutes.
pub async fn note_use(app: &App, id: ApiClientId, at: Time) -> Result<(), AppError> {
    Ok(app.accounts.note_api_client(id, at, at.plus_seconds(-NOTED_EVERY)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_news_once_in_some_minutes() {
        let uses = Uses::default();
        let (one, other) = (ApiClientId(uuid::Uuid::from_u128(1)), ApiClientId(uuid::Uuid::from_u128(2)));
        let at = |seconds: i64| Time::from_unix_seconds(1_780_272_000 + seconds);
        assert!(uses.is_news(one, at(0)));
        assert!(!uses.is_news(one, at(299)));
        assert!(uses.is_news(other, at(299)), "each for itself");
        assert!(uses.is_news(one, at(300)));
    }
}
