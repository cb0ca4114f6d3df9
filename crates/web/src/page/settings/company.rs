//! The reader's company, and what its administrators say of it (R402): `/settings/company`.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use ortak_app::account::company::{self, CompanyInput};
use ortak_domain::{Location, Organization};

use super::{administers, refusal};
use crate::amount::currencies;
use crate::error::Failure;
use crate::fields::Form;
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

async fn render(web: &Web, reader: &Reader, form: Option<Form>) -> Result<Response, Failure> {
    administers(reader)?;
    let record = company::get(&web.http.app, &reader.ctx).await?;
    let view = reader.view.clone().at(Section::Settings);
    let is_refused = form.is_some();
    let one = &record.organization;
    let form = form.unwrap_or_else(|| {
        let fields = [
            ("name", one.name.as_str()),
            ("country", one.country.as_str()),
            ("currency", one.currency.code()),
        ];
        Form::new(fields.into_iter().collect())
    });
    let mut locations = record.locations;
    locations.sort_by(|a, b| {
        let retired = |one: &Location| one.retired_at.is_some();
        retired(a).cmp(&retired(b)).then_with(|| view.language.compare(&a.name, &b.name))
    });
    let page = CompanyPage {
        view: &view,
        form: &form,
        organization: one,
        locations,
        countries: view.countries(),
        currencies: currencies(Some(one.currency)),
    };
    if is_refused { refused(&page) } else { html(&page) }
}

async fn page(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    render(&web, &reader, None).await
}

async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let text = |name: &str| fields.text(name).to_owned();
    let input = CompanyInput { name: text("name"), country: text("country"), currency: text("currency") };
    match company::save(&web.http.app, &reader.ctx, &input).await {
        Ok(()) => Ok(done(&web, PATH, "saved")),
        Err(error) => {
            let form = refusal(&reader.view, fields, error)?;
            render(&web, &reader, Some(form)).await
        }
    }
}
