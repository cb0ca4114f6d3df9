//! Webhooks over HTTP: registration as in 03-api B 11, signatures, the schedule of A10, the log and replay.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ortak_domain::policy::PrincipalKind;
use ortak_domain::webhook::RETRY_PAUSES_SECONDS;
use ortak_domain::{OrganizationId, Role};
use serde_json::{Value, json};

use crate::harness::{Answer, BASE, CONTOSO, FABRIKAM, Installation, VENDOR, deal};
use crate::on_both;
use crate::receiver::{Manner, Receiver};
use crate::together::{id, invitation, own};

pub const REGISTRATION: &str = "/webhooks/v1/registration";
pub const ALL: [&str; 5] = [
    "referral-created",
    "referral-updated",
    "related-referral-created",
    "related-referral-updated",
    "test-created",
];

pub async fn call(ortak: &Installation, caller: &str, method: &str, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    ortak.call(caller, method, path, &[], body).await
}

/// Registers the caller for all events at the receiver.
pub async fn subscribe(ortak: &Installation, caller: &str, receiver: &Receiver) -> String {
    let body = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ALL });
    let registered = call(ortak, caller, "POST", REGISTRATION, &body).await.expect(200).json();
    registered["SubscriberId"].as_str().unwrap().to_owned()
}

async fn a10_a_registration_is_made_once_and_replaced(ortak: Installation) {
    let events = ortak.get("contoso", &format!("{REGISTRATION}/events")).await.expect(200).json();
    assert_eq!(events, json!(ALL));
    // What a widely deployed client does: GET, which may fail, then POST or PUT.
    ortak.get("contoso", REGISTRATION).await.expect(404);
    let body = json!({ "webhookUrl": "https://crm.example.com/hook", "webhookEvents": ["Referral-Created"],
        "signatureTokenToMsSignatureHeader": "true" });
    call(&ortak, "contoso", "PUT", REGISTRATION, &body).await.expect(404);
    let made = call(&ortak, "contoso", "POST", REGISTRATION, &body).await.expect(200).json();
    assert_eq!(made["WebhookEvents"], json!(["referral-created"]));
    assert_eq!(
        call(&ortak, "contoso", "POST", REGISTRATION, &body).await.expect(409).code(),
        "already_registered"
    );
    for path in
        ["/webhooks/v1/registration/", "/webhooks/v1.0/Registration", "/webhooks/v1/internalApp/registration"]
    {
        let read = ortak.get("contoso", path).await.expect(200).json();
        assert_eq!(read["SubscriberId"], made["SubscriberId"], "{path}");
        assert_eq!(read["SignatureTokenToMsSignatureHeader"], true);
    }
    let other = json!({ "WebhookUrl": "https://crm.example.com/other", "WebhookEvents": ALL });
    let replaced = call(&ortak, "contoso", "PUT", REGISTRATION, &other).await.expect(200).json();
    assert_eq!(
        (&replaced["SubscriberId"], &replaced["WebhookUrl"]),
        (&made["SubscriberId"], &other["WebhookUrl"])
    );
    // Everybody has their own.
    for caller in ["contoso-partner-admin", "fabrikam", "vendor-seller"] {
        ortak.get(caller, REGISTRATION).await.expect(404);
    }
    let secret = |answer: Answer| answer.expect(200).json()["Secret"].as_str().unwrap().to_owned();
    let path = "/ortak/v1/webhook/secret";
    let first = secret(ortak.get("contoso", path).await);
    assert!(first.starts_with("whsec_"));
    assert_eq!(first, secret(ortak.get("contoso", path).await));
    let second = secret(call(&ortak, "contoso", "POST", path, &Value::Null).await);
    assert_ne!(first, second);
}

async fn a10_bad_registrations_are_refused_with_every_reason(ortak: Installation) {
    let refused =
        call(&ortak, "contoso", "POST", REGISTRATION, &json!({ "WebhookEvents": ["nonsense", 7] })).await;
    assert_eq!(
        refused.expect(400).fields(),
        [
            "WebhookUrl: required",
            "WebhookEvents/1: wrong_type",
            "WebhookUrl: webhook_target",
            "WebhookEvents/0: unknown_value",
        ]
    );
    for url in [
        "http://8.8.8.8/",
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "ftp://a.example",
        "x",
        "https://[::1]/",
        "https://user:pass@crm.example.com/",
    ] {
        let body = json!({ "WebhookUrl": url, "WebhookEvents": ["referral-created"] });
        let refused = call(&ortak, "contoso", "POST", REGISTRATION, &body).await.expect(400);
        assert_eq!(refused.fields(), ["WebhookUrl: webhook_target"], "{url}");
    }
    let none = json!({ "WebhookUrl": "https://crm.example.com/hook", "WebhookEvents": [] });
    let refused = call(&ortak, "contoso", "POST", REGISTRATION, &none).await.expect(400);
    assert_eq!(refused.fields(), ["WebhookEvents: required"]);
    ortak.get("contoso", REGISTRATION).await.expect(404);
}

async fn a10_requests_carry_both_signatures(ortak: Installation) {
    let receiver = Receiver::start().await;
    let body = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ALL, "SignatureTokenToMsSignatureHeader": true });
    call(&ortak, "contoso", "POST", REGISTRATION, &body).await.expect(200);
    let secret = ortak.get("contoso", "/ortak/v1/webhook/secret").await.json()["Secret"].clone();
    let referral = ortak.created("contoso", &deal("Depot")).await;
    ortak.worker.run_once().await.unwrap();
    let received = receiver.received().remove(0);
    assert_eq!(
        received.json(),
        json!({
            "EventName": "referral-created",
            "ResourceUri": format!("{BASE}/engagements/v1/referrals/{}", id(&referral)),
            "ResourceName": "referral",
            "AuditUri": null,
            "ResourceChangeUtcDate": "2026-11-22T10:00:00.0000000+00:00",
        })
    );
    // The consumer reads what the event names.
    let uri = received.json()["ResourceUri"].as_str().unwrap().strip_prefix(BASE).unwrap().to_owned();
    ortak.get("contoso", &uri).await.expect(200);
    // RSA, by the certificate that is served.
    assert_eq!(received.header("x-ms-signature-algorithm"), "rsa-sha256");
    let url = received.header("x-ms-certificate-url").strip_prefix(BASE).unwrap();
    let pem = ortak.get("", url).await.expect(200).text;
    let der: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(der).unwrap();
    let (_, certificate) = x509_parser::parse_x509_certificate(&der).unwrap();
    let key = UnparsedPublicKey::new(
        &RSA_PKCS1_2048_8192_SHA256,
        &certificate.public_key().subject_public_key.data,
    );
    let signature =
        STANDARD.decode(received.header("x-ms-signature").strip_prefix("Signature ").unwrap()).unwrap();
    key.verify(received.body.as_bytes(), &signature).unwrap();
    assert!(received.headers.get("authorization").is_none(), "the flag moves it");
    ortak.get("", "/webhooks/v1/certificates/other.cer").await.expect(404);
    // Standard Webhooks, by the secret.
    let secret = STANDARD.decode(secret.as_str().unwrap().strip_prefix("whsec_").unwrap()).unwrap();
    let signed = format!(
        "{}.{}.{}",
        received.header("webhook-id"),
        received.header("webhook-timestamp"),
        received.body
    );
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), signed.as_bytes());
    assert_eq!(received.header("webhook-signature"), format!("v1,{}", STANDARD.encode(tag)));
}

async fn a10_events_reach_who_may_know_and_nobody_else(ortak: Installation) {
    let (contoso, izmir, fabrikam, vendor) =
        (Receiver::start().await, Receiver::start().await, Receiver::start().await, Receiver::start().await);
    for (caller, receiver) in [
        ("contoso", &contoso),
        ("contoso-izmir", &izmir),
        ("fabrikam", &fabrikam),
        ("vendor-seller", &vendor),
    ] {
        subscribe(&ortak, caller, receiver).await;
    }
    let all = || [contoso.take(), izmir.take(), fabrikam.take(), vendor.take()];
    let none: Vec<String> = Vec::new();
    // A private deal of Istanbul's.
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let a = id(&own_deal);
    ortak.worker.run_once().await.unwrap();
    assert_eq!(all(), [vec![format!("referral-created {a}")], none.clone(), none.clone(), none.clone()]);
    // Fabrikam is invited: its own came to be, and to the inviter a related one; the inviter's own changed.
    let sent = ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    let b = id(&sent);
    ortak.worker.run_once().await.unwrap();
    assert_eq!(
        all(),
        [
            vec![format!("referral-updated {a}"), format!("related-referral-created {b}")],
            none.clone(),
            vec![format!("referral-created {b}")],
            none.clone(),
        ]
    );
    // What doesn't show to others is not told to them.
    ortak.patch("contoso", a, &json!({ "details": { "notes": "ours", "dealValue": 1 } })).await.expect(200);
    ortak.worker.run_once().await.unwrap();
    assert_eq!(all(), [vec![format!("referral-updated {a}")], none.clone(), none.clone(), none.clone()]);
    ortak.patch("contoso", a, &json!({ "salesStage": "40" })).await.expect(200);
    ortak.worker.run_once().await.unwrap();
    let told = [
        vec![format!("referral-updated {a}")],
        none.clone(),
        vec![format!("related-referral-updated {a}")],
        none.clone(),
    ];
    assert_eq!(all(), told);
    // Who declines is told no more.
    ortak.patch("fabrikam", b, &json!({ "substatus": "Declined" })).await.expect(200);
    ortak.patch("contoso", a, &json!({ "salesStage": "60" })).await.expect(200);
    ortak.worker.run_once().await.unwrap();
    assert_eq!(
        all(),
        [
            vec![format!("referral-updated {a}"), format!("related-referral-updated {b}")],
            none.clone(),
            vec![format!("referral-updated {b}")],
            none,
        ]
    );
}

/// Every manner of failing, one after the other, for several referrals at once: each event is taken once.
async fn a10_a_chaotic_receiver_gets_every_event_once_and_in_order(ortak: Installation) {
    let receiver = Receiver::start().await;
    subscribe(&ortak, "contoso", &receiver).await;
    receiver.behave(&[
        Manner::Answer(500),
        Manner::Busy(600),
        Manner::Reset,
        Manner::Slow,
        Manner::Answer(302),
        Manner::Answer(404),
        Manner::Busy(1),
        Manner::Answer(503),
        Manner::Reset,
    ]);
    let mut referrals = Vec::new();
    for name in ["a", "b", "c"] {
        let referral = ortak.created("contoso", &deal(name)).await;
        for stage in ["20", "40"] {
            ortak.patch("contoso", id(&referral), &json!({ "salesStage": stage })).await.expect(200);
        }
        referrals.push(id(&referral).to_owned());
    }
    for pause in RETRY_PAUSES_SECONDS {
        ortak.clock.advance_seconds(pause.max(1));
        ortak.worker.run_once().await.unwrap();
    }
    let taken = receiver.taken();
    assert_eq!(taken.len(), 9, "each event");
    assert!(taken.values().all(|times| *times == 1), "once: {taken:?}");
    let ids: std::collections::BTreeSet<&str> = taken.keys().map(String::as_str).collect();
    let received = receiver.received();
    assert!(
        received.iter().all(|one| ids.contains(one.header("webhook-id"))),
        "the same id on every attempt"
    );
    for referral in &referrals {
        let of: Vec<String> = received
            .iter()
            .filter(|one| one.status == Some(200) && one.resource() == *referral)
            .map(crate::receiver::Received::event)
            .collect();
        assert_eq!(of, ["referral-created", "referral-updated", "referral-updated"], "in order");
    }
    let log = ortak.get("contoso", "/ortak/v1/webhook/deliveries?limit=200").await.expect(200).json();
    assert!(log["value"].as_array().unwrap().iter().all(|delivery| delivery["state"] == "delivered"));
}

async fn a10_a_dead_receiver_is_tried_ten_times_and_can_be_served_later(ortak: Installation) {
    let receiver = Receiver::start().await;
    subscribe(&ortak, "contoso", &receiver).await;
    receiver.behave(&[Manner::Answer(500); 10]);
    ortak.created("contoso", &deal("Depot")).await;
    let mut waited = 0;
    for (made, pause) in RETRY_PAUSES_SECONDS.into_iter().enumerate() {
        if pause > 0 {
            ortak.clock.advance_seconds(pause - 1);
            ortak.worker.run_once().await.unwrap();
            assert_eq!(receiver.received().len(), made, "not before its time");
            ortak.clock.advance_seconds(1);
        }
        ortak.worker.run_once().await.unwrap();
        assert_eq!(receiver.received().len(), made + 1);
        waited += pause;
    }
    assert_eq!(waited / 3_600, 75, "10 attempts over 75 hours");
    ortak.clock.advance_seconds(10 * 86_400);
    ortak.worker.run_once().await.unwrap();
    assert_eq!(receiver.received().len(), 10, "given up");
    let log = ortak.get("contoso", "/ortak/v1/webhook/deliveries?state=failed").await.expect(200).json();
    let path = format!("/ortak/v1/webhook/deliveries/{}", log["value"][0]["id"].as_str().unwrap());
    let details = ortak.get("contoso", &path).await.expect(200).json();
    assert_eq!(details["log"].as_array().unwrap().len(), 10);
    assert_eq!(
        (&details["log"][0]["status"], &details["log"][0]["error"]),
        (&json!(500), &json!("the receiver answered 500"))
    );
    // Nobody else sees or replays it.
    ortak.get("fabrikam", &path).await.expect(404);
    ortak.get("contoso-partner-admin", &path).await.expect(404);
    let replay = format!("{path}/replay");
    call(&ortak, "fabrikam", "POST", &replay, &Value::Null).await.expect(404);
    call(&ortak, "contoso", "POST", &replay, &Value::Null).await.expect(200);
    assert_eq!(
        call(&ortak, "contoso", "POST", &replay, &Value::Null).await.expect(409).code(),
        "delivery_pending"
    );
    ortak.worker.run_once().await.unwrap();
    assert_eq!(receiver.taken().len(), 1);
    let since = json!({ "since": "2026-01-01T00:00:00Z" });
    let again = call(&ortak, "contoso", "POST", "/ortak/v1/webhook/replay", &since).await.expect(200).json();
    assert_eq!(again["replayed"], 0, "nothing is left that failed");
    call(&ortak, "contoso", "POST", "/ortak/v1/webhook/replay", &json!({})).await.expect(400);
}

async fn a10_gone_switches_a_webhook_off_and_registering_switches_it_on(ortak: Installation) {
    let receiver = Receiver::start().await;
    subscribe(&ortak, "contoso", &receiver).await;
    receiver.behave(&[Manner::Answer(410)]);
    for name in ["a", "b"] {
        ortak.created("contoso", &deal(name)).await;
    }
    ortak.worker.run_once().await.unwrap();
    let state = ortak.get("contoso", REGISTRATION).await.expect(200).json();
    assert_eq!((&state["Enabled"], &state["DisabledReason"]), (&json!(false), &json!("gone")));
    let body = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ALL });
    call(&ortak, "contoso", "PUT", REGISTRATION, &body).await.expect(200);
    ortak.created("contoso", &deal("c")).await;
    let before = receiver.received().len();
    ortak.worker.run_once().await.unwrap();
    assert_eq!(receiver.received().len(), before + 1);
}

async fn r601_switching_off_is_told_once_however_many_fail_at_once(mut ortak: Installation) {
    ortak.join("ayse", CONTOSO, Role::ReferralsAdmin, "ayse@contoso.example").await;
    let receiver = Receiver::start().await;
    subscribe(&ortak, "contoso", &receiver).await;
    receiver.behave(&[Manner::Answer(410), Manner::Answer(410), Manner::Answer(410), Manner::Answer(410)]);
    for name in ["a", "b", "c", "d"] {
        ortak.created("contoso", &deal(name)).await;
    }
    ortak.worker.run_once().await.unwrap();
    assert!(receiver.received().len() > 1, "several at once");
    let told = ortak.get("ayse", "/ortak/v1/notifications").await.expect(200).json();
    let told = told["value"].as_array().unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (&told[0]["event"], &told[0]["facts"]["webhookOff"]),
        (&json!("webhook_failing"), &json!(true))
    );
}

async fn a10_a_test_is_sent_and_told_of(ortak: Installation) {
    let receiver = Receiver::start().await;
    let path = format!("{REGISTRATION}/validationEvents");
    let test = async || call(&ortak, "contoso", "POST", &path, &Value::Null).await;
    test().await.expect(404);
    let body = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ["referral-created"] });
    call(&ortak, "contoso", "POST", REGISTRATION, &body).await.expect(200);
    assert_eq!(test().await.expect(409).code(), "test_not_subscribed");
    let body = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ALL });
    call(&ortak, "contoso", "PUT", REGISTRATION, &body).await.expect(200);
    receiver.behave(&[Manner::Answer(503)]);
    let correlation = test().await.expect(200).json()["correlationId"].as_str().unwrap().to_owned();
    let result = async || ortak.get("contoso", &format!("{path}/{correlation}")).await.expect(200).json();
    assert_eq!(result().await["status"], "pending");
    ortak.worker.run_once().await.unwrap();
    ortak.clock.advance_seconds(5);
    ortak.worker.run_once().await.unwrap();
    let done = result().await;
    assert_eq!(
        (&done["status"], &done["partnerId"], &done["callbackUrl"]),
        (&json!("completed"), &json!(CONTOSO), &json!(receiver.url()))
    );
    let codes: Vec<&str> =
        done["results"].as_array().unwrap().iter().map(|r| r["responseCode"].as_str().unwrap()).collect();
    assert_eq!(codes, ["ServiceUnavailable", "OK"]);
    test().await.expect(200);
    assert!(test().await.expect(429).header("retry-after").parse::<u64>().unwrap() > 0, "two a minute");
    assert_eq!(receiver.received()[0].json()["ResourceName"], "test");
    ortak.get("fabrikam", &format!("{path}/{correlation}")).await.expect(404);
}

async fn r403_a_webhook_ends_with_the_reach_of_its_owner(ortak: Installation) {
    let receiver = Receiver::start().await;
    subscribe(&ortak, "fabrikam", &receiver).await;
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    ortak.clock.advance_seconds(1);
    ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    ortak.worker.run_once().await.unwrap();
    assert_eq!(receiver.take().len(), 1, "not what happened before it was asked");
    let fabrikam = OrganizationId::new(FABRIKAM).unwrap();
    let webhook = ortak.app.webhooks.webhooks(Some(&fabrikam)).await.unwrap().remove(0);
    assert_eq!(webhook.principal_kind, PrincipalKind::ApiClient);
    let client = ortak_domain::ApiClientId(webhook.principal_id);
    ortak.app.accounts.disable_api_client(client, Some(ortak.app.clock.now())).await.unwrap();
    ortak.patch("contoso", id(&own_deal), &json!({ "salesStage": "40" })).await.expect(200);
    ortak.worker.run_once().await.unwrap();
    assert_eq!(receiver.take(), [""; 0], "an application that is shut out is told nothing");
    assert!(own(&ortak, "vendor", &own_deal).await.is_none(), "{VENDOR} was never asked");
}

on_both!(
    a10_a_registration_is_made_once_and_replaced,
    a10_bad_registrations_are_refused_with_every_reason,
    a10_requests_carry_both_signatures,
    a10_events_reach_who_may_know_and_nobody_else,
    a10_a_chaotic_receiver_gets_every_event_once_and_in_order,
    a10_a_dead_receiver_is_tried_ten_times_and_can_be_served_later,
    a10_gone_switches_a_webhook_off_and_registering_switches_it_on,
    r601_switching_off_is_told_once_however_many_fail_at_once,
    a10_a_test_is_sent_and_told_of,
    r403_a_webhook_ends_with_the_reach_of_its_owner,
);

/// A record that somebody has damaged is told of in the log, and holds up nobody else's. (SQLite serves what it knows of
/// the record from memory, so that only PostgreSQL sees the damage at once.)
#[tokio::test]
async fn r307_r604_one_damaged_record_holds_up_nothing_else() {
    let Some(ortak) = Installation::on_postgres().await else { return };
    let receiver = Receiver::start().await;
    subscribe(&ortak, "contoso", &receiver).await;
    let damaged = ortak.created("contoso", &deal("damaged")).await;
    let broken = ortak.created("contoso", &invitation(&damaged, FABRIKAM)).await;
    ortak.clock.advance_seconds(1);
    let whole = ortak.created("contoso", &deal("whole")).await;
    let waiting = ortak.created("contoso", &invitation(&whole, FABRIKAM)).await;
    for referral in [&damaged, &broken] {
        let sql = "UPDATE referral SET document = '{}' WHERE id = $1";
        let damage =
            ortak_store::conn::Statement::new("damage", sql, vec![id(referral).into()]).expect_rows(1);
        ortak.store.database().write(vec![damage]).await.unwrap();
    }
    let round = ortak_app::dispatch::dispatch(&ortak.app, BASE, 100).await.unwrap();
    assert!(round.done > 0 && round.fault.is_some(), "it is told of: {round:?}");
    let round = ortak_app::dispatch::dispatch(&ortak.app, BASE, 100).await.unwrap();
    assert!(round.done == 0 && round.fault.is_some(), "and goes on: {round:?}");
    ortak_app::webhook::deliver::deliver_due(&ortak.app, &*ortak.worker.sender, &|| true).await.unwrap();
    assert!(receiver.take().contains(&format!("referral-created {}", id(&whole))));
    ortak.clock.advance_seconds(15 * 86_400);
    assert!(ortak_app::referral::expire::expire_due(&ortak.app, 100).await.is_err());
    let now = ortak.get("fabrikam", &crate::harness::at(id(&waiting))).await.json();
    assert_eq!(now["substatus"], "Expired");
}
