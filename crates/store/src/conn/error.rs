//! What can go wrong at the database, in the words the layers above decide on.
//!
//! Every variant is plain data and `Clone`: one failed group commit answers many callers. Messages name
//! statements, constraints and codes, never the values that were bound, because those are personal data.

use thiserror::Error;

/// An error of the connection layer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DbError {
    /// A statement touched another number of rows than its author said it must.
    #[error("{label}: expected {expected} rows, found {found}")]
    Expectation {
        /// The label of the statement.
        label: &'static str,
        /// The number of rows asked for.
        expected: u64,
        /// The number of rows touched.
        found: u64,
    },
    /// A unique or primary key refused the row.
    #[error("{label}: unique constraint violated: {constraint}")]
    Unique {
        /// The label of the statement.
        label: &'static str,
        /// PostgreSQL: the constraint's name. SQLite: `table.column, table.column`, or the index's name
        /// when the index is over an expression.
        constraint: String,
    },
    /// A foreign key refused the row.
    #[error("{label}: foreign key violated: {constraint}")]
    ForeignKey {
        /// The label of the statement; `commit` for a deferred constraint.
        label: &'static str,
        /// PostgreSQL: the constraint's name. SQLite does not tell, so it is empty there.
        constraint: String,
    },
    /// The database cannot be reached or is too busy; trying later may help. After a failed commit the
    /// outcome may be unknown, so only idempotent work may be repeated blindly.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// The disk of the database is full.
    #[error("database disk full: {0}")]
    Full(String),
    /// The stored data is not what the program wrote: a broken file, or a row of an impossible shape.
    #[error("corrupt data: {0}")]
    Corrupt(String),
    /// The database refused the statement for another reason: in nearly all cases a bug of ours.
    #[error("{0}")]
    Sql(SqlError),
    /// The URL, path or options do not describe a usable database.
    #[error("database configuration: {0}")]
    Config(String),
    /// The database was migrated by a later version of this program.
    #[error("database is newer than this program: schema version {database}, known up to {known}")]
    Newer {
        /// The highest version applied to the database.
        database: i64,
        /// The highest version this program has.
        known: i64,
    },
    /// A migration failed, or the applied ones are not those of this program. Nothing was applied.
    #[error("migration: {0}")]
    Migration(String),
}

/// A statement the database refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{label}: {message} ({code})")]
pub struct SqlError {
    /// The label of the statement, or `query`.
    pub label: &'static str,
    /// SQLSTATE on PostgreSQL, the extended result code on SQLite, `-` when the driver refused it.
    pub code: String,
    /// The primary message of the database, without row values.
    pub message: String,
}

impl DbError {
    /// True when the same call may succeed later without anybody changing it.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Full(_))
    }

    pub(crate) fn sql(label: &'static str, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Sql(SqlError { label, code: code.into(), message: message.into() })
    }
}
