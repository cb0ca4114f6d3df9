//! `cargo xtask gen`: the committed files that are made from the code, and whether they still are.
//!
//! `docs/configuration.md` is not among them: it is made by the server, whose tests compare it.

mod errors;
mod policy;
mod rules;
mod scan;

use std::fs;
use std::io::ErrorKind;

use anyhow::{Context as _, Result};

use crate::{output, workspace};

/// How many lines that differ are shown.
const SHOWN: usize = 5;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing; fail when a file is not what would be written
    #[arg(long)]
    check: bool,
}

/// A generated file.
struct Generated {
    path: &'static str,
    text: String,
}

fn files() -> Result<Vec<Generated>> {
    Ok(vec![
        Generated {
            path: "openapi/ortak.json",
            text: ortak_api::openapi::document_json().context("the OpenAPI document")?,
        },
        Generated { path: "docs/errors.md", text: errors::page() },
        Generated { path: "docs/policy-matrix.md", text: policy::page()? },
    ])
}

pub fn run(args: &Args) -> Result<bool> {
    if args.check {
        return check();
    }
    for file in files()? {
        let path = workspace::root()?.join(file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            output::line(format_args!("unchanged  {}", file.path));
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &file.text).with_context(|| file.path)?;
        output::line(format_args!("written    {}", file.path));
    }
    Ok(codes_are_listed()? & rules_are_tested()?)
}

/// Whether all files are as the code would make them, and the lists that are written by hand agree with it.
pub fn check() -> Result<bool> {
    let mut good = codes_are_listed()? & rules_are_tested()?;
    for file in files()? {
        let found = match fs::read_to_string(workspace::root()?.join(file.path)) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).context(file.path),
        };
        if found == file.text {
            output::line(format_args!("up to date  {}", file.path));
            continue;
        }
        good = false;
        output::problem(format_args!("{} is out of date, run `cargo xtask gen`:", file.path));
        for line in differences(&found, &file.text) {
            output::problem(line);
        }
    }
    Ok(good)
}

/// The list of codes is written by hand, for the sake of their meanings; this holds it equal to the code.
fn codes_are_listed() -> Result<bool> {
    let problems = errors::compare(&scan::sources()?);
    for problem in &problems {
        output::problem(problem);
    }
    Ok(problems.is_empty())
}

/// A rule without a test is a promise.
fn rules_are_tested() -> Result<bool> {
    let problems = rules::problems()?;
    for problem in &problems {
        output::problem(problem);
    }
    Ok(problems.is_empty())
}

/// The first lines that differ, with their numbers.
fn differences(found: &str, wanted: &str) -> Vec<String> {
    let (mut old, mut new) = (found.lines(), wanted.lines());
    let mut differences = Vec::new();
    for number in 1.. {
        let pair = (old.next(), new.next());
        if pair == (None, None) || differences.len() >= 2 * SHOWN {
            break;
        }
        if pair.0 != pair.1 {
            differences.extend(pair.0.map(|line| format!("  {number:>5} - {line}")));
            differences.extend(pair.1.map(|line| format!("  {number:>5} + {line}")));
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_name_their_lines() {
        assert_eq!(differences("a\nb\n", "a\nc\nd\n"), ["      2 - b", "      2 + c", "      3 + d"]);
        assert!(differences("same\n", "same\n").is_empty());
    }
}
