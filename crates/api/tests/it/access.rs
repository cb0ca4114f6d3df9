//! Who may call what and sees what: the matrix of every operation × every kind of caller, complete by the OpenAPI
//! document, which is made from the router.

use std::collections::BTreeMap;

use axum::body::Body;
use serde_json::{Value, json};

use crate::harness::{CALLERS, CONTOSO, Installation, REFERRALS, USER_EMAIL, at, deal};
use crate::on_both;

/// The answers of one operation to each caller, with the referral being Contoso's, at the location 6110000, and
/// without `contoso-user` on its team.
type Row = (&'static str, [(&'static str, u16); 11]);

/// R401, R402. 401: nobody; 403: the role doesn't give it; 404: it doesn't exist for this caller.
const MATRIX: &[Row] = &[
    ("GET /v1.0/engagements/referrals", row([200, 200, 200, 200, 200, 200, 200, 403, 403, 200])),
    ("POST /v1.0/engagements/referrals", row([201, 201, 201, 403, 201, 201, 201, 403, 403, 201])),
    ("GET /v1.0/engagements/referrals/{id}", row([200, 200, 404, 404, 404, 404, 404, 403, 403, 404])),
    ("PATCH /v1.0/engagements/referrals/{id}", row([200, 200, 404, 404, 404, 404, 404, 403, 403, 404])),
    ("PUT /v1.0/engagements/referrals/{id}", row([200, 200, 404, 404, 404, 404, 404, 403, 403, 404])),
    ("GET /v1.0/engagements/referrals/{id}/history", row([200, 200, 404, 404, 404, 404, 404, 403, 403, 404])),
    (
        "GET /v1.0/engagements/referrals/{id}/engagement",
        row([200, 200, 404, 404, 404, 404, 404, 403, 403, 404]),
    ),
    ("GET /ortak/v1/shared-deals", row([403, 403, 403, 403, 403, 200, 200, 403, 403, 403])),
    ("GET /ortak/v1/notifications", row([403, 403, 403, 200, 403, 403, 403, 403, 403, 403])),
    ("POST /ortak/v1/notifications/{id}/read", row([403, 403, 403, 404, 403, 403, 403, 403, 403, 403])),
    ("POST /ortak/v1/notifications/{id}/unread", row([403, 403, 403, 404, 403, 403, 403, 403, 403, 403])),
    ("POST /ortak/v1/notifications/read-all", row([403, 403, 403, 200, 403, 403, 403, 403, 403, 403])),
    ("GET /ortak/v1/notification-preferences", row([403, 403, 403, 200, 403, 403, 403, 403, 403, 403])),
    ("PUT /ortak/v1/notification-preferences", row([403, 403, 403, 200, 403, 403, 403, 403, 403, 403])),
    ("GET /ortak/v1/organization/stages", row([200; 10])),
    ("PUT /ortak/v1/organization/stages", row([403, 200, 403, 403, 403, 403, 403, 403, 200, 200])),
    ("GET /ortak/v1/programme", row([403, 403, 403, 403, 403, 200, 200, 200, 200, 403])),
    ("PUT /ortak/v1/programme", row([403, 403, 403, 403, 403, 403, 403, 403, 200, 403])),
    ("GET /webhooks/v1/registration/events", row([200; 10])),
    ("GET /webhooks/v1/registration", row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404])),
    ("PUT /webhooks/v1/registration", row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404])),
    ("GET /ortak/v1/webhook/secret", row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404])),
    ("POST /ortak/v1/webhook/secret", row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404])),
    ("GET /ortak/v1/webhook/deliveries", row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404])),
    ("GET /ortak/v1/webhook/deliveries/{id}", row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404])),
    (
        "POST /ortak/v1/webhook/deliveries/{id}/replay",
        row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404]),
    ),
    ("POST /ortak/v1/webhook/replay", row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404])),
    (
        "POST /webhooks/v1/registration/validationEvents",
        row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404]),
    ),
    (
        "GET /webhooks/v1/registration/validationEvents/{correlationId}",
        row([404, 404, 404, 403, 404, 404, 404, 403, 403, 404]),
    ),
    ("POST /webhooks/v1/registration", row([200, 200, 200, 403, 200, 200, 200, 403, 403, 200])),
    ("POST /ortak/v1/sandbox/clock", row([403, 403, 403, 403, 403, 403, 403, 403, 403, 200])),
];

const fn row(answers: [u16; 10]) -> [(&'static str, u16); 11] {
    let [a, b, c, d, e, f, g, h, i, j] = answers;
    [
        ("", 401),
        ("contoso", a),
        ("contoso-partner-admin", b),
        ("contoso-izmir", c),
        ("contoso-user", d),
        ("fabrikam", e),
        ("vendor", f),
        ("vendor-seller", g),
        ("vendor-reviewer", h),
        ("vendor-programme", i),
        ("sandbox", j),
    ]
}

async fn r401_r402_every_operation_answers_every_caller_as_the_matrix_says(ortak: Installation) {
    let document = ortak.get("", "/openapi.json").await.expect(200).json();
    let mut operations: Vec<String> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert_eq!(operation["security"], json!([{"bearer":[]}]), "{method} {path}");
            operations.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    operations.sort();
    let mut decided: Vec<String> = MATRIX.iter().map(|(operation, _)| (*operation).to_owned()).collect();
    decided.sort();
    assert_eq!(operations, decided, "every operation needs its row");
    assert_eq!(CALLERS.len() + 1, MATRIX[0].1.len(), "every kind of caller needs its column");

    let mut before = BTreeMap::new();
    for (operation, answers) in MATRIX {
        for (caller, status) in answers {
            let referral = ortak.created("contoso", &deal("matrix")).await;
            let (method, path) = operation.split_once(' ').unwrap();
            let path = path.replace("{id}", referral["id"].as_str().unwrap());
            let path = path.replace("{correlationId}", referral["id"].as_str().unwrap());
            let webhook =
                json!({"WebhookUrl":"https://crm.example.com/hook","WebhookEvents":["referral-created"]});
            let body = match method {
                "PUT" if path.ends_with("/stages") => json!({"stages":[]}).to_string(),
                "POST" | "PUT" if path.ends_with("/registration") => webhook.to_string(),
                "POST" if path.ends_with("/webhook/replay") => json!({"since":"2026-01-01"}).to_string(),
                "POST" if path.ends_with("/clock") => json!({"seconds":1}).to_string(),
                "POST" => deal("by matrix").to_string(),
                "PATCH" | "PUT" => json!({"name":"changed"}).to_string(),
                _ => String::new(),
            };
            let tag = referral["eTag"].as_str().unwrap();
            let headers: &[(&str, &str)] = if method == "PUT" { &[("if-match", tag)] } else { &[] };
            let answer = ortak.call(caller, method, &path, headers, body).await;
            assert_eq!(answer.status.as_u16(), *status, "{operation} as {caller:?}: {}", answer.text);
            if *status >= 400 {
                assert!(!answer.text.contains("Adatum"), "{operation} as {caller:?} leaks");
                let now = ortak.get("contoso", &at(referral["id"].as_str().unwrap())).await.json();
                assert_eq!(now, referral, "{operation} as {caller:?} changed something");
            }
            if *status == 401 {
                assert_eq!(answer.header("www-authenticate"), "Bearer");
            }
            before.insert((*operation, *caller), answer.status);
        }
    }
}

async fn a_wrong_or_expired_token_is_401(ortak: Installation) {
    for (value, code) in [
        ("Bearer not-a-token", "malformed_token"),
        ("Basic dXNlcjpwYXNz", "malformed_token"),
        ("Bearer eyJhbGciOiJub25lIn0.e30.", "malformed_token"),
    ] {
        let answer =
            ortak.call("", "GET", REFERRALS, &[("authorization", value)], Body::empty()).await.expect(401);
        assert_eq!(answer.code(), code, "{value}");
        assert_eq!(answer.json()["error"]["code"], "unauthenticated");
    }
}

async fn r401_scopes_limit_every_list_and_count(ortak: Installation) {
    let mut here = deal("here");
    here["mpnId"] = json!("6110000");
    let mut there = deal("there");
    there["mpnId"] = json!("6190000");
    let mut mine = deal("mine");
    mine["mpnId"] = json!("6110000");
    mine["team"][0]["email"] = json!(USER_EMAIL.to_uppercase());
    for body in [&here, &there, &mine] {
        ortak.created("contoso", body).await;
    }
    for (caller, names) in [
        ("contoso", vec!["here", "mine", "there"]),
        ("contoso-partner-admin", vec!["here", "mine", "there"]),
        ("contoso-izmir", vec!["there"]),
        ("contoso-user", vec!["mine"]),
        ("fabrikam", vec![]),
        ("vendor", vec![]),
    ] {
        for options in [
            &[][..],
            &[("$filter", "customerProfile/address/country eq 'DE'")],
            &[("$search", "adatum")],
            &[("$top", "0")],
        ] {
            let page = ortak.list(caller, options).await.expect(200).json();
            assert_eq!(page["@odata.count"], names.len(), "{caller} {options:?}");
            if options != [("$top", "0")] {
                let rows = page["value"].as_array().unwrap();
                let mut found: Vec<&str> = rows.iter().map(|r| r["name"].as_str().unwrap()).collect();
                found.sort_unstable();
                assert_eq!(found, names, "{caller} {options:?}");
            }
        }
    }
    let elsewhere = ortak.create("contoso-izmir", &here).await.expect(403);
    assert_eq!(elsewhere.code(), "location_out_of_scope");
    let by_default = ortak.created("contoso-izmir", &deal("default")).await;
    assert_eq!(by_default["mpnId"], "6190000", "the caller's own location");
    // Taking oneself off the team would leave the writer without the deal.
    let page = ortak.list("contoso-user", &[]).await.json();
    let id = page["value"][0]["id"].as_str().unwrap().to_owned();
    let off = json!({"team":[{"email":"other@contoso.example"}]});
    assert_eq!(ortak.patch("contoso-user", &id, &off).await.expect(403).code(), "would_lose_access");
}

async fn r312_other_parties_see_the_limited_view_only(ortak: Installation) {
    let mut body = deal("secret name");
    body["externalReferenceId"] = json!("CRM-SECRET");
    let own = ortak.created("contoso", &body).await;
    let engagement = own["engagementId"].as_str().unwrap().to_owned();
    // Fabrikam's record of the same engagement.
    let owner = ortak.owner(crate::harness::FABRIKAM).await;
    let mut invited = deal("their name");
    invited["id"] = json!("c5fbb3b6-be74-4795-9fb5-4324c73fed99");
    invited["engagementId"] = json!(engagement);
    invited["createdDateTime"] = json!("2026-11-22T10:00:00Z");
    invited["status"] = json!("New");
    invited["substatus"] = json!("Pending");
    invited["inviteContext"] = json!({"invitedBy":{"organizationId":CONTOSO}});
    let referral = ortak_api::import::parse(&invited, &owner).unwrap().remove(0).unwrap();
    ortak_app::referral::import::import(&ortak.app, "test", referral).await.unwrap();

    let filter = format!("engagementId eq {engagement}");
    let page = ortak.list("fabrikam", &[("$filter", &filter)]).await.expect(200);
    let json = page.json();
    assert_eq!(json["@odata.count"], 2);
    let rows = json["value"].as_array().unwrap();
    let other = rows.iter().find(|row| row["organizationId"] == CONTOSO).unwrap();
    assert_eq!((&other["status"], &other["salesStage"]), (&json!("Active"), &json!("10")));
    assert_eq!(other["team"], json!([]), "who has not accepted sees no people");
    for hidden in ["secret name", "CRM-SECRET", "İstanbul'daki", "50000.25"] {
        let all: Vec<&Value> =
            json["value"].as_array().unwrap().iter().filter(|r| r["organizationId"] == CONTOSO).collect();
        assert!(!json!(all).to_string().contains(hidden), "{hidden}");
    }
    // What it hides can't be asked for either.
    for probe in ["name eq 'secret name'", "details/dealValue gt 1", "externalReferenceId ne null"] {
        let filter = format!("engagementId eq {engagement} and organizationId eq '{CONTOSO}' and {probe}");
        assert_eq!(
            ortak.list("fabrikam", &[("$filter", &filter)]).await.json()["@odata.count"],
            0,
            "{probe}"
        );
    }
    // Paging and order count them in.
    let by = |order: &'static str, skip: &'static str| {
        let (ortak, filter) = (&ortak, filter.clone());
        async move {
            let options = [("$filter", filter.as_str()), ("$orderby", order), ("$top", "1"), ("$skip", skip)];
            ortak.list("fabrikam", &options).await.expect(200).json()
        }
    };
    let (up, down) = (by("organizationId", "0").await, by("organizationId desc", "0").await);
    assert_ne!(up["value"][0]["id"], down["value"][0]["id"]);
    assert_eq!(by("organizationId", "1").await["value"][0]["id"], down["value"][0]["id"]);
    let link = up["@odata.nextLink"].as_str().unwrap().strip_prefix("https://ortak.example").unwrap();
    let second = ortak.get("fabrikam", link).await.expect(200).json();
    assert_eq!(second["value"][0]["id"], down["value"][0]["id"]);
    assert!(second.get("@odata.nextLink").is_none());
    assert_eq!(other["direction"], "Incoming", "they invited the reader");
    // The waiting side's team doesn't show yet.
    let seen = ortak.list("contoso", &[("$filter", &filter)]).await.json();
    let theirs = seen["value"].as_array().unwrap().iter().find(|r| r["organizationId"] != CONTOSO).unwrap();
    assert_eq!((&theirs["team"], &theirs["direction"]), (&json!([]), &json!("Outgoing")));
    // A deal that exists but is out of reach is as unknown as one that doesn't exist.
    let mut probe = deal("probe");
    probe["engagementId"] = json!(engagement);
    let unreachable = ortak.create("contoso-izmir", &probe).await;
    assert_eq!(unreachable.expect(400).fields(), ["engagementId: unknown_engagement"]);
    // Who takes no part sees nothing, and joining by the id is refused as if there were no such engagement.
    assert_eq!(ortak.list("vendor", &[("$filter", &filter)]).await.json()["@odata.count"], 0);
    let join = |engagement: &str| {
        let mut body = deal("join");
        body["engagementId"] = json!(engagement);
        body
    };
    let real = ortak.create("vendor", &join(&engagement)).await.expect(400);
    let invented = ortak.create("vendor", &join("00000000-0000-4000-8000-000000000000")).await.expect(400);
    assert_eq!(real.fields(), invented.fields());
    assert_eq!(
        ortak.create("fabrikam", &join(&engagement)).await.expect(409).code(),
        "already_in_engagement"
    );
    let seen = ortak.get("fabrikam", &at(own["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(seen.json()["substatus"], "Accepted", "by its id as well, and no more than in the list");
    assert!(!seen.text.contains("secret name"));
    let theirs = "c5fbb3b6-be74-4795-9fb5-4324c73fed99";
    ortak.patch("fabrikam", theirs, &json!({"substatus":"Accepted"})).await.expect(200);
    let seen = ortak.get("fabrikam", &at(own["id"].as_str().unwrap())).await.expect(200).json();
    assert_eq!(seen["team"][0]["email"], "ada.yilmaz@contoso.example", "accepted: its contacts show");
}

#[tokio::test]
async fn too_many_requests_of_one_client_are_429_and_others_go_on() {
    let ortak = Installation::limited().await;
    ortak.get("contoso", REFERRALS).await.expect(200);
    let refused = ortak.get("contoso", REFERRALS).await.expect(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(refused.code(), "too_many_requests");
    ortak.get("fabrikam", REFERRALS).await.expect(200);
}

on_both!(
    r401_r402_every_operation_answers_every_caller_as_the_matrix_says,
    a_wrong_or_expired_token_is_401,
    r401_scopes_limit_every_list_and_count,
    r312_other_parties_see_the_limited_view_only,
);
