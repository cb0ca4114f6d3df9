//! Reads captured Partner Center referrals for `ortak import referrals`: a list response, an array, or one.

use ortak_app::port::OrganizationRecord;
use ortak_domain::referral::{
    Details, Direction, InviteContext, Origin, Qualification, Reason, ReferralKind, Stage, Status, Substatus,
    TrackingInfo,
};
use ortak_domain::{EngagementId, OrganizationId, Referral, ReferralId, Time, Violation, Violations};
use serde_json::Value;

use crate::bind::{self, Given, Object};

/// A row that can't be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// The row's id, as far as it has one.
    pub id: Option<String>,
    pub violations: Vec<Violation>,
}

/// The rows of a file, in order, as referrals of `owner`. The error is for a file that holds no rows at all.
pub fn parse(file: &Value, owner: &OrganizationRecord) -> Result<Vec<Result<Referral, RowError>>, String> {
    let rows = match file {
        Value::Array(rows) => rows.as_slice(),
        Value::Object(members) => match members.get("value").or_else(|| members.get("items")) {
            Some(Value::Array(rows)) => rows.as_slice(),
            Some(_) => return Err("\"value\" is not a list".to_owned()),
            None => std::slice::from_ref(file),
        },
        _ => return Err("expected a list of referrals, a list response, or one referral".to_owned()),
    };
    Ok(rows
        .iter()
        .map(|row| others_record(row, rows, owner).unwrap_or_else(|| referral(row, owner)))
        .collect())
}

/// A list of related referrals holds the other parties' records beside one's own; theirs are not ours to import.
fn others_record(
    row: &Value,
    rows: &[Value],
    owner: &OrganizationRecord,
) -> Option<Result<Referral, RowError>> {
    let text = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).map(str::to_lowercase);
    let own = |row: &Value| text(row, "organizationId").as_deref() == Some(owner.organization.id.as_str());
    let engagement = text(row, "engagementId")?;
    let has_own = || rows.iter().any(|r| own(r) && text(r, "engagementId").as_ref() == Some(&engagement));
    if own(row) || text(row, "organizationId").is_none() || !has_own() {
        return None;
    }
    let message = "is another party's record; the file holds your organization's own of this engagement";
    let violations = vec![Violation::new("organizationId", "another_party", message)];
    Some(Err(RowError { id: text(row, "id"), violations }))
}

fn referral(row: &Value, owner: &OrganizationRecord) -> Result<Referral, RowError> {
    let Some(members) = row.as_object() else {
        let violations = vec![Violation::new("", "wrong_type", "must be an object")];
        return Err(RowError { id: None, violations });
    };
    let mut violations = Violations::new();
    let referral = read(&Object::new(members, ""), owner, &mut violations);
    let failed = |violations: Violations| RowError {
        id: members.get("id").and_then(Value::as_str).map(str::to_owned),
        violations: violations.into_vec(),
    };
    match referral {
        Some(referral) => violations.or(referral).map_err(failed),
        None => Err(failed(violations)),
    }
}

fn guid<T: std::str::FromStr>(body: &Object<'_>, name: &str, v: &mut Violations) -> Option<T> {
    let text = body.text(name, v);
    let given = body
        .parsed(name, text, v, |text| text.parse().map_err(|_| ("invalid_id", "must be a GUID".to_owned())));
    if !body.has(name) || matches!(given, Given::Null) {
        v.push(Violation::required(name));
    }
    given.value()
}

/// The record as it was. Ids, dates, stages and unknown catalogue ids are kept; the owner becomes the
/// organization that it is imported into. Missing is only what can't be made up: ids and the creation date.
fn read(body: &Object<'_>, owner: &OrganizationRecord, v: &mut Violations) -> Option<Referral> {
    let organization = &owner.organization;
    let id: Option<ReferralId> = guid(body, "id", v);
    let engagement_id: Option<EngagementId> = guid(body, "engagementId", v);
    let created_at = required_time(body, "createdDateTime", v);
    let updated_at = body.time("updatedDateTime", v).value();
    let status_reason = body.text("statusReason", v).value();
    let stage = stage(body, status_reason.as_deref(), v);
    let customer = object(body, "customerProfile", v).map(|customer| {
        let matched = customer.bool("isMatchingComplete", v).value().unwrap_or_default();
        let mut read = bind::customer(&customer, v);
        read.is_matching_complete = matched;
        read
    });
    let consent = object(body, "consent", v).map(|consent| bind::consent(&consent, v)).unwrap_or_default();
    let details = object(body, "details", v).map(|given| details(&given, v)).unwrap_or_default();
    let words = "None, Direct, MarketingQualified, SalesQualified";
    let qualification = body.word("qualification", words, v, Qualification::parse).value();
    let kind = body.word("type", "Shared, Independent", v, ReferralKind::parse).value();
    let invite = invite(body, organization.id.clone(), v);
    let given_direction = body.word("direction", "Incoming, Outgoing", v, Direction::parse).value();
    // The captured value is relative to whoever captured it; the inviter tells (03-api A4, B 6.6).
    let direction = match &invite.invited_by {
        Some(by) if *by == organization.id => Direction::Outgoing,
        Some(_) => Direction::Incoming,
        None => given_direction.unwrap_or(Direction::Incoming),
    };
    let mut text = |name: &str| body.text(name, v).value();
    let mpn_id = text("mpnId").filter(|number| !number.trim().is_empty());
    Some(Referral {
        id: id?,
        engagement_id: engagement_id?,
        organization_id: organization.id.clone(),
        organization_name: organization.name.clone(),
        name: text("name"),
        external_reference_id: text("externalReferenceId"),
        campaign_id: text("campaignId"),
        referral_program: text("referralProgram"),
        created_at: created_at?,
        updated_at: updated_at.or(created_at)?,
        expires_at: body.time("expirationDateTime", v).value(),
        accepted_at: body.time("acceptedDateTime", v).value(),
        closed_at: body.time("closedDateTime", v).value(),
        stage: stage?,
        status_reason,
        sales_stage: bind::sales_stage(body, v).value(),
        qualification: qualification.unwrap_or(Qualification::None),
        kind: kind.unwrap_or(ReferralKind::Independent),
        direction,
        mpn_id: mpn_id.or_else(|| first_location(owner)),
        assessment: false,
        targets: bind::targets(body, v).value().unwrap_or_default(),
        customer: customer.unwrap_or_default(),
        consent,
        details,
        team: bind::team(body, "team", v).value().unwrap_or_default(),
        invite,
        origin: origin(body, v),
        registrations: raw_list(body, "registrations", v),
    })
}

fn first_location(owner: &OrganizationRecord) -> Option<String> {
    let first = owner.locations.first().map(|location| location.mpn_id.clone());
    first.or_else(|| owner.organization.mpn_id.clone())
}

fn object<'a>(body: &Object<'a>, name: &str, v: &mut Violations) -> Option<Object<'a>> {
    body.object(name, v).value()
}

fn raw_list(body: &Object<'_>, name: &str, v: &mut Violations) -> Vec<Value> {
    body.list(name, v).value().map(<[Value]>::to_vec).unwrap_or_default()
}

fn required_time(body: &Object<'_>, name: &str, v: &mut Violations) -> Option<Time> {
    let time = body.time(name, v);
    if !body.has(name) || matches!(time, Given::Null) {
        v.push(Violation::required(name));
    }
    time.value()
}

fn stage(body: &Object<'_>, status_reason: Option<&str>, v: &mut Violations) -> Option<Stage> {
    let status = body.word("status", "New, Active, Closed", v, Status::parse).value();
    let name = if body.has("substatus") { "substatus" } else { "statusDetail" };
    let words = "Pending, Received, Accepted, Won, Lost, Declined, Expired";
    let substatus = body.word(name, words, v, Substatus::parse).value();
    let reason = Reason::from_status_reason(status_reason);
    match (status, substatus) {
        (status, Some(substatus)) if status.is_none_or(|status| status == substatus.status()) => {
            Some(Stage::from_substatus(substatus, reason))
        }
        (Some(status), Some(substatus)) => {
            let message = format!("{} is not a substatus of {}", substatus.as_str(), status.as_str());
            v.add("substatus", "substatus_mismatch", message);
            None
        }
        _ => {
            v.push(Violation::required("substatus"));
            None
        }
    }
}

fn details(object: &Object<'_>, v: &mut Violations) -> Details {
    let currency = object.text("currency", v);
    Details {
        notes: object.text("notes", v).value(),
        value: object.amount("dealValue", v).value(),
        currency: object.parsed("currency", currency, v, bind::read_currency).value(),
        closes_at: object.time("closingDateTime", v).value(),
        customer_requested_contact: object.bool("customerRequestedContact", v).value(),
        customer_action: object.text("customerAction", v).value(),
        incentive_level: object.text("incentiveLevel", v).value(),
        requirements: object
            .object("requirements", v)
            .value()
            .map(|requirements| bind::requirements(&requirements, v))
            .unwrap_or_default(),
    }
}

/// Who invited. The owner's old id, which `organizationId` names, becomes the new one.
fn invite(body: &Object<'_>, owner: OrganizationId, v: &mut Violations) -> InviteContext {
    let old_owner = body.text("organizationId", v).value();
    let Some(given) = object(body, "inviteContext", v) else { return InviteContext::default() };
    let (notes, code) = bind::invite(&given, v);
    let by = object(&given, "invitedBy", v);
    let by_id = by.as_ref().and_then(|by| by.text("organizationId", v).value());
    let is_owner = by_id.is_some() && by_id == old_owner;
    InviteContext {
        notes: notes.value(),
        assistance_request_code: code.value().unwrap_or("Unknown").to_owned(),
        invited_mpn_id: given.text("invitedMpnId", v).value(),
        invited_by: if is_owner { Some(owner) } else { by_id.and_then(|id| OrganizationId::new(&id).ok()) },
        invited_by_name: by.as_ref().and_then(|by| by.text("organizationName", v).value()),
        // Only Ortak's own exports have it.
        inviter_team: by.and_then(|by| bind::team(&by, "team", v).value()).unwrap_or_default(),
    }
}

fn origin(body: &Object<'_>, v: &mut Violations) -> Origin {
    let standard = Origin::default();
    let tracking = object(body, "trackingInfo", v).map(|given| TrackingInfo {
        vendor_deal_id: given.text("microsoftMsxId", v).value(),
        federal_opportunity_id: given.text("microsoftUSFedOpportunityId", v).value(),
        federal_lead_id: given.text("microsoftUSFedLeadId", v).value(),
        migrated_deal_id: given.text("migratedPSCDealId", v).value(),
        migrated_partner_deal_id: given.text("migratedPSCPartnerDealId", v).value(),
    });
    let tags = body.list("tags", v).value().unwrap_or_default();
    let tags = tags.iter().filter_map(|tag| tag.as_str().map(str::to_owned)).collect();
    let is_spam = body.bool("isSpam", v).value().unwrap_or_default();
    let mut text = |name: &str| body.text(name, v).value();
    Origin {
        referral_source: text("referralSource"),
        call_to_action: text("callToAction"),
        created_via: text("createdVia"),
        last_modified_via: text("lastModifiedVia"),
        last_run_id: text("lastRunId"),
        quality: text("quality").unwrap_or(standard.quality),
        is_spam,
        deal_sensitivity: text("dealSensitivity").unwrap_or(standard.deal_sensitivity),
        tags,
        registration_status: text("registrationStatus").unwrap_or(standard.registration_status),
        tracking: tracking.unwrap_or_default(),
    }
}
