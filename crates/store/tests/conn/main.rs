//! The connection layer keeps the same promises on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the whole file is tests; clippy sees only the functions marked so"
)]

use std::time::Duration;

use ortak_store::conn::{Database, Dialect, OpenOptions, Statement};
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

/// Runs each test on both databases.
macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::Fixture::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(fixture) = crate::Fixture::postgres().await {
                    super::$name(fixture).await;
                }
            })*
        }
    };
}
mod life;
mod postgres;
mod sqlite;
mod values;
mod writes;
