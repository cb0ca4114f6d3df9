//! `$skiptoken`: the position after a page, opaque and signed, so that nobody can make the store work on keys
//! it never gave out.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ortak_app::port::Cursor;
use ortak_domain::field::Scalar;
use ortak_domain::{Amount, ReferralId, Time};
use serde::{Deserialize, Serialize};

/// Bytes of the signature that are kept: 128 bits.
const SIGNATURE: usize = 16;

/// Makes and reads skip tokens.
#[derive(Clone, Debug)]
pub struct SkipTokens {
    key: hmac::Key,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    /// Hash of the query that the position belongs to.
    q: String,
    k: Vec<Key>,
    i: ReferralId,
}

#[derive(Serialize, Deserialize)]
enum Key {
    N,
    B(bool),
    S(String),
    T(i64),
    A(i64),
}

impl SkipTokens {
    /// All processes of an installation share the key, so that a page may be continued on another.
    pub fn new(key: &[u8; 32]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    /// The token for the position in the query; `query` is what must not change between pages.
    pub fn seal(&self, cursor: &Cursor, query: &str) -> String {
        let keys = cursor.keys.iter().map(|key| match key {
            Scalar::Null => Key::N,
            Scalar::Bool(value) => Key::B(*value),
            Scalar::Text(text) => Key::S(text.clone().into_owned()),
            Scalar::Time(time) => Key::T(time.ticks()),
            Scalar::Amount(amount) => Key::A(amount.units()),
        });
        let payload = Payload { q: fingerprint(query), k: keys.collect(), i: cursor.id };
        let mut bytes = serde_json::to_vec(&payload).unwrap_or_default();
        let signature = hmac::sign(&self.key, &bytes);
        bytes.extend(signature.as_ref().iter().take(SIGNATURE));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position, if the token is ours and belongs to this query.
    pub fn open(&self, token: &str, query: &str) -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (payload, signature) = bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE)?)?;
        let expected = hmac::sign(&self.key, payload);
        let expected = expected.as_ref().get(..SIGNATURE)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(expected, signature).ok()?;
        let payload: Payload = serde_json::from_slice(payload).ok()?;
        if payload.q != fingerprint(query) {
            return None;
        }
        let key = |key| {
            Some(match key {
                Key::N => Scalar::Null,
                Key::B(value) => Scalar::Bool(value),
                Key::S(text) => Scalar::Text(text.into()),
                Key::T(ticks) => Scalar::Time(Time::from_ticks(ticks)),
                Key::A(units) => Scalar::Amount(Amount::from_units(units).ok()?),
            })
        };
        Some(Cursor { keys: payload.k.into_iter().map(key).collect::<Option<_>>()?, id: payload.i })
    }
}

fn fingerprint(query: &str) -> String {
    hex::encode(digest(&SHA256, query.as_bytes()).as_ref().get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_its_own_query_and_only_untouched() {
        let tokens = SkipTokens::new(&[7; 32]);
        let cursor = Cursor {
            keys: vec![Scalar::Null, Scalar::Text("İ'\"".into()), Scalar::Time(Time::from_ticks(-1))],
            id: "5dd4dc44-2c1a-4e16-8478-f783ebe815de".parse().unwrap(),
        };
        let token = tokens.seal(&cursor, "q");
        assert_eq!(tokens.open(&token, "q"), Some(cursor));
        assert_eq!(tokens.open(&token, "other"), None);
        assert_eq!(SkipTokens::new(&[8; 32]).open(&token, "q"), None);
        for bad in ["", "x", &token[1..], &format!("{token}A"), &token.replace(&token[5..6], "-")] {
            assert_eq!(tokens.open(bad, "q"), None, "{bad}");
        }
    }
}
