//! Signing in and out: `/sign-in`, `/sign-in/code`, `/sign-in/passkey`, `/sign-out`.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use ortak_app::account::oidc::STATE_SECONDS;
use ortak_app::account::passkey::{self, Assertion, RelyingParty};
use ortak_app::account::session::{self, SignIn};
use ortak_app::account::totp;
use ortak_http::oidc::login::{Callback, LoginError, Returned};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::settings::passkey_site;
use crate::reader::{Guest, GuestPosted, Posted, SESSION, cookie, held, local, session_cookies};
use crate::view::View;
use crate::{Web, html, refused, removal};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/sign-in", get(form).post(sign_in))
        .route("/sign-in/code", get(code_form).post(code))
        .route("/sign-in/with/{provider}", get(begin_with))
        .route("/sign-in/with/{provider}/callback", get(come_back))
        .route("/sign-in/passkey", post(sign_in_by_passkey))
        .route("/sign-in/passkey/begin", post(begin_passkey))
        .route("/sign-out", post(sign_out))
}

#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
    /// The issuer is to ask again who it is.
    #[serde(default)]
    anew: Option<String>,
}

#[derive(Template)]
#[template(path = "page/sign_in.html")]
struct SignInPage<'a> {
    view: &'a View,
    form: &'a Form,
    next: &'a str,
    problem: Option<String>,
    takes_passkeys: bool,
    /// Id and name of each issuer where people have their accounts.
    providers: Vec<(String, String)>,
    /// What was written is kept meanwhile.
    kept: bool,
}

impl<'a> SignInPage<'a> {
    fn new(web: &Web, view: &'a View, form: &'a Form, next: &'a str, problem: Option<String>) -> Self {
        let takes_passkeys = RelyingParty::of(&web.http.base_url).is_some();
        let named = |(id, name): (&str, &str)| (id.to_owned(), name.to_owned());
        let providers = web.http.logins.list().map(named).collect();
        Self { view, form, next, problem, takes_passkeys, providers, kept: view.keeps }
    }
}

#[derive(Template)]
#[template(path = "page/sign_in_code.html")]
struct CodePage<'a> {
    view: &'a View,
    next: &'a str,
    problem: Option<String>,
}

/// Where an attempt leads; in words, where it leads nowhere.
pub(super) fn enter(web: &Web, view: &View, came_of: SignIn, next: &str) -> Result<Response, String> {
    match came_of {
        SignIn::SignedIn(opened) => {
            let cookies = session_cookies(web, &opened);
            Ok((cookies, Redirect::to(local(next))).into_response())
        }
        SignIn::NeedsSecondFactor(opened) => {
            let cookies = session_cookies(web, &opened);
            let next = utf8_percent_encode(local(next), NON_ALPHANUMERIC);
            Ok((cookies, Redirect::to(&format!("/sign-in/code?next={next}"))).into_response())
        }
        SignIn::Refused => Err(view.t("sign-in-refused")),
        SignIn::Wait { seconds } => {
            Err(view.t1("sign-in-wait", "seconds", i64::try_from(seconds).unwrap_or(i64::MAX)))
        }
    }
}

async fn form(State(web): State<Web>, guest: Guest, Query(next): Query<Next>) -> Result<Response, Failure> {
    if guest.view.session.is_some() {
        return Ok(Redirect::to(local(&next.next)).into_response());
    }
    html(&SignInPage::new(&web, &guest.view, &Form::default(), local(&next.next), None))
}

async fn sign_in(State(web): State<Web>, posted: GuestPosted) -> Result<Response, Failure> {
    let GuestPosted { guest, mut fields } = posted;
    let _turn = web.password_turn().await?;
    let (app, next) = (&web.http.app, fields.text("next").to_owned());
    let came_of = session::sign_in(app, fields.text("email"), fields.raw("password"), &guest.device).await?;
    match enter(&web, &guest.view, came_of, &next) {
        Ok(entered) => Ok(entered),
        Err(problem) => {
            fields.remove("password");
            let form = Form::new(fields);
            refused(&SignInPage::new(&web, &guest.view, &form, local(&next), Some(problem)))
        }
    }
}

async fn code_form(guest: Guest, Query(next): Query<Next>) -> Result<Response, Failure> {
    let next = local(&next.next);
    if guest.view.session.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    if !guest.pending {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    html(&CodePage { view: &guest.view, next, problem: None })
}

async fn code(State(web): State<Web>, posted: GuestPosted) -> Result<Response, Failure> {
    let GuestPosted { guest, fields } = posted;
    if !guest.pending {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let token = guest.device.previous.clone().unwrap_or_default();
    let came_of = totp::second_factor(&web.http.app, &token, fields.text("code"), &guest.device).await?;
    let wrong = came_of == SignIn::Refused;
    let next = local(fields.text("next"));
    match enter(&web, &guest.view, came_of, next) {
        Ok(entered) => Ok(entered),
        Err(problem) => {
            let problem = if wrong { guest.view.t("error-wrong-code") } else { problem };
            refused(&CodePage { view: &guest.view, next, problem: Some(problem) })
        }
    }
}

async fn begin_passkey(State(web): State<Web>, posted: GuestPosted) -> Result<Response, Failure> {
    let address = &posted.guest.device.address;
    let options = passkey::begin_sign_in(&web.http.app, &passkey_site(&web)?, address).await?;
    Ok(Json(options).into_response())
}

async fn sign_in_by_passkey(State(web): State<Web>, posted: GuestPosted) -> Result<Response, Failure> {
    let GuestPosted { guest, fields } = posted;
    let next = local(fields.text("next"));
    let given: Option<Assertion> = serde_json::from_str(fields.text("passkey")).ok();
    let came_of = match given {
        Some(given) => {
            passkey::finish_sign_in(&web.http.app, &passkey_site(&web)?, &given, &guest.device).await?
        }
        None => SignIn::Refused,
    };
    match enter(&web, &guest.view, came_of, next) {
        Ok(entered) => Ok(entered),
        Err(_) => {
            let problem = Some(guest.view.t("passkey-refused"));
            refused(&SignInPage::new(&web, &guest.view, &Form::new(Fields::default()), next, problem))
        }
    }
}

/// Ties the way to an issuer and back to this browser.
const BINDING: &str = "ortak-login";

/// Sends the browser to an issuer.
async fn begin_with(
    State(web): State<Web>,
    Path(provider): Path<String>,
    guest: Guest,
    Query(next): Query<Next>,
) -> Result<Response, Failure> {
    let (app, anew) = (&web.http.app, next.anew.is_some());
    let begun = web.http.logins.begin(app, &provider, Some(local(&next.next)), &guest.device.address, anew);
    match begun.await {
        Ok(begun) => {
            let mut binding = cookie(&web, BINDING, begun.binding);
            binding.set_max_age(time::Duration::seconds(STATE_SECONDS));
            Ok((CookieJar::new().add(binding), Redirect::to(&begun.url)).into_response())
        }
        Err(error) => not_signed_in(&web, &guest.view, local(&next.next), error),
    }
}

/// Takes in who comes back from an issuer.
async fn come_back(
    State(web): State<Web>,
    Path(provider): Path<String>,
    jar: CookieJar,
    guest: Guest,
    Query(callback): Query<Callback>,
) -> Result<Response, Failure> {
    let binding = held(&web, &jar, BINDING).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let (app, logins) = (&web.http.app, &web.http.logins);
    match logins.finish(app, &provider, &callback, &binding, &guest.device).await {
        Ok(Returned { sign_in, return_to }) => {
            let next = return_to.unwrap_or_default();
            match enter(&web, &guest.view, sign_in, &next) {
                Ok(entered) => Ok(entered),
                Err(_) => {
                    let problem = Some(guest.view.t("sign-in-with-unknown"));
                    let form = Form::default();
                    refused(&SignInPage::new(&web, &guest.view, &form, local(&next), problem))
                }
            }
        }
        Err(error) => not_signed_in(&web, &guest.view, "/", error),
    }
}

/// Says why an issuer signed nobody in.
fn not_signed_in(web: &Web, view: &View, next: &str, error: LoginError) -> Result<Response, Failure> {
    let why = match error {
        LoginError::App(error) => return Err(error.into()),
        LoginError::UnknownProvider => return Err(Failure::NoSuchPage),
        LoginError::UnknownState => "sign-in-with-stale",
        LoginError::Denied => "sign-in-with-denied",
        LoginError::NotAccepted(reason) => {
            tracing::warn!(reason, "a sign-in by an issuer was not accepted");
            "sign-in-with-refused"
        }
        LoginError::Unavailable(reason) => {
            tracing::warn!(%reason, "an issuer can't be asked");
            "sign-in-with-unavailable"
        }
    };
    let form = Form::default();
    refused(&SignInPage::new(web, view, &form, next, Some(view.t(why))))
}

async fn sign_out(State(web): State<Web>, jar: CookieJar, _: Posted) -> Result<Response, Failure> {
    if let Some(token) = held(&web, &jar, SESSION) {
        session::sign_out(&web.http.app, token.value()).await?;
    }
    Ok((CookieJar::new().add(removal(&web, SESSION)), Redirect::to("/sign-in")).into_response())
}
