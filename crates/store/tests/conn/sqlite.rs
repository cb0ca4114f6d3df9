//! What only SQLite does.

use std::time::Duration;

use ortak_store::conn::{Database, DbError, OpenOptions, Statement};

use crate::{Fixture, insert};

#[tokio::test]
async fn sqlite_says_what_is_wrong_with_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions::default();
    for (path, words) in [
        (folder.path().join("no/such/store.db"), "does not exist"),
        (folder.path().to_owned(), "is a folder"),
    ] {
        let error = Database::open(path.to_str().unwrap(), &options).await.unwrap_err();
        assert!(matches!(error, DbError::Config(ref reason) if reason.contains(words)), "{error}");
    }
    let error = Database::open("mysql://x", &options).await.unwrap_err();
    assert!(matches!(error, DbError::Config(_)), "{error}");
    let broken = folder.path().join("broken.db");
    std::fs::write(&broken, vec![b'x'; 8192]).unwrap();
    let error = Database::open(broken.to_str().unwrap(), &options).await.unwrap_err();
    assert!(matches!(error, DbError::Corrupt(_)), "{error}");
}

#[tokio::test]
async fn sqlite_lowers_every_script() {
    let fixture = Fixture::sqlite().await;
    let index = "CREATE INDEX item_lower ON item (ortak_lower(name))";
    fixture
        .database
        .write(vec![Statement::new("index", index, vec![]), insert(1, "ÇAĞRI Östlund")])
        .await
        .unwrap();
    let sql = "SELECT ortak_lower(name), ortak_lower(NULL) FROM item WHERE ortak_lower(name) = $1";
    let row = fixture.database.query_opt(sql, vec!["çağri östlund".into()]).await.unwrap().unwrap();
    assert_eq!(row.text(0).unwrap(), "çağri östlund");
    assert_eq!(row.opt_text(1).unwrap(), None);
    assert!(
        fixture.database.query("DELETE FROM item RETURNING id", vec![]).await.is_err(),
        "readers only read"
    );
}

#[tokio::test]
async fn sqlite_waits_for_another_process_and_recovers() {
    let fixture = Fixture::sqlite().await;
    let options = OpenOptions { busy_timeout: Duration::from_millis(200), ..fixture.options.clone() };
    let database = Database::open(&fixture.url, &options).await.unwrap();
    let other = rusqlite::Connection::open(&fixture.url).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let writes = (0..8).map(|id| {
        let database = database.clone();
        async move { database.write(vec![insert(id, &id.to_string())]).await }
    });
    for result in futures_util::future::join_all(writes).await {
        assert!(matches!(result, Err(DbError::Unavailable(_))), "{result:?}");
    }
    assert!(matches!(database.ping().await, Err(DbError::Unavailable(_))), "writing is tried while it fails");
    other.execute_batch("ROLLBACK").unwrap();
    database.ping().await.unwrap();
    database.write(vec![insert(1, "one")]).await.unwrap();
}

#[tokio::test]
async fn sqlite_survives_a_full_disk() {
    let fixture = Fixture::sqlite().await;
    // The page limit of a connection answers like a full disk, but only on that connection: so the limit has
    // to be set by a statement that goes to the writer.
    let limit = |pages: i64| Statement::new("limit", format!("PRAGMA max_page_count = {pages}"), vec![]);
    fixture.database.write(vec![limit(20)]).await.unwrap();
    let big = |id: i64| {
        let sql = "INSERT INTO item (id, data) VALUES ($1, $2)";
        Statement::new("big", sql, vec![id.into(), vec![1_u8; 500_000].into()])
    };
    let writes = (0..8).map(|id| {
        let database = fixture.database.clone();
        let statements = if id % 2 == 0 { vec![big(id)] } else { vec![insert(id, &id.to_string())] };
        async move { (id, database.write(statements).await) }
    });
    let results = futures_util::future::join_all(writes).await;
    let mut committed = 0;
    for (id, result) in results {
        match result {
            Ok(_) => committed += 1,
            Err(DbError::Full(_)) => {}
            Err(error) => panic!("{id}: {error}"),
        }
    }
    assert_eq!(fixture.count().await, committed);
    fixture.database.write(vec![limit(1_000_000)]).await.unwrap();
    fixture.database.write(vec![big(100)]).await.unwrap();
    fixture.database.ping().await.unwrap();
}

#[tokio::test]
async fn sqlite_notices_a_removed_file() {
    let fixture = Fixture::sqlite().await;
    fixture.database.ping().await.unwrap();
    std::fs::remove_file(&fixture.url).unwrap();
    assert!(matches!(fixture.database.ping().await, Err(DbError::Unavailable(_))));
}

#[tokio::test]
async fn sqlite_back_pressure_ends_in_a_clear_error() {
    let fixture = Fixture::sqlite().await;
    let options = OpenOptions {
        write_queue: 2,
        busy_timeout: Duration::from_secs(2),
        acquire_timeout: Duration::from_millis(100),
        ..OpenOptions::default()
    };
    let database = Database::open(&fixture.url, &options).await.unwrap();
    let other = rusqlite::Connection::open(&fixture.url).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let writes = futures_util::future::join_all((0..10).map(|id| {
        let database = database.clone();
        async move { database.write(vec![insert(id, &id.to_string())]).await }
    }));
    let release = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        other.execute_batch("ROLLBACK").unwrap();
    };
    let (results, ()) = tokio::join!(writes, release);
    let refused = results
        .iter()
        .filter(|result| matches!(result, Err(DbError::Unavailable(why)) if why.contains("queue is full")))
        .count();
    let done = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!((refused, done), (7, 3));
    assert_eq!(fixture.count().await, 3);
}
