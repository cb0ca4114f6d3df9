//! What people and administrators set: `/settings/…`.

mod alerts;
mod appearance;
mod ask;
mod audit;
mod clients;
mod company;
mod confirm;
mod locations;
mod meanwhile;
mod passkeys;
mod people;
mod play;
mod profile;
mod sandbox;
mod security;
mod solutions;
mod stages;
mod two_step;
mod webhooks;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};
use ortak_app::error::AppError;
use ortak_domain::Action;

use crate::Web;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::Reader;
use crate::view::View;

pub(in crate::page) use appearance::input;
pub(in crate::page) use ask::ask;
pub(in crate::page) use meanwhile::again;
pub(crate) use passkeys::site as passkey_site;
pub(crate) use security::device;

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/settings", get(|| async { Redirect::to("/settings/profile") }))
        .route("/settings/appearance", post(appearance::save))
        .route("/settings/profile", get(profile::form).post(profile::save))
        .route("/settings/notifications", get(alerts::form).post(alerts::save))
        .merge(security::router())
        .merge(confirm::router())
        .merge(two_step::router())
        .merge(passkeys::router())
        .merge(company::router())
        .merge(locations::router())
        .merge(solutions::router())
        .merge(people::router())
        .merge(clients::router())
        .merge(webhooks::router())
        .route("/settings/stages", get(stages::form).post(stages::save))
        .route("/settings/audit", get(audit::page))
        .route("/settings/audit/accounts", get(audit::accounts))
        .route("/settings/sandbox", get(sandbox::page).post(sandbox::advance))
        .route("/settings/sandbox/{side}/{deal}", get(play::page).post(play::play))
}

/// A part of the settings in their navigation.
pub(crate) struct Part {
    pub href: &'static str,
    pub label: String,
    pub current: bool,
}

/// Parts under one heading.
pub(crate) struct Group {
    pub label: String,
    pub parts: Vec<Part>,
}

/// What the reader may open, and nothing else.
pub(crate) fn subnav(view: &View) -> Vec<Group> {
    let path = view.path.split('?').next().unwrap_or_default();
    let group = |label: &str, parts: &[(&'static str, &str, bool)]| Group {
        label: view.t(label),
        parts: parts
            .iter()
            .filter(|(_, _, may)| *may)
            .map(|(href, label, _)| Part {
                href,
                label: view.t(label),
                current: path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            })
            .collect(),
    };
    let personal = [
        ("/settings/profile", "settings-profile", true),
        ("/settings/notifications", "settings-notifications", true),
        ("/settings/security", "settings-security", true),
    ];
    let runs_account = view.may(Action::ManageAccount);
    let company = [
        ("/settings/company", "settings-company", runs_account),
        ("/settings/people", "settings-people", view.may(Action::ManagePeople)),
        ("/settings/solutions", "settings-solutions", runs_account),
        ("/settings/stages", "settings-stages", view.may(Action::NameStages)),
        ("/settings/api-clients", "settings-api-clients", runs_account),
        ("/settings/webhooks", "settings-webhooks", webhooks::reads(view)),
        ("/settings/audit", "settings-audit", view.may(Action::ReadAudit)),
        ("/settings/sandbox", "settings-sandbox", sandbox::plays(view)),
    ];
    let mut groups = vec![group("settings-personal", &personal), group("settings-of-company", &company)];
    groups.retain(|group| !group.parts.is_empty());
    groups
}

/// The pages about the company are for whoever runs its account (R402).
fn administers(reader: &Reader) -> Result<(), AppError> {
    reader.ctx.permit(Action::ManageAccount)
}

/// The form again, where it is the input that a use case refuses; every other failure has a page of its own.
fn refusal(view: &View, fields: Fields, error: AppError) -> Result<Form, Failure> {
    match error {
        AppError::Invalid(violations) => Ok(Form::refused(view, fields, &violations)),
        error => Err(error.into()),
    }
}
