//! `ortak import customers`.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use anyhow::{Context as _, bail};
use ortak_app::customer::Company;
use ortak_app::customer::bring::{self, Brought, Columns};
use ortak_app::workspace::intake;
use ortak_app::{App, AppError};
use ortak_domain::{Duns, Violation};
use serde_json::json;
use tokio::sync::mpsc;

use crate::config::Config;
use crate::{cmd, compose, output};

/// Companies of one transaction: few enough that a server beside this can write in between.
const BATCH: usize = 500;
/// Batches that may be ready while one is being written.
const AHEAD: usize = 2;
/// Bytes of one row, about. More is a quotation mark that is never closed.
const MOST_BYTES: usize = 1 << 20;
/// Refused rows that are shown.
const SHOWN: usize = 20;
/// Rows between two words of how far it has come, where nobody looks on.
const STEP: u64 = 100_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// CSV in UTF-8; the columns are known by their names in the first line
    file: PathBuf,
    /// Remove the companies that are not in the file
    #[arg(long)]
    replace: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A row that does not come in.
#[derive(Debug)]
struct Refused {
    line: u64,
    reasons: Vec<Violation>,
}

/// Some rows, read and judged.
#[derive(Debug, Default)]
struct Batch {
    rows: u64,
    good: Vec<Company>,
    refused: Vec<Refused>,
    /// Of good rows and of others that have one.
    numbers: Vec<Duns>,
}

#[derive(Debug, Default)]
struct Report {
    rows: u64,
    brought: Brought,
    refused: u64,
    /// The first ones.
    shown: Vec<Refused>,
    removed: u64,
}

pub async fn run(args: &Args, config: &Config) -> anyhow::Result<ExitCode> {
    let file = File::open(&args.file).with_context(|| format!("{} can't be read", args.file.display()))?;
    let services = compose::open_existing_current(config).await?;
    let done = import(&services.app, args, file).await;
    services.close().await;
    let report = done.map_err(told)?;
    say(&report, args)?;
    Ok(cmd::code(report.refused == 0))
}

/// All that is wrong with the file, in one message.
fn told(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<AppError>() {
        Ok(AppError::Invalid(violations)) => {
            let all: Vec<String> = violations.iter().map(|it| format!("column {it}")).collect();
            anyhow::anyhow!(all.join("; "))
        }
        Ok(other) => other.into(),
        Err(error) => error,
    }
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

async fn import(app: &App, args: &Args, file: File) -> anyhow::Result<Report> {
    let (batches, mut ready) = mpsc::channel(AHEAD);
    let reading = tokio::task::spawn_blocking(move || read(file, &batches));
    let source = name(&args.file);
    let mut report = Report::default();
    let mut numbers = BTreeSet::new();
    let mut progress = Progress::default();
    while let Some(batch) = ready.recv().await {
        let Batch { rows, good, refused, numbers: found } = batch;
        report.rows += rows;
        report.refused += refused.len() as u64;
        let room = SHOWN.saturating_sub(report.shown.len());
        report.shown.extend(refused.into_iter().take(room));
        if args.replace {
            numbers.extend(found);
        }
        report.brought += bring::bring(app, good, &source).await?;
        progress.show(report.rows);
    }
    reading.await.context("the file could not be read")??;
    progress.end(report.rows);
    if args.replace {
        if report.rows == report.refused {
            bail!("{} has no company, so none is removed", args.file.display());
        }
        report.removed = bring::keep_only(app, &numbers).await?;
    }
    Ok(report)
}

/// Reads all of the file, a batch at a time; ends when nobody takes them.
fn read(file: File, batches: &mpsc::Sender<Batch>) -> anyhow::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, file);
    // Some editors put a byte order mark in front.
    if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    let start = input.fill_buf()?;
    let first_line = start.split(|c| *c == b'\n').next().unwrap_or_default();
    let delimiter = intake::delimiter(first_line);
    let since = Rc::new(Cell::new(0));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(Limited { input, since: Rc::clone(&since) });
    let headers = reader.byte_headers()?.iter().map(String::from_utf8_lossy);
    let headers: Vec<String> = headers.map(std::borrow::Cow::into_owned).collect();
    let columns = Columns::guess(headers.iter().map(String::as_str))?;
    let mut record = csv::ByteRecord::new();
    let mut batch = Batch::default();
    loop {
        since.set(0);
        let is_row = reader.read_byte_record(&mut record)?;
        if batch.rows >= BATCH as u64 || !is_row {
            // The writer has failed when nobody takes it, and says why.
            if batches.blocking_send(std::mem::take(&mut batch)).is_err() || !is_row {
                return Ok(());
            }
        }
        judge(&columns, &record, &mut batch);
    }
}

fn judge(columns: &Columns, record: &csv::ByteRecord, batch: &mut Batch) {
    if record.iter().all(<[u8]>::is_empty) {
        return;
    }
    batch.rows += 1;
    let line = record.position().map_or(0, csv::Position::line);
    let cells: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
    let judged = match &cells {
        Ok(cells) => {
            batch.numbers.extend(columns.duns(cells));
            columns.company(cells)
        }
        Err(_) => Err(vec![Violation::new("row", "invalid_encoding", "must be UTF-8")]),
    };
    match judged {
        Ok(company) => batch.good.push(company),
        Err(reasons) => batch.refused.push(Refused { line, reasons }),
    }
}

/// Stops at a row that has no end, before it fills the memory.
struct Limited<R> {
    input: R,
    /// Bytes read since the last row.
    since: Rc<Cell<usize>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.since.set(self.since.get().saturating_add(read));
        if self.since.get() > MOST_BYTES {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("a row is longer than {MOST_BYTES} bytes: is a quotation mark not closed"),
            ));
        }
        Ok(read)
    }
}

/// How far it has come, on standard error. That it can't be said stops nothing.
#[derive(Debug, Default)]
struct Progress {
    shown: u64,
}

impl Progress {
    fn show(&mut self, rows: u64) {
        let is_terminal = io::stderr().is_terminal();
        if rows / STEP > self.shown / STEP || is_terminal {
            self.shown = rows;
            let mut out = io::stderr().lock();
            let _ = if is_terminal { write!(out, "\r{rows} rows") } else { writeln!(out, "{rows} rows") };
        }
    }

    fn end(&self, rows: u64) {
        let (start, end) = if io::stderr().is_terminal() { ("\r", "\n") } else { ("", "\n") };
        if self.shown > 0 {
            let _ = write!(io::stderr(), "{start}{rows} rows{end}");
        }
    }
}

fn say(report: &Report, args: &Args) -> anyhow::Result<()> {
    let Report { rows, brought, refused, shown, removed } = report;
    let Brought { created, updated, unchanged } = brought;
    let reasons = |refused: &Refused| refused.reasons.iter().map(Violation::to_string).collect::<Vec<_>>();
    if args.json {
        let shown: Vec<_> =
            shown.iter().map(|row| json!({ "line": row.line, "reasons": reasons(row) })).collect();
        return output::json(&json!({
            "rows": rows, "created": created, "updated": updated, "unchanged": unchanged,
            "removed": removed, "refused": refused, "firstRefused": shown,
        }));
    }
    for row in shown {
        output::line(format_args!("line {}: refused", row.line))?;
        for reason in reasons(row) {
            output::line(format_args!("  {reason}"))?;
        }
    }
    if *refused > shown.len() as u64 {
        output::line(format_args!("and {} more", refused - shown.len() as u64))?;
    }
    Ok(output::line(format_args!(
        "{created} created, {updated} updated, {unchanged} unchanged, {removed} removed, {refused} refused"
    ))?)
}
