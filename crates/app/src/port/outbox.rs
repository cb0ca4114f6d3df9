//! The outbox: what committed changes have to tell, waiting to be turned into deliveries and notifications.

use std::fmt;

use async_trait::async_trait;
use ortak_domain::{EngagementId, OrganizationId, ReferralId, Time};
use uuid::Uuid;

use super::{NewDelivery, NewNotification, StoreError};

/// One committed change that nobody has been told of, with what its history event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The owner of the referral.
    pub organization_id: OrganizationId,
    /// In time order; ids of everything made from the entry are derived from it.
    pub id: Uuid,
    /// Whether the referral came to be with it.
    pub created: bool,
    pub engagement_id: EngagementId,
    pub referral_id: ReferralId,
    pub version: i64,
    pub created_at: Time,
    /// `EventKind` as text.
    pub event_kind: String,
    /// JSON array of `{path, before, after}`.
    pub changes: String,
    /// Who did it; empty or nil for the system.
    pub actor_id: String,
}

/// How far behind the telling is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Entries of the outbox that were not dispatched.
    pub waiting: u64,
    pub oldest: Option<Time>,
    /// Webhook deliveries that are still tried, and when the oldest of them was made.
    pub deliveries: u64,
    pub oldest_delivery: Option<Time>,
    /// Webhook deliveries that were given up.
    pub failed_deliveries: u64,
    /// Mails that are still tried, and those given up.
    pub mails: u64,
    pub failed_mails: u64,
}

/// The store of the outbox.
#[async_trait]
pub trait Outbox: Send + Sync + fmt::Debug {
    /// At most `limit` entries not dispatched yet, oldest first, and with each those of earlier versions of its referral,
    /// whatever their ids: clocks of processes differ. Entries of one referral stand together, in the order of its versions.
    async fn waiting(&self, limit: usize) -> Result<Vec<OutboxEntry>, StoreError>;

    /// Marks entries as dispatched and stores what they tell, in one transaction. `Stale` when another has dispatched
    /// one of them meanwhile, and then nothing is stored. Everything has an id derived from its entry, and an id that is
    /// there already stays as it is: dispatching twice tells once.
    async fn dispatch(
        &self,
        entries: &[(OrganizationId, Uuid)],
        deliveries: Vec<NewDelivery>,
        notifications: Vec<NewNotification>,
        at: Time,
    ) -> Result<(), StoreError>;

    /// Marks what happened before `before` as dispatched, and tells nobody: a past that was made up is no news.
    async fn withhold(&self, before: Time) -> Result<u64, StoreError>;

    /// Forgets entries dispatched before `before`.
    async fn forget_dispatched(&self, before: Time) -> Result<u64, StoreError>;

    async fn backlog(&self) -> Result<Backlog, StoreError>;
}
