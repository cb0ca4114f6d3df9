//! The web workspace: pages for people, in their language (04-web). Every page is HTML made here from the same use cases
//! that the API calls; scripts make it quicker, and nothing needs them.
//!
//! A handler takes a [`reader::Reader`] (or `Guest`), calls a use case, and renders a template; a `Posted` form ends in
//! a redirect. What fails is a `Failure`, rendered by the layer around all pages.

mod actors;
mod amount;
mod assets;
mod component;
mod compress;
mod deal;
mod error;
mod fields;
mod frame;
mod kept;
mod live;
mod page;
mod reader;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{AppendHeaders, Html, IntoResponse, Response};
use axum::routing::get;
use axum_extra::extract::cookie::Cookie;
use http::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE, X_FRAME_OPTIONS};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::tz::TimeZone;
use ortak_app::port::WebhookSender;
use ortak_app::webhook::Secrets;
use ortak_domain::OrganizationId;
use ortak_http::{Http, RequestId, RequestLayer};

#[doc(hidden)]
pub use crate::assets::AXE;
use crate::error::{ErrorPage, Failure};
use crate::kept::KEPT;
pub use crate::live::Live;
use crate::reader::{FLASH, GUEST, LANGUAGE, READER_LANGUAGE, SESSION, Visitor, held};

/// The state of the pages' handlers.
#[derive(Clone, Debug)]
pub struct Web {
    pub http: Http,
    pub live: Live,
    pub webhooks: Webhooks,
    pub installation: Installation,
    /// Pages that show how pages are made, in development and in demos.
    pub styleguide: bool,
}

/// What the operator has decided about the whole installation.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The zone of people who have chosen none.
    pub zone: TimeZone,
    /// By which word clients name the vendor.
    pub vendor_id: OrganizationId,
}

/// What pages about webhooks need of what sends them.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// Judges targets.
    pub targets: Arc<dyn WebhookSender>,
    pub secrets: Secrets,
}

impl Web {
    pub(crate) fn https(&self) -> bool {
        self.http.base_url.starts_with("https://")
    }

    /// The turn to check a password; to be held while checking.
    pub(crate) async fn password_turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Failure> {
        let turn = self.http.limits.password_turn().await;
        turn.map_err(|wait| ortak_app::AppError::TooMany { retry_after_seconds: wait.seconds }.into())
    }
}

/// The pages, in front of another face: what is no page is that one's, but for browsers that look for a page and would
/// get an answer for programs.
pub fn router(web: Web, other: Router) -> Router {
    let requests = RequestLayer::new(&web.http, on_panic);
    let around = middleware::from_fn_with_state(web.clone(), around);
    let pages = page::router(&web).route_layer(around.clone()).layer(requests.clone());
    let files = Router::new().route("/assets/{name}", get(assets::serve)).layer(requests.clone());
    let pages = compress::around(pages).merge(files).with_state(web.clone());
    let nothing = Router::new()
        .fallback(|| async { Failure::NoSuchPage })
        .layer(around)
        .layer(requests)
        .with_state(web);
    let other =
        Router::new().fallback_service(other).layer(middleware::from_fn_with_state(nothing, or_nothing));
    pages.fallback_service(other)
}

/// Shows people a page where programs would be told that there is nothing.
async fn or_nothing(State(nothing): State<Router>, request: Request, next: Next) -> Response {
    let asks_for_page = wants_html(request.headers());
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.uri = request.uri().clone();
    parts.headers = request.headers().clone();
    let response = next.run(request).await;
    if !asks_for_page || response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    let request = Request::from_parts(parts, axum::body::Body::empty());
    match tower::ServiceExt::oneshot(nothing, request).await {
        Ok(page) => page,
        Err(never) => match never {},
    }
}

fn wants_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html")
}

/// Only what comes from here runs or shows, nobody frames it, and forms go nowhere else.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Around every page: finds out who asks, renders what failed, and sets what browsers should guard.
async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let from_script = parts.headers.contains_key("hx-request");
    let (view, mut response, cookies) = match Visitor::of(&web, &parts).await {
        Ok(mut visitor) => {
            let cookies = cookies(&web, &mut visitor);
            let view = visitor.view.clone();
            parts.extensions.insert(visitor);
            (Some(view), next.run(Request::from_parts(parts, body)).await, cookies)
        }
        Err(failure) => (None, failure.into_response(), Vec::new()),
    };
    if let Some(error) = response.extensions_mut().remove::<ErrorPage>() {
        let status = response.status();
        let page = view.map(|view| page::error::page(&view, &error));
        // Without the page's frame, its status has to do.
        if let Some(Ok(page)) = page {
            response = (status, Html(page)).into_response();
        }
    }
    if from_script && let Some(to) = leads_to_sign_in(&response) {
        // A part of a page must not become the page that asks who it is.
        response = (AppendHeaders([("hx-redirect", to)]), StatusCode::OK).into_response();
    }
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    add_cookies(headers, cookies);
    response
}

fn leads_to_sign_in(response: &Response) -> Option<HeaderValue> {
    let to = response.headers().get(LOCATION).filter(|_| response.status().is_redirection())?;
    to.as_bytes().starts_with(b"/sign-in").then(|| to.clone())
}

/// Adds the frame's cookies to those that the page has set, which come first: what it has just set is not removed.
fn add_cookies(headers: &mut HeaderMap, cookies: Vec<Cookie<'static>>) {
    let is_set = |name: &str| {
        headers.get_all(SET_COOKIE).iter().any(|set| {
            let set = set.to_str().unwrap_or_default();
            set.split_once('=').is_some_and(|(of, _)| of == name)
        })
    };
    let new: Vec<HeaderValue> = cookies
        .into_iter()
        .filter(|cookie| !is_set(cookie.name()))
        .filter_map(|cookie| HeaderValue::from_str(&cookie.encoded().to_string()).ok())
        .collect();
    for cookie in new {
        headers.append(SET_COOKIE, cookie);
    }
}

/// Cookies that the frame sets: a secret for a guest's forms, a chosen language, and the end of what has been shown.
fn cookies(web: &Web, visitor: &mut Visitor) -> Vec<Cookie<'static>> {
    let mut cookies = Vec::new();
    let shown = held(web, &visitor.jar, FLASH).is_some();
    if visitor.session.is_none() {
        if held(web, &visitor.jar, GUEST).is_none()
            && let Ok(secret) = ortak_app::account::secret::random_secret()
        {
            visitor.view.guest_csrf = Some(secret.clone());
            cookies.push(reader::cookie(web, GUEST, secret));
        }
        if visitor.view.path.contains("lang=") {
            cookies.push(reader::language_cookie(web, LANGUAGE, visitor.view.language));
        }
        // A session that has ended.
        if !visitor.pending && held(web, &visitor.jar, SESSION).is_some() {
            cookies.push(removal(web, SESSION));
        }
    } else {
        // When the session ends, the page that asks for the next sign-in speaks to the same reader.
        let language = visitor.view.language;
        if held(web, &visitor.jar, READER_LANGUAGE).is_none_or(|held| held.value() != language.as_str()) {
            cookies.push(reader::language_cookie(web, READER_LANGUAGE, language));
        }
    }
    if shown {
        cookies.push(removal(web, FLASH));
    }
    if visitor.resent {
        cookies.push(removal(web, KEPT));
    }
    cookies
}

pub(crate) fn removal(web: &Web, name: &'static str) -> Cookie<'static> {
    let mut cookie = reader::cookie(web, name, String::new());
    cookie.make_removal();
    cookie
}

/// A page as a response.
pub(crate) fn html(template: &impl Template) -> Result<Response, Failure> {
    Ok(Html(template.render()?).into_response())
}

/// The same with a status of its own: a form that was refused.
pub(crate) fn refused(template: &impl Template) -> Result<Response, Failure> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(template.render()?)).into_response())
}

fn on_panic(id: &RequestId) -> Response {
    let text = format!("Something went wrong on our side. Request id: {id}");
    (StatusCode::INTERNAL_SERVER_ERROR, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
