//! `ortak admin api-client`.

use anyhow::{Error, anyhow};
use ortak_app::account::admin::{self, NewApiClient};
use ortak_app::port::Redirection;
use ortak_app::{App, AppError};
use ortak_domain::{ApiClient, ApiClientId, Violations};
use serde_json::{Value, json};

use super::{explain, find_organization, role, state};
use crate::output;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make an API client; prints its secret once
    Create(Create),
    /// List API clients
    List {
        /// Only those of this organization (id or partner number)
        #[arg(long, value_name = "ID")]
        organization: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Shut an API client out
    Disable {
        /// Id of the API client
        client_id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show or replace the addresses that people's browsers may be sent back to
    Redirects(Redirects),
    /// Let an API client in again
    Enable {
        /// Id of the API client
        client_id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub struct Redirects {
    /// Id of the API client
    client_id: String,
    /// An address in the place of those that there are: https, `http://127.0.0.1` or a scheme like com.example.app; may be
    /// given several times
    #[arg(long = "uri", value_name = "URI", conflicts_with = "clear")]
    uris: Vec<String>,
    /// Leave no address: the application asks no person
    #[arg(long)]
    clear: bool,
    /// Whether it can keep no secret, as an application on people's own machines; only with --uri
    #[arg(long, requires = "uris")]
    public: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Create {
    /// Id or partner number of the organization
    #[arg(long, value_name = "ID")]
    organization: String,
    #[arg(long)]
    name: String,
    /// `partner_admin`, `referrals_admin`, `referrals_user`, `vendor_seller`, `deal_reviewer`, `programme_admin`
    #[arg(long)]
    role: String,
    /// Partner number of a location that the role is limited to; may be given several times
    #[arg(long = "location", value_name = "MPNID")]
    locations: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(command: Command, app: &App) -> anyhow::Result<()> {
    match command {
        Command::Create(new) => create(new, app).await,
        Command::List { organization, json } => list(app, organization.as_deref(), json).await,
        Command::Redirects(wanted) => redirects(app, wanted).await,
        Command::Disable { client_id, json } => switch(app, &client_id, false, json).await,
        Command::Enable { client_id, json } => switch(app, &client_id, true, json).await,
    }
}

async fn create(new: Create, app: &App) -> anyhow::Result<()> {
    let mut violations = Violations::new();
    let role = role(&new.role, &mut violations);
    violations.or(()).map_err(|violations| explain(violations.into()))?;
    let organization_id = find_organization(app, &new.organization).await?;
    let client = NewApiClient { organization_id, name: new.name, role, locations: new.locations };
    let (client, secret) = admin::create_api_client(app, client).await.map_err(explain)?;
    if new.json {
        let mut value = as_json(&client);
        if let Value::Object(members) = &mut value {
            members.insert("clientSecret".to_owned(), secret.into());
        }
        return output::json(&value);
    }
    output::line(format_args!("made the API client {} with the client id {}", client.name, client.id))?;
    Ok(output::line(format_args!("client secret (shown only now): {secret}"))?)
}

async fn list(app: &App, organization: Option<&str>, json: bool) -> anyhow::Result<()> {
    let organization = match organization {
        Some(name) => Some(find_organization(app, name).await?),
        None => None,
    };
    let clients = app.accounts.api_clients(organization.as_ref()).await?;
    if json {
        return output::json(&clients.iter().map(as_json).collect::<Vec<_>>());
    }
    let rows: Vec<[String; 7]> = clients
        .iter()
        .map(|client| {
            [
                client.id.to_string(),
                client.name.clone(),
                client.organization_id.to_string(),
                client.role.to_string(),
                client.scope.locations().join(" "),
                state(client.disabled_at),
                client.used_at.map_or_else(|| "never".to_owned(), |at| at.to_string()),
            ]
        })
        .collect();
    Ok(output::table(
        ["CLIENT ID", "NAME", "ORGANIZATION", "ROLE", "LOCATIONS", "STATE", "LAST USED"],
        &rows,
    )?)
}

async fn switch(app: &App, name: &str, on: bool, json: bool) -> anyhow::Result<()> {
    let id = id(name)?;
    let at = admin::set_client_enabled(app, id, on).await.map_err(|error| unknown(error, name))?;
    if json {
        return output::json(&json!({ "clientId": id, "disabledAt": at }));
    }
    Ok(output::line(format_args!("{} {id}", if on { "enabled" } else { "disabled" }))?)
}

async fn redirects(app: &App, wanted: Redirects) -> anyhow::Result<()> {
    let name = &wanted.client_id;
    let id = id(name)?;
    let known = if wanted.clear || !wanted.uris.is_empty() {
        admin::set_redirection(app, id, wanted.uris, wanted.public).await
    } else {
        admin::redirection(app, id).await.map(|(_, known)| known)
    };
    let Redirection { uris, is_public } = known.map_err(|error| unknown(error, name))?;
    if wanted.json {
        return output::json(&json!({ "clientId": id, "redirectUris": uris, "public": is_public }));
    }
    for uri in &uris {
        output::line(uri)?;
    }
    let kind = if is_public { "it can keep no secret" } else { "it proves itself by its secret" };
    Ok(output::line(format_args!("{} redirect addresses; {kind}", uris.len()))?)
}

fn id(name: &str) -> anyhow::Result<ApiClientId> {
    name.parse().map_err(|_| nobody(name))
}

fn unknown(error: AppError, name: &str) -> Error {
    if matches!(error, AppError::NotFound) { nobody(name) } else { explain(error) }
}

fn nobody(name: &str) -> Error {
    anyhow!("there is no API client with the id {name}")
}

fn as_json(client: &ApiClient) -> Value {
    json!({
        "clientId": client.id,
        "organizationId": client.organization_id,
        "name": client.name,
        "role": client.role,
        "locations": client.scope.locations(),
        "createdAt": client.created_at,
        "disabledAt": client.disabled_at,
        "lastUsedAt": client.used_at,
    })
}
