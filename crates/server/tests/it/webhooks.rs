//! `ortak admin webhook`, and what `ortak doctor` says of the backlog.

use ortak_app::port::{Attempt, NewDelivery, Share, Verdict, Webhook, Webhooks as _};
use ortak_domain::policy::PrincipalKind;
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{OrganizationId, Time};
use ortak_testkit::postgres::test_database;
use serde_json::Value;
use uuid::Uuid;

use crate::support::Ortak;

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

/// A webhook of the partner's with a delivery that was given up on 2 June and two that wait; their ids.
async fn fill(ortak: &Ortak, data: &str) -> (String, [String; 3]) {
    let organization_id = OrganizationId::new(&ortak.partner(data)).unwrap();
    let store = ortak.store(data).await;
    let webhook = Webhook {
        organization_id: organization_id.clone(),
        id: Uuid::from_u128(7),
        principal_kind: PrincipalKind::ApiClient,
        principal_id: Uuid::from_u128(8),
        url: "https://crm.example/hook?key=secret".to_owned(),
        events: vec![WebhookEvent::ReferralCreated, WebhookEvent::ReferralUpdated],
        signature_in_ms_header: false,
        secret_version: 1,
        created_at: at("2026-06-01"),
        updated_at: at("2026-06-01"),
        disabled_at: None,
        disabled_reason: None,
    };
    store.create_webhook(webhook.clone()).await.unwrap();
    let ids = [1, 2, 3].map(Uuid::from_u128);
    let deliveries = ids.map(|id| NewDelivery {
        organization_id: organization_id.clone(),
        id,
        webhook_id: webhook.id,
        event: WebhookEvent::ReferralUpdated,
        resource_id: id,
        version: 1,
        body: "{}".to_owned(),
        created_at: at("2026-06-01T10:00:00Z"),
        next_at: at("2026-06-01T10:00:00Z"),
    });
    store.add_deliveries(deliveries.to_vec()).await.unwrap();
    let share = Share { limit: 1, each: 1, busy: &[] };
    let now = at("2026-06-02T10:00:00Z");
    let due = store.claim_deliveries(now, now, &share).await.unwrap().remove(0);
    let attempt = Attempt { at: now, duration_ms: 5, status: Some(500), error: Some("no".to_owned()) };
    store.finish_delivery(&due.delivery, attempt, Verdict::Failed, now).await.unwrap();
    store.close().await;
    (webhook.id.to_string(), ids.map(|id| id.to_string()))
}

async fn operators_see_and_replay(data: &str, other: &[(&str, &str)]) {
    let ortak = Ortak::new();
    let run = |args: &[&str]| {
        let mut command = ortak.command(&[args, &["--data", data]].concat());
        Ortak::finish(command.envs(other.iter().copied()))
    };
    let (webhook, ids) = fill(&ortak, data).await;
    let table = run(&["admin", "webhook", "list"]).good().stdout;
    assert!(
        table.contains(&webhook) && table.contains("enabled") && table.contains("crm.example/hook"),
        "{table}"
    );
    assert!(!table.contains("secret"), "{table}");
    let list = run(&["admin", "webhook", "list", "--organization", "1234567", "--json"]).good().json();
    assert_eq!(
        (&list[0]["webhookId"], &list[0]["events"][1]),
        (&webhook.as_str().into(), &"referral-updated".into())
    );
    let states = |args: &[&str]| -> Vec<String> {
        let all = [&["admin", "webhook", "deliveries", &webhook, "--json"], args].concat();
        let list = run(&all).good().json();
        list.as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(states(&[]).iter().filter(|state| *state == "pending").count(), 2);
    assert_eq!(states(&["--state", "failed"]), ["failed"]);
    assert_eq!(states(&["--limit", "1"]).len(), 1);
    let table = run(&["admin", "webhook", "deliveries", &webhook]).good().stdout;
    assert!(table.contains("referral-updated") && table.contains(&ids[1]), "{table}");

    let said = run(&["doctor", "--listen", "127.0.0.1:0"]).stdout;
    assert!(said.contains("ok    outbox: nothing waits"), "{said}");
    assert!(said.contains("warn  webhooks: 2 deliveries are being tried, the oldest for "), "{said}");
    assert!(said.contains("; 1 were given up"), "{said}");

    let replay = |args: &[&str]| run(&[&["admin", "webhook", "replay", &webhook], args].concat());
    // Made on 1 June, given up on 2 June.
    let many = |since: &str| replay(&["--failed-since", since, "--json"]).good().json()["replayed"].clone();
    assert_eq!(many("2026-06-03"), Value::from(0));
    assert_eq!(many("2026-06-02"), Value::from(1));
    assert_eq!(states(&["--state", "failed"]), [""; 0]);
    replay(&["--delivery", &ids[0]]).fails_with(1, &["still being tried"]);
    replay(&["--delivery", "x"]).fails_with(1, &["no delivery with the id x"]);
    replay(&["--failed-since", "yesterday"]).fails_with(1, &["--failed-since must be"]);
    replay(&[]).fails_with(2, &["--delivery"]);
    run(&["admin", "webhook", "deliveries", "x"]).fails_with(1, &["no webhook with the id x"]);
    run(&["admin", "webhook", "deliveries", &webhook, "--state", "x"])
        .fails_with(1, &["--state must be one of"]);

    // Switched off, everything is cancelled, and can be replayed when it is back.
    let store = ortak.store(data).await;
    let organization = store.webhooks(None).await.unwrap().remove(0).organization_id;
    let id = webhook.parse().unwrap();
    store.disable_webhook(&organization, id, "gone", at("2026-06-04")).await.unwrap();
    store.close().await;
    assert!(
        run(&["admin", "webhook", "list"]).good().stdout.contains("disabled 2026-06-04T00:00:00Z (gone)")
    );
    let said = replay(&["--delivery", &ids[1]]).good().stdout;
    assert!(said.contains("1 deliveries") && said.contains("until it is registered anew"), "{said}");
}

#[tokio::test]
async fn operators_see_and_replay_deliveries_on_sqlite() {
    operators_see_and_replay("d", &[]).await;
}

#[tokio::test]
async fn operators_see_and_replay_deliveries_on_postgres() {
    let Some(postgres) = test_database().await.unwrap() else { return };
    operators_see_and_replay(postgres.url(), &[("ORTAK_SECURITY__MASTER_KEY", &"07".repeat(32))]).await;
}
