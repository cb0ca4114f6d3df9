//! Request bodies: JSON, of bounded size, whatever a client calls its type.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};
use ortak_domain::Violation;
use ortak_http::MAX_BODY;
use serde_json::{Map, Value};

use crate::Api;
use crate::error::ApiError;

/// Digits of the longest number that is carried through; a longer one means nothing to anybody.
const MAX_NUMBER: usize = 40;

/// A JSON body, and the bytes it was read from.
#[derive(Debug)]
pub struct Json {
    pub value: Value,
    pub bytes: Bytes,
}

impl FromRequest<Api> for Json {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &Api) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::unsupported_media_type());
        }
        let bytes = to_bytes(request.into_body(), MAX_BODY).await.map_err(|error| {
            let inner = std::error::Error::source(&error);
            if inner.is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>) {
                ApiError::body_too_large(MAX_BODY)
            } else {
                ApiError::bad_request("body_unreadable", "the body could not be read to its end")
            }
        })?;
        // Some Windows tools begin every text with a byte order mark.
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let value: Value = serde_json::from_slice(text).map_err(|error| {
            let message = format!("the body is not JSON: line {}, column {}", error.line(), error.column());
            ApiError::bad_request("malformed_json", message)
        })?;
        match unstorable("", &value) {
            Some(violation) => Err(ApiError::invalid(vec![violation])),
            None => Ok(Self { value, bytes }),
        }
    }
}

impl Json {
    pub fn object(&self) -> Result<&Map<String, Value>, ApiError> {
        self.value
            .as_object()
            .ok_or_else(|| ApiError::bad_request("wrong_type", "the body must be a JSON object"))
    }
}

/// A missing type is JSON (A2); so are its relatives.
fn is_json(headers: &HeaderMap) -> bool {
    // Compressed bodies are none of what is promised.
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return false;
    }
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let Ok(text) = value.to_str() else { return false };
    let text = text.to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    if charset.is_some_and(|charset| !["utf-8", "utf8", "us-ascii"].contains(&charset.trim_matches('"'))) {
        return false;
    }
    kind.is_empty() || kind == "text/json" || kind == "application/json" || {
        kind.starts_with("application/") && kind.ends_with("+json")
    }
}

/// Anything that not every database can hold, wherever it stands.
fn unstorable(path: &str, value: &Value) -> Option<Violation> {
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
    let bad_text = |at: String, text: &str| {
        text.contains('\0')
            .then(|| Violation::new(at, "invalid_character", "must not contain the character U+0000"))
    };
    match value {
        Value::String(text) => bad_text(path.to_owned(), text),
        Value::Number(number) => {
            let text = number.to_string();
            let exponent = text.split_once(['e', 'E']).and_then(|(_, exponent)| exponent.parse::<i32>().ok());
            let huge = text.contains(['e', 'E']) && exponent.is_none_or(|e| !(-99..=99).contains(&e));
            (huge || text.len() > MAX_NUMBER)
                .then(|| Violation::new(path, "number_out_of_range", "is too large or too long a number"))
        }
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(i, item)| unstorable(&at(&i.to_string()), item))
        }
        Value::Object(members) => members
            .iter()
            .find_map(|(name, value)| bad_text(at("?"), name).or_else(|| unstorable(&at(name), value))),
        Value::Null | Value::Bool(_) => None,
    }
}
