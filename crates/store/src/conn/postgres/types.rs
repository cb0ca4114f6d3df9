//! Values on the wire.

use std::error::Error;
use std::fmt;

use deadpool_postgres::ClientWrapper;
use futures_util::TryStreamExt as _;
use postgres_types::private::BytesMut;
use postgres_types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::super::error::DbError;
use super::super::value::{Row, Value};
use super::error::Failure;

/// A parameter that does not fit its type. Names types and never the value.
#[derive(Debug)]
pub(super) struct BadParameter(String);

impl fmt::Display for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for BadParameter {}

/// Runs a prepared statement; returns its rows and the number of rows affected.
pub(super) async fn run(
    client: &ClientWrapper,
    label: &'static str,
    prepared: &tokio_postgres::Statement,
    params: &[Value],
) -> Result<(Vec<tokio_postgres::Row>, u64), Failure> {
    let (given, used) = (params.len(), prepared.params().len());
    if given != used {
        return Err(DbError::sql(label, "-", format!("{given} parameters given, {used} used")).into());
    }
    let failed = |error| Failure::new(label, &error);
    let stream = client.query_raw(prepared, params).await.map_err(failed)?;
    let mut stream = std::pin::pin!(stream);
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await.map_err(failed)? {
        rows.push(row);
    }
    Ok((rows, stream.rows_affected().unwrap_or(0)))
}

/// Reads a row; a column of a type without a [`Value`] is an error that names the type.
pub(super) fn row(row: &tokio_postgres::Row) -> Result<Row, DbError> {
    let mut values = Vec::with_capacity(row.len());
    for (index, column) in row.columns().iter().enumerate() {
        if !<Value as FromSql>::accepts(column.type_()) {
            return Err(DbError::Corrupt(format!(
                "column {index}: unsupported type {}",
                column.type_().name()
            )));
        }
        let value: Option<Value> =
            row.try_get(index).map_err(|error| DbError::Corrupt(format!("column {index}: {error}")))?;
        values.push(value.unwrap_or(Value::Null));
    }
    Ok(Row::new(values))
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            // The binary form of jsonb is a version and the text.
            Type::JSONB => match raw.split_first() {
                Some((1, text)) => Self::Text(std::str::from_utf8(text)?.to_owned()),
                _ => return Err("unknown jsonb version".into()),
            },
            _ => Self::Text(std::str::from_utf8(raw)?.to_owned()),
        })
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::BOOL
                | Type::INT2
                | Type::INT4
                | Type::INT8
                | Type::BYTEA
                | Type::JSON
                | Type::JSONB
                | Type::TEXT
                | Type::VARCHAR
                | Type::BPCHAR
                | Type::NAME
        )
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let misfit = |what: &str| -> Box<dyn Error + Sync + Send> {
            Box::new(BadParameter(format!("{what} cannot be bound to {}", ty.name())))
        };
        match (self, ty) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Bool(truth), &Type::BOOL) => truth.to_sql(ty, out)?,
            (Self::Int(number), &Type::INT8) => number.to_sql(ty, out)?,
            (Self::Int(number), &Type::INT4) => {
                i32::try_from(*number).map_err(|_| misfit("a large integer"))?.to_sql(ty, out)?
            }
            (Self::Int(number), &Type::INT2) => {
                i16::try_from(*number).map_err(|_| misfit("a large integer"))?.to_sql(ty, out)?
            }
            (Self::Int(number), &(Type::NUMERIC | Type::FLOAT4 | Type::FLOAT8 | Type::OID)) => {
                out.extend_from_slice(number.to_string().as_bytes());
                IsNull::No
            }
            // The server would read the text form of bytea: hexadecimal or escapes.
            (Self::Text(_), &Type::BYTEA) => return Err(misfit("text")),
            (Self::Text(text), _) => {
                out.extend_from_slice(text.as_bytes());
                IsNull::No
            }
            (Self::Bytes(bytes), &Type::BYTEA) => {
                out.extend_from_slice(bytes);
                IsNull::No
            }
            (Self::Bool(_), _) => return Err(misfit("a boolean")),
            (Self::Int(_), _) => return Err(misfit("an integer")),
            (Self::Bytes(_), _) => return Err(misfit("a byte string")),
        };
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        // Decided per value above, with a better message.
        true
    }

    /// Text goes as text, and so may be a parameter of any type that the server can read: json, numeric, date.
    fn encode_format(&self, ty: &Type) -> Format {
        match (self, ty) {
            (Self::Text(_), _)
            | (Self::Int(_), &(Type::NUMERIC | Type::FLOAT4 | Type::FLOAT8 | Type::OID)) => Format::Text,
            _ => Format::Binary,
        }
    }

    to_sql_checked!();
}
