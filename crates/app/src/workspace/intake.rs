//! Deals from a CSV file: which column means what, what each row would become, bringing them in, and taking them back.
//!
//! Imported deals are private (R101). The same file brings its rows in once, however often it is imported: the import
//! is remembered by the file's hash, and which line became which deal is written together with the deal (R209).

pub mod files;
pub mod mapping;
pub mod outcome;
mod rows;
mod sheet;
pub mod undo;
pub mod work;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::{StreamExt as _, future, stream};
use ortak_domain::policy::Action;
use ortak_domain::referral::Warning;
use ortak_domain::{PersonId, ReferralId, Time, Violation};
use uuid::Uuid;

use self::work::Hold;
use super::person;
use crate::error::AppError;
use crate::port::{DealImport, ImportLine, OwnerFacts, StoreError};
use crate::referral::create;
use crate::{App, Ctx};

pub use mapping::{Mapping, Target};
pub use sheet::{MAX_BYTES, MAX_ROWS, Sheet, SheetRow, delimiter, read};

/// Rows under way at once: as many as the store commits in one go.
const AT_ONCE: usize = 64;
/// Rows judged before others get their turn on the thread.
const TURN: usize = 64;

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

impl RowOutcome {
    /// The deal that is there because of the row.
    pub const fn deal(&self) -> Option<ReferralId> {
        match self {
            Self::Created { id, .. } | Self::Unchanged { id } => Some(*id),
            Self::Ready { .. } | Self::Refused(_) => None,
        }
    }

    pub const fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// How many rows came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub ready: usize,
    pub created: usize,
    pub unchanged: usize,
    pub refused: usize,
}

impl Tally {
    fn add(&mut self, outcome: &RowOutcome) {
        let count = match outcome {
            RowOutcome::Ready { .. } => &mut self.ready,
            RowOutcome::Created { .. } => &mut self.created,
            RowOutcome::Unchanged { .. } => &mut self.unchanged,
            RowOutcome::Refused(_) => &mut self.refused,
        };
        *count += 1;
    }
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// None: nothing was brought in, because some rows can't be and no part was wanted.
    pub import: Option<DealImport>,
    pub tally: Tally,
}

/// Is told what became of each row, in the order of the file.
pub type Each<'a> = &'a mut (dyn FnMut(RowReport) + Send);

/// What all rows share.
struct Common {
    facts: Arc<OwnerFacts>,
    /// Lines that are deals already.
    done: HashMap<u64, ReferralId>,
}

impl Common {
    async fn load(app: &App, ctx: &Ctx, import: Option<Uuid>) -> Result<Self, AppError> {
        let organization = &ctx.principal.organization_id;
        let facts = app.accounts.owner_facts(organization).await?;
        let facts =
            facts.ok_or_else(|| AppError::Internal("the caller's organization is gone".to_owned()))?;
        let done = match import {
            Some(import) => app.workspace.imported_rows(organization, import, 0, usize::MAX).await?,
            None => Vec::new(),
        };
        Ok(Self { facts, done: done.into_iter().collect() })
    }
}

/// A file with what its columns mean, on the way in.
#[derive(Clone, Copy)]
struct Intake<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    sheet: &'a Sheet,
    mapping: &'a Mapping,
    common: &'a Common,
}

impl Intake<'_> {
    fn report(&self, row: &SheetRow, outcome: RowOutcome) -> RowReport {
        RowReport { line: row.line, name: self.mapping.name_of(row), outcome }
    }

    /// What the row would become.
    fn judge(&self, row: &SheetRow) -> Result<RowReport, AppError> {
        if let Some(id) = self.common.done.get(&row.line) {
            return Ok(self.report(row, RowOutcome::Unchanged { id: *id }));
        }
        let facts = &self.common.facts;
        let new = rows::deal(&facts.stage_names, self.sheet, self.mapping, row);
        let outcome = match create::rehearse(self.app, self.ctx, facts, new) {
            Ok(warnings) => RowOutcome::Ready { warnings },
            Err(error) => RowOutcome::Refused(self.mapping.reasons(self.sheet, error)?),
        };
        Ok(self.report(row, outcome))
    }

    async fn bring(&self, row: SheetRow, import: Uuid) -> Result<RowReport, AppError> {
        if let Some(id) = self.common.done.get(&row.line) {
            return Ok(self.report(&row, RowOutcome::Unchanged { id: *id }));
        }
        let facts = &self.common.facts;
        let new = rows::deal(&facts.stage_names, self.sheet, self.mapping, &row);
        let line = ImportLine { import, line: row.line };
        let outcome = match create::open_line(self.app, self.ctx, facts, new, line).await {
            Ok(Some((id, warnings))) => RowOutcome::Created { id, warnings },
            Ok(None) => RowOutcome::Unchanged { id: self.made_meanwhile(line).await? },
            Err(error) => RowOutcome::Refused(self.mapping.reasons(self.sheet, error)?),
        };
        Ok(self.report(&row, outcome))
    }

    /// Somebody else imports the same file at this moment.
    async fn made_meanwhile(&self, ImportLine { import, line }: ImportLine) -> Result<ReferralId, AppError> {
        let organization = &self.ctx.principal.organization_id;
        let rows = self.app.workspace.imported_rows(organization, import, line.saturating_sub(1), 1).await?;
        let found = rows.first().filter(|(found, _)| *found == line);
        found.map(|(_, id)| *id).ok_or_else(|| AppError::Internal("a line without its deal".to_owned()))
    }
}

/// What each row would become; nothing is written.
pub async fn dry_run(
    app: &App,
    ctx: &Ctx,
    sheet: &Sheet,
    mapping: &Mapping,
    each: Each<'_>,
) -> Result<Tally, AppError> {
    ctx.permit(Action::Create)?;
    mapping.check(sheet)?;
    let live = live(app, ctx, sheet).await?.ok();
    let common = Common::load(app, ctx, live.map(|import| import.id)).await?;
    let intake = Intake { app, ctx, sheet, mapping, common: &common };
    let mut tally = Tally::default();
    for (row, at) in sheet.rows().zip(1_usize..) {
        let report = intake.judge(&row)?;
        tally.add(&report.outcome);
        each(report);
        if at.is_multiple_of(TURN) {
            tokio::task::yield_now().await;
        }
    }
    Ok(tally)
}

/// Brings the rows in. Unless `partly`, one bad row keeps all of them out.
pub async fn run(
    app: &App,
    ctx: &Ctx,
    sheet: &Sheet,
    mapping: &Mapping,
    file_name: &str,
    partly: bool,
    each: Each<'_>,
) -> Result<ImportReport, AppError> {
    ctx.permit(Action::Create)?;
    mapping.check(sheet)?;
    if !partly && dry_run(app, ctx, sheet, mapping, &mut |_| ()).await?.refused > 0 {
        let tally = dry_run(app, ctx, sheet, mapping, each).await?;
        return Ok(ImportReport { import: None, tally });
    }
    let mut import = begin(app, ctx, sheet, file_name).await?;
    if import.work.is_some() {
        return Err(under_way());
    }
    let mut hold = Hold::loose(app);
    let tally = bring_in(app, ctx, sheet, mapping, &mut import, &mut hold, each).await?;
    Ok(ImportReport { import: Some(import), tally })
}

fn under_way() -> AppError {
    AppError::Conflict { code: "import_under_way", message: "the file is being imported already".to_owned() }
}

/// Brings the good rows in, until the holder is to stop.
async fn bring_in(
    app: &App,
    ctx: &Ctx,
    sheet: &Sheet,
    mapping: &Mapping,
    import: &mut DealImport,
    hold: &mut Hold<'_>,
    each: Each<'_>,
) -> Result<Tally, AppError> {
    let common = Common::load(app, ctx, Some(import.id)).await?;
    let intake = Intake { app, ctx, sheet, mapping, common: &common };
    let (id, go_on) = (import.id, hold.go_on);
    let reports = stream::iter(sheet.rows())
        .take_while(|_| future::ready(go_on()))
        .map(|row| intake.bring(row, id))
        .buffered(AT_ONCE);
    let mut reports = std::pin::pin!(reports);
    import.done_rows = 0;
    let mut tally = Tally::default();
    while let Some(report) = reports.next().await {
        let report = report?;
        tally.add(&report.outcome);
        each(report);
        import.done_rows += 1;
        hold.keep(import).await?;
    }
    hold.save(import).await?;
    Ok(tally)
}

/// The import of this file that is under way or done, or else which generation a new one would be.
async fn live(app: &App, ctx: &Ctx, sheet: &Sheet) -> Result<Result<DealImport, i64>, AppError> {
    let imports = app.workspace.imports(&ctx.principal.organization_id).await?;
    let mut last = 0;
    for import in imports.into_iter().filter(|import| import.file_hash == sheet.hash) {
        if import.undone_at.is_none() {
            return Ok(Ok(import));
        }
        last = last.max(import.generation);
    }
    Ok(Err(last + 1))
}

/// The import of this file that is under way or done, or a new one.
async fn begin(app: &App, ctx: &Ctx, sheet: &Sheet, file_name: &str) -> Result<DealImport, AppError> {
    let generation = match live(app, ctx, sheet).await? {
        Ok(import) => return Ok(import),
        Err(generation) => generation,
    };
    let import = DealImport {
        id: app.ids.ordered(),
        organization_id: ctx.principal.organization_id.clone(),
        person_id: person(ctx)?,
        file_name: sheet::kept_name(file_name),
        file_hash: sheet.hash.clone(),
        generation,
        row_count: sheet.count as u64,
        created_at: ctx.now,
        undone_at: None,
        done_rows: 0,
        undone_rows: 0,
        work: None,
    };
    match app.workspace.create_import(import.clone()).await {
        Ok(()) => Ok(import),
        // Somebody has begun at the same moment.
        Err(StoreError::Duplicate { .. }) => live(app, ctx, sheet).await?.map_err(|_| under_way()),
        Err(error) => Err(error.into()),
    }
}

/// The organization's imports, the latest first.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<DealImport>, AppError> {
    ctx.permit(Action::Create)?;
    Ok(app.workspace.imports(&ctx.principal.organization_id).await?)
}

/// One of them.
pub async fn find(app: &App, ctx: &Ctx, id: Uuid) -> Result<DealImport, AppError> {
    ctx.permit(Action::Create)?;
    let import = app.workspace.import(&ctx.principal.organization_id, id).await?;
    import.ok_or(AppError::NotFound)
}

/// Who began these imports, by name.
pub async fn names<'a>(
    app: &App,
    imports: impl IntoIterator<Item = &'a DealImport>,
) -> Result<HashMap<PersonId, String>, AppError> {
    let mut names = HashMap::new();
    let people: HashSet<PersonId> = imports.into_iter().map(|import| import.person_id).collect();
    for id in people {
        if let Some(record) = app.accounts.person(id).await? {
            names.insert(id, record.person.name);
        }
    }
    Ok(names)
}

/// A file with the documented columns and a row as an example, for spreadsheets of any country.
pub fn template(now: Time) -> Result<Vec<u8>, AppError> {
    let closing = now.plus_days(ortak_domain::referral::DEFAULT_CLOSING_DAYS).timestamp().to_string();
    let example = |target: &Target| match target {
        Target::Name => "New ovens for the bakery".to_owned(),
        Target::CustomerName => "Example Bakery".to_owned(),
        Target::CustomerCountry => "TR".to_owned(),
        Target::Value => "25000.50".to_owned(),
        Target::Currency => "EUR".to_owned(),
        Target::ClosesOn => closing.chars().take("2026-11-30".len()).collect(),
        _ => String::new(),
    };
    let header = Target::ALL.iter().map(|target| target.name().to_owned()).collect();
    let rows: [Vec<String>; 2] = [header, Target::ALL.iter().map(example).collect()];
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(super::table::written(&rows)?);
    Ok(bytes)
}
