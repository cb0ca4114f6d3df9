//! Send the mails that are due, and decide what becomes of each (R604).

use std::collections::HashMap;

use futures_util::StreamExt;
use futures_util::stream;
use ortak_domain::notification::mail_pause_after;
use ortak_domain::policy::{PrincipalKind, visibility};
use ortak_domain::{Organization, Time};

use super::letter::{self, Post};
use crate::App;
use crate::account::sign_in;
use crate::error::AppError;
use crate::port::{DueMail, Mail, MailError, MailVerdict, MailWish, Mailer, Preferences, Viewer};

/// How long a worker may take for what it has claimed: a mail takes a minute at most.
const LEASE_SECONDS: i64 = 300;
/// Mails under way at once.
const AT_ONCE: usize = 4;
/// Mails claimed at once: even where each takes its whole minute, the last is sent well within the lease, so that no
/// other worker takes it for abandoned and sends it as well.
const CLAIMED: usize = AT_ONCE * 4;
/// Characters of a server's answer that are kept.
const ERROR: usize = 500;

/// How a person wants to be told by mail of something in their organization. Nothing is mailed from a sandbox, and
/// without a mail server nobody waits for mail.
pub fn wish(
    app: &App,
    organization: &Organization,
    preferences: &Preferences,
    event: ortak_domain::NotificationEvent,
) -> MailWish {
    if app.mailer.is_none() || organization.sandbox.is_some() || !preferences.of(event).mail {
        return MailWish::No;
    }
    if preferences.digest { MailWish::Digest } else { MailWish::Now }
}

/// Sends what is due, at most `limit` mails; how many there were. Without a mail server everything stays as it is.
pub async fn send_due(app: &App, post: &Post, limit: usize) -> Result<usize, AppError> {
    let Some(mailer) = app.mailer.clone() else { return Ok(0) };
    let now = app.clock.now();
    let lease = now.plus_seconds(LEASE_SECONDS);
    let due = app.notifications.claim_mails(now, lease, limit.min(CLAIMED)).await?;
    let count = due.len();
    let mut sent = stream::iter(due).map(|due| send(app, &*mailer, post, due)).buffer_unordered(AT_ONCE);
    let mut result = Ok(count);
    while let Some(done) = sent.next().await {
        // The others are still to be recorded.
        result = result.and_then(|count| done.map(|()| count));
    }
    result
}

async fn send(app: &App, mailer: &dyn Mailer, post: &Post, due: DueMail) -> Result<(), AppError> {
    let stored = due.mail.clone();
    let verdict = match prepared(app, post, due).await {
        Ok(Some(mail)) => {
            let sent = mailer.send(&mail).await;
            verdict(sent, stored.attempts, app.clock.now())
        }
        Ok(None) => MailVerdict::Cancelled,
        // What can't be written must be seen, and must not come up again every second.
        Err(AppError::Internal(error)) => {
            verdict(Err(MailError::Temporary(error)), stored.attempts, app.clock.now())
        }
        Err(error) => return Err(error),
    };
    Ok(app.notifications.finish_mail(&stored, verdict, app.clock.now()).await?)
}

/// The mail as it is to be sent now; none when there is nobody to send it to, or nothing left that they want and may
/// know.
async fn prepared(app: &App, post: &Post, due: DueMail) -> Result<Option<Mail>, AppError> {
    let DueMail { mail, mut notifications } = due;
    let id = mail.person_id;
    let Some(principal) = sign_in::principal(app, PrincipalKind::Person, id.0).await? else {
        return Ok(None);
    };
    let Some(record) = app.accounts.person(id).await? else { return Ok(None) };
    let preferences = app.notifications.preferences(&mail.organization_id, id).await?;
    notifications.retain(|notification| preferences.of(notification.event).mail);
    let viewer = Viewer {
        organization_id: principal.organization_id.clone(),
        principal_id: principal.id,
        visibility: visibility(&principal),
    };
    let mut reached = Vec::with_capacity(notifications.len());
    // A digest often tells several things of one deal.
    let mut known = HashMap::new();
    for notification in notifications {
        // Between the event and the mail somebody may have lost the deal from their reach.
        let reaches = match notification.referral_id {
            Some(referral) => match known.get(&referral) {
                Some(reaches) => *reaches,
                None => {
                    let reaches = app.referrals.get(&viewer, referral).await?.is_some();
                    known.insert(referral, reaches);
                    reaches
                }
            },
            None => true,
        };
        if reaches {
            reached.push(notification);
        }
    }
    if reached.is_empty() {
        return Ok(None);
    }
    let zone = app.sessions.profile(id).await?.map(|profile| profile.presentation.time_zone);
    let post = post.in_zone(&zone.unwrap_or_default());
    letter::write(&post, &mail, &record.person, &reached).map(Some)
}

/// What an attempt makes of its mail, of which `made` attempts were made before.
fn verdict(sent: Result<(), MailError>, made: i64, at: Time) -> MailVerdict {
    let error = match sent {
        Ok(()) => return MailVerdict::Sent,
        Err(MailError::Refused(error)) => return MailVerdict::Failed { error: cut(&error) },
        Err(MailError::Temporary(error)) => cut(&error),
    };
    let made = usize::try_from(made).unwrap_or(usize::MAX).saturating_add(1);
    match mail_pause_after(made) {
        Some(pause) => MailVerdict::Again { at: at.plus_seconds(pause), error },
        None => MailVerdict::Failed { error },
    }
}

fn cut(error: &str) -> String {
    error.chars().filter(|c| !c.is_control()).take(ERROR).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r604_attempts_are_spread_over_days_and_end() {
        let at = Time::from_unix_seconds(1_000);
        let busy = || Err(MailError::Temporary("busy".to_owned()));
        let mut waited = 0;
        for made in 0..10 {
            let MailVerdict::Again { at: next, .. } = verdict(busy(), made, at) else { panic!("{made}") };
            let pause = next.since(at).as_secs();
            assert!(pause >= 60, "{pause}");
            waited += pause;
        }
        assert!((72..=96).contains(&(waited / 3_600)), "a server may be away for three days: {waited}");
        assert!(matches!(verdict(busy(), 10, at), MailVerdict::Failed { .. }));
        assert!(matches!(
            verdict(Err(MailError::Refused("no such user".to_owned())), 0, at),
            MailVerdict::Failed { .. }
        ));
        assert_eq!(verdict(Ok(()), 10, at), MailVerdict::Sent);
    }
}
