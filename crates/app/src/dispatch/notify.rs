//! Which people are told of a committed change (R601, R602).

use ortak_domain::notification::{NotificationEvent, Place, recipients};
use ortak_domain::policy::{team_emails, visibility};
use ortak_domain::referral::{Direction, PartyView, SalesStage};
use ortak_domain::text::fold_email;
use ortak_domain::{Organization, OrganizationId, OrganizationKind, PersonId, Referral, Time};
use serde_json::Value;
use uuid::Uuid;

use super::{Round, derived};
use crate::account::sign_in;
use crate::error::AppError;
use crate::notification::Facts;
use crate::notification::send::wish;
use crate::port::{MailWish, NewNotification, OrganizationRecord, OutboxEntry};
use crate::referral::history::read_changes;

/// Adds the notifications that an entry makes.
pub(super) async fn notify(
    round: &mut Round<'_>,
    entry: &OutboxEntry,
    to: &mut Vec<NewNotification>,
) -> Result<(), AppError> {
    // What was brought in from elsewhere is no news.
    if entry.event_kind == "imported" {
        return Ok(());
    }
    let owner = entry.organization_id.clone();
    if entry.created {
        return arrived(round, entry, &owner, to).await;
    }
    added_to_team(round, entry, &owner, to).await?;
    let Some((event, stage_percent)) = told_to_others(entry) else { return Ok(()) };
    let answer = matches!(
        event,
        NotificationEvent::InvitationAccepted
            | NotificationEvent::InvitationDeclined
            | NotificationEvent::InvitationExpired
    );
    let parties = round.parties(entry.engagement_id).await?;
    for (other, their_own) in round.onlookers(entry).await? {
        let started =
            |party: &PartyView| party.organization_id == other && party.direction == Direction::Outgoing;
        // Answers are told to the sender, who is the one that started the engagement (R108).
        if answer && !parties.iter().any(started) {
            continue;
        }
        if !anybody(round, &other).await? {
            continue;
        }
        let Some(record) = round.organization(&owner).await? else { return Ok(()) };
        let Some(reader) = round.organization(&other).await? else { continue };
        let Some(own) = round.referral(&other, their_own).await? else { continue };
        let organization = &record.organization;
        let reason = (event == NotificationEvent::InvitationDeclined
            && organization.kind == OrganizationKind::Vendor)
            .then(|| parties.iter().find(|party| party.referral_id == entry.referral_id))
            .flatten()
            .and_then(|party| party.stage.reason())
            .map(|reason| reason.as_str().to_owned());
        let facts =
            Facts { organization: Some(organization.name.clone()), stage_percent, reason, ..about(&own) };
        tell(round, entry, event, &reader, &own, &facts, to).await?;
    }
    Ok(())
}

/// Tells the people of the owner that it was asked for something.
async fn arrived(
    round: &mut Round<'_>,
    entry: &OutboxEntry,
    owner: &OrganizationId,
    to: &mut Vec<NewNotification>,
) -> Result<(), AppError> {
    let parties = round.parties(entry.engagement_id).await?;
    let asked = parties.iter().find(|party| party.referral_id == entry.referral_id);
    // What was answered by itself (R313) waits for nobody.
    let waits = |party: &&PartyView| {
        party.direction == Direction::Incoming
            && (party.sees_others() || party.closed_at != Some(party.created_at))
    };
    if !asked.as_ref().is_some_and(waits) || !anybody(round, owner).await? {
        return Ok(());
    }
    let Some(record) = round.organization(owner).await? else { return Ok(()) };
    let Some(referral) = round.referral(owner, entry.referral_id).await? else { return Ok(()) };
    let inviter = referral.invite.invited_by_name.clone();
    let facts = Facts { organization: inviter, answer_by: referral.expires_at, ..about(&referral) };
    tell(round, entry, NotificationEvent::IncomingReferral, &record, &referral, &facts, to).await
}

/// Reminds the people who look after a referral.
pub(super) async fn remind(
    round: &mut Round<'_>,
    owner: &OrganizationRecord,
    own: &Referral,
    event: NotificationEvent,
    days_left: i64,
    at: Time,
    id: &(dyn Fn(&str) -> Uuid + Sync),
) -> Result<Vec<NewNotification>, AppError> {
    // Sent with no longer window than that: they have just been told.
    if own.expires_at.is_none_or(|end| end.plus_days(-days_left) <= own.created_at) {
        return Ok(Vec::new());
    }
    let inviter = own.invite.invited_by_name.clone();
    let facts =
        Facts { organization: inviter, answer_by: own.expires_at, days_left: Some(days_left), ..about(own) };
    let mut found = Vec::new();
    for person in audience(round, owner, own).await? {
        let id = id(&person.to_string());
        found.extend(notification(round, &owner.organization, own, (id, at, event), &facts, person)?);
    }
    Ok(found)
}

/// What the other parties are told of a change, with the stage that it led to: what the event says, not what has become
/// of the referral since.
fn told_to_others(entry: &OutboxEntry) -> Option<(NotificationEvent, Option<u8>)> {
    let event = match entry.event_kind.as_str() {
        "accepted" => NotificationEvent::InvitationAccepted,
        "declined" => NotificationEvent::InvitationDeclined,
        "expired" => NotificationEvent::InvitationExpired,
        "won" => NotificationEvent::PartyWon,
        "lost" => NotificationEvent::PartyLost,
        "changed" => {
            let changes = read_changes(&entry.changes);
            let change = changes.iter().find(|change| change.path == "salesStage")?;
            let stage = change.after.as_str().and_then(SalesStage::parse);
            return Some((NotificationEvent::PartyStageChanged, stage.map(SalesStage::percent)));
        }
        _ => return None,
    };
    Some((event, None))
}

/// Whether the organization has people at all, so that what else there is to know is worth reading.
async fn anybody(round: &mut Round<'_>, organization: &OrganizationId) -> Result<bool, AppError> {
    load(round, organization).await?;
    Ok(round.people.get(organization).is_some_and(|people| !people.is_empty()))
}

/// The reader's own deal.
fn about(own: &Referral) -> Facts {
    Facts { deal: own.name.clone(), customer: Some(own.customer.name.clone()), ..Facts::default() }
}

/// R602, and R401: nobody is told of a referral that is out of their reach.
async fn audience(
    round: &mut Round<'_>,
    owner: &OrganizationRecord,
    referral: &Referral,
) -> Result<Vec<PersonId>, AppError> {
    let organization = &owner.organization;
    load(round, &organization.id).await?;
    let people = round.people.get(&organization.id).cloned().unwrap_or_default();
    let reaching: Vec<_> = people
        .into_iter()
        .filter(|person| visibility(&sign_in::of_person(person, organization)).covers_referral(referral))
        .collect();
    let silent: Vec<String> = referral
        .team
        .iter()
        .filter(|member| member.contact_preference.disable_notifications == Some(true))
        .filter_map(|member| member.email.as_deref().map(fold_email))
        .collect();
    let here = referral.mpn_id.as_deref();
    let location = owner.locations.iter().find(|location| here == Some(&*location.mpn_id));
    let contacts = location.map(|location| location.contacts.as_slice()).unwrap_or_default();
    let contacts: Vec<String> = contacts.iter().map(|email| fold_email(email)).collect();
    let place = Place {
        team_emails: &team_emails(referral),
        silent: &silent,
        location: here,
        location_contacts: &contacts,
    };
    Ok(recipients(&place, &reaching))
}

async fn load(round: &mut Round<'_>, organization: &OrganizationId) -> Result<(), AppError> {
    if round.people.contains_key(organization) {
        return Ok(());
    }
    let people = round.app.accounts.people(Some(organization)).await?;
    let preferences = round.app.notifications.all_preferences(std::slice::from_ref(organization)).await?;
    round.people.insert(organization.clone(), people);
    round.preferences.insert(organization.clone(), preferences.into_iter().collect());
    Ok(())
}

/// Tells the people who look after `own` in their organization.
async fn tell(
    round: &mut Round<'_>,
    entry: &OutboxEntry,
    event: NotificationEvent,
    owner: &OrganizationRecord,
    own: &Referral,
    facts: &Facts,
    to: &mut Vec<NewNotification>,
) -> Result<(), AppError> {
    for person in audience(round, owner, own).await? {
        push(round, entry, (event, &owner.organization, own), facts, person, to)?;
    }
    Ok(())
}

/// Adds a notification of an entry, unless the person did it, or doesn't want to be told.
fn push(
    round: &Round<'_>,
    entry: &OutboxEntry,
    (event, organization, own): (NotificationEvent, &Organization, &Referral),
    facts: &Facts,
    person: PersonId,
    to: &mut Vec<NewNotification>,
) -> Result<(), AppError> {
    // Nobody is told of what they have just done; but who plays the other side of a sandbox wants to see what comes
    // of it.
    if entry.organization_id == organization.id && entry.actor_id == person.to_string() {
        return Ok(());
    }
    let id = derived(entry.id, &format!("{person} {}", event.as_str()));
    to.extend(notification(round, organization, own, (id, entry.created_at, event), facts, person)?);
    Ok(())
}

/// One notification, if the person wants it (R603).
fn notification(
    round: &Round<'_>,
    organization: &Organization,
    own: &Referral,
    (id, created_at, event): (Uuid, Time, NotificationEvent),
    facts: &Facts,
    person_id: PersonId,
) -> Result<Option<NewNotification>, AppError> {
    let preferences = round.preferences.get(&organization.id).and_then(|all| all.get(&person_id));
    let preferences = preferences.cloned().unwrap_or_default();
    let in_app = preferences.of(event).in_app;
    let mail = wish(round.app, organization, &preferences, event);
    if !in_app && mail == MailWish::No {
        return Ok(None);
    }
    Ok(Some(NewNotification {
        organization_id: organization.id.clone(),
        id,
        person_id,
        event,
        referral_id: Some(own.id),
        engagement_id: Some(own.engagement_id),
        facts: serde_json::to_string(facts).map_err(|error| AppError::Internal(error.to_string()))?,
        created_at,
        in_app,
        mail,
    }))
}

/// People of the owner who were put on the team.
async fn added_to_team(
    round: &mut Round<'_>,
    entry: &OutboxEntry,
    owner: &OrganizationId,
    to: &mut Vec<NewNotification>,
) -> Result<(), AppError> {
    let changes = read_changes(&entry.changes);
    let Some(change) = changes.iter().find(|change| change.path == "team") else { return Ok(()) };
    let emails = |team: &Value| -> Vec<String> {
        let members = team.as_array().into_iter().flatten();
        members.filter_map(|member| member["email"].as_str().map(fold_email)).collect()
    };
    let before = emails(&change.before);
    let added: Vec<String> =
        emails(&change.after).into_iter().filter(|email| !before.contains(email)).collect();
    if added.is_empty() {
        return Ok(());
    }
    load(round, owner).await?;
    let mut people = round.people.get(owner).cloned().unwrap_or_default();
    people.retain(|person| person.disabled_at.is_none() && added.contains(&fold_email(&person.email)));
    if people.is_empty() {
        return Ok(());
    }
    let Some(record) = round.organization(owner).await? else { return Ok(()) };
    let Some(referral) = round.referral(owner, entry.referral_id).await? else { return Ok(()) };
    let organization = &record.organization;
    people.retain(|person| visibility(&sign_in::of_person(person, organization)).covers_referral(&referral));
    for person in &people {
        let (event, facts) = (NotificationEvent::AddedToTeam, about(&referral));
        push(round, entry, (event, organization, &referral), &facts, person.id, to)?;
    }
    Ok(())
}
