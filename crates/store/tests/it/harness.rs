//! Databases to run a case on, and what cases do all the time.

use ortak_app::port::{
    Commit, Cursor, ListPage, ListQuery, ListRow, Referrals as _, StoredReferral, SystemIds, Viewer,
};
use ortak_app::referral::{Author, Before, unit_of_work};
use ortak_app::{App, Ids as _, document};
use ortak_domain::policy::{PrincipalKind, Visibility};
use ortak_domain::predicate::OrderKey;
use ortak_domain::referral::EventKind;
use ortak_domain::{OrganizationId, Predicate, Referral, ReferralId, Time};
use ortak_store::conn::{Row, Statement, Value};
use ortak_store::{OpenOptions, Store};
use ortak_testkit::postgres::{TestDatabase, test_database};
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

/// A store on a fresh, migrated database, which goes away with this.
#[derive(Debug)]
pub struct Fixture {
    pub store: Store,
    pub url: String,
    _folder: Option<TempDir>,
    _postgres: Option<TestDatabase>,
}

impl Fixture {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("ortak.db").to_str().unwrap().to_owned();
        Self::open(url, Some(folder), None).await
    }

    /// None, said loudly, where there is no PostgreSQL.
    pub async fn postgres() -> Option<Self> {
        let database = test_database().await.unwrap()?;
        Some(Self::open(database.url().to_owned(), None, Some(database)).await)
    }

    async fn open(url: String, folder: Option<TempDir>, postgres: Option<TestDatabase>) -> Self {
        let store = Store::open(&url, &OpenOptions::default()).await.unwrap();
        store.database().migrate().await.unwrap();
        Self { store, url, _folder: folder, _postgres: postgres }
    }
}

/// Runs each case on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let fixture = crate::harness::Fixture::sqlite().await;
                super::$name(fixture.store.clone()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(fixture) = crate::harness::Fixture::postgres().await {
                    super::$name(fixture.store.clone()).await;
                }
            })*
        }
    };
}
pub(crate) use on_both;

/// A moment of the tests' own time, in seconds.
pub fn at(seconds: i64) -> Time {
    Time::from_unix_seconds(1_800_000_000 + seconds)
}

pub fn organization(name: &str) -> OrganizationId {
    OrganizationId::new(name).unwrap()
}

/// A member of the organization who sees all of it.
pub fn viewer(organization_id: &OrganizationId) -> Viewer {
    viewer_with(organization_id, Visibility::Organization)
}

pub fn viewer_with(organization_id: &OrganizationId, visibility: Visibility) -> Viewer {
    Viewer { organization_id: organization_id.clone(), principal_id: Uuid::from_u128(1), visibility }
}

fn author() -> Author<'static> {
    Author { kind: PrincipalKind::Person, id: Uuid::from_u128(1), request_id: "request-1" }
}

/// The unit of work that opens a referral.
pub fn opening(referral: &Referral) -> Commit {
    let at = referral.created_at;
    unit_of_work(referral.clone(), None, EventKind::Created, author(), SystemIds.ordered(), at).unwrap()
}

/// The unit of work that turns what is stored into `next`.
pub fn changing(stored: &StoredReferral, next: &Referral) -> Commit {
    let before = document::parse(&stored.document, stored.assessment).unwrap();
    let seen = Before {
        referral: &before,
        document: &stored.document,
        version: stored.version,
        history_hash: &stored.history_hash,
    };
    let kind = EventKind::of_step(before.stage, next.stage);
    unit_of_work(next.clone(), Some(seen), kind, author(), SystemIds.ordered(), next.updated_at).unwrap()
}

/// What the whole organization sees of a referral.
pub async fn stored(store: &Store, organization: &OrganizationId, id: ReferralId) -> Arc<StoredReferral> {
    store.get(&viewer(organization), id).await.unwrap().unwrap().stored
}

pub fn parsed(stored: &StoredReferral) -> Referral {
    document::parse(&stored.document, stored.assessment).unwrap()
}

/// Opens the referrals, in one go.
pub async fn fill(store: &Store, referrals: &[Referral]) {
    store.commit_all(referrals.iter().map(opening).collect()).await.unwrap();
}

/// Reads the referral, changes it and writes it back.
pub async fn edit(store: &Store, referral: &Referral, change: impl FnOnce(&mut Referral)) -> Referral {
    let stored = stored(store, &referral.organization_id, referral.id).await;
    let mut next = parsed(&stored);
    change(&mut next);
    next.updated_at = Time::from_ticks(next.updated_at.ticks() + 1);
    store.commit(changing(&stored, &next)).await.unwrap();
    next
}

pub fn query(predicate: Predicate) -> ListQuery {
    ListQuery { predicate, search: Vec::new(), order: Vec::new(), limit: 1_000, skip: 0, after: None }
}

pub fn ordered(order: &[OrderKey], limit: usize) -> ListQuery {
    ListQuery { order: order.to_vec(), limit, ..query(Predicate::always()) }
}

/// All pages of a list; every one of them must carry the same count.
pub async fn pages(store: &Store, viewer: &Viewer, query: &ListQuery) -> (Vec<ListRow>, u64) {
    let mut rows = Vec::new();
    let mut count = None;
    let mut after: Option<Cursor> = query.after.clone();
    loop {
        let page: ListPage = store.list(viewer, &ListQuery { after, ..query.clone() }).await.unwrap();
        assert!(page.rows.len() <= query.limit);
        assert_eq!(*count.get_or_insert(page.count), page.count, "the count differs between pages");
        assert!(
            page.next.is_none() || page.rows.len() == query.limit,
            "a page that is not full has a next one"
        );
        rows.extend(page.rows);
        match page.next {
            None => return (rows, count.unwrap_or_default()),
            next => after = next,
        }
    }
}

pub fn ids(rows: &[ListRow]) -> Vec<ReferralId> {
    rows.iter().map(|row| row.id).collect()
}

pub fn app(store: &Store) -> App {
    App::over(Arc::new(store.clone()), Arc::new(ortak_app::port::SystemClock), Arc::new(SystemIds))
}

/// Somebody at the database itself.
pub async fn tamper(store: &Store, sql: &'static str, params: Vec<Value>) {
    store.database().write(vec![Statement::new("tamper", sql, params).expect_rows(1)]).await.unwrap();
}

pub async fn rows(store: &Store, sql: &'static str) -> Vec<Row> {
    store.database().query(sql, Vec::new()).await.unwrap()
}

pub async fn number(store: &Store, sql: &'static str) -> i64 {
    rows(store, sql).await.first().unwrap().int(0).unwrap()
}
