//! Amounts as people type them, in their language's signs.

use ortak_domain::money::InvalidAmount;
use ortak_domain::{Amount, Currency};
use ortak_i18n::Language;

/// Reads `184,000.50` in English, `184.000,50` in Turkish. A sign between groups must stand between groups of three;
/// otherwise it is a decimal sign when it is the only one: `1.5` means the same to everybody.
pub fn parse(language: Language, text: &str) -> Result<Amount, InvalidAmount> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect();
    let (group, decimal) = match language {
        Language::En => (',', '.'),
        Language::Tr => ('.', ','),
    };
    let (whole, fraction) = match text.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    let plain = if !whole.contains(group) {
        whole.to_owned()
    } else if grouped(whole, group) {
        whole.replace(group, "")
    } else if fraction.is_none() && whole.matches(group).count() == 1 {
        return whole.replace(group, ".").parse();
    } else {
        return Err(InvalidAmount::NotANumber);
    };
    match fraction {
        Some(fraction) => format!("{plain}.{fraction}").parse(),
        None => plain.parse(),
    }
}

fn grouped(whole: &str, group: char) -> bool {
    let mut parts = whole.split(group);
    let first = parts.next().is_some_and(|part| (1..=3).contains(&part.len()));
    first && parts.all(|part| part.len() == 3)
}

/// As `parse` reads it, without groups. Of a part of a unit there are two digits at least, as of cents.
pub fn typed(language: Language, amount: Amount) -> String {
    let mut text = amount.to_string();
    if text.split_once('.').is_some_and(|(_, part)| part.len() == 1) {
        text.push('0');
    }
    match language {
        Language::En => text,
        Language::Tr => text.replace('.', ","),
    }
}

/// Currencies that deals are often in, before all others.
const USUAL: [&str; 6] = ["EUR", "USD", "GBP", "TRY", "CHF", "JPY"];

/// All currencies for a choice: the one given, the usual ones, then the rest.
pub fn currencies(first: Option<Currency>) -> Vec<(String, String)> {
    let mut codes: Vec<String> = first.iter().map(|currency| currency.code().to_owned()).collect();
    let all = Currency::all().map(|currency| currency.code().to_owned());
    for code in USUAL.iter().map(|code| (*code).to_owned()).chain(all) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes.into_iter().map(|code| (code.clone(), code)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_their_language_writes_them() {
        for (text, english, turkish) in [
            ("184000", Some("184000"), Some("184000")),
            ("184,000", Some("184000"), Some("184")),
            ("184.000", Some("184"), Some("184000")),
            ("184,000.50", Some("184000.5"), None),
            ("184.000,50", None, Some("184000.5")),
            ("1 250,5", Some("1250.5"), Some("1250.5")),
            ("1.5", Some("1.5"), Some("1.5")),
            ("1,5", Some("1.5"), Some("1.5")),
            ("1,2,3", None, None),
            ("", None, None),
            ("-1", None, None),
            ("abc", None, None),
        ] {
            let shown = |language| parse(language, text).ok().map(|amount| amount.to_string());
            assert_eq!(shown(Language::En).as_deref(), english, "{text} in English");
            assert_eq!(shown(Language::Tr).as_deref(), turkish, "{text} in Turkish");
        }
    }

    #[test]
    fn what_a_form_shows_it_reads_again() {
        for (text, turkish) in [
            ("0", "0"),
            ("184000", "184000"),
            ("1250.50", "1250,50"),
            ("1250.05", "1250,05"),
            ("999999999999.9999", "999999999999,9999"),
        ] {
            let amount: Amount = text.parse().unwrap();
            let shown = Language::ALL.map(|language| typed(language, amount));
            assert_eq!(shown, [text, turkish]);
            for (language, shown) in Language::ALL.into_iter().zip(&shown) {
                assert_eq!(parse(language, shown), Ok(amount));
            }
        }
    }
}
