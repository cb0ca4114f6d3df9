//! The reader's company, and what its administrators say of it (R402): `/settings/company`.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use ortak_app::account::company::{self, CompanyInput};
use ortak_app::port::OrganizationRecord;
use ortak_domain::{Location, Organization};

use super::{administers, again};
use crate::amount::currencies;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

pub(super) const PATH: &str = "/settings/company";

pub(super) fn router() -> Router<Web> {
    Router::new().route(PATH, get(page).post(save))
}

#[derive(Template)]
#[template(path = "page/settings/company.html")]
struct CompanyPage<'a> {
    view: &'a View,
    form: &'a Form,
    organization: &'a Organization,
    locations: Vec<Location>,
    countries: Vec<(String, String)>,
    currencies: Vec<(String, String)>,
}

fn show(reader: &Reader, form: &Form, record: OrganizationRecord) -> Result<Response, Failure> {
    let view = reader.view.clone().at(Section::Settings);
    let OrganizationRecord { organization, mut locations } = record;
    locations.sort_by(|a, b| {
        let retired = |one: &Location| one.retired_at.is_some();
        retired(a).cmp(&retired(b)).then_with(|| view.language.compare(&a.name, &b.name))
    });
    let page = CompanyPage {
        view: &view,
        form,
        organization: &organization,
        locations,
        countries: view.countries(),
        currencies: currencies(Some(organization.currency)),
    };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

/// The profile as the form shows it.
fn fields(one: &Organization) -> Fields {
    let fields =
        [("name", one.name.as_str()), ("country", one.country.as_str()), ("currency", one.currency.code())];
    fields.into_iter().collect()
}

fn input(fields: &Fields) -> CompanyInput {
    let text = |name: &str| fields.text(name).to_owned();
    CompanyInput { name: text("name"), country: text("country"), currency: text("currency") }
}

async fn page(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    administers(&reader)?;
    let record = company::get(&web.http.app, &reader.ctx).await?;
    show(&reader, &Form::new(reader.view.opened(fields(&record.organization))), record)
}

async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields: sent } = posted;
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let was = sent.was().as_ref().map(input);
    let record = company::get(app, ctx).await?;
    match company::save(app, ctx, was.as_ref(), &input(&sent)).await {
        Ok(()) => Ok(done(&web, PATH, "saved")),
        Err(error) => {
            let form = again(&web, &reader, sent, &fields(&record.organization), error).await?;
            show(&reader, &form, record)
        }
    }
}
