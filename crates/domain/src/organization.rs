//! Organizations and their locations.

use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::money::Currency;
use crate::referral::SalesStage;
use crate::time::Time;

/// A company on the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    pub id: OrganizationId,
    pub name: String,
    pub kind: OrganizationKind,
    /// The partner number (API: `mpnId`) of the company as a whole; none for the vendor.
    pub mpn_id: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The currency assumed where an old client can't name one.
    pub currency: Currency,
    /// Approved by the programme to run solution assessments (R105).
    pub assessments_approved: bool,
    /// None in the real world.
    pub sandbox: Option<Sandbox>,
    pub created_at: Time,
    pub disabled_at: Option<Time>,
}

/// A sandbox: an organization where everything can be tried, with stand-ins of the organizations that it invites.
/// Home and stand-ins meet only each other; nothing of them reaches an organization outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sandbox {
    /// The organization whose sandbox it is; its own id for itself.
    pub home: OrganizationId,
    /// For a stand-in: the organization that it plays.
    pub stands_for: Option<OrganizationId>,
    /// Seconds by which the sandbox's clock is ahead of the real one; kept with the home.
    pub clock_ahead: i64,
}

impl Organization {
    /// The id that others see: a stand-in shows the one of whom it plays.
    pub fn shown_id(&self) -> &OrganizationId {
        self.sandbox.as_ref().and_then(|sandbox| sandbox.stands_for.as_ref()).unwrap_or(&self.id)
    }

    /// The sandbox that it belongs to; none in the real world. Organizations meet only within one realm.
    pub fn realm(&self) -> Option<&OrganizationId> {
        self.sandbox.as_ref().map(|sandbox| &sandbox.home)
    }
}

/// An organization's own name of a sales stage (R304).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageName {
    pub name: String,
    pub stage: SalesStage,
}

/// The one vendor, or a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganizationKind {
    Vendor,
    Partner,
}

impl OrganizationKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Partner => "partner",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Vendor, Self::Partner].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A place of business of a partner; a deal belongs to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    pub organization_id: OrganizationId,
    /// The location's own partner number, digits; it is the location's identity on the wire (`mpnId`).
    pub mpn_id: String,
    pub name: String,
    pub country: String,
    pub city: Option<String>,
    /// E-mail addresses of people who are told of what arrives here when nobody is on its team (R602).
    pub contacts: Vec<String>,
    /// Since when no new deal may belong to it; those that do, still do.
    pub retired_at: Option<Time>,
}

/// A partner number is 1 to 20 digits.
pub fn is_partner_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
