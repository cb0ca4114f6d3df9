//! What happens to the accounts of an organization: an append-only log, each entry sealed to the one before it.

use serde::Serialize;

use crate::referral::event::sha256_hex;
use crate::{OrganizationId, Time};

/// What was done to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuditKind {
    OrganizationCreated,
    OrganizationDisabled,
    OrganizationEnabled,
    CompanyChanged,
    AssessmentsChanged,
    LocationAdded,
    LocationChanged,
    LocationRetired,
    LocationReopened,
    ContactsChanged,
    SolutionAdded,
    SolutionChanged,
    /// The programme has decided what it counts for.
    SolutionJudged,
    StageNamesChanged,
    ProgrammeChanged,
    PersonCreated,
    PersonInvited,
    InvitationRenewed,
    InvitationAccepted,
    RoleChanged,
    PersonDisabled,
    PersonEnabled,
    ResetLinkMade,
    PasswordReset,
    PasswordChanged,
    SecondFactorAdded,
    SecondFactorRemoved,
    /// An administrator or the operator took everything away that is asked for beside the password.
    SecondFactorReset,
    RecoveryCodesRenewed,
    PasskeyAdded,
    PasskeyRemoved,
    ClientCreated,
    ClientSecretRenewed,
    ClientDisabled,
    ClientEnabled,
    ClientRedirectsChanged,
    WebhookRegistered,
    WebhookChanged,
    WebhookSecretRenewed,
}

impl AuditKind {
    pub const ALL: [Self; 39] = [
        Self::OrganizationCreated,
        Self::OrganizationDisabled,
        Self::OrganizationEnabled,
        Self::CompanyChanged,
        Self::AssessmentsChanged,
        Self::LocationAdded,
        Self::LocationChanged,
        Self::LocationRetired,
        Self::LocationReopened,
        Self::ContactsChanged,
        Self::SolutionAdded,
        Self::SolutionChanged,
        Self::SolutionJudged,
        Self::StageNamesChanged,
        Self::ProgrammeChanged,
        Self::PersonCreated,
        Self::PersonInvited,
        Self::InvitationRenewed,
        Self::InvitationAccepted,
        Self::RoleChanged,
        Self::PersonDisabled,
        Self::PersonEnabled,
        Self::ResetLinkMade,
        Self::PasswordReset,
        Self::PasswordChanged,
        Self::SecondFactorAdded,
        Self::SecondFactorRemoved,
        Self::SecondFactorReset,
        Self::RecoveryCodesRenewed,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::ClientCreated,
        Self::ClientSecretRenewed,
        Self::ClientDisabled,
        Self::ClientEnabled,
        Self::ClientRedirectsChanged,
        Self::WebhookRegistered,
        Self::WebhookChanged,
        Self::WebhookSecretRenewed,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrganizationCreated => "organization_created",
            Self::OrganizationDisabled => "organization_disabled",
            Self::OrganizationEnabled => "organization_enabled",
            Self::CompanyChanged => "company_changed",
            Self::AssessmentsChanged => "assessments_changed",
            Self::LocationAdded => "location_added",
            Self::LocationChanged => "location_changed",
            Self::LocationRetired => "location_retired",
            Self::LocationReopened => "location_reopened",
            Self::ContactsChanged => "contacts_changed",
            Self::SolutionAdded => "solution_added",
            Self::SolutionChanged => "solution_changed",
            Self::SolutionJudged => "solution_judged",
            Self::StageNamesChanged => "stage_names_changed",
            Self::ProgrammeChanged => "programme_changed",
            Self::PersonCreated => "person_created",
            Self::PersonInvited => "person_invited",
            Self::InvitationRenewed => "invitation_renewed",
            Self::InvitationAccepted => "invitation_accepted",
            Self::RoleChanged => "role_changed",
            Self::PersonDisabled => "person_disabled",
            Self::PersonEnabled => "person_enabled",
            Self::ResetLinkMade => "reset_link_made",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::SecondFactorAdded => "second_factor_added",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::SecondFactorReset => "second_factor_reset",
            Self::RecoveryCodesRenewed => "recovery_codes_renewed",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::ClientCreated => "client_created",
            Self::ClientSecretRenewed => "client_secret_renewed",
            Self::ClientDisabled => "client_disabled",
            Self::ClientEnabled => "client_enabled",
            Self::ClientRedirectsChanged => "client_redirects_changed",
            Self::WebhookRegistered => "webhook_registered",
            Self::WebhookChanged => "webhook_changed",
            Self::WebhookSecretRenewed => "webhook_secret_renewed",
        }
    }

    /// What the subject's id names.
    pub const fn subject(self) -> AuditSubject {
        match self {
            Self::PersonCreated
            | Self::PersonInvited
            | Self::InvitationRenewed
            | Self::InvitationAccepted
            | Self::RoleChanged
            | Self::PersonDisabled
            | Self::PersonEnabled
            | Self::ResetLinkMade
            | Self::PasswordReset
            | Self::PasswordChanged
            | Self::SecondFactorAdded
            | Self::SecondFactorRemoved
            | Self::SecondFactorReset
            | Self::RecoveryCodesRenewed
            | Self::PasskeyAdded
            | Self::PasskeyRemoved => AuditSubject::Person,
            Self::ClientCreated
            | Self::ClientSecretRenewed
            | Self::ClientDisabled
            | Self::ClientEnabled
            | Self::ClientRedirectsChanged => AuditSubject::Client,
            Self::WebhookRegistered | Self::WebhookChanged | Self::WebhookSecretRenewed => {
                AuditSubject::Subscriber
            }
            Self::LocationAdded
            | Self::LocationChanged
            | Self::LocationRetired
            | Self::LocationReopened
            | Self::ContactsChanged => AuditSubject::Location,
            Self::SolutionAdded | Self::SolutionChanged | Self::SolutionJudged => AuditSubject::Solution,
            Self::OrganizationCreated
            | Self::OrganizationDisabled
            | Self::OrganizationEnabled
            | Self::CompanyChanged
            | Self::AssessmentsChanged
            | Self::StageNamesChanged
            | Self::ProgrammeChanged => AuditSubject::Organization,
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuditSubject {
    /// The organization itself; the subject is empty.
    Organization,
    Person,
    Client,
    /// A person or an API client.
    Subscriber,
    /// By partner number.
    Location,
    /// Of the organization's catalogue.
    Solution,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuditActor {
    Person,
    ApiClient,
    /// Whoever runs the server, at its command line.
    Operator,
}

impl AuditActor {
    pub const ALL: [Self; 3] = [Self::Person, Self::ApiClient, Self::Operator];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::ApiClient => "api_client",
            Self::Operator => "operator",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|actor| actor.as_str() == text)
    }
}

/// An entry before it stands in the log. It names people by their ids alone, so that the log outlives their data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    pub organization_id: OrganizationId,
    pub at: Time,
    pub kind: AuditKind,
    pub actor: AuditActor,
    /// Empty for the operator.
    pub actor_id: String,
    /// Id of what it is about, see [`AuditKind::subject`]; empty for the organization itself.
    pub subject: String,
    /// JSON object with what else there is to tell, like the roles before and after.
    pub facts: String,
    /// Empty for the operator.
    pub request_id: String,
    /// Network address of whoever asked, as the server sees it; empty where it is not known.
    pub address: String,
}

/// An entry in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// 1, 2, 3, … in each organization, without gaps.
    pub number: i64,
    pub entry: AuditEntry,
    /// The hash of the entry before, empty for the first.
    pub previous_hash: String,
    pub hash: String,
}

/// The hashed text of an entry. Field order is part of the format.
#[derive(Serialize)]
struct Sealed<'a> {
    organization_id: &'a str,
    number: i64,
    at: i64,
    kind: &'a str,
    actor: &'a str,
    actor_id: &'a str,
    subject: &'a str,
    facts: &'a str,
    request_id: &'a str,
    address: &'a str,
    previous_hash: &'a str,
}

impl AuditEntry {
    /// The entry in its place, sealed to the one before it.
    pub fn sealed(self, number: i64, previous_hash: &str) -> AuditEvent {
        let event =
            AuditEvent { number, entry: self, previous_hash: previous_hash.to_owned(), hash: String::new() };
        AuditEvent { hash: event.seal(), ..event }
    }
}

impl AuditEvent {
    /// The hash that all other fields give, as lower-case hex of SHA-256.
    pub fn seal(&self) -> String {
        let entry = &self.entry;
        let sealed = Sealed {
            organization_id: entry.organization_id.as_str(),
            number: self.number,
            at: entry.at.ticks(),
            kind: entry.kind.as_str(),
            actor: entry.actor.as_str(),
            actor_id: &entry.actor_id,
            subject: &entry.subject,
            facts: &entry.facts,
            request_id: &entry.request_id,
            address: &entry.address,
            previous_hash: &self.previous_hash,
        };
        // A struct of texts and integers always serializes; an empty text would make verification fail, loudly.
        sha256_hex(serde_json::to_string(&sealed).unwrap_or_default().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> AuditEntry {
        AuditEntry {
            organization_id: OrganizationId::new("contoso").unwrap(),
            at: Time::from_unix_seconds(1_780_272_000),
            kind: AuditKind::RoleChanged,
            actor: AuditActor::Person,
            actor_id: "a".to_owned(),
            subject: "b".to_owned(),
            facts: "{}".to_owned(),
            request_id: "r".to_owned(),
            address: "192.0.2.1".to_owned(),
        }
    }

    #[test]
    fn every_field_is_sealed() {
        let whole = entry().sealed(2, "before");
        assert_eq!(whole.hash, whole.seal());
        let changed: [fn(&mut AuditEvent); 11] = [
            |e| e.number = 3,
            |e| e.previous_hash.push('0'),
            |e| e.entry.organization_id = OrganizationId::new("fabrikam").unwrap(),
            |e| e.entry.at = e.entry.at.plus_seconds(1),
            |e| e.entry.kind = AuditKind::PersonInvited,
            |e| e.entry.actor = AuditActor::ApiClient,
            |e| e.entry.actor_id.push('0'),
            |e| e.entry.subject.push('0'),
            |e| e.entry.facts.push(' '),
            |e| e.entry.request_id.clear(),
            |e| e.entry.address.clear(),
        ];
        for (i, change) in changed.iter().enumerate() {
            let mut event = whole.clone();
            change(&mut event);
            assert_ne!(event.seal(), whole.hash, "change {i}");
        }
    }

    #[test]
    fn words_are_read_back() {
        for kind in AuditKind::ALL {
            assert_eq!(AuditKind::parse(kind.as_str()), Some(kind));
        }
        for actor in AuditActor::ALL {
            assert_eq!(AuditActor::parse(actor.as_str()), Some(actor));
        }
    }
}
