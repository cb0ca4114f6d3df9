//! The program as its operator meets it: the real binary, its output, its files.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the whole crate is tests; clippy sees only the functions marked so"
)]

mod admin;
mod audit;
mod backup;
mod configuration;
mod crash;
mod demo;
mod doctor;
mod import;
mod serve;
mod support;
mod together;
mod webhooks;
