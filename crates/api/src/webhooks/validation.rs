//! `/webhooks/v1/registration/validationEvents`: a test, and what became of it.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use ortak_app::port::{Attempt, DeliveryState};
use ortak_app::webhook::{log, register};
use ortak_domain::webhook::WebhookEvent;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::referrals::answer;

const PATH: &str = "/webhooks/v1/registration/validationEvents";

/// The name of a test.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Correlation {
    #[schema(format = Uuid)]
    correlation_id: String,
}

/// What became of a test.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Validation {
    #[schema(format = Uuid)]
    correlation_id: String,
    partner_id: String,
    /// `pending`, `completed` or `failed`.
    status: &'static str,
    callback_url: String,
    /// One for each attempt.
    results: Vec<ValidationResult>,
}

/// One attempt.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ValidationResult {
    /// `OK`, the receiver's status in words, or empty when it did not answer.
    response_code: String,
    response_message: String,
    /// The receiver could not be reached.
    system_error: bool,
    #[schema(format = DateTime)]
    date_time_utc: String,
}

/// Send a test event to the caller's registration.
#[utoipa::path(
    post, path = "/webhooks/v1/registration/validationEvents", tag = "Webhooks", operation_id = "testWebhook",
    responses(
        (status = 200, description = "The test's name", body = Correlation),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "There is no registration", body = ErrorBody),
        (status = 409, description = "The registration is switched off, or without test-created", body = ErrorBody),
        (status = 429, description = "Two tests a minute", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn test(State(api): State<Api>, Caller(ctx): Caller) -> Result<Response, ApiError> {
    let base_url = &api.http.base_url;
    let id = register::test(&api.http.app, &ctx, |id| format!("{base_url}{PATH}/{id}")).await?;
    answer(&Correlation { correlation_id: id.to_string() })
}

/// Read what became of a test.
#[utoipa::path(
    get, path = "/webhooks/v1/registration/validationEvents/{correlationId}", tag = "Webhooks",
    operation_id = "getWebhookTest",
    params(("correlationId" = String, Path, description = "The test's name")),
    responses(
        (status = 200, description = "What became of it", body = Validation),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "No such test of the caller's", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn result(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| ApiError::not_found())?;
    let (webhook, delivery, attempts) = log::delivery(&api.http.app, &ctx, id).await?;
    if delivery.event != WebhookEvent::TestCreated {
        return Err(ApiError::not_found());
    }
    let status = match delivery.state {
        DeliveryState::Pending => "pending",
        DeliveryState::Delivered => "completed",
        DeliveryState::Failed | DeliveryState::Cancelled => "failed",
    };
    answer(&Validation {
        correlation_id: id.to_string(),
        partner_id: webhook.organization_id.to_string(),
        status,
        callback_url: webhook.url,
        results: attempts.into_iter().map(validation_result).collect(),
    })
}

fn validation_result(attempt: Attempt) -> ValidationResult {
    let code = attempt.status.and_then(|status| StatusCode::from_u16(status).ok());
    ValidationResult {
        response_code: code.map_or_else(String::new, |code| match code.canonical_reason() {
            Some(words) => words.split(' ').collect(),
            None => code.as_str().to_owned(),
        }),
        response_message: attempt.error.unwrap_or_default(),
        system_error: attempt.status.is_none(),
        date_time_utc: attempt.at.to_string(),
    }
}
