//! Backups: everything in the database as gzip'd lines of JSON, the same from SQLite and PostgreSQL.
//!
//! ```text
//! {"format":"ortak backup","version":1,"schema":1,"program":"0.1.0","createdAt":"…","dialect":"sqlite"}
//! {"table":"organization","columns":["organization_id",…]}
//! ["msft","Contoso",…]
//! …
//! {"rows":{"organization":1,…},"sha256":"…"}
//! ```
//!
//! Numbers are integers, texts are texts, booleans are 0 and 1, bytes are `{"base64":"…"}`. Rows stand in the order
//! of the primary key. The last line counts the rows and holds the SHA-256 of all bytes before it. The master key is
//! not in it: whoever finds a backup must not be able to open the secrets in it.

mod read;
mod write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ortak_store::conn::Value;
use serde::{Deserialize, Serialize};

pub use read::{Contents, Item, Reading, verify};
pub use write::write;

const FORMAT: &str = "ortak backup";
const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    format: String,
    version: u32,
    /// The version of the schema that the rows fit.
    pub schema: i64,
    /// The version of the program that wrote it.
    pub program: String,
    pub created_at: ortak_domain::Time,
    pub dialect: String,
}

/// The line before the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableLine {
    pub table: String,
    pub columns: Vec<String>,
}

/// The last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Trailer {
    rows: Counts,
    sha256: String,
}

/// Rows by table.
pub type Counts = std::collections::BTreeMap<String, u64>;

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(truth) => u8::from(*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes(bytes) => serde_json::json!({ "base64": STANDARD.encode(bytes) }),
    }
}

fn from_json(value: serde_json::Value) -> Option<Value> {
    Some(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(truth),
        serde_json::Value::Number(number) => Value::Int(number.as_i64()?),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Object(members) => {
            Value::Bytes(STANDARD.decode(members.get("base64")?.as_str()?).ok()?)
        }
        serde_json::Value::Array(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Int),
            any::<String>().prop_map(Value::Text),
            any::<Vec<u8>>().prop_map(Value::Bytes),
        ]
    }

    proptest! {
        #[test]
        fn values_survive(value in value()) {
            let line = serde_json::to_string(&to_json(&value)).unwrap();
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(from_json(serde_json::from_str(&line).unwrap()), Some(value));
        }
    }
}
