//! `POST /v1.0/engagements/referrals`

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use ortak_app::referral;
use ortak_app::referral::create::Idempotency;

use super::{entity, insert, warn};
use crate::Api;
use crate::bind::{self, Object};
use crate::body::Json;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::settings;
use crate::wire::{IdempotencyHeaders, NewReferralBody, ReferralBody};

/// Characters of an idempotency key.
const MAX_KEY: usize = 255;

/// Open a deal.
#[utoipa::path(
    post, path = "/v1.0/engagements/referrals", tag = "Referrals", operation_id = "createReferral",
    params(IdempotencyHeaders),
    request_body = NewReferralBody,
    responses(
        (status = 201, description = "The stored referral", body = ReferralBody),
        (status = 400, description = "Every field error at once", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 409, description = "The idempotency key was used with another body, or the organization takes part already", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn create(
    State(api): State<Api>,
    Caller(ctx): Caller,
    headers: HeaderMap,
    body: Json,
) -> Result<Response, ApiError> {
    let idempotency = idempotency(&headers, &body.bytes)?;
    let body = settings::translate(&api, &ctx, body).await?;
    let new = bind::new_referral(&Object::new(body.object()?, ""));
    let created = referral::create::create(&api.http.app, &ctx, new, idempotency).await?;
    let base_url = &*api.http.base_url;
    let mut response = entity(StatusCode::CREATED, base_url, &created.served);
    let location = format!("{base_url}/v1.0/engagements/referrals/{}", created.served.id);
    insert(&mut response, header::LOCATION, &location);
    warn(&mut response, &created.warnings);
    Ok(response)
}

/// How a retry is recognized (R209): by `Idempotency-Key`, which must come with the same body; or by a repeated
/// `client-request-id`, which some clients send with everything, so that another body is another request.
fn idempotency(headers: &HeaderMap, body: &[u8]) -> Result<Option<Idempotency>, ApiError> {
    let fingerprint = hex::encode(digest(&SHA256, body));
    let visible =
        |text: &&str| (1..=MAX_KEY).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b));
    if let Some(key) = headers.get("idempotency-key") {
        let Some(key) = key.to_str().ok().map(str::trim).filter(visible) else {
            let message = format!("Idempotency-Key must be 1 to {MAX_KEY} visible ASCII characters");
            return Err(ApiError::bad_request("invalid_idempotency_key", message));
        };
        return Ok(Some(Idempotency { key: format!("key {key}"), fingerprint }));
    }
    let request =
        headers.get("client-request-id").and_then(|id| id.to_str().ok()).map(str::trim).filter(visible);
    Ok(request.map(|id| Idempotency { key: format!("request {id} {fingerprint}"), fingerprint }))
}
