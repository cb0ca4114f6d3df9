//! The use cases of Ortak and the ports they need. API, pages, jobs and the command line all call these.

pub mod account;
pub mod audit;
pub mod ctx;
pub mod customer;
pub mod dispatch;
pub mod document;
pub mod error;
pub mod etag;
pub mod notification;
pub mod once;
pub mod port;
pub mod programme;
pub mod referral;
pub mod sandbox;
pub mod search;
#[cfg(feature = "testing")]
pub mod testing;
pub mod webhook;
pub mod workspace;

use std::sync::Arc;

use account::vault::Vault;
pub use ctx::{Ctx, Origin, Source};
pub use error::AppError;
use port::Noting;
pub use port::{
    Accounts, Audit, Clock, Credentials, Customers, Ids, Mailer, Notifications, Outbox, Referrals, Sessions,
    Webhooks, Workspace,
};

/// Everything a use case needs from outside. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    pub referrals: Arc<dyn Referrals>,
    pub accounts: Arc<dyn Accounts>,
    pub outbox: Arc<dyn Outbox>,
    pub webhooks: Arc<dyn Webhooks>,
    pub notifications: Arc<dyn Notifications>,
    pub sessions: Arc<dyn Sessions>,
    pub credentials: Arc<dyn Credentials>,
    pub workspace: Arc<dyn Workspace>,
    pub customers: Arc<dyn Customers>,
    pub audit: Arc<dyn Audit>,
    /// Locked unless somebody has put the key in.
    pub vault: Vault,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    /// None where no mail server is configured: then nobody is told by mail, and no mail waits.
    pub mailer: Option<Arc<dyn Mailer>>,
}

impl App {
    /// Over one store that keeps everything, without mail.
    pub fn over<S>(store: Arc<S>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self
    where
        S: Referrals
            + Accounts
            + Outbox
            + Webhooks
            + Notifications
            + Sessions
            + Credentials
            + Workspace
            + Customers
            + Audit
            + 'static,
    {
        Self {
            referrals: store.clone(),
            accounts: store.clone(),
            outbox: store.clone(),
            webhooks: store.clone(),
            notifications: store.clone(),
            sessions: store.clone(),
            credentials: store.clone(),
            workspace: store.clone(),
            customers: store.clone(),
            audit: store,
            vault: Vault::default(),
            clock,
            ids,
            mailer: None,
        }
    }

    /// The same with stores whose next write brings this entry of the log with it, and a mail to the person whose ways
    /// to sign in it tells of; to be used for one write.
    #[must_use]
    pub fn noting(&self, entry: ortak_domain::AuditEntry) -> Self {
        let mail = account::mail::about(self, &entry);
        let Noting { accounts, credentials, webhooks } = self.audit.noting(entry, mail);
        Self { accounts, webhooks, credentials, ..self.clone() }
    }

    /// The same, telling people by mail as well.
    #[must_use]
    pub fn with_mailer(self, mailer: Arc<dyn Mailer>) -> Self {
        Self { mailer: Some(mailer), ..self }
    }
}
