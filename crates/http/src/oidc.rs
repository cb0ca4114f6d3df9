//! Trusted issuers: an organization's own identity provider signs the access tokens, and we know the person
//! by the e-mail in them (OpenID Connect Discovery 1.0, RFC 7517).

pub mod login;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use ortak_app::account::sign_in;
use ortak_app::{App, AppError, Clock};
use ortak_domain::{PersonId, Time};
use reqwest::{Client, Response, Url};
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Host;

use crate::error::AuthError;
use crate::tokens::{Holder, Verified, refused, unavailable};

/// How long an issuer has to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Issuers publish a few kilobytes.
const MAX_ANSWER: usize = 1024 * 1024;

/// How far an issuer's clock may differ from ours, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// An issuer is asked at most this often, in seconds, whatever tokens say.
const ASK_EVERY: i64 = 30;

/// Keys are asked for again after this time, in seconds, so that withdrawn ones don't live on …
const KEYS_AGE: i64 = 60 * 60;

/// … and are used for at most this time, in seconds, while the issuer doesn't answer.
const MAX_KEYS_AGE: i64 = 24 * 60 * 60;

/// Where the e-mail is looked for when the operator names no claim.
const EMAIL_CLAIM: &str = "email";

/// An issuer whose tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIssuer {
    /// Exactly as it stands in the tokens' `iss`.
    pub issuer: String,
    /// What stands in `aud` of tokens that are meant for us.
    pub audience: String,
    /// The claim with the e-mail. None: `email`, which the issuer must have verified. Whoever may write this claim at
    /// the issuer can be anybody here.
    pub email_claim: Option<String>,
    /// Where the keys are. None: where the issuer's `/.well-known/openid-configuration` says.
    pub jwks_url: Option<String>,
}

/// All trusted issuers.
pub(crate) struct Issuers {
    issuers: Vec<Issuer>,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Issuers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.issuers.iter().map(|issuer| &issuer.settings.issuer)).finish()
    }
}

struct Issuer {
    settings: TrustedIssuer,
    client: Client,
    rs256: Validation,
    es256: Validation,
    known: RwLock<Known>,
    /// Held by the one request that asks.
    asking: tokio::sync::Mutex<()>,
}

/// What we know of an issuer.
#[derive(Clone, Default)]
struct Known {
    keys: Arc<[Key]>,
    /// When the keys came; none: they never did.
    since: Option<Time>,
    asked: Option<Time>,
    /// Why the last question got no answer.
    failure: Option<String>,
}

struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    verifier: DecodingKey,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    /// Read one by one: a key of an unknown kind doesn't spoil the others.
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Claims {
    /// A `NumericDate` may have a fraction (RFC 7519, 2).
    exp: f64,
    nbf: Option<f64>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Issuers {
    /// Fails when an address is not acceptable.
    pub(crate) fn new(settings: Vec<TrustedIssuer>, clock: Arc<dyn Clock>) -> Result<Self, AppError> {
        let issuers = settings.into_iter().map(Issuer::new).collect::<Result<_, _>>()?;
        Ok(Self { issuers, clock })
    }

    /// The person that a token of this issuer is about. The issuer's name is read from the unverified token: it
    /// only selects whose keys the token is verified with.
    pub(crate) async fn verify(&self, app: &App, issuer: &str, token: &str) -> Result<Verified, AuthError> {
        let issuer =
            self.issuers.iter().find(|known| known.settings.issuer == issuer).ok_or(AuthError::Invalid)?;
        issuer.verify(app, &*self.clock, token).await
    }
}

impl Issuer {
    fn new(settings: TrustedIssuer) -> Result<Self, AppError> {
        let refuse =
            |reason: &str| AppError::Internal(format!("trusted issuer {}: {reason}", settings.issuer));
        for url in [&settings.issuer].into_iter().chain(&settings.jwks_url) {
            acceptable(url).map_err(|reason| refuse(&format!("{url}: {reason}")))?;
        }
        if settings.audience.is_empty() {
            return Err(refuse("the audience is missing"));
        }
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| refuse(&reason(&error)))?;
        let validation = |algorithm| {
            let mut validation = Validation::new(algorithm);
            validation.set_required_spec_claims(&["iss", "aud"]);
            validation.set_issuer(&[&settings.issuer]);
            validation.set_audience(&[&settings.audience]);
            // Judged here, by the injected clock; see `Tokens::load`.
            validation.validate_exp = false;
            validation
        };
        let (rs256, es256) = (validation(Algorithm::RS256), validation(Algorithm::ES256));
        let (known, asking) = (RwLock::default(), tokio::sync::Mutex::default());
        Ok(Self { settings, client, rs256, es256, known, asking })
    }

    /// The claims of a token that this issuer signed for our audience, when it runs out, and when that was judged.
    async fn claims(
        &self,
        clock: &dyn Clock,
        token: &str,
    ) -> Result<(Map<String, Value>, Time, Time), AuthError> {
        let header = jsonwebtoken::decode_header(token).map_err(|error| refused(&error))?;
        // Only these two: a token must not choose an algorithm for which our key is a shared secret.
        let validation = match header.alg {
            Algorithm::RS256 => &self.rs256,
            Algorithm::ES256 => &self.es256,
            _ => return Err(AuthError::Invalid),
        };
        let keys = self.keys_for(&header, clock).await?;
        let key = find(&keys, &header).ok_or(AuthError::Invalid)?;
        let claims: Claims =
            jsonwebtoken::decode(token, &key.verifier, validation).map_err(|error| refused(&error))?.claims;

        let loaded_at = clock.now();
        let expires_at = seconds(claims.exp).ok_or(AuthError::Invalid)?;
        if loaded_at >= expires_at.plus_seconds(LEEWAY_SECONDS) {
            return Err(AuthError::Expired);
        }
        if let Some(nbf) = claims.nbf {
            let not_before = seconds(nbf).ok_or(AuthError::Invalid)?;
            if loaded_at < not_before.plus_seconds(-LEEWAY_SECONDS) {
                return Err(AuthError::Invalid);
            }
        }
        Ok((claims.others, expires_at, loaded_at))
    }

    async fn verify(&self, app: &App, clock: &dyn Clock, token: &str) -> Result<Verified, AuthError> {
        let (claims, expires_at, loaded_at) = self.claims(clock, token).await?;
        let email = email(&claims, self.settings.email_claim.as_deref()).map_err(|_| AuthError::Invalid)?;
        let principal = sign_in::trusted_person(app, email)
            .await
            .map_err(|error| unavailable(&error))?
            .ok_or(AuthError::Disabled)?;
        let holder = Holder::Person(PersonId(principal.id), None);
        Ok(Verified { principal, holder, expires_at, leeway_seconds: LEEWAY_SECONDS, loaded_at })
    }

    /// The issuer's keys, asked for when the token's key is not among them or they are old.
    async fn keys_for(&self, header: &Header, clock: &dyn Clock) -> Result<Arc<[Key]>, AuthError> {
        let known = self.known();
        if !known.should_ask(header, clock.now()) {
            return known.usable(header, clock.now());
        }
        let _turn = self.asking.lock().await;
        // Somebody else may have asked meanwhile.
        let known = self.known();
        let now = clock.now();
        if !known.should_ask(header, now) {
            return known.usable(header, now);
        }
        let answer = self.ask().await;
        let known = match answer {
            Ok(keys) => Known { keys: keys.into(), since: Some(now), asked: Some(now), failure: None },
            Err(failure) => {
                tracing::warn!(issuer = self.settings.issuer, failure, "a trusted issuer gives no keys");
                Known { asked: Some(now), failure: Some(failure), ..known }
            }
        };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known.clone();
        known.usable(header, now)
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn ask(&self) -> Result<Vec<Key>, String> {
        let jwks_url = match &self.settings.jwks_url {
            Some(url) => url.clone(),
            None => self.discover().await?,
        };
        let set: KeySet = self.fetch(&jwks_url).await?;
        Ok(set.keys.into_iter().filter_map(Key::read).collect())
    }

    async fn discover(&self) -> Result<String, String> {
        let issuer = &self.settings.issuer;
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let discovery: Discovery = self.fetch(&url).await?;
        // OpenID Connect Discovery 1.0, 4.3.
        if discovery.issuer != *issuer {
            return Err(format!("{url} is about another issuer"));
        }
        Ok(discovery.jwks_uri)
    }

    async fn fetch<T: for<'de> Deserialize<'de>>(&self, url: &str) -> Result<T, String> {
        let failed = |what: &str| format!("{url}: {what}");
        let target = acceptable(url).map_err(failed)?;
        let answer = self.client.get(target).send().await.map_err(|error| failed(&reason(&error)))?;
        read(answer, url).await
    }
}

/// Whose e-mail the claims tell, or why that can't be accepted. Some issuers let people claim any address until they
/// prove it, so the usual claim counts only where the issuer has verified it; what stands in another is the
/// operator's decision.
fn email<'a>(claims: &'a Map<String, Value>, named: Option<&str>) -> Result<&'a str, &'static str> {
    let claim = named.unwrap_or(EMAIL_CLAIM);
    let verified = match claims.get("email_verified") {
        Some(Value::Bool(verified)) => *verified,
        Some(Value::String(verified)) => verified == "true",
        _ => false,
    };
    if claim == EMAIL_CLAIM && !verified {
        return Err("the issuer has not verified the e-mail");
    }
    let email = claims.get(claim).and_then(Value::as_str);
    let is_email = |text: &&str| text.contains('@') && !text.contains(char::is_control);
    email.filter(is_email).ok_or("the issuer does not tell the e-mail")
}

/// The document in an answer, which must not be too long.
async fn read<T: for<'de> Deserialize<'de>>(mut answer: Response, url: &str) -> Result<T, String> {
    let failed = |what: &str| format!("{url}: {what}");
    if !answer.status().is_success() {
        return Err(failed(&format!("answered {}", answer.status())));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failed(&reason(&error)))? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(failed("the answer is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&body).map_err(|_| failed("the answer is not the expected document"))
}

impl Known {
    fn should_ask(&self, header: &Header, now: Time) -> bool {
        if age(self.asked, now) < ASK_EVERY {
            return false;
        }
        age(self.since, now) >= KEYS_AGE || find(&self.keys, header).is_none()
    }

    /// `Unavailable` when the key may exist and the issuer could not be asked.
    fn usable(&self, header: &Header, now: Time) -> Result<Arc<[Key]>, AuthError> {
        if age(self.since, now) < MAX_KEYS_AGE && find(&self.keys, header).is_some() {
            return Ok(self.keys.clone());
        }
        match &self.failure {
            Some(failure) => Err(AuthError::Unavailable(failure.clone())),
            None => Err(AuthError::Invalid),
        }
    }
}

impl Key {
    /// None for a key that is not for signatures of ours to verify.
    fn read(jwk: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(jwk).ok()?;
        if jwk.common.public_key_use.as_ref().is_some_and(|purpose| *purpose != PublicKeyUse::Signature) {
            return None;
        }
        let verifier = DecodingKey::from_jwk(&jwk).ok()?;
        let algorithm = match verifier.family() {
            jsonwebtoken::AlgorithmFamily::Rsa => Algorithm::RS256,
            jsonwebtoken::AlgorithmFamily::Ec => Algorithm::ES256,
            _ => return None,
        };
        if jwk.common.key_algorithm.is_some_and(|named| named != algorithm.into()) {
            return None;
        }
        Some(Self { kid: jwk.common.key_id, algorithm, verifier })
    }
}

/// The key that a token names; the only one for its algorithm, when it names none.
fn find<'a>(keys: &'a [Key], header: &Header) -> Option<&'a Key> {
    let mut fitting = keys.iter().filter(|key| key.algorithm == header.alg);
    match &header.kid {
        Some(kid) => fitting.find(|key| key.kid.as_ref() == Some(kid)),
        None => fitting.next().filter(|_| fitting.next().is_none()),
    }
}

/// Whole seconds since then. Never, and later than now (the clock was set back), count as long ago.
fn age(then: Option<Time>, now: Time) -> i64 {
    let age = then.map_or(i64::MAX, |then| now.unix_seconds().saturating_sub(then.unix_seconds()));
    if age < 0 { i64::MAX } else { age }
}

/// A point in time from a `NumericDate`, cut to whole seconds.
fn seconds(date: f64) -> Option<Time> {
    // Up to the year 9999; f64 holds these exactly.
    #[expect(clippy::cast_possible_truncation, reason = "within the range just checked")]
    (0.0..253_402_300_800.0).contains(&date).then(|| Time::from_unix_seconds(date as i64))
}

/// https, or http to this very machine.
fn acceptable(url: &str) -> Result<Url, &'static str> {
    let url = Url::parse(url).map_err(|_| "is not a URL")?;
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => return Err("has no host"),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err("must begin with https"),
    }
}

/// The library's message names only the outermost reason.
fn reason(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
