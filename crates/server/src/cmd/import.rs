//! `ortak import`.

mod customers;
mod deals;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use ortak_app::referral::import::{self, Imported};
use ortak_app::{App, AppError};
use serde_json::{Value, json};

use crate::compose;
use crate::config::Config;
use crate::output;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Bring captured referrals into an organization, with their ids, dates and stages
    Referrals(Args),
    /// Open deals from a CSV file, private to the organization
    Deals(deals::Args),
    /// Fill the customer directory from a CSV file of companies
    Customers(customers::Args),
    /// Close again the deals of an import of the last 24 hours that nobody has touched since
    Undo(deals::UndoArgs),
}

#[derive(Debug, clap::Args)]
pub struct Args {
    /// JSON: a list of referrals, the response of a list request, or one referral
    pub file: PathBuf,
    /// Id or partner number of the organization that they belong to
    #[arg(long, value_name = "ID")]
    organization: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(command: &Command, config: &Config) -> anyhow::Result<ExitCode> {
    let args = match command {
        Command::Referrals(args) => args,
        Command::Deals(args) => return deals::run(args, config).await,
        Command::Customers(args) => return customers::run(args, config).await,
        Command::Undo(args) => return deals::undo(args, config).await,
    };
    let text = fs::read(&args.file).with_context(|| format!("{} can't be read", args.file.display()))?;
    // Some editors and shells put a byte order mark in front, which is no JSON.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let value: Value =
        serde_json::from_slice(text).with_context(|| format!("{} is not JSON", args.file.display()))?;
    let services = compose::open_existing_current(config).await?;
    let rows = referrals(&services.app, args, &value).await;
    services.close().await;
    let rows = rows?;
    report(&rows, args.json)?;
    Ok(super::code(rows.iter().all(|row| row.outcome.is_ok())))
}

/// What became of one row.
#[derive(Debug)]
struct Row {
    /// As far as it could be read.
    id: Option<String>,
    outcome: Result<Imported, Vec<String>>,
}

async fn referrals(app: &App, args: &Args, value: &Value) -> anyhow::Result<Vec<Row>> {
    let found = app.accounts.find_organization(&args.organization).await?;
    let owner = match found {
        Some(found) => app.accounts.organization(&found.id).await?,
        None => None,
    };
    let Some(owner) = owner else { bail!("--organization {} is no organization here", args.organization) };
    let request_id = app.ids.random().to_string();
    let mut rows = Vec::new();
    let parsed = ortak_api::import::parse(value, &owner).map_err(anyhow::Error::msg)?;
    for parsed in parsed {
        rows.push(match parsed {
            Ok(referral) => {
                let id = Some(referral.id.to_string());
                let outcome = match import::import(app, &request_id, referral).await {
                    // What would stop every other row too is no finding about this one.
                    Err(error @ (AppError::Unavailable(_) | AppError::Internal(_))) => {
                        return Err(error.into());
                    }
                    other => other.map_err(|error| reasons(&error)),
                };
                Row { id, outcome }
            }
            Err(error) => {
                let reasons = error.violations.iter().map(ToString::to_string).collect();
                Row { id: error.id, outcome: Err(reasons) }
            }
        });
    }
    Ok(rows)
}

fn reasons(error: &AppError) -> Vec<String> {
    match error {
        AppError::Invalid(violations) => violations.iter().map(ToString::to_string).collect(),
        other => vec![other.to_string()],
    }
}

fn report(rows: &[Row], as_json: bool) -> anyhow::Result<()> {
    let count = |wanted: &str| rows.iter().filter(|row| word(row) == wanted).count();
    let [created, updated, unchanged, failed] = ["created", "updated", "unchanged", "failed"].map(count);
    if as_json {
        let rows: Vec<Value> = rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let reasons = row.outcome.as_ref().err();
                json!({ "index": index, "id": row.id, "result": word(row), "reasons": reasons })
            })
            .collect();
        return output::json(&json!({
            "rows": rows, "created": created, "updated": updated, "unchanged": unchanged, "failed": failed,
        }));
    }
    for (index, row) in rows.iter().enumerate() {
        let id = row.id.as_deref().unwrap_or("without id");
        output::line(format_args!("{index} {id}: {}", word(row)))?;
        for reason in row.outcome.as_ref().err().into_iter().flatten() {
            output::line(format_args!("  {reason}"))?;
        }
    }
    Ok(output::line(format_args!(
        "{created} created, {updated} updated, {unchanged} unchanged, {failed} failed"
    ))?)
}

fn word(row: &Row) -> &'static str {
    match row.outcome {
        Ok(Imported::Created) => "created",
        Ok(Imported::Updated) => "updated",
        Ok(Imported::Unchanged) => "unchanged",
        Err(_) => "failed",
    }
}
