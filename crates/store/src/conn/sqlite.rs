//! SQLite: one writer thread with group commit, a few readers on threads of their own.

mod open;
mod readers;
mod run;
mod writer;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use self::open::Role;
use self::readers::Readers;
pub(super) use self::run::db_error;
use self::writer::{Health, Job, Write, Writer, Written};
use super::OpenOptions;
use super::error::DbError;
use super::statement::{Outcome, Statement};
use super::value::{Row, Value};

#[derive(Debug, Clone)]
pub(super) struct Sqlite(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    options: OpenOptions,
    jobs: mpsc::Sender<Job>,
    readers: Arc<Readers>,
    health: Arc<Health>,
    written: Arc<Written>,
}

impl Sqlite {
    pub(super) async fn open(path: &Path, options: &OpenOptions) -> Result<Self, DbError> {
        let (path, options) = (path.to_owned(), options.clone());
        blocking(move || {
            open::prepare_file(&path)?;
            let connection = open::connect(&path, Role::Writer, &options)?;
            let (jobs, queue) = mpsc::channel(options.write_queue.max(1));
            let (health, written) = (Arc::new(Health::default()), Arc::new(Written::default()));
            Writer::start(connection, queue, Arc::clone(&health), Arc::clone(&written), &path, &options)?;
            let readers = Readers::new(&path, &options);
            Ok(Self(Arc::new(Shared { path, options, jobs, readers, health, written })))
        })
        .await
    }

    pub(super) async fn query(
        &self,
        sql: Cow<'static, str>,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, DbError> {
        self.0.readers.query(sql, params).await
    }

    pub(super) async fn write(
        &self,
        statements: Vec<Statement>,
        keep_rows: bool,
    ) -> Result<Vec<Outcome>, DbError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Write(Write { statements, keep_rows, reply })).await?;
        answer.await.map_err(|_| stopped())?
    }

    /// Runs a closure on the writer's connection, outside any transaction.
    pub(super) async fn exclusive<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let (reply, answer) = oneshot::channel();
        let work = move |connection: &mut Connection| {
            // Nobody listens when the caller has gone away.
            let _ = reply.send(work(connection));
        };
        self.send(Job::Exclusive(Box::new(work))).await?;
        answer.await.map_err(|_| stopped())?
    }

    async fn send(&self, job: Job) -> Result<(), DbError> {
        use tokio::sync::mpsc::error::SendTimeoutError;
        self.0.jobs.send_timeout(job, self.0.options.acquire_timeout).await.map_err(|error| match error {
            SendTimeoutError::Timeout(_) => DbError::Unavailable("the write queue is full".to_owned()),
            SendTimeoutError::Closed(_) => stopped(),
        })
    }

    pub(super) async fn snapshot(&self) -> Result<SqliteSnapshot, DbError> {
        let shared = Arc::clone(&self.0);
        blocking(move || {
            let connection = open::connect(&shared.path, Role::Reader, &shared.options)?;
            // A transaction sees the moment of its first read, not of its beginning.
            let begin = "BEGIN; SELECT count(*) FROM sqlite_schema";
            connection.execute_batch(begin).map_err(|error| db_error("snapshot", &error))?;
            Ok(SqliteSnapshot(Arc::new(Mutex::new(connection))))
        })
        .await
    }

    pub(super) async fn ping(&self) -> Result<(), DbError> {
        if self.0.jobs.is_closed() {
            return Err(stopped());
        }
        let path = self.0.path.clone();
        // SQLite goes on in a file that was deleted under it, and everything would be lost at the next start.
        blocking(move || match path.try_exists() {
            Ok(true) => Ok(()),
            Ok(false) => Err(DbError::Unavailable("the database file has been removed".to_owned())),
            Err(error) => Err(DbError::Unavailable(format!("the database file: {error}"))),
        })
        .await?;
        self.query("SELECT count(*) FROM sqlite_schema".into(), Vec::new()).await?;
        if self.0.health.is_failing() {
            // Somebody has to find out that the disk has room again, even when readiness keeps users away.
            let health = Arc::clone(&self.0.health);
            self.exclusive(move |connection| {
                let outcome = writer::probe(connection);
                health.note(outcome.as_ref().err());
                outcome
            })
            .await?;
        }
        Ok(())
    }

    /// `data_version` on the writer's own connection, which its own commits leave as it is.
    pub(super) async fn foreign_version(&self) -> Result<i64, DbError> {
        self.exclusive(|connection| {
            connection
                .pragma_query_value(None, "data_version", |row| row.get(0))
                .map_err(|error| db_error("data_version", &error))
        })
        .await
    }

    pub(super) fn written(&self) -> u64 {
        self.0.written.number()
    }

    pub(super) fn another_has_written(&self) {
        self.0.written.more();
    }

    pub(super) async fn close(self) {
        self.0.readers.close(Duration::from_secs(5)).await;
        let (reply, done) = oneshot::channel();
        if self.0.jobs.send(Job::Close(reply)).await.is_ok() {
            // An error means that the writer has ended already.
            let _ = done.await;
        }
    }
}

/// A reader of its own inside a read transaction, which the write-ahead log keeps consistent.
#[derive(Debug)]
pub(super) struct SqliteSnapshot(Arc<Mutex<Connection>>);

impl SqliteSnapshot {
    pub(super) async fn query(
        &self,
        sql: Cow<'static, str>,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, DbError> {
        let connection = Arc::clone(&self.0);
        blocking(move || {
            let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            run::query(&connection, &sql, &params)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DbError> + Send + 'static,
) -> Result<T, DbError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(DbError::Unavailable(format!("a database task did not finish: {error}"))))
}

fn stopped() -> DbError {
    DbError::Unavailable("the database has been closed".to_owned())
}
