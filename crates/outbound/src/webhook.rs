//! Webhook requests: guarded targets, and two signatures on every one (03-api A10, B 11).

mod key;
mod sender;

pub use key::{InvalidKey, SigningKey};
pub use sender::{SenderSettings, SignedSender};
