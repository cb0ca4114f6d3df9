//! Helpers for tests; a dev-dependency only.

pub mod postgres;
pub mod smtp;
