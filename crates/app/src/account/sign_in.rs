//! Proving who a caller is, and loading what they may do.

use std::sync::Arc;

use ortak_domain::policy::PrincipalKind;
use ortak_domain::text::fold_email;
use ortak_domain::{ApiClient, ApiClientId, Organization, Person, PersonId, Principal};
use uuid::Uuid;

use super::secret::{password_matches, secret_matches};
use crate::App;
use crate::error::AppError;

/// A hash of nothing anybody knows: checking against it takes as long as a real check, so that the time of an
/// answer doesn't tell whether an account exists.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$\
                      ZzgIQx3yS1DCgEwPoIuqVbDNCBr1dhkdGWDQ0mQjCqQ";

/// As long as a secret's hash, and no secret's hash.
const NO_SECRET: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The application with this id and secret, unless it or its organization is disabled.
pub async fn api_client(app: &App, id: &str, secret: &str) -> Result<Option<Principal>, AppError> {
    let Ok(id) = id.parse::<ApiClientId>() else { return Ok(None) };
    let record = app.accounts.api_client(id).await?;
    // Compared even when there is nothing to compare with, so that both failures take as long.
    let matches = secret_matches(secret, record.as_ref().map_or(NO_SECRET, |record| &record.secret_hash));
    match record {
        Some(_) if matches => principal(app, PrincipalKind::ApiClient, id.0).await,
        _ => Ok(None),
    }
}

/// Whether an application with this id exists and is enabled; for grants of public clients.
pub async fn api_client_exists(app: &App, id: &str) -> Result<bool, AppError> {
    let Ok(id) = id.parse::<ApiClientId>() else { return Ok(false) };
    Ok(app.accounts.api_client(id).await?.is_some_and(|record| record.client.disabled_at.is_none()))
}

/// The person with this e-mail and password, unless they or their organization are disabled.
pub async fn person(app: &App, email: &str, password: &str) -> Result<Option<Principal>, AppError> {
    let record = app.accounts.person_by_email(&fold_email(email)).await?;
    let hash = record.as_ref().and_then(|record| record.password_hash.clone());
    let password = password.to_owned();
    let known = hash.is_some();
    let matches =
        tokio::task::spawn_blocking(move || password_matches(&password, hash.as_deref().unwrap_or(NOBODY)))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?;
    match record {
        Some(record) if known && matches => principal(app, PrincipalKind::Person, record.person.id.0).await,
        _ => Ok(None),
    }
}

/// What a person or application may do now; none when they or their organization are gone or disabled.
pub async fn principal(app: &App, kind: PrincipalKind, id: Uuid) -> Result<Option<Principal>, AppError> {
    match kind {
        PrincipalKind::Person => {
            let Some(record) = app.accounts.person(PersonId(id)).await? else { return Ok(None) };
            let Person { disabled_at: None, .. } = record.person else { return Ok(None) };
            Ok(organization(app, &record.person.organization_id)
                .await?
                .map(|organization| of_person(&record.person, &organization)))
        }
        PrincipalKind::ApiClient => {
            let Some(record) = app.accounts.api_client(ApiClientId(id)).await? else { return Ok(None) };
            let ApiClient { disabled_at: None, .. } = record.client else { return Ok(None) };
            Ok(organization(app, &record.client.organization_id)
                .await?
                .map(|organization| of_client(&record.client, &organization)))
        }
        PrincipalKind::System => Ok(None),
    }
}

/// Whether a password alone does not let this person in.
pub async fn needs_second_factor(app: &App, person: &Principal) -> Result<bool, AppError> {
    let totp = app.credentials.totp(&person.organization_id, PersonId(person.id)).await?;
    Ok(totp.is_some_and(|totp| totp.confirmed_at.is_some()))
}

/// The person with this e-mail, as told by a trusted issuer; same conditions as above.
pub async fn trusted_person(app: &App, email: &str) -> Result<Option<Principal>, AppError> {
    match app.accounts.person_by_email(&fold_email(email)).await? {
        Some(record) => principal(app, PrincipalKind::Person, record.person.id.0).await,
        None => Ok(None),
    }
}

async fn organization(
    app: &App,
    id: &ortak_domain::OrganizationId,
) -> Result<Option<Arc<Organization>>, AppError> {
    let record = app.accounts.organization(id).await?;
    Ok(record.map(|record| record.organization).filter(|o| o.disabled_at.is_none()).map(Arc::new))
}

pub(crate) fn of_person(person: &Person, organization: &Organization) -> Principal {
    Principal {
        kind: PrincipalKind::Person,
        id: person.id.0,
        organization_id: organization.id.clone(),
        organization_kind: organization.kind,
        name: person.name.clone(),
        email: person.email.clone(),
        phone: person.phone.clone(),
        role: person.role,
        scope: person.scope.clone(),
        realm: organization.realm().cloned(),
    }
}

fn of_client(client: &ApiClient, organization: &Organization) -> Principal {
    Principal {
        kind: PrincipalKind::ApiClient,
        id: client.id.0,
        organization_id: organization.id.clone(),
        organization_kind: organization.kind,
        name: client.name.clone(),
        email: String::new(),
        phone: None,
        role: client.role,
        scope: client.scope.clone(),
        realm: organization.realm().cloned(),
    }
}
