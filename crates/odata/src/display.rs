//! Canonical text: lower-case keywords, single blanks, no parentheses but the needed ones.
//!
//! Recursion is safe here, as a parsed tree is at most [`MAX_DEPTH`](crate::MAX_DEPTH) levels deep.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    CompareOp, Conversion, Direction, Expr, LambdaBody, Literal, LiteralValue, Operand, OrderItem, Path,
    Quantifier, TextFunction,
};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(links) => join(f, " and ", links, |f, link| {
                group_if(f, matches!(link, Self::And(_) | Self::Or(_)), link)
            }),
            Self::Or(links) => {
                join(f, " or ", links, |f, link| group_if(f, matches!(link, Self::Or(_)), link))
            }
            Self::Not(inner) => {
                f.write_str("not ")?;
                // A comparison would not need them here, but does where `not` binds as tightly as OData says.
                group_if(f, matches!(**inner, Self::And(_) | Self::Or(_) | Self::Compare { .. }), inner)
            }
            Self::Compare { op, left, right, .. } => write!(f, "{left} {op} {right}"),
            Self::In { operand, list } => {
                write!(f, "{operand} in (")?;
                join(f, ",", list, |f, literal| literal.fmt(f))?;
                f.write_str(")")
            }
            Self::Call { function, args: [text, part], .. } => write!(f, "{function}({text},{part})"),
            Self::Lambda { path, quantifier, body: None } => write!(f, "{path}/{quantifier}()"),
            Self::Lambda { path, quantifier, body: Some(LambdaBody { variable, condition }) } => {
                write!(f, "{path}/{quantifier}({variable}:{condition})")
            }
            Self::Property(path) => path.fmt(f),
            Self::Constant { value, .. } => value.fmt(f),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.fmt(f),
            Self::Literal(literal) => literal.fmt(f),
            Self::Convert { function, argument, .. } => write!(f, "{function}({argument})"),
        }
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        join(f, "/", &self.segments, |f, segment| f.write_str(segment))
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl Display for LiteralValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(text) | Self::Guid(text) | Self::DateTime(text) => f.write_str(text),
            Self::String(text) => {
                f.write_str("'")?;
                for part in text.split_inclusive('\'') {
                    f.write_str(part)?;
                    if part.ends_with('\'') {
                        f.write_str("'")?;
                    }
                }
                f.write_str("'")
            }
        }
    }
}

impl Display for OrderItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.direction {
            Direction::Ascending => self.path.fmt(f),
            Direction::Descending => write!(f, "{} desc", self.path),
        }
    }
}

impl CompareOp {
    /// How the operator is spelt.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }
}

impl TextFunction {
    /// How the function is spelt.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::StartsWith => "startswith",
            Self::EndsWith => "endswith",
        }
    }
}

impl Conversion {
    /// How the function is spelt.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Lower => "tolower",
            Self::Upper => "toupper",
            Self::Trim => "trim",
        }
    }
}

impl Quantifier {
    /// How the quantifier is spelt.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::All => "all",
        }
    }
}

macro_rules! display_keyword {
    ($($name:ty),+) => {$(
        impl Display for $name {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str(self.keyword())
            }
        }
    )+};
}

display_keyword!(CompareOp, TextFunction, Conversion, Quantifier);

fn group_if(f: &mut Formatter<'_>, needed: bool, inner: &Expr) -> fmt::Result {
    if needed { write!(f, "({inner})") } else { inner.fmt(f) }
}

fn join<T>(
    f: &mut Formatter<'_>,
    separator: &str,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        write(f, item)?;
    }
    Ok(())
}
