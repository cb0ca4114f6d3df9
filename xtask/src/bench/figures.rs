//! What is measured, what is aimed at, and how it is shown.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::load::Sample;
use super::{Backend, CONNECTIONS};
use crate::demo::Server;
use crate::http1::{self, Connection};
use crate::output::Table;
use crate::workspace;

/// Something that is measured on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    Get,
    List,
    Create,
    CreateAlone,
    Update,
}

impl Figure {
    pub const ALL: [Self; 5] = [Self::Get, Self::List, Self::Create, Self::CreateAlone, Self::Update];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Get => "GET one referral, 16 connections",
            Self::List => "list 50 full referrals, filter and order, 16 connections",
            Self::Create => "create, durable, 16 writers",
            Self::CreateAlone => "create, durable, 1 writer",
            Self::Update => "update, durable, 16 writers",
        }
    }

    /// The least share of the yardstick that is aimed at; a writer alone is there to show how writers scale.
    const fn goal(self) -> Option<f64> {
        match self {
            Self::Get | Self::Create | Self::Update => Some(0.5),
            Self::List => Some(0.6),
            Self::CreateAlone => None,
        }
    }

    pub const fn writers_or_readers(self) -> usize {
        match self {
            Self::CreateAlone => 1,
            _ => CONNECTIONS,
        }
    }
}

/// One figure in one round.
struct Round {
    ours: f64,
    theirs: f64,
    p50: f64,
    p99: f64,
}

/// All rounds.
#[derive(Default)]
pub struct Results(BTreeMap<Figure, Vec<Round>>);

impl Results {
    pub fn add(&mut self, figure: Figure, ours: &Sample, theirs: f64) {
        let round = Round { ours: ours.rate(), theirs, p50: ours.percentile(50), p99: ours.percentile(99) };
        self.0.entry(figure).or_default().push(round);
    }

    fn median(&self, figure: Figure, value: impl Fn(&Round) -> f64) -> f64 {
        median(self.0.get(&figure).into_iter().flatten().map(value).collect())
    }

    /// The median of the lists' medians, in milliseconds.
    pub fn list_p50(&self) -> f64 {
        self.median(Figure::List, |round| round.p50)
    }

    pub fn table(&self) -> Table {
        let mut table = Table::new(["figure", "Ortak", "p50 / p99", "yardstick", "ratio", "goal", "met"]);
        for figure in Figure::ALL {
            // The median of the ratios, not the ratio of the medians: both sides of a ratio are of one moment.
            let ratio = self.median(figure, |round| round.ours / round.theirs);
            let of = |value: fn(&Round) -> f64| self.median(figure, value);
            table.row([
                figure.title().to_owned(),
                format!("{:.0}/s", of(|round| round.ours)),
                format!("{:.2} / {:.2} ms", of(|round| round.p50), of(|round| round.p99)),
                format!("{:.0}/s", of(|round| round.theirs)),
                percent(ratio),
                figure.goal().map(|goal| format!("≥ {}", percent(goal))).unwrap_or_default(),
                figure.goal().map(|goal| met(ratio >= goal)).unwrap_or_default(),
            ]);
        }
        let scaling = |value: fn(&Round) -> f64| {
            self.median(Figure::Create, value) / self.median(Figure::CreateAlone, value)
        };
        let (ours, theirs) = (scaling(|round| round.ours), scaling(|round| round.theirs));
        table.row([
            "create, 16 writers instead of 1".to_owned(),
            format!("× {ours:.1}"),
            String::new(),
            format!("× {theirs:.1}"),
            percent(ours / theirs),
            "scales".to_owned(),
            met(ours > 1.0),
        ]);
        table
    }
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    let at = |at: usize| values.get(at).copied().unwrap_or(f64::NAN);
    f64::midpoint(at(low), at(high))
}

fn percent(ratio: f64) -> String {
    format!("{:.0} %", ratio * 100.0)
}

pub fn met(met: bool) -> String {
    if met { "yes" } else { "NO" }.to_owned()
}

/// The number of deals that the time of a list is compared with.
const SMALL: u64 = 10_000;
/// By how much a list may be slower on any number of deals.
const GROWTH: f64 = 1.5;

/// How much longer a list takes than with few deals, which an earlier run has measured.
pub fn p50_row(table: &mut Table, backend: Backend, deals: u64, p50: f64) -> Result<()> {
    let file = workspace::target()?.join("bench/list-p50.json");
    let mut known: BTreeMap<String, f64> = match fs::read(&file) {
        Ok(text) => serde_json::from_slice(&text).with_context(|| file.display().to_string())?,
        Err(_) => BTreeMap::new(),
    };
    let key = |deals: u64| format!("{} {deals}", backend.name());
    known.insert(key(deals), p50);
    fs::write(&file, serde_json::to_vec_pretty(&known)?)?;
    let small = known.get(&key(SMALL)).filter(|_| deals != SMALL);
    table.row([
        format!("list, p50 at {deals} deals"),
        format!("{p50:.2} ms"),
        String::new(),
        small.map(|small| format!("{small:.2} ms at {SMALL}")).unwrap_or_default(),
        small.map(|small| format!("× {:.2}", p50 / small)).unwrap_or_default(),
        format!("≤ × {GROWTH}"),
        small.map(|small| met(p50 <= small * GROWTH)).unwrap_or_default(),
    ]);
    Ok(())
}

/// Resident memory in mebibytes: now, and at most so far.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub now: u64,
    pub peak: u64,
}

pub fn memory(server: &Server) -> Result<Memory> {
    process_memory(server.id())
}

pub fn process_memory(id: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let read = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kibibytes.map(|kibibytes| kibibytes.div_ceil(1024)).with_context(|| format!("no {name}"))
    };
    Ok(Memory { now: read("VmRSS:")?, peak: read("VmHWM:")? })
}

/// How long the process took from its start to its first 200.
pub async fn until_alive(server: &Server) -> Result<Duration> {
    let request = http1::request("GET", "/livez", None, None);
    let mut connection = Connection::open(server.address).await?;
    match connection.exchange(&request).await? {
        200 => Ok(server.age()),
        status => bail!("/livez answered {status}"),
    }
}

/// How long the server has to do next to nothing until it counts as quiet: longer than its worker rests between two looks
/// for work. And how long it may take to get there.
const QUIET: Duration = Duration::from_millis(1_500);
const PATIENCE: Duration = Duration::from_mins(5);

/// Waits until the server has worked off what a load has left to it: whom to tell of changes is found out afterwards, and
/// would slow down what is measured next, also the yardstick.
pub async fn until_quiet(server: &Server) -> Result<()> {
    let begun = Instant::now();
    let mut before = ticks(server)?;
    while begun.elapsed() < PATIENCE {
        tokio::time::sleep(QUIET).await;
        let now = ticks(server)?;
        // A few hundredths of a second: looking for work is some, too.
        if now - before <= 8 {
            return Ok(());
        }
        before = now;
    }
    bail!("the server is still busy {} s after the load", PATIENCE.as_secs())
}

/// What the process has used of the processors, in hundredths of a second (proc(5): `utime` and `stime`).
fn ticks(server: &Server) -> Result<u64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.id()))?;
    // The name before may hold blanks.
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    let used = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    used.sum::<Result<u64, _>>().context("no times of the process")
}

pub fn resource_rows(table: &mut Table, started: Duration, idle: Memory, loaded: Memory) {
    let mut row = |title: &str, value: String, goal: &str, good: bool| {
        let none = String::new;
        table.row([title.to_owned(), value, none(), none(), none(), goal.to_owned(), met(good)]);
    };
    let start = started.as_secs_f64();
    row("start to first 200", format!("{start:.2} s"), "≤ 0.5 s", start <= 0.5);
    row("memory, idle", format!("{} MiB", idle.now), "≤ 60 MiB", idle.now <= 60);
    let after = format!("{} MiB (peak {})", loaded.now, loaded.peak);
    row("memory, after the load", after, "≤ 200 MiB", loaded.peak <= 200);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(vec![4.0, 1.0]) - 2.5).abs() < f64::EPSILON);
        assert!(median(Vec::new()).is_nan());
    }
}
