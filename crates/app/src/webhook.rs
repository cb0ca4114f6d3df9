//! Webhooks: registrations, tests, the delivery log and replay (03-api A10, B 11).

pub mod deliver;
mod failing;
pub mod log;
pub mod register;

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

/// The secrets that webhook requests are signed with (Standard Webhooks). They are derived, not stored, so that a
/// stolen database gives none away.
#[derive(Clone)]
pub struct Secrets(hmac::Key);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// Over a key that serves no other purpose (`MasterKey::derive("webhook secrets")`).
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The bytes that sign the requests of this webhook.
    pub fn bytes(&self, webhook: Uuid, version: i64) -> Vec<u8> {
        hmac::sign(&self.0, format!("{webhook} {version}").as_bytes()).as_ref().to_vec()
    }

    /// The same as subscribers get to see it: `whsec_` and base64.
    pub fn text(&self, webhook: Uuid, version: i64) -> String {
        format!("whsec_{}", STANDARD.encode(self.bytes(webhook, version)))
    }
}
