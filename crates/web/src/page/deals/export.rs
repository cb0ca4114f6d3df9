//! `/deals/export.csv` and `/deals/export.xlsx`: exactly what the list shows, or the ticked deals of it.

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use ortak_app::workspace::ListView;
use ortak_app::workspace::export::{self, Export};

use crate::Web;
use crate::error::Failure;
use crate::reader::Reader;

pub(in crate::page) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn wanted(reader: &Reader, query: Option<String>) -> Export {
    let (view, _) = ListView::from_query(&query.unwrap_or_default());
    of(reader, &view)
}

/// An export with its header in the reader's language.
pub(in crate::page) fn of(reader: &Reader, view: &ListView) -> Export {
    let language = reader.view.language;
    Export::new(view, reader.view.zone.clone(), |column| {
        let word = column.name().to_lowercase().replace([' ', '/', '(', ')'], "-");
        language.message(&format!("export-{}", word.trim_end_matches('-'))).into_owned()
    })
}

pub(super) async fn csv(
    State(web): State<Web>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let export = wanted(&reader, query);
    let parts = export::csv(&web.http.app, &reader.ctx, &export, true)?;
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
    let export = wanted(&reader, query);
    let bytes = export::xlsx(&web.http.app, &reader.ctx, &export).await?;
    let headers = [(CONTENT_TYPE, XLSX), (CONTENT_DISPOSITION, "attachment; filename=\"ortak-deals.xlsx\"")];
    Ok((headers, bytes).into_response())
}
