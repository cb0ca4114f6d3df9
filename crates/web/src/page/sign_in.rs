//! Signing in and out: `/sign-in`, `/sign-in/code`, `/sign-out`.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::CookieJar;
use ortak_app::account::session::{self, SignIn};
use serde::Deserialize;

use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Guest, GuestPosted, Posted, SESSION, local, session_cookie};
use crate::view::View;
use crate::{Web, html, refused, removal};

pub(super) fn router() -> Router<Web> {
    Router::new().route("/sign-in", get(form).post(sign_in)).route("/sign-out", post(sign_out))
}

#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "page/sign_in.html")]
struct SignInPage<'a> {
    view: &'a View,
    form: &'a Form,
    next: &'a str,
    problem: Option<String>,
}

async fn form(guest: Guest, Query(next): Query<Next>) -> Result<Response, Failure> {
    if guest.view.session.is_some() {
        return Ok(Redirect::to(local(&next.next)).into_response());
    }
    html(&SignInPage { view: &guest.view, form: &Form::default(), next: local(&next.next), problem: None })
}

async fn sign_in(State(web): State<Web>, posted: GuestPosted) -> Result<Response, Failure> {
    let GuestPosted { guest, fields } = posted;
    let _turn = web
        .http
        .limits
        .password_turn()
        .await
        .map_err(|wait| ortak_app::AppError::TooMany { retry_after_seconds: wait.seconds })?;
    // The password is as it was typed, blanks and all.
    let password = fields.iter().find(|(name, _)| *name == "password").map_or("", |(_, value)| value);
    let came_of = session::sign_in(&web.http.app, fields.text("email"), password, &guest.device).await?;
    let next = local(fields.text("next")).to_owned();
    let view = &guest.view;
    let problem = match came_of {
        SignIn::SignedIn(opened) => {
            let cookies = CookieJar::new().add(session_cookie(&web, &opened));
            return Ok((cookies, Redirect::to(&next)).into_response());
        }
        SignIn::NeedsSecondFactor(opened) => {
            let cookies = CookieJar::new().add(session_cookie(&web, &opened));
            return Ok((cookies, Redirect::to("/sign-in/code")).into_response());
        }
        SignIn::Refused => view.t("sign-in-refused"),
        SignIn::Wait { seconds } => {
            view.t1("sign-in-wait", "seconds", i64::try_from(seconds).unwrap_or(i64::MAX))
        }
    };
    let mut fields: Fields = fields;
    fields.remove("password");
    refused(&SignInPage { view, form: &Form::new(fields), next: &next, problem: Some(problem) })
}

async fn sign_out(State(web): State<Web>, jar: CookieJar, _: Posted) -> Result<Response, Failure> {
    if let Some(token) = jar.get(SESSION) {
        session::sign_out(&web.http.app, token.value()).await?;
    }
    Ok((CookieJar::new().add(removal(&web, SESSION)), Redirect::to("/sign-in")).into_response())
}
