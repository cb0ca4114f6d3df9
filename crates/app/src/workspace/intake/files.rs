//! Files that people upload to import them by pages. Only who uploaded one sees it; it is forgotten after a day.

use ortak_domain::Time;
use ortak_domain::policy::Action;
use uuid::Uuid;

use super::sheet::{self, Outline};
use super::work::{self, LEASE_SECONDS};
use super::{Mapping, RowReport, Sheet, Tally, begin, dry_run};
use crate::error::AppError;
use crate::port::{DealImport, ImportFile, ImportWork};
use crate::workspace::person;
use crate::workspace::table::{guarded, written};
use crate::{App, Ctx};

/// For so long a file is kept.
pub const KEPT_HOURS: i64 = 24;
/// Files of one person; another one takes the place of the oldest.
pub const MAX_FILES: usize = 5;
/// So many rows are brought in, or taken back, while the person waits; more are done by the worker.
pub(super) const AT_HAND: u64 = 200;

/// What is older is forgotten.
pub fn forgotten_before(now: Time) -> Time {
    now.plus_seconds(-KEPT_HOURS * 3600)
}

/// Work that takes its time, away from what answers others.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let result = tokio::task::spawn_blocking(work).await;
    result.map_err(|error| AppError::Internal(format!("reading a file: {error}")))?
}

/// Keeps a file, its columns guessed.
pub async fn upload(app: &App, ctx: &Ctx, file_name: &str, content: Vec<u8>) -> Result<ImportFile, AppError> {
    ctx.permit(Action::Create)?;
    let (content, Outline { hash, headers, count }) =
        blocking(move || sheet::outline(&content).map(|outline| (content, outline))).await?;
    if count == 0 {
        return Err(ortak_domain::Violation::new("file", "no_rows", "has no rows").into());
    }
    let file = ImportFile {
        id: app.ids.random(),
        organization_id: ctx.principal.organization_id.clone(),
        person_id: person(ctx)?,
        file_name: sheet::kept_name(file_name),
        file_hash: hash,
        row_count: count as u64,
        mapping: Mapping::guess(&headers).to_text(),
        import_id: None,
        created_at: app.clock.now(),
    };
    let there = app.workspace.import_files(&file.organization_id, file.person_id).await?;
    for old in there.iter().skip(MAX_FILES - 1) {
        app.workspace.delete_import_file(&file.organization_id, file.person_id, old.id).await?;
    }
    app.workspace.create_import_file(file.clone(), content).await?;
    Ok(file)
}

/// The caller's files, the latest first.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<ImportFile>, AppError> {
    ctx.permit(Action::Create)?;
    let mut files = app.workspace.import_files(&ctx.principal.organization_id, person(ctx)?).await?;
    let oldest = forgotten_before(app.clock.now());
    files.retain(|file| file.created_at >= oldest);
    Ok(files)
}

/// One of the caller's files, read.
pub async fn open(app: &App, ctx: &Ctx, id: Uuid) -> Result<(ImportFile, Sheet), AppError> {
    let file = list(app, ctx).await?.into_iter().find(|file| file.id == id).ok_or(AppError::NotFound)?;
    let content = app.workspace.import_content(&file.organization_id, file.person_id, id).await?;
    let content = content.ok_or(AppError::NotFound)?;
    let sheet = blocking(move || sheet::read(content)).await?;
    Ok((file, sheet))
}

/// The caller's file that became this import, while it is kept.
pub async fn of_import(app: &App, ctx: &Ctx, import: Uuid) -> Result<Option<ImportFile>, AppError> {
    Ok(list(app, ctx).await?.into_iter().find(|file| file.import_id == Some(import)))
}

/// Says what the columns mean.
pub async fn map(app: &App, ctx: &Ctx, id: Uuid, mapping: &Mapping) -> Result<(), AppError> {
    let (mut file, sheet) = open(app, ctx, id).await?;
    mapping.check(&sheet)?;
    file.mapping = mapping.to_text();
    if app.workspace.save_import_file(&file).await? { Ok(()) } else { Err(AppError::NotFound) }
}

pub async fn forget(app: &App, ctx: &Ctx, id: Uuid) -> Result<(), AppError> {
    ctx.permit(Action::Create)?;
    let there = app.workspace.delete_import_file(&ctx.principal.organization_id, person(ctx)?, id).await?;
    if there { Ok(()) } else { Err(AppError::NotFound) }
}

/// Which rows of a trial are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub only_refused: bool,
    pub skip: usize,
    pub limit: usize,
}

/// What would become of a file's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    pub file: ImportFile,
    pub tally: Tally,
    /// As many as were wanted.
    pub rows: Vec<RowReport>,
    /// How many there are of their kind.
    pub matching: usize,
}

/// What would become of the rows of one of the caller's files; nothing is written.
pub async fn trial(app: &App, ctx: &Ctx, id: Uuid, wanted: Wanted) -> Result<Trial, AppError> {
    let (file, sheet) = open(app, ctx, id).await?;
    let (mut rows, mut matching) = (Vec::new(), 0);
    let tally = dry_run(app, ctx, &sheet, &Mapping::from_text(&file.mapping), &mut |row| {
        if wanted.only_refused && !row.outcome.is_refused() {
            return;
        }
        if matching >= wanted.skip && rows.len() < wanted.limit {
            rows.push(row);
        }
        matching += 1;
    })
    .await?;
    Ok(Trial { file, tally, rows, matching })
}

/// The refused rows of a file as CSV: as they came, and why, in the words of `reasons`, in one more column.
pub async fn refused(
    app: &App,
    ctx: &Ctx,
    id: Uuid,
    header: &str,
    reasons: impl Fn(&RowReport) -> String + Send + Sync,
) -> Result<Vec<u8>, AppError> {
    let (file, sheet) = open(app, ctx, id).await?;
    let mut why = Vec::new();
    dry_run(app, ctx, &sheet, &Mapping::from_text(&file.mapping), &mut |row| {
        if row.outcome.is_refused() {
            why.push((row.line, reasons(&row)));
        }
    })
    .await?;
    let header = header.to_owned();
    blocking(move || {
        let columns = sheet.headers.len();
        let first: Vec<String> =
            sheet.headers.iter().map(|cell| guarded(cell).into_owned()).chain([header]).collect();
        let mut table = vec![first];
        let mut why = why.into_iter().peekable();
        for row in sheet.rows() {
            let Some((_, reason)) = why.next_if(|(line, _)| *line == row.line) else { continue };
            let mut cells: Vec<String> = row.cells().iter().map(|cell| guarded(cell).into_owned()).collect();
            cells.resize(columns.max(cells.len()), String::new());
            cells.push(guarded(&reason).into_owned());
            table.push(cells);
        }
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend(written(&table)?);
        Ok(bytes)
    })
    .await
}

/// Brings the file's rows in: few at once, many by the worker. Pressed twice, it is done once. Unless `partly`, one bad
/// row keeps all of them out.
pub async fn start(app: &App, ctx: &Ctx, id: Uuid, partly: bool) -> Result<DealImport, AppError> {
    let (mut file, sheet) = open(app, ctx, id).await?;
    let mapping = Mapping::from_text(&file.mapping);
    let tally = dry_run(app, ctx, &sheet, &mapping, &mut |_| ()).await?;
    if tally.refused > 0 && !partly {
        return Err(AppError::Conflict {
            code: "rows_refused",
            message: format!("{} rows can't be brought in", tally.refused),
        });
    }
    if tally.ready + tally.unchanged == 0 {
        return Err(AppError::Conflict {
            code: "nothing_to_import",
            message: "no row can be brought in".to_owned(),
        });
    }
    let mut import = begin(app, ctx, &sheet, &file.file_name).await?;
    file.import_id = Some(import.id);
    app.workspace.save_import_file(&file).await?;
    if tally.ready > 0 {
        take_up(app, ctx, &mut import, ImportWork::Import).await?;
    }
    Ok(import)
}

/// Has something done to an import: at once when it is little, else by the worker. False: something is being done to
/// it already.
pub(super) async fn take_up(
    app: &App,
    ctx: &Ctx,
    import: &mut DealImport,
    kind: ImportWork,
) -> Result<bool, AppError> {
    let at_hand = import.row_count <= AT_HAND;
    let now = app.clock.now();
    let lease = if at_hand { now.plus_seconds(LEASE_SECONDS) } else { now };
    let asked = (kind, person(ctx)?);
    if !app.workspace.begin_import_work(&import.organization_id, import.id, asked, lease).await? {
        return Ok(false);
    }
    import.work = Some(asked);
    if at_hand {
        work::work(app, import.clone(), &|| true).await?;
    }
    Ok(true)
}
