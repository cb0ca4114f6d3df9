//! What is kept in memory, and why it can't be wrong.
//!
//! *Documents* (SQLite only, where this process's writer thread is the way in): every commit puts the new
//! version in before it is answered, and a read may put in what it found only if no commit went through the
//! same slot meanwhile. Another process writing to the same file shows itself in `PRAGMA data_version`, which is
//! looked at four times a second, and everything is dropped; so what the command line changes beside a running
//! server is seen after at most a quarter of a second. On PostgreSQL other processes write too, so each read
//! asks the database.
//!
//! *Counts*: counting a hundred thousand rows takes longer than reading a page of them, and every page carries
//! the count. A large count may therefore be up to five seconds old; one of at most 10,000 is always exact.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use ortak_app::port::StoredReferral;
use ortak_domain::{OrganizationId, ReferralId};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::conn::Database;

/// Bytes of documents kept.
const DOCUMENT_BYTES: u64 = 32 << 20;
const SLOTS: usize = 1024;

type Key = (OrganizationId, ReferralId);
type Reader = (OrganizationId, Uuid);

#[derive(Clone, Debug)]
struct ByBytes;

impl Weighter<Key, Arc<StoredReferral>> for ByBytes {
    fn weight(&self, _: &Key, stored: &Arc<StoredReferral>) -> u64 {
        stored.document.len() as u64 + 512
    }
}

/// Referrals by key, and readers' favourites.
#[derive(Debug)]
pub struct Documents {
    referrals: Cache<Key, Arc<StoredReferral>, ByBytes>,
    favorites: Cache<Reader, Arc<HashSet<ReferralId>>>,
    /// Commits that went through each slot; a slot is many keys.
    commits: Vec<AtomicU64>,
}

/// The state of a slot before a read.
#[derive(Clone, Copy, Debug)]
pub struct Ticket(u64);

impl Documents {
    pub fn new() -> Self {
        Self {
            referrals: Cache::with_weighter(16_384, DOCUMENT_BYTES, ByBytes),
            favorites: Cache::new(1_024),
            commits: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Drops everything: another process has written.
    fn clear(&self) {
        // First the tickets, so that a read under way doesn't put back what it found before.
        for slot in &self.commits {
            slot.fetch_add(1, Ordering::AcqRel);
        }
        self.referrals.clear();
        self.favorites.clear();
    }

    pub fn get(&self, organization: &OrganizationId, id: ReferralId) -> Option<Arc<StoredReferral>> {
        self.referrals.get(&(organization.clone(), id))
    }

    fn slot(&self, id: Uuid) -> &AtomicU64 {
        static NONE: AtomicU64 = AtomicU64::new(0);
        let slot = usize::try_from(id.as_u128() % SLOTS as u128).unwrap_or_default();
        self.commits.get(slot).unwrap_or(&NONE)
    }

    pub fn ticket(&self, id: Uuid) -> Ticket {
        Ticket(self.slot(id).load(Ordering::Acquire))
    }

    /// Keeps what a read found, unless a commit came between.
    pub fn found(&self, organization: &OrganizationId, stored: &Arc<StoredReferral>, ticket: Ticket) {
        let key = (organization.clone(), stored.id);
        self.referrals.insert(key.clone(), Arc::clone(stored));
        // The commit counts first and inserts then, so a count that moved means the entry may be old.
        if self.ticket(stored.id.0).0 != ticket.0 {
            self.referrals.remove(&key);
        }
    }

    /// Keeps what was just committed, dropping it rather than letting an older one win.
    pub fn committed(&self, organization: &OrganizationId, stored: Arc<StoredReferral>) {
        let key = (organization.clone(), stored.id);
        let ticket = self.slot(stored.id.0).fetch_add(1, Ordering::AcqRel) + 1;
        self.referrals.insert(key.clone(), stored);
        if self.slot(key.1.0).load(Ordering::Acquire) != ticket {
            self.referrals.remove(&key);
        }
    }

    pub fn favorites(&self, reader: &Reader) -> Option<Arc<HashSet<ReferralId>>> {
        self.favorites.get(reader)
    }

    pub fn found_favorites(&self, reader: Reader, favorites: Arc<HashSet<ReferralId>>, ticket: Ticket) {
        let slot = reader.1;
        self.favorites.insert(reader.clone(), favorites);
        if self.ticket(slot).0 != ticket.0 {
            self.favorites.remove(&reader);
        }
    }

    pub fn forget_favorites(&self, reader: &Reader) {
        self.slot(reader.1).fetch_add(1, Ordering::AcqRel);
        self.favorites.remove(reader);
    }
}

/// How often a change by another process is looked for.
const WATCH: Duration = Duration::from_millis(250);

/// Drops the documents whenever another process has written, as long as they are in use.
pub async fn watch(documents: Weak<Documents>, db: Database) {
    let mut seen = None;
    loop {
        let version = db.foreign_version().await;
        let Some(documents) = documents.upgrade() else { return };
        match version {
            Ok(version) => {
                if seen.is_some() && seen != Some(version) {
                    documents.clear();
                }
                seen = Some(version);
            }
            // What can't be asked may have changed.
            Err(_) => documents.clear(),
        }
        drop(documents);
        tokio::time::sleep(WATCH).await;
    }
}

/// Counts above this may be reused.
const EXACT_UP_TO: u64 = 10_000;
/// A count is reused for this many times the time it took, so that counting takes a small part of the time.
const REUSE: u32 = 20;
const OLDEST: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug)]
struct Counted {
    count: u64,
    at: Instant,
    took: Duration,
}

/// Counts of large lists, by the exact query.
#[derive(Debug)]
pub struct Counts(Cache<String, Counted>);

impl Default for Counts {
    fn default() -> Self {
        Self(Cache::new(512))
    }
}

impl Counts {
    pub fn get(&self, query: &str) -> Option<u64> {
        let counted = self.0.get(query)?;
        let fresh = counted.at.elapsed() < (counted.took * REUSE).min(OLDEST);
        fresh.then_some(counted.count)
    }

    pub fn put(&self, query: String, count: u64, began: Instant) {
        if count > EXACT_UP_TO {
            self.0.insert(query, Counted { count, at: Instant::now(), took: began.elapsed() });
        }
    }
}
