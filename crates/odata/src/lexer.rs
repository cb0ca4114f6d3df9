//! From characters to tokens, one at a time, so that an error early in the text is reported before one further on.

use crate::ast::Position;
use crate::error::{SyntaxErrorKind, excerpt};
use crate::shape;

/// What was wrong, and at which character. The parser adds which option it was.
pub(crate) type LexError = (Position, SyntaxErrorKind);

#[derive(Debug, Clone)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind<'a>,
    pub(crate) position: Position,
}

#[derive(Debug, Clone)]
pub(crate) enum TokenKind<'a> {
    /// A name or keyword: a letter or `_`, then letters, digits and `_`.
    Word(&'a str),
    /// A quoted string, `''` undone.
    Text(String),
    Number(&'a str),
    /// In lower case.
    Guid(String),
    /// `T` and `Z` in upper case.
    DateTime(String),
    Open,
    Close,
    Comma,
    Slash,
    Colon,
    Star,
    End,
}

impl TokenKind<'_> {
    /// How a message calls this token.
    pub(crate) fn describe(&self) -> String {
        let mark = match self {
            Self::Word(text) | Self::Number(text) => return format!("`{}`", excerpt(text)),
            Self::Text(text) => return format!("the string '{}'", excerpt(text)),
            Self::Guid(text) | Self::DateTime(text) => return format!("`{}`", excerpt(text)),
            Self::Open => "(",
            Self::Close => ")",
            Self::Comma => ",",
            Self::Slash => "/",
            Self::Colon => ":",
            Self::Star => "*",
            Self::End => return "the end".to_owned(),
        };
        format!("`{mark}`")
    }
}

#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    rest: &'a str,
    /// Characters taken so far.
    taken: usize,
}

impl<'a> Lexer<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { rest: text, taken: 0 }
    }

    /// The next token; [`TokenKind::End`] again and again at the end.
    pub(crate) fn token(&mut self) -> Result<Token<'a>, LexError> {
        self.take_while(char::is_whitespace);
        let position = Position::at(self.taken + 1);
        let Some(first) = self.rest.chars().next() else {
            return Ok(Token { kind: TokenKind::End, position });
        };
        let mark = match first {
            '(' => Some(TokenKind::Open),
            ')' => Some(TokenKind::Close),
            ',' => Some(TokenKind::Comma),
            '/' => Some(TokenKind::Slash),
            ':' => Some(TokenKind::Colon),
            '*' => Some(TokenKind::Star),
            _ => None,
        };
        let kind = if let Some(mark) = mark {
            self.take_bytes(first.len_utf8());
            Ok(mark)
        } else if first == '\'' {
            self.string().map(TokenKind::Text)
        } else if first.is_alphabetic() || first == '_' {
            self.word()
        } else if first.is_ascii_digit() || first == '-' {
            self.bare_literal()
        } else if matches!(first, '"' | '`' | '‘' | '’' | '“' | '”') {
            Err(SyntaxErrorKind::WrongQuote { character: first })
        } else {
            Err(SyntaxErrorKind::UnexpectedCharacter { character: first })
        };
        kind.map(|kind| Token { kind, position }).map_err(|kind| (position, kind))
    }

    /// A word, unless it is the beginning of a GUID or of a literal in the style of `OData` v2.
    fn word(&mut self) -> Result<TokenKind<'a>, SyntaxErrorKind> {
        if let Some((guid, after)) = self.rest.split_at_checked(36)
            && shape::is_guid(guid)
            && !after.starts_with(shape::continues_literal)
        {
            return Ok(TokenKind::Guid(self.take_bytes(36).to_ascii_lowercase()));
        }
        // No name has a hyphen, so this was meant to be a GUID, and saying so helps more than tripping over the hyphen.
        let in_name = |c: char| c.is_alphanumeric() || c == '_';
        if self.rest.trim_start_matches(in_name).starts_with('-') {
            return Err(self.malformed_literal());
        }
        let word = self.take_while(in_name);
        if !self.rest.starts_with('\'') {
            return Ok(TokenKind::Word(word));
        }
        let guid = word.eq_ignore_ascii_case("guid");
        if !guid && !word.eq_ignore_ascii_case("datetime") && !word.eq_ignore_ascii_case("datetimeoffset") {
            return Ok(TokenKind::Word(word));
        }
        let text = self.string()?;
        match guid {
            true if shape::is_guid(&text) => Ok(TokenKind::Guid(text.to_ascii_lowercase())),
            false if shape::is_date_time(&text) => Ok(TokenKind::DateTime(text.to_ascii_uppercase())),
            _ => Err(SyntaxErrorKind::MalformedLiteral { text: excerpt(&text) }),
        }
    }

    fn bare_literal(&mut self) -> Result<TokenKind<'a>, SyntaxErrorKind> {
        let text = self.take_while(shape::continues_literal);
        if shape::is_number(text) {
            Ok(TokenKind::Number(text))
        } else if shape::is_guid(text) {
            Ok(TokenKind::Guid(text.to_ascii_lowercase()))
        } else if shape::is_local_date_time(text)
            && let Some(offset) = self.offset_after_blank()
        {
            Ok(TokenKind::DateTime(format!("{}+{offset}", text.to_ascii_uppercase())))
        } else if shape::is_date_time(text) {
            Ok(TokenKind::DateTime(text.to_ascii_uppercase()))
        } else {
            Err(SyntaxErrorKind::MalformedLiteral { text: excerpt(text) })
        }
    }

    /// Takes ` 02:00`, what remains of `+02:00` when a client did not encode the plus sign. Nothing else in the grammar
    /// looks like that.
    fn offset_after_blank(&mut self) -> Option<&'a str> {
        let offset = self.rest.strip_prefix(' ')?.get(..5)?;
        let after = self.rest.get(6..)?;
        if !shape::is_hours_minutes(offset) || after.starts_with(shape::continues_literal) {
            return None;
        }
        self.take_bytes(6);
        Some(offset)
    }

    fn malformed_literal(&mut self) -> SyntaxErrorKind {
        SyntaxErrorKind::MalformedLiteral { text: excerpt(self.take_while(shape::continues_literal)) }
    }

    /// A quoted string; the text begins with its opening quote.
    fn string(&mut self) -> Result<String, SyntaxErrorKind> {
        self.take_bytes(1);
        let mut text = String::new();
        loop {
            text.push_str(self.take_while(|c| c != '\''));
            if self.take_bytes(1).is_empty() {
                return Err(SyntaxErrorKind::UnterminatedString);
            }
            if !self.rest.starts_with('\'') {
                return Ok(text);
            }
            text.push_str(self.take_bytes(1));
        }
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let length = self.rest.len() - self.rest.trim_start_matches(wanted).len();
        self.take_bytes(length)
    }

    /// The next `length` bytes, or nothing when the text is shorter or would be cut inside a character.
    fn take_bytes(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or(("", self.rest));
        self.rest = rest;
        self.taken += taken.chars().count();
        taken
    }
}
