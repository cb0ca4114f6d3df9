//! `PUT /v1.0/engagements/referrals/{id}`

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, header};
use ortak_app::referral::change::{Change, change};
use ortak_domain::Violations;

use super::{Id, Preference, preference, tags, warn, written};
use crate::Api;
use crate::bind::{self, Mode, Object};
use crate::body::Json;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::settings;
use crate::wire::{ChangeHeaders, ReferralBody, ReferralChangeBody};

/// Write a referral back.
///
/// Members that are absent keep their values; read-only members may stay in and are ignored.
#[utoipa::path(
    put, path = "/v1.0/engagements/referrals/{id}", tag = "Referrals", operation_id = "putReferral",
    params(("id" = String, Path, description = "The referral's GUID"), ChangeHeaders),
    request_body = ReferralChangeBody,
    responses(
        (status = 200, description = "The referral", body = ReferralBody),
        (status = 204, description = "Done, and nothing was asked back"),
        (status = 400, description = "Every field error at once", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "No such referral for this caller", body = ErrorBody),
        (status = 409, description = "The referral is closed, or the step is unknown", body = ErrorBody),
        (status = 412, description = "It has been changed since it was read", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 428, description = "If-Match is missing", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn put(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Id(id): Id,
    headers: HeaderMap,
    body: Json,
) -> Result<Response, ApiError> {
    let Some(if_match) = tags(&headers, header::IF_MATCH) else { return Err(ApiError::if_match_required()) };
    let body = settings::translate(&api, &ctx, body).await?;
    let (mut changes, mut problems) = (Vec::new(), Violations::new());
    let favorite = bind::changes(&Object::new(body.object()?, ""), Mode::Put, &mut changes, &mut problems);
    let wanted = Change { changes, problems, favorite, if_match: Some(if_match) };
    let changed = change(&api.http.app, &ctx, id, &wanted).await?;
    let wish = preference(&headers);
    let mut response = written(&api.http.base_url, &changed.served, wish, Preference::Representation);
    warn(&mut response, &changed.warnings);
    Ok(response)
}
