//! Requests counted and timed, in the text format of Prometheus.

use std::fs;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use ortak_app::port::Backlog;
use ortak_domain::Time;
use pin_project_lite::pin_project;
use tower::{Layer, Service};

const REQUESTS: &str = "ortak_http_requests_total";
const SECONDS: &str = "ortak_http_request_seconds";
const UNDER_WAY: &str = "ortak_http_requests_under_way";
const DATABASE: &str = "ortak_database_up";
const MEMORY: &str = "ortak_resident_memory_bytes";
const WAITING: &str = "ortak_outbox_waiting";
const OLDEST: &str = "ortak_outbox_oldest_seconds";
const DELIVERIES: &str = "ortak_webhook_deliveries";
const OLDEST_DELIVERY: &str = "ortak_webhook_oldest_seconds";
const MAILS: &str = "ortak_mails";

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
    metrics::describe_gauge!(WAITING, "committed changes that nobody has been told of yet");
    metrics::describe_gauge!(OLDEST, "age of the oldest of them; 0 without any");
    metrics::describe_gauge!(DELIVERIES, "webhook deliveries that are still tried, and those given up");
    metrics::describe_gauge!(OLDEST_DELIVERY, "age of the oldest that is still tried; 0 without any");
    metrics::describe_gauge!(MAILS, "mails that wait to be sent, and those given up");
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

/// How far behind the worker is; the same from every process.
pub fn observe_backlog(backlog: &Backlog, now: Time) {
    #[expect(clippy::cast_precision_loss, reason = "gauges are floats, and these numbers are far below 2^53")]
    {
        let age = |oldest: Option<Time>| oldest.map_or(0, |oldest| now.since(oldest).as_secs().max(0)) as f64;
        metrics::gauge!(WAITING).set(backlog.waiting as f64);
        metrics::gauge!(OLDEST).set(age(backlog.oldest));
        metrics::gauge!(DELIVERIES, "state" => "pending").set(backlog.deliveries as f64);
        metrics::gauge!(DELIVERIES, "state" => "failed").set(backlog.failed_deliveries as f64);
        metrics::gauge!(OLDEST_DELIVERY).set(age(backlog.oldest_delivery));
        metrics::gauge!(MAILS, "state" => "pending").set(backlog.mails as f64);
        metrics::gauge!(MAILS, "state" => "failed").set(backlog.failed_mails as f64);
    }
}

/// Linux tells it as text; elsewhere the gauge is absent.
fn resident_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// The label of methods of the caller's invention.
const OTHER: &str = "other";

/// Counts and times the requests that go through it, and knows how many are under way.
#[derive(Clone, Debug, Default)]
pub struct RequestMetrics {
    under_way: Arc<AtomicUsize>,
}

impl RequestMetrics {
    /// Requests being answered now.
    pub fn under_way(&self) -> usize {
        self.under_way.load(Ordering::Acquire)
    }
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
            route: ortak_api::route(request.uri().path()),
            began: Instant::now(),
            status: None,
        };
        self.metrics.under_way.fetch_add(1, Ordering::AcqRel);
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
    route: &'static str,
    began: Instant,
    status: Option<u16>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.metrics.under_way.fetch_sub(1, Ordering::AcqRel);
        // 499 is what proxies write for a caller who did not wait.
        let status = self.status.unwrap_or(499);
        let seconds = self.began.elapsed().as_secs_f64();
        metrics::histogram!(SECONDS, "route" => self.route).record(seconds);
        let status = status.to_string();
        metrics::counter!(REQUESTS, "method" => self.method, "route" => self.route, "status" => status)
            .increment(1);
    }
}
