//! Who calls: every operation takes a `Caller`, so none can be reached without a token.

use axum::extract::FromRequestParts;
use http::HeaderName;
use http::request::Parts;
use ortak_app::{Ctx, Source, sandbox};
use ortak_http::{ClientAddress, RequestId};

use crate::Api;
use crate::error::ApiError;

/// In a sandbox: the organization whose side the caller plays.
const ACT_FOR: HeaderName = HeaderName::from_static("ortak-act-for");

/// An authenticated request within its rate limit.
#[derive(Debug)]
pub struct Caller(pub Ctx);

impl FromRequestParts<Api> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, ApiError> {
        let token = ortak_http::bearer(&parts.headers)?;
        let principal = api.http.tokens.authenticate(token).await?;
        api.http.limits.check(principal.id)?;
        api.http.seen(&principal);
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.to_string()).unwrap_or_default();
        let app = &api.http.app;
        let now = sandbox::now(app, &principal).await?;
        let address = parts.extensions.get::<ClientAddress>().map(|peer| peer.0.to_string());
        let source = Source { address: address.unwrap_or_default(), on_behalf: None };
        let ctx = Ctx { principal, request_id, now, source };
        let Some(played) = parts.headers.get(ACT_FOR) else { return Ok(Self(ctx)) };
        // What is no text names nobody.
        Ok(Self(sandbox::act_for(app, ctx, played.to_str().unwrap_or_default()).await?))
    }
}
