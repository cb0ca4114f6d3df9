//! The customer of a referral, as chosen when it was created (R202): a copy, not a reference.

use std::fmt;
use std::str::FromStr;

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

/// A D-U-N-S number: 9 digits that name one legal entity at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duns(u32);

/// A text that is no D-U-N-S number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 9 digits")]
pub struct NotDuns;

impl Duns {
    const END: u32 = 1_000_000_000;

    /// The number without its leading zeros.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// From the number without its leading zeros.
    pub fn from_number(number: i64) -> Result<Self, NotDuns> {
        u32::try_from(number).ok().filter(|number| *number < Self::END).map(Self).ok_or(NotDuns)
    }

    /// The digits of what may be written `12-345-6789`; none where something else is in it.
    pub fn digits(text: &str) -> Option<String> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
        (!digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|c| c.is_ascii_digit()))
            .then_some(digits)
    }

    /// The first and the last number that begin with these digits.
    pub fn range(digits: &str) -> Option<(Self, Self)> {
        Some((format!("{digits:0<9}").parse().ok()?, format!("{digits:9<9}").parse().ok()?))
    }
}

impl FromStr for Duns {
    type Err = NotDuns;

    fn from_str(text: &str) -> Result<Self, NotDuns> {
        let digits = Self::digits(text).filter(|digits| digits.len() == 9).ok_or(NotDuns)?;
        digits.parse().map(Self).map_err(|_| NotDuns)
    }
}

impl fmt::Display for Duns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duns_numbers_are_nine_digits_however_they_are_written() {
        for text in ["012345678", " 01-234-5678", "01.234.5678"] {
            assert_eq!(text.parse::<Duns>().unwrap().to_string(), "012345678", "{text}");
        }
        for bad in ["", "12345678", "1234567890", "12345678x", "１２３４５６７８９", "+12345678"] {
            assert_eq!(bad.parse::<Duns>(), Err(NotDuns), "{bad}");
        }
        assert!(Duns::from_number(1_000_000_000).is_err() && Duns::from_number(-1).is_err());
        let (first, last) = Duns::range("0123456").unwrap();
        assert_eq!([first.to_string(), last.to_string()], ["012345600", "012345699"]);
        assert_eq!(Duns::range("0123456789"), None);
    }
}
