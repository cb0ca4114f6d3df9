//! Parameters and rows, the same for both databases.

use super::error::DbError;

/// A parameter, or one column of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// SQL `NULL`, for a parameter or column of any type.
    Null,
    /// A boolean; SQLite stores it as integer 0 or 1.
    Bool(bool),
    /// An integer; PostgreSQL narrows it to the parameter's type and refuses what does not fit.
    Int(i64),
    /// Text, and JSON documents as text.
    Text(String),
    /// A byte string.
    Bytes(Vec<u8>),
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "an integer",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of a result; columns are read by position.
///
/// A column of another type than asked for, or an unexpected `NULL`, is [`DbError::Corrupt`]: an impossible
/// row is an error and never a default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(Box<[Value]>);

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values.into_boxed_slice())
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True for a row without columns.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The column as it came.
    pub fn value(&self, column: usize) -> Result<&Value, DbError> {
        self.0.get(column).ok_or_else(|| no_column(column, self.0.len()))
    }

    /// Text that must be there.
    pub fn text(&self, column: usize) -> Result<&str, DbError> {
        self.opt_text(column)?.ok_or_else(|| null(column, "text"))
    }

    /// Text that must be there, moved out of the row; the column reads as `NULL` afterwards.
    pub fn take_text(&mut self, column: usize) -> Result<String, DbError> {
        self.take_opt_text(column)?.ok_or_else(|| null(column, "text"))
    }

    /// Text or `NULL`.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, DbError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other => Err(wrong(column, "text", other)),
        }
    }

    /// Text or `NULL`, moved out of the row; the column reads as `NULL` afterwards.
    pub fn take_opt_text(&mut self, column: usize) -> Result<Option<String>, DbError> {
        let columns = self.0.len();
        let Some(place) = self.0.get_mut(column) else { return Err(no_column(column, columns)) };
        match std::mem::replace(place, Value::Null) {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other => {
                let error = wrong(column, "text", &other);
                *place = other;
                Err(error)
            }
        }
    }

    /// An integer that must be there.
    pub fn int(&self, column: usize) -> Result<i64, DbError> {
        self.opt_int(column)?.ok_or_else(|| null(column, "an integer"))
    }

    /// An integer or `NULL`.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, DbError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(*number)),
            other => Err(wrong(column, "an integer", other)),
        }
    }

    /// A boolean that must be there.
    pub fn bool(&self, column: usize) -> Result<bool, DbError> {
        self.opt_bool(column)?.ok_or_else(|| null(column, "a boolean"))
    }

    /// A boolean or `NULL`. Integers 0 and 1 count, as SQLite has no booleans.
    pub fn opt_bool(&self, column: usize) -> Result<Option<bool>, DbError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bool(truth) => Ok(Some(*truth)),
            Value::Int(0) => Ok(Some(false)),
            Value::Int(1) => Ok(Some(true)),
            other => Err(wrong(column, "a boolean", other)),
        }
    }

    /// Bytes that must be there.
    pub fn bytes(&self, column: usize) -> Result<&[u8], DbError> {
        self.opt_bytes(column)?.ok_or_else(|| null(column, "bytes"))
    }

    /// Bytes that must be there, moved out of the row; the column reads as `NULL` afterwards.
    pub fn take_bytes(&mut self, column: usize) -> Result<Vec<u8>, DbError> {
        let columns = self.0.len();
        let Some(place) = self.0.get_mut(column) else { return Err(no_column(column, columns)) };
        match std::mem::replace(place, Value::Null) {
            Value::Null => Err(null(column, "bytes")),
            Value::Bytes(bytes) => Ok(bytes),
            other => {
                let error = wrong(column, "bytes", &other);
                *place = other;
                Err(error)
            }
        }
    }

    /// Bytes or `NULL`.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, DbError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Ok(Some(bytes)),
            other => Err(wrong(column, "bytes", other)),
        }
    }
}

#[cold]
fn no_column(column: usize, columns: usize) -> DbError {
    DbError::Corrupt(format!("column {column}: the row has {columns} columns"))
}

#[cold]
fn null(column: usize, wanted: &str) -> DbError {
    DbError::Corrupt(format!("column {column}: expected {wanted}, found null"))
}

#[cold]
fn wrong(column: usize, wanted: &str, found: &Value) -> DbError {
    DbError::Corrupt(format!("column {column}: expected {wanted}, found {}", found.kind()))
}
