//! Notices when the machine's clock leaps, so that a wrong time does not close what nobody has answered (R307).

use std::time::{Duration, Instant};

use ortak_domain::Time;

/// A leap is more than this ahead of the time that has really passed.
const LEAP: Duration = Duration::from_mins(2);

/// Compares the clock with the time that passes.
#[derive(Debug)]
pub struct Clockwork {
    clock: Time,
    passed: Instant,
    complained: Option<Time>,
}

/// How often the same complaint is written, in seconds.
const COMPLAIN_EVERY: i64 = 3_600;

impl Clockwork {
    pub fn new(now: Time) -> Self {
        Self { clock: now, passed: Instant::now(), complained: None }
    }

    /// Whether the clock has leapt forward since the last look. Said once: a time service has had a round to put it
    /// right, and what it shows the next time holds. (A machine that slept leaps as well, and rightly so.)
    pub fn has_leapt(&mut self, now: Time) -> bool {
        self.leapt_after(now, Instant::now())
    }

    /// Whether it is time to write what stays wrong into the log: once an hour.
    pub fn complains(&mut self, now: Time) -> bool {
        let quiet = self.complained.is_some_and(|at| (at..at.plus_seconds(COMPLAIN_EVERY)).contains(&now));
        if !quiet {
            self.complained = Some(now);
        }
        !quiet
    }

    fn leapt_after(&mut self, now: Time, at: Instant) -> bool {
        let shown = now.since(self.clock).as_secs();
        let passed = at.duration_since(self.passed) + LEAP;
        (self.clock, self.passed) = (now, at);
        u64::try_from(shown).is_ok_and(|shown| shown > passed.as_secs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r307_a_leap_is_noticed_once_and_ordinary_time_is_not_a_leap() {
        let (start, began) = (Time::from_unix_seconds(1_000_000), Instant::now());
        let mut clockwork = Clockwork { clock: start, passed: began, complained: None };
        let at = |seconds| began + Duration::from_secs(seconds);
        assert!(!clockwork.leapt_after(start.plus_seconds(15), at(15)));
        assert!(!clockwork.leapt_after(start.plus_seconds(100), at(30)), "corrected a little");
        assert!(clockwork.leapt_after(start.plus_days(30), at(45)));
        assert!(!clockwork.leapt_after(start.plus_days(30).plus_seconds(15), at(60)), "it holds");
        assert!(!clockwork.leapt_after(start, at(75)), "backwards expires nothing");
    }
}
