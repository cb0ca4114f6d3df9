//! The error envelope (03-api A8, B 4): a documented code outside, a stable code of our own inside.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use ortak_app::AppError;
use ortak_domain::{Violation, Violations};
use ortak_http::{AuthError, RetryAfter};
use serde::Serialize;
use utoipa::ToSchema;

/// What a caller gets instead of an answer. Boxed, because it is rare and every handler's result holds it.
#[derive(Debug)]
pub struct ApiError(Box<Problem>);

#[derive(Debug)]
struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// The inner code; `docs/errors.md` lists them.
    inner: &'static str,
    details: Vec<Violation>,
    header: Option<(HeaderName, HeaderValue)>,
}

/// The error envelope.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    error: OuterError,
}

/// The error as the Partner Center API has it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OuterError {
    /// One of the documented codes.
    code: &'static str,
    message: String,
    target: &'static str,
    inner_error: InnerError,
}

/// What exactly was wrong.
#[derive(Debug, Serialize, ToSchema)]
struct InnerError {
    /// A stable code of Ortak's.
    code: &'static str,
    message: String,
    /// Every field error at once.
    details: Vec<FieldError>,
}

/// One field error.
#[derive(Debug, Serialize, ToSchema)]
struct FieldError {
    /// Path on the wire, like `details/dealValue`.
    field: String,
    code: &'static str,
    message: String,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, inner: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Problem { status, code, message, inner, details: Vec::new(), header: None }))
    }

    pub fn invalid(details: Vec<Violation>) -> Self {
        let message = match details.as_slice() {
            [one] => one.to_string(),
            all => format!("{} fields are not valid", all.len()),
        };
        let inner = match details.as_slice() {
            [one] => one.code,
            _ => "validation_failed",
        };
        let mut error = Self::new(StatusCode::BAD_REQUEST, "invalidRequest", inner, message);
        error.0.details = details;
        error
    }

    pub fn bad_request(inner: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalidRequest", inner, message)
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "itemNotFound", "not_found", "there is no such referral")
    }

    pub fn not_found_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, "itemNotFound", "unknown_route", "there is no such resource")
    }

    /// `Allow` is added by the router, which knows the methods.
    pub fn method_not_allowed() -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self::new(status, "invalidRequest", "method_not_allowed", "the method is not allowed here")
    }

    pub fn body_too_large(limit: usize) -> Self {
        let message = format!("the body must not be larger than {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "invalidRequest", "body_too_large", message)
    }

    pub fn unsupported_media_type() -> Self {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new(status, "invalidRequest", "unsupported_media_type", "the body must be application/json")
    }

    pub fn if_match_required() -> Self {
        let message = "If-Match with the eTag that was read is required";
        Self::new(StatusCode::PRECONDITION_REQUIRED, "preconditionFailed", "if_match_required", message)
    }

    /// Logs the reason and hides it.
    pub fn internal(reason: &str) -> Self {
        tracing::error!(reason, "internal error");
        let message = "something went wrong here; quote the request-id when you report it";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "generalException", "internal_error", message)
    }

    fn with_header(mut self, name: HeaderName, value: Option<HeaderValue>) -> Self {
        self.0.header = value.map(|value| (name, value));
        self
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Invalid(details) => Self::invalid(details),
            AppError::NotFound => Self::not_found(),
            AppError::Forbidden { code, message } => {
                Self::new(StatusCode::FORBIDDEN, "accessDenied", code, message)
            }
            AppError::Conflict { code, message } => {
                Self::new(StatusCode::CONFLICT, "invalidRequest", code, message)
            }
            AppError::Stale => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "preconditionFailed",
                "resourceModified",
                "the referral has been changed since it was read",
            ),
            AppError::TooMany { retry_after_seconds: seconds } => RetryAfter { seconds }.into(),
            AppError::Unavailable(reason) => {
                tracing::warn!(reason, "unavailable");
                let message = "the service can't do this at the moment";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "serviceNotAvailable", "unavailable", message)
                    .with_header(header::RETRY_AFTER, Some(HeaderValue::from_static("5")))
            }
            AppError::Internal(reason) => Self::internal(&reason),
        }
    }
}

impl From<Violations> for ApiError {
    fn from(violations: Violations) -> Self {
        Self::invalid(violations.into_vec())
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        if let AuthError::Unavailable(reason) = &error {
            return AppError::Unavailable(reason.clone()).into();
        }
        let challenge = error.www_authenticate();
        Self::new(error.status(), "unauthenticated", error.code(), error.to_string())
            .with_header(header::WWW_AUTHENTICATE, challenge)
    }
}

impl From<RetryAfter> for ApiError {
    fn from(wait: RetryAfter) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self::new(status, "generalException", "too_many_requests", wait.to_string())
            .with_header(header::RETRY_AFTER, HeaderValue::from_str(&wait.seconds.to_string()).ok())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = *self.0;
        let details = problem.details.into_iter();
        let details = details.map(|v| FieldError { field: v.field, code: v.code, message: v.message });
        // Messages of the envelope are at most 1,024 characters (B 4).
        let message: String = problem.message.chars().take(1_024).collect();
        let body = ErrorBody {
            error: OuterError {
                code: problem.code,
                message: message.clone(),
                target: "referral",
                inner_error: InnerError { code: problem.inner, message, details: details.collect() },
            },
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = problem.status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some((name, value)) = problem.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
