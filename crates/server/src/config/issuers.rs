//! `auth.issuers`: who signs tokens that are accepted.

use ortak_http::TrustedIssuer;
use toml::de::DeValue;

use super::tables::{Problems, Shape};

const SHAPE: Shape = Shape {
    name: "auth.issuers",
    members: &["issuer", "audience", "email_claim", "jwks_url"],
    required: &["issuer", "audience"],
    urls: &["issuer", "jwks_url"],
};

/// Reads the list; each problem comes with the place in the text that it is about.
pub fn read(value: &toml::Spanned<DeValue<'_>>) -> Result<Vec<TrustedIssuer>, Problems> {
    let issuer = |mut row: super::tables::Row| TrustedIssuer {
        issuer: row.remove("issuer").unwrap_or_default(),
        audience: row.remove("audience").unwrap_or_default(),
        email_claim: row.remove("email_claim"),
        jwks_url: row.remove("jwks_url"),
    };
    Ok(SHAPE.read(value)?.into_iter().map(issuer).collect())
}
