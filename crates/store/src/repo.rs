//! The repositories.

mod accounts;
mod commit;
mod referrals;
