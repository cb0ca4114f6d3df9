//! Use cases on accounts: administration, and proving who somebody is.

pub mod admin;
pub mod authorize;
mod backoff;
mod by;
pub mod clients;
pub mod company;
pub mod first_run;
pub mod kept;
pub mod mail;
pub mod oidc;
pub mod one_time;
pub mod passkey;
pub mod password;
pub mod people;
pub mod profile;
pub mod proof;
pub mod refresh;
pub mod reset;
pub(crate) mod revise;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod stages;
pub mod totp;
pub mod vault;

pub use by::By;
