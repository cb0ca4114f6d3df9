//! Time and identity, injected so that tests decide them.

use std::fmt;

use jiff::Timestamp;
use ortak_domain::Time;
use uuid::Uuid;

/// The time now.
pub trait Clock: Send + Sync + fmt::Debug {
    fn now(&self) -> Time;
}

/// New identifiers, random or in time order.
pub trait Ids: Send + Sync + fmt::Debug {
    /// A random id that says nothing of when it was made.
    fn random(&self) -> Uuid;
    /// An id that sorts by time of making, which keeps inserts at the end of an index.
    fn ordered(&self) -> Uuid;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is injected")]
    fn now(&self) -> Time {
        Time::from_timestamp(Timestamp::now())
    }
}

/// The machine's source of randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

#[expect(clippy::disallowed_methods, reason = "this is the source of ids that is injected")]
impl Ids for SystemIds {
    fn random(&self) -> Uuid {
        Uuid::new_v4()
    }

    fn ordered(&self) -> Uuid {
        Uuid::now_v7()
    }
}
