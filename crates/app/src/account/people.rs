//! The people of an organization: inviting them, what they may do, and shutting them out (R402).

use ortak_domain::merge::{self, Holds};
use ortak_domain::organization::OrganizationKind;
use ortak_domain::{
    Action, AuditKind, OrganizationId, Person, PersonId, Role, Scope, Time, Violation, Violations,
};
use serde_json::json;

use super::admin::{self, NewPerson};
use super::one_time::{self, Link, dead_link};
use super::password;
use super::revise::{Setting, revise};
use super::{By, mail};
use crate::error::AppError;
use crate::port::{Membership, MembershipChange, OneTimeToken, PersonRecord, Purpose, Standing, StoreError};
use crate::{App, Ctx, Origin};

/// How long an invitation is good, in seconds.
pub const INVITATION_SECONDS: i64 = 7 * 86_400;

/// Somebody to be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    pub name: String,
    pub email: String,
    /// As `Role::as_str`.
    pub role: String,
    /// Partner numbers of the locations that the role is limited to; none: the whole organization.
    pub locations: Vec<String>,
    /// `en` or `tr`.
    pub language: String,
}

/// What a person may do, and where, as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessInput {
    /// As `Role::as_str`.
    pub role: String,
    /// Partner numbers of the locations that the role is limited to; none: the whole organization.
    pub locations: Vec<String>,
}

impl AccessInput {
    fn of(person: &Person) -> Self {
        Self { role: person.role.as_str().to_owned(), locations: person.scope.locations().to_vec() }
    }

    fn sorted(mut self) -> Self {
        self.locations.sort_unstable();
        self.locations.dedup();
        self
    }

    /// As it is after both: the one or the other, because a role means something else at other locations, and two limits
    /// joined would be a third one. What both have changed differently is told by what the other has changed of it.
    fn merged(&self, was: &Self, stored: &Self, clashes: &mut Violations) -> Self {
        let [was, stored, mine] = [was, stored, self].map(|one| one.clone().sorted());
        match merge::holds(&was, &stored, &mine) {
            Holds::Mine => mine,
            Holds::Theirs => stored,
            Holds::Neither => {
                let parts = [
                    ("role", was.role != stored.role, stored.role),
                    ("locations", was.locations != stored.locations, stored.locations.join(", ")),
                ];
                for (field, _, now) in parts.into_iter().filter(|(_, changed, _)| *changed) {
                    clashes.push(Violation::changed_meanwhile(field, now));
                }
                mine
            }
        }
    }
}

/// A person of the organization, for its administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: Person,
    pub state: MemberState,
    pub has_password: bool,
    pub has_totp: bool,
    pub passkeys: u64,
    /// The latest use of a session that is still there.
    pub last_seen_at: Option<Time>,
}

/// Whether somebody can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemberState {
    Active,
    /// Has neither password nor passkey yet.
    Invited,
    Disabled,
}

/// Who was invited by a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub language: String,
    pub organization_name: String,
}

/// The people of the caller's organization.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<Member>, AppError> {
    ctx.permit(Action::ManagePeople)?;
    let own = &ctx.principal.organization_id;
    let standings = app.credentials.standings(own).await?;
    let people = app.accounts.people(Some(own)).await?;
    Ok(people.into_iter().map(|person| member(person, &standings)).collect())
}

/// One of them.
pub async fn get(app: &App, ctx: &Ctx, id: PersonId) -> Result<Member, AppError> {
    ctx.permit(Action::ManagePeople)?;
    let record = own(app, ctx, id).await?;
    let standings = app.credentials.standings(&ctx.principal.organization_id).await?;
    Ok(member(record.person, &standings))
}

fn member(person: Person, standings: &[Standing]) -> Member {
    let standing = standings.iter().find(|standing| standing.person_id == person.id);
    let can_sign_in = standing.is_some_and(|s| s.has_password || s.passkeys > 0);
    let state = match (person.disabled_at, can_sign_in) {
        (Some(_), _) => MemberState::Disabled,
        (None, true) => MemberState::Active,
        (None, false) => MemberState::Invited,
    };
    Member {
        person,
        state,
        has_password: standing.is_some_and(|s| s.has_password),
        has_totp: standing.is_some_and(|s| s.has_totp),
        passkeys: standing.map_or(0, |s| s.passkeys),
        last_seen_at: standing.and_then(|s| s.last_seen_at),
    }
}

/// Makes a person of the caller's organization who can't sign in yet, and a link by which they can; it is queued to be
/// mailed too.
pub async fn invite(app: &App, ctx: &Ctx, input: Invite) -> Result<(Person, Link), AppError> {
    ctx.permit(Action::ManagePeople)?;
    invite_by(app, By::Caller(ctx), ctx.principal.organization_id.clone(), input).await
}

/// The same for any organization: for the operator.
pub async fn invite_into(
    app: &App,
    organization_id: OrganizationId,
    input: Invite,
) -> Result<(Person, Link), AppError> {
    invite_by(app, By::Operator, organization_id, input).await
}

async fn invite_by(
    app: &App,
    by: By<'_>,
    organization_id: OrganizationId,
    input: Invite,
) -> Result<(Person, Link), AppError> {
    let mut problems = Violations::new();
    let role = role(&input.role, &mut problems);
    let person = NewPerson {
        organization_id,
        name: input.name,
        email: input.email,
        phone: None,
        role: role.unwrap_or(Role::ReferralsAdmin),
        locations: input.locations,
        language: input.language,
        password: None,
    };
    if role.is_none() {
        problems.extend(
            admin::check_person(app, &person).await?.into_vec().into_iter().filter(|p| p.field != "role"),
        );
    }
    problems.or(())?;
    let person = match admin::create_person_by(app, by, AuditKind::PersonInvited, person).await {
        Err(AppError::Conflict { code: "already_exists", .. }) => {
            return Err(
                Violation::new("email", "email_taken", "belongs to somebody on this server already").into()
            );
        }
        made => made?,
    };
    let link = send(app, None, &person, Purpose::Invitation, INVITATION_SECONDS).await?;
    Ok((person, link))
}

/// A new link for somebody who has not come yet; the earlier one is worth nothing from then on.
pub async fn resend_invitation(app: &App, ctx: &Ctx, id: PersonId) -> Result<Link, AppError> {
    let member = get(app, ctx, id).await?;
    if member.state != MemberState::Invited {
        return Err(AppError::Conflict {
            code: "not_invited",
            message: "the person has come already, or is disabled".to_owned(),
        });
    }
    send(app, Some(By::Caller(ctx)), &member.person, Purpose::Invitation, INVITATION_SECONDS).await
}

/// A link by which one of the organization's people sets a new password; also mailed to them.
pub async fn reset_link(app: &App, ctx: &Ctx, id: PersonId) -> Result<Link, AppError> {
    ctx.permit(Action::ManagePeople)?;
    let record = own(app, ctx, id).await?;
    super::reset::link_by(app, Some(By::Caller(ctx)), &record.person).await
}

/// Takes away everything that one of the organization's people is asked for beside the password (authenticator
/// application, recovery codes, passkeys), and ends their sessions: for who has lost it; how they are then. Who has no
/// password needs a link for one. They are told by mail. Nobody does it for themselves, as who holds their session alone
/// could.
pub async fn reset_second_factor(app: &App, ctx: &Ctx, id: PersonId) -> Result<Member, AppError> {
    ctx.permit(Action::ManagePeople)?;
    let person = own(app, ctx, id).await?.person;
    let (_, actor) = ctx.source.on_behalf.unwrap_or((ctx.principal.kind, ctx.principal.id));
    if actor == id.0 {
        return Err(AppError::Conflict {
            code: "own_second_factor",
            message: "nobody resets their own second factor: another administrator does it".to_owned(),
        });
    }
    admin::reset_second_factor_by(app, By::Caller(ctx), &person).await?;
    get(app, ctx, id).await
}

/// Makes a link for a person in the place of earlier ones, and queues it to be mailed. `by` is who did it, where that
/// is to be noted.
pub(super) async fn send(
    app: &App,
    by: Option<By<'_>>,
    person: &Person,
    purpose: Purpose,
    seconds: i64,
) -> Result<Link, AppError> {
    app.credentials.revoke_one_time(purpose, Some(person.id)).await?;
    let holder = Some((person.organization_id.clone(), person.id));
    let kind = match purpose {
        Purpose::Invitation => AuditKind::InvitationRenewed,
        _ => AuditKind::ResetLinkMade,
    };
    let noting =
        by.map(|by| by.noting(app, &person.organization_id, kind, &person.id.to_string(), &json!({})));
    let link = one_time::make(noting.as_ref().unwrap_or(app), purpose, holder, &(), seconds).await?;
    mail::queue(app, person, &link).await?;
    Ok(link)
}

/// Who was invited by this link; an error when it is not good.
pub async fn check_invitation(app: &App, token: &str) -> Result<Invited, AppError> {
    let (_, record) = invited(app, token).await?;
    let organization = app.accounts.organization(&record.person.organization_id).await?;
    Ok(Invited {
        person_id: record.person.id,
        name: record.person.name,
        email: record.person.email,
        language: record.person.language,
        organization_name: organization.map(|o| o.organization.name).unwrap_or_default(),
    })
}

/// Takes an invitation up: the person's name as they write it, and their password. Sign them in afterwards as anybody
/// else.
pub async fn accept_invitation(
    app: &App,
    token: &str,
    name: &str,
    new: &str,
    origin: &Origin,
) -> Result<Invited, AppError> {
    let known = check_invitation(app, token).await?;
    let (_, record) = invited(app, token).await?;
    let mut problems = Violations::new();
    admin::check_name(name, &mut problems);
    let context = vec![name.to_owned(), known.email.clone(), known.organization_name.clone()];
    problems.extend(password::weakness("password", new, context).await?);
    problems.or(())?;
    let hash = password::hash(new).await?;
    one_time::take(app, Purpose::Invitation, token).await?.ok_or_else(dead_link)?;
    let person = &record.person;
    let own = &person.organization_id;
    let kind = AuditKind::InvitationAccepted;
    let noting = By::Holder(origin).noting(app, own, kind, &person.id.to_string(), &json!({}));
    noting.credentials.replace_password(own, person.id, &hash, None).await?;
    if let Some(mut profile) = app.sessions.profile(person.id).await? {
        name.trim().clone_into(&mut profile.name);
        app.sessions.save_profile(person.id, &profile).await?;
    }
    Ok(Invited { name: name.trim().to_owned(), ..known })
}

async fn invited(app: &App, token: &str) -> Result<(OneTimeToken, PersonRecord), AppError> {
    let found = one_time::look(app, Purpose::Invitation, token).await?.ok_or_else(dead_link)?;
    let record = holder(app, &found).await?.ok_or_else(dead_link)?;
    Ok((found, record))
}

/// Whose token it is, while they and their organization are enabled.
pub(super) async fn holder(app: &App, token: &OneTimeToken) -> Result<Option<PersonRecord>, AppError> {
    let Some((organization_id, person)) = &token.holder else { return Ok(None) };
    let organization = app.accounts.organization(organization_id).await?;
    if organization.is_none_or(|record| record.organization.disabled_at.is_some()) {
        return Ok(None);
    }
    let record = app.accounts.person(*person).await?;
    Ok(record.filter(|record| record.person.disabled_at.is_none()))
}

/// Shuts a person out, or lets them in again. Their sessions end, and links that they have are worth nothing.
pub async fn set_enabled(app: &App, ctx: &Ctx, id: PersonId, enabled: bool) -> Result<(), AppError> {
    ctx.permit(Action::ManagePeople)?;
    let person = own(app, ctx, id).await?.person;
    if person.disabled_at.is_none() == enabled {
        return Ok(());
    }
    let to = if enabled { Membership::Enabled } else { Membership::DisabledSince(ctx.now) };
    let change = MembershipChange {
        leaves: (!enabled).then(|| runs(ctx)),
        organization_id: person.organization_id,
        person_id: id,
        to,
        seen: None,
    };
    let kind = if enabled { AuditKind::PersonEnabled } else { AuditKind::PersonDisabled };
    change_membership(app, ctx, kind, &json!({}), &change).await
}

/// Changes what a person may do and where. Their sessions end, unless they may just that already. `was` is what their
/// writer saw (R315): refused with `changed_meanwhile` where somebody else has changed it to something else.
pub async fn change_role(
    app: &App,
    ctx: &Ctx,
    id: PersonId,
    was: Option<&AccessInput>,
    wanted: &AccessInput,
) -> Result<(), AppError> {
    ctx.permit(Action::ManagePeople)?;
    let organization = &ctx.principal.organization_id;
    let setting = Setting { organization, kind: AuditKind::RoleChanged, subject: &id.to_string() };
    let admin = runs(ctx);
    revise(app, setting, || async {
        let person = own(app, ctx, id).await?.person;
        let owner = app.accounts.organization(organization).await?.ok_or(AppError::NotFound)?;
        let mut problems = Violations::new();
        let stored = AccessInput::of(&person).sorted();
        let after = wanted.merged(was.unwrap_or(&stored), &stored, &mut problems);
        let role = role(&after.role, &mut problems).unwrap_or(person.role);
        admin::check_role(&owner, role, &after.locations, person.scope.locations(), &mut problems);
        problems.or(())?;
        if after == stored {
            return Ok(true);
        }
        let scope = Scope::from_locations(after.locations);
        let before = admin::access(person.role, &person.scope);
        let facts = json!({ "before": before, "after": admin::access(role, &scope) });
        let change = MembershipChange {
            organization_id: organization.clone(),
            person_id: id,
            leaves: (role != admin).then_some(admin),
            to: Membership::Access { role, scope },
            seen: Some((person.role, person.scope.clone())),
        };
        match change_membership(app, ctx, AuditKind::RoleChanged, &facts, &change).await {
            // Nobody runs the company without them, or somebody else has changed it just now.
            Err(refused @ AppError::Conflict { .. }) => {
                if AccessInput::of(&own(app, ctx, id).await?.person).sorted() == stored {
                    return Err(refused);
                }
                Ok(false)
            }
            done => done.map(|()| true),
        }
    })
    .await
}

async fn change_membership(
    app: &App,
    ctx: &Ctx,
    kind: AuditKind,
    facts: &serde_json::Value,
    change: &MembershipChange,
) -> Result<(), AppError> {
    let subject = change.person_id.to_string();
    let noting = By::Caller(ctx).noting(app, &change.organization_id, kind, &subject, facts);
    match noting.credentials.change_membership(change).await {
        Err(StoreError::Stale) => Err(AppError::Conflict {
            code: "last_admin",
            message:
                "the organization needs somebody who can sign in and manage it: make another administrator \
                      first, who has signed in once"
                    .to_owned(),
        }),
        done => Ok(done?),
    }
}

/// The role that runs the caller's organization.
fn runs(ctx: &Ctx) -> Role {
    match ctx.principal.organization_kind {
        OrganizationKind::Partner => Role::PartnerAdmin,
        OrganizationKind::Vendor => Role::ProgrammeAdmin,
    }
}

fn role(text: &str, problems: &mut Violations) -> Option<Role> {
    let role = Role::parse(text);
    if role.is_none() {
        problems.add("role", "unknown_role", "is no role");
    }
    role
}

/// A person of the caller's organization; everybody else doesn't exist.
async fn own(app: &App, ctx: &Ctx, id: PersonId) -> Result<PersonRecord, AppError> {
    let record = app.accounts.person(id).await?;
    record.filter(|r| r.person.organization_id == ctx.principal.organization_id).ok_or(AppError::NotFound)
}
