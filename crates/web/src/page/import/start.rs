//! Choosing a file, and the imports so far.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use ortak_app::AppError;
use ortak_app::port::{DealImport, ImportFile};
use ortak_app::workspace::intake::{self, MAX_BYTES, MAX_ROWS, files, undo};
use ortak_domain::policy::Action;
use uuid::Uuid;

use super::upload::{self, Uploaded};
use super::{check_path, columns_path, result_path};
use crate::Web;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};

/// Earlier imports that are shown.
const IMPORTS: usize = 50;

/// An import of the organization.
struct Earlier {
    import: DealImport,
    href: String,
    by: String,
    can_be_undone: bool,
}

/// A file of the reader that is not imported yet.
struct Waiting {
    file: ImportFile,
    href: String,
    until: ortak_domain::Time,
}

#[derive(Template)]
#[template(path = "page/import/start.html")]
struct StartPage<'a> {
    view: &'a View,
    form: Form,
    waiting: Vec<Waiting>,
    earlier: Vec<Earlier>,
    megabytes: usize,
    rows: usize,
}

async fn render(web: &Web, reader: &Reader, form: Form) -> Result<String, Failure> {
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let view = reader.view.clone().at(Section::Deals);
    let waiting = files::list(app, ctx).await?.into_iter().filter(|file| file.import_id.is_none());
    let waiting = waiting.map(|file| Waiting {
        href: check_path(&file),
        until: file.created_at.plus_seconds(files::KEPT_HOURS * 3600),
        file,
    });
    let imports = intake::list(app, ctx).await?;
    let names = intake::names(app, imports.iter().take(IMPORTS)).await?;
    let earlier = imports.into_iter().take(IMPORTS).map(|import| Earlier {
        href: result_path(&import),
        by: names.get(&import.person_id).cloned().unwrap_or_default(),
        can_be_undone: undo::can_be_undone(&import, ctx.now),
        import,
    });
    let page = StartPage {
        form,
        waiting: waiting.collect(),
        earlier: earlier.collect(),
        megabytes: MAX_BYTES >> 20,
        rows: MAX_ROWS,
        view: &view,
    };
    Ok(page.render()?)
}

pub(super) async fn page(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    reader.ctx.permit(Action::Create)?;
    let page = render(&web, &reader, Form::default()).await?;
    Ok(axum::response::Html(page).into_response())
}

pub(super) async fn upload(
    State(web): State<Web>,
    reader: Reader,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    reader.ctx.permit(Action::Create)?;
    let (status, why) = match upload::read(&headers, form, &reader.session.csrf).await? {
        Uploaded::File { name, content } => {
            match files::upload(&web.http.app, &reader.ctx, &name, content).await {
                Ok(file) => return Ok(Redirect::to(&columns_path(&file)).into_response()),
                Err(AppError::Invalid(violations)) => {
                    let why = violations.first().map(|violation| reader.view.violation(violation));
                    (StatusCode::UNPROCESSABLE_ENTITY, why.unwrap_or_default())
                }
                Err(error) => return Err(error.into()),
            }
        }
        Uploaded::Nothing => (StatusCode::UNPROCESSABLE_ENTITY, reader.view.t("import-no-file")),
        Uploaded::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, reader.view.t("error-file-too-large")),
    };
    let mut reader = reader;
    crate::frame::fill(&web.http.app, &reader.ctx, &mut reader.view).await?;
    let page = render(&web, &reader, Form::refused_for(Fields::default(), "file", why)).await?;
    Ok((status, axum::response::Html(page)).into_response())
}

/// A file with the documented columns and one row as an example.
pub(super) async fn template(reader: Reader) -> Result<Response, Failure> {
    reader.ctx.permit(Action::Create)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"ortak-deals-template.csv\""),
    ];
    Ok((headers, intake::template(reader.ctx.now)?).into_response())
}

pub(super) async fn forget(
    State(web): State<Web>,
    Path(file): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    files::forget(&web.http.app, &posted.reader.ctx, file).await?;
    Ok(done(&web, "/deals/import", "import-file-forgotten"))
}
