//! The parts of a test run, in the order in which they run.

use anyhow::Result;
use clap::ValueEnum;

use super::{browser, cargo_tools, contract, unit};
use crate::{generate, process, workspace};

/// How a part ended, with a remark for the summary.
pub enum Outcome {
    Passed(String),
    Failed(String),
    /// Something that the part needs is not there; the remark says what, and how to get it.
    Skipped(String),
    /// Nothing was found out, for a reason outside this machine that waiting may cure.
    NotChecked(String),
}

impl Outcome {
    /// Passed or failed with nothing more to say than the output above.
    pub fn of(succeeded: bool) -> Self {
        if succeeded { Self::Passed(String::new()) } else { Self::Failed("see its output above".to_owned()) }
    }
}

/// One part of a test run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    Format,
    Generated,
    Lint,
    Unit,
    Browser,
    Doc,
    Licenses,
    Advisories,
    Contract,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::Format,
        Self::Generated,
        Self::Lint,
        Self::Unit,
        Self::Browser,
        Self::Doc,
        Self::Licenses,
        Self::Advisories,
        Self::Contract,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Generated => "generated",
            Self::Lint => "lint",
            Self::Unit => "unit",
            Self::Browser => "browser",
            Self::Doc => "doc",
            Self::Licenses => "licenses",
            Self::Advisories => "advisories",
            Self::Contract => "contract",
        }
    }

    pub const fn about(self) -> &'static str {
        match self {
            Self::Format => "the sources are formatted (cargo fmt)",
            Self::Generated => {
                "generated files are up to date, every rule has a test (cargo xtask gen --check)"
            }
            Self::Lint => "no warnings from the compiler and clippy",
            Self::Unit => "unit and integration tests on SQLite and PostgreSQL (cargo nextest)",
            Self::Browser => "journeys through the pages in a real browser (chromium)",
            Self::Doc => "examples in the documentation run (cargo test --doc)",
            Self::Licenses => "licences, sources and duplicates of dependencies (cargo deny)",
            Self::Advisories => "known vulnerabilities of dependencies (cargo deny)",
            Self::Contract => "the API keeps what its OpenAPI document promises (schemathesis)",
        }
    }

    pub fn run(self) -> Result<Outcome> {
        match self {
            Self::Format => {
                Ok(Outcome::of(process::succeeds(workspace::cargo()?.args(["fmt", "--all", "--check"]))?))
            }
            Self::Generated => Ok(Outcome::of(generate::check()?)),
            Self::Lint => Ok(Outcome::of(process::succeeds(workspace::cargo()?.args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]))?)),
            Self::Unit => unit::run(),
            Self::Browser => browser::run(),
            Self::Doc => Ok(Outcome::of(process::succeeds(workspace::cargo()?.args([
                "test",
                "--doc",
                "--workspace",
            ]))?)),
            Self::Licenses => cargo_tools::licenses(),
            Self::Advisories => cargo_tools::advisories(),
            Self::Contract => contract::run(),
        }
    }
}
