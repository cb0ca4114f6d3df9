//! `/ortak/v1/webhook/deliveries`: the delivery log and replay.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use ortak_app::port::{Attempt, Delivery, DeliveryQuery, DeliveryState};
use ortak_app::webhook::log;
use ortak_domain::{Violation, Violations};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;
use crate::bind::Object;
use crate::body::Json;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::referrals::answer;
use crate::wire::{DeliveryParams, Paging};

const PATH: &str = "/ortak/v1/webhook/deliveries";

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deliveries {
    value: Vec<DeliveryItem>,
    /// The position of the next page; none on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A delivery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryItem {
    /// `webhook-id` of the request.
    #[schema(format = Uuid)]
    id: String,
    event: &'static str,
    #[schema(format = Uuid)]
    resource_id: String,
    /// `pending`, `delivered`, `failed` or `cancelled`.
    state: &'static str,
    attempts: i64,
    #[schema(format = DateTime)]
    created_date_time: String,
    #[schema(format = DateTime)]
    next_attempt_date_time: Option<String>,
    #[schema(format = DateTime)]
    done_date_time: Option<String>,
}

/// A delivery with its body and attempts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryDetails {
    #[serde(flatten)]
    delivery: DeliveryItem,
    body: String,
    log: Vec<AttemptItem>,
}

/// One attempt.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AttemptItem {
    #[schema(format = DateTime)]
    date_time: String,
    duration_milliseconds: i64,
    /// The receiver's status, if it answered.
    status: Option<u16>,
    error: Option<String>,
}

/// What is sent once more.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes a body that is read by hand")]
pub struct ReplayBody {
    /// Everything that was given up or cancelled at that moment or later.
    #[schema(format = DateTime)]
    since: String,
}

/// How much is sent once more.
#[derive(Debug, Serialize, ToSchema)]
pub struct Replayed {
    replayed: u64,
}

fn item(delivery: &Delivery) -> DeliveryItem {
    DeliveryItem {
        id: delivery.id.to_string(),
        event: delivery.event.as_str(),
        resource_id: delivery.resource_id.to_string(),
        state: delivery.state.as_str(),
        attempts: delivery.attempts,
        created_date_time: delivery.created_at.to_string(),
        next_attempt_date_time: delivery.next_at.map(|at| at.to_string()),
        done_date_time: delivery.done_at.map(|at| at.to_string()),
    }
}

fn attempt(attempt: &Attempt) -> AttemptItem {
    AttemptItem {
        date_time: attempt.at.to_string(),
        duration_milliseconds: attempt.duration_ms,
        status: attempt.status,
        error: attempt.error.clone(),
    }
}

/// List deliveries to the caller's registration, the latest first.
#[utoipa::path(
    get, path = "/ortak/v1/webhook/deliveries", tag = "Webhooks", operation_id = "listWebhookDeliveries",
    params(DeliveryParams, Paging),
    responses(
        (status = 200, description = "One page", body = Deliveries),
        (status = 400, description = "A page that can't be understood", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "There is no registration", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn list(
    State(api): State<Api>,
    Caller(ctx): Caller,
    params: Result<Query<DeliveryParams>, QueryRejection>,
    paging: Result<Query<Paging>, QueryRejection>,
) -> Result<Response, ApiError> {
    let (Ok(Query(params)), Ok(Query(paging))) = (params, paging) else {
        return Err(ApiError::bad_request("wrong_type", "limit must be a number"));
    };
    let limit = paging.rows()?;
    let state = match params.state.as_deref() {
        None => None,
        Some(word) => Some(DeliveryState::parse(word).ok_or_else(|| {
            ApiError::bad_request("unknown_value", "state must be pending, delivered, failed or cancelled")
        })?),
    };
    let after = paging.position(&api.skip_tokens, PATH)?.map(|(at, id)| (at, id.0));
    let query = DeliveryQuery { state, after, limit: limit + 1 };
    let mut found = log::deliveries(&api.http.app, &ctx, &query).await?;
    let next = Paging::cut(&mut found, limit, &api.skip_tokens, PATH, |row| (row.created_at, row.id));
    answer(&Deliveries { value: found.iter().map(item).collect(), next })
}

/// Read a delivery with its body and all its attempts.
#[utoipa::path(
    get, path = "/ortak/v1/webhook/deliveries/{id}", tag = "Webhooks", operation_id = "getWebhookDelivery",
    params(("id" = String, Path, description = "The delivery's id")),
    responses(
        (status = 200, description = "The delivery", body = DeliveryDetails),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "No such delivery of the caller's", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn get(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| ApiError::not_found())?;
    let (_, delivery, attempts) = log::delivery(&api.http.app, &ctx, id).await?;
    let log = attempts.iter().map(attempt).collect();
    answer(&DeliveryDetails { delivery: item(&delivery), body: delivery.body, log })
}

/// Send a delivery once more, under its own id.
#[utoipa::path(
    post, path = "/ortak/v1/webhook/deliveries/{id}/replay", tag = "Webhooks", operation_id = "replayWebhookDelivery",
    params(("id" = String, Path, description = "The delivery's id")),
    responses(
        (status = 200, description = "It will be sent", body = Replayed),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "No such delivery of the caller's", body = ErrorBody),
        (status = 409, description = "It is still being tried", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn replay(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| ApiError::not_found())?;
    log::replay(&api.http.app, &ctx, id).await?;
    answer(&Replayed { replayed: 1 })
}

/// Send everything once more that was given up or cancelled since a moment.
#[utoipa::path(
    post, path = "/ortak/v1/webhook/replay", tag = "Webhooks", operation_id = "replayWebhook",
    request_body = ReplayBody,
    responses(
        (status = 200, description = "How much will be sent", body = Replayed),
        (status = 400, description = "No such moment", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "There is no registration", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn replay_failed(
    State(api): State<Api>,
    Caller(ctx): Caller,
    body: Json,
) -> Result<Response, ApiError> {
    let mut problems = Violations::new();
    let object = Object::new(body.object()?, "");
    let since = object.time("since", &mut problems).value();
    if problems.is_empty() && since.is_none() {
        problems.push(Violation::required("since"));
    }
    match since {
        Some(since) if problems.is_empty() => {
            answer(&Replayed { replayed: log::replay_failed(&api.http.app, &ctx, since).await? })
        }
        _ => Err(ApiError::invalid(problems.into_vec())),
    }
}
