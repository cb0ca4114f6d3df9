//! Any text is read or refused without a panic, and what was read says the same when printed and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ortak_odata::{MAX_FILTER_CHARS, parse_filter, parse_order_by, parse_select};

fuzz_target!(|text: &str| {
    let characters = text.chars().count();
    for error in
        [parse_order_by(text).err(), parse_select(text).err(), parse_filter(text).err()].into_iter().flatten()
    {
        assert!((1..=characters + 1).contains(&error.position), "{error}");
        assert!(!error.to_string().is_empty());
    }
    if let Ok(filter) = parse_filter(text) {
        let canonical = filter.to_string();
        // Blanks that the text did without can make the canonical text too long.
        if canonical.chars().count() <= MAX_FILTER_CHARS {
            let again = parse_filter(&canonical).expect("canonical text is a filter");
            assert_eq!(again, filter, "{canonical}");
            assert_eq!(again.to_string(), canonical);
        }
    }
});
