//! The body of a PUT (absent = keep) or of a merge patch (RFC 7396): which changes it asks for.

use ortak_domain::referral::{
    ListChange, Qualification, ReferralChange, ReferralKind, Status, Substatus, Wanted,
};
use ortak_domain::{Violation, Violations};

use super::create::{closing, sales_stage};
use super::object::{Given, Object};
use super::parts;

/// What a null for a list or an object means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// PUT: clients write back the nulls they read, so it means nothing (03-api B 10).
    Put,
    /// Merge patch and JSON Patch: the list is emptied.
    Patch,
}

/// The changes that a document asks for, and the personal favourite if it speaks of it.
pub fn changes(
    body: &Object<'_>,
    mode: Mode,
    changes: &mut Vec<ReferralChange>,
    v: &mut Violations,
) -> Option<bool> {
    use ReferralChange as C;
    text(body, "name", C::Name, changes, v);
    text(body, "externalReferenceId", C::ExternalReferenceId, changes, v);
    text(body, "campaignId", C::CampaignId, changes, v);
    text(body, "referralProgram", C::ReferralProgram, changes, v);
    text(body, "statusReason", C::StatusReason, changes, v);
    text(body, "mpnId", C::Location, changes, v);
    stage(body, changes, v);
    match sales_stage(body, v) {
        Given::Absent => {}
        Given::Null => changes.push(C::SalesStage(None)),
        Given::Value(stage) => changes.push(C::SalesStage(Some(stage))),
    }
    let kind = body.word("type", "Shared, Independent", v, ReferralKind::parse);
    changes.extend(kind.value().map(C::Kind));
    let qualifications = "None, Direct, MarketingQualified, SalesQualified";
    let qualification = body.word("qualification", qualifications, v, Qualification::parse);
    changes.extend(qualification.value().map(C::Qualification));
    list(parts::targets(body, v), mode, C::Targets, changes);
    list(parts::team(body, "team", v), mode, |team| C::Team(ListChange::Replace(team)), changes);
    if let Given::Value(customer) = body.object("customerProfile", v) {
        customer_changes(&customer, mode, changes, v);
    }
    if let Given::Value(consent) = body.object("consent", v) {
        flag(&consent, parts::VENDOR_VIEW, C::VendorView, changes, v);
        flag(&consent, parts::SHARE_WITH_OTHERS, C::ShareWithOthers, changes, v);
        flag(&consent, parts::CONTACT, C::ContactConsent, changes, v);
        flag(&consent, parts::VENDOR_CONTACTS_PARTNERS, C::VendorContactsPartners, changes, v);
    }
    if let Given::Value(details) = body.object("details", v) {
        details_changes(&details, mode, changes, v);
    }
    if let Given::Value(invite) = body.object("inviteContext", v) {
        let (notes, code) = parts::invite(&invite, v);
        match notes {
            Given::Absent => {}
            Given::Null => changes.push(C::InviteNotes(None)),
            Given::Value(notes) => changes.push(C::InviteNotes(Some(notes))),
        }
        changes.extend(code.value().map(|code| C::AssistanceRequestCode(code.to_owned())));
    }
    body.bool("favorite", v).value()
}

fn stage(body: &Object<'_>, changes: &mut Vec<ReferralChange>, v: &mut Violations) {
    let status = body.word("status", "New, Active, Closed", v, Status::parse).value();
    let name = if body.has("substatus") { "substatus" } else { "statusDetail" };
    let substatuses = "Pending, Received, Accepted, Won, Lost, Declined, Expired";
    let substatus = body.word(name, substatuses, v, Substatus::parse).value();
    if status.is_some() || substatus.is_some() {
        changes.push(ReferralChange::Stage(Wanted { status, substatus }));
    }
}

fn customer_changes(
    customer: &Object<'_>,
    mode: Mode,
    changes: &mut Vec<ReferralChange>,
    v: &mut Violations,
) {
    use ReferralChange as C;
    changes.extend(customer.text("name", v).value().map(C::CustomerName));
    text(customer, "size", C::CustomerSize, changes, v);
    if let Given::Value(address) = customer.object("address", v) {
        changes.push(C::CustomerAddress(parts::written_address(&address, v)));
    }
    changes.extend(parts::profile_ids(customer, v).value().map(C::CustomerIds));
    let contacts = parts::team(customer, "team", v);
    list(contacts, mode, |team| C::CustomerContacts(ListChange::Replace(team)), changes);
}

fn details_changes(details: &Object<'_>, mode: Mode, changes: &mut Vec<ReferralChange>, v: &mut Violations) {
    use ReferralChange as C;
    text(details, "notes", C::Notes, changes, v);
    text(details, "customerAction", C::CustomerAction, changes, v);
    flag(details, "customerRequestedContact", C::CustomerRequestedContact, changes, v);
    required(details.amount("dealValue", v), details, "dealValue", mode, C::Value, changes, v);
    let currency = details.text("currency", v);
    let currency = details.parsed("currency", currency, v, parts::read_currency);
    required(currency, details, "currency", mode, C::Currency, changes, v);
    required(closing(details, v), details, "closingDateTime", mode, C::ClosesAt, changes, v);
    if let Given::Value(requirements) = details.object("requirements", v) {
        let solutions = parts::solutions(&requirements, v);
        list(solutions, mode, |solutions| C::Solutions(ListChange::Replace(solutions)), changes);
        for (name, change) in [
            ("industries", C::Industries as fn(_) -> _),
            ("products", C::Products as fn(_) -> _),
            ("services", C::Services as fn(_) -> _),
        ] {
            let ids = parts::catalogue_ids(&requirements, name, v);
            list(ids, mode, |ids| change(ListChange::Replace(ids)), changes);
        }
        for (name, change) in
            [("offers", C::Offers as fn(_) -> _), ("salesPlays", C::SalesPlays as fn(_) -> _)]
        {
            let raw = requirements.list(name, v).map(<[_]>::to_vec);
            list(raw, mode, |raw| change(ListChange::Replace(raw)), changes);
        }
        if let Given::Value(additional) = requirements.object("additionalRequirements", v) {
            let attributes = parts::attributes(&additional, v);
            list(attributes, mode, |attributes| C::Attributes(ListChange::Replace(attributes)), changes);
            if let Given::Value(iot) = additional.object("iot", v) {
                changes.push(C::Iot(Box::new(parts::written_iot(&iot, v))));
            }
        }
    }
}

fn text(
    object: &Object<'_>,
    name: &str,
    change: fn(Option<String>) -> ReferralChange,
    changes: &mut Vec<ReferralChange>,
    v: &mut Violations,
) {
    match object.text(name, v) {
        Given::Absent => {}
        Given::Null => changes.push(change(None)),
        Given::Value(text) => changes.push(change(Some(text))),
    }
}

fn flag(
    object: &Object<'_>,
    name: &str,
    change: fn(Option<bool>) -> ReferralChange,
    changes: &mut Vec<ReferralChange>,
    v: &mut Violations,
) {
    changes.extend(object.bool(name, v).value().map(|yes| change(Some(yes))));
}

fn list<T>(
    given: Given<Vec<T>>,
    mode: Mode,
    change: impl FnOnce(Vec<T>) -> ReferralChange,
    changes: &mut Vec<ReferralChange>,
) {
    match given {
        Given::Absent => {}
        Given::Null if mode == Mode::Put => {}
        Given::Null => changes.push(change(Vec::new())),
        Given::Value(items) => changes.push(change(items)),
    }
}

/// A value that a deal always has: a null read from an old lead may be written back, but not patched in.
fn required<T>(
    given: Given<T>,
    object: &Object<'_>,
    name: &str,
    mode: Mode,
    change: impl FnOnce(T) -> ReferralChange,
    changes: &mut Vec<ReferralChange>,
    v: &mut Violations,
) {
    match given {
        Given::Absent => {}
        Given::Null if mode == Mode::Put => {}
        Given::Null => v.push(Violation::required(object.at(name))),
        Given::Value(value) => changes.push(change(value)),
    }
}
