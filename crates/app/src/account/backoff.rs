//! Whoever fails to prove who they are must wait before the next attempt, longer each time. The counts are in the
//! store, so that all processes agree; attempts are counted *before* they are judged, so that many at once are
//! counted too.
//!
//! Nobody can be shut out for ever by the failures of others: what counts for an account from everywhere makes it
//! wait a minute at most, and only what comes from one address to one account makes that pair wait long. A browser in
//! which a person has signed in before is counted by itself, so that it waits for none but its own failures.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv6Addr};

use ortak_domain::{PersonId, Time};

use super::secret::hash_secret;
use crate::App;
use crate::error::AppError;
use crate::port::{Failures, StoreError};

/// Failures are forgotten after a day without another.
const FORGET_AFTER: i64 = 86_400;
/// How often counting is tried again when others count at the same moment.
const TRIES: usize = 8;

/// How many failures of one kind are free, and how long the longest wait is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Patience {
    free: u32,
    longest_seconds: i64,
}

/// Something that attempts are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    key: String,
    patience: Patience,
}

impl Counted {
    /// One account from one address.
    pub fn pair(account: &str, address: &str) -> Self {
        Self::new(&["pair", account, &place(address)], 5, 900)
    }

    /// One account in a browser in which its person has signed in before.
    pub fn device(known: &str) -> Self {
        Self::new(&["device", known], 5, 900)
    }

    /// One account from anywhere.
    pub fn account(account: &str) -> Self {
        Self::new(&["account", account], 20, 60)
    }

    /// One address, behind which may be a whole company.
    pub fn address(address: &str) -> Self {
        Self::new(&["address", &place(address)], 50, 60)
    }

    /// Mails that are asked for from one address; they are no failures to sign in.
    pub fn wishes(address: &str) -> Self {
        Self::new(&["wishes", &place(address)], 50, 60)
    }

    /// Challenges that anybody may ask for, from one address: each is kept for a while.
    pub fn challenges(address: &str) -> Self {
        Self::new(&["challenges", &place(address)], 200, 60)
    }

    /// One application from one address.
    pub fn client(id: &str, address: &str) -> Self {
        Self::new(&["client", id, &place(address)], 5, 900)
    }

    /// Applications whatsoever from one address; apart from people, who may sit behind the same.
    pub fn clients(address: &str) -> Self {
        Self::new(&["clients", &place(address)], 50, 60)
    }

    /// Forms that are kept for one address.
    pub fn kept(address: &str) -> Self {
        Self::new(&["kept", address], 20, 300)
    }

    /// Mail that anybody may ask for.
    pub fn mail(what: &str) -> Self {
        Self::new(&["mail", what], 3, 900)
    }

    /// Codes of one person's second factor.
    pub fn factor(person: PersonId, step: &str) -> Self {
        Self::new(&["factor", &person.to_string(), step], 5, 300)
    }

    fn new(parts: &[&str], free: u32, longest_seconds: i64) -> Self {
        let key = hash_secret(&parts.join("\n"));
        Self { key, patience: Patience { free, longest_seconds } }
    }

    fn next(&self, before: Option<&Failures>, now: Time) -> Failures {
        let count = self.counts(before, now).map_or(0, |failures| failures.count).saturating_add(1);
        let waits_until = now.plus_seconds(self.patience.wait_after(count));
        Failures {
            key: self.key.clone(),
            count,
            waits_until,
            forgotten_at: waits_until.plus_seconds(FORGET_AFTER),
        }
    }

    /// What still counts: not what is too old, nor what a clock that went wrong has put too far ahead.
    fn counts<'a>(&self, failures: Option<&'a Failures>, now: Time) -> Option<&'a Failures> {
        failures.filter(|failures| {
            failures.forgotten_at > now
                && failures.waits_until <= now.plus_seconds(self.patience.longest_seconds)
        })
    }

    /// Whole seconds to wait, rounded up.
    fn wait(&self, failures: Option<&Failures>, now: Time) -> Option<u64> {
        let ticks = self.counts(failures, now)?.waits_until.ticks() - now.ticks();
        Some(u64::try_from(ticks).ok().filter(|ticks| *ticks > 0)?.div_ceil(10_000_000))
    }
}

impl Patience {
    /// None while failures are free, then 1 s, 2, 4 … up to the longest.
    fn wait_after(self, failures: u32) -> i64 {
        match failures.checked_sub(self.free) {
            None => 0,
            Some(more) if more < 16 => (1_i64 << more).min(self.longest_seconds),
            Some(_) => self.longest_seconds,
        }
    }
}

/// The address as it is counted: of IPv6 the network of 64 bits, within which a single customer has all addresses.
fn place(address: &str) -> Cow<'_, str> {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let network = Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64));
            Cow::Owned(format!("{network}/64"))
        }
        Ok(IpAddr::V4(address)) => Cow::Owned(address.to_string()),
        Err(_) => Cow::Borrowed(address),
    }
}

/// Counts an attempt; the seconds to wait when it must not be made now, and then it is not counted.
pub(super) async fn begin(app: &App, counted: &[Counted]) -> Result<Option<u64>, AppError> {
    let now = app.clock.now();
    let keys: Vec<String> = counted.iter().map(|counted| counted.key.clone()).collect();
    let mut found = app.sessions.failures(&keys).await?;
    let of = |found: &[Failures], key: &str| found.iter().find(|failures| failures.key == key).cloned();
    let longest = counted.iter().filter_map(|c| c.wait(of(&found, &c.key).as_ref(), now)).max();
    if longest.is_some() {
        return Ok(longest);
    }
    for counted in counted {
        let mut tries = TRIES;
        loop {
            let seen = of(&found, &counted.key);
            if let Some(seconds) = counted.wait(seen.as_ref(), now) {
                return Ok(Some(seconds));
            }
            match app.sessions.count_failure(seen.as_ref(), &counted.next(seen.as_ref(), now)).await {
                Ok(()) => break,
                Err(StoreError::Stale | StoreError::Duplicate { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            tries -= 1;
            if tries == 0 {
                return Ok(Some(1));
            }
            found = app.sessions.failures(&keys).await?;
        }
    }
    Ok(None)
}

/// The attempt was a success: the failures of these are forgiven.
pub(super) async fn succeeded(app: &App, counted: &[Counted]) -> Result<(), AppError> {
    let keys: Vec<String> = counted.iter().map(|counted| counted.key.clone()).collect();
    Ok(app.sessions.forgive_failures(&keys).await?)
}

/// Counts a challenge that anybody may ask for, and that is kept for a while; `TooMany` when too many are asked for from
/// one address and not met.
pub(super) async fn may_challenge(app: &App, address: &str) -> Result<(), AppError> {
    match begin(app, &[Counted::challenges(address)]).await? {
        Some(retry_after_seconds) => Err(AppError::TooMany { retry_after_seconds }),
        None => Ok(()),
    }
}

/// A challenge was met.
pub(super) async fn challenge_met(app: &App, address: &str) -> Result<(), AppError> {
    withdraw(app, &[Counted::challenges(address)]).await
}

/// Takes one attempt back: it was a success, or could not be judged.
pub(super) async fn withdraw(app: &App, counted: &[Counted]) -> Result<(), AppError> {
    let now = app.clock.now();
    for counted in counted {
        for _ in 0..TRIES {
            let found = app.sessions.failures(std::slice::from_ref(&counted.key)).await?;
            let Some(seen) = found.first() else { break };
            let next = Failures { count: seen.count.saturating_sub(1), waits_until: now, ..seen.clone() };
            match app.sessions.count_failure(Some(seen), &next).await {
                Ok(()) => break,
                Err(StoreError::Stale | StoreError::Duplicate { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customers_ipv6_addresses_count_as_one() {
        let of = |address: &str| Counted::address(address);
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
        assert_eq!(of("203.0.113.7"), of("::ffff:203.0.113.7"));
        assert_ne!(of(""), of("203.0.113.7"));
    }
}
