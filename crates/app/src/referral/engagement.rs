//! What a party of an engagement sees of the others (R312), and what it may do next (R107, R108).

use ortak_domain::invitation::{self, Obstacle};
use ortak_domain::organization::OrganizationKind;
use ortak_domain::policy::Action;
use ortak_domain::referral::{DealType, Direction, Outcome, PartyView, Stage};
use ortak_domain::{EngagementId, Organization, OrganizationId, Referral, ReferralId};
use serde_json::Value;

use super::history::read_changes;
use crate::error::AppError;
use crate::port::{Found, HistoryEvent, Viewer};
use crate::{App, Ctx, document};

/// Another party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// With the id that its organization shows, and its direction relative to the reader (03-api A4).
    pub view: PartyView,
    pub kind: OrganizationKind,
    /// Why the vendor declined (R312); nobody else's reasons are told.
    pub tells_reason: bool,
}

impl Other {
    /// The limited view in the shape of a referral.
    pub fn referral(&self) -> Referral {
        let mut referral = document::limited(&self.view);
        if !self.tells_reason {
            referral.status_reason = None;
        }
        referral
    }
}

/// The other parties of an engagement as the reader may see them, in order of their coming; none when the reader takes
/// no part in it with a referral within its reach, has declined or let it run out.
pub async fn others(app: &App, viewer: &Viewer, engagement: EngagementId) -> Result<Vec<Other>, AppError> {
    let parties = app.referrals.parties(engagement).await?;
    let Some(reader) = reader(app, viewer, &parties).await? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for party in parties.iter().filter(|party| party.organization_id != viewer.organization_id) {
        let owner =
            app.accounts.organization(&party.organization_id).await?.map(|record| record.organization);
        found.push(other(party, reader, owner.as_ref()));
    }
    Ok(found)
}

/// The reader's own entry that opens the others to it.
async fn reader<'a>(
    app: &App,
    viewer: &Viewer,
    parties: &'a [PartyView],
) -> Result<Option<&'a PartyView>, AppError> {
    for own in parties.iter().filter(|party| party.organization_id == viewer.organization_id) {
        if own.sees_others() && app.referrals.get(viewer, own.referral_id).await?.is_some() {
            return Ok(Some(own));
        }
    }
    Ok(None)
}

fn other(party: &PartyView, reader: &PartyView, owner: Option<&Organization>) -> Other {
    let mut view = party.shown_to(reader);
    view.direction = match party.direction {
        Direction::Incoming => Direction::Outgoing,
        Direction::Outgoing => Direction::Incoming,
    };
    if let Some(owner) = owner {
        view.organization_id = owner.shown_id().clone();
    }
    let kind = owner.map_or(OrganizationKind::Partner, |owner| owner.kind);
    let declined = matches!(party.stage, Stage::Closed(Outcome::Declined(_)));
    Other { view, kind, tells_reason: kind == OrganizationKind::Vendor && declined }
}

/// The other party's referral with this id, if the reader may see it: the same view as in a list.
pub async fn other_party(app: &App, viewer: &Viewer, id: ReferralId) -> Result<Option<Other>, AppError> {
    let Some(party) = app.referrals.party(id).await? else { return Ok(None) };
    let others = others(app, viewer, party.engagement_id).await?;
    Ok(others.into_iter().find(|other| other.view.referral_id == id))
}

/// What another party was asked for when it was invited, as it was sent (R207, R208).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The other party's.
    pub referral_id: ReferralId,
    /// One of `catalogue::ASSISTANCE_REQUEST_CODES`.
    pub help: String,
    /// What was written to it.
    pub notes: Option<String>,
}

/// What `inviter`, the id that the reader's organization shows, has asked of the other parties: its own words and nothing
/// else of theirs.
pub async fn asked(
    app: &App,
    viewer: &Viewer,
    engagement: EngagementId,
    inviter: &OrganizationId,
) -> Result<Vec<Asked>, AppError> {
    let parties = app.referrals.parties(engagement).await?;
    if reader(app, viewer, &parties).await?.is_none() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for party in parties.iter().filter(|party| party.organization_id != viewer.organization_id) {
        let theirs = Viewer::everything_of(&party.organization_id);
        let Some(Found { stored, .. }) = app.referrals.get(&theirs, party.referral_id).await? else {
            continue;
        };
        let invite = document::parse(&stored.document, stored.assessment)?.invite;
        if invite.invited_by.as_ref() != Some(inviter) {
            continue;
        }
        let (mut help, mut notes) = (invite.assistance_request_code, invite.notes);
        // Whoever was asked may write over it in their own record: what they have written is theirs.
        if stored.version > 1 {
            let history = app.referrals.history(&party.organization_id, party.referral_id).await?;
            if let Some(sent) = first(&history, "inviteContext/assistanceRequestCode") {
                sent.as_str().unwrap_or("Unknown").clone_into(&mut help);
            }
            if let Some(sent) = first(&history, "inviteContext/notes") {
                notes = sent.as_str().map(str::to_owned);
            }
        }
        found.push(Asked { referral_id: party.referral_id, help, notes });
    }
    Ok(found)
}

/// What a member of the document was before its first change; none where it was never changed.
fn first(history: &[HistoryEvent], path: &str) -> Option<Value> {
    history
        .iter()
        .flat_map(|event| read_changes(&event.changes))
        .find(|change| change.path == path)
        .map(|change| change.before)
}

/// An engagement as one of its parties sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    pub id: EngagementId,
    /// What the deal is for the reader (R106): derived from visibility and who takes part.
    pub deal_type: DealType,
    /// Other partners take part or were asked (R104).
    pub partner_to_partner: bool,
    pub others: Vec<Other>,
    /// What stands against letting vendor sellers view the deal (R107); none: it may be shared.
    pub share: Option<Obstacle>,
    /// What stands against asking the vendor (R108).
    pub invite_vendor: Option<Obstacle>,
    /// What stands against asking partners, those aside that take part already (R108).
    pub invite_partners: Option<Obstacle>,
}

/// The engagement of the referral with this id.
pub async fn engagement(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Engagement, AppError> {
    ctx.permit(Action::Read)?;
    let viewer = ctx.viewer();
    let Found { stored, .. } = app.referrals.get(&viewer, id).await?.ok_or(AppError::NotFound)?;
    let own = document::parse(&stored.document, stored.assessment)?;
    let others = others(app, &viewer, own.engagement_id).await?;
    let of_kind = |kind| others.iter().filter(move |other| other.kind == kind);
    let is_vendor = ctx.principal.organization_kind == OrganizationKind::Vendor;
    let vendor_takes_part = is_vendor || of_kind(OrganizationKind::Vendor).next().is_some();
    let vendor_is_live =
        is_vendor || of_kind(OrganizationKind::Vendor).any(|other| invitation::is_live(other.view.stage));
    let partners = of_kind(OrganizationKind::Partner).count();
    let obstacle = invitation::may_invite(&own).err();
    let taken = |taken: bool| obstacle.or(taken.then_some(Obstacle::AlreadyInvited));
    Ok(Engagement {
        id: own.engagement_id,
        deal_type: own.deal_type(vendor_takes_part),
        // Between the vendor and one partner there are no two partners.
        partner_to_partner: partners > usize::from(is_vendor),
        share: taken(own.consent.vendor_view == Some(true)),
        invite_vendor: taken(vendor_is_live),
        invite_partners: obstacle,
        others,
    })
}
