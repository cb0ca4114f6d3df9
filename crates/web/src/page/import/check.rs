//! What would become of each row, before anything is written.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use ortak_app::AppError;
use ortak_app::port::ImportFile;
use ortak_app::workspace::intake::files::{self, Wanted};
use ortak_app::workspace::intake::{RowOutcome, RowReport, Tally};
use serde::Deserialize;
use uuid::Uuid;

use super::{ROWS, columns_path, reason, result_path, short};
use crate::deal::Badge;
use crate::error::Failure;
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    only: String,
    #[serde(default)]
    page: String,
}

/// A row of the file in words.
struct Row {
    line: u64,
    name: String,
    outcome: Badge,
    deal: Option<String>,
    reasons: Vec<String>,
}

#[derive(Template)]
#[template(path = "page/import/check.html")]
struct CheckPage<'a> {
    view: &'a View,
    file: ImportFile,
    tally: Tally,
    columns: String,
    only_refused: bool,
    rows: Vec<Row>,
    count: usize,
    previous: Option<String>,
    next: Option<String>,
}

impl Row {
    fn of(view: &View, report: &RowReport) -> Self {
        let (colour, icon, word) = match &report.outcome {
            RowOutcome::Refused(_) => ("bad", "circle-x", "import-row-refused"),
            RowOutcome::Unchanged { .. } => ("", "circle-slash", "import-row-unchanged"),
            RowOutcome::Ready { .. } | RowOutcome::Created { .. } => {
                ("ok", "circle-check", "import-row-ready")
            }
        };
        let reasons = match &report.outcome {
            RowOutcome::Refused(violations) => violations.iter().map(|why| reason(view, why)).collect(),
            RowOutcome::Ready { warnings } | RowOutcome::Created { warnings, .. } => warnings
                .iter()
                .map(|warning| view.name_of("import-warning", &warning.code().replace('_', "-")))
                .collect(),
            RowOutcome::Unchanged { .. } => Vec::new(),
        };
        Self {
            line: report.line,
            name: short(&report.name),
            outcome: Badge { colour, icon, text: view.t(word) },
            deal: report.outcome.deal().map(|id| id.to_string()),
            reasons,
        }
    }
}

pub(super) async fn page(
    State(web): State<Web>,
    reader: Reader,
    Path(file): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let view = reader.view.at(Section::Deals);
    let page = asked.page.parse::<usize>().ok().filter(|page| *page > 0).unwrap_or(1);
    let only_refused = asked.only == "refused";
    let skip = (page - 1).saturating_mul(ROWS);
    let wanted = Wanted { only_refused, skip, limit: ROWS };
    let trial = match files::trial(&web.http.app, &reader.ctx, file, wanted).await {
        // Its columns have no meanings yet.
        Err(AppError::Invalid(_)) => {
            return Ok(Redirect::to(&format!("/deals/import/{file}/columns")).into_response());
        }
        trial => trial?,
    };
    let link = |page: usize| {
        let only = if only_refused { "only=refused&" } else { "" };
        format!("/deals/import/{file}/check?{only}page={page}")
    };
    html(&CheckPage {
        columns: columns_path(&trial.file),
        file: trial.file,
        tally: trial.tally,
        only_refused,
        rows: trial.rows.iter().map(|row| Row::of(&view, row)).collect(),
        count: trial.matching,
        previous: (page > 1).then(|| link(page - 1)),
        next: (skip.saturating_add(ROWS) < trial.matching).then(|| link(page + 1)),
        view: &view,
    })
}

/// The refused rows, to be corrected and uploaded as a file of their own.
pub(super) async fn refused(
    State(web): State<Web>,
    reader: Reader,
    Path(file): Path<Uuid>,
) -> Result<Response, Failure> {
    let view = &reader.view;
    let reasons = |row: &RowReport| match &row.outcome {
        RowOutcome::Refused(violations) => {
            violations.iter().map(|why| reason(view, why)).collect::<Vec<_>>().join(" · ")
        }
        _ => String::new(),
    };
    let bytes =
        files::refused(&web.http.app, &reader.ctx, file, &view.t("import-reason-column"), reasons).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"ortak-refused-rows.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

pub(super) async fn start(
    State(web): State<Web>,
    Path(file): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let partly = posted.fields.has("partly");
    match files::start(&web.http.app, &posted.reader.ctx, file, partly).await {
        Ok(import) => Ok(Redirect::to(&result_path(&import)).into_response()),
        // What is refused has changed since the page was made: it is shown anew.
        Err(AppError::Conflict { code: "rows_refused" | "nothing_to_import", .. }) => {
            Ok(done(&web, &format!("/deals/import/{file}/check"), "import-look-again"))
        }
        Err(error) => Err(error.into()),
    }
}
