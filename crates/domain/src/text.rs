//! Limits and checks of texts that people and clients enter (03-api A11, 02-domain §9).

use std::fmt::Display;

use email_address::EmailAddress;

use crate::violation::{Violation, Violations};

/// Characters of a referral's name.
pub const MAX_NAME: usize = 255;
/// Characters of notes.
pub const MAX_NOTES: usize = 20_000;
/// Characters of any other text.
pub const MAX_TEXT: usize = 1_000;
/// Characters of an id that others give and that deals are found by: so long a one fits into an index, whatever its
/// characters are.
pub const MAX_ID: usize = 500;
/// People of one team, solutions or targets of one referral.
pub const MAX_ITEMS: usize = 50;

/// Reports a text that is longer than `max` characters or holds a NUL, which PostgreSQL can't store. What the field is
/// called is written only of one that is wrong.
pub fn check(text: &str, field: impl Display, max: usize, violations: &mut Violations) {
    // Bytes are never fewer than characters, so most texts need no count.
    let count = if text.len() > max { text.chars().count() } else { 0 };
    if count > max {
        violations.push(Violation::too_long(field.to_string(), max, count));
    }
    if text.contains('\0') {
        violations.add(field.to_string(), "invalid_character", "must not contain the character U+0000");
    }
}

/// Reports JSON that a database can't hold as such: a NUL in a text or name, or a number beyond what doubles
/// reach.
pub fn check_json(value: &serde_json::Value, field: &(impl Display + ?Sized), violations: &mut Violations) {
    use serde_json::Value;
    // The parser limits the depth.
    let fits = |text: &str| !text.contains('\0');
    match value {
        Value::Null | Value::Bool(_) => {}
        // PostgreSQL reads no more than 16,383 decimals, whether written out or by an exponent.
        Value::Number(number) => {
            let text = number.to_string();
            let exponent =
                text.split(['e', 'E']).nth(1).map_or(0, |e| e.trim_start_matches(['+', '-']).len());
            if text.len() > MAX_TEXT || exponent > 4 || !number.as_f64().is_some_and(f64::is_finite) {
                violations.add(
                    field.to_string(),
                    "number_too_large",
                    "must be a number that others can read",
                );
            }
        }
        Value::String(text) if fits(text) => {}
        Value::String(_) => {
            violations.add(field.to_string(), "invalid_character", "must not contain the character U+0000");
        }
        Value::Array(items) => items.iter().for_each(|item| check_json(item, field, violations)),
        Value::Object(members) => {
            for (name, value) in members {
                if !fits(name) {
                    violations.add(
                        field.to_string(),
                        "invalid_character",
                        "must not contain the character U+0000",
                    );
                }
                check_json(value, field, violations);
            }
        }
    }
}

/// Reports an e-mail address that is not of the form of RFC 5321.
pub fn check_email(text: &str, field: impl Display, violations: &mut Violations) {
    if !is_email(text) {
        violations.add(field.to_string(), "invalid_email", "must be an e-mail address");
    }
}

pub fn is_email(text: &str) -> bool {
    let text = text.trim();
    // The library accepts quoted local parts and display names that mail clients of this field don't.
    text.len() <= 320 && !text.contains(['<', '>', '"', ' ']) && EmailAddress::is_valid(text)
}

/// Reports a phone number that can't be one: fewer than 3 or more than 20 digits, or letters.
///
/// Real numbers in captured bodies come with blanks, dots, brackets and without country code, so only what
/// can't be dialled is refused.
pub fn check_phone(text: &str, field: impl Display, violations: &mut Violations) {
    let text = text.trim();
    let (number, extension) = text.split_once(['x', 'X']).unwrap_or((text, ""));
    let dialled = number.chars().all(|c| c.is_ascii_digit() || " +-.()/".contains(c))
        && extension.chars().all(|c| c.is_ascii_digit() || c == ' ');
    let digits = number.chars().filter(char::is_ascii_digit).count();
    if !dialled || !(3..=20).contains(&digits) {
        violations.add(field.to_string(), "invalid_phone", "must be a phone number");
    }
}

/// Upper-cases and checks an ISO 3166-1 alpha-2 country code.
pub fn country(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    (code.len() == 2 && celes::Country::from_alpha2(&code).is_ok()).then_some(code)
}

/// All ISO 3166-1 alpha-2 country codes.
pub fn countries() -> impl Iterator<Item = &'static str> {
    celes::Country::get_countries().into_iter().map(|country| country.alpha2)
}

/// The form in which e-mail addresses are compared (R401: team membership is by e-mail).
pub fn fold_email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The form in which texts are searched: lower case, without accents, and with Turkish dotted and dotless i
/// alike, so that `İstanbul`, `istanbul` and `ISTANBUL` find each other.
pub fn fold_search(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ı' | 'İ' | 'I' => folded.push('i'),
            _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            _ => folded.extend(c.to_lowercase().filter(|c| !is_combining(*c)).map(strip_accent)),
        }
    }
    folded
}

/// Characters of a sort key. An entry of an index of PostgreSQL takes 2,704 bytes at most, and a character up to four.
pub const MAX_SORT_KEY: usize = 200;

/// By what lists are sorted, as far as its first 200 characters tell: as `fold_search`, but `ç ğ ö ş ü` come after the letter that they look like, as the
/// Turkish alphabet has it. A reader of another language finds them close by.
pub fn sort_key(text: &str) -> String {
    /// Comes after every other character of ASCII.
    const AFTER: char = '\u{7f}';
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ç' | 'Ç' => key.extend(['c', AFTER]),
            'ğ' | 'Ğ' => key.extend(['g', AFTER]),
            'ö' | 'Ö' => key.extend(['o', AFTER]),
            'ş' | 'Ş' => key.extend(['s', AFTER]),
            'ü' | 'Ü' => key.extend(['u', AFTER]),
            'ı' | 'İ' | 'I' => key.push('i'),
            _ if c.is_ascii() => key.push(c.to_ascii_lowercase()),
            _ => key.extend(c.to_lowercase().filter(|c| !is_combining(*c)).map(strip_accent)),
        }
    }
    key.trim().chars().take(MAX_SORT_KEY).collect()
}

const fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}')
}

/// The Latin letters with marks that occur in names of the countries served; anything else stays.
const fn strip_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ĝ' | 'ġ' | 'ģ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ĭ' | 'į' => 'i',
        'ł' | 'ĺ' | 'ļ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ŕ' | 'ř' => 'r',
        'ş' | 'ś' | 'š' | 'ș' | 'ŝ' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turkish_and_accents_fold_alike() {
        for text in ["İstanbul", "istanbul", "ISTANBUL", "ıstanbul"] {
            assert_eq!(fold_search(text), "istanbul");
        }
        assert_eq!(fold_search("Vicente López"), "vicente lopez");
        assert_eq!(fold_search("ÇAĞRI ŞÖLEN"), "cagri solen");
    }

    #[test]
    fn names_sort_as_the_turkish_alphabet_has_it() {
        let names =
            ["Cemal", "CZ", "çelik", "Dora", "ISPARTA", "isparta b", "Öz", "Péter", "Su", "Şule", "Tan"];
        assert!(names.is_sorted_by_key(|name| sort_key(name)));
        assert_eq!(sort_key("  KIRIKKALE"), sort_key("Kırıkkale"));
    }

    #[test]
    fn phones_of_captured_bodies_pass_and_nonsense_fails() {
        let check = |text: &str| {
            let mut found = Violations::new();
            check_phone(text, "phoneNumber", &mut found);
            found.is_empty()
        };
        for good in [
            "1234567890",
            "0000000001",
            "49 621 000",
            "+34 600 000 000",
            "425-789-7889",
            "+1 (425) 555.01 x12",
        ] {
            assert!(check(good), "{good}");
        }
        for bad in ["", "call me", "12", "123456789012345678901", "555-CALL"] {
            assert!(!check(bad), "{bad}");
        }
    }

    #[test]
    fn json_that_no_database_holds_is_refused() {
        let fits = |json: &str| {
            let mut found = Violations::new();
            check_json(&serde_json::from_str(json).unwrap(), "offers/0", &mut found);
            found.is_empty()
        };
        for good in
            [r#"{"a":[1,-2.5e300,null,true,"\\u0000 İ"]}"#, "123456789012345678901234567890.125", "1e-300"]
        {
            assert!(fits(good), "{good}");
        }
        for bad in [r#""\u0000""#, r#"{"a":[{"\u0000":1}]}"#, "[1e99999]", "1e-99999", r#"{"a":-1e400}"#] {
            assert!(!fits(bad), "{bad}");
        }
    }

    #[test]
    fn emails() {
        for good in ["sue.smith@contoso.com", "r2d2@contoso.com", "a@b.example", "müşteri@örnek.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "x", "a@", "@b", "Sue <sue@contoso.com>", "a b@c.de", "\"q\"@x.de"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn countries_are_two_known_letters() {
        assert_eq!(country("us").as_deref(), Some("US"));
        for bad in ["USA", "XX", "", "U", "Türkiye"] {
            assert_eq!(country(bad), None, "{bad}");
        }
    }
}
