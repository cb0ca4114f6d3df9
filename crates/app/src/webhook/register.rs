//! Register a webhook: one per API client or person (03-api B 11).

use ortak_domain::policy::Action;
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{AuditKind, Violations, merge};
use uuid::Uuid;

use crate::account::By;
use crate::account::revise::{Setting, revise};
use crate::error::AppError;
use crate::port::{NewDelivery, StoreError, Webhook, WebhookSender};
use crate::{App, Ctx};

/// What a subscriber wants.
#[derive(Clone, Debug)]
pub struct Registration {
    pub url: String,
    /// Names of events.
    pub events: Vec<String>,
    pub signature_in_ms_header: bool,
    /// What is wrong already.
    pub problems: Violations,
}

impl Registration {
    /// As it is after two have changed it, of whom the other has `stored` (R315); `was` is what this one saw.
    #[must_use]
    pub fn merged(mut self, was: &Self, stored: &Webhook) -> Self {
        let url =
            merge::field("WebhookUrl", was.url.trim(), &stored.url, self.url.trim(), &mut self.problems);
        self.url = url.to_owned();
        for event in WebhookEvent::ALL {
            let in_list = |events: &[String]| events.iter().any(|name| name == event.as_str());
            let theirs = stored.events.contains(&event);
            match merge::flag(in_list(&was.events), theirs, in_list(&self.events)) {
                false => self.events.retain(|name| name != event.as_str()),
                true if in_list(&self.events) => {}
                true => self.events.push(event.as_str().to_owned()),
            }
        }
        self.signature_in_ms_header = merge::flag(
            was.signature_in_ms_header,
            stored.signature_in_ms_header,
            self.signature_in_ms_header,
        );
        self
    }
}

/// Tests that a subscriber may ask for within a minute.
const TESTS_A_MINUTE: u64 = 2;

fn read(targets: &dyn WebhookSender, wanted: &Registration) -> Result<Vec<WebhookEvent>, AppError> {
    let mut problems = wanted.problems.clone();
    if let Err(reason) = targets.check_url(&wanted.url) {
        problems.add("WebhookUrl", "webhook_target", reason);
    }
    let mut events = Vec::new();
    for (i, name) in wanted.events.iter().enumerate() {
        match WebhookEvent::parse(name) {
            Some(event) if events.contains(&event) => {}
            Some(event) => events.push(event),
            None => {
                let known: Vec<&str> = WebhookEvent::ALL.into_iter().map(WebhookEvent::as_str).collect();
                let message = format!("must be one of {}", known.join(", "));
                problems.add(format!("WebhookEvents/{i}"), "unknown_value", message);
            }
        }
    }
    if wanted.events.is_empty() {
        problems.add("WebhookEvents", "required", "must name at least one event");
    }
    problems.or(events).map_err(AppError::from)
}

/// The caller's registration.
pub async fn get(app: &App, ctx: &Ctx) -> Result<Webhook, AppError> {
    ctx.permit(Action::Subscribe)?;
    let found = app.webhooks.webhook_of(&ctx.principal.organization_id, ctx.principal.id).await?;
    found.ok_or(AppError::NotFound)
}

/// Registers the caller; 409 when it is registered already.
pub async fn create(
    app: &App,
    ctx: &Ctx,
    targets: &dyn WebhookSender,
    wanted: &Registration,
) -> Result<Webhook, AppError> {
    ctx.permit(Action::Subscribe)?;
    let events = read(targets, wanted)?;
    let webhook = Webhook {
        organization_id: ctx.principal.organization_id.clone(),
        id: app.ids.random(),
        principal_kind: ctx.principal.kind,
        principal_id: ctx.principal.id,
        url: wanted.url.trim().to_owned(),
        events,
        signature_in_ms_header: wanted.signature_in_ms_header,
        secret_version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
        disabled_at: None,
        disabled_reason: None,
    };
    match noting(app, ctx, AuditKind::WebhookRegistered, &webhook)
        .webhooks
        .create_webhook(webhook.clone())
        .await
    {
        Ok(()) => Ok(webhook),
        Err(StoreError::Duplicate { .. }) => Err(AppError::Conflict {
            code: "already_registered",
            message: "there is a registration already: change it by PUT".to_owned(),
        }),
        Err(error) => Err(error.into()),
    }
}

/// Replaces the caller's registration, and switches it on again. `was` is what their writer saw (R315).
pub async fn replace(
    app: &App,
    ctx: &Ctx,
    targets: &dyn WebhookSender,
    was: Option<&Registration>,
    wanted: &Registration,
) -> Result<Webhook, AppError> {
    let subject = ctx.principal.id.to_string();
    let organization = &ctx.principal.organization_id;
    let setting = Setting { organization, kind: AuditKind::WebhookChanged, subject: &subject };
    revise(app, setting, || async {
        let before = get(app, ctx).await?;
        let wanted = match was {
            Some(was) => wanted.clone().merged(was, &before),
            None => wanted.clone(),
        };
        let events = read(targets, &wanted)?;
        let webhook = Webhook {
            url: wanted.url.trim().to_owned(),
            events,
            signature_in_ms_header: wanted.signature_in_ms_header,
            updated_at: ctx.now,
            disabled_at: None,
            disabled_reason: None,
            ..before.clone()
        };
        let noting = noting(app, ctx, AuditKind::WebhookChanged, &webhook);
        Ok(noting.webhooks.save_webhook(&before, webhook).await?)
    })
    .await?;
    get(app, ctx).await
}

/// Renews the secret of the caller's registration.
pub async fn renew_secret(app: &App, ctx: &Ctx) -> Result<Webhook, AppError> {
    let subject = ctx.principal.id.to_string();
    let organization = &ctx.principal.organization_id;
    let setting = Setting { organization, kind: AuditKind::WebhookSecretRenewed, subject: &subject };
    revise(app, setting, || async {
        let before = get(app, ctx).await?;
        let secret_version = before.secret_version + 1;
        let webhook = Webhook { secret_version, updated_at: ctx.now, ..before.clone() };
        let noting = noting(app, ctx, AuditKind::WebhookSecretRenewed, &webhook);
        Ok(noting.webhooks.save_webhook(&before, webhook).await?)
    })
    .await?;
    get(app, ctx).await
}

/// What comes behind the path may be a secret, and stays out of the log.
fn noting(app: &App, ctx: &Ctx, kind: AuditKind, webhook: &Webhook) -> App {
    let events: Vec<&str> = webhook.events.iter().map(|event| event.as_str()).collect();
    let target = webhook.url.split(['?', '#']).next().unwrap_or_default();
    let facts = serde_json::json!({ "url": target, "events": events });
    By::Caller(ctx).noting(app, &webhook.organization_id, kind, &webhook.principal_id.to_string(), &facts)
}

/// Sends a `test-created` to the caller's registration; the id by which to ask what became of it. `resource_uri`
/// makes the address of the test from its id.
pub async fn test(app: &App, ctx: &Ctx, resource_uri: impl FnOnce(Uuid) -> String) -> Result<Uuid, AppError> {
    let webhook = get(app, ctx).await?;
    let event = WebhookEvent::TestCreated;
    if !webhook.events.contains(&event) || webhook.disabled_at.is_some() {
        let code = "test_not_subscribed";
        let message = "needs a registration that is enabled and has the event test-created".to_owned();
        return Err(AppError::Conflict { code, message });
    }
    let minute = ctx.now.plus_seconds(-60);
    let owner = &webhook.organization_id;
    if app.webhooks.count_deliveries(owner, webhook.id, event, minute).await? >= TESTS_A_MINUTE {
        return Err(AppError::TooMany { retry_after_seconds: 60 });
    }
    let id = app.ids.random();
    let body = serde_json::json!({
        "EventName": event.as_str(),
        "ResourceUri": resource_uri(id),
        "ResourceName": "test",
        "AuditUri": null,
        "ResourceChangeUtcDate": crate::dispatch::with_offset(ctx.now),
    });
    let delivery = NewDelivery {
        organization_id: owner.clone(),
        id,
        webhook_id: webhook.id,
        event,
        resource_id: id,
        version: 1,
        body: body.to_string(),
        created_at: ctx.now,
        next_at: app.clock.now(),
    };
    app.webhooks.add_deliveries(vec![delivery]).await?;
    Ok(id)
}
