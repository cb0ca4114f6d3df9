//! The store of second factors, passkeys, tokens that are good for one use, and who may sign in.

use std::fmt;

use async_trait::async_trait;
use ortak_domain::{ApiClientId, AuditKind, OrganizationId, PersonId, Role, Scope, Time};
use uuid::Uuid;

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

/// The public key of a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRecord {
    pub organization_id: OrganizationId,
    pub id: Uuid,
    pub person_id: PersonId,
    /// base64url, as browsers write it.
    pub credential_id: String,
    /// As the person calls it.
    pub name: String,
    /// COSE.
    pub public_key: Vec<u8>,
    /// The signature counter as last seen; 0 where the authenticator counts nothing.
    pub counter: i64,
    pub created_at: Time,
    pub used_at: Option<Time>,
}

/// What a one-time token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Makes the vendor and the first administrator of an installation.
    FirstAdmin,
    Invitation,
    /// Sets a new password.
    Reset,
    PasskeyRegistration,
    PasskeySignIn,
    /// A sign-in at another issuer under way.
    OidcState,
    AuthorizationCode,
    /// A form that is shown again after signing in.
    KeptForm,
    /// Tells the browser in which its holder has signed in before.
    KnownDevice,
}

impl Purpose {
    pub const ALL: [Self; 9] = [
        Self::FirstAdmin,
        Self::Invitation,
        Self::Reset,
        Self::PasskeyRegistration,
        Self::PasskeySignIn,
        Self::OidcState,
        Self::AuthorizationCode,
        Self::KeptForm,
        Self::KnownDevice,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstAdmin => "first_admin",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::PasskeyRegistration => "passkey_registration",
            Self::PasskeySignIn => "passkey_sign_in",
            Self::OidcState => "oidc_state",
            Self::AuthorizationCode => "authorization_code",
            Self::KeptForm => "kept_form",
            Self::KnownDevice => "known_device",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }
}

/// A token that is good for one use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeToken {
    /// SHA-256 (hex) of the token.
    pub hash: String,
    pub purpose: Purpose,
    /// Whose it is; none where nobody is known yet.
    pub holder: Option<(OrganizationId, PersonId)>,
    /// What was decided when it was made, as JSON.
    pub facts: String,
    pub created_at: Time,
    pub expires_at: Time,
    pub used_at: Option<Time>,
}

/// A mail about an account that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountMailRecord {
    pub organization_id: OrganizationId,
    pub id: Uuid,
    pub person_id: PersonId,
    pub about: MailAbout,
    /// The link's token, encrypted; empty where there is none.
    pub sealed: Vec<u8>,
    pub created_at: Time,
    pub expires_at: Time,
    pub attempts: u32,
}

/// What a mail about an account brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailAbout {
    /// A link.
    Link(Purpose),
    /// The news that the person's ways to sign in were changed.
    Change(AuditKind),
}

impl MailAbout {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link(purpose) => purpose.as_str(),
            Self::Change(kind) => kind.as_str(),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Purpose::parse(text).map(Self::Link).or_else(|| AuditKind::parse(text).map(Self::Change))
    }
}

/// Where an application may have people's browsers sent back to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirection {
    pub uris: Vec<String>,
    /// It can keep no secret.
    pub is_public: bool,
}

/// How a person can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub person_id: PersonId,
    pub has_password: bool,
    pub has_totp: bool,
    pub passkeys: u64,
    /// The latest use of a session that is still there.
    pub last_seen_at: Option<Time>,
}

/// A change to what somebody may do: of their role and reach, or of whether they are shut out, and of nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipChange {
    pub organization_id: OrganizationId,
    pub person_id: PersonId,
    pub to: Membership,
    /// Role and reach as its writer saw them, where they must still be so (R315).
    pub seen: Option<(Role, Scope)>,
    /// The role of which somebody else must be left who can sign in, where this person has it and is not disabled.
    pub leaves: Option<Role>,
}

/// What becomes of somebody's membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Membership {
    Access { role: Role, scope: Scope },
    DisabledSince(Time),
    Enabled,
}

/// The store of what proves who somebody is.
#[async_trait]
pub trait Credentials: Send + Sync + fmt::Debug {
    /// Whether there is any person at all.
    async fn anybody(&self) -> Result<bool, StoreError>;
    async fn standings(&self, organization: &OrganizationId) -> Result<Vec<Standing>, StoreError>;
    /// Changes a membership and ends all sessions of its person, together; whoever is disabled loses their links too.
    /// `Stale` when nobody would be left with the role `leaves`, or there is no such person.
    async fn change_membership(&self, change: &MembershipChange) -> Result<(), StoreError>;
    /// Takes the authenticator application, recovery codes and passkeys away, and ends all sessions, together.
    async fn reset_second_factor(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<(), StoreError>;
    /// Sets the password and ends the person's sessions but one, and their refresh tokens, together.
    async fn replace_password(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        hash: &str,
        except: Option<Uuid>,
    ) -> Result<(), StoreError>;

    async fn save_one_time(&self, token: OneTimeToken) -> Result<(), StoreError>;
    /// Takes back the tokens of one purpose, of one person or of nobody.
    async fn revoke_one_time(&self, purpose: Purpose, person: Option<PersonId>) -> Result<(), StoreError>;
    async fn one_time(&self, hash: &str) -> Result<Option<OneTimeToken>, StoreError>;
    /// Marks the token used and returns it as it was *before*: one whose `used_at` is set was used already.
    async fn use_one_time(&self, hash: &str, now: Time) -> Result<Option<OneTimeToken>, StoreError>;
    /// Takes one token back.
    async fn drop_one_time(&self, hash: &str) -> Result<(), StoreError>;
    /// Forgets tokens that ran out before `before`.
    async fn forget_one_time(&self, before: Time) -> Result<u64, StoreError>;

    /// None when there is no such application.
    async fn redirection(&self, client: ApiClientId) -> Result<Option<Redirection>, StoreError>;
    /// Replaces it while it is as its writer saw it (R315). False when it isn't, or there is no such application.
    async fn save_redirection(
        &self,
        client: ApiClientId,
        seen: &Redirection,
        known: &Redirection,
    ) -> Result<bool, StoreError>;

    async fn queue_account_mail(&self, mail: AccountMailRecord) -> Result<(), StoreError>;
    /// Mails that are due, nobody else's until `until`; each claim counts as an attempt.
    async fn claim_account_mail(
        &self,
        now: Time,
        until: Time,
        limit: usize,
    ) -> Result<Vec<AccountMailRecord>, StoreError>;
    /// The mail is sent, or never will be.
    async fn drop_account_mail(&self, organization: &OrganizationId, id: Uuid) -> Result<(), StoreError>;
    /// Forgets mails whose links ran out before `before`.
    async fn forget_account_mail(&self, before: Time) -> Result<u64, StoreError>;

    async fn totp(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Option<TotpRecord>, StoreError>;
    /// Puts a secret that is not confirmed yet in the place of another such one. `Duplicate` where there is one that
    /// is confirmed.
    async fn begin_totp(&self, record: TotpRecord) -> Result<(), StoreError>;
    /// Accepts a time step that is newer than any before; false for one that is not.
    async fn accept_step(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        step: i64,
    ) -> Result<bool, StoreError>;
    /// Confirms the secret, unless it is, and replaces the recovery codes by those with these hashes.
    async fn confirm_totp(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        now: Time,
        codes: &[String],
    ) -> Result<(), StoreError>;
    /// Removes secret and recovery codes.
    async fn remove_totp(&self, organization: &OrganizationId, person: PersonId) -> Result<(), StoreError>;
    /// Uses a recovery code up; false when there is no such one.
    async fn use_recovery_code(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        hash: &str,
    ) -> Result<bool, StoreError>;
    async fn recovery_codes_left(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<u64, StoreError>;

    async fn add_passkey(&self, passkey: PasskeyRecord) -> Result<(), StoreError>;
    async fn passkeys(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<PasskeyRecord>, StoreError>;
    /// All passkeys with this id; ids are chosen by authenticators, so nothing but a check keeps them apart.
    async fn passkeys_by_credential(&self, credential_id: &str) -> Result<Vec<PasskeyRecord>, StoreError>;
    /// Moves the counter on; false when it is no longer at `seen`.
    async fn use_passkey(&self, passkey: &PasskeyRecord, counter: i64, now: Time)
    -> Result<bool, StoreError>;
    /// False when the person has no such passkey.
    async fn rename_passkey(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
        name: &str,
    ) -> Result<bool, StoreError>;
    async fn remove_passkey(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError>;
}
