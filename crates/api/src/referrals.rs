//! The operations on referrals.

pub mod create;
pub mod engagement;
pub mod get;
pub mod history;
pub mod list;
pub mod patch;
pub mod put;
pub mod shared;

use axum::body::Body;
use axum::extract::{FromRequestParts, Path};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use ortak_app::document::write_served;
use ortak_app::etag::{IfMatch, etag};
use ortak_app::referral::Served;
use ortak_domain::ReferralId;
use ortak_domain::referral::Warning;
use serde::Serialize;

use crate::Api;
use crate::error::ApiError;

const WARNING: HeaderName = HeaderName::from_static("ortak-warning");

/// The referral that the path names; what is no id names nothing.
#[derive(Debug)]
pub struct Id(pub ReferralId);

impl FromRequestParts<Api> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, ApiError> {
        let path = Path::<String>::from_request_parts(parts, api).await;
        path.ok().and_then(|Path(id)| id.parse().ok()).map(Self).ok_or_else(ApiError::not_found)
    }
}

/// `If-Match` and `If-None-Match`, which may stand in several lines.
fn tags(headers: &HeaderMap, name: HeaderName) -> Option<IfMatch> {
    // A line that is no text is a tag that matches nothing; it must not count as absent.
    let lines: Vec<_> =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!lines.is_empty()).then(|| IfMatch::parse(&lines.join(",")))
}

fn appended(out: &mut String, base_url: &str, served: &Served) {
    let Served { id, version, updated_at, favorite, .. } = *served;
    let completed = ortak_app::document::Served { base_url, id, version, updated_at, favorite };
    write_served(out, &served.document, &completed);
}

/// One referral as an answer.
fn entity(status: StatusCode, base_url: &str, served: &Served) -> Response {
    let mut body = String::with_capacity(served.document.len() + 640);
    body.push_str("{\"@odata.context\":\"");
    body.push_str(base_url);
    body.push_str("/v1.0/$metadata#Referrals/$entity\",");
    let context = body.len();
    appended(&mut body, base_url, served);
    // The document's own opening brace.
    body.remove(context);
    let mut response = json(status, body);
    insert(&mut response, header::ETAG, &etag(served.version, served.updated_at, served.favorite));
    response
}

/// An answer of Ortak's own operations.
pub fn answer(body: &impl Serialize) -> Result<Response, ApiError> {
    let body = serde_json::to_string(body).map_err(|error| ApiError::internal(&error.to_string()))?;
    Ok(json(StatusCode::OK, body))
}

pub fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn insert(response: &mut Response, name: HeaderName, value: &str) {
    // Values are our own ASCII; one that isn't is left out.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn warn(response: &mut Response, warnings: &[Warning]) {
    for warning in warnings {
        response.headers_mut().append(WARNING, HeaderValue::from_static(warning.code()));
    }
}

/// What the client prefers to get back (RFC 7240).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Preference {
    Representation,
    Minimal,
}

fn preference(headers: &HeaderMap) -> Option<Preference> {
    let lines = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split([',', ';'])).find_map(|part| {
        let part: String =
            part.to_ascii_lowercase().chars().filter(|c| *c != '"' && !c.is_whitespace()).collect();
        match part.as_str() {
            "return=representation" => Some(Preference::Representation),
            "return=minimal" => Some(Preference::Minimal),
            _ => None,
        }
    })
}

/// The answer to a write: nothing (204), or the referral.
fn written(base_url: &str, served: &Served, preference: Option<Preference>, default: Preference) -> Response {
    let mut response = match preference.unwrap_or(default) {
        Preference::Representation => entity(StatusCode::OK, base_url, served),
        Preference::Minimal => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            insert(&mut response, header::ETAG, &etag(served.version, served.updated_at, served.favorite));
            response
        }
    };
    let applied = match preference {
        Some(Preference::Representation) => "return=representation",
        Some(Preference::Minimal) => "return=minimal",
        None => return response,
    };
    insert(&mut response, HeaderName::from_static("preference-applied"), applied);
    response
}
