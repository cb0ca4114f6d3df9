//! The readers: read-only connections, opened on first use, used on blocking threads.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

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
    idle: Mutex<Vec<Connection>>,
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
        let readers = Arc::clone(self);
        // The connection goes back inside the task, also when the caller has gone away.
        blocking(move || {
            let connection = readers.take()?;
            let result = run::query(&connection, &sql, &params);
            // A connection that met trouble with its file is better replaced.
            if !matches!(result, Err(DbError::Unavailable(_) | DbError::Full(_))) {
                readers.put(connection);
            }
            drop(permit);
            result
        })
        .await
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

    fn take(&self) -> Result<Connection, DbError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => open::connect(&self.path, Role::Reader, &self.options),
        }
    }

    fn put(&self, connection: Connection) {
        if !self.permits.is_closed() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }

    /// Refuses new reads, waits a while for those under way and closes the connections: an open reader keeps
    /// the log from being emptied.
    pub(super) async fn close(&self, patience: Duration) {
        let all = Arc::clone(&self.permits).acquire_many_owned(self.size);
        let quiet = tokio::time::timeout(patience, all).await;
        self.permits.close();
        drop(quiet);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
