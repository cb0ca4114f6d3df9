//! The columns of a list. The deal itself always shows; which others do, its reader chooses.

use std::fmt;

/// The word that says "the deal alone" where no other column is named.
const DEAL: &str = "deal";

/// A column beside the deal itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Type,
    Status,
    Value,
    Closing,
    Expires,
    Location,
    Team,
    /// The other parties, and where each stands.
    Others,
    Created,
    Updated,
}

impl Column {
    /// As they stand beside each other.
    pub const ALL: [Self; 10] = [
        Self::Type,
        Self::Status,
        Self::Value,
        Self::Closing,
        Self::Expires,
        Self::Location,
        Self::Team,
        Self::Others,
        Self::Created,
        Self::Updated,
    ];

    /// Its word in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Status => "status",
            Self::Value => "value",
            Self::Closing => "closing",
            Self::Expires => "expires",
            Self::Location => "location",
            Self::Team => "team",
            Self::Others => "others",
            Self::Created => "created",
            Self::Updated => "updated",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }
}

/// The columns that a list shows, in their order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

/// All but the two times, which lists are rarely read for.
impl Default for Columns {
    fn default() -> Self {
        Column::ALL
            .into_iter()
            .filter(|column| !matches!(column, Column::Created | Column::Updated))
            .collect()
    }
}

impl FromIterator<Column> for Columns {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        let mut columns: Vec<Column> = columns.into_iter().collect();
        columns.sort_unstable();
        columns.dedup();
        Self(columns)
    }
}

impl Columns {
    pub fn as_slice(&self) -> &[Column] {
        &self.0
    }

    pub fn contains(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// Takes the column that a word names; false: it names none.
    pub(super) fn take(chosen: &mut Option<Self>, word: &str) -> bool {
        let column = Column::parse(word);
        if column.is_none() && word != DEAL {
            return false;
        }
        let known = chosen.take().map_or_else(Vec::new, |columns| columns.0);
        *chosen = Some(known.into_iter().chain(column).collect());
        true
    }

    /// Their words; of none, the one that says so.
    pub fn words(&self) -> Vec<&'static str> {
        if self.0.is_empty() { vec![DEAL] } else { self.0.iter().map(|column| column.as_str()).collect() }
    }

    /// Reads words with spaces between them. Words of other versions say nothing; none at all: nothing was chosen.
    pub fn parse(words: &str) -> Option<Self> {
        let mut chosen = None;
        for word in words.split_whitespace() {
            Self::take(&mut chosen, word);
        }
        chosen
    }
}

/// The words with spaces between them.
impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_as_they_were_written() {
        for columns in [
            Columns::default(),
            Columns::from_iter([]),
            Columns::from_iter([Column::Value]),
            Columns::from_iter([Column::Updated, Column::Type, Column::Updated]),
        ] {
            assert_eq!(Columns::parse(&columns.to_string()), Some(columns));
        }
        assert_eq!(Columns::parse(""), None);
        assert_eq!(Columns::parse("colour"), None);
        assert_eq!(Columns::parse("colour value deal"), Some(Columns::from_iter([Column::Value])));
    }
}
