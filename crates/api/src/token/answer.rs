//! The bodies of the token endpoint.

use std::borrow::Cow;

use axum::Json;
use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use ortak_app::AppError;
use ortak_domain::Principal;
use ortak_domain::policy::PrincipalKind;
use ortak_http::tokens::{LIFETIME_SECONDS, TokenRequest};
use ortak_http::{Http, RetryAfter};
use serde::Serialize;

use super::form::Form;

/// Longer resources and scopes are refused: they would only be echoed.
const MAX_ECHO: usize = 1000;

/// A granted token. Clients of the first version of this protocol expect every value as a string, numbers too;
/// later ones read both.
#[derive(Serialize)]
pub(super) struct Answer {
    token_type: &'static str,
    scope: String,
    expires_in: String,
    ext_expires_in: String,
    expires_on: String,
    not_before: String,
    resource: String,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

impl Answer {
    /// Signs the tokens that the request asks for.
    pub(super) fn new(
        http: &Http,
        form: &Form,
        principal: &Principal,
        client_id: &str,
    ) -> Result<Self, Failure> {
        let asked = form.get("scope").unwrap_or_default();
        let audience = match form.get("resource") {
            Some(resource) => resource,
            None => asked.split_whitespace().find_map(resource_of).unwrap_or(&http.base_url),
        };
        let nonce = form.get("nonce");
        if [Some(asked), Some(audience), nonce].into_iter().flatten().any(|text| text.len() > MAX_ECHO) {
            let message = format!("resource, scope and nonce may have at most {MAX_ECHO} bytes each");
            return Err(Failure::invalid_request(message));
        }
        let is_person = principal.kind == PrincipalKind::Person;
        let access = http.tokens.issue(TokenRequest { principal, client_id, audience })?;
        let id_token = if is_person && asked.split_whitespace().any(|scope| scope == "openid") {
            Some(http.tokens.issue_id_token(principal, client_id, nonce)?.token)
        } else {
            None
        };
        let scope = if asked.is_empty() { format!("{audience}/.default") } else { asked.to_owned() };
        Ok(Self {
            token_type: "Bearer",
            scope,
            expires_in: LIFETIME_SECONDS.to_string(),
            ext_expires_in: LIFETIME_SECONDS.to_string(),
            expires_on: access.expires_at.unix_seconds().to_string(),
            not_before: access.not_before.unix_seconds().to_string(),
            resource: audience.to_owned(),
            access_token: access.token,
            refresh_token: None,
            id_token,
        })
    }

    pub(super) fn with_refresh_token(self, token: String) -> Self {
        Self { refresh_token: Some(token), ..self }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (NOT_STORED, Json(self)).into_response()
    }
}

/// RFC 6749, 5.1.
const NOT_STORED: [(http::HeaderName, HeaderValue); 2] =
    [(CACHE_CONTROL, HeaderValue::from_static("no-store")), (PRAGMA, HeaderValue::from_static("no-cache"))];

/// The resource of a scope that names one, like `https://api.partner.microsoft.com/.default`.
fn resource_of(scope: &str) -> Option<&str> {
    scope.strip_suffix("/.default").or_else(|| {
        let (resource, _) = scope.rsplit_once('/')?;
        scope.contains("://").then_some(resource).filter(|resource| !resource.ends_with('/'))
    })
}

/// Why no token was granted (RFC 6749, 5.2).
pub(super) struct Failure {
    status: StatusCode,
    error: &'static str,
    description: Cow<'static, str>,
    retry_after: Option<u64>,
}

#[derive(Serialize)]
struct FailureBody<'a> {
    error: &'static str,
    error_description: &'a str,
    /// Clients look for numbers of another service here.
    error_codes: [u32; 0],
    correlation_id: &'a str,
}

impl Failure {
    fn new(status: StatusCode, error: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self { status, error, description: description.into(), retry_after: None }
    }

    pub(super) fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    pub(super) fn invalid_client(description: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    /// The same whether the application doesn't exist, is disabled, or has another secret.
    pub(super) fn unknown_client() -> Self {
        Self::invalid_client("the application is unknown or its secret is wrong")
    }

    pub(super) fn invalid_grant(description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", description)
    }

    pub(super) fn unsupported(description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", description)
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "this method is not allowed here")
    }

    pub(super) fn too_many(wait: RetryAfter) -> Self {
        let failure = Self::new(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", wait.to_string());
        Self { retry_after: Some(wait.seconds), ..failure }
    }

    pub(super) fn body(rejection: &BytesRejection) -> Self {
        let status = rejection.status();
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            let limit = super::MAX_FORM / 1024;
            return Self::new(status, "invalid_request", format!("the body may have at most {limit} KiB"));
        }
        Self::invalid_request("the body can't be read")
    }

    /// `request_id` is the request's id in our log.
    pub(super) fn into_response(self, request_id: &str) -> Response {
        let body = FailureBody {
            error: self.error,
            error_description: &self.description,
            error_codes: [],
            correlation_id: request_id,
        };
        let mut response = (self.status, NOT_STORED, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"ortak\", charset=\"UTF-8\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        if let AppError::Unavailable(reason) = error {
            tracing::warn!(reason, "no token can be granted now");
            let description = "the service can't answer at the moment";
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", description);
        }
        // Nothing that a caller sends leads to any other error here.
        tracing::error!(%error, "a token could not be granted");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "something went wrong here")
    }
}
