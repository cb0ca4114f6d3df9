//! Passwords and secrets: made, hashed and compared. Nothing here blocks longer than a password hash does,
//! so callers run `hash_password` and `password_matches` off the async threads.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::AppError;

/// 256 random bits as 43 URL-safe characters: client secrets and refresh tokens.
pub fn random_secret() -> Result<String, AppError> {
    let mut bytes = [0_u8; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| AppError::Internal("the machine gives no randomness".to_owned()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// SHA-256 (hex), enough for secrets that are random themselves.
pub fn hash_secret(secret: &str) -> String {
    hex::encode(digest(&SHA256, secret.as_bytes()))
}

/// Compares in constant time.
pub fn secret_matches(secret: &str, hash: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(hash_secret(secret).as_bytes(), hash.as_bytes()).is_ok()
}

/// argon2id with the library's default cost (19 MiB, 2 passes: the OWASP minimum), as PHC text.
pub fn hash_password(password: &str) -> Result<String, AppError> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| AppError::Internal(format!("the password can't be hashed: {error}")))?;
    Ok(hash.to_string())
}

/// False for a wrong password and for a hash that isn't one.
pub fn password_matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_secrets_match_only_themselves() {
        let hash = hash_password("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(password_matches("correct horse", &hash));
        assert!(!password_matches("wrong horse", &hash));
        assert!(!password_matches("correct horse", "nonsense"));
        let secret = random_secret().unwrap();
        assert_eq!(secret.len(), 43);
        assert!(secret_matches(&secret, &hash_secret(&secret)));
        assert!(!secret_matches("other", &hash_secret(&secret)));
    }
}
