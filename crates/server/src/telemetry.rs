//! The log, on standard error.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts the log of a server. Standard output stays free for what scripts read.
pub fn start(config: &Config) {
    let filter = EnvFilter::new(&config.log_level);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A second start, in one process, keeps the first.
    let _ = match config.log_format {
        LogFormat::Text => log.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}

/// Commands say what they do on standard output; only what goes wrong below them is logged.
pub fn start_quiet() {
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new("warn")).with_writer(io::stderr);
    let _ = log.with_ansi(false).try_init();
}
