//! `ortak`: one program that serves, migrates, backs up and administers.

mod backup;
mod cli;
mod cmd;
mod compose;
mod config;
mod demo;
mod health;
mod lifecycle;
mod metrics;
mod output;
mod telemetry;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

/// Smaller and steadier under load than the allocator of the C library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 0: done. 1: something failed or was found wrong. 2: the command line or the configuration is not usable.
fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let ran = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(cmd::run(cli, environment())));
    match ran {
        Ok(code) => code,
        Err(error) => {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            let usage = error.downcast_ref::<config::Problems>().is_some();
            ExitCode::from(if usage { 2 } else { 1 })
        }
    }
}

/// The only look at the environment; names of ours that are not UTF-8 can't be settings.
fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .filter(|(name, _)| name.starts_with("ORTAK_"))
        .collect()
}
