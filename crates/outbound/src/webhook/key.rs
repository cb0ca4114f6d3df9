//! The key that signs webhook requests, and the certificate by which receivers check it.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ortak_domain::Time;
use rcgen::{CertificateParams, DnType};
use serde::{Deserialize, Serialize};

/// Days that a certificate is valid.
const VALID_DAYS: i64 = 3_650;

/// An RSA key of 2048 bits with a self-signed certificate.
pub struct SigningKey {
    pair: KeyPair,
    stored: Stored,
}

/// What is kept of it; whoever stores it has to seal it.
#[derive(Serialize, Deserialize)]
struct Stored {
    pkcs8: String,
    certificate: String,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The key can't be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the webhook key can't be used: {0}")]
pub struct InvalidKey(String);

fn invalid(error: &dyn fmt::Display) -> InvalidKey {
    InvalidKey(error.to_string())
}

impl SigningKey {
    /// Makes a key and its certificate for an organization. Takes a moment: not for the async threads.
    pub fn generate(organization: &str, now: Time) -> Result<Self, InvalidKey> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|error| invalid(&error))?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|error| invalid(&error))?;
        let pkcs8 = STANDARD.encode(der.as_ref());
        let signer = rcgen::KeyPair::try_from(der.as_ref()).map_err(|error| invalid(&error))?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Ortak webhooks");
        params.distinguished_name.push(DnType::OrganizationName, organization);
        let date = |at: Time| {
            time::OffsetDateTime::from_unix_timestamp(at.unix_seconds()).map_err(|error| invalid(&error))
        };
        // Clocks of receivers may be behind.
        params.not_before = date(now.plus_days(-1))?;
        params.not_after = date(now.plus_days(VALID_DAYS))?;
        let certificate = params.self_signed(&signer).map_err(|error| invalid(&error))?.pem();
        Ok(Self { pair, stored: Stored { pkcs8, certificate } })
    }

    /// Key and certificate as they are stored. Secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.stored).unwrap_or_default()
    }

    /// Reads what `to_bytes` gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidKey> {
        let stored: Stored = serde_json::from_slice(bytes).map_err(|error| invalid(&error))?;
        let pkcs8 = STANDARD.decode(&stored.pkcs8).map_err(|error| invalid(&error))?;
        let pair = KeyPair::from_pkcs8(&pkcs8).map_err(|error| invalid(&error))?;
        Ok(Self { pair, stored })
    }

    /// The certificate that receivers fetch, as PEM.
    pub fn certificate_pem(&self) -> &str {
        &self.stored.certificate
    }

    /// RSA PKCS#1 v1.5 with SHA-256 over the body, as base64.
    pub fn sign(&self, body: &[u8]) -> Result<String, InvalidKey> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), body, &mut signature)
            .map_err(|error| invalid(&error))?;
        Ok(STANDARD.encode(signature))
    }
}
