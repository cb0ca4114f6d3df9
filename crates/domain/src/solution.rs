//! What is sold: solutions and the other requirements of a deal.

use serde::{Deserialize, Serialize};

use crate::money::{Amount, Currency};
use crate::time::Time;

/// A solution on a deal (R206): a predefined category or one of a catalogue, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Solution {
    pub id: String,
    pub name: Option<String>,
    /// `Name` (of a catalogue), `Category` (predefined) or `None`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub price: Option<Amount>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    pub quantity: Option<Amount>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub currency: Option<Currency>,
    pub publisher_name: Option<String>,
    pub solution_type: Option<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub closing_date_time: Option<Time>,
}

/// An entry of a value list, by its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueId {
    pub id: String,
}

/// Industries, products, services and solutions that the customer needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Requirements {
    pub industries: Vec<CatalogueId>,
    pub products: Vec<CatalogueId>,
    pub services: Vec<CatalogueId>,
    pub solutions: Vec<Solution>,
    /// Carried as received: their shape is not documented.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub offers: Vec<serde_json::Value>,
    /// Carried as received: their shape is not documented.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub sales_plays: Vec<serde_json::Value>,
    pub additional_requirements: AdditionalRequirements,
}

/// Device and marketplace details.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct AdditionalRequirements {
    pub iot: Iot,
    pub attributes: Vec<Attribute>,
}

/// Device deals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Iot {
    pub customer_license_agreement_number: Option<String>,
    pub device_category: Option<String>,
    pub silicon_type: Option<String>,
    pub azure_certified_device: bool,
    pub attach_services: bool,
}

/// A typed attribute: `CustomerMarketplaceIntent`, `PartnerRole`, `SolutionArea`, `SolutionPlay`, or another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Attribute {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
}

/// Whom or what a referral points at: a solution of the owner's, or an organization's business location.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Target {
    /// `SolutionProfile`, `BusinessProfileLocation` or `None`.
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
}
