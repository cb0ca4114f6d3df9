//! `$metadata`: the entity model as CSDL, made from the document itself, so that it can't drift.

use std::fmt::Write as _;

use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::{Map, Value};

use crate::sample;

/// The namespace that the real service's contract has.
const NAMESPACE: &str = "Microsoft.Partner.Service.PartnerReferrals.Contracts.V3";

/// The model. It says nothing about anybody, so it needs no token.
pub async fn metadata() -> Response {
    ([(header::CONTENT_TYPE, "application/xml")], csdl()).into_response()
}

/// The CSDL 4.0 document.
pub fn csdl() -> String {
    let mut types = Vec::new();
    if let Value::Object(members) = sample::full() {
        describe("Referral", &members, true, &mut types);
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n\
         <edmx:DataServices>\n\
         <Schema Namespace=\"{NAMESPACE}\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n\
         {}\
         <EntityContainer Name=\"Container\">\n\
         <EntitySet Name=\"Referrals\" EntityType=\"{NAMESPACE}.Referral\"/>\n\
         </EntityContainer>\n</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n",
        types.concat()
    )
}

/// Adds the type of an object, inner types first.
fn describe(name: &str, members: &Map<String, Value>, entity: bool, types: &mut Vec<String>) {
    let (element, open) = if entity { ("EntityType", "") } else { ("ComplexType", " OpenType=\"true\"") };
    let open = if members.is_empty() { open } else { "" };
    let mut text = format!("<{element} Name=\"{name}\"{open}>\n");
    if entity {
        text.push_str("<Key><PropertyRef Name=\"id\"/></Key>\n");
    }
    for (member, value) in members {
        let kind = kind(name, member, value, types);
        let nullable = if entity && member == "id" { " Nullable=\"false\"" } else { "" };
        // Writing to a String can't fail.
        let _ = writeln!(text, "<Property Name=\"{member}\" Type=\"{kind}\"{nullable}/>");
    }
    let _ = writeln!(text, "</{element}>");
    types.push(text);
}

fn kind(owner: &str, member: &str, value: &Value, types: &mut Vec<String>) -> String {
    match value {
        Value::Bool(_) => "Edm.Boolean".to_owned(),
        Value::Number(_) => "Edm.Decimal".to_owned(),
        Value::Array(items) => {
            let item =
                items.first().map_or_else(|| "Edm.String".to_owned(), |i| kind(owner, member, i, types));
            format!("Collection({item})")
        }
        Value::Object(members) => {
            let mut name = member.to_owned();
            name.get_mut(..1).map(str::make_ascii_uppercase);
            // `team` stands in two places with the same members; elsewhere the owner tells types apart.
            let name = if ["Team", "Address", "Links"].contains(&name.as_str()) || owner == "Referral" {
                name
            } else {
                format!("{owner}{name}")
            };
            let known = types
                .iter()
                .any(|text| text.contains(&format!("Name=\"{name}\"")) && text.starts_with("<Complex"));
            if !known {
                describe(&name, members, false, types);
            }
            format!("{NAMESPACE}.{name}")
        }
        _ if member.ends_with("DateTime") => "Edm.DateTimeOffset".to_owned(),
        _ if ["dealValue", "price", "quantity"].contains(&member) => "Edm.Decimal".to_owned(),
        _ if ["customerRequestedContact", "disableNotifications"].contains(&member)
            || member.starts_with("consentTo") =>
        {
            "Edm.Boolean".to_owned()
        }
        _ => "Edm.String".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_filterable_property_and_defines_every_type_once() {
        let csdl = csdl();
        for field in ortak_domain::Field::ALL {
            let name = field.path().rsplit('/').next().unwrap();
            assert!(csdl.contains(&format!("Property Name=\"{name}\"")), "{name}");
        }
        let mut defined: Vec<&str> = csdl.lines().filter(|line| line.starts_with("<ComplexType")).collect();
        let all = defined.len();
        defined.sort_unstable();
        defined.dedup();
        assert_eq!(defined.len(), all);
        for line in csdl.lines().filter(|line| line.contains(NAMESPACE) && line.contains("Property ")) {
            let name = line.split(&format!("{NAMESPACE}.")).nth(1).unwrap().split(['"', ')']).next().unwrap();
            assert!(csdl.contains(&format!("<ComplexType Name=\"{name}\"")), "{name}");
        }
    }
}
