//! Organizations and their locations.

use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::money::Currency;
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
    pub created_at: Time,
    pub disabled_at: Option<Time>,
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
}

/// A partner number is 1 to 20 digits.
pub fn is_partner_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
