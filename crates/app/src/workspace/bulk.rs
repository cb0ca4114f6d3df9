//! The same step on many deals: each one by itself, by the use case of a single one, with its own result.

use futures_util::stream;
use futures_util::{FutureExt as _, StreamExt as _};
use ortak_domain::policy::Action;
use ortak_domain::referral::{ListChange, ReferralChange, SalesStage, Warning};
use ortak_domain::text::fold_email;
use ortak_domain::{Member, ReferralId, Violation, Violations};

use crate::error::AppError;
use crate::etag::{IfMatch, etag};
use crate::port::StoredReferral;
use crate::referral::change::{self, Change, Changed};
use crate::{App, Ctx, document};

/// Deals of one step.
pub const MAX_DEALS: usize = 500;
/// Deals that are worked on at a time.
const AT_ONCE: usize = 8;
/// How often it is looked again at a deal that others change at the same moment.
const TRIES: usize = 8;

/// What is done to each deal.
#[derive(Clone, Debug, PartialEq)]
pub enum BulkAction {
    /// Sets or clears the caller's mark (R316).
    Favourite(bool),
    /// Puts a person on the team, who may be there already.
    Assign(Box<Member>),
    /// Moves to a sales stage (R302).
    Stage(SalesStage),
}

/// A deal, and the tag of the version that the caller saw; none: the last writer wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkDeal {
    pub id: ReferralId,
    pub etag: Option<String>,
}

/// What became of one deal.
#[derive(Debug)]
pub struct BulkResult {
    pub id: ReferralId,
    pub outcome: Result<BulkDone, AppError>,
}

/// Done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkDone {
    pub version: i64,
    pub warnings: Vec<Warning>,
}

/// Does it to each of the deals; results come in the order of the deals. Fails as a whole only when nothing was done.
pub async fn bulk(
    app: &App,
    ctx: &Ctx,
    deals: &[BulkDeal],
    action: &BulkAction,
) -> Result<Vec<BulkResult>, AppError> {
    ctx.permit(Action::Read)?;
    if deals.len() > MAX_DEALS {
        return Err(Violation::too_many("deals", MAX_DEALS, deals.len()).into());
    }
    if let BulkAction::Assign(member) = action {
        let mut problems = Violations::new();
        member.check("member", &mut problems);
        problems.or(())?;
    }
    let mut steps = Vec::with_capacity(deals.len());
    for deal in deals {
        // Boxed, or the compiler can't see that it may move between threads.
        steps.push(step(app, ctx, deal, action).boxed());
    }
    Ok(stream::iter(steps).buffered(AT_ONCE).collect().await)
}

async fn step(app: &App, ctx: &Ctx, deal: &BulkDeal, action: &BulkAction) -> BulkResult {
    let done = |changed: Changed| BulkDone { version: changed.served.version, warnings: changed.warnings };
    BulkResult { id: deal.id, outcome: one(app, ctx, deal, action).await.map(done) }
}

async fn one(app: &App, ctx: &Ctx, deal: &BulkDeal, action: &BulkAction) -> Result<Changed, AppError> {
    let if_match = deal.etag.as_deref().map(IfMatch::parse);
    let favorite = match action {
        BulkAction::Favourite(wanted) => Some(*wanted),
        BulkAction::Stage(stage) => return mark(app, ctx, deal.id, *stage, if_match).await,
        BulkAction::Assign(member) => return assign(app, ctx, deal.id, member, if_match).await,
    };
    // A mark is no change of the record, whatever its version.
    change::change(app, ctx, deal.id, &Change { favorite, ..Change::default() }).await
}

/// Moves the deal to the stage. One that stands there is as it should be, whatever else was changed meanwhile: whoever
/// sends the same step twice is not told that somebody was faster.
async fn mark(
    app: &App,
    ctx: &Ctx,
    id: ReferralId,
    stage: SalesStage,
    if_match: Option<IfMatch>,
) -> Result<Changed, AppError> {
    let changes = vec![ReferralChange::SalesStage(Some(stage))];
    let change = Change { changes, if_match, ..Change::default() };
    match change::change(app, ctx, id, &change).await {
        Err(AppError::Stale) => {
            let found = app.referrals.get(&ctx.viewer(), id).await?.ok_or(AppError::NotFound)?;
            if document::parse(&found.stored.document, found.stored.assessment)?.sales_stage != Some(stage) {
                return Err(AppError::Stale);
            }
            change::change(app, ctx, id, &Change::default()).await
        }
        done => done,
    }
}

/// Puts the person on the team. What is added depends on who is there, so it holds for that version alone, and is
/// looked at anew when somebody else was faster: two who assign the same person at once put them on once.
async fn assign(
    app: &App,
    ctx: &Ctx,
    id: ReferralId,
    member: &Member,
    if_match: Option<IfMatch>,
) -> Result<Changed, AppError> {
    let (mut tries, given) = (TRIES, if_match.is_some());
    loop {
        let (changes, seen) = match app.referrals.get(&ctx.viewer(), id).await? {
            Some(found) => {
                let StoredReferral { version, updated_at, .. } = *found.stored;
                (assignment(&found.stored, member)?, Some(IfMatch::parse(&etag(version, updated_at, false))))
            }
            None => (Vec::new(), None),
        };
        // Who is there already needs no change, so no version either.
        let if_match = if_match.clone().or(seen).filter(|_| !changes.is_empty());
        let change = Change { changes, if_match, ..Change::default() };
        match change::change(app, ctx, id, &change).await {
            Err(AppError::Stale) if !given && tries > 0 => tries -= 1,
            done => return done,
        }
    }
}

/// Adds the person unless somebody with the same e-mail address is on the team.
fn assignment(found: &StoredReferral, member: &Member) -> Result<Vec<ReferralChange>, AppError> {
    let referral = document::parse(&found.document, found.assessment)?;
    let email = |member: &Member| member.email.as_deref().map(fold_email).unwrap_or_default();
    let wanted = email(member);
    let there =
        referral.team.iter().any(|known| known == member || (!wanted.is_empty() && email(known) == wanted));
    if there {
        return Ok(Vec::new());
    }
    Ok(vec![ReferralChange::Team(ListChange::Append(member.clone()))])
}
