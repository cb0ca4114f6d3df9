//! The properties of a referral that can be filtered and ordered, by their path on the wire (03-api A5).

use std::borrow::Cow;

use crate::contact::Member;
use crate::money::Amount;
use crate::referral::{Referral, SalesStage};
use crate::solution::{Solution, Target};
use crate::time::Time;

/// What a property holds, which decides how literals are read and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Compared as it is, case-sensitively.
    Text,
    /// A GUID; literals may be bare or quoted, in any case.
    Guid,
    /// One of these words, in any case.
    Word(&'static [&'static str]),
    Time,
    Amount,
    Bool,
}

/// The value of a property. Texts are compared by Unicode code point, on every database alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar<'a> {
    Null,
    Bool(bool),
    Text(Cow<'a, str>),
    Time(Time),
    Amount(Amount),
}

impl<'a> Scalar<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn maybe_text(text: Option<&'a String>) -> Self {
        text.map_or(Self::Null, |text| Self::text(text))
    }

    fn maybe_bool(value: Option<bool>) -> Self {
        value.map_or(Self::Null, Self::Bool)
    }

    fn maybe_time(value: Option<Time>) -> Self {
        value.map_or(Self::Null, Self::Time)
    }

    /// The same value, owning its text.
    pub fn into_owned(self) -> Scalar<'static> {
        match self {
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(value),
            Self::Text(text) => Scalar::Text(Cow::Owned(text.into_owned())),
            Self::Time(time) => Scalar::Time(time),
            Self::Amount(amount) => Scalar::Amount(amount),
        }
    }
}

const STATUSES: &[&str] = &["New", "Active", "Closed"];
const SUBSTATUSES: &[&str] = &["Pending", "Received", "Accepted", "Won", "Lost", "Declined", "Expired"];
const KINDS: &[&str] = &["Shared", "Independent"];
const QUALIFICATIONS: &[&str] = &["None", "Direct", "MarketingQualified", "SalesQualified"];
const DIRECTIONS: &[&str] = &["Incoming", "Outgoing"];

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $path:literal $kind:expr;)+) => {
        /// A scalar property of a referral.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $($(#[$doc])* $variant),+ }

        impl Field {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The path on the wire.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$variant => $path),+ }
            }

            pub const fn kind(self) -> FieldKind {
                match self { $(Self::$variant => $kind),+ }
            }
        }
    };
}

fields! {
    Id "id" FieldKind::Guid;
    EngagementId "engagementId" FieldKind::Guid;
    OrganizationId "organizationId" FieldKind::Text;
    OrganizationName "organizationName" FieldKind::Text;
    Name "name" FieldKind::Text;
    ExternalReferenceId "externalReferenceId" FieldKind::Text;
    CreatedAt "createdDateTime" FieldKind::Time;
    UpdatedAt "updatedDateTime" FieldKind::Time;
    ExpiresAt "expirationDateTime" FieldKind::Time;
    AcceptedAt "acceptedDateTime" FieldKind::Time;
    ClosedAt "closedDateTime" FieldKind::Time;
    Status "status" FieldKind::Word(STATUSES);
    Substatus "substatus" FieldKind::Word(SUBSTATUSES);
    StatusReason "statusReason" FieldKind::Text;
    Qualification "qualification" FieldKind::Word(QUALIFICATIONS);
    Kind "type" FieldKind::Word(KINDS);
    /// The caller's own mark (R316), not the record's.
    Favorite "favorite" FieldKind::Bool;
    CampaignId "campaignId" FieldKind::Text;
    SalesStage "salesStage" FieldKind::Text;
    Quality "quality" FieldKind::Text;
    IsSpam "isSpam" FieldKind::Bool;
    Direction "direction" FieldKind::Word(DIRECTIONS);
    MpnId "mpnId" FieldKind::Text;
    ReferralProgram "referralProgram" FieldKind::Text;
    ReferralSource "referralSource" FieldKind::Text;
    CallToAction "callToAction" FieldKind::Text;
    CreatedVia "createdVia" FieldKind::Text;
    LastModifiedVia "lastModifiedVia" FieldKind::Text;
    DealSensitivity "dealSensitivity" FieldKind::Text;
    RegistrationStatus "registrationStatus" FieldKind::Text;
    CustomerName "customerProfile/name" FieldKind::Text;
    CustomerSize "customerProfile/size" FieldKind::Text;
    IsMatchingComplete "customerProfile/isMatchingComplete" FieldKind::Bool;
    AddressLine1 "customerProfile/address/addressLine1" FieldKind::Text;
    AddressLine2 "customerProfile/address/addressLine2" FieldKind::Text;
    City "customerProfile/address/city" FieldKind::Text;
    State "customerProfile/address/state" FieldKind::Text;
    PostalCode "customerProfile/address/postalCode" FieldKind::Text;
    Country "customerProfile/address/country" FieldKind::Text;
    Region "customerProfile/address/region" FieldKind::Text;
    ShareWithOthers "consent/consentToToShareInfoWithOthers" FieldKind::Bool;
    ContactConsent "consent/consentToContact" FieldKind::Bool;
    VendorView "consent/consentToShareReferralWithMicrosoftSellers" FieldKind::Bool;
    Notes "details/notes" FieldKind::Text;
    DealValue "details/dealValue" FieldKind::Amount;
    Currency "details/currency" FieldKind::Text;
    ClosingAt "details/closingDateTime" FieldKind::Time;
    CustomerRequestedContact "details/customerRequestedContact" FieldKind::Bool;
    CustomerAction "details/customerAction" FieldKind::Text;
    IncentiveLevel "details/incentiveLevel" FieldKind::Text;
    InviteNotes "inviteContext/notes" FieldKind::Text;
    AssistanceRequestCode "inviteContext/assistanceRequestCode" FieldKind::Text;
    InvitedMpnId "inviteContext/invitedMpnId" FieldKind::Text;
    InvitedBy "inviteContext/invitedBy/organizationId" FieldKind::Text;
    InvitedByName "inviteContext/invitedBy/organizationName" FieldKind::Text;
    VendorDealId "trackingInfo/microsoftMsxId" FieldKind::Text;
}

impl Field {
    /// The field at a path, in any case, as names on the wire are (03-api A2).
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.path().eq_ignore_ascii_case(path))
    }

    /// The value on a referral; `favorite` is the caller's mark.
    pub fn value(self, referral: &Referral, favorite: bool) -> Scalar<'_> {
        use Scalar as S;
        let details = &referral.details;
        let address = &referral.customer.address;
        let invite = &referral.invite;
        let origin = &referral.origin;
        match self {
            Self::Id => S::Text(Cow::Owned(referral.id.to_string())),
            Self::EngagementId => S::Text(Cow::Owned(referral.engagement_id.to_string())),
            Self::OrganizationId => S::text(referral.organization_id.as_str()),
            Self::OrganizationName => S::text(&referral.organization_name),
            Self::Name => S::maybe_text(referral.name.as_ref()),
            Self::ExternalReferenceId => S::maybe_text(referral.external_reference_id.as_ref()),
            Self::CreatedAt => S::Time(referral.created_at),
            Self::UpdatedAt => S::Time(referral.updated_at),
            Self::ExpiresAt => S::maybe_time(referral.expires_at),
            Self::AcceptedAt => S::maybe_time(referral.accepted_at),
            Self::ClosedAt => S::maybe_time(referral.closed_at),
            Self::Status => S::text(referral.stage.status().as_str()),
            Self::Substatus => S::text(referral.stage.substatus().as_str()),
            Self::StatusReason => S::maybe_text(referral.status_reason.as_ref()),
            Self::Qualification => S::text(referral.qualification.as_str()),
            Self::Kind => S::text(referral.kind.as_str()),
            Self::Favorite => S::Bool(favorite),
            Self::CampaignId => S::maybe_text(referral.campaign_id.as_ref()),
            Self::SalesStage => {
                referral.sales_stage.map_or(S::Null, |stage: SalesStage| S::text(stage.as_str()))
            }
            Self::Quality => S::text(&origin.quality),
            Self::IsSpam => S::Bool(origin.is_spam),
            Self::Direction => S::text(referral.direction.as_str()),
            Self::MpnId => S::maybe_text(referral.mpn_id.as_ref()),
            Self::ReferralProgram => S::maybe_text(referral.referral_program.as_ref()),
            Self::ReferralSource => S::maybe_text(origin.referral_source.as_ref()),
            Self::CallToAction => S::maybe_text(origin.call_to_action.as_ref()),
            Self::CreatedVia => S::maybe_text(origin.created_via.as_ref()),
            Self::LastModifiedVia => S::maybe_text(origin.last_modified_via.as_ref()),
            Self::DealSensitivity => S::text(&origin.deal_sensitivity),
            Self::RegistrationStatus => S::text(&origin.registration_status),
            Self::CustomerName => S::text(&referral.customer.name),
            Self::CustomerSize => S::maybe_text(referral.customer.size.as_ref()),
            Self::IsMatchingComplete => S::Bool(referral.customer.is_matching_complete),
            Self::AddressLine1 => S::maybe_text(address.address_line1.as_ref()),
            Self::AddressLine2 => S::maybe_text(address.address_line2.as_ref()),
            Self::City => S::maybe_text(address.city.as_ref()),
            Self::State => S::maybe_text(address.state.as_ref()),
            Self::PostalCode => S::maybe_text(address.postal_code.as_ref()),
            Self::Country => S::maybe_text(address.country.as_ref()),
            Self::Region => S::maybe_text(address.region.as_ref()),
            Self::ShareWithOthers => S::maybe_bool(referral.consent.share_with_others),
            Self::ContactConsent => S::maybe_bool(referral.consent.contact),
            Self::VendorView => S::maybe_bool(referral.consent.vendor_view),
            Self::Notes => S::maybe_text(details.notes.as_ref()),
            Self::DealValue => details.value.map_or(S::Null, S::Amount),
            Self::Currency => details.currency.map_or(S::Null, |currency| S::text(currency.code())),
            Self::ClosingAt => S::maybe_time(details.closes_at),
            Self::CustomerRequestedContact => S::maybe_bool(details.customer_requested_contact),
            Self::CustomerAction => S::maybe_text(details.customer_action.as_ref()),
            Self::IncentiveLevel => S::maybe_text(details.incentive_level.as_ref()),
            Self::InviteNotes => S::maybe_text(invite.notes.as_ref()),
            Self::AssistanceRequestCode => S::text(&invite.assistance_request_code),
            Self::InvitedMpnId => S::maybe_text(invite.invited_mpn_id.as_ref()),
            Self::InvitedBy => invite.invited_by.as_ref().map_or(S::Null, |by| S::text(by.as_str())),
            Self::InvitedByName => S::maybe_text(invite.invited_by_name.as_ref()),
            Self::VendorDealId => S::maybe_text(origin.tracking.vendor_deal_id.as_ref()),
        }
    }
}

/// A list of a referral over which `any` and `all` range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Collection {
    Team,
    CustomerTeam,
    Solutions,
    Target,
    Registrations,
}

impl Collection {
    pub const ALL: [Self; 5] =
        [Self::Team, Self::CustomerTeam, Self::Solutions, Self::Target, Self::Registrations];

    pub const fn path(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::CustomerTeam => "customerProfile/team",
            Self::Solutions => "details/requirements/solutions",
            Self::Target => "target",
            Self::Registrations => "registrations",
        }
    }

    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.path().eq_ignore_ascii_case(path))
    }

    /// The properties of the items that can be compared; all are texts.
    pub const fn item_fields(self) -> &'static [ItemField] {
        use ItemField as I;
        match self {
            Self::Team | Self::CustomerTeam => {
                &[I::FirstName, I::LastName, I::PhoneNumber, I::Email, I::Title]
            }
            Self::Solutions => &[I::Id, I::Name, I::Type, I::PublisherName, I::SolutionType],
            Self::Target => &[I::Id, I::Type],
            Self::Registrations => &[I::Id, I::Type, I::Status, I::StatusReason],
        }
    }

    /// The items of this list on a referral.
    pub fn items(self, referral: &Referral) -> Vec<Item<'_>> {
        match self {
            Self::Team => referral.team.iter().map(Item::Member).collect(),
            Self::CustomerTeam => referral.customer.team.iter().map(Item::Member).collect(),
            Self::Solutions => referral.details.requirements.solutions.iter().map(Item::Solution).collect(),
            Self::Target => referral.targets.iter().map(Item::Target).collect(),
            Self::Registrations => referral.registrations.iter().map(Item::Registration).collect(),
        }
    }
}

/// One item of a collection.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    Member(&'a Member),
    Solution(&'a Solution),
    Target(&'a Target),
    Registration(&'a serde_json::Value),
}

/// A property of an item; all are texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemField {
    FirstName,
    LastName,
    PhoneNumber,
    Email,
    Title,
    Id,
    Name,
    Type,
    PublisherName,
    SolutionType,
    Status,
    StatusReason,
}

impl ItemField {
    pub const fn path(self) -> &'static str {
        match self {
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
            Self::PhoneNumber => "phoneNumber",
            Self::Email => "email",
            Self::Title => "title",
            Self::Id => "id",
            Self::Name => "name",
            Self::Type => "type",
            Self::PublisherName => "publisherName",
            Self::SolutionType => "solutionType",
            Self::Status => "status",
            Self::StatusReason => "statusReason",
        }
    }

    pub fn value(self, item: Item<'_>) -> Scalar<'_> {
        use Scalar as S;
        match (item, self) {
            (Item::Member(m), Self::FirstName) => S::maybe_text(m.first_name.as_ref()),
            (Item::Member(m), Self::LastName) => S::maybe_text(m.last_name.as_ref()),
            (Item::Member(m), Self::PhoneNumber) => S::maybe_text(m.phone_number.as_ref()),
            (Item::Member(m), Self::Email) => S::maybe_text(m.email.as_ref()),
            (Item::Member(m), Self::Title) => S::maybe_text(m.title.as_ref()),
            (Item::Solution(s), Self::Id) => S::text(&s.id),
            (Item::Solution(s), Self::Name) => S::maybe_text(s.name.as_ref()),
            (Item::Solution(s), Self::Type) => S::maybe_text(s.kind.as_ref()),
            (Item::Solution(s), Self::PublisherName) => S::maybe_text(s.publisher_name.as_ref()),
            (Item::Solution(s), Self::SolutionType) => S::maybe_text(s.solution_type.as_ref()),
            (Item::Target(t), Self::Id) => S::text(&t.id),
            (Item::Target(t), Self::Type) => S::text(&t.kind),
            (Item::Registration(r), field) => {
                r.get(field.path()).and_then(|value| value.as_str()).map_or(S::Null, S::text)
            }
            _ => S::Null,
        }
    }
}
