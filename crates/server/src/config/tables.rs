//! Settings that are a list of tables, each with members that are text.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};
use url::{Host, Url};

/// Each problem with the place in the text that it is about.
pub type Problems = Vec<(usize, String)>;

/// The members of one table.
pub type Row = BTreeMap<&'static str, String>;

/// What such tables have.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The setting's name.
    pub name: &'static str,
    pub members: &'static [&'static str],
    pub required: &'static [&'static str],
    /// Members that are addresses: https, or http to this very machine.
    pub urls: &'static [&'static str],
}

impl Shape {
    pub fn read(&self, value: &toml::Spanned<DeValue<'_>>) -> Result<Vec<Row>, Problems> {
        let name = self.name;
        let DeValue::Array(items) = value.get_ref() else {
            return Err(vec![(value.span().start, format!("must be a list of tables: [[{name}]]"))]);
        };
        let mut problems = Vec::new();
        let mut found = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::Table(table) => found.push(self.one(table, item.span().start, &mut problems)),
                _ => problems.push((item.span().start, format!("must be tables: [[{name}]]"))),
            }
        }
        if problems.is_empty() { Ok(found) } else { Err(problems) }
    }

    fn one(&self, table: &DeTable<'_>, start: usize, problems: &mut Problems) -> Row {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if !self.members.contains(&name) {
                let like = self.members.iter().find(|known| strsim::damerau_levenshtein(known, name) <= 3);
                let hint = like.map(|like| format!(", did you mean {like}?")).unwrap_or_default();
                problems.push((key.span().start, format!("has no member {name}{hint}")));
            }
        }
        let mut row = Row::new();
        for name in self.members {
            let Some(value) = table.get(*name) else {
                if self.required.contains(name) {
                    problems.push((start, format!("{name} is missing")));
                }
                continue;
            };
            let at = value.span().start;
            match value.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    if self.urls.contains(name)
                        && let Err(message) = secure_url(text.trim())
                    {
                        problems.push((at, format!("{name} {message}")));
                    }
                    row.insert(name, text.trim().to_owned());
                }
                _ => problems.push((at, format!("{name} must be text"))),
            }
        }
        row
    }
}

/// https, or http to this very machine: keys that anybody on the way may replace are worth nothing.
fn secure_url(text: &str) -> Result<(), String> {
    let url = Url::parse(text).ok();
    let here = match url.as_ref().and_then(Url::host) {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => return Err("must be a URL like https://login.example".to_owned()),
    };
    match url.as_ref().map(Url::scheme) {
        Some("https") => Ok(()),
        Some("http") if here => Ok(()),
        _ => Err("must begin with https".to_owned()),
    }
}

/// The list as the value of an environment variable.
pub fn from_text<T>(
    text: &str,
    read: fn(&toml::Spanned<DeValue<'_>>) -> Result<T, Problems>,
) -> Result<T, String> {
    let value =
        DeValue::parse(text).map_err(|error| format!("must be a list in TOML: {}", error.message()))?;
    read(&value)
        .map_err(|problems| problems.into_iter().map(|(_, message)| message).collect::<Vec<_>>().join("; "))
}
