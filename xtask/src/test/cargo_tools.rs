//! Checks by tools that are cargo subcommands of their own.

use anyhow::Result;

use super::part::Outcome;
use crate::{output, process, workspace};

const DENY: &str = "cargo-deny";

/// Whether cargo has the subcommand.
fn has(subcommand: &str) -> Result<bool> {
    Ok(process::answers(workspace::cargo()?.args([subcommand, "--version"])))
}

/// Builds a tool from the registry unless it is there. It takes minutes, once.
pub fn install(subcommand: &str, package: &str) -> Result<bool> {
    if has(subcommand)? {
        return Ok(true);
    }
    output::line(format_args!("{package} is not installed, building it"));
    Ok(process::succeeds(workspace::cargo()?.args(["install", package, "--locked"]))? && has(subcommand)?)
}

/// cargo-deny takes minutes to build, so it is not forced on somebody who only wants to run the tests.
fn has_deny() -> Result<bool> {
    if workspace::is_ci() { install("deny", DENY) } else { has("deny") }
}

fn no_deny() -> Outcome {
    Outcome::Skipped(format!("needs cargo-deny (cargo install {DENY} --locked)"))
}

/// What can be judged without asking anybody.
pub fn licenses() -> Result<Outcome> {
    if !has_deny()? {
        return Ok(no_deny());
    }
    let check = ["deny", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
    Ok(Outcome::of(process::succeeds(workspace::cargo()?.args(check))?))
}

/// Compares with the database of advisories. Where that can't be reached, nothing was found out about this
/// change, and nothing on this machine would help: it is said, and it is no failure of the change, not even with
/// `CI=true`.
pub fn advisories() -> Result<Outcome> {
    if !has_deny()? {
        return Ok(no_deny());
    }
    if !process::succeeds(workspace::cargo()?.args(["deny", "fetch", "db"]))? {
        return Ok(Outcome::NotChecked("the advisory database can't be reached".to_owned()));
    }
    let check = ["deny", "check", "--disable-fetch", "--hide-inclusion-graph", "advisories"];
    Ok(Outcome::of(process::succeeds(workspace::cargo()?.args(check))?))
}
