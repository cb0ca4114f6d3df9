//! The master key, and the signing keys that are sealed with it.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use ortak_app::account::vault::{self, CannotOpen};
use ortak_app::port::{SealedKey, StoreError};
use ortak_app::{App, AppError};
use serde::Serialize;

/// The key that the first process makes. The id is fixed, so that a second one that starts at the same moment
/// gets `Duplicate` and takes the first one's key.
const FIRST_KEY: &str = "current-1";

/// The 256-bit key under which secrets are encrypted at rest. It lies outside the database, so that a stolen
/// database gives no secret away.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey([u8; 32]);

/// The text is no master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a master key is 32 bytes, as 64 hexadecimal digits or as base64")]
pub struct InvalidMasterKey;

/// The master key's file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    #[error("{path}: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error("{path}: {error}")]
    Invalid { path: PathBuf, error: InvalidMasterKey },
    #[error("the machine gives no randomness")]
    Randomness,
}

impl MasterKey {
    /// Reads 64 hexadecimal digits, or base64 in either alphabet, padded or not.
    pub fn parse(text: &str) -> Result<Self, InvalidMasterKey> {
        let text = text.trim();
        let bytes = if text.len() == 64 {
            hex::decode(text).ok()
        } else {
            [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
                .iter()
                .find_map(|alphabet| alphabet.decode(text).ok())
        };
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(InvalidMasterKey)
    }

    /// A new random key.
    pub fn random() -> Result<Self, MasterKeyError> {
        let mut bytes = [0; 32];
        SystemRandom::new().fill(&mut bytes).map_err(|_| MasterKeyError::Randomness)?;
        Ok(Self(bytes))
    }

    /// Reads the key from a file, and makes key and file (mode 0600) where there is none. Of processes that
    /// start at once, one makes the file and all read it.
    pub fn load_or_create(path: &Path) -> Result<Self, MasterKeyError> {
        let failed = |error| MasterKeyError::Io { path: path.to_owned(), error };
        match Self::load(path) {
            Err(MasterKeyError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => {}
            done => return done,
        }
        let key = Self::random()?;
        // Written aside and linked into place, so that nobody ever reads half a key, and the second of two
        // processes fails to link instead of replacing the first one's key.
        let suffix: [u8; 8] = {
            let mut bytes = [0; 8];
            SystemRandom::new().fill(&mut bytes).map_err(|_| MasterKeyError::Randomness)?;
            bytes
        };
        let mut aside = path.as_os_str().to_owned();
        aside.push(format!(".{}", hex::encode(suffix)));
        let aside = PathBuf::from(aside);
        let written = key.write(&aside).and_then(|()| match fs::hard_link(&aside, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done,
        });
        let removed = fs::remove_file(&aside);
        written.and(removed).map_err(failed)?;
        Self::load(path)
    }

    /// A key for one purpose (HMAC-SHA256 of its name), so that no two uses share key material.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &self.0);
        let tag = aws_lc_rs::hmac::sign(&key, purpose.as_bytes());
        let mut derived = [0; 32];
        derived.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        derived
    }

    fn load(path: &Path) -> Result<Self, MasterKeyError> {
        let text =
            fs::read_to_string(path).map_err(|error| MasterKeyError::Io { path: path.to_owned(), error })?;
        Self::parse(&text).map_err(|error| MasterKeyError::Invalid { path: path.to_owned(), error })
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        writeln!(file, "{}", hex::encode(self.0))?;
        file.sync_all()
    }

    /// Encrypts; it opens only for the same purpose (see `vault::seal`).
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, AppError> {
        vault::seal(&self.0, purpose, secret)
    }

    /// The opposite of `seal`.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        vault::open(&self.0, purpose, sealed)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// The keys that sign tokens (RS256, 2048 bit): the newest signs, all verify.
pub(crate) struct SigningKeys {
    kid: String,
    signer: EncodingKey,
    verifiers: Vec<(String, DecodingKey)>,
    jwks: Box<str>,
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeys").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl SigningKeys {
    /// Reads the keys, and makes the first where there is none.
    pub(crate) async fn load(app: &App, master: &MasterKey) -> Result<Self, AppError> {
        let mut sealed = app.accounts.signing_keys().await?;
        if sealed.is_empty() {
            let first = SealedKey {
                id: FIRST_KEY.to_owned(),
                sealed: master.seal(&purpose(FIRST_KEY), &new_key().await?)?,
                created_at: app.clock.now(),
            };
            match app.accounts.add_signing_key(first).await {
                Ok(()) | Err(StoreError::Duplicate { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            sealed = app.accounts.signing_keys().await?;
        }
        Self::open(master, &sealed)
    }

    fn open(master: &MasterKey, sealed: &[SealedKey]) -> Result<Self, AppError> {
        let mut keys = Vec::with_capacity(sealed.len());
        for key in sealed {
            let der = master
                .open(&purpose(&key.id), &key.sealed)
                .map_err(|error| AppError::Internal(format!("signing key {}: {error}", key.id)))?;
            let signer = encoding_key(&der).map_err(|error| internal(&error))?;
            let jwk = public_jwk(&signer).map_err(|error| internal(&error))?;
            let verifier = DecodingKey::from_jwk(&jwk).map_err(|error| internal(&error))?;
            keys.push((signer, jwk, verifier));
        }
        let jwks: Vec<&Jwk> = keys.iter().map(|(_, jwk, _)| jwk).collect();
        let jwks = serde_json::to_string(&serde_json::json!({ "keys": jwks }))
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let kid = |jwk: &Jwk| jwk.common.key_id.clone().unwrap_or_default();
        let verifiers = keys.iter().map(|(_, jwk, verifier)| (kid(jwk), verifier.clone())).collect();
        let Some((signer, jwk, _)) = keys.into_iter().next() else {
            return Err(AppError::Internal("the store lost the signing key".to_owned()));
        };
        Ok(Self { kid: kid(&jwk), signer, verifiers, jwks: jwks.into_boxed_str() })
    }

    /// The public keys (RFC 7517).
    pub(crate) fn jwks(&self) -> &str {
        &self.jwks
    }

    /// The verifying key with this id.
    pub(crate) fn verifier(&self, kid: &str) -> Option<&DecodingKey> {
        self.verifiers.iter().find(|(known, _)| known == kid).map(|(_, key)| key)
    }

    /// A signed token of the given type (the header's `typ`).
    pub(crate) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, AppError> {
        let mut header = Header::new(Algorithm::RS256);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.signer).map_err(|error| internal(&error))
    }
}

fn internal(error: &jsonwebtoken::errors::Error) -> AppError {
    AppError::Internal(format!("signing key: {error}"))
}

fn purpose(id: &str) -> String {
    format!("signing-key/{id}")
}

/// A new private key as PKCS#8. Finding the primes takes a good part of a second, so it is done aside.
async fn new_key() -> Result<Vec<u8>, AppError> {
    let made = tokio::task::spawn_blocking(|| {
        let pair = KeyPair::generate(KeySize::Rsa2048)?;
        pair.as_der().map(|der| der.as_ref().to_vec())
    });
    made.await
        .map_err(|error| AppError::Internal(error.to_string()))?
        .map_err(|_| AppError::Internal("a signing key can't be made".to_owned()))
}

/// The library takes PKCS#8 only as PEM.
fn encoding_key(pkcs8: &[u8]) -> Result<EncodingKey, jsonwebtoken::errors::Error> {
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(pkcs8));
    EncodingKey::from_rsa_pem(pem.as_bytes())
}

/// The public part, with its RFC 7638 thumbprint as the key id.
fn public_jwk(key: &EncodingKey) -> Result<Jwk, jsonwebtoken::errors::Error> {
    let mut jwk = Jwk::from_encoding_key(key, Algorithm::RS256)?;
    jwk.common.key_id = Some(jwk.thumbprint(ThumbprintHash::SHA256)?);
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    Ok(jwk)
}

#[cfg(test)]
mod tests {
    use ortak_app::testing::TestApp;

    use super::*;

    #[test]
    fn reads_hex_and_base64_and_shows_neither() {
        let key = MasterKey([7; 32]);
        for text in [hex::encode([7; 32]), STANDARD.encode([7; 32]), URL_SAFE_NO_PAD.encode([7; 32])] {
            assert_eq!(MasterKey::parse(&format!(" {text}\n")), Ok(key.clone()));
        }
        for text in ["", "07", &hex::encode([7; 31]), &STANDARD.encode([7; 33]), &"g".repeat(64)] {
            assert_eq!(MasterKey::parse(text), Err(InvalidMasterKey), "{text}");
        }
        assert_eq!(format!("{key:?}"), "MasterKey(…)");
    }

    #[test]
    fn opens_only_what_it_sealed_for_the_same_purpose() {
        let key = MasterKey::random().unwrap();
        let sealed = key.seal("a", b"secret").unwrap();
        assert_ne!(sealed, key.seal("a", b"secret").unwrap(), "the nonce is random");
        assert_eq!(key.open("a", &sealed).unwrap(), b"secret");
        assert_eq!(key.open("b", &sealed), Err(CannotOpen));
        assert_eq!(MasterKey::random().unwrap().open("a", &sealed), Err(CannotOpen));
        for length in 0..sealed.len() {
            assert_eq!(key.open("a", &sealed[..length]), Err(CannotOpen), "{length}");
        }
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(key.open("a", &damaged), Err(CannotOpen), "{at}");
        }
    }

    #[test]
    fn makes_a_private_file_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let keys: Vec<MasterKey> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| MasterKey::load_or_create(&path).unwrap())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left aside");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "nonsense").unwrap();
        let error = MasterKey::load_or_create(&path).unwrap_err().to_string();
        assert!(error.contains("master.key") && !error.contains("nonsense"), "{error}");
        assert!(MasterKey::load_or_create(&folder.path().join("no/such/folder")).is_err());
    }

    #[tokio::test]
    async fn processes_that_start_at_once_agree_on_one_key() {
        let test = TestApp::new();
        let master = MasterKey::random().unwrap();
        let (one, two) =
            tokio::join!(SigningKeys::load(&test.app, &master), SigningKeys::load(&test.app, &master));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one.kid, two.kid);
        assert_eq!(one.jwks(), two.jwks());
        assert_eq!(SigningKeys::load(&test.app, &master).await.unwrap().kid, one.kid);

        let other = SigningKeys::load(&test.app, &MasterKey::random().unwrap()).await;
        assert!(matches!(other, Err(AppError::Internal(reason)) if reason.contains("master key")));
    }

    #[tokio::test]
    async fn the_newest_key_signs_and_older_ones_still_verify() {
        let test = TestApp::new();
        let master = MasterKey::random().unwrap();
        let first = SigningKeys::load(&test.app, &master).await.unwrap();
        test.clock.advance_seconds(1);
        let sealed = master.seal(&purpose("current-2"), &new_key().await.unwrap()).unwrap();
        let second = SealedKey { id: "current-2".to_owned(), sealed, created_at: test.app.clock.now() };
        test.app.accounts.add_signing_key(second).await.unwrap();
        let both = SigningKeys::load(&test.app, &master).await.unwrap();
        assert_ne!(both.kid, first.kid);
        assert!(both.verifier(&first.kid).is_some() && both.verifier(&both.kid).is_some());
        assert!(both.verifier("").is_none());
        let jwks: serde_json::Value = serde_json::from_str(both.jwks()).unwrap();
        assert_eq!(jwks["keys"].as_array().unwrap().len(), 2);
        let mut members: Vec<&String> = jwks["keys"][0].as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"], "only the public part");
        assert!(!format!("{both:?}").contains("signer"));
    }
}
