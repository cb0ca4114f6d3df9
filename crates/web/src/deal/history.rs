//! What the history says that has changed, in words.

use ortak_app::port::HistoryEvent;
use ortak_app::referral::history::{MemberChange, read_changes};
use ortak_domain::Time;
use ortak_domain::referral::Reason;
use serde_json::Value;

use crate::view::View;

/// What an event has changed.
pub fn changes(event: &HistoryEvent) -> Vec<MemberChange> {
    read_changes(&event.changes)
}

/// The same in words.
pub struct Difference {
    pub field: String,
    pub before: String,
    pub after: String,
}

pub fn difference(view: &View, change: &MemberChange) -> Difference {
    let id = format!("field-{}", change.path.replace('/', "-").to_lowercase());
    let field = if view.language.has(&id) { view.t(&id) } else { change.path.clone() };
    Difference {
        field,
        before: shown(view, &change.path, &change.before),
        after: shown(view, &change.path, &change.after),
    }
}

/// A value of the history in words.
fn shown(view: &View, path: &str, value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(yes) => view.t(if *yes { "yes" } else { "no" }),
        // A closing date is a day, the same for all readers.
        Value::String(text) if path == "details/closingDateTime" => {
            text.parse::<Time>().map_or_else(|_| text.clone(), |at| view.day(at))
        }
        Value::String(text) if path.ends_with("DateTime") => {
            text.parse::<Time>().map_or_else(|_| text.clone(), |at| view.date_time(at))
        }
        Value::String(text) if path == "status" || path == "substatus" => view.name_of("history", text),
        Value::String(text) if path == "statusReason" => match Reason::parse(text) {
            Some(reason) if reason != Reason::Other => view.name_of("reason", reason.as_str()),
            _ => text.clone(),
        },
        Value::String(text) if path == "salesStage" => {
            text.parse::<u8>().map_or_else(|_| text.clone(), |percent| view.percent(percent))
        }
        Value::String(text) => text.clone(),
        Value::Number(number) => number
            .to_string()
            .parse()
            .map_or_else(|_| number.to_string(), |number: rust_decimal::Decimal| view.number(number)),
        Value::Array(items) if items.is_empty() => "—".to_owned(),
        Value::Array(items) => items.iter().map(named).collect::<Vec<_>>().join(", "),
        Value::Object(_) => named(value),
    }
}

/// What an item of a list is called.
pub fn named(item: &Value) -> String {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    let person = format!("{} {}", text("firstName"), text("lastName"));
    [person.trim(), text("organizationName"), text("name"), text("email"), text("id")]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or_else(|| item.to_string(), str::to_owned)
}
