//! Who reads a page: the session in the cookie, and the extractors that handlers take.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::header::{ACCEPT_LANGUAGE, REFERER, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Method};
use jiff::tz::TimeZone;
use ortak_app::account::kept::Lost;
use ortak_app::account::session::{self, Device, Opened, Session};
use ortak_app::workspace::Columns;
use ortak_app::{AppError, Ctx, Origin, Source, sandbox};
use ortak_domain::Violation;
use ortak_http::{ClientAddress, MAX_BODY, RequestId};
use ortak_i18n::Language;

use crate::Web;
use crate::error::Failure;
use crate::fields::{Fields, MAX_FIELDS};
use crate::kept::{self, KEPT};
use crate::view::{Section, View};

/// The session's token.
pub(crate) const SESSION: &str = "ortak-session";
/// A secret for the forms of who isn't signed in yet.
pub(crate) const GUEST: &str = "ortak-guest";
/// The language chosen on a page before signing in.
pub(crate) const LANGUAGE: &str = "ortak-language";
/// The language of who signed in last, for the page that asks for the next sign-in: nobody has chosen it there.
pub(crate) const READER_LANGUAGE: &str = "ortak-reader-language";
/// Whether the navigation is `narrow` on this device.
pub(crate) const NAVIGATION: &str = "ortak-navigation";
/// The message of the page before.
pub(crate) const FLASH: &str = "ortak-flash";
/// Tells a browser in which somebody has signed in before.
pub(crate) const DEVICE: &str = "ortak-device";

const NARROW: &str = "narrow";

/// Found out once for each request, before anything is routed.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub session: Option<Arc<Session>>,
    /// Whether a sign-in waits for its second factor.
    pub pending: bool,
    pub jar: CookieJar,
    pub view: View,
    /// A form is sent again that was kept.
    pub resent: bool,
}

impl Visitor {
    /// Looks at the cookies; asks the store only where there is a session's.
    pub async fn of(web: &Web, request: &Parts) -> Result<Self, Failure> {
        let headers = &request.headers;
        let jar = CookieJar::from_headers(headers);
        let request_id = request.extensions.get::<RequestId>().map(|id| id.0.to_string()).unwrap_or_default();
        let session = match held(web, &jar, SESSION) {
            Some(token) => session::resolve(&web.http.app, token.value()).await?,
            None => None,
        };
        let origin = Origin { request_id: request_id.clone(), address: address(request) };
        let session = session.map(|session| Arc::new(Session { origin, ..session }));
        let pending = match held(web, &jar, SESSION) {
            Some(token) if session.is_none() => {
                session::resolve_pending(&web.http.app, token.value()).await?.is_some()
            }
            _ => false,
        };
        let now = match &session {
            Some(session) => sandbox::now(&web.http.app, &session.principal).await?,
            None => web.http.app.clock.now(),
        };
        let came_from = came_from(headers, web);
        // What a form or a script is answered with leads back to the page that it is on.
        let path = if request.method == Method::GET && !headers.contains_key("hx-request") {
            request.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str).to_owned()
        } else {
            came_from.clone().unwrap_or_else(|| "/".to_owned())
        };
        let kept = match (&session, held(web, &jar, KEPT)) {
            (Some(session), Some(token)) => {
                kept::find(web, session, token.value(), request.uri.path()).await?
            }
            _ => None,
        };
        let resent = kept.is_some() && request.method == Method::POST;
        let language = language(web, session.as_deref(), &jar, headers, request.uri.query());
        let presentation = session.as_ref().map(|session| session.presentation.clone()).unwrap_or_default();
        let view = View {
            language,
            zone: zone(&presentation.time_zone, &web.installation.zone),
            now,
            theme: presentation.theme.as_str(),
            density: presentation.density.as_str(),
            shortcuts: presentation.shortcuts,
            narrow: held(web, &jar, NAVIGATION).is_some_and(|cookie| cookie.value() == NARROW),
            columns: Columns::parse(&presentation.columns),
            organization_name: session.as_ref().map(|s| s.organization_name.clone()).unwrap_or_default(),
            session: session.clone(),
            section: Section::Elsewhere,
            path,
            came_from,
            request_id,
            unread: 0,
            waiting: 0,
            saved_views: Vec::new(),
            flash: held(web, &jar, FLASH).map(|cookie| cookie.value().to_owned()),
            searched: String::new(),
            guest_csrf: held(web, &jar, GUEST).map(|cookie| cookie.value().to_owned()),
            kept: kept.filter(|_| !resent).map(Arc::new),
            keeps: session.is_none() && held(web, &jar, KEPT).is_some(),
        };
        Ok(Self { session, pending, jar, view, resent })
    }
}

/// The zone that somebody has chosen, or that of the installation.
fn zone(chosen: &str, usual: &TimeZone) -> TimeZone {
    TimeZone::get(chosen).ok().filter(|_| !chosen.is_empty()).unwrap_or_else(|| usual.clone())
}

/// The network address of whoever asks, where it is known.
fn address(request: &Parts) -> String {
    request.extensions.get::<ClientAddress>().map(|address| address.0.to_string()).unwrap_or_default()
}

fn language(
    web: &Web,
    session: Option<&Session>,
    jar: &CookieJar,
    headers: &HeaderMap,
    query: Option<&str>,
) -> Language {
    let asked = query.map(|query| Fields::parse(query.as_bytes()));
    let asked = asked.and_then(|query| Language::parse(query.text("lang")));
    session
        .and_then(|session| Language::parse(&session.language))
        .or(asked)
        .or_else(|| held(web, jar, LANGUAGE).and_then(|cookie| Language::parse(cookie.value())))
        .or_else(|| held(web, jar, READER_LANGUAGE).and_then(|cookie| Language::parse(cookie.value())))
        .unwrap_or_else(|| {
            let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
            Language::from_accept_language(accepted.unwrap_or_default())
        })
}

fn visitor(parts: &Parts) -> Result<&Visitor, Failure> {
    parts
        .extensions
        .get::<Visitor>()
        .ok_or_else(|| AppError::Internal("the page has no visitor".to_owned()).into())
}

/// Whether a whole page is asked for, with its frame: no suggestion, part of a page or stream of events.
fn is_page(headers: &HeaderMap) -> bool {
    crate::wants_html(headers) && !headers.contains_key("hx-request")
}

/// The page of ours that a request comes from, by path and query, where browsers say it.
fn came_from(headers: &HeaderMap, web: &Web) -> Option<String> {
    let from = headers.get(REFERER).and_then(|from| from.to_str().ok());
    let path = from.and_then(|from| from.strip_prefix(&*web.http.base_url));
    path.filter(|path| path.starts_with('/')).map(str::to_owned)
}

/// Somebody signed in: what use cases need of them, and the frame of their page.
#[derive(Debug)]
pub(crate) struct Reader {
    pub ctx: Ctx,
    pub session: Arc<Session>,
    pub view: View,
}

impl FromRequestParts<Web> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let visitor = visitor(parts)?.clone();
        let Some(session) = visitor.session else {
            // What was posted is gone, but the page that it came from is there.
            return Err(Failure::SignIn { next: visitor.view.path, kept: None });
        };
        web.http
            .limits
            .check(session.principal.id)
            .map_err(|_| AppError::TooMany { retry_after_seconds: 1 })?;
        let ctx = Ctx {
            principal: session.principal.clone(),
            request_id: visitor.view.request_id.clone(),
            now: visitor.view.now,
            source: Source { address: session.origin.address.clone(), on_behalf: None },
        };
        let mut view = visitor.view;
        if is_page(&parts.headers) {
            crate::frame::fill(&web.http.app, &ctx, &mut view).await?;
        }
        Ok(Self { ctx, session, view })
    }
}

/// Anybody: the pages before signing in.
#[derive(Debug)]
pub(crate) struct Guest {
    pub view: View,
    /// Whether their sign-in waits for its second factor.
    pub pending: bool,
    pub device: Device,
    /// Whether the language is one that they have chosen.
    chose_language: bool,
}

impl Guest {
    /// The request, as the log of account changes keeps it.
    pub fn origin(&self) -> Origin {
        Origin { request_id: self.view.request_id.clone(), address: self.device.address.clone() }
    }

    /// The frame in the language of whom a link is for, unless another was chosen on the page.
    pub fn in_language(&self, language: &str) -> View {
        let mut view = self.view.clone();
        if let Some(language) = Language::parse(language).filter(|_| !self.chose_language) {
            view.language = language;
        }
        view
    }
}

impl FromRequestParts<Web> for Guest {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let Visitor { view, jar, pending, .. } = visitor(parts)?.clone();
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let device = Device {
            user_agent: agent.to_owned(),
            address: address(parts),
            previous: held(web, &jar, SESSION).map(|cookie| cookie.value().to_owned()),
            known: held(web, &jar, DEVICE).map(|cookie| cookie.value().to_owned()),
        };
        let chose_language = held(web, &jar, LANGUAGE).is_some() || view.path.contains("lang=");
        Ok(Self { view, pending, device, chose_language })
    }
}

/// A form posted by somebody signed in, from a page of ours.
#[derive(Debug)]
pub(crate) struct Posted {
    pub reader: Reader,
    pub fields: Fields,
}

impl FromRequest<Web> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let reader = match Reader::from_request_parts(&mut parts, web).await {
            Err(Failure::SignIn { next, .. }) => return Err(too_late(&parts, body, web, next).await?),
            reader => reader?,
        };
        let fields = fields(&parts, body, &reader.session.csrf).await?;
        Ok(Self { reader, fields })
    }
}

/// Signing in comes first. What was written is kept meanwhile, where its page shows it again.
async fn too_late(parts: &Parts, body: Body, web: &Web, next: String) -> Result<Failure, Failure> {
    let jar = &visitor(parts)?.jar;
    let Some(session) = held(web, jar, SESSION) else { return Ok(Failure::SignIn { next, kept: None }) };
    let Ok(bytes) = to_bytes(body, MAX_BODY).await else { return Ok(Failure::SignIn { next, kept: None }) };
    let (fields, path) = (Fields::parse(&bytes), parts.uri.path());
    let lost = Lost {
        session: session.value(),
        csrf: fields.text("csrf"),
        path,
        body: &String::from_utf8_lossy(&bytes),
        address: &address(parts),
    };
    Ok(match kept::keep(web, &parts.headers, lost).await? {
        Some(cookie) => Failure::SignIn { next: path.to_owned(), kept: Some(Box::new(cookie)) },
        None => Failure::SignIn { next, kept: None },
    })
}

/// A form posted by anybody, from a page of ours.
#[derive(Debug)]
pub(crate) struct GuestPosted {
    pub guest: Guest,
    pub fields: Fields,
}

impl FromRequest<Web> for GuestPosted {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let guest = Guest::from_request_parts(&mut parts, web).await?;
        let Some(secret) = guest.view.csrf().map(str::to_owned) else { return Err(Failure::StaleForm) };
        let fields = fields(&parts, body, &secret).await?;
        Ok(Self { guest, fields })
    }
}

/// Reads the form, which must carry the session's secret, and must not come from another site.
async fn fields(parts: &Parts, body: Body, secret: &str) -> Result<Fields, Failure> {
    let bytes = to_bytes(body, MAX_BODY).await.map_err(|_| Failure::StaleForm)?;
    let mut fields = Fields::parse(&bytes);
    if fields.count() > MAX_FIELDS {
        return Err(AppError::from(Violation::too_many("", MAX_FIELDS, fields.count())).into());
    }
    let header = parts.headers.get("x-csrf").and_then(|value| value.to_str().ok());
    from_here(&parts.headers, header.unwrap_or_else(|| fields.text("csrf")), secret)?;
    fields.remove("csrf");
    Ok(fields)
}

/// Refuses a form that comes from another site, or whose secret is not the session's.
pub(crate) fn from_here(headers: &HeaderMap, given: &str, secret: &str) -> Result<(), Failure> {
    let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    let same = aws_lc_rs::constant_time::verify_slices_are_equal(given.as_bytes(), secret.as_bytes()).is_ok();
    if elsewhere || !same { Err(Failure::StaleForm) } else { Ok(()) }
}

/// The name of a cookie of ours. Where pages come by https, browsers take a name with this prefix from this very host
/// alone, so that no neighbouring host can plant one (RFC 6265bis, 4.1.3.2).
fn cookie_name(web: &Web, name: &'static str) -> Cow<'static, str> {
    if web.https() { Cow::Owned(format!("__Host-{name}")) } else { Cow::Borrowed(name) }
}

/// The cookie of that name which the browser holds.
pub(crate) fn held<'a>(web: &Web, jar: &'a CookieJar, name: &'static str) -> Option<&'a Cookie<'static>> {
    jar.get(&cookie_name(web, name))
}

/// A cookie of ours: not for scripts, not for other sites, and of the whole of this one, as the prefix asks.
pub(crate) fn cookie(web: &Web, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((cookie_name(web, name), value))
        .path("/")
        .http_only(true)
        .secure(web.https())
        .same_site(SameSite::Lax)
        .build()
}

/// Keeps how wide the navigation is: a matter of the device, not of the person.
pub(crate) fn navigation_cookie(web: &Web, width: String) -> Cookie<'static> {
    let mut cookie = cookie(web, NAVIGATION, width);
    cookie.set_max_age(time::Duration::days(365));
    cookie
}

/// The cookie of a session just opened, kept until the session ends.
fn session_cookie(web: &Web, opened: &Opened) -> Cookie<'static> {
    let mut cookie = cookie(web, SESSION, opened.token.clone());
    let seconds = opened.ends_at.since(web.http.app.clock.now()).as_secs();
    cookie.set_max_age(time::Duration::seconds(seconds));
    cookie
}

/// The cookies of a session just opened: its own, and what tells this browser the next time.
pub(crate) fn session_cookies(web: &Web, opened: &Opened) -> CookieJar {
    let jar = CookieJar::new().add(session_cookie(web, opened));
    match &opened.known {
        Some(known) => {
            let mut device = cookie(web, DEVICE, known.clone());
            device.set_max_age(time::Duration::days(session::KNOWN_DAYS));
            jar.add(device)
        }
        None => jar,
    }
}

/// The language of whoever is or was signed in here, for the pages before signing in.
pub(crate) fn language_cookie(web: &Web, name: &'static str, language: Language) -> Cookie<'static> {
    let mut cookie = cookie(web, name, language.as_str().to_owned());
    cookie.set_max_age(time::Duration::days(365));
    cookie
}

/// Goes to another page, which says what has been done (the message `done-{what}`).
pub(crate) fn done(web: &Web, to: &str, what: &'static str) -> Response {
    let cookie = cookie(web, FLASH, what.to_owned());
    (CookieJar::new().add(cookie), axum::response::Redirect::to(to)).into_response()
}

/// So many bytes of what is told go into the cookie: browsers keep 4,096, and each may be written with three.
const TOLD: usize = 1_000;

/// The same, where the message has something to tell: its variable `told`.
pub(crate) fn done_telling(web: &Web, to: &str, what: &'static str, told: &str) -> Response {
    let cookie = cookie(web, FLASH, telling(what, told));
    (CookieJar::new().add(cookie), axum::response::Redirect::to(to)).into_response()
}

/// The id of a message with what it tells, which `View::flash_message` reads.
fn telling(what: &str, told: &str) -> String {
    let short = told.get(..told.floor_char_boundary(TOLD)).unwrap_or_default();
    let end = if short.len() < told.len() { "…" } else { "" };
    format!("{what}?{short}{end}")
}

/// A path of ours; anything else leads home, so that a link can't send people elsewhere.
pub(crate) fn local(path: &str) -> &str {
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\t']);
    if ours { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use axum_extra::extract::cookie::Cookie;

    use super::{FLASH, local, telling};

    #[test]
    fn a_browser_keeps_what_is_told() {
        for told in ["ş", "ク; ?", "🦀", "\u{202e}\n"].map(|letter| letter.repeat(2_000)) {
            let value = telling("solutions-saved-with", &told);
            let cookie = Cookie::new(FLASH, value.clone()).encoded().to_string();
            assert!(cookie.len() < 3_800, "{}", cookie.len());
            assert_eq!(Cookie::parse_encoded(cookie).unwrap().value(), value);
        }
        assert_eq!(telling("saved-with", "Ece"), "saved-with?Ece");
    }

    #[test]
    fn the_way_back_stays_here() {
        for (path, to) in [
            ("/deals/inbound?status=new", "/deals/inbound?status=new"),
            ("", "/"),
            ("//elsewhere.example", "/"),
            ("https://elsewhere.example", "/"),
            ("/\\elsewhere.example", "/"),
            ("javascript:alert(1)", "/"),
        ] {
            assert_eq!(local(path), to, "{path}");
        }
    }
}
