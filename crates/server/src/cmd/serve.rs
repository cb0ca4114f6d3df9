//! `ortak serve`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use ortak_app::account::first_run;
use ortak_http::TrustedProxies;
use ortak_jobs::Worker;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower::Layer as _;

use crate::compose::{self, Services};
use crate::config::Config;
use crate::health::{self, Counts, Health};
use crate::lifecycle::{self, Drain, Signals};
use crate::metrics::{self, RequestMetrics};
use crate::{output, telemetry};

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
    let app = compose::unlocked(&services.app, config).await?;
    let requests = RequestMetrics::default();
    let draining = Arc::default();
    let health = Health {
        database: services.store.database().clone(),
        app: app.clone(),
        requests: requests.clone(),
        draining: Arc::clone(&draining),
        counts: Counts(metrics::start()?),
    };
    let outbound = compose::outbound(&app, config, &base_url).await?;
    let faces =
        compose::faces(app.clone(), config, base_url.clone(), &outbound, Arc::clone(&draining)).await?;
    // The questions about health are no work to wait for, and nothing to count.
    let router = health::router(health).fallback_service(requests.layer(faces));
    let (stop, stopped) = watch::channel(false);
    let base_url = base_url.trim_end_matches('/').to_owned();
    let first_link = first_run::link(&app).await?.map(|link| link.url(&base_url));
    let worker = Worker { app: app.clone(), sender: outbound.sender, post: outbound.post, base_url };
    let worker = config.worker.then(|| tokio::spawn(worker.run(stopped)));
    output::line(format_args!("listening on {here}"))?;
    if let Some(url) = first_link {
        output::line(format_args!(
            "nobody can sign in yet: make the first administrator at {url} (good for a day)"
        ))?;
    }
    let proxies = TrustedProxies::new(config.trusted_proxies.iter().copied());
    let drain = Drain { draining, requests, patience: config.drain };
    let served = lifecycle::serve(listener, router, proxies, signals, drain).await;
    // The receiver is gone only where there is no worker.
    let _ = stop.send(true);
    if let Some(worker) = worker {
        end(worker, config.drain).await;
    }
    served
}

/// Waits until the worker has finished what it has in hand, but not for ever: what it doesn't finish is done again.
pub async fn end(worker: JoinHandle<()>, patience: Duration) {
    let cut = worker.abort_handle();
    if tokio::time::timeout(patience, worker).await.is_err() {
        tracing::warn!("the worker was cut off");
        cut.abort();
    }
}
