//! How pages are made: `/styleguide`, in development and in demos.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::deal::Badge;
use crate::error::Failure;
use crate::fields::Form;
use crate::reader::Guest;
use crate::view::View;
use crate::{Web, html};

pub(super) fn router() -> Router<Web> {
    Router::new().route("/styleguide", get(page))
}

/// Inks with the washes that they stand on.
const PAIRS: [(&str, &str); 7] = [
    ("ink", "surface"),
    ("ink-2", "page"),
    ("ok", "ok-wash"),
    ("warn", "warn-wash"),
    ("bad", "bad-wash"),
    ("pact", "pact-wash"),
    ("accent", "accent-wash"),
];

#[derive(Template)]
#[template(path = "page/styleguide.html")]
struct StyleguidePage<'a> {
    view: &'a View,
    form: &'a Form,
    pairs: [(&'static str, &'static str); 7],
    icons: Vec<String>,
    badges: Vec<Badge>,
    options: Vec<(String, String)>,
}

async fn page(guest: Guest) -> Result<Response, Failure> {
    let badge = |colour, icon, text: &str| Badge { colour, icon, text: text.to_owned() };
    let badges = vec![
        badge("", "circle", "neutral"),
        badge("ok", "circle-check", "ok"),
        badge("warn", "hourglass", "warn"),
        badge("bad", "octagon-alert", "bad"),
        badge("pact", "users", "pact"),
        badge("accent", "circle-dot", "accent"),
    ];
    let icons: Vec<String> = serde_json::from_str(include_str!("../../static/icons.json"))
        .map_err(|error| ortak_app::AppError::Internal(error.to_string()))?;
    let fields = [("wrong", "not an address")].into_iter().collect();
    let form = Form::refused_for(fields, "wrong", guest.view.t("error-invalid-email"));
    let options = vec![("a".to_owned(), "A".to_owned()), ("b".to_owned(), "B".to_owned())];
    html(&StyleguidePage { view: &guest.view, form: &form, pairs: PAIRS, icons, badges, options })
}
