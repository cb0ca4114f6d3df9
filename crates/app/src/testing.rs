//! Fakes of the ports for tests of the faces: accounts in memory, a clock that stands still until it is moved,
//! and no referrals.

mod attempts;
mod nothing;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ortak_domain::organization::OrganizationKind;
use ortak_domain::referral::PartyView;
use ortak_domain::text::fold_email;
use ortak_domain::{
    ApiClient, ApiClientId, AuditEntry, AuditEvent, EngagementId, Location, Organization, OrganizationId,
    Person, PersonId, Programme, ReferralId, Role, Scope, StageName, Time,
};
use uuid::Uuid;

pub use attempts::Attempts;
pub use nothing::Nothing;

use crate::App;
use crate::account::secret;
use crate::error::AppError;
use crate::port::{
    AccountMailRecord, Accounts, ApiClientRecord, Audit, AuditHead, Clock, Commit, CompanyProfile,
    EventPosition, Found, HistoryEvent, ListPage, ListQuery, NamedEvent, Noting, OrganizationRecord,
    PersonRecord, Referrals, RefreshToken, Replay, SealedKey, SharedDeal, SharedQuery, SolutionRecord,
    StoreError, StoredReferral, SystemIds, Viewer, Waiting, WaitingQuery,
};

/// An `App` on fakes, and handles to steer them.
#[derive(Clone, Debug)]
pub struct TestApp {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub accounts: Arc<FakeAccounts>,
}

impl TestApp {
    /// An empty platform on 1 June 2026.
    pub fn new() -> Self {
        let clock = Arc::new(FixedClock::at(Time::from_unix_seconds(1_780_272_000)));
        let accounts = Arc::new(FakeAccounts::default());
        let app = App {
            referrals: Arc::new(FakeReferrals),
            accounts: accounts.clone(),
            outbox: Arc::new(Nothing),
            webhooks: Arc::new(Nothing),
            notifications: Arc::new(Nothing),
            sessions: Arc::new(Attempts::default()),
            credentials: Arc::new(Nothing),
            workspace: Arc::new(Nothing),
            customers: Arc::new(Nothing),
            audit: Arc::new(FakeAudit(accounts.clone())),
            vault: crate::account::vault::Vault::default(),
            clock: clock.clone(),
            ids: Arc::new(SystemIds),
            mailer: None,
        };
        Self { app, clock, accounts }
    }

    /// Makes a partner organization with this id.
    pub fn add_organization(&self, id: &str) -> Result<OrganizationId, AppError> {
        let invalid = |error: &dyn std::fmt::Display| AppError::Internal(error.to_string());
        let id = OrganizationId::new(id).map_err(|error| invalid(&error))?;
        let organization = Organization {
            id: id.clone(),
            name: "Contoso".to_owned(),
            kind: OrganizationKind::Partner,
            mpn_id: None,
            country: "TR".to_owned(),
            currency: "EUR".parse().map_err(|error| invalid(&error))?,
            assessments_approved: false,
            sandbox: None,
            created_at: self.clock.now(),
            disabled_at: None,
        };
        self.accounts.state().organizations.push(OrganizationRecord { organization, locations: Vec::new() });
        Ok(id)
    }

    /// Makes an API client with the role Referrals admin and returns its id and secret.
    pub fn add_client(&self, organization: &OrganizationId) -> Result<(ApiClientId, String), AppError> {
        let secret = secret::random_secret()?;
        let client = ApiClient {
            id: ApiClientId(self.app.ids.random()),
            organization_id: organization.clone(),
            name: "Connector".to_owned(),
            role: Role::ReferralsAdmin,
            scope: Scope::Global,
            created_at: self.clock.now(),
            disabled_at: None,
            used_at: None,
        };
        let id = client.id;
        let secret_hash = secret::hash_secret(&secret);
        self.accounts.state().clients.push(ApiClientRecord { client, secret_hash });
        Ok((id, secret))
    }

    /// Makes a person with the role Referrals admin.
    pub fn add_person(
        &self,
        organization: &OrganizationId,
        email: &str,
        password: &str,
    ) -> Result<PersonId, AppError> {
        let person = Person {
            id: PersonId(self.app.ids.random()),
            organization_id: organization.clone(),
            name: "Ada Kaya".to_owned(),
            email: email.to_owned(),
            phone: None,
            role: Role::ReferralsAdmin,
            scope: Scope::Global,
            language: "en".to_owned(),
            created_at: self.clock.now(),
            disabled_at: None,
        };
        let id = person.id;
        let password_hash = Some(secret::hash_password(password)?);
        self.accounts.state().people.push(PersonRecord { person, password_hash });
        Ok(id)
    }

    /// Shuts a person out, or lets them in again.
    pub fn set_enabled(&self, id: PersonId, enabled: bool) {
        let disabled_at = (!enabled).then(|| self.clock.now());
        for record in self.accounts.state().people.iter_mut().filter(|record| record.person.id == id) {
            record.person.disabled_at = disabled_at;
        }
    }
}

impl Default for TestApp {
    fn default() -> Self {
        Self::new()
    }
}

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    pub fn at(time: Time) -> Self {
        Self(AtomicI64::new(time.ticks()))
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.advance_millis(seconds * 1000);
    }

    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis * 10_000, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Time {
        Time::from_ticks(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Debug, Default)]
struct State {
    organizations: Vec<OrganizationRecord>,
    people: Vec<PersonRecord>,
    clients: Vec<ApiClientRecord>,
    tokens: Vec<RefreshToken>,
    keys: Vec<SealedKey>,
    settings: Vec<(String, String)>,
}

/// Accounts in memory.
#[derive(Debug, Default)]
pub struct FakeAccounts {
    state: Mutex<State>,
    down: AtomicBool,
    loads: AtomicU64,
}

impl FakeAccounts {
    /// From now on every call fails as `Unavailable`, or works again.
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// How often a person or an API client was read.
    pub fn loads(&self) -> u64 {
        self.loads.load(Ordering::SeqCst)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the database is down".to_owned()));
        }
        Ok(self.state())
    }
}

#[async_trait]
impl Accounts for FakeAccounts {
    async fn organization(&self, id: &OrganizationId) -> Result<Option<OrganizationRecord>, StoreError> {
        Ok(self.open()?.organizations.iter().find(|record| record.organization.id == *id).cloned())
    }

    async fn find_organization(&self, name: &str) -> Result<Option<Organization>, StoreError> {
        let state = self.open()?;
        let mut organizations = state.organizations.iter().map(|record| &record.organization);
        Ok(organizations.find(|o| o.id.as_str() == name || o.mpn_id.as_deref() == Some(name)).cloned())
    }

    async fn number_holder(
        &self,
        _: Option<&OrganizationId>,
        number: &str,
    ) -> Result<Option<Organization>, StoreError> {
        self.find_organization(number).await
    }

    async fn organizations(&self) -> Result<Vec<Organization>, StoreError> {
        Ok(self.open()?.organizations.iter().map(|record| record.organization.clone()).collect())
    }

    async fn vendor(&self) -> Result<Option<Organization>, StoreError> {
        let state = self.open()?;
        let mut all = state.organizations.iter().map(|record| &record.organization);
        Ok(all.find(|one| one.kind == OrganizationKind::Vendor && one.sandbox.is_none()).cloned())
    }

    async fn create_organization(&self, record: OrganizationRecord) -> Result<(), StoreError> {
        self.open()?.organizations.push(record);
        Ok(())
    }

    async fn disable_organization(&self, id: &OrganizationId, at: Option<Time>) -> Result<bool, StoreError> {
        let mut state = self.open()?;
        let found = state.organizations.iter_mut().find(|record| record.organization.id == *id);
        Ok(found.map(|record| record.organization.disabled_at = at).is_some())
    }

    async fn person(&self, id: PersonId) -> Result<Option<PersonRecord>, StoreError> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        Ok(self.open()?.people.iter().find(|record| record.person.id == id).cloned())
    }

    async fn person_by_email(&self, email: &str) -> Result<Option<PersonRecord>, StoreError> {
        Ok(self.open()?.people.iter().find(|record| fold_email(&record.person.email) == email).cloned())
    }

    async fn people(&self, organization: Option<&OrganizationId>) -> Result<Vec<Person>, StoreError> {
        let state = self.open()?;
        let people = state.people.iter().map(|record| &record.person);
        Ok(people.filter(|p| organization.is_none_or(|id| p.organization_id == *id)).cloned().collect())
    }

    async fn create_person(&self, record: PersonRecord) -> Result<(), StoreError> {
        self.open()?.people.push(record);
        Ok(())
    }

    async fn api_client(&self, id: ApiClientId) -> Result<Option<ApiClientRecord>, StoreError> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        Ok(self.open()?.clients.iter().find(|record| record.client.id == id).cloned())
    }

    async fn api_clients(&self, organization: Option<&OrganizationId>) -> Result<Vec<ApiClient>, StoreError> {
        let state = self.open()?;
        let clients = state.clients.iter().map(|record| &record.client);
        Ok(clients.filter(|c| organization.is_none_or(|id| c.organization_id == *id)).cloned().collect())
    }

    async fn create_api_client(&self, record: ApiClientRecord) -> Result<(), StoreError> {
        self.open()?.clients.push(record);
        Ok(())
    }

    async fn set_api_client_secret(&self, id: ApiClientId, hash: &str) -> Result<bool, StoreError> {
        let mut state = self.open()?;
        let found = state.clients.iter_mut().find(|record| record.client.id == id);
        Ok(found.map(|record| hash.clone_into(&mut record.secret_hash)).is_some())
    }

    async fn note_api_client(&self, id: ApiClientId, at: Time, unless_since: Time) -> Result<(), StoreError> {
        let mut state = self.open()?;
        let found = state.clients.iter_mut().find(|record| record.client.id == id);
        if let Some(record) = found.filter(|record| record.client.used_at.is_none_or(|at| at < unless_since))
        {
            record.client.used_at = Some(at);
        }
        Ok(())
    }

    async fn disable_api_client(&self, id: ApiClientId, at: Option<Time>) -> Result<bool, StoreError> {
        let mut state = self.open()?;
        let found = state.clients.iter_mut().find(|record| record.client.id == id);
        Ok(found.map(|record| record.client.disabled_at = at).is_some())
    }

    async fn save_refresh_token(&self, token: RefreshToken) -> Result<(), StoreError> {
        self.open()?.tokens.push(token);
        Ok(())
    }

    async fn use_refresh_token(&self, hash: &str, now: Time) -> Result<Option<RefreshToken>, StoreError> {
        let mut state = self.open()?;
        let Some(token) = state.tokens.iter_mut().find(|token| token.hash == hash) else { return Ok(None) };
        let before = token.clone();
        token.used_at.get_or_insert(now);
        Ok(Some(before))
    }

    async fn revoke_family(&self, family: Uuid) -> Result<(), StoreError> {
        self.open()?.tokens.retain(|token| token.family != family);
        Ok(())
    }

    async fn forget_refresh_tokens(&self, before: Time) -> Result<u64, StoreError> {
        let mut state = self.open()?;
        let count = state.tokens.len();
        state.tokens.retain(|token| token.expires_at >= before);
        Ok((count - state.tokens.len()) as u64)
    }

    async fn signing_keys(&self) -> Result<Vec<SealedKey>, StoreError> {
        let mut keys = self.open()?.keys.clone();
        keys.sort_by_key(|key| std::cmp::Reverse(key.created_at));
        Ok(keys)
    }

    async fn add_signing_key(&self, key: SealedKey) -> Result<(), StoreError> {
        let mut state = self.open()?;
        if state.keys.iter().any(|known| known.id == key.id) {
            return Err(StoreError::Duplicate { what: "signing key" });
        }
        state.keys.push(key);
        Ok(())
    }

    async fn approve_assessments(&self, _: &OrganizationId, _: bool) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn set_clock_ahead(&self, _: &OrganizationId, _: i64) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn sandboxes(&self) -> Result<Vec<(OrganizationId, i64)>, StoreError> {
        Err(nothing_here())
    }

    async fn save_company(
        &self,
        _: &OrganizationId,
        _: &CompanyProfile,
        _: &CompanyProfile,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn add_location(&self, _: Location) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_location(&self, _: &Location, _: &Location) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn retire_location(&self, _: &OrganizationId, _: &str, _: Option<Time>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_stage_names(
        &self,
        _: &OrganizationId,
        _: &[StageName],
        _: &[StageName],
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn save_programme(&self, _: &Programme, _: &Programme) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn add_webhook_key(&self, _: SealedKey) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn stage_names(&self, _: &OrganizationId) -> Result<Vec<StageName>, StoreError> {
        Ok(Vec::new())
    }

    async fn programme(&self) -> Result<Programme, StoreError> {
        Ok(Programme::default())
    }

    async fn webhook_key(&self) -> Result<Option<SealedKey>, StoreError> {
        Ok(None)
    }

    async fn solutions(&self, _: &OrganizationId) -> Result<Vec<SolutionRecord>, StoreError> {
        Ok(Vec::new())
    }

    async fn assessment_ids(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    async fn save_solution(&self, _: SolutionRecord) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn describe_solution(&self, _: &SolutionRecord, _: &str, _: bool) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn judge_solution(&self, _: &SolutionRecord, _: bool, _: &[String]) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self.open()?.settings.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    async fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let mut state = self.open()?;
        state.settings.retain(|(known, _)| known != name);
        state.settings.push((name.to_owned(), value.to_owned()));
        Ok(())
    }
}

fn nothing_here() -> StoreError {
    StoreError::Internal("the fake has none of this".to_owned())
}

/// Notes nothing.
#[derive(Debug)]
struct FakeAudit(Arc<FakeAccounts>);

#[async_trait]
impl Audit for FakeAudit {
    fn noting(&self, _: AuditEntry, _: Option<AccountMailRecord>) -> Noting {
        Noting { accounts: self.0.clone(), credentials: Arc::new(Nothing), webhooks: Arc::new(Nothing) }
    }

    async fn audit_events(
        &self,
        _: &OrganizationId,
        _: Option<i64>,
        _: usize,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        Ok(Vec::new())
    }

    async fn audit_events_after(
        &self,
        _: &OrganizationId,
        _: i64,
        _: usize,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        Ok(Vec::new())
    }

    async fn audit_heads(&self) -> Result<Vec<AuditHead>, StoreError> {
        Ok(Vec::new())
    }
}

/// A store of referrals that has none and takes none.
#[derive(Clone, Copy, Debug, Default)]
pub struct FakeReferrals;

#[async_trait]
impl Referrals for FakeReferrals {
    async fn get(&self, _: &Viewer, _: ReferralId) -> Result<Option<Found>, StoreError> {
        Err(nothing_here())
    }

    async fn list(&self, _: &Viewer, _: &ListQuery) -> Result<ListPage, StoreError> {
        Err(nothing_here())
    }

    async fn parties_of(&self, _: &[EngagementId]) -> Result<Vec<PartyView>, StoreError> {
        Err(nothing_here())
    }

    async fn party(&self, _: ReferralId) -> Result<Option<PartyView>, StoreError> {
        Err(nothing_here())
    }

    async fn waiting_for_answer(&self, _: &WaitingQuery) -> Result<Vec<Waiting>, StoreError> {
        Err(nothing_here())
    }

    async fn next_expiry(&self) -> Result<Option<Time>, StoreError> {
        Err(nothing_here())
    }

    async fn shared_deals(&self, _: &SharedQuery) -> Result<Vec<SharedDeal>, StoreError> {
        Err(nothing_here())
    }

    async fn shared_deal(
        &self,
        _: &OrganizationId,
        _: Option<&OrganizationId>,
        _: ReferralId,
    ) -> Result<Option<SharedDeal>, StoreError> {
        Err(nothing_here())
    }

    async fn commit(&self, _: Commit) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn commit_all(&self, _: Vec<Commit>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn replay(&self, _: &OrganizationId, _: Uuid, _: &str) -> Result<Option<Replay>, StoreError> {
        Err(nothing_here())
    }

    async fn forget_idempotency(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn set_favorite(&self, _: &Viewer, _: ReferralId, _: bool) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn history(&self, _: &OrganizationId, _: ReferralId) -> Result<Vec<HistoryEvent>, StoreError> {
        Err(nothing_here())
    }

    async fn latest_events(
        &self,
        _: &OrganizationId,
        _: Option<EventPosition>,
        _: usize,
    ) -> Result<Vec<NamedEvent>, StoreError> {
        Err(nothing_here())
    }

    async fn heads(
        &self,
        _: Option<(OrganizationId, ReferralId)>,
        _: usize,
    ) -> Result<Vec<(OrganizationId, StoredReferral)>, StoreError> {
        Err(nothing_here())
    }

    async fn missing(&self) -> Result<Vec<(OrganizationId, ReferralId)>, StoreError> {
        Err(nothing_here())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
