//! The tree that the parser builds.
//!
//! The meanings are those of the OData v4.01 URL conventions, cited by the titles of their sections: "Logical
//! Operators", "String and Collection Functions", "String Functions", "Lambda Operators", "Primitive Literals".

/// Where a node begins in the text: a 1-based count of characters (not bytes).
///
/// Positions never differ: two trees are equal when they say the same, wherever they say it. That keeps `==` useful
/// for the trees themselves; compare [`get`](Self::get) where the place matters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Position(usize);

impl Position {
    /// The place of the `character`-th character, counted from 1. [`Position::default`] (0) is for trees that were not
    /// parsed.
    pub const fn at(character: usize) -> Self {
        Self(character)
    }

    /// The 1-based character position, 0 when the node was not parsed.
    pub const fn get(self) -> usize {
        self.0
    }
}

impl PartialEq for Position {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Position {}

/// What [`parse_filter`](crate::parse_filter) returns.
pub type Filter = Expr;

/// A condition (`boolCommonExpr` of the `OData` v4.01 ABNF).
///
/// `Display` prints canonical `OData` text, and parsing that text gives an equal tree again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// All of these hold; two or more, in the order written.
    And(Vec<Expr>),
    /// At least one of these holds; two or more, in the order written.
    Or(Vec<Expr>),
    /// The condition does not hold.
    Not(Box<Expr>),
    /// Two operands compared. Either side may be the literal.
    Compare {
        op: CompareOp,
        left: Operand,
        right: Operand,
        /// Where the operator stands.
        position: Position,
    },
    /// The operand equals one of the values; 1 to [`MAX_LIST_ITEMS`](crate::MAX_LIST_ITEMS) of them.
    In { operand: Operand, list: Vec<Literal> },
    /// A test of text: does the first argument contain, start with or end with the second?
    Call {
        function: TextFunction,
        args: [Operand; 2],
        /// Where the name of the function stands.
        position: Position,
    },
    /// A condition on the items of a collection.
    Lambda {
        /// The collection, without `any` or `all`.
        path: Path,
        quantifier: Quantifier,
        /// `None` for `any()`: the collection has an item. Always there for `all`.
        body: Option<LambdaBody>,
    },
    /// A boolean property on its own, such as `favorite`. Whether it is boolean is not known here.
    Property(Path),
    /// `true` or `false` as a condition.
    Constant { value: bool, position: Position },
}

/// A comparison operator ("Logical Operators").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl CompareOp {
    /// The operator that says the same with the sides swapped: `5 lt amount` is `amount gt 5`.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Eq => Self::Eq,
            Self::Ne => Self::Ne,
            Self::Gt => Self::Lt,
            Self::Ge => Self::Le,
            Self::Lt => Self::Gt,
            Self::Le => Self::Ge,
        }
    }
}

/// A function from two texts to a truth value ("String and Collection Functions").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextFunction {
    /// `contains(text, part)`.
    Contains,
    /// `startswith(text, beginning)`.
    StartsWith,
    /// `endswith(text, end)`.
    EndsWith,
}

/// Which items of a collection have to satisfy a lambda's condition ("Lambda Operators").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// At least one item.
    Any,
    /// Every item, also when there are none.
    All,
}

/// What stands between the parentheses of `any` and `all`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LambdaBody {
    /// The name of the item, unlike that of any enclosing lambda. In [`condition`](Self::condition), a path whose first
    /// segment is this name (in the very same letters) is about the item, any other path about the whole resource.
    pub variable: String,
    /// The condition on the item.
    pub condition: Box<Expr>,
}

/// One side of a comparison, or one argument of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    Path(Path),
    Literal(Literal),
    /// Text put through a function first.
    Convert {
        function: Conversion,
        argument: Box<Operand>,
        /// Where the name of the function stands.
        position: Position,
    },
}

impl Operand {
    /// Where the operand begins (inside its parentheses, if it has redundant ones).
    pub const fn position(&self) -> Position {
        match self {
            Self::Path(path) => path.position,
            Self::Literal(literal) => literal.position,
            Self::Convert { position, .. } => *position,
        }
    }
}

/// A function from text to text ("String Functions").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conversion {
    /// `tolower(text)`.
    Lower,
    /// `toupper(text)`.
    Upper,
    /// `trim(text)`.
    Trim,
}

/// A property path, `customerProfile/address/country`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// One or more names as written, or only `*` (see [`is_all`](Self::is_all)).
    pub segments: Vec<String>,
    /// Where the first segment begins.
    pub position: Position,
}

impl Path {
    /// Whether this is the `*` of `$select=*`: all properties. Never so in filters and orders.
    pub fn is_all(&self) -> bool {
        matches!(self.segments.as_slice(), [only] if only == "*")
    }
}

/// A constant and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub value: LiteralValue,
    pub position: Position,
}

/// A constant, classified by its spelling alone ("Primitive Literals").
///
/// Quoted dates and GUIDs are [`String`](Self::String)s; only the property they are compared with tells what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiteralValue {
    Null,
    Bool(bool),
    /// A decimal number exactly as written: `-`? digits (`.` digits)?, no exponent, any length.
    Number(String),
    /// A quoted string, without its quotes and with `''` undone. May hold any character, U+0000 included.
    String(String),
    /// A bare GUID in lower case: 8-4-4-4-12 hexadecimal digits.
    Guid(String),
    /// A bare date `2022-01-01`, or a date-time `2022-01-01T10:20[:30[.fraction]][Z|+hh:mm|-hh:mm]` with `T` and `Z` in
    /// upper case and any number of fractional digits. Only the shape has been checked: month 13 gets here.
    DateTime(String),
}

/// One key of `$orderby`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderItem {
    /// The property; its position is that of the key.
    pub path: Path,
    /// [`Direction::Ascending`] unless `desc` was written.
    pub direction: Direction,
}

/// Which end of an order comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    Ascending,
    Descending,
}
