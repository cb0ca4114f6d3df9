//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::cmd;
use crate::config::Sources;

/// Vendor and partners selling together: a server for co-sell referrals.
#[derive(Debug, Parser)]
#[command(name = "ortak", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Configuration file [default: ortak.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the data, or a postgres:// URL [default: ortak-data]
    #[arg(long, global = true, value_name = "DIR|URL")]
    pub data: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API
    Serve(cmd::serve::Args),
    /// Do what happens without anybody asking: expiry, webhooks, notifications; `serve` does it too
    Worker,
    /// Serve a vendor and partners that are made up, to look around in
    Demo(cmd::demo::Args),
    /// Bring the database's schema up to date
    Migrate(cmd::migrate::Args),
    /// Check the configuration and everything it refers to
    Doctor(cmd::doctor::Args),
    /// Administer organizations, people, API clients and webhooks
    #[command(subcommand)]
    Admin(cmd::admin::Command),
    /// Verify the history of all referrals
    #[command(subcommand)]
    Audit(cmd::audit::Command),
    /// Write everything in the database to a file, while others go on writing
    Backup(cmd::backup::Args),
    /// Fill an empty database from a backup
    Restore(cmd::restore::Args),
    /// Bring data in from files
    #[command(subcommand)]
    Import(cmd::import::Command),
}

impl Common {
    pub fn sources(self, environment: Vec<(String, String)>) -> Sources {
        Sources { file: self.config, environment, data: self.data, listen: None }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
