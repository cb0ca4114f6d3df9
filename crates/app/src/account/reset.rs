//! A forgotten password: a link by mail sets a new one.

use ortak_domain::text::fold_email;
use ortak_domain::{AuditKind, Person};

use super::backoff::{self, Counted};
use super::one_time::{self, Link, dead_link};
use super::{By, password, people, sign_in};
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
    let record = app.accounts.person_by_email(&email).await?;
    let enabled = match &record {
        Some(record) => {
            sign_in::principal(app, ortak_domain::PrincipalKind::Person, record.person.id.0).await?.is_some()
        }
        None => false,
    };
    match record {
        Some(record) if enabled => link_by(app, None, &record.person).await.map(drop),
        // Nobody's, so that the answer takes about as long.
        _ => one_time::make(app, Purpose::Reset, None, &(), LIFETIME_SECONDS).await.map(drop),
    }
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

/// Sets the password and ends all sessions of the person. A second factor is still asked for.
pub async fn reset(app: &App, token: &str, new: &str, origin: &Origin) -> Result<(), AppError> {
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
    let noting = By::Holder(origin).noting(app, own, AuditKind::PasswordReset, &id, &serde_json::json!({}));
    noting.credentials.replace_password(own, person.id, &hash, None).await?;
    Ok(())
}
