//! Locations of the reader's company (R402): `/settings/company/locations`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use ortak_app::account::company::{self, LocationInput};
use ortak_app::error::AppError;
use ortak_domain::{Location, OrganizationKind};

use super::ask::ask;
use super::{administers, again, refusal};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

const LIST: &str = super::company::PATH;

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/settings/company/locations/new", get(new_form).post(add))
        .route("/settings/company/locations/{mpn_id}", get(page).post(change))
        .route("/settings/company/locations/{mpn_id}/retire", get(ask_retire))
}

/// A new location, or one that is there.
#[derive(Template)]
#[template(path = "page/settings/location.html")]
struct LocationPage<'a> {
    view: &'a View,
    form: &'a Form,
    location: Option<&'a Location>,
    countries: Vec<(String, String)>,
}

fn show(view: View, form: &Form, location: Option<&Location>) -> Result<Response, Failure> {
    let view = view.at(Section::Settings);
    let page = LocationPage { view: &view, form, location, countries: view.countries() };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

fn input(fields: &Fields) -> LocationInput {
    let text = |name: &str| fields.text(name).to_owned();
    let lines = fields.text("contacts").split(['\n', ',', ';']).map(str::trim);
    LocationInput {
        name: text("name"),
        country: text("country"),
        city: text("city"),
        contacts: lines.filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    }
}

async fn new_form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    administers(&reader)?;
    if reader.ctx.principal.organization_kind == OrganizationKind::Vendor {
        return Err(AppError::NotFound.into());
    }
    let own = company::get(&web.http.app, &reader.ctx).await?.organization;
    let form = Form::new(reader.view.fields([("country", own.country)].into_iter().collect()));
    show(reader.view, &form, None)
}

async fn add(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (app, ctx) = (&web.http.app, &reader.ctx);
    match company::add_location(app, ctx, fields.text("mpnId"), &input(&fields)).await {
        Ok(_) => Ok(done(&web, LIST, "location-added")),
        Err(error) => {
            let form = refusal(&reader.view, fields, error)?.gathered("contacts");
            show(reader.view, &form, None)
        }
    }
}

/// A location as the form shows it.
fn fields(location: &Location) -> Fields {
    let fields = [
        ("name", location.name.clone()),
        ("country", location.country.clone()),
        ("city", location.city.clone().unwrap_or_default()),
        ("contacts", location.contacts.join("\n")),
    ];
    fields.into_iter().collect()
}

async fn page(
    State(web): State<Web>,
    reader: Reader,
    Path(mpn_id): Path<String>,
) -> Result<Response, Failure> {
    let location = company::location(&web.http.app, &reader.ctx, &mpn_id).await?;
    let form = Form::new(reader.view.opened(fields(&location)));
    show(reader.view, &form, Some(&location))
}

/// Does what the pressed button says.
async fn change(
    State(web): State<Web>,
    Path(mpn_id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (app, ctx) = (&web.http.app, &reader.ctx);
    match fields.text("do") {
        "retire" => {
            company::set_location_open(app, ctx, &mpn_id, false).await?;
            Ok(done(&web, LIST, "location-retired"))
        }
        "reopen" => {
            company::set_location_open(app, ctx, &mpn_id, true).await?;
            Ok(done(&web, LIST, "location-reopened"))
        }
        _ => save(&web, reader, &mpn_id, fields).await,
    }
}

async fn save(web: &Web, reader: Reader, mpn_id: &str, sent: Fields) -> Result<Response, Failure> {
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let was = sent.was().as_ref().map(input);
    let location = company::location(app, ctx, mpn_id).await?;
    match company::save_location(app, ctx, mpn_id, was.as_ref(), &input(&sent)).await {
        Ok(()) => Ok(done(web, LIST, "saved")),
        Err(error) => {
            let form = again(web, &reader, sent, &fields(&location), error).await?.gathered("contacts");
            show(reader.view, &form, Some(&location))
        }
    }
}

async fn ask_retire(
    State(web): State<Web>,
    reader: Reader,
    Path(mpn_id): Path<String>,
) -> Result<Response, Failure> {
    let location = company::location(&web.http.app, &reader.ctx, &mpn_id).await?;
    let path = format!("{LIST}/locations/{mpn_id}");
    // A colleague was faster: its page says since when.
    if location.retired_at.is_some() {
        return Ok(Redirect::to(&path).into_response());
    }
    ask(&reader.view.at(Section::Settings), "location-retire", &location.name, (path.clone(), "retire"), path)
}
