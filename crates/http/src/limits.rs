//! Limits: requests per caller, and waiting after failed sign-ins.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use ortak_app::Clock;
use ortak_domain::Time;
use quick_cache::unsync::Cache;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::hash::sha256;

/// Failures that cost nothing: people mistype.
const FREE_FAILURES: u32 = 5;

/// The longest wait between two attempts, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;

/// Failures are forgotten when nothing was tried for this long after the last wait, in seconds. Long, because
/// forgetting gives the free failures back to whoever guesses.
const FORGET_AFTER: i64 = 24 * 60 * 60;

/// Accounts whose failures are remembered. Beyond it the least used are forgotten, so that inventing names
/// fills no memory.
const REMEMBERED: usize = 10_000;

/// Passwords checked at once. Each check takes 19 MiB and a processor for some 20 ms.
const PASSWORD_CHECKS: usize = 4;

/// How long a sign-in waits for its turn.
const PASSWORD_WAIT: Duration = Duration::from_secs(5);

/// What the operator decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitSettings {
    /// Per person or application; none: no limit.
    pub requests: Option<RequestLimit>,
}

/// Requests per second in the long run, and at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimit {
    pub per_second: NonZeroU32,
    pub burst: NonZeroU32,
}

/// Too much: the same is welcome after this many whole seconds, at least 1 (429 with `Retry-After`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests; try again in {seconds} s")]
pub struct RetryAfter {
    pub seconds: u64,
}

/// The limits of one process; processes don't share their counts.
pub struct Limits {
    /// By principal id: as many entries as there are accounts, at most. It runs on the monotonic clock,
    /// because a clock that is set back must not lock anybody out.
    requests: Option<DefaultKeyedRateLimiter<Uuid>>,
    monotonic: DefaultClock,
    failures: Mutex<Cache<[u8; 32], Failures>>,
    passwords: Semaphore,
    clock: Arc<dyn Clock>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    /// No attempt before this.
    until: Time,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("requests", &self.requests.is_some()).finish_non_exhaustive()
    }
}

impl Limits {
    pub fn new(settings: LimitSettings, clock: Arc<dyn Clock>) -> Self {
        let limiter = |limit: RequestLimit| {
            DefaultKeyedRateLimiter::keyed(Quota::per_second(limit.per_second).allow_burst(limit.burst))
        };
        Self {
            requests: settings.requests.map(limiter),
            monotonic: DefaultClock::default(),
            failures: Mutex::new(Cache::new(REMEMBERED)),
            passwords: Semaphore::new(PASSWORD_CHECKS),
            clock,
        }
    }

    /// Counts one request of this principal.
    pub fn check(&self, principal: Uuid) -> Result<(), RetryAfter> {
        let Some(limiter) = &self.requests else { return Ok(()) };
        limiter.check_key(&principal).map_err(|until| {
            let wait = until.wait_time_from(self.monotonic.now());
            // Rounded up: a client that comes back a moment early would be refused again.
            RetryAfter { seconds: wait.as_secs() + 1 }
        })
    }

    /// Counts an attempt to sign in as this account, *before* the credentials are checked, so that many
    /// guesses at once are counted too. After five without a success each further one must wait, twice as
    /// long each time and at most 15 minutes. What is refused here is not counted.
    pub fn attempt(&self, account: &str) -> Result<(), RetryAfter> {
        let now = self.clock.now();
        // Names are of any length; their hashes are not.
        let key = sha256(account.as_bytes());
        let mut failures = self.failures();
        let before = failures.get(&key).copied().filter(|f| f.is_remembered(now));
        let count = before.map_or(0, |f| f.count);
        if let Some(wait) = before.and_then(|f| f.wait(now)) {
            return Err(wait);
        }
        let count = count.saturating_add(1);
        failures.insert(key, Failures { count, until: now.plus_seconds(wait_after(count)) });
        Ok(())
    }

    /// The attempt was a success: earlier failures are forgiven.
    pub fn succeeded(&self, account: &str) {
        self.failures().remove(&sha256(account.as_bytes()));
    }

    /// The credentials could not be checked, because the store or this process is overloaded or down: the
    /// attempt is taken back, so that retrying during an outage locks nobody out after it.
    pub fn withdraw(&self, account: &str) {
        let key = sha256(account.as_bytes());
        let mut failures = self.failures();
        if let Some(before) = failures.get(&key).copied() {
            let count = before.count.saturating_sub(1);
            failures.insert(key, Failures { count, until: self.clock.now() });
        }
    }

    /// The turn to check a password; hold it while checking. So many at once that none comes in 5 s: 429.
    pub async fn password_turn(&self) -> Result<SemaphorePermit<'_>, RetryAfter> {
        match tokio::time::timeout(PASSWORD_WAIT, self.passwords.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            // The semaphore is never closed.
            Ok(Err(_)) | Err(_) => Err(RetryAfter { seconds: PASSWORD_WAIT.as_secs() }),
        }
    }

    fn failures(&self) -> MutexGuard<'_, Cache<[u8; 32], Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Failures {
    fn is_remembered(&self, now: Time) -> bool {
        let lead = self.until.unix_seconds() - now.unix_seconds();
        // No wait is longer than the longest: such an entry is from before the clock was set back.
        (-FORGET_AFTER..=LONGEST_WAIT).contains(&lead)
    }

    fn wait(&self, now: Time) -> Option<RetryAfter> {
        let ticks = self.until.ticks() - now.ticks();
        let seconds = u64::try_from(ticks).ok().filter(|ticks| *ticks > 0)?.div_ceil(10_000_000);
        Some(RetryAfter { seconds })
    }
}

/// Seconds to wait after this many failures: none for the first four, then 1, 2, 4 … 900.
fn wait_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None => 0,
        Some(more) => 1_i64.checked_shl(more).filter(|_| more < 16).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT),
    }
}

#[cfg(test)]
mod tests {
    use ortak_app::testing::TestApp;

    use super::*;

    fn limits(test: &TestApp, requests: Option<(u32, u32)>) -> Limits {
        let requests = requests.map(|(per_second, burst)| RequestLimit {
            per_second: NonZeroU32::new(per_second).unwrap(),
            burst: NonZeroU32::new(burst).unwrap(),
        });
        Limits::new(LimitSettings { requests }, test.clock.clone())
    }

    #[test]
    fn each_caller_has_its_own_burst() {
        let limits = limits(&TestApp::new(), Some((1, 3)));
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for _ in 0..3 {
            assert_eq!(limits.check(one), Ok(()));
        }
        assert_eq!(limits.check(one), Err(RetryAfter { seconds: 1 }));
        assert_eq!(limits.check(two), Ok(()));
    }

    #[test]
    fn without_a_limit_nothing_is_refused() {
        let limits = limits(&TestApp::new(), None);
        assert!((0..10_000).all(|_| limits.check(Uuid::nil()).is_ok()));
    }

    #[test]
    fn waits_double_up_to_15_minutes_and_a_success_ends_them() {
        let test = TestApp::new();
        let limits = limits(&test, None);
        for _ in 0..5 {
            assert_eq!(limits.attempt("ada"), Ok(()));
        }
        assert_eq!(limits.attempt("bob"), Ok(()), "others are not touched");
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900] {
            assert_eq!(limits.attempt("ada"), Err(RetryAfter { seconds: wait }));
            test.clock.advance_millis(i64::try_from(wait).unwrap() * 1000 - 1);
            assert_eq!(limits.attempt("ada"), Err(RetryAfter { seconds: 1 }));
            test.clock.advance_millis(1);
            assert_eq!(limits.attempt("ada"), Ok(()));
        }
        limits.succeeded("ada");
        for _ in 0..5 {
            assert_eq!(limits.attempt("ada"), Ok(()));
        }
        assert!(limits.attempt("ada").is_err());
    }

    #[test]
    fn an_attempt_that_could_not_be_judged_does_not_count() {
        let limits = limits(&TestApp::new(), None);
        for _ in 0..100 {
            assert_eq!(limits.attempt("ada"), Ok(()));
            limits.withdraw("ada");
        }
        limits.withdraw("nobody");
        for _ in 0..5 {
            assert_eq!(limits.attempt("ada"), Ok(()));
        }
        assert!(limits.attempt("ada").is_err());
    }

    #[test]
    fn failures_are_forgotten_after_a_day_or_when_the_clock_is_set_back() {
        for leap in [86_402, -3_600] {
            let test = TestApp::new();
            let limits = limits(&test, None);
            for _ in 0..5 {
                assert_eq!(limits.attempt("ada"), Ok(()));
            }
            assert!(limits.attempt("ada").is_err());
            test.clock.advance_seconds(leap);
            for _ in 0..5 {
                assert_eq!(limits.attempt("ada"), Ok(()));
            }
            assert!(limits.attempt("ada").is_err());
        }
    }

    #[test]
    fn memory_is_bounded() {
        let limits = limits(&TestApp::new(), None);
        for i in 0..REMEMBERED * 3 {
            let _ = limits.attempt(&i.to_string());
        }
        assert!(limits.failures().len() <= REMEMBERED);
    }

    #[test]
    fn waits_never_overflow() {
        assert_eq!(wait_after(0), 0);
        assert_eq!(wait_after(4), 0);
        assert_eq!(wait_after(5), 1);
        assert_eq!(wait_after(14), 512);
        for failures in [15, 20, 21, 68, 69, 70, u32::MAX] {
            assert_eq!(wait_after(failures), LONGEST_WAIT);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn passwords_are_checked_a_few_at_a_time() {
        let limits = limits(&TestApp::new(), None);
        let mut turns = Vec::new();
        for _ in 0..PASSWORD_CHECKS {
            turns.push(limits.password_turn().await.unwrap());
        }
        assert_eq!(limits.password_turn().await.unwrap_err(), RetryAfter { seconds: 5 });
        turns.pop();
        assert!(limits.password_turn().await.is_ok());
    }
}
