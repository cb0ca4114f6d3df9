use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::{
    CompareOp, Conversion, Direction, Expr, LambdaBody, Literal, LiteralValue, MAX_DEPTH, MAX_FILTER_CHARS,
    Operand, OrderItem, Path, Position, Quantifier, SyntaxError, TextFunction, parse_filter, parse_order_by,
    parse_select,
};

const NOWHERE: Position = Position::at(0);

fn segment() -> impl Strategy<Value = String> {
    let odd =
        prop::sample::select(vec!["contains", "any", "guid", "datetime", "desc", "has", "e1", "müşteri"]);
    prop_oneof![4 => "[a-zA-Z_][a-zA-Z0-9_]{0,8}", 1 => odd.prop_map(str::to_owned)]
}

/// Words that cannot begin a path in a filter; those after a slash may be anything.
fn first_segment() -> impl Strategy<Value = String> {
    segment().prop_filter("reserved", |word| {
        let word = word.to_ascii_lowercase();
        let reserved = "and or not in eq ne gt ge lt le null true false";
        !reserved.split(' ').any(|keyword| keyword == word)
    })
}

fn path() -> impl Strategy<Value = Path> {
    (first_segment(), vec(segment(), 0..3)).prop_map(|(first, rest)| {
        let segments = std::iter::once(first).chain(rest).collect();
        Path { segments, position: NOWHERE }
    })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(LiteralValue::Null),
        any::<bool>().prop_map(LiteralValue::Bool),
        r"-?[0-9]{1,20}(\.[0-9]{1,6})?".prop_map(LiteralValue::Number),
        any::<String>().prop_map(LiteralValue::String),
        "['a ]{0,6}".prop_map(LiteralValue::String),
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}".prop_map(LiteralValue::Guid),
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
            .prop_map(LiteralValue::DateTime),
    ]
    .prop_map(|value| Literal { value, position: NOWHERE })
}

fn operand() -> impl Strategy<Value = Operand> {
    use Conversion::{Lower, Trim, Upper};
    let leaf = prop_oneof![path().prop_map(Operand::Path), literal().prop_map(Operand::Literal)];
    leaf.prop_recursive(3, 4, 1, |inner| {
        (prop::sample::select(vec![Lower, Upper, Trim]), inner).prop_map(|(function, argument)| {
            Operand::Convert { function, argument: Box::new(argument), position: NOWHERE }
        })
    })
}

fn condition() -> impl Strategy<Value = Expr> {
    use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
    use TextFunction::{Contains, EndsWith, StartsWith};
    let leaf = prop_oneof![
        (prop::sample::select(vec![Eq, Ne, Gt, Ge, Lt, Le]), operand(), operand())
            .prop_map(|(op, left, right)| Expr::Compare { op, left, right, position: NOWHERE }),
        (operand(), vec(literal(), 1..4)).prop_map(|(operand, list)| Expr::In { operand, list }),
        (prop::sample::select(vec![Contains, StartsWith, EndsWith]), operand(), operand()).prop_map(
            |(function, text, part)| Expr::Call { function, args: [text, part], position: NOWHERE }
        ),
        path().prop_map(Expr::Property),
        any::<bool>().prop_map(|value| Expr::Constant { value, position: NOWHERE }),
    ];
    leaf.prop_recursive(6, 40, 4, |inner| {
        let quantified = (path(), any::<bool>(), option::of((first_segment(), inner.clone())));
        prop_oneof![
            vec(inner.clone(), 2..5).prop_map(Expr::And),
            vec(inner.clone(), 2..5).prop_map(Expr::Or),
            inner.prop_map(|inner| Expr::Not(Box::new(inner))),
            quantified.prop_map(|(path, all, body)| Expr::Lambda {
                path,
                quantifier: if all && body.is_some() { Quantifier::All } else { Quantifier::Any },
                body: body
                    .map(|(variable, condition)| LambdaBody { variable, condition: Box::new(condition) }),
            }),
        ]
    })
    .prop_map(|mut condition| {
        number_variables(&mut condition, 0);
        condition
    })
}

/// Gives every lambda a variable that differs from those around it.
fn number_variables(condition: &mut Expr, level: usize) {
    match condition {
        Expr::And(links) | Expr::Or(links) => links.iter_mut().for_each(|link| number_variables(link, level)),
        Expr::Not(inner) => number_variables(inner, level),
        Expr::Lambda { body: Some(body), .. } => {
            body.variable.push_str(&level.to_string());
            number_variables(&mut body.condition, level + 1);
        }
        _ => {}
    }
}

/// The levels of a tree: those which its text cannot do without.
fn depth(condition: &Expr) -> usize {
    match condition {
        Expr::And(links) | Expr::Or(links) => links.iter().map(depth).max().unwrap_or(0),
        Expr::Not(inner) => 1 + depth(inner),
        Expr::Compare { left, right, .. } => operand_depth(left).max(operand_depth(right)),
        Expr::In { operand, .. } => operand_depth(operand),
        Expr::Call { args: [text, part], .. } => 1 + operand_depth(text).max(operand_depth(part)),
        Expr::Lambda { body, .. } => 1 + body.as_ref().map_or(0, |body| depth(&body.condition)),
        Expr::Property(_) | Expr::Constant { .. } => 0,
    }
}

fn operand_depth(operand: &Operand) -> usize {
    match operand {
        Operand::Convert { argument, .. } => 1 + operand_depth(argument),
        Operand::Path(_) | Operand::Literal(_) => 0,
    }
}

/// Pieces of filters in any order: gets further into the grammar than arbitrary characters do.
fn pieces() -> impl Strategy<Value = String> {
    let pieces = vec![
        "(",
        ")",
        "not ",
        " and ",
        " or ",
        " eq ",
        " in ",
        ",",
        "/",
        ":",
        "a",
        "b",
        "'x'",
        "1",
        "-2.5",
        "true",
        "null",
        " ",
        "contains(",
        "tolower(",
        "x/any(t:",
        "t/a",
        "x/all(u:",
        "any()",
        "2022-01-01",
        "T10:00",
        " 02:00",
        "guid'",
        "''",
        "a eq 1",
        "(a in (1,2)",
        "1352e03d-281b-49ef-acf5-0eb2b2dd3b13",
        "*",
        "has",
        "desc",
        "ş",
    ];
    vec(prop::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

fn check_any_text(text: &str) -> Result<(), TestCaseError> {
    check_error(text, parse_order_by(text).err())?;
    check_error(text, parse_select(text).err())?;
    match parse_filter(text) {
        Err(error) => check_error(text, Some(error)),
        Ok(filter) => {
            prop_assert!(depth(&filter) <= MAX_DEPTH);
            let canonical = filter.to_string();
            // Blanks that the text did without can make the canonical text too long.
            if canonical.chars().count() <= MAX_FILTER_CHARS {
                prop_assert_eq!(parse_filter(&canonical), Ok(filter));
            }
            Ok(())
        }
    }
}

fn check_error(text: &str, error: Option<SyntaxError>) -> Result<(), TestCaseError> {
    if let Some(error) = error {
        prop_assert!((1..=text.chars().count() + 1).contains(&error.position), "{text:?}: {error}");
        prop_assert!(SyntaxError::CODES.contains(&error.code()));
    }
    Ok(())
}

proptest! {
    #[test]
    fn filters_survive_printing_and_reading(filter in condition()) {
        let text = filter.to_string();
        prop_assume!(text.chars().count() <= MAX_FILTER_CHARS);
        prop_assert_eq!(parse_filter(&text), Ok(filter), "{}", text);
    }

    #[test]
    fn orders_survive_printing_and_reading(keys in vec((path(), any::<bool>()), 1..5)) {
        let direction = |down| if down { Direction::Descending } else { Direction::Ascending };
        let items: Vec<_> =
            keys.into_iter().map(|(path, down)| OrderItem { path, direction: direction(down) }).collect();
        let texts: Vec<_> = items.iter().map(ToString::to_string).collect();
        prop_assert_eq!(parse_order_by(&texts.join(", ")), Ok(items));
    }

    #[test]
    fn selections_survive_printing_and_reading(paths in vec(path(), 1..5)) {
        let texts: Vec<_> = paths.iter().map(ToString::to_string).collect();
        prop_assert_eq!(parse_select(&texts.join(",")), Ok(paths));
    }

    #[test]
    fn any_characters_are_read_or_refused(text in any::<String>()) {
        check_any_text(&text)?;
    }

    #[test]
    fn any_pieces_are_read_or_refused(text in pieces()) {
        check_any_text(&text)?;
    }

    #[test]
    fn any_nesting_is_read_or_refused(
        openings in vec(prop::sample::select(vec!["(", "not ", "not (", "(a or ", "(a and "]), 0..48),
        core in prop::sample::select(vec!["a", "a eq 1", "a or b", "contains(a,tolower(b))", "a/any(t:not t/b eq 1)"]),
    ) {
        let opening = openings.concat();
        let closing = ")".repeat(opening.matches('(').count());
        check_any_text(&(opening + core + &closing))?;
    }
}
