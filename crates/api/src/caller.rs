//! Who calls: every operation takes a `Caller`, so none can be reached without a token.

use axum::extract::FromRequestParts;
use http::request::Parts;
use ortak_app::Ctx;
use ortak_http::RequestId;

use crate::Api;
use crate::error::ApiError;

/// An authenticated request within its rate limit.
#[derive(Debug)]
pub struct Caller(pub Ctx);

impl FromRequestParts<Api> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, ApiError> {
        let token = ortak_http::bearer(&parts.headers)?;
        let principal = api.http.tokens.authenticate(token).await?;
        api.http.limits.check(principal.id)?;
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.to_string()).unwrap_or_default();
        Ok(Self(Ctx { principal, request_id, now: api.http.app.clock.now() }))
    }
}
