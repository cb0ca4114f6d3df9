//! What only PostgreSQL does.

use std::time::Duration;

use ortak_store::conn::{Database, DbError, OpenOptions, Statement};

use crate::{Fixture, insert};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_recovers_from_lost_connections() {
    let Some(fixture) = Fixture::postgres().await else { return };
    let postgres = fixture.postgres.as_ref().unwrap();
    let admin = Database::open(postgres.admin_url(), &OpenOptions::default()).await.unwrap();
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    let name = postgres.url().rsplit('/').next().unwrap();
    for id in 0..20 {
        // Fill the pool, so that several connections are lost.
        futures_util::future::join_all((0..4).map(|_| fixture.count())).await;
        admin.query(kill, vec![name.into()]).await.unwrap();
        fixture.database.write(vec![insert(id, &id.to_string()).expect_rows(1)]).await.unwrap();
        fixture.database.ping().await.unwrap();
    }
    assert_eq!(fixture.count().await, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_replans_after_a_schema_change() {
    let Some(fixture) = Fixture::postgres().await else { return };
    fixture.database.write(vec![insert(1, "one")]).await.unwrap();
    let read = || fixture.database.query("SELECT * FROM item", vec![]);
    let back = || {
        let sql = "UPDATE item SET name = name RETURNING *";
        fixture.database.write_returning(vec![Statement::new("back", sql, vec![])])
    };
    assert_eq!(read().await.unwrap()[0].len(), 5);
    assert_eq!(back().await.unwrap()[0][0].len(), 5);
    let second = Database::open(&fixture.url, &fixture.options).await.unwrap();
    let alter = "ALTER TABLE item ADD COLUMN more TEXT";
    second.write(vec![Statement::new("alter", alter, vec![])]).await.unwrap();
    assert_eq!(back().await.unwrap()[0][0].len(), 6);
    assert_eq!(read().await.unwrap()[0].len(), 6);
}

#[tokio::test]
async fn postgres_urls_and_refusals_are_clear() {
    let options = OpenOptions { connect_timeout: Duration::from_secs(2), ..OpenOptions::default() };
    let error = Database::open("postgres://u:secret@localhost:port/x", &options).await.unwrap_err();
    assert!(matches!(error, DbError::Config(_)), "{error}");
    assert!(!error.to_string().contains("secret"));
    let error = Database::open("postgres://u@127.0.0.1:1/x", &options).await.unwrap_err();
    assert!(matches!(error, DbError::Unavailable(_)), "{error}");
    let error = Database::open("postgres://u@127.0.0.1:1/x?sslmode=maybe", &options).await.unwrap_err();
    assert!(matches!(error, DbError::Config(_)), "{error}");
    let Some(fixture) = Fixture::postgres().await else { return };
    let error = Database::open(&format!("{}_missing", fixture.url), &options).await.unwrap_err();
    assert!(matches!(error, DbError::Config(_)), "{error}");
    // The temporary server has no TLS.
    let error = Database::open(&format!("{}?sslmode=require", fixture.url), &options).await.unwrap_err();
    assert!(matches!(error, DbError::Unavailable(_)), "{error}");
    let database = Database::open(&format!("{}?sslmode=disable&application_name=x", fixture.url), &options)
        .await
        .unwrap();
    database.ping().await.unwrap();
}
