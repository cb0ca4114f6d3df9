//! The store of organizations, people, API clients, keys and tokens.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use ortak_domain::policy::PrincipalKind;
use ortak_domain::{
    ApiClient, ApiClientId, Currency, Location, Organization, OrganizationId, Person, PersonId, Programme,
    StageName, Time,
};
use uuid::Uuid;

use super::StoreError;

/// An organization with its locations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationRecord {
    pub organization: Organization,
    /// Ordered by partner number, retired ones too; the first open one is where deals go that name none.
    pub locations: Vec<Location>,
}

impl OrganizationRecord {
    /// The locations that new deals may belong to.
    pub fn open_locations(&self) -> impl Iterator<Item = &Location> {
        self.locations.iter().filter(|location| location.retired_at.is_none())
    }
}

/// What a company says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyProfile {
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub currency: Currency,
}

impl CompanyProfile {
    pub fn of(organization: &Organization) -> Self {
        Self {
            name: organization.name.clone(),
            country: organization.country.clone(),
            currency: organization.currency,
        }
    }
}

/// What opening a deal needs to know of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerFacts {
    pub owner: OrganizationRecord,
    /// The assessment types of all organizations, by solution id.
    pub assessment_ids: Vec<String>,
    pub programme: Programme,
    /// The owner's own names of sales stages (R304).
    pub stage_names: Vec<StageName>,
}

/// A person with the hash of their password (argon2id, PHC text), if they have one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRecord {
    pub person: Person,
    pub password_hash: Option<String>,
}

/// An API client with the SHA-256 (hex) of its secret; the secret itself is random and never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiClientRecord {
    pub client: ApiClient,
    pub secret_hash: String,
}

/// A refresh token. Each may be used once; using one again ends its whole family (RFC 9700, 4.14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 (hex) of the token.
    pub hash: String,
    pub family: Uuid,
    pub organization_id: OrganizationId,
    pub principal_kind: PrincipalKind,
    pub principal_id: Uuid,
    /// The application that may use it.
    pub client_id: String,
    pub expires_at: Time,
    pub used_at: Option<Time>,
}

/// A signing key whose private part is encrypted at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedKey {
    pub id: String,
    pub sealed: Vec<u8>,
    pub created_at: Time,
}

/// What a catalogue entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SolutionKind {
    Solution,
    /// An assessment type (R105).
    Assessment,
}

/// A solution of an organization's catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SolutionRecord {
    pub organization_id: OrganizationId,
    pub id: String,
    pub name: String,
    pub kind: SolutionKind,
    pub published: bool,
    pub co_sell_ready: bool,
    /// Incentive tags, like `IP co-sell`.
    pub tags: Vec<String>,
}

/// The store of accounts. What people set is replaced only while it is as its writer saw it (R315).
#[async_trait]
pub trait Accounts: Send + Sync + fmt::Debug {
    async fn organization(&self, id: &OrganizationId) -> Result<Option<OrganizationRecord>, StoreError>;
    /// Asked for with every new deal, so the answer may be a second old.
    async fn owner_facts(&self, id: &OrganizationId) -> Result<Option<Arc<OwnerFacts>>, StoreError> {
        let Some(owner) = self.organization(id).await? else { return Ok(None) };
        let assessment_ids = self.assessment_ids().await?;
        let programme = self.programme().await?;
        let stage_names = self.stage_names(id).await?;
        Ok(Some(Arc::new(OwnerFacts { owner, assessment_ids, programme, stage_names })))
    }
    /// The organization that an id, a partner number or a location's partner number names. Stand-ins of a sandbox
    /// are never found: they have no numbers, and their ids don't count here.
    async fn find_organization(&self, name: &str) -> Result<Option<Organization>, StoreError>;
    async fn organizations(&self) -> Result<Vec<Organization>, StoreError>;
    /// The one vendor of the real world; none before there is one.
    async fn vendor(&self) -> Result<Option<Organization>, StoreError>;
    /// Whose id, partner number or location's partner number this is: of those in the real world, or in the sandbox of
    /// `realm`.
    async fn number_holder(
        &self,
        realm: Option<&OrganizationId>,
        number: &str,
    ) -> Result<Option<Organization>, StoreError>;
    /// `Duplicate` when the id exists, or the id or one of the partner numbers is another organization's or its
    /// location's; or a second vendor.
    async fn create_organization(&self, record: OrganizationRecord) -> Result<(), StoreError>;
    /// False when there is no such organization.
    async fn disable_organization(&self, id: &OrganizationId, at: Option<Time>) -> Result<bool, StoreError>;
    /// Sets whether the programme approves its solution assessments (R105). False when there is none, or it is so
    /// already.
    async fn approve_assessments(&self, id: &OrganizationId, approved: bool) -> Result<bool, StoreError>;
    /// Moves the clock of a sandbox forward to `seconds` ahead; never back. False when there is no such home, or its
    /// clock is there already.
    async fn set_clock_ahead(&self, home: &OrganizationId, seconds: i64) -> Result<bool, StoreError>;
    /// Homes of all sandboxes, with the seconds by which their clocks are ahead.
    async fn sandboxes(&self) -> Result<Vec<(OrganizationId, i64)>, StoreError>;
    /// False when it is not `before` any more, or there is no such organization.
    async fn save_company(
        &self,
        id: &OrganizationId,
        before: &CompanyProfile,
        after: &CompanyProfile,
    ) -> Result<bool, StoreError>;
    /// `Duplicate` when its partner number is another location's or another organization's, whoever's it is: deals are
    /// sent to it by that number alone.
    async fn add_location(&self, location: Location) -> Result<(), StoreError>;
    /// Changes name, country, city and contacts. False when they are not those of `before` any more, or there is no such
    /// location.
    async fn save_location(&self, before: &Location, after: &Location) -> Result<bool, StoreError>;
    /// Retires a location, or opens it again. `Stale` when it is so already, it is the last open one, or there is no
    /// such one.
    async fn retire_location(
        &self,
        organization: &OrganizationId,
        mpn_id: &str,
        at: Option<Time>,
    ) -> Result<(), StoreError>;

    /// An organization's own names of sales stages (R304), in the order of the stages.
    async fn stage_names(&self, organization: &OrganizationId) -> Result<Vec<StageName>, StoreError>;
    /// Replaces them. False when they are not `before` any more.
    async fn save_stage_names(
        &self,
        organization: &OrganizationId,
        before: &[StageName],
        after: &[StageName],
    ) -> Result<bool, StoreError>;
    /// The settings of the programme; the defaults when none were saved.
    async fn programme(&self) -> Result<Programme, StoreError>;
    /// False when they are not `before` any more.
    async fn save_programme(&self, before: &Programme, after: &Programme) -> Result<bool, StoreError>;

    async fn person(&self, id: PersonId) -> Result<Option<PersonRecord>, StoreError>;
    /// By e-mail in folded form (`text::fold_email`); sign-in names are unique on the platform.
    async fn person_by_email(&self, email: &str) -> Result<Option<PersonRecord>, StoreError>;
    async fn people(&self, organization: Option<&OrganizationId>) -> Result<Vec<Person>, StoreError>;
    async fn create_person(&self, record: PersonRecord) -> Result<(), StoreError>;

    async fn api_client(&self, id: ApiClientId) -> Result<Option<ApiClientRecord>, StoreError>;
    async fn api_clients(&self, organization: Option<&OrganizationId>) -> Result<Vec<ApiClient>, StoreError>;
    async fn create_api_client(&self, record: ApiClientRecord) -> Result<(), StoreError>;
    /// Replaces the hash of its secret. False when there is no such API client.
    async fn set_api_client_secret(&self, id: ApiClientId, hash: &str) -> Result<bool, StoreError>;
    /// Disabling ends what the application holds to act for people.
    async fn disable_api_client(&self, id: ApiClientId, at: Option<Time>) -> Result<bool, StoreError>;

    /// Notes that it was seen at `at`, unless it was seen at `unless_since` or later already.
    async fn note_api_client(&self, id: ApiClientId, at: Time, unless_since: Time) -> Result<(), StoreError>;

    async fn save_refresh_token(&self, token: RefreshToken) -> Result<(), StoreError>;
    /// Marks the token used and returns it as it was *before*: a record whose `used_at` is set was replayed.
    async fn use_refresh_token(&self, hash: &str, now: Time) -> Result<Option<RefreshToken>, StoreError>;
    async fn revoke_family(&self, family: Uuid) -> Result<(), StoreError>;
    /// Forgets refresh tokens that ran out before `before`.
    async fn forget_refresh_tokens(&self, before: Time) -> Result<u64, StoreError>;

    /// Signing keys, newest first.
    async fn signing_keys(&self) -> Result<Vec<SealedKey>, StoreError>;
    /// `Duplicate` when a key of that id exists; used so that two processes starting at once agree on one.
    async fn add_signing_key(&self, key: SealedKey) -> Result<(), StoreError>;
    /// The key that signs webhook requests, with its certificate.
    async fn webhook_key(&self) -> Result<Option<SealedKey>, StoreError>;
    /// `Duplicate` when there is one.
    async fn add_webhook_key(&self, key: SealedKey) -> Result<(), StoreError>;

    async fn solutions(&self, organization: &OrganizationId) -> Result<Vec<SolutionRecord>, StoreError>;
    /// The assessment types of all organizations, by solution id.
    async fn assessment_ids(&self) -> Result<Vec<String>, StoreError>;
    async fn save_solution(&self, solution: SolutionRecord) -> Result<(), StoreError>;
    /// Changes what its owner says of it. False when that is not as in `before` any more, or there is no such solution.
    async fn describe_solution(
        &self,
        before: &SolutionRecord,
        name: &str,
        published: bool,
    ) -> Result<bool, StoreError>;
    /// Changes what the programme decides on it. False when that is not as in `before` any more, or there is no such
    /// solution.
    async fn judge_solution(
        &self,
        before: &SolutionRecord,
        co_sell_ready: bool,
        tags: &[String],
    ) -> Result<bool, StoreError>;

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;
    async fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError>;
}
