//! Signing in at another issuer (OpenID Connect): what is remembered between sending the browser there and its coming
//! back, and who it is then. The conversation with the issuer itself is `ortak_http::oidc::login`.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ortak_domain::Time;
use serde::{Deserialize, Serialize};

use super::session::{self, Device, SignIn};
use super::{backoff, one_time, secret, sign_in};
use crate::App;
use crate::error::AppError;
use crate::port::{Purpose, SecondFactor};

/// How long somebody may take at the issuer, in seconds.
pub const STATE_SECONDS: i64 = 600;

/// What the browser is sent away with. Debug shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Started {
    pub state: String,
    pub nonce: String,
    /// PKCE, S256.
    pub challenge: String,
    /// For a cookie of this browser: nobody else's browser may come back with the state.
    pub binding: String,
}

impl std::fmt::Debug for Started {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Started(…)")
    }
}

/// What its coming back is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    provider: String,
    pub nonce: String,
    pub verifier: String,
    binding_hash: String,
    /// The page that was wanted.
    pub return_to: Option<String>,
}

/// Remembers that somebody is sent away; `TooMany` when too many begin from one address and don't come back.
pub async fn begin(
    app: &App,
    provider: &str,
    return_to: Option<&str>,
    address: &str,
) -> Result<Started, AppError> {
    backoff::may_challenge(app, address).await?;
    let [nonce, verifier, binding] =
        [secret::random_secret()?, secret::random_secret()?, secret::random_secret()?];
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let remembered = Remembered {
        provider: provider.to_owned(),
        nonce: nonce.clone(),
        verifier,
        binding_hash: secret::hash_secret(&binding),
        return_to: return_to.map(str::to_owned),
    };
    let state = one_time::make(app, Purpose::OidcState, None, &remembered, STATE_SECONDS).await?.token;
    Ok(Started { state, nonce, challenge, binding })
}

/// Uses the state up; none when it is unknown, used, too old, another provider's or another browser's.
pub async fn take(
    app: &App,
    provider: &str,
    state: &str,
    binding: &str,
) -> Result<Option<Remembered>, AppError> {
    let Some(found) = one_time::take(app, Purpose::OidcState, state).await? else { return Ok(None) };
    let remembered: Remembered = one_time::facts(&found)?;
    let hash = secret::hash_secret(binding);
    let same = verify_slices_are_equal(hash.as_bytes(), remembered.binding_hash.as_bytes()).is_ok();
    Ok((same && remembered.provider == provider).then_some(remembered))
}

/// Signs in whoever the issuer has told by a verified e-mail. A second factor of their own is still asked for.
/// `proved_at` is when they proved to the issuer who they are, where it says so.
pub async fn sign_in(
    app: &App,
    email: &str,
    proved_at: Option<Time>,
    device: &Device,
) -> Result<SignIn, AppError> {
    let Some(person) = sign_in::trusted_person(app, email).await? else { return Ok(SignIn::Refused) };
    backoff::challenge_met(app, &device.address).await?;
    if sign_in::needs_second_factor(app, &person).await? {
        return Ok(SignIn::NeedsSecondFactor(
            session::open(app, &person, SecondFactor::Pending, device).await?,
        ));
    }
    let proved_at = proved_at.unwrap_or_else(|| app.clock.now());
    let opened = session::open_proved(app, &person, SecondFactor::NotNeeded, device, proved_at).await?;
    Ok(SignIn::SignedIn(opened))
}
