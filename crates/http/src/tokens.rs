//! Access tokens: signed when somebody signs in, verified with every request.
//!
//! A token says who its holder *is*; what they *may do* is read from the store, at most a second ago. So a
//! disabled account is out within a second, although the token itself lives for an hour.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use http::HeaderMap;
use http::header::AUTHORIZATION;
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, Validation};
use ortak_app::account::sign_in;
use ortak_app::{App, AppError};
use ortak_domain::policy::PrincipalKind;
use ortak_domain::{ApiClientId, PersonId, Principal, Time};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::AuthError;
use crate::hash::sha256;
use crate::keys::{MasterKey, SigningKeys};
use crate::oidc::{Issuers, TrustedIssuer};

/// How long an access token or id token is good, in seconds.
pub const LIFETIME_SECONDS: i64 = 3600;

/// How far the clocks of two of our processes may differ, in seconds.
const LEEWAY_SECONDS: i64 = 10;

/// Tokens whose verification is remembered; beyond it the least used are verified again.
const REMEMBERED: usize = 10_000;

/// What a holder may do is read again after a second …
const STALE_AFTER: i64 = 10_000_000;

/// … and by one of the requests ahead of time after half a second, so that the others need not wait. Ticks.
const RELOAD_AFTER: i64 = 5_000_000;

/// No token of ours or of a sensible issuer is longer.
const MAX_TOKEN: usize = 16 * 1024;

/// The header's `typ` of access tokens (RFC 9068, 2.1). It keeps id tokens, which have the same signature and
/// issuer, from being accepted as access tokens.
const ACCESS_TOKEN: &str = "at+jwt";

/// What the operator decides about tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSettings {
    /// The public URL; it is the issuer of our tokens. A trailing slash is cut off.
    pub base_url: String,
    /// Earlier public URLs, whose tokens are accepted until they run out.
    pub former_base_urls: Vec<String>,
    /// Whether persons may sign in with user name and password at the token endpoint. For old flows only.
    pub password_grant: bool,
    pub trusted_issuers: Vec<TrustedIssuer>,
}

impl TokenSettings {
    /// The defaults: no former URLs, no password grant, no other issuers.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            former_base_urls: Vec::new(),
            password_grant: false,
            trusted_issuers: Vec::new(),
        }
    }
}

/// Who a token is made for.
#[derive(Clone, Copy, Debug)]
pub struct TokenRequest<'a> {
    pub principal: &'a Principal,
    /// The application that asked.
    pub client_id: &'a str,
    /// The value of `aud`. It is echoed for the sake of clients that look at it; we accept any audience in a
    /// token that we signed, because old clients ask for the address of another service than this one.
    pub audience: &'a str,
}

/// A signed token. Debug doesn't show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    pub token: String,
    pub not_before: Time,
    pub expires_at: Time,
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued")
            .field("not_before", &self.not_before)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Issues tokens and recognizes their holders.
pub struct Tokens {
    app: App,
    issuer: Arc<str>,
    password_grant: bool,
    keys: SigningKeys,
    validation: Validation,
    issuers: Issuers,
    /// By SHA-256 of the token, so that no token lies in memory.
    sessions: Cache<[u8; 32], Arc<Session>>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("issuer", &self.issuer)
            .field("keys", &self.keys)
            .field("issuers", &self.issuers)
            .finish_non_exhaustive()
    }
}

/// A verified token and its holder.
struct Session {
    /// With the leeway.
    expires_at: Time,
    holder: Holder,
    loaded: RwLock<Loaded>,
    /// Held by the one request that reads the holder again.
    reload: tokio::sync::Mutex<()>,
}

/// Who is to be asked for again.
#[derive(Clone, Copy)]
pub(crate) enum Holder {
    Client(ApiClientId),
    /// Through the application that the token was issued to; none when another issuer says who it is.
    Person(PersonId, Option<ApiClientId>),
}

impl Holder {
    async fn load(self, app: &App) -> Result<Principal, AuthError> {
        let found = match self {
            Self::Client(id) => sign_in::principal(app, PrincipalKind::ApiClient, id.0).await,
            Self::Person(id, None) => sign_in::principal(app, PrincipalKind::Person, id.0).await,
            Self::Person(id, Some(client)) => sign_in::person_through(app, id.0, client).await,
        };
        found.map_err(|error| unavailable(&error))?.ok_or(AuthError::Disabled)
    }
}

#[derive(Clone)]
struct Loaded {
    principal: Arc<Principal>,
    /// When the reading began, so that nothing that was committed before it is missed.
    at: Time,
}

/// What we write into access tokens, in the words of the service that old clients know.
#[derive(Serialize)]
struct AccessClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: Uuid,
    oid: Uuid,
    tid: &'a str,
    ortak_kind: &'a str,
    roles: [&'a str; 1],
    appid: &'a str,
    client_id: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
}

#[derive(Serialize)]
struct IdClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: Uuid,
    oid: Uuid,
    tid: &'a str,
    name: &'a str,
    email: &'a str,
    preferred_username: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

/// What we read from access tokens.
#[derive(Deserialize)]
struct OwnClaims {
    sub: Uuid,
    ortak_kind: String,
    client_id: String,
    nbf: i64,
    exp: i64,
}

/// Read before anything is verified, only to know whose keys to take.
#[derive(Deserialize)]
struct Peek {
    iss: String,
}

/// Who a verified token is about.
pub(crate) struct Verified {
    pub(crate) principal: Principal,
    pub(crate) holder: Holder,
    /// The token's `exp`, without leeway.
    pub(crate) expires_at: Time,
    pub(crate) leeway_seconds: i64,
    /// When the reading of the principal began.
    pub(crate) loaded_at: Time,
}

impl Tokens {
    /// Reads the signing keys, making the first, and checks the settings. Trusted issuers are not asked yet:
    /// we start without them.
    pub async fn load(app: App, master_key: &MasterKey, settings: TokenSettings) -> Result<Self, AppError> {
        let keys = SigningKeys::load(&app, master_key).await?;
        let trim = |url: &String| url.trim_end_matches('/').to_owned();
        let issuer: Arc<str> = trim(&settings.base_url).into();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_required_spec_claims(&["iss"]);
        let former = settings.former_base_urls.iter().map(trim);
        validation.iss = Some(former.chain([issuer.to_string()]).collect());
        validation.validate_aud = false;
        // Times are judged here, by the injected clock; the library takes the machine's.
        validation.validate_exp = false;
        let issuers = Issuers::new(settings.trusted_issuers, app.clock.clone())?;
        Ok(Self {
            app,
            issuer,
            password_grant: settings.password_grant,
            keys,
            validation,
            issuers,
            sessions: Cache::new(REMEMBERED),
        })
    }

    /// The issuer of our tokens: the public URL without a trailing slash.
    pub fn issuer(&self) -> &Arc<str> {
        &self.issuer
    }

    /// Whether the password grant is on.
    pub fn password_grant(&self) -> bool {
        self.password_grant
    }

    /// The public signing keys as a JSON document (RFC 7517, 5).
    pub fn jwks(&self) -> &str {
        self.keys.jwks()
    }

    /// Signs an access token, good for an hour.
    pub fn issue(&self, request: TokenRequest<'_>) -> Result<Issued, AppError> {
        let principal = request.principal;
        let (not_before, expires_at) = self.lifetime();
        let claims = AccessClaims {
            iss: &self.issuer,
            aud: request.audience,
            sub: principal.id,
            oid: principal.id,
            tid: principal.organization_id.as_str(),
            ortak_kind: principal.kind.as_str(),
            roles: [principal.role.as_str()],
            appid: request.client_id,
            client_id: request.client_id,
            iat: not_before.unix_seconds(),
            nbf: not_before.unix_seconds(),
            exp: expires_at.unix_seconds(),
            jti: self.app.ids.random(),
        };
        Ok(Issued { token: self.keys.sign(ACCESS_TOKEN, &claims)?, not_before, expires_at })
    }

    /// Signs an id token (OpenID Connect Core, 2): who signed in, told to the application that asked.
    /// `nonce` is what the application sent to recognize its own request by.
    pub fn issue_id_token(
        &self,
        principal: &Principal,
        client_id: &str,
        nonce: Option<&str>,
    ) -> Result<Issued, AppError> {
        let (not_before, expires_at) = self.lifetime();
        let claims = IdClaims {
            iss: &self.issuer,
            aud: client_id,
            sub: principal.id,
            oid: principal.id,
            tid: principal.organization_id.as_str(),
            name: &principal.name,
            email: &principal.email,
            preferred_username: &principal.email,
            iat: not_before.unix_seconds(),
            nbf: not_before.unix_seconds(),
            exp: expires_at.unix_seconds(),
            nonce,
        };
        Ok(Issued { token: self.keys.sign("JWT", &claims)?, not_before, expires_at })
    }

    /// Whole seconds, because that is what claims count in.
    fn lifetime(&self) -> (Time, Time) {
        let now = Time::from_unix_seconds(self.app.clock.now().unix_seconds());
        (now, now.plus_seconds(LIFETIME_SECONDS))
    }

    /// Who sends these headers.
    pub async fn authenticate_headers(&self, headers: &HeaderMap) -> Result<Arc<Principal>, AuthError> {
        self.authenticate(bearer(headers)?).await
    }

    /// Who holds this token. A signature is verified once; what the holder may do is read again when it was
    /// read more than a second ago, by one request at a time.
    pub async fn authenticate(&self, token: &str) -> Result<Arc<Principal>, AuthError> {
        let now = self.app.clock.now();
        let key = sha256(token.as_bytes());
        let Some(session) = self.sessions.get(&key) else { return self.admit(token, key).await };
        if now >= session.expires_at {
            self.sessions.remove(&key);
            return Err(AuthError::Expired);
        }
        let loaded = session.loaded();
        let age = loaded.age(now);
        if (0..RELOAD_AFTER).contains(&age) {
            return Ok(loaded.principal);
        }
        if (0..STALE_AFTER).contains(&age) {
            let Ok(_turn) = session.reload.try_lock() else { return Ok(loaded.principal) };
            return match self.reload(&key, &session).await {
                // It is still fresh enough; the next second will tell.
                Err(AuthError::Unavailable(_)) => Ok(loaded.principal),
                done => done,
            };
        }
        let _turn = session.reload.lock().await;
        let loaded = session.loaded();
        if (0..STALE_AFTER).contains(&loaded.age(self.app.clock.now())) {
            return Ok(loaded.principal);
        }
        self.reload(&key, &session).await
    }

    async fn reload(&self, key: &[u8; 32], session: &Session) -> Result<Arc<Principal>, AuthError> {
        let at = self.app.clock.now();
        let principal = match session.holder.load(&self.app).await {
            Ok(principal) => principal,
            Err(error) => {
                if error == AuthError::Disabled {
                    self.sessions.remove(key);
                }
                return Err(error);
            }
        };
        let mut loaded = session.loaded.write().unwrap_or_else(PoisonError::into_inner);
        if *loaded.principal != principal {
            loaded.principal = Arc::new(principal);
        }
        loaded.at = at;
        Ok(loaded.principal.clone())
    }

    /// A token that isn't remembered.
    async fn admit(&self, token: &str, key: [u8; 32]) -> Result<Arc<Principal>, AuthError> {
        if token.len() > MAX_TOKEN {
            return Err(AuthError::Malformed);
        }
        let peek: Peek =
            jsonwebtoken::dangerous::insecure_decode_claims(token).map_err(|error| refused(&error))?;
        let is_own = self.validation.iss.as_ref().is_some_and(|own| own.contains(&peek.iss));
        let verified = if is_own {
            self.verify_own(token).await?
        } else {
            self.issuers.verify(&self.app, &peek.iss, token).await?
        };
        let principal = Arc::new(verified.principal);
        let session = Session {
            expires_at: verified.expires_at.plus_seconds(verified.leeway_seconds),
            holder: verified.holder,
            loaded: RwLock::new(Loaded { principal: principal.clone(), at: verified.loaded_at }),
            reload: tokio::sync::Mutex::new(()),
        };
        self.sessions.insert(key, Arc::new(session));
        Ok(principal)
    }

    async fn verify_own(&self, token: &str) -> Result<Verified, AuthError> {
        let header = jsonwebtoken::decode_header(token).map_err(|error| refused(&error))?;
        if header.typ.as_deref() != Some(ACCESS_TOKEN) {
            return Err(AuthError::Invalid);
        }
        let verifier = header.kid.and_then(|id| self.keys.verifier(&id)).ok_or(AuthError::Invalid)?;
        let claims: OwnClaims =
            jsonwebtoken::decode(token, verifier, &self.validation).map_err(|error| refused(&error))?.claims;
        let loaded_at = self.app.clock.now();
        let now = loaded_at.unix_seconds();
        if now >= claims.exp.saturating_add(LEEWAY_SECONDS) {
            return Err(AuthError::Expired);
        }
        if now < claims.nbf.saturating_sub(LEEWAY_SECONDS) {
            return Err(AuthError::Invalid);
        }
        let is_for = |kind: PrincipalKind| kind.as_str() == claims.ortak_kind;
        let holder = if is_for(PrincipalKind::ApiClient) {
            Holder::Client(ApiClientId(claims.sub))
        } else if is_for(PrincipalKind::Person) {
            let client = claims.client_id.parse().map_err(|_| AuthError::Invalid)?;
            Holder::Person(PersonId(claims.sub), Some(client))
        } else {
            return Err(AuthError::Invalid);
        };
        let principal = holder.load(&self.app).await?;
        let expires_at = Time::from_unix_seconds(claims.exp);
        Ok(Verified { principal, holder, expires_at, leeway_seconds: LEEWAY_SECONDS, loaded_at })
    }
}

impl Session {
    fn loaded(&self) -> Loaded {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Loaded {
    /// In ticks. Negative when the clock was set back, which makes it stale.
    fn age(&self, now: Time) -> i64 {
        now.ticks().saturating_sub(self.at.ticks())
    }
}

/// The token of an `Authorization: Bearer` header (RFC 6750, 2.1). The scheme's case doesn't matter.
pub fn bearer(headers: &HeaderMap) -> Result<&str, AuthError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(AuthError::Missing)?;
    // Two answers to the question who it is.
    if values.next().is_some() {
        return Err(AuthError::Malformed);
    }
    let value = value.to_str().map_err(|_| AuthError::Malformed)?;
    let (scheme, token) = value.trim().split_once(' ').ok_or(AuthError::Malformed)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
        Ok(token)
    } else {
        Err(AuthError::Malformed)
    }
}

/// Why the library refused a token.
pub(crate) fn refused(error: &Error) -> AuthError {
    match error.kind() {
        ErrorKind::InvalidToken | ErrorKind::Base64(_) | ErrorKind::Json(_) | ErrorKind::Utf8(_) => {
            AuthError::Malformed
        }
        _ => AuthError::Invalid,
    }
}

/// The store failed: that says nothing about the caller.
pub(crate) fn unavailable(error: &AppError) -> AuthError {
    AuthError::Unavailable(error.to_string())
}

#[cfg(test)]
mod tests;
