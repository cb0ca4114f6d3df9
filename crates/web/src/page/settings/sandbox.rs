//! The reader's sandbox: its clock, and the sides to play: `/settings/sandbox`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ortak_app::account::company;
use ortak_app::error::AppError;
use ortak_app::sandbox;
use ortak_domain::{Action, Violation};

use super::{play, refusal};
use crate::error::Failure;
use crate::fields::Form;
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

#[derive(Template)]
#[template(path = "page/settings/sandbox.html")]
struct SandboxPage<'a> {
    view: &'a View,
    form: &'a Form,
    sides: Vec<play::Side>,
    /// Days by which its clock is ahead.
    ahead: i64,
}

/// Whether the reader plays in a sandbox of their own.
pub(super) fn plays(view: &View) -> bool {
    view.may(Action::Play) && view.session.as_ref().is_some_and(|session| session.principal.realm.is_some())
}

async fn render(web: &Web, reader: &Reader, form: &Form) -> Result<Response, Failure> {
    reader.ctx.permit(Action::Play)?;
    let organization = company::get(&web.http.app, &reader.ctx).await?.organization;
    let Some(sandbox) = organization.sandbox.as_ref() else { return Err(AppError::NotFound.into()) };
    let view = reader.view.clone().at(Section::Settings);
    let sides = play::sides(web, reader).await?;
    let page = SandboxPage { view: &view, form, sides, ahead: sandbox.clock_ahead / 86_400 };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

pub(super) async fn page(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    render(&web, &reader, &Form::new([("days", "1")].into_iter().collect())).await
}

pub(super) async fn advance(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let advanced = match fields.text("days").parse::<i64>() {
        Ok(days) => sandbox::advance(&web.http.app, &reader.ctx, days.saturating_mul(86_400)).await,
        Err(_) => Err(Violation::out_of_range("days", 1, sandbox::MAX_AHEAD / 86_400).into()),
    };
    match advanced {
        Ok(_) => Ok(done(&web, "/settings/sandbox", "clock-moved")),
        Err(AppError::Invalid(violations)) => {
            let days = violations.into_iter().map(in_days).collect::<Vec<_>>();
            render(&web, &reader, &Form::refused(&reader.view, fields, &days)).await
        }
        Err(error) => {
            let form = refusal(&reader.view, fields, error)?;
            render(&web, &reader, &form).await
        }
    }
}

/// The page asks for days where the use case takes seconds.
fn in_days(violation: Violation) -> Violation {
    let of =
        |name: &str| violation.numbers.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    match of("most").filter(|_| violation.field == "seconds") {
        Some(most) => Violation::out_of_range("days", 1, most / 86_400),
        None => violation,
    }
}
