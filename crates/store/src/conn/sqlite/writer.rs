//! The writer thread: group commit.
//!
//! A durable commit costs an `fsync`, which takes far longer than a few statements. So the writer takes one
//! write, runs it, takes what has queued up meanwhile into the same transaction, and commits once for all of
//! them. Each write is still all or nothing on its own, and nobody is answered before the commit has returned: also
//! not who was refused, for what refused it may be a write of the same group, which no reader sees until then.
//!
//! Waiting a moment for company before the commit was measured (100 µs, 16 writers) and gained nothing: while one
//! group is being synced, the next one gathers by itself.
//!
//! A write that fails is undone alone. Most never fail, and a savepoint before each costs a copy of every page that it
//! touches (a tenth of the writer's time). So a group begins without them: when a write fails, the transaction is rolled
//! back and its writes are run again, now each behind a savepoint; and so are those of the next groups, as failures come
//! together (writers of one referral, each with the version that it saw).

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::super::OpenOptions;
use super::super::error::DbError;
use super::super::statement::{Outcome, Statement};
use super::open::{self, Role};
use super::run::{self, db_error};

/// How many groups have savepoints after one in which a write failed that was not the first.
const CAREFUL: u32 = 32;

/// What the writer is asked to do, in the order of the queue.
pub(super) enum Job {
    /// A write of its own, sharing a commit with others.
    Write(Write),
    /// Work that needs the connection outside any transaction.
    Exclusive(Box<dyn FnOnce(&mut Connection) + Send>),
    /// Refuse new jobs, do those in the queue, end.
    Close(oneshot::Sender<()>),
}

pub(super) struct Write {
    pub(super) statements: Vec<Statement>,
    pub(super) keep_rows: bool,
    pub(super) reply: oneshot::Sender<Result<Vec<Outcome>, DbError>>,
}

impl Write {
    fn answer(self, result: Result<Vec<Outcome>, DbError>) {
        // Nobody listens when the caller has gone away; the write counts all the same.
        let _ = self.reply.send(result);
    }
}

/// The writes of the open transaction.
#[derive(Default)]
struct Group {
    /// Run, and waiting for the commit.
    done: Vec<(Write, Vec<Outcome>)>,
    /// Undone alone, perhaps because of one that waits for the commit.
    refused: Vec<(Write, DbError)>,
}

impl Group {
    /// Answers that the transaction came to nothing.
    fn fail(self, error: &DbError) {
        for (write, _) in self.done {
            write.answer(Err(error.clone()));
        }
        let shared = shared_fate(error);
        for (write, _) in self.refused {
            write.answer(Err(shared.clone()));
        }
    }
}

/// Whether the last commit failed for want of disk or access.
#[derive(Debug, Default)]
pub(super) struct Health(AtomicBool);

impl Health {
    pub(super) fn is_failing(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Notes how a commit ended.
    pub(super) fn note(&self, error: Option<&DbError>) {
        let failing = matches!(error, Some(DbError::Full(_) | DbError::Unavailable(_) | DbError::Corrupt(_)));
        self.0.store(failing, Ordering::Relaxed);
    }
}

/// Counts what has been written, as far as this process knows.
#[derive(Debug, Default)]
pub(super) struct Written(AtomicU64);

impl Written {
    pub(super) fn number(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    pub(super) fn more(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

pub(super) struct Writer {
    connection: Connection,
    queue: mpsc::Receiver<Job>,
    health: Arc<Health>,
    written: Arc<Written>,
    path: PathBuf,
    options: OpenOptions,
    /// The groups to come that have savepoints.
    careful: u32,
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        queue: mpsc::Receiver<Job>,
        health: Arc<Health>,
        written: Arc<Written>,
        path: &Path,
        options: &OpenOptions,
    ) -> Result<(), DbError> {
        let (path, options) = (path.to_owned(), options.clone());
        let writer = Self { connection, queue, health, written, path, options, careful: 0 };
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || writer.work())
            .map(drop)
            .map_err(|error| DbError::Unavailable(format!("cannot start the writer thread: {error}")))
    }

    fn work(mut self) {
        let mut closers = Vec::new();
        let mut next = None;
        while let Some(job) = next.take().or_else(|| self.queue.blocking_recv()) {
            match job {
                Job::Write(first) => next = self.group(first),
                Job::Exclusive(work) => {
                    let before = self.connection.total_changes();
                    work(&mut self.connection);
                    self.clear();
                    // Most only look, several times a second.
                    if self.connection.total_changes() != before {
                        self.written.more();
                    }
                }
                Job::Close(closer) => {
                    self.queue.close();
                    closers.push(closer);
                }
            }
        }
        // A snapshot may keep the log from being emptied; the next start reads it then.
        if let Err(error) = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!(%error, "the write-ahead log was not moved into the database file");
        }
        drop(self.connection);
        for closer in closers {
            let _ = closer.send(());
        }
    }

    /// Runs a write and those waiting behind it under one commit. Returns the job that ended the group, if it
    /// was of another kind.
    fn group(&mut self, first: Write) -> Option<Job> {
        let mut group = Group::default();
        let mut other = None;
        let mut next = Some(first);
        let mut again = VecDeque::new();
        let mut room = self.options.group_limit;
        let mut stuck = None;
        let mut careful = self.careful > 0;
        self.careful = self.careful.saturating_sub(1);
        while let Some(write) = next.take() {
            let alone = group.done.is_empty();
            if alone && stuck.is_none() {
                // What could not be undone before must not be committed with this.
                self.clear();
                stuck = self.begin().err();
            }
            match stuck.clone().map_or_else(|| self.run(&write, careful && !alone), Err) {
                Ok(outcomes) => group.done.push((write, outcomes)),
                // Another process is writing: those in the queue have waited as long as this one.
                Err(error) if stuck.is_some() => write.answer(Err(error)),
                Err(error) if !careful && !alone => {
                    tracing::debug!(%error, writes = group.done.len(), "a group is run again, one by one");
                    (careful, self.careful) = (true, CAREFUL);
                    again.extend(group.done.drain(..).map(|(write, _)| write).chain([write]));
                }
                Err(error) => {
                    if self.connection.is_autocommit() {
                        // Lack of disk or memory makes SQLite undo the whole transaction, the others with it.
                        std::mem::take(&mut group).fail(&shared_fate(&error));
                    }
                    if group.done.is_empty() {
                        write.answer(Err(error));
                    } else {
                        self.careful = CAREFUL;
                        group.refused.push((write, error));
                    }
                }
            }
            next = again.pop_front();
            if next.is_none() && room > 1 {
                room -= 1;
                match self.queue.try_recv() {
                    Ok(Job::Write(write)) => next = Some(write),
                    Ok(job) => other = Some(job),
                    Err(_) => {}
                }
            }
        }
        if !group.done.is_empty() {
            self.commit(group);
        }
        other
    }

    fn begin(&self) -> Result<(), DbError> {
        self.command("BEGIN IMMEDIATE").inspect_err(|error| self.health.note(Some(error)))
    }

    /// Runs the statements of one write in the open transaction and leaves them uncommitted. When one fails, it undoes them
    /// if there is a savepoint before them, and otherwise the whole transaction.
    fn run(&self, write: &Write, savepoint: bool) -> Result<Vec<Outcome>, DbError> {
        if savepoint {
            self.command("SAVEPOINT one")?;
        }
        let outcomes = write
            .statements
            .iter()
            .map(|statement| run::execute(&self.connection, statement, write.keep_rows))
            .collect::<Result<Vec<_>, _>>()
            .and_then(|outcomes| {
                if savepoint {
                    self.command("RELEASE one")?;
                }
                Ok(outcomes)
            });
        if let Err(error) = &outcomes {
            if error.is_transient() {
                self.health.note(Some(error));
            }
            if !self.connection.is_autocommit() {
                let undo: &[&str] =
                    if savepoint { &["ROLLBACK TO one", "RELEASE one"] } else { &["ROLLBACK"] };
                // When the undoing fails, the commit must not happen: roll everything back.
                if undo.iter().try_for_each(|sql| self.command(sql)).is_err() {
                    let _ = self.command("ROLLBACK");
                }
            }
        }
        outcomes
    }

    fn commit(&mut self, group: Group) {
        let committed = self.command("COMMIT");
        match committed {
            Ok(()) => {
                self.health.note(None);
                // Before anybody is answered: who knows of the write finds nothing from before it.
                self.written.more();
                for (write, outcomes) in group.done {
                    write.answer(Ok(outcomes));
                }
                for (write, error) in group.refused {
                    write.answer(Err(error));
                }
            }
            Err(DbError::ForeignKey { .. }) if group.done.len() + group.refused.len() > 1 => {
                // A deferred constraint is checked for all at once; find out whose it was. Who was refused is tried
                // again too: what refused it may not come to be.
                self.clear();
                let done = group.done.into_iter().map(|(write, _)| write);
                let refused = group.refused.into_iter().map(|(write, _)| write);
                for write in done.chain(refused) {
                    match self.begin().and_then(|()| self.run(&write, false)) {
                        Ok(outcomes) => {
                            self.commit(Group { done: vec![(write, outcomes)], refused: Vec::new() });
                        }
                        Err(error) => write.answer(Err(error)),
                    }
                }
            }
            Err(error) => {
                self.clear();
                self.health.note(Some(&error));
                group.fail(&error);
            }
        }
    }

    /// Ends a transaction that was left open, so that the next group starts clean.
    fn clear(&mut self) {
        if self.connection.is_autocommit() || self.command("ROLLBACK").is_ok() {
            return;
        }
        match open::connect(&self.path, Role::Writer, &self.options) {
            Ok(connection) => self.connection = connection,
            Err(error) => tracing::error!(%error, "cannot reopen the database file after a failed rollback"),
        }
    }

    fn command(&self, sql: &'static str) -> Result<(), DbError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut prepared| prepared.raw_execute())
            .map(drop)
            .map_err(|error| db_error("commit", &error))
    }
}

/// What the neighbours of a failed write are told when they were undone with it.
fn shared_fate(error: &DbError) -> DbError {
    match error {
        DbError::Full(_) | DbError::Unavailable(_) | DbError::Corrupt(_) => error.clone(),
        _ => DbError::Unavailable("the shared transaction was rolled back".to_owned()),
    }
}

/// Writes without changing anything, to learn whether writing works.
pub(super) fn probe(connection: &Connection) -> Result<(), DbError> {
    let rewrite = || {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        connection.pragma_update(None, "user_version", version)?;
        connection.execute_batch("COMMIT")
    };
    // A failed probe leaves its transaction to the writer, which clears it.
    rewrite().map_err(|error: rusqlite::Error| db_error("probe", &error))
}
