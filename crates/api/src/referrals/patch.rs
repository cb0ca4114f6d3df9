//! `PATCH /v1.0/engagements/referrals/{id}`: a JSON Patch (array) or a merge patch (object).

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, header};
use ortak_app::referral::change::{Change, change};
use ortak_domain::Violations;
use serde_json::Value;

use super::{Id, Preference, preference, tags, warn, written};
use crate::Api;
use crate::bind::{self, Mode, Object};
use crate::body::Json;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::settings;
use crate::wire::{ChangeHeaders, PatchBody, ReferralBody};

/// Change a referral.
///
/// An array is a JSON Patch of `add` and `replace`, answered with 204 unless `Prefer: return=representation`;
/// an object is a merge patch (RFC 7396), answered with the referral. All of it is applied, or nothing.
#[utoipa::path(
    patch, path = "/v1.0/engagements/referrals/{id}", tag = "Referrals", operation_id = "patchReferral",
    params(("id" = String, Path, description = "The referral's GUID"), ChangeHeaders),
    request_body = PatchBody,
    responses(
        (status = 200, description = "The referral", body = ReferralBody),
        (status = 204, description = "Done"),
        (status = 400, description = "Every field error at once", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "No such referral for this caller", body = ErrorBody),
        (status = 409, description = "The referral is closed, or the step is unknown", body = ErrorBody),
        (status = 412, description = "It has been changed since it was read", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn patch(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Id(id): Id,
    headers: HeaderMap,
    body: Json,
) -> Result<Response, ApiError> {
    let body = settings::translate(&api, &ctx, body).await?;
    let (mut changes, mut problems) = (Vec::new(), Violations::new());
    let (favorite, wish, default) = match &body.value {
        Value::Array(operations) => {
            let favorite = bind::patch(operations, &mut changes, &mut problems);
            (favorite, preference(&headers), Preference::Minimal)
        }
        Value::Object(members) => {
            let object = Object::new(members, "");
            let favorite = bind::changes(&object, Mode::Patch, &mut changes, &mut problems);
            (favorite, None, Preference::Representation)
        }
        _ => return Err(ApiError::bad_request("wrong_type", "the body must be a JSON array or object")),
    };
    let wanted = Change { changes, problems, favorite, if_match: tags(&headers, header::IF_MATCH) };
    let changed = change(&api.http.app, &ctx, id, &wanted).await?;
    let mut response = written(&api.http.base_url, &changed.served, wish, default);
    warn(&mut response, &changed.warnings);
    Ok(response)
}
