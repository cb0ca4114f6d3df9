//! How long it takes to import deals from a CSV file, and how much memory (05-quality): the program's own command,
//! beside the same rows written by as many writers without CSV, rules or HTTP.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::figures::{Memory, met, process_memory};
use super::setup::{self, Setup};
use super::{Backend, run_writers};
use crate::output::{self, Table};

/// How long the yardstick writes.
const YARDSTICK: Duration = Duration::from_secs(10);
/// Its writers: as many as the import has rows on their way.
const WRITERS: usize = 64;
/// How many times as long as the yardstick it may take.
const GOAL: f64 = 3.0;
/// The most memory, in mebibytes.
const MEMORY: u64 = 256;

const HEADER: &str = "Deal name,Customer name,Customer country,Customer city,Contact first name,Contact last name,\
                      Contact e-mail,Estimated value,Currency,Estimated close date,CRM ID,Notes,Team first name,\
                      Team last name,Team e-mail";

pub async fn measure(backend: Backend, deals: u64, rows: u64) -> Result<Table> {
    output::problem(format_args!("preparing {deals} deals on {}", backend.name()));
    let setup = Setup::prepare(backend, deals).await?;
    let file = setup.folder().join("import.csv");
    // One row first: the yardstick copies what was written for it.
    fs::write(&file, sheet("template", 1))?;
    let (first, ..) = import(&setup, &file)?;
    let template = first.rows.into_iter().find_map(|row| row.id).context("the row was not imported")?;
    setup.copy_for_yardstick().await?;

    fs::write(&file, sheet("bench", rows))?;
    output::problem(format_args!("importing {rows} rows"));
    let (done, took, memory) = import(&setup, &file)?;
    if done.created != rows {
        bail!("{} of {rows} rows were imported", done.created);
    }
    let rate = run_writers("create", &setup, &template, WRITERS, YARDSTICK)?;
    Ok(table(rows, took, memory, rate))
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn table(rows: u64, took: Duration, memory: Memory, rate: f64) -> Table {
    let (took, raw) = (took.as_secs_f64(), rows as f64 / rate);
    let mut table = Table::new(["figure", "Ortak", "raw inserts", "ratio", "goal", "met"]);
    table.row([
        format!("import of {rows} deals"),
        format!("{took:.1} s, {:.0}/s", rows as f64 / took),
        format!("{raw:.1} s, {rate:.0}/s"),
        format!("× {:.1}", took / raw),
        format!("≤ × {GOAL:.0}"),
        met(took <= raw * GOAL),
    ]);
    table.row([
        "memory, at most".to_owned(),
        format!("{} MiB", memory.peak),
        String::new(),
        String::new(),
        format!("≤ {MEMORY} MiB"),
        met(memory.peak <= MEMORY),
    ]);
    table
}

/// A file of deals as one exports them from a CRM.
fn sheet(name: &str, rows: u64) -> String {
    let rows = (1..=rows).map(|row| {
        format!(
            "Deal {row} of {name},\"Customer {} Gıda San. ve Tic. A.Ş.\",TR,İzmir,Ayşe,Örnek,ayse.{row}@customer.example,\
             {},EUR,2031-0{}-15,{name}-{row},\"Replaces ovens, and the software that runs them, in {} kitchens\",\
             Ada,Kaya,ada@seller.example\n",
            row % 5_000,
            10_000 + row * 7 % 90_000,
            1 + row % 9,
            1 + row % 40,
        )
    });
    std::iter::once(format!("{HEADER}\n")).chain(rows).collect()
}

/// What the command prints.
#[derive(Debug, Deserialize)]
struct Done {
    created: u64,
    rows: Vec<DoneRow>,
}

#[derive(Debug, Deserialize)]
struct DoneRow {
    id: Option<String>,
}

/// Runs the command to its end, and looks at its memory meanwhile.
fn import(setup: &Setup, file: &Path) -> Result<(Done, Duration, Memory)> {
    let mut command = setup::ortak(&setup.data)?;
    command
        .args(["import", "deals", "--json", "--organization", &setup.organization])
        .args(["--as", &setup.person()?.email])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().context("the import could not be started")?;
    let mut out = child.stdout.take().context("no standard output")?;
    // What it says is read as it comes: a full pipe would stop it.
    let said = std::thread::spawn(move || {
        let mut said = Vec::new();
        out.read_to_end(&mut said).map(|_| said)
    });
    let memory = watch(&mut child, &mut command)?;
    let took = started.elapsed();
    let said = said.join().ok().context("reading what the import said")??;
    Ok((serde_json::from_slice(&said).context("what the import said")?, took, memory))
}

/// The most memory that a process has had shortly before its end.
fn watch(child: &mut Child, command: &mut Command) -> Result<Memory> {
    let mut memory = None;
    loop {
        memory = process_memory(child.id()).ok().or(memory);
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                bail!("{command:?} ended with {status}");
            }
            return memory.context("the import ended before anybody looked at it");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
