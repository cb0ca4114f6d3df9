//! What leaves the platform: signed webhook requests, through a guard against internal targets.

pub mod guard;
pub mod webhook;

pub use guard::Guard;
pub use webhook::{SignedSender, SigningKey};
