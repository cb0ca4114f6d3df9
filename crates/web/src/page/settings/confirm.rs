//! Proving once more who one is, before changing by what one signs in: `/settings/security/confirm`.

use std::borrow::Cow;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ortak_app::account::passkey::Assertion;
use ortak_app::account::proof::{self, Ways};
use ortak_app::error::AppError;
use ortak_domain::Violation;
use serde::Deserialize;

use super::{passkey_site, refusal, security};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, local};
use crate::view::{Section, View};
use crate::{Web, html, refused};

const PATH: &str = "/settings/security/confirm";

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route(PATH, get(page).post(confirm))
        .route("/settings/security/confirm/passkey", post(confirm_by_passkey))
}

/// What needs a fresh proof leads to this page first, and back from it to `next`.
pub(super) fn or_first<T>(
    done: Result<T, AppError>,
    next: impl Into<Cow<'static, str>>,
) -> Result<T, Failure> {
    done.map_err(
        |error| {
            if proof::is_needed(&error) { Failure::Prove { next: next.into() } } else { error.into() }
        },
    )
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "page/settings/confirm.html")]
struct ConfirmPage<'a> {
    view: &'a View,
    form: &'a Form,
    next: &'a str,
    ways: Ways,
    /// Whether this address can have passkeys at all.
    takes_passkeys: bool,
    /// Id and name of each issuer where people have their accounts.
    providers: Vec<(String, String)>,
}

async fn render(web: &Web, reader: &Reader, form: &Form, next: &str) -> Result<Response, Failure> {
    let view = reader.view.clone().at(Section::Settings);
    let named = |(id, name): (&str, &str)| (id.to_owned(), name.to_owned());
    let page = ConfirmPage {
        view: &view,
        form,
        next,
        ways: proof::ways(&web.http.app, &reader.session).await?,
        takes_passkeys: passkey_site(web).is_ok(),
        providers: web.http.logins.list().map(named).collect(),
    };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

/// Where the reader wanted to go: to the page about security, where nothing else is said.
fn wanted(next: &str) -> &str {
    let next = local(next);
    if next == "/" { security::PATH } else { next }
}

async fn page(
    State(web): State<Web>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let next = wanted(&asked.next);
    if reader.session.is_fresh(web.http.app.clock.now()) {
        return Ok(Redirect::to(next).into_response());
    }
    render(&web, &reader, &Form::default(), next).await
}

async fn confirm(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let _turn = web.password_turn().await?;
    let proved = proof::by_text(&web.http.app, &reader.session, fields.raw("proof")).await;
    finish(&web, &reader, fields, proved).await
}

async fn confirm_by_passkey(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let given: Option<Assertion> = serde_json::from_str(fields.text("passkey")).ok();
    let (app, site) = (&web.http.app, passkey_site(&web)?);
    let proved = match given {
        Some(given) => proof::by_passkey(app, &reader.session, &site, &given).await,
        None => Err(Violation::new("proof", "passkey_missing", "was not made by the browser").into()),
    };
    finish(&web, &reader, fields, proved).await
}

async fn finish(
    web: &Web,
    reader: &Reader,
    mut fields: Fields,
    proved: Result<(), AppError>,
) -> Result<Response, Failure> {
    let next = wanted(fields.text("next")).to_owned();
    match proved {
        Ok(()) => Ok(Redirect::to(&next).into_response()),
        Err(error) => {
            fields.remove("proof");
            fields.remove("passkey");
            let form = refusal(&reader.view, fields, error)?;
            render(web, reader, &form, &next).await
        }
    }
}
