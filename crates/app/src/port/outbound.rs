//! What leaves the platform: mails and webhook requests.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use ortak_domain::Time;
use uuid::Uuid;

/// A mail, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The same on every attempt, so that receivers recognize a repetition: becomes `Message-ID`.
    pub id: Uuid,
    pub to_name: String,
    pub to_address: String,
    /// `en` or `tr`: becomes `Content-Language`.
    pub language: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The HTTPS address of one-click unsubscription (RFC 8058).
    pub unsubscribe_url: Option<String>,
    /// When it was written, the same on every attempt: becomes `Date`.
    pub written_at: Time,
}

/// Why a mail was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server can't be reached, is busy or asks to come back: the same mail may be accepted later.
    #[error("{0}")]
    Temporary(String),
    /// The server or the address will never take this mail.
    #[error("{0}")]
    Refused(String),
}

/// Sends mail.
#[async_trait]
pub trait Mailer: Send + Sync + fmt::Debug {
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}

/// One attempt of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRequest {
    /// `webhook-id`.
    pub id: Uuid,
    pub url: String,
    pub body: String,
    /// `webhook-timestamp`: the time of the attempt.
    pub at: Time,
    /// Which webhook's secret signs (Standard Webhooks).
    pub webhook_id: Uuid,
    pub secret_version: i64,
    /// The RSA signature goes into `x-ms-signature` instead of `Authorization`.
    pub signature_in_ms_header: bool,
}

/// What the receiver answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebhookAnswer {
    pub status: u16,
    /// How long the receiver wants to be left alone.
    pub retry_after: Option<Duration>,
}

/// Why there was no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// The target is no web address, or lies in a network that is not to be reached from here.
    #[error("{0}")]
    Blocked(String),
    /// No connection, no name, reset, timed out, or no HTTP.
    #[error("{0}")]
    Unreachable(String),
}

/// Sends webhook requests, signed.
#[async_trait]
pub trait WebhookSender: Send + Sync + fmt::Debug {
    async fn send(&self, request: &WebhookRequest) -> Result<WebhookAnswer, WebhookError>;

    /// Whether a URL may be a target at all, as far as it can be said without looking up its name; the reason
    /// otherwise.
    fn check_url(&self, url: &str) -> Result<(), String>;
}
