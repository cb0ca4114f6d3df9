//! One deal in a list, ready for a template.

use std::collections::HashMap;

use ortak_domain::referral::{DealType, Direction, Outcome, PartyView, SalesStage, Stage};
use ortak_domain::{EngagementId, Money, OrganizationId, OrganizationKind, Referral, ReferralId, Time};

use crate::document;
use crate::error::AppError;
use crate::etag::etag;
use crate::port::{DealRecord, LocationName, OtherParty, OwnerFacts, PartyFacts, Tab};
use crate::referral::shared;
use crate::{App, Ctx};

/// A deal in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DealRow {
    pub id: ReferralId,
    pub engagement_id: EngagementId,
    pub version: i64,
    /// What a change sends as the version that it saw (R315).
    pub etag: String,
    /// The reader's own mark (R316).
    pub favorite: bool,
    /// The owner: the reader's organization, or who shares the deal.
    pub organization_name: String,
    pub name: Option<String>,
    pub customer: RowCustomer,
    pub direction: Direction,
    pub deal_type: DealType,
    /// Other partners take part (R104).
    pub partner_to_partner: bool,
    pub stage: Stage,
    pub sales_stage: Option<SalesStage>,
    /// The organization's own name of the sales stage (R304).
    pub own_stage_name: Option<String>,
    pub value: Option<Money>,
    pub closes_at: Option<Time>,
    pub location: Option<RowLocation>,
    /// Names, or e-mail addresses where there is no name.
    pub team: Vec<String>,
    /// The other parties, as far as the reader sees them (R312), in the order of their coming.
    pub others: Vec<RowParty>,
    pub created_at: Time,
    pub updated_at: Time,
    /// While it waits for an answer.
    pub expires_at: Option<Time>,
    /// A solution or a complete team member is missing.
    pub incomplete: bool,
}

/// The customer of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCustomer {
    pub name: String,
    pub duns: Option<String>,
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// The location that a deal belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowLocation {
    pub mpn_id: String,
    /// None when the organization has no such location any more.
    pub name: Option<String>,
}

/// Where another party stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowParty {
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub kind: OrganizationKind,
    pub stage: Stage,
    pub sales_stage: Option<SalesStage>,
    /// When it came to stand there.
    pub at: Time,
    pub expires_at: Option<Time>,
}

impl RowParty {
    fn of(other: &OtherParty) -> Self {
        let view = &other.view;
        let at = match view.stage {
            Stage::New(_) => view.created_at,
            Stage::Active => view.accepted_at.unwrap_or(view.created_at),
            Stage::Closed(_) => view.closed_at.unwrap_or(view.updated_at),
        };
        // Why the vendor declined is told (R312), nobody else's reasons are.
        let stage = match (other.kind, view.stage) {
            (OrganizationKind::Vendor, stage @ Stage::Closed(Outcome::Declined(_))) => stage,
            (_, stage) => stage.without_reason(),
        };
        Self {
            organization_id: other.shown_id.clone(),
            organization_name: view.organization_name.clone(),
            kind: other.kind,
            stage,
            sales_stage: view.sales_stage,
            at,
            expires_at: view.expires_at,
        }
    }
}

/// A record with what its reader sees around it.
pub(super) struct Loaded {
    pub record: DealRecord,
    pub referral: Referral,
    pub facts: PartyFacts,
    /// The other parties, as far as they are seen.
    pub others: Vec<OtherParty>,
}

impl Loaded {
    pub fn deal_type(&self) -> DealType {
        self.referral.deal_type(self.facts.vendor_takes_part)
    }
}

/// Reads records, with one look at all their engagements.
pub(super) async fn load(
    app: &App,
    ctx: &Ctx,
    tab: Tab,
    records: Vec<DealRecord>,
) -> Result<Vec<Loaded>, AppError> {
    let mut loaded = Vec::with_capacity(records.len());
    for record in records {
        let mut referral = document::parse(&record.document, record.assessment)?;
        if tab == Tab::Shared {
            referral = shared::shown(referral);
        }
        loaded.push(Loaded { record, referral, facts: PartyFacts::default(), others: Vec::new() });
    }
    // Shared deals have no vendor in them, and who else is in them is not the vendor's to see.
    if tab == Tab::Shared || loaded.is_empty() {
        return Ok(loaded);
    }
    let engagements: Vec<EngagementId> = loaded.iter().map(|loaded| loaded.referral.engagement_id).collect();
    let mut others: HashMap<EngagementId, Vec<OtherParty>> = HashMap::new();
    for other in app.workspace.other_parties(&ctx.principal.organization_id, &engagements).await? {
        others.entry(other.view.engagement_id).or_default().push(other);
    }
    let vendor = ctx.principal.organization_kind == OrganizationKind::Vendor;
    for deal in &mut loaded {
        let others = others.get(&deal.referral.engagement_id).map(Vec::as_slice).unwrap_or_default();
        let known = others.iter().map(|other| (&other.view, other.kind));
        deal.facts = PartyFacts::of(&deal.referral, vendor, known);
        if PartyView::of(&deal.referral).sees_others() {
            deal.others = others.to_vec();
        }
    }
    Ok(loaded)
}

/// Makes rows of records.
pub(super) async fn rows(
    app: &App,
    ctx: &Ctx,
    tab: Tab,
    records: Vec<DealRecord>,
) -> Result<Vec<DealRow>, AppError> {
    let owner = match tab {
        Tab::Shared => None,
        _ => app.accounts.owner_facts(&ctx.principal.organization_id).await?,
    };
    let loaded = load(app, ctx, tab, records).await?;
    let mut places = Vec::new();
    if tab == Tab::Shared {
        let numbers: Vec<String> = loaded.iter().filter_map(|deal| deal.referral.mpn_id.clone()).collect();
        places = app.workspace.location_names(&numbers).await?;
    }
    Ok(loaded.into_iter().map(|deal| row(deal, owner.as_deref(), &places)).collect())
}

/// `owner` is the reader's own organization, `places` the locations of others' deals.
fn row(deal: Loaded, owner: Option<&OwnerFacts>, places: &[LocationName]) -> DealRow {
    let deal_type = deal.deal_type();
    let Loaded { record, referral, facts, others } = deal;
    let organization = referral.organization_id.clone();
    let mut row = bare(&record, referral, deal_type);
    row.partner_to_partner = facts.partner_to_partner;
    row.others = others.iter().map(RowParty::of).collect();
    let Some(owner) = owner else {
        row.location = row.location.map(|at| {
            let of =
                |place: &&LocationName| place.organization_id == organization && place.mpn_id == at.mpn_id;
            RowLocation { name: places.iter().find(of).map(|place| place.name.clone()), ..at }
        });
        return row;
    };
    if let Some(at) = &mut row.location {
        let known = owner.owner.locations.iter().find(|location| location.mpn_id == at.mpn_id);
        at.name = known.map(|location| location.name.clone());
    }
    let own_name = owner.stage_names.iter().find(|name| Some(name.stage) == row.sales_stage);
    row.own_stage_name = own_name.map(|name| name.name.clone());
    row
}

fn bare(record: &DealRecord, referral: Referral, deal_type: DealType) -> DealRow {
    let incomplete = referral.is_incomplete();
    let details = &referral.details;
    let value = details.value.zip(details.currency).map(|(amount, currency)| Money { amount, currency });
    let team = referral.team.iter().filter_map(|member| {
        let names = [member.first_name.as_deref(), member.last_name.as_deref()];
        let name = names.into_iter().flatten().map(str::trim).filter(|name| !name.is_empty());
        let name = name.collect::<Vec<_>>().join(" ");
        if name.is_empty() { member.email.clone() } else { Some(name) }
    });
    let team = team.collect();
    let duns = referral.customer.duns().map(str::to_owned);
    DealRow {
        id: referral.id,
        engagement_id: referral.engagement_id,
        version: record.version,
        etag: etag(record.version, record.updated_at, record.favorite),
        favorite: record.favorite,
        organization_name: referral.organization_name,
        name: referral.name,
        customer: RowCustomer {
            name: referral.customer.name,
            duns,
            city: referral.customer.address.city,
            country: referral.customer.address.country,
        },
        direction: referral.direction,
        deal_type,
        partner_to_partner: false,
        stage: referral.stage,
        sales_stage: referral.sales_stage,
        own_stage_name: None,
        value,
        closes_at: details.closes_at,
        location: referral.mpn_id.map(|mpn_id| RowLocation { mpn_id, name: None }),
        team,
        others: Vec::new(),
        created_at: referral.created_at,
        updated_at: referral.updated_at,
        expires_at: referral.expires_at,
        incomplete,
    }
}
