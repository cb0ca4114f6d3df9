//! The grammar of `$filter`, by recursive descent, one method per level of precedence:
//! `or`, `and`, `not`, comparisons, and what they compare.
//!
//! A parenthesis may hold a condition, `(a eq 1)`, or an operand, `(a) eq 1`, and which one is only known further on.
//! So every level returns a [`Term`], which is either, and is made a condition or an operand where one is needed.
//! Trying the one and then the other would take exponential time on nested parentheses.

use crate::ast::{
    CompareOp, Conversion, Expr, Filter, LambdaBody, Literal, LiteralValue, Operand, Path, Position,
    Quantifier, TextFunction,
};
use crate::error::{QueryOption, SyntaxError, SyntaxErrorKind, excerpt};
use crate::lexer::{LexError, Lexer, Token, TokenKind};
use crate::{MAX_DEPTH, MAX_FILTER_CHARS, MAX_LIST_ITEMS};

const CONDITION: &str = "a property, a literal or a condition";
const OPERAND: &str = "a property or a literal";
const LINK: &str = "`and`, `or` or the end";
const COMPARISON: &str = "a comparison operator (eq, ne, gt, ge, lt, le, in)";

/// Words that do not begin a path. A property of such a name could only be reached through another one.
const RESERVED: [&str; 10] = ["and", "or", "not", "in", "eq", "ne", "gt", "ge", "lt", "le"];

/// Operators of `OData` (`has` and arithmetic) that deserve a better answer than "expected".
const UNSUPPORTED_OPERATORS: [&str; 7] = ["has", "add", "sub", "mul", "div", "divby", "mod"];

/// Reads a `$filter` (OData v4.01 URL conventions 5.1.2 and, for the expressions, 5.1.1).
///
/// `text` is the value of the query option, percent-decoded. Blank text is refused: a caller that takes `$filter=` for
/// no filter does not call this.
///
/// # Errors
///
/// The first thing that is not in the grammar of this crate, or goes beyond [`MAX_FILTER_CHARS`], [`MAX_DEPTH`] or
/// [`MAX_LIST_ITEMS`].
pub fn parse_filter(text: &str) -> Result<Filter, SyntaxError> {
    let mut parser = Parser::new(text, QueryOption::Filter)?;
    let term = parser.disjunction()?;
    let filter = parser.condition(term)?;
    match parser.current.kind {
        TokenKind::End => Ok(filter),
        _ => Err(parser.operator_expected(LINK)),
    }
}

/// Either side of the decision that a parenthesis postpones.
enum Term {
    Condition(Expr),
    Operand(Operand),
}

enum Function {
    Test(TextFunction),
    Convert(Conversion),
}

pub(crate) struct Parser<'a> {
    lexer: Lexer<'a>,
    option: QueryOption,
    /// The next token, not yet taken.
    pub(crate) current: Token<'a>,
    /// Levels around the current token.
    depth: usize,
    /// The lambda variables in scope, outermost first.
    variables: Vec<&'a str>,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str, option: QueryOption) -> Result<Self, SyntaxError> {
        // Stops at the limit, however long the text.
        if text.chars().nth(MAX_FILTER_CHARS).is_some() {
            let kind = SyntaxErrorKind::TooLong { limit: MAX_FILTER_CHARS };
            return Err(SyntaxError { option, position: MAX_FILTER_CHARS + 1, kind });
        }
        let start = Token { kind: TokenKind::End, position: Position::default() };
        let mut parser =
            Self { lexer: Lexer::new(text), option, current: start, depth: 0, variables: Vec::new() };
        parser.advance()?;
        Ok(parser)
    }

    fn disjunction(&mut self) -> Result<Term, SyntaxError> {
        self.chain("or", Self::conjunction, Expr::Or)
    }

    fn conjunction(&mut self) -> Result<Term, SyntaxError> {
        self.chain("and", Self::negation, Expr::And)
    }

    /// Terms linked by `keyword`, as one flat node. A term on its own stays what it is.
    fn chain(
        &mut self,
        keyword: &str,
        link: impl Fn(&mut Self) -> Result<Term, SyntaxError>,
        node: impl Fn(Vec<Expr>) -> Expr,
    ) -> Result<Term, SyntaxError> {
        let first = link(self)?;
        if !self.at_word(keyword) {
            return Ok(first);
        }
        let mut links = vec![self.condition(first)?];
        while self.at_word(keyword) {
            self.advance()?;
            let next = link(self)?;
            links.push(self.condition(next)?);
        }
        Ok(Term::Condition(node(links)))
    }

    fn negation(&mut self) -> Result<Term, SyntaxError> {
        if !self.at_word("not") {
            return self.comparison();
        }
        let position = self.current.position;
        self.advance()?;
        self.enter(position)?;
        let term = self.negation()?;
        let inner = self.condition(term)?;
        // The canonical text has parentheses here, and it has to be within the limit, too.
        if matches!(inner, Expr::Compare { .. }) {
            self.enter(position)?;
            self.leave();
        }
        self.leave();
        Ok(Term::Condition(Expr::Not(Box::new(inner))))
    }

    fn comparison(&mut self) -> Result<Term, SyntaxError> {
        let start = self.current.position;
        let left = self.primary(CONDITION)?;
        let TokenKind::Word(word) = self.current.kind else { return Ok(left) };
        let op = compare_op(word);
        let position = self.current.position;
        if op.is_none() && !is(word, "in") {
            return Ok(left);
        }
        let Term::Operand(left) = left else {
            return Err(self.error(start, SyntaxErrorKind::ComparedCondition));
        };
        self.advance()?;
        Ok(Term::Condition(match op {
            Some(op) => Expr::Compare { op, left, right: self.operand()?, position },
            None => Expr::In { operand: left, list: self.list()? },
        }))
    }

    fn operand(&mut self) -> Result<Operand, SyntaxError> {
        let start = self.current.position;
        match self.primary(OPERAND)? {
            Term::Operand(operand) => Ok(operand),
            Term::Condition(_) => Err(self.error(start, SyntaxErrorKind::ComparedCondition)),
        }
    }

    /// A parenthesis, a literal, a path, a lambda or a call.
    fn primary(&mut self, expected: &'static str) -> Result<Term, SyntaxError> {
        let position = self.current.position;
        if matches!(self.current.kind, TokenKind::Open) {
            self.advance()?;
            self.enter(position)?;
            let inner = self.disjunction()?;
            if !matches!(self.current.kind, TokenKind::Close) {
                return Err(self.operator_expected("`and`, `or` or `)`"));
            }
            self.advance()?;
            self.leave();
            return Ok(inner);
        }
        if let Some(literal) = self.literal()? {
            return Ok(Term::Operand(Operand::Literal(literal)));
        }
        let name = self.word(expected)?;
        match self.current.kind {
            TokenKind::Open => self.call(name, position),
            _ => self.path_or_lambda(name, position),
        }
    }

    /// Takes a literal, if that is what comes next.
    fn literal(&mut self) -> Result<Option<Literal>, SyntaxError> {
        let value = match &mut self.current.kind {
            TokenKind::Text(text) => LiteralValue::String(std::mem::take(text)),
            TokenKind::Guid(text) => LiteralValue::Guid(std::mem::take(text)),
            TokenKind::DateTime(text) => LiteralValue::DateTime(std::mem::take(text)),
            TokenKind::Number(text) => LiteralValue::Number((*text).to_owned()),
            TokenKind::Word(word) if is(word, "null") => LiteralValue::Null,
            TokenKind::Word(word) if is(word, "true") => LiteralValue::Bool(true),
            TokenKind::Word(word) if is(word, "false") => LiteralValue::Bool(false),
            _ => return Ok(None),
        };
        let position = self.advance()?.position;
        Ok(Some(Literal { value, position }))
    }

    /// `(value, value, …)` after `in`.
    fn list(&mut self) -> Result<Vec<Literal>, SyntaxError> {
        self.expect("`(`", |kind| matches!(kind, TokenKind::Open))?;
        let mut list = Vec::new();
        loop {
            let position = self.current.position;
            let Some(literal) = self.literal()? else { return Err(self.expected("a literal")) };
            if list.len() == MAX_LIST_ITEMS {
                return Err(self.error(position, SyntaxErrorKind::ListTooLong { limit: MAX_LIST_ITEMS }));
            }
            list.push(literal);
            if !matches!(self.current.kind, TokenKind::Comma) {
                self.expect("`,` or `)`", |kind| matches!(kind, TokenKind::Close))?;
                return Ok(list);
            }
            self.advance()?;
        }
    }

    /// A call; the name is taken, the parenthesis comes next.
    fn call(&mut self, name: &str, position: Position) -> Result<Term, SyntaxError> {
        let Some(function) = function(name) else {
            return Err(self.error(position, SyntaxErrorKind::UnsupportedFunction { name: excerpt(name) }));
        };
        self.advance()?;
        self.enter(position)?;
        let first = self.operand()?;
        let term = match function {
            Function::Test(function) => {
                self.expect("`,`", |kind| matches!(kind, TokenKind::Comma))?;
                Term::Condition(Expr::Call { function, args: [first, self.operand()?], position })
            }
            Function::Convert(function) => {
                Term::Operand(Operand::Convert { function, argument: Box::new(first), position })
            }
        };
        self.expect("`)`", |kind| matches!(kind, TokenKind::Close))?;
        self.leave();
        Ok(term)
    }

    /// The rest of a path whose first segment is taken. It may end in `any(…)` or `all(…)`.
    fn path_or_lambda(&mut self, first: &str, position: Position) -> Result<Term, SyntaxError> {
        let mut path = Path { segments: vec![first.to_owned()], position };
        while matches!(self.current.kind, TokenKind::Slash) {
            self.advance()?;
            let start = self.current.position;
            let name = self.segment()?;
            if matches!(self.current.kind, TokenKind::Open) {
                let Some(quantifier) = quantifier(name) else {
                    return Err(
                        self.error(start, SyntaxErrorKind::UnsupportedFunction { name: excerpt(name) })
                    );
                };
                return self.lambda(path, quantifier, start);
            }
            path.segments.push(name.to_owned());
        }
        Ok(Term::Operand(Operand::Path(path)))
    }

    /// The parentheses after `any` or `all`.
    fn lambda(
        &mut self,
        path: Path,
        quantifier: Quantifier,
        position: Position,
    ) -> Result<Term, SyntaxError> {
        self.advance()?;
        self.enter(position)?;
        // Only `any` can do without a condition.
        let body = match (quantifier, &self.current.kind) {
            (Quantifier::Any, TokenKind::Close) => None,
            _ => Some(self.lambda_body()?),
        };
        if !matches!(self.current.kind, TokenKind::Close) {
            return Err(self.operator_expected("`and`, `or` or `)`"));
        }
        self.advance()?;
        self.leave();
        Ok(Term::Condition(Expr::Lambda { path, quantifier, body }))
    }

    fn lambda_body(&mut self) -> Result<LambdaBody, SyntaxError> {
        let start = self.current.position;
        let variable = self.word("a variable, as in `any(t:t/name eq 'x')`")?;
        if self.variables.contains(&variable) {
            return Err(self.error(start, SyntaxErrorKind::VariableInUse { name: excerpt(variable) }));
        }
        self.expect("`:`", |kind| matches!(kind, TokenKind::Colon))?;
        self.variables.push(variable);
        let term = self.disjunction()?;
        let condition = Box::new(self.condition(term)?);
        self.variables.pop();
        Ok(LambdaBody { variable: variable.to_owned(), condition })
    }

    /// Makes a condition of a term, right after it has been read: what is no condition yet lacks its operator here.
    fn condition(&self, term: Term) -> Result<Expr, SyntaxError> {
        match term {
            Term::Condition(condition) => Ok(condition),
            Term::Operand(Operand::Path(path)) => Ok(Expr::Property(path)),
            Term::Operand(Operand::Literal(Literal { value: LiteralValue::Bool(value), position })) => {
                Ok(Expr::Constant { value, position })
            }
            Term::Operand(_) => Err(self.operator_expected(COMPARISON)),
        }
    }

    /// Takes a word that can begin a path.
    fn word(&mut self, expected: &'static str) -> Result<&'a str, SyntaxError> {
        match self.current.kind {
            TokenKind::Word(word) if !is_reserved(word) => {
                self.advance()?;
                Ok(word)
            }
            _ => Err(self.expected(expected)),
        }
    }

    /// Takes a segment of a path, where any word will do.
    pub(crate) fn segment(&mut self) -> Result<&'a str, SyntaxError> {
        match self.current.kind {
            TokenKind::Word(word) => {
                self.advance()?;
                Ok(word)
            }
            _ => Err(self.expected("the name of a property")),
        }
    }

    pub(crate) fn at_word(&self, keyword: &str) -> bool {
        matches!(self.current.kind, TokenKind::Word(word) if is(word, keyword))
    }

    fn expect(
        &mut self,
        expected: &'static str,
        wanted: impl Fn(&TokenKind<'_>) -> bool,
    ) -> Result<(), SyntaxError> {
        if !wanted(&self.current.kind) {
            return Err(self.expected(expected));
        }
        self.advance()?;
        Ok(())
    }

    /// Takes the current token and reads the next.
    pub(crate) fn advance(&mut self) -> Result<Token<'a>, SyntaxError> {
        let next = self.lexer.token().map_err(|(position, kind): LexError| self.error(position, kind))?;
        Ok(std::mem::replace(&mut self.current, next))
    }

    /// Goes one level down; `position` is where the level begins.
    fn enter(&mut self, position: Position) -> Result<(), SyntaxError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(position, SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }));
        }
        self.depth += 1;
        Ok(())
    }

    const fn leave(&mut self) {
        self.depth -= 1;
    }

    fn operator_expected(&self, expected: &'static str) -> SyntaxError {
        match self.current.kind {
            TokenKind::Word(word) if UNSUPPORTED_OPERATORS.iter().any(|name| is(word, name)) => self.error(
                self.current.position,
                SyntaxErrorKind::UnsupportedOperator { name: word.to_ascii_lowercase() },
            ),
            _ => self.expected(expected),
        }
    }

    pub(crate) fn expected(&self, expected: &'static str) -> SyntaxError {
        let found = self.current.kind.describe();
        self.error(self.current.position, SyntaxErrorKind::Expected { expected, found })
    }

    pub(crate) const fn error(&self, position: Position, kind: SyntaxErrorKind) -> SyntaxError {
        SyntaxError { option: self.option, position: position.get(), kind }
    }
}

fn is(word: &str, keyword: &str) -> bool {
    word.eq_ignore_ascii_case(keyword)
}

fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|reserved| is(word, reserved))
        || ["null", "true", "false"].iter().any(|name| is(word, name))
}

fn compare_op(word: &str) -> Option<CompareOp> {
    use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
    [Eq, Ne, Gt, Ge, Lt, Le].into_iter().find(|op| is(word, op.keyword()))
}

fn function(name: &str) -> Option<Function> {
    use {Conversion as C, TextFunction as T};
    let test = [T::Contains, T::StartsWith, T::EndsWith].into_iter().find(|test| is(name, test.keyword()));
    let conversion =
        [C::Lower, C::Upper, C::Trim].into_iter().find(|conversion| is(name, conversion.keyword()));
    test.map(Function::Test).or(conversion.map(Function::Convert))
}

fn quantifier(name: &str) -> Option<Quantifier> {
    [Quantifier::Any, Quantifier::All].into_iter().find(|quantifier| is(name, quantifier.keyword()))
}
