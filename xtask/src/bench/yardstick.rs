//! The other side of each ratio: the least program that does the same work.
//!
//! * `serve`: a bare axum server. `/bytes/N` answers the very bytes and headers of a referral or page; `/list` runs the raw
//!   `SELECT` of the list on the server's own database and writes the rows out. No token is checked, nothing is
//!   parsed, bound, counted or judged.
//! * `write`: transactions that write the same rows as a create or an update of the server, straight into a copy
//!   of its database, with as many writers: on SQLite through one thread that commits in groups, on PostgreSQL as
//!   pipelined transactions. No HTTP, no rules, no JSON.
//!
//! Both run in processes of their own, as the server does.

mod postgres;
mod rows;
mod serve;
mod sqlite;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use clap::ValueEnum;
pub use postgres::connect;
use serde::{Deserialize, Serialize};

use crate::http1::{self, Connection};
use crate::output;

/// A captured answer of the server.
#[derive(Debug, Deserialize, Serialize)]
pub struct Answer {
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// Where the yardstick says the answer with this place among all.
    pub fn path(at: usize) -> String {
        format!("/bytes/{at}")
    }

    /// The last answer on a connection, without what every HTTP server says by itself.
    pub fn of(connection: &Connection) -> Result<Self> {
        let head = std::str::from_utf8(connection.head())?;
        let own = |name: &str| {
            !["date", "content-length"].iter().any(|by_itself| name.eq_ignore_ascii_case(by_itself))
        };
        let headers = http1::headers(head).filter(|(name, _)| own(name));
        Ok(Self {
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: std::str::from_utf8(connection.body())?.to_owned(),
        })
    }
}

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Serve what the server would, without being one
    Serve {
        /// A file with the captured answers
        #[arg(long)]
        answers: PathBuf,
        #[command(flatten)]
        target: Target,
    },
    /// Write what the server would, and print how many transactions per second were durable
    Write {
        kind: Kind,
        #[arg(long)]
        template: String,
        #[arg(long)]
        writers: usize,
        #[arg(long)]
        seconds: u64,
        #[command(flatten)]
        target: Target,
    },
}

/// The database and the organization in it.
#[derive(Debug, clap::Args)]
pub struct Target {
    #[arg(long)]
    database: String,
    #[arg(long)]
    organization: String,
}

impl Target {
    fn is_postgres(&self) -> bool {
        self.database.starts_with("postgres")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Create,
    Update,
}

/// When to stop, and how much was done by then.
#[derive(Clone, Debug)]
struct Tally {
    until: Instant,
    done: Arc<AtomicU64>,
}

impl Tally {
    fn goes_on(&self) -> bool {
        Instant::now() < self.until
    }

    fn count(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

pub fn run(command: &Command) -> Result<()> {
    // As the server's own: all cores.
    let runtime = tokio::runtime::Runtime::new()?;
    match command {
        Command::Serve { answers, target } => {
            let text = std::fs::read(answers).with_context(|| answers.display().to_string())?;
            runtime.block_on(serve::run(serde_json::from_slice(&text)?, target))
        }
        Command::Write { kind, template, writers, seconds, target } => runtime.block_on(async {
            let load = Load { kind: *kind, writers: *writers, time: Duration::from_secs(*seconds) };
            let rate = if target.is_postgres() {
                postgres::write(target, template, &load).await?
            } else {
                sqlite::write(target, template, &load).await?
            };
            output::line(rate);
            Ok(())
        }),
    }
}

/// What the writers do.
struct Load {
    kind: Kind,
    writers: usize,
    time: Duration,
}

impl Load {
    fn tally(&self) -> Tally {
        Tally { until: Instant::now() + self.time, done: Arc::default() }
    }

    /// Transactions per second.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    fn rate(&self, tally: &Tally) -> f64 {
        let over = Instant::now().saturating_duration_since(tally.until);
        tally.done.load(Ordering::Relaxed) as f64 / (self.time + over).as_secs_f64()
    }
}
