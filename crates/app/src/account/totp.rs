//! Time-based codes (RFC 6238: SHA-1, six digits, 30 s, as every authenticator application has them) and recovery
//! codes. A code of the step before or after is accepted too, and no step twice.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use ortak_domain::{AuditKind, PersonId, Violation, Violations};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use super::backoff::{self, Counted};
use super::session::{self, Device, Session, SignIn};
use super::{By, profile, proof, secret};
use crate::App;
use crate::error::AppError;
use crate::port::{FoundSession, SecondFactor, StoreError, TotpRecord};

const SEALED: &str = "totp";
/// Bytes; RFC 4226 recommends as many as the hash has.
const SECRET_BYTES: usize = 20;
/// Seconds.
const STEP: u64 = 30;
const RECOVERY_CODES: usize = 10;
/// Letters and digits that nobody mistakes for others.
const ALPHABET: [u8; 32] = *b"abcdefghjkmnpqrstuvwxyz023456789";
/// Characters of a recovery code: 60 random bits.
const RECOVERY_LENGTH: usize = 12;

/// What an authenticator application needs. Debug shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// base32, to be typed.
    pub secret: String,
    /// `otpauth://…`, to be shown as a QR code.
    pub url: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

/// Whether a person has a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub enabled: bool,
    pub recovery_codes_left: u64,
}

pub async fn state(app: &App, session: &Session) -> Result<State, AppError> {
    let (own, person) = (&session.principal.organization_id, session.person_id);
    let totp = app.credentials.totp(own, person).await?;
    let recovery_codes_left = app.credentials.recovery_codes_left(own, person).await?;
    Ok(State { enabled: totp.is_some_and(|totp| totp.confirmed_at.is_some()), recovery_codes_left })
}

/// Makes a new secret; nothing asks for its codes until one has confirmed it. `issuer` is the name that the
/// application shows.
pub async fn begin(app: &App, session: &Session, issuer: &str) -> Result<Enrolment, AppError> {
    proof::demand(app, session)?;
    let mut bytes = vec![0; SECRET_BYTES];
    random(&mut bytes)?;
    let record = TotpRecord {
        organization_id: session.principal.organization_id.clone(),
        person_id: session.person_id,
        sealed: app.vault.seal(SEALED, &bytes)?,
        last_step: 0,
        created_at: app.clock.now(),
        confirmed_at: None,
    };
    match app.credentials.begin_totp(record).await {
        Err(StoreError::Duplicate { .. }) => return Err(enabled_already()),
        done => done?,
    }
    let secret = Secret::from(bytes).to_base32();
    let mut url =
        url::Url::parse("otpauth://totp/").map_err(|error| AppError::Internal(error.to_string()))?;
    // A colon would end the issuer.
    let issuer = issuer.replace(':', " ");
    url.set_path(&format!("/{issuer}:{}", session.principal.email));
    url.query_pairs_mut().append_pair("secret", &secret).append_pair("issuer", &issuer);
    // Applications read a plus as such.
    let url = url.to_string().replace('+', "%20");
    Ok(Enrolment { secret, url })
}

fn enabled_already() -> AppError {
    AppError::Conflict {
        code: "second_factor_enabled",
        message: "there is a second factor already: remove it first".to_owned(),
    }
}

/// Shows that the application has the secret. From then on it is asked for at every sign-in. Gives ten recovery codes,
/// which are shown once; the person's other sessions end, as they were opened with less.
pub async fn confirm(app: &App, session: &Session, code: &str) -> Result<Vec<String>, AppError> {
    let (own, person) = (&session.principal.organization_id, session.person_id);
    let record = app.credentials.totp(own, person).await?.ok_or_else(|| AppError::Conflict {
        code: "second_factor_not_begun",
        message: "there is no second factor to confirm: begin again".to_owned(),
    })?;
    if record.confirmed_at.is_some() {
        return Err(enabled_already());
    }
    let counted = [Counted::factor(person, "confirm")];
    if let Some(retry_after_seconds) = backoff::begin(app, &counted).await? {
        return Err(AppError::TooMany { retry_after_seconds });
    }
    if !accepts(app, &record, code).await? {
        return Err(wrong_code());
    }
    backoff::succeeded(app, &counted).await?;
    let codes = fresh_codes(app, session, AuditKind::SecondFactorAdded).await?;
    app.sessions.end_sessions_of(own, person, Some(session.id)).await?;
    Ok(codes)
}

/// New recovery codes in the place of the old ones; asks for a code or the password.
pub async fn renew_recovery_codes(
    app: &App,
    session: &Session,
    code_or_password: &str,
) -> Result<Vec<String>, AppError> {
    let record = enabled(app, session).await?;
    prove(app, session, &record, code_or_password).await?;
    fresh_codes(app, session, AuditKind::RecoveryCodesRenewed).await
}

/// Removes the second factor; asks for a code or the password.
pub async fn disable(app: &App, session: &Session, code_or_password: &str) -> Result<(), AppError> {
    let record = enabled(app, session).await?;
    prove(app, session, &record, code_or_password).await?;
    let noting = noting(app, session, AuditKind::SecondFactorRemoved);
    noting.credentials.remove_totp(&session.principal.organization_id, session.person_id).await?;
    Ok(())
}

/// Whether it is a code of the person's authenticator application; false also where they have none.
pub(super) async fn try_prove(app: &App, session: &Session, text: &str) -> Result<bool, AppError> {
    let found = app.credentials.totp(&session.principal.organization_id, session.person_id).await?;
    let Some(record) = found.filter(|totp| totp.confirmed_at.is_some()) else { return Ok(false) };
    if digits(text).is_none() {
        return Ok(false);
    }
    let counted = [Counted::factor(session.person_id, "prove")];
    if let Some(retry_after_seconds) = backoff::begin(app, &counted).await? {
        return Err(AppError::TooMany { retry_after_seconds });
    }
    let right = accepts(app, &record, text).await?;
    if right {
        backoff::succeeded(app, &counted).await?;
    }
    Ok(right)
}

async fn enabled(app: &App, session: &Session) -> Result<TotpRecord, AppError> {
    let found = app.credentials.totp(&session.principal.organization_id, session.person_id).await?;
    found.filter(|totp| totp.confirmed_at.is_some()).ok_or_else(|| AppError::Conflict {
        code: "second_factor_disabled",
        message: "there is no second factor".to_owned(),
    })
}

async fn prove(app: &App, session: &Session, record: &TotpRecord, text: &str) -> Result<(), AppError> {
    let counted = [Counted::factor(session.person_id, "prove")];
    if let Some(retry_after_seconds) = backoff::begin(app, &counted).await? {
        return Err(AppError::TooMany { retry_after_seconds });
    }
    if accepts(app, record, text).await? {
        return backoff::succeeded(app, &counted).await;
    }
    let person = app.accounts.person(session.person_id).await?.ok_or(AppError::NotFound)?;
    let Some(hash) = person.password_hash else { return Err(wrong_code()) };
    let mut problems = Violations::new();
    profile::prove(app, session, hash, text, "code", &mut problems).await?;
    if problems.is_empty() { backoff::succeeded(app, &counted).await } else { Err(wrong_code()) }
}

/// The second step of signing in: a code of the application, or a recovery code. `token` is that of
/// `SignIn::NeedsSecondFactor`; on success the session gets another one.
pub async fn second_factor(app: &App, token: &str, code: &str, device: &Device) -> Result<SignIn, AppError> {
    let Some(found) = session::pending(app, token).await? else { return Ok(SignIn::Refused) };
    let counted = [Counted::factor(found.person.id, "sign in")];
    if let Some(seconds) = backoff::begin(app, &counted).await? {
        return Ok(SignIn::Wait { seconds });
    }
    if !code_is_right(app, &found, code).await? {
        return Ok(SignIn::Refused);
    }
    backoff::succeeded(app, &counted).await?;
    session::forgive(app, &found.person.email, device).await?;
    let device = Device { previous: Some(token.to_owned()), ..device.clone() };
    let opened = session::open(app, &session::principal(&found), SecondFactor::Done, &device).await?;
    Ok(SignIn::SignedIn(opened))
}

async fn code_is_right(app: &App, found: &FoundSession, code: &str) -> Result<bool, AppError> {
    let (own, person) = (&found.person.organization_id, found.person.id);
    let Some(record) = app.credentials.totp(own, person).await?.filter(|t| t.confirmed_at.is_some()) else {
        return Ok(false);
    };
    if accepts(app, &record, code).await? {
        return Ok(true);
    }
    let hash = recovery_hash(person, code);
    Ok(app.credentials.use_recovery_code(own, person, &hash).await?)
}

/// Whether it is a code of now whose step was not used before; then it is used.
async fn accepts(app: &App, record: &TotpRecord, code: &str) -> Result<bool, AppError> {
    let Some(code) = digits(code) else { return Ok(false) };
    let totp = generator(app.vault.open(SEALED, &record.sealed)?)?;
    let now = u64::try_from(app.clock.now().unix_seconds()).unwrap_or_default();
    let Some(step) = totp.check(&code, now) else { return Ok(false) };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    Ok(app.credentials.accept_step(&record.organization_id, record.person_id, step).await?)
}

/// The six digits of a code, however they are grouped.
fn digits(code: &str) -> Option<String> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    Some(code).filter(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()))
}

fn generator(secret: Vec<u8>) -> Result<Totp, AppError> {
    Builder::new()
        .with_secret(secret)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(STEP)
        .build()
        .map_err(|error| AppError::Internal(error.to_string()))
}

fn noting(app: &App, session: &Session, kind: AuditKind) -> App {
    let (own, person) = (&session.principal.organization_id, session.person_id.to_string());
    By::Session(session).noting(app, own, kind, &person, &json!({}))
}

async fn fresh_codes(app: &App, session: &Session, kind: AuditKind) -> Result<Vec<String>, AppError> {
    let (own, person) = (&session.principal.organization_id, session.person_id);
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let mut bytes = [0; RECOVERY_LENGTH];
        random(&mut bytes)?;
        let letters = bytes.map(|byte| ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'a'));
        let code: String = letters.iter().map(|letter| char::from(*letter)).collect();
        let (first, rest) = code.split_at(4);
        let (second, third) = rest.split_at(4);
        codes.push(format!("{first}-{second}-{third}"));
    }
    let hashes: Vec<String> = codes.iter().map(|code| recovery_hash(person, code)).collect();
    noting(app, session, kind).credentials.confirm_totp(own, person, app.clock.now(), &hashes).await?;
    Ok(codes)
}

/// With the person, so that equal hashes of two people tell nothing.
fn recovery_hash(person: PersonId, code: &str) -> String {
    let code: String = code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    secret::hash_secret(&format!("{person} {code}"))
}

fn random(bytes: &mut [u8]) -> Result<(), AppError> {
    SystemRandom::new()
        .fill(bytes)
        .map_err(|_| AppError::Internal("the machine gives no randomness".to_owned()))
}

fn wrong_code() -> AppError {
    Violation::new("code", "wrong_code", "is not right, or was used already").into()
}
