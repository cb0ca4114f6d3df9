//! `ortak doctor`: looks at everything that `ortak serve` needs, and changes nothing.

mod checks;

use std::process::ExitCode;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};

use crate::config::{self, Config, Sources};
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print a new random master key and do nothing else
    #[arg(long)]
    pub new_master_key: bool,
    /// Print the reference of all settings (docs/configuration.md) and do nothing else
    #[arg(long)]
    pub settings_reference: bool,
    /// Address that `ortak serve --listen` will be given
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finding {
    Ok(String),
    /// Works, but somebody should know.
    Warn(String),
    Fail(String),
}

pub async fn run(args: Args, sources: &mut Sources) -> anyhow::Result<ExitCode> {
    if args.new_master_key {
        output::line(new_master_key()?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.settings_reference {
        output::line(config::reference().trim_end())?;
        return Ok(ExitCode::SUCCESS);
    }
    sources.listen = args.listen;
    let mut report = Report { failed: false };
    let config = match Config::load(sources) {
        Ok(config) => config,
        Err(problems) => {
            // The other checks would look at other things than are meant.
            for problem in problems.iter() {
                report.line("configuration", &Finding::Fail(problem.to_string()))?;
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    report.line("configuration", &Finding::Ok("all settings are usable".to_owned()))?;
    for (name, finding) in checks::all(&config).await {
        report.line(name, &finding)?;
    }
    Ok(super::code(!report.failed))
}

struct Report {
    failed: bool,
}

impl Report {
    fn line(&mut self, name: &str, finding: &Finding) -> std::io::Result<()> {
        let (word, text) = match finding {
            Finding::Ok(text) => ("ok  ", text),
            Finding::Warn(text) => ("warn", text),
            Finding::Fail(text) => ("fail", text),
        };
        self.failed |= matches!(finding, Finding::Fail(_));
        output::line(format_args!("{word}  {name}: {text}"))
    }
}

fn new_master_key() -> anyhow::Result<String> {
    let mut key = [0; 32];
    SystemRandom::new().fill(&mut key).map_err(|_| anyhow::anyhow!("the machine gives no randomness"))?;
    Ok(hex::encode(key))
}
