//! What changed from what to what (R314), and the activity of a deal.

use std::collections::BTreeMap;

use ortak_domain::ReferralId;
use ortak_domain::policy::Action;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::error::AppError;
use crate::port::HistoryEvent;
use crate::{App, Ctx};

/// A JSON array of `{path, before, after}`, one for every member that differs; for a new referral, empty: the
/// whole document is the change, and its hash is in the event.
///
/// `note` is a further entry, about something that is no member of the document.
pub fn changes(before: Option<&str>, after: &str, note: Option<Value>) -> Result<String, AppError> {
    let mut found: Vec<Value> = note.into_iter().collect();
    let Some(before) = before else { return Ok(Value::Array(found).to_string()) };
    let (old, new) = (members(before)?, members(after)?);
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    // The time of the event says it already.
    for name in names.filter(|name| **name != "updatedDateTime") {
        let (old, new) = (old.get(name).map(|raw| raw.get()), new.get(name).map(|raw| raw.get()));
        // Both are our own rendering, so equal text is the same value; few members of a document change, and
        // only those are read.
        if old != new {
            compare(name, &value(old)?, &value(new)?, &mut found);
        }
    }
    Ok(Value::Array(found).to_string())
}

fn members(document: &str) -> Result<BTreeMap<&str, &RawValue>, AppError> {
    serde_json::from_str(document).map_err(|error| AppError::Internal(error.to_string()))
}

fn value(text: Option<&str>) -> Result<Value, AppError> {
    let Some(text) = text else { return Ok(Value::Null) };
    serde_json::from_str(text).map_err(|error| AppError::Internal(error.to_string()))
}

/// Objects are compared member by member; lists as a whole, because their items have no identity.
fn compare(path: &str, before: &Value, after: &Value, found: &mut Vec<Value>) {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        if before != after {
            found.push(json!({ "path": path, "before": before, "after": after }));
        }
        return;
    };
    let empty = Map::new();
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        let at = format!("{path}/{name}");
        let old = old.get(name).unwrap_or(&Value::Null);
        let new = new.get(name).unwrap_or(&Value::Null);
        match (old, new) {
            (Value::Object(_), Value::Null) => compare(&at, old, &Value::Object(empty.clone()), found),
            (Value::Null, Value::Object(_)) => compare(&at, &Value::Object(empty.clone()), new, found),
            _ => compare(&at, old, new, found),
        }
    }
}

/// The activity of a referral within the caller's reach, oldest first.
pub async fn history(app: &App, ctx: &Ctx, id: ReferralId) -> Result<Vec<HistoryEvent>, AppError> {
    ctx.permit(Action::Read)?;
    let viewer = ctx.viewer();
    app.referrals.get(&viewer, id).await?.ok_or(AppError::NotFound)?;
    Ok(app.referrals.history(&viewer.organization_id, id).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r314_says_what_changed_from_what_to_what() {
        let before =
            r#"{"name":"a","details":{"dealValue":10,"notes":null},"team":[1],"updatedDateTime":"x"}"#;
        let after =
            r#"{"name":"b","details":{"dealValue":10.5,"notes":null},"team":[1,2],"updatedDateTime":"y"}"#;
        let found: Value = serde_json::from_str(&changes(Some(before), after, None).unwrap()).unwrap();
        let expected = json!([
            { "path": "details/dealValue", "before": 10, "after": 10.5 },
            { "path": "name", "before": "a", "after": "b" },
            { "path": "team", "before": [1], "after": [1, 2] },
        ]);
        assert_eq!(found.to_string(), expected.to_string());
    }
}
