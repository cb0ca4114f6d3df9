//! What commands say on standard output.

use std::fmt::Display;
use std::io::{self, Write as _};

use serde::Serialize;

/// Writes one line.
pub fn line(text: impl Display) -> io::Result<()> {
    quiet_pipe(writeln!(io::stdout().lock(), "{text}"))
}

/// Writes a value as indented JSON.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(line(serde_json::to_string_pretty(value)?)?)
}

/// Writes rows as columns, the last of which is as long as it likes.
pub fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let head = head.get(column).map_or(0, |text| text.chars().count());
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0).max(head)
    };
    let write = |cells: [&str; N]| {
        let padded = cells.iter().enumerate().map(|(at, cell)| format!("{cell:<width$}", width = width(at)));
        line(padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    write(head)?;
    rows.iter().try_for_each(|row| write(row.each_ref().map(String::as_str)))
}

/// `ortak … | head` is no failure.
pub fn quiet_pipe(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
