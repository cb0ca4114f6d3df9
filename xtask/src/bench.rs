//! `cargo xtask bench`: the server against what the same machine does without it.
//!
//! Every figure is a ratio to a *yardstick*: the least program that could do the same (see `yardstick`), measured
//! right after the server within each round, so that a machine that becomes slower makes both slower. Method and
//! results are in `docs/performance.md`. Nothing here is a test: no time is ever asserted.

mod figures;
mod import;
mod load;
mod pages;
mod requests;
mod setup;
mod typeahead;
pub mod yardstick;

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;

use crate::demo::Server;
use crate::output::{self, Table};
use crate::{process, workspace};
use figures::{Figure, Results};
use load::Load;
use pages::Pages;
use requests::Requests;
use setup::Setup;
use yardstick::Answer;

/// Connections of the load, and writers of the yardstick.
const CONNECTIONS: usize = 16;
/// Before each measurement of reads, so that caches are as they would be in the middle of the day.
const WARM_UP: Duration = Duration::from_millis(500);

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Deals in the database
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    deals: u64,
    /// Which database
    #[arg(long, default_value = "sqlite")]
    database: Databases,
    /// How often everything is measured; the medians are shown
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// How long each measurement takes
    #[arg(long, default_value_t = 5, value_name = "S", value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// Companies in the customer directory for the time of its suggestions
    #[arg(long, default_value_t = 200_000, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=typeahead::MOST))]
    companies: u64,
    /// Deals in the CSV file that is imported
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    rows: u64,
    /// Measure nothing but this
    #[arg(long)]
    only: Option<Part>,
    /// Print the table as Markdown
    #[arg(long)]
    markdown: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The API and the pages
    Server,
    /// The import of deals
    Import,
    /// The suggestions of the customer directory
    Companies,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Databases {
    Sqlite,
    Postgres,
    Both,
}

/// The database that one table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

pub fn run(args: &Args) -> Result<bool> {
    if cfg!(debug_assertions) {
        return rerun_released();
    }
    let backends: &[Backend] = match args.database {
        Databases::Sqlite => &[Backend::Sqlite],
        Databases::Postgres => &[Backend::Postgres],
        Databases::Both => &[Backend::Sqlite, Backend::Postgres],
    };
    // One thread drives the load: the cores are the server's.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let show = |title: String, table: &Table| {
        output::line(format_args!("\n{title}"));
        output::line(if args.markdown { format!("\n{}", table.markdown()) } else { table.text() });
    };
    for backend in backends {
        let name = backend.name();
        let wanted = |part| args.only.is_none_or(|only| only == part);
        if wanted(Part::Server) {
            let (table, pages) = runtime.block_on(measure(args, *backend))?;
            let Args { deals, rounds, seconds, .. } = args;
            show(format!("{name} with {deals} deals, medians of {rounds} rounds of {seconds} s"), &table);
            show(format!("{name} with {deals} deals, pages, one request after the other"), &pages);
        }
        if wanted(Part::Import) {
            let table = runtime.block_on(import::measure(*backend, args.deals, args.rows))?;
            show(format!("{name} with {} deals, import of {} more", args.deals, args.rows), &table);
        }
        if wanted(Part::Companies) {
            // With threads: the store waits for its writer while it fills.
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            let table = runtime.block_on(typeahead::measure(*backend, args.companies))?;
            show(format!("{name}, suggestions of {} companies", args.companies), &table);
        }
    }
    Ok(true)
}

/// Builds everything as it is shipped, and does there what was asked for here.
fn rerun_released() -> Result<bool> {
    let build = ["build", "--release", "--package", "ortak-server", "--package", "xtask"];
    if !process::succeeds(workspace::cargo()?.args(build))? {
        bail!("the release build failed");
    }
    let program = workspace::target()?.join("release/xtask");
    let status = Command::new(program).args(std::env::args_os().skip(1)).stdin(Stdio::null()).status()?;
    Ok(status.success())
}

/// The table of the API, and that of the pages.
async fn measure(args: &Args, backend: Backend) -> Result<(Table, Table)> {
    output::problem(format_args!("preparing {} deals on {}", args.deals, backend.name()));
    let setup = Setup::prepare(backend, args.deals).await?;
    let ortak = setup.serve()?;
    let started = figures::until_alive(&ortak).await?;
    let requests = Requests::prepare(&ortak, &setup).await?;
    let idle = figures::memory(&ortak)?;

    let mut pages = Pages::prepare(&ortak, setup.person()?, requests.ids()).await?;
    let answers: Vec<&Answer> = std::iter::once(&requests.sample).chain(pages.samples()).collect();
    let yardstick = start_yardstick(&setup, &answers)?;
    let time = Duration::from_secs(args.seconds);
    let mut results = Results::default();
    for round in 1..=args.rounds {
        output::problem(format_args!("{}: round {round} of {}", backend.name(), args.rounds));
        for figure in Figure::ALL {
            let ours = measure_ortak(figure, &ortak, &requests, time).await?;
            figures::until_quiet(&ortak).await?;
            let theirs = match figure {
                Figure::Get | Figure::List => measure_reads(figure, &yardstick, time).await?.rate(),
                Figure::Create | Figure::CreateAlone | Figure::Update => {
                    measure_writes(figure, &setup, time)?
                }
            };
            results.add(figure, &ours, theirs);
        }
        pages.measure(&ortak, &yardstick).await?;
    }
    let loaded = figures::memory(&ortak)?;
    yardstick.stop()?;
    ortak.stop()?;

    let mut table = results.table();
    figures::p50_row(&mut table, backend, args.deals, results.list_p50())?;
    figures::resource_rows(&mut table, started, idle, loaded);
    Ok((table, pages.table()))
}

fn start_yardstick(setup: &Setup, answers: &[&Answer]) -> Result<Server> {
    let folder = setup.folder();
    let file = folder.join("answers.json");
    fs::write(&file, serde_json::to_vec(answers)?)?;
    Server::start(
        Command::new(std::env::current_exe()?)
            .args(["bench-yardstick", "serve", "--organization", &setup.organization])
            .arg("--answers")
            .arg(&file)
            .arg("--database")
            .arg(setup.database()),
    )
}

async fn measure_ortak(
    figure: Figure,
    server: &Server,
    requests: &Requests,
    time: Duration,
) -> Result<load::Sample> {
    let load = Load { address: server.address, connections: figure.writers_or_readers() };
    match figure {
        Figure::Get => load.warm_and_drive(time, 200, &|connection, n| requests.get(connection, n)).await,
        Figure::List => load.warm_and_drive(time, 200, &|_, _| requests.list()).await,
        Figure::Create | Figure::CreateAlone => load.drive(time, 201, &|_, _| requests.create()).await,
        Figure::Update => load.drive(time, 204, &|connection, n| requests.update(connection, n)).await,
    }
    .with_context(|| figure.title())
}

async fn measure_reads(figure: Figure, server: &Server, time: Duration) -> Result<load::Sample> {
    let load = Load { address: server.address, connections: CONNECTIONS };
    let path = if figure == Figure::Get { Answer::path(0) } else { "/list".to_owned() };
    let request = crate::http1::request("GET", &path, Some("none"), None);
    load.warm_and_drive(time, 200, &|_, _| request.as_slice().into()).await.context(path)
}

fn measure_writes(figure: Figure, setup: &Setup, time: Duration) -> Result<f64> {
    let kind = if figure == Figure::Update { "update" } else { "create" };
    run_writers(kind, setup, &setup.template, figure.writers_or_readers(), time)
}

/// Runs the writing yardstick to its end and reads what it says: transactions per second.
fn run_writers(kind: &str, setup: &Setup, template: &str, writers: usize, time: Duration) -> Result<f64> {
    let output = Command::new(std::env::current_exe()?)
        .args(["bench-yardstick", "write", kind])
        .args(["--organization", &setup.organization, "--template", template])
        .args(["--writers", &writers.to_string()])
        .args(["--seconds", &time.as_secs().to_string()])
        .arg("--database")
        .arg(&setup.yardstick)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().with_context(|| format!("the yardstick of {kind} ended with {}", output.status))
}
