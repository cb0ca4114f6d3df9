//! Gather what waits for the daily digest into one mail for each reader, at the hour of their own zone (R603). A
//! reconciler: what was gathered is marked, and a digest that was missed while nobody worked goes out as soon as
//! somebody does.

use jiff::ToSpan as _;
use ortak_domain::Time;

use super::letter::Post;
use crate::App;
use crate::error::AppError;

/// Makes the digests that have become due since the last time; how many mails.
pub async fn gather_due(app: &App, post: &Post) -> Result<u64, AppError> {
    if app.mailer.is_none() {
        return Ok(0);
    }
    let now = app.clock.now();
    let mut made = 0;
    for zone in app.notifications.digest_zones().await? {
        let hour = latest(&post.in_zone(&zone), now);
        made += app.notifications.build_digests(&zone, hour, now).await?;
    }
    Ok(made)
}

/// The latest time not after `now` at which the digest is due: the hour of today, or of yesterday.
fn latest(post: &Post, now: Time) -> Time {
    let local = now.timestamp().to_zoned(post.zone.clone());
    // Where clocks are put forward over the hour, it is the first moment after the gap.
    let on = |date: jiff::civil::Date| date.at(post.digest_hour, 0, 0, 0).to_zoned(post.zone.clone()).ok();
    let today = on(local.date()).filter(|today| *today <= local);
    let due = today.or_else(|| on(local.date().checked_sub(1.day()).ok()?));
    due.map_or(now, |due| Time::from_timestamp(due.timestamp()))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::notification::unsubscribe::UnsubscribeLinks;

    #[test]
    fn r603_the_digest_is_due_at_the_local_hour() {
        let post = |zone: &str| Post {
            base_url: String::new(),
            links: UnsubscribeLinks::new(&[7; 32]),
            zone: TimeZone::get(zone).unwrap(),
            digest_hour: 7,
        };
        for (zone, now, due) in [
            ("UTC", "2026-11-22T10:00:00Z", "2026-11-22T07:00:00Z"),
            ("UTC", "2026-11-22T07:00:00Z", "2026-11-22T07:00:00Z"),
            ("UTC", "2026-11-22T06:59:59Z", "2026-11-21T07:00:00Z"),
            ("Europe/Istanbul", "2026-11-22T04:00:00Z", "2026-11-22T04:00:00Z"),
            ("Europe/Istanbul", "2026-11-22T03:59:00Z", "2026-11-21T04:00:00Z"),
            // The clock was put back at one in the morning.
            ("Europe/Berlin", "2026-10-25T08:00:00Z", "2026-10-25T06:00:00Z"),
            ("Europe/Berlin", "2026-10-25T05:30:00Z", "2026-10-24T05:00:00Z"),
        ] {
            let (now, due): (Time, Time) = (now.parse().unwrap(), due.parse().unwrap());
            assert_eq!(latest(&post(zone), now), due, "{zone} {now}");
        }
    }
}
