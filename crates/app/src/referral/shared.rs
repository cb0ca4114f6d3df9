//! Partner-led deals: what partners let the vendor's sellers view (R102, R402). Read-only, and never the owner's
//! notes, CRM id or campaign.

use ortak_domain::policy::{Action, Decision, permits};
use ortak_domain::referral::{InviteContext, Origin};
use ortak_domain::{Referral, ReferralId, Time};

use super::Served;
use crate::error::AppError;
use crate::port::{SharedDeal, SharedQuery};
use crate::{App, Ctx, document};

/// One page, the latest change first.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub rows: Vec<Served>,
    pub next: Option<(Time, ReferralId)>,
}

/// The deals that partners share with the caller's organization.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    after: Option<(Time, ReferralId)>,
    limit: usize,
) -> Result<Page, AppError> {
    ctx.permit(Action::ReadShared)?;
    let query = SharedQuery {
        vendor: ctx.principal.organization_id.clone(),
        realm: ctx.principal.realm.clone(),
        after,
        limit: limit.saturating_add(1),
    };
    let mut deals = app.referrals.shared_deals(&query).await?;
    let more = deals.len() > limit;
    deals.truncate(limit);
    let next = deals.last().filter(|_| more).map(|deal| (deal.stored.updated_at, deal.stored.id));
    let rows = deals.iter().map(view).collect::<Result<_, _>>()?;
    Ok(Page { rows, next })
}

/// One of them.
pub async fn get(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Option<Served>, AppError> {
    if permits(&ctx.principal, Action::ReadShared) == Decision::Deny {
        return Ok(None);
    }
    let (vendor, realm) = (&ctx.principal.organization_id, ctx.principal.realm.as_ref());
    app.referrals.shared_deal(vendor, realm, id).await?.as_ref().map(view).transpose()
}

/// The deal as the vendor's sellers get it.
fn view(deal: &SharedDeal) -> Result<Served, AppError> {
    let stored = &deal.stored;
    let referral = shown(document::parse(&stored.document, stored.assessment)?);
    Ok(Served {
        id: stored.id,
        version: stored.version,
        updated_at: stored.updated_at,
        favorite: false,
        document: document::render(&referral)?.into(),
    })
}

/// The deal without what is its owner's alone; the customer's people only with the customer's consent (R203).
pub(crate) fn shown(mut referral: Referral) -> Referral {
    referral.external_reference_id = None;
    referral.campaign_id = None;
    referral.status_reason = referral.stage.reason().map(|reason| reason.as_str().replace('_', " "));
    referral.details.notes = None;
    referral.invite = InviteContext {
        invited_by: referral.invite.invited_by.clone(),
        invited_by_name: referral.invite.invited_by_name.clone(),
        ..InviteContext::default()
    };
    referral.origin = Origin::default();
    referral.registrations.clear();
    if referral.consent.share_with_others != Some(true) {
        referral.customer.team.clear();
    }
    referral
}
