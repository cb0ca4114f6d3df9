//! Turn what the outbox holds into webhook deliveries and notifications: who is told of a committed change, and of
//! what in it (R312, R403, R601, R602, 03-api A10). Everything made has an id derived from its entry, so that
//! dispatching twice tells once (R604).

mod notify;

use std::collections::{BTreeSet, HashMap};

use ortak_domain::notification::NotificationEvent;
use ortak_domain::policy::{self, Action, Decision};
use ortak_domain::referral::{PartyView, view};
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{EngagementId, OrganizationId, Person, PersonId, Principal, Referral, ReferralId, Time};
use serde_json::json;
use uuid::Uuid;

use crate::App;
use crate::account::sign_in;
use crate::document;
use crate::error::AppError;
use crate::port::{
    NewDelivery, NewNotification, OrganizationRecord, OutboxEntry, Preferences, StoreError, Viewer, Webhook,
};
use crate::referral::history::read_changes;

/// What came of a round.
#[derive(Debug, Default)]
pub struct Dispatched {
    /// How many entries were dispatched.
    pub done: usize,
    /// Why some can't be: they stay, and nothing else waits for them.
    pub fault: Option<AppError>,
}

/// Dispatches what waits, at most `limit` entries. `base_url` is where clients find this installation.
pub async fn dispatch(app: &App, base_url: &str, limit: usize) -> Result<Dispatched, AppError> {
    let entries = app.outbox.waiting(limit).await?;
    if entries.is_empty() {
        return Ok(Dispatched::default());
    }
    let mut round = Round::new(app, base_url, &entries);
    let (mut deliveries, mut notifications) = (Vec::new(), Vec::new());
    let (mut done, mut fault) = (Vec::with_capacity(entries.len()), None);
    let mut held = None;
    for entry in &entries {
        // The later versions of one that can't be read wait with it.
        if held == Some(entry.referral_id) {
            continue;
        }
        match round.told(entry).await {
            Ok((told, noticed)) => {
                deliveries.extend(told);
                notifications.extend(noticed);
                done.push((entry.organization_id.clone(), entry.id));
            }
            // One that can't be read must not hold up those behind it.
            Err(error @ AppError::Internal(_)) => (fault, held) = (Some(error), Some(entry.referral_id)),
            Err(error) => return Err(error),
        }
    }
    match app.outbox.dispatch(&done, deliveries, notifications, app.clock.now()).await {
        // Another worker was faster with some of them: what is left is looked at anew.
        Ok(()) | Err(StoreError::Stale) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Dispatched { done: done.len(), fault })
}

/// A reminder of a referral to the people who look after it: `id` makes each one's id.
pub async fn told_of(
    app: &App,
    organization: &OrganizationId,
    referral: ReferralId,
    event: NotificationEvent,
    days_left: i64,
    at: Time,
    id: &(dyn Fn(&str) -> Uuid + Sync),
) -> Result<Vec<NewNotification>, AppError> {
    let mut round = Round::new(app, "", &[]);
    let (Some(own), Some(organization)) =
        (round.referral(organization, referral).await?, round.organization(organization).await?)
    else {
        return Ok(Vec::new());
    };
    notify::remind(&mut round, &organization, &own, event, days_left, at, id).await
}

/// What one round has looked up already; nothing is kept beyond it, so that a change of a role or a registration
/// counts from the next round on.
struct Round<'a> {
    app: &'a App,
    base_url: &'a str,
    entries: &'a [OutboxEntry],
    /// Whether the parties of all entries have been read, or could not be.
    gathered: bool,
    parties: HashMap<EngagementId, Vec<PartyView>>,
    webhooks: HashMap<OrganizationId, Vec<(Webhook, Principal)>>,
    organizations: HashMap<OrganizationId, Option<OrganizationRecord>>,
    people: HashMap<OrganizationId, Vec<Person>>,
    preferences: HashMap<OrganizationId, HashMap<PersonId, Preferences>>,
    referrals: HashMap<ReferralId, Option<Referral>>,
}

impl<'a> Round<'a> {
    fn new(app: &'a App, base_url: &'a str, entries: &'a [OutboxEntry]) -> Self {
        Self {
            app,
            base_url,
            entries,
            gathered: entries.is_empty(),
            parties: HashMap::new(),
            webhooks: HashMap::new(),
            organizations: HashMap::new(),
            people: HashMap::new(),
            preferences: HashMap::new(),
            referrals: HashMap::new(),
        }
    }

    /// The parties of an engagement. The first time they are asked for, those of the whole round are read.
    async fn parties(&mut self, engagement: EngagementId) -> Result<Vec<PartyView>, AppError> {
        if !std::mem::replace(&mut self.gathered, true) {
            self.gather().await?;
        }
        if let Some(known) = self.parties.get(&engagement) {
            return Ok(known.clone());
        }
        let found = self.app.referrals.parties(engagement).await?;
        self.parties.insert(engagement, found.clone());
        Ok(found)
    }

    async fn gather(&mut self) -> Result<(), AppError> {
        let wanted: BTreeSet<EngagementId> = self.entries.iter().map(|entry| entry.engagement_id).collect();
        let wanted: Vec<EngagementId> = wanted.into_iter().collect();
        match self.app.referrals.parties_of(&wanted).await {
            Ok(found) => {
                self.parties.extend(wanted.into_iter().map(|id| (id, Vec::new())));
                for party in found {
                    self.parties.entry(party.engagement_id).or_default().push(party);
                }
                Ok(())
            }
            // One that can't be read holds up nobody but its own engagement: each is asked for by itself.
            Err(StoreError::Internal(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The enabled registrations of an organization whose principals may read referrals at all.
    async fn webhooks(&mut self, of: &OrganizationId) -> Result<Vec<(Webhook, Principal)>, AppError> {
        if let Some(known) = self.webhooks.get(of) {
            return Ok(known.clone());
        }
        let mut found = Vec::new();
        for webhook in self.app.webhooks.active_webhooks(of).await? {
            let principal =
                sign_in::principal(self.app, webhook.principal_kind, webhook.principal_id).await?;
            if let Some(principal) = principal
                && policy::permits(&principal, Action::Read) == Decision::Allow
            {
                found.push((webhook, principal));
            }
        }
        self.webhooks.insert(of.clone(), found.clone());
        Ok(found)
    }

    async fn organization(&mut self, id: &OrganizationId) -> Result<Option<OrganizationRecord>, AppError> {
        if let Some(known) = self.organizations.get(id) {
            return Ok(known.clone());
        }
        let found = self.app.accounts.organization(id).await?;
        self.organizations.insert(id.clone(), found.clone());
        Ok(found)
    }

    /// A referral as it is now, whoever owns it: to judge who reaches it, never to be told.
    async fn referral(
        &mut self,
        owner: &OrganizationId,
        id: ReferralId,
    ) -> Result<Option<Referral>, AppError> {
        if let Some(known) = self.referrals.get(&id) {
            return Ok(known.clone());
        }
        let found = self.app.referrals.get(&Viewer::everything_of(owner), id).await?;
        let found = found.map(|found| document::parse(&found.stored.document, found.stored.assessment));
        let found = found.transpose()?;
        self.referrals.insert(id, found.clone());
        Ok(found)
    }

    /// The organizations beside the owner that see something of the entry's referral, each with its own referral
    /// that opens the engagement to it.
    async fn onlookers(
        &mut self,
        entry: &OutboxEntry,
    ) -> Result<Vec<(OrganizationId, ReferralId)>, AppError> {
        let mut seen = BTreeSet::new();
        let parties = self.parties(entry.engagement_id).await?;
        let others = parties.into_iter().filter(|party| party.organization_id != entry.organization_id);
        Ok(others
            .filter(PartyView::sees_others)
            // What happened before they were asked is no news to them.
            .filter(|party| party.created_at <= entry.created_at)
            .filter(|party| seen.insert(party.organization_id.clone()))
            .map(|party| (party.organization_id, party.referral_id))
            .collect())
    }

    async fn deliveries(&mut self, entry: &OutboxEntry, to: &mut Vec<NewDelivery>) -> Result<(), AppError> {
        let own = if entry.created { WebhookEvent::ReferralCreated } else { WebhookEvent::ReferralUpdated };
        let owner = entry.organization_id.clone();
        self.tell(entry, own, &owner, entry.referral_id, to).await?;
        if !entry.created && !shows(entry) {
            return Ok(());
        }
        let related = if entry.created {
            WebhookEvent::RelatedReferralCreated
        } else {
            WebhookEvent::RelatedReferralUpdated
        };
        for (organization, their_own) in self.onlookers(entry).await? {
            self.tell(entry, related, &organization, their_own, to).await?;
        }
        Ok(())
    }

    /// Tells the subscribers of one organization who reach its own referral `reached`.
    async fn tell(
        &mut self,
        entry: &OutboxEntry,
        event: WebhookEvent,
        organization: &OrganizationId,
        reached: ReferralId,
        to: &mut Vec<NewDelivery>,
    ) -> Result<(), AppError> {
        for (webhook, principal) in self.webhooks(organization).await? {
            if !webhook.events.contains(&event) {
                continue;
            }
            let Some(own) = self.referral(organization, reached).await? else { continue };
            if !policy::visibility(&principal).covers_referral(&own) {
                continue;
            }
            to.push(NewDelivery {
                organization_id: organization.clone(),
                id: derived(entry.id, &format!("{} {}", webhook.id, event.as_str())),
                webhook_id: webhook.id,
                event,
                resource_id: entry.referral_id.0,
                version: entry.version,
                body: body(self.base_url, event, entry.referral_id, entry.created_at),
                created_at: entry.created_at,
                // A sandbox's clock may be ahead; who sends goes by the real one.
                next_at: entry.created_at.min(self.app.clock.now()),
            });
        }
        Ok(())
    }

    /// Everything that one entry makes.
    async fn told(
        &mut self,
        entry: &OutboxEntry,
    ) -> Result<(Vec<NewDelivery>, Vec<NewNotification>), AppError> {
        let (mut deliveries, mut notifications) = (Vec::new(), Vec::new());
        self.deliveries(entry, &mut deliveries).await?;
        notify::notify(self, entry, &mut notifications).await?;
        Ok((deliveries, notifications))
    }
}

/// The id of something made from an outbox entry: always the same.
fn derived(entry: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&entry, name.as_bytes())
}

/// Whether others see anything of what has changed (R312).
fn shows(entry: &OutboxEntry) -> bool {
    view::shows(read_changes(&entry.changes).iter().map(|change| change.path.as_str()))
}

/// The event's body (03-api B 11).
fn body(base_url: &str, event: WebhookEvent, id: ReferralId, at: Time) -> String {
    json!({
        "EventName": event.as_str(),
        "ResourceUri": format!("{base_url}/engagements/v1/referrals/{id}"),
        "ResourceName": "referral",
        "AuditUri": null,
        "ResourceChangeUtcDate": with_offset(at),
    })
    .to_string()
}

/// A point in time with seven digits and `+00:00`, as events write it.
pub fn with_offset(at: Time) -> String {
    let text = at.to_string();
    let (seconds, fraction) =
        text.trim_end_matches('Z').split_once('.').unwrap_or((text.trim_end_matches('Z'), ""));
    format!("{seconds}.{fraction:0<7}+00:00")
}
