//! Companies of the customer directory for what is typed: options of a list, for scripts.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use ortak_app::customer::{self, Company};
use serde::Deserialize;

use crate::error::Failure;
use crate::reader::Reader;
use crate::view::View;
use crate::{Web, html};

/// Options at once.
const MOST: usize = 8;

pub(super) fn router() -> Router<Web> {
    Router::new().route("/customers/suggest", get(suggest))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    q: String,
    /// Also under the name of the form's field.
    #[serde(alias = "customerProfile/address/country")]
    country: String,
}

/// A company to be picked.
struct Choice {
    name: String,
    /// Address and number, which tell it from others of the same name.
    line: String,
    /// The fields of the form that it fills in, as JSON pairs of name and value.
    fill: String,
}

#[derive(Template)]
#[template(path = "page/customers/options.html")]
struct Options {
    options: Vec<Choice>,
}

fn choice(view: &View, company: Company) -> Choice {
    let place = [&company.postal_code, &company.city].into_iter().flatten().map(String::as_str);
    let place = Some(place.collect::<Vec<_>>().join(" ")).filter(|place| !place.is_empty());
    let address = [
        company.address_line1.clone(),
        company.address_line2.clone(),
        place,
        company.state.clone(),
        Some(view.country(&company.country)),
    ];
    let address = address.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let duns = company.duns.to_string();
    let line = format!("{address} · D-U-N-S {duns}");
    let text = Option::unwrap_or_default;
    let fill = serde_json::json!([
        ["customerProfile/name", &company.name],
        ["customerProfile/address/country", &company.country],
        ["customerProfile/address/addressLine1", text(company.address_line1)],
        ["customerProfile/address/addressLine2", text(company.address_line2)],
        ["customerProfile/address/postalCode", text(company.postal_code)],
        ["customerProfile/address/city", text(company.city)],
        ["customerProfile/address/state", text(company.state)],
        ["customerProfile/ids/0/id", duns],
    ]);
    Choice { name: company.name, line, fill: fill.to_string() }
}

async fn suggest(
    State(web): State<Web>,
    reader: Reader,
    Query(typed): Query<Typed>,
) -> Result<Response, Failure> {
    let found =
        customer::suggest(&web.http.app, &reader.ctx, Some(&typed.country), &typed.q, MOST).await?;
    let options = found.into_iter().map(|company| choice(&reader.view, company)).collect();
    html(&Options { options })
}
