//! Remind of what waits for an answer, at 7, 3 and 1 days before its end (R601). A reconciler: how far it has come is
//! kept, and a reminder's id follows from what it reminds of, so that none is made twice.

use ortak_domain::notification::{NotificationEvent, REMINDER_DAYS};
use ortak_domain::{OrganizationId, ReferralId, Time};
use uuid::Uuid;

use crate::App;
use crate::dispatch;
use crate::error::AppError;
use crate::port::{NewNotification, Waiting, WaitingQuery};

/// Up to when reminders have been made.
const UNTIL: &str = "reminders.until";
/// Rows read at a time.
const PAGE: usize = 200;

/// Makes the reminders that have become due in the real world since the last time; how many.
pub async fn remind_due(app: &App) -> Result<usize, AppError> {
    let now = app.clock.now();
    let until = app.accounts.setting(UNTIL).await?.and_then(|ticks| ticks.parse().ok()).map(Time::from_ticks);
    // The first time there is nothing to catch up with.
    let made = match until {
        Some(until) if until < now => remind_between(app, None, until, now).await?,
        Some(_) => return Ok(0),
        None => 0,
    };
    app.accounts.set_setting(UNTIL, &now.ticks().to_string()).await?;
    Ok(made)
}

/// Makes the reminders whose moment lies after `from` and not after `until`, in one realm.
pub async fn remind_between(
    app: &App,
    realm: Option<&OrganizationId>,
    from: Time,
    until: Time,
) -> Result<usize, AppError> {
    let mut made = 0;
    for days in REMINDER_DAYS {
        let mut after: (Time, Option<ReferralId>) = (from.plus_days(days), None);
        loop {
            let query =
                WaitingQuery { realm: realm.cloned(), after, until: until.plus_days(days), limit: PAGE };
            let page = app.referrals.waiting_for_answer(&query).await?;
            let Some(last) = page.last() else { break };
            after = (last.expires_at, Some(last.id));
            let more = page.len() == PAGE;
            let notifications = reminders(app, &page, days, until).await?;
            made += notifications.len();
            app.notifications.add_notifications(notifications).await?;
            if !more {
                break;
            }
        }
    }
    Ok(made)
}

async fn reminders(
    app: &App,
    waiting: &[Waiting],
    days: i64,
    at: Time,
) -> Result<Vec<NewNotification>, AppError> {
    let mut notifications = Vec::new();
    // What has run out meanwhile is told of as that.
    for one in waiting.iter().filter(|one| one.expires_at > at) {
        let id = |person: &str| {
            Uuid::new_v5(&one.id.0, format!("{} {days} {person}", one.expires_at.ticks()).as_bytes())
        };
        let event = NotificationEvent::ReferralExpiring;
        notifications
            .extend(dispatch::told_of(app, &one.organization_id, one.id, event, days, at, &id).await?);
    }
    Ok(notifications)
}
