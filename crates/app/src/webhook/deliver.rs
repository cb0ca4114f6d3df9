//! Send what is due, and decide what becomes of it (03-api A10).

use std::collections::HashMap;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use ortak_domain::Time;
use ortak_domain::webhook::pause_after;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use crate::App;
use crate::error::AppError;
use crate::port::{
    Attempt, DueDelivery, Share, Verdict, WebhookAnswer, WebhookError, WebhookRequest, WebhookSender,
};

/// How long a worker may take for what it has claimed: it is sent at once, and given up after 15 s.
const LEASE_SECONDS: i64 = 60;
/// Requests under way at once.
pub const AT_ONCE: usize = 32;
/// A webhook that has so many under way is given no more, so that a slow receiver leaves places to the others.
const EACH: usize = 4;
/// Places that are worth a look at what is due.
const WORTH_IT: usize = AT_ONCE / 4;
/// What falls due while others are under way waits no longer than this.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Deliveries given up one after the other that switch a webhook off.
const GIVEN_UP: u64 = 3;

/// Sends what is due until nothing is left or `go_on` says no; how many there were. Only what can be sent at once is
/// claimed, the rest is free for other workers.
pub async fn deliver_due(
    app: &App,
    sender: &dyn WebhookSender,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<usize, AppError> {
    let (mut under_way, mut busy) = (FuturesUnordered::new(), HashMap::<Uuid, usize>::new());
    let (mut count, mut fault) = (0, None);
    let (mut dry, mut next_look) = (false, Instant::now());
    loop {
        let places = AT_ONCE.saturating_sub(under_way.len());
        let due = places == AT_ONCE || Instant::now() >= next_look || (!dry && places >= WORTH_IT);
        if due {
            next_look = Instant::now() + LOOK_AGAIN;
        }
        if due && places > 0 && fault.is_none() && go_on() {
            let full: Vec<Uuid> = busy.iter().filter(|(_, many)| **many >= EACH).map(|(id, _)| *id).collect();
            let now = app.clock.now();
            let share = Share { limit: places, each: EACH, busy: &full };
            match app.webhooks.claim_deliveries(now, now.plus_seconds(LEASE_SECONDS), &share).await {
                Ok(claimed) => {
                    dry = claimed.is_empty() && full.is_empty();
                    let many = claimed.len();
                    count += many;
                    for due in claimed {
                        let webhook = due.webhook.id;
                        *busy.entry(webhook).or_default() += 1;
                        under_way.push(async move { (webhook, deliver(app, sender, due).await) });
                    }
                    if many > 0 && under_way.len() + WORTH_IT <= AT_ONCE {
                        // Others may be due behind those that have enough now.
                        continue;
                    }
                }
                Err(error) => fault = Some(error.into()),
            }
        }
        match timeout_at(next_look, under_way.next()).await {
            Ok(None) => return fault.map_or(Ok(count), Err),
            Ok(Some((webhook, done))) => {
                if let Some(many) = busy.get_mut(&webhook) {
                    *many = many.saturating_sub(1);
                }
                // The others are still to be recorded.
                fault = fault.or(done.err());
            }
            Err(_) => {}
        }
    }
}

async fn deliver(app: &App, sender: &dyn WebhookSender, due: DueDelivery) -> Result<(), AppError> {
    let DueDelivery { delivery, webhook } = due;
    let at = app.clock.now();
    let began = std::time::Instant::now();
    let answer = sender
        .send(&WebhookRequest {
            id: delivery.id,
            url: webhook.url.clone(),
            body: delivery.body.clone(),
            at,
            webhook_id: webhook.id,
            secret_version: webhook.secret_version,
            signature_in_ms_header: webhook.signature_in_ms_header,
        })
        .await;
    let duration_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    let (status, error) = match &answer {
        Ok(WebhookAnswer { status, .. }) if (200..300).contains(status) => (Some(*status), None),
        Ok(WebhookAnswer { status, .. }) => (Some(*status), Some(format!("the receiver answered {status}"))),
        Err(WebhookError::Blocked(reason) | WebhookError::Unreachable(reason)) => {
            (None, Some(reason.clone()))
        }
    };
    let verdict = verdict(&answer, delivery.attempts, at);
    let attempt = Attempt { at, duration_ms, status, error };
    app.webhooks.finish_delivery(&delivery, attempt, verdict, app.clock.now()).await?;
    let gone = status == Some(410);
    let failing = verdict == Verdict::Failed
        && app.webhooks.failures_in_a_row(&webhook.organization_id, webhook.id).await? >= GIVEN_UP;
    if gone || failing {
        let reason = if gone { "gone" } else { "failing" };
        app.webhooks.disable_webhook(&webhook.organization_id, webhook.id, reason, app.clock.now()).await?;
    }
    if gone || verdict == Verdict::Failed {
        super::failing::tell(app, &webhook, &delivery, gone || failing).await?;
    }
    Ok(())
}

/// What an attempt makes of its delivery, of which `made` attempts were made before.
fn verdict(answer: &Result<WebhookAnswer, WebhookError>, made: i64, at: Time) -> Verdict {
    let rest = match answer {
        Ok(WebhookAnswer { status, .. }) if (200..300).contains(status) => return Verdict::Delivered,
        // It wants nothing any more.
        Ok(WebhookAnswer { status: 410, .. }) => return Verdict::Failed,
        Ok(WebhookAnswer { retry_after, .. }) => retry_after.unwrap_or(Duration::ZERO),
        Err(_) => Duration::ZERO,
    };
    let made = usize::try_from(made).unwrap_or(usize::MAX).saturating_add(1);
    match pause_after(made) {
        None => Verdict::Failed,
        Some(pause) => {
            let rest = i64::try_from(rest.as_secs()).unwrap_or(i64::MAX);
            Verdict::Again(at.plus_seconds(pause.max(rest)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a10_attempts_follow_the_schedule_and_end_after_ten() {
        let at = Time::from_unix_seconds(1_000);
        let busy =
            |seconds| Ok(WebhookAnswer { status: 429, retry_after: Some(Duration::from_secs(seconds)) });
        let pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (made, pause) in (0..).zip(pauses) {
            let lost = Err(WebhookError::Unreachable(String::new()));
            assert_eq!(verdict(&lost, made, at), Verdict::Again(at.plus_seconds(pause)));
            assert_eq!(
                verdict(&busy(1), made, at),
                Verdict::Again(at.plus_seconds(pause)),
                "not before its time"
            );
            assert_eq!(
                verdict(&busy(90_000), made, at),
                Verdict::Again(at.plus_seconds(90_000)),
                "asked to wait"
            );
        }
        assert_eq!(verdict(&busy(1), 9, at), Verdict::Failed);
        assert_eq!(verdict(&Ok(WebhookAnswer { status: 204, retry_after: None }), 9, at), Verdict::Delivered);
        assert_eq!(verdict(&Ok(WebhookAnswer { status: 410, retry_after: None }), 0, at), Verdict::Failed);
        assert_eq!(verdict(&Ok(WebhookAnswer { status: 302, retry_after: None }), 9, at), Verdict::Failed);
    }
}
