//! Creating and changing: what is answered, what is refused, and that a refusal changes nothing.

use axum::body::Body;
use ortak_domain::{OrganizationId, ReferralId};
use serde_json::{Value, json};

use crate::harness::{CONTOSO, Installation, REFERRALS, at, deal};
use crate::on_both;

fn id(referral: &Value) -> String {
    referral["id"].as_str().unwrap().to_owned()
}

fn tag(referral: &Value) -> String {
    referral["eTag"].as_str().unwrap().to_owned()
}

async fn every_field_error_is_told_at_once(ortak: Installation) {
    let body = json!({
        "name": "x".repeat(256),
        "qualification": "Guessed",
        "mpnId": "42",
        "salesStage": "warm",
        "customerProfile": {
            "name": " ",
            "address": { "country": "Atlantis" },
            "team": [{ "email": "not an address", "phoneNumber": "call me" }],
            "ids": [{ "profileType": "Duns", "id": "12" }],
        },
        "details": { "dealValue": -1, "currency": "XYZ", "closingDateTime": "soon" },
        "team": [{}],
        "target": [{ "type": "Nobody" }],
    });
    let answer = ortak.create("contoso", &body).await.expect(400);
    let mut fields = answer.fields();
    fields.sort();
    assert_eq!(
        fields,
        [
            "consent: required",
            "customerProfile/address/country: invalid_country",
            "customerProfile/ids/0/id: invalid_duns",
            "customerProfile/name: required",
            "customerProfile/team/0/email: invalid_email",
            "customerProfile/team/0/phoneNumber: invalid_phone",
            "details/closingDateTime: invalid_date",
            "details/currency: invalid_currency",
            "details/dealValue: amount_negative",
            "mpnId: unknown_location",
            "name: too_long",
            "qualification: unknown_value",
            "salesStage: unknown_sales_stage",
            "target/0/id: required",
            "target/0/type: unknown_value",
            "team/0: empty_member",
            "type: required",
        ]
    );
    let error = answer.json()["error"].clone();
    assert_eq!(
        (error["code"].as_str(), error["target"].as_str()),
        (Some("invalidRequest"), Some("referral"))
    );
    let required = ortak.create("contoso", &json!({})).await.expect(400);
    assert_eq!(
        required.fields(),
        [
            "type: required",
            "customerProfile: required",
            "consent: required",
            "details: required",
            "customerProfile/name: required"
        ]
    );
    let missing =
        json!({"type":"Shared","customerProfile":{"name":"A","address":{}},"consent":{},"details":{}});
    assert_eq!(
        ortak.create("contoso", &missing).await.expect(400).fields(),
        [
            "customerProfile/address/country: required",
            "details/dealValue: required",
            "details/currency: required"
        ]
    );
    assert_eq!(ortak.list("contoso", &[]).await.expect(200).json()["@odata.count"], 0);
}

async fn r204_money_is_kept_exactly(ortak: Installation) {
    for (sent, got) in [
        ("999999999999.9999", "999999999999.9999"),
        ("0.1", "0.1"),
        ("\"10000\"", "10000"),
        ("1e3", "1000"),
        ("12.5000", "12.5"),
    ] {
        let body = deal("money").to_string().replace("50000.25", sent);
        let answer = ortak.call("contoso", "POST", REFERRALS, &[], body).await.expect(201);
        assert!(answer.text.contains(&format!("\"dealValue\":{got},")), "{sent}: {}", answer.text);
    }
    for (sent, code) in [
        ("1000000000000", "amount_too_large"),
        ("0.00001", "amount_too_precise"),
        ("\"ten\"", "not_a_number"),
    ] {
        let body = deal("money").to_string().replace("50000.25", sent);
        let answer = ortak.call("contoso", "POST", REFERRALS, &[], body).await.expect(400);
        assert_eq!(answer.fields(), [format!("details/dealValue: {code}")], "{sent}");
    }
}

async fn r208_a_new_deal_is_active_outgoing_and_created(ortak: Installation) {
    let mut body = deal("Depo");
    body.as_object_mut().unwrap().remove("team");
    body["details"].as_object_mut().unwrap().remove("closingDateTime");
    body["status"] = json!("New");
    let answer = ortak.create("contoso", &body).await.expect(201);
    let stored = answer.json();
    assert_eq!(stored["status"], "Active");
    assert_eq!(stored["direction"], "Outgoing");
    assert_eq!(stored["salesStage"], "10");
    assert_eq!(stored["acceptedDateTime"], stored["createdDateTime"]);
    assert_eq!(stored["details"]["closingDateTime"], "2027-02-20T10:00:00Z", "90 days ahead");
    assert_eq!(stored["team"][0]["firstName"], "contoso", "the calling user");
    assert_eq!(stored["inviteContext"]["invitedBy"]["organizationId"], CONTOSO);
    assert_eq!(answer.header("ortak-warning"), "incomplete_deal");
    let link = stored["links"]["self"]["uri"].as_str().unwrap();
    assert_eq!(link, format!("https://ortak.example/v1.0/engagements/referrals/{}", id(&stored)));
    let history = ortak.get("contoso", &format!("{}/history", at(&id(&stored)))).await.expect(200).json();
    assert_eq!(history["value"][0]["kind"], "created");
}

async fn r209_a_retry_returns_the_first_result(ortak: Installation) {
    let body = deal("once").to_string();
    let key = [("idempotency-key", "a1")];
    let first = ortak.call("contoso", "POST", REFERRALS, &key, body.clone()).await.expect(201);
    let again = ortak.call("contoso", "POST", REFERRALS, &key, body.clone()).await.expect(201);
    assert_eq!(again.json()["id"], first.json()["id"]);
    assert_eq!(again.json(), first.json());
    let other = ortak.call("contoso", "POST", REFERRALS, &key, deal("twice").to_string()).await.expect(409);
    assert_eq!(other.code(), "idempotency_key_reused");
    // Somebody else's key is another key.
    let stranger = ortak.call("fabrikam", "POST", REFERRALS, &key, body.clone()).await.expect(201);
    assert_ne!(stranger.json()["id"], first.json()["id"]);
    // A repeated client-request-id is a retry only with the same body.
    let request = [("client-request-id", "3f2504e0-4f89-11d3-9a0c-0305e82c3301")];
    let one = ortak.call("contoso", "POST", REFERRALS, &request, deal("r").to_string()).await.expect(201);
    assert_eq!(one.header("client-request-id"), "3f2504e0-4f89-11d3-9a0c-0305e82c3301");
    let same = ortak.call("contoso", "POST", REFERRALS, &request, deal("r").to_string()).await.expect(201);
    assert_eq!(one.json()["id"], same.json()["id"]);
    let new = ortak.call("contoso", "POST", REFERRALS, &request, deal("s").to_string()).await.expect(201);
    assert_ne!(one.json()["id"], new.json()["id"]);
}

async fn r209_a_hundred_equal_requests_at_once_create_one_deal(ortak: Installation) {
    let body = deal("crowd").to_string();
    let key = [("idempotency-key", "crowd")];
    let calls = (0..100).map(|_| ortak.call("contoso", "POST", REFERRALS, &key, body.clone()));
    let answers = futures_util::future::join_all(calls).await;
    let first = answers[0].json()["id"].clone();
    for answer in answers {
        assert_eq!(answer.expect(201).json()["id"], first);
    }
    assert_eq!(ortak.list("contoso", &[]).await.json()["@odata.count"], 1);
}

async fn r315_a_stale_write_is_refused_and_overwrites_nothing(ortak: Installation) {
    let created = ortak.created("contoso", &deal("v")).await;
    let (path, seen) = (at(&id(&created)), tag(&created));
    let write = |name: &str, seen: &str| {
        let (path, seen, body) = (path.clone(), seen.to_owned(), json!({ "name": name }).to_string());
        let ortak = &ortak;
        async move { ortak.call("contoso", "PUT", &path, &[("if-match", &seen)], body).await }
    };
    assert_eq!(ortak.call("contoso", "PUT", &path, &[], "{}").await.expect(428).code(), "if_match_required");
    let second = write("second", &seen).await.expect(200).json();
    assert_ne!(tag(&second), seen);
    let stale = write("third", &seen).await.expect(412);
    assert_eq!(stale.code(), "resourceModified");
    assert_eq!(stale.json()["error"]["code"], "preconditionFailed");
    assert_eq!(ortak.get("contoso", &path).await.json()["name"], "second");
    // Two writers at once: one wins.
    let seen = tag(&second);
    let (a, b) = tokio::join!(write("a", &seen), write("b", &seen));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    // Without a precondition the last writer wins, and none is lost.
    let patches: Vec<Value> = (0..20)
        .map(|i| json!([{"op":"add","path":"/team/-","value":{"email":format!("p{i}@contoso.example")}}]))
        .collect();
    let id = id(&created);
    for answer in futures_util::future::join_all(patches.iter().map(|p| ortak.patch("contoso", &id, p))).await
    {
        answer.expect(204);
    }
    assert_eq!(ortak.get("contoso", &path).await.json()["team"].as_array().unwrap().len(), 21);
    assert_eq!(ortak_app::audit::verify(&ortak.app).await.unwrap().findings, []);
}

async fn conditional_reads_answer_304(ortak: Installation) {
    let created = ortak.created("contoso", &deal("c")).await;
    let (path, seen) = (at(&id(&created)), tag(&created));
    let read = |tag: String| {
        let path = path.clone();
        let ortak = &ortak;
        async move { ortak.call("contoso", "GET", &path, &[("if-none-match", &tag)], Body::empty()).await }
    };
    let same = read(seen.clone()).await.expect(304);
    assert!(same.text.is_empty());
    ortak
        .patch("contoso", &id(&created), &json!([{"op":"replace","path":"/favorite","value":true}]))
        .await
        .expect(204);
    let marked = read(seen.clone()).await.expect(200).json();
    assert_eq!(marked["favorite"], true);
    // R316: a mark is no change of the record, so the version that was read may still be written.
    let body = json!({"name":"still mine"}).to_string();
    ortak.call("contoso", "PUT", &path, &[("if-match", &seen)], body).await.expect(200);
    // It is the caller's own.
    assert_eq!(ortak.get("contoso-partner-admin", &path).await.json()["favorite"], false);
}

async fn patch_follows_the_documented_paths(ortak: Installation) {
    let created = ortak.created("contoso", &deal("p")).await;
    let id = id(&created);
    let operations = json!([
        {"op":"replace","path":"/details/notes","value":null},
        {"op":"Replace","path":"/Details/DealValue","value":"10000"},
        {"op":"add","path":"/customerProfile/team/-","value":{"EmailAddress":"joe@adatum.example"}},
        {"op":"add","path":"/details/requirements/solutions/-","value":{"id":"SOL-9"}},
        {"op":"replace","path":"/salesStage","value":"65%"},
        {"op":"replace","path":"/name","value":"renamed"},
    ]);
    let headers = [("prefer", "return=representation"), ("content-type", "application/json-patch+json")];
    let answer = ortak.call("contoso", "PATCH", &at(&id), &headers, operations.to_string()).await.expect(200);
    assert_eq!(answer.header("preference-applied"), "return=representation");
    let stored = answer.json();
    assert_eq!(stored["details"]["notes"], Value::Null);
    assert_eq!(stored["details"]["dealValue"], 10000);
    assert_eq!(stored["customerProfile"]["team"][1]["email"], "joe@adatum.example");
    assert_eq!(stored["details"]["requirements"]["solutions"][1]["id"], "SOL-9");
    assert_eq!(stored["salesStage"], "60");
    assert_eq!(stored["name"], "renamed");

    let bad = json!([
        {"op":"replace","path":"/name","value":"not kept"},
        {"op":"remove","path":"/details/notes"},
        {"op":"replace","path":"/organizationId","value":"msft"},
        {"op":"replace","path":"/team/-","value":{}},
        {"op":"add","path":"/registrations/-","value":{}},
        {"op":"replace","path":"/status"},
        "x",
    ]);
    let refused = ortak.patch("contoso", &id, &bad).await.expect(400);
    assert_eq!(
        refused.fields(),
        [
            "1/op: operation_not_allowed",
            "2/path: path_not_allowed",
            "3/path: path_not_allowed",
            "4/path: path_not_allowed",
            "5/value: required",
            "6: wrong_type"
        ]
    );
    assert_eq!(ortak.get("contoso", &at(&id)).await.json()["name"], "renamed", "all or nothing");

    let merge = json!({"details":{"notes":"merged","closeDate":"2027-05-01"},"campaignId":null});
    let merged = ortak.patch("contoso", &id, &merge).await.expect(200).json();
    assert_eq!(merged["details"]["notes"], "merged");
    assert_eq!(merged["details"]["closingDateTime"], "2027-05-01T00:00:00Z");
    assert_eq!(merged["details"]["dealValue"], 10000, "absent keeps");
}

async fn parts_of_nested_objects_are_kept(ortak: Installation) {
    let mut body = deal("nested");
    let iot = json!({"deviceCategory":"gateway","azureCertifiedDevice":true});
    body["details"]["requirements"]["additionalRequirements"] = json!({"iot":iot,"attributes":[]});
    let id = id(&ortak.created("contoso", &body).await);
    let merge = json!({
        "customerProfile": { "address": { "country": "de" } },
        "consent": { "consentToMicrosoftToContactSpecificPartners": true },
        "details": {
            "customerAction": "call",
            "requirements": { "additionalRequirements": { "attributes": [{"type":"PartnerRole","id":"x"}] } },
        },
    });
    let stored = ortak.patch("contoso", &id, &merge).await.expect(200).json();
    let additional = &stored["details"]["requirements"]["additionalRequirements"];
    assert_eq!(additional["iot"]["deviceCategory"], "gateway");
    assert_eq!(additional["attributes"], json!([{"type":"PartnerRole","id":"x"}]));
    assert_eq!(stored["consent"]["consentToMicrosoftToContactSpecificPartners"], true);
    assert_eq!(stored["details"]["customerAction"], "call");
    let operations = json!([
        {"op":"add","path":"/details/requirements/products/-","value":{"id":"Azure"}},
        {"op":"add","path":"/details/requirements/industries/-","value":"Education"},
        {"op":"replace","path":"/details/requirements/salesPlays","value":[{"id":"p"}]},
    ]);
    ortak.patch("contoso", &id, &operations).await.expect(204);
    let stored = ortak.get("contoso", &at(&id)).await.json();
    assert_eq!(stored["details"]["requirements"]["products"], json!([{"id":"Azure"}]));
    assert_eq!(stored["details"]["requirements"]["industries"], json!([{"id":"Education"}]));
    assert_eq!(stored["details"]["requirements"]["salesPlays"], json!([{"id":"p"}]));
}

async fn a_refused_write_marks_nothing(ortak: Installation) {
    let created = ortak.created("contoso", &deal("mark")).await;
    let (path, seen) = (at(&id(&created)), tag(&created));
    let write = |favorite: bool| {
        let (path, seen, ortak) = (path.clone(), seen.clone(), &ortak);
        let body = json!({"name":format!("by {favorite}"),"favorite":favorite}).to_string();
        async move { ortak.call("contoso", "PATCH", &path, &[("if-match", &seen)], body).await }
    };
    let (yes, no) = tokio::join!(write(true), write(false));
    let won = if yes.status == 200 { true } else { no.status != 200 };
    assert_eq!([yes.status.as_u16(), no.status.as_u16()].iter().filter(|s| **s == 412).count(), 1);
    assert_eq!(ortak.get("contoso", &path).await.json()["favorite"], won);
    let odd = path.replace("referrals/", "referrals/%ff");
    assert_eq!(ortak.get("contoso", &odd).await.expect(404).code(), "not_found");
}

async fn a_put_of_what_was_read_changes_nothing(ortak: Installation) {
    let created = ortak.created("contoso", &deal("same")).await;
    let path = at(&id(&created));
    let seen = tag(&created);
    let answer =
        ortak.call("contoso", "PUT", &path, &[("if-match", &seen)], created.to_string()).await.expect(200);
    assert_eq!(answer.json(), created, "no version, no event");
    // What a CRM sync writes: a subset, with nulls for what it read as null.
    let mut subset = created.clone();
    for name in [
        "favorite",
        "salesStage",
        "campaignId",
        "mpnId",
        "registrations",
        "trackingInfo",
        "direction",
        "links",
    ] {
        subset.as_object_mut().unwrap().remove(name);
    }
    subset["externalReferenceId"] = json!("CRM-7");
    subset["target"] = Value::Null;
    let stored = ortak
        .call("contoso", "PUT", &path, &[("if-match", &seen)], subset.to_string())
        .await
        .expect(200)
        .json();
    assert_eq!(stored["externalReferenceId"], "CRM-7");
    assert_eq!(stored["salesStage"], "10");
    assert_eq!(stored["updatedDateTime"], "2026-11-22T10:00:00Z");
}

async fn r308_location_and_customer_never_change(ortak: Installation) {
    let created = ortak.created("contoso", &deal("fixed")).await;
    let change = json!({
        "mpnId": "6190000",
        "customerProfile": { "name": "Somebody Else", "address": { "country": "FR" } },
    });
    let refused = ortak.patch("contoso", &id(&created), &change).await.expect(400);
    assert_eq!(
        refused.fields(),
        ["mpnId: immutable", "customerProfile/name: immutable", "customerProfile/address: immutable"]
    );
}

async fn r107_visibility_is_given_and_never_taken_back(ortak: Installation) {
    let created = ortak.created("contoso", &deal("share")).await;
    let path = "/consent/consentToShareReferralWithMicrosoftSellers";
    let id = id(&created);
    let set = |value: bool| json!([{"op":"replace","path":path,"value":value}]);
    ortak.patch("contoso", &id, &set(true)).await.expect(204);
    let refused = ortak.patch("contoso", &id, &set(false)).await.expect(400);
    assert_eq!(refused.fields(), [format!("{}: not_reversible", &path[1..])]);
}

async fn r301_r311_stages_move_by_the_rules_and_terminal_is_frozen(ortak: Installation) {
    let created = ortak.created("contoso", &deal("life")).await;
    let id = id(&created);
    let unknown = ortak.patch("contoso", &id, &json!({"substatus":"Declined"})).await.expect(409);
    assert_eq!(unknown.code(), "invalid_transition");
    let mismatch =
        ortak.patch("contoso", &id, &json!({"status":"Active","substatus":"Won"})).await.expect(400);
    assert_eq!(mismatch.fields(), ["substatus: substatus_mismatch"]);
    let half = ortak.patch("contoso", &id, &json!({"status":"Closed"})).await.expect(400);
    assert_eq!(half.fields(), ["substatus: substatus_required"]);
    let lost = json!({"substatus":"Lost","statusReason":"Customer chose another vendor"});
    let lost = ortak.patch("contoso", &id, &lost).await.expect(200).json();
    assert_eq!((&lost["status"], &lost["substatus"]), (&json!("Closed"), &json!("Lost")));
    assert_eq!(lost["salesStage"], "10", "R302: Lost keeps the last stage");
    assert_eq!(lost["closedDateTime"], "2026-11-22T10:00:00Z");
    for body in [json!({"name":"x"}), json!({"substatus":"Won"}), json!({"status":"Active"})] {
        let frozen = ortak.patch("contoso", &id, &body).await.expect(409);
        assert_eq!(frozen.code(), "terminal_state", "{body}");
    }
    // Writing it back as it is, and marking it, is no change.
    ortak.patch("contoso", &id, &json!({"substatus":"Lost","favorite":true})).await.expect(200);
    let kinds = ortak.get("contoso", &format!("{}/history", at(&id))).await.json()["value"].clone();
    let kinds: Vec<&str> = kinds.as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["created", "lost"]);
}

async fn r310_winning_within_72_hours_warns(ortak: Installation) {
    let mut body = deal("early");
    body["consent"]["consentToShareReferralWithMicrosoftSellers"] = json!(true);
    let won = json!([{"op":"replace","path":"/status","value":"Closed"},{"op":"replace","path":"/substatus","value":"Won"}]);
    let early = ortak.created("contoso", &body).await;
    let late = ortak.created("contoso", &body).await;
    let answer = ortak.patch("contoso", &id(&early), &won).await.expect(204);
    assert_eq!(answer.header("ortak-warning"), "won_within_72_hours");
    ortak.clock.advance_seconds(72 * 3_600);
    let answer = ortak.patch("contoso", &id(&late), &won).await.expect(204);
    assert!(answer.headers.get("ortak-warning").is_none());
    assert_eq!(ortak.get("contoso", &at(&id(&late))).await.json()["salesStage"], "100");
}

async fn r305_r306_an_incoming_referral_is_accepted_or_declined(ortak: Installation) {
    let owner = ortak.owner(CONTOSO).await;
    let incoming = |n: u32| {
        let mut body = deal("incoming");
        body["id"] = json!(format!("c5fbb3b6-be74-4795-9fb5-4324c73fed{n:02}"));
        body["engagementId"] = json!(format!("65edc0b5-3485-41b7-a17e-dfa9ef4706{n:02}"));
        body["createdDateTime"] = json!("2026-11-20T00:00:00Z");
        body["status"] = json!("New");
        body["substatus"] = json!("Pending");
        body["expirationDateTime"] = json!("2026-12-04T00:00:00Z");
        body["inviteContext"] = json!({"invitedBy":{"organizationId":"msft"}});
        body["team"] = json!([]);
        ortak_api::import::parse(&body, &owner).unwrap().remove(0).unwrap()
    };
    for n in [10, 11] {
        ortak_app::referral::import::import(&ortak.app, "test", incoming(n)).await.unwrap();
    }
    let first = incoming(10).id.to_string();
    let early = ortak.patch("contoso", &first, &json!({"details":{"dealValue":1}})).await.expect(409);
    assert_eq!(early.code(), "not_accepted");
    assert_eq!(
        ortak.patch("contoso", &first, &json!({"substatus":"Won"})).await.expect(409).code(),
        "invalid_transition"
    );
    // A CRM may note its own id before the answer.
    ortak.patch("contoso", &first, &json!({"externalReferenceId":"CRM-1"})).await.expect(200);
    let opened = ortak.patch("contoso", &first, &json!({"substatus":"Received"})).await.expect(200).json();
    assert_eq!(opened["status"], "New");
    let accepted = json!({"substatus":"Engaged","details":{"dealValue":60000,"notes":"we take it"}});
    let accepted = ortak.patch("contoso", &first, &accepted).await.expect(200).json();
    assert_eq!((&accepted["status"], &accepted["salesStage"]), (&json!("Active"), &json!("10")));
    assert_eq!(accepted["expirationDateTime"], Value::Null);
    assert_eq!(accepted["direction"], "Incoming");
    assert_eq!(accepted["team"][0]["firstName"], "contoso", "the accepting user joins an empty team");
    let second = incoming(11).id.to_string();
    let declined =
        ortak.patch("contoso", &second, &json!({"substatus":"Declined","statusReason":"no time"})).await;
    let declined = declined.expect(200).json();
    assert_eq!((&declined["substatus"], &declined["statusReason"]), (&json!("Declined"), &json!("no time")));
}

async fn bodies_that_are_no_json_or_too_large_are_refused(ortak: Installation) {
    let post = |headers: Vec<(&'static str, &'static str)>, body: String| {
        let ortak = &ortak;
        async move { ortak.call("contoso", "POST", REFERRALS, &headers, body).await }
    };
    assert_eq!(post(vec![], "{\"a\":1,}".into()).await.expect(400).code(), "malformed_json");
    assert_eq!(post(vec![], String::new()).await.expect(400).code(), "malformed_json");
    assert_eq!(post(vec![], "[]".into()).await.expect(400).code(), "wrong_type");
    assert_eq!(post(vec![], "[".repeat(100_000)).await.expect(400).code(), "malformed_json");
    let xml = post(vec![("content-type", "application/xml")], "<a/>".into()).await.expect(415);
    assert_eq!(xml.code(), "unsupported_media_type");
    let large = post(vec![], format!("{{\"name\":\"{}\"}}", "x".repeat(1 << 20))).await.expect(413);
    assert!(large.text.contains("1048576"), "{}", large.text);
    let nul = deal("a\u{0}b").to_string();
    assert_eq!(post(vec![], nul).await.expect(400).fields(), ["name: invalid_character"]);
    let many: Vec<Value> = (0..51).map(|i| json!({"email":format!("p{i}@x.example")})).collect();
    let mut body = deal("many");
    body["team"] = json!(many);
    assert_eq!(ortak.create("contoso", &body).await.expect(400).fields(), ["team: too_many_items"]);
    let wrong = ortak.call("contoso", "DELETE", REFERRALS, &[], Body::empty()).await.expect(405);
    let mut allowed: Vec<&str> = wrong.header("allow").split(',').map(str::trim).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    assert_eq!(wrong.code(), "method_not_allowed");
}

async fn r314_history_says_who_what_and_when(ortak: Installation) {
    let created = ortak.created("contoso", &deal("h")).await;
    let id = id(&created);
    ortak.clock.advance_seconds(60);
    let answer = ortak.patch("contoso", &id, &json!({"details":{"dealValue":1}})).await.expect(200);
    let history = ortak.get("contoso", &format!("{}/history", at(&id))).await.json();
    let last = &history["value"][1];
    assert_eq!(last["dateTime"], "2026-11-22T10:01:00Z");
    assert_eq!(last["actorKind"], "api_client");
    assert_eq!(last["requestId"], answer.header("request-id"));
    assert_eq!(last["changes"], json!([{"path":"details/dealValue","before":50000.25,"after":1}]));
    let organization = OrganizationId::new(CONTOSO).unwrap();
    let events = ortak.app.referrals.history(&organization, id.parse::<ReferralId>().unwrap()).await.unwrap();
    assert_eq!(events[1].previous_hash, events[0].hash);
}

on_both!(
    every_field_error_is_told_at_once,
    r204_money_is_kept_exactly,
    r208_a_new_deal_is_active_outgoing_and_created,
    r209_a_retry_returns_the_first_result,
    r209_a_hundred_equal_requests_at_once_create_one_deal,
    r315_a_stale_write_is_refused_and_overwrites_nothing,
    conditional_reads_answer_304,
    patch_follows_the_documented_paths,
    a_put_of_what_was_read_changes_nothing,
    parts_of_nested_objects_are_kept,
    a_refused_write_marks_nothing,
    r308_location_and_customer_never_change,
    r107_visibility_is_given_and_never_taken_back,
    r301_r311_stages_move_by_the_rules_and_terminal_is_frozen,
    r310_winning_within_72_hours_warns,
    r305_r306_an_incoming_referral_is_accepted_or_declined,
    bodies_that_are_no_json_or_too_large_are_refused,
    r314_history_says_who_what_and_when,
);
