//! Limits of one process: requests per caller, and passwords checked at once.

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

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
    passwords: Semaphore,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("requests", &self.requests.is_some()).finish_non_exhaustive()
    }
}

impl Limits {
    pub fn new(settings: LimitSettings) -> Self {
        let limiter = |limit: RequestLimit| {
            DefaultKeyedRateLimiter::keyed(Quota::per_second(limit.per_second).allow_burst(limit.burst))
        };
        Self {
            requests: settings.requests.map(limiter),
            monotonic: DefaultClock::default(),
            passwords: Semaphore::new(PASSWORD_CHECKS),
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

    /// The turn to check a password; hold it while checking. So many at once that none comes in 5 s: 429.
    pub async fn password_turn(&self) -> Result<SemaphorePermit<'_>, RetryAfter> {
        match tokio::time::timeout(PASSWORD_WAIT, self.passwords.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            // The semaphore is never closed.
            Ok(Err(_)) | Err(_) => Err(RetryAfter { seconds: PASSWORD_WAIT.as_secs() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(requests: Option<(u32, u32)>) -> Limits {
        let requests = requests.map(|(per_second, burst)| RequestLimit {
            per_second: NonZeroU32::new(per_second).unwrap(),
            burst: NonZeroU32::new(burst).unwrap(),
        });
        Limits::new(LimitSettings { requests })
    }

    #[test]
    fn each_caller_has_its_own_burst() {
        let limits = limits(Some((1, 3)));
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for _ in 0..3 {
            assert_eq!(limits.check(one), Ok(()));
        }
        assert_eq!(limits.check(one), Err(RetryAfter { seconds: 1 }));
        assert_eq!(limits.check(two), Ok(()));
    }

    #[test]
    fn without_a_limit_nothing_is_refused() {
        let limits = limits(None);
        assert!((0..10_000).all(|_| limits.check(Uuid::nil()).is_ok()));
    }

    #[tokio::test(start_paused = true)]
    async fn passwords_are_checked_a_few_at_a_time() {
        let limits = limits(None);
        let mut turns = Vec::new();
        for _ in 0..PASSWORD_CHECKS {
            turns.push(limits.password_turn().await.unwrap());
        }
        assert_eq!(limits.password_turn().await.unwrap_err(), RetryAfter { seconds: 5 });
        turns.pop();
        assert!(limits.password_turn().await.is_ok());
    }
}
