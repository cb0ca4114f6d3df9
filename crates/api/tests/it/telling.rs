//! How changes are told: fairly among receivers, each as it was, and without looking at what concerns nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ortak_app::App;
use ortak_app::dispatch::dispatch;
use ortak_app::port::{Share, SystemIds};
use ortak_app::webhook::deliver::{AT_ONCE, deliver_due};
use ortak_domain::Role;
use ortak_store::conn::Statement;
use ortak_store::{OpenOptions, Store};
use serde_json::{Value, json};

use crate::harness::{BASE, CONTOSO, FABRIKAM, Installation, deal};
use crate::on_both;
use crate::receiver::{Manner, Receiver};
use crate::together::{id, invitation, own};
use crate::webhooks::subscribe;

/// Waits for something that others bring about.
async fn until(mut done: impl FnMut() -> bool) {
    while !done() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn a10_a_slow_receiver_holds_up_nobody_else(ortak: Installation) {
    let (slow, quick) = (Receiver::start().await, Receiver::start().await);
    slow.behave(&[Manner::Slow; 40]);
    subscribe(&ortak, "contoso", &slow).await;
    subscribe(&ortak, "fabrikam", &quick).await;
    for number in 0..40 {
        ortak.created("contoso", &deal(&format!("deal {number}"))).await;
    }
    ortak.clock.advance_seconds(1);
    for number in 0..10 {
        ortak.created("fabrikam", &deal(&format!("deal {number}"))).await;
    }
    dispatch(&ortak.app, BASE, 100).await.unwrap();
    let stop = AtomicBool::new(false);
    let go_on = || !stop.load(Ordering::SeqCst);
    let sending = deliver_due(&ortak.app, &*ortak.worker.sender, &go_on);
    let watching = async {
        until(|| quick.received().len() == 10).await;
        let waiting = slow.received().len();
        // It has a few places, and gets them anew only when it has let them go.
        assert!(waiting < AT_ONCE / 2, "{waiting} of the slow one's came first");
        // What nobody sends yet is free for other workers.
        let now = ortak.app.clock.now();
        let share = Share { limit: 100, each: 100, busy: &[] };
        let free = ortak.app.webhooks.claim_deliveries(now, now, &share).await.unwrap().len();
        assert!(free >= 40 - AT_ONCE, "{free} are free");
        stop.store(true, Ordering::SeqCst);
    };
    let (sent, ()) = tokio::join!(sending, watching);
    let sent = sent.unwrap();
    assert!(
        (11..50).contains(&sent),
        "{sent}: told to stop, it finishes what is under way and begins nothing"
    );
}

/// What a person has been told, oldest first: event, and percent of the stage.
async fn told(ortak: &Installation, person: &str) -> Vec<(String, Value)> {
    let list = ortak.get(person, "/ortak/v1/notifications").await.expect(200).json();
    let rows = list["value"].as_array().unwrap().iter().rev();
    let told =
        rows.map(|one| (one["event"].as_str().unwrap().to_owned(), one["facts"]["stagePercent"].clone()));
    told.collect()
}

async fn r601_each_change_is_told_as_it_was_and_not_as_it_is_now(mut ortak: Installation) {
    ortak.join("ayse", CONTOSO, Role::ReferralsAdmin, "ayse@contoso.example").await;
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let sent = ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    // All of it happens before a worker looks.
    for change in [
        json!({ "substatus": "Accepted" }),
        json!({ "salesStage": "40" }),
        json!({ "salesStage": "20" }),
        json!({ "salesStage": "80" }),
        json!({ "substatus": "Won" }),
    ] {
        ortak.clock.advance_seconds(1);
        ortak.patch("fabrikam", id(&sent), &change).await.expect(200);
    }
    while dispatch(&ortak.app, BASE, 100).await.unwrap().done > 0 {}
    let stage = |percent: u8| ("party_stage_changed".to_owned(), json!(percent));
    let plain = |event: &str| (event.to_owned(), Value::Null);
    assert_eq!(
        told(&ortak, "ayse").await,
        [plain("invitation_accepted"), stage(40), stage(20), stage(80), plain("party_won")]
    );
}

async fn r601_an_invitation_that_was_declined_at_once_was_one(mut ortak: Installation) {
    ortak.join("filiz", FABRIKAM, Role::ReferralsAdmin, "filiz@fabrikam.example").await;
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let sent = ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    ortak.clock.advance_seconds(1);
    ortak.patch("fabrikam", id(&sent), &json!({ "substatus": "Declined" })).await.expect(200);
    dispatch(&ortak.app, BASE, 100).await.unwrap();
    assert_eq!(told(&ortak, "filiz").await, [("incoming_referral".to_owned(), Value::Null)]);
}

/// A record that can't be read shows whether it was read.
async fn what_concerns_nobody_is_not_looked_at(ortak: Installation) {
    // Neither a webhook nor a person: applications alone.
    let lonely = ortak.created("fabrikam", &deal("lonely")).await;
    ortak.patch("fabrikam", id(&lonely), &json!({ "salesStage": "40" })).await.expect(200);
    let won = json!({ "status": "Closed", "substatus": "Won" });
    ortak.patch("fabrikam", id(&lonely), &won).await.expect(200);
    // The inviter has people, and those of the invited are none.
    let shared = ortak.created("contoso", &deal("shared")).await;
    ortak.created("contoso", &invitation(&shared, FABRIKAM)).await;
    let theirs = own(&ortak, "fabrikam", &shared).await.unwrap();
    for referral in [&lonely, &theirs] {
        let sql = "UPDATE referral SET document = '{}' WHERE id = $1";
        let damage = Statement::new("damage", sql, vec![id(referral).into()]).expect_rows(1);
        ortak.store.database().write(vec![damage]).await.unwrap();
    }
    let app = another_process(&ortak).await;
    assert_eq!(dispatch(&app, BASE, 100).await.unwrap().done, 6);
    assert_eq!(app.outbox.backlog().await.unwrap().waiting, 0);
}

/// The later versions of what can't be told wait with it, so that they are told in their order.
async fn a10_what_waits_for_an_unreadable_record_keeps_its_order(ortak: Installation) {
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    subscribe(&ortak, "contoso", &receiver).await;
    subscribe(&ortak, "fabrikam", &other).await;
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let damaged = ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    ortak.worker.run_once().await.unwrap();
    receiver.take();
    ortak.clock.advance_seconds(1);
    // The first shows to Fabrikam, whose record can't be read; the second is the owner's own business.
    let stage = ortak.patch("contoso", id(&own_deal), &json!({ "salesStage": "40" })).await;
    ortak.patch("contoso", id(&own_deal), &json!({ "name": "Depots" })).await.expect(200);
    let whole = ortak.created("contoso", &deal("whole")).await;
    stage.expect(200);
    let document = "SELECT document FROM referral WHERE id = $1";
    let rows = ortak.store.database().query(document, vec![id(&damaged).into()]).await.unwrap();
    let document = rows[0].text(0).unwrap();
    let write = async |document: &str| {
        let sql = "UPDATE referral SET document = $2 WHERE id = $1";
        let params = vec![id(&damaged).into(), document.into()];
        let statement = Statement::new("damage", sql, params).expect_rows(1);
        ortak.store.database().write(vec![statement]).await.unwrap();
    };
    write("{}").await;
    let app = another_process(&ortak).await;
    assert!(dispatch(&app, BASE, 100).await.unwrap().fault.is_some(), "it is told of");
    deliver_due(&app, &*ortak.worker.sender, &|| true).await.unwrap();
    assert_eq!(receiver.take(), [format!("referral-created {}", id(&whole))], "nothing else is held up");
    write(document).await;
    let app = another_process(&ortak).await;
    assert_eq!(dispatch(&app, BASE, 100).await.unwrap().done, 2);
    deliver_due(&app, &*ortak.worker.sender, &|| true).await.unwrap();
    let updated = format!("referral-updated {}", id(&own_deal));
    assert_eq!(receiver.take(), [updated.clone(), updated]);
    assert_eq!(other.take().last().unwrap(), &format!("related-referral-updated {}", id(&own_deal)));
}

/// What is known of the parties of one engagement can't be read.
async fn a10_unreadable_parties_hold_up_nobody_elses_news(ortak: Installation) {
    let receiver = Receiver::start().await;
    subscribe(&ortak, "contoso", &receiver).await;
    let broken = ortak.created("contoso", &deal("broken")).await;
    let whole = ortak.created("contoso", &deal("whole")).await;
    let sql = "UPDATE party SET team = '{' WHERE referral_id = $1";
    let damage = Statement::new("damage", sql, vec![id(&broken).into()]).expect_rows(1);
    ortak.store.database().write(vec![damage]).await.unwrap();
    let round = dispatch(&ortak.app, BASE, 100).await.unwrap();
    assert!(round.fault.is_some() && round.done == 1, "{round:?}");
    deliver_due(&ortak.app, &*ortak.worker.sender, &|| true).await.unwrap();
    assert_eq!(receiver.take(), [format!("referral-created {}", id(&whole))]);
}

/// One that has nothing in its memory.
async fn another_process(ortak: &Installation) -> App {
    let store = Store::open(&ortak.url, &OpenOptions::default()).await.unwrap();
    App::over(Arc::new(store), ortak.clock.clone(), Arc::new(SystemIds))
}

on_both!(
    a10_a_slow_receiver_holds_up_nobody_else,
    a10_what_waits_for_an_unreadable_record_keeps_its_order,
    a10_unreadable_parties_hold_up_nobody_elses_news,
    r601_an_invitation_that_was_declined_at_once_was_one,
    r601_each_change_is_told_as_it_was_and_not_as_it_is_now,
    what_concerns_nobody_is_not_looked_at,
);
