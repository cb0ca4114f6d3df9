//! Tokens that are good for one use: 256 random bits, of which the store knows the hash.

use ortak_domain::{OrganizationId, PersonId, Time};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::secret;
use crate::App;
use crate::error::AppError;
use crate::port::{OneTimeToken, Purpose};

/// A token just made. Debug doesn't show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    pub purpose: Purpose,
    pub token: String,
    pub expires_at: Time,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("purpose", &self.purpose)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Link {
    /// The address of the page that takes the token in.
    pub fn url(&self, base_url: &str) -> String {
        url(base_url, self.purpose, &self.token)
    }
}

/// The address of the page that takes a token in.
pub fn url(base_url: &str, purpose: Purpose, token: &str) -> String {
    let page = match purpose {
        Purpose::FirstAdmin => "first-run",
        Purpose::Invitation => "invitation",
        _ => "reset",
    };
    format!("{}/{page}/{token}", base_url.trim_end_matches('/'))
}

/// Makes a token that is good for so many seconds.
pub(super) async fn make<F: Serialize + Sync>(
    app: &App,
    purpose: Purpose,
    holder: Option<(OrganizationId, PersonId)>,
    facts: &F,
    seconds: i64,
) -> Result<Link, AppError> {
    let token = secret::random_secret()?;
    let expires_at = save(app, purpose, &token, holder, facts, seconds).await?;
    Ok(Link { purpose, token, expires_at })
}

/// The same for a token that is made already; until when it is good.
pub(super) async fn save<F: Serialize + Sync>(
    app: &App,
    purpose: Purpose,
    token: &str,
    holder: Option<(OrganizationId, PersonId)>,
    facts: &F,
    seconds: i64,
) -> Result<Time, AppError> {
    let now = app.clock.now();
    let expires_at = now.plus_seconds(seconds);
    let record = OneTimeToken {
        hash: secret::hash_secret(token),
        purpose,
        holder,
        facts: serde_json::to_string(facts).map_err(|error| AppError::Internal(error.to_string()))?,
        created_at: now,
        expires_at,
        used_at: None,
    };
    app.credentials.save_one_time(record).await?;
    Ok(expires_at)
}

/// The token, if it is good now; it stays so.
pub(super) async fn look(app: &App, purpose: Purpose, token: &str) -> Result<Option<OneTimeToken>, AppError> {
    let found = app.credentials.one_time(&secret::hash_secret(token)).await?;
    Ok(found.filter(|found| good(found, purpose, app.clock.now())))
}

/// Uses the token up; none when it was not good.
pub(super) async fn take(app: &App, purpose: Purpose, token: &str) -> Result<Option<OneTimeToken>, AppError> {
    if look(app, purpose, token).await?.is_none() {
        return Ok(None);
    }
    let now = app.clock.now();
    let found = app.credentials.use_one_time(&secret::hash_secret(token), now).await?;
    Ok(found.filter(|found| good(found, purpose, now)))
}

fn good(found: &OneTimeToken, purpose: Purpose, now: Time) -> bool {
    found.purpose == purpose && found.used_at.is_none() && now < found.expires_at
}

/// What was decided when the token was made.
pub(super) fn facts<F: DeserializeOwned>(token: &OneTimeToken) -> Result<F, AppError> {
    serde_json::from_str(&token.facts).map_err(|error| AppError::Internal(error.to_string()))
}

/// The link is used, too old, taken back or none: the same to everybody.
pub(super) fn dead_link() -> AppError {
    AppError::Conflict {
        code: "link_not_good",
        message: "the link has been used, has run out or was replaced by a newer one".to_owned(),
    }
}
