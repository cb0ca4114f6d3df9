//! What the server's errors mean for the caller, and whether trying again may help.

use std::error::Error as _;

use tokio_postgres::error::SqlState;

use super::super::error::DbError;

/// Why a transaction that has changed nothing may be run again at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// It may not.
    No,
    /// It lost against a concurrent one.
    Conflict,
    /// The connection is gone; another one may be fine.
    Reconnect,
    /// The server knows another schema, or nothing, under the prepared statement.
    Reprepare,
}

/// An error with the advice that goes with it.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: DbError,
    pub(super) again: Again,
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self { error, again: Again::No }
    }
}

impl Failure {
    pub(super) fn new(label: &'static str, error: &tokio_postgres::Error) -> Self {
        let Some(cause) = error.as_db_error() else {
            return Self::of_driver(label, error);
        };
        let code = cause.code();
        // Only the primary message: the detail quotes the row.
        let message = cause.message();
        let constraint = || cause.constraint().unwrap_or_default().to_owned();
        let mut again = Again::No;
        let error = match code.code() {
            "23505" | "23P01" => DbError::Unique { label, constraint: constraint() },
            "23503" => DbError::ForeignKey { label, constraint: constraint() },
            "53100" => DbError::Full(message.to_owned()),
            "40001" | "40P01" => {
                again = Again::Conflict;
                DbError::Unavailable(format!("{label}: too many concurrent changes ({message})"))
            }
            "26000" => {
                again = Again::Reprepare;
                DbError::sql(label, code.code(), message)
            }
            "0A000" if message.contains("cached plan") => {
                again = Again::Reprepare;
                DbError::sql(label, code.code(), message)
            }
            "57P01" | "57P02" | "57P03" | "57P05" => {
                again = Again::Reconnect;
                DbError::Unavailable(message.to_owned())
            }
            // Cancelled, lock not available, a standby that takes no writes.
            "57014" | "55P03" | "25006" => DbError::Unavailable(format!("{label}: {message}")),
            "XX001" | "XX002" => DbError::Corrupt(message.to_owned()),
            other if ["08", "53", "58"].iter().any(|class| other.starts_with(class)) => {
                DbError::Unavailable(format!("{message} ({other})"))
            }
            other => DbError::sql(label, other, message),
        };
        Self { error, again }
    }

    fn of_driver(label: &'static str, error: &tokio_postgres::Error) -> Self {
        match error.source() {
            Some(source) if source.is::<super::types::BadParameter>() => {
                DbError::sql(label, "-", format!("{error}: {source}")).into()
            }
            Some(source) => {
                Self { error: DbError::Unavailable(format!("{error}: {source}")), again: Again::Reconnect }
            }
            None => Self { error: DbError::Unavailable(error.to_string()), again: Again::Reconnect },
        }
    }
}

/// Says what an error means, where trying again is not considered.
pub(in super::super) fn db_error(label: &'static str, error: &tokio_postgres::Error) -> DbError {
    Failure::new(label, error).error
}

/// An error of opening a connection.
pub(super) fn connecting(error: &tokio_postgres::Error) -> DbError {
    match error.code() {
        Some(
            &SqlState::INVALID_PASSWORD
            | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION
            | &SqlState::UNDEFINED_DATABASE,
        ) => {
            DbError::Config(error.as_db_error().map_or_else(String::new, |cause| cause.message().to_owned()))
        }
        _ => db_error("connect", error),
    }
}
