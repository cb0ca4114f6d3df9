//! The use cases of Ortak and the ports they need. API, pages, jobs and the command line all call these.

pub mod account;
pub mod audit;
pub mod ctx;
pub mod document;
pub mod error;
pub mod etag;
pub mod port;
pub mod referral;
pub mod search;
#[cfg(feature = "testing")]
pub mod testing;

use std::sync::Arc;

pub use ctx::Ctx;
pub use error::AppError;
pub use port::{Accounts, Clock, Ids, Referrals};

/// Everything a use case needs from outside. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    pub referrals: Arc<dyn Referrals>,
    pub accounts: Arc<dyn Accounts>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}
