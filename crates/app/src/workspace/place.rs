//! Places in a list as they stand in URLs: opaque, and worthless under another order.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ortak_domain::ReferralId;
use serde::{Deserialize, Serialize};

use crate::port::{Place, Sort, SortBy, SortKey};

/// What is encoded.
#[derive(Serialize, Deserialize)]
struct Written(String, bool, Vec<Key>, ReferralId);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Key {
    Null,
    Int(i64),
    Text(String),
}

pub fn encode(sort: Sort, place: &Place) -> String {
    let keys = place.keys.iter().map(|key| match key {
        SortKey::Null => Key::Null,
        SortKey::Int(value) => Key::Int(*value),
        SortKey::Text(text) => Key::Text(text.clone()),
    });
    let written = Written(sort.by.as_str().to_owned(), sort.descending, keys.collect(), place.id);
    // Words, numbers and texts always serialize.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&written).unwrap_or_default())
}

/// None when the text is no place in this order.
pub fn decode(sort: Sort, text: &str) -> Option<Place> {
    let Written(by, descending, keys, id) =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    if SortBy::parse(&by) != Some(sort.by) || descending != sort.descending || keys.len() != arity(sort.by) {
        return None;
    }
    let keys =
        keys.into_iter().enumerate().map(|(at, key)| key_of(sort.by, at, key)).collect::<Option<_>>()?;
    Some(Place { keys, id })
}

const fn arity(by: SortBy) -> usize {
    if matches!(by, SortBy::Stage | SortBy::Value) { 2 } else { 1 }
}

fn key_of(by: SortBy, at: usize, key: Key) -> Option<SortKey> {
    let is_text = match by {
        SortBy::Name | SortBy::Customer | SortBy::Location => true,
        // The currency, then the amount.
        SortBy::Value => at == 0,
        _ => false,
    };
    match (is_text, key) {
        (true, Key::Text(text)) if !text.contains('\0') => Some(SortKey::Text(text)),
        (false, Key::Int(value)) => Some(SortKey::Int(value)),
        (false, Key::Null) if by == SortBy::Closing => Some(SortKey::Null),
        _ => None,
    }
}
