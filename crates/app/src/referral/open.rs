//! Open a deal together with its invitations, in one commit (R208): what people do in the workspace. What a deal and
//! an invitation are is `create`'s and `invite`'s; here they are made together, or only shown beforehand.

mod complete;

use ortak_domain::invitation;
use ortak_domain::organization::OrganizationKind;
use ortak_domain::person::Role;
use ortak_domain::policy::{Action, Decision, permits};
use ortak_domain::referral::{DealFacts, DealType, EventKind, ReferralKind};
use ortak_domain::solution::Solution;
use ortak_domain::text::MAX_ITEMS;
use ortak_domain::{
    Amount, Consent, Currency, Member, Organization, Referral, ReferralId, Time, Violation, Violations,
};

use complete::{complete, complete_invitation, required_once};

use super::create::{self, Created, Idempotency, NewReferral, assembled, idempotency_record, replay};
use super::invite::{self, Addressee};
use super::{Author, Before, shared, unit_of_work};
use crate::error::AppError;
use crate::port::{Commit, OrganizationRecord, OwnerFacts, StoreError};
use crate::{App, Ctx, document, sandbox};

/// A deal to be opened, and who is asked into it at once.
#[derive(Clone, Debug)]
pub struct NewDeal {
    pub deal: NewReferral,
    /// The vendor is asked for help (R106). What is wrong with it is told below `vendor/`.
    pub vendor: Option<NewInvitation>,
    /// Partners that are asked (R207). What is wrong is told below `partners/0/`, `partners/1/`, ….
    pub partners: Vec<NewInvitation>,
}

/// Somebody to be asked into a deal. What is not here comes from the deal: its name, customer and consent; for the
/// vendor all of it.
#[derive(Clone, Debug, Default)]
pub struct NewInvitation {
    /// The partner, by its id or number; none: the vendor.
    pub to: Option<String>,
    /// The kind of help, one of `catalogue::ASSISTANCE_REQUEST_CODES`.
    pub help: Option<String>,
    pub notes: Option<String>,
    pub value: Option<Amount>,
    pub currency: Option<Currency>,
    pub closes_at: Option<Time>,
    /// The inviter's people for this invitation; none: those of the deal.
    pub team: Vec<Member>,
    pub solutions: Vec<Solution>,
    /// The customer's contact, where the deal has none yet (R203).
    pub contact: Option<Member>,
    /// The customer agrees to sharing, where the deal does not say so yet (R203).
    pub consent: bool,
    /// What is wrong already.
    pub problems: Violations,
}

/// Why nobody here, or not this person, opens a deal (R201).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The role does not allow it.
    Role,
    /// The organization has no published, co-sell ready solution.
    Solution,
}

impl From<Hindrance> for AppError {
    fn from(hindrance: Hindrance) -> Self {
        match hindrance {
            Hindrance::Role => Self::Forbidden {
                code: "role_required",
                message: "deals are opened by referrals admins and partner admins".to_owned(),
            },
            Hindrance::Solution => Self::Conflict {
                code: "solution_required",
                message: "your organization needs a published, co-sell ready solution to open deals"
                    .to_owned(),
            },
        }
    }
}

/// What stands against opening a deal as such (R201).
pub async fn hindrance(app: &App, ctx: &Ctx) -> Result<Option<Hindrance>, AppError> {
    let principal = &ctx.principal;
    if permits(principal, Action::Create) == Decision::Deny {
        return Ok(Some(Hindrance::Role));
    }
    if principal.organization_kind == OrganizationKind::Vendor {
        return Ok(None);
    }
    let sells = app.workspace.sells(&principal.organization_id).await?;
    Ok((!sells).then_some(Hindrance::Solution))
}

/// The people of the caller's organization who give roles and publish solutions, by name and e-mail address.
pub async fn helpers(app: &App, ctx: &Ctx) -> Result<Vec<(String, String)>, AppError> {
    let people = app.accounts.people(Some(&ctx.principal.organization_id)).await?;
    let admins = people
        .into_iter()
        .filter(|person| person.disabled_at.is_none())
        .filter(|person| matches!(person.role, Role::PartnerAdmin | Role::ProgrammeAdmin));
    Ok(admins.map(|person| (person.name, person.email)).collect())
}

/// Who would be asked, and what for.
#[derive(Clone, Debug)]
pub struct Side {
    pub organization: Organization,
    /// The record that it would get; for who only views, the deal as it would show.
    pub referral: Referral,
    /// The same as it would be shared, as JSON.
    pub document: String,
    /// It has nothing to answer: its sellers view the deal (R102).
    pub views_only: bool,
}

/// What would come of opening a deal.
#[derive(Clone, Debug)]
pub struct Preview {
    pub deal_type: DealType,
    /// Other partners are asked (R104).
    pub partner_to_partner: bool,
    pub deal: Referral,
    /// Everybody outside the organization who would see anything of it, the vendor first.
    pub sides: Vec<Side>,
    /// All that stands against it.
    pub problems: Vec<Violation>,
}

/// The vendor, as the caller's organization may meet it; none where the platform has none, or the caller is the vendor.
pub async fn vendor(app: &App, ctx: &Ctx) -> Result<Option<Organization>, AppError> {
    let facts = facts(app, ctx).await?;
    let own = &facts.owner.organization;
    if own.kind == OrganizationKind::Vendor {
        return Ok(None);
    }
    let Some(vendor) = app.accounts.vendor().await? else { return Ok(None) };
    sandbox::met(app, own, vendor).await
}

async fn facts(app: &App, ctx: &Ctx) -> Result<std::sync::Arc<OwnerFacts>, AppError> {
    let facts = app.accounts.owner_facts(&ctx.principal.organization_id).await?;
    facts.ok_or_else(|| AppError::Internal("the caller's organization is gone".to_owned()))
}

/// What would come of opening the deal, and everything that is wrong with it, told at once. Nothing is written.
pub async fn preview(app: &App, ctx: &Ctx, new: &NewDeal) -> Result<Preview, AppError> {
    ctx.permit(Action::Create)?;
    let facts = facts(app, ctx).await?;
    let (plan, problems) = plan(app, ctx, &facts, new).await?;
    let own = &plan.own;
    let mut sides = Vec::new();
    if let Some(vendor) = vendor(app, ctx).await?
        && own.consent.vendor_view == Some(true)
        && new.vendor.is_none()
        && !own.assessment
    {
        let referral = shared::shown(own.clone());
        sides.push(Side {
            organization: vendor,
            document: document::render(&referral)?,
            referral,
            views_only: true,
        });
    }
    for planned in &plan.invited {
        sides.push(planned.side()?);
    }
    let by_vendor = facts.owner.organization.kind == OrganizationKind::Vendor;
    let deal_type = DealType::of(DealFacts {
        assessment: own.assessment,
        vendor_takes_part: by_vendor || new.vendor.is_some(),
        vendor_may_view: own.consent.vendor_view == Some(true),
    });
    let problems = problems.into_vec();
    // Between the vendor and one partner there are no two partners.
    let partner_to_partner = new.partners.len() > usize::from(by_vendor);
    Ok(Preview { deal_type, partner_to_partner, deal: plan.own, sides, problems })
}

/// Opens the deal and asks everybody into it, or returns what the same key opened before (R209).
pub async fn open(
    app: &App,
    ctx: &Ctx,
    new: &NewDeal,
    idempotency: Option<&Idempotency>,
) -> Result<Created, AppError> {
    ctx.permit(Action::Create)?;
    if let Some(replayed) = replay(app, ctx, idempotency).await? {
        return Ok(replayed);
    }
    if let Some(hindrance) = hindrance(app, ctx).await? {
        return Err(hindrance.into());
    }
    let facts = facts(app, ctx).await?;
    let (plan, problems) = plan(app, ctx, &facts, new).await?;
    problems.or(())?;
    create::within_reach(ctx, &plan.own)?;
    let mut warnings = Vec::new();
    plan.own.note_warnings(&mut warnings);
    for planned in &plan.invited {
        sandbox::ensure(app, &planned.to.organization).await?;
    }
    let favorite = new.deal.favorite;
    let (mut commits, own) = plan.commits(app, ctx, &facts, favorite)?;
    let Some(last) = commits.get_mut(own) else {
        return Err(AppError::Internal("a deal without its commit".to_owned()));
    };
    last.idempotency = idempotency.map(|key| idempotency_record(ctx, &facts.owner.organization.id, key));
    let served = last.served(favorite);
    match app.referrals.commit_all(commits).await {
        Ok(()) => Ok(Created { served, warnings }),
        // Somebody with the same key was faster.
        Err(StoreError::Duplicate { .. }) if idempotency.is_some() => {
            let replayed = replay(app, ctx, idempotency).await?;
            replayed.ok_or_else(|| AppError::Internal("a duplicate without its first".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

/// The deal that this key opened before, if it did.
pub async fn opened(app: &App, ctx: &Ctx, key: &str) -> Result<Option<ReferralId>, AppError> {
    ctx.permit(Action::Create)?;
    let first = app.referrals.replay(&ctx.principal.organization_id, ctx.principal.id, key).await?;
    Ok(first.map(|first| first.referral_id))
}

/// Asks somebody into a deal of the caller's that exists (R107, R108).
pub async fn invite(
    app: &App,
    ctx: &Ctx,
    id: ReferralId,
    invitation: &NewInvitation,
    idempotency: Option<Idempotency>,
) -> Result<Created, AppError> {
    let (_, own) = own(app, ctx, id).await?;
    // What the deal's state forbids, no better answer would allow.
    invitation::may_invite(&own)?;
    let (vendor_id, mut problems) = (vendor(app, ctx).await?, Violations::new());
    complete_invitation(invitation, &mut problems);
    let to = invitation.to.clone().or_else(|| vendor_id.map(|vendor| vendor.shown_id().as_str().to_owned()));
    let mut body = invitation.body(&own);
    body.problems.extend(problems.into_vec());
    if to.is_none() {
        problems = body.problems;
        required_once(&mut problems, "organizationId".to_owned());
        return Err(problems.into());
    }
    body.organization = to;
    Box::pin(create::create(app, ctx, body, idempotency)).await
}

/// What somebody asked into the deal would get; nobody where it is not known whom.
pub async fn preview_invitation(
    app: &App,
    ctx: &Ctx,
    id: ReferralId,
    invitation: &NewInvitation,
) -> Result<Option<Side>, AppError> {
    let (facts, own) = own(app, ctx, id).await?;
    let mut ignored = Violations::new();
    let planned = planned(app, ctx, &facts, &own, invitation, &mut ignored).await?;
    planned.as_ref().map(Planned::side).transpose()
}

async fn own(
    app: &App,
    ctx: &Ctx,
    id: ReferralId,
) -> Result<(std::sync::Arc<OwnerFacts>, Referral), AppError> {
    ctx.permit(Action::Create)?;
    let found = app.referrals.get(&ctx.viewer(), id).await?.ok_or(AppError::NotFound)?;
    let own = document::parse(&found.stored.document, found.stored.assessment)?;
    Ok((facts(app, ctx).await?, own))
}

/// A deal and its invitations, made and not yet written.
struct Plan {
    own: Referral,
    invited: Vec<Planned>,
}

struct Planned {
    to: Addressee,
    referral: Referral,
}

impl Planned {
    fn side(&self) -> Result<Side, AppError> {
        Ok(Side {
            organization: self.to.organization.clone(),
            document: document::render(&self.referral)?,
            referral: self.referral.clone(),
            views_only: false,
        })
    }
}

async fn plan(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    new: &NewDeal,
) -> Result<(Plan, Violations), AppError> {
    let mut problems = Violations::new();
    let mut deal = new.deal.clone();
    complete(&deal, &mut problems);
    if new.vendor.is_some() {
        // R106: who asks the vendor for help lets it see the deal.
        deal.consent.vendor_view = Some(true);
    }
    let invites = new.vendor.is_some() || !new.partners.is_empty();
    deal.kind = if invites { ReferralKind::Shared } else { ReferralKind::Independent };
    let mut found = Violations::new();
    let (own, _) = assembled(app, ctx, facts, deal, &mut found)?;
    add_new(&mut problems, found);
    if new.partners.len() > MAX_ITEMS {
        problems.push(Violation::too_many("partners", MAX_ITEMS, new.partners.len()));
    }
    let partners =
        new.partners.iter().take(MAX_ITEMS).enumerate().map(|(i, one)| (format!("partners/{i}/"), one));
    let mut invited: Vec<Planned> = Vec::new();
    for (at, invitation) in new.vendor.iter().map(|one| ("vendor/".to_owned(), one)).chain(partners) {
        let mut found = Violations::new();
        complete_invitation(invitation, &mut found);
        if let Err(obstacle) = invitation::may_invite(&own) {
            found.add("inviteContext/assistanceRequestCode", obstacle.code(), obstacle.to_string());
        }
        let planned = planned(app, ctx, facts, &own, invitation, &mut found).await?;
        if let Some(planned) = planned {
            if invited.iter().any(|other| other.to.organization.id == planned.to.organization.id) {
                found.add("organizationId", "already_invited", "is invited twice");
            }
            invited.push(planned);
        }
        let vendor = invitation.to.is_none();
        add_new(&mut problems, at_home(found, &at, vendor));
    }
    Ok((Plan { own, invited }, problems))
}

/// One invitation into `own`, and what is wrong with it by its own paths; none when nobody is named.
async fn planned(
    app: &App,
    ctx: &Ctx,
    facts: &OwnerFacts,
    own: &Referral,
    invitation: &NewInvitation,
    problems: &mut Violations,
) -> Result<Option<Planned>, AppError> {
    let body = invitation.body(own);
    problems.extend(body.problems.clone().into_vec());
    let field = "organizationId".to_owned();
    let named = match &invitation.to {
        None => vendor(app, ctx).await?,
        Some(name) => sandbox::resolve(app, &facts.owner.organization, name)
            .await?
            .filter(|found| found.kind == OrganizationKind::Partner && found.id != own.organization_id),
    };
    let Some(organization) = named else {
        problems.add(field, "unknown_organization", "names no organization on the platform");
        return Ok(None);
    };
    if organization.disabled_at.is_some() {
        problems.add(field.clone(), "inactive_organization", "is not active on the platform");
    }
    let record = app.accounts.organization(&organization.id).await?;
    let record = record
        .unwrap_or_else(|| OrganizationRecord { organization: organization.clone(), locations: Vec::new() });
    let to = Addressee { field, organization, mpn_id: None };
    let referral = invite::invitation(app, ctx, facts, own, &body, &to, &record);
    referral.check(problems);
    let help = body.assistance_request_code.as_deref();
    invitation::check(&referral, to.organization.kind, help, problems);
    Ok(Some(Planned { to, referral }))
}

impl NewInvitation {
    /// The body that says the same for a deal.
    fn body(&self, own: &Referral) -> NewReferral {
        let mut customer = own.customer.clone();
        if customer.team.is_empty() {
            customer.team.extend(self.contact.clone());
        }
        let vendor = self.to.is_none();
        let mut details = ortak_domain::referral::Details {
            value: self.value.or(own.details.value.filter(|_| vendor)),
            currency: self.currency.or(own.details.currency),
            closes_at: self.closes_at.or(own.details.closes_at),
            ..Default::default()
        };
        details.requirements.solutions = match (self.solutions.is_empty(), vendor) {
            (true, true) => own.details.requirements.solutions.clone(),
            _ => self.solutions.clone(),
        };
        NewReferral {
            kind: ReferralKind::Shared,
            qualification: None,
            name: own.name.clone(),
            external_reference_id: None,
            campaign_id: None,
            referral_program: None,
            status_reason: None,
            sales_stage: None,
            mpn_id: None,
            targets: Vec::new(),
            customer,
            consent: Consent { share_with_others: self.consent.then_some(true), ..Consent::default() },
            details,
            team: self.team.clone(),
            invite_notes: self.notes.clone(),
            assistance_request_code: self.help.clone(),
            favorite: false,
            engagement_id: Some(own.engagement_id),
            organization: self.to.clone(),
            assume_currency: false,
            created_via: None,
            problems: self.problems.clone(),
        }
    }
}

/// Adds what is not told yet of a field.
fn add_new(problems: &mut Violations, found: Violations) {
    for one in found.into_vec() {
        let told = |known: &Violation| known.field == one.field && known.code == one.code;
        if !problems.as_slice().iter().any(told) {
            problems.push(one);
        }
    }
}

/// What is wrong with an invitation, told where it can be mended: what it takes from the deal, at the deal.
fn at_home(found: Violations, at: &str, vendor: bool) -> Violations {
    let of_the_deal = |field: &str| {
        let field = field.split('/').next().unwrap_or_default();
        matches!(field, "name" | "customerProfile" | "consent")
            || (vendor && matches!(field, "details" | "team" | "mpnId"))
    };
    let mut told = Violations::new();
    for mut one in found.into_vec() {
        if !of_the_deal(&one.field) {
            one.field = format!("{at}{}", one.field);
        }
        told.push(one);
    }
    told
}

impl Plan {
    /// The units of work in their order, and which of them is the last on the inviter's own deal.
    fn commits(
        self,
        app: &App,
        ctx: &Ctx,
        facts: &OwnerFacts,
        favorite: bool,
    ) -> Result<(Vec<Commit>, usize), AppError> {
        let author = Author::of(&ctx.principal, &ctx.request_id);
        let opened = unit_of_work(self.own, None, EventKind::Created, author, app.ids.ordered(), ctx.now)?
            .with_favorite(favorite.then_some((ctx.principal.id, true)));
        let (mut commits, mut own) = (vec![opened], 0);
        for planned in self.invited {
            let Some(latest) = commits.get(own) else { break };
            let before = Before {
                referral: &latest.referral,
                document: &latest.document,
                version: latest.event.version,
                history_hash: &latest.event.hash,
            };
            let more =
                invite::commits(app, ctx, facts, before, planned.referral, &planned.to.organization, None)?;
            // The inviter's own comes first.
            own = commits.len();
            commits.extend(more);
        }
        Ok((commits, own))
    }
}
