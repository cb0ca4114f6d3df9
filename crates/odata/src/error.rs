//! Why a text was refused.

use std::fmt;

use thiserror::Error;

/// How much of the client's own text a message repeats, in characters. Error messages of the API are short.
const EXCERPT_CHARS: usize = 40;

/// A query option that could not be read, with the place where reading stopped.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{option}, character {position}: {kind}")]
pub struct SyntaxError {
    /// The query option that was being read.
    pub option: QueryOption,
    /// The 1-based position in characters (not bytes); one past the last when the text ended too early.
    pub position: usize,
    /// What is wrong there. Its `Display` is the message without the place.
    pub kind: SyntaxErrorKind,
}

impl SyntaxError {
    /// Every value that [`code`](Self::code) can return.
    pub const CODES: [&str; 10] = [
        "filter_syntax",
        "filter_too_deep",
        "filter_too_long",
        "filter_list_too_long",
        "filter_unsupported",
        "order_by_syntax",
        "order_by_too_long",
        "order_by_too_many_keys",
        "select_syntax",
        "select_too_long",
    ];

    /// A stable code for programs: the message may be reworded, this does not change.
    pub const fn code(&self) -> &'static str {
        use SyntaxErrorKind as Kind;
        match (&self.kind, self.option) {
            (Kind::TooLong { .. }, QueryOption::Filter) => "filter_too_long",
            (Kind::TooLong { .. }, QueryOption::OrderBy) => "order_by_too_long",
            (Kind::TooLong { .. }, QueryOption::Select) => "select_too_long",
            (Kind::TooDeep { .. }, _) => "filter_too_deep",
            (Kind::ListTooLong { .. }, _) => "filter_list_too_long",
            (Kind::TooManyKeys { .. }, _) => "order_by_too_many_keys",
            (Kind::UnsupportedFunction { .. } | Kind::UnsupportedOperator { .. }, _) => "filter_unsupported",
            (_, QueryOption::Filter) => "filter_syntax",
            (_, QueryOption::OrderBy) => "order_by_syntax",
            (_, QueryOption::Select) => "select_syntax",
        }
    }
}

/// The query options that have a syntax of their own. `Display` gives the name with its `$`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueryOption {
    Filter,
    OrderBy,
    Select,
}

impl fmt::Display for QueryOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Filter => "$filter",
            Self::OrderBy => "$orderby",
            Self::Select => "$select",
        })
    }
}

/// What is wrong with a text. Names and excerpts are cut after a few dozen characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// The text is too long; the position is the first character past the limit.
    #[error("longer than {limit} characters")]
    TooLong { limit: usize },
    /// Too many levels; the position is where the first surplus level begins.
    #[error("nested deeper than {limit} levels")]
    TooDeep { limit: usize },
    /// Too many values in an `in` list; the position is that of the first surplus one.
    #[error("more than {limit} values in one list")]
    ListTooLong { limit: usize },
    /// Too many keys in `$orderby`; the position is that of the first surplus one.
    #[error("more than {limit} keys")]
    TooManyKeys { limit: usize },
    /// Something else stands where the grammar wants this.
    #[error("expected {expected}, found {found}")]
    Expected { expected: &'static str, found: String },
    /// A function that `OData` may have but this subset has not.
    #[error(
        "the function `{name}` is not supported; known are contains, startswith, endswith, tolower, toupper, trim"
    )]
    UnsupportedFunction { name: String },
    /// An operator of `OData` that is not in this subset (`has` and arithmetic).
    #[error("the operator `{name}` is not supported")]
    UnsupportedOperator { name: String },
    /// A whole condition is compared, as in `contains(name,'x') eq true`.
    #[error("a condition cannot be compared, only a property or a literal can")]
    ComparedCondition,
    /// A lambda reuses the variable of one around it.
    #[error("the variable `{name}` already belongs to an enclosing any or all")]
    VariableInUse { name: String },
    /// Something that starts like a number, date or GUID but is none.
    #[error("`{text}` is not a number, date, date-time or GUID")]
    MalformedLiteral { text: String },
    /// A string without its closing quote; the position is that of the opening one.
    #[error("the string has no closing quote")]
    UnterminatedString,
    /// A quotation mark other than `'`.
    #[error("strings stand in single quotes ('), not in {character}")]
    WrongQuote { character: char },
    /// A character that begins nothing.
    #[error("unexpected character {character:?}")]
    UnexpectedCharacter { character: char },
}

/// The beginning of `text`, short enough for a message.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT_CHARS).and_then(|(end, _)| text.get(..end)) {
        Some(beginning) => format!("{beginning}…"),
        None => text.to_owned(),
    }
}
