//! A demonstration: an invented vendor with invented partners, people, customers and deals.
//!
//! Everything follows from one seed, so ids, names and numbers are the same wherever it is made; only the dates
//! lie relative to the day of making, so that what waits still has days left. All of it is public, passwords and
//! secrets too: a demo holds nothing to protect.

mod calendar;
mod credentials;
mod customers;
mod deals;
mod fill;
mod history;
mod life;
// Tables of words, easier to compare when one row of them is one line.
#[rustfmt::skip]
mod markets;
#[rustfmt::skip]
mod phrases;
mod programme;
mod random;
mod stories;
#[cfg(test)]
mod tests;

use anyhow::{Context as _, bail};
use ortak_app::App;
use ortak_app::account::secret::random_secret;
use ortak_domain::OrganizationId;
use secrecy::SecretString;

use crate::config::Config;

pub use credentials::{OrganizationAccess, write};
pub use programme::PASSWORD;

/// The demo is this one until its content changes on purpose.
const SEED: u64 = 20_260_214;
/// Deals and leads when nothing else is asked for.
pub const DEFAULT_DEALS: u64 = 400;
/// As many as the demo may have.
pub const MOST_DEALS: u64 = 2_000_000;

/// Set when the demo is complete.
const SEED_SETTING: &str = "demo.seed";
/// Set before anything else is written.
const BEGUN_SETTING: &str = "demo.begun";
const DEALS_SETTING: &str = "demo.deals";
const KEY_SETTING: &str = "demo.master_key";
const CREDENTIALS_SETTING: &str = "demo.credentials";

/// The demo that the database holds now.
#[derive(Debug)]
pub struct Demo {
    /// Its main records: deals and leads, without those of the invited.
    pub deals: u64,
    /// Whether it was there before.
    pub kept: bool,
    pub organizations: Vec<OrganizationAccess>,
}

/// Fills an empty database with the demo, or finds it there and changes nothing.
pub async fn ensure(app: &App, vendor: &OrganizationId, deals: Option<u64>) -> anyhow::Result<Demo> {
    if app.accounts.setting(SEED_SETTING).await?.is_some() {
        return load(app).await;
    }
    if app.accounts.setting(BEGUN_SETTING).await?.is_some() {
        bail!("making the demo was cut off here: remove these data, or name another place with --data");
    }
    if !app.accounts.organizations().await?.is_empty() {
        bail!("there are data here that are no demo: name another place with --data");
    }
    let deals = deals.unwrap_or(DEFAULT_DEALS);
    app.accounts.set_setting(BEGUN_SETTING, &SEED.to_string()).await?;
    let organizations = fill::fill(app, vendor, SEED, deals).await?;
    app.outbox.withhold(app.clock.now()).await?;
    app.accounts.set_setting(DEALS_SETTING, &deals.to_string()).await?;
    app.accounts.set_setting(CREDENTIALS_SETTING, &serde_json::to_string(&organizations)?).await?;
    // Last: what has it is complete.
    app.accounts.set_setting(SEED_SETTING, &SEED.to_string()).await?;
    Ok(Demo { deals, kept: false, organizations })
}

/// On a server there is no folder for a master key, and nothing here is secret: the demo keeps its own beside its
/// data, so that it can be served from anywhere.
pub async fn give_key(app: &App, config: &mut Config) -> anyhow::Result<()> {
    if config.key_source().is_ok() {
        return Ok(());
    }
    if app.accounts.setting(KEY_SETTING).await?.is_none() {
        app.accounts.set_setting(KEY_SETTING, &random_secret()?).await?;
    }
    // Read back: of several that begin at once, all use the same.
    config.master_key = app.accounts.setting(KEY_SETTING).await?.map(SecretString::from);
    Ok(())
}

async fn load(app: &App) -> anyhow::Result<Demo> {
    let setting = async |name| {
        let value = app.accounts.setting(name).await?;
        value.with_context(|| format!("the setting {name} of the demo is gone"))
    };
    let deals = setting(DEALS_SETTING).await?.parse().context("the number of deals is no number")?;
    let organizations = serde_json::from_str(&setting(CREDENTIALS_SETTING).await?)
        .context("the sign-ins of the demo can't be read")?;
    Ok(Demo { deals, kept: true, organizations })
}
