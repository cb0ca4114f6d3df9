//! `GET /v1.0/engagements/referrals`

use std::fmt::Write as _;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::StatusCode;
use ortak_app::referral;
use ortak_app::referral::list::Page;
use serde_json::Value;

use super::{appended, json};
use crate::Api;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::odata::ListOptions;
use crate::wire::{ListParams, ReferralList};

const LIST: &str = "/v1.0/engagements/referrals";

/// List referrals.
///
/// The caller's own referrals within its role's reach; with `$filter=engagementId eq …` also what the other
/// parties of that engagement show.
#[utoipa::path(
    get, path = "/v1.0/engagements/referrals", tag = "Referrals", operation_id = "listReferrals",
    params(ListParams),
    responses(
        (status = 200, description = "One page", body = ReferralList),
        (status = 400, description = "An option that can't be understood, with its place", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn list(
    State(api): State<Api>,
    Caller(ctx): Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let options = ListOptions::parse(query.as_deref().unwrap_or_default(), &api.skip_tokens)?;
    let page = referral::list::list(&api.http.app, &ctx, &options.query).await?;
    Ok(json(StatusCode::OK, render(&api, &options, &page)?))
}

fn render(api: &Api, options: &ListOptions, page: &Page) -> Result<String, ApiError> {
    let base_url = &*api.http.base_url;
    let size: usize = page.rows.iter().map(|row| row.document.len() + 512).sum();
    let mut body = String::with_capacity(size + 512);
    // Writing to a String can't fail.
    let _ = write!(
        body,
        "{{\"@odata.context\":\"{base_url}/v1.0/$metadata#Referrals\",\"@odata.count\":{},\"value\":[",
        page.count
    );
    for (i, row) in page.rows.iter().enumerate() {
        if i > 0 {
            body.push(',');
        }
        match &options.select {
            None => appended(&mut body, base_url, row),
            Some(select) => {
                let mut full = String::with_capacity(row.document.len() + 512);
                appended(&mut full, base_url, row);
                let document: Value =
                    serde_json::from_str(&full).map_err(|error| ApiError::internal(&error.to_string()))?;
                body.push_str(&select.apply(document).to_string());
            }
        }
    }
    body.push(']');
    if let Some(next) = &page.next {
        let query = options.next(next, &api.skip_tokens);
        let _ = write!(body, ",\"@odata.nextLink\":\"{base_url}{LIST}?{query}\"");
    }
    body.push('}');
    Ok(body)
}
