//! What a form posted, as text: kept as it came, so that a refused form shows it again.

use std::collections::BTreeSet;

use ortak_app::App;
use ortak_app::once::Once;
use ortak_domain::Violation;

use crate::view::View;

/// Before the name of a field: what it was when its form was opened.
pub const WAS: &str = "was:";
/// What a form carries that makes something, so that it is made once.
const ONCE: &str = "once";

/// More fields than any form of ours has. Fields are looked for by going through them, and lists compared item by item.
pub const MAX_FIELDS: usize = 2_000;

/// The fields of a posted form, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form's body or a query; of more than [`MAX_FIELDS`] one more, which tells that there are.
    pub fn parse(bytes: &[u8]) -> Self {
        // Line ends of text areas come as CR LF, whatever was typed.
        let pairs = form_urlencoded::parse(bytes).take(MAX_FIELDS + 1);
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

    /// Keeps the fields whose names fit.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| keep(name));
    }

    /// Of the fields of that name, keeps those whose values fit.
    pub fn retain_values(&mut self, name: &str, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(of, value)| of != name || keep(value));
    }

    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// The numbers in use below `list`, ascending: 0 and 2 for `list/0/name` and `list/2/name`.
    pub fn numbers(&self, list: &str) -> Vec<usize> {
        let number = |name: &str| name.strip_prefix(list)?.strip_prefix('/')?.split('/').next()?.parse().ok();
        let mut numbers: Vec<usize> = self.0.iter().filter_map(|(name, _)| number(name)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Numbers what is below `list` anew from 0, in its order, and drops the entries that are not to be kept.
    pub fn renumber(&mut self, list: &str, keep: impl Fn(&Self, usize) -> bool) {
        let kept: Vec<usize> = self.numbers(list).into_iter().filter(|number| keep(self, *number)).collect();
        let fields = std::mem::take(&mut self.0);
        for (name, value) in fields {
            let below = name.strip_prefix(list).and_then(|rest| rest.strip_prefix('/'));
            let Some((number, rest)) = below.and_then(|below| below.split_once('/')) else {
                self.0.push((name, value));
                continue;
            };
            let place =
                number.parse::<usize>().ok().and_then(|number| kept.iter().position(|one| *one == number));
            if let Some(place) = place {
                self.0.push((format!("{list}/{place}/{rest}"), value));
            }
        }
    }

    /// The form of something new.
    #[must_use]
    pub fn of_new(mut self, app: &App) -> Self {
        self.set(ONCE, app.ids.random().to_string());
        self
    }

    /// What the form makes is made once, however often it is sent with the same content.
    pub fn once(&self) -> Once {
        if self.text(ONCE).is_empty() {
            return Once::default();
        }
        let pairs = self.iter().map(|(name, value)| format!("{name}={value}"));
        Once::new(&pairs.collect::<Vec<_>>().join("\n"))
    }

    /// A form as it is opened: with these fields as what they were (R315).
    #[must_use]
    pub fn opened(mut self) -> Self {
        let now = self.clone();
        self.reopen(&now);
        self
    }

    /// Says anew what the fields were: as they are stored now.
    pub fn reopen(&mut self, stored: &Self) {
        self.retain(|name| !name.starts_with(WAS));
        // Said also where no box was ticked.
        self.push(WAS, "yes");
        self.0.extend(stored.0.iter().map(|(name, value)| (format!("{WAS}{name}"), value.clone())));
    }

    /// Says anew what one field was: as it is stored now.
    pub fn reopen_one(&mut self, name: &str, stored: &Self) {
        self.replace(&format!("{WAS}{name}"), name, stored);
    }

    /// Puts the values that `name` has in `stored` in the place of those of `of`.
    fn replace(&mut self, of: &str, name: &str, stored: &Self) {
        let at = self.0.iter().position(|(known, _)| known == of);
        self.remove(of);
        let at = at.unwrap_or(self.0.len());
        let values = stored.all(name).map(|value| (of.to_owned(), value.to_owned()));
        self.0.splice(at..at, values);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// What they were when the form was opened, under their own names, where the form says it.
    pub fn was(&self) -> Option<Self> {
        let was = self.0.iter().filter_map(|(name, value)| Some((name.strip_prefix(WAS)?, value.as_str())));
        let was: Self = was.collect();
        Some(was).filter(|was| !was.0.is_empty())
    }

    /// Puts what is stored now in the place of what the form's reader has left as it was.
    pub fn refresh(&mut self, stored: &Self) {
        let Some(was) = self.was() else { return };
        let names: BTreeSet<&str> = was.iter().chain(stored.iter()).map(|(name, _)| name).collect();
        for name in names {
            if name.is_empty() || !self.all(name).eq(was.all(name)) {
                continue;
            }
            self.replace(name, name, stored);
            self.replace(&format!("{WAS}{name}"), name, stored);
        }
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
    /// The same with the fields' names, for reading apart from the fields.
    summary: Vec<(String, String)>,
}

/// A field as people call it, where pages have a word for it: `team/0/email` is an e-mail.
pub(crate) fn label(view: &View, path: &str) -> Option<String> {
    let of_a_person = match path.rsplit('/').next()? {
        "firstName" => Some("first-name"),
        "lastName" => Some("last-name"),
        "email" => Some("email"),
        "phoneNumber" => Some("phone"),
        _ => None,
    };
    if let Some(id) = of_a_person {
        return Some(view.t(id));
    }
    let named = path
        .split('/')
        .filter(|part| part.parse::<usize>().is_err() && !matches!(*part, "partners" | "vendor"));
    let id = format!("field-{}", named.collect::<Vec<_>>().join("-").to_lowercase());
    view.language.has(&id).then(|| view.t(&id))
}

/// A message with the field's name before it; of an invitation among several, first with whose it is.
pub(crate) fn with_label(view: &View, fields: &Fields, path: &str, message: &str) -> String {
    let told = label(view, path).map_or_else(|| message.to_owned(), |label| format!("{label}: {message}"));
    let invited = path.strip_prefix("partners/").and_then(|rest| rest.split_once('/'));
    let name = invited.map(|(number, _)| fields.text(&format!("partners/{number}/name")));
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{name} – {told}"),
        None => told,
    }
}

/// Puts what is wrong in the order of the form, which browsers send it in; what was not sent is at the end.
fn in_order(fields: &Fields, errors: &mut [(String, String)]) {
    let below = |part: &str, of: &str| part.strip_prefix(of).is_some_and(|rest| rest.starts_with('/'));
    errors.sort_by_cached_key(|(field, _)| {
        let mut sent = fields.iter().map(|(name, _)| name);
        let at = sent.position(|name| name == field || below(name, field) || below(field, name));
        at.unwrap_or(usize::MAX)
    });
}

impl Form {
    pub fn new(fields: Fields) -> Self {
        Self { fields, ..Self::default() }
    }

    /// A refused form. Names of fields are the paths that violations name.
    pub fn refused(view: &View, fields: Fields, violations: &[Violation]) -> Self {
        let errors = violations.iter().map(|violation| (violation.field.clone(), view.violation(violation)));
        Self::refused_with(view, fields, errors.collect())
    }

    /// The same with the messages as they are shown.
    pub fn refused_with(view: &View, fields: Fields, mut errors: Vec<(String, String)>) -> Self {
        in_order(&fields, &mut errors);
        let told = |(field, text): &(String, String)| (field.clone(), with_label(view, &fields, field, text));
        let summary = errors.iter().map(told).collect();
        Self { fields, errors, summary }
    }

    /// A form refused for one reason that is said in the pages' own words.
    pub fn refused_for(fields: Fields, field: &str, message: String) -> Self {
        let errors = vec![(field.to_owned(), message)];
        Self { fields, summary: errors.clone(), errors }
    }

    /// A form refused for reasons that are said in the pages' own words, each with its field.
    pub fn refused_for_all(fields: Fields, mut errors: Vec<(String, String)>) -> Self {
        in_order(&fields, &mut errors);
        Self { fields, summary: errors.clone(), errors }
    }

    /// What the fields were when the form was opened, for the form to say so.
    pub fn was(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().filter(|(name, _)| name.starts_with(WAS))
    }

    /// What is wrong with the items of a list is shown at the one field that holds them all.
    #[must_use]
    pub fn gathered(mut self, list: &str) -> Self {
        for told in [&mut self.errors, &mut self.summary] {
            for (field, _) in told.iter_mut() {
                if field.strip_prefix(list).is_some_and(|rest| rest.starts_with('/')) {
                    list.clone_into(field);
                }
            }
            told.dedup();
        }
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

    /// Whether something is wrong with the field itself, parts aside.
    pub fn has_error(&self, name: &str) -> bool {
        self.errors.iter().any(|(of, _)| of == name)
    }

    /// All that is wrong, each with its field's name.
    pub fn summary(&self) -> &[(String, String)] {
        &self.summary
    }

    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_numbered_anew() {
        let mut fields: Fields = [("a/0/x", "1"), ("a/3/x", "2"), ("a/3/y", "3"), ("a/7/x", "4"), ("b", "5")]
            .into_iter()
            .collect();
        assert_eq!(fields.numbers("a"), [0, 3, 7]);
        fields.renumber("a", |fields, number| fields.text(&format!("a/{number}/x")) != "1");
        let left: Vec<(&str, &str)> = fields.iter().collect();
        assert_eq!(left, [("a/0/x", "2"), ("a/0/y", "3"), ("a/1/x", "4"), ("b", "5")]);
    }

    #[test]
    fn r315_what_was_left_alone_follows_what_is_stored() {
        let opened = [("a", "1"), ("b", "1"), ("tags", "x"), ("tags", "y"), ("on", "yes")];
        let opened = opened.into_iter().collect::<Fields>().opened();
        let mut sent = opened.clone();
        sent.set("a", "2");
        sent.remove("on");
        assert_eq!(sent.was(), opened.was());
        sent.refresh(&[("a", "3"), ("b", "4"), ("tags", "z"), ("off", "yes")].into_iter().collect());
        assert_eq!((sent.text("a"), sent.text("was:a")), ("2", "1"), "changed by its reader");
        assert_eq!((sent.text("b"), sent.text("was:b")), ("4", "4"));
        assert_eq!(sent.all("tags").chain(sent.all("was:tags")).collect::<Vec<_>>(), ["z", "z"]);
        assert!(sent.has("off") && !sent.has("on") && sent.has("was:on"));
        assert!(Fields::default().opened().was().is_some() && Fields::default().was().is_none());
    }

    #[test]
    fn what_is_wrong_comes_in_the_order_of_the_form() {
        let fields = Fields::parse("name=&team/0/email=x&value=".as_bytes());
        let told = |field: &str| (field.to_owned(), "no".to_owned());
        let wrong = ["tags", "value", "team/0/email", "team", "name/first", "name"].map(told);
        let form = Form::refused_for_all(fields, wrong.into());
        let order: Vec<&str> = form.summary().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(order, ["name/first", "name", "team/0/email", "team", "value", "tags"]);
    }

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
