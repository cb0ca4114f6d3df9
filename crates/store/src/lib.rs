//! The stores of the application on SQLite and on PostgreSQL.
//!
//! Repositories are written once over [`conn::Database`]; `filter_sql` compiles the typed predicate of lists.
//! The conformance suite of this crate runs on both databases.

mod cache;
pub mod conn;
pub mod dump;
mod filter_sql;
mod repo;

use std::sync::Arc;

use ortak_app::port::{AccountMailRecord, StoreError};
use ortak_domain::AuditEntry;

pub use conn::{DbError, OpenOptions};

use cache::{Counts, Documents, Owners};
use conn::Database;
use repo::loader::Loader;

/// Both stores over one database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    db: Database,
    reads: Reads,
    counts: Arc<Counts>,
    owners: Arc<Owners>,
    /// Comes into the log of account changes with the next write; see `repo::audit`.
    noted: Option<Arc<(AuditEntry, Option<AccountMailRecord>)>>,
}

/// How single referrals are read.
#[derive(Clone, Debug)]
enum Reads {
    /// From memory, where every writer is this process or shows itself; see `cache`.
    Kept(Arc<Documents>),
    /// From the database, many at once.
    Asked(Loader),
}

impl Store {
    /// Opens a `postgres://` URL or the SQLite file at a path. Nothing is migrated.
    pub async fn open(url: &str, options: &OpenOptions) -> Result<Self, DbError> {
        let db = Database::open(url, options).await?;
        let reads = match db.dialect() {
            conn::Dialect::Sqlite => {
                let documents = Arc::new(Documents::new());
                let seen = db.foreign_version().await?;
                tokio::spawn(cache::watch(Arc::downgrade(&documents), db.clone(), seen));
                Reads::Kept(documents)
            }
            conn::Dialect::Postgres => Reads::Asked(Loader::start(&db, options.acquire_timeout)),
        };
        Ok(Self { db, reads, counts: Arc::default(), owners: Arc::default(), noted: None })
    }

    /// The database itself: migrations, backup, health.
    pub fn database(&self) -> &Database {
        &self.db
    }

    /// Waits for the writes under way and closes the database.
    pub async fn close(self) {
        self.db.close().await;
    }
}

/// What the layers above decide on. A unique violation is named by the statement's label.
impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Expectation { .. } => Self::Stale,
            DbError::Unique { label, .. } => Self::Duplicate { what: label },
            DbError::Unavailable(_) | DbError::Full(_) => Self::Unavailable(error.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}
