//! `ortak backup`.

use std::path::PathBuf;
use std::process::ExitCode;

use ortak_app::Clock as _;
use ortak_app::port::SystemClock;

use crate::config::{Config, KeySource};
use crate::{backup, compose, output};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// File to write; must not exist
    pub file: PathBuf,
}

pub async fn run(args: &Args, config: &Config) -> anyhow::Result<ExitCode> {
    let services = compose::open_existing(config).await?;
    let written = backup::write(services.store.database(), &args.file, SystemClock.now()).await;
    services.close().await;
    let rows: u64 = written?.values().sum();
    output::line(format_args!("wrote {rows} rows to {}", args.file.display()))?;
    let file = match config.key_source() {
        Ok(KeySource::Own(path)) => Some(path),
        Ok(KeySource::File(path)) => Some(path.to_owned()),
        Ok(KeySource::Given(_)) | Err(_) => None,
    };
    let key = file.map_or_else(|| "it".to_owned(), |path| path.display().to_string());
    output::line(format_args!("the master key is not in it: keep a copy of {key} elsewhere"))?;
    Ok(ExitCode::SUCCESS)
}
