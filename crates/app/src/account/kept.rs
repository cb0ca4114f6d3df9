//! A form whose sender turned out to be signed out: kept for a while, to be shown to them again once they have signed in.
//! Nothing is ever done with it without them.
//!
//! It lies in the store encrypted under a key that only their browser has, and opens for the same person alone: the
//! form's secret proves who had the page, though their session is gone.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

use super::backoff::{self, Counted};
use super::session::{self, Session};
use super::{one_time, secret, vault};
use crate::App;
use crate::error::AppError;
use crate::port::Purpose;

/// How long it is kept, in seconds.
pub const KEPT_SECONDS: i64 = 3600;
/// Bytes of a form; the longest notes fit many times.
const MAX_FORM: usize = 64 * 1024;
const SEALED: &str = "kept form";

/// A form to be kept. Debug shows nothing of it.
#[derive(Clone, Copy)]
pub struct Lost<'a> {
    /// The token of the session that has ended.
    pub session: &'a str,
    /// The secret that the form carried.
    pub csrf: &'a str,
    /// Where it was sent to.
    pub path: &'a str,
    /// As it was sent.
    pub body: &'a str,
    /// Where from.
    pub address: &'a str,
}

impl std::fmt::Debug for Lost<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lost").field("path", &self.path).finish_non_exhaustive()
    }
}

#[derive(Deserialize, Serialize)]
struct Kept {
    session: String,
    csrf: String,
    path: String,
    body: String,
}

/// Keeps a form; the token by which the browser finds it again. None where it is too large, nobody's, or more than one
/// address may have kept.
pub async fn keep(app: &App, lost: Lost<'_>) -> Result<Option<String>, AppError> {
    if lost.session.is_empty() || lost.csrf.is_empty() || lost.body.len() > MAX_FORM {
        return Ok(None);
    }
    if backoff::begin(app, &[Counted::kept(&session::cut(lost.address, 64))]).await?.is_some() {
        return Ok(None);
    }
    let token = secret::random_secret()?;
    let kept = Kept {
        session: lost.session.to_owned(),
        csrf: lost.csrf.to_owned(),
        path: lost.path.to_owned(),
        body: lost.body.to_owned(),
    };
    let text = serde_json::to_vec(&kept).map_err(|error| AppError::Internal(error.to_string()))?;
    let sealed = STANDARD_NO_PAD.encode(vault::seal(&key(&token), SEALED, &text)?);
    one_time::save(app, Purpose::KeptForm, &token, None, &sealed, KEPT_SECONDS).await?;
    Ok(Some(token))
}

/// The body of the form that was sent to this path, for the person who sent it; it stays.
pub async fn find(app: &App, session: &Session, token: &str, path: &str) -> Result<Option<String>, AppError> {
    let Some(found) = one_time::look(app, Purpose::KeptForm, token).await? else { return Ok(None) };
    let sealed: String = one_time::facts(&found)?;
    let opened = STANDARD_NO_PAD.decode(sealed).ok().and_then(|s| vault::open(&key(token), SEALED, &s).ok());
    let Some(kept) = opened.and_then(|text| serde_json::from_slice::<Kept>(&text).ok()) else {
        return Ok(None);
    };
    let own = session::csrf(&kept.session, session.person_id);
    let same = verify_slices_are_equal(own.as_bytes(), kept.csrf.as_bytes()).is_ok();
    Ok(Some(kept.body).filter(|_| same && kept.path == path))
}

/// Derived from what only the browser holds; the store knows another hash of it.
fn key(token: &str) -> [u8; 32] {
    let mut key = [0; 32];
    let hash = digest(&SHA256, format!("{SEALED} {token}").as_bytes());
    key.iter_mut().zip(hash.as_ref()).for_each(|(byte, of)| *byte = *of);
    key
}
