//! `/livez`, `/readyz`, `/metrics`: what whoever runs the server asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use metrics_exporter_prometheus::PrometheusHandle;
use ortak_app::App;
use ortak_store::conn::{Database, DbError};
use serde::Serialize;

use crate::metrics::{self, RequestMetrics};

/// What the answers are made of. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Health {
    pub database: Database,
    pub app: App,
    pub requests: RequestMetrics,
    pub draining: Arc<AtomicBool>,
    pub counts: Counts,
}

/// The counts to show.
#[derive(Clone)]
pub struct Counts(pub PrometheusHandle);

impl std::fmt::Debug for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Counts")
    }
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    checks: [Check; 4],
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl Check {
    fn new(name: &'static str, outcome: Result<(), String>) -> Self {
        Self { name, ok: outcome.is_ok(), reason: outcome.err() }
    }
}

pub fn router(health: Health) -> Router {
    Router::new()
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .route("/metrics", get(show_metrics))
        .with_state(health)
}

/// The process answers: that is all. A database that is away is no reason to start this process anew.
async fn livez() -> Response {
    (StatusCode::OK, [(CACHE_CONTROL, "no-store")], Json(serde_json::json!({ "live": true }))).into_response()
}

async fn readyz(State(health): State<Health>) -> Response {
    let checks = health.checks().await;
    let ready = checks.iter().all(|check| check.ok);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(CACHE_CONTROL, "no-store")], Json(Readiness { ready, checks })).into_response()
}

async fn show_metrics(State(health): State<Health>) -> Response {
    let up = health.database.ping().await.is_ok();
    metrics::observe(health.requests.under_way(), up);
    // A schema that is not up to date has none.
    if let Ok(backlog) = health.app.outbox.backlog().await {
        metrics::observe_backlog(&backlog, health.app.clock.now());
    }
    health.counts.0.run_upkeep();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], health.counts.0.render()).into_response()
}

impl Health {
    async fn checks(&self) -> [Check; 4] {
        let serving = if self.draining.load(Ordering::Acquire) {
            Err("the server is shutting down".to_owned())
        } else {
            Ok(())
        };
        let database = self.database.ping().await;
        let schema = match &database {
            Ok(()) => self.schema().await,
            Err(_) => Err("the database can't be asked".to_owned()),
        };
        [
            Check::new("serving", serving),
            Check::new("database", database.map_err(|error| error.to_string())),
            Check::new("schema", schema),
            self.mail(),
        ]
    }

    /// An installation may do without mail, and a mail server that is away stops nobody: its mails wait.
    fn mail(&self) -> Check {
        let off = self.app.mailer.is_none();
        let reason = off.then(|| "off: no mail.host is configured".to_owned());
        Check { name: "mail", ok: true, reason }
    }

    async fn schema(&self) -> Result<(), String> {
        match self.database.pending().await {
            Ok(pending) => match pending.first() {
                None => Ok(()),
                Some(first) => Err(format!("{first} is pending")),
            },
            // Newer programs keep the schema usable for this one while they replace it.
            Err(DbError::Newer { .. }) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}
