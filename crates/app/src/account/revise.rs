//! Two people who change the same setting at once (R315). Forms say what they were opened with: what only one of the two
//! has changed holds, and what both have changed is refused once, with what is stored, for its writer to decide on.

use ortak_domain::violation::CHANGED_MEANWHILE;
use ortak_domain::{AuditKind, OrganizationId, Violation};
use serde_json::Value;

use super::By;
use crate::App;
use crate::error::AppError;

/// How often it is looked anew when others save between reading and writing.
const ATTEMPTS: usize = 10;
/// How far back the log is searched for who saved.
const RECENT: usize = 100;

/// What is changed, as the log of account changes calls it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    pub organization: &'a OrganizationId,
    pub kind: AuditKind,
    pub subject: &'a str,
}

impl Setting<'_> {
    /// `app` with stores whose next write brings an entry on it; see [`By::noting`].
    pub fn noting(&self, app: &App, by: By<'_>, facts: &Value) -> App {
        by.noting(app, self.organization, self.kind, self.subject, facts)
    }
}

/// Runs `attempt`, which reads what is stored, merges and writes, until nobody has saved in between: until it says true.
/// A refusal of what was changed meanwhile says who did.
pub(crate) async fn revise<A>(
    app: &App,
    setting: Setting<'_>,
    attempt: impl Fn() -> A,
) -> Result<(), AppError>
where
    A: Future<Output = Result<bool, AppError>>,
{
    for _ in 0..ATTEMPTS {
        match attempt().await {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(AppError::Invalid(mut violations)) => {
                name_who(app, setting, &mut violations).await?;
                return Err(AppError::Invalid(violations));
            }
            Err(error) => return Err(error),
        }
    }
    Err(AppError::Unavailable("too many change the same setting".to_owned()))
}

/// Puts to what was changed meanwhile the id of who did, where the log tells of a person or an application.
async fn name_who(app: &App, setting: Setting<'_>, violations: &mut [Violation]) -> Result<(), AppError> {
    if violations.iter().all(|one| one.code != CHANGED_MEANWHILE) {
        return Ok(());
    }
    let mut entries = Vec::new();
    for event in app.audit.audit_events(setting.organization, None, RECENT).await? {
        let entry = event.entry;
        if (entry.kind, entry.subject.as_str()) == (setting.kind, setting.subject) {
            entries.push((entry.actor_id, serde_json::from_str(&entry.facts).unwrap_or(Value::Null)));
        }
    }
    for clash in violations.iter_mut().filter(|one| one.code == CHANGED_MEANWHILE) {
        let told = |facts: &Value| {
            let [before, after] = ["before", "after"].map(|side| facts[side].get(&clash.field));
            after.filter(|_| before != after).map(plain)
        };
        let last = entries.iter().find_map(|(who, facts)| Some((who, told(facts)?)));
        if let Some((who, _)) = last.filter(|(who, now)| !who.is_empty() && clash.text("now") == Some(now)) {
            clash.texts.push(("by", who.clone()));
        }
    }
    Ok(())
}

/// A value of the log as a violation names it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        value => value.to_string(),
    }
}

/// For the log: what is only in the first of two lists.
pub(crate) fn only<'a, T: PartialEq>(of: &'a [T], other: &[T]) -> Vec<&'a T> {
    of.iter().filter(|item| !other.contains(item)).collect()
}
