//! Passkeys (Web Authentication, level 3): registering them, and signing in with one alone.
//!
//! A passkey is something one has, and it asks for a finger or a number, so it is two factors at once: nothing else is
//! asked for. No user name is needed; the authenticator says whose it is. Attestation is not asked for: whose make an
//! authenticator is, decides nothing here.

mod webauthn;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ortak_domain::text::{self, MAX_NAME};
use ortak_domain::{AuditKind, PersonId, PrincipalKind, Time, Violation, Violations};
use serde::Deserialize;
use serde_json::{Value, json};
use url::{Host, Url};
use uuid::Uuid;

use self::webauthn::Ceremony;
use super::session::{self, Device, Session, SignIn};
use super::{By, backoff, one_time, proof, sign_in};
use crate::App;
use crate::error::AppError;
use crate::port::{PasskeyRecord, Purpose, SecondFactor};

/// How long there is time to use a challenge, in seconds.
const CHALLENGE_SECONDS: i64 = 300;
/// Passkeys of one person.
const MAX_PASSKEYS: usize = 20;

/// The site that passkeys are bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The host.
    id: String,
    /// Scheme, host and port, as browsers write them.
    origin: String,
}

impl RelyingParty {
    /// By the public URL. None where passkeys can't be had: they need a name, no bare address.
    pub fn of(base_url: &str) -> Option<Self> {
        let url = Url::parse(base_url).ok()?;
        let Some(Host::Domain(host)) = url.host() else { return None };
        Some(Self { id: host.to_owned(), origin: url.origin().ascii_serialization() })
    }
}

/// A passkey, for its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub id: Uuid,
    pub name: String,
    pub created_at: Time,
    pub used_at: Option<Time>,
}

impl From<PasskeyRecord> for Passkey {
    fn from(record: PasskeyRecord) -> Self {
        let PasskeyRecord { id, name, created_at, used_at, .. } = record;
        Self { id, name, created_at, used_at }
    }
}

/// What the browser gives after making a passkey: `PublicKeyCredential.toJSON()`.
#[derive(Clone, Debug, Deserialize)]
pub struct Registration {
    response: RegistrationResponse,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegistrationResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
}

/// What the browser gives after using a passkey: `PublicKeyCredential.toJSON()`.
#[derive(Clone, Debug, Deserialize)]
pub struct Assertion {
    id: String,
    response: AssertionResponse,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssertionResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
    user_handle: Option<String>,
}

/// What `PublicKeyCredential.parseCreationOptionsFromJSON` reads.
pub async fn begin_registration(
    app: &App,
    session: &Session,
    site: &RelyingParty,
) -> Result<Value, AppError> {
    proof::demand(app, session)?;
    let (own, person) = (&session.principal.organization_id, session.person_id);
    let there = app.credentials.passkeys(own, person).await?;
    if there.len() >= MAX_PASSKEYS {
        return Err(AppError::Conflict {
            code: "too_many_passkeys",
            message: format!("a person may have at most {MAX_PASSKEYS} passkeys"),
        });
    }
    let holder = Some((own.clone(), person));
    let challenge = one_time::make(app, Purpose::PasskeyRegistration, holder, &(), CHALLENGE_SECONDS).await?;
    let known = there.iter().map(|key| json!({ "type": "public-key", "id": key.credential_id }));
    let algorithms = webauthn::ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg }));
    Ok(json!({
        "rp": { "id": site.id, "name": "Ortak" },
        "user": {
            "id": handle(person),
            "name": session.principal.email,
            "displayName": session.principal.name,
        },
        "challenge": challenge.token,
        "pubKeyCredParams": algorithms,
        "timeout": CHALLENGE_SECONDS * 1000,
        "excludeCredentials": known.collect::<Vec<_>>(),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "required",
        },
        "attestation": "none",
    }))
}

/// Takes a new passkey in under a name of the person's choice.
pub async fn finish_registration(
    app: &App,
    session: &Session,
    site: &RelyingParty,
    name: &str,
    made: &Registration,
) -> Result<Passkey, AppError> {
    let name = checked_name(name)?;
    let client_data = decode(&made.response.client_data).ok_or_else(not_valid)?;
    let challenge =
        webauthn::client_data(Ceremony::Create, &site.origin, &client_data).ok_or_else(not_valid)?;
    let taken = one_time::take(app, Purpose::PasskeyRegistration, &challenge).await?.ok_or_else(not_valid)?;
    let own = &session.principal.organization_id;
    if taken.holder != Some((own.clone(), session.person_id)) {
        return Err(not_valid());
    }
    let attestation = decode(&made.response.attestation_object).ok_or_else(not_valid)?;
    let new = webauthn::attested(&site.id, &attestation).ok_or_else(not_valid)?;
    let credential_id = URL_SAFE_NO_PAD.encode(&new.credential_id);
    if !app.credentials.passkeys_by_credential(&credential_id).await?.is_empty() {
        return Err(Violation::new("passkey", "passkey_known", "is registered already").into());
    }
    let record = PasskeyRecord {
        organization_id: own.clone(),
        id: app.ids.random(),
        person_id: session.person_id,
        credential_id,
        name,
        public_key: new.public_key,
        counter: new.counter.into(),
        created_at: app.clock.now(),
        used_at: None,
    };
    noting(app, session, AuditKind::PasskeyAdded, &record.name)
        .credentials
        .add_passkey(record.clone())
        .await?;
    Ok(record.into())
}

/// What `PublicKeyCredential.parseRequestOptionsFromJSON` reads.
pub async fn begin_sign_in(app: &App, site: &RelyingParty, address: &str) -> Result<Value, AppError> {
    backoff::may_challenge(app, address).await?;
    let challenge = one_time::make(app, Purpose::PasskeySignIn, None, &(), CHALLENGE_SECONDS).await?;
    Ok(json!({
        "challenge": challenge.token,
        "timeout": CHALLENGE_SECONDS * 1000,
        "rpId": site.id,
        "allowCredentials": [],
        "userVerification": "required",
    }))
}

/// Signs in whoever's passkey answered the challenge; everything that is wrong is `Refused`.
pub async fn finish_sign_in(
    app: &App,
    site: &RelyingParty,
    given: &Assertion,
    device: &Device,
) -> Result<SignIn, AppError> {
    let Some(passkey) = verified(app, site, given).await? else { return Ok(SignIn::Refused) };
    let person = sign_in::principal(app, PrincipalKind::Person, passkey.person_id.0).await?;
    let Some(person) = person else { return Ok(SignIn::Refused) };
    backoff::challenge_met(app, &device.address).await?;
    Ok(SignIn::SignedIn(session::open(app, &person, SecondFactor::Done, device).await?))
}

/// Whose passkey answered a challenge of [`begin_sign_in`].
pub(super) async fn answered(
    app: &App,
    site: &RelyingParty,
    given: &Assertion,
) -> Result<Option<PersonId>, AppError> {
    Ok(verified(app, site, given).await?.map(|passkey| passkey.person_id))
}

async fn verified(
    app: &App,
    site: &RelyingParty,
    given: &Assertion,
) -> Result<Option<PasskeyRecord>, AppError> {
    let parts = [&given.response.client_data, &given.response.authenticator_data, &given.response.signature];
    let [Some(client_data), Some(authenticator_data), Some(signature)] = parts.map(|part| decode(part))
    else {
        return Ok(None);
    };
    let Some(challenge) = webauthn::client_data(Ceremony::Get, &site.origin, &client_data) else {
        return Ok(None);
    };
    if one_time::take(app, Purpose::PasskeySignIn, &challenge).await?.is_none() {
        return Ok(None);
    }
    let Some(credential_id) = decode(&given.id).map(|id| URL_SAFE_NO_PAD.encode(id)) else { return Ok(None) };
    let found = app.credentials.passkeys_by_credential(&credential_id).await?;
    let whose = given.response.user_handle.as_deref().unwrap_or_default().trim_end_matches('=');
    let Some(passkey) = found.into_iter().find(|passkey| handle(passkey.person_id) == whose) else {
        return Ok(None);
    };
    let Some(counter) =
        webauthn::asserted(&site.id, &passkey.public_key, &client_data, &authenticator_data, &signature)
    else {
        return Ok(None);
    };
    let counter = i64::from(counter);
    // A counter that stands still or goes back is a copy of the authenticator, unless it counts nothing at all.
    if (counter != 0 || passkey.counter != 0) && counter <= passkey.counter {
        return Ok(None);
    }
    let used = app.credentials.use_passkey(&passkey, counter, app.clock.now()).await?;
    Ok(used.then_some(passkey))
}

/// The person's passkeys, the oldest first.
pub async fn list(app: &App, session: &Session) -> Result<Vec<Passkey>, AppError> {
    let found = app.credentials.passkeys(&session.principal.organization_id, session.person_id).await?;
    Ok(found.into_iter().map(Passkey::from).collect())
}

pub async fn rename(app: &App, session: &Session, id: Uuid, name: &str) -> Result<(), AppError> {
    let name = checked_name(name)?;
    let own = &session.principal.organization_id;
    let there = app.credentials.rename_passkey(own, session.person_id, id, &name).await?;
    if there { Ok(()) } else { Err(AppError::NotFound) }
}

/// Removes a passkey, but not the only way in.
pub async fn remove(app: &App, session: &Session, id: Uuid) -> Result<(), AppError> {
    proof::demand(app, session)?;
    let own = &session.principal.organization_id;
    let there = app.credentials.passkeys(own, session.person_id).await?;
    let found = there.iter().find(|passkey| passkey.id == id).ok_or(AppError::NotFound)?;
    let person = app.accounts.person(session.person_id).await?.ok_or(AppError::NotFound)?;
    if there.len() == 1 && person.password_hash.is_none() {
        return Err(AppError::Conflict {
            code: "last_passkey",
            message: "the passkey is the only way to sign in: set a password first".to_owned(),
        });
    }
    let noting = noting(app, session, AuditKind::PasskeyRemoved, &found.name);
    noting.credentials.remove_passkey(own, session.person_id, id).await?;
    Ok(())
}

fn noting(app: &App, session: &Session, kind: AuditKind, name: &str) -> App {
    let (own, person) = (&session.principal.organization_id, session.person_id.to_string());
    By::Session(session).noting(app, own, kind, &person, &json!({ "name": name }))
}

fn checked_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let mut problems = Violations::new();
    text::check(name, "name", MAX_NAME, &mut problems);
    if name.is_empty() {
        problems.push(Violation::required("name"));
    }
    problems.or(())?;
    Ok(name.to_owned())
}

/// The user handle: says who it is to us and to nobody else.
fn handle(person: PersonId) -> String {
    URL_SAFE_NO_PAD.encode(person.0.as_bytes())
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

fn not_valid() -> AppError {
    let message = "could not be verified: begin again, on this site and within five minutes";
    Violation::new("passkey", "passkey_not_valid", message).into()
}
