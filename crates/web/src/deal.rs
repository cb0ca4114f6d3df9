//! A deal as pages show it: the reader's own referral, what the others of its engagement show, and what may be done.

pub mod audience;
pub mod history;
pub mod lifecycle;
pub mod readiness;
pub mod work;

use std::sync::Arc;

use ortak_app::document;
use ortak_app::error::AppError;
use ortak_app::etag::etag;
use ortak_app::port::OwnerFacts;
use ortak_app::referral::engagement::{self, Asked, Engagement};
use ortak_app::referral::open;
use ortak_app::referral::{Served, get};
use ortak_app::{App, Ctx};
use ortak_domain::organization::OrganizationKind;
use ortak_domain::policy::Action;
use ortak_domain::referral::{DealType, Direction, Outcome, Reason, SalesStage, Stage, Waiting};
use ortak_domain::solution::Solution;
use ortak_domain::{Duns, Member, Money, Referral, ReferralId, Time};
use tokio::try_join;

use crate::view::View;

/// A word with its sign and colour: never colour alone.
#[derive(Clone, Debug)]
pub struct Badge {
    pub colour: &'static str,
    pub icon: &'static str,
    pub text: String,
}

/// A person of a team.
#[derive(Clone, Debug)]
pub struct Contact {
    pub name: String,
    pub initials: String,
    pub email: String,
    pub phone: String,
    /// Where the people of two companies stand together: theirs.
    pub company: String,
}

impl Contact {
    pub fn of(member: &Member) -> Self {
        let name = full_name(member);
        let email = member.email.clone().unwrap_or_default();
        let name = if name.is_empty() { email.clone() } else { name };
        let initials = crate::view::initials(&name);
        let phone = member.phone_number.clone().unwrap_or_default();
        Self { initials, name, email, phone, company: String::new() }
    }
}

/// First and last name.
pub fn full_name(member: &Member) -> String {
    let parts = [member.first_name.as_deref(), member.last_name.as_deref()];
    parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A card about another party.
#[derive(Clone, Debug)]
pub struct PartyCard {
    pub name: String,
    pub vendor: bool,
    pub status: Badge,
    pub since: Time,
    /// Until when it has time to answer.
    pub until: Option<Time>,
    pub stage: Option<String>,
    pub reason: Option<String>,
    /// What a reason of the vendor's means (R313).
    pub explanation: Option<String>,
    /// With which help the reader's organization has asked it, and what was written to it.
    pub asked_help: Option<String>,
    pub asked_notes: Option<String>,
    pub people: Vec<Contact>,
}

/// Everything that a page about one deal shows.
#[derive(Clone, Debug)]
pub struct Deal {
    pub id: ReferralId,
    pub referral: Referral,
    pub etag: String,
    pub favourite: bool,
    /// The reader's organization owns it; others only look (R102).
    pub own: bool,
    pub may_change: bool,
    pub engagement: Option<Engagement>,
    /// What the reader's organization has asked the other parties for, where it was looked for.
    pub asked: Vec<Asked>,
    /// What is known of the reader's organization, where the deal is its own.
    pub facts: Option<Arc<OwnerFacts>>,
    /// What the vendor is called; none for the vendor's own people.
    pub vendor: Option<String>,
    /// The name of its location, or its number.
    pub location: Option<String>,
}

impl Deal {
    /// The deal within the reader's reach; everything else doesn't exist.
    pub async fn load(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Self, AppError> {
        let Served { version, updated_at, favorite, document, .. } = get::get(app, ctx, id).await?;
        // Whether it is an assessment isn't part of the document, but of what is sold.
        let mut referral = document::parse(&document, false)?;
        let own = referral.organization_id == ctx.principal.organization_id;
        let (engagement, facts, vendor) =
            if own { Self::around(app, ctx, id).await? } else { (None, None, None) };
        referral.assessment =
            engagement.as_ref().is_some_and(|found| found.deal_type == DealType::SolutionAssessment);
        let location = location(app, &referral, facts.as_deref()).await?;
        Ok(Self {
            id,
            location,
            asked: Vec::new(),
            etag: etag(version, updated_at, favorite),
            favourite: favorite,
            own,
            may_change: own && ctx.permit(Action::Change).is_ok(),
            engagement,
            facts,
            vendor,
            referral,
        })
    }

    /// Looks for what the reader's organization has asked the other parties for.
    pub async fn look_for_asked(&mut self, app: &App, ctx: &Ctx) -> Result<(), AppError> {
        let others = self.engagement.as_ref().is_some_and(|engagement| !engagement.others.is_empty());
        if let Some(facts) = self.facts.as_ref().filter(|_| others && !self.incoming()) {
            let inviter = facts.owner.organization.shown_id();
            self.asked = engagement::asked(app, &ctx.viewer(), self.referral.engagement_id, inviter).await?;
        }
        Ok(())
    }

    /// What stands around an own deal: its engagement, its organization, and the vendor's name.
    async fn around(
        app: &App,
        ctx: &Ctx,
        id: ReferralId,
    ) -> Result<(Option<Engagement>, Option<Arc<OwnerFacts>>, Option<String>), AppError> {
        let facts = async { Ok(app.accounts.owner_facts(&ctx.principal.organization_id).await?) };
        let (engagement, facts, vendor) =
            try_join!(engagement::engagement(app, ctx, id), facts, open::vendor(app, ctx))?;
        Ok((Some(engagement), facts, vendor.map(|vendor| vendor.name)))
    }

    /// What the vendor is called.
    pub fn vendor_name(&self, view: &View) -> String {
        self.vendor.clone().unwrap_or_else(|| view.t("vendor"))
    }

    pub fn path(&self) -> String {
        format!("/deals/{}", self.id)
    }

    /// Its name, or its customer's where it has none.
    pub fn title(&self) -> &str {
        title(&self.referral)
    }

    pub fn incoming(&self) -> bool {
        self.referral.direction == Direction::Incoming
    }

    /// Who sent it.
    pub fn sender(&self) -> Option<&str> {
        self.referral.invite.invited_by_name.as_deref().filter(|_| self.incoming())
    }

    pub fn waits(&self) -> bool {
        matches!(self.referral.stage, Stage::New(_))
    }

    pub fn active(&self) -> bool {
        self.referral.stage == Stage::Active
    }

    pub fn closed(&self) -> bool {
        self.referral.stage.is_terminal()
    }

    pub fn value(&self) -> Option<Money> {
        money(&self.referral)
    }

    pub fn deal_type(&self) -> DealType {
        let vendor_takes_part = false;
        self.engagement
            .as_ref()
            .map_or_else(|| self.referral.deal_type(vendor_takes_part), |engagement| engagement.deal_type)
    }

    /// Somebody sent it who takes no part in it.
    pub fn is_lead(&self) -> bool {
        is_lead(self.referral.direction, self.deal_type(), self.partner_to_partner())
    }

    /// Its kind; none where *P2P* says it.
    pub fn type_badge(&self, view: &View) -> Option<Badge> {
        if self.is_lead() {
            return Some(lead_badge(view));
        }
        let kind = self.deal_type();
        let only_between_partners = kind == DealType::Private && self.partner_to_partner();
        (!only_between_partners).then(|| type_badge(view, kind))
    }

    pub fn partner_to_partner(&self) -> bool {
        self.engagement.as_ref().is_some_and(|engagement| engagement.partner_to_partner)
    }

    pub fn status_badge(&self, view: &View) -> Badge {
        let stage = self.referral.sales_stage.map(|stage| self.stage_name(view, stage));
        status_badge(view, self.referral.stage, stage.as_deref(), self.incoming())
    }

    /// The stage's name: the organization's own, or the standard one (R302–R304).
    pub fn stage_name(&self, view: &View, stage: SalesStage) -> String {
        let own = self.facts.iter().flat_map(|facts| &facts.stage_names).find(|name| name.stage == stage);
        if let Some(own) = own {
            return own.name.clone();
        }
        standard_stage_name(view, stage, self.referral.assessment, self.incoming())
    }

    /// The other parties, the vendor first.
    pub fn parties(&self, view: &View) -> Vec<PartyCard> {
        let others = self.engagement.iter().flat_map(|engagement| &engagement.others);
        let mut cards: Vec<PartyCard> = others
            .map(|other| {
                let party = &other.view;
                let vendor = other.kind == OrganizationKind::Vendor;
                let working =
                    matches!(party.stage, Stage::Active | Stage::Closed(Outcome::Won | Outcome::Lost(_)));
                let reason = other.tells_reason.then(|| party.stage.reason()).flatten();
                let explained = reason.map(|reason| format!("reason-explained-{}", reason.as_str()));
                let asked = self.asked.iter().find(|asked| asked.referral_id == party.referral_id);
                let help = asked.map(|asked| asked.help.as_str()).filter(|help| *help != "Unknown");
                PartyCard {
                    name: party.organization_name.clone(),
                    vendor,
                    status: party_badge(view, party.stage, party.expires_at),
                    since: party.closed_at.or(party.accepted_at).unwrap_or(party.created_at),
                    until: party.expires_at.filter(|_| matches!(party.stage, Stage::New(_))),
                    stage: party.sales_stage.filter(|_| working).map(|stage| view.percent(stage.percent())),
                    reason: reason.map(|reason| view.name_of("reason", reason.as_str())),
                    explanation: explained.filter(|id| view.language.has(id)).map(|id| view.t(&id)),
                    asked_help: help.map(|help| view.name_of("help", help)),
                    asked_notes: asked.and_then(|asked| asked.notes.clone()),
                    people: party.team.iter().map(Contact::of).collect(),
                }
            })
            .collect();
        cards.sort_by_key(|card| !card.vendor);
        cards
    }

    /// The team; where the inviter's people stand on it too, each with their company (R205).
    pub fn team(&self, view: &View) -> Vec<Contact> {
        let (team, own) = (&self.referral.team, self.referral.own_team());
        let inviter = self.referral.invite.invited_by_name.as_deref().filter(|_| own.len() < team.len());
        let company = |member: &Member| match inviter {
            Some(_) if own.contains(member) => view.organization_name.clone(),
            Some(inviter) => inviter.to_owned(),
            None => String::new(),
        };
        team.iter().map(|member| Contact { company: company(member), ..Contact::of(member) }).collect()
    }

    pub fn solutions(&self) -> &[Solution] {
        &self.referral.details.requirements.solutions
    }

    /// Why it was closed: a listed reason in the reader's language, or what was written.
    pub fn closing_reason(&self, view: &View) -> Option<String> {
        let reason = self.referral.stage.reason()?;
        match reason {
            Reason::Other => self.referral.status_reason.clone(),
            Reason::Unspecified => None,
            _ => Some(view.name_of("reason", reason.as_str())),
        }
    }

    /// How, when and why it ended; none while it goes on.
    pub fn ending(&self, view: &View) -> Option<String> {
        let Stage::Closed(outcome) = self.referral.stage else { return None };
        let at = self.referral.closed_at.unwrap_or(self.referral.updated_at);
        let date = view.date(at);
        let id = match outcome {
            Outcome::Won => return Some(view.t1("ended-won", "date", date.as_str())),
            Outcome::Expired => {
                let sent = self.referral.created_at;
                let days = self.referral.expires_at.map_or(0, |end| (end.since(sent).as_hours() + 12) / 24);
                return Some(view.t2("ended-expired", "date", date.as_str(), "days", days));
            }
            Outcome::Lost(_) => "ended-lost",
            Outcome::Declined(_) => "ended-declined",
        };
        Some(match self.closing_reason(view) {
            Some(reason) => {
                view.t2(&format!("{id}-because"), "date", date.as_str(), "reason", reason.as_str())
            }
            None => view.t1(id, "date", date.as_str()),
        })
    }

    /// For how many days its estimated close is over while it is open.
    pub fn overdue(&self, view: &View) -> Option<i64> {
        self.days_to_close(view).map(|days| -days).filter(|days| *days > 0)
    }

    /// In how many days it is estimated to close while it is open.
    pub fn closes_in(&self, view: &View) -> Option<i64> {
        self.days_to_close(view).filter(|days| *days >= 0)
    }

    fn days_to_close(&self, view: &View) -> Option<i64> {
        let closes = self.referral.details.closes_at.filter(|_| !self.closed())?;
        Some(view.days_to(closes))
    }

    /// The notes, unless they are what the sender wrote.
    pub fn own_notes(&self) -> Option<&str> {
        let notes = self.referral.details.notes.as_deref();
        notes.filter(|notes| !self.incoming() || self.referral.invite.notes.as_deref() != Some(*notes))
    }

    /// The customer's address in one line.
    pub fn address(&self, view: &View) -> String {
        let address = &self.referral.customer.address;
        let country = address.country.as_deref().map(|code| view.country(code));
        let lines = [
            &address.address_line1,
            &address.address_line2,
            &address.postal_code,
            &address.city,
            &address.state,
        ];
        let parts: Vec<String> = lines.into_iter().flatten().cloned().chain(country).collect();
        parts.join(", ")
    }

    pub fn customer_contacts(&self) -> Vec<Contact> {
        self.referral.customer.team.iter().map(Contact::of).collect()
    }

    /// How long there is time to answer; none when there is no answer to give.
    pub fn countdown(&self, view: &View) -> Option<Badge> {
        countdown(view, self.referral.stage, self.referral.expires_at)
    }
}

/// A stage's standard name (R302, R303).
pub fn standard_stage_name(view: &View, stage: SalesStage, assessment: bool, incoming: bool) -> String {
    let kind = if assessment { "assessment-stage" } else { "sales-stage" };
    let side = match (stage, incoming) {
        (SalesStage::Opened, true) => "-incoming",
        (SalesStage::Opened, false) => "-outgoing",
        _ => "",
    };
    view.t(&format!("{kind}-{}{side}", stage.as_str()))
}

/// The name of a deal's location, or its number where it has no name any more.
async fn location(
    app: &App,
    referral: &Referral,
    own: Option<&OwnerFacts>,
) -> Result<Option<String>, AppError> {
    let Some(number) = referral.mpn_id.clone() else { return Ok(None) };
    let name = match own {
        Some(facts) => {
            let mut locations = facts.owner.locations.iter();
            locations.find(|location| location.mpn_id == number).map(|location| location.name.clone())
        }
        None => {
            let places = app.workspace.location_names(std::slice::from_ref(&number)).await?;
            let mut places = places.into_iter();
            places.find(|place| place.organization_id == referral.organization_id).map(|place| place.name)
        }
    };
    Ok(Some(name.unwrap_or(number)))
}

/// A deal's name, or its customer's where it has none.
pub fn title(referral: &Referral) -> &str {
    let name = referral.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    name.unwrap_or(&referral.customer.name)
}

pub fn money(referral: &Referral) -> Option<Money> {
    Some(Money { amount: referral.details.value?, currency: referral.details.currency? })
}

/// A D-U-N-S number as people write it: `51-234-8876`.
pub fn duns(number: &str) -> String {
    let Ok(digits) = number.parse::<Duns>().map(|duns| duns.to_string()) else { return number.to_owned() };
    match (digits.get(..2), digits.get(2..5), digits.get(5..)) {
        (Some(first), Some(second), Some(third)) => format!("{first}-{second}-{third}"),
        _ => digits,
    }
}

/// What is asked for a solution.
pub fn price(solution: &Solution) -> Option<Money> {
    Some(Money { amount: solution.price?, currency: solution.currency? })
}

/// Somebody sent it who takes no part in it.
pub fn is_lead(direction: Direction, kind: DealType, partner_to_partner: bool) -> bool {
    direction == Direction::Incoming && kind == DealType::Private && !partner_to_partner
}

pub fn lead_badge(view: &View) -> Badge {
    Badge { colour: "accent", icon: "inbox", text: view.t("deal-type-lead") }
}

pub fn type_badge(view: &View, kind: DealType) -> Badge {
    let (colour, icon) = match kind {
        DealType::Private => ("", "lock"),
        DealType::PartnerLed => ("accent", "eye"),
        DealType::CoSell => ("pact", "handshake"),
        DealType::SolutionAssessment => ("", "list-checks"),
    };
    Badge { colour, icon, text: view.name_of("deal-type", kind.as_str()) }
}

pub fn status_badge(view: &View, stage: Stage, sales_stage: Option<&str>, incoming: bool) -> Badge {
    let badge = |colour, icon, text| Badge { colour, icon, text };
    match stage {
        Stage::New(Waiting::Pending | Waiting::Received) if incoming => {
            badge("warn", "hourglass", view.t("status-waiting-for-you"))
        }
        Stage::New(_) => badge("warn", "hourglass", view.t("status-waiting")),
        Stage::Active => {
            let text = sales_stage.map_or_else(|| view.t("status-active"), str::to_owned);
            badge("accent", "circle-dot", text)
        }
        Stage::Closed(Outcome::Won) => badge("ok", "trophy", view.t("status-won")),
        Stage::Closed(Outcome::Lost(_)) => badge("bad", "circle-x", view.t("status-lost")),
        Stage::Closed(Outcome::Declined(_)) => badge("", "ban", view.t("status-declined")),
        Stage::Closed(Outcome::Expired) => badge("", "timer-off", view.t("status-expired")),
    }
}

fn party_badge(view: &View, stage: Stage, expires_at: Option<Time>) -> Badge {
    let badge = |colour, icon, text| Badge { colour, icon, text };
    match stage {
        Stage::New(_) => {
            let text = match expires_at {
                Some(end) => view.t1("party-invited", "left", view.time_left(end)),
                None => view.t("party-invited-open"),
            };
            badge("warn", "hourglass", text)
        }
        Stage::Active => badge("ok", "check", view.t("party-accepted")),
        Stage::Closed(Outcome::Won) => badge("ok", "trophy", view.t("status-won")),
        Stage::Closed(Outcome::Lost(_)) => badge("bad", "circle-x", view.t("status-lost")),
        Stage::Closed(Outcome::Declined(_)) => badge("bad", "ban", view.t("status-declined")),
        Stage::Closed(Outcome::Expired) => badge("", "timer-off", view.t("status-expired")),
    }
}

/// How long there is time to answer; alarming in the last two days.
pub fn countdown(view: &View, stage: Stage, expires_at: Option<Time>) -> Option<Badge> {
    let end = expires_at.filter(|_| matches!(stage, Stage::New(_)))?;
    let colour = if view.days_until(end) < 2 { "bad" } else { "warn" };
    Some(Badge { colour, icon: "clock", text: view.time_left(end) })
}
