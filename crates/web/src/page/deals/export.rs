//! `/deals/export.csv` and `/deals/export.xlsx`: exactly what the list shows, or the ticked deals of it.

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::StreamExt as _;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use ortak_app::AppError;
use ortak_app::workspace::ListView;
use ortak_app::workspace::export::{self, Export};
use ortak_domain::ReferralId;

use super::bulk;
use crate::Web;
use crate::error::Failure;
use crate::reader::{Posted, Reader, local};

pub(in crate::page) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A filter that says nothing would export more than was asked for: it is refused.
fn wanted(reader: &Reader, query: Option<String>) -> Result<Export, Failure> {
    let (view, problems) = ListView::from_query(&query.unwrap_or_default());
    problems.or(()).map_err(AppError::from)?;
    Ok(of(reader, &view))
}

/// An export with its header in the reader's language.
pub(in crate::page) fn of(reader: &Reader, view: &ListView) -> Export {
    let language = reader.view.language;
    Export::new(view, reader.view.zone.clone(), |column| {
        let word = column.name().to_lowercase().replace([' ', '/', '(', ')'], "-");
        language.message(&format!("export-{}", word.trim_end_matches('-'))).into_owned()
    })
}

/// The ticked deals of the list, in its order; none ticked: none.
fn chosen(posted: &Posted) -> Option<Export> {
    let only: Vec<ReferralId> = bulk::chosen(&posted.fields).into_iter().map(|deal| deal.id).collect();
    // What is ticked is what is exported, whatever else the list was asked for.
    let (view, _) = ListView::from_query(posted.fields.text("query"));
    let all = of(&posted.reader, &view);
    (!only.is_empty()).then_some(Export { only: Some(only), ..all })
}

fn back(posted: &Posted) -> Response {
    Redirect::to(local(posted.fields.text("back"))).into_response()
}

pub(super) async fn csv(
    State(web): State<Web>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    as_csv(&web, &reader, &wanted(&reader, query)?)
}

pub(super) async fn chosen_csv(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    match chosen(&posted) {
        Some(export) => as_csv(&web, &posted.reader, &export),
        None => Ok(back(&posted)),
    }
}

fn as_csv(web: &Web, reader: &Reader, export: &Export) -> Result<Response, Failure> {
    let parts = export::csv(&web.http.app, &reader.ctx, export, true)?;
    // What fails after the first part breaks the download off, which browsers show.
    let parts = parts.map(|part| part.map_err(std::io::Error::other));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"ortak-deals.csv\""),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}

pub(super) async fn xlsx(
    State(web): State<Web>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    as_xlsx(&web, &reader, &wanted(&reader, query)?).await
}

pub(super) async fn chosen_xlsx(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    match chosen(&posted) {
        Some(export) => as_xlsx(&web, &posted.reader, &export).await,
        None => Ok(back(&posted)),
    }
}

async fn as_xlsx(web: &Web, reader: &Reader, export: &Export) -> Result<Response, Failure> {
    let bytes = export::xlsx(&web.http.app, &reader.ctx, export).await?;
    let headers = [(CONTENT_TYPE, XLSX), (CONTENT_DISPOSITION, "attachment; filename=\"ortak-deals.xlsx\"")];
    Ok((headers, bytes).into_response())
}
