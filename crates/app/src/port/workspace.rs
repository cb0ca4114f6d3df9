//! The store behind the workspace: lists of deals for people, saved views, drafts, and what people look up.

use std::fmt;

use async_trait::async_trait;
use ortak_domain::money::Total;
use ortak_domain::referral::{DealType, Direction, PartyView};
use ortak_domain::{Currency, EngagementId, Lane, OrganizationId, OrganizationKind, Predicate, Referral};
use ortak_domain::{PersonId, ReferralId, Time};
use uuid::Uuid;

use super::{SolutionRecord, StoreError, Viewer};
use crate::search;

/// Which heap of deals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// Somebody else began.
    #[default]
    Inbound,
    /// The organization began.
    Outbound,
    /// What the reader has marked (R316).
    Favourites,
    /// All of the organization's.
    All,
    /// What partners let the vendor's sellers view (R102); none of them is the organization's own.
    Shared,
}

impl Tab {
    pub const ALL: [Self; 5] = [Self::Inbound, Self::Outbound, Self::Favourites, Self::All, Self::Shared];

    /// Its word in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Favourites => "favourites",
            Self::All => "all",
            Self::Shared => "shared",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.as_str() == text)
    }
}

/// A set of deals: everything that a list, its count, its sums, a board and an export have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    pub tab: Tab,
    /// The reader is the vendor's, whose own referral makes every deal a co-sell one.
    pub vendor: bool,
    /// The reader's sandbox; matters to what others share.
    pub realm: Option<OrganizationId>,
    pub predicate: Predicate,
    /// Folded words, each of which must begin a word of the deal. Of shared deals only name and customer are
    /// looked at: the rest isn't shown.
    pub words: Vec<String>,
    /// One of these; empty: any.
    pub types: Vec<DealType>,
    /// Other partners take part (R104), or don't.
    pub partner_to_partner: Option<bool>,
    /// Somebody whom the organization asked hasn't answered yet.
    pub unanswered: bool,
}

/// What the other parties of a deal's engagement make of it, as far as its owner sees them (R312).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartyFacts {
    pub vendor_takes_part: bool,
    pub partner_to_partner: bool,
    pub unanswered: bool,
}

impl PartyFacts {
    /// From the entries of the other parties, each with what its organization is.
    pub fn of<'a>(
        own: &Referral,
        vendor: bool,
        others: impl Iterator<Item = (&'a PartyView, OrganizationKind)>,
    ) -> Self {
        if !PartyView::of(own).sees_others() {
            return Self { vendor_takes_part: vendor, ..Self::default() };
        }
        let mut partners = Vec::new();
        let mut facts = Self { vendor_takes_part: vendor, ..Self::default() };
        for (party, kind) in others {
            match kind {
                OrganizationKind::Vendor => facts.vendor_takes_part = true,
                OrganizationKind::Partner if !partners.contains(&&party.organization_id) => {
                    partners.push(&party.organization_id);
                }
                OrganizationKind::Partner => {}
            }
            facts.unanswered |= party.stage.status() == ortak_domain::referral::Status::New;
        }
        // Between the vendor and one partner there are no two partners.
        facts.partner_to_partner = partners.len() > usize::from(vendor);
        facts.unanswered &= own.direction == Direction::Outgoing;
        facts
    }
}

impl Selection {
    /// Whether a deal of the reader's own organization is in the set: the meaning to which the store is held.
    pub fn holds(&self, referral: &Referral, favorite: bool, facts: PartyFacts) -> bool {
        let in_tab = match self.tab {
            Tab::Inbound => referral.direction == Direction::Incoming,
            Tab::Outbound => referral.direction == Direction::Outgoing,
            Tab::Favourites => favorite,
            Tab::All => true,
            Tab::Shared => false,
        };
        in_tab
            && self.predicate.eval(referral, favorite)
            && search::matches(referral, &self.words)
            && (self.types.is_empty()
                || self.types.contains(&referral.deal_type(facts.vendor_takes_part || self.vendor)))
            && self.partner_to_partner.is_none_or(|wanted| wanted == facts.partner_to_partner)
            && (!self.unanswered || facts.unanswered)
    }
}

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// What waits for the reader first (`desk::waiting_order`).
    #[default]
    Waiting,
    Name,
    Customer,
    Type,
    /// By status, and within what is being worked on by sales stage.
    Stage,
    Value,
    Closing,
    Location,
    Created,
    Updated,
    /// Deals that don't run out come last, whichever way.
    Expires,
}

impl SortBy {
    pub const ALL: [Self; 11] = [
        Self::Waiting,
        Self::Name,
        Self::Customer,
        Self::Type,
        Self::Stage,
        Self::Value,
        Self::Closing,
        Self::Location,
        Self::Created,
        Self::Updated,
        Self::Expires,
    ];

    /// Its word in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Name => "name",
            Self::Customer => "customer",
            Self::Type => "type",
            Self::Stage => "stage",
            Self::Value => "value",
            Self::Closing => "closing",
            Self::Location => "location",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Expires => "expires",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text)
    }
}

/// The order of a list. The id is always the last key, in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

/// A row's value of one key of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// Before all others, ascending.
    Null,
    Int(i64),
    Text(String),
}

/// A row's place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub keys: Vec<SortKey>,
    pub id: ReferralId,
}

/// Where a page begins, or ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// The page begins behind this place.
    After(Place),
    /// The page ends before this place.
    Before(Place),
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DealQuery {
    pub selection: Selection,
    pub sort: Sort,
    pub position: Option<Position>,
    pub limit: usize,
}

/// A deal as stored, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealRecord {
    pub version: i64,
    pub updated_at: Time,
    pub document: String,
    pub assessment: bool,
    pub favorite: bool,
    pub place: Place,
}

/// A page in the list's order, whichever way it was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealRecords {
    pub rows: Vec<DealRecord>,
    /// There is more in the direction in which was read.
    pub more: bool,
}

/// Deals of one currency in one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneTotal {
    pub lane: Lane,
    /// None: deals without a value or a currency.
    pub currency: Option<Currency>,
    pub count: u64,
    /// Zero where there is no currency.
    pub total: Total,
}

/// Another party's entry with what its organization is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherParty {
    pub view: PartyView,
    pub kind: OrganizationKind,
    /// What others see as the organization's id (`Organization::shown_id`).
    pub shown_id: OrganizationId,
}

/// A list that somebody comes back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    pub id: Uuid,
    pub organization_id: OrganizationId,
    /// Who made it, and alone changes it.
    pub person_id: PersonId,
    pub name: String,
    /// A URL's query, without a question mark.
    pub query: String,
    /// The whole organization sees it.
    pub shared: bool,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What somebody began to enter as a new deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealDraft {
    pub id: Uuid,
    pub organization_id: OrganizationId,
    pub person_id: PersonId,
    /// 1, 2, 3, …; each saving makes the next one.
    pub version: i64,
    /// Where in the wizard it was left.
    pub step: String,
    /// JSON.
    pub data: String,
    pub created_at: Time,
    pub updated_at: Time,
}

/// An import of deals from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealImport {
    pub id: Uuid,
    pub organization_id: OrganizationId,
    pub person_id: PersonId,
    pub file_name: String,
    /// SHA-256 (hex) of the file.
    pub file_hash: String,
    /// 1, 2, 3, …: a file can be imported again after its import was undone.
    pub generation: i64,
    pub row_count: u64,
    pub created_at: Time,
    pub undone_at: Option<Time>,
    /// Rows that were looked at, whatever became of them.
    pub done_rows: u64,
    /// Deals that the undo has looked at.
    pub undone_rows: u64,
    /// What the worker does to it now, and for whom.
    pub work: Option<(ImportWork, PersonId)>,
}

/// What the worker does to an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportWork {
    /// Brings its rows in.
    Import,
    /// Takes them back.
    Undo,
}

impl ImportWork {
    /// Its word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Undo => "undo",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Import, Self::Undo].into_iter().find(|work| work.as_str() == text)
    }
}

/// A file of deals that somebody has uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFile {
    pub id: Uuid,
    pub organization_id: OrganizationId,
    pub person_id: PersonId,
    pub file_name: String,
    /// SHA-256 (hex) of the file.
    pub file_hash: String,
    pub row_count: u64,
    /// `Mapping::to_text`.
    pub mapping: String,
    /// The import that it was started as.
    pub import_id: Option<Uuid>,
    pub created_at: Time,
}

/// A partner that can be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerEntry {
    pub organization_id: OrganizationId,
    pub name: String,
    /// Its partner number.
    pub mpn_id: Option<String>,
    pub country: String,
}

/// Whose solutions to look among (R206).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SolutionShelf {
    /// The organization's own: published and co-sell ready.
    Own,
    /// The vendor's: published.
    Vendor,
    /// Other partners': published and co-sell ready.
    ThirdParty,
    /// Assessment types: published (R105).
    Assessments,
}

impl SolutionShelf {
    pub const ALL: [Self; 4] = [Self::Own, Self::Vendor, Self::ThirdParty, Self::Assessments];

    /// Its word in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Vendor => "vendor",
            Self::ThirdParty => "third-party",
            Self::Assessments => "assessments",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shelf| shelf.as_str() == text)
    }
}

/// A solution that can be put on a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SolutionEntry {
    pub solution: SolutionRecord,
    /// Whose it is.
    pub organization_name: String,
}

/// Which solutions of the shelves are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SolutionsMeant {
    /// These, whoever's they are.
    pub ids: Vec<String>,
    /// All that these organizations have there.
    pub publishers: Vec<OrganizationId>,
}

/// Deals with the same customer: those that may be the same as one about to be opened are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateQuery {
    /// The customer's D-U-N-S number.
    pub duns: Option<String>,
    /// How the customer's name begins, as `text::sort_key` has it; empty: any name.
    pub customer_key: String,
    /// Those that have ended, too.
    pub ended: bool,
    pub limit: usize,
}

/// What a location is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationName {
    pub organization_id: OrganizationId,
    pub mpn_id: String,
    pub name: String,
}

/// The store of the workspace.
#[async_trait]
pub trait Workspace: Send + Sync + fmt::Debug {
    /// One page, within the viewer's reach.
    async fn deals(&self, viewer: &Viewer, query: &DealQuery) -> Result<DealRecords, StoreError>;

    /// How many there are; of more than 10,000 the number may be a moment old (ADR 7).
    async fn count_deals(&self, viewer: &Viewer, selection: &Selection) -> Result<u64, StoreError>;

    /// The earliest end of a window among them.
    async fn nearest_deadline(
        &self,
        viewer: &Viewer,
        selection: &Selection,
    ) -> Result<Option<Time>, StoreError>;

    /// Counts and exact sums by lane and currency (R802), in the order of lanes and currency codes.
    async fn lane_totals(&self, viewer: &Viewer, selection: &Selection)
    -> Result<Vec<LaneTotal>, StoreError>;

    /// The first deals of each of these lanes, in the default order.
    async fn lane_deals(
        &self,
        viewer: &Viewer,
        selection: &Selection,
        lanes: &[Lane],
        limit: usize,
    ) -> Result<Vec<DealRecord>, StoreError>;

    /// The entries of the other organizations in these engagements, in the order of their coming. The caller
    /// decides what of them is seen.
    async fn other_parties(
        &self,
        organization: &OrganizationId,
        engagements: &[EngagementId],
    ) -> Result<Vec<OtherParty>, StoreError>;

    /// What the locations with these partner numbers are called, whoever's they are. The caller decides what is seen.
    async fn location_names(&self, numbers: &[String]) -> Result<Vec<LocationName>, StoreError>;

    /// The person's own views and the shared ones of the organization, by name.
    async fn saved_views(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<SavedView>, StoreError>;

    async fn create_view(&self, view: SavedView) -> Result<(), StoreError>;

    /// Replaces name, query and sharing. False when the person has no such view.
    async fn save_view(&self, view: SavedView) -> Result<bool, StoreError>;

    /// False when the person has no such view.
    async fn delete_view(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError>;

    /// The person's drafts, the last saved first.
    async fn drafts(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<DealDraft>, StoreError>;

    async fn draft(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<Option<DealDraft>, StoreError>;

    async fn create_draft(&self, draft: DealDraft) -> Result<(), StoreError>;

    /// Writes version `draft.version` over the one before. `Stale` when that is not what is there.
    async fn save_draft(&self, draft: DealDraft) -> Result<(), StoreError>;

    /// False when the person has no such draft.
    async fn delete_draft(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError>;

    /// Forgets drafts that were saved last before `before`.
    async fn forget_drafts(&self, before: Time) -> Result<u64, StoreError>;

    /// Active partners of the real world and of the realm, but for `except`; never stand-ins.
    async fn active_partners(
        &self,
        realm: Option<&OrganizationId>,
        except: &OrganizationId,
    ) -> Result<Vec<PartnerEntry>, StoreError>;

    /// What is on a shelf for the organization; only active organizations' of the real world and of the realm.
    async fn shelf(
        &self,
        shelf: SolutionShelf,
        realm: Option<&OrganizationId>,
        organization: &OrganizationId,
    ) -> Result<Vec<SolutionEntry>, StoreError>;

    /// Whether anything is on the organization's own shelf (R201).
    async fn sells(&self, organization: &OrganizationId) -> Result<bool, StoreError>;

    /// Of the solutions that are meant, those that are on a shelf for the organization, once for each such shelf; by
    /// shelf and name.
    async fn on_shelves(
        &self,
        meant: &SolutionsMeant,
        realm: Option<&OrganizationId>,
        organization: &OrganizationId,
    ) -> Result<Vec<(SolutionShelf, SolutionEntry)>, StoreError>;

    /// Deals within the viewer's reach with the D-U-N-S number or a customer so named, the latest first.
    async fn possible_duplicates(
        &self,
        viewer: &Viewer,
        query: &DuplicateQuery,
    ) -> Result<Vec<DealRecord>, StoreError>;

    /// The organization's imports, the latest first.
    async fn imports(&self, organization: &OrganizationId) -> Result<Vec<DealImport>, StoreError>;

    /// `Duplicate` when this generation of the file exists.
    async fn create_import(&self, import: DealImport) -> Result<(), StoreError>;

    async fn import(&self, organization: &OrganizationId, id: Uuid)
    -> Result<Option<DealImport>, StoreError>;

    /// The lines of an import that became deals, in order, from behind a line.
    async fn imported_rows(
        &self,
        organization: &OrganizationId,
        import: Uuid,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(u64, ReferralId)>, StoreError>;

    /// How many lines of an import became deals.
    async fn count_imported(&self, organization: &OrganizationId, import: Uuid) -> Result<u64, StoreError>;

    /// Has the worker do something to an import, in hand until `lease_until`. False when something is being done to
    /// it already, or it has been undone.
    async fn begin_import_work(
        &self,
        organization: &OrganizationId,
        import: Uuid,
        work: (ImportWork, PersonId),
        lease_until: Time,
    ) -> Result<bool, StoreError>;

    /// Takes an import in hand, with which something is to be done and which nobody has in hand.
    async fn claim_import(&self, now: Time, lease_until: Time) -> Result<Option<DealImport>, StoreError>;

    /// Saves `done_rows` and `undone_rows`, and how long who does it keeps it in hand; none: as long as before.
    async fn save_import_progress(
        &self,
        import: &DealImport,
        lease_until: Option<Time>,
    ) -> Result<(), StoreError>;

    /// Ends what was being done to an import; `undone_at` is set when it has been undone.
    async fn end_import_work(
        &self,
        organization: &OrganizationId,
        import: Uuid,
        undone_at: Option<Time>,
    ) -> Result<(), StoreError>;

    async fn create_import_file(&self, file: ImportFile, content: Vec<u8>) -> Result<(), StoreError>;

    /// The person's files, the latest first.
    async fn import_files(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<ImportFile>, StoreError>;

    /// What is in a file of the person.
    async fn import_content(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<Option<Vec<u8>>, StoreError>;

    /// Replaces mapping and import of a person's file. False when there is no such file.
    async fn save_import_file(&self, file: &ImportFile) -> Result<bool, StoreError>;

    /// False when the person has no such file.
    async fn delete_import_file(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError>;

    /// Forgets files that were uploaded before `before`.
    async fn forget_import_files(&self, before: Time) -> Result<u64, StoreError>;

    /// When the organization's deals changed last, and how many notifications of the person are unread: what a page
    /// that is open looks at to follow others. Cheap, for it is asked every second.
    async fn pulse(&self, organization: &OrganizationId, person: PersonId) -> Result<Pulse, StoreError>;
}

/// Differs when there is something new to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    pub changed_at: Option<Time>,
    pub unread: u64,
    /// Stands for the set of deals that the person has marked (R316).
    pub marks: u64,
}
