//! The syntax of `$filter`, `$orderby` and `$select`: text in, typed tree out.
//!
//! This crate knows the grammar of `OData` v4.01 and nothing else: neither which properties exist nor which types
//! they have. Whoever does know (the resolver of the REST face) walks the tree and rejects what it does not like;
//! for that, every node it could reject carries the [`Position`] it came from.
//!
//! # Why a parser of our own
//!
//! The published crates mis-read documented requests (no property paths, no `any`, wrong precedence) or overflow the
//! stack on deep nesting. A filter is text from the network, hence the promises here: no panic on any input, time and
//! memory linear in the text, at most [`MAX_FILTER_CHARS`] characters and [`MAX_DEPTH`] levels. A chain of `and` or
//! `or` is one flat node, so a long filter is not a deep one.
//!
//! # The subset
//!
//! `eq ne gt ge lt le`, `and or not`, `in`, parentheses, `contains startswith endswith`, `tolower toupper trim`,
//! paths with `/`, `any` and `all`, and the literals of [`LiteralValue`]. Keywords and function names may be written
//! in any case, because clients write `OR` and `AND`; v4.01 asks services for that.
//!
//! # What is odd
//!
//! * `not a eq 1` is read as `not (a eq 1)`. By the letter `not` binds more tightly than `eq`, but `(not a) eq 1`
//!   has a meaning only for booleans, and there the two agree. The canonical text has the parentheses.
//! * A date-time may have lost the `+` of its offset: clients that do not encode it see it decoded to a blank, so
//!   `2022-01-01T00:00:00 02:00` is accepted.
//! * `guid'…'`, `datetime'…'` and `datetimeoffset'…'` of `OData` v2 and v3 are accepted and become the v4 literal.
//! * Blanks are only needed where two words would otherwise run together.
//!
//! ```
//! let filter = ortak_odata::parse_filter("status eq 'New' AND team/any(t:t/email eq 'r2d2@contoso.com')")?;
//! assert_eq!(filter.to_string(), "status eq 'New' and team/any(t:t/email eq 'r2d2@contoso.com')");
//!
//! let error = ortak_odata::parse_filter("status eq").unwrap_err();
//! assert_eq!((error.position, error.code()), (10, "filter_syntax"));
//! # Ok::<(), ortak_odata::SyntaxError>(())
//! ```

mod ast;
mod display;
mod error;
mod lexer;
mod lists;
mod parser;
mod shape;

pub use ast::{
    CompareOp, Conversion, Direction, Expr, Filter, LambdaBody, Literal, LiteralValue, Operand, OrderItem,
    Path, Position, Quantifier, TextFunction,
};
pub use error::{QueryOption, SyntaxError, SyntaxErrorKind};
pub use lists::{parse_order_by, parse_select};
pub use parser::parse_filter;

/// The longest accepted text of one query option, in characters after percent-decoding. `$orderby` and `$select` are
/// held to the same limit.
pub const MAX_FILTER_CHARS: usize = 8_000;

/// How deep a filter may be nested. Parentheses, `not`, function calls and lambdas each add one level; the links of an
/// `and` or `or` chain add none.
pub const MAX_DEPTH: usize = 32;

/// The most values an `in` list may hold.
pub const MAX_LIST_ITEMS: usize = 500;

/// The most keys `$orderby` may name.
pub const MAX_ORDER_KEYS: usize = 32;

#[cfg(test)]
mod tests;
