//! The repositories.

mod accounts;
mod commit;
mod notifications;
mod organizations;
mod outbox;
#[cfg(test)]
mod plans;
mod referrals;
mod webhooks;
mod workspace;

pub use referrals::IS_SHARED;
