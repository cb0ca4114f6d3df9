//! From opening to closing: reads, snapshots, migrations.

use std::time::Duration;

use ortak_store::conn::{Database, DbError, Dialect, Statement};

use crate::{Fixture, count, insert};

on_both! {
    a_snapshot_does_not_move
    close_finishes_what_was_begun
    everything_is_there_after_reopening
    ping_and_unknown_tables
    reads_see_answered_writes
    migrates_once_even_at_once
    refuses_a_newer_database
    refuses_changed_migrations
}

async fn a_snapshot_does_not_move(fixture: Fixture) {
    fixture.database.write(vec![insert(1, "one")]).await.unwrap();
    let snapshot = fixture.database.snapshot().await.unwrap();
    let writers: Vec<_> = (2..40)
        .map(|id| {
            let database = fixture.database.clone();
            tokio::spawn(async move { database.write(vec![insert(id, &id.to_string())]).await.unwrap() })
        })
        .collect();
    for writer in writers {
        let rows = snapshot.query("SELECT id FROM item WHERE id >= $1", vec![0.into()]).await.unwrap();
        assert_eq!(rows.len(), 1);
        writer.await.unwrap();
    }
    assert_eq!(snapshot.query("SELECT id FROM item", vec![]).await.unwrap().len(), 1);
    assert_eq!(fixture.count().await, 39);
    let error = snapshot.query("DELETE FROM item", vec![]).await.unwrap_err();
    assert!(matches!(error, DbError::Unavailable(_) | DbError::Sql(_)), "{error}");
    drop(snapshot);
    assert_eq!(
        fixture.database.snapshot().await.unwrap().query("SELECT id FROM item", vec![]).await.unwrap().len(),
        39
    );
}

async fn close_finishes_what_was_begun(fixture: Fixture) {
    let writers: Vec<_> = (0..100)
        .map(|id| {
            let database = fixture.database.clone();
            tokio::spawn(async move { database.write(vec![insert(id, &id.to_string())]).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(5)).await;
    fixture.database.clone().close().await;
    let mut answered = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(_) => answered += 1,
            Err(DbError::Unavailable(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!(matches!(fixture.database.query("SELECT 1", vec![]).await, Err(DbError::Unavailable(_))));
    assert!(matches!(fixture.database.write(vec![insert(-1, "")]).await, Err(DbError::Unavailable(_))));
    assert!(matches!(fixture.database.ping().await, Err(DbError::Unavailable(_))));
    if fixture.database.dialect() == Dialect::Sqlite {
        let log = std::fs::metadata(format!("{}-wal", fixture.url));
        assert!(log.map_or(0, |log| log.len()) == 0, "the log is in the file");
    }
    let again = Database::open(&fixture.url, &fixture.options).await.unwrap();
    assert_eq!(count(&again).await, answered);
    // Closing twice does no harm.
    fixture.database.close().await;
}

async fn everything_is_there_after_reopening(fixture: Fixture) {
    for id in 0..20 {
        fixture.database.write(vec![insert(id, &id.to_string())]).await.unwrap();
    }
    let second = Database::open(&fixture.url, &fixture.options).await.unwrap();
    assert_eq!(count(&second).await, 20);
    second.write(vec![insert(20, "twenty")]).await.unwrap();
    assert_eq!(fixture.count().await, 21);
    fixture.database.close().await;
    second.close().await;
    assert_eq!(count(&Database::open(&fixture.url, &fixture.options).await.unwrap()).await, 21);
}

async fn ping_and_unknown_tables(fixture: Fixture) {
    fixture.database.ping().await.unwrap();
    let error = fixture
        .database
        .write(vec![Statement::new("bad", "INSERT INTO nowhere VALUES (1)", vec![])])
        .await
        .unwrap_err();
    assert!(matches!(error, DbError::Sql(ref cause) if cause.label == "bad"), "{error}");
    fixture.database.ping().await.unwrap();
}

async fn reads_see_answered_writes(fixture: Fixture) {
    let workers: Vec<_> = (0..8_i64)
        .map(|worker| {
            let database = fixture.database.clone();
            tokio::spawn(async move {
                for turn in 0..25 {
                    let id = worker * 1000 + turn;
                    database.write(vec![insert(id, &id.to_string())]).await.unwrap();
                    let sql = "SELECT name FROM item WHERE id = $1";
                    assert!(database.query_opt(sql, vec![id.into()]).await.unwrap().is_some());
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
}

async fn migrates_once_even_at_once(fixture: Fixture) {
    let others =
        futures_util::future::join_all((0..4).map(|_| Database::open(&fixture.url, &fixture.options))).await;
    let pending = fixture.database.pending().await.unwrap();
    assert!(!pending.is_empty());
    let reports = futures_util::future::join_all(
        others.into_iter().map(|other| async move { other.unwrap().migrate().await }),
    )
    .await;
    let applied: Vec<_> = reports.into_iter().flat_map(|report| report.unwrap().applied).collect();
    assert_eq!(applied, pending);
    assert!(fixture.database.pending().await.unwrap().is_empty());
    assert!(fixture.database.migrate().await.unwrap().applied.is_empty());
}

async fn refuses_a_newer_database(fixture: Fixture) {
    fixture.database.migrate().await.unwrap();
    let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
               VALUES ($1, 'later', '2031-01-01T00:00:00Z', '1')";
    let later = vec![Statement::new("later", sql, vec![9999.into()])];
    fixture.database.write(later).await.unwrap();
    for error in
        [fixture.database.pending().await.unwrap_err(), fixture.database.migrate().await.unwrap_err()]
    {
        assert!(matches!(error, DbError::Newer { database: 9999, .. }), "{error}");
    }
}

async fn refuses_changed_migrations(fixture: Fixture) {
    fixture.database.migrate().await.unwrap();
    let change = Statement::new("change", "UPDATE refinery_schema_history SET checksum = '1'", vec![]);
    fixture.database.write(vec![change]).await.unwrap();
    for error in
        [fixture.database.pending().await.unwrap_err(), fixture.database.migrate().await.unwrap_err()]
    {
        assert!(matches!(error, DbError::Migration(_)), "{error}");
    }
}
