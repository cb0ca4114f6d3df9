//! Tell those who run an organization that a webhook fails or was switched off (R601).

use std::collections::HashMap;

use ortak_domain::notification::NotificationEvent;
use ortak_domain::policy::{Action, Decision, decide};
use ortak_domain::{PersonId, Scope};
use uuid::Uuid;

use crate::App;
use crate::error::AppError;
use crate::notification::Facts;
use crate::notification::send::wish;
use crate::port::{Delivery, MailWish, NewNotification, Preferences, Webhook};

const SECONDS_OF_A_DAY: i64 = 86_400;

/// Once a day while it fails, and once when it was switched off.
pub async fn tell(app: &App, webhook: &Webhook, delivery: &Delivery, off: bool) -> Result<(), AppError> {
    let now = app.clock.now();
    let owner = &webhook.organization_id;
    let found = app.webhooks.delivery(owner, webhook.id, delivery.id).await?;
    let people = app.accounts.people(Some(owner)).await?;
    let Some(record) = app.accounts.organization(owner).await? else { return Ok(()) };
    let all = app.notifications.all_preferences(std::slice::from_ref(owner)).await?;
    let preferences: HashMap<PersonId, Preferences> = all.into_iter().collect();
    let event = NotificationEvent::WebhookFailing;
    // Of several deliveries that fail at once each may come here, but it is switched off at one time only.
    let stored = if off { app.webhooks.webhook(owner, webhook.id).await? } else { None };
    let off_since = stored.and_then(|stored| stored.disabled_at);
    let error = found.and_then(|(_, attempts)| attempts.into_iter().next_back()?.error);
    let facts = Facts {
        webhook: Some(webhook.url.split(['?', '#']).next().unwrap_or_default().to_owned()),
        webhook_error: error,
        webhook_off: off_since.is_some(),
        ..Facts::default()
    };
    let facts = serde_json::to_string(&facts).map_err(|error| AppError::Internal(error.to_string()))?;
    let occasion = match off_since {
        Some(since) => format!("off {}", since.ticks()),
        None => format!("failing {}", now.unix_seconds().div_euclid(SECONDS_OF_A_DAY)),
    };
    let runs_it = |role| decide(role, Action::Subscribe) == Decision::Allow;
    let notifications = people
        .iter()
        .filter(|person| {
            person.disabled_at.is_none() && runs_it(person.role) && person.scope == Scope::Global
        })
        .filter_map(|person| {
            let wanted = preferences.get(&person.id).cloned().unwrap_or_default();
            let in_app = wanted.of(event).in_app;
            let mail = wish(app, &record.organization, &wanted, event);
            (in_app || mail != MailWish::No).then(|| NewNotification {
                organization_id: webhook.organization_id.clone(),
                id: Uuid::new_v5(&webhook.id, format!("{} {occasion}", person.id).as_bytes()),
                person_id: person.id,
                event,
                referral_id: None,
                engagement_id: None,
                facts: facts.clone(),
                created_at: now,
                in_app,
                mail,
            })
        })
        .collect();
    Ok(app.notifications.add_notifications(notifications).await?)
}
