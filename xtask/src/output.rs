//! What the tasks say.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Writes a line to standard output. A closed pipe is the reader's wish, not a failure.
pub fn line(text: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Writes a line to standard error.
pub fn problem(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Says something that nobody may overlook.
pub fn loud(text: impl Display) {
    problem(format_args!("\n*** {text} ***\n"));
}

/// Rows of equally many cells as aligned columns, or as a Markdown table.
#[derive(Debug)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new<const N: usize>(head: [&str; N]) -> Self {
        Self { rows: vec![head.map(str::to_owned).into()] }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        (0..columns).map(width).collect()
    }

    fn padded(&self) -> Vec<Vec<String>> {
        let widths = self.widths();
        let pad = |row: &Vec<String>| {
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect::<Vec<_>>()
        };
        self.rows.iter().map(pad).collect()
    }

    pub fn text(&self) -> String {
        let lines = self.padded().into_iter().map(|row| row.join("  ").trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }

    pub fn markdown(&self) -> String {
        let rule = self.widths().iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>();
        let mut lines: Vec<String> = Vec::new();
        for (at, row) in self.padded().into_iter().enumerate() {
            lines.push(format!("| {} |", row.join(" | ")));
            if at == 0 {
                lines.push(format!("|-{}-|", rule.join("-|-")));
            }
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_align_their_columns() {
        let mut table = Table::new(["part", "result"]);
        table.row(["format".to_owned(), "passed".to_owned()]);
        assert_eq!(table.text(), "part    result\nformat  passed");
        assert_eq!(table.markdown(), "| part   | result |\n|--------|--------|\n| format | passed |");
    }
}
