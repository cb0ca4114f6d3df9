//! The parts of a referral that several bodies share.

use ortak_domain::contact::{ContactPreference, Member};
use ortak_domain::customer::{Address, Consent, CustomerProfile, ProfileId};
use ortak_domain::referral::IotChange;
use ortak_domain::solution::{
    AdditionalRequirements, Attribute, CatalogueId, Iot, Requirements, Solution, Target,
};
use ortak_domain::{Currency, Violations, catalogue, text};

use serde_json::Value;

use super::object::{Given, Object};

/// An optional text without telling absent from null.
fn maybe(object: &Object<'_>, name: &str, violations: &mut Violations) -> Option<String> {
    object.text(name, violations).value()
}

/// A person of a team; `emailAddress` is an old name of `email`.
pub fn member(object: &Object<'_>, violations: &mut Violations) -> Member {
    let email = match object.text("email", violations) {
        Given::Value(email) => Some(email),
        Given::Absent | Given::Null => maybe(object, "emailAddress", violations),
    };
    let contact_preference =
        object.object("contactPreference", violations).value().map_or_else(ContactPreference::default, |p| {
            ContactPreference {
                locale: maybe(&p, "locale", violations),
                disable_notifications: p.bool("disableNotifications", violations).value(),
            }
        });
    Member {
        first_name: maybe(object, "firstName", violations),
        last_name: maybe(object, "lastName", violations),
        phone_number: maybe(object, "phoneNumber", violations),
        email,
        title: maybe(object, "title", violations),
        contact_preference,
        email_validation_status: maybe(object, "emailValidationStatus", violations),
        phone_validation_status: maybe(object, "phoneValidationStatus", violations),
    }
}

pub fn team(object: &Object<'_>, name: &str, violations: &mut Violations) -> Given<Vec<Member>> {
    object.objects(name, violations, member)
}

pub fn target(object: &Object<'_>, violations: &mut Violations) -> Target {
    const KINDS: &[&str] = &["SolutionProfile", "BusinessProfileLocation", "None"];
    let kind = object.word("type", &KINDS.join(", "), violations, |word| catalogue::find(KINDS, word));
    let id = maybe(object, "id", violations);
    if id.as_ref().is_none_or(|id| id.trim().is_empty()) {
        violations.add(object.at("id"), "required", "is required");
    }
    Target {
        kind: kind.value().unwrap_or("SolutionProfile").to_owned(),
        id: id.unwrap_or_default().trim().to_owned(),
    }
}

pub fn targets(object: &Object<'_>, violations: &mut Violations) -> Given<Vec<Target>> {
    object.objects("target", violations, target)
}

pub fn solution(object: &Object<'_>, violations: &mut Violations) -> Solution {
    const KINDS: &[&str] = &["Name", "Category", "None"];
    let currency = object.text("currency", violations);
    Solution {
        id: maybe(object, "id", violations).unwrap_or_default(),
        name: maybe(object, "name", violations),
        kind: object
            .word("type", &KINDS.join(", "), violations, |word| catalogue::find(KINDS, word))
            .value()
            .map(str::to_owned),
        price: object.amount("price", violations).value(),
        quantity: object.amount("quantity", violations).value(),
        currency: object.parsed("currency", currency, violations, read_currency).value(),
        publisher_name: maybe(object, "publisherName", violations),
        solution_type: maybe(object, "solutionType", violations),
        closing_date_time: object.time("closingDateTime", violations).value(),
    }
}

pub fn solutions(object: &Object<'_>, violations: &mut Violations) -> Given<Vec<Solution>> {
    object.objects("solutions", violations, solution)
}

pub fn read_currency(text: &str) -> Result<Currency, (&'static str, String)> {
    text.parse()
        .map_err(|error: ortak_domain::money::InvalidCurrency| ("invalid_currency", error.to_string()))
}

/// An id of a value list; a plain text is taken for the id.
pub fn catalogue_id(value: &Value, path: &str, violations: &mut Violations) -> Option<CatalogueId> {
    if let Some(id) = value.as_str() {
        return Some(CatalogueId { id: id.to_owned() });
    }
    let Some(members) = value.as_object() else {
        violations.add(path, "wrong_type", "must be an object");
        return None;
    };
    let entry = Object::new(members, path);
    Some(CatalogueId { id: maybe(&entry, "id", violations).unwrap_or_default() })
}

pub fn catalogue_ids(
    object: &Object<'_>,
    name: &str,
    violations: &mut Violations,
) -> Given<Vec<CatalogueId>> {
    let path = object.at(name);
    object.list(name, violations).map(|values| {
        let ids = values.iter().enumerate();
        ids.filter_map(|(i, value)| catalogue_id(value, &format!("{path}/{i}"), violations)).collect()
    })
}

pub fn requirements(object: &Object<'_>, violations: &mut Violations) -> Requirements {
    let raw = |name: &str, violations: &mut Violations| {
        object.list(name, violations).value().map(<[_]>::to_vec).unwrap_or_default()
    };
    Requirements {
        industries: catalogue_ids(object, "industries", violations).value().unwrap_or_default(),
        products: catalogue_ids(object, "products", violations).value().unwrap_or_default(),
        services: catalogue_ids(object, "services", violations).value().unwrap_or_default(),
        solutions: solutions(object, violations).value().unwrap_or_default(),
        offers: raw("offers", violations),
        sales_plays: raw("salesPlays", violations),
        additional_requirements: object
            .object("additionalRequirements", violations)
            .value()
            .map(|additional| additional_requirements(&additional, violations))
            .unwrap_or_default(),
    }
}

pub fn additional_requirements(object: &Object<'_>, violations: &mut Violations) -> AdditionalRequirements {
    let iot = object.object("iot", violations).value().map(|iot| Iot {
        customer_license_agreement_number: maybe(&iot, "customerLicenseAgreementNumber", violations),
        device_category: maybe(&iot, "deviceCategory", violations),
        silicon_type: maybe(&iot, "siliconType", violations),
        azure_certified_device: iot.bool("azureCertifiedDevice", violations).value().unwrap_or_default(),
        attach_services: iot.bool("attachServices", violations).value().unwrap_or_default(),
    });
    AdditionalRequirements {
        iot: iot.unwrap_or_default(),
        attributes: attributes(object, violations).value().unwrap_or_default(),
    }
}

pub fn attribute(object: &Object<'_>, violations: &mut Violations) -> Attribute {
    Attribute {
        kind: maybe(object, "type", violations).unwrap_or_default(),
        id: maybe(object, "id", violations).unwrap_or_default(),
    }
}

pub fn attributes(object: &Object<'_>, violations: &mut Violations) -> Given<Vec<Attribute>> {
    object.objects("attributes", violations, attribute)
}

/// The device details that a change speaks of.
pub fn written_iot(object: &Object<'_>, violations: &mut Violations) -> IotChange {
    let mut text = |name: &str| match object.text(name, violations) {
        Given::Absent => None,
        Given::Null => Some(None),
        Given::Value(text) => Some(Some(text)),
    };
    IotChange {
        customer_license_agreement_number: text("customerLicenseAgreementNumber"),
        device_category: text("deviceCategory"),
        silicon_type: text("siliconType"),
        azure_certified_device: object.bool("azureCertifiedDevice", violations).value(),
        attach_services: object.bool("attachServices", violations).value(),
    }
}

/// The parts of an address that a change speaks of.
pub fn written_address(
    object: &Object<'_>,
    violations: &mut Violations,
) -> Vec<(&'static str, Option<String>)> {
    const PARTS: [&str; 7] =
        ["addressLine1", "addressLine2", "city", "state", "postalCode", "country", "region"];
    PARTS
        .into_iter()
        .filter_map(|name| match object.text(name, violations) {
            Given::Absent => None,
            Given::Null => Some((name, None)),
            Given::Value(text) => Some((name, Some(text))),
        })
        .collect()
}

pub fn address(object: &Object<'_>, violations: &mut Violations) -> Address {
    let country = object.text("country", violations);
    Address {
        address_line1: maybe(object, "addressLine1", violations),
        address_line2: maybe(object, "addressLine2", violations),
        city: maybe(object, "city", violations),
        state: maybe(object, "state", violations),
        postal_code: maybe(object, "postalCode", violations),
        country: object
            .parsed("country", country, violations, |code| {
                text::country(code).ok_or_else(|| {
                    ("invalid_country", "must be an ISO 3166-1 alpha-2 code, like US".to_owned())
                })
            })
            .value(),
        region: maybe(object, "region", violations),
    }
}

/// Identifiers: a list, or as old bodies have it an object of type → id.
pub fn profile_ids(object: &Object<'_>, violations: &mut Violations) -> Given<Vec<ProfileId>> {
    const KINDS: &[&str] = &["Duns", "External"];
    let path = object.at("ids");
    if let Some(members) = object.get("ids").and_then(|ids| ids.as_object()) {
        let ids = Object::new(members, path.clone());
        // Old bodies carry D-U-N-S numbers of any length; they are kept as they are.
        let read = |kind: &&'static str, violations: &mut Violations| {
            let id = ids.text(kind, violations).value()?;
            Some(ProfileId { profile_type: (*kind).to_owned(), id })
        };
        return Given::Value(KINDS.iter().filter_map(|kind| read(kind, violations)).collect());
    }
    let ids = object.objects("ids", violations, |entry, violations| ProfileId {
        profile_type: entry
            .word("profileType", &KINDS.join(", "), violations, |word| catalogue::find(KINDS, word))
            .value()
            .unwrap_or("External")
            .to_owned(),
        id: maybe(entry, "id", violations).unwrap_or_default(),
    });
    if let Given::Value(ids) = &ids {
        for (i, id) in ids.iter().enumerate() {
            let digits = id.id.len() == 9 && id.id.bytes().all(|b| b.is_ascii_digit());
            if id.profile_type == "Duns" && !id.id.is_empty() && !digits {
                violations.add(
                    format!("{path}/{i}/id"),
                    "invalid_duns",
                    "must be a D-U-N-S number of 9 digits",
                );
            }
            text::check(&id.id, format_args!("{path}/{i}/id"), text::MAX_TEXT, violations);
        }
    }
    ids
}

pub fn customer(object: &Object<'_>, violations: &mut Violations) -> CustomerProfile {
    CustomerProfile {
        name: maybe(object, "name", violations).unwrap_or_default(),
        size: maybe(object, "size", violations),
        is_matching_complete: false,
        address: object
            .object("address", violations)
            .value()
            .map(|of| address(&of, violations))
            .unwrap_or_default(),
        team: team(object, "team", violations).value().unwrap_or_default(),
        ids: profile_ids(object, violations).value().unwrap_or_default(),
    }
}

pub const SHARE_WITH_OTHERS: &str = "consentToToShareInfoWithOthers";
pub const CONTACT: &str = "consentToContact";
pub const VENDOR_VIEW: &str = "consentToShareReferralWithMicrosoftSellers";
pub const VENDOR_CONTACTS_PARTNERS: &str = "consentToMicrosoftToContactSpecificPartners";

pub fn consent(object: &Object<'_>, violations: &mut Violations) -> Consent {
    let mut flag = |name: &str| object.bool(name, violations).value();
    Consent {
        share_with_others: flag(SHARE_WITH_OTHERS),
        contact: flag(CONTACT),
        vendor_view: flag(VENDOR_VIEW),
        vendor_contacts_partners: flag(VENDOR_CONTACTS_PARTNERS),
    }
}

/// Notes and kind of help of an `inviteContext`.
pub fn invite(object: &Object<'_>, violations: &mut Violations) -> (Given<String>, Given<&'static str>) {
    let codes = catalogue::ASSISTANCE_REQUEST_CODES;
    let code = object
        .word("assistanceRequestCode", &codes.join(", "), violations, |word| catalogue::find(codes, word));
    (object.text("notes", violations), code)
}
