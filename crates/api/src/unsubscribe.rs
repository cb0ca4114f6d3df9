//! `/unsubscribe/{token}`: where the link of a mail leads (R603, RFC 8058). Looking changes nothing, because scanners of
//! mail follow links; posting does, from the page's button as from the button of a mail program.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY};
use http::{HeaderMap, StatusCode};
use ortak_app::AppError;
use ortak_app::notification::unsubscribe::{self, Mails};
use ortak_domain::Person;
use ortak_i18n::Language;

use crate::Api;
use crate::error::ApiError;

/// A page of its own: no script, no style, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Page {
    language: &'static str,
    title: String,
    words: String,
    button: Option<String>,
    more: Option<String>,
}

/// What needs no token of ours but the one in the address.
pub fn router() -> Router<Api> {
    Router::new().route("/unsubscribe/{token}", get(look).post(stop))
}

async fn look(State(api): State<Api>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let found = unsubscribe::look(&api.http.app, &api.unsubscribe, &token).await;
    answer(found, &headers, |language, mails| Page {
        button: Some(language.message("unsubscribe-button").into_owned()),
        ..page(language, &about(language, "unsubscribe-question", mails))
    })
}

/// The body says `List-Unsubscribe=One-Click`, or nothing when the page's button sent it; the address says it all.
async fn stop(State(api): State<Api>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let stopped = unsubscribe::stop(&api.http.app, &api.unsubscribe, &token).await;
    answer(stopped, &headers, |language, mails| Page {
        more: Some(language.message("unsubscribe-back").into_owned()),
        ..page(language, &about(language, "unsubscribe-done", mails))
    })
}

fn page(language: Language, words: &str) -> Page {
    Page {
        language: language.as_str(),
        title: language.message("unsubscribe-title").into_owned(),
        words: words.to_owned(),
        button: None,
        more: None,
    }
}

fn about(language: Language, id: &str, mails: Mails) -> String {
    match mails {
        Mails::Of(event) => {
            let name = language.name("event", event.as_str());
            language.message_with(id, &[("event", name.into())])
        }
        Mails::All => language.message(&format!("{id}-digest")).into_owned(),
    }
}

fn answer(
    found: Result<(Person, Mails), AppError>,
    headers: &HeaderMap,
    shown: impl FnOnce(Language, Mails) -> Page,
) -> Response {
    let (status, page) = match found {
        Ok((person, mails)) => {
            let language = Language::parse(&person.language).unwrap_or_default();
            (StatusCode::OK, shown(language, mails))
        }
        Err(AppError::NotFound) => {
            let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
            let language = accepted.map(Language::from_accept_language).unwrap_or_default();
            (StatusCode::NOT_FOUND, page(language, &language.message("unsubscribe-invalid")))
        }
        Err(error) => return ApiError::from(error).into_response(),
    };
    match page.render() {
        // The address is the secret.
        Ok(html) => (
            status,
            [(CONTENT_SECURITY_POLICY, POLICY), (REFERRER_POLICY, "no-referrer"), (VARY, "accept-language")],
            Html(html),
        )
            .into_response(),
        Err(error) => ApiError::internal(&error.to_string()).into_response(),
    }
}
