//! The customer of a referral, as chosen when it was created (R202): a copy, not a reference.

use serde::{Deserialize, Serialize};

use crate::contact::Member;

/// Who the customer is. Name, address and ids are the customer's identity and never change (R308).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CustomerProfile {
    pub name: String,
    /// Size band as in `catalogue::CUSTOMER_SIZES`; others are kept as they are.
    pub size: Option<String>,
    pub is_matching_complete: bool,
    pub address: Address,
    /// The customer's contacts.
    pub team: Vec<Member>,
    /// Identifiers in other registers.
    pub ids: Vec<ProfileId>,
}

impl CustomerProfile {
    /// The D-U-N-S number, 9 digits, if known.
    pub fn duns(&self) -> Option<&str> {
        self.ids.iter().find(|id| id.profile_type == "Duns" && !id.id.is_empty()).map(|id| id.id.as_str())
    }
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Address {
    pub address_line1: Option<String>,
    pub address_line2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Where captured bodies of US customers put the state code.
    pub region: Option<String>,
}

/// An identifier of the customer: `Duns` (9 digits) or `External`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileId {
    pub profile_type: String,
    pub id: String,
}

/// What the customer has agreed to. The double "To" of the first name is the wire's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Consent {
    /// Personal data may be shared with the other organizations.
    #[serde(rename = "consentToToShareInfoWithOthers")]
    pub share_with_others: Option<bool>,
    /// The customer may be contacted.
    #[serde(rename = "consentToContact")]
    pub contact: Option<bool>,
    /// Vendor sellers may view the deal: the switch between private and partner-led (R101, R102).
    #[serde(rename = "consentToShareReferralWithMicrosoftSellers")]
    pub vendor_view: Option<bool>,
    /// 2018 and 2024 bodies only.
    #[serde(rename = "consentToMicrosoftToContactSpecificPartners", skip_serializing_if = "Option::is_none")]
    pub vendor_contacts_partners: Option<bool>,
}
