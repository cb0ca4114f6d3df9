//! `ortak migrate`.

use std::process::ExitCode;

use crate::compose;
use crate::config::Config;
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change nothing; fail when migrations are pending
    #[arg(long)]
    pub check: bool,
}

pub async fn run(args: &Args, config: &Config) -> anyhow::Result<ExitCode> {
    let services =
        if args.check { compose::open_existing(config).await? } else { compose::open(config).await? };
    let database = services.store.database();
    let good = if args.check {
        let pending = database.pending().await?;
        for name in &pending {
            output::line(format_args!("pending {name}"))?;
        }
        pending.is_empty()
    } else {
        for name in database.migrate().await?.applied {
            output::line(format_args!("applied {name}"))?;
        }
        true
    };
    if good {
        output::line("the schema is up to date")?;
    }
    services.close().await;
    Ok(super::code(good))
}
