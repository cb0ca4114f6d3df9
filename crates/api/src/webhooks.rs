//! Webhooks: registration, tests, the delivery log and replay (03-api A10, B 11). Keys are written `LikeThis`, as typed clients
//! read them.

pub mod deliveries;
pub mod registration;
pub mod validation;

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use ortak_app::port::WebhookSender;
use ortak_app::webhook::Secrets;

use crate::Api;
use crate::error::ApiError;

/// What the routes of webhooks need beside the rest.
#[derive(Clone)]
pub struct Webhooks {
    /// Judges targets.
    pub targets: Arc<dyn WebhookSender>,
    pub secrets: Secrets,
    /// Id and PEM of the certificate that requests are signed under.
    pub certificate: (Arc<str>, Arc<str>),
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhooks").field("certificate", &self.certificate.0).finish_non_exhaustive()
    }
}

/// What needs no token: the certificate.
pub fn router() -> Router<Api> {
    Router::new().route("/webhooks/v1/certificates/{name}", axum::routing::get(certificate))
}

/// The certificate as PEM, because some receivers read it as text.
async fn certificate(State(api): State<Api>, Path(name): Path<String>) -> Response {
    let (id, pem) = &api.webhooks.certificate;
    if name != format!("{id}.cer") {
        return ApiError::not_found_route().into_response();
    }
    let headers =
        [(header::CONTENT_TYPE, "application/x-pem-file"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, pem.to_string()).into_response()
}
