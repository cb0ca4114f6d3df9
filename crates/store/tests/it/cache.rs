//! What is kept in memory is never older than what somebody was told is stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use ortak_app::port::{Accounts as _, ListQuery, Referrals as _, StoreError};
use ortak_domain::{OrganizationId, Predicate, Referral};
use ortak_store::{OpenOptions, Store};

use crate::harness::{Fixture, changing, edit, fill, organization, parsed, query, stored, viewer};
use crate::sample::{Dice, deal};

async fn second_handle(fixture: &Fixture) -> Store {
    Store::open(&fixture.url, &OpenOptions::default()).await.unwrap()
}

/// Waits for what another process wrote; it must be seen within a second.
async fn within_a_second(check: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !check().await {
        assert!(begun.elapsed() < Duration::from_secs(1), "not seen within a second");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_writes_are_seen_at_once() {
    let fixture = Fixture::sqlite().await;
    let store = &fixture.store;
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(store, std::slice::from_ref(&deal)).await;
    for version in 2..50 {
        let next = edit(store, &deal, |deal| deal.name = Some(format!("version {version}"))).await;
        let found = stored(store, &owner, deal.id).await;
        assert_eq!((found.version, parsed(&found)), (version, next));
        let favorite = version % 2 == 0;
        store.set_favorite(&viewer(&owner), deal.id, favorite).await.unwrap();
        assert_eq!(store.get(&viewer(&owner), deal.id).await.unwrap().unwrap().favorite, favorite);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_of_another_process_are_seen_within_a_second() {
    let fixture = Fixture::sqlite().await;
    let (store, other) = (&fixture.store, second_handle(&fixture).await);
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(store, std::slice::from_ref(&deal)).await;
    for version in [2, 3, 4] {
        assert_eq!(stored(store, &owner, deal.id).await.version, version - 1);
        let next = edit(&other, &deal, |deal| deal.name = Some(format!("version {version}"))).await;
        within_a_second(async || stored(store, &owner, deal.id).await.version == version).await;
        assert_eq!(parsed(&*stored(store, &owner, deal.id).await), next);
        let favorite = version % 2 == 0;
        other.set_favorite(&viewer(&owner), deal.id, favorite).await.unwrap();
        within_a_second(async || {
            store.get(&viewer(&owner), deal.id).await.unwrap().unwrap().favorite == favorite
        })
        .await;
    }
    // And the other way round, after the first has been reading from memory.
    edit(store, &deal, |deal| deal.name = Some("version 5".to_owned())).await;
    within_a_second(async || stored(&other, &owner, deal.id).await.version == 5).await;
}

/// A count is kept, but never past a write.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_are_of_what_is_stored() {
    let fixture = Fixture::sqlite().await;
    let (store, other) = (&fixture.store, second_handle(&fixture).await);
    let owner = organization("contoso");
    // Pages of one: the count of a list that is whole needs no counting.
    let query = ListQuery { limit: 1, ..query(Predicate::always()) };
    let counted = async |store: &Store| store.list(&viewer(&owner), &query).await.unwrap().count;
    fill(store, &[deal(&owner, 1), deal(&owner, 2)]).await;
    for number in 3..30 {
        assert_eq!(counted(store).await, number - 1);
        fill(store, &[deal(&owner, number)]).await;
        assert_eq!(counted(store).await, number);
    }
    fill(&other, &[deal(&owner, 30)]).await;
    assert_eq!(counted(&other).await, 30);
    within_a_second(async || counted(store).await == 30).await;
}

/// A handle that has only just been opened must notice a write right after its first read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fresh_handle_notices_other_processes_from_its_first_read_on() {
    let fixture = Fixture::sqlite().await;
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(&fixture.store, std::slice::from_ref(&deal)).await;
    for version in 2..8 {
        let fresh = second_handle(&fixture).await;
        assert_eq!(stored(&fresh, &owner, deal.id).await.version, version - 1);
        edit(&fixture.store, &deal, |deal| deal.name = Some(format!("version {version}"))).await;
        within_a_second(async || stored(&fresh, &owner, deal.id).await.version == version).await;
        fresh.close().await;
    }
}

/// A client that hangs up takes its request with it, but not the write that the database has begun.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_caller_went_away_is_seen() {
    let fixture = Fixture::sqlite().await;
    let store = &fixture.store;
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(store, std::slice::from_ref(&deal)).await;
    let dice = &mut Dice::new(1);
    for round in 0..60 {
        let seen = stored(store, &owner, deal.id).await;
        let next = Referral { name: Some(format!("round {round}")), ..parsed(&seen) };
        let patience = Duration::from_micros(dice.below(300) as u64);
        let _ = tokio::time::timeout(patience, store.commit(changing(&seen, &next))).await;
        let favorite = round % 2 == 0;
        let _ = tokio::time::timeout(patience, store.set_favorite(&viewer(&owner), deal.id, favorite)).await;
        // A write that comes after is answered after.
        store.set_setting("round", &round.to_string()).await.unwrap();
        let (_, head) = store.heads(None, 1).await.unwrap().pop().unwrap();
        within_a_second(async || *stored(store, &owner, deal.id).await == head).await;
        let sql = "SELECT count(*) FROM favorite";
        let marked = crate::harness::number(store, sql).await == 1;
        within_a_second(async || {
            store.get(&viewer(&owner), deal.id).await.unwrap().unwrap().favorite == marked
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_readers_and_writers_never_see_an_older_version_on_sqlite() {
    racing_readers_and_writers_never_see_an_older_version(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_readers_and_writers_never_see_an_older_version_on_postgres() {
    if let Some(fixture) = Fixture::postgres().await {
        racing_readers_and_writers_never_see_an_older_version(fixture).await;
    }
}

/// Once a version was acknowledged, or read, nobody reads an older one.
async fn racing_readers_and_writers_never_see_an_older_version(fixture: Fixture) {
    const ROUNDS: usize = 250;
    let owner = organization("contoso");
    let deals: Arc<Vec<Referral>> = Arc::new((0..3).map(|seed| deal(&owner, seed)).collect());
    fill(&fixture.store, &deals).await;
    let acknowledged: Arc<Vec<AtomicI64>> = Arc::new(deals.iter().map(|_| AtomicI64::new(1)).collect());
    let done = Arc::new(AtomicBool::new(false));

    let writer = |seed: u64| {
        let (store, deals, acknowledged) = (fixture.store.clone(), deals.clone(), acknowledged.clone());
        tokio::spawn(async move {
            let dice = &mut Dice::new(seed);
            for round in 0..ROUNDS {
                let at = dice.below(deals.len());
                let (deal, told) = (&deals[at], &acknowledged[at]);
                let seen = stored(&store, &deal.organization_id, deal.id).await;
                let next = Referral { name: Some(format!("{seed} {round}")), ..parsed(&seen) };
                match store.commit(changing(&seen, &next)).await {
                    Ok(()) => {
                        told.fetch_max(seen.version + 1, Ordering::SeqCst);
                    }
                    Err(error) => assert_eq!(error, StoreError::Stale),
                }
            }
        })
    };
    let reader = |seed: u64| {
        let (store, deals, acknowledged) = (fixture.store.clone(), deals.clone(), acknowledged.clone());
        let done = done.clone();
        tokio::spawn(async move {
            let dice = &mut Dice::new(seed);
            let mut reads = 0_u64;
            while !done.load(Ordering::SeqCst) {
                let at = dice.below(deals.len());
                let newest = acknowledged[at].load(Ordering::SeqCst);
                let found = stored(&store, &deals[at].organization_id, deals[at].id).await;
                assert!(found.version >= newest, "read {} after {newest}", found.version);
                reads += 1;
                if reads.is_multiple_of(64) {
                    tokio::task::yield_now().await;
                }
            }
            reads
        })
    };
    let readers: Vec<_> = (100..103).map(reader).collect();
    let writers: Vec<_> = (0..4).map(writer).collect();
    // Another process writes as well, so that everything is dropped now and then.
    let other = second_handle(&fixture).await;
    for round in 0..20 {
        other.set_setting("round", &round.to_string()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
    for (deal, newest) in deals.iter().zip(acknowledged.iter()) {
        let found = stored(&fixture.store, &owner, deal.id).await;
        assert_eq!(found.version, newest.load(Ordering::SeqCst));
    }
}

/// Reads end although the database doesn't answer, and go on when it does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_ever_for_a_locked_table() {
    let Some(fixture) = Fixture::postgres().await else { return };
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(&fixture.store, std::slice::from_ref(&deal)).await;
    let options = OpenOptions { acquire_timeout: Duration::from_millis(300), ..OpenOptions::default() };
    let store = Store::open(&fixture.url, &options).await.unwrap();
    let (locker, connection) = tokio_postgres::connect(&fixture.url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    locker.batch_execute("BEGIN; LOCK TABLE referral IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let reads = (0..200).map(|_| async {
        let read = store.get(&viewer(&owner), deal.id).await;
        assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
    });
    futures_util::future::join_all(reads).await;
    locker.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(stored(&store, &owner, deal.id).await.version, 1);
}

/// On PostgreSQL reads share questions; each gets its own answer, as it is stored at that moment by whomever.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reads_at_once_get_what_is_theirs() {
    let Some(fixture) = Fixture::postgres().await else { return };
    let (store, other) = (&fixture.store, second_handle(&fixture).await);
    let owners = ["contoso", "fabrikam", "adatum"].map(organization);
    let deals: Vec<Referral> =
        (0..90).zip(owners.iter().cycle()).map(|(seed, owner)| deal(owner, seed)).collect();
    fill(store, &deals).await;
    for (round, writer) in [store, &other, store, &other].into_iter().enumerate() {
        let marked = round % 2 == 0;
        for deal in deals.iter().step_by(7) {
            edit(writer, deal, |deal| deal.name = Some(format!("round {round}"))).await;
            writer.set_favorite(&viewer(&deal.organization_id), deal.id, marked).await.unwrap();
        }
        // Each by its own organization, and by one that has nothing to do with it.
        let reads = deals.iter().enumerate().flat_map(|(at, deal)| {
            let stranger = owners.iter().find(|owner| **owner != deal.organization_id).unwrap();
            [(at, &deal.organization_id, true), (at, stranger, false)]
        });
        let read = async |(at, reader, own): (usize, &OrganizationId, bool)| {
            let found = store.get(&viewer(reader), deals[at].id).await.unwrap();
            let Some(found) = found else { return assert!(!own, "deal {at} is not found") };
            assert!(own, "deal {at} is another organization's");
            assert_eq!(found.stored.id, deals[at].id);
            let changed = at % 7 == 0;
            assert_eq!(found.favorite, changed && marked, "deal {at}");
            let name = if changed { Some(format!("round {round}")) } else { deals[at].name.clone() };
            assert_eq!(parsed(&found.stored).name, name);
        };
        futures_util::future::join_all(reads.map(read)).await;
    }
    store.clone().close().await;
    let closed = store.get(&viewer(&owners[0]), deals[0].id).await;
    assert!(matches!(closed, Err(StoreError::Unavailable(_))), "{closed:?}");
}
