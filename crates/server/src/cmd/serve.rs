//! `ortak serve`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use ortak_app::App;
use tokio::net::TcpListener;
use tower::Layer as _;

use crate::compose::{self, Services};
use crate::config::Config;
use crate::health::{self, Counts, Health};
use crate::lifecycle::{self, Drain, Signals};
use crate::metrics::{self, RequestMetrics};
use crate::{output, telemetry};

/// How often what is no longer needed is removed.
const HOUSEKEEPING: Duration = Duration::from_hours(1);
/// Retries of a create are recognized for this long (R209).
const IDEMPOTENCY_DAYS: i64 = 2;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
}

pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    telemetry::start(config);
    let signals = Signals::listen()?;
    let (services, report) = compose::open_current(config).await?;
    for name in &report.applied {
        tracing::info!(migration = %name, "applied");
    }
    let listener = lifecycle::bind(config.listen).await?;
    let served = serve(config, &services, listener, signals).await;
    services.close().await;
    tracing::info!("closed");
    served.map(|()| ExitCode::SUCCESS)
}

/// The URL that clients know, also when the port was the system's choice.
pub fn base_url(config: &Config, listener: &TcpListener) -> anyhow::Result<String> {
    if let Some(url) = &config.public_url {
        return Ok(url.to_string());
    }
    here(listener)
}

fn here(listener: &TcpListener) -> anyhow::Result<String> {
    Ok(format!("http://{}", listener.local_addr().context("the address is unknown")?))
}

/// Serves until a signal; `listening on …` is printed when all is ready.
pub async fn serve(
    config: &Config,
    services: &Services,
    listener: TcpListener,
    signals: Signals,
) -> anyhow::Result<()> {
    let here = here(&listener)?;
    let base_url = base_url(config, &listener)?;
    let requests = RequestMetrics::default();
    let draining = Arc::default();
    let health = Health {
        database: services.store.database().clone(),
        requests: requests.clone(),
        draining: Arc::clone(&draining),
        counts: Counts(metrics::start()?),
    };
    let api = compose::api(services.app.clone(), config, base_url).await?;
    // The questions about health are no work to wait for, and nothing to count.
    let router = health::router(health).fallback_service(requests.layer(api));
    let housekeeping = tokio::spawn(housekeeping(services.app.clone()));
    output::line(format_args!("listening on {here}"))?;
    let drain = Drain { draining, requests, patience: config.drain };
    let served = lifecycle::serve(listener, router, signals, drain).await;
    housekeeping.abort();
    served
}

/// Removes what has run out, now and every hour; several processes may do it at once.
async fn housekeeping(app: App) {
    let mut hours = tokio::time::interval(HOUSEKEEPING);
    loop {
        hours.tick().await;
        let now = app.clock.now();
        let retries = app.referrals.forget_idempotency(now.plus_days(-IDEMPOTENCY_DAYS)).await;
        let tokens = app.accounts.forget_refresh_tokens(now).await;
        match (retries, tokens) {
            (Ok(retries), Ok(tokens)) => tracing::debug!(retries, tokens, "removed what has run out"),
            (Err(error), _) | (_, Err(error)) => {
                tracing::warn!(%error, "what has run out could not be removed");
            }
        }
    }
}
