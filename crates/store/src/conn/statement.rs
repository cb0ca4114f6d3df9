//! One statement of a write.

use std::borrow::Cow;

use super::error::DbError;
use super::value::Value;

/// One SQL statement with its parameters, a name for error messages, and what it must touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub(crate) sql: Cow<'static, str>,
    pub(crate) params: Vec<Value>,
    pub(crate) label: &'static str,
    pub(crate) expect: Expect,
}

/// How many rows a statement must touch for its transaction to commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Any number, none included.
    Any,
    /// Exactly this number; another one undoes the whole write with [`DbError::Expectation`].
    Rows(u64),
}

impl Statement {
    /// A statement that may touch any number of rows. `label` says in errors what was attempted, such as
    /// `update referral`.
    pub fn new(label: &'static str, sql: impl Into<Cow<'static, str>>, params: Vec<Value>) -> Self {
        Self { sql: sql.into(), params, label, expect: Expect::Any }
    }

    /// Demands exactly this number of rows: affected ones, or returned ones when the statement has a
    /// `RETURNING` clause.
    #[must_use]
    pub fn expect_rows(self, rows: u64) -> Self {
        Self { expect: Expect::Rows(rows), ..self }
    }

    pub(crate) fn check(&self, found: u64) -> Result<(), DbError> {
        match self.expect {
            Expect::Rows(expected) if expected != found => {
                Err(DbError::Expectation { label: self.label, expected, found })
            }
            _ => Ok(()),
        }
    }
}

/// What one statement of a write did.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Rows returned, or affected by a statement that returns none.
    pub(crate) count: u64,
    /// The `RETURNING` rows, kept only when asked for.
    pub(crate) rows: Vec<super::value::Row>,
}
