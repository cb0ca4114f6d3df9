//! Open a deal (R201–R209).

use ortak_domain::contact::Member;
use ortak_domain::organization::OrganizationKind;
use ortak_domain::person::Scope;
use ortak_domain::policy::Action;
use ortak_domain::referral::{
    self, Details, Direction, EventKind, InviteContext, Origin, Qualification, ReferralKind, SalesStage,
    Stage, Warning,
};
use ortak_domain::solution::Target;
use ortak_domain::{
    Consent, CustomerProfile, EngagementId, Organization, OrganizationId, Referral, ReferralId, Violation,
    Violations,
};

use super::invite::{self, Addressed};
use super::{Author, Served, unit_of_work};
use crate::error::AppError;
use crate::port::{IdempotencyRecord, ImportLine, OrganizationRecord, OwnerFacts, Replay, StoreError};
use crate::{App, Ctx};

/// A deal to be opened. What is absent here the server fills (03-api A3).
#[derive(Clone, Debug)]
pub struct NewReferral {
    pub kind: ReferralKind,
    pub qualification: Option<Qualification>,
    pub name: Option<String>,
    pub external_reference_id: Option<String>,
    pub campaign_id: Option<String>,
    pub referral_program: Option<String>,
    pub status_reason: Option<String>,
    pub sales_stage: Option<SalesStage>,
    pub mpn_id: Option<String>,
    pub targets: Vec<Target>,
    pub customer: CustomerProfile,
    pub consent: Consent,
    pub details: Details,
    pub team: Vec<Member>,
    pub invite_notes: Option<String>,
    pub assistance_request_code: Option<String>,
    pub favorite: bool,
    /// The engagement to join; none begins one.
    pub engagement_id: Option<EngagementId>,
    /// The organization that the body names as owner.
    pub organization: Option<String>,
    /// The body is of a shape that knew no currency: take the organization's.
    pub assume_currency: bool,
    pub created_via: Option<String>,
    /// What is wrong already; the rest is judged beside it, so that all is told at once.
    pub problems: Violations,
}

/// How a retry is recognized (R209).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    pub key: String,
    /// SHA-256 of the body.
    pub fingerprint: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    pub served: Served,
    pub warnings: Vec<Warning>,
}

/// Opens a deal, or returns what the same key and body opened before.
pub async fn create(
    app: &App,
    ctx: &Ctx,
    new: NewReferral,
    idempotency: Option<Idempotency>,
) -> Result<Created, AppError> {
    ctx.permit(Action::Create)?;
    if let Some(replayed) = replay(app, ctx, idempotency.as_ref()).await? {
        return Ok(replayed);
    }
    let facts = app
        .accounts
        .owner_facts(&ctx.principal.organization_id)
        .await?
        .ok_or_else(|| AppError::Internal("the caller's organization is gone".to_owned()))?;
    let mut new = new;
    match invite::addressed(app, &facts.owner.organization, &new).await? {
        Addressed::Other(to) => {
            return invite::invite(app, ctx, &facts, &new, &to, idempotency.as_ref()).await;
        }
        // A deal may point at what is no organization here; an invitation may not.
        Addressed::Unknown { field } if new.engagement_id.is_some() => {
            new.problems.add(field, "unknown_organization", "names no organization on the platform");
        }
        Addressed::Several { field } => {
            new.problems.add(
                field,
                "several_organizations",
                "names a second organization: invite one at a time",
            );
        }
        Addressed::Unknown { .. } | Addressed::Own => {}
    }
    let standing = standing(app, ctx, new.engagement_id).await?;
    if standing == Standing::Stranger {
        let message = "is no engagement of your organization";
        new.problems.push(Violation::new("engagementId", "unknown_engagement", message));
    }
    let favorite = new.favorite;
    let (referral, warnings) = open(app, ctx, &facts, new)?;
    if standing == Standing::Party {
        return Err(AppError::Conflict {
            code: "already_in_engagement",
            message: "your organization has a referral in this engagement already".to_owned(),
        });
    }
    let record = idempotency.as_ref().map(|key| idempotency_record(ctx, &referral.organization_id, key));
    let author = Author::of(&ctx.principal, &ctx.request_id);
    let commit = unit_of_work(referral, None, EventKind::Created, author, app.ids.ordered(), ctx.now)?
        .with_favorite(favorite.then_some((ctx.principal.id, true)))
        .with_idempotency(record);
    let served = commit.served(favorite);
    match app.referrals.commit(commit).await {
        Ok(()) => Ok(Created { served, warnings }),
        // Somebody with the same key was faster.
        Err(StoreError::Duplicate { .. }) if idempotency.is_some() => {
            let replayed = replay(app, ctx, idempotency.as_ref()).await?;
            replayed.ok_or_else(|| AppError::Internal("a duplicate without its first".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

/// What opening this deal would say, without opening it: for a deal of one's own that joins no engagement.
pub fn rehearse(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    new: NewReferral,
) -> Result<Vec<Warning>, AppError> {
    ctx.permit(Action::Create)?;
    open(app, ctx, facts, new).map(|(_, warnings)| warnings)
}

/// Opens such a deal for a line of an import, which becomes one deal, whoever tries again. None: it has become one
/// already.
pub async fn open_line(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    new: NewReferral,
    line: ImportLine,
) -> Result<Option<(ReferralId, Vec<Warning>)>, AppError> {
    ctx.permit(Action::Create)?;
    let (referral, warnings) = open(app, ctx, facts, new)?;
    let id = referral.id;
    let author = Author::of(&ctx.principal, &ctx.request_id);
    let commit = unit_of_work(referral, None, EventKind::Created, author, app.ids.ordered(), ctx.now)?
        .with_import_line(line);
    match app.referrals.commit(commit).await {
        Ok(()) => Ok(Some((id, warnings))),
        Err(StoreError::Duplicate { what: "import line" }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn idempotency_record(
    ctx: &Ctx,
    organization: &OrganizationId,
    idempotency: &Idempotency,
) -> IdempotencyRecord {
    IdempotencyRecord {
        organization_id: organization.clone(),
        principal_id: ctx.principal.id,
        key: idempotency.key.clone(),
        fingerprint: idempotency.fingerprint.clone(),
        created_at: ctx.now,
    }
}

pub(super) async fn replay(
    app: &App,
    ctx: &Ctx,
    idempotency: Option<&Idempotency>,
) -> Result<Option<Created>, AppError> {
    let Some(idempotency) = idempotency else { return Ok(None) };
    let organization = &ctx.principal.organization_id;
    let first = app.referrals.replay(organization, ctx.principal.id, &idempotency.key).await?;
    let Some(Replay { fingerprint, referral_id: id, version, updated_at, document }) = first else {
        return Ok(None);
    };
    if fingerprint != idempotency.fingerprint {
        return Err(AppError::Conflict {
            code: "idempotency_key_reused",
            message: "the idempotency key was used before with another body".to_owned(),
        });
    }
    // The mark is the reader's and may have changed since; the warnings follow from the document.
    let found = app.referrals.get(&ctx.viewer(), id).await?;
    let (favorite, assessment) =
        found.map_or((false, false), |found| (found.favorite, found.stored.assessment));
    let mut warnings = Vec::new();
    let referral = crate::document::parse(&document, assessment)?;
    referral.note_warnings(&mut warnings);
    if referral.direction == Direction::Incoming {
        // The invited fill their own team.
        warnings.retain(|warning| *warning != Warning::IncompleteDeal);
    }
    let served = Served { id, version, updated_at, favorite, document };
    Ok(Some(Created { served, warnings }))
}

/// How the caller stands to the engagement that a body names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It names none: a new one begins.
    Founder,
    /// A referral of it is within the caller's reach (R108).
    Party,
    /// Whether it exists must not show.
    Stranger,
}

async fn standing(app: &App, ctx: &Ctx, engagement: Option<EngagementId>) -> Result<Standing, AppError> {
    let Some(engagement) = engagement else { return Ok(Standing::Founder) };
    let viewer = ctx.viewer();
    for party in app.referrals.parties(engagement).await? {
        let own = party.organization_id == viewer.organization_id;
        if own && app.referrals.get(&viewer, party.referral_id).await?.is_some() {
            return Ok(Standing::Party);
        }
    }
    Ok(Standing::Stranger)
}

/// The stored record of a body without faults, within the caller's reach.
fn open(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    new: NewReferral,
) -> Result<(Referral, Vec<Warning>), AppError> {
    let mut violations = Violations::new();
    let opened = assembled(app, ctx, facts, new, &mut violations)?;
    violations.or(())?;
    within_reach(ctx, &opened.0)?;
    Ok(opened)
}

/// R401: nobody opens a deal that they would not see.
pub(super) fn within_reach(ctx: &Ctx, referral: &Referral) -> Result<(), AppError> {
    if ctx.visibility().covers_referral(referral) {
        return Ok(());
    }
    Err(AppError::Forbidden {
        code: "location_out_of_scope",
        message: "your role does not reach deals of this location".to_owned(),
    })
}

/// The stored record: what the client said, and what the server fills (R208); all that is wrong with it.
pub(super) fn assembled(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    new: NewReferral,
    violations: &mut Violations,
) -> Result<(Referral, Vec<Warning>), AppError> {
    violations.extend(new.problems.into_vec());
    let owner = &facts.owner;
    let mut warnings = Vec::new();
    let organization = &owner.organization;
    let mpn_id = location(ctx, owner, new.mpn_id, violations)?;
    let mut details = new.details;
    details.closes_at = details.closes_at.or(Some(ctx.now.plus_days(referral::DEFAULT_CLOSING_DAYS)));
    if details.currency.is_none() && new.assume_currency {
        details.currency = Some(organization.currency);
        warnings.push(Warning::CurrencyAssumed);
    }
    let team = if new.team.is_empty() { vec![ctx.principal.as_member()] } else { new.team };
    let solutions = &details.requirements.solutions;
    let assessment = solutions.iter().any(|solution| facts.assessment_ids.contains(&solution.id));
    let referral = Referral {
        id: ReferralId(app.ids.ordered()),
        engagement_id: EngagementId(app.ids.random()),
        organization_id: organization.id.clone(),
        organization_name: organization.name.clone(),
        name: new.name,
        external_reference_id: new.external_reference_id,
        campaign_id: new.campaign_id,
        referral_program: new.referral_program,
        created_at: ctx.now,
        updated_at: ctx.now,
        expires_at: None,
        accepted_at: Some(ctx.now),
        closed_at: None,
        stage: Stage::Active,
        status_reason: new.status_reason,
        sales_stage: new.sales_stage.or(Some(SalesStage::Opened)),
        qualification: new.qualification.unwrap_or(Qualification::SalesQualified),
        kind: new.kind,
        direction: Direction::Outgoing,
        mpn_id,
        assessment,
        targets: new.targets,
        customer: new.customer,
        consent: new.consent,
        details,
        team,
        invite: InviteContext {
            notes: new.invite_notes,
            assistance_request_code: new.assistance_request_code.unwrap_or_else(|| "Unknown".to_owned()),
            invited_mpn_id: None,
            invited_by: Some(organization.id.clone()),
            invited_by_name: Some(organization.name.clone()),
            inviter_team: Vec::new(),
        },
        origin: Origin { created_via: new.created_via, ..Origin::default() },
        registrations: Vec::new(),
    };
    referral.check(violations);
    if referral.assessment {
        check_assessment(organization, &referral, violations);
    }
    referral.note_warnings(&mut warnings);
    Ok((referral, warnings))
}

/// R105: a partner creates it, at a location, with the customer's contact and consent (R203).
fn check_assessment(organization: &Organization, referral: &Referral, violations: &mut Violations) {
    if organization.kind != OrganizationKind::Partner {
        violations.add(
            "details/requirements/solutions",
            "assessment_not_allowed",
            "only partners assess solutions",
        );
    }
    if organization.kind == OrganizationKind::Partner && !organization.assessments_approved {
        violations.add(
            "details/requirements/solutions",
            "assessment_not_approved",
            "your organization is not approved for solution assessments by the programme",
        );
    }
    if referral.mpn_id.is_none() {
        violations.push(Violation::required("mpnId"));
    }
    if referral.customer.team.is_empty() {
        violations.push(Violation::required("customerProfile/team"));
    }
    if referral.consent.share_with_others != Some(true) {
        violations.push(Violation::required("consent/consentToToShareInfoWithOthers"));
    }
}

/// The deal's location: the one named, else the first of the caller's own, else the organization's first.
fn location(
    ctx: &Ctx,
    owner: &OrganizationRecord,
    named: Option<String>,
    violations: &mut Violations,
) -> Result<Option<String>, AppError> {
    let known = |mpn_id: &str| owner.locations.iter().find(|location| location.mpn_id == mpn_id);
    let retired = |mpn_id: &str| known(mpn_id).is_some_and(|location| location.retired_at.is_some());
    let message = "is retired: new deals belong to a location that is open";
    if let Some(named) = named.map(|named| named.trim().to_owned()).filter(|named| !named.is_empty()) {
        if !ortak_domain::organization::is_partner_number(&named) {
            violations.add("mpnId", "invalid_partner_number", "must be a number of 1 to 20 digits");
        } else if !owner.locations.is_empty() && known(&named).is_none() {
            violations.add("mpnId", "unknown_location", "is no location of your organization");
        } else if retired(&named) {
            violations.add("mpnId", "retired_location", message);
        } else if let Scope::Locations(reach) = &ctx.principal.scope
            && !reach.contains(&named)
        {
            return Err(AppError::Forbidden {
                code: "location_out_of_scope",
                message: "your role does not reach deals of this location".to_owned(),
            });
        }
        return Ok(Some(named));
    }
    let reach = ctx.principal.scope.locations();
    let own = reach.iter().find(|mpn_id| !retired(mpn_id)).cloned();
    if own.is_none() && !reach.is_empty() {
        violations.add("mpnId", "retired_location", message);
        return Ok(None);
    }
    let first = owner.open_locations().next().map(|location| location.mpn_id.clone());
    Ok(own.or(first).or_else(|| owner.organization.mpn_id.clone()))
}
