//! What leaves the platform: mails over SMTP, and signed webhook requests through a guard against internal targets.

pub mod guard;
pub mod mail;
pub mod webhook;

pub use guard::Guard;
pub use mail::SmtpMailer;
pub use webhook::{SignedSender, SigningKey};
