//! A JSON object with forgiving access.

use ortak_domain::{Amount, Time, Violations};
use serde_json::{Map, Value};

/// Whether a member was there, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given<T> {
    Absent,
    Null,
    Value(T),
}

impl<T> Given<T> {
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Absent => Given::Absent,
            Self::Null => Given::Null,
            Self::Value(value) => Given::Value(f(value)),
        }
    }
}

/// An object of the body and the path to it.
#[derive(Clone, Debug)]
pub struct Object<'a> {
    members: &'a Map<String, Value>,
    path: String,
}

impl<'a> Object<'a> {
    pub fn new(members: &'a Map<String, Value>, path: impl Into<String>) -> Self {
        Self { members, path: path.into() }
    }

    /// The path of a member: `details/dealValue`.
    pub fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }

    /// A member by its name in any case; the exact spelling wins when several differ by case only.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).or_else(|| {
            self.members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn given(&self, name: &str) -> Given<&'a Value> {
        match self.get(name) {
            None => Given::Absent,
            Some(Value::Null) => Given::Null,
            Some(value) => Given::Value(value),
        }
    }

    /// Reads a member with `read`; what it can't read is reported with the expected kind.
    fn read<T>(
        &self,
        name: &str,
        expected: &str,
        violations: &mut Violations,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Given<T> {
        match self.given(name) {
            Given::Absent => Given::Absent,
            Given::Null => Given::Null,
            Given::Value(value) => {
                if let Some(value) = read(value) {
                    return Given::Value(value);
                }
                violations.add(self.at(name), "wrong_type", format!("must be {expected}"));
                Given::Absent
            }
        }
    }

    /// A text; numbers are taken as they are written, because ids often are numbers.
    pub fn text(&self, name: &str, violations: &mut Violations) -> Given<String> {
        self.read(name, "a text", violations, |value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }

    pub fn bool(&self, name: &str, violations: &mut Violations) -> Given<bool> {
        self.read(name, "true or false", violations, |value| match value {
            Value::Bool(value) => Some(*value),
            Value::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        })
    }

    /// A whole number, also as a text.
    pub fn integer(&self, name: &str, violations: &mut Violations) -> Given<i64> {
        self.read(name, "a whole number", violations, |value| match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        })
    }

    pub fn amount(&self, name: &str, violations: &mut Violations) -> Given<Amount> {
        let text = self.read(name, "a number", violations, |value| match value {
            Value::Number(number) => Some(number.to_string()),
            Value::String(text) => Some(text.clone()),
            _ => None,
        });
        self.parsed(name, text, violations, |text| {
            text.parse()
                .map_err(|error: ortak_domain::money::InvalidAmount| (error.code(), error.to_string()))
        })
    }

    pub fn time(&self, name: &str, violations: &mut Violations) -> Given<Time> {
        let text = self.read(name, "a date", violations, |value| value.as_str().map(str::to_owned));
        self.parsed(name, text, violations, |text| {
            text.parse().map_err(|_| {
                ("invalid_date", "must be a date or date-time, like 2026-11-22T00:00:00Z".to_owned())
            })
        })
    }

    /// A word of a list.
    pub fn word<T>(
        &self,
        name: &str,
        allowed: &str,
        violations: &mut Violations,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Given<T> {
        let text = self.text(name, violations);
        self.parsed(name, text, violations, |text| {
            parse(text).ok_or_else(|| ("unknown_value", format!("must be one of {allowed}")))
        })
    }

    /// Reads a text further; a failure is a code and a message.
    pub fn parsed<T>(
        &self,
        name: &str,
        text: Given<String>,
        violations: &mut Violations,
        parse: impl FnOnce(&str) -> Result<T, (&'static str, String)>,
    ) -> Given<T> {
        match text {
            Given::Absent => Given::Absent,
            Given::Null => Given::Null,
            Given::Value(text) => match parse(&text) {
                Ok(value) => Given::Value(value),
                Err((code, message)) => {
                    violations.add(self.at(name), code, message);
                    Given::Absent
                }
            },
        }
    }

    pub fn object(&self, name: &str, violations: &mut Violations) -> Given<Object<'a>> {
        let path = self.at(name);
        self.read(name, "an object", violations, |value| value.as_object())
            .map(|members| Object { members, path })
    }

    pub fn list(&self, name: &str, violations: &mut Violations) -> Given<&'a [Value]> {
        self.read(name, "a list", violations, |value| value.as_array().map(Vec::as_slice))
    }

    /// A list of objects, each read with `item`.
    pub fn objects<T>(
        &self,
        name: &str,
        violations: &mut Violations,
        mut item: impl FnMut(&Object<'a>, &mut Violations) -> T,
    ) -> Given<Vec<T>> {
        let path = self.at(name);
        self.list(name, violations).map(|values| {
            let mut items = Vec::with_capacity(values.len().min(64));
            for (i, value) in values.iter().enumerate() {
                match value.as_object() {
                    Some(members) => {
                        let object = Object { members, path: format!("{path}/{i}") };
                        items.push(item(&object, violations));
                    }
                    None => violations.add(format!("{path}/{i}"), "wrong_type", "must be an object"),
                }
            }
            items
        })
    }

    pub fn members(&self) -> &'a Map<String, Value> {
        self.members
    }
}
