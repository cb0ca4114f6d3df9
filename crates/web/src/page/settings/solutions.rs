//! What the reader's company sells (R402): `/settings/solutions`. Whether it is ready for co-sell, and its incentive tags,
//! are the programme's to decide.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use ortak_app::account::company::{self, SolutionInput};
use ortak_app::port::{SolutionKind, SolutionRecord};
use ortak_domain::Action;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::ask::ask;
use super::{administers, again, refusal};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

const LIST: &str = "/settings/solutions";
/// Ids are texts of their owners': in a path they are written as templates write them.
const IN_A_PATH: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route(LIST, get(list))
        .route("/settings/solutions/new", get(new_form).post(add))
        .route("/settings/solutions/{id}", get(page).post(change))
        .route("/settings/solutions/{id}/withdraw", get(ask_withdraw))
}

#[derive(Template)]
#[template(path = "page/settings/solutions.html")]
struct SolutionsPage<'a> {
    view: &'a View,
    solutions: Vec<SolutionRecord>,
}

async fn list(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    administers(&reader)?;
    let mut solutions = company::solutions(&web.http.app, &reader.ctx).await?;
    solutions.sort_by(|a, b| reader.view.language.compare(&a.name, &b.name));
    let view = reader.view.at(Section::Settings);
    html(&SolutionsPage { view: &view, solutions })
}

/// A new solution, or one that is there.
#[derive(Template)]
#[template(path = "page/settings/solution.html")]
struct SolutionPage<'a> {
    view: &'a View,
    form: &'a Form,
    solution: Option<&'a SolutionRecord>,
    is_assessment: bool,
}

fn show(
    view: View,
    form: &Form,
    kind: SolutionKind,
    solution: Option<&SolutionRecord>,
) -> Result<Response, Failure> {
    let view = view.at(Section::Settings);
    let is_assessment = kind == SolutionKind::Assessment;
    let page = SolutionPage { view: &view, form, solution, is_assessment };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    kind: String,
}

fn kind(word: &str) -> SolutionKind {
    if word == "assessment" { SolutionKind::Assessment } else { SolutionKind::Solution }
}

async fn new_form(
    State(web): State<Web>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    administers(&reader)?;
    let usual: Fields = [("kind", asked.kind.as_str()), ("published", "yes")].into_iter().collect();
    let form = Form::new(reader.view.fields(usual.of_new(&web.http.app)));
    let kind = kind(form.value("kind"));
    if kind == SolutionKind::Assessment {
        reader.ctx.permit(Action::SetProgramme)?;
    }
    show(reader.view, &form, kind, None)
}

fn input(fields: &Fields) -> SolutionInput {
    SolutionInput { name: fields.text("name").to_owned(), published: fields.has("published") }
}

async fn add(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let kind = kind(fields.text("kind"));
    let once = fields.once();
    match company::add_solution(&web.http.app, &reader.ctx, kind, &input(&fields), &once).await {
        Ok(_) => Ok(done(&web, LIST, "solution-added")),
        Err(error) => show(reader.view.clone(), &refusal(&reader.view, fields, error)?, kind, None),
    }
}

/// A solution that is there as the form shows it.
fn fields(solution: &SolutionRecord) -> Fields {
    [("name", solution.name.as_str())].into_iter().collect()
}

async fn page(State(web): State<Web>, reader: Reader, Path(id): Path<String>) -> Result<Response, Failure> {
    let solution = company::solution(&web.http.app, &reader.ctx, &id).await?;
    let form = Form::new(reader.view.opened(fields(&solution)));
    show(reader.view, &form, solution.kind, Some(&solution))
}

/// Does what the pressed button says.
async fn change(State(web): State<Web>, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (app, ctx) = (&web.http.app, &reader.ctx);
    match fields.text("do") {
        "withdraw" => {
            company::publish_solution(app, ctx, &id, false).await?;
            Ok(done(&web, LIST, "solution-withdrawn"))
        }
        "publish" => {
            company::publish_solution(app, ctx, &id, true).await?;
            Ok(done(&web, LIST, "solution-published"))
        }
        _ => rename(&web, reader, &id, fields).await,
    }
}

async fn rename(web: &Web, reader: Reader, id: &str, sent: Fields) -> Result<Response, Failure> {
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let was = sent.was();
    let was = was.as_ref().map(|was| was.text("name"));
    let solution = company::solution(app, ctx, id).await?;
    match company::rename_solution(app, ctx, id, was, sent.text("name")).await {
        Ok(()) => Ok(done(web, LIST, "saved")),
        Err(error) => {
            let form = again(web, &reader, sent, &fields(&solution), error).await?;
            show(reader.view, &form, solution.kind, Some(&solution))
        }
    }
}

async fn ask_withdraw(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let solution = company::solution(&web.http.app, &reader.ctx, &id).await?;
    let path = format!("{LIST}/{}", utf8_percent_encode(&solution.id, &IN_A_PATH));
    // A colleague was faster.
    if !solution.published {
        return Ok(Redirect::to(&path).into_response());
    }
    ask(
        &reader.view.at(Section::Settings),
        "solution-withdraw",
        &solution.name,
        (path.clone(), "withdraw"),
        path,
    )
}
