//! Failures of pages. A handler returns a `Failure`; the layer around all pages renders it, for it knows the reader.

use std::borrow::Cow;

use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use http::StatusCode;
use ortak_app::AppError;
use ortak_domain::Violation;

/// Why there is no page.
#[derive(Debug)]
pub enum Failure {
    /// Signing in comes first; then the reader returns to this path.
    SignIn {
        next: String,
        /// By which the browser finds again what it sent.
        kept: Option<Box<Cookie<'static>>>,
    },
    /// A fresh proof of identity comes first; then the reader returns to this path.
    Prove {
        next: Cow<'static, str>,
    },
    /// The form came from elsewhere, or from a session that has ended.
    StaleForm,
    /// There is no such page.
    NoSuchPage,
    App(AppError),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::App(AppError::Internal(format!("a page can't be rendered: {error}")))
    }
}

/// What the layer around the pages renders: a status, and the message ids `error-page-{kind}-…`.
#[derive(Clone, Debug)]
pub(crate) struct ErrorPage {
    pub kind: &'static str,
    /// Of what is refused: `conflict-{code}` says why, where there is such a message.
    pub code: Option<&'static str>,
    /// What is not valid.
    pub problems: Vec<Violation>,
}

impl Failure {
    fn page(&self) -> (StatusCode, &'static str) {
        match self {
            Self::SignIn { .. } | Self::Prove { .. } => (StatusCode::UNAUTHORIZED, "sign-in"),
            Self::StaleForm => (StatusCode::FORBIDDEN, "stale-form"),
            Self::NoSuchPage | Self::App(AppError::NotFound) => (StatusCode::NOT_FOUND, "not-found"),
            Self::App(AppError::Forbidden { .. }) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::App(AppError::Invalid(_)) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            Self::App(AppError::Conflict { .. } | AppError::Stale) => (StatusCode::CONFLICT, "conflict"),
            Self::App(AppError::TooMany { .. }) => (StatusCode::TOO_MANY_REQUESTS, "too-many"),
            Self::App(AppError::Unavailable(_)) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::App(AppError::Internal(_)) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let to = |page: &str, next: &str| {
            let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
            Redirect::to(&format!("{page}?next={next}"))
        };
        if let Self::SignIn { next, kept } = self {
            let cookies = kept.into_iter().fold(CookieJar::new(), |jar, cookie| jar.add(*cookie));
            return (cookies, to("/sign-in", &next)).into_response();
        }
        if let Self::Prove { next } = self {
            return to("/settings/security/confirm", &next).into_response();
        }
        if let Self::App(AppError::Internal(reason) | AppError::Unavailable(reason)) = &self {
            tracing::error!(%reason, "a page failed");
        }
        let code = match &self {
            Self::App(AppError::Conflict { code, .. } | AppError::Forbidden { code, .. }) => Some(*code),
            _ => None,
        };
        let (status, kind) = self.page();
        let problems = if let Self::App(AppError::Invalid(problems)) = self { problems } else { Vec::new() };
        let mut response = status.into_response();
        response.extensions_mut().insert(ErrorPage { kind, code, problems });
        response
    }
}
