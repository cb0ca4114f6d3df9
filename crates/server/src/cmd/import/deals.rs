//! `ortak import deals` and `ortak import undo`.

use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use ortak_app::account::sign_in;
use ortak_app::workspace::intake::{self, ImportReport, Mapping, RowOutcome, RowReport, Tally, undo};
use ortak_app::{App, AppError, Ctx, Source};
use ortak_domain::Violation;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::config::Config;
use crate::{cmd, compose, output};

/// Lines between two words of how far it has come, where nobody looks on.
const STEP: usize = 500;

/// As whom.
#[derive(Debug, clap::Args)]
pub struct Who {
    /// Id or partner number of the organization that the deals belong to
    #[arg(long, value_name = "ID")]
    organization: String,
    /// E-mail address of the person of the organization who does it
    #[arg(long = "as", value_name = "EMAIL")]
    email: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Args {
    /// CSV in UTF-8; the columns are known by their names in the first line
    file: PathBuf,
    #[command(flatten)]
    who: Who,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Bring in the good rows although others are bad
    #[arg(long)]
    partly: bool,
}

#[derive(Debug, clap::Args)]
pub struct UndoArgs {
    /// Id of the import
    import: Uuid,
    #[command(flatten)]
    who: Who,
}

async fn context(app: &App, who: &Who) -> anyhow::Result<Ctx> {
    let organization = app.accounts.find_organization(&who.organization).await?;
    let Some(organization) = organization else {
        bail!("--organization {} is no organization here", who.organization)
    };
    let principal = sign_in::trusted_person(app, &who.email).await?;
    let principal = principal.filter(|principal| principal.organization_id == organization.id);
    let Some(principal) = principal else { bail!("--as {} is nobody of that organization", who.email) };
    let now = ortak_app::sandbox::now(app, &principal).await?;
    Ok(Ctx {
        principal: Arc::new(principal),
        request_id: app.ids.random().to_string(),
        now,
        source: Source::default(),
    })
}

pub async fn run(args: &Args, config: &Config) -> anyhow::Result<ExitCode> {
    let bytes = fs::read(&args.file).with_context(|| format!("{} can't be read", args.file.display()))?;
    let services = compose::open_existing_current(config).await?;
    let done = import(&services.app, args, bytes).await;
    services.close().await;
    Ok(cmd::code(done?.refused == 0))
}

async fn import(app: &App, args: &Args, bytes: Vec<u8>) -> anyhow::Result<Tally> {
    let ctx = context(app, &args.who).await?;
    let sheet = intake::read(bytes).map_err(told)?;
    let mapping = Mapping::guess(&sheet.headers);
    let mut telling = Telling::new(args.who.json, sheet.count);
    let mut each = |row| telling.row(&row);
    let ran = if args.dry_run {
        let tally = intake::dry_run(app, &ctx, &sheet, &mapping, &mut each).await;
        tally.map(|tally| ImportReport { import: None, tally })
    } else {
        let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        intake::run(app, &ctx, &sheet, &mapping, &name, args.partly, &mut each).await
    };
    match ran {
        Ok(ran) => telling.end(&ran).map(|()| ran.tally),
        Err(error) => {
            telling.cut_off();
            Err(told(error))
        }
    }
}

/// All that is wrong, in one message.
fn told(error: AppError) -> anyhow::Error {
    match error {
        AppError::Invalid(violations) => {
            let all: Vec<String> = violations.iter().map(Violation::to_string).collect();
            anyhow::anyhow!(all.join("; "))
        }
        other => other.into(),
    }
}

fn word(outcome: &RowOutcome) -> &'static str {
    match outcome {
        RowOutcome::Ready { .. } => "ready",
        RowOutcome::Created { .. } => "created",
        RowOutcome::Unchanged { .. } => "unchanged",
        RowOutcome::Refused(_) => "refused",
    }
}

fn reasons(outcome: &RowOutcome) -> Vec<String> {
    match outcome {
        RowOutcome::Refused(violations) => violations.iter().map(Violation::to_string).collect(),
        _ => Vec::new(),
    }
}

/// Says what became of each row as it comes, so that no file is too long to be told of.
struct Telling {
    out: BufWriter<Stdout>,
    as_json: bool,
    /// Rows told, and rows that there are.
    done: usize,
    of: usize,
    /// Whether everything so far could be said.
    said: io::Result<()>,
}

impl Telling {
    fn new(as_json: bool, of: usize) -> Self {
        Self { out: BufWriter::new(io::stdout()), as_json, done: 0, of, said: Ok(()) }
    }

    fn row(&mut self, row: &RowReport) {
        if self.said.is_ok() {
            self.said = if self.as_json { self.json_row(row) } else { self.text_row(row) };
        }
        self.done += 1;
        self.progress();
    }

    fn json_row(&mut self, row: &RowReport) -> io::Result<()> {
        self.out.write_all(if self.done == 0 { JSON_START } else { b"," })?;
        let row = json!({ "line": row.line, "name": row.name, "result": word(&row.outcome),
            "id": row.outcome.deal(), "reasons": reasons(&row.outcome) });
        write!(self.out, "\n    {row}")
    }

    fn text_row(&mut self, row: &RowReport) -> io::Result<()> {
        writeln!(self.out, "line {} {}: {}", row.line, row.name, word(&row.outcome))?;
        reasons(&row.outcome).iter().try_for_each(|reason| writeln!(self.out, "  {reason}"))
    }

    /// How far it has come, on standard error. That it can't be said stops nothing.
    fn progress(&self) {
        let (done, of) = (self.done, self.of);
        let mut out = io::stderr().lock();
        let _ = if io::stderr().is_terminal() && !io::stdout().is_terminal() {
            write!(out, "\r{done} of {of} rows{}", if done == of { "\n" } else { "" })
        } else if done == of || done.is_multiple_of(STEP) {
            writeln!(out, "{done} of {of} rows")
        } else {
            Ok(())
        };
    }

    fn end(mut self, ran: &ImportReport) -> anyhow::Result<()> {
        let ended = std::mem::replace(&mut self.said, Ok(())).and_then(|()| self.totals(ran));
        Ok(output::quiet_pipe(ended)?)
    }

    /// Ends it in the middle of the rows, as JSON that says so; why is said on standard error, and the same file goes on from there.
    fn cut_off(mut self) {
        if self.as_json && self.done > 0 {
            // What can't be said changes nothing of what went wrong.
            let _ = self.out.write_all(b"\n  ],\n  \"complete\": false\n}\n").and_then(|()| self.out.flush());
        }
    }

    fn totals(&mut self, ran: &ImportReport) -> io::Result<()> {
        let import = ran.import.as_ref().map(|import| import.id);
        let Tally { ready, created, unchanged, refused } = ran.tally;
        if self.as_json {
            let totals = serde_json::to_string_pretty(&json!({
                "import": import, "ready": ready, "created": created, "unchanged": unchanged, "refused": refused,
            }))?;
            self.out.write_all(if self.done == 0 { JSON_START } else { b"\n  " })?;
            writeln!(self.out, "],{}", totals.trim_start_matches('{'))?;
        } else {
            if let Some(import) = import {
                writeln!(self.out, "import {import}")?;
            }
            let tally =
                format_args!("{ready} ready, {created} created, {unchanged} unchanged, {refused} refused");
            writeln!(self.out, "{tally}")?;
        }
        self.out.flush()
    }
}

/// Before the first row.
const JSON_START: &[u8] = b"{\n  \"rows\": [";

pub async fn undo(args: &UndoArgs, config: &Config) -> anyhow::Result<ExitCode> {
    let services = compose::open_existing_current(config).await?;
    let done = async {
        let ctx = context(&services.app, &args.who).await?;
        undo::undo(&services.app, &ctx, args.import).await.map_err(told)
    }
    .await;
    services.close().await;
    let (_, rows) = done?;
    let kept = rows.iter().filter(|row| row.kept.is_some()).count();
    if args.who.json {
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| json!({ "line": row.line, "id": row.id, "kept": row.kept.as_ref().map(Violation::to_string) }))
            .collect();
        output::json(&json!({ "rows": rows, "closed": rows.len() - kept, "kept": kept }))?;
        return Ok(ExitCode::SUCCESS);
    }
    for row in &rows {
        match &row.kept {
            None => output::line(format_args!("line {} {}: closed", row.line, row.id))?,
            Some(why) => output::line(format_args!("line {} {}: kept, it {why}", row.line, row.id))?,
        }
    }
    output::line(format_args!("{} closed, {kept} kept", rows.len() - kept))?;
    Ok(ExitCode::SUCCESS)
}
