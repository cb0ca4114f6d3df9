//! A referral: one organization's own record of a lead or opportunity.

pub mod change;
pub mod deal_type;
pub mod event;
pub mod sales_stage;
pub mod stage;
pub mod view;
pub mod work;

use std::fmt::Display;

use crate::catalogue;
use crate::contact::Member;
use crate::customer::{Consent, CustomerProfile};
use crate::id::{EngagementId, OrganizationId, ReferralId};
use crate::money::{Amount, Currency};
use crate::programme::Programme;
use crate::solution::{Requirements, Target};
use crate::text::{self, MAX_ID, MAX_ITEMS, MAX_NAME, MAX_NOTES, MAX_TEXT};
use crate::time::Time;
use crate::violation::{Violation, Violations};

pub use change::{Applied, IotChange, ListChange, ReferralChange, Refusal};
pub use deal_type::{DealFacts, DealType};
pub use event::{Event, EventKind};
pub use sales_stage::SalesStage;
pub use stage::{Outcome, Reason, Stage, Status, Substatus, TransitionError, Waiting, Wanted};
pub use view::PartyView;
pub use work::{Act, Hindrance};

/// Days until the default closing date of a deal (03-api A3).
pub const DEFAULT_CLOSING_DAYS: i64 = 90;

/// One organization's record. Everything the API shows is here or follows from it; the version and the
/// person's favourite belong to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    pub id: ReferralId,
    pub engagement_id: EngagementId,
    /// The owner; only its people see the record (R101, R312).
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub name: Option<String>,
    pub external_reference_id: Option<String>,
    pub campaign_id: Option<String>,
    pub referral_program: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    /// When an unanswered invitation runs out (R307); none once answered.
    pub expires_at: Option<Time>,
    pub accepted_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub stage: Stage,
    /// Free text of the wire; for Lost and Declined it explains the stage's reason.
    pub status_reason: Option<String>,
    pub sales_stage: Option<SalesStage>,
    pub qualification: Qualification,
    pub kind: ReferralKind,
    pub direction: Direction,
    /// The location that the deal belongs to, by its partner number; never changes (R204).
    pub mpn_id: Option<String>,
    /// A solution assessment (R105); decided at creation.
    pub assessment: bool,
    pub targets: Vec<Target>,
    pub customer: CustomerProfile,
    pub consent: Consent,
    pub details: Details,
    pub team: Vec<Member>,
    pub invite: InviteContext,
    pub origin: Origin,
    /// Deal registrations, carried as received until registration is part of Ortak.
    pub registrations: Vec<serde_json::Value>,
}

/// What the deal is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    pub notes: Option<String>,
    /// Always there on deals made here; leads and old imports may lack it.
    pub value: Option<Amount>,
    pub currency: Option<Currency>,
    /// Estimated close.
    pub closes_at: Option<Time>,
    pub customer_requested_contact: Option<bool>,
    pub customer_action: Option<String>,
    pub incentive_level: Option<String>,
    pub requirements: Requirements,
}

impl Details {
    /// The day of the estimated close is over. Nothing forbids such a day (deals are entered late), and it is seldom meant.
    pub fn closes_in_the_past(&self, now: Time) -> bool {
        self.closes_at.is_some_and(|day| day.plus_days(1) <= now)
    }
}

/// Who invited the owner, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteContext {
    pub notes: Option<String>,
    /// One of `catalogue::ASSISTANCE_REQUEST_CODES`.
    pub assistance_request_code: String,
    pub invited_mpn_id: Option<String>,
    pub invited_by: Option<OrganizationId>,
    pub invited_by_name: Option<String>,
    /// The inviter's people for this invitation (R207); they stand on the owner's team beside its own (R205).
    pub inviter_team: Vec<Member>,
}

impl Default for InviteContext {
    fn default() -> Self {
        Self {
            notes: None,
            assistance_request_code: "Unknown".to_owned(),
            invited_mpn_id: None,
            invited_by: None,
            invited_by_name: None,
            inviter_team: Vec::new(),
        }
    }
}

/// Where the record came from, and what the server keeps about it; clients can't set any of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub referral_source: Option<String>,
    pub call_to_action: Option<String>,
    pub created_via: Option<String>,
    pub last_modified_via: Option<String>,
    pub last_run_id: Option<String>,
    pub quality: String,
    pub is_spam: bool,
    pub deal_sensitivity: String,
    pub tags: Vec<String>,
    pub registration_status: String,
    pub tracking: TrackingInfo,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            referral_source: None,
            call_to_action: None,
            created_via: None,
            last_modified_via: None,
            last_run_id: None,
            quality: "Unknown".to_owned(),
            is_spam: false,
            deal_sensitivity: "None".to_owned(),
            tags: Vec::new(),
            registration_status: "None".to_owned(),
            tracking: TrackingInfo::default(),
        }
    }
}

/// Ids of the deal in the vendor's own systems.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TrackingInfo {
    #[serde(rename = "microsoftMsxId")]
    pub vendor_deal_id: Option<String>,
    #[serde(rename = "microsoftUSFedOpportunityId")]
    pub federal_opportunity_id: Option<String>,
    #[serde(rename = "microsoftUSFedLeadId")]
    pub federal_lead_id: Option<String>,
    #[serde(rename = "migratedPSCDealId")]
    pub migrated_deal_id: Option<String>,
    #[serde(rename = "migratedPSCPartnerDealId")]
    pub migrated_partner_deal_id: Option<String>,
}

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),+ }
            }

            /// Reads the word in any case, or the number that 2018 bodies used (03-api B 6).
            pub fn parse(text: &str) -> Option<Self> {
                let text = text.trim();
                $(if text.eq_ignore_ascii_case(stringify!($variant)) || text == $number {
                    return Some(Self::$variant);
                })+
                None
            }
        }
    };
}

wire_enum! {
    /// `type` on the wire; only indicative: the deal type follows from visibility and participants (R106).
    ReferralKind { Shared = "0", Independent = "1" }
}
wire_enum! {
    /// Where a referral was qualified; tells leads from opportunities (03-api B 6.4).
    Qualification { None = "0", Direct = "1", MarketingQualified = "2", SalesQualified = "3" }
}
wire_enum! {
    /// Who began: somebody else (`Incoming`) or the owner (`Outgoing`).
    Direction { Incoming = "0", Outgoing = "1" }
}

/// Something the caller should know about an accepted write; sent as `ortak-warning` (03-api A6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// R310.
    WonWithin72Hours,
    /// Solutions or complete team members are missing; the deal can't be registered until filled.
    IncompleteDeal,
    /// An id that is in no value list; kept as it is.
    UnknownCatalogueId,
    /// The body named no currency (2018 shape); the organization's was taken.
    CurrencyAssumed,
}

impl Warning {
    pub const ALL: [Self; 4] =
        [Self::WonWithin72Hours, Self::IncompleteDeal, Self::UnknownCatalogueId, Self::CurrencyAssumed];

    pub const fn code(self) -> &'static str {
        match self {
            Self::WonWithin72Hours => "won_within_72_hours",
            Self::IncompleteDeal => "incomplete_deal",
            Self::UnknownCatalogueId => "unknown_catalogue_id",
            Self::CurrencyAssumed => "currency_assumed",
        }
    }
}

impl Referral {
    /// A lead of the vendor's (marketplace or qualified), or a co-sell opportunity (03-api B 6.4).
    pub fn is_lead(&self, vendor: &OrganizationId) -> bool {
        let by = self.invite.invited_by.as_ref();
        let by_vendor = by == Some(vendor);
        self.kind == ReferralKind::Independent
            && match self.qualification {
                Qualification::Direct => by_vendor || by.is_none(),
                Qualification::MarketingQualified | Qualification::SalesQualified => by_vendor,
                Qualification::None => false,
            }
    }

    /// The deal type, given whether the vendor holds a referral in the engagement (R106).
    pub fn deal_type(&self, vendor_takes_part: bool) -> DealType {
        DealType::of(DealFacts {
            assessment: self.assessment,
            vendor_takes_part,
            vendor_may_view: self.consent.vendor_view == Some(true),
        })
    }

    /// The owner's people of the team: those that the inviter did not bring.
    pub fn own_team(&self) -> Vec<Member> {
        self.team.iter().filter(|member| !self.is_inviters(member)).cloned().collect()
    }

    fn is_inviters(&self, member: &Member) -> bool {
        let email = |member: &Member| member.email.as_deref().map(text::fold_email).unwrap_or_default();
        self.invite.inviter_team.iter().any(|theirs| {
            let same = email(theirs);
            if same.is_empty() { theirs == member } else { same == email(member) }
        })
    }

    /// R205, R206: at least one complete team member and one solution.
    pub fn is_incomplete(&self) -> bool {
        self.details.requirements.solutions.is_empty() || !self.own_team().iter().any(Member::is_complete)
    }

    /// Whether anything points outside the known value lists.
    pub fn has_unknown_catalogue_id(&self) -> bool {
        let unknown = |list: &'static [&'static str], ids: &[crate::solution::CatalogueId]| {
            ids.iter().any(|entry| catalogue::find(list, &entry.id).is_none())
        };
        let requirements = &self.details.requirements;
        unknown(catalogue::INDUSTRIES, &requirements.industries)
            || unknown(catalogue::PRODUCTS, &requirements.products)
            || unknown(catalogue::SERVICES, &requirements.services)
            || requirements.solutions.iter().any(|solution| {
                solution.kind.as_deref() == Some("Category")
                    && catalogue::find(catalogue::SOLUTION_CATEGORIES, &solution.id).is_none()
            })
            || self.customer.size.as_deref().is_some_and(|size| {
                !size.is_empty() && catalogue::find(catalogue::CUSTOMER_SIZES, size).is_none()
            })
    }

    /// Everything that is wrong with the record as a whole.
    pub fn check(&self, violations: &mut Violations) {
        let texts: [(&str, Option<&String>, usize); 11] = [
            ("name", self.name.as_ref(), MAX_NAME),
            ("externalReferenceId", self.external_reference_id.as_ref(), MAX_ID),
            ("campaignId", self.campaign_id.as_ref(), MAX_TEXT),
            ("referralProgram", self.referral_program.as_ref(), MAX_TEXT),
            ("statusReason", self.status_reason.as_ref(), MAX_TEXT),
            ("customerProfile/name", Some(&self.customer.name), MAX_TEXT),
            ("customerProfile/size", self.customer.size.as_ref(), MAX_TEXT),
            ("details/notes", self.details.notes.as_ref(), MAX_NOTES),
            ("details/customerAction", self.details.customer_action.as_ref(), MAX_TEXT),
            ("inviteContext/notes", self.invite.notes.as_ref(), MAX_NOTES),
            ("inviteContext/invitedMpnId", self.invite.invited_mpn_id.as_ref(), MAX_TEXT),
        ];
        for (field, value, max) in texts {
            if let Some(value) = value {
                text::check(value, field, max, violations);
            }
        }
        if self.customer.name.trim().is_empty() {
            violations.push(Violation::required("customerProfile/name"));
        }
        self.check_address(violations);
        check_count("team", self.team.len(), violations);
        check_count("target", self.targets.len(), violations);
        check_count("customerProfile/team", self.customer.team.len(), violations);
        check_count("details/requirements/solutions", self.details.requirements.solutions.len(), violations);
        for (i, member) in self.team.iter().enumerate().take(MAX_ITEMS) {
            member.check(format_args!("team/{i}"), violations);
        }
        for (i, member) in self.customer.team.iter().enumerate().take(MAX_ITEMS) {
            member.check(format_args!("customerProfile/team/{i}"), violations);
        }
        self.check_requirements(violations);
        if self.assessment && self.details.requirements.solutions.len() != 1 {
            violations.add(
                "details/requirements/solutions",
                "assessment_is_the_only_solution",
                "a solution assessment has exactly one assessment type and no other solution",
            );
        }
    }

    fn check_address(&self, violations: &mut Violations) {
        let address = &self.customer.address;
        let lines = [
            ("addressLine1", &address.address_line1),
            ("addressLine2", &address.address_line2),
            ("city", &address.city),
            ("state", &address.state),
            ("postalCode", &address.postal_code),
            ("region", &address.region),
        ];
        for (name, value) in lines {
            if let Some(value) = value {
                text::check(value, format_args!("customerProfile/address/{name}"), MAX_TEXT, violations);
            }
        }
    }

    fn check_requirements(&self, violations: &mut Violations) {
        let requirements = &self.details.requirements;
        let lists = [
            ("industries", &requirements.industries),
            ("products", &requirements.products),
            ("services", &requirements.services),
        ];
        for (name, list) in lists {
            check_count(format_args!("details/requirements/{name}"), list.len(), violations);
            for (i, entry) in list.iter().enumerate().take(MAX_ITEMS) {
                let at = format_args!("details/requirements/{name}/{i}/id");
                text::check(&entry.id, at, MAX_TEXT, violations);
                if entry.id.trim().is_empty() {
                    violations.push(Violation::required(at.to_string()));
                }
            }
        }
        for (i, solution) in requirements.solutions.iter().enumerate().take(MAX_ITEMS) {
            let at = format_args!("details/requirements/solutions/{i}");
            text::check(&solution.id, format_args!("{at}/id"), MAX_ID, violations);
            if solution.id.trim().is_empty() {
                violations.push(Violation::required(format!("{at}/id")));
            }
            for (name, value) in [
                ("name", &solution.name),
                ("type", &solution.kind),
                ("publisherName", &solution.publisher_name),
                ("solutionType", &solution.solution_type),
            ] {
                if let Some(value) = value {
                    text::check(value, format_args!("{at}/{name}"), MAX_TEXT, violations);
                }
            }
        }
        for (i, target) in self.targets.iter().enumerate().take(MAX_ITEMS) {
            text::check(&target.id, format_args!("target/{i}/id"), MAX_TEXT, violations);
        }
        self.check_carried(violations);
    }

    /// What is carried without being understood: it must be storable, or it would spoil every list it is in.
    fn check_carried(&self, violations: &mut Violations) {
        let requirements = &self.details.requirements;
        let additional = &requirements.additional_requirements;
        for (name, list) in [
            ("details/requirements/offers", &requirements.offers),
            ("details/requirements/salesPlays", &requirements.sales_plays),
            ("registrations", &self.registrations),
        ] {
            check_count(name, list.len(), violations);
            for (i, value) in list.iter().enumerate().take(MAX_ITEMS) {
                text::check_json(value, &format_args!("{name}/{i}"), violations);
            }
        }
        let at = "details/requirements/additionalRequirements";
        check_count(format_args!("{at}/attributes"), additional.attributes.len(), violations);
        for (i, attribute) in additional.attributes.iter().enumerate().take(MAX_ITEMS) {
            text::check(&attribute.kind, format_args!("{at}/attributes/{i}/type"), MAX_TEXT, violations);
            text::check(&attribute.id, format_args!("{at}/attributes/{i}/id"), MAX_TEXT, violations);
        }
        for (name, value) in [
            ("customerLicenseAgreementNumber", &additional.iot.customer_license_agreement_number),
            ("deviceCategory", &additional.iot.device_category),
            ("siliconType", &additional.iot.silicon_type),
        ] {
            if let Some(value) = value {
                text::check(value, format_args!("{at}/iot/{name}"), MAX_TEXT, violations);
            }
        }
        check_count("customerProfile/ids", self.customer.ids.len(), violations);
        for (i, id) in self.customer.ids.iter().enumerate().take(MAX_ITEMS) {
            text::check(
                &id.profile_type,
                format_args!("customerProfile/ids/{i}/profileType"),
                MAX_TEXT,
                violations,
            );
            text::check(&id.id, format_args!("customerProfile/ids/{i}/id"), MAX_ID, violations);
        }
    }

    /// R310: winning now, so soon after creation, puts the registration at risk.
    pub fn wins_early(&self, now: Time, programme: &Programme) -> bool {
        self.consent.vendor_view == Some(true)
            && !self.assessment
            && now.since(self.created_at).as_secs() < programme.early_win_hours.saturating_mul(3_600)
    }

    /// R303: nothing of an assessment's stages is left that winning would skip; of other deals never.
    pub fn stages_are_complete(&self) -> bool {
        !self.assessment || matches!(self.sales_stage, Some(SalesStage::Negotiated | SalesStage::Won))
    }

    /// R307: waits for an answer whose time is up.
    pub fn window_is_over(&self, now: Time) -> bool {
        matches!(self.stage, Stage::New(_)) && self.expires_at.is_some_and(|end| end <= now)
    }
}

fn check_count(field: impl Display, count: usize, violations: &mut Violations) {
    if count > MAX_ITEMS {
        violations.push(Violation::too_many(field.to_string(), MAX_ITEMS, count));
    }
}
