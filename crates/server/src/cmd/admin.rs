//! `ortak admin`: organizations, people, API clients, webhooks and mails. Works beside a running server, which sees the change
//! within a second.

mod client;
mod mail;
mod organization;
mod person;
mod webhook;

use std::process::ExitCode;

use anyhow::{Error, anyhow};
use ortak_app::{App, AppError};
use ortak_domain::{OrganizationId, Role, Time, Violation, Violations};

use crate::compose;
use crate::config::Config;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// The vendor and the partners
    #[command(subcommand)]
    Organization(organization::Command),
    /// Who signs in
    #[command(subcommand)]
    Person(person::Command),
    /// Applications that call the API
    #[command(subcommand)]
    ApiClient(client::Command),
    /// What is told to other systems, and what could not be
    #[command(subcommand)]
    Webhook(webhook::Command),
    /// Mails that did not reach their readers
    #[command(subcommand)]
    Mail(mail::Command),
}

pub async fn run(command: Command, config: &Config) -> anyhow::Result<ExitCode> {
    let services = match &command {
        // The first command of an installation.
        Command::Organization(organization::Command::Create(_)) => compose::open_current(config).await?.0,
        _ => compose::open_existing_current(config).await?,
    };
    let app = &services.app;
    let done = match command {
        Command::Organization(command) => organization::run(command, app, config).await,
        Command::Person(command) => person::run(command, app, config).await,
        Command::ApiClient(command) => client::run(command, app).await,
        Command::Webhook(command) => webhook::run(command, app).await,
        Command::Mail(command) => mail::run(command, app).await,
    };
    services.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

/// Says what is wrong in the words of the command line, every field at once.
fn explain(error: AppError) -> Error {
    let AppError::Invalid(violations) = error else { return error.into() };
    let lines: Vec<String> = violations
        .iter()
        .map(|violation| format!("\n  {} {}", flag(&violation.field), violation.message))
        .collect();
    anyhow!("the input is not valid{}", lines.concat())
}

/// The flag that a field came from: `locations/0/mpnId` is the first `--location`.
fn flag(field: &str) -> String {
    let mut parts = field.split('/');
    let flag = match parts.next().unwrap_or_default() {
        "mpnId" => "--mpn-id",
        "organizationId" => "--organization",
        "redirectUris" => "--uri",
        "locations" => {
            let number = parts.next().and_then(|at| at.parse::<usize>().ok()).map_or(1, |at| at + 1);
            return format!("--location (number {number})");
        }
        other => return format!("--{other}"),
    };
    flag.to_owned()
}

fn role(text: &str, violations: &mut Violations) -> Role {
    Role::parse(text).unwrap_or_else(|| {
        let all = Role::ALL.map(Role::as_str).join(", ");
        violations.add("role", "unknown_role", format!("must be one of {all}"));
        Role::ReferralsUser
    })
}

fn organization_id(text: &str, field: &str, violations: &mut Violations) -> Option<OrganizationId> {
    let id = OrganizationId::new(text);
    if id.is_err() {
        violations.add(field, "invalid_id", "must be 1 to 64 letters, digits, - and _");
    }
    id.ok()
}

/// The organization that an id or a partner number names.
async fn find_organization(app: &App, name: &str) -> anyhow::Result<OrganizationId> {
    let found = app.accounts.find_organization(name).await?;
    let unknown = || Violation::new("organizationId", "unknown_organization", "is no organization here");
    Ok(found.ok_or_else(|| explain(unknown().into()))?.id)
}

fn state(disabled_at: Option<Time>) -> String {
    disabled_at.map_or_else(|| "enabled".to_owned(), |at| format!("disabled {at}"))
}
