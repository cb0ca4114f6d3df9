//! `ortak audit`.

use std::process::ExitCode;

use ortak_app::App;
use ortak_app::audit::{self, Report};
use serde_json::{Value, json};

use crate::compose;
use crate::config::Config;
use crate::output;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Recompute every chain of events, compare it with the referrals, and the log of account changes
    Verify {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(command: &Command, config: &Config) -> anyhow::Result<ExitCode> {
    let Command::Verify { json } = command;
    let services = compose::open_existing_current(config).await?;
    let report = verify(&services.app, *json).await;
    services.close().await;
    Ok(super::code(report?.findings.is_empty()))
}

/// Verifies and prints what was found.
pub async fn verify(app: &App, json: bool) -> anyhow::Result<Report> {
    let report = audit::verify(app).await?;
    if json {
        output::json(&as_json(&report))?;
        return Ok(report);
    }
    for finding in &report.findings {
        let place = finding.referral_id.map_or_else(|| "accounts".to_owned(), |id| id.to_string());
        output::line(format_args!("{} {place}: {}", finding.organization_id, finding.problem))?;
    }
    let Report { referrals, events, account_changes, findings } = &report;
    let verdict = match findings.len() {
        0 => "the history is whole".to_owned(),
        count => format!("{count} findings"),
    };
    output::line(format_args!(
        "{referrals} referrals, {events} events, {account_changes} account changes: {verdict}"
    ))?;
    Ok(report)
}

fn as_json(report: &Report) -> Value {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            json!({
                "organizationId": finding.organization_id,
                "referralId": finding.referral_id,
                "problem": finding.problem,
            })
        })
        .collect();
    json!({
        "referrals": report.referrals,
        "events": report.events,
        "accountChanges": report.account_changes,
        "findings": findings,
    })
}
