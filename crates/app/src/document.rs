//! The published document of a referral: the JSON that the API serves and the store keeps.
//!
//! It is rendered once per write and stored ready to serve. What depends on the reader (links, the personal
//! favourite and the tag that covers it) is appended when it is served. Members that are arrays or objects are
//! never null (03-api B 5.10).

use std::fmt::Write as _;

use ortak_domain::referral::{
    Details, Direction, InviteContext, Origin, PartyView, Qualification, Reason, ReferralKind, SalesStage,
    Stage, Substatus, TrackingInfo,
};
use ortak_domain::solution::{Requirements, Target};
use ortak_domain::{
    Amount, Consent, Currency, CustomerProfile, EngagementId, Member, OrganizationId, Referral, ReferralId,
    Time,
};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::etag::etag;

/// The stored part of the wire's referral. The order of members is the documented one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReferralDocument {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub id: ReferralId,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub engagement_id: EngagementId,
    pub name: Option<String>,
    /// The owner of this record.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub last_modified_via: Option<String>,
    pub last_run_id: Option<String>,
    pub external_reference_id: Option<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_date_time: Time,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_date_time: Time,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub expiration_date_time: Option<Time>,
    /// `New`, `Active` or `Closed`.
    pub status: String,
    /// `Pending`, `Received`, `Accepted`, `Won`, `Lost`, `Declined` or `Expired`.
    pub substatus: String,
    pub status_reason: Option<String>,
    /// `None`, `Direct`, `MarketingQualified` or `SalesQualified`.
    pub qualification: String,
    /// `Shared` or `Independent`.
    #[serde(rename = "type")]
    pub kind: String,
    pub referral_source: Option<String>,
    pub campaign_id: Option<String>,
    /// `10`, `20`, `40`, `60`, `80` or `100`.
    pub sales_stage: Option<String>,
    pub quality: String,
    pub is_spam: bool,
    /// `Incoming` or `Outgoing`, seen from the owner.
    pub direction: String,
    pub mpn_id: Option<String>,
    pub referral_program: Option<String>,
    pub deal_sensitivity: String,
    pub created_via: Option<String>,
    pub tags: Vec<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub accepted_date_time: Option<Time>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub closed_date_time: Option<Time>,
    pub call_to_action: Option<String>,
    pub registration_status: String,
    pub target: Vec<Target>,
    pub customer_profile: CustomerProfile,
    pub consent: Consent,
    pub details: DetailsDocument,
    pub team: Vec<Member>,
    pub invite_context: InviteContextDocument,
    pub tracking_info: TrackingInfo,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub registrations: Vec<serde_json::Value>,
}

/// `details` of the wire.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DetailsDocument {
    pub notes: Option<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub deal_value: Option<Amount>,
    /// ISO 4217.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub currency: Option<Currency>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub closing_date_time: Option<Time>,
    pub customer_requested_contact: Option<bool>,
    pub customer_action: Option<String>,
    pub incentive_level: Option<String>,
    pub requirements: Requirements,
}

/// `inviteContext` of the wire.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InviteContextDocument {
    pub notes: Option<String>,
    pub assistance_request_code: String,
    pub invited_mpn_id: Option<String>,
    pub invited_by: InvitedByDocument,
}

/// `inviteContext.invitedBy` of the wire.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InvitedByDocument {
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub organization_id: Option<OrganizationId>,
    pub organization_name: Option<String>,
    /// The inviter's people for this invitation; Ortak's own member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<Member>,
}

impl From<&Referral> for ReferralDocument {
    fn from(referral: &Referral) -> Self {
        let r = referral.clone();
        Self {
            id: r.id,
            engagement_id: r.engagement_id,
            name: r.name,
            organization_id: r.organization_id,
            organization_name: r.organization_name,
            last_modified_via: r.origin.last_modified_via,
            last_run_id: r.origin.last_run_id,
            external_reference_id: r.external_reference_id,
            created_date_time: r.created_at,
            updated_date_time: r.updated_at,
            expiration_date_time: r.expires_at,
            status: r.stage.status().as_str().to_owned(),
            substatus: r.stage.substatus().as_str().to_owned(),
            status_reason: r.status_reason,
            qualification: r.qualification.as_str().to_owned(),
            kind: r.kind.as_str().to_owned(),
            referral_source: r.origin.referral_source,
            campaign_id: r.campaign_id,
            sales_stage: r.sales_stage.map(|stage| stage.as_str().to_owned()),
            quality: r.origin.quality,
            is_spam: r.origin.is_spam,
            direction: r.direction.as_str().to_owned(),
            mpn_id: r.mpn_id,
            referral_program: r.referral_program,
            deal_sensitivity: r.origin.deal_sensitivity,
            created_via: r.origin.created_via,
            tags: r.origin.tags,
            accepted_date_time: r.accepted_at,
            closed_date_time: r.closed_at,
            call_to_action: r.origin.call_to_action,
            registration_status: r.origin.registration_status,
            target: r.targets,
            customer_profile: r.customer,
            consent: r.consent,
            details: DetailsDocument {
                notes: r.details.notes,
                deal_value: r.details.value,
                currency: r.details.currency,
                closing_date_time: r.details.closes_at,
                customer_requested_contact: r.details.customer_requested_contact,
                customer_action: r.details.customer_action,
                incentive_level: r.details.incentive_level,
                requirements: r.details.requirements,
            },
            team: r.team,
            invite_context: InviteContextDocument {
                notes: r.invite.notes,
                assistance_request_code: r.invite.assistance_request_code,
                invited_mpn_id: r.invite.invited_mpn_id,
                invited_by: InvitedByDocument {
                    organization_id: r.invite.invited_by,
                    organization_name: r.invite.invited_by_name,
                    team: r.invite.inviter_team,
                },
            },
            tracking_info: r.origin.tracking,
            registrations: r.registrations,
        }
    }
}

/// The stored document does not follow the rules: a fault of the data, named for the log.
#[derive(Debug, thiserror::Error)]
pub enum InvalidDocument {
    #[error("the stored document is not readable: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the stored document holds an unknown {field}: {value}")]
    Word { field: &'static str, value: String },
}

impl From<InvalidDocument> for AppError {
    fn from(error: InvalidDocument) -> Self {
        Self::Internal(error.to_string())
    }
}

fn word<T>(field: &'static str, value: &str, parse: fn(&str) -> Option<T>) -> Result<T, InvalidDocument> {
    parse(value).ok_or_else(|| InvalidDocument::Word { field, value: value.to_owned() })
}

/// Reads a stored document back. `assessment` is decided at creation and not part of the document.
pub fn parse(document: &str, assessment: bool) -> Result<Referral, InvalidDocument> {
    let d: ReferralDocument = serde_json::from_str(document)?;
    let substatus = word("substatus", &d.substatus, Substatus::parse)?;
    let reason = Reason::from_status_reason(d.status_reason.as_deref());
    let sales_stage =
        d.sales_stage.as_deref().map(|s| word("salesStage", s, SalesStage::parse)).transpose()?;
    Ok(Referral {
        id: d.id,
        engagement_id: d.engagement_id,
        organization_id: d.organization_id,
        organization_name: d.organization_name,
        name: d.name,
        external_reference_id: d.external_reference_id,
        campaign_id: d.campaign_id,
        referral_program: d.referral_program,
        created_at: d.created_date_time,
        updated_at: d.updated_date_time,
        expires_at: d.expiration_date_time,
        accepted_at: d.accepted_date_time,
        closed_at: d.closed_date_time,
        stage: Stage::from_substatus(substatus, reason),
        status_reason: d.status_reason,
        sales_stage,
        qualification: word("qualification", &d.qualification, Qualification::parse)?,
        kind: word("type", &d.kind, ReferralKind::parse)?,
        direction: word("direction", &d.direction, Direction::parse)?,
        mpn_id: d.mpn_id,
        assessment,
        targets: d.target,
        customer: d.customer_profile,
        consent: d.consent,
        details: Details {
            notes: d.details.notes,
            value: d.details.deal_value,
            currency: d.details.currency,
            closes_at: d.details.closing_date_time,
            customer_requested_contact: d.details.customer_requested_contact,
            customer_action: d.details.customer_action,
            incentive_level: d.details.incentive_level,
            requirements: d.details.requirements,
        },
        team: d.team,
        invite: InviteContext {
            notes: d.invite_context.notes,
            assistance_request_code: d.invite_context.assistance_request_code,
            invited_mpn_id: d.invite_context.invited_mpn_id,
            invited_by: d.invite_context.invited_by.organization_id,
            invited_by_name: d.invite_context.invited_by.organization_name,
            inviter_team: d.invite_context.invited_by.team,
        },
        origin: Origin {
            referral_source: d.referral_source,
            call_to_action: d.call_to_action,
            created_via: d.created_via,
            last_modified_via: d.last_modified_via,
            last_run_id: d.last_run_id,
            quality: d.quality,
            is_spam: d.is_spam,
            deal_sensitivity: d.deal_sensitivity,
            tags: d.tags,
            registration_status: d.registration_status,
            tracking: d.tracking_info,
        },
        registrations: d.registrations,
    })
}

/// The JSON to store and serve.
pub fn render(referral: &Referral) -> Result<String, AppError> {
    serde_json::to_string(&ReferralDocument::from(referral))
        .map_err(|error| AppError::Internal(error.to_string()))
}

/// What another party may see, in the shape of a referral: everything R312 does not give is empty.
pub fn limited(view: &PartyView) -> Referral {
    Referral {
        id: view.referral_id,
        engagement_id: view.engagement_id,
        organization_id: view.organization_id.clone(),
        organization_name: view.organization_name.clone(),
        name: None,
        external_reference_id: None,
        campaign_id: None,
        referral_program: None,
        created_at: view.created_at,
        updated_at: view.updated_at,
        expires_at: view.expires_at,
        accepted_at: view.accepted_at,
        closed_at: view.closed_at,
        stage: view.stage,
        // The reason's word, never the free text, which is the other side's note.
        status_reason: view.stage.reason().map(|reason| reason.as_str().replace('_', " ")),
        sales_stage: view.sales_stage,
        qualification: Qualification::None,
        kind: ReferralKind::Shared,
        direction: view.direction,
        mpn_id: None,
        assessment: false,
        targets: Vec::new(),
        customer: CustomerProfile::default(),
        consent: Consent::default(),
        details: Details::default(),
        team: view.team.clone(),
        invite: InviteContext::default(),
        origin: Origin::default(),
        registrations: Vec::new(),
    }
}

/// What completes a stored document for one reader.
#[derive(Clone, Copy, Debug)]
pub struct Served<'a> {
    /// Scheme, host and path prefix of this installation, without a slash at the end.
    pub base_url: &'a str,
    pub id: ReferralId,
    pub version: i64,
    pub updated_at: Time,
    pub favorite: bool,
}

/// Appends `document`, completed with tag, favourite and links, to `out`.
///
/// The document is spliced, not parsed: it is our own rendering, an object that begins with `{"id":"…`,
/// `"engagementId":"…`.
pub fn write_served(out: &mut String, document: &str, served: &Served<'_>) {
    let Served { base_url, id, version, updated_at, favorite } = *served;
    let engagement = engagement_of(document);
    let tag = etag(version, updated_at, favorite).replace('"', "\\\"");
    out.push_str(document.strip_suffix('}').unwrap_or(document));
    // Writing to a String can't fail.
    let _ = write!(
        out,
        ",\"eTag\":\"{tag}\",\"favorite\":{favorite},\"links\":{{\"relatedReferrals\":{{\"uri\":\
         \"{base_url}/v1.0/engagements/referrals?$filter=engagementId eq {engagement}\",\"method\":\"GET\"}},\
         \"self\":{{\"uri\":\"{base_url}/v1.0/engagements/referrals/{id}\",\"method\":\"GET\"}}}}}}"
    );
}

/// The engagement id at its fixed place in a rendered document.
fn engagement_of(document: &str) -> &str {
    const START: usize = r#"{"id":"00000000-0000-0000-0000-000000000000","engagementId":""#.len();
    document.get(START..START + 36).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engagement_stands_where_serving_looks_for_it() {
        let view = PartyView {
            engagement_id: "65921e35-4f28-472f-9ae4-58ddd6ae6270".parse().unwrap(),
            referral_id: "5dd4dc44-2c1a-4e16-8478-f783ebe815de".parse().unwrap(),
            organization_id: OrganizationId::new("msft").unwrap(),
            organization_name: "Vendor".to_owned(),
            direction: Direction::Incoming,
            stage: Stage::Active,
            sales_stage: None,
            created_at: Time::from_ticks(0),
            updated_at: Time::from_ticks(0),
            expires_at: None,
            accepted_at: None,
            closed_at: None,
            team: Vec::new(),
        };
        let referral = limited(&view);
        let document = render(&referral).unwrap();
        assert_eq!(engagement_of(&document), "65921e35-4f28-472f-9ae4-58ddd6ae6270");
        assert_eq!(parse(&document, false).unwrap(), referral);

        let mut served = String::new();
        let id = referral.id;
        let served_as =
            Served { base_url: "http://h", id, version: 1, updated_at: referral.updated_at, favorite: true };
        write_served(&mut served, &document, &served_as);
        let json: serde_json::Value = serde_json::from_str(&served).unwrap();
        assert_eq!(json["favorite"], true);
        assert_eq!(json["links"]["self"]["uri"], format!("http://h/v1.0/engagements/referrals/{id}"));
    }
}
