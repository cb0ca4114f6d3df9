//! Every documented and captured body.

use ortak_app::referral::import::{Imported, import};
use serde_json::{Value, json};

use crate::harness::{Answer, CONTOSO, Installation, at};
use crate::on_both;

fn payloads(kind: &str) -> Vec<(usize, Value)> {
    let file = include_str!("../fixtures/payloads.json");
    let all: Vec<Value> = serde_json::from_str(file).unwrap();
    let of_kind = |(i, p): (usize, Value)| (p["kind"] == kind).then(|| (i, p["body"].clone()));
    all.into_iter().enumerate().filter_map(of_kind).collect()
}

/// The member of an object in any case.
fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Everything that was sent stands in the answer: in any case, numbers and booleans whatever their type. What the
/// server decides, and what 2018 bodies have under other names, is left out.
fn assert_kept(sent: &Value, got: &Value, path: &str) {
    const DECIDED: &[&str] = &[
        "status",
        "substatus",
        "statusDetail",
        "organizationId",
        "organizationName",
        "createdDateTime",
        "updatedDateTime",
        "expirationDateTime",
        "invitedBy",
        "invitedByOrganizationId",
        "businessProfileId",
        "estimatedDealValue",
        "estimatedClosingDateTime",
    ];
    match sent {
        Value::Object(members) => {
            for (name, value) in members {
                let is_customer_id = path.ends_with("customerProfile") && name == "id";
                if DECIDED.iter().any(|known| known.eq_ignore_ascii_case(name)) || is_customer_id {
                    continue;
                }
                if name == "ids" && value.is_object() {
                    let duns = value["duns"].as_str();
                    assert_eq!(got["ids"][0]["id"].as_str(), duns, "{path}/ids");
                    continue;
                }
                let got = member(got, name).unwrap_or_else(|| panic!("{path}/{name} is missing"));
                assert_kept(value, got, &format!("{path}/{name}"));
            }
        }
        Value::Array(items) => {
            let got = got.as_array().unwrap_or_else(|| panic!("{path} is no list"));
            assert_eq!(items.len(), got.len(), "{path}");
            for (i, (sent, got)) in items.iter().zip(got).enumerate() {
                assert_kept(sent, got, &format!("{path}/{i}"));
            }
        }
        Value::String(text) if got.is_string() => {
            let dates =
                (text.parse::<ortak_domain::Time>(), got.as_str().unwrap().parse::<ortak_domain::Time>());
            if let (Ok(sent), Ok(got)) = dates {
                assert_eq!(sent, got, "{path}");
            } else {
                assert_eq!(sent, got, "{path}");
            }
        }
        Value::String(text) => assert_eq!(text.parse::<Value>().ok().as_ref(), Some(got), "{path}"),
        _ => assert_eq!(sent, got, "{path}"),
    }
}

/// What a consumer's schema demands of every answer (03-api B 5.10).
fn assert_fits_consumers(referral: &Value) {
    for name in ["id", "engagementId"] {
        assert!(referral[name].is_string(), "{name}");
    }
    for pointer in [
        "/target",
        "/team",
        "/customerProfile/team",
        "/customerProfile/ids",
        "/details/requirements/industries",
        "/details/requirements/products",
        "/details/requirements/services",
        "/details/requirements/solutions",
    ] {
        assert!(referral.pointer(pointer).is_some_and(Value::is_array), "{pointer}");
    }
    for pointer in [
        "/customerProfile",
        "/customerProfile/address",
        "/consent",
        "/details",
        "/inviteContext",
        "/inviteContext/invitedBy",
        "/links",
        "/links/self",
        "/links/relatedReferrals",
    ] {
        assert!(referral.pointer(pointer).is_some_and(Value::is_object), "{pointer}");
    }
    for list in ["/team", "/customerProfile/team"] {
        for member in referral.pointer(list).unwrap().as_array().unwrap() {
            for key in ["email", "firstName", "lastName", "phoneNumber", "contactPreference"] {
                assert!(member.get(key).is_some(), "{list}: {key}");
            }
        }
    }
    for target in referral["target"].as_array().unwrap() {
        assert!(target["type"].is_string() && target["id"].is_string());
    }
    let tag = referral["eTag"].as_str().unwrap();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
}

async fn every_create_body_is_accepted_and_comes_back(ortak: Installation) {
    let mut accepted = 0;
    for (i, body) in payloads("create") {
        if member(&body, "engagementId").is_some() {
            // The invitation of another organization, into an engagement of one's own.
            let own = ortak.created("contoso", &crate::harness::deal("own")).await;
            let mut body = body;
            body["engagementId"] = own["engagementId"].clone();
            let stored = ortak.created("contoso", &body).await;
            assert_fits_consumers(&stored);
            assert_eq!(
                (&stored["organizationId"], &stored["status"]),
                (&json!("msft"), &json!("New")),
                "payload {i}"
            );
            continue;
        }
        let answer = ortak.create("contoso", &body).await.expect(201);
        let stored = answer.json();
        assert_kept(&body, &stored, "");
        assert_fits_consumers(&stored);
        assert_eq!(stored["status"], "Active", "payload {i}");
        assert_eq!(stored["substatus"], "Accepted");
        assert_eq!(stored["direction"], "Outgoing");
        assert_eq!(stored["salesStage"], "10");
        assert_eq!(stored["organizationId"], CONTOSO);
        assert_eq!(stored["mpnId"], "6110000");
        assert_eq!(stored["details"]["dealValue"], 50000);
        assert_eq!(stored["details"]["currency"], "USD");
        assert_eq!(answer.header("etag"), stored["eTag"].as_str().unwrap());
        assert!(answer.header("location").ends_with(stored["id"].as_str().unwrap()));
        let read = ortak.get("contoso", &at(stored["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(read.json(), stored, "payload {i}");
        accepted += 1;
    }
    assert_eq!(accepted, 4);
}

/// The referrals of a captured or documented answer.
fn rows(body: &Value) -> Vec<Value> {
    match body.get("value").and_then(Value::as_array) {
        Some(rows) => rows.clone(),
        None => vec![body.clone()],
    }
}

async fn every_captured_response_imports_and_twice_changes_nothing(ortak: Installation) {
    let owner = ortak.owner(CONTOSO).await;
    let mut seen = 0;
    for (i, body) in payloads("response") {
        let parsed = ortak_api::import::parse(&body, &owner).unwrap();
        for (row, captured) in parsed.into_iter().zip(rows(&body)) {
            let referral = row.unwrap_or_else(|error| panic!("payload {i}: {error:?}"));
            let (id, updated) = (referral.id.to_string(), referral.updated_at);
            let first = import(&ortak.app, "test", referral.clone()).await.unwrap();
            let second = import(&ortak.app, "test", referral).await.unwrap();
            assert_eq!(second, Imported::Unchanged, "payload {i}");
            let stored = ortak.get("contoso", &at(&id)).await.expect(200).json();
            if first == Imported::Unchanged || stored["updatedDateTime"] != updated.to_string() {
                // The documentation shows the same referral in several states; the newest wins.
                continue;
            }
            seen += 1;
            assert_fits_consumers(&stored);
            for name in [
                "id",
                "engagementId",
                "name",
                "createdDateTime",
                "updatedDateTime",
                "expirationDateTime",
                "acceptedDateTime",
                "closedDateTime",
                "status",
                "statusReason",
                "salesStage",
                "mpnId",
                "qualification",
                "type",
                "registrationStatus",
                "team",
                "target",
            ] {
                let Some(captured) = captured.get(name).filter(|value| !value.is_null()) else { continue };
                assert_kept(captured, &stored[name], name);
            }
            for pointer in ["/customerProfile", "/details"] {
                let mut captured = captured.pointer(pointer).cloned().unwrap_or(json!({}));
                captured.as_object_mut().unwrap().retain(|_, value| !value.is_null() && *value != json!({}));
                assert_kept(&captured, stored.pointer(pointer).unwrap(), pointer);
            }
        }
    }
    assert!(seen >= 9, "{seen}");
}

async fn every_documented_update_is_accepted(ortak: Installation) {
    for (i, body) in payloads("update") {
        let create = payloads("create").remove(0).1;
        let created = ortak.created("contoso", &create).await;
        let id = created["id"].as_str().unwrap().to_owned();
        let answer: Answer = if body.is_array() {
            let headers = [("prefer", "return=representation"), ("content-type", "application/json")];
            ortak.call("contoso", "PATCH", &at(&id), &headers, body.to_string()).await.expect(200)
        } else {
            let tag = created["eTag"].as_str().unwrap();
            ortak.call("contoso", "PUT", &at(&id), &[("if-match", tag)], body.to_string()).await.expect(200)
        };
        let stored = answer.json();
        assert_eq!(stored["id"], created["id"], "the URL names the referral, not the body");
        assert_ne!(stored["eTag"], created["eTag"], "payload {i}");
        assert_fits_consumers(&stored);
        match i {
            6 => {
                assert_eq!(stored["details"]["dealValue"], 10000);
                assert_eq!(stored["team"][1]["email"], "jane.doe@contoso.com");
                assert_eq!(
                    stored["team"][1]["contactPreference"],
                    json!({"locale":null,"disableNotifications":null})
                );
            }
            7 => assert_eq!(stored["details"]["notes"], "Lorem ipsum dolor sit amet."),
            9 => assert_eq!(stored["team"].as_array().unwrap().len(), 2),
            _ => assert_eq!(stored["substatus"], "Won", "payload {i}"),
        }
    }
}

on_both!(
    every_create_body_is_accepted_and_comes_back,
    every_captured_response_imports_and_twice_changes_nothing,
    every_documented_update_is_accepted,
);
