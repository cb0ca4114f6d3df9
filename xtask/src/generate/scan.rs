//! Finds the error codes in the sources.
//!
//! It knows the few ways in which this code base names a code (see [`codes`]); a code given in another way is
//! not found. The list in [`super::errors`] is compared in both directions, so a way that is missing here shows
//! when its code is looked for in the documentation, not as a wrong list.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::workspace;

/// The crates whose codes reach callers.
const CRATES: [&str; 5] = ["domain", "app", "api", "http", "odata"];

/// Calls that name a code, and as which argument, counted from 0.
const CALLS: [(&str, usize); 4] = [("Violation::new(", 1), (".add(", 1), ("refuse(", 1), ("bad_request(", 0)];

/// Constructors whose short name means a code only in one file.
const CONSTRUCTORS: [(&str, usize); 3] =
    [("domain/src/violation.rs", 1), ("api/src/error.rs", 2), ("api/src/token/answer.rs", 1)];

/// A source file without comments and tests.
pub struct Source {
    /// Like `domain/src/text.rs`.
    pub path: String,
    pub text: String,
}

/// All sources that may name a code.
pub fn sources() -> Result<Vec<Source>> {
    let crates = workspace::root()?.join("crates");
    let mut sources = Vec::new();
    for name in CRATES {
        read(&crates, &crates.join(name).join("src"), &mut sources)?;
    }
    Ok(sources)
}

fn read(crates: &Path, folder: &Path, sources: &mut Vec<Source>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let is_test = path.file_stem().is_some_and(|name| name == "tests" || name == "testing");
        if is_test {
            continue;
        }
        if path.is_dir() {
            read(crates, &path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let path = path.strip_prefix(crates)?.display().to_string();
            sources.push(Source { path, text: without_comments_and_tests(&text) });
        }
    }
    Ok(())
}

/// Tests stand at the end of their file here.
fn without_comments_and_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The codes that a source names.
pub fn codes(source: &Source) -> BTreeSet<String> {
    let text = source.text.as_str();
    let mut found = BTreeSet::new();
    for (call, position) in CALLS {
        found.extend(arguments_of(text, call).filter_map(|arguments| code(arguments.get(position)?)));
    }
    for (path, position) in CONSTRUCTORS {
        if source.path == path {
            let calls = arguments_of(text, "Self::new(");
            found.extend(calls.filter_map(|arguments| code(arguments.get(position)?)));
        }
    }
    // Fields of an error that is made in place.
    found.extend(text.split("code: ").skip(1).filter_map(code));
    // `fn code(self) -> &'static str { match … }`
    for body in text.split("fn code(").skip(1) {
        let body = body.split("\n    }").next().unwrap_or_default();
        found.extend(body.split("=> ").skip(1).filter_map(code));
    }
    // The binders say (code, message), in a pair that is no call's argument list.
    if source.path.starts_with("api/src/bind") || source.path == "api/src/import.rs" {
        let pairs = text.match_indices("(\"").filter(|(at, _)| {
            let before = text.get(..*at).and_then(|before| before.chars().next_back());
            before.is_some_and(|c| !c.is_alphanumeric() && c != '_')
        });
        let pairs = pairs.filter_map(|(at, _)| code(text.get(at + 1..)?));
        found.extend(pairs.filter(|code| code.contains('_')));
    }
    found
}

/// The text in quotes that the source begins with, if it has the form of a code.
fn code(source: &str) -> Option<String> {
    let (text, _) = source.trim_start().strip_prefix('"')?.split_once('"')?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let is_code = text == "resourceModified" || (!text.is_empty() && text.chars().all(fits));
    is_code.then(|| text.to_owned())
}

/// The arguments of each call.
fn arguments_of<'a>(text: &'a str, call: &'a str) -> impl Iterator<Item = Vec<&'a str>> {
    text.split(call).skip(1).map(arguments)
}

/// Splits at commas up to the closing bracket, minding brackets and quotes.
fn arguments(text: &str) -> Vec<&str> {
    let mut arguments = Vec::new();
    let (mut depth, mut start, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ',' if depth == 0 => {
                arguments.extend(text.get(start..at));
                start = at + 1;
            }
            ')' | ']' | '}' if depth == 0 => {
                arguments.extend(text.get(start..at));
                return arguments;
            }
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> Vec<String> {
        codes(&Source { path: path.to_owned(), text: without_comments_and_tests(text) }).into_iter().collect()
    }

    #[test]
    fn finds_codes_in_calls_fields_matches_and_pairs() {
        let text = r#"
            // violations.add("x", "in_comment", "no");
            violations.add(format!("a/{i}, {j}"), "too_long", "must, (not) be");
            Violation::new(
                "details",
                "substatus_required",
                "is",
            );
            Err(AppError::Conflict { code: "not_accepted", message })
            ApiError::bad_request("malformed_json", message)
            set.add(first, second);
"#;
        assert_eq!(
            of("app/src/x.rs", text),
            ["malformed_json", "not_accepted", "substatus_required", "too_long"]
        );
        let code = "impl E {\n    fn code(self) -> &'static str {\n        match self {\n            Self::A => \"a_code\",\n        }\n    }\n}\nother => \"not_one\"";
        assert_eq!(of("odata/src/error.rs", code), ["a_code"]);
        let pair = r#"text.parse().map_err(|_| ("invalid_id", "must be a GUID".to_owned())); at("not_one")"#;
        assert_eq!(of("api/src/bind/create.rs", pair), ["invalid_id"]);
        let own = r#"Self::new(StatusCode::NOT_FOUND, "itemNotFound", "not_found", "none")"#;
        assert_eq!(of("api/src/error.rs", own), ["not_found"]);
        assert!(of("api/src/other.rs", own).is_empty());
        assert!(of("app/src/x.rs", "a();\n#[cfg(test)]\nmod tests { v.add(x, \"in_test\", y); }").is_empty());
    }
}
