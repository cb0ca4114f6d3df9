//! `/ortak/v1/sandbox/clock`: the clock of a sandbox, which its admins move forward.

use axum::extract::State;
use axum::response::Response;
use ortak_app::sandbox;
use ortak_domain::{Violation, Violations};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;
use crate::bind::Object;
use crate::body::Json;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::referrals::answer;

/// What a sandbox's clock shows.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    #[schema(format = DateTime)]
    date_time: String,
}

/// How far to move it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes a body that is read by hand")]
pub struct Advance {
    /// Seconds by which the clock moves forward; it never goes back.
    #[schema(minimum = 1, maximum = 315_360_000)]
    seconds: i64,
}

/// Move the clock of the caller's sandbox forward.
///
/// What is due by then happens before the answer: invitations run out. In a sandbox its admins also play the other
/// side: with the header `ortak-act-for: <organization>` any operation on referrals is done as that organization's
/// stand-in.
#[utoipa::path(
    post, path = "/ortak/v1/sandbox/clock", tag = "Sandbox", operation_id = "advanceSandboxClock",
    request_body = Advance,
    responses(
        (status = 200, description = "The time that it shows now", body = Clock),
        (status = 400, description = "No such span", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "Not an admin of a sandbox", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn advance(State(api): State<Api>, Caller(ctx): Caller, body: Json) -> Result<Response, ApiError> {
    let mut problems = Violations::new();
    let object = Object::new(body.object()?, "");
    let seconds = object.integer("seconds", &mut problems).value();
    if seconds.is_none() && problems.is_empty() {
        problems.push(Violation::required("seconds"));
    }
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems.into_vec()));
    }
    let at = sandbox::advance(&api.http.app, &ctx, seconds.unwrap_or_default()).await?;
    answer(&Clock { date_time: at.to_string() })
}
