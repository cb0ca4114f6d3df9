//! `/webhooks/v1/registration`, and the secret of a registration.

use axum::extract::State;
use axum::response::Response;
use ortak_app::port::Webhook;
use ortak_app::webhook::register::{self, Registration};
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{Violation, Violations};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Api;
use crate::bind::{Given, Object};
use crate::body::Json;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::referrals::answer;

/// What a subscriber registers.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "PascalCase")]
#[expect(dead_code, reason = "describes a body that is read by hand")]
pub struct WebhookBody {
    /// An https address of the public internet.
    webhook_url: String,
    webhook_events: Vec<String>,
    /// The signature goes into `x-ms-signature` instead of `Authorization`.
    signature_token_to_ms_signature_header: Option<bool>,
}

/// A registration.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Registered {
    #[schema(format = Uuid)]
    subscriber_id: String,
    webhook_url: String,
    webhook_events: Vec<&'static str>,
    signature_token_to_ms_signature_header: bool,
    #[schema(format = DateTime)]
    last_modified_timestamp: String,
    /// False after the receiver said that it is gone, or failed too often; registering anew switches it on.
    enabled: bool,
    /// `gone` or `failing`.
    disabled_reason: Option<String>,
}

/// The secret of a registration.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Secret {
    /// As Standard Webhooks has it: `whsec_` and base64.
    secret: String,
}

fn registered(webhook: Webhook) -> Registered {
    Registered {
        subscriber_id: webhook.id.to_string(),
        webhook_url: webhook.url,
        webhook_events: webhook.events.iter().map(|event| event.as_str()).collect(),
        signature_token_to_ms_signature_header: webhook.signature_in_ms_header,
        last_modified_timestamp: webhook.updated_at.to_string(),
        enabled: webhook.disabled_at.is_none(),
        disabled_reason: webhook.disabled_reason,
    }
}

fn read(body: &Json) -> Result<Registration, ApiError> {
    let object = Object::new(body.object()?, "");
    let mut problems = Violations::new();
    let url = object.text("WebhookUrl", &mut problems);
    if !object.has("WebhookUrl") || url == Given::Null {
        problems.push(Violation::required("WebhookUrl"));
    }
    let mut events = Vec::new();
    for (i, event) in
        object.list("WebhookEvents", &mut problems).value().unwrap_or_default().iter().enumerate()
    {
        match event {
            Value::String(event) => events.push(event.clone()),
            _ => problems.add(format!("WebhookEvents/{i}"), "wrong_type", "must be a text"),
        }
    }
    let flag = object.bool("SignatureTokenToMsSignatureHeader", &mut problems).value();
    Ok(Registration {
        url: url.value().unwrap_or_default(),
        events,
        signature_in_ms_header: flag.unwrap_or_default(),
        problems,
    })
}

/// List the events that can be subscribed to.
#[utoipa::path(
    get, path = "/webhooks/v1/registration/events", tag = "Webhooks", operation_id = "listWebhookEvents",
    responses(
        (status = 200, description = "Names of events", body = Vec<String>),
        (status = 401, description = "No valid token", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn events(Caller(_): Caller) -> Result<Response, ApiError> {
    answer(&WebhookEvent::ALL.map(WebhookEvent::as_str))
}

/// Read the caller's registration.
#[utoipa::path(
    get, path = "/webhooks/v1/registration", tag = "Webhooks", operation_id = "getWebhook",
    responses(
        (status = 200, description = "The registration", body = Registered),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "There is none", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn get(State(api): State<Api>, Caller(ctx): Caller) -> Result<Response, ApiError> {
    answer(&registered(register::get(&api.http.app, &ctx).await?))
}

/// Register a webhook: one for each API client or person.
#[utoipa::path(
    post, path = "/webhooks/v1/registration", tag = "Webhooks", operation_id = "createWebhook",
    request_body = WebhookBody,
    responses(
        (status = 200, description = "The registration", body = Registered),
        (status = 400, description = "Every field error at once", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 409, description = "There is one already", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn create(State(api): State<Api>, Caller(ctx): Caller, body: Json) -> Result<Response, ApiError> {
    let wanted = read(&body)?;
    answer(&registered(register::create(&api.http.app, &ctx, &*api.webhooks.targets, &wanted).await?))
}

/// Replace the caller's registration, and switch it on again.
#[utoipa::path(
    put, path = "/webhooks/v1/registration", tag = "Webhooks", operation_id = "putWebhook",
    request_body = WebhookBody,
    responses(
        (status = 200, description = "The registration", body = Registered),
        (status = 400, description = "Every field error at once", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "There is none", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn put(State(api): State<Api>, Caller(ctx): Caller, body: Json) -> Result<Response, ApiError> {
    let wanted = read(&body)?;
    answer(&registered(register::replace(&api.http.app, &ctx, &*api.webhooks.targets, None, &wanted).await?))
}

/// Read the secret that signs the requests of the caller's registration (Standard Webhooks).
#[utoipa::path(
    get, path = "/ortak/v1/webhook/secret", tag = "Webhooks", operation_id = "getWebhookSecret",
    responses(
        (status = 200, description = "The secret", body = Secret),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "There is no registration", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn secret(State(api): State<Api>, Caller(ctx): Caller) -> Result<Response, ApiError> {
    let webhook = register::get(&api.http.app, &ctx).await?;
    answer(&Secret { secret: api.webhooks.secrets.text(webhook.id, webhook.secret_version) })
}

/// Renew the secret; requests are signed with the new one from now on.
#[utoipa::path(
    post, path = "/ortak/v1/webhook/secret", tag = "Webhooks", operation_id = "renewWebhookSecret",
    responses(
        (status = 200, description = "The new secret", body = Secret),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "There is no registration", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn renew_secret(State(api): State<Api>, Caller(ctx): Caller) -> Result<Response, ApiError> {
    let webhook = register::renew_secret(&api.http.app, &ctx).await?;
    answer(&Secret { secret: api.webhooks.secrets.text(webhook.id, webhook.secret_version) })
}
