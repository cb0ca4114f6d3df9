//! What every response gets: ids, security headers, and an answer even when a handler panics.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, Entry, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use ortak_app::Ids;
use pin_project_lite::pin_project;
use tower::{Layer, Service};

use crate::state::Http;

/// The longest request body, in bytes: 1 MiB (03-api A11).
pub const MAX_BODY: usize = 1024 * 1024;

/// The header with our id of the request.
pub static REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// The header with the caller's id of the request, which is echoed.
pub static CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");

/// Longer ids are not echoed.
const MAX_CLIENT_REQUEST_ID: usize = 128;

/// Our id of a request, a UUID; handlers find it among the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub Arc<str>);

impl RequestId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a request comes from, as far as it can be trusted; found among the request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub std::net::IpAddr);

/// The answer to a request whose handler panicked.
pub type OnPanic = fn(&RequestId) -> Response;

/// The layer around all routes. It sets `request-id`, echoes a sane `client-request-id`, sets
/// `x-content-type-options`, `strict-transport-security` (when the public URL is https), `referrer-policy` and
/// `cache-control: no-store` where the handler set none, and turns a panic into a response.
///
/// One layer instead of several, without boxes: it is around every request.
#[derive(Clone, Debug)]
pub struct RequestLayer {
    ids: Arc<dyn Ids>,
    https: bool,
    on_panic: OnPanic,
}

impl RequestLayer {
    pub fn new(http: &Http, on_panic: OnPanic) -> Self {
        Self { ids: http.app.ids.clone(), https: http.base_url.starts_with("https://"), on_panic }
    }
}

impl<S> Layer<S> for RequestLayer {
    type Service = RequestService<S>;

    fn layer(&self, inner: S) -> RequestService<S> {
        RequestService { inner, layer: self.clone() }
    }
}

/// A service within `RequestLayer`.
#[derive(Clone, Debug)]
pub struct RequestService<S> {
    inner: S,
    layer: RequestLayer,
}

impl<S, B> Service<Request<B>> for RequestService<S>
where
    S: Service<Request<B>, Error = Infallible>,
    S::Response: IntoResponse,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Finish<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Finish<S::Future> {
        let mut text = uuid::Uuid::encode_buffer();
        let id: &str = self.layer.ids.random().hyphenated().encode_lower(&mut text);
        let id = RequestId(Arc::from(id));
        let client_id = request.headers().get(&CLIENT_REQUEST_ID).filter(|id| is_sane(id)).cloned();
        request.extensions_mut().insert(id.clone());
        // A handler may panic before its first await.
        let inner = catch_unwind(AssertUnwindSafe(|| self.inner.call(request))).ok();
        Finish { inner, id, client_id, https: self.layer.https, on_panic: self.layer.on_panic }
    }
}

pin_project! {
    /// The future of `RequestService`.
    #[must_use = "futures do nothing unless polled"]
    pub struct Finish<F> {
        #[pin]
        inner: Option<F>,
        id: RequestId,
        client_id: Option<HeaderValue>,
        https: bool,
        on_panic: OnPanic,
    }
}

impl<F> fmt::Debug for Finish<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finish").field("id", &self.id).finish_non_exhaustive()
    }
}

impl<F, R> Future for Finish<F>
where
    F: Future<Output = Result<R, Infallible>>,
    R: IntoResponse,
{
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let done = match this.inner.as_pin_mut() {
            // After a panic the future is not polled again: the response is ready.
            Some(inner) => match catch_unwind(AssertUnwindSafe(|| inner.poll(cx))) {
                Ok(poll) => Some(ready!(poll)?.into_response()),
                Err(_) => None,
            },
            None => None,
        };
        let mut response = done.unwrap_or_else(|| {
            // The panic hook has written where; the payload may hold personal data.
            tracing::error!(request_id = this.id.as_str(), "a handler panicked");
            (this.on_panic)(this.id)
        });
        finish(response.headers_mut(), this.id, this.client_id.take(), *this.https);
        Poll::Ready(Ok(response))
    }
}

fn finish(headers: &mut HeaderMap, id: &RequestId, client_id: Option<HeaderValue>, https: bool) {
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(&REQUEST_ID, id);
    }
    if let Some(client_id) = client_id {
        headers.insert(&CLIENT_REQUEST_ID, client_id);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if https {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    let mut default = |name, value| {
        if let Entry::Vacant(entry) = headers.entry(name) {
            entry.insert(HeaderValue::from_static(value));
        }
    };
    default(REFERRER_POLICY, "same-origin");
    default(CACHE_CONTROL, "no-store");
}

/// Up to 128 visible characters of ASCII: nothing that could break a log line or a header.
fn is_sane(id: &HeaderValue) -> bool {
    (1..=MAX_CLIENT_REQUEST_ID).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use http::StatusCode;
    use ortak_app::port::SystemIds;
    use tower::ServiceExt;

    use super::*;

    fn on_panic(id: &RequestId) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, id.to_string()).into_response()
    }

    async fn get_from(https: bool, path: &str, client_request_id: Option<&[u8]>) -> Response {
        let routes = Router::new()
            .route("/id", get(|id: axum::Extension<RequestId>| async move { id.0.to_string() }))
            .route(
                "/cached",
                get(|| async { ([(CACHE_CONTROL, "public"), (REFERRER_POLICY, "origin")], "") }),
            )
            .route(
                "/panic",
                get(|| async {
                    tokio::task::yield_now().await;
                    assert!(std::hint::black_box(false), "a secret");
                }),
            )
            .layer(RequestLayer { ids: Arc::new(SystemIds), https, on_panic });
        let mut request = Request::get(path);
        if let Some(id) = client_request_id {
            request = request.header(&CLIENT_REQUEST_ID, id);
        }
        routes.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn text(response: Response) -> String {
        let body = axum::body::to_bytes(response.into_body(), MAX_BODY).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn every_response_has_ids_and_security_headers() {
        for path in ["/id", "/no-such-route"] {
            let response = get_from(true, path, Some(b"abc-123")).await;
            let headers = response.headers().clone();
            assert!(uuid::Uuid::try_parse(headers[&REQUEST_ID].to_str().unwrap()).is_ok());
            assert_eq!(headers[&CLIENT_REQUEST_ID], "abc-123");
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers[STRICT_TRANSPORT_SECURITY], "max-age=31536000; includeSubDomains");
            assert_eq!(headers[REFERRER_POLICY], "same-origin");
            assert_eq!(headers[CACHE_CONTROL], "no-store");
            if path == "/id" {
                assert_eq!(text(response).await, headers[&REQUEST_ID].to_str().unwrap());
            }
        }
    }

    #[tokio::test]
    async fn a_handler_may_decide_on_caching_and_http_gets_no_hsts() {
        let response = get_from(false, "/cached", None).await;
        assert_eq!(response.headers()[CACHE_CONTROL], "public");
        assert_eq!(response.headers()[REFERRER_POLICY], "origin");
        assert!(!response.headers().contains_key(STRICT_TRANSPORT_SECURITY));
        assert!(!response.headers().contains_key(&CLIENT_REQUEST_ID));
    }

    #[tokio::test]
    async fn only_sane_client_request_ids_are_echoed() {
        let long = [b'x'; 129];
        for id in [&b""[..], b"a b", "ä".as_bytes(), &long] {
            let response = get_from(false, "/id", Some(id)).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert!(!response.headers().contains_key(&CLIENT_REQUEST_ID), "{id:?}");
        }
        let response = get_from(false, "/id", Some(&long[..128])).await;
        assert_eq!(response.headers()[&CLIENT_REQUEST_ID].as_bytes(), &long[..128]);
    }

    #[tokio::test]
    async fn a_panic_becomes_the_given_response() {
        let response = get_from(true, "/panic", Some(b"abc")).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let id = response.headers()[&REQUEST_ID].to_str().unwrap().to_owned();
        assert_eq!(response.headers()[&CLIENT_REQUEST_ID], "abc");
        assert_eq!(response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(text(response).await, id);
    }

    #[tokio::test]
    async fn a_panic_before_the_first_await_too() {
        let service = tower::service_fn(|_: Request<Body>| {
            assert!(std::hint::black_box(false), "at once");
            std::future::ready(Ok::<_, Infallible>(Response::new(Body::empty())))
        });
        let layer = RequestLayer { ids: Arc::new(SystemIds), https: false, on_panic };
        let response = layer.layer(service).oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
