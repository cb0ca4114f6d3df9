//! The store of notifications, of who wants which, and of the mails that carry them.

use std::fmt;

use async_trait::async_trait;
use ortak_domain::notification::NotificationEvent;
use ortak_domain::{EngagementId, OrganizationId, PersonId, ReferralId, Time};
use uuid::Uuid;

use super::StoreError;

/// How a notification reaches its reader by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailWish {
    No,
    /// One mail for it, as soon as possible.
    Now,
    /// With the next daily digest.
    Digest,
}

impl MailWish {
    pub const ALL: [Self; 3] = [Self::No, Self::Now, Self::Digest];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Now => "now",
            Self::Digest => "digest",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.as_str() == text)
    }
}

/// A notification to be stored, decided and addressed. With `MailWish::Now` its mail is stored along, under the
/// notification's own id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotification {
    pub organization_id: OrganizationId,
    pub id: Uuid,
    pub person_id: PersonId,
    pub event: NotificationEvent,
    pub referral_id: Option<ReferralId>,
    pub engagement_id: Option<EngagementId>,
    /// A JSON object with what the message names: see `app::notification::Facts`. Nothing of another
    /// organization that R312 does not give.
    pub facts: String,
    pub created_at: Time,
    /// Whether it is shown in the product.
    pub in_app: bool,
    pub mail: MailWish,
}

/// A notification as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub organization_id: OrganizationId,
    pub id: Uuid,
    pub person_id: PersonId,
    pub event: NotificationEvent,
    pub referral_id: Option<ReferralId>,
    pub engagement_id: Option<EngagementId>,
    pub facts: String,
    pub created_at: Time,
    pub read_at: Option<Time>,
}

/// A page of a person's notifications, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotificationQuery {
    pub unread_only: bool,
    /// Continue behind this notification: its creation and id.
    pub after: Option<(Time, Uuid)>,
    pub limit: usize,
}

/// One event's channels for one person (R603).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    pub in_app: bool,
    pub mail: bool,
}

/// What one person wants to be told. Events that are not named have both channels on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub channels: Vec<(NotificationEvent, Channels)>,
    /// One mail a day instead of one for each.
    pub digest: bool,
}

impl Preferences {
    pub fn of(&self, event: NotificationEvent) -> Channels {
        let both = Channels { in_app: true, mail: true };
        self.channels.iter().find(|(of, _)| *of == event).map_or(both, |(_, channels)| *channels)
    }
}

/// What has become of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailState {
    Pending,
    Sent,
    /// Refused for good, or all attempts are used up.
    Failed,
    /// When its turn came, nobody was there any more who wanted it.
    Cancelled,
}

impl MailState {
    pub const ALL: [Self; 4] = [Self::Pending, Self::Sent, Self::Failed, Self::Cancelled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A mail to one person: one notification, or the digest of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMail {
    pub organization_id: OrganizationId,
    pub id: Uuid,
    pub person_id: PersonId,
    pub digest: bool,
    pub state: MailState,
    pub attempts: i64,
    pub next_at: Option<Time>,
    pub last_error: Option<String>,
    pub created_at: Time,
    pub done_at: Option<Time>,
}

/// A mail that is to be sent now, with what it carries, oldest notification first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    pub mail: StoredMail,
    pub notifications: Vec<Notification>,
}

/// What an attempt makes of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailVerdict {
    Sent,
    Again { at: Time, error: String },
    Failed { error: String },
    Cancelled,
}

/// The store of notifications.
#[async_trait]
pub trait Notifications: Send + Sync + fmt::Debug {
    /// Stores notifications outside the outbox (reminders, failing webhooks), with their mails. An id that is there
    /// already stays as it is.
    async fn add_notifications(&self, notifications: Vec<NewNotification>) -> Result<(), StoreError>;
    /// In-app notifications of a person.
    async fn notifications(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        query: &NotificationQuery,
    ) -> Result<Vec<Notification>, StoreError>;
    async fn unread(&self, organization: &OrganizationId, person: PersonId) -> Result<u64, StoreError>;
    /// Sets or clears the mark of one; false when the person has no such notification.
    async fn mark_read(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
        read_at: Option<Time>,
    ) -> Result<bool, StoreError>;
    /// Marks the unread ones about a referral; the number of them.
    async fn mark_read_about(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        referral: ReferralId,
        at: Time,
    ) -> Result<u64, StoreError>;
    /// Marks all unread ones up to now; the number of them.
    async fn mark_all_read(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        at: Time,
    ) -> Result<u64, StoreError>;

    async fn preferences(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Preferences, StoreError>;
    /// The preferences of everybody in these organizations who has set any.
    async fn all_preferences(
        &self,
        organizations: &[OrganizationId],
    ) -> Result<Vec<(PersonId, Preferences)>, StoreError>;
    /// Turns off the mails of these events for a person, whatever else they change meanwhile.
    async fn stop_mails(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        events: &[NotificationEvent],
    ) -> Result<(), StoreError>;
    /// Replaces a person's preferences.
    async fn save_preferences(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        preferences: Preferences,
    ) -> Result<(), StoreError>;

    /// Makes one digest mail for every person who has notifications waiting for the digest that were created before
    /// `before`, due at `at`; the number of mails.
    async fn build_digests(&self, zone: &str, before: Time, at: Time) -> Result<u64, StoreError>;
    /// The zones that people for whom a digest waits have chosen, as in their presentation.
    async fn digest_zones(&self) -> Result<Vec<String>, StoreError>;
    /// Claims mails that are due, for one worker until `lease_until`.
    async fn claim_mails(
        &self,
        now: Time,
        lease_until: Time,
        limit: usize,
    ) -> Result<Vec<DueMail>, StoreError>;
    /// Records what became of a claimed mail.
    async fn finish_mail(&self, mail: &StoredMail, verdict: MailVerdict, at: Time) -> Result<(), StoreError>;
    /// Mails that were given up or have failed at least once, newest first: what an operator looks at.
    async fn stuck_mails(&self, limit: usize) -> Result<Vec<StoredMail>, StoreError>;
    /// Makes mails that were given up pending again, due at `at`; the number of them.
    async fn retry_failed_mails(&self, at: Time) -> Result<u64, StoreError>;
    /// Forgets read notifications and finished mails from before `before`, and those from before `unread_before` that
    /// nobody has read.
    async fn forget_notifications(&self, before: Time, unread_before: Time) -> Result<u64, StoreError>;
}
