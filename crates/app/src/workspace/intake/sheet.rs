//! A CSV file as read: its text is kept once, and its rows are found in it as they are needed.

use ortak_domain::Violation;
use ortak_domain::referral::event::sha256_hex;

use crate::error::AppError;
use crate::workspace::table::unguarded;

/// Bytes of a file.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Rows of a file.
pub const MAX_ROWS: usize = 100_000;
/// Columns of a file.
const MAX_COLUMNS: usize = 200;

/// A CSV file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// SHA-256 (hex) of the file.
    pub hash: String,
    pub headers: Vec<String>,
    /// Rows that are not empty.
    pub count: usize,
    text: String,
}

/// A row that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its line in the file, where the header is the first.
    pub line: u64,
    cells: csv::StringRecord,
}

impl SheetRow {
    /// Texts without blanks around them, and without the guard that our own exports put before formulas.
    pub const fn cells(&self) -> &csv::StringRecord {
        &self.cells
    }

    fn of(record: csv::StringRecord) -> Self {
        let line = record.position().map_or(0, csv::Position::line);
        let plain = |cell: &str| !cell.contains('\r') && unguarded(cell) == cell;
        if record.iter().all(plain) {
            return Self { line, cells: record };
        }
        let cells = record.iter().map(|cell| unguarded(cell).replace("\r\n", "\n")).collect();
        Self { line, cells }
    }
}

/// What a file is, without its rows.
pub(super) struct Outline {
    pub hash: String,
    pub headers: Vec<String>,
    pub count: usize,
}

fn refuse(field: &str, code: &'static str, message: String) -> AppError {
    Violation::new(field, code, message).into()
}

fn no_utf8() -> AppError {
    refuse("file", "invalid_encoding", "must be UTF-8".to_owned())
}

/// Looks at a file, all of which can be read then.
pub(super) fn outline(bytes: &[u8]) -> Result<Outline, AppError> {
    if bytes.len() > MAX_BYTES {
        return Err(refuse("file", "file_too_large", format!("must not be longer than {MAX_BYTES} bytes")));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| no_utf8())?;
    let text = text.strip_prefix(MARK).unwrap_or(text);
    let unreadable = |error: csv::Error| refuse("file", "invalid_csv", format!("can't be read: {error}"));
    let mut reader = reader(text);
    let headers: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(str::to_owned).collect();
    if headers.iter().all(String::is_empty) {
        return Err(refuse("file", "no_header", "has no header".to_owned()));
    }
    if headers.len() > MAX_COLUMNS {
        return Err(refuse(
            "file",
            "file_too_wide",
            format!("must not have more than {MAX_COLUMNS} columns"),
        ));
    }
    let (mut record, mut count) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut record).map_err(unreadable)? {
        count += usize::from(!record.iter().all(str::is_empty));
        if count > MAX_ROWS {
            return Err(refuse("file", "file_too_long", format!("must not have more than {MAX_ROWS} rows")));
        }
    }
    Ok(Outline { hash: sha256_hex(bytes), headers, count })
}

/// Reads a CSV file in UTF-8, with or without a byte order mark; commas, semicolons or tabs part its columns.
pub fn read(bytes: impl Into<Vec<u8>>) -> Result<Sheet, AppError> {
    let bytes = bytes.into();
    let Outline { hash, headers, count } = outline(&bytes)?;
    let mut text = String::from_utf8(bytes).map_err(|_| no_utf8())?;
    if text.starts_with(MARK) {
        text.drain(..MARK.len_utf8());
    }
    if !text.contains('\n') {
        // Old line ends aren't counted.
        text = text.replace('\r', "\n");
    }
    Ok(Sheet { hash, headers, count, text })
}

/// The byte order mark.
const MARK: char = '\u{feff}';

/// Reads with what separates the columns of the text, and ends its lines.
fn reader(text: &str) -> csv::Reader<&[u8]> {
    // What is left of the pair of characters that ends lines elsewhere is trimmed. With one alone lines are counted
    // right.
    let end = if text.contains('\n') { b'\n' } else { b'\r' };
    let first = text.as_bytes().split(|c| *c == end).next().unwrap_or_default();
    csv::ReaderBuilder::new()
        .delimiter(delimiter(first))
        .flexible(true)
        .terminator(csv::Terminator::Any(end))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
}

impl Sheet {
    /// The rows that are not empty, in their order.
    pub fn rows(&self) -> impl Iterator<Item = SheetRow> + Send + '_ {
        // All were readable when the file was read.
        let records = reader(&self.text).into_records().map_while(Result::ok);
        records.filter(|record| !record.iter().all(str::is_empty)).map(SheetRow::of)
    }
}

/// What separates the columns, by the first line: commas, semicolons or tabs.
pub fn delimiter(first_line: &[u8]) -> u8 {
    let count = |delimiter: u8| first_line.split(|c| *c == delimiter).count();
    let [commas, semicolons, tabs] = [b',', b';', b'\t'].map(count);
    if tabs > semicolons.max(commas) {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

/// A file's name as it is kept: without folders and control characters.
pub fn kept_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(ortak_domain::text::MAX_NAME).collect();
    if name.trim().is_empty() { "deals.csv".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u64, Vec<String>)> {
        let sheet = read(text).unwrap();
        let rows = sheet.rows().map(|row| (row.line, row.cells().iter().map(str::to_owned).collect()));
        let rows: Vec<_> = rows.collect();
        assert_eq!(rows.len(), sheet.count);
        rows
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let text = "a,b\n1,\"two\nlines\"\n\n,\n2,\"x\"\n";
        let expected = vec![
            (2, vec!["1".to_owned(), "two\nlines".to_owned()]),
            (6, vec!["2".to_owned(), "x".to_owned()]),
        ];
        assert_eq!(lines(text), expected);
        assert_eq!(lines(&text.replace('\n', "\r\n")), expected);
        assert_eq!(lines("\u{feff}a;b\r1;x\r"), [(2, vec!["1".to_owned(), "x".to_owned()])]);
    }

    #[test]
    fn what_an_export_has_guarded_is_what_it_was() {
        assert_eq!(lines("a,b\n'+90 212,'x\n"), [(2, vec!["+90 212".to_owned(), "'x".to_owned()])]);
    }

    #[test]
    fn names_of_files_are_names_alone() {
        assert_eq!(kept_name("C:\\mine\\Satış \u{7}2026.csv"), "Satış 2026.csv");
        assert_eq!(kept_name(" \0"), "deals.csv");
    }
}
