//! The deals themselves: who sells what to whom, for how much, and what is written about it.

use anyhow::Context as _;
use ortak_app::port::{SolutionKind, SolutionRecord};
use ortak_domain::policy::{self, Action, Decision};
use ortak_domain::referral::{
    Details, Direction, InviteContext, Origin, Qualification, Reason, ReferralKind, SalesStage, Stage,
    Waiting,
};
use ortak_domain::solution::{Attribute, CatalogueId, Requirements, Solution, Target};
use ortak_domain::{
    Amount, Consent, Currency, EngagementId, Location, Member, PrincipalKind, Referral, ReferralId, Role,
    Scope, Time, catalogue,
};

use super::calendar::Calendar;
use super::customers::{self, Customer};
use super::history::{By, Step};
use super::life::{Crew, Life};
use super::markets::{self, Market};
use super::phrases::Phrases;
use super::programme::{Colleague, Company, Programme};
use super::random::Random;
use super::stories::marks;

/// A need of a customer, and the organization that found it.
#[derive(Debug)]
pub struct Deal<'a> {
    programme: &'a Programme,
    owner: &'a Company,
    market: &'static Market,
    calendar: Calendar,
    age: i64,
    customer: Customer,
    engagement_id: EngagementId,
    name: String,
    value: Amount,
    currency: Currency,
    closes_at: Time,
    location: Option<&'a Location>,
    lead: &'a Colleague,
    team: Vec<&'a Colleague>,
}

/// What an invited organization receives, and who works on it there.
#[derive(Debug)]
pub struct Invitation {
    pub referral: Referral,
    pub recipient: Crew,
}

/// When it happens, and in how large a demo.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub seed: u64,
    /// Of the deal.
    pub number: u64,
    /// Main records of the whole demo: the more, the more customers.
    pub total: u64,
    pub calendar: Calendar,
    pub age: i64,
}

impl<'a> Deal<'a> {
    pub fn new(
        programme: &'a Programme,
        owner: &'a Company,
        market: &'static Market,
        scene: Scene,
        random: &mut Random,
    ) -> anyhow::Result<Self> {
        let Scene { seed, number, total, calendar, age } = scene;
        // Some companies buy again and again.
        let companies = customers::buyers(total);
        let known = if random.percent(40) { companies / 5 } else { companies };
        let customer = customers::customer(seed, market, random.below(known))?;
        let phrases = market.phrases;
        let name = random
            .pick(phrases.names)?
            .replace("{subject}", random.pick(phrases.subjects)?)
            .replace("{customer}", &customer.short_name);
        let (value, currency) = value(market, random)?;
        let location = place(owner, random)?;
        let (lead, team) = team(owner, location, random)?;
        Ok(Self {
            programme,
            owner,
            market,
            calendar,
            age,
            customer,
            engagement_id: EngagementId(random.ordered_uuid(number)),
            name,
            value,
            currency,
            closes_at: calendar.day(age - random.between(30, 240)),
            location,
            lead,
            team,
        })
    }

    /// Whoever opens the deal and sends the invitations.
    pub fn lead(&self) -> By {
        by(self.lead)
    }

    /// What happens to the owner's own record.
    pub fn work(
        &self,
        life: &Life,
        referral: &Referral,
        reason: Reason,
        random: &mut Random,
    ) -> anyhow::Result<Vec<Step>> {
        let crew = crew(self.owner, self.location, &referral.team, self.market);
        life.steps(&crew, referral, reason, referral.created_at, random)
    }

    /// The owner's own record, as it was opened (R208).
    pub fn opened(&self, life: &Life, random: &mut Random) -> anyhow::Result<Referral> {
        let at = self.calendar.moment(self.age, random);
        let closes_at = if life.is_open() {
            // Some are overdue, as always.
            let ahead = self.calendar.day(-random.between(5, 150));
            if random.percent(88) { self.closes_at.max(ahead) } else { self.closes_at }
        } else {
            self.calendar.day((life.until() - random.between(-15, 30)).min(self.age - 1))
        };
        let organization = &self.owner.record.organization;
        let invite = InviteContext {
            invited_by: Some(organization.id.clone()),
            invited_by_name: Some(organization.name.clone()),
            inviter_team: Vec::new(),
            ..InviteContext::default()
        };
        let mut referral = self.record(self.owner, at, invite, random);
        referral.stage = Stage::Active;
        referral.sales_stage = Some(SalesStage::Opened);
        referral.accepted_at = Some(at);
        referral.direction = Direction::Outgoing;
        referral.mpn_id = self.location.map(|location| location.mpn_id.clone());
        referral.external_reference_id = random.percent(45).then(|| crm_id(random));
        referral.campaign_id = random.percent(15).then(|| campaign(random));
        referral.referral_program = random.percent(8).then(|| "Cloud Acceleration".to_owned());
        referral.team = self.team.iter().map(|colleague| colleague.member.clone()).collect();
        referral.details.notes = notes(self.market.phrases, random)?;
        referral.details.closes_at = Some(closes_at);
        referral.details.requirements = self.requirements(self.owner, random)?;
        if self.owner.is_vendor() {
            referral.origin.tracking.vendor_deal_id = Some(random.digits("7-#########"));
        }
        Ok(referral)
    }

    /// What all records of the engagement have in common.
    fn record(&self, owner: &Company, at: Time, invite: InviteContext, random: &mut Random) -> Referral {
        Referral {
            // Filled when it is written: ids follow the order of writing.
            id: ReferralId(uuid::Uuid::nil()),
            engagement_id: self.engagement_id,
            organization_id: owner.id().clone(),
            organization_name: owner.name().to_owned(),
            name: Some(self.name.clone()),
            external_reference_id: None,
            campaign_id: None,
            referral_program: None,
            created_at: at,
            updated_at: at,
            expires_at: None,
            accepted_at: None,
            closed_at: None,
            stage: Stage::New(Waiting::Pending),
            status_reason: None,
            sales_stage: None,
            qualification: Qualification::SalesQualified,
            kind: ReferralKind::Shared,
            direction: Direction::Incoming,
            mpn_id: None,
            assessment: false,
            targets: Vec::new(),
            customer: self.customer.profile.clone(),
            consent: Consent {
                share_with_others: Some(true),
                contact: Some(random.percent(80)),
                vendor_view: Some(true),
                vendor_contacts_partners: None,
            },
            details: Details {
                value: Some(self.value),
                currency: Some(self.currency),
                closes_at: Some(self.closes_at),
                ..Details::default()
            },
            team: Vec::new(),
            invite,
            origin: Origin::default(),
            registrations: Vec::new(),
        }
    }

    fn requirements(&self, seller: &Company, random: &mut Random) -> anyhow::Result<Requirements> {
        let ids = |list: &[&&str]| list.iter().map(|id| CatalogueId { id: (**id).to_owned() }).collect();
        let mut solutions = Vec::new();
        let own: Vec<&SolutionRecord> = seller.solutions.iter().filter(|s| is_sold(s)).collect();
        let count = if random.percent(25) { 2 } else { 1 };
        for solution in random.some(&own, count) {
            solutions.push(self.solution(solution, seller, random)?);
        }
        if !seller.is_vendor() && random.percent(35) {
            let vendors: Vec<&SolutionRecord> =
                self.programme.vendor.solutions.iter().filter(|s| is_sold(s)).collect();
            let solution = *random.pick(&vendors)?;
            solutions.push(self.solution(solution, &self.programme.vendor, random)?);
        }
        if !seller.is_vendor() && random.percent(8) {
            solutions.extend(self.third_party(seller, random)?);
        }
        if random.percent(20) {
            solutions.push(Solution {
                id: (*random.pick(catalogue::SOLUTION_CATEGORIES)?).to_owned(),
                kind: Some("Category".to_owned()),
                ..Solution::default()
            });
        }
        let mut requirements = Requirements {
            industries: vec![CatalogueId { id: self.customer.industry.to_owned() }],
            products: ids(&random.some(catalogue::PRODUCTS, 1)),
            services: ids(&random.some(catalogue::SERVICES, 1)),
            solutions,
            ..Requirements::default()
        };
        if random.percent(40) {
            let intent = (*random.pick(&["Yes", "No", "HaveNotDecided"])?).to_owned();
            let attribute = Attribute { kind: "CustomerMarketplaceIntent".to_owned(), id: intent };
            requirements.additional_requirements.attributes.push(attribute);
        }
        Ok(requirements)
    }

    /// What another partner sells (R206).
    fn third_party(&self, seller: &Company, random: &mut Random) -> anyhow::Result<Option<Solution>> {
        let publisher = random.pick(&self.programme.partners)?;
        if publisher.id() == seller.id() {
            return Ok(None);
        }
        let sold: Vec<&SolutionRecord> = publisher.solutions.iter().filter(|s| is_sold(s)).collect();
        let solution = self.solution(random.pick(&sold)?, publisher, random)?;
        Ok(Some(Solution { solution_type: Some("3P".to_owned()), ..solution }))
    }

    fn solution(
        &self,
        solution: &SolutionRecord,
        publisher: &Company,
        random: &mut Random,
    ) -> anyhow::Result<Solution> {
        let priced = random.percent(40);
        let quantity = random.between(1, 25);
        Ok(Solution {
            id: solution.id.clone(),
            name: Some(solution.name.clone()),
            kind: Some("Name".to_owned()),
            price: if priced {
                Some(Amount::from_units(self.value.units() / quantity / 10_000 * 10_000)?)
            } else {
                None
            },
            quantity: if priced { Some(Amount::from_units(quantity * 10_000)?) } else { None },
            currency: priced.then_some(self.currency),
            publisher_name: Some(publisher.name().to_owned()),
            solution_type: None,
            closing_date_time: None,
        })
    }

    /// R105: one assessment type, and nothing else.
    pub fn assess(&self, referral: &mut Referral, random: &mut Random) -> anyhow::Result<()> {
        let vendor = &self.programme.vendor;
        let types: Vec<&SolutionRecord> =
            vendor.solutions.iter().filter(|s| s.kind == SolutionKind::Assessment).collect();
        let solution = *random.pick(&types)?;
        referral.assessment = true;
        referral.kind = ReferralKind::Independent;
        referral.details.requirements.solutions = vec![self.solution(solution, vendor, random)?];
        Ok(())
    }

    /// The record of another organization that is asked into this deal (R207, R208).
    pub fn invitation(&self, to: &'a Company, at: Time, random: &mut Random) -> anyhow::Result<Invitation> {
        let location = place(to, random)?;
        let help: Vec<&&str> =
            catalogue::ASSISTANCE_REQUEST_CODES.iter().filter(|code| **code != "Unknown").collect();
        let invite = InviteContext {
            notes: Some((*random.pick(self.market.phrases.invitations)?).to_owned()),
            assistance_request_code: (**random.pick(&help)?).to_owned(),
            invited_mpn_id: location.map(|location| location.mpn_id.clone()),
            invited_by: Some(self.owner.id().clone()),
            invited_by_name: Some(self.owner.name().to_owned()),
            inviter_team: Vec::new(),
        };
        let mut referral = self.record(to, at, invite, random);
        referral.expires_at = Some(at.plus_days(ortak_domain::Programme::default().partner_answer_days));
        referral.mpn_id = location.map(|location| location.mpn_id.clone());
        let target = location.map_or_else(|| to.id().as_str().to_owned(), |location| location.mpn_id.clone());
        referral.targets = vec![Target { kind: "BusinessProfileLocation".to_owned(), id: target }];
        referral.details.closes_at = Some(self.closes_at.max(at.plus_days(30)));
        if to.is_vendor() {
            // Asked for help with what the owner sells.
            referral.details.requirements = self.requirements(self.owner, random)?;
        } else {
            referral.details.requirements = self.requirements(to, random)?;
            if !self.owner.is_vendor() {
                // An invited partner brings a part of it.
                let part = self.value.units() / 100 * random.between(20, 60);
                referral.details.value = Some(Amount::from_units(part / 1_000_000 * 1_000_000 + 10_000_000)?);
            }
            let chosen = team(to, location, random)?.1;
            // Without names on it, the location's admins are told (R602).
            if random.percent(60) {
                referral.team = chosen.iter().map(|colleague| colleague.member.clone()).collect();
            }
        }
        let recipient = crew(to, location, &referral.team, self.market);
        Ok(Invitation { referral, recipient })
    }

    /// R701: what reaches a partner is no deal of the vendor's, but a customer who asks.
    pub fn as_lead(
        &self,
        referral: &mut Referral,
        marketplace: bool,
        random: &mut Random,
    ) -> anyhow::Result<()> {
        let sales = random.percent(30);
        (referral.kind, referral.qualification, referral.direction) = marks(marketplace, sales);
        let quality = *random.pick(&["High", "Low", "Unknown"])?;
        quality.clone_into(&mut referral.origin.quality);
        "Unknown".clone_into(&mut referral.invite.assistance_request_code);
        referral.consent =
            Consent { share_with_others: Some(true), contact: Some(true), ..Consent::default() };
        let inquiry = (*random.pick(self.market.phrases.inquiries)?).to_owned();
        referral.details.notes = Some(inquiry.clone());
        if marketplace {
            let source = *random.pick(&["Nordwind Marketplace", "Partner directory", "Nordwind portal"])?;
            let action = *random.pick(&["Contact me", "Get it now", "Free trial", "Test drive"])?;
            referral.origin.referral_source = Some(source.to_owned());
            referral.origin.call_to_action = Some(action.to_owned());
            referral.details.customer_action = Some(action.to_owned());
            referral.details.customer_requested_contact = Some(action == "Contact me");
            // Customers who only ask don't say what they would pay.
            if random.percent(50) {
                referral.details.value = None;
                referral.details.currency = None;
                referral.details.closes_at = None;
            }
        } else {
            referral.invite.notes = Some(inquiry);
        }
        Ok(())
    }
}

fn is_sold(solution: &SolutionRecord) -> bool {
    solution.kind == SolutionKind::Solution && solution.published && solution.co_sell_ready
}

/// R101.
pub fn keep_private(referral: &mut Referral, random: &mut Random) {
    referral.kind = ReferralKind::Independent;
    referral.consent.vendor_view = Some(false);
    referral.consent.share_with_others = Some(false);
    if random.percent(40) {
        referral.customer.team.clear();
    }
}

/// R102.
pub fn share_with_vendor(referral: &mut Referral, random: &mut Random) {
    referral.kind = ReferralKind::Independent;
    if random.percent(50) {
        referral.qualification = Qualification::None;
    }
    if random.percent(30) {
        referral.customer.team.clear();
    }
    sell_together(referral);
}

/// R103, R104: the marker of a deal that others may take part in is that it points at what is sold (03-api B 5.3).
pub fn sell_together(referral: &mut Referral) {
    let named = referral.details.requirements.solutions.iter().filter(|s| s.kind.as_deref() == Some("Name"));
    referral.targets =
        named.map(|s| Target { kind: "SolutionProfile".to_owned(), id: s.id.clone() }).collect();
}

/// A location of the organization, the first more often; none where there are none.
fn place<'a>(company: &'a Company, random: &mut Random) -> anyhow::Result<Option<&'a Location>> {
    let locations = company.locations();
    if locations.is_empty() || random.percent(40) {
        return Ok(locations.first());
    }
    random.pick(locations).map(Some)
}

fn reaches(colleague: &Colleague, location: Option<&Location>) -> bool {
    let scope = &colleague.person.scope;
    match (scope, location) {
        (Scope::Global, _) => true,
        (Scope::Locations(locations), Some(location)) => locations.contains(&location.mpn_id),
        (Scope::Locations(_), None) => false,
    }
}

/// Who opens a deal there, and who is on its team.
fn team<'a>(
    company: &'a Company,
    location: Option<&Location>,
    random: &mut Random,
) -> anyhow::Result<(&'a Colleague, Vec<&'a Colleague>)> {
    let here = company.people.iter().filter(|colleague| reaches(colleague, location));
    let (users, openers): (Vec<&Colleague>, Vec<&Colleague>) = here
        .filter(|colleague| policy::decide(colleague.person.role, Action::Change) == Decision::Allow)
        .partition(|colleague| colleague.person.role == Role::ReferralsUser);
    let lead = *random.pick(&openers).context("nobody can open deals there")?;
    let mut team = vec![lead];
    if random.percent(70) {
        team.extend(random.some(&users, 1));
    }
    Ok((lead, team))
}

/// Everybody who may change a record with this team and location (R401).
fn crew(company: &Company, location: Option<&Location>, team: &[Member], market: &'static Market) -> Crew {
    let may = |colleague: &&Colleague| {
        policy::decide(colleague.person.role, Action::Change) == Decision::Allow
            && reaches(colleague, location)
            && (colleague.person.role != Role::ReferralsUser
                || team.iter().any(|member| member.email == colleague.member.email))
    };
    let people = company.people.iter().filter(may).map(by).collect();
    let sync = company.clients.first().map(|client| By {
        kind: PrincipalKind::ApiClient,
        id: client.id(),
        member: Member::default(),
    });
    Crew { market, people, sync }
}

fn by(colleague: &Colleague) -> By {
    By { kind: PrincipalKind::Person, id: colleague.person.id.0, member: colleague.member.clone() }
}

/// Dollars from, to, and how many of a hundred deals: many small ones, and a long tail.
const VALUES: [(i64, i64, u64); 6] = [
    (1_000, 5_000, 12),
    (5_000, 25_000, 33),
    (25_000, 100_000, 33),
    (100_000, 500_000, 16),
    (500_000, 1_500_000, 5),
    (1_500_000, 4_900_000, 1),
];

/// An amount in the currency of the market, or in one that people trade in.
pub fn value(market: &Market, random: &mut Random) -> anyhow::Result<(Amount, Currency)> {
    let foreign = [&markets::US, &markets::DE, &markets::GB];
    let market = if random.percent(15) { *random.pick(&foreign)? } else { market };
    let mut left = random.below(100);
    let (mut from, mut to) = (1_000, 5_000);
    for (low, high, share) in VALUES {
        (from, to) = (low, high);
        if left < share {
            break;
        }
        left -= share;
    }
    let dollars = random.between(from, to);
    let units = rounded(dollars * market.per_dollar) * 10_000;
    // Nobody pays in hundredths of a yen.
    let odd = market.per_dollar < 100 && random.percent(12);
    let units = if odd { units + random.between(1, 99) * 100 } else { units };
    Ok((Amount::from_units(units)?, market.currency.parse()?))
}

/// The same, a little more or less.
pub fn about(value: Amount, random: &mut Random) -> anyhow::Result<Amount> {
    let whole = value.units() / 10_000;
    let changed = whole / 100 * random.between(80, 135);
    Ok(Amount::from_units(rounded(changed.max(1_000)) * 10_000)?)
}

/// As people round estimates: two or three figures.
fn rounded(amount: i64) -> i64 {
    let step = match amount {
        ..=9_999 => 50,
        10_000..=49_999 => 500,
        50_000..=249_999 => 1_000,
        250_000..=4_999_999 => 10_000,
        _ => 100_000,
    };
    (amount / step * step).max(1_000)
}

pub fn crm_id(random: &mut Random) -> String {
    random.digits("OPP-######")
}

pub fn campaign(random: &mut Random) -> String {
    random.digits("CMP-2###")
}

/// From nothing to everything that can be said, in paragraphs.
pub fn notes(phrases: &Phrases, random: &mut Random) -> anyhow::Result<Option<String>> {
    let count = match random.below(100) {
        0..12 => return Ok(None),
        12..60 => random.between(1, 2),
        60..90 => random.between(3, 5),
        _ => i64::MAX,
    };
    let long = count == i64::MAX;
    let mut sentences: Vec<&str> = phrases.notes.to_vec();
    if long {
        sentences.extend(phrases.inquiries.iter().chain(phrases.invitations).chain(phrases.acceptances));
    }
    let mut text = String::new();
    for sentence in random.some(&sentences, usize::try_from(count)?) {
        if !text.is_empty() {
            let paragraph = long && random.percent(30);
            text.push_str(match (paragraph, text.ends_with('。')) {
                (true, _) => "\n\n",
                (false, true) => "",
                (false, false) => " ",
            });
        }
        text.push_str(sentence);
    }
    Ok(Some(text))
}
