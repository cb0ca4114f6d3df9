//! What is kept in memory, and why it can't be wrong.
//!
//! *Documents* (SQLite only, where this process's writer thread is the way in): every commit puts the new
//! version in before it is answered. Reads and commits take a ticket before they go to the database, and may put
//! in what they come back with only if no commit went through the same slot meanwhile. Another process writing to the same file shows itself in `PRAGMA data_version`, which is
//! looked at four times a second, and everything is dropped; so what the command line changes beside a running
//! server is seen after at most a quarter of a second. On PostgreSQL other processes write too, so each read
//! asks the database, and what is kept only spares it sending documents that are known; see `repo::loader`.
//!
//! *Counts*: counting a hundred thousand rows takes longer than reading a page of them, and every page carries
//! the count. A large count may therefore be up to five seconds old; one of at most 10,000 is always exact. On SQLite
//! it is kept until something is written, by this process or, as with the documents, another.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use ortak_app::port::{OwnerFacts, StoredReferral};
use ortak_domain::{OrganizationId, ReferralId};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::conn::Database;

/// Bytes of documents kept.
const DOCUMENT_BYTES: u64 = 16 << 20;
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

/// Referrals by key, as they were when they were read.
#[derive(Debug)]
pub struct Kept(Cache<Key, Arc<StoredReferral>, ByBytes>);

impl Default for Kept {
    fn default() -> Self {
        Self(Cache::with_weighter(8_192, DOCUMENT_BYTES, ByBytes))
    }
}

impl Kept {
    pub fn get(&self, organization: &OrganizationId, id: ReferralId) -> Option<Arc<StoredReferral>> {
        self.0.get(&(organization.clone(), id))
    }

    pub fn put(&self, organization: &OrganizationId, stored: &Arc<StoredReferral>) {
        self.0.insert((organization.clone(), stored.id), Arc::clone(stored));
    }

    fn remove(&self, organization: &OrganizationId, id: ReferralId) {
        self.0.remove(&(organization.clone(), id));
    }
}

/// Referrals, and readers' favourites.
#[derive(Debug)]
pub struct Documents {
    referrals: Kept,
    favorites: Cache<Reader, Arc<HashSet<ReferralId>>>,
    /// Commits that went through each slot; a slot is many keys. Entries change only under their slot's lock.
    slots: Vec<Mutex<u64>>,
}

/// The state of a slot before going to the database.
#[derive(Clone, Copy, Debug)]
pub struct Ticket(u64);

impl Documents {
    pub fn new() -> Self {
        Self {
            referrals: Kept::default(),
            favorites: Cache::new(1_024),
            slots: (0..SLOTS).map(|_| Mutex::new(0)).collect(),
        }
    }

    /// Drops everything: another process has written.
    fn clear(&self) {
        // First the tickets, so that a read under way doesn't put back what it found before.
        for slot in &self.slots {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
        self.referrals.0.clear();
        self.favorites.clear();
    }

    pub fn get(&self, organization: &OrganizationId, id: ReferralId) -> Option<Arc<StoredReferral>> {
        self.referrals.get(organization, id)
    }

    fn slot(&self, id: Uuid) -> MutexGuard<'_, u64> {
        static NONE: Mutex<u64> = Mutex::new(0);
        let slot = usize::try_from(id.as_u128() % SLOTS as u128).unwrap_or_default();
        self.slots.get(slot).unwrap_or(&NONE).lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn ticket(&self, id: Uuid) -> Ticket {
        Ticket(*self.slot(id))
    }

    /// Keeps what a read found, unless a commit came between.
    pub fn found(&self, organization: &OrganizationId, stored: &Arc<StoredReferral>, ticket: Ticket) {
        let slot = self.slot(stored.id.0);
        if *slot == ticket.0 {
            self.referrals.put(organization, stored);
        }
    }

    /// Keeps what was just committed; when another commit came between, neither knows which is the newer.
    pub fn committed(&self, organization: &OrganizationId, stored: &Arc<StoredReferral>, ticket: Ticket) {
        let mut slot = self.slot(stored.id.0);
        if *slot == ticket.0 {
            self.referrals.put(organization, stored);
        } else {
            self.referrals.remove(organization, stored.id);
        }
        *slot += 1;
    }

    /// A commit failed, and whether it is in the database may be unknown.
    pub fn doubted(&self, organization: &OrganizationId, id: ReferralId) {
        let mut slot = self.slot(id.0);
        self.referrals.remove(organization, id);
        *slot += 1;
    }

    pub fn favorites(&self, reader: &Reader) -> Option<Arc<HashSet<ReferralId>>> {
        self.favorites.get(reader)
    }

    pub fn found_favorites(&self, reader: Reader, favorites: Arc<HashSet<ReferralId>>, ticket: Ticket) {
        let slot = self.slot(reader.1);
        if *slot == ticket.0 {
            self.favorites.insert(reader, favorites);
        }
    }

    pub fn forget_favorites(&self, reader: &Reader) {
        let mut slot = self.slot(reader.1);
        self.favorites.remove(reader);
        *slot += 1;
    }
}

/// How often a change by another process is looked for.
const WATCH: Duration = Duration::from_millis(250);

/// Drops the documents whenever another process has written, as long as they are in use. `seen` is the state
/// from before the first of them was read.
pub async fn watch(documents: Weak<Documents>, db: Database, mut seen: Option<i64>) {
    loop {
        tokio::time::sleep(WATCH).await;
        let version = db.foreign_version().await;
        let Some(documents) = documents.upgrade() else { return };
        match version {
            Ok(version) => {
                if seen != version {
                    documents.clear();
                    db.another_has_written();
                }
                seen = version;
            }
            // What can't be asked may have changed.
            Err(_) => {
                documents.clear();
                db.another_has_written();
            }
        }
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
    /// What had been written before it was counted, see `Database::written`.
    written: Option<u64>,
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
    pub fn get(&self, query: &str, written: Option<u64>) -> Option<u64> {
        let counted = self.0.get(query)?;
        let exact = written.is_some() && written == counted.written;
        let large = counted.count > EXACT_UP_TO;
        let fresh = exact || large && counted.at.elapsed() < (counted.took * REUSE).min(OLDEST);
        fresh.then_some(counted.count)
    }

    /// `began` and `written` are from before the counting.
    pub fn put(&self, query: String, count: u64, began: Instant, written: Option<u64>) {
        if count > EXACT_UP_TO || written.is_some() {
            self.0.insert(query, Counted { count, at: Instant::now(), took: began.elapsed(), written });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ortak_domain::Time;

    fn organization() -> OrganizationId {
        OrganizationId::new("contoso").unwrap()
    }

    fn version(version: i64) -> Arc<StoredReferral> {
        Arc::new(StoredReferral {
            id: ReferralId(Uuid::from_u128(7)),
            version,
            updated_at: Time::from_ticks(version),
            document: "{}".into(),
            mpn_id: None,
            team_emails: Vec::new(),
            assessment: false,
            history_hash: String::new(),
        })
    }

    fn kept(documents: &Documents) -> Option<i64> {
        documents.get(&organization(), version(0).id).map(|stored| stored.version)
    }

    #[test]
    fn a_read_that_a_commit_overtook_is_not_kept() {
        let documents = Documents::new();
        let id = version(0).id.0;
        let reader = documents.ticket(id);
        let writer = documents.ticket(id);
        documents.committed(&organization(), &version(2), writer);
        documents.found(&organization(), &version(1), reader);
        assert_eq!(kept(&documents), Some(2));
        documents.found(&organization(), &version(2), documents.ticket(id));
        assert_eq!(kept(&documents), Some(2));
    }

    /// The tasks of two writers need not go on in the order in which the database answered them.
    #[test]
    fn a_commit_that_comes_late_does_not_hide_the_one_after_it() {
        let documents = Documents::new();
        let id = version(0).id.0;
        for first_comes_last in [true, false] {
            let first = documents.ticket(id);
            documents.found(&organization(), &version(2), documents.ticket(id));
            let second = documents.ticket(id);
            if first_comes_last {
                documents.committed(&organization(), &version(3), second);
                documents.committed(&organization(), &version(2), first);
            } else {
                documents.committed(&organization(), &version(2), first);
                documents.committed(&organization(), &version(3), second);
            }
            assert_ne!(kept(&documents), Some(2));
        }
    }

    #[test]
    fn a_commit_in_doubt_leaves_nothing_behind() {
        let documents = Documents::new();
        let id = version(0).id;
        documents.found(&organization(), &version(1), documents.ticket(id.0));
        let reader = documents.ticket(id.0);
        documents.doubted(&organization(), id);
        assert_eq!(kept(&documents), None);
        documents.found(&organization(), &version(1), reader);
        assert_eq!(kept(&documents), None);
    }

    #[test]
    fn a_read_from_before_another_process_wrote_is_not_kept() {
        let documents = Documents::new();
        let id = version(0).id.0;
        let reader = documents.ticket(id);
        documents.clear();
        documents.found(&organization(), &version(1), reader);
        assert_eq!(kept(&documents), None);
    }
}

/// How long what a deal's owner is may be remembered.
const OWNER: Duration = Duration::from_secs(1);

/// Facts of owners, for opening deals.
#[derive(Debug)]
pub struct Owners(Cache<OrganizationId, (Instant, Arc<OwnerFacts>)>);

impl Default for Owners {
    fn default() -> Self {
        Self(Cache::new(1_024))
    }
}

impl Owners {
    pub fn get(&self, id: &OrganizationId) -> Option<Arc<OwnerFacts>> {
        let (at, facts) = self.0.get(id)?;
        (at.elapsed() < OWNER).then_some(facts)
    }

    /// `began` is when the reading began, so that the facts are never older than they seem.
    pub fn put(&self, id: OrganizationId, began: Instant, facts: Arc<OwnerFacts>) {
        self.0.insert(id, (began, facts));
    }

    /// After a change by this process, which sees it at once.
    pub fn clear(&self) {
        self.0.clear();
    }
}
