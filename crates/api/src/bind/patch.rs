//! JSON Patch (RFC 6902) as far as this API has it: `add` and `replace` on documented paths (03-api A6, B 10).

use ortak_domain::Violations;
use ortak_domain::referral::{ListChange, ReferralChange};
use ortak_domain::solution::CatalogueId;
use serde_json::{Map, Value};

use super::change::{Mode, changes};
use super::object::Object;
use super::parts;

/// Paths that may be replaced. They are matched in any case, like all names.
const PATHS: &[&str] = &[
    "/campaignId",
    "/consent/consentToShareReferralWithMicrosoftSellers",
    "/customerProfile/team",
    "/details/closingDateTime",
    "/details/currency",
    "/details/dealValue",
    "/details/notes",
    "/details/requirements",
    "/details/requirements/additionalRequirements",
    "/details/requirements/additionalRequirements/attributes",
    "/details/requirements/additionalRequirements/iot",
    "/details/requirements/industries",
    "/details/requirements/offers",
    "/details/requirements/products",
    "/details/requirements/salesPlays",
    "/details/requirements/services",
    "/details/requirements/solutions",
    "/externalReferenceId",
    "/favorite",
    "/name",
    "/referralProgram",
    "/salesStage",
    "/status",
    "/statusReason",
    "/substatus",
    "/team",
];
/// Lists to which an item may be added.
const APPENDS: &[&str] = &[
    "/customerProfile/team/-",
    "/details/requirements/additionalRequirements/attributes/-",
    "/details/requirements/industries/-",
    "/details/requirements/offers/-",
    "/details/requirements/products/-",
    "/details/requirements/salesPlays/-",
    "/details/requirements/services/-",
    "/details/requirements/solutions/-",
    "/team/-",
];
/// Operations of one document.
const MAX_OPERATIONS: usize = 200;

/// The changes of a patch document, in order, and the personal favourite if it speaks of it.
pub fn patch(operations: &[Value], found: &mut Vec<ReferralChange>, v: &mut Violations) -> Option<bool> {
    let mut favorite = None;
    if operations.len() > MAX_OPERATIONS {
        v.add("", "too_many_operations", format!("must not hold more than {MAX_OPERATIONS} operations"));
        return None;
    }
    for (i, operation) in operations.iter().enumerate() {
        let Some(members) = operation.as_object() else {
            v.add(i.to_string(), "wrong_type", "must be an operation: an object with op, path and value");
            continue;
        };
        favorite = one(&Object::new(members, i.to_string()), found, v).or(favorite);
    }
    favorite
}

fn one(operation: &Object<'_>, found: &mut Vec<ReferralChange>, v: &mut Violations) -> Option<bool> {
    let op = operation.text("op", v).value().unwrap_or_default();
    let path = operation.text("path", v).value().unwrap_or_default();
    if !["add", "replace"].iter().any(|known| op.eq_ignore_ascii_case(known)) {
        v.add(
            operation.at("op"),
            "operation_not_allowed",
            format!("{op:?} is not allowed, only add and replace"),
        );
        return None;
    }
    let Some(value) = operation.get("value") else {
        v.add(operation.at("value"), "required", "is required");
        return None;
    };
    let known = |paths: &'static [&'static str]| paths.iter().find(|known| known.eq_ignore_ascii_case(&path));
    if let Some(list) = known(APPENDS) {
        if op.eq_ignore_ascii_case("add") {
            append(list, value, found, v);
        } else {
            v.add(operation.at("path"), "path_not_allowed", format!("{path} can only be added to"));
        }
        return None;
    }
    if let Some(path) = known(PATHS) {
        let document = nest(path, value.clone());
        return document
            .as_object()
            .and_then(|members| changes(&Object::new(members, ""), Mode::Patch, found, v));
    }
    let message = if path.to_ascii_lowercase().starts_with("/registrations") {
        "deal registration is not available yet".to_owned()
    } else {
        format!("{path:?} can't be patched")
    };
    v.add(operation.at("path"), "path_not_allowed", message);
    None
}

fn append(list: &str, value: &Value, found: &mut Vec<ReferralChange>, v: &mut Violations) {
    use ReferralChange as C;
    let path = list.trim_start_matches('/');
    match list {
        "/details/requirements/offers/-" => found.push(C::Offers(ListChange::Append(value.clone()))),
        "/details/requirements/salesPlays/-" => found.push(C::SalesPlays(ListChange::Append(value.clone()))),
        "/details/requirements/industries/-" => append_id(value, path, C::Industries, found, v),
        "/details/requirements/products/-" => append_id(value, path, C::Products, found, v),
        "/details/requirements/services/-" => append_id(value, path, C::Services, found, v),
        _ => {
            let Some(members) = value.as_object() else {
                v.add(path, "wrong_type", "must be an object");
                return;
            };
            let item = Object::new(members, path);
            found.push(match list {
                "/team/-" => C::Team(ListChange::Append(parts::member(&item, v))),
                "/customerProfile/team/-" => C::CustomerContacts(ListChange::Append(parts::member(&item, v))),
                "/details/requirements/solutions/-" => {
                    C::Solutions(ListChange::Append(parts::solution(&item, v)))
                }
                _ => C::Attributes(ListChange::Append(parts::attribute(&item, v))),
            });
        }
    }
}

fn append_id(
    value: &Value,
    path: &str,
    change: fn(ListChange<CatalogueId>) -> ReferralChange,
    found: &mut Vec<ReferralChange>,
    v: &mut Violations,
) {
    found.extend(parts::catalogue_id(value, path, v).map(|id| change(ListChange::Append(id))));
}

/// `/details/notes` and a value as `{"details":{"notes":value}}`.
fn nest(path: &str, value: Value) -> Value {
    path.trim_start_matches('/').rsplit('/').fold(value, |inner, name| {
        let mut object = Map::new();
        object.insert(name.to_owned(), inner);
        Value::Object(object)
    })
}
