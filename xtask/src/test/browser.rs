//! The pages in a real browser.

use std::process::Command;

use anyhow::Result;

use super::part::Outcome;
use super::{cargo_tools, system, unit};
use crate::{process, workspace};

/// Debian's names of the browser and of what drives it.
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Runs the journeys, as the profile of their own says.
pub fn run() -> Result<Outcome> {
    if !cargo_tools::install("nextest", "cargo-nextest")? {
        return Ok(Outcome::Failed("cargo-nextest could not be installed".to_owned()));
    }
    if let Err(why) = system::ensure(&PACKAGES, is_there) {
        return Ok(Outcome::Skipped(why));
    }
    let mut command = workspace::cargo()?;
    // Selects as the part before did: another selection would compile dependencies anew.
    command.args(["nextest", "run", "--workspace", "--profile", "browser"]);
    let (passed, count) = unit::count(&mut command)?;
    Ok(if passed { Outcome::Passed(count) } else { Outcome::Failed(count) })
}

fn is_there() -> bool {
    let answers = |program: &str| process::answers(Command::new(program).arg("--version"));
    answers("chromedriver") && ["chromium", "google-chrome"].into_iter().any(answers)
}
