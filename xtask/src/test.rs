//! `cargo xtask test`: every check that a change has to pass, the quick ones first.
//!
//! All parts run, also after one has failed, so that one run tells everything. What a part needs from the system
//! is installed where that can be done; where not, the part is skipped loudly, and with `CI=true` a skipped part
//! is a failure.

mod browser;
mod cargo_tools;
mod contract;
mod part;
mod system;
mod unit;

use std::time::{Duration, Instant};

use crate::output::{self, Table};
use crate::workspace;
use part::{Outcome, Part};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Run only this part; may be given more than once
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Leave this part out; may be given more than once
    #[arg(long, value_name = "PART")]
    skip: Vec<Part>,
    /// List the parts and run nothing
    #[arg(long)]
    list: bool,
}

/// What became of a part.
struct Report {
    part: Part,
    outcome: Outcome,
    time: Duration,
}

/// Runs the chosen parts; true when none of them failed.
pub fn run(args: &Args) -> bool {
    if args.list {
        let mut table = Table::new(["part", "what it checks"]);
        for part in Part::ALL {
            table.row([part.name().to_owned(), part.about().to_owned()]);
        }
        output::line(table.text());
        return true;
    }
    let chosen =
        |part: &Part| (args.only.is_empty() || args.only.contains(part)) && !args.skip.contains(part);
    let reports: Vec<Report> = Part::ALL.into_iter().filter(chosen).map(run_part).collect();
    summarize(&reports)
}

fn run_part(part: Part) -> Report {
    output::line(format_args!("\n=== {}: {}", part.name(), part.about()));
    let started = Instant::now();
    // A part that could not be run is as bad as one that failed, and the others still have something to say.
    let outcome = part.run().unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
    match &outcome {
        Outcome::Passed(_) => {}
        Outcome::Failed(why) => output::loud(format_args!("{} FAILED: {why}", part.name())),
        Outcome::Skipped(why) => output::loud(format_args!("{} SKIPPED: {why}", part.name())),
        Outcome::NotChecked(why) => output::loud(format_args!("{} NOT CHECKED: {why}", part.name())),
    }
    Report { part, outcome, time: started.elapsed() }
}

/// Prints what became of all parts, and says whether that is good.
fn summarize(reports: &[Report]) -> bool {
    let strict = workspace::is_ci();
    let mut table = Table::new(["part", "result", "time", "remark"]);
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for Report { part, outcome, time } in reports {
        let (count, result, remark) = match outcome {
            Outcome::Passed(remark) => (&mut passed, "passed", remark),
            Outcome::Failed(remark) => (&mut failed, "FAILED", remark),
            Outcome::Skipped(remark) if strict => (&mut failed, "SKIPPED, which fails with CI=true", remark),
            Outcome::Skipped(remark) => (&mut skipped, "SKIPPED", remark),
            Outcome::NotChecked(remark) => (&mut skipped, "NOT CHECKED", remark),
        };
        *count += 1;
        let time = format!("{:.1} s", time.as_secs_f64());
        table.row([part.name().to_owned(), result.to_owned(), time, remark.clone()]);
    }
    let good = failed == 0;
    output::line(format_args!("\n=== summary\n{}", table.text()));
    output::line(format_args!(
        "\ntest result summary: {}. {passed} parts passed; {failed} failed; {skipped} skipped or not checked",
        if good { "ok" } else { "FAILED" }
    ));
    good
}
