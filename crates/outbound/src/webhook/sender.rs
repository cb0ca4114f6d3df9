//! One attempt to deliver: over HTTP, signed twice, without following redirects.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ortak_app::port::{WebhookAnswer, WebhookError, WebhookRequest, WebhookSender};
use ortak_app::webhook::Secrets;
use ortak_domain::Time;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT};
use reqwest::{Client, redirect};

use crate::Guard;
use crate::webhook::SigningKey;

/// How long a receiver may take, connecting included (03-api A10).
const TIMEOUT: Duration = Duration::from_secs(15);
/// The longest that a receiver may ask to be left alone.
const LONGEST_REST: Duration = Duration::from_hours(24);

/// What a sender needs to know.
#[derive(Clone, Debug)]
pub struct SenderSettings {
    pub guard: Guard,
    pub key: Arc<SigningKey>,
    pub secrets: Secrets,
    /// Where receivers fetch the certificate.
    pub certificate_url: String,
    /// None: 15 seconds.
    pub timeout: Option<Duration>,
}

/// Sends webhook requests: to targets that the guard lets through, signed, each once.
#[derive(Clone, Debug)]
pub struct SignedSender {
    settings: SenderSettings,
    certificate_url: HeaderValue,
    secure: Client,
    /// For targets without TLS, which only the operator's networks may be.
    plain: Client,
}

impl SignedSender {
    /// Fails when the system's trusted certificates can't be read, or the URL of ours is none.
    pub fn new(settings: SenderSettings) -> Result<Self, WebhookError> {
        let timeout = settings.timeout.unwrap_or(TIMEOUT);
        let client = |plain: bool| {
            Client::builder()
                .dns_resolver(settings.guard.resolver(plain))
                .https_only(!plain)
                .http1_only()
                // Every attempt looks the name up and is judged anew.
                .pool_max_idle_per_host(0)
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .timeout(timeout)
                .build()
                .map_err(|error| WebhookError::Unreachable(error.to_string()))
        };
        let certificate_url = HeaderValue::from_str(&settings.certificate_url)
            .map_err(|error| WebhookError::Unreachable(format!("certificate url: {error}")))?;
        Ok(Self { secure: client(false)?, plain: client(true)?, certificate_url, settings })
    }

    /// `webhook-signature` of Standard Webhooks.
    fn standard_signature(&self, request: &WebhookRequest) -> String {
        let bytes = self.settings.secrets.bytes(request.webhook_id, request.secret_version);
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let signed = format!("{}.{}.{}", request.id, request.at.unix_seconds(), request.body);
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, signed.as_bytes())))
    }
}

#[async_trait]
impl WebhookSender for SignedSender {
    async fn send(&self, request: &WebhookRequest) -> Result<WebhookAnswer, WebhookError> {
        let url = self.settings.guard.check(&request.url).map_err(|error| WebhookError::Blocked(error.0))?;
        let client = if url.scheme() == "http" { &self.plain } else { &self.secure };
        let (key, body) = (Arc::clone(&self.settings.key), request.body.clone());
        let signature = tokio::task::spawn_blocking(move || key.sign(body.as_bytes()))
            .await
            .map_err(|error| WebhookError::Unreachable(error.to_string()))?
            .map_err(|error| WebhookError::Unreachable(error.to_string()))?;
        let rsa = format!("Signature {signature}");
        let built = client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("Ortak/", env!("CARGO_PKG_VERSION")))
            .header("x-ms-certificate-url", self.certificate_url.clone())
            .header("x-ms-signature-algorithm", "rsa-sha256")
            .header("webhook-id", request.id.to_string())
            .header("webhook-timestamp", request.at.unix_seconds())
            .header("webhook-signature", self.standard_signature(request));
        let built = if request.signature_in_ms_header {
            built.header("x-ms-signature", rsa)
        } else {
            built.header(AUTHORIZATION, rsa)
        };
        // The body of the answer is nobody's concern, and is not read.
        let answer = built.body(request.body.clone()).send().await.map_err(failed)?;
        let retry_after = rest(answer.headers(), request.at);
        Ok(WebhookAnswer { status: answer.status().as_u16(), retry_after })
    }

    fn check_url(&self, url: &str) -> Result<(), String> {
        self.settings.guard.check(url).map(drop).map_err(|error| error.0)
    }
}

/// Why there was no answer, in words for the delivery log.
fn failed(error: reqwest::Error) -> WebhookError {
    // The query of a target may hold a secret.
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    loop {
        if let Some(forbidden) = cause.downcast_ref::<crate::guard::Forbidden>() {
            return WebhookError::Blocked(forbidden.0.clone());
        }
        match cause.source() {
            Some(next) => cause = next,
            None => break,
        }
    }
    let what = if error.is_timeout() { "no answer in time" } else { "no connection" };
    WebhookError::Unreachable(format!("{what}: {cause}"))
}

/// `Retry-After`: seconds, or a date.
fn rest(headers: &HeaderMap, at: Time) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is more than is granted.
        text.parse().unwrap_or(u64::MAX)
    } else {
        let then = httpdate::parse_http_date(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        u64::try_from(i64::try_from(then.as_secs()).ok()? - at.unix_seconds()).unwrap_or(0)
    };
    Some(Duration::from_secs(seconds).min(LONGEST_REST))
}
