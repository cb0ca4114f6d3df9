//! What a form posted, as text: kept as it came, so that a refused form shows it again.

use crate::view::View;
use ortak_domain::Violation;

/// The fields of a posted form, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form's body or a query.
    pub fn parse(bytes: &[u8]) -> Self {
        // Line ends of text areas come as CR LF, whatever was typed.
        let pairs = form_urlencoded::parse(bytes);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n"))).collect())
    }

    /// The first value of that name without blanks around it; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value.trim())
    }

    /// The same as it was typed, blanks and all: passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    /// The same as `text`, or none when it is empty.
    pub fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Whether a box of that name was ticked, or a button of that name pressed.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(of, _)| of == name)
    }

    /// All values of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.trim())
    }

    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(of, _)| *of == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(of, _)| of != name);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Fields with what is wrong with them, in the reader's language.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub fields: Fields,
    errors: Vec<(String, String)>,
}

impl Form {
    pub fn new(fields: Fields) -> Self {
        Self { fields, errors: Vec::new() }
    }

    /// A refused form. Names of fields are the paths that violations name.
    pub fn refused(view: &View, fields: Fields, violations: &[Violation]) -> Self {
        let errors =
            violations.iter().map(|violation| (violation.field.clone(), view.violation(violation))).collect();
        Self { fields, errors }
    }

    /// A form refused for one reason that is said in the pages' own words.
    pub fn refused_for(fields: Fields, field: &str, message: String) -> Self {
        Self { fields, errors: vec![(field.to_owned(), message)] }
    }

    /// What is wrong with the items of a list is shown at the one field that holds them all.
    #[must_use]
    pub fn gathered(mut self, list: &str) -> Self {
        for (field, _) in &mut self.errors {
            if field.strip_prefix(list).is_some_and(|rest| rest.starts_with('/')) {
                list.clone_into(field);
            }
        }
        self.errors.dedup();
        self
    }

    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(of, _)| *of == name).map_or("", |(_, value)| value)
    }

    pub fn is(&self, name: &str, value: &str) -> bool {
        self.fields.iter().any(|(of, is)| of == name && is == value)
    }

    /// What is wrong with a field, or with a part of it.
    pub fn error(&self, name: &str) -> Option<&str> {
        let part =
            |of: &str| of.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.errors.iter().find(|(of, _)| part(of)).map(|(_, message)| message.as_str())
    }

    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_what_came_and_errors_find_their_field() {
        let fields = Fields::parse("a=+1+&b=x&b=y&c=l%0D%0Am&on=".as_bytes());
        assert_eq!(fields.text("a"), "1");
        assert_eq!(fields.all("b").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(fields.text("c"), "l\nm");
        assert!(fields.has("on") && !fields.has("off"));
        assert_eq!(fields.given("on"), None);
        let form = Form::refused_for(fields, "team/0/email", "no".to_owned());
        assert_eq!(form.error("team/0/email"), Some("no"));
        assert_eq!(form.error("team"), Some("no"));
        assert_eq!(form.error("team/0/e"), None);
        assert_eq!(form.value("a"), " 1 ");
    }
}
