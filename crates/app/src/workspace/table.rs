//! Tables as CSV files that spreadsheets open without running anything in them.

use std::borrow::Cow;

use crate::error::AppError;

/// Spreadsheets read a text that begins so as a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What spreadsheets would read as a formula is a text behind an apostrophe.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// What `guarded` was given.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(text)
}

/// Rows in the form of RFC 4180, each as long as it is.
pub fn written<R, C>(rows: &[R]) -> Result<Vec<u8>, AppError>
where
    R: AsRef<[C]>,
    C: AsRef<[u8]>,
{
    let failed = |error: &dyn std::fmt::Display| AppError::Internal(format!("writing CSV: {error}"));
    let mut writer = csv::WriterBuilder::new();
    let writer = writer.terminator(csv::Terminator::CRLF);
    let mut writer = writer.flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.as_ref()).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_would_run_is_a_text() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "a=1", "1", "'x", "İ"] {
            assert_eq!(guarded(text), text);
        }
        for text in ["=1+1", "+90 212", "a", "'x", ""] {
            assert_eq!(unguarded(&guarded(text)), text);
        }
    }
}
