use super::{canonical, filter};
use crate::{Expr, LiteralValue, Operand};

/// The literal on the right of `a eq …`.
fn literal(text: &str) -> LiteralValue {
    match filter(&format!("a eq {text}")) {
        Expr::Compare { right: Operand::Literal(literal), .. } => literal.value,
        other => panic!("{text} became {other:?}"),
    }
}

#[test]
fn words() {
    for (text, expected) in [
        ("null", LiteralValue::Null),
        ("NULL", LiteralValue::Null),
        ("true", LiteralValue::Bool(true)),
        ("True", LiteralValue::Bool(true)),
        ("FALSE", LiteralValue::Bool(false)),
    ] {
        assert_eq!(literal(text), expected);
    }
}

#[test]
fn numbers_keep_their_text() {
    for text in
        ["0", "10", "-1", "007", "25000.50", "-0.0001", "999999999999.9999", "123456789012345678901234567890"]
    {
        assert_eq!(literal(text), LiteralValue::Number(text.to_owned()));
    }
}

#[test]
fn strings() {
    for (text, expected) in [
        ("''", ""),
        ("''''", "'"),
        ("'O''Reilly'", "O'Reilly"),
        ("'''x'''", "'x'"),
        ("'Şişli 東京 🤝'", "Şişli 東京 🤝"),
        ("' a\tb\nc '", " a\tb\nc "),
        ("'(a) and (b), c/d:e'", "(a) and (b), c/d:e"),
        ("'\u{0}'", "\u{0}"),
        ("'2022-01-01'", "2022-01-01"),
        ("'\"quoted\"'", "\"quoted\""),
    ] {
        assert_eq!(literal(text), LiteralValue::String(expected.to_owned()));
        assert_eq!(canonical(&format!("a eq {text}")), format!("a eq {text}"));
    }
}

#[test]
fn guids_beginning_with_digit_letter_or_keyword() {
    for text in [
        "1352e03d-281b-49ef-acf5-0eb2b2dd3b13",
        "abcdef01-281b-49ef-acf5-0eb2b2dd3b13",
        "eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee",
        "00000000-0000-0000-0000-000000000000",
        "20220101-2022-0101-2022-202201012022",
    ] {
        assert_eq!(literal(text), LiteralValue::Guid(text.to_owned()));
        assert_eq!(literal(&text.to_uppercase()), LiteralValue::Guid(text.to_owned()));
        assert_eq!(literal(&format!("guid'{text}'")), LiteralValue::Guid(text.to_owned()));
        assert_eq!(
            canonical(&format!("{text} eq a and {text} eq b")),
            format!("{text} eq a and {text} eq b")
        );
        assert_eq!(canonical(&format!("a in ({text},GUID'{text}')")), format!("a in ({text},{text})"));
    }
}

#[test]
fn dates_and_date_times() {
    for text in [
        "2022-01-01",
        "2022-01-01T00:00:00Z",
        "2022-01-01T00:00Z",
        "2022-01-01T00:00:00.1234567Z",
        "2022-01-01T00:00:00.123+02:00",
        "2022-01-01T00:00:00-11:30",
        "2022-01-01T00:00:00",
        "2022-13-32",
    ] {
        assert_eq!(literal(text), LiteralValue::DateTime(text.to_owned()));
        assert_eq!(literal(&text.to_lowercase()), LiteralValue::DateTime(text.to_owned()));
        assert_eq!(literal(&format!("datetime'{text}'")), LiteralValue::DateTime(text.to_owned()));
        assert_eq!(literal(&format!("DateTimeOffset'{text}'")), LiteralValue::DateTime(text.to_owned()));
        assert_eq!(canonical(&format!("({text} le a)")), format!("{text} le a"));
    }
}

#[test]
fn an_offset_that_lost_its_plus_sign() {
    let expected = LiteralValue::DateTime("2022-01-01T00:00:00+02:00".to_owned());
    assert_eq!(literal("2022-01-01T00:00:00 02:00"), expected);
    assert_eq!(canonical("a eq 2022-01-01T00:00 02:00 and b"), "a eq 2022-01-01T00:00+02:00 and b");
    assert_eq!(canonical("a in (2022-01-01T00:00 02:00)"), "a in (2022-01-01T00:00+02:00)");
}
