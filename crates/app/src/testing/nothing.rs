//! Stores that have nothing and take nothing.

use async_trait::async_trait;
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{OrganizationId, PersonId, Time};
use uuid::Uuid;

use super::nothing_here;
use crate::port::{
    Attempt, Backlog, Delivery, DeliveryQuery, DueDelivery, DueMail, MailVerdict, NewDelivery,
    NewNotification, Notification, NotificationQuery, Notifications, Outbox, OutboxEntry, Preferences, Share,
    StoreError, StoredMail, Verdict, Webhook, Webhooks,
};

/// Has no outbox, no webhooks and no notifications.
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

    async fn webhooks(&self, _: Option<&OrganizationId>) -> Result<Vec<Webhook>, StoreError> {
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

    async fn claim_deliveries(
        &self,
        _: Time,
        _: Time,
        _: &Share<'_>,
    ) -> Result<Vec<DueDelivery>, StoreError> {
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
