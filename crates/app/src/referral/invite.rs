//! Ask the vendor or another partner into an engagement (R108, R203, R206–R208).

use ortak_domain::invitation::{self, Obstacle};
use ortak_domain::organization::OrganizationKind;
use ortak_domain::referral::{
    Direction, EventKind, InviteContext, Origin, Qualification, ReferralKind, Stage, Waiting, Warning,
};
use ortak_domain::{
    Amount, Consent, EngagementId, Organization, PrincipalKind, Referral, ReferralId, Violation,
};
use serde_json::json;
use uuid::Uuid;

use super::change::again_later;
use super::create::{Created, Idempotency, NewReferral, idempotency_record, replay};
use super::{Author, Before, unit_of_work, unit_of_work_noting};
use crate::error::AppError;
use crate::port::{Commit, Found, OrganizationRecord, OwnerFacts, StoreError};
use crate::{App, Ctx, document, sandbox};

/// An organization that a body names, and where in the body.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub field: String,
    pub organization: Organization,
    /// The location that was named, by its partner number.
    pub mpn_id: Option<String>,
}

/// Whom a body names.
#[derive(Clone, Debug)]
pub enum Addressed {
    /// Nobody but the caller's own organization.
    Own,
    Other(Box<Addressee>),
    /// Nobody on the platform.
    Unknown {
        field: String,
    },
    /// More than one other organization.
    Several {
        field: String,
    },
}

/// Whom `organizationId` and the `BusinessProfileLocation` targets name, as the caller's organization may meet
/// them.
pub async fn addressed(app: &App, owner: &Organization, new: &NewReferral) -> Result<Addressed, AppError> {
    let named = new.organization.iter().map(|name| ("organizationId".to_owned(), name));
    let targets = new
        .targets
        .iter()
        .enumerate()
        .filter(|(_, target)| target.kind == "BusinessProfileLocation")
        .map(|(i, target)| (format!("target/{i}/id"), &target.id));
    let (mut other, mut unknown) = (None::<Addressee>, None);
    for (field, name) in named.chain(targets) {
        match sandbox::resolve(app, owner, name).await? {
            None => unknown = unknown.or(Some(field)),
            Some(found) if found.id == owner.id => {}
            Some(found) => {
                let mpn_id = ortak_domain::organization::is_partner_number(name.trim());
                let mpn_id = mpn_id.then(|| name.trim().to_owned());
                match &mut other {
                    None => other = Some(Addressee { field, organization: found, mpn_id }),
                    Some(first) if first.organization.id == found.id => {
                        first.mpn_id = first.mpn_id.take().or(mpn_id);
                    }
                    Some(_) => return Ok(Addressed::Several { field }),
                }
            }
        }
    }
    Ok(match (other, unknown) {
        (Some(other), None) => Addressed::Other(Box::new(other)),
        (_, Some(field)) => Addressed::Unknown { field },
        (None, None) => Addressed::Own,
    })
}

/// How often an inviter is tried again whose own deal is changed by others at the same time.
const ATTEMPTS: u32 = 64;

/// Creates the invited organization's referral, and notes the invitation on the inviter's own, in one commit.
pub async fn invite(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    new: &NewReferral,
    to: &Addressee,
    idempotency: Option<&Idempotency>,
) -> Result<Created, AppError> {
    for tries in 1..=ATTEMPTS {
        match attempt(app, ctx, facts, new, to, idempotency).await {
            Err(AppError::Stale) => again_later(app, tries).await,
            result => return result,
        }
    }
    Err(AppError::Unavailable("the deal is being changed too often at once".to_owned()))
}

async fn attempt(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    new: &NewReferral,
    to: &Addressee,
    idempotency: Option<&Idempotency>,
) -> Result<Created, AppError> {
    let mut violations = new.problems.clone();
    let own = own_deal(app, ctx, new.engagement_id).await?;
    let Some((found, own)) = own else {
        violations.push(match new.engagement_id {
            Some(_) => {
                Violation::new("engagementId", "unknown_engagement", "is no engagement of your organization")
            }
            None => Violation::new(
                "engagementId",
                "required",
                "is required to invite another organization: open a deal of your own first",
            ),
        });
        return Err(violations.into());
    };
    // What the deal's state forbids, no better body would allow.
    invitation::may_invite(&own)?;
    let parties = app.referrals.parties(own.engagement_id).await?;
    let invited = &to.organization;
    invitation::may_be_invited(invited, &parties)?;
    if invited.disabled_at.is_some() {
        violations.add(to.field.clone(), "inactive_organization", "is not active on the platform");
    }
    let record = app.accounts.organization(&invited.id).await?;
    let record =
        record.unwrap_or_else(|| OrganizationRecord { organization: invited.clone(), locations: Vec::new() });
    let invitation = invitation(app, ctx, facts, &own, new, to, &record);
    invitation.check(&mut violations);
    invitation::check(&invitation, invited.kind, new.assistance_request_code.as_deref(), &mut violations);
    violations.or(())?;
    let before = Before {
        referral: &own,
        document: &found.stored.document,
        version: found.stored.version,
        history_hash: &found.stored.history_hash,
    };
    let commits = commits(app, ctx, facts, before, invitation, invited, idempotency)?;
    sandbox::ensure(app, invited).await?;
    let Some(first) = commits.get(1) else {
        return Err(AppError::Internal("an invitation without the invited".to_owned()));
    };
    let (served, mut warnings) = (first.served(false), Vec::new());
    first.referral.note_warnings(&mut warnings);
    // The invited fill their own team.
    warnings.retain(|warning| *warning != Warning::IncompleteDeal);
    match app.referrals.commit_all(commits).await {
        Ok(()) => Ok(Created { served, warnings }),
        Err(StoreError::Duplicate { what: "engagement" }) => Err(Obstacle::AlreadyInvited.into()),
        // The same key was faster, or the inviter's deal has moved on: the next look tells.
        Err(StoreError::Duplicate { .. }) => match replay(app, ctx, idempotency).await? {
            Some(replayed) => Ok(replayed),
            None => Err(AppError::Stale),
        },
        Err(error) => Err(error.into()),
    }
}

/// The caller's live referral of the engagement, if one is within its reach; else the latest one that was.
async fn own_deal(
    app: &App,
    ctx: &Ctx,
    engagement: Option<EngagementId>,
) -> Result<Option<(Found, Referral)>, AppError> {
    let Some(engagement) = engagement else { return Ok(None) };
    let viewer = ctx.viewer();
    let mut own = None;
    for party in app.referrals.parties(engagement).await? {
        if party.organization_id == viewer.organization_id
            && let Some(found) = app.referrals.get(&viewer, party.referral_id).await?
        {
            let referral = document::parse(&found.stored.document, found.stored.assessment)?;
            let live = invitation::is_live(referral.stage);
            own = Some((found, referral));
            if live {
                break;
            }
        }
    }
    Ok(own)
}

/// The record of the invited organization: what the inviter says for it, and from the inviter's own deal only what
/// R207 pre-fills. The inviter's ids, campaign and notes stay at home (R312).
pub(super) fn invitation(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    own: &Referral,
    new: &NewReferral,
    to: &Addressee,
    record: &OrganizationRecord,
) -> Referral {
    let (inviter, invited) = (&facts.owner.organization, &to.organization);
    let vendor = invited.kind == OrganizationKind::Vendor;
    let mut customer = new.customer.clone();
    let mut details = new.details.clone();
    if vendor {
        // R203 wants a contact and R206 a solution; those of the deal are meant where none is named.
        if customer.team.is_empty() {
            customer.team.clone_from(&own.customer.team);
        }
        let solutions = &mut details.requirements.solutions;
        if solutions.is_empty() {
            solutions.clone_from(&own.details.requirements.solutions);
        }
    }
    details.closes_at = details.closes_at.or(own.details.closes_at);
    if details.currency.is_none() && new.assume_currency {
        details.currency = own.details.currency.or(Some(inviter.currency));
    }
    let team = if new.team.is_empty() { own.own_team() } else { new.team.clone() };
    let first = record.open_locations().next().map(|location| location.mpn_id.clone());
    let retired = |mpn_id: &String| {
        record.locations.iter().any(|location| location.mpn_id == *mpn_id && location.retired_at.is_some())
    };
    let mpn_id =
        to.mpn_id.clone().filter(|named| !retired(named)).or(first).or_else(|| invited.mpn_id.clone());
    let programme = &facts.programme;
    let days = if vendor { programme.vendor_answer_days } else { programme.partner_answer_days };
    let help = match new.assistance_request_code.as_deref() {
        Some(code) => code,
        None if vendor => "GeneralOrOther",
        None => "Unknown",
    };
    let given = |of: fn(&Consent) -> Option<bool>| of(&new.consent).or(of(&own.consent));
    Referral {
        id: ReferralId(app.ids.ordered()),
        engagement_id: own.engagement_id,
        organization_id: invited.id.clone(),
        organization_name: invited.name.clone(),
        name: new.name.clone().or_else(|| own.name.clone()),
        external_reference_id: None,
        campaign_id: None,
        referral_program: new.referral_program.clone(),
        created_at: ctx.now,
        updated_at: ctx.now,
        expires_at: Some(ctx.now.plus_days(days)),
        accepted_at: None,
        closed_at: None,
        stage: Stage::New(Waiting::Pending),
        status_reason: None,
        sales_stage: None,
        qualification: new.qualification.unwrap_or(Qualification::SalesQualified),
        kind: ReferralKind::Shared,
        direction: Direction::Incoming,
        mpn_id: mpn_id.clone(),
        assessment: false,
        targets: new.targets.clone(),
        customer,
        consent: Consent {
            share_with_others: given(|consent| consent.share_with_others.filter(|yes| *yes)),
            contact: given(|consent| consent.contact),
            vendor_view: vendor.then_some(true),
            vendor_contacts_partners: new.consent.vendor_contacts_partners,
        },
        details,
        team: team.clone(),
        invite: InviteContext {
            notes: new.invite_notes.clone(),
            assistance_request_code: help.to_owned(),
            invited_mpn_id: mpn_id,
            invited_by: Some(inviter.shown_id().clone()),
            invited_by_name: Some(inviter.name.clone()),
            inviter_team: team,
        },
        origin: Origin { created_via: new.created_via.clone(), ..Origin::default() },
        registrations: Vec::new(),
    }
}

/// The inviter's own deal first, then the invited one, then what the programme answers by itself.
pub(super) fn commits(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    own: Before<'_>,
    invitation: Referral,
    invited: &Organization,
    idempotency: Option<&Idempotency>,
) -> Result<Vec<Commit>, AppError> {
    let author = Author::of(&ctx.principal, &ctx.request_id);
    let note = json!({
        "path": "invitations",
        "before": null,
        "after": {
            "referralId": invitation.id,
            "organizationId": invited.shown_id(),
            "organizationName": invited.name,
        },
    });
    let mut next = own.referral.clone();
    // R203: the consent is stored with who gave it and when: in the history of the inviter's own deal.
    next.consent.share_with_others = Some(true);
    if invited.kind == OrganizationKind::Vendor {
        // R106, R107: who asks the vendor for help lets it see the deal.
        next.consent.vendor_view = Some(true);
    }
    next.updated_at = ctx.now;
    let (kind, at) = (EventKind::Invited, ctx.now);
    let inviter = unit_of_work_noting(Some(note), next, Some(own), kind, author, app.ids.ordered(), at)?;
    let record = idempotency.map(|key| idempotency_record(ctx, &facts.owner.organization.id, key));
    let created = unit_of_work(invitation, None, EventKind::Created, author, app.ids.ordered(), at)?
        .with_idempotency(record);
    let declined = declined(app, ctx, facts, &created, invited.kind)?;
    Ok([inviter, created].into_iter().chain(declined).collect())
}

/// R313: a request to the vendor below the programme's minimum is declined at once when the programme says so. A
/// value in another currency is left to people: there are no rates to compare it by.
fn declined(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    created: &Commit,
    invited: OrganizationKind,
) -> Result<Option<Commit>, AppError> {
    let (programme, request) = (&facts.programme, &created.referral);
    let small = || {
        let minimum = Amount::from_units(programme.vendor_minimum_value_usd.saturating_mul(10_000));
        let in_dollars = request.details.currency.is_some_and(|currency| currency.code() == "USD");
        in_dollars && minimum.is_ok_and(|minimum| request.details.value.is_some_and(|value| value < minimum))
    };
    if invited != OrganizationKind::Vendor || !programme.auto_decline_below_minimum || !small() {
        return Ok(None);
    }
    let next = request.decline_for_the_programme(ctx.now)?;
    let before = Before {
        referral: request,
        document: &created.document,
        version: created.event.version,
        history_hash: &created.event.hash,
    };
    let author = Author { kind: PrincipalKind::System, id: Uuid::nil(), request_id: &ctx.request_id };
    unit_of_work(next, Some(before), EventKind::Declined, author, app.ids.ordered(), ctx.now).map(Some)
}

impl From<Obstacle> for AppError {
    fn from(obstacle: Obstacle) -> Self {
        Self::Conflict { code: obstacle.code(), message: obstacle.to_string() }
    }
}
