//! Proving who a caller is, and loading what they may do.

use std::sync::Arc;

use ortak_domain::policy::PrincipalKind;
use ortak_domain::text::fold_email;
use ortak_domain::{ApiClient, ApiClientId, Organization, Person, PersonId, Principal};
use uuid::Uuid;

use super::backoff::{self, Counted};
use super::one_time;
use super::password::MAX_PASSWORD;
use super::secret::{password_matches, secret_matches};
use crate::App;
use crate::error::AppError;
use crate::port::Purpose;

/// A hash of nothing anybody knows: checking against it takes as long as a real check, so that the time of an
/// answer doesn't tell whether an account exists.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$\
                      ZzgIQx3yS1DCgEwPoIuqVbDNCBr1dhkdGWDQ0mQjCqQ";

/// As long as a secret's hash, and no secret's hash.
const NO_SECRET: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What came of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByPassword {
    Right(Principal),
    /// Right, but a second factor is still needed: nothing is proved yet.
    NeedsSecondFactor(Principal),
    /// Unknown, disabled or wrong: the same to everybody.
    Wrong,
    /// Tried too often; whether it would have been right is not looked at.
    Wait {
        seconds: u64,
    },
}

/// Who has this e-mail and password; attempts are counted, whichever face they come through. `address` is where they
/// come from, `known` what tells a browser in which somebody has signed in before. Checking a password takes memory and time, so the face that calls this lets only some in at once.
pub async fn by_password(
    app: &App,
    email: &str,
    password: &str,
    address: &str,
    known: Option<&str>,
) -> Result<ByPassword, AppError> {
    let account = fold_email(email);
    let is_known = knows(app, &account, known).await?;
    let own = own_counts(&account, address, is_known);
    // Who sits behind the same address as somebody who guesses doesn't wait for them in a browser that is known.
    let shared: Vec<Counted> = is_known.is_none().then(|| Counted::address(address)).into_iter().collect();
    let all = [own.as_slice(), &shared].concat();
    if let Some(seconds) = backoff::begin(app, &all).await? {
        return Ok(ByPassword::Wait { seconds });
    }
    if password.chars().count() > MAX_PASSWORD {
        return Ok(ByPassword::Wrong);
    }
    let judged = async {
        let Some(principal) = person(app, &account, password).await? else { return Ok(None) };
        let more = needs_second_factor(app, &principal).await?;
        Ok(Some((principal, more)))
    };
    let found = match judged.await {
        Ok(found) => found,
        Err(error) => {
            backoff::withdraw(app, &all).await?;
            return Err(error);
        }
    };
    let Some((principal, more)) = found else { return Ok(ByPassword::Wrong) };
    // Another's success from the same address forgives nothing but this attempt.
    backoff::withdraw(app, &shared).await?;
    if more {
        // The failures are forgiven when the second factor is right too: half a success proves nothing.
        backoff::withdraw(app, &own).await?;
        return Ok(ByPassword::NeedsSecondFactor(principal));
    }
    backoff::succeeded(app, &own).await?;
    Ok(ByPassword::Right(principal))
}

/// What the attempts on one account are counted by: the browser alone, where it is known.
pub(super) fn own_counts(account: &str, address: &str, known: Option<&str>) -> Vec<Counted> {
    match known {
        Some(known) => vec![Counted::device(known)],
        None => vec![Counted::pair(account, address), Counted::account(account)],
    }
}

/// The token, where the account has signed in before in the browser that holds it.
pub(super) async fn knows<'a>(
    app: &App,
    account: &str,
    known: Option<&'a str>,
) -> Result<Option<&'a str>, AppError> {
    let Some(token) = known else { return Ok(None) };
    let found = one_time::look(app, Purpose::KnownDevice, token).await?;
    let Some((_, person)) = found.and_then(|found| found.holder) else { return Ok(None) };
    let record = app.accounts.person(person).await?;
    Ok(record.filter(|record| fold_email(&record.person.email) == account).map(|_| token))
}

/// What came of an application's secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BySecret {
    Right(Principal),
    /// Unknown, disabled or wrong: the same to everybody.
    Wrong,
    Wait {
        seconds: u64,
    },
}

/// Which application has this id and secret. A right secret is always let in: it has 256 random bits, so that guessing
/// is hopeless, and whoever knows an application's id must not be able to lock it out. Only the wrong ones have to
/// wait.
pub async fn by_secret(app: &App, id: &str, secret: &str, address: &str) -> Result<BySecret, AppError> {
    if let Some(client) = api_client(app, id, secret).await? {
        return Ok(BySecret::Right(client));
    }
    let id = id.trim().to_ascii_lowercase();
    let counted = [Counted::client(&id, address), Counted::clients(address)];
    let wait = backoff::begin(app, &counted).await?;
    Ok(wait.map_or(BySecret::Wrong, |seconds| BySecret::Wait { seconds }))
}

/// The application with this id and secret, unless it or its organization is disabled.
async fn api_client(app: &App, id: &str, secret: &str) -> Result<Option<Principal>, AppError> {
    let Ok(id) = id.parse::<ApiClientId>() else { return Ok(None) };
    let record = app.accounts.api_client(id).await?;
    // Compared even when there is nothing to compare with, so that both failures take as long.
    let matches = secret_matches(secret, record.as_ref().map_or(NO_SECRET, |record| &record.secret_hash));
    match record {
        Some(_) if matches => principal(app, PrincipalKind::ApiClient, id.0).await,
        _ => Ok(None),
    }
}

/// The person with this e-mail and password, unless they or their organization are disabled.
async fn person(app: &App, email: &str, password: &str) -> Result<Option<Principal>, AppError> {
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

/// What a person may do now through an application that they have agreed to; none when either, or their
/// organization, is gone or disabled.
pub async fn person_through(
    app: &App,
    person: Uuid,
    client: ApiClientId,
) -> Result<Option<Principal>, AppError> {
    let client = app.accounts.api_client(client).await?;
    if client.is_none_or(|record| record.client.disabled_at.is_some()) {
        return Ok(None);
    }
    principal(app, PrincipalKind::Person, person).await
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
