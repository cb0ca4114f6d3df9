//! People and applications, and what they may do.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{ApiClientId, OrganizationId, PersonId};
use crate::time::Time;

/// What somebody is allowed to do in their organization (R401, R402).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs a partner's account; sees all of its referrals.
    PartnerAdmin,
    /// Works on all referrals of the organization, or of some locations.
    ReferralsAdmin,
    /// Works on the referrals of some locations on whose team they are.
    ReferralsUser,
    /// Works on the vendor's referrals.
    VendorSeller,
    /// Reviews registered deals; no referrals.
    DealReviewer,
    /// Runs the programme; no deal that isn't shared with the vendor.
    ProgrammeAdmin,
}

impl Role {
    pub const ALL: [Self; 6] = [
        Self::PartnerAdmin,
        Self::ReferralsAdmin,
        Self::ReferralsUser,
        Self::VendorSeller,
        Self::DealReviewer,
        Self::ProgrammeAdmin,
    ];

    /// The word used in configuration, tokens and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PartnerAdmin => "partner_admin",
            Self::ReferralsAdmin => "referrals_admin",
            Self::ReferralsUser => "referrals_user",
            Self::VendorSeller => "vendor_seller",
            Self::DealReviewer => "deal_reviewer",
            Self::ProgrammeAdmin => "programme_admin",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let wanted = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|role| role.as_str() == wanted)
    }

    /// Whether the role exists in a vendor (true) or a partner (false) organization. Referrals admin is in both:
    /// it is how an application of the vendor works over the API.
    pub const fn fits(self, vendor: bool) -> bool {
        match self {
            Self::PartnerAdmin | Self::ReferralsUser => !vendor,
            Self::ReferralsAdmin => true,
            Self::VendorSeller | Self::DealReviewer | Self::ProgrammeAdmin => vendor,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a role applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole organization.
    Global,
    /// Only referrals of these locations, by partner number.
    Locations(Vec<String>),
}

impl Scope {
    pub fn locations(&self) -> &[String] {
        match self {
            Self::Global => &[],
            Self::Locations(locations) => locations,
        }
    }

    /// An empty list of locations means the whole organization.
    pub fn from_locations(locations: Vec<String>) -> Self {
        if locations.is_empty() { Self::Global } else { Self::Locations(locations) }
    }
}

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub organization_id: OrganizationId,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub role: Role,
    pub scope: Scope,
    /// BCP 47, `en` or `tr`.
    pub language: String,
    pub created_at: Time,
    pub disabled_at: Option<Time>,
}

/// How the pages look to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presentation {
    pub theme: Theme,
    pub density: Density,
    /// A name of the IANA database, like `Europe/Istanbul`; empty: that of the installation.
    pub time_zone: String,
    /// Whether single keys do something.
    pub shortcuts: bool,
    /// Words of the columns that their lists show, with spaces between; empty: the usual ones.
    pub columns: String,
}

impl Default for Presentation {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            density: Density::Comfortable,
            time_zone: String::new(),
            shortcuts: true,
            columns: String::new(),
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the person's machine says.
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text)
    }
}

/// How close lines stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Density {
    Comfortable,
    Compact,
}

impl Density {
    pub const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|density| density.as_str() == text)
    }
}

/// The languages that people may choose (BCP 47).
pub const LANGUAGES: [&str; 2] = ["en", "tr"];

/// An application that calls the API as a service user with a role (03-api A9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiClient {
    pub id: ApiClientId,
    pub organization_id: OrganizationId,
    pub name: String,
    pub role: Role,
    pub scope: Scope,
    pub created_at: Time,
    pub disabled_at: Option<Time>,
    /// When it was last seen, at most some minutes ago.
    pub used_at: Option<Time>,
}
