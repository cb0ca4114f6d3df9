//! The repositories.

mod accounts;
mod commit;
mod notifications;
mod organizations;
mod outbox;
mod referrals;
mod webhooks;
