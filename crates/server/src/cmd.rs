//! One module per command.

pub mod admin;
pub mod audit;
pub mod backup;
pub mod demo;
pub mod doctor;
pub mod import;
pub mod migrate;
pub mod restore;
pub mod serve;
pub mod worker;

use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::telemetry;

/// Runs the command.
pub async fn run(cli: Cli, environment: Vec<(String, String)>) -> anyhow::Result<ExitCode> {
    let mut sources = cli.common.sources(environment);
    match cli.command {
        // These two do without a usable configuration, or read it in their own way.
        Command::Doctor(args) => return doctor::run(args, &mut sources).await,
        Command::Serve(args) => {
            sources.listen = args.listen;
            return serve::run(&Config::load(&sources)?).await;
        }
        Command::Worker => return worker::run(&Config::load(&sources)?).await,
        Command::Demo(args) => return demo::run(args, sources).await,
        _ => telemetry::start_quiet(),
    }
    let config = Config::load(&sources)?;
    match cli.command {
        Command::Migrate(args) => migrate::run(&args, &config).await,
        Command::Admin(command) => admin::run(command, &config).await,
        Command::Audit(command) => audit::run(&command, &config).await,
        Command::Backup(args) => backup::run(&args, &config).await,
        Command::Restore(args) => restore::run(&args, &config).await,
        Command::Import(command) => import::run(&command, &config).await,
        Command::Doctor(_) | Command::Serve(_) | Command::Worker | Command::Demo(_) => Ok(ExitCode::SUCCESS),
    }
}

/// The code of a command that found something wrong, or nothing.
fn code(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
