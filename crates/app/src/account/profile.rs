//! What people decide about themselves: name, phone, language, how the pages look, and their password.

use jiff::tz::TimeZone;
use ortak_domain::person::LANGUAGES;
use ortak_domain::text::{self, MAX_NAME};
use ortak_domain::{AuditKind, Density, Presentation, Theme, Violation, Violations};

use super::backoff::{self, Counted};
use super::session::Session;
use super::{By, password};
use crate::App;
use crate::error::AppError;
use crate::port::ProfileRecord;
use crate::workspace::Columns;

/// A person's own facts, as they came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileInput {
    pub name: String,
    /// Empty: none.
    pub phone: String,
    /// `en` or `tr`.
    pub language: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// `comfortable` or `compact`.
    pub density: String,
    /// A name of the IANA database; empty: that of the installation.
    pub time_zone: String,
    pub shortcuts: bool,
    /// Columns of lists, as `Columns` writes them; empty: the usual ones.
    pub columns: String,
}

pub async fn get(app: &App, session: &Session) -> Result<ProfileRecord, AppError> {
    app.sessions.profile(session.person_id).await?.ok_or(AppError::NotFound)
}

/// Checks and saves; every field error at once.
pub async fn save(app: &App, session: &Session, input: ProfileInput) -> Result<ProfileRecord, AppError> {
    let mut problems = Violations::new();
    let name = input.name.trim().to_owned();
    text::check(&name, "name", MAX_NAME, &mut problems);
    if name.is_empty() {
        problems.push(Violation::required("name"));
    }
    let phone = Some(input.phone.trim().to_owned()).filter(|phone| !phone.is_empty());
    if let Some(phone) = &phone {
        text::check_phone(phone, "phone", &mut problems);
    }
    if !LANGUAGES.contains(&input.language.as_str()) {
        problems.add("language", "unknown_language", "must be en or tr");
    }
    let theme = Theme::parse(&input.theme).unwrap_or_else(|| {
        problems.add("theme", "unknown_theme", "must be system, light or dark");
        Theme::System
    });
    let density = Density::parse(&input.density).unwrap_or_else(|| {
        problems.add("density", "unknown_density", "must be comfortable or compact");
        Density::Comfortable
    });
    let time_zone = input.time_zone.trim();
    let known = TimeZone::get(time_zone).ok().filter(|_| !time_zone.is_empty());
    let known = known.as_ref().and_then(TimeZone::iana_name).unwrap_or_default().to_owned();
    if known.is_empty() && !time_zone.is_empty() {
        problems.add("timeZone", "unknown_time_zone", "must be a time zone like Europe/Istanbul");
    }
    let time_zone = known;
    problems.or(())?;
    let columns = Columns::parse(&input.columns).map(|columns| columns.to_string()).unwrap_or_default();
    let presentation = Presentation { theme, density, time_zone, shortcuts: input.shortcuts, columns };
    let profile = ProfileRecord { name, phone, language: input.language, presentation };
    if app.sessions.save_profile(session.person_id, &profile).await? {
        Ok(profile)
    } else {
        Err(AppError::NotFound)
    }
}

/// Changes the password of whoever is signed in, and ends their other sessions. The current one is asked for, also
/// because the session may not be in its person's hands.
pub async fn change_password(app: &App, session: &Session, current: &str, new: &str) -> Result<(), AppError> {
    let record = app.accounts.person(session.person_id).await?.ok_or(AppError::NotFound)?;
    let Some(hash) = record.password_hash else {
        return Err(AppError::Conflict {
            code: "no_password",
            message: "there is no password yet: set one by a link for a new password".to_owned(),
        });
    };
    let mut problems = Violations::new();
    prove(app, session, hash, current, "currentPassword", &mut problems).await?;
    let person = record.person;
    let context = vec![person.name, person.email, session.organization_name.clone()];
    problems.extend(password::weakness("newPassword", new, context).await?);
    if problems.is_empty() && current == new {
        problems.add("newPassword", "password_unchanged", "is the current password");
    }
    problems.or(())?;
    let hash = password::hash(new).await?;
    let own = &session.principal.organization_id;
    let (kind, id) = (AuditKind::PasswordChanged, session.person_id.to_string());
    let noting = By::Session(session).noting(app, own, kind, &id, &serde_json::json!({}));
    noting.credentials.replace_password(own, session.person_id, &hash, Some(session.id)).await?;
    Ok(())
}

/// Checks the password of somebody who is signed in, who may not try for ever either.
pub(super) async fn prove(
    app: &App,
    session: &Session,
    hash: String,
    password: &str,
    field: &'static str,
    problems: &mut Violations,
) -> Result<(), AppError> {
    let counted = [Counted::pair(&format!("password of {}", session.person_id), "")];
    if let Some(retry_after_seconds) = backoff::begin(app, &counted).await? {
        return Err(AppError::TooMany { retry_after_seconds });
    }
    if password.chars().count() <= password::MAX_PASSWORD && password::matches(password, hash).await? {
        backoff::succeeded(app, &counted).await
    } else {
        problems.add(field, "wrong_password", "is not the current password");
        Ok(())
    }
}
