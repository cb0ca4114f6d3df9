//! A forgotten password: a link by mail sets a new one.

use ortak_domain::text::fold_email;
use ortak_domain::{AuditKind, OrganizationId, Person, PersonId, Role, Scope};

use super::backoff::{self, Counted};
use super::one_time::{self, Link, dead_link};
use super::passkey::Passkey;
use super::{By, password, people};
use uuid::Uuid;

use crate::error::AppError;
use crate::port::Purpose;
use crate::{App, Origin};

/// How long the link is good, in seconds.
pub const LIFETIME_SECONDS: i64 = 3600;

/// Mails a link to whoever has this e-mail. The answer is the same for everybody, and too many wishes for one e-mail
/// do nothing; too many from one address are `TooMany`.
pub async fn request(app: &App, email: &str, address: &str) -> Result<(), AppError> {
    let email = fold_email(email);
    let address = [Counted::wishes(&super::session::cut(address, 64))];
    if let Some(retry_after_seconds) = backoff::begin(app, &address).await? {
        return Err(AppError::TooMany { retry_after_seconds });
    }
    if backoff::begin(app, &[Counted::mail(&email)]).await?.is_some() {
        return Ok(());
    }
    let found = app.accounts.person_by_email(&email).await?.map(|record| record.person);
    let person = found.map_or_else(|| nobody(app), Ok)?;
    let organization = app.accounts.organization(&person.organization_id).await?;
    let enabled = person.disabled_at.is_none()
        && organization.is_some_and(|record| record.organization.disabled_at.is_none());
    // All the same work for nobody, so that the time of the answer doesn't tell who exists; the mail is dropped when it
    // is due, as nobody has the link.
    let person = if enabled { person } else { nobody(app)? };
    link_by(app, None, &person).await.map(drop)
}

/// Somebody who does not exist.
fn nobody(app: &App) -> Result<Person, AppError> {
    let organization = OrganizationId::new(&app.ids.random().to_string());
    Ok(Person {
        id: PersonId(app.ids.random()),
        organization_id: organization.map_err(|error| AppError::Internal(error.to_string()))?,
        name: String::new(),
        email: String::new(),
        phone: None,
        role: Role::ReferralsUser,
        scope: Scope::Global,
        language: "en".to_owned(),
        created_at: app.clock.now(),
        disabled_at: None,
    })
}

/// A link by which the person sets a new password, also mailed to them; for the operator.
pub async fn link_for(app: &App, person: &Person) -> Result<Link, AppError> {
    link_by(app, Some(By::Operator), person).await
}

/// The same; whoever asks for their own is not noted, as anybody can ask.
pub(super) async fn link_by(app: &App, by: Option<By<'_>>, person: &Person) -> Result<Link, AppError> {
    people::send(app, by, person, Purpose::Reset, LIFETIME_SECONDS).await
}

/// Whose password the link sets; an error when it is not good.
pub async fn check(app: &App, token: &str) -> Result<Person, AppError> {
    let found = one_time::look(app, Purpose::Reset, token).await?.ok_or_else(dead_link)?;
    Ok(people::holder(app, &found).await?.ok_or_else(dead_link)?.person)
}

/// The passkeys of whoever's link it is: whoever sets a password anew looks whether all of them are theirs.
pub async fn passkeys(app: &App, person: &Person) -> Result<Vec<Passkey>, AppError> {
    let found = app.credentials.passkeys(&person.organization_id, person.id).await?;
    Ok(found.into_iter().map(Passkey::from).collect())
}

/// Sets the password, removes the passkeys named by their ids, and ends all sessions of the person. A second factor is
/// still asked for, and what else is registered stays: whoever reads somebody's mails must not get past it so (ASVS 5.0,
/// 6.4.3).
pub async fn reset(
    app: &App,
    token: &str,
    new: &str,
    remove: &[Uuid],
    origin: &Origin,
) -> Result<(), AppError> {
    let person = check(app, token).await?;
    let context = vec![person.name.clone(), person.email.clone()];
    if let Some(problem) = password::weakness("password", new, context).await? {
        return Err(problem.into());
    }
    let hash = password::hash(new).await?;
    one_time::take(app, Purpose::Reset, token).await?.ok_or_else(dead_link)?;
    // Who reads the mails of this address has it: an invitation under way would be a second way in.
    app.credentials.revoke_one_time(Purpose::Invitation, Some(person.id)).await?;
    let (own, id) = (&person.organization_id, person.id.to_string());
    for key in passkeys(app, &person).await?.iter().filter(|key| remove.contains(&key.id)) {
        let facts = serde_json::json!({ "name": key.name });
        let noting = By::Holder(origin).noting(app, own, AuditKind::PasskeyRemoved, &id, &facts);
        noting.credentials.remove_passkey(own, person.id, key.id).await?;
    }
    let noting = By::Holder(origin).noting(app, own, AuditKind::PasswordReset, &id, &serde_json::json!({}));
    noting.credentials.replace_password(own, person.id, &hash, None).await?;
    Ok(())
}
