//! Passkeys of whoever is signed in: `/settings/security/passkeys`. Making one needs a script (`static/js/passkey.ts`).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ortak_app::account::passkey::{self, Registration, RelyingParty};
use ortak_app::error::AppError;
use ortak_domain::Violation;
use uuid::Uuid;

use super::ask::ask;
use super::{confirm, refusal, security};
use crate::Web;
use crate::error::Failure;
use crate::reader::{Posted, Reader, done};
use crate::view::Section;

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/settings/security/passkeys", post(add))
        .route("/settings/security/passkeys/begin", post(begin))
        .route("/settings/security/passkeys/{id}", post(change))
        .route("/settings/security/passkeys/{id}/remove", get(ask_remove))
}

/// The site that passkeys are bound to; without a name there are none.
pub(crate) fn site(web: &Web) -> Result<RelyingParty, AppError> {
    RelyingParty::of(&web.http.base_url).ok_or(AppError::NotFound)
}

async fn begin(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let (app, session) = (&web.http.app, &posted.reader.session);
    let options = passkey::begin_registration(app, session, &site(&web)?).await;
    let options = confirm::or_first(options, security::PATH)?;
    Ok(Json(options).into_response())
}

async fn add(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    let made: Option<Registration> = serde_json::from_str(fields.text("passkey")).ok();
    fields.remove("passkey");
    let added = match made {
        Some(made) => {
            let (app, site) = (&web.http.app, site(&web)?);
            passkey::finish_registration(app, &reader.session, &site, fields.text("name"), &made).await
        }
        None => Err(Violation::new("passkey", "passkey_missing", "was not made by the browser").into()),
    };
    match added {
        Ok(_) => Ok(done(&web, security::PATH, "passkey-added")),
        Err(error) => {
            let form = refusal(&reader.view, fields, error)?;
            security::render(&web, &reader, &form).await
        }
    }
}

/// Renames or removes, whichever button was pressed.
async fn change(State(web): State<Web>, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (app, session) = (&web.http.app, &reader.session);
    let id: Uuid = id.parse().map_err(|_| AppError::NotFound)?;
    if fields.text("do") == "remove" {
        confirm::or_first(passkey::remove(app, session, id).await, security::PATH)?;
        return Ok(done(&web, security::PATH, "passkey-removed"));
    }
    passkey::rename(app, session, id, fields.text("name")).await?;
    Ok(done(&web, security::PATH, "saved"))
}

async fn ask_remove(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut keys = passkey::list(&web.http.app, &reader.session).await?.into_iter();
    let key = keys.find(|key| key.id.to_string() == id).ok_or(AppError::NotFound)?;
    let action = (format!("{}/passkeys/{id}", security::PATH), "remove");
    let back = security::PATH.to_owned();
    ask(&reader.view.at(Section::Settings), "passkey-remove", &key.name, action, back)
}
