//! Failed attempts in memory, and no sessions.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ortak_domain::{OrganizationId, PersonId, Time};
use uuid::Uuid;

use super::nothing_here;
use crate::port::{Failures, FoundSession, ProfileRecord, SessionRecord, Sessions, StoreError};

/// Counts failures; opens no session.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<Vec<Failures>>);

impl Attempts {
    fn kept(&self) -> MutexGuard<'_, Vec<Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Sessions for Attempts {
    async fn open_session(&self, _: SessionRecord, _: Option<&str>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn session(&self, _: &str) -> Result<Option<FoundSession>, StoreError> {
        Err(nothing_here())
    }

    async fn touch_session(&self, _: &str, _: Time, _: Time) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn prove_session(&self, _: &OrganizationId, _: Uuid, _: Time) -> Result<(), StoreError> {
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

    async fn failures(&self, keys: &[String]) -> Result<Vec<Failures>, StoreError> {
        Ok(self.kept().iter().filter(|kept| keys.contains(&kept.key)).cloned().collect())
    }

    async fn count_failure(&self, seen: Option<&Failures>, next: &Failures) -> Result<(), StoreError> {
        let mut kept = self.kept();
        let at = kept.iter().position(|kept| kept.key == next.key);
        if at.and_then(|at| kept.get(at)) != seen {
            return Err(StoreError::Stale);
        }
        kept.retain(|kept| kept.key != next.key);
        kept.push(next.clone());
        Ok(())
    }

    async fn forgive_failures(&self, keys: &[String]) -> Result<(), StoreError> {
        self.kept().retain(|kept| !keys.contains(&kept.key));
        Ok(())
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
