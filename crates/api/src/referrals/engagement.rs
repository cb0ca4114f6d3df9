//! `GET /v1.0/engagements/referrals/{id}/engagement`: Ortak's own, not part of the Partner Center API.

use axum::extract::State;
use axum::response::Response;
use ortak_app::document::{ReferralDocument, render};
use ortak_app::referral::engagement;
use ortak_domain::invitation::Obstacle;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::{Id, answer};
use crate::Api;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};

/// An engagement as one of its parties sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Engagement {
    #[schema(format = Uuid)]
    #[serde(rename = "engagementId")]
    id: String,
    /// `private`, `partner-led`, `co-sell` or `solution assessment`.
    deal_type: &'static str,
    /// Other partners take part or were asked.
    partner_to_partner: bool,
    /// What the other parties show of their referrals.
    #[schema(value_type = Vec<ReferralDocument>)]
    parties: Vec<Box<RawValue>>,
    may: May,
}

/// What the caller's organization may do next: null where nothing stands against it, else the code of what does.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct May {
    share_with_vendor: Option<&'static str>,
    invite_vendor: Option<&'static str>,
    invite_partners: Option<&'static str>,
}

/// Read who takes part in a referral's engagement, and who may still be asked.
#[utoipa::path(
    get, path = "/v1.0/engagements/referrals/{id}/engagement", tag = "Referrals", operation_id = "getEngagement",
    params(("id" = String, Path, description = "The referral's GUID")),
    responses(
        (status = 200, description = "The engagement", body = Engagement),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 404, description = "No such referral of the caller's organization", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn engagement(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Id(id): Id,
) -> Result<Response, ApiError> {
    let engagement = engagement::engagement(&api.http.app, &ctx, id).await?;
    let failed = |error: serde_json::Error| ApiError::internal(&error.to_string());
    let mut parties = Vec::with_capacity(engagement.others.len());
    for other in &engagement.others {
        parties.push(RawValue::from_string(render(&other.referral())?).map_err(failed)?);
    }
    let body = Engagement {
        id: engagement.id.to_string(),
        deal_type: engagement.deal_type.as_str(),
        partner_to_partner: engagement.partner_to_partner,
        parties,
        may: May {
            share_with_vendor: engagement.share.map(Obstacle::code),
            invite_vendor: engagement.invite_vendor.map(Obstacle::code),
            invite_partners: engagement.invite_partners.map(Obstacle::code),
        },
    };
    answer(&body)
}
