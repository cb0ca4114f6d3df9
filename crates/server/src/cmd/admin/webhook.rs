//! `ortak admin webhook`.

use anyhow::{Context as _, bail};
use ortak_app::App;
use ortak_app::port::{Delivery, DeliveryQuery, DeliveryState, Webhook};
use ortak_app::webhook::log;
use ortak_domain::Time;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{find_organization, state};
use crate::output;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List registrations
    List {
        /// Only those of this organization (id or partner number)
        #[arg(long, value_name = "ID")]
        organization: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List what was and is to be delivered, the latest first
    Deliveries {
        /// Id of the registration
        webhook: String,
        /// Only these: `pending`, `delivered`, `failed`, `cancelled`
        #[arg(long)]
        state: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Deliver once more what is done, under its own id
    Replay(Replay),
}

#[derive(Debug, clap::Args)]
pub struct Replay {
    /// Id of the registration
    webhook: String,
    #[command(flatten)]
    what: What,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Id of one delivery
    #[arg(long, value_name = "ID")]
    delivery: Option<String>,
    /// Everything that was given up or cancelled at this moment or later, like 2026-11-22 or 2026-11-22T10:00:00Z
    #[arg(long, value_name = "TIME")]
    failed_since: Option<String>,
}

pub async fn run(command: Command, app: &App) -> anyhow::Result<()> {
    match command {
        Command::List { organization, json } => list(app, organization.as_deref(), json).await,
        Command::Deliveries { webhook, state, limit, json } => {
            deliveries(app, &find(app, &webhook).await?, state.as_deref(), limit, json).await
        }
        Command::Replay(replay) => again(app, &replay).await,
    }
}

async fn find(app: &App, name: &str) -> anyhow::Result<Webhook> {
    let all = app.webhooks.webhooks(None).await?;
    let id = name.parse::<Uuid>().ok();
    let found = all.into_iter().find(|webhook| Some(webhook.id) == id);
    found.with_context(|| format!("there is no webhook with the id {name}"))
}

/// What comes behind the path may be a secret.
fn address(webhook: &Webhook) -> &str {
    webhook.url.split(['?', '#']).next().unwrap_or_default()
}

async fn list(app: &App, organization: Option<&str>, json: bool) -> anyhow::Result<()> {
    let organization = match organization {
        Some(name) => Some(find_organization(app, name).await?),
        None => None,
    };
    let webhooks = app.webhooks.webhooks(organization.as_ref()).await?;
    if json {
        return output::json(&webhooks.iter().map(as_json).collect::<Vec<_>>());
    }
    let rows: Vec<[String; 5]> = webhooks
        .iter()
        .map(|webhook| {
            let why = webhook.disabled_reason.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
            [
                webhook.id.to_string(),
                webhook.organization_id.to_string(),
                state(webhook.disabled_at) + &why,
                address(webhook).to_owned(),
                webhook.events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" "),
            ]
        })
        .collect();
    Ok(output::table(["WEBHOOK ID", "ORGANIZATION", "STATE", "URL", "EVENTS"], &rows)?)
}

async fn deliveries(
    app: &App,
    webhook: &Webhook,
    state: Option<&str>,
    limit: usize,
    json: bool,
) -> anyhow::Result<()> {
    let state = match state {
        Some(name) => {
            let all = DeliveryState::ALL.map(DeliveryState::as_str).join(", ");
            let found = DeliveryState::parse(name);
            Some(found.with_context(|| format!("--state must be one of {all}"))?)
        }
        None => None,
    };
    let query = DeliveryQuery { state, after: None, limit };
    let found = app.webhooks.deliveries(&webhook.organization_id, webhook.id, &query).await?;
    if json {
        return output::json(&found.iter().map(delivery_as_json).collect::<Vec<_>>());
    }
    let time = |at: Option<Time>| at.map_or_else(String::new, |at| at.to_string());
    let rows: Vec<[String; 7]> = found
        .iter()
        .map(|delivery| {
            [
                delivery.id.to_string(),
                delivery.event.as_str().to_owned(),
                delivery.resource_id.to_string(),
                delivery.created_at.to_string(),
                delivery.state.as_str().to_owned(),
                delivery.attempts.to_string(),
                time(delivery.next_at.or(delivery.done_at)),
            ]
        })
        .collect();
    let head = ["DELIVERY ID", "EVENT", "REFERRAL", "CREATED", "STATE", "ATTEMPTS", "NEXT OR DONE"];
    Ok(output::table(head, &rows)?)
}

async fn again(app: &App, replay: &Replay) -> anyhow::Result<()> {
    let webhook = find(app, &replay.webhook).await?;
    let count = match (&replay.what.delivery, &replay.what.failed_since) {
        (Some(name), _) => {
            let known = match name.parse::<Uuid>() {
                Ok(id) => app.webhooks.delivery(&webhook.organization_id, webhook.id, id).await?,
                Err(_) => None,
            };
            let Some((delivery, _)) = known else { bail!("there is no delivery with the id {name}") };
            log::send_again(app, &webhook, delivery.id).await?;
            1
        }
        (None, Some(since)) => {
            let since = since.parse::<Time>().ok();
            let since = since.context("--failed-since must be a date or a time with zone")?;
            log::send_failed_again(app, &webhook, since).await?
        }
        (None, None) => 0,
    };
    if replay.json {
        return output::json(&json!({ "webhookId": webhook.id, "replayed": count }));
    }
    output::line(format_args!("{count} deliveries will be sent"))?;
    if webhook.disabled_at.is_some() {
        output::line("the webhook is switched off: they wait until it is registered anew")?;
    }
    Ok(())
}

fn as_json(webhook: &Webhook) -> Value {
    json!({
        "webhookId": webhook.id,
        "organizationId": webhook.organization_id,
        "principalKind": webhook.principal_kind.as_str(),
        "principalId": webhook.principal_id,
        "url": address(webhook),
        "events": webhook.events.iter().map(|event| event.as_str()).collect::<Vec<_>>(),
        "createdAt": webhook.created_at,
        "disabledAt": webhook.disabled_at,
        "disabledReason": webhook.disabled_reason,
    })
}

fn delivery_as_json(delivery: &Delivery) -> Value {
    json!({
        "deliveryId": delivery.id,
        "event": delivery.event.as_str(),
        "referralId": delivery.resource_id,
        "createdAt": delivery.created_at,
        "state": delivery.state.as_str(),
        "attempts": delivery.attempts,
        "nextAt": delivery.next_at,
        "doneAt": delivery.done_at,
    })
}
