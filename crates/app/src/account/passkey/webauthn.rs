//! What is verified of an authenticator's answers (Web Authentication, 7.1 and 7.2), and nothing of the store.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use ciborium::Value;
use serde::Deserialize;

/// ES256, `EdDSA` and RS256, in the order in which we like them (IANA COSE algorithms).
pub const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];
const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;
/// Bytes; longer credential ids are to be refused.
const MAX_CREDENTIAL_ID: usize = 1023;

/// What the browser was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    Create,
    Get,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// A key just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    pub credential_id: Vec<u8>,
    /// COSE.
    pub public_key: Vec<u8>,
    pub counter: u32,
}

/// The challenge that the browser answered, for this ceremony on this site, not within another's page.
pub fn client_data(ceremony: Ceremony, origin: &str, json: &[u8]) -> Option<String> {
    let data: ClientData = serde_json::from_slice(json).ok()?;
    let kind = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    (data.kind == kind && data.origin == origin && !data.cross_origin).then_some(data.challenge)
}

/// The key in an attestation object. Its statement is not looked at, as none is asked for.
pub fn attested(site: &str, object: &[u8]) -> Option<NewKey> {
    let object: Value = ciborium::from_reader(object).ok()?;
    let fields = object.as_map()?;
    let data = fields.iter().find(|(name, _)| name.as_text() == Some("authData"))?.1.as_bytes()?;
    let (flags, counter, rest) = authenticator_data(site, data)?;
    if flags & ATTESTED == 0 {
        return None;
    }
    let (_aaguid, rest) = rest.split_at_checked(16)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (credential_id, rest) = rest.split_at_checked(length)?;
    if credential_id.is_empty() || length > MAX_CREDENTIAL_ID {
        return None;
    }
    let mut left = rest;
    let key: Value = ciborium::from_reader(&mut left).ok()?;
    let public_key = rest.get(..rest.len().checked_sub(left.len())?)?.to_vec();
    if flags & EXTENDED != 0 {
        let _extensions: Value = ciborium::from_reader(&mut left).ok()?;
    }
    Key::read(&key)?;
    left.is_empty().then(|| NewKey { credential_id: credential_id.to_vec(), public_key, counter })
}

/// The counter of an answer that this key signed.
pub fn asserted(
    site: &str,
    public_key: &[u8],
    client_data: &[u8],
    data: &[u8],
    signature: &[u8],
) -> Option<u32> {
    let (_, counter, _) = authenticator_data(site, data)?;
    let key: Value = ciborium::from_reader(public_key).ok()?;
    let signed = [data, digest(&SHA256, client_data).as_ref()].concat();
    Key::read(&key)?.verifies(&signed, signature).then_some(counter)
}

/// Flags, counter and what follows, of an authenticator that has seen and verified somebody on this site.
fn authenticator_data<'a>(site: &str, data: &'a [u8]) -> Option<(u8, u32, &'a [u8])> {
    let (hash, rest) = data.split_first_chunk::<32>()?;
    let (flags, rest) = rest.split_first()?;
    let (counter, rest) = rest.split_first_chunk::<4>()?;
    verify_slices_are_equal(hash, digest(&SHA256, site.as_bytes()).as_ref()).ok()?;
    let seen = USER_PRESENT | USER_VERIFIED;
    (flags & seen == seen).then(|| (*flags, u32::from_be_bytes(*counter), rest))
}

/// A public key of one of our algorithms.
enum Key<'a> {
    /// An uncompressed point of P-256.
    Es256(Vec<u8>),
    EdDsa(&'a [u8]),
    Rs256 {
        n: &'a [u8],
        e: &'a [u8],
    },
}

impl<'a> Key<'a> {
    /// Reads COSE (RFC 9053, 7; RFC 8230, 4).
    fn read(key: &'a Value) -> Option<Self> {
        let fields = key.as_map()?;
        let get =
            |label: i64| fields.iter().find(|(name, _)| integer(name) == Some(label)).map(|(_, value)| value);
        let number = |label: i64| get(label).and_then(integer);
        let bytes = |label: i64| get(label).and_then(Value::as_bytes).map(Vec::as_slice);
        match (number(1)?, number(3)?) {
            (2, ES256) => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                let fits = number(-1)? == 1 && x.len() == 32 && y.len() == 32;
                fits.then(|| Self::Es256([&[4], x, y].concat()))
            }
            (1, EDDSA) => bytes(-2).filter(|x| number(-1) == Some(6) && x.len() == 32).map(Self::EdDsa),
            (3, RS256) => {
                let (n, e) = (bytes(-1)?, bytes(-2)?);
                (n.len() >= 256 && n.len() <= 1024).then_some(Self::Rs256 { n, e })
            }
            _ => None,
        }
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::EdDsa(x) => UnparsedPublicKey::new(&ED25519, x).verify(message, signature),
            Self::Rs256 { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        }
        .is_ok()
    }
}

fn integer(value: &Value) -> Option<i64> {
    value.as_integer().and_then(|number| i64::try_from(number).ok())
}
