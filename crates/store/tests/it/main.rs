//! The stores keep the contracts of their ports, on SQLite and on PostgreSQL alike.
//!
//! Every `async fn case(store: Store)` that a module hands to `on_both!` runs on each database, freshly migrated.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the whole file is tests; clippy sees only the functions marked so"
)]

mod account_log;
mod accounts;
mod cache;
mod claims;
mod codes;
mod customers;
mod desk;
mod filter;
mod harness;
mod intake;
mod links;
mod membership;
mod opening;
mod organizations;
mod paging;
mod passkeys;
mod people;
mod referrals;
mod sample;
mod schema;
mod search;
mod second_factor;
mod sessions;
mod together;
mod workspace;
