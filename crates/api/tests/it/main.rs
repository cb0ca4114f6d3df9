//! The API over the real stores: documented and captured bodies, and what every caller may see and do.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::many_single_char_names,
    reason = "a test fails by panicking"
)]

mod access;
mod codes;
mod harness;
mod logins;
mod payloads;
mod queries;
mod receiver;
mod scenario;
mod settings;
mod together;
mod walk;
mod webhooks;
mod writes;
