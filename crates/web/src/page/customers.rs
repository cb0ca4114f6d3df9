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

fn choice(country: &str, company: Company) -> Choice {
    let place = [&company.postal_code, &company.city].into_iter().flatten().map(String::as_str);
    let place = Some(place.collect::<Vec<_>>().join(" ")).filter(|place| !place.is_empty());
    let address = [
        company.address_line1.clone(),
        company.address_line2.clone(),
        place,
        company.state.clone(),
        Some(country.to_owned()),
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
    let found = customer::suggest(&web.http.app, &reader.ctx, Some(&typed.country), &typed.q, MOST).await?;
    let option = |company: Company| choice(&reader.view.country(&company.country), company);
    let options = found.into_iter().map(option).collect();
    html(&Options { options })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r202_an_option_shows_address_and_number_and_fills_the_form() {
        let company = Company {
            duns: "012345678".parse().unwrap(),
            name: "Öz \"<script>\" A.Ş.".to_owned(),
            address_line1: Some("Çınar Sokak No: 4".to_owned()),
            address_line2: None,
            city: Some("İstanbul".to_owned()),
            state: None,
            postal_code: Some("34000".to_owned()),
            country: "TR".to_owned(),
            external_id: None,
        };
        let options = vec![choice("Türkiye", company)];
        let page = scraper::Html::parse_fragment(&Options { options }.render().unwrap());
        let option = page.select(&scraper::Selector::parse("[role=option]").unwrap()).next().unwrap();
        let text: String = option.text().collect();
        assert!(text.contains("Öz \"<script>\" A.Ş."), "{text}");
        assert!(text.contains("Çınar Sokak No: 4, 34000 İstanbul, Türkiye · D-U-N-S 012345678"), "{text}");
        let fill: Vec<(String, String)> = serde_json::from_str(option.attr("data-fill").unwrap()).unwrap();
        assert!(fill.contains(&("customerProfile/ids/0/id".to_owned(), "012345678".to_owned())), "{fill:?}");
        assert_eq!(fill[0].1, "Öz \"<script>\" A.Ş.");
    }
}
