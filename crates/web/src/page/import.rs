//! Deals from a CSV file: `/deals/import`. A file is uploaded, its columns are given their meanings, every row is
//! tried; then its good rows are brought in, and can be taken back.

mod check;
mod columns;
mod result;
mod start;
mod upload;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use ortak_app::port::{DealImport, ImportFile};
use ortak_domain::Violation;

use crate::Web;
use crate::view::View;

pub(super) fn router() -> Router<Web> {
    let uploading = post(start::upload).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/deals/import", get(start::page).merge(uploading))
        .route("/deals/import/template.csv", get(start::template))
        .route("/deals/import/{file}/columns", get(columns::page).post(columns::save))
        .route("/deals/import/{file}/check", get(check::page))
        .route("/deals/import/{file}/refused.csv", get(check::refused))
        .route("/deals/import/{file}/start", post(check::start))
        .route("/deals/import/{file}/forget", post(start::forget))
        .route("/deals/imports/{import}", get(result::page))
        .route("/deals/imports/{import}/undo", get(result::ask).post(result::undo))
}

/// Rows on a page.
const ROWS: usize = 100;
/// Characters shown of a text from a file.
const SHOWN: usize = 120;

/// A text from a file, cut where it is long.
fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn columns_path(file: &ImportFile) -> String {
    format!("/deals/import/{}/columns", file.id)
}

fn check_path(file: &ImportFile) -> String {
    format!("/deals/import/{}/check", file.id)
}

fn result_path(import: &DealImport) -> String {
    format!("/deals/imports/{}", import.id)
}

/// Why a row is out, by the file's column.
fn reason(view: &View, violation: &Violation) -> String {
    let own = format!("import-reason-{}", violation.code.replace('_', "-"));
    let why = if view.language.has(&own) { view.t(&own) } else { view.violation(violation) };
    if violation.field.is_empty() { why } else { format!("{}: {why}", short(&violation.field)) }
}
