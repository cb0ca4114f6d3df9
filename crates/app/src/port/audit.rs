//! The store of the log of what happens to accounts.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use ortak_domain::{AuditEntry, AuditEvent, OrganizationId};

use super::{AccountMailRecord, Accounts, Credentials, StoreError, Webhooks};

/// Stores whose next write brings an entry of the log with it, in the same transaction. A write that changes nothing
/// brings none.
#[derive(Clone, Debug)]
pub struct Noting {
    pub accounts: Arc<dyn Accounts>,
    pub credentials: Arc<dyn Credentials>,
    pub webhooks: Arc<dyn Webhooks>,
}

/// Where the log of an organization ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    pub organization_id: OrganizationId,
    pub number: i64,
    pub hash: String,
}

/// The store of the log.
#[async_trait]
pub trait Audit: Send + Sync + fmt::Debug {
    /// `mail` is queued with the entry, where there is one.
    fn noting(&self, entry: AuditEntry, mail: Option<AccountMailRecord>) -> Noting;
    /// Entries of one organization, the latest first, before the number `before`.
    async fn audit_events(
        &self,
        organization: &OrganizationId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<AuditEvent>, StoreError>;
    /// The same from the first on, behind the number `after`.
    async fn audit_events_after(
        &self,
        organization: &OrganizationId,
        after: i64,
        limit: usize,
    ) -> Result<Vec<AuditEvent>, StoreError>;
    /// The ends of all logs. A log without an end, which no writer leaves, has the number 0.
    async fn audit_heads(&self) -> Result<Vec<AuditHead>, StoreError>;
}
