//! What the use cases need from outside. `ortak-store` implements the stores on SQLite and PostgreSQL, held to
//! one conformance suite.

mod accounts;
mod audit;
mod clock;
mod credentials;
mod customers;
mod notifications;
mod outbound;
mod outbox;
mod referrals;
mod sessions;
mod webhooks;
mod workspace;

pub use accounts::{
    Accounts, ApiClientRecord, CompanyProfile, OrganizationRecord, OwnerFacts, PersonRecord, RefreshToken,
    SealedKey, SolutionKind, SolutionRecord,
};
pub use audit::{Audit, AuditHead, Noting};
pub use clock::{Clock, Ids, SystemClock, SystemIds};
pub use credentials::{
    AccountMailRecord, Credentials, MailAbout, Membership, MembershipChange, OneTimeToken, PasskeyRecord,
    Purpose, Redirection, Standing, TotpRecord,
};
pub use customers::{CompanyChange, CustomerQuery, Customers};
pub use notifications::{
    Channels, DueMail, MailState, MailVerdict, MailWish, NewNotification, Notification, NotificationQuery,
    Notifications, Preferences, StoredMail,
};
pub use outbound::{Mail, MailError, Mailer, WebhookAnswer, WebhookError, WebhookRequest, WebhookSender};
pub use outbox::{Backlog, Outbox, OutboxEntry};
pub use referrals::{
    Commit, Cursor, EventPosition, Found, HistoryEvent, IdempotencyRecord, ImportLine, ListPage, ListQuery,
    ListRow, NamedEvent, Referrals, Replay, Seen, SharedDeal, SharedQuery, StoredReferral, Viewer, Waiting,
    WaitingQuery,
};
pub use sessions::{Failures, FoundSession, ProfileRecord, SecondFactor, SessionRecord, Sessions};
pub use webhooks::{
    Attempt, Delivery, DeliveryQuery, DeliveryState, DueDelivery, NewDelivery, Share, Verdict, Webhook,
    Webhooks,
};
pub use workspace::{
    DealDraft, DealImport, DealQuery, DealRecord, DealRecords, DuplicateQuery, ImportFile, ImportWork,
    LaneTotal, LocationName, OtherParty, PartnerEntry, PartyFacts, Place, Position, Pulse, SavedView,
    Selection, SolutionEntry, SolutionShelf, SolutionsMeant, Sort, SortBy, SortKey, Tab, Workspace,
};

/// Why a store did nothing. A failed call leaves nothing half done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The expected version is no longer there.
    #[error("changed by somebody else")]
    Stale,
    /// A key that must be unique exists already.
    #[error("{what} exists already")]
    Duplicate { what: &'static str },
    /// The database can't be reached or can't write now; the same call may succeed later.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of ours or of the stored data.
    #[error("{0}")]
    Internal(String),
}
