//! `auth.login_providers`: where people may sign in with an account that they have already.

use ortak_http::LoginProvider;
use toml::de::DeValue;

use super::tables::{Problems, Row, Shape};

const SHAPE: Shape = Shape {
    name: "auth.login_providers",
    members: &["id", "name", "issuer", "client_id", "client_secret", "email_claim"],
    required: &["id", "issuer", "client_id", "client_secret"],
    urls: &["issuer"],
};

/// Reads the list; each problem comes with the place in the text that it is about.
pub fn read(value: &toml::Spanned<DeValue<'_>>) -> Result<Vec<LoginProvider>, Problems> {
    let provider = |mut row: Row| {
        let id = row.remove("id").unwrap_or_default();
        LoginProvider {
            name: row.remove("name").unwrap_or_else(|| id.clone()),
            id,
            issuer: row.remove("issuer").unwrap_or_default(),
            client_id: row.remove("client_id").unwrap_or_default(),
            client_secret: row.remove("client_secret").unwrap_or_default(),
            email_claim: row.remove("email_claim"),
        }
    };
    let providers: Vec<LoginProvider> = SHAPE.read(value)?.into_iter().map(provider).collect();
    let at = value.span().start;
    let mut problems = Problems::new();
    for (number, LoginProvider { id, .. }) in providers.iter().enumerate() {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            problems.push((at, format!("id {id} must be lower-case letters, digits and -")));
        }
        if providers.iter().take(number).any(|other| other.id == *id) {
            problems.push((at, format!("id {id} stands there twice")));
        }
    }
    if problems.is_empty() { Ok(providers) } else { Err(problems) }
}
