//! The reader's company: `/settings/company`, `/settings/solutions`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use ortak_app::account::company;
use ortak_app::port::SolutionRecord;
use ortak_domain::{Location, Organization};

use super::{administers, refusal};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/settings/company", get(page))
        .route("/settings/company/locations/{mpn_id}", post(set_contacts))
        .route("/settings/solutions", get(solutions))
}

#[derive(Template)]
#[template(path = "page/settings/company.html")]
struct CompanyPage<'a> {
    view: &'a View,
    organization: &'a Organization,
    locations: Vec<Place>,
    form: &'a Form,
}

/// A location with the text of its contacts, one a line.
struct Place {
    location: Location,
    field: String,
}

async fn render(web: &Web, reader: &Reader, form: Form) -> Result<Response, Failure> {
    administers(reader)?;
    let record = company::get(&web.http.app, &reader.ctx).await?;
    let view = reader.view.clone().at(Section::Settings);
    let mut form = form;
    let places = record.locations.into_iter().map(|location| {
        let field = format!("contacts-{}", location.mpn_id);
        if !form.fields.has(&field) {
            form.fields.set(field.clone(), location.contacts.join("\n"));
        }
        Place { location, field }
    });
    let locations = places.collect();
    let page = CompanyPage { view: &view, organization: &record.organization, locations, form: &form };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

async fn page(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    render(&web, &reader, Form::default()).await
}

async fn set_contacts(
    State(web): State<Web>,
    Path(mpn_id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let field = format!("contacts-{mpn_id}");
    let lines = fields.text(&field).split(['\n', ',', ';']).map(str::trim);
    let emails = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    match company::set_contacts(&web.http.app, &reader.ctx, &mpn_id, emails).await {
        Ok(()) => Ok(done(&web, "/settings/company", "saved")),
        Err(error) => {
            let form = refusal(&reader.view, Fields::default(), error)?;
            let message = form.errors().first().map(|(_, message)| message.clone()).unwrap_or_default();
            render(&web, &reader, Form::refused_for(fields, &field, message)).await
        }
    }
}

#[derive(Template)]
#[template(path = "page/settings/solutions.html")]
struct SolutionsPage<'a> {
    view: &'a View,
    solutions: Vec<SolutionRecord>,
}

async fn solutions(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    administers(&reader)?;
    let mut solutions = company::solutions(&web.http.app, &reader.ctx).await?;
    solutions.sort_by(|a, b| reader.view.language.compare(&a.name, &b.name));
    let view = reader.view.at(Section::Settings);
    html(&SolutionsPage { view: &view, solutions })
}
