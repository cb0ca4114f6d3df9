//! What people decide about themselves: name, phone, language, how the pages look, and their password.

use jiff::tz::TimeZone;
use ortak_domain::person::LANGUAGES;
use ortak_domain::text::{self, MAX_NAME};
use ortak_domain::{Density, Presentation, Theme, Violation, Violations};

use super::session::Session;
use crate::App;
use crate::error::AppError;
use crate::port::ProfileRecord;

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
    /// A name of the IANA database.
    pub time_zone: String,
    pub shortcuts: bool,
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
    let time_zone = TimeZone::get(input.time_zone.trim()).ok();
    let time_zone = time_zone.as_ref().and_then(TimeZone::iana_name).unwrap_or_else(|| {
        problems.add("timeZone", "unknown_time_zone", "must be a time zone like Europe/Istanbul");
        "UTC"
    });
    let time_zone = time_zone.to_owned();
    problems.or(())?;
    let presentation = Presentation { theme, density, time_zone, shortcuts: input.shortcuts };
    let profile = ProfileRecord { name, phone, language: input.language, presentation };
    if app.sessions.save_profile(session.person_id, &profile).await? {
        Ok(profile)
    } else {
        Err(AppError::NotFound)
    }
}
