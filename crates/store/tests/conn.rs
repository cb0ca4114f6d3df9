//! The connection layer keeps the same promises on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the whole file is tests; clippy sees only the functions marked so"
)]

use std::time::Duration;

use ortak_store::conn::{Database, DbError, Dialect, OpenOptions, Row, Statement, Value};
use ortak_testkit::postgres::{TestDatabase, test_database};

/// A fresh database with one table.
struct Fixture {
    database: Database,
    url: String,
    options: OpenOptions,
    _folder: Option<tempfile::TempDir>,
    postgres: Option<TestDatabase>,
}

impl Fixture {
    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("store.db").to_str().unwrap().to_owned();
        Self::open(url, Some(folder), None).await
    }

    async fn postgres() -> Option<Self> {
        let postgres = test_database().await.unwrap()?;
        Some(Self::open(postgres.url().to_owned(), None, Some(postgres)).await)
    }

    async fn open(url: String, folder: Option<tempfile::TempDir>, postgres: Option<TestDatabase>) -> Self {
        let options = OpenOptions { acquire_timeout: Duration::from_secs(30), ..OpenOptions::default() };
        let database = Database::open(&url, &options).await.unwrap();
        let table = match database.dialect() {
            Dialect::Sqlite => {
                "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE, flag INTEGER, data BLOB,
                     parent INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED) STRICT"
            }
            Dialect::Postgres => {
                "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT CONSTRAINT item_name_key UNIQUE,
                     flag BOOLEAN, data BYTEA,
                     parent BIGINT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)"
            }
        };
        database.write(vec![Statement::new("create", table, vec![])]).await.unwrap();
        Self { database, url, options, _folder: folder, postgres }
    }

    async fn count(&self) -> i64 {
        count(&self.database).await
    }
}

async fn count(database: &Database) -> i64 {
    database.query("SELECT count(*) FROM item", vec![]).await.unwrap()[0].int(0).unwrap()
}

fn insert(id: i64, name: &str) -> Statement {
    let sql = "INSERT INTO item (id, name) VALUES ($1, $2)";
    Statement::new("insert item", sql, vec![id.into(), name.into()])
}

macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(super::Fixture::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(fixture) = super::Fixture::postgres().await {
                    super::$name(fixture).await;
                }
            })*
        }
    };
}

on_both! {
    values_come_back_as_they_went_in
    null_fits_every_type
    parameters_go_by_number
    parameter_mistakes_are_errors
    an_unmet_expectation_undoes_everything
    a_unique_violation_is_named_and_undone
    a_missing_parent_is_a_foreign_key_error
    concurrent_writers_each_get_their_own_answer
    returning_gives_rows
    counts_are_of_affected_rows
    a_snapshot_does_not_move
    a_write_outlives_its_caller
    a_long_queue_is_worked_off
    close_finishes_what_was_begun
    everything_is_there_after_reopening
    impossible_rows_are_errors
    ping_and_unknown_tables
    migrates_once_even_at_once
    refuses_a_newer_database
    refuses_changed_migrations
    conflicting_increments_all_count
    many_statements_in_one_write
    reads_see_answered_writes
    who_is_refused_finds_the_first
}

async fn values_come_back_as_they_went_in(fixture: Fixture) {
    let long = "ş".repeat(100_000);
    let texts = ["", "plain", "İıŞş Ünïcödé 東京 🦀", "$1 '' \" \\ \n\t", "'$.a'", long.as_str()];
    let large = vec![7; 70_000];
    let bytes: [&[u8]; 4] = [b"", b"\0\x01\xff", &large, "ş".as_bytes()];
    let mut id = 0;
    for text in texts {
        for data in bytes {
            for flag in [Some(true), Some(false), None] {
                id += 1;
                let sql = "INSERT INTO item (id, name, flag, data) VALUES ($1, $2, $3, $4)";
                let params =
                    vec![Value::from(id), format!("{id}{text}").into(), flag.into(), data.to_vec().into()];
                fixture.database.write(vec![Statement::new("insert", sql, params)]).await.unwrap();
                let sql = "SELECT id, name, flag, data FROM item WHERE id = $1";
                let mut row = fixture.database.query_opt(sql, vec![id.into()]).await.unwrap().unwrap();
                assert_eq!(row.int(0).unwrap(), id);
                assert_eq!(row.opt_bool(2).unwrap(), flag);
                assert_eq!(row.bytes(3).unwrap(), data);
                assert_eq!(row.take_text(1).unwrap(), format!("{id}{text}"));
                assert!(row.take_text(1).is_err(), "taken");
            }
        }
    }
    for number in [i64::MIN, -1, 0, i64::MAX] {
        fixture
            .database
            .write(vec![
                Statement::new("insert", "INSERT INTO item (id, name) VALUES ($1, '')", vec![number.into()])
                    .expect_rows(1),
            ])
            .await
            .unwrap();
        let sql = "DELETE FROM item WHERE id = $1 RETURNING id, name";
        let rows = fixture
            .database
            .write_returning(vec![Statement::new("delete", sql, vec![number.into()])])
            .await
            .unwrap();
        assert_eq!(rows[0][0].int(0).unwrap(), number);
        assert_eq!(rows[0][0].text(1).unwrap(), "");
    }
}

async fn null_fits_every_type(fixture: Fixture) {
    let sql = "INSERT INTO item (id, name, flag, data, parent) VALUES ($1, $2, $3, $4, $5)";
    let params = vec![1.into(), Value::Null, None::<bool>.into(), None::<Vec<u8>>.into(), None::<i64>.into()];
    fixture.database.write(vec![Statement::new("insert", sql, params)]).await.unwrap();
    let sql = "SELECT name, flag, data, parent FROM item WHERE name IS NULL AND coalesce($1, id) = id";
    let row = fixture.database.query_opt(sql, vec![Value::Null]).await.unwrap().unwrap();
    assert_eq!(row.opt_text(0).unwrap(), None);
    assert_eq!(row.opt_bool(1).unwrap(), None);
    assert_eq!(row.opt_bytes(2).unwrap(), None);
    assert_eq!(row.opt_int(3).unwrap(), None);
}

async fn parameters_go_by_number(fixture: Fixture) {
    let sql = "SELECT cast($10 AS bigint), cast($1 AS bigint), cast($2 AS bigint), '$1', '$.json.path $11',
                   cast($1 AS bigint) + cast($9 AS bigint), $3::bigint, $4::text -- $12
               WHERE $5 = 5::bigint AND $6 = 6::bigint AND $7 = 7::bigint AND $8 = 8::bigint";
    // SQLite has no casts on literals.
    let sql = match fixture.database.dialect() {
        Dialect::Sqlite => sql
            .replace("5::bigint", "5")
            .replace("6::bigint", "6")
            .replace("7::bigint", "7")
            .replace("8::bigint", "8"),
        Dialect::Postgres => sql.to_owned(),
    };
    let mut params: Vec<Value> = (1..=10_i64).map(Value::from).collect();
    params[3] = "vier".into();
    let row = fixture.database.query_opt(sql, params).await.unwrap().unwrap();
    assert_eq!(row.int(0).unwrap(), 10);
    assert_eq!(row.int(1).unwrap(), 1);
    assert_eq!(row.int(2).unwrap(), 2);
    assert_eq!(row.text(3).unwrap(), "$1");
    assert_eq!(row.text(4).unwrap(), "$.json.path $11");
    assert_eq!(row.int(5).unwrap(), 10);
    assert_eq!(row.int(6).unwrap(), 3);
    assert_eq!(row.text(7).unwrap(), "vier");
}

async fn parameter_mistakes_are_errors(fixture: Fixture) {
    let sql = "SELECT id FROM item WHERE id = $1 AND parent = $2";
    for params in [vec![], vec![1.into()], vec![1.into(), 2.into(), 3.into()]] {
        let error = fixture.database.query(sql, params).await.unwrap_err();
        assert!(matches!(error, DbError::Sql(_)), "{error}");
    }
    let error = fixture.database.query("SELECT nonsense FROM", vec![]).await.unwrap_err();
    assert!(matches!(error, DbError::Sql(ref cause) if cause.label == "query"), "{error}");
    if fixture.database.dialect() == Dialect::Postgres {
        for (sql, value) in [
            ("SELECT 1 WHERE $1 = true", Value::Int(1)),
            ("SELECT $1::text", Value::Int(1)),
            ("SELECT $1::smallint", Value::Int(70_000)),
            ("SELECT $1::bytea", Value::Text(String::new())),
        ] {
            let error = fixture.database.query(sql, vec![value]).await.unwrap_err();
            assert!(matches!(error, DbError::Sql(_)), "{error}");
        }
        // Text may be read as any type by the server.
        let sql = "SELECT ($1::jsonb)->>'a', $2::numeric = 1.5, ($3::jsonb), $4::int, $5::smallint, $6::numeric::text";
        let params: Vec<Value> =
            vec!["{\"a\": \"ş\"}".into(), "1.5".into(), "[1]".into(), 4.into(), 5.into(), 6.into()];
        let row = fixture.database.query_opt(sql, params).await.unwrap().unwrap();
        assert_eq!(row.text(0).unwrap(), "ş");
        assert!(row.bool(1).unwrap());
        assert_eq!(row.text(2).unwrap(), "[1]");
        assert_eq!((row.int(3).unwrap(), row.int(4).unwrap()), (4, 5));
        assert_eq!(row.text(5).unwrap(), "6");
    }
    // The connections are as good as before.
    assert_eq!(fixture.count().await, 0);
}

async fn an_unmet_expectation_undoes_everything(fixture: Fixture) {
    fixture.database.write(vec![insert(1, "one")]).await.unwrap();
    let update = Statement::new("update item", "UPDATE item SET name = 'x' WHERE id = $1", vec![7.into()]);
    let error = fixture
        .database
        .write(vec![insert(2, "two"), update.clone().expect_rows(1), insert(3, "three")])
        .await
        .unwrap_err();
    assert_eq!(error, DbError::Expectation { label: "update item", expected: 1, found: 0 });
    assert_eq!(fixture.count().await, 1);
    let counts = fixture.database.write(vec![insert(2, "two"), update.expect_rows(0)]).await.unwrap();
    assert_eq!(counts, [1, 0]);
    let returning =
        Statement::new("touch", "UPDATE item SET flag = NULL RETURNING id", vec![]).expect_rows(1);
    for error in [
        fixture.database.write(vec![returning.clone()]).await.unwrap_err(),
        fixture.database.write_returning(vec![returning]).await.unwrap_err(),
    ] {
        assert_eq!(error, DbError::Expectation { label: "touch", expected: 1, found: 2 });
    }
}

async fn a_unique_violation_is_named_and_undone(fixture: Fixture) {
    fixture.database.write(vec![insert(1, "one")]).await.unwrap();
    let error = fixture.database.write(vec![insert(2, "two"), insert(3, "one")]).await.unwrap_err();
    let DbError::Unique { label, constraint } = error else { panic!("{error}") };
    assert_eq!(label, "insert item");
    let expected = match fixture.database.dialect() {
        Dialect::Sqlite => "item.name",
        Dialect::Postgres => "item_name_key",
    };
    assert_eq!(constraint, expected);
    let error = fixture.database.write(vec![insert(1, "other")]).await.unwrap_err();
    assert!(matches!(error, DbError::Unique { .. }), "{error}");
    assert_eq!(fixture.count().await, 1);
    let index = "CREATE UNIQUE INDEX item_lower ON item (lower(name))";
    fixture.database.write(vec![Statement::new("index", index, vec![])]).await.unwrap();
    let error = fixture.database.write(vec![insert(2, "ONE")]).await.unwrap_err();
    assert_eq!(error, DbError::Unique { label: "insert item", constraint: "item_lower".to_owned() });
}

async fn a_missing_parent_is_a_foreign_key_error(fixture: Fixture) {
    let orphan = |id: i64, parent: i64| {
        let sql = "INSERT INTO item (id, parent) VALUES ($1, $2)";
        vec![Statement::new("orphan", sql, vec![id.into(), parent.into()])]
    };
    // The constraint is checked at the end of the transaction, where SQLite may hold other writes too.
    let results = futures_util::future::join_all((0..32).map(|id| {
        let database = fixture.database.clone();
        let statements = if id % 8 == 0 { orphan(id, 1000) } else { orphan(id, id) };
        async move { (id, database.write(statements).await) }
    }))
    .await;
    for (id, result) in results {
        match result {
            Ok(counts) => assert!(id % 8 != 0 && counts == [1], "{id}"),
            Err(DbError::ForeignKey { .. }) => assert!(id % 8 == 0, "{id}"),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(fixture.count().await, 28);
}

async fn concurrent_writers_each_get_their_own_answer(fixture: Fixture) {
    fixture.database.write(vec![insert(-1, "taken")]).await.unwrap();
    let results = futures_util::future::join_all((0..64_i64).map(|id| {
        let database = fixture.database.clone();
        let mut statements = vec![insert(id * 2, &format!("{id}a"))];
        match id % 4 {
            1 => statements.push(insert(id * 2 + 1, "taken")),
            2 => statements
                .push(Statement::new("missing", "DELETE FROM item WHERE id = -7", vec![]).expect_rows(1)),
            _ => statements.push(insert(id * 2 + 1, &format!("{id}b"))),
        }
        tokio::spawn(async move { (id, database.write(statements).await) })
    }))
    .await;
    for result in results {
        match result.unwrap() {
            (id, Ok(counts)) => assert!([0, 3].contains(&(id % 4)) && counts == [1, 1], "{id}"),
            (id, Err(DbError::Unique { label: "insert item", .. })) => assert_eq!(id % 4, 1),
            (id, Err(DbError::Expectation { label: "missing", .. })) => assert_eq!(id % 4, 2),
            (id, Err(error)) => panic!("{id}: {error}"),
        }
    }
    assert_eq!(fixture.count().await, 65);
}

async fn returning_gives_rows(fixture: Fixture) {
    let sql = "INSERT INTO item (id, name) VALUES ($1, $2), ($3, $4) RETURNING id, name";
    let params = vec![1.into(), "a".into(), 2.into(), "b".into()];
    let two = Statement::new("two", sql, params).expect_rows(2);
    let update = Statement::new("flag", "UPDATE item SET flag = $1", vec![true.into()]).expect_rows(2);
    let none = Statement::new("none", "DELETE FROM item WHERE id = 99 RETURNING id", vec![]);
    let rows = fixture.database.write_returning(vec![two, update, none]).await.unwrap();
    let ids: Vec<_> = rows[0].iter().map(|row| (row.int(0).unwrap(), row.text(1).unwrap())).collect();
    assert_eq!(ids, [(1, "a"), (2, "b")]);
    assert!(rows[1].is_empty() && rows[2].is_empty());
}

async fn counts_are_of_affected_rows(fixture: Fixture) {
    let counts = fixture
        .database
        .write(vec![
            insert(1, "a"),
            insert(2, "b"),
            Statement::new("create", "CREATE TABLE other (id INTEGER)", vec![]),
            Statement::new("update", "UPDATE item SET flag = flag", vec![]),
            Statement::new("returning", "UPDATE item SET name = name RETURNING id", vec![]),
            Statement::new("keep", "INSERT INTO item (id) VALUES (1) ON CONFLICT DO NOTHING", vec![]),
        ])
        .await
        .unwrap();
    assert_eq!(counts, [1, 1, 0, 2, 2, 0]);
    assert!(fixture.database.write(vec![]).await.unwrap().is_empty());
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

async fn a_write_outlives_its_caller(fixture: Fixture) {
    for id in 0..50 {
        let write = fixture
            .database
            .write(vec![insert(id, &id.to_string()), insert(id + 100, &(id + 100).to_string())]);
        // Polled once, so that it has begun, and dropped.
        let _ = tokio::time::timeout(Duration::ZERO, write).await;
    }
    let mut found = 0;
    for _ in 0..200 {
        found = fixture.count().await;
        if found == 100 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(found, 100);
    // Reads that are dropped leave the connections usable.
    for _ in 0..50 {
        let read = fixture.database.query("SELECT id FROM item", vec![]);
        let _ = tokio::time::timeout(Duration::ZERO, read).await;
    }
    assert_eq!(fixture.count().await, 100);
}

async fn a_long_queue_is_worked_off(fixture: Fixture) {
    // Far more writers than room in the queue, or connections in the pool.
    let options =
        OpenOptions { write_queue: 4, group_limit: 3, pool_size: 2, readers: 1, ..fixture.options.clone() };
    let database = Database::open(&fixture.url, &options).await.unwrap();
    let writers: Vec<_> = (0..300)
        .map(|id| {
            let database = database.clone();
            tokio::spawn(async move {
                database.write(vec![insert(id, &id.to_string())]).await?;
                database.query("SELECT id FROM item WHERE id = $1", vec![id.into()]).await
            })
        })
        .collect();
    for writer in writers {
        assert_eq!(writer.await.unwrap().unwrap().len(), 1);
    }
    assert_eq!(count(&database).await, 300);
    database.close().await;
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

async fn impossible_rows_are_errors(fixture: Fixture) {
    fn corrupt<T: std::fmt::Debug>(result: Result<T, DbError>) -> String {
        match result {
            Err(DbError::Corrupt(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }
    let sql = "SELECT 'text', 2, NULL";
    let mut row: Row = fixture.database.query_opt(sql, vec![]).await.unwrap().unwrap();
    assert_eq!(corrupt(row.int(0)), "column 0: expected an integer, found text");
    assert_eq!(corrupt(row.text(1)), "column 1: expected text, found an integer");
    assert_eq!(corrupt(row.take_text(1)), "column 1: expected text, found an integer");
    assert_eq!(corrupt(row.bool(1)), "column 1: expected a boolean, found an integer");
    assert_eq!(corrupt(row.bytes(0)), "column 0: expected bytes, found text");
    assert_eq!(corrupt(row.text(2)), "column 2: expected text, found null");
    assert_eq!(corrupt(row.opt_text(3)), "column 3: the row has 3 columns");
    assert_eq!(row.int(1).unwrap(), 2);
    let sql = match fixture.database.dialect() {
        Dialect::Sqlite => "SELECT 1, 1.5",
        Dialect::Postgres => "SELECT 1, 1.5::float8",
    };
    let reason = corrupt(fixture.database.query(sql, vec![]).await);
    assert!(reason.starts_with("column 1: unsupported type"), "{reason}");
    fixture.database.write(vec![insert(1, "a"), insert(2, "b")]).await.unwrap();
    corrupt(fixture.database.query_opt("SELECT id FROM item", vec![]).await);
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

async fn conflicting_increments_all_count(fixture: Fixture) {
    fixture.database.write(vec![insert(1, "a"), insert(2, "b")]).await.unwrap();
    // Opposite orders deadlock on PostgreSQL, which are tried again.
    let bump = |id: i64| {
        Statement::new("bump", "UPDATE item SET name = name || '+' WHERE id = $1", vec![id.into()])
            .expect_rows(1)
    };
    let writers: Vec<_> = (0..12)
        .map(|turn| {
            let database = fixture.database.clone();
            let statements = if turn % 2 == 0 { vec![bump(1), bump(2)] } else { vec![bump(2), bump(1)] };
            tokio::spawn(async move { database.write(statements).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    let rows = fixture.database.query("SELECT length(name) FROM item", vec![]).await.unwrap();
    assert!(rows.iter().all(|row| row.int(0).unwrap() == 13));
}

async fn many_statements_in_one_write(fixture: Fixture) {
    let statements: Vec<_> = (0..500).map(|id| insert(id, &id.to_string()).expect_rows(1)).collect();
    assert_eq!(fixture.database.write(statements).await.unwrap().len(), 500);
    assert_eq!(fixture.count().await, 500);
    let mut statements: Vec<_> = (500..900).map(|id| insert(id, &id.to_string())).collect();
    statements.push(insert(0, "again"));
    let error = fixture.database.write(statements).await.unwrap_err();
    assert!(matches!(error, DbError::Unique { .. }), "{error}");
    assert_eq!(fixture.count().await, 500);
}

async fn who_is_refused_finds_the_first(fixture: Fixture) {
    for round in 0..10 {
        let name = format!("round {round}");
        let tasks = (0..100).map(|number| {
            let (database, name) = (fixture.database.clone(), name.clone());
            tokio::spawn(async move {
                let id = round * 100 + number;
                match database.write(vec![insert(id, &name)]).await {
                    Ok(_) => true,
                    Err(DbError::Unique { .. }) => {
                        let sql = "SELECT id FROM item WHERE name = $1";
                        let found = database.query(sql, vec![name.into()]).await.unwrap();
                        assert_eq!(found.len(), 1, "told that there is another, and there was none");
                        false
                    }
                    Err(error) => panic!("{error}"),
                }
            })
        });
        let mut first = 0;
        for task in tasks.collect::<Vec<_>>() {
            first += usize::from(task.await.unwrap());
        }
        assert_eq!(first, 1);
    }
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
