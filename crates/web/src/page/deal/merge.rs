//! A form that comes after somebody else has saved (R315): what only one of the two changed is kept from both, and what
//! both changed is put side by side. Forms post beside each value what it was when they were opened.

use ortak_app::error::AppError;
use ortak_app::etag::IfMatch;
use ortak_app::referral::change::{Change, change};
use ortak_app::referral::history::history;
use ortak_domain::referral::ReferralChange;
use ortak_domain::{Time, Violation, Violations};

use crate::Web;
use crate::actors::Actors;
use crate::deal::Deal;
use crate::deal::history::changes;
use crate::error::Failure;
use crate::reader::Reader;

/// What two people changed at once.
pub(super) struct Conflict {
    /// What the choice posts.
    pub name: String,
    pub label: String,
    pub mine: Version,
    pub theirs: Version,
    pub before: String,
}

/// A value as it is posted, and as it is read.
pub(super) struct Version {
    pub value: String,
    pub text: String,
}

/// The latest of what others saved.
pub(super) struct Saved {
    pub who: String,
    pub at: Time,
}

/// Conflicts with who saved the other versions.
#[derive(Default)]
pub(super) struct Meanwhile {
    pub conflicts: Vec<Conflict>,
    pub saved: Option<Saved>,
}

impl Meanwhile {
    /// `paths` are the members of the document that the conflicts are about.
    pub async fn of(
        web: &Web,
        reader: &Reader,
        deal: &Deal,
        conflicts: Vec<Conflict>,
        paths: &[&str],
    ) -> Result<Self, Failure> {
        let (app, ctx, view) = (&web.http.app, &reader.ctx, &reader.view);
        let events = history(app, ctx, deal.id).await?;
        let about = |path: &str| paths.contains(&path);
        let event = events.iter().rev().find(|event| changes(event).iter().any(|one| about(&one.path)));
        let saved = match event {
            Some(event) if event.actor_id == ctx.principal.id.to_string() => {
                Some(Saved { who: view.t("merge-yourself"), at: event.at })
            }
            Some(event) => {
                let actors = Actors::of(app, ctx).await?;
                Some(Saved { who: actors.name_or(view, event, deal.sender()), at: event.at })
            }
            None => None,
        };
        Ok(Self { conflicts, saved })
    }

    /// Whether a field is shown as a choice instead.
    pub fn has(&self, name: &str) -> bool {
        self.conflicts.iter().any(|conflict| conflict.name == name)
    }
}

/// What came of changing the deal as it was loaded.
pub(super) enum Attempt {
    Done,
    /// Somebody saved between reading and writing.
    Late,
    Refused(Vec<Violation>),
}

pub(super) async fn attempt(
    web: &Web,
    reader: &Reader,
    deal: &Deal,
    changes: Vec<ReferralChange>,
    problems: Violations,
) -> Result<Attempt, Failure> {
    let if_match = Some(IfMatch::parse(&deal.etag));
    let wish = Change { changes, problems, if_match, ..Change::default() };
    match change(&web.http.app, &reader.ctx, deal.id, &wish).await {
        Ok(_) => Ok(Attempt::Done),
        Err(AppError::Stale) => Ok(Attempt::Late),
        Err(AppError::Invalid(violations)) => Ok(Attempt::Refused(violations)),
        Err(error) => Err(error.into()),
    }
}
