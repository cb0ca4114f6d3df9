//! From what happened to what is stored: every step goes through the rules of the domain, so the demo holds
//! nothing that could not have come about.

use anyhow::{Context as _, anyhow, bail};
use ortak_app::port::Commit;
use ortak_app::referral::{Author, Before, unit_of_work};
use ortak_domain::referral::{EventKind, ReferralChange};
use ortak_domain::{Member, PrincipalKind, Programme, Referral, ReferralId, Time, Violations};
use uuid::Uuid;

use super::random::Random;

/// Who did something.
#[derive(Clone, Debug)]
pub struct By {
    pub kind: PrincipalKind,
    pub id: Uuid,
    pub member: Member,
}

impl By {
    /// The clock.
    pub fn system() -> Self {
        Self { kind: PrincipalKind::System, id: Uuid::nil(), member: Member::default() }
    }
}

/// Something that happened to a referral.
#[derive(Debug)]
pub struct Step {
    pub at: Time,
    pub by: By,
    pub act: Act,
}

#[derive(Debug)]
pub enum Act {
    Change(Vec<ReferralChange>),
    Expire,
}

/// A referral as it was created, and what happened to it since.
#[derive(Debug)]
pub struct Record {
    pub referral: Referral,
    pub by: By,
    pub steps: Vec<Step>,
}

/// How much is stored of what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Every step.
    Full,
    /// The outcome only, as an import would bring it in.
    Outcome,
}

/// The units of work of a record, in order; the last one holds its present state.
pub fn commits(
    record: Record,
    detail: Detail,
    number: &mut u64,
    random: &mut Random,
) -> anyhow::Result<Vec<Commit>> {
    let Record { mut referral, by, steps } = record;
    *number += 1;
    referral.id = ReferralId(random.ordered_uuid(*number));
    let mut violations = Violations::new();
    referral.check(&mut violations);
    if let [first, ..] = violations.as_slice() {
        bail!("an invented deal is not valid: {first}");
    }
    if detail == Detail::Outcome {
        let mut kind = EventKind::Created;
        let mut author = by;
        for step in steps {
            referral = take(&referral, &step)?;
            (kind, author) = (EventKind::Imported, By::system());
        }
        let at = referral.updated_at;
        return Ok(vec![commit(referral, None, kind, &author, at, number, random)?]);
    }
    let at = referral.created_at;
    let mut done = vec![commit(referral, None, EventKind::Created, &by, at, number, random)?];
    for step in steps {
        let last = done.last().context("the first is there")?;
        let next = take(&last.referral, &step)?;
        if next == last.referral {
            continue;
        }
        let kind = EventKind::of_step(last.referral.stage, next.stage);
        let next = commit(next, Some(last), kind, &step.by, step.at, number, random)?;
        done.push(next);
    }
    Ok(done)
}

fn take(referral: &Referral, step: &Step) -> anyhow::Result<Referral> {
    match &step.act {
        Act::Change(changes) => {
            let applied = referral.apply(changes, &step.by.member, step.at, &Programme::default());
            Ok(applied.map_err(|refusal| anyhow!("an invented step is refused: {refusal:?}"))?.referral)
        }
        Act::Expire => Ok(referral.expire(step.at)?),
    }
}

fn commit(
    referral: Referral,
    before: Option<&Commit>,
    kind: EventKind,
    by: &By,
    at: Time,
    number: &mut u64,
    random: &mut Random,
) -> anyhow::Result<Commit> {
    *number += 1;
    let outbox_id = random.ordered_uuid(*number);
    let request_id = random.uuid().to_string();
    let author = Author { kind: by.kind, id: by.id, request_id: &request_id };
    let before = before.map(|commit| Before {
        referral: &commit.referral,
        document: &commit.document,
        version: commit.event.version,
        history_hash: &commit.event.hash,
    });
    Ok(unit_of_work(referral, before, kind, author, outbox_id, at)?)
}
