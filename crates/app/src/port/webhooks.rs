//! The store of webhook registrations, and of what is delivered to them.

use std::fmt;

use async_trait::async_trait;
use ortak_domain::policy::PrincipalKind;
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{OrganizationId, Time};
use uuid::Uuid;

use super::StoreError;

/// A registration: one per API client or person (03-api B 11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub organization_id: OrganizationId,
    /// `SubscriberId` on the wire.
    pub id: Uuid,
    pub principal_kind: PrincipalKind,
    /// Whose reach decides which events are told (R403).
    pub principal_id: Uuid,
    pub url: String,
    pub events: Vec<WebhookEvent>,
    /// The RSA signature goes into `x-ms-signature` instead of `Authorization`.
    pub signature_in_ms_header: bool,
    /// Counts up when the secret is renewed; the secret is derived from it and the id.
    pub secret_version: i64,
    pub created_at: Time,
    pub updated_at: Time,
    /// Since when it is switched off, and why (`gone`, `failing`).
    pub disabled_at: Option<Time>,
    pub disabled_reason: Option<String>,
}

/// A delivery to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    pub organization_id: OrganizationId,
    /// `webhook-id` on the wire; the same on every attempt.
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub event: WebhookEvent,
    /// The referral that changed, or the delivery's own id for a test. Deliveries of one webhook and resource
    /// go out in the order of `version`.
    pub resource_id: Uuid,
    pub version: i64,
    /// The exact bytes that are sent.
    pub body: String,
    pub created_at: Time,
    /// When the first attempt is due.
    pub next_at: Time,
}

/// What has become of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Waiting for its next attempt.
    Pending,
    Delivered,
    /// All attempts are used up.
    Failed,
    /// The webhook was switched off or replaced before it was delivered.
    Cancelled,
}

impl DeliveryState {
    pub const ALL: [Self; 4] = [Self::Pending, Self::Delivered, Self::Failed, Self::Cancelled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A delivery as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub organization_id: OrganizationId,
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub event: WebhookEvent,
    pub resource_id: Uuid,
    pub version: i64,
    pub body: String,
    pub created_at: Time,
    pub state: DeliveryState,
    /// Attempts made since it was created or replayed.
    pub attempts: i64,
    /// When the next attempt is due; none when it is done.
    pub next_at: Option<Time>,
    pub done_at: Option<Time>,
}

/// A delivery that is to be sent now, with its webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    pub delivery: Delivery,
    pub webhook: Webhook,
}

/// How much a worker claims at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share<'a> {
    pub limit: usize,
    /// At most so many of one webhook.
    pub each: usize,
    /// Webhooks that have enough under way already.
    pub busy: &'a [Uuid],
}

/// One attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub at: Time,
    pub duration_ms: i64,
    /// The receiver's status, if it answered.
    pub status: Option<u16>,
    /// What went wrong, for the log that the subscriber reads; none on success.
    pub error: Option<String>,
}

/// What an attempt makes of its delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Delivered,
    /// Try again at this time.
    Again(Time),
    Failed,
}

/// Part of a webhook's delivery log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryQuery {
    pub state: Option<DeliveryState>,
    /// Continue behind this delivery: its creation and id (the log is newest first).
    pub after: Option<(Time, Uuid)>,
    pub limit: usize,
}

/// The store of webhooks.
#[async_trait]
pub trait Webhooks: Send + Sync + fmt::Debug {
    /// The registration of a principal.
    async fn webhook_of(
        &self,
        organization: &OrganizationId,
        principal: Uuid,
    ) -> Result<Option<Webhook>, StoreError>;
    async fn webhook(&self, organization: &OrganizationId, id: Uuid) -> Result<Option<Webhook>, StoreError>;
    /// All registrations, of one organization or of every one, disabled ones included, oldest first.
    async fn webhooks(&self, organization: Option<&OrganizationId>) -> Result<Vec<Webhook>, StoreError>;
    /// Those of an organization that are not disabled.
    async fn active_webhooks(&self, organization: &OrganizationId) -> Result<Vec<Webhook>, StoreError>;
    /// `Duplicate` with `webhook` when the principal has one.
    async fn create_webhook(&self, webhook: Webhook) -> Result<(), StoreError>;
    /// Replaces the registration with this id while it is as its writer saw it (R315); also enables it again when `disabled_at` is none. False when it isn't, or there is no such registration.
    async fn save_webhook(&self, seen: &Webhook, webhook: Webhook) -> Result<bool, StoreError>;
    /// Switches a webhook off unless it is off already, and cancels its pending deliveries. True when this call
    /// did it.
    async fn disable_webhook(
        &self,
        organization: &OrganizationId,
        id: Uuid,
        reason: &str,
        at: Time,
    ) -> Result<bool, StoreError>;

    /// Stores deliveries outside the outbox: tests.
    async fn add_deliveries(&self, deliveries: Vec<NewDelivery>) -> Result<(), StoreError>;
    /// Claims deliveries that are due, for one worker until `lease_until`: pending, `next_at` not after `now`, not
    /// claimed by another, their webhook enabled and none of `busy`, and no earlier version of the same webhook and
    /// resource pending. The soonest first, but of one webhook no more than `each`: less than `limit` does not mean
    /// that nothing else is due.
    async fn claim_deliveries(
        &self,
        now: Time,
        lease_until: Time,
        share: &Share<'_>,
    ) -> Result<Vec<DueDelivery>, StoreError>;
    /// Records an attempt and its verdict, and ends the claim. False when the delivery is no longer pending (it was
    /// cancelled meanwhile); the attempt is recorded then too.
    async fn finish_delivery(
        &self,
        delivery: &Delivery,
        attempt: Attempt,
        verdict: Verdict,
        at: Time,
    ) -> Result<bool, StoreError>;

    async fn delivery(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        id: Uuid,
    ) -> Result<Option<(Delivery, Vec<Attempt>)>, StoreError>;
    async fn deliveries(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        query: &DeliveryQuery,
    ) -> Result<Vec<Delivery>, StoreError>;
    /// Makes a delivery that is done pending again, due at `at`, with its attempts counted from zero; the log of
    /// attempts stays. False when there is no such delivery, or it is pending.
    async fn replay_delivery(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        id: Uuid,
        at: Time,
    ) -> Result<bool, StoreError>;
    /// Replays all that were given up or cancelled at `since` or later, whenever they were made; the number of them.
    async fn replay_failed(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        since: Time,
        at: Time,
    ) -> Result<u64, StoreError>;
    /// Deliveries of this event created since `since`: the limit of tests.
    async fn count_deliveries(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        event: WebhookEvent,
        since: Time,
    ) -> Result<u64, StoreError>;
    /// How many deliveries of the webhook failed for good since its last success.
    async fn failures_in_a_row(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
    ) -> Result<u64, StoreError>;
    /// Forgets deliveries that were done before `before`, with their attempts.
    async fn forget_deliveries(&self, before: Time) -> Result<u64, StoreError>;
}
