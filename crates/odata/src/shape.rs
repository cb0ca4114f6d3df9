//! The shapes of bare literals. Whole texts are judged, never prefixes, and only their shape: whether the 31st of
//! February exists is for the reader of the date.

/// The characters of a bare number, date, date-time or GUID, and those that would make a mess of one if they followed.
pub(crate) fn continues_literal(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | ':' | '+')
}

/// 8-4-4-4-12 hexadecimal digits.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A decimal number without exponent. The form is that of `decimalValue` in the ABNF, less `INF` and `NaN`.
pub(crate) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => are_digits(whole) && are_digits(fraction),
        None => are_digits(unsigned),
    }
}

/// A date, or a date-time with or without an offset (`dateValue` and `dateTimeOffsetValue`, and v2's `datetime`).
pub(crate) fn is_date_time(text: &str) -> bool {
    after_date(text).is_some_and(|rest| rest.is_empty() || after_time(rest).is_some_and(is_offset))
}

/// A date-time that does not say its offset.
pub(crate) fn is_local_date_time(text: &str) -> bool {
    after_date(text).and_then(after_time) == Some("")
}

/// `hh:mm`, an offset that has lost its sign.
pub(crate) fn is_hours_minutes(text: &str) -> bool {
    after_hours_minutes(text) == Some("")
}

fn is_offset(text: &str) -> bool {
    matches!(text, "" | "Z" | "z") || text.strip_prefix(['+', '-']).is_some_and(is_hours_minutes)
}

fn after_date(text: &str) -> Option<&str> {
    let text = after_digits(text, 4)?.strip_prefix('-')?;
    let text = after_digits(text, 2)?.strip_prefix('-')?;
    after_digits(text, 2)
}

fn after_time(text: &str) -> Option<&str> {
    let minutes = after_hours_minutes(text.strip_prefix(['T', 't'])?)?;
    let Some(seconds) = minutes.strip_prefix(':') else { return Some(minutes) };
    let seconds = after_digits(seconds, 2)?;
    let Some(fraction) = seconds.strip_prefix('.') else { return Some(seconds) };
    let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < fraction.len()).then_some(rest)
}

fn after_hours_minutes(text: &str) -> Option<&str> {
    after_digits(after_digits(text, 2)?.strip_prefix(':')?, 2)
}

fn after_digits(text: &str, count: usize) -> Option<&str> {
    let (digits, rest) = text.split_at_checked(count)?;
    are_digits(digits).then_some(rest)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
