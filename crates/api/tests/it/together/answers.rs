//! What the asked side does: accept, decline, let the time pass, win and lose (R305–R313).

use ortak_app::referral::expire::expire_due;
use ortak_domain::Programme;
use serde_json::{Value, json};

use super::{id, invitation, others, own, vendor_invited};
use crate::harness::{Answer, FABRIKAM, Installation, VENDOR, at, deal};
use crate::on_both;

async fn r305_accepting_may_edit_and_adds_the_accepter(ortak: Installation) {
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let sent = ortak.created("contoso", &invitation(&own_deal, "1200000")).await;
    let accept = json!({ "substatus": "Accepted", "name": "Our part", "externalReferenceId": "F-1",
        "details": { "dealValue": "8000", "notes": "we take the integration" } });
    let accepted = ortak.patch("fabrikam", id(&sent), &accept).await.expect(200).json();
    assert_eq!((&accepted["status"], &accepted["salesStage"]), (&json!("Active"), &json!("10")));
    assert_eq!((&accepted["name"], &accepted["expirationDateTime"]), (&json!("Our part"), &Value::Null));
    assert_eq!(accepted["team"].as_array().unwrap().len(), 2, "the inviter's and one's own");
    let late = ortak.patch("fabrikam", id(&sent), &json!({ "substatus": "Declined" })).await.expect(409);
    assert_eq!(late.code(), "invalid_transition", "answered once");
}

async fn r306_declining_tells_the_sender_and_only_the_vendors_reason(ortak: Installation) {
    let (own_deal, _) = vendor_invited(&ortak).await;
    ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    let request = own(&ortak, "vendor-seller", &own_deal).await.unwrap();
    let reason = "No seller manages this customer directly";
    let decline = json!({ "status": "Closed", "substatus": "Declined", "statusReason": reason });
    ortak.patch("vendor-seller", id(&request), &decline).await.expect(200);
    let theirs = own(&ortak, "fabrikam", &own_deal).await.unwrap();
    let decline = json!({ "substatus": "Declined", "statusReason": "budget not adequate" });
    ortak.patch("fabrikam", id(&theirs), &decline).await.expect(200);
    let seen = |of: &Value| {
        let path = at(id(of));
        let ortak = &ortak;
        async move { ortak.get("contoso", &path).await.expect(200).json() }
    };
    assert_eq!(seen(&request).await["statusReason"], "no seller");
    assert_eq!(
        (&seen(&theirs).await["statusReason"], &seen(&theirs).await["substatus"]),
        (&Value::Null, &json!("Declined"))
    );
    // Who has declined sees no more of the others.
    assert_eq!(others(&ortak, "fabrikam", &own_deal).await, [""; 0]);
    ortak.get("fabrikam", &at(id(&own_deal))).await.expect(404);
    ortak.get("fabrikam", &at(id(&theirs))).await.expect(200);
}

async fn r307_what_nobody_answers_expires_at_its_time_and_not_before(ortak: Installation) {
    let (own_deal, _) = vendor_invited(&ortak).await;
    ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    let theirs = own(&ortak, "fabrikam", &own_deal).await.unwrap();
    ortak.clock.advance_seconds(14 * 86_400);
    ortak.clock.advance_millis(-1);
    assert_eq!(expire_due(&ortak.app, 10).await.unwrap().expired, 0, "a millisecond early");
    ortak.clock.advance_millis(1);
    // Too late, although nobody has closed it yet.
    let late = ortak.patch("fabrikam", id(&theirs), &json!({ "substatus": "Accepted" })).await.expect(409);
    assert_eq!(late.code(), "answer_window_over");
    let (one, other) = tokio::join!(expire_due(&ortak.app, 10), expire_due(&ortak.app, 10));
    assert_eq!(one.unwrap().expired + other.unwrap().expired, 2, "each once, whoever is first");
    assert_eq!(expire_due(&ortak.app, 10).await.unwrap().expired, 0);
    assert_eq!(others(&ortak, "contoso", &own_deal).await, ["Microsoft Expired", "Fabrikam Expired"]);
    let history = ortak.get("fabrikam", &format!("{}/history", at(id(&theirs)))).await.json();
    let kinds: Vec<&str> =
        history["value"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["created", "expired"]);
    let frozen = ortak.patch("fabrikam", id(&theirs), &json!({ "substatus": "Accepted" })).await.expect(409);
    assert_eq!(frozen.code(), "terminal_state");
    ortak.create("contoso", &invitation(&own_deal, FABRIKAM)).await.expect(201);
}

async fn r309_won_and_lost_while_active(ortak: Installation) {
    let stored = ortak.created("contoso", &deal("Depot")).await;
    let lost =
        json!({ "status": "Closed", "substatus": "Lost", "statusReason": "customer chose another vendor" });
    let lost = ortak.patch("contoso", id(&stored), &lost).await.expect(200).json();
    assert_eq!(
        (&lost["statusReason"], &lost["salesStage"]),
        (&json!("customer chose another vendor"), &json!("10"))
    );
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let sent = ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    let won = json!({ "status": "Closed", "substatus": "Won" });
    assert_eq!(ortak.patch("fabrikam", id(&sent), &won).await.expect(409).code(), "invalid_transition");
}

async fn r310_only_what_could_be_registered_warns_within_72_hours(ortak: Installation) {
    let won = json!({ "status": "Closed", "substatus": "Won" });
    let win = async |body: &Value, after: i64| {
        let stored = ortak.created("contoso", body).await;
        ortak.clock.advance_seconds(after);
        let answer: Answer = ortak.patch("contoso", id(&stored), &won).await.expect(200);
        answer.headers.get_all("ortak-warning").iter().any(|warning| warning == "won_within_72_hours")
    };
    let mut shared = deal("shared");
    shared["consent"]["consentToShareReferralWithMicrosoftSellers"] = json!(true);
    assert!(win(&shared, 72 * 3_600 - 1).await);
    assert!(!win(&shared, 72 * 3_600).await);
    assert!(!win(&deal("private"), 0).await, "a private deal is never registered");
    let programme = Programme { early_win_hours: 1, ..Programme::default() };
    assert!(ortak.app.accounts.save_programme(&Programme::default(), &programme).await.unwrap());
    ortak.clock.advance_seconds(2);
    assert!(!win(&shared, 3_600).await, "the programme decides the hours");
}

async fn r313_small_requests_are_declined_at_once_when_the_programme_says_so(ortak: Installation) {
    let request = async |value: i64, currency: &str| {
        let own_deal = ortak.created("contoso", &deal("Depot")).await;
        let mut body = invitation(&own_deal, VENDOR);
        body["details"]["dealValue"] = json!(value);
        body["details"]["currency"] = json!(currency);
        ortak.created("contoso", &body).await;
        others(&ortak, "contoso", &own_deal).await
    };
    assert_eq!(request(24_999, "USD").await, ["Microsoft Pending"], "off by default");
    let programme = Programme { auto_decline_below_minimum: true, ..Programme::default() };
    assert!(ortak.app.accounts.save_programme(&Programme::default(), &programme).await.unwrap());
    ortak.clock.advance_seconds(2);
    assert_eq!(request(24_999, "USD").await, ["Microsoft Declined"]);
    assert_eq!(request(25_000, "USD").await, ["Microsoft Pending"]);
    assert_eq!(request(1, "EUR").await, ["Microsoft Pending"], "no rate, no guess");
}

on_both!(
    r305_accepting_may_edit_and_adds_the_accepter,
    r306_declining_tells_the_sender_and_only_the_vendors_reason,
    r307_what_nobody_answers_expires_at_its_time_and_not_before,
    r309_won_and_lost_while_active,
    r310_only_what_could_be_registered_warns_within_72_hours,
    r313_small_requests_are_declined_at_once_when_the_programme_says_so,
);
