//! The token endpoint (03-api A9, B3): OAuth 2.0 grants (RFC 6749) in the shape that clients of the Partner
//! Center know, and the documents that publish our signing keys.
//!
//! - `client_credentials`: an application acts under its own name. Its secret is in the form or in HTTP Basic.
//! - `password`: a person, through an application *of the same organization*, so that a disabled organization or
//!   a foreign application leads nowhere. Off unless the operator turns it on. The documented flow sends no
//!   secret of the application; one that is sent must be right.
//! - `refresh_token`: what `password` gave; good for one use (`ortak_app::account::refresh`).
//! - `authorization_code`: what a person has agreed to in the browser, with PKCE (`ortak_app::account::authorize`).
//!
//! The tenant in the path is not looked at: the credentials say which organization it is.

mod answer;
mod form;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Extension, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use ortak_app::account::sign_in::{ByPassword, BySecret};
use ortak_app::account::{authorize, refresh, sign_in};
use ortak_domain::policy::PrincipalKind;
use ortak_domain::{ApiClientId, Principal};
use ortak_http::request::RequestId;
use ortak_http::{ClientAddress, Http, RetryAfter};
use serde_json::json;

use answer::{Answer, Failure};
use form::{Credentials, Form};

/// A token request is small; the longest part is a password.
const MAX_FORM: usize = 64 * 1024;

/// Published keys and addresses may be kept for an hour.
const PUBLIC: &str = "public, max-age=3600";

/// The routes of the token endpoint and of the published keys.
pub fn router() -> Router<Http> {
    let token = || -> MethodRouter<Http> { post(token).fallback(method_not_allowed) };
    let configuration = || -> MethodRouter<Http> { get(configuration).fallback(method_not_allowed) };
    Router::new()
        .route("/oauth2/v2.0/token", token())
        .route("/oauth2/token", token())
        .route("/{tenant}/oauth2/v2.0/token", token())
        .route("/{tenant}/oauth2/token", token())
        .route("/.well-known/openid-configuration", configuration())
        .route("/{tenant}/v2.0/.well-known/openid-configuration", configuration())
        .route("/.well-known/jwks.json", get(jwks).fallback(method_not_allowed))
        .layer(DefaultBodyLimit::max(MAX_FORM))
}

async fn token(
    State(http): State<Http>,
    request_id: Option<Extension<RequestId>>,
    address: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let address = address.map(|address| address.0.0.to_string()).unwrap_or_default();
    let outcome = match body {
        Ok(body) => grant(&http, &headers, &body, &address).await,
        Err(rejection) => Err(Failure::body(&rejection)),
    };
    match outcome {
        Ok(answer) => answer.into_response(),
        Err(failure) => {
            let id = request_id.as_ref().map_or("", |id| id.0.as_str());
            failure.into_response(id)
        }
    }
}

async fn jwks(State(http): State<Http>) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, PUBLIC)];
    (headers, http.tokens.jwks().to_owned()).into_response()
}

/// OpenID Connect Discovery 1.0, 3, as far as there is something to discover.
async fn configuration(State(http): State<Http>) -> Response {
    let base = &*http.base_url;
    let mut grants = vec!["client_credentials", "authorization_code", "refresh_token"];
    if http.tokens.password_grant() {
        grants.push("password");
    }
    let document = json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "jwks_uri": format!("{base}/.well-known/jwks.json"),
        "grant_types_supported": grants,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "scopes_supported": ["openid"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "none"],
        "claims_supported": ["iss", "aud", "sub", "oid", "tid", "name", "email", "preferred_username"],
    });
    ([(CACHE_CONTROL, PUBLIC)], axum::Json(document)).into_response()
}

/// The router adds `Allow`.
async fn method_not_allowed(request_id: Option<Extension<RequestId>>) -> Response {
    let id = request_id.as_ref().map_or("", |id| id.0.as_str());
    Failure::method_not_allowed().into_response(id)
}

/// Who asks for a token, and from where.
struct Caller<'a> {
    credentials: Credentials,
    address: &'a str,
}

async fn grant(http: &Http, headers: &HeaderMap, body: &[u8], address: &str) -> Result<Answer, Failure> {
    let mut form = Form::parse(body)?;
    let caller = Caller { credentials: Credentials::read(headers, &form)?, address };
    match form.required("grant_type")? {
        "client_credentials" => client_credentials(http, &form, &caller).await,
        "password" if http.tokens.password_grant() => password(http, &form, &caller).await,
        "password" => Err(Failure::unsupported(
            "the password grant is turned off here; use client_credentials, or ask the operator to turn it on",
        )),
        "refresh_token" => refresh_token(http, &form, &caller).await,
        "authorization_code" => authorization_code(http, &mut form, &caller).await,
        _ => Err(Failure::unsupported(
            "grant_type must be client_credentials, authorization_code, refresh_token or password",
        )),
    }
}

async fn client_credentials(http: &Http, form: &Form, caller: &Caller<'_>) -> Result<Answer, Failure> {
    let secret = caller
        .credentials
        .secret
        .as_deref()
        .ok_or_else(|| Failure::invalid_client("client_secret is missing"))?;
    let client = confidential_client(http, caller, secret).await?;
    http.limits.check(client.id)?;
    http.seen(&client);
    Answer::new(http, form, &client, &caller.credentials.id)
}

async fn password(http: &Http, form: &Form, caller: &Caller<'_>) -> Result<Answer, Failure> {
    let (username, password) = (form.required("username")?, form.required("password")?);
    let client = client(http, caller).await?;
    let proved = {
        let _turn = http.limits.password_turn().await?;
        sign_in::by_password(&http.app, username, password, caller.address, None).await?
    };
    let own = |person: &Principal| person.organization_id == client.organization_id;
    let person = match proved {
        ByPassword::Right(person) if own(&person) => person,
        // The password alone must not be a way around the second factor; this answer is only for who knows it.
        ByPassword::NeedsSecondFactor(person) if own(&person) => {
            return Err(Failure::invalid_grant(
                "this person signs in with a second factor, which this grant can't ask for",
            ));
        }
        ByPassword::Wait { seconds } => return Err(RetryAfter { seconds }.into()),
        _ => return Err(Failure::invalid_grant("the user name or the password is wrong")),
    };
    http.limits.check(person.id)?;
    http.seen(&client);
    let refresh_token = refresh::start(&http.app, &person, &client.id.to_string()).await?;
    Ok(Answer::new(http, form, &person, &caller.credentials.id)?.with_refresh_token(refresh_token))
}

async fn authorization_code(http: &Http, form: &mut Form, caller: &Caller<'_>) -> Result<Answer, Failure> {
    let client = person_client(http, caller).await?;
    let given = [form.required("code")?, form.required("redirect_uri")?, form.required("code_verifier")?];
    let [code, redirect_uri, verifier] = given;
    let exchanged = authorize::exchange(&http.app, ApiClientId(client.id), code, redirect_uri, verifier)
        .await?
        .ok_or_else(|| {
            Failure::invalid_grant("the code is unknown, used or too old, or was issued for another request")
        })?;
    http.limits.check(exchanged.principal.id)?;
    http.seen(&client);
    // What the person agreed to counts, not what is asked for now.
    form.set("scope", Some(exchanged.scope));
    form.set("nonce", exchanged.nonce);
    let answer = Answer::new(http, form, &exchanged.principal, &caller.credentials.id)?;
    Ok(answer.with_refresh_token(exchanged.refresh_token))
}

/// The application that acts for a person who signed in through the browser: it sends its secret unless it has none.
async fn person_client(http: &Http, caller: &Caller<'_>) -> Result<Principal, Failure> {
    let client = client(http, caller).await?;
    if caller.credentials.secret.is_none()
        && authorize::must_prove_itself(&http.app, ApiClientId(client.id)).await?
    {
        return Err(Failure::invalid_client("client_secret is missing"));
    }
    Ok(client)
}

async fn refresh_token(http: &Http, form: &Form, caller: &Caller<'_>) -> Result<Answer, Failure> {
    let token = form.required("refresh_token")?;
    let client = person_client(http, caller).await?;
    let rotation = refresh::rotate(&http.app, token, &client.id.to_string())
        .await?
        .ok_or_else(|| Failure::invalid_grant("the refresh token is unknown, used or too old"))?;
    http.limits.check(rotation.principal.id)?;
    http.seen(&client);
    let answer = Answer::new(http, form, &rotation.principal, &caller.credentials.id)?;
    Ok(answer.with_refresh_token(rotation.token))
}

/// The application that asks for a person: known and enabled, and with the right secret if it sends one.
async fn client(http: &Http, caller: &Caller<'_>) -> Result<Principal, Failure> {
    if let Some(secret) = &caller.credentials.secret {
        return confidential_client(http, caller, secret).await;
    }
    let found = match caller.credentials.id.parse::<ApiClientId>() {
        Ok(id) => sign_in::principal(&http.app, PrincipalKind::ApiClient, id.0).await?,
        Err(_) => None,
    };
    found.ok_or_else(Failure::unknown_client)
}

async fn confidential_client(http: &Http, caller: &Caller<'_>, secret: &str) -> Result<Principal, Failure> {
    match sign_in::by_secret(&http.app, &caller.credentials.id, secret, caller.address).await? {
        BySecret::Right(client) => Ok(client),
        BySecret::Wrong => Err(Failure::unknown_client()),
        BySecret::Wait { seconds } => Err(RetryAfter { seconds }.into()),
    }
}

impl From<RetryAfter> for Failure {
    fn from(wait: RetryAfter) -> Self {
        Self::too_many(wait)
    }
}

#[cfg(test)]
mod tests;
