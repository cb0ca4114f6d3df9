//! `ortak worker`: the worker's jobs without the API, for installations with several processes.

use std::process::ExitCode;

use anyhow::Context as _;
use ortak_jobs::Worker;
use tokio::sync::watch;

use crate::cmd::serve;
use crate::compose;
use crate::config::Config;
use crate::lifecycle::Signals;
use crate::{output, telemetry};

pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    telemetry::start(config);
    let mut signals = Signals::listen()?;
    let url = config.public_url.as_ref().context(
        "server.public_url must be set: webhooks and notifications name the address that clients know",
    )?;
    let base_url = url.as_str().trim_end_matches('/').to_owned();
    let services = compose::open_existing_current(config).await?;
    let app = compose::unlocked(&services.app, config).await?;
    let outbound = compose::outbound(&app, config, &base_url).await?;
    let (stop, stopped) = watch::channel(false);
    let worker = Worker { app, sender: outbound.sender, base_url };
    let worker = tokio::spawn(worker.run(stopped));
    output::line(format_args!("working"))?;
    signals.next().await;
    tracing::info!("shutting down");
    // The worker is gone only when it has ended.
    let _ = stop.send(true);
    serve::end(worker, config.drain).await;
    services.close().await;
    Ok(ExitCode::SUCCESS)
}
