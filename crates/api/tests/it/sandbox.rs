//! Sandboxes: every path can be tried from both sides, and nothing leaves.

use http::StatusCode;
use ortak_domain::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, CONTOSO, FABRIKAM, Installation, REFERRALS, SANDBOX, VENDOR, at, deal};
use crate::on_both;
use crate::receiver::Receiver;
use crate::together::{id, invitation, others};
use crate::webhooks::subscribe;

/// As the sandbox's admin, on another's side.
async fn play(ortak: &Installation, side: &str, method: &str, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let merge = ("content-type", "application/merge-patch+json");
    let side = ("ortak-act-for", side);
    let headers = if method == "PATCH" { vec![side, merge] } else { vec![side] };
    ortak.call("sandbox", method, path, &headers, body).await
}

async fn change(ortak: &Installation, side: &str, referral: &Value, body: Value) -> Answer {
    play(ortak, side, "PATCH", &at(id(referral)), &body).await
}

async fn accepting_declining_and_winning_as_the_other_side(ortak: Installation) {
    let own_deal = ortak.created("sandbox", &deal("Try it")).await;
    let vendors = ortak.created("sandbox", &invitation(&own_deal, VENDOR)).await;
    let partners = ortak.created("sandbox", &invitation(&own_deal, FABRIKAM)).await;
    // The home can't answer what it has sent; each side answers its own and no other's.
    let accept = json!({ "substatus": "Accepted" });
    let refused = ortak.patch("sandbox", id(&vendors), &accept).await.expect(403);
    assert_eq!(refused.code(), "not_your_referral");
    assert_eq!(
        change(&ortak, FABRIKAM, &vendors, accept.clone()).await.expect(403).code(),
        "not_your_referral"
    );
    change(&ortak, VENDOR, &vendors, accept).await.expect(200);
    let decline = json!({ "substatus": "Declined", "statusReason": "budget not adequate" });
    change(&ortak, FABRIKAM, &partners, decline).await.expect(200);
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Microsoft Accepted", "Fabrikam Declined"]);
    // Asked again after the decline, the partner accepts and wins; the vendor loses.
    ortak.clock.advance_seconds(1);
    let again = ortak.created("sandbox", &invitation(&own_deal, FABRIKAM)).await;
    change(&ortak, FABRIKAM, &again, json!({ "substatus": "Accepted" })).await.expect(200);
    change(&ortak, FABRIKAM, &again, json!({ "status": "Closed", "substatus": "Won" })).await.expect(200);
    let lost =
        json!({ "status": "Closed", "substatus": "Lost", "statusReason": "customer chose another vendor" });
    change(&ortak, VENDOR, &vendors, lost).await.expect(200);
    assert_eq!(
        others(&ortak, "sandbox", &own_deal).await,
        ["Microsoft Lost", "Fabrikam Declined", "Fabrikam Won"]
    );
    // What is closed is frozen on that side, too.
    let frozen = change(&ortak, FABRIKAM, &again, json!({ "name": "more" })).await.expect(409);
    assert_eq!(frozen.code(), "terminal_state");
    ortak.patch("sandbox", id(&own_deal), &json!({ "substatus": "Won" })).await.expect(200);
}

async fn nothing_leaves_a_sandbox(mut ortak: Installation) {
    for (name, organization, role, email) in [
        ("ayse", CONTOSO, Role::ReferralsAdmin, "ayse@contoso.example"),
        ("filiz", FABRIKAM, Role::ReferralsAdmin, "filiz@fabrikam.example"),
        ("vera", VENDOR, Role::VendorSeller, "vera@vendor.example"),
        ("selim", SANDBOX, Role::ReferralsAdmin, "selim@sandbox.example"),
    ] {
        ortak.join(name, organization, role, email).await;
    }
    let outside = Receiver::start().await;
    let inside = Receiver::start().await;
    for caller in ["contoso", "fabrikam", "vendor", "vera"] {
        subscribe(&ortak, caller, &outside).await;
    }
    subscribe(&ortak, "sandbox", &inside).await;
    // A deal that the vendor may view and that all are asked for, with real people on its teams.
    let mut body = deal("Try it");
    body["consent"]["consentToShareReferralWithMicrosoftSellers"] = json!(true);
    body["team"] = json!([{ "email": "selim@sandbox.example" }, { "email": "filiz@fabrikam.example" }]);
    let own_deal = ortak.created("sandbox", &body).await;
    ortak.clock.advance_seconds(1);
    let mut sent = Vec::new();
    for to in [VENDOR, FABRIKAM, CONTOSO] {
        let mut asked = invitation(&own_deal, to);
        asked["team"] = json!([{ "email": "vera@vendor.example" }, { "email": "filiz@fabrikam.example" }]);
        sent.push(ortak.created("sandbox", &asked).await);
    }
    for (side, referral) in [(VENDOR, &sent[0]), (FABRIKAM, &sent[1])] {
        ortak.clock.advance_seconds(1);
        change(&ortak, side, referral, json!({ "substatus": "Accepted" })).await.expect(200);
        change(&ortak, side, referral, json!({ "salesStage": "60" })).await.expect(200);
    }
    let later = json!({ "seconds": 15 * 86_400 }).to_string();
    ortak.call("sandbox", "POST", "/ortak/v1/sandbox/clock", &[], later).await.expect(200);
    ortak.patch("sandbox", id(&own_deal), &json!({ "substatus": "Won" })).await.expect(200);
    ortak.worker.run_once().await.unwrap();

    assert_eq!(outside.received().len(), 0, "{:?}", outside.received());
    for person in ["ayse", "filiz", "vera"] {
        let list = ortak.get(person, "/ortak/v1/notifications").await.expect(200).json();
        assert_eq!(list["value"], json!([]), "{person}");
    }
    for caller in ["contoso", "fabrikam", "vendor", "ayse", "filiz", "vera"] {
        for options in [&[][..], &[("$search", "try")]] {
            assert_eq!(ortak.list(caller, options).await.json()["@odata.count"], 0, "{caller}");
        }
        for referral in sent.iter().chain([&own_deal]) {
            for path in [at(id(referral)), format!("{}/history", at(id(referral)))] {
                ortak.get(caller, &path).await.expect(404);
            }
        }
        let log = ortak.get(caller, "/ortak/v1/webhook/deliveries").await;
        assert!(log.status == 404 || log.json()["value"] == json!([]), "{caller}: {}", log.text);
    }
    assert_eq!(ortak.get("vera", "/ortak/v1/shared-deals").await.json()["value"], json!([]));
    // Inside, all of it is told, and at once, although the sandbox's clock is ahead.
    let got = inside.take();
    let own = |event: &str| got.contains(&format!("{event} {}", id(&own_deal)));
    assert!(own("referral-created") && own("referral-updated"), "{got:?}");
    for referral in &sent {
        assert!(got.contains(&format!("related-referral-created {}", id(referral))), "{got:?}");
        assert!(got.contains(&format!("related-referral-updated {}", id(referral))), "{got:?}");
    }
    let told = ortak.get("selim", "/ortak/v1/notifications").await.expect(200).json();
    let events: Vec<&str> =
        told["value"].as_array().unwrap().iter().map(|one| one["event"].as_str().unwrap()).collect();
    for event in ["invitation_accepted", "invitation_expired", "party_stage_changed"] {
        assert!(events.contains(&event), "{event}: {events:?}");
    }
}

async fn the_clock_of_a_sandbox_is_its_own(ortak: Installation) {
    let real = ortak.created("contoso", &deal("Real")).await;
    let real_invitation = ortak.created("contoso", &invitation(&real, FABRIKAM)).await;
    let own_deal = ortak.created("sandbox", &deal("Try it")).await;
    ortak.created("sandbox", &invitation(&own_deal, FABRIKAM)).await;
    let clock = async |seconds: i64| {
        let body = json!({ "seconds": seconds }).to_string();
        ortak.call("sandbox", "POST", "/ortak/v1/sandbox/clock", &[], body).await
    };
    clock(14 * 86_400 - 1).await.expect(200);
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Fabrikam Pending"], "a second early");
    clock(1).await.expect(200);
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Fabrikam Expired"]);
    // The real world is not a second older.
    ortak.worker.run_once().await.unwrap();
    let waits = ortak.get("fabrikam", &at(id(&real_invitation))).await.expect(200).json();
    assert_eq!(waits["substatus"], "Pending");
    let made = ortak.created("sandbox", &deal("Later")).await;
    assert_eq!(made["createdDateTime"], "2026-12-06T10:00:00Z");
    assert_eq!(ortak.created("contoso", &deal("Now")).await["createdDateTime"], "2026-11-22T10:00:00Z");
    clock(20 * 365 * 86_400).await.expect(400);
}

async fn only_its_admins_play_and_only_organizations_of_the_platform(mut ortak: Installation) {
    ortak.join("user", SANDBOX, Role::ReferralsUser, "user@sandbox.example").await;
    let headers = [("ortak-act-for", VENDOR)];
    let refused = ortak.call("user", "GET", REFERRALS, &headers, "").await.expect(403);
    assert_eq!(refused.code(), "role_required");
    let nobody = play(&ortak, "nobody-at-all", "GET", REFERRALS, &Value::Null).await.expect(403);
    assert_eq!(nobody.code(), "unknown_organization");
    for caller in ["contoso", "vendor", "vendor-programme"] {
        let refused =
            ortak.call(caller, "GET", REFERRALS, &[("ortak-act-for", SANDBOX)], "").await.expect(403);
        assert_eq!(refused.code(), "not_a_sandbox", "{caller}");
    }
    // Whoever is played has the sandbox's deals alone.
    ortak.created("contoso", &deal("Real")).await;
    ortak.created("vendor-seller", &deal("Real")).await;
    for side in [CONTOSO, VENDOR] {
        let list = play(&ortak, side, "GET", REFERRALS, &Value::Null).await.expect(200).json();
        assert_eq!(list["@odata.count"], 0, "{side}");
    }
}

async fn a_sandbox_plays_both_sides_and_nothing_leaves_it(ortak: Installation) {
    let play = async |method: &str, path: &str, side: &str, body: Value| {
        let headers: &[(&str, &str)] = if side.is_empty() { &[] } else { &[("ortak-act-for", side)] };
        ortak.call("sandbox", method, path, headers, body.to_string()).await
    };
    let own_deal = ortak.created("sandbox", &deal("Try it")).await;
    for to in [VENDOR, FABRIKAM] {
        ortak.created("sandbox", &invitation(&own_deal, to)).await;
    }
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Microsoft Pending", "Fabrikam Pending"]);
    let filter = format!("engagementId eq {}", own_deal["engagementId"].as_str().unwrap());
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("$filter", &filter).finish();
    let page = ortak.get("sandbox", &format!("{REFERRALS}?{query}")).await.json();
    let shown: Vec<&str> =
        page["value"].as_array().unwrap().iter().map(|row| row["organizationId"].as_str().unwrap()).collect();
    assert!(shown.contains(&VENDOR) && shown.contains(&FABRIKAM), "stand-ins show whom they play: {shown:?}");
    // Outside nobody sees anything of it, and it can't be named.
    for caller in ["vendor", "vendor-seller", "fabrikam", "contoso"] {
        assert_eq!(ortak.list(caller, &[]).await.json()["@odata.count"], 0, "{caller}");
    }
    assert_eq!(ortak.get("vendor-seller", "/ortak/v1/shared-deals").await.json()["value"], json!([]));
    let real = ortak.created("contoso", &deal("Real")).await;
    let refused = ortak.create("contoso", &invitation(&real, SANDBOX)).await.expect(400);
    assert_eq!(refused.fields(), ["target/0/id: unknown_organization"]);
    // Its admin accepts as the vendor and wins as the partner.
    let answer = async |side: &str, body: Value| {
        let list = play("GET", &format!("{REFERRALS}?{query}"), side, Value::Null).await.expect(200).json();
        let rows = list["value"].as_array().unwrap().clone();
        let own = rows.iter().find(|row| row["inviteContext"]["notes"] != Value::Null).unwrap();
        play("PATCH", &at(id(own)), side, body).await.expect(200);
    };
    answer(VENDOR, json!({ "substatus": "Accepted" })).await;
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Microsoft Accepted", "Fabrikam Pending"]);
    // Its clock moves forward, and only its own.
    let moved =
        play("POST", "/ortak/v1/sandbox/clock", "", json!({ "seconds": 14 * 86_400 })).await.expect(200);
    assert_eq!(moved.json()["dateTime"], "2026-12-06T10:00:00Z");
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Microsoft Accepted", "Fabrikam Expired"]);
    for bad in [json!({}), json!({ "seconds": 0 }), json!({ "seconds": -5 }), json!({ "seconds": "x" })] {
        play("POST", "/ortak/v1/sandbox/clock", "", bad).await.expect(400);
    }
    // Who is in no sandbox plays nobody.
    let headers = [("ortak-act-for", VENDOR)];
    for (caller, code) in [("contoso", "not_a_sandbox"), ("vendor", "not_a_sandbox")] {
        let refused = ortak.call(caller, "GET", REFERRALS, &headers, "").await.expect(403);
        assert_eq!(refused.code(), code);
        let clock = ortak
            .call(caller, "POST", "/ortak/v1/sandbox/clock", &[], json!({ "seconds": 1 }).to_string())
            .await;
        assert_eq!(clock.status, StatusCode::FORBIDDEN);
    }
    // The vendor's stand-in starts one and invites the home.
    let theirs = play("POST", REFERRALS, VENDOR, deal("From the vendor")).await.expect(201).json();
    play("POST", REFERRALS, VENDOR, invitation(&theirs, SANDBOX)).await.expect(201);
    let incoming = ortak.list("sandbox", &[("$filter", "direction eq 'Incoming'")]).await.json();
    assert_eq!(incoming["value"][0]["inviteContext"]["invitedBy"]["organizationId"], VENDOR);
}

on_both!(
    a_sandbox_plays_both_sides_and_nothing_leaves_it,
    accepting_declining_and_winning_as_the_other_side,
    nothing_leaves_a_sandbox,
    only_its_admins_play_and_only_organizations_of_the_platform,
    the_clock_of_a_sandbox_is_its_own,
);
