//! The store of referrals, with their history, party entries and outbox.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use ortak_domain::field::Scalar;
use ortak_domain::policy::Visibility;
use ortak_domain::predicate::OrderKey;
use ortak_domain::referral::{Event, PartyView};
use ortak_domain::{EngagementId, OrganizationId, Predicate, Referral, ReferralId, Time};
use uuid::Uuid;

use super::StoreError;

/// Who looks: part of every query, so that nothing outside it can come back (R401, R403).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Viewer {
    pub organization_id: OrganizationId,
    pub principal_id: Uuid,
    pub visibility: Visibility,
}

impl Viewer {
    /// The platform itself, which looks at all referrals of one organization.
    pub fn everything_of(organization: &OrganizationId) -> Self {
        Self {
            organization_id: organization.clone(),
            principal_id: Uuid::nil(),
            visibility: Visibility::Organization,
        }
    }
}

/// A referral as stored: its published document, ready to serve, and what is needed to judge access to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReferral {
    pub id: ReferralId,
    pub version: i64,
    pub updated_at: Time,
    /// `document::render` of the referral: a JSON object without what depends on the reader.
    pub document: Arc<str>,
    pub mpn_id: Option<String>,
    /// Folded, sorted.
    pub team_emails: Vec<String>,
    /// A solution assessment (R105); not part of the document.
    pub assessment: bool,
    /// Hash of the latest event.
    pub history_hash: String,
}

/// A referral and the reader's own mark on it (R316).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub stored: Arc<StoredReferral>,
    pub favorite: bool,
}

/// A list: filter, order and page.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub predicate: Predicate,
    /// Words of a free-text search, all of which must begin a word of the deal (`search::words`).
    pub search: Vec<String>,
    /// The id is always appended as the last key, so that the order is total.
    pub order: Vec<OrderKey>,
    pub limit: usize,
    pub skip: usize,
    pub after: Option<Cursor>,
}

/// The position after a row: its values of the order keys, and its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    pub keys: Vec<Scalar<'static>>,
    pub id: ReferralId,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRow {
    pub id: ReferralId,
    pub version: i64,
    pub updated_at: Time,
    pub document: String,
    pub favorite: bool,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPage {
    pub rows: Vec<ListRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
    /// All matches, on every page.
    pub count: u64,
}

/// A retried create's identity (R209).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRecord {
    pub organization_id: OrganizationId,
    pub principal_id: Uuid,
    pub key: String,
    /// SHA-256 of the request body.
    pub fingerprint: String,
    pub created_at: Time,
}

/// What a create under the same key answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    pub fingerprint: String,
    pub referral_id: ReferralId,
    pub version: i64,
    pub updated_at: Time,
    pub document: Arc<str>,
}

/// A referral as its writer read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub version: i64,
    pub referral: Referral,
}

/// One unit of work on one referral: row, party entry, history event and outbox together, or nothing.
#[derive(Clone, Debug)]
pub struct Commit {
    pub referral: Referral,
    pub document: Arc<str>,
    /// What was read and holds no more; none for a new referral. The new version is the event's.
    pub seen: Option<Box<Seen>>,
    pub event: Event,
    /// Id of the outbox row, in time order.
    pub outbox_id: Uuid,
    pub idempotency: Option<IdempotencyRecord>,
    /// A principal's mark that is set or cleared with it (R316).
    pub favorite: Option<(Uuid, bool)>,
    /// The line of an import that it comes from.
    pub import_line: Option<ImportLine>,
}

/// A line of an import of the organization; it becomes one deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportLine {
    pub import: Uuid,
    pub line: u64,
}

/// An event as read back for verification and the deal's activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEvent {
    pub organization_id: OrganizationId,
    pub referral_id: ReferralId,
    pub version: i64,
    pub at: Time,
    pub kind: String,
    pub actor_kind: String,
    pub actor_id: String,
    pub request_id: String,
    pub changes: String,
    pub document_hash: String,
    pub previous_hash: String,
    pub hash: String,
}

/// An event with the name of its deal as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEvent {
    pub event: HistoryEvent,
    /// Its name, or its customer's where it has none; none where the deal is gone.
    pub deal: Option<String>,
}

/// Where an event stands among those of its organization, by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPosition {
    pub at: Time,
    pub referral_id: ReferralId,
    pub version: i64,
}

/// Which unanswered referrals to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingQuery {
    /// The sandbox, or none for the real world.
    pub realm: Option<OrganizationId>,
    /// Those that run out after this moment, or at it with a greater id when one is given.
    pub after: (Time, Option<ReferralId>),
    /// And not after this one.
    pub until: Time,
    pub limit: usize,
}

/// A referral that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub organization_id: OrganizationId,
    pub id: ReferralId,
    pub expires_at: Time,
}

/// A page of the deals that partners share with a vendor (R102).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedQuery {
    /// The vendor; engagements in which it has a referral of its own are left out.
    pub vendor: OrganizationId,
    /// Its sandbox, or none: only deals of organizations of the same realm.
    pub realm: Option<OrganizationId>,
    /// Continue behind this deal: its last change and id.
    pub after: Option<(Time, ReferralId)>,
    pub limit: usize,
}

/// A deal that its owner shares with the vendor. What of it the vendor sees the caller decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedDeal {
    pub organization_id: OrganizationId,
    pub stored: StoredReferral,
}

/// The store of referrals.
#[async_trait]
pub trait Referrals: Send + Sync + fmt::Debug {
    /// The referral with this id of the viewer's organization, if it is within the viewer's reach.
    async fn get(&self, viewer: &Viewer, id: ReferralId) -> Result<Option<Found>, StoreError>;

    /// One page and the count of all matches within the viewer's reach.
    async fn list(&self, viewer: &Viewer, query: &ListQuery) -> Result<ListPage, StoreError>;

    /// The entries of all parties of an engagement. The caller decides who may see them.
    async fn parties(&self, engagement: EngagementId) -> Result<Vec<PartyView>, StoreError> {
        self.parties_of(&[engagement]).await
    }

    /// The entries of all parties of engagements, each engagement's together and in the order in which they came.
    async fn parties_of(&self, engagements: &[EngagementId]) -> Result<Vec<PartyView>, StoreError>;

    /// The party entry of the referral with this id, whoever owns it. The caller decides who may see it.
    async fn party(&self, id: ReferralId) -> Result<Option<PartyView>, StoreError>;

    /// Referrals that wait for an answer and whose window ends within the query's span, soonest first (R307).
    async fn waiting_for_answer(&self, query: &WaitingQuery) -> Result<Vec<Waiting>, StoreError>;

    /// When the next unanswered referral of the real world runs out, if one does.
    async fn next_expiry(&self) -> Result<Option<Time>, StoreError>;

    /// Deals that partners share with their vendor and in which it has no referral (R102), the latest change first.
    async fn shared_deals(&self, query: &SharedQuery) -> Result<Vec<SharedDeal>, StoreError>;

    /// One of them.
    async fn shared_deal(
        &self,
        vendor: &OrganizationId,
        realm: Option<&OrganizationId>,
        id: ReferralId,
    ) -> Result<Option<SharedDeal>, StoreError>;

    /// Writes one unit of work. `Stale` when the seen version has gone; `Duplicate` with `idempotency key`,
    /// `import line`, `referral` or `engagement` when such a one exists.
    async fn commit(&self, commit: Commit) -> Result<(), StoreError>;

    /// Writes several units of work, in order, in one transaction: an invitation, an import, a demo. Fails like
    /// `commit`, and then nothing is written.
    async fn commit_all(&self, commits: Vec<Commit>) -> Result<(), StoreError>;

    /// What a create under this key answered, if there was one.
    async fn replay(
        &self,
        organization: &OrganizationId,
        principal: Uuid,
        key: &str,
    ) -> Result<Option<Replay>, StoreError>;

    /// Forgets idempotency keys from before `before`.
    async fn forget_idempotency(&self, before: Time) -> Result<u64, StoreError>;

    /// Sets or clears the viewer's own mark (R316).
    async fn set_favorite(&self, viewer: &Viewer, id: ReferralId, favorite: bool) -> Result<(), StoreError>;

    /// The history of one referral, oldest first.
    async fn history(
        &self,
        organization: &OrganizationId,
        id: ReferralId,
    ) -> Result<Vec<HistoryEvent>, StoreError>;

    /// The events of an organization, the latest first, behind `after`.
    async fn latest_events(
        &self,
        organization: &OrganizationId,
        after: Option<EventPosition>,
        limit: usize,
    ) -> Result<Vec<NamedEvent>, StoreError>;

    /// Heads of all referrals, in key order, for verification: a page after the given key.
    async fn heads(
        &self,
        after: Option<(OrganizationId, ReferralId)>,
        limit: usize,
    ) -> Result<Vec<(OrganizationId, StoredReferral)>, StoreError>;

    /// Referrals that a history or a party entry speaks of and that aren't there: nothing is ever deleted, so
    /// somebody has.
    async fn missing(&self) -> Result<Vec<(OrganizationId, ReferralId)>, StoreError>;

    /// Readiness: fails with the reason when the database can't be reached.
    async fn ping(&self) -> Result<(), StoreError>;
}
