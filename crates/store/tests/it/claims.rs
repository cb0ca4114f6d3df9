//! What workers take from the store: each piece once, in order, and again when a worker has died.

use ortak_app::port::{
    Attempt, DeliveryQuery, DeliveryState, MailVerdict, MailWish, NewDelivery, NewNotification,
    Notifications, Outbox, Share, StoreError, Verdict, Webhook, Webhooks,
};
use ortak_domain::notification::NotificationEvent;
use ortak_domain::policy::PrincipalKind;
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{OrganizationId, PersonId, Referral, ReferralId, Time};
use ortak_store::Store;
use ortak_store::conn::{Statement, Value};
use uuid::Uuid;

use crate::harness::{edit, fill, on_both};
use crate::sample::deal;

on_both! {
    a_delivery_is_claimed_by_one_worker,
    a_claim_that_was_not_finished_is_claimed_again,
    deliveries_of_one_referral_go_out_in_order,
    a10_a_webhook_with_much_to_send_leaves_places_to_the_others,
    a10_replay_goes_by_when_it_failed_and_not_by_when_it_was_made,
    a10_an_earlier_version_is_never_told_behind_a_later_one,
    r604_of_two_workers_the_later_one_stores_nothing,
    what_is_switched_off_is_cancelled_and_can_be_replayed,
    what_is_dispatched_twice_is_stored_once,
    a_mail_is_claimed_by_one_worker_and_retried,
    digests_carry_what_waited_for_them,
}

fn owner() -> OrganizationId {
    OrganizationId::new("contoso").unwrap()
}

fn at(seconds: i64) -> Time {
    Time::from_unix_seconds(seconds)
}

async fn webhook(store: &Store) -> Webhook {
    webhook_with(store, 1).await
}

async fn webhook_with(store: &Store, id: u128) -> Webhook {
    let webhook = Webhook {
        organization_id: owner(),
        id: Uuid::from_u128(id),
        principal_kind: PrincipalKind::ApiClient,
        principal_id: Uuid::from_u128(id + 1_000),
        url: "https://crm.example.com/hook".to_owned(),
        events: vec![WebhookEvent::ReferralUpdated],
        signature_in_ms_header: false,
        secret_version: 1,
        created_at: at(0),
        updated_at: at(0),
        disabled_at: None,
        disabled_reason: None,
    };
    store.create_webhook(webhook.clone()).await.unwrap();
    webhook
}

fn delivery(webhook: &Webhook, id: u128, resource: u128, version: i64) -> NewDelivery {
    NewDelivery {
        organization_id: owner(),
        id: Uuid::from_u128(id),
        webhook_id: webhook.id,
        event: WebhookEvent::ReferralUpdated,
        resource_id: Uuid::from_u128(resource),
        version,
        body: "{}".to_owned(),
        created_at: at(10),
        next_at: at(10),
    }
}

fn up_to(limit: usize) -> Share<'static> {
    Share { limit, each: limit, busy: &[] }
}

async fn claimed(store: &Store, now: i64) -> Vec<u128> {
    let due = store.claim_deliveries(at(now), at(now + 60), &up_to(100)).await.unwrap();
    due.iter().map(|due| due.delivery.id.as_u128()).collect()
}

async fn a_delivery_is_claimed_by_one_worker(store: Store) {
    let webhook = webhook(&store).await;
    store.add_deliveries((10..60).map(|id| delivery(&webhook, id, id, 1)).collect()).await.unwrap();
    assert_eq!(claimed(&store, 9).await, [0; 0], "not before its time");
    let share = up_to(10);
    let claims = (0..8).map(|_| store.claim_deliveries(at(10), at(70), &share));
    let taken = futures_util::future::join_all(claims).await;
    let mut ids: Vec<Uuid> = Vec::new();
    for due in taken {
        let due = due.unwrap();
        assert!(due.len() <= 10, "no more than was asked for");
        ids.extend(due.iter().map(|due| due.delivery.id));
    }
    let many = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), many, "none twice");
    let left = claimed(&store, 11).await;
    assert_eq!(ids.len() + left.len(), 50, "and none lost");
}

async fn a_claim_that_was_not_finished_is_claimed_again(store: Store) {
    let webhook = webhook(&store).await;
    store.add_deliveries(vec![delivery(&webhook, 10, 10, 1)]).await.unwrap();
    assert_eq!(claimed(&store, 10).await, [10]);
    assert_eq!(claimed(&store, 69).await, [0; 0]);
    assert_eq!(claimed(&store, 70).await, [10]);
}

async fn deliveries_of_one_referral_go_out_in_order(store: Store) {
    let webhook = webhook(&store).await;
    let all =
        [(10, 5, 2), (11, 5, 1), (12, 6, 1)].map(|(id, of, version)| delivery(&webhook, id, of, version));
    store.add_deliveries(all.to_vec()).await.unwrap();
    let due = store.claim_deliveries(at(10), at(70), &up_to(100)).await.unwrap();
    let mut ids: Vec<u128> = due.iter().map(|due| due.delivery.id.as_u128()).collect();
    ids.sort_unstable();
    assert_eq!(ids, [11, 12], "the second of a referral waits for its first");
    for due in &due {
        let attempt = Attempt { at: at(11), duration_ms: 1, status: Some(500), error: Some("no".to_owned()) };
        store.finish_delivery(&due.delivery, attempt, Verdict::Again(at(300)), at(11)).await.unwrap();
    }
    assert_eq!(claimed(&store, 299).await, [0; 0], "also while the first is being tried again");
    let due = store.claim_deliveries(at(300), at(360), &up_to(100)).await.unwrap();
    for due in &due {
        assert_eq!(due.delivery.attempts, 1);
        let attempt = Attempt { at: at(300), duration_ms: 1, status: Some(200), error: None };
        store.finish_delivery(&due.delivery, attempt, Verdict::Delivered, at(300)).await.unwrap();
    }
    assert_eq!(claimed(&store, 301).await, [10]);
    let (_, attempts) = store.delivery(&owner(), webhook.id, Uuid::from_u128(11)).await.unwrap().unwrap();
    assert_eq!(attempts.iter().map(|attempt| attempt.status).collect::<Vec<_>>(), [Some(500), Some(200)]);
}

async fn a10_a_webhook_with_much_to_send_leaves_places_to_the_others(store: Store) {
    let (much, little) = (webhook_with(&store, 1).await, webhook_with(&store, 2).await);
    let mut all: Vec<NewDelivery> = (1_000..1_500).map(|id| delivery(&much, id, id, 1)).collect();
    // Made last, and due last.
    let last = |id| NewDelivery { created_at: at(20), next_at: at(20), ..delivery(&little, id, id, 1) };
    all.extend([last(10), last(11)]);
    store.add_deliveries(all).await.unwrap();
    let claim = async |share: Share<'_>| {
        let due = store.claim_deliveries(at(20), at(80), &share).await.unwrap();
        let mut webhooks: Vec<u128> = due.iter().map(|due| due.webhook.id.as_u128()).collect();
        webhooks.sort_unstable();
        webhooks
    };
    assert_eq!(claim(Share { limit: 8, each: 3, busy: &[] }).await, [1, 1, 1], "no more than its share");
    let busy = [much.id];
    assert_eq!(claim(Share { limit: 8, each: 3, busy: &busy }).await, [2, 2], "the others are not held up");
    assert_eq!(claim(Share { limit: 8, each: 3, busy: &busy }).await, [0; 0]);
    // Where both are among the soonest, each gets its turn in one claim.
    let (one, other) = (webhook_with(&store, 3).await, webhook_with(&store, 4).await);
    let mut soon: Vec<NewDelivery> = (2_000..2_010).map(|id| delivery(&one, id, id, 1)).collect();
    soon.extend((3_000..3_002).map(|id| NewDelivery { next_at: at(15), ..delivery(&other, id, id, 1) }));
    store.add_deliveries(soon).await.unwrap();
    assert_eq!(claim(Share { limit: 4, each: 4, busy: &busy }).await, [3, 3, 4, 4]);
}

async fn a10_replay_goes_by_when_it_failed_and_not_by_when_it_was_made(store: Store) {
    let webhook = webhook(&store).await;
    // Both made at 10; given up at 100 and at 500.
    store.add_deliveries(vec![delivery(&webhook, 10, 10, 1), delivery(&webhook, 11, 11, 1)]).await.unwrap();
    let due = store.claim_deliveries(at(10), at(70), &up_to(10)).await.unwrap();
    for due in &due {
        let attempt = Attempt { at: at(50), duration_ms: 1, status: Some(500), error: Some("no".to_owned()) };
        let gave_up = if due.delivery.id == Uuid::from_u128(10) { 100 } else { 500 };
        store.finish_delivery(&due.delivery, attempt, Verdict::Failed, at(gave_up)).await.unwrap();
    }
    assert_eq!(store.replay_failed(&owner(), webhook.id, at(501), at(600)).await.unwrap(), 0);
    assert_eq!(store.replay_failed(&owner(), webhook.id, at(500), at(600)).await.unwrap(), 1);
    assert_eq!(claimed(&store, 600).await, [11], "what failed before the outage stays as it is");
}

/// A referral's change whose outbox entry has this id, as clocks of different processes make them.
async fn told_by(store: &Store, id: ReferralId, version: i64, entry: u128) {
    let text = |value: String| Value::from(value.as_str());
    let sql = "UPDATE outbox SET id = $1 WHERE referral_id = $2 AND version = $3";
    let params = vec![text(Uuid::from_u128(entry).to_string()), text(id.to_string()), Value::Int(version)];
    store.database().write(vec![Statement::new("clock", sql, params).expect_rows(1)]).await.unwrap();
}

async fn a10_an_earlier_version_is_never_told_behind_a_later_one(store: Store) {
    let organization = owner();
    let (first, other) = (deal(&organization, 1), deal(&organization, 2));
    fill(&store, &[first.clone(), other.clone()]).await;
    edit(&store, &first, |referral| referral.name = Some("second".to_owned())).await;
    edit(&store, &first, |referral| referral.name = Some("third".to_owned())).await;
    // The process that wrote the second version has a clock that is behind.
    for (of, version, entry) in [(&first, 1, 20), (&first, 2, 10), (&first, 3, 40), (&other, 1, 30)] {
        told_by(&store, of.id, version, entry).await;
    }
    let waiting = async |limit| {
        let entries = store.waiting(limit).await.unwrap();
        entries.into_iter().map(|entry| (entry.referral_id, entry.version)).collect::<Vec<_>>()
    };
    assert_eq!(waiting(1).await, [(first.id, 1), (first.id, 2)], "with the one that it follows");
    assert_eq!(waiting(3).await, [(first.id, 1), (first.id, 2), (other.id, 1)]);
    assert_eq!(waiting(9).await, [(first.id, 1), (first.id, 2), (first.id, 3), (other.id, 1)]);
}

async fn r604_of_two_workers_the_later_one_stores_nothing(store: Store) {
    let organization = owner();
    let webhook = webhook(&store).await;
    let (first, other) = (deal(&organization, 1), deal(&organization, 2));
    fill(&store, &[first.clone(), other.clone()]).await;
    let entries = store.waiting(10).await.unwrap();
    let key = |of: &Referral| {
        let entry = entries.iter().find(|entry| entry.referral_id == of.id).unwrap();
        (organization.clone(), entry.id)
    };
    store.dispatch(&[key(&first)], vec![delivery(&webhook, 10, 10, 1)], Vec::new(), at(10)).await.unwrap();
    // The other worker has read both before; what it would tell of the first may have been overtaken.
    let late = vec![delivery(&webhook, 11, 10, 1), delivery(&webhook, 12, 11, 1)];
    let error = store.dispatch(&[key(&first), key(&other)], late, Vec::new(), at(11)).await.unwrap_err();
    assert_eq!(error, StoreError::Stale);
    assert_eq!(claimed(&store, 11).await, [10], "neither of its deliveries is stored");
    assert_eq!(store.waiting(10).await.unwrap().len(), 1, "and what nobody has told of waits");
}

async fn what_is_switched_off_is_cancelled_and_can_be_replayed(store: Store) {
    let webhook = webhook(&store).await;
    store.add_deliveries(vec![delivery(&webhook, 10, 10, 1)]).await.unwrap();
    assert!(store.disable_webhook(&owner(), webhook.id, "gone", at(20)).await.unwrap());
    assert!(!store.disable_webhook(&owner(), webhook.id, "gone", at(21)).await.unwrap(), "once");
    assert_eq!(claimed(&store, 30).await, [0; 0]);
    let off = Webhook { disabled_at: Some(at(20)), ..webhook.clone() };
    let others = Webhook { secret_version: off.secret_version + 1, ..off.clone() };
    for gone in [&webhook, &others] {
        assert!(!store.save_webhook(gone, webhook.clone()).await.unwrap(), "it has changed meanwhile (R315)");
    }
    assert!(store.save_webhook(&off, webhook.clone()).await.unwrap());
    let query = DeliveryQuery { state: Some(DeliveryState::Cancelled), after: None, limit: 10 };
    assert_eq!(store.deliveries(&owner(), webhook.id, &query).await.unwrap().len(), 1);
    assert_eq!(store.replay_failed(&owner(), webhook.id, at(0), at(40)).await.unwrap(), 1);
    assert_eq!(claimed(&store, 40).await, [10]);
}

fn notification(id: u128, mail: MailWish) -> NewNotification {
    NewNotification {
        organization_id: owner(),
        id: Uuid::from_u128(id),
        person_id: PersonId(Uuid::from_u128(7)),
        event: NotificationEvent::PartyWon,
        referral_id: None,
        engagement_id: None,
        facts: "{}".to_owned(),
        created_at: at(10),
        in_app: true,
        mail,
    }
}

async fn what_is_dispatched_twice_is_stored_once(store: Store) {
    let webhook = webhook(&store).await;
    for _ in 0..2 {
        let (told, noticed) = (vec![delivery(&webhook, 10, 10, 1)], vec![notification(20, MailWish::Now)]);
        store.dispatch(&[], told, noticed, at(10)).await.unwrap();
    }
    assert_eq!(claimed(&store, 10).await, [10]);
    assert_eq!(store.unread(&owner(), PersonId(Uuid::from_u128(7))).await.unwrap(), 1);
    assert_eq!(store.claim_mails(at(10), at(70), 10).await.unwrap().len(), 1);
}

async fn a_mail_is_claimed_by_one_worker_and_retried(store: Store) {
    store.add_notifications((10..30).map(|id| notification(id, MailWish::Now)).collect()).await.unwrap();
    let claims = (0..4).map(|_| store.claim_mails(at(10), at(70), 100));
    let taken: Vec<_> =
        futures_util::future::join_all(claims).await.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(taken.len(), 20, "each once");
    assert!(taken.iter().all(|due| due.notifications.len() == 1));
    let (first, second) = (&taken[0].mail, &taken[1].mail);
    let again = MailVerdict::Again { at: at(100), error: "busy".to_owned() };
    store.finish_mail(first, again, at(11)).await.unwrap();
    store.finish_mail(second, MailVerdict::Failed { error: "no such box".to_owned() }, at(11)).await.unwrap();
    for due in taken.iter().skip(2) {
        store.finish_mail(&due.mail, MailVerdict::Sent, at(11)).await.unwrap();
    }
    assert_eq!(store.stuck_mails(10).await.unwrap().len(), 2);
    assert!(store.claim_mails(at(99), at(159), 10).await.unwrap().is_empty());
    assert_eq!(store.claim_mails(at(100), at(160), 10).await.unwrap()[0].mail.id, first.id);
    assert_eq!(store.retry_failed_mails(at(200)).await.unwrap(), 1);
}

async fn digests_carry_what_waited_for_them(store: Store) {
    let waiting = [notification(10, MailWish::Digest), notification(11, MailWish::Digest)];
    let late = NewNotification { created_at: at(60), ..notification(12, MailWish::Digest) };
    store.add_notifications(waiting.into_iter().chain([late]).collect()).await.unwrap();
    let (one, other) =
        tokio::join!(store.build_digests("", at(50), at(50)), store.build_digests("", at(50), at(50)));
    assert_eq!(one.unwrap() + other.unwrap(), 1, "one mail, whoever is first");
    let due = store.claim_mails(at(50), at(110), 10).await.unwrap();
    assert_eq!(due.len(), 1);
    assert!(due[0].mail.digest);
    assert_eq!(due[0].notifications.len(), 2, "what came later waits for the next");
}
