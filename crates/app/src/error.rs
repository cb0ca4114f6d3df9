//! The one error of all use cases; each face renders it exhaustively.

use ortak_domain::referral::{Refusal, Substatus, TransitionError};
use ortak_domain::{Violation, Violations};

use crate::port::StoreError;

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Every field error at once.
    #[error("the input is not valid")]
    Invalid(Vec<Violation>),
    /// No such thing for this caller: it doesn't exist, or is outside the caller's reach (R401).
    #[error("not found")]
    NotFound,
    #[error("{message}")]
    Forbidden { code: &'static str, message: String },
    /// The record's state doesn't allow it.
    #[error("{message}")]
    Conflict { code: &'static str, message: String },
    /// The version that the writer saw is no longer the current one (R315).
    #[error("the referral has been changed by somebody else")]
    Stale,
    /// Asked for too often.
    #[error("too often: try again in {retry_after_seconds} s")]
    TooMany { retry_after_seconds: u64 },
    #[error("{0}")]
    Unavailable(String),
    /// A fault of ours. The text is for the log, never for the caller.
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<Violations> for AppError {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations.into_vec())
    }
}

impl From<Violation> for AppError {
    fn from(violation: Violation) -> Self {
        Self::Invalid(vec![violation])
    }
}

impl From<TransitionError> for AppError {
    fn from(error: TransitionError) -> Self {
        Self::Conflict { code: error.code(), message: error.to_string() }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(violations) => violations.into(),
            Refusal::Transition(error) => error.into(),
            Refusal::WindowOver => Self::Conflict {
                code: "answer_window_over",
                message: "the time to answer is over, and the referral expires".to_owned(),
            },
            Refusal::NotAccepted { field } => Self::Conflict {
                code: "not_accepted",
                message: format!(
                    "{field} can be changed only after the referral is {}",
                    Substatus::Accepted.as_str()
                ),
            },
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            StoreError::Duplicate { what } => {
                Self::Conflict { code: "already_exists", message: format!("there is one already: {what}") }
            }
            StoreError::Unavailable(reason) => Self::Unavailable(reason),
            StoreError::Internal(reason) => Self::Internal(reason),
        }
    }
}
