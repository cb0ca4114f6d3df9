//! The connection layer: one small interface over SQLite and PostgreSQL.
//!
//! Repositories write each SQL text once, with `$1`, `$2`, … as parameters, and speak [`Value`], [`Row`] and
//! [`Statement`]. What differs between the databases in *how* they are driven is hidden here: SQLite has one
//! writer thread with group commit and a few readers, PostgreSQL has a pool and pipelined transactions. What
//! differs in *SQL* is not hidden; [`Database::dialect`] tells which one it is.
//!
//! Rules that hold on both:
//! * a [`Database::write`] is one transaction; it is answered only when it is durable, and once it has begun
//!   it runs to its end even when the caller has gone away;
//! * a read sees every write answered before it started;
//! * `$1::type` casts are understood by PostgreSQL and ignored by SQLite (see `sqlite/run.rs`);
//!   elsewhere `cast($1 AS bigint)` works on both.

mod error;
mod migrate;
mod postgres;
mod sqlite;
mod statement;
mod value;

use std::borrow::Cow;
use std::time::Duration;

pub use self::error::{DbError, SqlError};
pub use self::migrate::{MigrationName, MigrationReport};
use self::postgres::Postgres;
use self::sqlite::Sqlite;
use self::statement::Outcome;
pub use self::statement::{Expect, Statement};
pub use self::value::{Row, Value};

/// Which database is behind a [`Database`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// An SQLite file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// How to open a database. The defaults suit a small server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOptions {
    /// SQLite: read-only connections, opened on first use. Default: two per core, at most four.
    pub readers: usize,
    /// SQLite: writes that may wait in the queue before further callers have to wait for room.
    pub write_queue: usize,
    /// SQLite: writes that share one commit at most.
    pub group_limit: usize,
    /// SQLite: how long to wait for another process that is writing.
    pub busy_timeout: Duration,
    /// PostgreSQL: connections in the pool.
    pub pool_size: usize,
    /// PostgreSQL: how long a new connection may take, unless the URL says `connect_timeout`.
    pub connect_timeout: Duration,
    /// How long to wait for a connection, or for room in the write queue, before it is
    /// [`DbError::Unavailable`].
    pub acquire_timeout: Duration,
}

impl Default for OpenOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            readers: (cores * 2).min(4),
            write_queue: 1024,
            group_limit: 512,
            busy_timeout: Duration::from_secs(10),
            pool_size: 16,
            connect_timeout: Duration::from_secs(5),
            acquire_timeout: Duration::from_secs(10),
        }
    }
}

/// A handle to a database; cheap to clone.
#[derive(Debug, Clone)]
pub struct Database(Backend);

#[derive(Debug, Clone)]
enum Backend {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Database {
    /// Opens `postgres://…` or `postgresql://…`, or the SQLite file at a path, which is created when absent
    /// (its folder is not). A PostgreSQL server that cannot be reached is an error.
    ///
    /// PostgreSQL URLs may say `sslmode=disable|prefer|require|verify-ca|verify-full` and `sslrootcert=<file>`
    /// as `psql` understands them.
    pub async fn open(url: &str, options: &OpenOptions) -> Result<Self, DbError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self(Backend::Postgres(Postgres::open(url, options).await?)));
        }
        if let Some((scheme, _)) = url.split_once("://") {
            return Err(DbError::Config(format!(
                "unknown scheme {scheme}://, use postgres://… or the path of an SQLite file"
            )));
        }
        Ok(Self(Backend::Sqlite(Sqlite::open(url.as_ref(), options).await?)))
    }

    /// Which SQL dialect to speak.
    pub fn dialect(&self) -> Dialect {
        match &self.0 {
            Backend::Sqlite(_) => Dialect::Sqlite,
            Backend::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs one reading statement and returns all its rows.
    pub async fn query(
        &self,
        sql: impl Into<Cow<'static, str>>,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, DbError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.query(sql.into(), params).await,
            Backend::Postgres(postgres) => postgres.query(&sql.into(), &params).await,
        }
    }

    /// Like [`query`](Self::query) for a statement that finds one row or none; more are
    /// [`DbError::Corrupt`].
    pub async fn query_opt(
        &self,
        sql: impl Into<Cow<'static, str>>,
        params: Vec<Value>,
    ) -> Result<Option<Row>, DbError> {
        let mut rows = self.query(sql, params).await?;
        let row = rows.pop();
        if rows.is_empty() {
            Ok(row)
        } else {
            Err(DbError::Corrupt(format!("expected at most one row, found {}", rows.len() + 1)))
        }
    }

    /// Runs the statements in order as one transaction, all or nothing, and returns the number of rows each
    /// of them affected.
    pub async fn write(&self, statements: Vec<Statement>) -> Result<Vec<u64>, DbError> {
        let outcomes = self.run(statements, false).await?;
        Ok(outcomes.into_iter().map(|outcome| outcome.count).collect())
    }

    /// Like [`write`](Self::write), and returns the rows of each statement's `RETURNING` clause (none for
    /// a statement without one).
    pub async fn write_returning(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, DbError> {
        let outcomes = self.run(statements, true).await?;
        Ok(outcomes.into_iter().map(|outcome| outcome.rows).collect())
    }

    async fn run(&self, statements: Vec<Statement>, keep_rows: bool) -> Result<Vec<Outcome>, DbError> {
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.write(statements, keep_rows).await,
            Backend::Postgres(postgres) => postgres.write(statements, keep_rows).await,
        }
    }

    /// A consistent view of this moment for any number of reads; it holds a connection of its own.
    pub async fn snapshot(&self) -> Result<Snapshot, DbError> {
        Ok(Snapshot(match &self.0 {
            Backend::Sqlite(sqlite) => SnapshotBackend::Sqlite(sqlite.snapshot().await?),
            Backend::Postgres(postgres) => SnapshotBackend::Postgres(postgres.snapshot().await?),
        }))
    }

    /// SQLite: a number that changes when *another process* has written to the file. PostgreSQL: none, there
    /// every process may write at any time.
    pub async fn foreign_version(&self) -> Result<Option<i64>, DbError> {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.foreign_version().await.map(Some),
            Backend::Postgres(_) => Ok(None),
        }
    }

    /// SQLite: a number that is another one after every write that this process knows of: its own before they are
    /// answered, those of others when it is told of them. PostgreSQL: none.
    pub fn written(&self) -> Option<u64> {
        match &self.0 {
            Backend::Sqlite(sqlite) => Some(sqlite.written()),
            Backend::Postgres(_) => None,
        }
    }

    /// Tells that another process has written, see [`foreign_version`](Self::foreign_version).
    pub fn another_has_written(&self) {
        match &self.0 {
            Backend::Sqlite(sqlite) => sqlite.another_has_written(),
            Backend::Postgres(_) => {}
        }
    }

    /// Says within a few seconds whether the database can be used, and why not. While the last write has failed
    /// for want of disk or access, this tries one that changes nothing.
    pub async fn ping(&self) -> Result<(), DbError> {
        let patience = Duration::from_secs(5);
        let answer = tokio::time::timeout(patience, async {
            match &self.0 {
                Backend::Sqlite(sqlite) => sqlite.ping().await,
                Backend::Postgres(postgres) => postgres.ping().await,
            }
        });
        answer.await.unwrap_or_else(|_| {
            Err(DbError::Unavailable(format!("no answer within {} seconds", patience.as_secs())))
        })
    }

    /// Brings the schema up to date, all pending migrations or none. Safe to call from several processes at
    /// once.
    pub async fn migrate(&self) -> Result<MigrationReport, DbError> {
        migrate::migrate(self, migrate::Source::Embedded).await
    }

    /// The same up to a version, as an older program would: for data that was written by one.
    /// [`DbError::Newer`] when the schema is past it.
    pub async fn migrate_to(&self, version: i64) -> Result<MigrationReport, DbError> {
        migrate::migrate(self, migrate::Source::Until(version)).await
    }

    /// The version of the schema that this program works with.
    pub fn newest_schema(&self) -> i64 {
        migrate::newest(self.dialect())
    }

    /// The migrations [`migrate`](Self::migrate) would apply, in order. Changes nothing.
    pub async fn pending(&self) -> Result<Vec<MigrationName>, DbError> {
        migrate::pending(self, migrate::Source::Embedded).await
    }

    /// Finishes the writes under way and closes all connections; other clones answer
    /// [`DbError::Unavailable`] from then on. SQLite: moves the write-ahead log into the file.
    pub async fn close(self) {
        match self.0 {
            Backend::Sqlite(sqlite) => sqlite.close().await,
            Backend::Postgres(postgres) => postgres.close(),
        }
    }
}

/// A consistent read-only view, see [`Database::snapshot`]. Dropping it ends it.
#[derive(Debug)]
pub struct Snapshot(SnapshotBackend);

#[derive(Debug)]
enum SnapshotBackend {
    Sqlite(sqlite::SqliteSnapshot),
    Postgres(postgres::PostgresSnapshot),
}

impl Snapshot {
    /// Runs one reading statement on the view and returns all its rows; read large tables in pages.
    pub async fn query(
        &self,
        sql: impl Into<Cow<'static, str>>,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, DbError> {
        match &self.0 {
            SnapshotBackend::Sqlite(snapshot) => snapshot.query(sql.into(), params).await,
            SnapshotBackend::Postgres(snapshot) => snapshot.query(&sql.into(), &params).await,
        }
    }
}
