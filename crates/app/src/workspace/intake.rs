//! Deals from a CSV file: which column means what, what each row would become, bringing them in, and taking them back.
//!
//! Imported deals are private (R101). The same file brings its rows in once, however often it is imported: the import
//! is remembered by the file's hash, and each row is a create under an idempotency key made of hash and line (R209).

pub mod mapping;
mod rows;
pub mod undo;

use std::collections::HashMap;

use ortak_domain::policy::Action;
use ortak_domain::referral::Warning;
use ortak_domain::referral::event::sha256_hex;
use ortak_domain::{ReferralId, Violation};

use super::person;
use crate::error::AppError;
use crate::port::{DealImport, StoreError};
use crate::referral::create::{self, Idempotency};
use crate::{App, Ctx};

pub use mapping::{Mapping, Target};

/// Bytes of a file.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Rows of a file.
pub const MAX_ROWS: usize = 10_000;
/// Columns of a file.
const MAX_COLUMNS: usize = 200;

/// A CSV file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// SHA-256 (hex) of the file.
    pub hash: String,
    pub headers: Vec<String>,
    pub rows: Vec<SheetRow>,
}

/// A row that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its line in the file, where the header is the first.
    pub line: u64,
    pub cells: Vec<String>,
}

/// What became, or would become, of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowReport {
    pub line: u64,
    /// The deal's name, to recognize the row by.
    pub name: String,
    pub outcome: RowOutcome,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    /// It can be brought in.
    Ready {
        warnings: Vec<Warning>,
    },
    Created {
        id: ReferralId,
        warnings: Vec<Warning>,
    },
    /// An earlier import of the same file has brought it in.
    Unchanged {
        id: ReferralId,
    },
    /// Everything that is wrong with it; fields are named by the file's columns.
    Refused(Vec<Violation>),
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// None: nothing was brought in, because some rows can't be and no part was wanted.
    pub import: Option<DealImport>,
    pub rows: Vec<RowReport>,
}

/// Is told how many of how many rows are done.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Send + Sync);

/// Reads a CSV file in UTF-8, with or without a byte order mark; commas, semicolons or tabs part its columns.
pub fn read(bytes: &[u8]) -> Result<Sheet, AppError> {
    let refuse = |code, message: String| AppError::from(Violation::new("file", code, message));
    if bytes.len() > MAX_BYTES {
        return Err(refuse("too_long", format!("must not be longer than {MAX_BYTES} bytes")));
    }
    let hash = sha256_hex(bytes);
    let text =
        std::str::from_utf8(bytes).map_err(|_| refuse("invalid_encoding", "must be UTF-8".to_owned()))?;
    // With one kind of line end lines are counted right.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let first = text.lines().next().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(first.as_bytes()))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable = |error: csv::Error| refuse("invalid_csv", format!("can't be read: {error}"));
    let headers: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(str::to_owned).collect();
    if headers.iter().all(String::is_empty) {
        return Err(refuse("required", "has no header".to_owned()));
    }
    if headers.len() > MAX_COLUMNS {
        return Err(refuse("too_many_items", format!("must not have more than {MAX_COLUMNS} columns")));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        if rows.len() >= MAX_ROWS {
            return Err(refuse("too_many_items", format!("must not have more than {MAX_ROWS} rows")));
        }
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(SheetRow { line, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(Sheet { hash, headers, rows })
}

/// What separates the columns, by the first line: commas, semicolons or tabs.
pub fn delimiter(first_line: &[u8]) -> u8 {
    let count = |delimiter: u8| first_line.split(|c| *c == delimiter).count();
    let [commas, semicolons, tabs] = [b',', b';', b'\t'].map(count);
    if tabs > semicolons.max(commas) {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

/// What each row would become; nothing is written.
pub async fn dry_run(
    app: &App,
    ctx: &Ctx,
    sheet: &Sheet,
    mapping: &Mapping,
    progress: Progress<'_>,
) -> Result<Vec<RowReport>, AppError> {
    ctx.permit(Action::Create)?;
    mapping.check(sheet)?;
    let mut reports = Vec::with_capacity(sheet.rows.len());
    for (row, at) in sheet.rows.iter().zip(1..) {
        let new = rows::deal(app, ctx, sheet, mapping, row).await?;
        let outcome = match create::rehearse(app, ctx, new).await {
            Ok(warnings) => RowOutcome::Ready { warnings },
            Err(error) => RowOutcome::Refused(mapping.reasons(sheet, error)?),
        };
        reports.push(RowReport { line: row.line, name: mapping.name_of(row), outcome });
        progress(at, sheet.rows.len());
    }
    Ok(reports)
}

/// Brings the rows in. Unless `partly`, one bad row keeps all of them out.
pub async fn run(
    app: &App,
    ctx: &Ctx,
    sheet: &Sheet,
    mapping: &Mapping,
    file_name: &str,
    partly: bool,
    progress: Progress<'_>,
) -> Result<ImportReport, AppError> {
    ctx.permit(Action::Create)?;
    mapping.check(sheet)?;
    if !partly {
        let rows = dry_run(app, ctx, sheet, mapping, &|_, _| ()).await?;
        if rows.iter().any(|row| matches!(row.outcome, RowOutcome::Refused(_))) {
            return Ok(ImportReport { import: None, rows });
        }
    }
    let import = begin(app, ctx, sheet, file_name).await?;
    let organization = &ctx.principal.organization_id;
    let done: HashMap<u64, ReferralId> =
        app.workspace.imported_rows(organization, import.id).await?.into_iter().collect();
    let mut reports = Vec::with_capacity(sheet.rows.len());
    for (row, at) in sheet.rows.iter().zip(1..) {
        let outcome = match done.get(&row.line) {
            Some(id) => RowOutcome::Unchanged { id: *id },
            None => bring_in(app, ctx, sheet, mapping, row, &import).await?,
        };
        reports.push(RowReport { line: row.line, name: mapping.name_of(row), outcome });
        progress(at, sheet.rows.len());
    }
    Ok(ImportReport { import: Some(import), rows: reports })
}

async fn bring_in(
    app: &App,
    ctx: &Ctx,
    sheet: &Sheet,
    mapping: &Mapping,
    row: &SheetRow,
    import: &DealImport,
) -> Result<RowOutcome, AppError> {
    let new = rows::deal(app, ctx, sheet, mapping, row).await?;
    let idempotency = Idempotency {
        key: format!("import-{}-{}-{}", import.file_hash, import.generation, row.line),
        fingerprint: sha256_hex(row.cells.join("\u{1f}").as_bytes()),
    };
    match create::create(app, ctx, new, Some(idempotency)).await {
        Ok(created) => {
            let id = created.served.id;
            app.workspace.note_imported(&ctx.principal.organization_id, import.id, row.line, id).await?;
            Ok(RowOutcome::Created { id, warnings: created.warnings })
        }
        Err(error) => Ok(RowOutcome::Refused(mapping.reasons(sheet, error)?)),
    }
}

/// The import of this file that is under way or done, or a new one.
async fn begin(app: &App, ctx: &Ctx, sheet: &Sheet, file_name: &str) -> Result<DealImport, AppError> {
    let organization = &ctx.principal.organization_id;
    let imports = app.workspace.imports(organization).await?;
    let mut same = imports.iter().filter(|import| import.file_hash == sheet.hash);
    if let Some(live) = same.clone().find(|import| import.undone_at.is_none()) {
        return Ok(live.clone());
    }
    let import = DealImport {
        id: app.ids.ordered(),
        organization_id: organization.clone(),
        person_id: person(ctx)?,
        file_name: file_name.chars().filter(|c| *c != '\0').take(ortak_domain::text::MAX_NAME).collect(),
        file_hash: sheet.hash.clone(),
        generation: same.by_ref().map(|import| import.generation).max().map_or(1, |last| last + 1),
        row_count: sheet.rows.len() as u64,
        created_at: ctx.now,
        undone_at: None,
    };
    match app.workspace.create_import(import.clone()).await {
        Ok(()) => Ok(import),
        // Somebody else has begun at the same moment; both would do the same rows under different names.
        Err(StoreError::Duplicate { .. }) => Err(AppError::Conflict {
            code: "import_under_way",
            message: "the file is being imported already".to_owned(),
        }),
        Err(error) => Err(error.into()),
    }
}

/// The organization's imports, the latest first.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<DealImport>, AppError> {
    ctx.permit(Action::Create)?;
    Ok(app.workspace.imports(&ctx.principal.organization_id).await?)
}
