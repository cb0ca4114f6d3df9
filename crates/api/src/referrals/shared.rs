//! `GET /ortak/v1/shared-deals`: the deals that partners let the vendor's sellers view (R102).

use std::fmt::Write as _;

use axum::extract::{Query, State};
use axum::response::Response;
use http::StatusCode;
use ortak_app::port::Cursor;
use ortak_app::referral::shared;
use ortak_domain::field::Scalar;

use super::{appended, json};
use crate::Api;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::wire::{Paging, ReferralList};

const PATH: &str = "/ortak/v1/shared-deals";

/// List the deals that partners share, the latest change first.
///
/// For the vendor's sellers: read-only, without the owner's notes, CRM ids and campaigns. A deal in which the vendor
/// has a referral of its own is among its referrals instead.
#[utoipa::path(
    get, path = "/ortak/v1/shared-deals", tag = "Selling together", operation_id = "listSharedDeals",
    params(Paging),
    responses(
        (status = 200, description = "One page", body = ReferralList),
        (status = 400, description = "A page that can't be understood", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "Only the vendor's sellers view what partners share", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn shared_deals(
    State(api): State<Api>,
    Caller(ctx): Caller,
    paging: Result<Query<Paging>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(paging) = paging.map_err(|_| ApiError::bad_request("wrong_type", "limit must be a number"))?;
    let limit = paging.rows()?;
    let after = paging.position(&api.skip_tokens, PATH)?;
    let page = shared::list(&api.http.app, &ctx, after, limit).await?;
    let base_url = &*api.http.base_url;
    let mut body = format!("{{\"@odata.context\":\"{base_url}/v1.0/$metadata#Referrals\",\"value\":[");
    for (i, row) in page.rows.iter().enumerate() {
        if i > 0 {
            body.push(',');
        }
        appended(&mut body, base_url, row);
    }
    body.push(']');
    if let Some((time, id)) = page.next {
        let cursor = Cursor { keys: vec![Scalar::Time(time)], id };
        let token = api.skip_tokens.seal(&cursor, PATH);
        // Writing to a String can't fail.
        let _ = write!(body, ",\"@odata.nextLink\":\"{base_url}{PATH}?limit={limit}&after={token}\"");
    }
    body.push('}');
    Ok(json(StatusCode::OK, body))
}
