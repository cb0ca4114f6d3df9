//! Use cases on referrals.

pub mod change;
pub mod create;
pub mod engagement;
pub mod expire;
pub mod get;
pub mod history;
pub mod import;
pub mod invite;
pub mod list;
pub mod open;
pub mod shared;

use std::sync::Arc;

use ortak_domain::referral::{Event, EventKind};
use ortak_domain::{Principal, PrincipalKind, Referral, ReferralId, Time, Violation};
use serde_json::Value;
use uuid::Uuid;

use crate::document;
use crate::error::AppError;
use crate::port::{Commit, IdempotencyRecord, ImportLine, Seen};

/// A referral as a reader gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    pub id: ReferralId,
    pub version: i64,
    pub updated_at: Time,
    pub favorite: bool,
    /// See `document::write_served`.
    pub document: Arc<str>,
}

/// Who did it and under which request, for the history.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    pub kind: PrincipalKind,
    pub id: Uuid,
    pub request_id: &'a str,
}

impl<'a> Author<'a> {
    pub fn of(principal: &Principal, request_id: &'a str) -> Self {
        Self { kind: principal.kind, id: principal.id, request_id }
    }
}

/// What was there before a change.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    pub referral: &'a Referral,
    pub document: &'a str,
    pub version: i64,
    pub history_hash: &'a str,
}

/// Builds the unit of work for a referral that is new (`before` none) or changed: document, sealed history
/// event and outbox entry.
pub fn unit_of_work(
    referral: Referral,
    before: Option<Before<'_>>,
    kind: EventKind,
    author: Author<'_>,
    outbox_id: Uuid,
    at: Time,
) -> Result<Commit, AppError> {
    unit_of_work_noting(None, referral, before, kind, author, outbox_id, at)
}

/// The same, with something to be told in the history that is no change of the document.
fn unit_of_work_noting(
    note: Option<Value>,
    referral: Referral,
    before: Option<Before<'_>>,
    kind: EventKind,
    author: Author<'_>,
    outbox_id: Uuid,
    at: Time,
) -> Result<Commit, AppError> {
    let document = document::render(&referral)?;
    // Every text that clients write has been checked; this holds for what an import brings in beside them. One
    // such document would fail every filter that looks into the documents.
    if holds_nul(&document) {
        return Err(Violation::new("", "invalid_character", "must not contain the character U+0000").into());
    }
    let changes = history::changes(before.map(|before| before.document), &document, note)?;
    let event = Event {
        organization_id: referral.organization_id.clone(),
        referral_id: referral.id,
        version: before.map_or(1, |before| before.version + 1),
        at,
        kind,
        actor_kind: author.kind.as_str(),
        actor_id: author.id.to_string(),
        request_id: author.request_id.to_owned(),
        changes,
        document_hash: ortak_domain::referral::event::sha256_hex(document.as_bytes()),
        previous_hash: before.map(|before| before.history_hash.to_owned()).unwrap_or_default(),
        hash: String::new(),
    }
    .sealed();
    let seen = before.map(|before| Seen { version: before.version, referral: before.referral.clone() });
    Ok(Commit {
        referral,
        document: document.into(),
        seen: seen.map(Box::new),
        event,
        outbox_id,
        idempotency: None,
        favorite: None,
        import_line: None,
    })
}

/// Whether JSON holds an escaped NUL; `\\\\u0000` is a backslash and the text after it.
fn holds_nul(json: &str) -> bool {
    json.match_indices("\\u0000").any(|(at, _)| {
        json.get(..at)
            .is_some_and(|before| (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2))
    })
}

impl Commit {
    /// What the writer is answered after the commit.
    pub fn served(&self, favorite: bool) -> Served {
        Served {
            id: self.referral.id,
            version: self.event.version,
            updated_at: self.referral.updated_at,
            favorite,
            document: Arc::clone(&self.document),
        }
    }

    #[must_use]
    pub fn with_favorite(mut self, favorite: Option<(Uuid, bool)>) -> Self {
        self.favorite = favorite;
        self
    }

    #[must_use]
    pub fn with_import_line(mut self, line: ImportLine) -> Self {
        self.import_line = Some(line);
        self
    }

    #[must_use]
    pub fn with_idempotency(mut self, record: Option<IdempotencyRecord>) -> Self {
        self.idempotency = record;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_told_from_a_backslash() {
        for (text, expected) in
            [("a\0", true), ("\\\0", true), ("\\u0000", false), ("u0000", false), ("", false)]
        {
            let json = serde_json::to_string(&[text]).unwrap();
            assert_eq!(holds_nul(&json), expected, "{json}");
        }
    }
}
