//! R603: both languages are complete, and hold the same messages with the same variables.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the whole file is tests; clippy sees only the functions marked so"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use ortak_domain::NotificationEvent;
use ortak_domain::person::Role;
use ortak_domain::referral::{DealType, Reason, SalesStage};
use ortak_i18n::Language;

/// The variables of each message and attribute of a language, by file and id.
fn catalogue(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales").join(language.as_str());
    let mut found = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = file.file_name().into_string().unwrap();
        let source = fs::read_to_string(file.path()).unwrap();
        let resource = parser::parse(source.as_str())
            .unwrap_or_else(|(_, faults)| panic!("{language}/{name} can't be read: {faults:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name;
            assert!(ids.insert(id.to_owned()), "{language}/{name}: {id} is there twice");
            if let Some(value) = &message.value {
                assert!(language.has(id), "{language}: {id} is not embedded");
                found.insert(format!("{name} {id}"), variables(value));
            }
            for attribute in &message.attributes {
                found.insert(format!("{name} {id}.{}", attribute.id.name), variables(&attribute.value));
            }
        }
    }
    found
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(pattern, &mut found);
    found
}

fn collect(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            expression_variables(expression, found);
        }
    }
}

fn expression_variables(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => inline_variables(inline, found),
        Expression::Select { selector, variants } => {
            inline_variables(selector, found);
            for variant in variants {
                collect(&variant.value, found);
            }
        }
    }
}

fn inline_variables(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => expression_variables(expression, found),
        _ => {}
    }
}

#[test]
fn r603_both_languages_hold_the_same_messages_with_the_same_variables() {
    let english = catalogue(Language::En);
    let turkish = catalogue(Language::Tr);
    let missing = |from: &BTreeMap<String, _>, of: &BTreeMap<String, _>| -> Vec<String> {
        from.keys().filter(|id| !of.contains_key(*id)).cloned().collect()
    };
    assert_eq!(missing(&english, &turkish), Vec::<String>::new(), "missing in Turkish");
    assert_eq!(missing(&turkish, &english), Vec::<String>::new(), "missing in English");
    for (id, variables) in &english {
        assert_eq!(Some(variables), turkish.get(id), "variables of {id}");
    }
}

#[test]
fn r603_every_message_can_be_written() {
    for language in Language::ALL {
        for (id, variables) in catalogue(language) {
            let (_, id) = id.split_once(' ').unwrap();
            for number in [1, 7] {
                let args: Vec<(&str, ortak_i18n::Arg<'_>)> =
                    variables.iter().map(|name| (name.as_str(), number.into())).collect();
                let text = language.message_with(id, &args);
                // What can't be resolved stays in braces.
                assert!(!text.contains(['{', '}', '[', '\u{2068}']), "{language} {id}: {text}");
            }
        }
    }
}

#[test]
fn every_value_of_the_domain_has_a_name() {
    for language in Language::ALL {
        let mut words: Vec<(&str, String)> = Vec::new();
        words.extend(Role::ALL.map(|role| ("role", role.as_str().to_owned())));
        words.extend(Reason::ALL.map(|reason| ("reason", reason.as_str().to_owned())));
        words.extend(DealType::ALL.map(|kind| ("deal-type", kind.as_str().replace(' ', "-"))));
        words.extend(NotificationEvent::ALL.map(|event| ("event", event.as_str().to_owned())));
        for kind in ["sales-stage", "assessment-stage"] {
            words.extend(SalesStage::ALL.map(|stage| (kind, stage.as_str().to_owned())));
        }
        for (kind, word) in words {
            assert!(language.has(&format!("{kind}-{word}")), "{language} {kind}-{word}");
        }
        assert!(!language.name("deal-type", "solution assessment").contains('['));
    }
}
