//! Letting an application act for oneself: `/oauth2/v2.0/authorize` (RFC 6749, 3.1).

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use ortak_app::account::authorize::{self, Question, Request, Verdict};
use url::Url;

use crate::error::Failure;
use crate::fields::Fields;
use crate::page::error::Explanation;
use crate::reader::{Posted, Reader};
use crate::view::View;
use crate::{POLICY, Web, html};

pub(super) fn router() -> Router<Web> {
    Router::new().route("/oauth2/v2.0/authorize", get(ask).post(answer))
}

#[derive(Template)]
#[template(path = "page/consent.html")]
struct ConsentPage<'a> {
    view: &'a View,
    question: &'a Question,
    /// The request again, for the answer to carry.
    parameters: &'a [(String, String)],
}

/// What a request may hold. Nothing else is carried on: the answer of the form must be the form's own.
const PARAMETERS: [&str; 8] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];

/// The request's parameters; those that are there twice, not at all (RFC 6749, 3.1).
fn request(fields: &Fields) -> Request {
    let one = |name: &str| {
        let mut values = fields.all(name);
        values.next().filter(|_| values.next().is_none()).map(str::to_owned)
    };
    Request {
        response_type: one("response_type"),
        client_id: one("client_id"),
        redirect_uri: one("redirect_uri"),
        scope: one("scope"),
        state: one("state"),
        nonce: one("nonce"),
        code_challenge: one("code_challenge"),
        code_challenge_method: one("code_challenge_method"),
    }
}

/// Browsers hold the way back to what forms may lead to, too; so the application's address is let through, and no
/// other.
fn policy(redirect_uri: Option<&str>) -> Option<HeaderValue> {
    let uri = Url::parse(redirect_uri?).ok()?;
    let target = match uri.scheme() {
        "http" | "https" => uri.origin().ascii_serialization(),
        scheme => format!("{scheme}:"),
    };
    HeaderValue::from_str(&POLICY.replace("form-action 'self'", &format!("form-action 'self' {target}"))).ok()
}

fn follow(view: &View, request: &Request, fields: &Fields, verdict: Verdict) -> Result<Response, Failure> {
    match verdict {
        Verdict::Redirect(to) => Ok(Redirect::to(&to).into_response()),
        Verdict::Show { code, .. } => {
            let say = |part: &str| view.t(&format!("consent-{part}"));
            let why = view.name_of("consent", &code.replace('_', "-"));
            crate::refused(&Explanation {
                view,
                title: say("refused-title"),
                why,
                problems: Vec::new(),
                what_now: say("refused-now"),
            })
        }
        Verdict::Ask(question) => {
            let parameters: Vec<_> = fields
                .iter()
                .filter(|(name, _)| PARAMETERS.contains(name))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let mut response = html(&ConsentPage { view, question: &question, parameters: &parameters })?;
            if let Some(policy) = policy(request.redirect_uri.as_deref()) {
                response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
            }
            Ok(response)
        }
    }
}

async fn ask(State(web): State<Web>, reader: Reader, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let request = request(&fields);
    let verdict = authorize::check(&web.http.app, &reader.session, &request, &web.http.base_url).await?;
    follow(&reader.view, &request, &fields, verdict)
}

async fn answer(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    // The button is the last of the form.
    let allowed = fields.all("consent").last() == Some("yes");
    let (app, session, issuer) = (&web.http.app, &reader.session, &web.http.base_url);
    let request = request(&fields);
    let verdict = if allowed {
        authorize::grant(app, session, &request, issuer).await?
    } else {
        authorize::deny(app, session, &request, issuer).await?
    };
    follow(&reader.view, &request, &fields, verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_let_through_and_nothing_else() {
        let of = |uri: &str| policy(Some(uri)).map(|policy| policy.to_str().unwrap().to_owned());
        let action = |uri: &str| {
            let policy = of(uri)?;
            let action = policy.split(';').find(|part| part.trim().starts_with("form-action"))?;
            Some(action.trim().to_owned())
        };
        let https = action("https://app.example/cb?x=1").unwrap();
        assert_eq!(https, "form-action 'self' https://app.example");
        assert_eq!(action("http://127.0.0.1:5123/cb").unwrap(), "form-action 'self' http://127.0.0.1:5123");
        assert_eq!(action("com.example.app:/cb").unwrap(), "form-action 'self' com.example.app:");
        assert_eq!(of("nothing"), None);
    }

    #[test]
    fn a_parameter_that_is_there_twice_is_none() {
        let request = request(&Fields::parse(b"state=a&scope=x&scope=y"));
        assert_eq!((request.state.as_deref(), request.scope), (Some("a"), None));
    }
}
