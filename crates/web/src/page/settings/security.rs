//! How somebody proves who they are: password, second factor, passkeys, and the sessions that are open:
//! `/settings/security`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use ortak_app::account::passkey::{self, Passkey, RelyingParty};
use ortak_app::account::proof::{self, Ways};
use ortak_app::account::session::{self, Listed};
use ortak_app::account::{profile, totp};
use ortak_app::error::AppError;
use uuid::Uuid;

use super::ask::ask;
use super::refusal;
use crate::error::Failure;
use crate::fields::Form;
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

pub(super) const PATH: &str = "/settings/security";

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route(PATH, get(page))
        .route("/settings/security/password", post(change_password))
        .route("/settings/security/sessions/others/end", get(ask_end_others).post(end_others))
        .route("/settings/security/sessions/{id}/end", get(ask_end_session).post(end_session))
}

#[derive(Template)]
#[template(path = "page/settings/security.html")]
struct SecurityPage<'a> {
    view: &'a View,
    /// Of the password, or of a new passkey.
    form: &'a Form,
    totp: totp::State,
    ways: Ways,
    /// Whether what needs a fresh proof of identity can be done at once.
    fresh: bool,
    passkeys: Vec<Passkey>,
    /// Whether this address can have passkeys at all.
    takes_passkeys: bool,
    sessions: Vec<Listed>,
}

/// The page as it is now, with a form that was refused or an empty one.
pub(super) async fn render(web: &Web, reader: &Reader, form: &Form) -> Result<Response, Failure> {
    let (app, session) = (&web.http.app, &reader.session);
    let view = reader.view.clone().at(Section::Settings);
    let page = SecurityPage {
        view: &view,
        form,
        totp: totp::state(app, session).await?,
        ways: proof::ways(app, session).await?,
        fresh: session.is_fresh(app.clock.now()),
        passkeys: passkey::list(app, session).await?,
        takes_passkeys: RelyingParty::of(&web.http.base_url).is_some(),
        sessions: session::list(app, session).await?,
    };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

async fn page(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    render(&web, &reader, &Form::default()).await
}

async fn change_password(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    let app = &web.http.app;
    let [current, new] = ["currentPassword", "newPassword"].map(|name| fields.raw(name).to_owned());
    let _turn = web.password_turn().await?;
    match profile::change_password(app, &reader.session, &current, &new).await {
        Ok(()) => Ok(done(&web, PATH, "password-changed")),
        Err(error) => {
            fields.remove("currentPassword");
            fields.remove("newPassword");
            let form = refusal(&reader.view, fields, error)?;
            render(&web, &reader, &form).await
        }
    }
}

async fn end_session(
    State(web): State<Web>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let id: Uuid = id.parse().map_err(|_| AppError::NotFound)?;
    session::revoke(&web.http.app, &posted.reader.session, id).await?;
    Ok(done(&web, PATH, "session-ended"))
}

async fn ask_end_session(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let open = session::list(&web.http.app, &reader.session).await?;
    let found = open.into_iter().find(|one| one.id.to_string() == id && !one.current);
    let device = device(&reader.view, &found.ok_or(AppError::NotFound)?.user_agent);
    let action = format!("{PATH}/sessions/{id}/end");
    ask(&reader.view.at(Section::Settings), "session-end", &device, (action, "end"), PATH.to_owned())
}

async fn ask_end_others(reader: Reader) -> Result<Response, Failure> {
    let action = format!("{PATH}/sessions/others/end");
    ask(&reader.view.at(Section::Settings), "sessions-end", "", (action, "end"), PATH.to_owned())
}

async fn end_others(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    session::revoke_others(&web.http.app, &posted.reader.session).await?;
    Ok(done(&web, PATH, "sessions-ended"))
}

/// Browser and system in a word each, as far as a `User-Agent` tells them.
pub(crate) fn device(view: &View, agent: &str) -> String {
    // Those that also name others come first.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&browsers), find(&systems)) {
        (Some(browser), Some(system)) => view.t2("session-device", "browser", browser, "system", system),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => view.t("session-device-unknown"),
    }
}
