//! The repositories.

mod accounts;
mod audit;
mod commit;
mod credentials;
pub(crate) mod customers;
pub(crate) mod loader;
mod notifications;
mod organizations;
mod outbox;
#[cfg(test)]
mod plans;
mod referrals;
mod sessions;
mod webhooks;
mod workspace;

pub use referrals::IS_SHARED;
