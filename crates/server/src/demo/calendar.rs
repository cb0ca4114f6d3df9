//! When things happened. Ages are in whole days before the demo was made; the rest of a deal doesn't depend on the
//! clock.

use ortak_domain::Time;

use super::random::Random;

/// The first deal is this many days old.
pub const OLDEST: i64 = 540;
const DAY: i64 = 86_400;
/// Deals of about the last three weeks keep their day, so that what waits runs out when it should.
const KEEPS_ITS_DAY: i64 = 21;

#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    midnight: i64,
}

impl Calendar {
    pub const fn new(now: Time) -> Self {
        Self { midnight: now.unix_seconds().div_euclid(DAY) * DAY }
    }

    /// The day on which the deal of this number began: later ones more often, as in a business that grows.
    pub fn age_of(number: u64, total: u64) -> i64 {
        const FINE: u128 = 1 << 20;
        let part = (u128::from(number) * 2 + 1) * FINE * FINE / (u128::from(total.max(1)) * 2);
        let past = FINE.saturating_sub(part.isqrt());
        1 + (OLDEST - 1) * i64::try_from(past).unwrap_or_default() / (1 << 20)
    }

    /// The first moment of a day; negative days are to come.
    pub fn day(self, ago: i64) -> Time {
        Time::from_unix_seconds(self.midnight - ago * DAY)
    }

    /// Some moment of a working day.
    pub fn moment(self, ago: i64, random: &mut Random) -> Time {
        let day = (self.midnight - ago * DAY).div_euclid(DAY);
        // 1970 began on a Thursday.
        let weekend = if ago < KEEPS_ITS_DAY {
            0
        } else {
            match (day + 4).rem_euclid(7) {
                6 => 1,
                0 => 2,
                _ => 0,
            }
        };
        let at = (day - weekend) * DAY + random.between(7 * 3_600, 17 * 3_600);
        // Machines write fractions of a second, so the demo shows them too.
        Time::from_ticks(Time::from_unix_seconds(at).ticks() + random.between(0, 9_999) * 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_from_a_year_and_a_half_to_yesterday_ever_faster() {
        for total in [1, 2, 400, 1_000_000] {
            let ages: Vec<i64> =
                [0, total / 2, total - 1].into_iter().map(|number| Calendar::age_of(number, total)).collect();
            assert!(ages.is_sorted_by(|a, b| a >= b), "{ages:?}");
            assert!(ages.iter().all(|age| (1..=OLDEST).contains(age)), "{ages:?}");
        }
        let recent = (0..400).filter(|number| Calendar::age_of(*number, 400) < OLDEST / 2).count();
        assert!((280..320).contains(&recent), "{recent}");
    }

    #[test]
    fn moments_are_in_working_hours_before_today() {
        let now: Time = "2026-03-11T15:30:00Z".parse().unwrap();
        let calendar = Calendar::new(now);
        let mut random = Random::new(1);
        for ago in 1..OLDEST {
            let at = calendar.moment(ago, &mut random);
            assert!(at < now);
            if ago > KEEPS_ITS_DAY {
                let weekday = at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).weekday();
                assert!(!matches!(weekday, jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday));
            }
        }
    }
}
