//! The same step on many deals: each one by itself, by the use case of a single one, with its own result.

use futures_util::StreamExt as _;
use futures_util::stream;
use ortak_domain::policy::Action;
use ortak_domain::referral::{ListChange, ReferralChange, SalesStage, Warning};
use ortak_domain::text::fold_email;
use ortak_domain::{Member, ReferralId, Violation, Violations};

use crate::error::AppError;
use crate::etag::IfMatch;
use crate::referral::change::{self, Change, Changed};
use crate::{App, Ctx, document};

/// Deals of one step.
pub const MAX_DEALS: usize = 500;
/// Deals that are worked on at a time.
const AT_ONCE: usize = 8;

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
        let message = format!("must not hold more than {MAX_DEALS} items");
        return Err(Violation::new("deals", "too_many_items", message).into());
    }
    if let BulkAction::Assign(member) = action {
        let mut problems = Violations::new();
        member.check("member", &mut problems);
        problems.or(())?;
    }
    let steps = deals.iter().map(|deal| async move {
        let outcome = one(app, ctx, deal, action).await;
        let done =
            |changed: Changed| BulkDone { version: changed.served.version, warnings: changed.warnings };
        BulkResult { id: deal.id, outcome: outcome.map(done) }
    });
    Ok(stream::iter(steps).buffered(AT_ONCE).collect().await)
}

async fn one(app: &App, ctx: &Ctx, deal: &BulkDeal, action: &BulkAction) -> Result<Changed, AppError> {
    let if_match = deal.etag.as_deref().map(IfMatch::parse);
    let favorite = match action {
        BulkAction::Favourite(wanted) => Some(*wanted),
        BulkAction::Assign(_) | BulkAction::Stage(_) => None,
    };
    let changes = match action {
        BulkAction::Favourite(_) => Vec::new(),
        BulkAction::Stage(stage) => vec![ReferralChange::SalesStage(Some(*stage))],
        BulkAction::Assign(member) => assignment(app, ctx, deal.id, member).await?,
    };
    // A mark is no change of the record, whatever its version.
    let if_match = if_match.filter(|_| favorite.is_none());
    let change = Change { changes, favorite, if_match, ..Change::default() };
    change::change(app, ctx, deal.id, &change).await
}

/// Adds the person unless somebody with the same e-mail address is on the team.
async fn assignment(
    app: &App,
    ctx: &Ctx,
    id: ReferralId,
    member: &Member,
) -> Result<Vec<ReferralChange>, AppError> {
    let Some(found) = app.referrals.get(&ctx.viewer(), id).await? else { return Ok(Vec::new()) };
    let referral = document::parse(&found.stored.document, found.stored.assessment)?;
    let email = |member: &Member| member.email.as_deref().map(fold_email).unwrap_or_default();
    let wanted = email(member);
    let there =
        referral.team.iter().any(|known| known == member || (!wanted.is_empty() && email(known) == wanted));
    if there {
        return Ok(Vec::new());
    }
    Ok(vec![ReferralChange::Team(ListChange::Append(member.clone()))])
}
