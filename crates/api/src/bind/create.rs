//! The body of a create (03-api A3).

use ortak_app::referral::create::NewReferral;
use ortak_domain::referral::{Details, Qualification, ReferralKind, SalesStage, Status, Substatus};
use ortak_domain::{Violation, Violations};

use super::object::{Given, Object};
use super::parts;

/// Whether the body speaks the 2018 preview's language, which knew no currency and other names for value and
/// date (03-api B 5.5, payloads of 2018).
pub fn is_2018_shape(body: &Object<'_>) -> bool {
    body.has("statusDetail")
        || body.has("businessProfileId")
        || matches!(body.object("details", &mut Violations::new()), Given::Value(details)
            if details.has("estimatedDealValue"))
        // String booleans in the consent came with that preview only.
        || matches!(body.object("consent", &mut Violations::new()), Given::Value(consent)
            if consent.members().values().any(serde_json::Value::is_string))
}

/// Reads a create. What is wrong is in `problems`, with a placeholder in its place, so that the rest of the
/// record is judged as well.
pub fn new_referral(body: &Object<'_>) -> NewReferral {
    let mut problems = Violations::new();
    let v = &mut problems;
    let old = is_2018_shape(body);
    let kinds = "Shared, Independent";
    let kind = body.word("type", kinds, v, ReferralKind::parse);
    if !body.has("type") || kind == Given::Null {
        v.push(Violation::required("type"));
    }
    let customer = required_object(body, "customerProfile", v)
        .map(|object| {
            let customer = parts::customer(&object, v);
            if customer.address.country.is_none() && !has_bad_country(&object) {
                v.push(Violation::required("customerProfile/address/country"));
            }
            customer
        })
        .unwrap_or_default();
    let consent =
        required_object(body, "consent", v).map(|object| parts::consent(&object, v)).unwrap_or_default();
    let details =
        required_object(body, "details", v).map(|object| details(&object, old, v)).unwrap_or_default();
    let engagement = body.text("engagementId", v);
    let engagement_id = body
        .parsed("engagementId", engagement, v, |text| {
            text.parse().map_err(|_| ("invalid_id", "must be a GUID".to_owned()))
        })
        .value();
    check_stage(body, v);
    let invite = body.object("inviteContext", v).value().map(|object| parts::invite(&object, v));
    let (invite_notes, assistance) = invite.unwrap_or((Given::Absent, Given::Absent));
    NewReferral {
        kind: kind.value().unwrap_or(ReferralKind::Independent),
        qualification: body
            .word(
                "qualification",
                "None, Direct, MarketingQualified, SalesQualified",
                v,
                Qualification::parse,
            )
            .value(),
        name: body.text("name", v).value(),
        external_reference_id: body.text("externalReferenceId", v).value(),
        campaign_id: body.text("campaignId", v).value(),
        referral_program: body.text("referralProgram", v).value(),
        status_reason: body.text("statusReason", v).value(),
        sales_stage: sales_stage(body, v).value(),
        mpn_id: body.text("mpnId", v).value(),
        targets: parts::targets(body, v).value().unwrap_or_default(),
        customer,
        consent,
        details,
        team: parts::team(body, "team", v).value().unwrap_or_default(),
        invite_notes: invite_notes.value(),
        assistance_request_code: assistance.value().map(str::to_owned),
        favorite: body.bool("favorite", v).value().unwrap_or_default(),
        engagement_id,
        organization: body.text("organizationId", v).value(),
        assume_currency: old,
        created_via: None,
        problems,
    }
}

/// A new deal is Active/Accepted whatever was sent, but what was sent must be words that there are.
fn check_stage(body: &Object<'_>, v: &mut Violations) {
    let known =
        |word: &str, more: &[&str]| more.iter().any(|m| m.eq_ignore_ascii_case(word.trim())).then_some(());
    body.word("status", "New, Active, Closed", v, |word| {
        Status::parse(word).map(|_| ()).or_else(|| known(word, &["None", "0", "1", "2", "3"]))
    });
    let substatuses = "Pending, Received, Accepted, Won, Lost, Declined, Expired";
    for name in ["substatus", "statusDetail"] {
        body.word(name, substatuses, v, |word| {
            let numbers = ["None", "Error", "0", "1", "2", "3", "4", "5", "6", "7"];
            Substatus::parse(word).map(|_| ()).or_else(|| known(word, &numbers))
        });
    }
}

/// A blank or absent country is missing; anything else has been reported as wrong already.
fn has_bad_country(customer: &Object<'_>) -> bool {
    let quiet = &mut Violations::new();
    let address = customer.object("address", quiet).value();
    address.is_some_and(|address| matches!(address.get("country"), Some(c) if !c.is_null()))
}

fn required_object<'a>(body: &Object<'a>, name: &str, violations: &mut Violations) -> Option<Object<'a>> {
    match body.object(name, violations) {
        Given::Value(object) => Some(object),
        Given::Null => {
            violations.push(Violation::required(name));
            None
        }
        Given::Absent => {
            if !body.has(name) {
                violations.push(Violation::required(name));
            }
            None
        }
    }
}

pub fn sales_stage(body: &Object<'_>, violations: &mut Violations) -> Given<SalesStage> {
    let text = body.text("salesStage", violations);
    match text {
        Given::Value(text) if text.trim().is_empty() => Given::Null,
        text => body.parsed("salesStage", text, violations, |text| {
            SalesStage::parse(text).ok_or_else(|| {
                ("unknown_sales_stage", "must be a sales stage or a percentage from 10 to 100".to_owned())
            })
        }),
    }
}

fn details(object: &Object<'_>, old: bool, v: &mut Violations) -> Details {
    let mut value = object.amount("dealValue", v);
    let mut closes_at = closing(object, v);
    if old {
        value = match value {
            Given::Absent => object.amount("estimatedDealValue", v),
            value => value,
        };
        closes_at = match closes_at {
            Given::Absent => object.time("estimatedClosingDateTime", v),
            closes_at => closes_at,
        };
    }
    if matches!(value, Given::Null) || !(object.has("dealValue") || old && object.has("estimatedDealValue")) {
        v.push(Violation::required("details/dealValue"));
    }
    let currency = object.text("currency", v);
    let currency = object.parsed("currency", currency, v, parts::read_currency);
    if matches!(currency, Given::Null) || !(object.has("currency") || old) {
        v.push(Violation::required("details/currency"));
    }
    Details {
        notes: object.text("notes", v).value(),
        value: value.value(),
        currency: currency.value(),
        closes_at: closes_at.value(),
        customer_requested_contact: object.bool("customerRequestedContact", v).value(),
        customer_action: object.text("customerAction", v).value(),
        incentive_level: None,
        requirements: object
            .object("requirements", v)
            .value()
            .map(|requirements| parts::requirements(&requirements, v))
            .unwrap_or_default(),
    }
}

/// `closingDateTime`, or the date under the name that one client uses.
pub fn closing(object: &Object<'_>, violations: &mut Violations) -> Given<ortak_domain::Time> {
    match object.time("closingDateTime", violations) {
        Given::Absent => object.time("closeDate", violations),
        given => given,
    }
}
