//! Whether every rule of `docs/rules.md` has a test that is named by its number, as `r107_…`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::workspace;

/// One problem a line.
pub fn problems() -> Result<Vec<String>> {
    let root = workspace::root()?;
    let table = fs::read_to_string(root.join("docs/rules.md")).context("docs/rules.md")?;
    let mut tested = BTreeSet::new();
    for folder in ["crates", "xtask"] {
        read(&root.join(folder), &mut tested)?;
    }
    Ok(compare(&in_force(&table), &tested))
}

fn compare(in_force: &BTreeSet<u16>, tested: &BTreeSet<u16>) -> Vec<String> {
    let without = in_force.difference(tested);
    let without =
        without.map(|rule| format!("no test is named by R{rule}, which docs/rules.md lists: r{rule}_…"));
    let unlisted = tested.difference(in_force);
    let unlisted =
        unlisted.map(|rule| format!("tests are named by R{rule}, which docs/rules.md does not list"));
    without.chain(unlisted).collect()
}

/// The rules in the first column of the table; `R205–R207` are three.
fn in_force(table: &str) -> BTreeSet<u16> {
    let cells = table.lines().filter_map(|line| line.strip_prefix("| R")?.split('|').next());
    let mut rules = BTreeSet::new();
    for part in cells.flat_map(|cell| cell.split(',')) {
        let number = |text: &str| text.trim().trim_start_matches('R').parse::<u16>().ok();
        let (first, last) = part.split_once('–').unwrap_or((part, part));
        if let (Some(first), Some(last)) = (number(first), number(last)) {
            rules.extend(first..=last);
        }
    }
    rules
}

fn read(folder: &Path, tested: &mut BTreeSet<u16>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, tested)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            tested.extend(named_in(&text));
        }
    }
    Ok(())
}

/// The numbers in names of functions: `fn r101_r108_…` has two.
fn named_in(text: &str) -> BTreeSet<u16> {
    let names = text.lines().filter_map(|line| {
        let (before, name) = line.split_once("fn ")?;
        before.trim_start().trim_start_matches("async").trim().is_empty().then_some(name)
    });
    names
        .flat_map(|name| name.split(|c: char| !c.is_ascii_alphanumeric()))
        .filter_map(|word| word.strip_prefix('r').filter(|number| number.len() == 3)?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_without_a_test_and_tests_without_a_rule_are_told() {
        let table = "| rule | says |\n|---|---|\n| R101, R103–R105 | a |\n| R802 | b |\n";
        assert_eq!(in_force(table), BTreeSet::from([101, 103, 104, 105, 802]));
        let text =
            "    async fn r101_r103_it_holds() {}\nfn r104_x() {}\n// fn r105_only_told_of\nfn r106_y() {}\n";
        let named = named_in(text);
        assert_eq!(named, BTreeSet::from([101, 103, 104, 106]));
        let told = compare(&in_force(table), &named);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].contains("R105") && told[1].contains("R802") && told[2].contains("R106"), "{told:?}");
    }
}
