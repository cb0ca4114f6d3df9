//! `$select`: which members of a referral are answered.

use std::sync::LazyLock;

use ortak_domain::Violation;
use serde_json::{Map, Value};

/// The members asked for, as a tree; an empty branch means the whole member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    all: bool,
    members: Vec<(String, Selection)>,
}

/// A document with every member there is, to know the names by.
static SHAPE: LazyLock<Value> = LazyLock::new(crate::sample::full);

impl Selection {
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let paths = ortak_odata::parse_select(text).map_err(|error| {
            let message = format!("character {}: {}", error.position, error.kind);
            Violation::new(error.option.to_string(), error.code(), message)
        })?;
        let mut selection = Self::default();
        for path in &paths {
            if path.is_all() {
                return Ok(Self { all: true, members: Vec::new() });
            }
            selection.add(&path.segments, &SHAPE).ok_or_else(|| {
                let message =
                    format!("character {}: {path} is no property of a referral", path.position.get());
                Violation::new("$select", "unknown_property", message)
            })?;
        }
        Ok(selection)
    }

    /// Adds a path, by the names that the shape spells.
    fn add(&mut self, segments: &[String], shape: &Value) -> Option<()> {
        let Some((first, rest)) = segments.split_first() else {
            self.all = true;
            return Some(());
        };
        let shape = match shape {
            Value::Array(items) => items.first()?,
            shape => shape,
        };
        let (name, inner) = match shape.as_object()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(first))
        {
            Some((name, inner)) => (name.clone(), inner),
            // What is carried as received may hold anything.
            None if shape.as_object()?.is_empty() => (first.clone(), shape),
            None => return None,
        };
        let at = match self.members.iter().position(|(known, _)| *known == name) {
            Some(at) => at,
            None => {
                self.members.push((name, Self::default()));
                self.members.len() - 1
            }
        };
        self.members.get_mut(at)?.1.add(rest, inner)
    }

    /// The document with only the selected members, in the document's order.
    pub fn apply(&self, document: Value) -> Value {
        if self.all {
            return document;
        }
        match document {
            Value::Object(members) => {
                let chosen = members.into_iter().filter_map(|(name, value)| {
                    let (_, inner) = self.members.iter().find(|(known, _)| *known == name)?;
                    Some((name, inner.apply(value)))
                });
                Value::Object(chosen.collect::<Map<_, _>>())
            }
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.apply(item)).collect()),
            value => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keeps_what_is_selected_at_any_depth() {
        let selection = Selection::parse("id,customerProfile/address/country,TEAM/email").unwrap();
        let document = json!({
            "id": "1", "name": "n",
            "customerProfile": { "name": "c", "address": { "country": "US", "city": "x" } },
            "team": [{ "email": "a@b.c", "firstName": "A" }],
        });
        let expected = json!({
            "id": "1", "customerProfile": { "address": { "country": "US" } }, "team": [{ "email": "a@b.c" }],
        });
        assert_eq!(selection.apply(document), expected);
        assert_eq!(Selection::parse("id,colour").unwrap_err().code, "unknown_property");
        assert_eq!(Selection::parse("id,").unwrap_err().field, "$select");
    }
}
