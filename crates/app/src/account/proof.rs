//! Fresh proof of identity: before somebody changes by what they sign in, they show once more who they are, unless they
//! have just done so (ASVS 5, 7.5). The session may not be in its person's hands.

use ortak_domain::{Time, Violation, Violations};

use super::passkey::{self, Assertion, RelyingParty};
use super::session::{FRESH_SECONDS, Session};
use super::{profile, totp};
use crate::App;
use crate::error::AppError;

/// How a person can prove who they are without signing in anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    pub password: bool,
    /// By an authenticator application.
    pub code: bool,
    pub passkey: bool,
}

impl Session {
    /// Whether its person has proved who they are in the last minutes.
    pub fn is_fresh(&self, now: Time) -> bool {
        now < self.proved_at.plus_seconds(FRESH_SECONDS)
    }
}

/// Refuses what needs a fresh proof, where there is none.
pub fn demand(app: &App, session: &Session) -> Result<(), AppError> {
    if session.is_fresh(app.clock.now()) {
        return Ok(());
    }
    Err(AppError::Conflict {
        code: "proof_needed",
        message: "prove once more who you are: this was last done too long ago".to_owned(),
    })
}

/// Whether this is the refusal for want of a fresh proof.
pub fn is_needed(error: &AppError) -> bool {
    matches!(error, AppError::Conflict { code: "proof_needed", .. })
}

pub async fn ways(app: &App, session: &Session) -> Result<Ways, AppError> {
    let (own, person) = (&session.principal.organization_id, session.person_id);
    let record = app.accounts.person(person).await?.ok_or(AppError::NotFound)?;
    Ok(Ways {
        password: record.password_hash.is_some(),
        code: totp::state(app, session).await?.enabled,
        passkey: !app.credentials.passkeys(own, person).await?.is_empty(),
    })
}

/// Takes the password or a code of the authenticator application for a proof.
pub async fn by_text(app: &App, session: &Session, text: &str) -> Result<(), AppError> {
    if !totp::try_prove(app, session, text).await? {
        let record = app.accounts.person(session.person_id).await?.ok_or(AppError::NotFound)?;
        let Some(hash) = record.password_hash else { return Err(wrong()) };
        let mut problems = Violations::new();
        profile::prove(app, session, hash, text, "proof", &mut problems).await?;
        if !problems.is_empty() {
            return Err(wrong());
        }
    }
    proved(app, session).await
}

/// Takes an answer of one of the person's passkeys for a proof.
pub async fn by_passkey(
    app: &App,
    session: &Session,
    site: &RelyingParty,
    given: &Assertion,
) -> Result<(), AppError> {
    if passkey::answered(app, site, given).await? != Some(session.person_id) {
        let message = "could not be verified: begin again, with a passkey of yours";
        return Err(Violation::new("proof", "passkey_not_valid", message).into());
    }
    proved(app, session).await
}

async fn proved(app: &App, session: &Session) -> Result<(), AppError> {
    let own = &session.principal.organization_id;
    Ok(app.sessions.prove_session(own, session.id, app.clock.now()).await?)
}

fn wrong() -> AppError {
    Violation::new("proof", "wrong_proof", "is not right").into()
}
