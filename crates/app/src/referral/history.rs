//! What changed from what to what (R314), and the activity of a deal.

use std::borrow::Cow;
use std::fmt;

use ortak_domain::ReferralId;
use ortak_domain::policy::Action;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::AppError;
use crate::port::HistoryEvent;
use crate::{App, Ctx};

/// One entry of an event's changes.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry<'a> {
    /// About something that is no member of the document.
    Note(Value),
    Change {
        path: Cow<'a, str>,
        before: &'a RawValue,
        after: &'a RawValue,
    },
}

/// The members of an object, in its order. Their names are those of our own types: none holds what JSON escapes. What isn't read is never more than looked over: of two versions of a document
/// few members differ, and those are written down as they stand.
struct Members<'a>(Vec<(&'a str, &'a RawValue)>);

impl<'a> Members<'a> {
    fn read(object: &'a str) -> Result<Self, AppError> {
        serde_json::from_str(object).map_err(|error| AppError::Internal(error.to_string()))
    }

    /// The names of both, and what each says.
    fn beside(&self, other: &Self) -> Vec<(&'a str, Option<&'a RawValue>, Option<&'a RawValue>)> {
        let both =
            self.0.iter().enumerate().map(|(at, (name, raw))| (*name, Some(*raw), other.get(at, name)));
        let added = other.0.iter().enumerate().filter(|(at, (name, _))| self.get(*at, name).is_none());
        both.chain(added.map(|(_, (name, raw))| (*name, None, Some(*raw)))).collect()
    }

    /// A member that is probably at the same place as in the other version.
    fn get(&self, at: usize, name: &str) -> Option<&'a RawValue> {
        let here = self.0.get(at).filter(|(here, _)| *here == name);
        here.or_else(|| self.0.iter().find(|(there, _)| *there == name)).map(|(_, raw)| *raw)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::with_capacity(48);
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// A JSON array of `{path, before, after}`, one for every member that differs; for a new referral, empty: the
/// whole document is the change, and its hash is in the event.
///
/// `note` is a further entry, about something that is no member of the document.
pub fn changes(before: Option<&str>, after: &str, note: Option<Value>) -> Result<String, AppError> {
    let mut found: Vec<Entry<'_>> = note.into_iter().map(Entry::Note).collect();
    if let Some(before) = before {
        let mut members = Members::read(before)?.beside(&Members::read(after)?);
        members.sort_unstable_by_key(|(name, ..)| *name);
        // The time of the event says it already.
        for (name, old, new) in members.into_iter().filter(|(name, ..)| *name != "updatedDateTime") {
            compare(name.into(), old, new, &mut found)?;
        }
    }
    serde_json::to_string(&found).map_err(|error| AppError::Internal(error.to_string()))
}

/// Objects are compared member by member; lists as a whole, because their items have no identity.
fn compare<'a>(
    path: Cow<'a, str>,
    before: Option<&'a RawValue>,
    after: Option<&'a RawValue>,
    found: &mut Vec<Entry<'a>>,
) -> Result<(), AppError> {
    let (before, after) = (before.unwrap_or(RawValue::NULL), after.unwrap_or(RawValue::NULL));
    // Both are our own rendering, so equal text is the same value; also of the items of lists, as long as the order of their
    // members stays what it is.
    if before.get() == after.get() {
        return Ok(());
    }
    let is_object = |raw: &RawValue| raw.get().starts_with('{');
    // An object that comes or goes is the change of its members.
    let has_members = |raw: &RawValue| is_object(raw) || raw.get() == "null";
    if !(has_members(before) && has_members(after)) {
        found.push(Entry::Change { path, before, after });
        return Ok(());
    }
    let members = |raw: &'a RawValue| Members::read(if is_object(raw) { raw.get() } else { "{}" });
    for (name, old, new) in members(before)?.beside(&members(after)?) {
        compare(format!("{path}/{name}").into(), old, new, found)?;
    }
    Ok(())
}

/// One member of the document before and after, read back from an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberChange {
    pub path: String,
    pub before: Value,
    pub after: Value,
}

/// What [`changes`] has written. It is our own rendering: what can't be read is no change of a member.
pub fn read_changes(changes: &str) -> Vec<MemberChange> {
    let changes: Vec<Value> = serde_json::from_str(changes).unwrap_or_default();
    let of = |mut change: Value| {
        let mut part = |name: &str| change.get_mut(name).map(Value::take);
        let Some(Value::String(path)) = part("path") else { return None };
        Some(MemberChange {
            path,
            before: part("before").unwrap_or_default(),
            after: part("after").unwrap_or_default(),
        })
    };
    changes.into_iter().filter_map(of).collect()
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
    use serde_json::json;

    use super::*;

    fn found(before: &str, after: &str) -> Value {
        serde_json::from_str(&changes(Some(before), after, None).unwrap()).unwrap()
    }

    #[test]
    fn r314_says_what_changed_from_what_to_what() {
        let before =
            r#"{"name":"a","details":{"dealValue":10,"notes":null},"team":[1],"updatedDateTime":"x"}"#;
        let after =
            r#"{"name":"b","details":{"dealValue":10.5,"notes":null},"team":[1,2],"updatedDateTime":"y"}"#;
        let expected = json!([
            { "path": "details/dealValue", "before": 10, "after": 10.5 },
            { "path": "name", "before": "a", "after": "b" },
            { "path": "team", "before": [1], "after": [1, 2] },
        ]);
        assert_eq!(found(before, after).to_string(), expected.to_string());
    }

    #[test]
    fn an_object_that_comes_or_goes_changes_member_by_member() {
        let (without, with) =
            (r#"{"a":{"b":null,"c":1},"d":{}}"#, r#"{"a":{"b":{"x":{"y":"\"}\n"}},"c":1},"d":{"e":[]}}"#);
        let expected = json!([
            { "path": "a/b/x/y", "before": null, "after": "\"}\n" },
            { "path": "d/e", "before": null, "after": [] },
        ]);
        assert_eq!(found(without, with), expected);
        let expected = json!([
            { "path": "a/b/x/y", "before": "\"}\n", "after": null },
            { "path": "d/e", "before": [], "after": null },
        ]);
        assert_eq!(found(with, without), expected);
        let expected = json!([{ "path": "a", "before": 1, "after": { "b": 2 } }]);
        assert_eq!(found(r#"{"a":1}"#, r#"{"a":{"b":2}}"#), expected);
    }

    #[test]
    fn members_are_compared_wherever_they_stand() {
        let expected = json!([
            { "path": "a", "before": 1, "after": null },
            { "path": "c", "before": null, "after": 3 },
        ]);
        assert_eq!(found(r#"{"a":1,"b":2,"d":4}"#, r#"{"d":4,"c":3,"b":2}"#), expected);
    }

    #[test]
    fn a_note_comes_first_and_a_new_referral_has_no_other_change() {
        let note = json!({ "path": "import", "after": "x" });
        let written = changes(None, "{}", Some(note.clone())).unwrap();
        assert_eq!(written, json!([note]).to_string());
        let expected =
            MemberChange { path: "import".to_owned(), before: Value::Null, after: Value::from("x") };
        assert_eq!(read_changes(&written), [expected]);
        assert_eq!(changes(None, "{}", None).unwrap(), "[]");
    }
}
