//! The history of a referral (R314): append-only and hash-chained, so that tampering shows.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::id::{OrganizationId, ReferralId};
use crate::referral::Stage;
use crate::referral::stage::{Outcome, Waiting};
use crate::time::Time;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    Created,
    Imported,
    Changed,
    /// The owner asked another organization into the engagement (R207).
    Invited,
    Received,
    Accepted,
    Declined,
    Won,
    Lost,
    Expired,
}

impl EventKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Imported => "imported",
            Self::Changed => "changed",
            Self::Invited => "invited",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Expired => "expired",
        }
    }

    /// What a change of stage is called; no change of stage is `Changed`.
    pub const fn of_step(before: Stage, after: Stage) -> Self {
        match (before, after) {
            (Stage::New(Waiting::Pending), Stage::New(Waiting::Received)) => Self::Received,
            (Stage::New(_), Stage::Active) => Self::Accepted,
            (Stage::New(_), Stage::Closed(Outcome::Declined(_))) => Self::Declined,
            (Stage::New(_), Stage::Closed(Outcome::Expired)) => Self::Expired,
            (Stage::Active, Stage::Closed(Outcome::Won)) => Self::Won,
            (Stage::Active, Stage::Closed(Outcome::Lost(_))) => Self::Lost,
            _ => Self::Changed,
        }
    }
}

/// One committed change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub organization_id: OrganizationId,
    pub referral_id: ReferralId,
    /// The version that the change produced: 1, 2, 3, … without gaps.
    pub version: i64,
    pub at: Time,
    pub kind: EventKind,
    /// `person`, `api_client`, `connector` or `system`.
    pub actor_kind: &'static str,
    /// The actor's id, empty for the system.
    pub actor_id: String,
    pub request_id: String,
    /// JSON array of `{path, before, after}`.
    pub changes: String,
    /// SHA-256 (hex) of the referral's document after the change.
    pub document_hash: String,
    /// The previous event's `hash`, empty for the first.
    pub previous_hash: String,
    pub hash: String,
}

/// The hashed text of an event. Field order is part of the format.
#[derive(Serialize)]
struct Sealed<'a> {
    organization_id: &'a str,
    referral_id: String,
    version: i64,
    at: i64,
    kind: &'a str,
    actor_kind: &'a str,
    actor_id: &'a str,
    request_id: &'a str,
    changes: &'a str,
    document_hash: &'a str,
    previous_hash: &'a str,
}

/// The parts of an event that its hash covers, as read back from a store.
#[derive(Clone, Copy, Debug)]
pub struct EventParts<'a> {
    pub organization_id: &'a str,
    pub referral_id: ReferralId,
    pub version: i64,
    pub at: Time,
    pub kind: &'a str,
    pub actor_kind: &'a str,
    pub actor_id: &'a str,
    pub request_id: &'a str,
    pub changes: &'a str,
    pub document_hash: &'a str,
    pub previous_hash: &'a str,
}

/// SHA-256 as lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The hash that seals an event to the one before it.
pub fn seal(parts: &EventParts<'_>) -> String {
    let sealed = Sealed {
        organization_id: parts.organization_id,
        referral_id: parts.referral_id.to_string(),
        version: parts.version,
        at: parts.at.ticks(),
        kind: parts.kind,
        actor_kind: parts.actor_kind,
        actor_id: parts.actor_id,
        request_id: parts.request_id,
        changes: parts.changes,
        document_hash: parts.document_hash,
        previous_hash: parts.previous_hash,
    };
    // A struct of texts and integers always serializes; an empty text would make verification fail, loudly.
    sha256_hex(serde_json::to_string(&sealed).unwrap_or_default().as_bytes())
}

impl Event {
    /// Fills `hash` from all other fields.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.hash = seal(&EventParts {
            organization_id: self.organization_id.as_str(),
            referral_id: self.referral_id,
            version: self.version,
            at: self.at,
            kind: self.kind.as_str(),
            actor_kind: self.actor_kind,
            actor_id: &self.actor_id,
            request_id: &self.request_id,
            changes: &self.changes,
            document_hash: &self.document_hash,
            previous_hash: &self.previous_hash,
        });
        self
    }
}
