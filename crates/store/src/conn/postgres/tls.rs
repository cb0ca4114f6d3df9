//! The URL of a server and how its connections are encrypted, in the terms of `libpq`.
//!
//! The driver knows `disable`, `prefer` and `require` and leaves certificates to the connector, so `sslmode`
//! and `sslrootcert` are taken out of the URL here.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::error::DbError;

/// How much of the server's certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    Nothing,
    Chain,
    ChainAndName,
}

pub(super) fn parse(url: &str) -> Result<(Config, MakeRustlsConnect), DbError> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut mode = "prefer";
    let mut roots = None;
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = value,
            Some(("sslrootcert", value)) => roots = Some(value),
            _ => rest.push(pair),
        }
    }
    let (ssl_mode, trust) = match mode {
        "disable" => (SslMode::Disable, Trust::Nothing),
        "prefer" | "allow" => (SslMode::Prefer, Trust::Nothing),
        // As in libpq: with a root certificate at hand, `require` means `verify-ca`.
        "require" if roots.is_some() => (SslMode::Require, Trust::Chain),
        "require" => (SslMode::Require, Trust::Nothing),
        "verify-ca" => (SslMode::Require, Trust::Chain),
        "verify-full" => (SslMode::Require, Trust::ChainAndName),
        other => return Err(DbError::Config(format!("unknown sslmode {other}"))),
    };
    let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    // The error may say which part is wrong; the URL itself holds a password.
    let mut config: Config = url.parse().map_err(|error: tokio_postgres::Error| {
        let cause = std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
        DbError::Config(format!("the database URL is not valid{cause}"))
    })?;
    config.ssl_mode(ssl_mode);
    Ok((config, connector(trust, roots)?))
}

fn connector(trust: Trust, roots: Option<&str>) -> Result<MakeRustlsConnect, DbError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let chain = match trust {
        Trust::Nothing => None,
        Trust::Chain | Trust::ChainAndName => {
            let store = Arc::new(root_store(roots)?);
            Some(
                WebPkiServerVerifier::builder_with_provider(store, Arc::clone(&provider))
                    .build()
                    .map_err(|error| DbError::Config(format!("sslrootcert: {error}")))?,
            )
        }
    };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| DbError::Config(format!("tls: {error}")))?
        .dangerous();
    let config = match (trust, chain) {
        (Trust::ChainAndName, Some(chain)) => builder.with_custom_certificate_verifier(chain),
        (_, chain) => builder.with_custom_certificate_verifier(Arc::new(Lenient { chain, provider })),
    };
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

fn root_store(file: Option<&str>) -> Result<RootCertStore, DbError> {
    let mut store = RootCertStore::empty();
    match file {
        Some(file) if file != "system" => {
            let broken = |error| DbError::Config(format!("sslrootcert {file}: {error}"));
            for certificate in CertificateDer::pem_file_iter(file).map_err(broken)? {
                store
                    .add(certificate.map_err(broken)?)
                    .map_err(|error| DbError::Config(format!("sslrootcert {file}: {error}")))?;
            }
        }
        _ => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if store.is_empty() {
        return Err(DbError::Config("no root certificates to verify the server with".to_owned()));
    }
    Ok(store)
}

/// `prefer` and `require` encrypt without knowing the other side, `verify-ca` does not look at the name.
#[derive(Debug)]
struct Lenient {
    chain: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // The name is looked at last, so the chain is good.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
