//! `auth.issuers`: the one setting that is a list of tables.

use ortak_http::TrustedIssuer;
use toml::de::{DeTable, DeValue};
use url::{Host, Url};

/// Reads the list; each problem comes with the place in the text that it is about.
pub fn read(value: &toml::Spanned<DeValue<'_>>) -> Result<Vec<TrustedIssuer>, Vec<(usize, String)>> {
    let DeValue::Array(items) = value.get_ref() else {
        return Err(vec![(value.span().start, "must be a list of tables: [[auth.issuers]]".to_owned())]);
    };
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for item in items {
        match item.get_ref() {
            DeValue::Table(table) => found.extend(one(table, item.span().start, &mut problems)),
            _ => problems.push((item.span().start, "must be tables: [[auth.issuers]]".to_owned())),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn one(table: &DeTable<'_>, start: usize, problems: &mut Vec<(usize, String)>) -> Option<TrustedIssuer> {
    const KEYS: [&str; 4] = ["issuer", "audience", "email_claim", "jwks_url"];
    for (key, _) in table {
        let name = key.get_ref().as_ref();
        if !KEYS.contains(&name) {
            let like = KEYS.iter().find(|known| strsim::damerau_levenshtein(known, name) <= 3);
            let hint = like.map(|like| format!(", did you mean {like}?")).unwrap_or_default();
            problems.push((key.span().start, format!("has no member {name}{hint}")));
        }
    }
    let before = problems.len();
    let mut text = |name: &str| {
        let value = table.get(name)?;
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                return Some((text.trim().to_owned(), value.span().start));
            }
            _ => problems.push((value.span().start, format!("{name} must be text"))),
        }
        None
    };
    let (issuer, audience) = (text("issuer"), text("audience"));
    let (email_claim, jwks_url) = (text("email_claim"), text("jwks_url"));
    for name in ["issuer", "audience"] {
        if table.get(name).is_none() {
            problems.push((start, format!("{name} is missing")));
        }
    }
    for (name, url) in [("issuer", &issuer), ("jwks_url", &jwks_url)] {
        if let Some((url, at)) = url
            && let Err(message) = secure_url(url)
        {
            problems.push((*at, format!("{name} {message}")));
        }
    }
    if problems.len() > before {
        return None;
    }
    let text = |found: Option<(String, usize)>| found.map(|(text, _)| text);
    Some(TrustedIssuer {
        issuer: text(issuer)?,
        audience: text(audience)?,
        email_claim: text(email_claim),
        jwks_url: text(jwks_url),
    })
}

/// https, or http to this very machine: keys that anybody on the way may replace are worth nothing.
fn secure_url(text: &str) -> Result<(), String> {
    let url = Url::parse(text).ok();
    let here = match url.as_ref().and_then(Url::host) {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => return Err("must be a URL like https://login.example".to_owned()),
    };
    match url.as_ref().map(Url::scheme) {
        Some("https") => Ok(()),
        Some("http") if here => Ok(()),
        _ => Err("must begin with https".to_owned()),
    }
}

/// The list as the value of an environment variable.
pub fn from_text(text: &str) -> Result<Vec<TrustedIssuer>, String> {
    let value =
        DeValue::parse(text).map_err(|error| format!("must be a list in TOML: {}", error.message()))?;
    read(&value)
        .map_err(|problems| problems.into_iter().map(|(_, message)| message).collect::<Vec<_>>().join("; "))
}
