//! One statement on one connection: parameters, rows and errors.
//!
//! SQL texts number their parameters `$1`, `$2`, …. SQLite takes `$1` for a parameter *named* `$1` and numbers
//! names by first appearance, so values are bound by that name. Compared with rewriting the texts to `?1`,
//! this needs no lexer of ours (`'$.a'` in a literal is SQLite's business) and no table of rewritten texts, and
//! it costs about as much as one lookup in such a table. It also makes `$1::bigint` harmless: SQLite reads the
//! cast as part of the name, a courtesy to Tcl.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ffi};

use super::super::error::DbError;
use super::super::statement::{Outcome, Statement};
use super::super::value::{Row, Value};

/// Runs a reading statement.
pub(super) fn query(connection: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
    let label = "query";
    let mut prepared = connection.prepare_cached(sql).map_err(|error| db_error(label, &error))?;
    bind(&mut prepared, params, label)?;
    collect(&mut prepared, label)
}

/// Runs one statement of a write and holds it to its expectation.
pub(super) fn execute(
    connection: &Connection,
    statement: &Statement,
    keep_rows: bool,
) -> Result<Outcome, DbError> {
    let label = statement.label;
    let failed = |error| db_error(label, &error);
    let mut prepared = connection.prepare_cached(&statement.sql).map_err(failed)?;
    bind(&mut prepared, &statement.params, label)?;
    let outcome = if prepared.column_count() == 0 {
        // `changes` keeps its value across statements that change no rows, such as CREATE TABLE.
        let before = connection.total_changes();
        prepared.raw_execute().map_err(failed)?;
        let changed = connection.total_changes() != before;
        Outcome { count: if changed { connection.changes() } else { 0 }, rows: Vec::new() }
    } else if keep_rows {
        let rows = collect(&mut prepared, label)?;
        Outcome { count: rows.len() as u64, rows }
    } else {
        let mut rows = prepared.raw_query();
        let mut count = 0;
        while rows.next().map_err(failed)?.is_some() {
            count += 1;
        }
        Outcome { count, rows: Vec::new() }
    };
    statement.check(outcome.count)?;
    Ok(outcome)
}

fn bind(prepared: &mut CachedStatement<'_>, params: &[Value], label: &'static str) -> Result<(), DbError> {
    let mut used = 0;
    for index in 1..=prepared.parameter_count() {
        let number = prepared
            .parameter_name(index)
            .and_then(number)
            .ok_or_else(|| DbError::sql(label, "-", "parameters must be written $1, $2, …"))?;
        let value = number.checked_sub(1).and_then(|place| params.get(place)).ok_or_else(|| {
            DbError::sql(label, "-", format!("parameter ${number} of {} is missing", params.len()))
        })?;
        prepared.raw_bind_parameter(index, value).map_err(|error| db_error(label, &error))?;
        used = used.max(number);
    }
    if used == params.len() {
        Ok(())
    } else {
        Err(DbError::sql(label, "-", format!("{} parameters given, {used} used", params.len())))
    }
}

/// The number in `$12` or `$12::text`.
fn number(name: &str) -> Option<usize> {
    let name = name.strip_prefix('$')?;
    let digits = name.split_once("::").map_or(name, |(digits, _)| digits);
    digits.parse().ok()
}

fn collect(prepared: &mut CachedStatement<'_>, label: &'static str) -> Result<Vec<Row>, DbError> {
    let columns = prepared.column_count();
    let mut rows = prepared.raw_query();
    let mut collected = Vec::new();
    while let Some(row) = rows.next().map_err(|error| db_error(label, &error))? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(value(row.get_ref(column).map_err(|error| db_error(label, &error))?, column)?);
        }
        collected.push(Row::new(values));
    }
    Ok(collected)
}

fn value(stored: ValueRef<'_>, column: usize) -> Result<Value, DbError> {
    match stored {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(_) => Err(DbError::Corrupt(format!("column {column}: text is not UTF-8"))),
        },
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.to_vec())),
        ValueRef::Real(_) => Err(DbError::Corrupt(format!("column {column}: unsupported type real"))),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Bool(truth) => ValueRef::Integer((*truth).into()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Says what an error of SQLite means for the caller.
pub(in super::super) fn db_error(label: &'static str, error: &rusqlite::Error) -> DbError {
    let (cause, message) = match error {
        rusqlite::Error::SqliteFailure(cause, message) => {
            (cause, message.clone().unwrap_or_else(|| cause.to_string()))
        }
        rusqlite::Error::SqlInputError { error: cause, msg, .. } => (cause, msg.clone()),
        other => return DbError::sql(label, "-", other.to_string()),
    };
    match (cause.code, cause.extended_code) {
        (
            _,
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID,
        ) => DbError::Unique { label, constraint: constraint(&message) },
        (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => DbError::ForeignKey { label, constraint: String::new() },
        // The shared-memory index could not grow: the same lack of room as SQLITE_FULL.
        (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => DbError::Full(message),
        (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => DbError::Corrupt(message),
        (
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::OutOfMemory
            | ErrorCode::OperationInterrupted,
            _,
        ) => DbError::Unavailable(message),
        (_, code) => DbError::sql(label, code.to_string(), message),
    }
}

/// The columns in `UNIQUE constraint failed: a.x, a.y`, or the index in `… failed: index 'i'`.
fn constraint(message: &str) -> String {
    let what = message.split_once(": ").map_or(message, |(_, what)| what);
    match what.strip_prefix("index '").and_then(|rest| rest.strip_suffix('\'')) {
        Some(index) => index.to_owned(),
        None => what.to_owned(),
    }
}
