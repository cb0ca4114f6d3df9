//! Use cases on accounts: administration, and proving who somebody is.

pub mod admin;
pub mod refresh;
pub mod secret;
pub mod sign_in;
pub mod stages;
