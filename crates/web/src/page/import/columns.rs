//! What the columns of an uploaded file mean.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use ortak_app::AppError;
use ortak_app::port::ImportFile;
use ortak_app::workspace::intake::{Mapping, Sheet, Target, files};
use ortak_domain::Violation;
use uuid::Uuid;

use super::{check_path, short};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader};
use crate::view::{Section, View};
use crate::{Web, html, refused};

/// Rows whose values are shown beside the columns.
const SAMPLES: usize = 3;

/// A column of the file.
struct Column {
    /// The name of its field.
    field: String,
    header: String,
    samples: Vec<String>,
}

#[derive(Template)]
#[template(path = "page/import/columns.html")]
struct ColumnsPage<'a> {
    view: &'a View,
    file: &'a ImportFile,
    form: Form,
    columns: Vec<Column>,
    needed: Vec<(&'static str, String)>,
    others: Vec<(&'static str, String)>,
}

fn field(at: usize) -> String {
    format!("column/{at}")
}

fn target_name(view: &View, target: Target) -> String {
    view.name_of("import-target", target.name())
}

fn compose<'a>(view: &'a View, file: &'a ImportFile, sheet: &Sheet, form: Form) -> ColumnsPage<'a> {
    let rows: Vec<_> = sheet.rows().take(SAMPLES).collect();
    let columns = sheet.headers.iter().enumerate().map(|(at, header)| Column {
        field: field(at),
        header: if header.is_empty() {
            view.t1("import-column-unnamed", "number", at + 1)
        } else {
            short(header)
        },
        samples: rows
            .iter()
            .filter_map(|row| row.cells().get(at))
            .filter(|cell| !cell.is_empty())
            .map(short)
            .collect(),
    });
    let options = |required: bool| {
        let targets = Target::ALL.iter().filter(move |target| target.is_required() == required);
        targets.map(|target| (target.name(), target_name(view, *target))).collect()
    };
    ColumnsPage {
        form,
        columns: columns.collect(),
        needed: options(true),
        others: options(false),
        view,
        file,
    }
}

pub(super) async fn page(
    State(web): State<Web>,
    reader: Reader,
    Path(file): Path<Uuid>,
) -> Result<Response, Failure> {
    let view = reader.view.at(Section::Deals);
    let (file, sheet) = files::open(&web.http.app, &reader.ctx, file).await?;
    let mapping = Mapping::from_text(&file.mapping);
    let chosen = mapping.0.iter().enumerate();
    let fields = chosen.map(|(at, target)| (field(at), target.map(Target::name).unwrap_or_default()));
    let fields = view.fields(fields.collect());
    html(&compose(&view, &file, &sheet, Form::new(fields)))
}

pub(super) async fn save(
    State(web): State<Web>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { mut reader, fields } = posted;
    let app = &web.http.app;
    let (file, sheet) = files::open(app, &reader.ctx, id).await?;
    let chosen = (0..sheet.headers.len()).map(|at| Target::parse(fields.text(&field(at))));
    let mapping = Mapping(chosen.collect());
    match files::map(app, &reader.ctx, id, &mapping).await {
        Ok(()) => Ok(Redirect::to(&check_path(&file)).into_response()),
        Err(AppError::Invalid(violations)) => {
            crate::frame::fill(app, &reader.ctx, &mut reader.view).await?;
            let view = reader.view.at(Section::Deals);
            let form = told(&view, &sheet, &mapping, fields, &violations);
            refused(&compose(&view, &file, &sheet, form))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with the meanings, at the columns that have them: what is meant twice at each of them, what is missing
/// at the first column that means nothing.
fn told(view: &View, sheet: &Sheet, mapping: &Mapping, fields: Fields, violations: &[Violation]) -> Form {
    let mut errors = Vec::new();
    let free = mapping.0.iter().position(Option::is_none).unwrap_or_default();
    for violation in violations {
        let Some(target) = Target::parse(&violation.field) else { continue };
        let name = target_name(view, target);
        if violation.code != "duplicate_column" {
            errors.push((field(free), view.t1("import-target-missing", "target", name)));
            continue;
        }
        for at in mapping.0.iter().enumerate().filter(|(_, of)| **of == Some(target)).map(|(at, _)| at) {
            let header = sheet.headers.get(at).map(|header| short(header)).unwrap_or_default();
            let why = view.t2("import-target-twice", "column", header, "target", name.as_str());
            errors.push((field(at), why));
        }
    }
    Form::refused_for_all(fields, errors)
}
