//! One deal as a file: the same columns as the list's exports.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use ortak_app::port::Tab;
use ortak_app::workspace::ListView;
use ortak_app::workspace::export::{self, Export};

use super::load;
use crate::Web;
use crate::error::Failure;
use crate::page::deals::export::{XLSX, of};
use crate::reader::Reader;

/// Only the reader's own deals are exported.
async fn one(web: &Web, reader: Reader, text: &str) -> Result<(Reader, Export), Failure> {
    let (reader, deal) = load(web, reader, text).await?;
    if !deal.own {
        return Err(Failure::NoSuchPage);
    }
    let view = ListView { tab: Tab::All, ..ListView::default() };
    let export = Export { only: Some(vec![deal.id]), ..of(&reader, &view) };
    Ok((reader, export))
}

pub(super) async fn csv(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, export) = one(&web, reader, &text).await?;
    let parts = export::csv(&web.http.app, &reader.ctx, &export, true)?;
    let text: Vec<u8> = parts.try_fold(Vec::new(), async |all, part| Ok([all, part].concat())).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"ortak-deal.csv\""),
    ];
    Ok((headers, text).into_response())
}

pub(super) async fn xlsx(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, export) = one(&web, reader, &text).await?;
    let bytes = export::xlsx(&web.http.app, &reader.ctx, &export).await?;
    let headers = [(CONTENT_TYPE, XLSX), (CONTENT_DISPOSITION, "attachment; filename=\"ortak-deal.xlsx\"")];
    Ok((headers, bytes).into_response())
}
