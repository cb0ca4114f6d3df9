//! The links that let people in: `/first-run/{token}`, `/invitation/{token}`, `/reset`, `/reset/{token}`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use ortak_app::account::first_run::{self, FirstRun};
use ortak_app::account::passkey::Passkey;
use ortak_app::account::people::{self, Invited};
use ortak_app::account::{reset, session};
use ortak_app::error::AppError;
use ortak_domain::{OrganizationId, Violation};
use ortak_i18n::Language;
use uuid::Uuid;

use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::sign_in::enter;
use crate::reader::{Guest, GuestPosted, done};
use crate::view::View;
use crate::{Web, amount, html, refused};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/first-run/{token}", get(first_run_form).post(first_run))
        .route("/invitation/{token}", get(invitation_form).post(invitation))
        .route("/reset", get(forgotten_form).post(forgotten))
        .route("/reset/{token}", get(reset_form).post(set_password))
}

/// A form again that was refused, without its passwords.
fn again(view: &View, mut fields: Fields, error: AppError) -> Result<Form, Failure> {
    fields.remove("password");
    match error {
        AppError::Invalid(violations) => Ok(Form::refused(view, fields, &violations)),
        error => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "page/gate/first_run.html")]
struct FirstRunPage<'a> {
    view: &'a View,
    token: &'a str,
    form: &'a Form,
    /// The vendor, where it is there already.
    vendor: Option<String>,
    countries: Vec<(String, String)>,
    currencies: Vec<(String, String)>,
    languages: Vec<(String, String)>,
}

impl<'a> FirstRunPage<'a> {
    async fn new(web: &Web, view: &'a View, token: &'a str, form: &'a Form) -> Result<Self, Failure> {
        Ok(Self {
            view,
            token,
            form,
            vendor: first_run::check(&web.http.app, token).await?.map(|vendor| vendor.name),
            countries: countries(view),
            currencies: amount::currencies(None),
            languages: languages(),
        })
    }
}

/// All countries, and first none, so that nobody is from the first one by accident.
fn countries(view: &View) -> Vec<(String, String)> {
    std::iter::once(<(String, String)>::default()).chain(view.countries()).collect()
}

fn languages() -> Vec<(String, String)> {
    Language::ALL.map(|language| (language.as_str().to_owned(), language.own_name().to_owned())).into()
}

async fn first_run_form(
    State(web): State<Web>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let language = guest.view.language.as_str();
    let vendor_id = web.installation.vendor_id.as_str();
    let fields = [("organizationId", vendor_id), ("language", language)].into_iter().collect();
    html(&FirstRunPage::new(&web, &guest.view, &token, &Form::new(fields)).await?)
}

async fn first_run(
    State(web): State<Web>,
    Path(token): Path<String>,
    posted: GuestPosted,
) -> Result<Response, Failure> {
    let GuestPosted { guest, fields } = posted;
    let _turn = web.password_turn().await?;
    let view = &guest.view;
    let usual = web.installation.vendor_id.as_str();
    let id = OrganizationId::new(fields.given("organizationId").as_deref().unwrap_or(usual));
    let made = match id {
        Ok(id) => {
            let input = first_run_input(&fields);
            first_run::create(&web.http.app, &token, id, input, &guest.origin()).await
        }
        Err(_) => {
            Err(Violation::new("organizationId", "invalid_id", "must be letters, digits, - and _").into())
        }
    };
    match made {
        Ok(person) => sign_in(&web, &guest, &person.email, fields.raw("password"), "/").await,
        Err(error) => {
            let form = again(view, fields, error)?;
            refused(&FirstRunPage::new(&web, view, &token, &form).await?)
        }
    }
}

fn first_run_input(fields: &Fields) -> FirstRun {
    let text = |name: &str| fields.text(name).to_owned();
    FirstRun {
        organization_name: text("organizationName"),
        country: text("country"),
        currency: text("currency"),
        name: text("name"),
        email: text("email"),
        language: text("language"),
        password: fields.raw("password").to_owned(),
    }
}

/// Signs in with a password that was set just now; who needs more than that is asked for it.
async fn sign_in(
    web: &Web,
    guest: &Guest,
    email: &str,
    password: &str,
    next: &str,
) -> Result<Response, Failure> {
    let came_of = session::sign_in(&web.http.app, email, password, &guest.device).await?;
    Ok(enter(web, &guest.view, came_of, next).unwrap_or_else(|_| Redirect::to("/sign-in").into_response()))
}

#[derive(Template)]
#[template(path = "page/gate/invitation.html")]
struct InvitationPage<'a> {
    view: &'a View,
    token: &'a str,
    form: &'a Form,
    invited: &'a Invited,
}

async fn invitation_form(
    State(web): State<Web>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let invited = people::check_invitation(&web.http.app, &token).await?;
    let form = Form::new([("name", invited.name.clone())].into_iter().collect());
    let view = guest.in_language(&invited.language);
    html(&InvitationPage { view: &view, token: &token, form: &form, invited: &invited })
}

async fn invitation(
    State(web): State<Web>,
    Path(token): Path<String>,
    posted: GuestPosted,
) -> Result<Response, Failure> {
    let GuestPosted { guest, fields } = posted;
    let _turn = web.password_turn().await?;
    let app = &web.http.app;
    let (name, password) = (fields.text("name"), fields.raw("password"));
    match people::accept_invitation(app, &token, name, password, &guest.origin()).await {
        Ok(invited) => sign_in(&web, &guest, &invited.email, fields.raw("password"), "/").await,
        Err(error) => {
            let invited = people::check_invitation(app, &token).await?;
            let view = guest.in_language(&invited.language);
            let form = again(&view, fields, error)?;
            refused(&InvitationPage { view: &view, token: &token, form: &form, invited: &invited })
        }
    }
}

#[derive(Template)]
#[template(path = "page/gate/forgotten.html")]
struct ForgottenPage<'a> {
    view: &'a View,
    form: &'a Form,
    /// Whether it was asked for; what came of it is told to nobody.
    asked: bool,
}

async fn forgotten_form(guest: Guest) -> Result<Response, Failure> {
    html(&ForgottenPage { view: &guest.view, form: &Form::default(), asked: false })
}

async fn forgotten(State(web): State<Web>, posted: GuestPosted) -> Result<Response, Failure> {
    let GuestPosted { guest, fields } = posted;
    reset::request(&web.http.app, fields.text("email"), &guest.device.address).await?;
    html(&ForgottenPage { view: &guest.view, form: &Form::new(fields), asked: true })
}

#[derive(Template)]
#[template(path = "page/gate/reset.html")]
struct ResetPage<'a> {
    view: &'a View,
    token: &'a str,
    form: &'a Form,
    email: &'a str,
    passkeys: Vec<Passkey>,
}

async fn reset_form(
    State(web): State<Web>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let person = reset::check(&web.http.app, &token).await?;
    let view = guest.in_language(&person.language);
    let passkeys = reset::passkeys(&web.http.app, &person).await?;
    let form = &Form::default();
    html(&ResetPage { view: &view, token: &token, form, email: &person.email, passkeys })
}

async fn set_password(
    State(web): State<Web>,
    Path(token): Path<String>,
    posted: GuestPosted,
) -> Result<Response, Failure> {
    let GuestPosted { guest, fields } = posted;
    let _turn = web.password_turn().await?;
    let person = reset::check(&web.http.app, &token).await?;
    let view = guest.in_language(&person.language);
    let remove: Vec<Uuid> = fields.all("remove").filter_map(|id| id.parse().ok()).collect();
    match reset::reset(&web.http.app, &token, fields.raw("password"), &remove, &guest.origin()).await {
        Ok(()) => Ok(done(&web, "/sign-in", "password-set")),
        Err(error) => {
            let form = again(&view, fields, error)?;
            let passkeys = reset::passkeys(&web.http.app, &person).await?;
            refused(&ResetPage { view: &view, token: &token, form: &form, email: &person.email, passkeys })
        }
    }
}
