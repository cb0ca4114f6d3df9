//! Messages by id.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use fluent_syntax::ast::Pattern;
use rust_decimal::Decimal;
use unic_langid::LanguageIdentifier;

use crate::Language;

/// Language and content of every message file.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::En));
static TURKISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Tr));
/// What was logged already.
static TOLD: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// A value of a message's variable. Numbers choose plural forms and are written as the language writes them.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    Text(Cow<'a, str>),
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&&'a str> for Arg<'a> {
    fn from(text: &&'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

macro_rules! from_number {
    ($($number:ty),*) => {$(
        impl From<$number> for Arg<'_> {
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$number> for Arg<'_> {
            fn from(number: &$number) -> Self {
                Self::from(*number)
            }
        }
    )*};
}
from_number!(u8, u32, u64, usize, i32, i64);

fn bundle(language: Language) -> Bundle {
    let locale = language.as_str().parse::<LanguageIdentifier>().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // The marks would show in subjects, attributes and plain text.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| number(Language::En, value),
        Language::Tr => |value, _| number(Language::Tr, value),
    }));
    for (_, source) in FILES.iter().filter(|(of, _)| *of == language.as_str()) {
        // A file with a fault still gives what can be read of it; the tests refuse it.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, faults)| {
            tracing::error!(%language, ?faults, "messages can't be read");
            resource
        });
        if let Err(faults) = bundle.add_resource(resource) {
            tracing::error!(%language, ?faults, "messages are there twice");
        }
    }
    bundle
}

fn number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            Some(language.number(Decimal::from_str_exact(&number.as_string()).ok()?))
        }
        _ => None,
    }
}

impl Language {
    fn bundle(self) -> &'static Bundle {
        match self {
            Self::En => &ENGLISH,
            Self::Tr => &TURKISH,
        }
    }

    /// Whether there is a message of this id (`id` or `id.attribute`).
    pub fn has(self, id: &str) -> bool {
        self.pattern(id).is_some()
    }

    /// A message without variables. One that is missing is its id in brackets, and is logged once.
    pub fn message(self, id: &str) -> Cow<'static, str> {
        self.render(id, None)
    }

    /// A message with its variables.
    pub fn message_with(self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(
                (*name).to_owned(),
                match arg {
                    Arg::Text(text) => FluentValue::from(text.as_ref()),
                    Arg::Number(number) => FluentValue::from(*number),
                },
            );
        }
        self.render(id, Some(&values)).into_owned()
    }

    /// The name of a value of an enumeration: the message `kind-word`, blanks of the word being hyphens.
    pub fn name(self, kind: &str, word: &str) -> Cow<'static, str> {
        self.message(&format!("{kind}-{}", word.replace(' ', "-")))
    }

    fn pattern(self, id: &str) -> Option<&'static Pattern<&'static str>> {
        let (id, attribute) = id.split_once('.').map_or((id, None), |(id, attribute)| (id, Some(attribute)));
        let message = self.bundle().get_message(id)?;
        match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
            None => message.value(),
        }
    }

    fn render(self, id: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let Some(pattern) = self.pattern(id) else {
            tell_once(self, id, &[]);
            return Cow::Owned(format!("[{id}]"));
        };
        let mut faults = Vec::new();
        let text = self.bundle().format_pattern(pattern, args, &mut faults);
        if !faults.is_empty() {
            tell_once(self, id, &faults);
        }
        text
    }
}

/// One fault is one line in the log, however often the message is shown.
fn tell_once(language: Language, id: &str, faults: &[FluentError]) {
    /// Ids come from code; should they ever not, memory must not grow with them.
    const MOST: usize = 1000;
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    if told.len() >= MOST || !told.insert(format!("{language} {id}")) {
        return;
    }
    drop(told);
    if faults.is_empty() {
        tracing::error!(%language, id, "message is missing");
    } else {
        tracing::error!(%language, id, ?faults, "message can't be written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_message_is_its_id_in_brackets() {
        assert_eq!(Language::Tr.message("no-such-message"), "[no-such-message]");
        assert_eq!(Language::En.message("no-such.attribute"), "[no-such.attribute]");
        assert_eq!(Language::En.message_with("no-such-message", &[("a", 1.into())]), "[no-such-message]");
        assert!(!Language::En.has("no-such-message"));
    }

    #[test]
    fn variables_are_written_as_they_are() {
        // Neither isolation marks around them, nor anything done to what somebody else wrote.
        let text = Language::En.message_with("span-days", &[("days", 1234.into())]);
        assert_eq!(text, "1,234 d");
        assert_eq!(Language::Tr.message_with("span-days", &[("days", 1234.into())]), "1.234 g");
    }

    #[test]
    fn numbers_choose_plural_forms() {
        let days = |language: Language, days: i64| language.message_with("days", &[("days", days.into())]);
        assert_eq!(days(Language::En, 1), "1 day");
        assert_eq!(days(Language::En, 7), "7 days");
        assert_eq!(days(Language::Tr, 1), "1 gün");
        assert_eq!(days(Language::Tr, 7), "7 gün");
    }
}
