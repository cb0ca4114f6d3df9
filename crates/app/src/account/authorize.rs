//! Applications that act for a person who has agreed in the browser: `authorization_code` with PKCE (RFC 6749, 7636,
//! 8252, 9207, 9700).
//!
//! Two kinds of fault must not be mixed up. Where it is not certain who asked, and where their page is, the browser
//! stays here and shows what is wrong; only everything else is told to the application by way of the browser.

use std::net::IpAddr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ortak_domain::{ApiClientId, Principal, PrincipalKind, Violation, Violations};
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use uuid::Uuid;

use super::session::Session;
use super::{one_time, refresh, secret, sign_in};
use crate::App;
use crate::error::AppError;
use crate::port::{Purpose, Redirection};

/// How long a code is good, in seconds.
pub const CODE_SECONDS: i64 = 60;
/// Addresses of one application.
const MAX_REDIRECT_URIS: usize = 20;
/// Bytes of each parameter; the longest are states.
const MAX_PARAMETER: usize = 2_000;

/// The parameters of an authorization request, as they came in; none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    pub response_type: Option<String>,
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub scope: Option<String>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Ask the person.
    Ask(Question),
    /// Show this, and send the browser nowhere.
    Show { code: &'static str, message: &'static str },
    /// Send the browser there.
    Redirect(String),
}

/// What the person is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub client_name: String,
    /// Where the browser goes afterwards: a host, or the scheme of an application on this machine.
    pub destination: String,
    pub scopes: Vec<String>,
}

/// A code that was exchanged.
#[derive(Clone, PartialEq, Eq)]
pub struct Exchanged {
    pub principal: Principal,
    pub refresh_token: String,
    pub scope: String,
    pub nonce: Option<String>,
}

impl std::fmt::Debug for Exchanged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchanged").field("principal", &self.principal).finish_non_exhaustive()
    }
}

/// What a code was issued for.
#[derive(Serialize, Deserialize)]
struct Facts {
    client_id: Uuid,
    redirect_uri: String,
    challenge: String,
    scope: String,
    nonce: Option<String>,
    /// Of the refresh tokens that come of it.
    family: Uuid,
}

struct Valid {
    client: Principal,
    redirect_uri: Url,
    /// As it was sent, to be compared in the exchange.
    sent_uri: String,
    challenge: String,
}

enum Fault {
    Show(&'static str, &'static str),
    Tell(Box<Url>, &'static str, &'static str),
}

/// Looks at a request; changes nothing. `issuer` is the public URL.
pub async fn check(
    app: &App,
    session: &Session,
    request: &Request,
    issuer: &str,
) -> Result<Verdict, AppError> {
    let valid = match validate(app, session, request).await? {
        Ok(valid) => valid,
        Err(fault) => return Ok(tell(fault, request, issuer)),
    };
    let destination = match valid.redirect_uri.host_str() {
        Some(host) if valid.redirect_uri.scheme().starts_with("http") => host.to_owned(),
        _ => valid.redirect_uri.scheme().to_owned(),
    };
    let scopes = request.scope.as_deref().unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Ok(Verdict::Ask(Question { client_name: valid.client.name, destination, scopes }))
}

/// The person has agreed: the address to send the browser to, with the code. The request is looked at again.
pub async fn grant(
    app: &App,
    session: &Session,
    request: &Request,
    issuer: &str,
) -> Result<Verdict, AppError> {
    let valid = match validate(app, session, request).await? {
        Ok(valid) => valid,
        Err(fault) => return Ok(tell(fault, request, issuer)),
    };
    let facts = Facts {
        client_id: valid.client.id,
        redirect_uri: valid.sent_uri,
        challenge: valid.challenge,
        scope: request.scope.clone().unwrap_or_default(),
        nonce: request.nonce.clone(),
        family: app.ids.random(),
    };
    let holder = Some((session.principal.organization_id.clone(), session.person_id));
    let code = one_time::make(app, Purpose::AuthorizationCode, holder, &facts, CODE_SECONDS).await?;
    Ok(back(valid.redirect_uri, &[("code", &code.token)], request, issuer))
}

/// The person has not agreed.
pub async fn deny(
    app: &App,
    session: &Session,
    request: &Request,
    issuer: &str,
) -> Result<Verdict, AppError> {
    let fault = match validate(app, session, request).await? {
        Ok(valid) => Fault::Tell(Box::new(valid.redirect_uri), "access_denied", "the person has not agreed"),
        Err(fault) => fault,
    };
    Ok(tell(fault, request, issuer))
}

async fn validate(app: &App, session: &Session, request: &Request) -> Result<Result<Valid, Fault>, AppError> {
    let unknown = Fault::Show("unknown_client", "the application is unknown here or disabled");
    let Some(id) = request.client_id.as_deref().and_then(|id| id.parse::<ApiClientId>().ok()) else {
        return Ok(Err(unknown));
    };
    let client = sign_in::principal(app, PrincipalKind::ApiClient, id.0).await?;
    // Whoever runs another organization chose where its applications send browsers: nobody of ours is sent there, not
    // even to be told no.
    let Some(client) = client.filter(|c| c.organization_id == session.principal.organization_id) else {
        return Ok(Err(unknown));
    };
    let known = app.credentials.redirection(id).await?.unwrap_or_default();
    let sent = request.redirect_uri.clone().unwrap_or_default();
    let registered = known.uris.iter().any(|uri| is_same(uri, &sent));
    let (true, Ok(redirect_uri)) = (registered, Url::parse(&sent)) else {
        return Ok(Err(Fault::Show(
            "redirect_uri_mismatch",
            "the address to go back to is not one of those registered for the application",
        )));
    };
    // From here on the application may be told.
    let fault = |error, message| Ok(Err(Fault::Tell(Box::new(redirect_uri.clone()), error, message)));
    let parameters = [&request.scope, &request.state, &request.nonce, &request.code_challenge];
    if parameters.into_iter().flatten().any(|text| text.len() > MAX_PARAMETER || text.contains('\0')) {
        return fault("invalid_request", "a parameter is too long or holds a NUL");
    }
    match request.response_type.as_deref() {
        Some("code") => {}
        None => return fault("invalid_request", "response_type is missing"),
        Some(_) => return fault("unsupported_response_type", "response_type must be code"),
    }
    if request.code_challenge_method.as_deref() != Some("S256") {
        return fault("invalid_request", "code_challenge_method must be S256");
    }
    let challenge = request.code_challenge.clone().unwrap_or_default();
    if !URL_SAFE_NO_PAD.decode(&challenge).is_ok_and(|bytes| bytes.len() == 32) {
        return fault("invalid_request", "code_challenge must be the base64url of a SHA-256");
    }
    Ok(Ok(Valid { client, redirect_uri, sent_uri: sent, challenge }))
}

fn tell(fault: Fault, request: &Request, issuer: &str) -> Verdict {
    match fault {
        Fault::Show(code, message) => Verdict::Show { code, message },
        Fault::Tell(uri, error, message) => {
            back(*uri, &[("error", error), ("error_description", message)], request, issuer)
        }
    }
}

fn back(mut uri: Url, answer: &[(&str, &str)], request: &Request, issuer: &str) -> Verdict {
    let mut query = uri.query_pairs_mut();
    query.extend_pairs(answer);
    if let Some(state) = request.state.as_deref().filter(|state| state.len() <= MAX_PARAMETER) {
        query.append_pair("state", state);
    }
    query.append_pair("iss", issuer.trim_end_matches('/'));
    drop(query);
    Verdict::Redirect(uri.into())
}

/// Exactly the same, but for the port of an application on this machine, which takes the one that is free (RFC 8252,
/// 7.3).
fn is_same(registered: &str, sent: &str) -> bool {
    if registered == sent {
        return true;
    }
    let without_port = |text: &str| {
        let mut url = Url::parse(text).ok().filter(is_loopback)?;
        url.set_port(None).ok()?;
        Some(url)
    };
    without_port(registered).is_some_and(|registered| Some(registered) == without_port(sent))
}

fn is_loopback(url: &Url) -> bool {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        _ => return false,
    };
    url.scheme() == "http" && address.is_loopback()
}

/// Whether the application must send its secret where it acts for people: it can keep one, and people sign in through
/// it. What one without addresses holds comes from the password grant, which asks for no secret: it loses what came of
/// the browser together with its last address.
pub async fn must_prove_itself(app: &App, client: ApiClientId) -> Result<bool, AppError> {
    let known = app.credentials.redirection(client).await?;
    Ok(known.is_some_and(|known| !known.is_public && !known.uris.is_empty()))
}

/// Exchanges a code. None when anything is wrong with it: all the same to the caller. A code that comes a second time
/// ends what came of the first, because then two parties hold it.
pub async fn exchange(
    app: &App,
    client: ApiClientId,
    code: &str,
    redirect_uri: &str,
    verifier: &str,
) -> Result<Option<Exchanged>, AppError> {
    let hash = secret::hash_secret(code);
    let now = app.clock.now();
    let is_code = |purpose| purpose == Purpose::AuthorizationCode;
    if !app.credentials.one_time(&hash).await?.is_some_and(|found| is_code(found.purpose)) {
        return Ok(None);
    }
    let Some(found) = app.credentials.use_one_time(&hash, now).await? else { return Ok(None) };
    let facts: Facts = one_time::facts(&found)?;
    if found.used_at.is_some() {
        // First the code, so that an exchange under way finds it gone and takes back what it made.
        app.credentials.drop_one_time(&hash).await?;
        app.accounts.revoke_family(facts.family).await?;
        return Ok(None);
    }
    // An address taken away meanwhile takes with it what was sent there.
    let known = app.credentials.redirection(client).await?.unwrap_or_default();
    let good = now < found.expires_at
        && known.uris.iter().any(|uri| is_same(uri, redirect_uri))
        && facts.client_id == client.0
        && facts.redirect_uri == redirect_uri
        && is_verifier(verifier, &facts.challenge);
    let Some((_, person)) = found.holder.filter(|_| good) else { return Ok(None) };
    let Some(principal) = sign_in::principal(app, PrincipalKind::Person, person.0).await? else {
        return Ok(None);
    };
    let client_id = client.to_string();
    let refresh_token = refresh::start_family(app, &principal, &client_id, facts.family).await?;
    if app.credentials.one_time(&hash).await?.is_none() {
        app.accounts.revoke_family(facts.family).await?;
        return Ok(None);
    }
    Ok(Some(Exchanged { principal, refresh_token, scope: facts.scope, nonce: facts.nonce }))
}

/// RFC 7636, 4.1 and 4.6.
fn is_verifier(verifier: &str, challenge: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let computed = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(allowed)
        && verify_slices_are_equal(computed.as_bytes(), challenge.as_bytes()).is_ok()
}

/// Registers where people's browsers may be sent back to, in the place of what was there. A public application can
/// keep no secret. No address: people don't sign in through it. False where it isn't as `seen` any more (R315), or there
/// is no such application.
pub(super) async fn replace_redirection(
    app: &App,
    client: ApiClientId,
    seen: &Redirection,
    known: &Redirection,
) -> Result<bool, AppError> {
    let uris = &known.uris;
    let mut problems = Violations::new();
    if uris.len() > MAX_REDIRECT_URIS {
        problems.push(Violation::too_many("redirectUris", MAX_REDIRECT_URIS, uris.len()));
    }
    for (at, uri) in uris.iter().enumerate() {
        if let Err(message) = check_uri(uri) {
            problems.push(Violation::new(format!("redirectUris/{at}"), "invalid_redirect_uri", message));
        }
    }
    problems.or(())?;
    Ok(app.credentials.save_redirection(client, seen, known).await?)
}

fn check_uri(uri: &str) -> Result<(), &'static str> {
    let url = Url::parse(uri).map_err(|_| "must be an absolute URL")?;
    if uri.len() > MAX_PARAMETER || uri.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("is too long or has blanks in it");
    }
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err("must have neither a fragment nor a user name");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        "http" => Err("must begin with https, or with http://127.0.0.1 for an application on this machine"),
        // RFC 8252, 7.1: the reverse of a domain, so that javascript: and the like are out.
        scheme if scheme.contains('.') => Ok(()),
        _ => Err("must begin with https, or with a scheme like com.example.app"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_port_of_this_machine_may_differ() {
        for (registered, sent, same) in [
            ("https://a.example/cb", "https://a.example/cb", true),
            ("https://a.example/cb", "https://a.example/cb/", false),
            ("https://a.example/cb", "https://a.example/cb?x=1", false),
            ("https://a.example/cb", "https://a.example:8443/cb", false),
            ("https://a.example/cb", "https://A.example/cb", false),
            ("https://a.example/cb", "https://a.example/x/../cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5123/cb", true),
            ("http://127.0.0.1:1/cb", "http://127.0.0.1:2/cb", true),
            ("http://[::1]/cb", "http://[::1]:5123/cb", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5123/other", false),
            ("http://127.0.0.1/cb", "http://127.0.0.2:5123/cb", false),
            ("http://127.0.0.1/cb", "http://localhost:5123/cb", false),
            ("http://127.0.0.1/cb", "https://127.0.0.1:5123/cb", false),
            ("http://127.0.0.1/cb", "http://x@127.0.0.1:5123/cb", false),
            ("com.example.app:/cb", "com.example.app:/cb", true),
        ] {
            assert_eq!(is_same(registered, sent), same, "{registered} {sent}");
        }
    }

    #[test]
    fn addresses_to_go_back_to_are_checked() {
        for good in
            ["https://a.example/cb?x=1", "http://127.0.0.1/", "http://[::1]:8080/cb", "com.example.app:/cb"]
        {
            assert_eq!(check_uri(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "/cb",
            "http://a.example/cb",
            "http://localhost/cb",
            "https://a.example/#x",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://u:p@a.example/",
            "https://a.example/\ncb",
        ] {
            assert!(check_uri(bad).is_err(), "{bad}");
        }
    }
}
