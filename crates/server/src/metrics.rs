//! Requests counted and timed, in the text format of Prometheus.

use std::collections::HashSet;
use std::fs;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use pin_project_lite::pin_project;
use tower::{Layer, Service};
use uuid::Uuid;

const REQUESTS: &str = "ortak_http_requests_total";
const SECONDS: &str = "ortak_http_request_seconds";
const UNDER_WAY: &str = "ortak_http_requests_under_way";
const DATABASE: &str = "ortak_database_up";
const MEMORY: &str = "ortak_resident_memory_bytes";

/// From what a cached read takes to what nobody should wait for.
const BUCKETS: [f64; 12] = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Starts counting; the handle shows the counts.
pub fn start() -> anyhow::Result<PrometheusHandle> {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(SECONDS.to_owned()), &BUCKETS)?
        .add_global_label("version", env!("CARGO_PKG_VERSION"));
    let handle = builder.install_recorder()?;
    metrics::describe_counter!(REQUESTS, "requests answered, by method, route and status");
    metrics::describe_histogram!(SECONDS, "time from request to response, by route");
    metrics::describe_gauge!(UNDER_WAY, "requests being answered now");
    metrics::describe_gauge!(DATABASE, "1 while the database can be used");
    metrics::describe_gauge!(MEMORY, "memory that the process holds");
    Ok(handle)
}

/// What is looked up when somebody asks, and not counted along the way.
pub fn observe(under_way: usize, database_up: bool) {
    #[expect(clippy::cast_precision_loss, reason = "gauges are floats, and these numbers are far below 2^53")]
    {
        metrics::gauge!(UNDER_WAY).set(under_way as f64);
        metrics::gauge!(DATABASE).set(f64::from(u8::from(database_up)));
        if let Some(bytes) = resident_memory() {
            metrics::gauge!(MEMORY).set(bytes as f64);
        }
    }
}

/// Linux tells it as text; elsewhere the gauge is absent.
fn resident_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Routes that are told apart at most.
const ROUTES: usize = 64;
/// The label of all other routes.
const OTHER: &str = "other";

/// Counts and times the requests that go through it, and knows how many are under way.
#[derive(Clone, Debug, Default)]
pub struct RequestMetrics(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    under_way: AtomicUsize,
    routes: RwLock<HashSet<Arc<str>>>,
}

impl RequestMetrics {
    /// Requests being answered now.
    pub fn under_way(&self) -> usize {
        self.0.under_way.load(Ordering::Acquire)
    }

    /// The label of a path. Only what was answered well once gets one, and not more than a few, so that nobody
    /// fills our memory by asking for what there is not.
    fn route(&self, path: &str, good: bool) -> Arc<str> {
        let route = generic(path);
        let known = self.0.routes.read().unwrap_or_else(PoisonError::into_inner).get(&*route).cloned();
        if let Some(known) = known {
            return known;
        }
        let mut routes = self.0.routes.write().unwrap_or_else(PoisonError::into_inner);
        if !good || routes.len() >= ROUTES {
            return OTHER.into();
        }
        let route: Arc<str> = route.into();
        routes.insert(Arc::clone(&route));
        route
    }
}

/// The path with `{id}` for ids.
fn generic(path: &str) -> String {
    let path = path.trim_end_matches('/').to_lowercase();
    let segments = path.split('/').map(|segment| {
        if segment.len() == 36 && Uuid::try_parse(segment).is_ok() { "{id}" } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

impl<S> Layer<S> for RequestMetrics {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Measured<S> {
        Measured { inner, metrics: self.clone() }
    }
}

/// A service within [`RequestMetrics`].
#[derive(Clone, Debug)]
pub struct Measured<S> {
    inner: S,
    metrics: RequestMetrics,
}

impl<S> Service<Request> for Measured<S>
where
    S: Service<Request, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Measuring<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Measuring<S::Future> {
        let turn = Turn {
            metrics: self.metrics.clone(),
            method: known(request.method()),
            path: request.uri().path().to_owned(),
            began: Instant::now(),
            status: None,
        };
        self.metrics.0.under_way.fetch_add(1, Ordering::AcqRel);
        Measuring { inner: self.inner.call(request), turn }
    }
}

/// A method of the caller's invention must not make a time series of its own.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => OTHER,
    }
}

pin_project! {
    /// The future of [`Measured`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Measuring<F> {
        #[pin]
        inner: F,
        turn: Turn,
    }
}

impl<F, E> Future for Measuring<F>
where
    F: Future<Output = Result<Response, E>>,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let answered = ready!(this.inner.poll(cx));
        this.turn.status = answered.as_ref().ok().map(|response| response.status().as_u16());
        Poll::Ready(answered)
    }
}

/// One request; counted when it is dropped, so that callers who go away are counted too.
#[derive(Debug)]
struct Turn {
    metrics: RequestMetrics,
    method: &'static str,
    path: String,
    began: Instant,
    status: Option<u16>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.metrics.0.under_way.fetch_sub(1, Ordering::AcqRel);
        // 499 is what proxies write for a caller who did not wait.
        let status = self.status.unwrap_or(499);
        let route = self.metrics.route(&self.path, status < 400);
        let seconds = self.began.elapsed().as_secs_f64();
        metrics::histogram!(SECONDS, "route" => Arc::clone(&route)).record(seconds);
        let status = status.to_string();
        metrics::counter!(REQUESTS, "method" => self.method, "route" => route, "status" => status)
            .increment(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_told_apart_once_they_were_answered_well() {
        let metrics = RequestMetrics::default();
        let path = format!("/v1.0/Referrals/{}/", Uuid::nil());
        assert_eq!(&*metrics.route(&path, false), OTHER);
        assert_eq!(&*metrics.route(&path, true), "/v1.0/referrals/{id}");
        assert_eq!(&*metrics.route(&path, false), "/v1.0/referrals/{id}");
        for number in 0..ROUTES * 2 {
            metrics.route(&format!("/{number}"), true);
        }
        assert_eq!(&*metrics.route("/one-more", true), OTHER);
        assert_eq!(metrics.0.routes.read().unwrap().len(), ROUTES);
    }
}
