//! `ortak admin mail`: mails that did not reach their readers.

use ortak_app::App;
use ortak_app::port::StoredMail;
use serde_json::{Value, json};

use crate::output;

/// Mails that are listed at most, the newest.
const MOST: usize = 1000;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List mails that were not taken yet, or were given up, the newest first
    Stuck {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Try those that were given up once more
    Retry {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(command: Command, app: &App) -> anyhow::Result<()> {
    match command {
        Command::Stuck { json } => {
            let mails = app.notifications.stuck_mails(MOST).await?;
            if json {
                return output::json(&mails.iter().map(shown).collect::<Vec<_>>());
            }
            let rows: Vec<[String; 5]> = mails.iter().map(row).collect();
            Ok(output::table(["id", "created", "state", "attempts", "error"], &rows)?)
        }
        Command::Retry { json } => {
            let count = app.notifications.retry_failed_mails(app.clock.now()).await?;
            if json {
                return output::json(&json!({ "retried": count }));
            }
            Ok(output::line(format_args!("{count} mails are tried again"))?)
        }
    }
}

fn row(mail: &StoredMail) -> [String; 5] {
    let error = mail.last_error.clone().unwrap_or_default();
    let (id, created) = (mail.id.to_string(), mail.created_at.to_string());
    [id, created, mail.state.as_str().to_owned(), mail.attempts.to_string(), error]
}

fn shown(mail: &StoredMail) -> Value {
    json!({
        "id": mail.id.to_string(),
        "organizationId": mail.organization_id,
        "personId": mail.person_id,
        "digest": mail.digest,
        "state": mail.state.as_str(),
        "attempts": mail.attempts,
        "created": mail.created_at,
        "next": mail.next_at,
        "error": mail.last_error,
    })
}
