//! Secrets encrypted at rest: AES-256-GCM under a key that lies outside the database.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};

use crate::error::AppError;

/// The layout of a sealed secret: this byte, the nonce, the ciphertext with its tag.
const SEALED_V1: u8 = 1;

/// A sealed secret can't be opened: sealed under another key or for another purpose, or damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored secret can't be opened with this master key")]
pub struct CannotOpen;

/// Encrypts with AES-256-GCM under a random nonce. It opens only for the same purpose, so that one secret can't be put
/// in another's place.
pub fn seal(key: &[u8; 32], purpose: &str, secret: &[u8]) -> Result<Vec<u8>, AppError> {
    let failed = |_| AppError::Internal("a secret can't be encrypted".to_owned());
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(failed)?;
    let mut text = secret.to_vec();
    let nonce = key.seal_in_place_append_tag(Aad::from(purpose), &mut text).map_err(failed)?;
    let mut sealed = Vec::with_capacity(1 + NONCE_LEN + text.len());
    sealed.push(SEALED_V1);
    sealed.extend_from_slice(nonce.as_ref());
    sealed.append(&mut text);
    Ok(sealed)
}

/// The opposite of `seal`.
pub fn open(key: &[u8; 32], purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
    let Some((&SEALED_V1, rest)) = sealed.split_first() else { return Err(CannotOpen) };
    let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or(CannotOpen)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| CannotOpen)?;
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| CannotOpen)?;
    let mut text = text.to_vec();
    let secret = key.open_in_place(nonce, Aad::from(purpose), &mut text).map_err(|_| CannotOpen)?;
    Ok(secret.to_vec())
}

/// Seals the secrets of people. Without a key it is locked: what needs no secret works.
#[derive(Clone, Default)]
pub struct Vault(Option<[u8; 32]>);

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Vault(…)" } else { "Vault(locked)" })
    }
}

impl Vault {
    /// Over a key that serves no other purpose (`MasterKey::derive("accounts")`).
    pub const fn new(key: [u8; 32]) -> Self {
        Self(Some(key))
    }

    /// Whether there is no key.
    pub const fn is_locked(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, AppError> {
        seal(self.key()?, purpose, secret)
    }

    pub(super) fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, AppError> {
        open(self.key()?, purpose, sealed).map_err(|error| AppError::Internal(error.to_string()))
    }

    fn key(&self) -> Result<&[u8; 32], AppError> {
        self.0.as_ref().ok_or_else(|| AppError::Internal("the master key is not there".to_owned()))
    }
}
