//! Reading a token request: the form, and who the application says it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;

use super::answer::Failure;

/// The fields of `application/x-www-form-urlencoded`.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body whatever its content type says. Blanks and line feeds that stand raw around a field are
    /// cut off, because documented clients break the line before `scope`; encoded ones are part of the value.
    /// A field without a value counts as absent, and none may come twice (RFC 6749, 3.2).
    pub(super) fn parse(body: &[u8]) -> Result<Self, Failure> {
        let body =
            std::str::from_utf8(body).map_err(|_| Failure::invalid_request("the body is not UTF-8"))?;
        let mut fields: Vec<(String, String)> = Vec::new();
        for field in body.split(['&', '\n', '\r']).map(str::trim).filter(|field| !field.is_empty()) {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            let name = decode(name)?.trim().to_ascii_lowercase();
            let value = decode(value.trim())?;
            if value.is_empty() {
                continue;
            }
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(Failure::invalid_request("a parameter must not be sent twice"));
            }
            fields.push((name, value));
        }
        Ok(Self(fields))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Puts a value in the place of whatever was sent.
    pub(super) fn set(&mut self, name: &str, value: Option<String>) {
        self.0.retain(|(known, _)| known != name);
        self.0.extend(value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value)));
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&str, Failure> {
        self.get(name).ok_or_else(|| Failure::invalid_request(format!("{name} is missing")))
    }
}

/// The application's id, and its secret if it sent one.
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) secret: Option<String>,
}

impl Credentials {
    /// From HTTP Basic or from the form, but not from both (RFC 6749, 2.3).
    pub(super) fn read(headers: &HeaderMap, form: &Form) -> Result<Self, Failure> {
        let in_form = form.get("client_id");
        let Some((id, secret)) = basic(headers)? else {
            let id = in_form.ok_or_else(|| Failure::invalid_request("client_id is missing"))?;
            let secret = form.get("client_secret").map(str::to_owned);
            return Ok(Self { id: id.to_owned(), secret });
        };
        if form.get("client_secret").is_some() || in_form.is_some_and(|named| named != id) {
            return Err(Failure::invalid_request(
                "the application must identify itself in the header or in the form, not in both",
            ));
        }
        Ok(Self { id, secret: Some(secret).filter(|secret| !secret.is_empty()) })
    }
}

/// The credentials of HTTP Basic (RFC 7617), each form-encoded (RFC 6749, 2.3.1). Other schemes are not ours.
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Failure> {
    let Some(header) = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
        return Ok(None);
    };
    let Some((scheme, text)) = header.trim().split_once(' ') else { return Ok(None) };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    let malformed = || Failure::invalid_client("the Authorization header is not HTTP Basic");
    let text = STANDARD.decode(text.trim()).map_err(|_| malformed())?;
    let text = String::from_utf8(text).map_err(|_| malformed())?;
    let (id, secret) = text.split_once(':').ok_or_else(malformed)?;
    Ok(Some((decode(id)?, decode(secret)?)))
}

fn decode(text: &str) -> Result<String, Failure> {
    let text = text.replace('+', " ");
    match percent_decode_str(&text).decode_utf8() {
        // PostgreSQL can't even look for it.
        Ok(text) if text.contains('\0') => Err(Failure::invalid_request("a parameter holds a NUL")),
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(Failure::invalid_request("a parameter is not UTF-8")),
    }
}
