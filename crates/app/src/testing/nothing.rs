//! Stores that have nothing and take nothing.

use async_trait::async_trait;
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{EngagementId, Lane, OrganizationId, PersonId, Time};
use uuid::Uuid;

use super::nothing_here;
use crate::port::{
    Attempt, Backlog, Credentials, DealDraft, DealQuery, DealRecord, DealRecords, Delivery, DeliveryQuery,
    DueDelivery, DueMail, DuplicateQuery, Failures, FoundSession, LaneTotal, MailVerdict, NewDelivery,
    NewNotification, Notification, NotificationQuery, Notifications, OtherParty, Outbox, OutboxEntry,
    PartnerEntry, Preferences, ProfileRecord, SavedView, Selection, SessionRecord, Sessions, SolutionEntry,
    SolutionShelf, StoreError, StoredMail, TotpRecord, Verdict, Viewer, Webhook, Webhooks, Workspace,
};

/// Has no outbox, no webhooks, no notifications, no sessions and no workspace.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

#[async_trait]
impl Outbox for Nothing {
    async fn waiting(&self, _: usize) -> Result<Vec<OutboxEntry>, StoreError> {
        Err(nothing_here())
    }

    async fn dispatch(
        &self,
        _: &[(OrganizationId, Uuid)],
        _: Vec<NewDelivery>,
        _: Vec<NewNotification>,
        _: Time,
    ) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn withhold(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn forget_dispatched(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn backlog(&self) -> Result<Backlog, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Webhooks for Nothing {
    async fn webhook_of(&self, _: &OrganizationId, _: Uuid) -> Result<Option<Webhook>, StoreError> {
        Err(nothing_here())
    }

    async fn webhook(&self, _: &OrganizationId, _: Uuid) -> Result<Option<Webhook>, StoreError> {
        Err(nothing_here())
    }

    async fn webhooks(&self, _: &OrganizationId) -> Result<Vec<Webhook>, StoreError> {
        Err(nothing_here())
    }

    async fn active_webhooks(&self, _: &OrganizationId) -> Result<Vec<Webhook>, StoreError> {
        Err(nothing_here())
    }

    async fn create_webhook(&self, _: Webhook) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_webhook(&self, _: Webhook) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn disable_webhook(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: &str,
        _: Time,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn add_deliveries(&self, _: Vec<NewDelivery>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn claim_deliveries(&self, _: Time, _: Time, _: usize) -> Result<Vec<DueDelivery>, StoreError> {
        Err(nothing_here())
    }

    async fn finish_delivery(
        &self,
        _: &Delivery,
        _: Attempt,
        _: Verdict,
        _: Time,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn delivery(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: Uuid,
    ) -> Result<Option<(Delivery, Vec<Attempt>)>, StoreError> {
        Err(nothing_here())
    }

    async fn deliveries(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: &DeliveryQuery,
    ) -> Result<Vec<Delivery>, StoreError> {
        Err(nothing_here())
    }

    async fn replay_delivery(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: Uuid,
        _: Time,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn replay_failed(&self, _: &OrganizationId, _: Uuid, _: Time, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn count_deliveries(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: WebhookEvent,
        _: Time,
    ) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn failures_in_a_row(&self, _: &OrganizationId, _: Uuid) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn forget_deliveries(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Notifications for Nothing {
    async fn add_notifications(&self, _: Vec<NewNotification>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn notifications(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: &NotificationQuery,
    ) -> Result<Vec<Notification>, StoreError> {
        Err(nothing_here())
    }

    async fn unread(&self, _: &OrganizationId, _: PersonId) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn mark_read(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: Uuid,
        _: Option<Time>,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn mark_all_read(&self, _: &OrganizationId, _: PersonId, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn preferences(&self, _: &OrganizationId, _: PersonId) -> Result<Preferences, StoreError> {
        Err(nothing_here())
    }

    async fn all_preferences(
        &self,
        _: &[OrganizationId],
    ) -> Result<Vec<(PersonId, Preferences)>, StoreError> {
        Err(nothing_here())
    }

    async fn save_preferences(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: Preferences,
    ) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn build_digests(&self, _: Time, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn claim_mails(&self, _: Time, _: Time, _: usize) -> Result<Vec<DueMail>, StoreError> {
        Err(nothing_here())
    }

    async fn finish_mail(&self, _: &StoredMail, _: MailVerdict, _: Time) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn stuck_mails(&self, _: usize) -> Result<Vec<StoredMail>, StoreError> {
        Err(nothing_here())
    }

    async fn retry_failed_mails(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn forget_notifications(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Sessions for Nothing {
    async fn open_session(&self, _: SessionRecord, _: Option<&str>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn session(&self, _: &str) -> Result<Option<FoundSession>, StoreError> {
        Err(nothing_here())
    }

    async fn touch_session(&self, _: &str, _: Time, _: Time) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn end_session(&self, _: &str) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn sessions_of(&self, _: &OrganizationId, _: PersonId) -> Result<Vec<SessionRecord>, StoreError> {
        Err(nothing_here())
    }

    async fn end_session_of(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn end_sessions_of(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: Option<Uuid>,
    ) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn forget_sessions(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn failures(&self, _: &[String]) -> Result<Vec<Failures>, StoreError> {
        Err(nothing_here())
    }

    async fn count_failure(&self, _: Option<&Failures>, _: &Failures) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn forgive_failures(&self, _: &[String]) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn forget_failures(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn profile(&self, _: PersonId) -> Result<Option<ProfileRecord>, StoreError> {
        Err(nothing_here())
    }

    async fn save_profile(&self, _: PersonId, _: &ProfileRecord) -> Result<bool, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Credentials for Nothing {
    async fn totp(&self, _: &OrganizationId, _: PersonId) -> Result<Option<TotpRecord>, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Workspace for Nothing {
    async fn deals(&self, _: &Viewer, _: &DealQuery) -> Result<DealRecords, StoreError> {
        Err(nothing_here())
    }

    async fn count_deals(&self, _: &Viewer, _: &Selection) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn nearest_deadline(&self, _: &Viewer, _: &Selection) -> Result<Option<Time>, StoreError> {
        Err(nothing_here())
    }

    async fn lane_totals(&self, _: &Viewer, _: &Selection) -> Result<Vec<LaneTotal>, StoreError> {
        Err(nothing_here())
    }

    async fn lane_deals(
        &self,
        _: &Viewer,
        _: &Selection,
        _: &[Lane],
        _: usize,
    ) -> Result<Vec<DealRecord>, StoreError> {
        Err(nothing_here())
    }

    async fn other_parties(
        &self,
        _: &OrganizationId,
        _: &[EngagementId],
    ) -> Result<Vec<OtherParty>, StoreError> {
        Err(nothing_here())
    }

    async fn saved_views(&self, _: &OrganizationId, _: PersonId) -> Result<Vec<SavedView>, StoreError> {
        Err(nothing_here())
    }

    async fn create_view(&self, _: SavedView) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_view(&self, _: SavedView) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn delete_view(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn drafts(&self, _: &OrganizationId, _: PersonId) -> Result<Vec<DealDraft>, StoreError> {
        Err(nothing_here())
    }

    async fn draft(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<Option<DealDraft>, StoreError> {
        Err(nothing_here())
    }

    async fn create_draft(&self, _: DealDraft) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_draft(&self, _: DealDraft) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn delete_draft(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn forget_drafts(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn active_partners(
        &self,
        _: Option<&OrganizationId>,
        _: &OrganizationId,
    ) -> Result<Vec<PartnerEntry>, StoreError> {
        Err(nothing_here())
    }

    async fn shelf(
        &self,
        _: SolutionShelf,
        _: Option<&OrganizationId>,
        _: &OrganizationId,
    ) -> Result<Vec<SolutionEntry>, StoreError> {
        Err(nothing_here())
    }

    async fn possible_duplicates(
        &self,
        _: &Viewer,
        _: &DuplicateQuery,
    ) -> Result<Vec<DealRecord>, StoreError> {
        Err(nothing_here())
    }
}
