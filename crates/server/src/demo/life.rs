//! What becomes of a deal after it was opened or received: stages, corrections, and how it ends.

use ortak_domain::referral::stage::Wanted;
use ortak_domain::referral::{ListChange, Reason, ReferralChange, SalesStage, Substatus};
use ortak_domain::{Referral, Time};

use super::calendar::Calendar;
use super::deals;
use super::history::{Act, By, Step};
use super::markets::Market;
use super::random::Random;

/// Where a deal that somebody works on has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Open(SalesStage),
    Won,
    Lost,
}

/// What an organization did with what it received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    None,
    Seen,
    /// With what became of it, and why it was lost if it was.
    Accepted(Ending, Reason),
    Declined(Reason),
    Expired,
}

/// Who works on a deal, and where.
#[derive(Clone, Debug)]
pub struct Crew {
    pub market: &'static Market,
    /// People who may change it: never empty.
    pub people: Vec<By>,
    /// The application that keeps the CRM in step.
    pub sync: Option<By>,
}

/// Events of one deal beside its creation, at most.
const MOST_STEPS: usize = 6;
/// Whoever answers does so within these days.
const ANSWERS_WITHIN: i64 = 10;

/// The time in which a deal was worked on.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    calendar: Calendar,
    from: i64,
    until: i64,
    ending: Ending,
}

impl Life {
    pub fn new(calendar: Calendar, from: i64, ending: Ending, random: &mut Random) -> Self {
        let until = if matches!(ending, Ending::Open(_)) { 1 } else { from - random.between(14, 160) };
        Self { calendar, from, until: until.clamp(1, from.max(1)), ending }
    }

    pub const fn is_open(&self) -> bool {
        matches!(self.ending, Ending::Open(_))
    }

    /// The last day of it: when it was closed, or yesterday.
    pub const fn until(&self) -> i64 {
        self.until
    }

    /// The steps after `last`.
    pub fn steps(
        &self,
        crew: &Crew,
        referral: &Referral,
        reason: Reason,
        mut last: Time,
        random: &mut Random,
    ) -> anyhow::Result<Vec<Step>> {
        let mut acts = moves(self.ending, referral.assessment, random)?;
        let closing = match self.ending {
            Ending::Open(_) => None,
            Ending::Won => Some(go(Substatus::Won)),
            Ending::Lost => Some(lose(crew.market, Substatus::Lost, reason, random)?),
        };
        let room = MOST_STEPS.saturating_sub(acts.len() + usize::from(closing.is_some()));
        let least = i64::from(acts.is_empty() && self.from > 2);
        let wanted = usize::try_from(random.between(least, 3))?.min(room);
        for kind in random.some(&Correction::ALL, wanted) {
            let correction = kind.changes(self, crew, referral, random)?;
            let at = usize::try_from(random.below(acts.len() as u64 + 1))?;
            acts.insert(at, correction);
        }
        let mut days: Vec<i64> = acts.iter().map(|_| random.between(self.until, self.from)).collect();
        days.sort_unstable_by_key(|ago| std::cmp::Reverse(*ago));
        if let Some(closing) = closing {
            acts.push(closing);
            days.push(self.until);
        }
        let mut steps = Vec::with_capacity(acts.len());
        for (changes, ago) in acts.into_iter().zip(days) {
            last = after(last, self.calendar.moment(ago, random), random);
            let machine = matches!(changes.as_slice(), [ReferralChange::ExternalReferenceId(_)]);
            let by = match &crew.sync {
                Some(sync) if machine => sync.clone(),
                _ => random.pick(&crew.people)?.clone(),
            };
            steps.push(Step { at: last, by, act: Act::Change(changes) });
        }
        Ok(steps)
    }
}

/// Not before the step before, whatever the calendar says.
fn after(last: Time, at: Time, random: &mut Random) -> Time {
    at.max(last.plus_seconds(random.between(5 * 60, 40 * 60)))
}

fn go(substatus: Substatus) -> Vec<ReferralChange> {
    vec![ReferralChange::Stage(Wanted { status: Some(substatus.status()), substatus: Some(substatus) })]
}

/// Lost or declined, with the reason in words, as people write it.
fn lose(
    market: &Market,
    substatus: Substatus,
    reason: Reason,
    random: &mut Random,
) -> anyhow::Result<Vec<ReferralChange>> {
    let words = match reason {
        Reason::Unspecified => None,
        Reason::Other => Some((*random.pick(market.phrases.other_reasons)?).to_owned()),
        listed => Some(in_words(listed)),
    };
    let mut changes = go(substatus);
    changes.push(ReferralChange::StatusReason(words));
    Ok(changes)
}

/// `budget_not_adequate` as *Budget not adequate*.
fn in_words(reason: Reason) -> String {
    let text = reason.as_str().replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The stages on the way, one change each. Assessments skip none (R303).
fn moves(ending: Ending, assessment: bool, random: &mut Random) -> anyhow::Result<Vec<Vec<ReferralChange>>> {
    use SalesStage::{Developed, Negotiated, Opened, Proposed, Qualified};
    let last = match ending {
        Ending::Open(stage) => stage,
        Ending::Won if assessment => Negotiated,
        Ending::Won => *random.pick(&[Proposed, Negotiated, Negotiated])?,
        Ending::Lost => *random.pick(&[Opened, Qualified, Developed, Proposed, Proposed, Negotiated])?,
    };
    let on_the_way = [Qualified, Developed, Proposed, Negotiated].into_iter().filter(|stage| *stage <= last);
    Ok(on_the_way
        .filter(|stage| *stage == last || assessment || random.percent(60))
        .map(|stage| vec![ReferralChange::SalesStage(Some(stage))])
        .collect())
}

/// What people correct on the way.
#[derive(Clone, Copy, Debug)]
enum Correction {
    Value,
    ClosingDate,
    Notes,
    CrmId,
    Campaign,
    Team,
}

impl Correction {
    const ALL: [Self; 6] =
        [Self::Value, Self::ClosingDate, Self::Notes, Self::CrmId, Self::Campaign, Self::Team];

    fn changes(
        self,
        life: &Life,
        crew: &Crew,
        referral: &Referral,
        random: &mut Random,
    ) -> anyhow::Result<Vec<ReferralChange>> {
        use ReferralChange as C;
        Ok(match self {
            Self::Value => match (referral.details.value, referral.details.currency) {
                (Some(value), Some(_)) => vec![C::Value(deals::about(value, random)?)],
                _ => {
                    let (value, currency) = deals::value(crew.market, random)?;
                    vec![C::Value(value), C::Currency(currency)]
                }
            },
            Self::ClosingDate => {
                let ago = match life.ending {
                    Ending::Open(_) => -random.between(7, 150),
                    Ending::Won | Ending::Lost => life.until - random.between(0, 30),
                };
                vec![C::ClosesAt(life.calendar.day(ago))]
            }
            Self::Notes => vec![C::Notes(deals::notes(crew.market.phrases, random)?)],
            Self::CrmId => vec![C::ExternalReferenceId(Some(deals::crm_id(random)))],
            Self::Campaign => vec![C::CampaignId(Some(deals::campaign(random)))],
            Self::Team => {
                let known = |by: &&By| referral.team.iter().any(|member| member.email == by.member.email);
                let new: Vec<&By> = crew.people.iter().filter(|by| !known(by)).collect();
                match random.pick(&new) {
                    Ok(by) => vec![C::Team(ListChange::Append(by.member.clone()))],
                    // Everybody is on it already.
                    Err(_) => vec![C::Notes(deals::notes(crew.market.phrases, random)?)],
                }
            }
        })
    }
}

impl Answer {
    /// What the recipient did since it was sent, `age` days ago.
    pub fn steps(
        self,
        calendar: Calendar,
        crew: &Crew,
        referral: &Referral,
        age: i64,
        random: &mut Random,
    ) -> anyhow::Result<Vec<Step>> {
        let mut steps = Vec::new();
        let mut last = referral.created_at;
        let answered = (age - random.between(0, ANSWERS_WITHIN)).max(1);
        let by = random.pick(&crew.people)?.clone();
        let seen = match self {
            Self::None => false,
            Self::Seen => true,
            _ => random.percent(50),
        };
        if seen {
            last = after(last, calendar.moment(random.between(answered, age), random), random);
            steps.push(Step { at: last, by: by.clone(), act: Act::Change(go(Substatus::Received)) });
        }
        match self {
            Self::None | Self::Seen => {}
            Self::Accepted(ending, reason) => {
                last = after(last, calendar.moment(answered, random), random);
                let act = Act::Change(accept(crew, &by, referral, random)?);
                steps.push(Step { at: last, by, act });
                let life = Life::new(calendar, answered, ending, random);
                steps.extend(life.steps(crew, referral, reason, last, random)?);
            }
            Self::Declined(reason) => {
                last = after(last, calendar.moment(answered, random), random);
                let act = Act::Change(lose(crew.market, Substatus::Declined, reason, random)?);
                steps.push(Step { at: last, by, act });
            }
            Self::Expired => {
                // R307: within a minute of being due, never early.
                let due = referral.expires_at.unwrap_or(last).max(last);
                let at = due.plus_seconds(random.between(1, 50));
                steps.push(Step { at, by: By::system(), act: Act::Expire });
            }
        }
        Ok(steps)
    }
}

/// R305: notes are asked for, the rest is optional.
fn accept(
    crew: &Crew,
    by: &By,
    referral: &Referral,
    random: &mut Random,
) -> anyhow::Result<Vec<ReferralChange>> {
    let mut changes = go(Substatus::Accepted);
    if random.percent(70) {
        let note = (*random.pick(crew.market.phrases.acceptances)?).to_owned();
        changes.push(ReferralChange::Notes(Some(note)));
    }
    if random.percent(40) {
        changes.push(ReferralChange::ExternalReferenceId(Some(deals::crm_id(random))));
    }
    if referral.team.iter().all(|member| member.email != by.member.email) {
        changes.push(ReferralChange::Team(ListChange::Append(by.member.clone())));
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_in_words_are_read_back() {
        for reason in Reason::ALL {
            if !matches!(reason, Reason::Other | Reason::Unspecified) {
                assert_eq!(Reason::from_status_reason(Some(&in_words(reason))), reason);
            }
        }
    }
}
