//! Helpers for tests; for development only.

pub mod issuer;
pub mod pairs;
pub mod postgres;
pub mod smtp;
