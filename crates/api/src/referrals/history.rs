//! `GET /v1.0/engagements/referrals/{id}/history`: Ortak's own, not part of the Partner Center API.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ortak_app::port::HistoryEvent;
use ortak_app::referral;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Id, json};
use crate::Api;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};

/// The history of a referral.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    value: Vec<HistoryItem>,
}

/// One committed change.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HistoryItem {
    version: i64,
    #[schema(format = DateTime)]
    date_time: String,
    /// `created`, `imported`, `changed`, `received`, `accepted`, `declined`, `won`, `lost` or `expired`.
    kind: String,
    /// `person`, `api_client` or `system`.
    actor_kind: String,
    actor_id: String,
    request_id: String,
    /// What changed from what to what: `{path, before, after}`.
    #[schema(value_type = Vec<Object>)]
    changes: Value,
    hash: String,
}

/// Read who changed what and when, oldest first.
#[utoipa::path(
    get, path = "/v1.0/engagements/referrals/{id}/history", tag = "Referrals", operation_id = "getReferralHistory",
    params(("id" = String, Path, description = "The referral's GUID")),
    responses(
        (status = 200, description = "The history", body = History),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "No such referral for this caller", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn history(State(api): State<Api>, Caller(ctx): Caller, Id(id): Id) -> Result<Response, ApiError> {
    let events = referral::history::history(&api.http.app, &ctx, id).await?;
    let value = events.into_iter().map(item).collect::<Result<_, _>>()?;
    let body =
        serde_json::to_string(&History { value }).map_err(|error| ApiError::internal(&error.to_string()))?;
    Ok(json(StatusCode::OK, body))
}

fn item(event: HistoryEvent) -> Result<HistoryItem, ApiError> {
    Ok(HistoryItem {
        version: event.version,
        date_time: event.at.to_string(),
        kind: event.kind,
        actor_kind: event.actor_kind,
        actor_id: event.actor_id,
        request_id: event.request_id,
        changes: serde_json::from_str(&event.changes)
            .map_err(|error| ApiError::internal(&error.to_string()))?,
        hash: event.hash,
    })
}
