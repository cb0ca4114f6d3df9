//! `GET /v1.0/engagements/referrals/{id}`

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use ortak_app::etag::etag;
use ortak_app::referral;

use super::{Id, entity, insert, tags};
use crate::Api;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::wire::ReferralBody;

/// Read one referral.
#[utoipa::path(
    get, path = "/v1.0/engagements/referrals/{id}", tag = "Referrals", operation_id = "getReferral",
    params(("id" = String, Path, description = "The referral's GUID"), crate::wire::IfNoneMatchHeader),
    responses(
        (status = 200, description = "The referral", body = ReferralBody),
        (status = 304, description = "It has not changed"),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "No such referral for this caller", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn get(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let served = referral::get::get(&api.http.app, &ctx, id).await?;
    if let Some(seen) = tags(&headers, header::IF_NONE_MATCH) {
        let current = etag(served.version, served.updated_at, served.favorite);
        if seen.matches_tag(&current) {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            insert(&mut response, header::ETAG, &current);
            return Ok(response);
        }
    }
    Ok(entity(StatusCode::OK, &api.http.base_url, &served))
}
