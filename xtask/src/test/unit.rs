//! Unit and integration tests.

use std::process::Command;

use anyhow::{Context as _, Result};
use ortak_testkit::postgres::{Durability, TempPostgres};
use tokio::runtime::Runtime;

use super::cargo_tools;
use super::part::Outcome;
use super::system;
use crate::{process, workspace};

/// Runs them all. Each has a process of its own, so one PostgreSQL cluster is started for all of them.
pub fn run() -> Result<Outcome> {
    if !cargo_tools::install("nextest", "cargo-nextest")? {
        return Ok(Outcome::Failed("cargo-nextest could not be installed".to_owned()));
    }
    let postgres = system::ensure(&["postgresql"], || TempPostgres::binaries().is_some());
    let runtime = Runtime::new()?;
    let cluster = match &postgres {
        Ok(()) => Some(runtime.block_on(TempPostgres::start(Durability::Off)).context("PostgreSQL")?),
        Err(_) => None,
    };
    let mut command = workspace::cargo()?;
    command.args(["nextest", "run", "--workspace"]);
    if let Some(cluster) = &cluster {
        command.env("ORTAK_TEST_POSTGRES", cluster.url());
    }
    let (passed, count) = count(&mut command)?;
    Ok(match postgres {
        _ if !passed => Outcome::Failed(count),
        Ok(()) => Outcome::Passed(count),
        Err(why) => Outcome::Skipped(format!("{count}, none of them on PostgreSQL: {why}")),
    })
}

/// Runs tests with nextest: whether all have passed, and how many there were.
pub fn count(command: &mut Command) -> Result<(bool, String)> {
    if process::is_watched() {
        command.arg("--color=always");
    }
    let mut count = String::new();
    let passed = process::watch_errors(command, |line| {
        if let Some((_, tests)) = line.split_once("] ").filter(|(start, _)| start.contains("Summary")) {
            without_colours(tests).trim().clone_into(&mut count);
        }
    })?;
    Ok((passed, count))
}

/// Removes the escape sequences of colours.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.filter_map(|part| part.split_once('m')).map(|(_, text)| text);
    rest.fold(first, |text, part| text + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_colours() {
        assert_eq!(
            without_colours("\u{1b}[1m12\u{1b}[0m tests run: 12 \u{1b}[32mpassed"),
            "12 tests run: 12 passed"
        );
        assert_eq!(without_colours("plain"), "plain");
    }
}
