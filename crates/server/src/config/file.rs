//! The configuration file.

use std::fs;
use std::io;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::origin::{Origin, Problems};
use super::settings::{self, Kind, Value};
use super::{DEFAULT_FILE, Given, issuers, logins, tables};

/// Reads the named file, or the default one if there is one.
pub fn read(named: Option<&Path>, given: &mut Vec<Given>, problems: &mut Problems) {
    let path = named.unwrap_or(Path::new(DEFAULT_FILE));
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => return,
        Err(error) => {
            let origin = Origin::File { path: path.to_owned(), line: None };
            return problems.add(origin, format!("can't be read: {error}"));
        }
    };
    let mut walk = Walk { path, text: &text, given, problems };
    let (table, errors) = DeTable::parse_recoverable(&text);
    if errors.is_empty() {
        return walk.table("", table.get_ref());
    }
    // What was recovered of a broken file only leads to problems that are none.
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        walk.problem(at, error.message());
    }
}

struct Walk<'a> {
    path: &'a Path,
    text: &'a str,
    given: &'a mut Vec<Given>,
    problems: &'a mut Problems,
}

impl Walk<'_> {
    fn origin(&self, at: usize) -> Origin {
        let before = self.text.as_bytes().iter().take(at);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        Origin::File { path: self.path.to_owned(), line: Some(line) }
    }

    fn problem(&mut self, at: usize, message: impl Into<String>) {
        let origin = self.origin(at);
        self.problems.add(origin, message);
    }

    fn table(&mut self, section: &str, table: &DeTable<'_>) {
        // The parser orders by name; people read from top to bottom.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name = match section {
                "" => key.get_ref().to_string(),
                section => format!("{section}.{}", key.get_ref()),
            };
            match (settings::find(&name), value.get_ref()) {
                (Some(setting), _) => self.setting(setting, value),
                (None, DeValue::Table(inner)) if settings::is_section(&name) => self.table(&name, inner),
                (None, _) if settings::is_section(&name) => {
                    self.problem(key.span().start, format!("{name} must be a section: [{name}]"));
                }
                (None, _) => {
                    let like = settings::like(&name);
                    let hint = like.map(|like| format!(", did you mean {}?", like.name)).unwrap_or_default();
                    self.problem(key.span().start, format!("{name} is no setting{hint}"));
                }
            }
        }
    }

    fn setting(&mut self, setting: &'static settings::Setting, value: &Spanned<DeValue<'_>>) {
        let at = value.span().start;
        let read = match (setting.kind, value.get_ref()) {
            (Kind::Text, DeValue::String(text)) => Value::Text(text.to_string()),
            (Kind::Integer, DeValue::Integer(number)) => {
                let decimal = i64::from_str_radix(number.as_str(), number.radix());
                Value::Text(decimal.map_or_else(|_| number.to_string(), |decimal| decimal.to_string()))
            }
            (Kind::Boolean, DeValue::Boolean(truth)) => Value::Text(truth.to_string()),
            (Kind::Tables, _) => match tables(setting, value) {
                Ok(tables) => tables,
                Err(found) => {
                    for (at, message) in found {
                        self.problem(at, format!("{} {message}", setting.name));
                    }
                    return;
                }
            },
            (kind, _) => {
                return self.problem(at, format!("{} must be {}", setting.name, kind.name()));
            }
        };
        self.given.push((self.origin(at), setting, read));
    }
}

fn tables(setting: &settings::Setting, value: &Spanned<DeValue<'_>>) -> Result<Value, tables::Problems> {
    if setting.name == "auth.login_providers" {
        logins::read(value).map(Value::Logins)
    } else {
        issuers::read(value).map(Value::Issuers)
    }
}
