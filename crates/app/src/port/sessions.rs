//! The store of sessions in the browser, of failed attempts to sign in, and of what people choose for themselves.

use std::fmt;

use async_trait::async_trait;
use ortak_domain::{OrganizationId, OrganizationKind, Person, PersonId, Presentation, Time};
use uuid::Uuid;

use super::StoreError;

/// Whether a session has been proved by more than a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecondFactor {
    /// The person has none.
    NotNeeded,
    /// It is still to be given: such a session opens nothing but the page that asks for it.
    Pending,
    Done,
}

impl SecondFactor {
    pub const ALL: [Self; 3] = [Self::NotNeeded, Self::Pending, Self::Done];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotNeeded => "none",
            Self::Pending => "pending",
            Self::Done => "done",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A session as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// SHA-256 (hex) of the token that the browser holds.
    pub hash: String,
    /// Names the session to its person; tells nothing of the token.
    pub id: Uuid,
    pub organization_id: OrganizationId,
    pub person_id: PersonId,
    pub second_factor: SecondFactor,
    pub created_at: Time,
    /// At most a minute old.
    pub seen_at: Time,
    /// When it ends unless it is used before.
    pub idle_ends_at: Time,
    /// When it ends in any case.
    pub ends_at: Time,
    pub user_agent: String,
    pub address: String,
    /// When its person last proved who they are.
    pub proved_at: Time,
}

/// A session with its person and their organization, neither of them disabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSession {
    pub record: SessionRecord,
    pub person: Person,
    pub presentation: Presentation,
    pub organization_kind: OrganizationKind,
    pub organization_name: String,
    /// The sandbox that the organization belongs to; none in the real world.
    pub realm: Option<OrganizationId>,
}

/// How often something was tried in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failures {
    /// SHA-256 (hex) of what was tried, so that it has a bounded length and names nobody.
    pub key: String,
    pub count: u32,
    /// The next attempt is let through from then on.
    pub waits_until: Time,
    /// The row means nothing from then on.
    pub forgotten_at: Time,
}

/// What a person may change about themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRecord {
    pub name: String,
    pub phone: Option<String>,
    pub language: String,
    pub presentation: Presentation,
}

/// The store of sessions.
#[async_trait]
pub trait Sessions: Send + Sync + fmt::Debug {
    /// Opens a session and ends the one with the hash `replaces`, together.
    async fn open_session(&self, record: SessionRecord, replaces: Option<&str>) -> Result<(), StoreError>;
    /// By hash; none where the person or the organization is disabled. Its ends are not looked at.
    async fn session(&self, hash: &str) -> Result<Option<FoundSession>, StoreError>;
    /// Moves `seen_at` and `idle_ends_at` on, never back.
    async fn touch_session(&self, hash: &str, seen_at: Time, idle_ends_at: Time) -> Result<(), StoreError>;
    /// Moves `proved_at` on, never back.
    async fn prove_session(
        &self,
        organization: &OrganizationId,
        id: Uuid,
        at: Time,
    ) -> Result<(), StoreError>;
    async fn end_session(&self, hash: &str) -> Result<bool, StoreError>;
    /// A person's sessions, the last used first.
    async fn sessions_of(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<SessionRecord>, StoreError>;
    /// Ends one session of the person; false when they have no such one.
    async fn end_session_of(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError>;
    /// Ends the person's sessions but one, and their refresh tokens; the number of sessions ended.
    async fn end_sessions_of(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        except: Option<Uuid>,
    ) -> Result<u64, StoreError>;
    /// Forgets sessions that ended before `before`.
    async fn forget_sessions(&self, before: Time) -> Result<u64, StoreError>;

    /// The failures of these keys; none for a key that has none.
    async fn failures(&self, keys: &[String]) -> Result<Vec<Failures>, StoreError>;
    /// Puts `next` in the place of `seen`; `Stale` or `Duplicate` when that is not what is there.
    async fn count_failure(&self, seen: Option<&Failures>, next: &Failures) -> Result<(), StoreError>;
    async fn forgive_failures(&self, keys: &[String]) -> Result<(), StoreError>;
    /// Forgets failures whose `forgotten_at` is before `before`.
    async fn forget_failures(&self, before: Time) -> Result<u64, StoreError>;

    async fn profile(&self, person: PersonId) -> Result<Option<ProfileRecord>, StoreError>;
    /// False when there is no such person.
    async fn save_profile(&self, person: PersonId, profile: &ProfileRecord) -> Result<bool, StoreError>;
}
