//! Unsubscribing from mails by the link that each of them carries, without signing in (R603, RFC 8058).

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ortak_domain::notification::NotificationEvent;
use ortak_domain::{Person, PersonId};
use uuid::Uuid;

use crate::App;
use crate::error::AppError;

/// Bytes of the signature that are kept: 128 bits.
const SIGNATURE: usize = 16;
/// Bytes of the person's id.
const PERSON: usize = 16;
/// The word for all mails; no event has it.
const EVERYTHING: &str = "everything";

/// Which mails a link stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mails {
    Of(NotificationEvent),
    /// What a digest offers: all of them, for stopping the digest alone would bring one mail for each event.
    All,
}

impl Mails {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Of(event) => event.as_str(),
            Self::All => EVERYTHING,
        }
    }

    fn parse(word: &str) -> Option<Self> {
        if word == EVERYTHING { Some(Self::All) } else { NotificationEvent::parse(word).map(Self::Of) }
    }
}

/// Makes and reads the tokens of the links: signed, so that nobody stops the mails of others, and without an end, for
/// old mails are clicked as well.
#[derive(Clone)]
pub struct UnsubscribeLinks(hmac::Key);

impl fmt::Debug for UnsubscribeLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnsubscribeLinks(…)")
    }
}

impl UnsubscribeLinks {
    /// Over a key that serves no other purpose (`MasterKey::derive("unsubscribe")`).
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// Letters, digits, `-` and `_`.
    pub fn token(&self, person: PersonId, mails: Mails) -> String {
        let mut bytes = person.0.as_bytes().to_vec();
        bytes.extend_from_slice(mails.as_str().as_bytes());
        let signature = hmac::sign(&self.0, &bytes);
        bytes.extend(signature.as_ref().iter().take(SIGNATURE));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whose token it is and what it stops; none when it is not ours.
    pub fn open(&self, token: &str) -> Option<(PersonId, Mails)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (payload, signature) = bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE)?)?;
        let expected = hmac::sign(&self.0, payload);
        let expected = expected.as_ref().get(..SIGNATURE)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(expected, signature).ok()?;
        let (person, word) = payload.split_at_checked(PERSON)?;
        let person = PersonId(Uuid::from_slice(person).ok()?);
        Some((person, Mails::parse(std::str::from_utf8(word).ok()?)?))
    }
}

/// Whose mails a link stops, and which. `NotFound` when the link is not ours or the person is gone.
pub async fn look(app: &App, links: &UnsubscribeLinks, token: &str) -> Result<(Person, Mails), AppError> {
    let (person, mails) = links.open(token).ok_or(AppError::NotFound)?;
    let record = app.accounts.person(person).await?.ok_or(AppError::NotFound)?;
    Ok((record.person, mails))
}

/// Stops the mails that the link names. Doing it again changes nothing.
pub async fn stop(app: &App, links: &UnsubscribeLinks, token: &str) -> Result<(Person, Mails), AppError> {
    let (person, mails) = look(app, links, token).await?;
    let events: Vec<NotificationEvent> = NotificationEvent::ALL
        .into_iter()
        .filter(|event| mails == Mails::All || mails == Mails::Of(*event))
        .collect();
    app.notifications.stop_mails(&person.organization_id, person.id, &events).await?;
    Ok((person, mails))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r603_only_our_own_and_whole_tokens_open() {
        let links = UnsubscribeLinks::new(&[7; 32]);
        let person = PersonId(Uuid::from_u128(42));
        let all = NotificationEvent::ALL.into_iter().map(Mails::Of).chain([Mails::All]);
        for mails in all {
            let token = links.token(person, mails);
            assert_eq!(links.open(&token), Some((person, mails)));
            assert!(
                token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)),
                "{token}"
            );
            assert_eq!(UnsubscribeLinks::new(&[8; 32]).open(&token), None);
            for cut in 0..token.len() {
                assert_eq!(links.open(&token[..cut]), None);
            }
        }
        for bad in ["", "x", "…", &"A".repeat(10_000)] {
            assert_eq!(links.open(bad), None);
        }
    }
}
