//! The store of second factors, passkeys and tokens that are good for one use.

use std::fmt;

use async_trait::async_trait;
use ortak_domain::{OrganizationId, PersonId, Time};

use super::StoreError;

/// The secret of a person's authenticator application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotpRecord {
    pub organization_id: OrganizationId,
    pub person_id: PersonId,
    /// The secret, encrypted.
    pub sealed: Vec<u8>,
    /// The newest time step whose code was accepted; 0 before the first.
    pub last_step: i64,
    pub created_at: Time,
    /// None until a first code has shown that the application has it.
    pub confirmed_at: Option<Time>,
}

/// The store of what proves who somebody is.
#[async_trait]
pub trait Credentials: Send + Sync + fmt::Debug {
    async fn totp(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Option<TotpRecord>, StoreError>;
}
