//! The readers: read-only connections, each on a thread of its own, begun on first use. On threads of the runtime's
//! they would wander over as many as there are requests, and each thread keeps memory of its own.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, oneshot};

use super::super::OpenOptions;
use super::super::error::DbError;
use super::super::value::{Row, Value};
use super::open::{self, Role};
use super::{blocking, run, stopped};

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    options: OpenOptions,
    size: u32,
    permits: Arc<Semaphore>,
    /// Used as a stack, so that few readers keep warm caches and the rest stay unopened.
    idle: Mutex<Vec<Reader>>,
}

/// A thread, which ends when this is dropped.
#[derive(Debug)]
struct Reader {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

struct Job {
    sql: Cow<'static, str>,
    params: Vec<Value>,
    reply: oneshot::Sender<Result<Vec<Row>, DbError>>,
    /// The reader goes back when the work is done, also when the caller has gone away.
    reader: Reader,
    readers: Arc<Readers>,
    permit: OwnedSemaphorePermit,
}

impl Readers {
    pub(super) fn new(path: &Path, options: &OpenOptions) -> Arc<Self> {
        let size = u32::try_from(options.readers.clamp(1, 64)).unwrap_or(1);
        Arc::new(Self {
            path: path.to_owned(),
            options: options.clone(),
            size,
            permits: Arc::new(Semaphore::new(size as usize)),
            idle: Mutex::new(Vec::new()),
        })
    }

    pub(super) async fn query(
        self: &Arc<Self>,
        sql: Cow<'static, str>,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, DbError> {
        let permit = self.permit().await?;
        let reader = self.take()?;
        let (reply, answer) = oneshot::channel();
        let jobs = reader.jobs.clone();
        let job = Job { sql, params, reply, reader, readers: Arc::clone(self), permit };
        let lost = || DbError::Unavailable("a reader has ended".to_owned());
        jobs.send(job).map_err(|_| lost())?;
        drop(jobs);
        answer.await.map_err(|_| lost())?
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, DbError> {
        match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => return Ok(permit),
            Err(TryAcquireError::Closed) => return Err(stopped()),
            Err(TryAcquireError::NoPermits) => {}
        }
        let waiting = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(self.options.acquire_timeout, waiting).await {
            Ok(permit) => permit.map_err(|_| stopped()),
            Err(_) => Err(DbError::Unavailable("all readers are busy".to_owned())),
        }
    }

    fn take(&self) -> Result<Reader, DbError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = idle {
            return Ok(reader);
        }
        let (jobs, queue) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("sqlite-reader".to_owned())
            .spawn(move || work(&queue))
            .map_err(|error| DbError::Unavailable(format!("cannot start a reader thread: {error}")))?;
        Ok(Reader { jobs, thread })
    }

    fn put(&self, reader: Reader) {
        if !self.permits.is_closed() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        }
    }

    /// Refuses new reads, waits a while for those under way and closes the connections: an open reader keeps
    /// the log from being emptied.
    pub(super) async fn close(&self, patience: Duration) {
        let all = Arc::clone(&self.permits).acquire_many_owned(self.size);
        let quiet = tokio::time::timeout(patience, all).await;
        self.permits.close();
        drop(quiet);
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        let ended = blocking(move || {
            for Reader { jobs, thread } in idle {
                drop(jobs);
                thread.join().map_err(|_| DbError::Unavailable("a reader has failed".to_owned()))?;
            }
            Ok(())
        });
        if let Err(error) = ended.await {
            tracing::warn!(%error, "readers have not ended as they should");
        }
    }
}

/// Does what it is told until nobody can tell it anything any more. The connection is opened with the first job.
fn work(queue: &mpsc::Receiver<Job>) {
    let mut connection: Option<Connection> = None;
    while let Ok(Job { sql, params, reply, reader, readers, permit }) = queue.recv() {
        let opened = match connection.take() {
            Some(connection) => Ok(connection),
            None => open::connect(&readers.path, Role::Reader, &readers.options),
        };
        let result = opened.and_then(|opened| {
            let result = run::query(&opened, &sql, &params);
            // A connection that met trouble with its file is better replaced.
            if !matches!(result, Err(DbError::Unavailable(_) | DbError::Full(_))) {
                connection = Some(opened);
            }
            result
        });
        readers.put(reader);
        drop((permit, readers));
        // Nobody listens when the caller has gone away.
        let _ = reply.send(result);
    }
}
