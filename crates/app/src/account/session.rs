//! Sessions in the browser: signing in, recognizing who asks, and ending.
//!
//! The browser holds 256 random bits, the store their hash. The token changes whenever what it stands for grows (at
//! sign-in, and when the second factor is given), so that one planted before is worth nothing. A session ends when
//! it is not used for a day, after a week in any case, at once when it is revoked, and with its person.

use std::sync::Arc;

use ortak_domain::text::fold_email;
use ortak_domain::{OrganizationId, Person, PersonId, Presentation, Principal, PrincipalKind, Time};
use uuid::Uuid;

use super::sign_in::ByPassword;
use super::{backoff, one_time, secret, sign_in};
use crate::error::AppError;
use crate::port::{FoundSession, Purpose, SecondFactor, SessionRecord};
use crate::{App, Origin};

/// How long a session lives in any case, in days.
pub const LIFETIME_DAYS: i64 = 7;
/// How long a session lives without being used, in seconds.
pub const IDLE_SECONDS: i64 = 24 * 3600;
/// How long there is time to give the second factor, in seconds.
pub const PENDING_SECONDS: i64 = 10 * 60;
/// How long a proof of identity counts as fresh, in seconds.
pub const FRESH_SECONDS: i64 = 10 * 60;
/// How long a browser is known in which somebody has signed in, in days.
pub const KNOWN_DAYS: i64 = 180;
/// How old `last_seen_at` may be, in seconds.
const SEEN_EVERY: i64 = 60;
/// Characters kept of the browser's name.
const MAX_USER_AGENT: usize = 300;
/// Characters kept of an address.
const MAX_ADDRESS: usize = 64;

/// Where somebody signs in from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// The `User-Agent` header; cut where it is too long.
    pub user_agent: String,
    /// The network address, as the server sees it.
    pub address: String,
    /// The token that the browser holds already, which ends.
    pub previous: Option<String>,
    /// What the browser holds since somebody has signed in there.
    pub known: Option<String>,
}

/// A session just opened. Debug doesn't show the token.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// To be given to the browser; it is not stored and can't be shown again.
    pub token: String,
    pub id: Uuid,
    pub person_id: PersonId,
    /// When the cookie may be forgotten.
    pub ends_at: Time,
    /// For the browser to hold for [`KNOWN_DAYS`], where it holds nothing yet that tells it to belong to this person.
    pub known: Option<String>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("id", &self.id)
            .field("person_id", &self.person_id)
            .finish_non_exhaustive()
    }
}

/// What came of an attempt to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    SignedIn(Opened),
    /// The password is right; the session opens nothing until the second factor is given.
    NeedsSecondFactor(Opened),
    /// Unknown, disabled or the wrong password or code: the same to everybody.
    Refused,
    /// Tried too often; whether it would have been right is not looked at.
    Wait {
        seconds: u64,
    },
}

/// Who holds a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    pub id: Uuid,
    pub principal: Arc<Principal>,
    pub person_id: PersonId,
    pub organization_name: String,
    /// `en` or `tr`.
    pub language: String,
    pub presentation: Presentation,
    /// Never `Pending`: that is no session yet, see [`resolve_pending`].
    pub second_factor: SecondFactor,
    /// A secret of this session alone, for forms to carry.
    pub csrf: String,
    pub created_at: Time,
    pub ends_at: Time,
    /// When its person last proved who they are.
    pub proved_at: Time,
    /// Of the request at hand; empty until the face has filled it in.
    pub origin: Origin,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("principal", &self.principal)
            .field("second_factor", &self.second_factor)
            .finish_non_exhaustive()
    }
}

/// A sign-in that waits for its second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub person_id: PersonId,
    pub organization_id: OrganizationId,
    /// `en` or `tr`.
    pub language: String,
    pub csrf: String,
}

/// One of a person's sessions, for them to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: Uuid,
    /// The one that asks.
    pub current: bool,
    pub created_at: Time,
    /// At most a minute old.
    pub last_seen_at: Time,
    pub user_agent: String,
    pub address: String,
    pub second_factor: SecondFactor,
}

/// Signs a person in with e-mail and password. Checking a password takes memory and time, so the face that calls this
/// lets only some in at once.
pub async fn sign_in(app: &App, email: &str, password: &str, device: &Device) -> Result<SignIn, AppError> {
    let address = cut(&device.address, MAX_ADDRESS);
    Ok(match sign_in::by_password(app, email, password, &address, device.known.as_deref()).await? {
        ByPassword::Right(person) => {
            SignIn::SignedIn(open(app, &person, SecondFactor::NotNeeded, device).await?)
        }
        ByPassword::NeedsSecondFactor(person) => {
            SignIn::NeedsSecondFactor(open(app, &person, SecondFactor::Pending, device).await?)
        }
        ByPassword::Wrong => SignIn::Refused,
        ByPassword::Wait { seconds } => SignIn::Wait { seconds },
    })
}

/// Forgives the failures of an account, from the address where it has proved itself.
pub(super) async fn forgive(app: &App, email: &str, device: &Device) -> Result<(), AppError> {
    let address = cut(&device.address, MAX_ADDRESS);
    let account = fold_email(email);
    let known = sign_in::knows(app, &account, device.known.as_deref()).await?;
    backoff::succeeded(app, &sign_in::own_counts(&account, &address, known)).await
}

/// Opens a session for somebody who has proved who they are.
pub(super) async fn open(
    app: &App,
    principal: &Principal,
    second_factor: SecondFactor,
    device: &Device,
) -> Result<Opened, AppError> {
    open_proved(app, principal, second_factor, device, app.clock.now()).await
}

/// The same for somebody who has proved it elsewhere, and perhaps a while ago.
pub(super) async fn open_proved(
    app: &App,
    principal: &Principal,
    second_factor: SecondFactor,
    device: &Device,
    proved_at: Time,
) -> Result<Opened, AppError> {
    let now = app.clock.now();
    let ends_at = match second_factor {
        SecondFactor::Pending => now.plus_seconds(PENDING_SECONDS),
        SecondFactor::NotNeeded | SecondFactor::Done => now.plus_days(LIFETIME_DAYS),
    };
    let token = secret::random_secret()?;
    let record = SessionRecord {
        hash: secret::hash_secret(&token),
        id: app.ids.random(),
        organization_id: principal.organization_id.clone(),
        person_id: PersonId(principal.id),
        second_factor,
        created_at: now,
        seen_at: now,
        idle_ends_at: now.plus_seconds(IDLE_SECONDS).min(ends_at),
        ends_at,
        user_agent: cut(&device.user_agent, MAX_USER_AGENT),
        address: cut(&device.address, MAX_ADDRESS),
        proved_at: proved_at.min(now),
    };
    let known = match second_factor {
        SecondFactor::Pending => None,
        SecondFactor::NotNeeded | SecondFactor::Done => know(app, principal, device).await?,
    };
    let opened = Opened { token, id: record.id, person_id: record.person_id, ends_at, known };
    let replaces = device.previous.as_deref().map(secret::hash_secret);
    app.sessions.open_session(record, replaces.as_deref()).await?;
    Ok(opened)
}

/// A token by which the browser is known from now on; none where it holds one.
async fn know(app: &App, principal: &Principal, device: &Device) -> Result<Option<String>, AppError> {
    if sign_in::knows(app, &fold_email(&principal.email), device.known.as_deref()).await?.is_some() {
        return Ok(None);
    }
    let holder = Some((principal.organization_id.clone(), PersonId(principal.id)));
    Ok(Some(one_time::make(app, Purpose::KnownDevice, holder, &(), KNOWN_DAYS * 86_400).await?.token))
}

/// Who holds this token; none when it is unknown, has ended, still waits for its second factor, or its person or
/// organization is disabled. One query, so what is revoked is out with the next request.
pub async fn resolve(app: &App, token: &str) -> Result<Option<Session>, AppError> {
    let Some(found) = live(app, token).await? else { return Ok(None) };
    if found.record.second_factor == SecondFactor::Pending {
        return Ok(None);
    }
    let now = app.clock.now();
    if now >= found.record.seen_at.plus_seconds(SEEN_EVERY) {
        let idle_ends_at = now.plus_seconds(IDLE_SECONDS).min(found.record.ends_at);
        app.sessions.touch_session(&found.record.hash, now, idle_ends_at).await?;
    }
    let principal = principal(&found);
    let FoundSession { record, person, presentation, organization_name, .. } = found;
    Ok(Some(Session {
        id: record.id,
        principal: Arc::new(principal),
        csrf: csrf(token, person.id),
        person_id: person.id,
        organization_name,
        language: person.language,
        presentation,
        second_factor: record.second_factor,
        created_at: record.created_at,
        ends_at: record.ends_at,
        proved_at: record.proved_at,
        origin: Origin::default(),
    }))
}

/// The sign-in that waits for its second factor and holds this token.
pub async fn resolve_pending(app: &App, token: &str) -> Result<Option<Pending>, AppError> {
    let found = pending(app, token).await?;
    Ok(found.map(|found| Pending {
        csrf: csrf(token, found.person.id),
        person_id: found.person.id,
        organization_id: found.person.organization_id,
        language: found.person.language,
    }))
}

pub(super) async fn pending(app: &App, token: &str) -> Result<Option<FoundSession>, AppError> {
    Ok(live(app, token).await?.filter(|found| found.record.second_factor == SecondFactor::Pending))
}

async fn live(app: &App, token: &str) -> Result<Option<FoundSession>, AppError> {
    let now = app.clock.now();
    let found = app.sessions.session(&secret::hash_secret(token)).await?;
    Ok(found.filter(|found| now < found.record.ends_at && now < found.record.idle_ends_at))
}

/// Derived from the token, so that the store can't tell it, and of the person, so that it tells whose page it was when
/// the session is gone.
pub(super) fn csrf(token: &str, person: PersonId) -> String {
    secret::hash_secret(&format!("csrf {token} {person}"))
}

pub(super) fn principal(found: &FoundSession) -> Principal {
    let Person { id, organization_id, name, email, phone, role, scope, .. } = &found.person;
    Principal {
        kind: PrincipalKind::Person,
        id: id.0,
        organization_id: organization_id.clone(),
        organization_kind: found.organization_kind,
        name: name.clone(),
        email: email.clone(),
        phone: phone.clone(),
        role: *role,
        scope: scope.clone(),
        realm: found.realm.clone(),
    }
}

/// Ends the session that holds this token, if there is one.
pub async fn sign_out(app: &App, token: &str) -> Result<(), AppError> {
    app.sessions.end_session(&secret::hash_secret(token)).await?;
    Ok(())
}

/// The person's sessions, the last used first.
pub async fn list(app: &App, session: &Session) -> Result<Vec<Listed>, AppError> {
    let now = app.clock.now();
    let own = &session.principal.organization_id;
    let records = app.sessions.sessions_of(own, session.person_id).await?;
    Ok(records
        .into_iter()
        .filter(|r| now < r.ends_at && now < r.idle_ends_at && r.second_factor != SecondFactor::Pending)
        .map(|record| Listed {
            id: record.id,
            current: record.id == session.id,
            created_at: record.created_at,
            last_seen_at: record.seen_at,
            user_agent: record.user_agent,
            address: record.address,
            second_factor: record.second_factor,
        })
        .collect())
}

/// Ends one of the person's sessions; `NotFound` when they have no such one.
pub async fn revoke(app: &App, session: &Session, id: Uuid) -> Result<(), AppError> {
    let own = &session.principal.organization_id;
    if app.sessions.end_session_of(own, session.person_id, id).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Ends all of the person's sessions but this one, and the refresh tokens of applications that act for them; the
/// number of sessions ended.
pub async fn revoke_others(app: &App, session: &Session) -> Result<u64, AppError> {
    let own = &session.principal.organization_id;
    Ok(app.sessions.end_sessions_of(own, session.person_id, Some(session.id)).await?)
}

/// The beginning of a text from outside, without what no database holds.
pub(super) fn cut(text: &str, max: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(max).collect()
}
