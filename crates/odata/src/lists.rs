//! The grammars of `$orderby` and `$select`: comma-separated paths.

use crate::MAX_ORDER_KEYS;
use crate::ast::{Direction, OrderItem, Path};
use crate::error::{QueryOption, SyntaxError, SyntaxErrorKind};
use crate::lexer::TokenKind;
use crate::parser::Parser;

/// Reads an `$orderby` (OData v4.01 URL conventions, "System Query Option $orderby"): paths, each with an optional `asc` or `desc` in any case. At
/// least one key is returned, in the order written; a path may occur twice.
///
/// # Errors
///
/// The first thing that is not in the grammar (functions are not), more than [`MAX_ORDER_KEYS`] keys, or a text beyond
/// [`MAX_FILTER_CHARS`](crate::MAX_FILTER_CHARS).
pub fn parse_order_by(text: &str) -> Result<Vec<OrderItem>, SyntaxError> {
    let mut parser = Parser::new(text, QueryOption::OrderBy)?;
    let mut items = Vec::new();
    loop {
        let path = path(&mut parser)?;
        if items.len() == MAX_ORDER_KEYS {
            return Err(parser.error(path.position, SyntaxErrorKind::TooManyKeys { limit: MAX_ORDER_KEYS }));
        }
        let descending = parser.at_word("desc");
        if descending || parser.at_word("asc") {
            parser.advance()?;
        }
        let direction = if descending { Direction::Descending } else { Direction::Ascending };
        items.push(OrderItem { path, direction });
        if !more(&mut parser, "`asc`, `desc`, `,` or the end")? {
            return Ok(items);
        }
    }
}

/// Reads a `$select` (OData v4.01 URL conventions, "System Query Option $select"): paths, or `*` for everything. At least one path is returned,
/// in the order written; a path may occur twice.
///
/// # Errors
///
/// The first thing that is not in the grammar (nested options such as `team($top=1)` are not), or a text beyond
/// [`MAX_FILTER_CHARS`](crate::MAX_FILTER_CHARS).
pub fn parse_select(text: &str) -> Result<Vec<Path>, SyntaxError> {
    let mut parser = Parser::new(text, QueryOption::Select)?;
    let mut paths = Vec::new();
    loop {
        paths.push(match parser.current.kind {
            TokenKind::Star => Path { segments: vec!["*".to_owned()], position: parser.advance()?.position },
            _ => path(&mut parser)?,
        });
        if !more(&mut parser, "`,` or the end")? {
            return Ok(paths);
        }
    }
}

fn path(parser: &mut Parser<'_>) -> Result<Path, SyntaxError> {
    let position = parser.current.position;
    let mut segments = vec![parser.segment()?.to_owned()];
    while matches!(parser.current.kind, TokenKind::Slash) {
        parser.advance()?;
        segments.push(parser.segment()?.to_owned());
    }
    Ok(Path { segments, position })
}

/// Takes a comma and says yes, or says no at the end.
fn more(parser: &mut Parser<'_>, expected: &'static str) -> Result<bool, SyntaxError> {
    match parser.current.kind {
        TokenKind::Comma => parser.advance().map(|_| true),
        TokenKind::End => Ok(false),
        _ => Err(parser.expected(expected)),
    }
}
