//! What happens in the demo: who works with whom on what, and how it ends. Plots and endings are dealt from
//! decks, so that everything that can happen does, in about the same proportion whatever the number of deals.

use ortak_domain::Time;
use ortak_domain::referral::{Direction, Qualification, Reason, ReferralKind, SalesStage};

use super::calendar::Calendar;
use super::deals::{self, Deal, Invitation, Scene};
use super::history::{By, Record};
use super::life::{Answer, Ending, Life};
use super::markets::Market;
use super::programme::{Company, Programme};
use super::random::{Deck, Random};

const STORIES: u64 = 20;
const DECKS: u64 = 21;

/// What kind of collaboration it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plot {
    Private,
    PartnerLed,
    CoSell,
    PartnerToPartner,
    Assessment,
    VendorInvitation,
    MarketplaceLead,
    QualifiedLead,
    /// Something incoming that has to be answered in the next days.
    Waiting,
}

const PLOTS: [(Plot, usize); 9] = [
    (Plot::Private, 12),
    (Plot::PartnerLed, 14),
    (Plot::CoSell, 26),
    (Plot::PartnerToPartner, 6),
    (Plot::Assessment, 4),
    (Plot::VendorInvitation, 11),
    (Plot::MarketplaceLead, 11),
    (Plot::QualifiedLead, 8),
    (Plot::Waiting, 8),
];

/// Days up to which a deal is young, and up to which it is of middle age.
const YOUNG: i64 = 15;
const MIDDLE: i64 = 240;
/// What is sent in these days may still wait for its answer.
const STILL_WAITING: i64 = 12;
/// What is older than this has been answered or has run out.
const ANSWERED: i64 = 15;

use SalesStage::{Developed, Negotiated, Opened, Proposed, Qualified};

const YOUNG_ENDINGS: [(Ending, usize); 3] =
    [(Ending::Open(Opened), 5), (Ending::Open(Qualified), 3), (Ending::Open(Developed), 1)];
const MIDDLE_ENDINGS: [(Ending, usize); 7] = [
    (Ending::Open(Opened), 3),
    (Ending::Open(Qualified), 4),
    (Ending::Open(Developed), 4),
    (Ending::Open(Proposed), 3),
    (Ending::Open(Negotiated), 2),
    (Ending::Won, 6),
    (Ending::Lost, 4),
];
const OLD_ENDINGS: [(Ending, usize); 5] = [
    (Ending::Open(Qualified), 1),
    (Ending::Open(Developed), 1),
    (Ending::Open(Negotiated), 1),
    (Ending::Won, 11),
    (Ending::Lost, 6),
];

/// How an invitation is answered, before it is known what becomes of the deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reply {
    Pending,
    Received,
    Accepted,
    Declined,
    Expired,
}

const RECENT_REPLIES: [(Reply, usize); 4] =
    [(Reply::Pending, 4), (Reply::Received, 4), (Reply::Accepted, 3), (Reply::Declined, 1)];
const OLD_REPLIES: [(Reply, usize); 3] = [(Reply::Accepted, 13), (Reply::Declined, 5), (Reply::Expired, 2)];

/// R306, R309, with what old clients leave out.
const REASONS: [Reason; 9] = [
    Reason::CustomerChoseAnotherVendor,
    Reason::BudgetNotAdequate,
    Reason::CustomerDidNotRespond,
    Reason::RequirementNotMet,
    Reason::ProposedTimelineTooShort,
    Reason::NotACustomer,
    Reason::Other,
    Reason::AbuseSpamOrPhishing,
    Reason::Unspecified,
];
const VENDOR_REASONS: [Reason; 6] = [
    Reason::NoSeller,
    Reason::NoRelationship,
    Reason::NotEnoughInformation,
    Reason::WorkedOnWithAnotherPartner,
    Reason::CannotSupportNow,
    Reason::Other,
];

/// Tells the deals, one after the other.
#[derive(Debug)]
pub struct Storyteller<'a> {
    programme: &'a Programme,
    calendar: Calendar,
    seed: u64,
    total: u64,
    /// Of the deal that is being told.
    number: u64,
    plots: Deck<Plot>,
    owners: Deck<usize>,
    endings: [Deck<Ending>; 3],
    recent_replies: Deck<Reply>,
    old_replies: Deck<Reply>,
    vendor_recent_replies: Deck<Reply>,
    vendor_old_replies: Deck<Reply>,
    lost: Deck<Reason>,
    declined: Deck<Reason>,
    vendor_declined: Deck<Reason>,
    waiting: usize,
}

fn once<T: Copy, const N: usize>(cards: [T; N]) -> [(T, usize); N] {
    cards.map(|card| (card, 1))
}

impl<'a> Storyteller<'a> {
    pub fn new(programme: &'a Programme, calendar: Calendar, seed: u64, total: u64) -> Self {
        let mut decks = 0;
        let mut random = || {
            decks += 1;
            Random::of(seed, DECKS, decks)
        };
        let shares: Vec<(usize, usize)> =
            programme.partners.iter().enumerate().map(|(at, partner)| (at, partner.share)).collect();
        Self {
            programme,
            calendar,
            seed,
            total,
            number: 0,
            plots: Deck::new(&PLOTS, random()),
            owners: Deck::new(&shares, random()),
            endings: [
                Deck::new(&YOUNG_ENDINGS, random()),
                Deck::new(&MIDDLE_ENDINGS, random()),
                Deck::new(&OLD_ENDINGS, random()),
            ],
            recent_replies: Deck::new(&RECENT_REPLIES, random()),
            old_replies: Deck::new(&OLD_REPLIES, random()),
            vendor_recent_replies: Deck::new(&RECENT_REPLIES, random()),
            vendor_old_replies: Deck::new(&OLD_REPLIES, random()),
            lost: Deck::new(&once(REASONS), random()),
            declined: Deck::new(&once(REASONS), random()),
            vendor_declined: Deck::new(&once(VENDOR_REASONS), random()),
            waiting: 0,
        }
    }

    /// The records of the deal of this number, the main one first.
    pub fn tell(&mut self, number: u64) -> anyhow::Result<Vec<Record>> {
        self.number = number;
        let mut random = Random::of(self.seed, STORIES, number);
        let age = Calendar::age_of(number, self.total);
        match self.plots.draw()? {
            Plot::Waiting => self.waiting(&mut random),
            Plot::VendorInvitation => {
                let to = self.partner()?;
                let age = answered_or_waiting(age);
                let reply = self.reply(to, age)?;
                self.vendor_invitation(to, age, reply, &mut random)
            }
            plot @ (Plot::MarketplaceLead | Plot::QualifiedLead) => {
                let to = self.partner()?;
                let age = answered_or_waiting(age);
                let reply = self.reply(to, age)?;
                self.lead(to, age, plot == Plot::MarketplaceLead, reply, &mut random)
            }
            plot => self.own(plot, age, &mut random),
        }
    }

    fn partner(&mut self) -> anyhow::Result<&'a Company> {
        let at = self.owners.draw()?;
        self.partner_at(at)
    }

    fn partner_at(&self, at: usize) -> anyhow::Result<&'a Company> {
        let partners = &self.programme.partners;
        let wrapped = at.checked_rem(partners.len()).unwrap_or_default();
        partners.get(wrapped).ok_or_else(|| anyhow::anyhow!("the programme has no partners"))
    }

    fn ending(&mut self, age: i64) -> anyhow::Result<Ending> {
        let [young, middle, old] = &mut self.endings;
        if age < YOUNG {
            young.draw()
        } else if age < MIDDLE {
            middle.draw()
        } else {
            old.draw()
        }
    }

    fn reply(&mut self, to: &Company, age: i64) -> anyhow::Result<Reply> {
        match (age <= STILL_WAITING, to.is_vendor()) {
            (true, true) => self.vendor_recent_replies.draw(),
            (true, false) => self.recent_replies.draw(),
            (false, true) => self.vendor_old_replies.draw(),
            (false, false) => self.old_replies.draw(),
        }
    }

    /// What the reply means: the ending of what is accepted, the reason of what is declined.
    fn answer(&mut self, to: &Company, reply: Reply, ending: Ending) -> anyhow::Result<Answer> {
        Ok(match reply {
            Reply::Pending => Answer::None,
            Reply::Received => Answer::Seen,
            Reply::Accepted => Answer::Accepted(ending, self.reason(ending)?),
            Reply::Declined if to.is_vendor() => Answer::Declined(self.vendor_declined.draw()?),
            Reply::Declined => Answer::Declined(self.declined.draw()?),
            Reply::Expired => Answer::Expired,
        })
    }

    /// Why it was lost, where it was.
    fn reason(&mut self, ending: Ending) -> anyhow::Result<Reason> {
        if ending == Ending::Lost { self.lost.draw() } else { Ok(Reason::Unspecified) }
    }

    fn deal(
        &self,
        owner: &'a Company,
        market: &'static Market,
        age: i64,
        random: &mut Random,
    ) -> anyhow::Result<Deal<'a>> {
        let Self { seed, number, total, calendar, .. } = *self;
        let scene = Scene { seed, number, total, calendar, age };
        Deal::new(self.programme, owner, market, scene, random)
    }

    /// A deal that a partner opens.
    fn own(&mut self, plot: Plot, age: i64, random: &mut Random) -> anyhow::Result<Vec<Record>> {
        let owner = self.partner()?;
        let ending = self.ending(age)?;
        let reason = self.reason(ending)?;
        // Now and then a customer is abroad.
        let abroad = self.other_partner(owner, random)?.market;
        let market = if random.percent(7) { abroad } else { owner.market };
        let deal = self.deal(owner, market, age, random)?;
        let life = Life::new(self.calendar, age, ending, random);
        let mut main = deal.opened(&life, random)?;
        match plot {
            Plot::Private => deals::keep_private(&mut main, random),
            Plot::PartnerLed => deals::share_with_vendor(&mut main, random),
            Plot::Assessment => deal.assess(&mut main, random)?,
            _ => deals::sell_together(&mut main),
        }
        if plot == Plot::PartnerToPartner {
            main.consent.vendor_view = Some(random.percent(50));
        }
        let created = main.created_at;
        let steps = deal.work(&life, &main, reason, random)?;
        let mut records = vec![Record { referral: main, by: deal.lead(), steps }];
        let with_vendor = plot == Plot::CoSell;
        let with_partner = plot == Plot::PartnerToPartner || (with_vendor && random.percent(20));
        if with_vendor {
            // Some are asked only later: the deal was partner-led until then (R107).
            let later = if matches!(ending, Ending::Open(_)) && age > ANSWERED && random.percent(25) {
                random.between(1, STILL_WAITING)
            } else {
                age
            };
            let vendor = &self.programme.vendor;
            records.push(self.invited(&deal, vendor, age, later, created, ending, random)?);
        }
        if with_partner {
            let other = self.other_partner(owner, random)?;
            records.push(self.invited(&deal, other, age, age, created, ending, random)?);
        }
        Ok(records)
    }

    fn other_partner(&self, than: &Company, random: &mut Random) -> anyhow::Result<&'a Company> {
        let others: Vec<&'a Company> =
            self.programme.partners.iter().filter(|partner| partner.id() != than.id()).collect();
        Ok(*random.pick(&others)?)
    }

    /// The record of an organization that is asked into somebody else's deal.
    #[expect(clippy::too_many_arguments, reason = "who, when, and what is known of the deal")]
    fn invited(
        &mut self,
        deal: &Deal<'a>,
        to: &'a Company,
        deal_age: i64,
        age: i64,
        created: Time,
        ending: Ending,
        random: &mut Random,
    ) -> anyhow::Result<Record> {
        // At once with the deal, or on a day of its own.
        let at = if age == deal_age { created } else { self.calendar.moment(age, random) };
        // What is two weeks old runs out today: its answer came in time.
        let between = age > STILL_WAITING && age < ANSWERED;
        let reply = if between { Reply::Accepted } else { self.reply(to, age)? };
        // Each moves by itself (R312), though mostly in step.
        let own = if random.percent(80) { ending } else { self.ending(age)? };
        let own = if age < YOUNG { Ending::Open(Opened) } else { own };
        let answer = self.answer(to, reply, own)?;
        self.incoming(deal, to, at, age, answer, random)
    }

    fn incoming(
        &self,
        deal: &Deal<'a>,
        to: &'a Company,
        at: Time,
        age: i64,
        answer: Answer,
        random: &mut Random,
    ) -> anyhow::Result<Record> {
        let Invitation { referral, recipient } = deal.invitation(to, at, random)?;
        let steps = answer.steps(self.calendar, &recipient, &referral, age, random)?;
        Ok(Record { referral, by: deal.lead(), steps })
    }

    /// The vendor asks a partner into a deal of its own.
    fn vendor_invitation(
        &mut self,
        to: &'a Company,
        age: i64,
        reply: Reply,
        random: &mut Random,
    ) -> anyhow::Result<Vec<Record>> {
        let ending = self.ending(age)?;
        let reason = self.reason(ending)?;
        let deal = self.deal(&self.programme.vendor, to.market, age, random)?;
        let life = Life::new(self.calendar, age, ending, random);
        let mut main = deal.opened(&life, random)?;
        deals::sell_together(&mut main);
        let at = main.created_at;
        let steps = deal.work(&life, &main, reason, random)?;
        let main = Record { referral: main, by: deal.lead(), steps };
        let answer = self.answer(to, reply, if age < YOUNG { Ending::Open(Opened) } else { ending })?;
        let invited = self.incoming(&deal, to, at, age, answer, random)?;
        Ok(vec![main, invited])
    }

    /// A lead that reaches a partner; nobody else has a record of it (R701).
    fn lead(
        &mut self,
        to: &'a Company,
        age: i64,
        marketplace: bool,
        reply: Reply,
        random: &mut Random,
    ) -> anyhow::Result<Vec<Record>> {
        let ending = self.ending(age)?;
        let answer = self.answer(to, reply, ending)?;
        let deal = self.deal(&self.programme.vendor, to.market, age, random)?;
        let at = self.calendar.moment(age, random);
        let Invitation { mut referral, recipient } = deal.invitation(to, at, random)?;
        deal.as_lead(&mut referral, marketplace, random)?;
        let steps = answer.steps(self.calendar, &recipient, &referral, age, random)?;
        // Leads come from the marketplace by machine, qualified ones from sellers.
        let by = if marketplace { By::system() } else { deal.lead() };
        Ok(vec![Record { referral, by, steps }])
    }

    /// Goes round all partners, so that each has something to answer.
    fn waiting(&mut self, random: &mut Random) -> anyhow::Result<Vec<Record>> {
        let turn = self.waiting;
        self.waiting += 1;
        let to = self.partner_at(turn)?;
        let age = random.between(1, STILL_WAITING);
        let round = turn.checked_div(self.programme.partners.len()).unwrap_or_default();
        let reply = if (turn + round).is_multiple_of(2) { Reply::Pending } else { Reply::Received };
        match round % 4 {
            0 => self.vendor_invitation(to, age, reply, random),
            1 => {
                let owner = self.other_partner(to, random)?;
                let deal = self.deal(owner, owner.market, age, random)?;
                let life = Life::new(self.calendar, age, Ending::Open(Opened), random);
                let mut main = deal.opened(&life, random)?;
                deals::sell_together(&mut main);
                let at = main.created_at;
                let steps = deal.work(&life, &main, Reason::Unspecified, random)?;
                let answer = self.answer(to, reply, Ending::Open(Opened))?;
                let invited = self.incoming(&deal, to, at, age, answer, random)?;
                Ok(vec![Record { referral: main, by: deal.lead(), steps }, invited])
            }
            kind => self.lead(to, age, kind == 2, reply, random),
        }
    }
}

/// Nothing runs out on the very day: what is between waiting and answered is made a little older.
const fn answered_or_waiting(age: i64) -> i64 {
    if age > STILL_WAITING && age < ANSWERED { ANSWERED } else { age }
}

/// The marks by which the API tells what a record is (03-api B 6.4).
pub const fn marks(marketplace: bool, sales: bool) -> (ReferralKind, Qualification, Direction) {
    let qualification = match (marketplace, sales) {
        (true, _) => Qualification::Direct,
        (false, true) => Qualification::SalesQualified,
        (false, false) => Qualification::MarketingQualified,
    };
    (ReferralKind::Independent, qualification, Direction::Incoming)
}
