//! What is wrong with an input, in a form that every face can show.

use std::fmt;

/// The code of what two people changed at once (R315).
pub const CHANGED_MEANWHILE: &str = "changed_meanwhile";

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where: the path as on the wire, `details/dealValue`, `team/0/email`; empty for the whole document.
    pub field: String,
    /// Stable code; `docs/errors.md` lists them all.
    pub code: &'static str,
    /// One English sentence for developers: lower case, no full stop.
    pub message: String,
    /// The limits that the message names, and what was found, for faces that say it in other words: `max`, `is`.
    pub numbers: Vec<(&'static str, i64)>,
    /// The same for texts: what is stored of a field that was changed meanwhile is `now`, as its input has it, and the
    /// id of who saved that, where it is known, is `by`.
    pub texts: Vec<(&'static str, String)>,
}

impl Violation {
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into(), numbers: Vec::new(), texts: Vec::new() }
    }

    /// Somebody else has changed it since its writer looked (R315), and it is `now`.
    pub fn changed_meanwhile(field: impl Into<String>, now: String) -> Self {
        let message = format!("was changed meanwhile, and is \"{now}\" now");
        Self { texts: vec![("now", now)], ..Self::new(field, CHANGED_MEANWHILE, message) }
    }

    /// One of its texts.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(of, _)| *of == name).map(|(_, text)| text.as_str())
    }

    /// A text of `is` characters where `max` are allowed.
    pub fn too_long(field: impl Into<String>, max: usize, is: usize) -> Self {
        let message = format!("must not be longer than {max} characters");
        Self::new(field, "too_long", message).counted(max, is)
    }

    /// A list of `is` items where `max` are allowed.
    pub fn too_many(field: impl Into<String>, max: usize, is: usize) -> Self {
        let message = format!("must not hold more than {max} items");
        Self::new(field, "too_many_items", message).counted(max, is)
    }

    /// A whole number outside of its range.
    pub fn out_of_range(field: impl Into<String>, least: i64, most: i64) -> Self {
        let message = format!("must be from {least} to {most}");
        let numbers = vec![("least", least), ("most", most)];
        Self { numbers, ..Self::new(field, "out_of_range", message) }
    }

    fn counted(self, max: usize, is: usize) -> Self {
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Self { numbers: vec![("max", number(max)), ("is", number(is))], ..self }
    }

    pub fn required(field: impl Into<String>) -> Self {
        Self::new(field, "required", "is required")
    }

    pub fn immutable(field: impl Into<String>) -> Self {
        Self::new(field, "immutable", "can't be changed after creation")
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{} {}", self.field, self.message)
        }
    }
}

/// Collects violations, so that a caller learns all of them at once (03-api A8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    pub fn add(&mut self, field: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.push(Violation::new(field, code, message));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }

    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }

    /// `Ok(value)` when nothing was collected.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl Extend<Violation> for Violations {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, iter: I) {
        self.0.extend(iter);
    }
}
