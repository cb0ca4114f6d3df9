//! Use cases on accounts: administration, and proving who somebody is.

pub mod admin;
mod backoff;
pub mod profile;
pub mod refresh;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod stages;
pub mod vault;
