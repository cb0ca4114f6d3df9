//! Signing in with an account at another issuer (OpenID Connect Core 1.0, 3.1; RFC 7636, 9207): authorization code
//! with PKCE, state and nonce, all good for one use and one browser.

use std::fmt;
use std::sync::Arc;

use ortak_app::account::oidc;
use ortak_app::account::session::{Device, SignIn};
use ortak_app::{App, AppError, Clock};
use ortak_domain::Time;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

use super::{Issuer, TrustedIssuer, acceptable, age, email, reason};
use crate::error::AuthError;

/// Where an issuer takes people and codes is asked for again after this time, in seconds: anybody may begin a sign-in,
/// and must not make us ask each time.
const ENDPOINTS_AGE: i64 = 10 * 60;

/// An issuer where people have their accounts.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginProvider {
    /// A short word for addresses, like `entra`.
    pub id: String,
    /// What the button says.
    pub name: String,
    /// Exactly as it stands in its documents.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
    /// The claim with the e-mail. None: `email`, which the issuer must have verified. Whoever may write this claim at
    /// the issuer can be anybody here.
    pub email_claim: Option<String>,
}

impl fmt::Debug for LoginProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginProvider")
            .field("id", &self.id)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// All such issuers.
pub struct Logins {
    providers: Vec<Provider>,
    base_url: Arc<str>,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Logins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.providers.iter().map(|provider| &provider.settings)).finish()
    }
}

struct Provider {
    settings: LoginProvider,
    issuer: Issuer,
    /// What the issuer last said, and when. Held while it is asked, so that one asks for all.
    endpoints: tokio::sync::Mutex<Option<(Endpoints, Time)>>,
}

/// Where the browser is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    pub url: String,
    /// For a short-lived cookie (`SameSite=Lax`, as the browser comes back from another site).
    pub binding: String,
}

/// The parameters with which the browser comes back.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Callback {
    pub state: Option<String>,
    pub code: Option<String>,
    pub error: Option<String>,
    pub iss: Option<String>,
}

/// Who came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    pub sign_in: SignIn,
    /// The page that was wanted.
    pub return_to: Option<String>,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    #[error("there is no such issuer")]
    UnknownProvider,
    /// Begin again.
    #[error("the sign-in is unknown here, used or too old, or began in another browser")]
    UnknownState,
    /// The person, or the issuer, has not agreed.
    #[error("the issuer did not sign anybody in")]
    Denied,
    /// What the issuer says can't be accepted.
    #[error("{0}")]
    NotAccepted(&'static str),
    #[error("the issuer can't be asked: {0}")]
    Unavailable(String),
    #[error(transparent)]
    App(#[from] AppError),
}

#[derive(Clone, Deserialize)]
struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

impl Logins {
    /// Fails when an address is not acceptable. `base_url` is the public URL.
    pub fn new(
        providers: Vec<LoginProvider>,
        base_url: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, AppError> {
        let provider = |settings: LoginProvider| {
            let issuer = Issuer::new(TrustedIssuer {
                issuer: settings.issuer.clone(),
                audience: settings.client_id.clone(),
                email_claim: settings.email_claim.clone(),
                jwks_url: None,
            })?;
            Ok(Provider { settings, issuer, endpoints: tokio::sync::Mutex::default() })
        };
        let providers = providers.into_iter().map(provider).collect::<Result<_, AppError>>()?;
        Ok(Self { providers, base_url: base_url.trim_end_matches('/').into(), clock })
    }

    /// Without any.
    pub fn none(base_url: &str, clock: Arc<dyn Clock>) -> Self {
        Self { providers: Vec::new(), base_url: base_url.trim_end_matches('/').into(), clock }
    }

    /// Id and name of each.
    pub fn list(&self) -> impl Iterator<Item = (&str, &str)> {
        self.providers.iter().map(|provider| (provider.settings.id.as_str(), provider.settings.name.as_str()))
    }

    /// Where the browser comes back to; to be registered at the issuer.
    pub fn callback_url(&self, id: &str) -> String {
        format!("{}/sign-in/with/{id}/callback", self.base_url)
    }

    fn provider(&self, id: &str) -> Result<&Provider, LoginError> {
        self.providers.iter().find(|provider| provider.settings.id == id).ok_or(LoginError::UnknownProvider)
    }

    /// Sends somebody to the issuer. `address` is where they come from. `anew`: who is signed in there already is to
    /// prove it once more.
    pub async fn begin(
        &self,
        app: &App,
        id: &str,
        return_to: Option<&str>,
        address: &str,
        anew: bool,
    ) -> Result<Begun, LoginError> {
        let provider = self.provider(id)?;
        let endpoints = provider.endpoints(self.clock.now()).await?;
        let mut url = acceptable(&endpoints.authorization_endpoint)
            .map_err(|reason| LoginError::Unavailable(format!("its authorization endpoint {reason}")))?;
        let started = oidc::begin(app, id, return_to, address).await?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &provider.settings.client_id)
            .append_pair("redirect_uri", &self.callback_url(id))
            .append_pair("scope", "openid email profile")
            .append_pair("state", &started.state)
            .append_pair("nonce", &started.nonce)
            .append_pair("code_challenge", &started.challenge)
            .append_pair("code_challenge_method", "S256");
        if anew {
            // OpenID Connect Core 1.0, 3.1.2.1: with `max_age` the token says when they did.
            url.query_pairs_mut().append_pair("prompt", "login").append_pair("max_age", "0");
        }
        Ok(Begun { url: url.into(), binding: started.binding })
    }

    /// Signs in whoever comes back from the issuer. `binding` is from the cookie.
    pub async fn finish(
        &self,
        app: &App,
        id: &str,
        callback: &Callback,
        binding: &str,
        device: &Device,
    ) -> Result<Returned, LoginError> {
        let provider = self.provider(id)?;
        let state = callback.state.as_deref().unwrap_or_default();
        let remembered = oidc::take(app, id, state, binding).await?.ok_or(LoginError::UnknownState)?;
        if callback.iss.as_ref().is_some_and(|iss| *iss != provider.settings.issuer) {
            return Err(LoginError::NotAccepted("the answer is another issuer's"));
        }
        let code = callback.code.as_deref().filter(|_| callback.error.is_none()).ok_or(LoginError::Denied)?;
        let token =
            provider.exchange(code, &remembered.verifier, &self.callback_url(id), self.clock.now()).await?;
        let (claims, ..) =
            provider.issuer.claims(&*self.clock, &token).await.map_err(|error| match error {
                AuthError::Unavailable(reason) => LoginError::Unavailable(reason),
                AuthError::Expired => LoginError::NotAccepted("the issuer's token has run out"),
                _ => LoginError::NotAccepted("the issuer's token is not good"),
            })?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("nonce") != Some(remembered.nonce.as_str()) {
            return Err(LoginError::NotAccepted("the issuer's token is for another sign-in"));
        }
        // OpenID Connect Core 1.0, 3.1.3.7: one for several parties must say which of them it was issued to.
        let several = claims.get("aud").and_then(Value::as_array).is_some_and(|parties| parties.len() > 1);
        let party = text("azp");
        if (several || party.is_some()) && party != Some(provider.settings.client_id.as_str()) {
            return Err(LoginError::NotAccepted("the issuer's token is for another party"));
        }
        let email =
            email(&claims, provider.settings.email_claim.as_deref()).map_err(LoginError::NotAccepted)?;
        let proved_at = claims.get("auth_time").and_then(Value::as_i64).map(Time::from_unix_seconds);
        let sign_in = oidc::sign_in(app, email, proved_at, device).await?;
        Ok(Returned { sign_in, return_to: remembered.return_to })
    }
}

impl Provider {
    async fn endpoints(&self, now: Time) -> Result<Endpoints, LoginError> {
        let mut known = self.endpoints.lock().await;
        if let Some((endpoints, since)) = &*known
            && age(Some(*since), now) < ENDPOINTS_AGE
        {
            return Ok(endpoints.clone());
        }
        let issuer = &self.settings.issuer;
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let found: Endpoints = self.issuer.fetch(&url).await.map_err(LoginError::Unavailable)?;
        if found.issuer != *issuer {
            return Err(LoginError::Unavailable(format!("{url} is about another issuer")));
        }
        *known = Some((found.clone(), now));
        Ok(found)
    }

    /// The id token that the code stands for.
    async fn exchange(
        &self,
        code: &str,
        verifier: &str,
        redirect_uri: &str,
        now: Time,
    ) -> Result<String, LoginError> {
        let url = self.endpoints(now).await?.token_endpoint;
        let target = acceptable(&url)
            .map_err(|reason| LoginError::Unavailable(format!("its token endpoint {reason}")))?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        // RFC 6749, 2.3.1: each is form-encoded first.
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (client, secret) = (encode(&self.settings.client_id), encode(&self.settings.client_secret));
        let request = self.issuer.client.post(target).basic_auth(client, Some(secret)).form(&form);
        let answer = request.send().await.map_err(|error| LoginError::Unavailable(reason(&error)))?;
        if answer.status().is_client_error() {
            tracing::warn!(issuer = self.settings.issuer, status = %answer.status(), "an issuer refused a code");
            return Err(LoginError::NotAccepted("the issuer does not accept the code"));
        }
        let answer: TokenAnswer = super::read(answer, &url).await.map_err(LoginError::Unavailable)?;
        Ok(answer.id_token)
    }
}
