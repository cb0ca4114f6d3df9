//! From syntax to meaning: finds the properties that a filter or order names, and reads the literals as their
//! kinds. What has no meaning here is refused with its place.

use std::borrow::Cow;

use ortak_domain::field::Scalar;
use ortak_domain::predicate::{Comparison, Fold, ItemPredicate, OrderKey, Predicate, Test};
use ortak_domain::referral::Substatus;
use ortak_domain::{Amount, Collection, Field, FieldKind, ItemField, Violation};
use ortak_odata::{
    CompareOp, Conversion, Direction, Expr, LambdaBody, Literal, LiteralValue, Operand, OrderItem, Path,
    Position, Quantifier, TextFunction,
};

type Found<T> = Result<T, Violation>;

fn refuse<T>(
    option: &str,
    code: &'static str,
    position: Position,
    message: impl std::fmt::Display,
) -> Found<T> {
    Err(Violation::new(option, code, format!("character {}: {message}", position.get())))
}

fn unknown<T>(option: &str, path: &Path) -> Found<T> {
    refuse(option, "unknown_property", path.position, format!("{path} is no property that can be used here"))
}

/// The order that `$orderby` asks for.
pub fn order(items: &[OrderItem]) -> Found<Vec<OrderKey>> {
    let mut keys: Vec<OrderKey> = Vec::with_capacity(items.len());
    for item in items {
        let Some(field) = Field::from_path(&item.path.to_string()) else {
            return unknown("$orderby", &item.path);
        };
        // Ordering twice by one property changes nothing the second time.
        if keys.iter().all(|key| key.field != field) {
            keys.push(OrderKey { field, descending: item.direction == Direction::Descending });
        }
    }
    Ok(keys)
}

/// The condition that `$filter` states.
pub fn filter(expr: &Expr) -> Found<Predicate> {
    match expr {
        Expr::And(parts) => Ok(Predicate::And(parts.iter().map(filter).collect::<Found<_>>()?)),
        Expr::Or(parts) => Ok(Predicate::Or(parts.iter().map(filter).collect::<Found<_>>()?)),
        Expr::Not(part) => Ok(Predicate::Not(Box::new(filter(part)?))),
        Expr::Constant { value, .. } => Ok(constant(*value)),
        Expr::Property(path) => boolean(path),
        Expr::Compare { op, left, right, position } => {
            let (subject, op, literal) = sides(*op, left, right, *position)?;
            // The contact's e-mail, as a filter of 2019 names it.
            if let (path, fold) = property(subject)?
                && path.to_string().eq_ignore_ascii_case("email")
            {
                let test = test(op, item_literal(&literal)?);
                let is = ItemPredicate::Is(Comparison { field: ItemField::Email, fold, test });
                return Ok(Predicate::Any(Collection::Team, Some(Box::new(is))));
            }
            let (field, fold) = field(subject)?;
            compare(field, fold, op, &literal)
        }
        Expr::In { operand, list } => {
            let (field, fold) = field(operand)?;
            let values =
                list.iter().map(|literal| scalar(field, fold, literal)).collect::<Found<Vec<_>>>()?;
            // What a property can never hold is in no list of its values.
            let values = values.into_iter().filter_map(Fitted::exact).collect();
            Ok(Predicate::Is(Comparison { field, fold, test: Test::In(values) }))
        }
        Expr::Call { function, args: [subject, part], position } => {
            let (field, fold) = field(subject)?;
            if !matches!(field.kind(), FieldKind::Text | FieldKind::Guid | FieldKind::Word(_)) {
                return refuse("$filter", "wrong_type", *position, format!("{} is no text", field.path()));
            }
            Ok(Predicate::Is(Comparison { field, fold, test: text_test(*function, part)? }))
        }
        Expr::Lambda { path, quantifier, body } => {
            let Some(collection) = Collection::from_path(&path.to_string()) else {
                return unknown("$filter", path);
            };
            lambda(collection, *quantifier, body.as_ref())
        }
    }
}

fn constant(value: bool) -> Predicate {
    if value { Predicate::always() } else { Predicate::Or(Vec::new()) }
}

fn boolean(path: &Path) -> Found<Predicate> {
    match Field::from_path(&path.to_string()) {
        Some(field) if field.kind() == FieldKind::Bool => {
            Ok(Predicate::Is(Comparison { field, fold: Fold::AsIs, test: Test::Eq(Scalar::Bool(true)) }))
        }
        Some(_) => refuse("$filter", "wrong_type", path.position, format!("{path} is not true or false")),
        None => unknown("$filter", path),
    }
}

/// Sorts a comparison into property, operator and literal.
fn sides<'a>(
    op: CompareOp,
    left: &'a Operand,
    right: &'a Operand,
    position: Position,
) -> Found<(&'a Operand, CompareOp, Cow<'a, Literal>)> {
    match (literal(left), literal(right)) {
        (None, Some(literal)) => Ok((left, op, literal)),
        (Some(literal), None) => Ok((right, op.mirrored(), literal)),
        (None, None) => match enum_word(left, right) {
            Some(literal) => Ok((left, op, Cow::Owned(literal))),
            None => refuse(
                "$filter",
                "filter_unsupported",
                position,
                "two properties can't be compared with each other",
            ),
        },
        (Some(_), Some(_)) => {
            refuse("$filter", "filter_unsupported", position, "a comparison needs a property on one side")
        }
    }
}

/// `status eq New`: the word of an enumeration without quotes.
fn enum_word(property: &Operand, word: &Operand) -> Option<Literal> {
    let (Operand::Path(property), Operand::Path(word)) = (property, word) else { return None };
    let is_enum = matches!(Field::from_path(&property.to_string())?.kind(), FieldKind::Word(_));
    let [text] = word.segments.as_slice() else { return None };
    is_enum.then(|| Literal { value: LiteralValue::String(text.clone()), position: word.position })
}

/// An operand without a property, with its conversions carried out.
fn literal(operand: &Operand) -> Option<Cow<'_, Literal>> {
    match operand {
        Operand::Literal(literal) => Some(Cow::Borrowed(literal)),
        Operand::Path(_) => None,
        Operand::Convert { function: Conversion::Lower, argument, .. } => {
            let literal = literal(argument)?.into_owned();
            let value = match literal.value {
                LiteralValue::String(text) => LiteralValue::String(text.to_lowercase()),
                value => value,
            };
            Some(Cow::Owned(Literal { value, position: literal.position }))
        }
        Operand::Convert { .. } => None,
    }
}

/// The path of a property and what is done to it.
fn property(operand: &Operand) -> Found<(&Path, Fold)> {
    match operand {
        Operand::Path(path) => Ok((path, Fold::AsIs)),
        Operand::Convert { function: Conversion::Lower, argument, .. } => {
            property(argument).map(|(path, _)| (path, Fold::Lower))
        }
        Operand::Convert { function, position, .. } => refuse(
            "$filter",
            "filter_unsupported",
            *position,
            format!("{function} is not supported, use tolower"),
        ),
        Operand::Literal(literal) => {
            refuse("$filter", "filter_unsupported", literal.position, "expected a property")
        }
    }
}

fn field(operand: &Operand) -> Found<(Field, Fold)> {
    let (path, fold) = property(operand)?;
    let Some(field) = Field::from_path(&path.to_string()) else { return unknown("$filter", path) };
    if fold == Fold::Lower && !matches!(field.kind(), FieldKind::Text | FieldKind::Guid | FieldKind::Word(_))
    {
        return refuse("$filter", "wrong_type", path.position, format!("{path} is no text"));
    }
    Ok((field, fold))
}

fn text_test(function: TextFunction, part: &Operand) -> Found<Test> {
    let text = match literal(part) {
        Some(Cow::Borrowed(Literal { value: LiteralValue::String(text), .. })) => text.clone(),
        Some(Cow::Owned(Literal { value: LiteralValue::String(text), .. })) => text,
        _ => return refuse("$filter", "wrong_type", part.position(), "expected a text in quotes"),
    };
    check_text(&text, part.position())?;
    Ok(match function {
        TextFunction::Contains => Test::Contains(text),
        TextFunction::StartsWith => Test::StartsWith(text),
        TextFunction::EndsWith => Test::EndsWith(text),
    })
}

fn check_text(text: &str, position: Position) -> Found<()> {
    // No stored text holds it, and PostgreSQL can't be asked for it.
    if text.contains('\0') {
        return refuse("$filter", "invalid_character", position, "a text can't contain the character U+0000");
    }
    Ok(())
}

/// A literal as a value of the property's kind, or beside its range.
#[derive(Clone, Debug, PartialEq)]
enum Fitted {
    Exact(Scalar<'static>),
    /// Below everything the property can hold.
    Below,
    /// Above everything the property can hold.
    Above,
    /// Between two values that the property can hold; this is the lower.
    After(Scalar<'static>),
}

impl Fitted {
    fn exact(self) -> Option<Scalar<'static>> {
        match self {
            Self::Exact(scalar) => Some(scalar),
            _ => None,
        }
    }
}

fn compare(field: Field, fold: Fold, op: CompareOp, literal: &Literal) -> Found<Predicate> {
    let is = |test| Ok(Predicate::Is(Comparison { field, fold, test }));
    let there = || is(Test::Ne(Scalar::Null));
    match (scalar(field, fold, literal)?, op) {
        (Fitted::Exact(value), op) => is(test(op, value)),
        (_, CompareOp::Eq) => Ok(constant(false)),
        (_, CompareOp::Ne) => Ok(constant(true)),
        (Fitted::Below, CompareOp::Gt | CompareOp::Ge) | (Fitted::Above, CompareOp::Lt | CompareOp::Le) => {
            there()
        }
        (Fitted::Below | Fitted::Above, _) => Ok(constant(false)),
        (Fitted::After(value), CompareOp::Gt | CompareOp::Ge) => is(Test::Gt(value)),
        (Fitted::After(value), CompareOp::Lt | CompareOp::Le) => is(Test::Le(value)),
    }
}

fn test(op: CompareOp, value: Scalar<'static>) -> Test {
    match op {
        CompareOp::Eq => Test::Eq(value),
        CompareOp::Ne => Test::Ne(value),
        CompareOp::Gt => Test::Gt(value),
        CompareOp::Ge => Test::Ge(value),
        CompareOp::Lt => Test::Lt(value),
        CompareOp::Le => Test::Le(value),
    }
}

fn scalar(field: Field, fold: Fold, literal: &Literal) -> Found<Fitted> {
    let exact = |scalar| Ok(Fitted::Exact(scalar));
    if literal.value == LiteralValue::Null {
        return exact(Scalar::Null);
    }
    let wrong = |expected: &str| {
        let message = format!("{} is compared with {expected}", field.path());
        refuse("$filter", "wrong_type", literal.position, message)
    };
    match field.kind() {
        FieldKind::Bool => match &literal.value {
            LiteralValue::Bool(value) => exact(Scalar::Bool(*value)),
            LiteralValue::String(text) if text.eq_ignore_ascii_case("true") => exact(Scalar::Bool(true)),
            LiteralValue::String(text) if text.eq_ignore_ascii_case("false") => exact(Scalar::Bool(false)),
            _ => wrong("true or false"),
        },
        FieldKind::Time => match &literal.value {
            LiteralValue::DateTime(text) | LiteralValue::String(text) => match text.parse() {
                Ok(time) => exact(Scalar::Time(time)),
                Err(_) => wrong("a date or date-time, like 2026-11-22T00:00:00Z"),
            },
            _ => wrong("a date or date-time"),
        },
        FieldKind::Amount => match &literal.value {
            LiteralValue::Number(text) | LiteralValue::String(text) => match amount(text) {
                Some(amount) => Ok(amount),
                None => wrong("a number"),
            },
            _ => wrong("a number"),
        },
        // After `tolower` no listed word could match, so the text is compared as a text.
        FieldKind::Word(words) if fold == Fold::AsIs => {
            let Some(text) = text(&literal.value) else { return wrong("a word in quotes") };
            let word = words.iter().copied().find(|word| word.eq_ignore_ascii_case(text.trim()));
            let alias = || (field == Field::Substatus).then(|| Substatus::parse(&text)).flatten();
            match word.or_else(|| alias().map(Substatus::as_str)) {
                Some(word) => exact(Scalar::Text(Cow::Borrowed(word))),
                // Words of the wire that no referral here has (03-api B 6.1).
                None if ["none", "error"].contains(&text.trim().to_ascii_lowercase().as_str()) => {
                    exact(Scalar::Text(Cow::Owned(text.into_owned())))
                }
                None => wrong(&format!("one of {}", words.join(", "))),
            }
        }
        FieldKind::Guid => match text(&literal.value) {
            Some(text) => exact(Scalar::Text(Cow::Owned(text.trim().to_lowercase()))),
            None => wrong("a GUID"),
        },
        FieldKind::Text | FieldKind::Word(_) => match text(&literal.value) {
            Some(text) => {
                check_text(&text, literal.position)?;
                exact(Scalar::Text(Cow::Owned(text.into_owned())))
            }
            None => wrong("a text in quotes"),
        },
    }
}

/// The text of a literal that may stand for one: ids and numbers are often written without quotes.
fn text(value: &LiteralValue) -> Option<Cow<'_, str>> {
    match value {
        LiteralValue::String(text)
        | LiteralValue::Guid(text)
        | LiteralValue::Number(text)
        | LiteralValue::DateTime(text) => Some(Cow::Borrowed(text)),
        LiteralValue::Null | LiteralValue::Bool(_) => None,
    }
}

/// A number against amounts, which have a range and four decimals.
fn amount(text: &str) -> Option<Fitted> {
    use rust_decimal::Decimal;
    let digits = text.trim().trim_start_matches(['-', '+']).split('.').next().unwrap_or_default();
    if digits.trim_start_matches('0').len() > 20 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(if text.trim().starts_with('-') { Fitted::Below } else { Fitted::Above });
    }
    // More decimals than the type holds don't change which amounts lie on which side.
    let number: Decimal = text.trim().parse().ok()?;
    if number.is_sign_negative() && !number.is_zero() {
        return Some(Fitted::Below);
    }
    if number > Amount::MAX.decimal() {
        return Some(Fitted::Above);
    }
    let floor = number.trunc_with_scale(4);
    let lower = floor.to_string().parse::<Amount>().ok()?;
    let scalar = Scalar::Amount(lower);
    Some(if floor == number { Fitted::Exact(scalar) } else { Fitted::After(scalar) })
}

fn lambda(collection: Collection, quantifier: Quantifier, body: Option<&LambdaBody>) -> Found<Predicate> {
    let Some(LambdaBody { variable, condition }) = body else { return Ok(Predicate::Any(collection, None)) };
    let inner = Box::new(item_filter(collection, variable, condition)?);
    Ok(match quantifier {
        Quantifier::Any => Predicate::Any(collection, Some(inner)),
        Quantifier::All => Predicate::All(collection, inner),
    })
}

fn item_filter(collection: Collection, variable: &str, expr: &Expr) -> Found<ItemPredicate> {
    let inner = |part: &Expr| item_filter(collection, variable, part);
    match expr {
        Expr::And(parts) => Ok(ItemPredicate::And(parts.iter().map(inner).collect::<Found<_>>()?)),
        Expr::Or(parts) => Ok(ItemPredicate::Or(parts.iter().map(inner).collect::<Found<_>>()?)),
        Expr::Not(part) => Ok(ItemPredicate::Not(Box::new(inner(part)?))),
        Expr::Constant { value, .. } => Ok(ItemPredicate::Constant(*value)),
        Expr::Compare { op, left, right, position } => {
            let (property, op, literal) = sides(*op, left, right, *position)?;
            let (field, fold) = item_field(collection, variable, property)?;
            Ok(ItemPredicate::Is(Comparison { field, fold, test: test(op, item_literal(&literal)?) }))
        }
        Expr::In { operand, list } => {
            let (field, fold) = item_field(collection, variable, operand)?;
            let values = list.iter().map(item_literal).collect::<Found<Vec<_>>>()?;
            Ok(ItemPredicate::Is(Comparison { field, fold, test: Test::In(values) }))
        }
        Expr::Call { function, args: [subject, part], .. } => {
            let (field, fold) = item_field(collection, variable, subject)?;
            Ok(ItemPredicate::Is(Comparison { field, fold, test: text_test(*function, part)? }))
        }
        Expr::Property(path) => {
            refuse("$filter", "wrong_type", path.position, format!("{path} is not true or false"))
        }
        Expr::Lambda { path, .. } => {
            refuse("$filter", "filter_unsupported", path.position, "any and all can't stand in each other")
        }
    }
}

fn item_field(collection: Collection, variable: &str, operand: &Operand) -> Found<(ItemField, Fold)> {
    let (path, fold) = property(operand)?;
    let field = match path.segments.as_slice() {
        [first, name] if first == variable => {
            collection.item_fields().iter().copied().find(|field| field.path().eq_ignore_ascii_case(name))
        }
        _ => None,
    };
    match field {
        Some(field) => Ok((field, fold)),
        None => unknown("$filter", path),
    }
}

fn item_literal(literal: &Literal) -> Found<Scalar<'static>> {
    match (&literal.value, text(&literal.value)) {
        (LiteralValue::Null, _) => Ok(Scalar::Null),
        (_, Some(text)) => {
            check_text(&text, literal.position)?;
            Ok(Scalar::Text(Cow::Owned(text.into_owned())))
        }
        (_, None) => refuse("$filter", "wrong_type", literal.position, "expected a text in quotes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Found<Predicate> {
        filter(&ortak_odata::parse_filter(text).unwrap())
    }

    #[test]
    fn numbers_beside_the_range_compare_as_numbers_do() {
        let never = Predicate::Or(Vec::new());
        let there = Predicate::Is(Comparison {
            field: Field::DealValue,
            fold: Fold::AsIs,
            test: Test::Ne(Scalar::Null),
        });
        assert_eq!(of("details/dealValue gt -1").unwrap(), there);
        assert_eq!(of("details/dealValue lt -1").unwrap(), never);
        assert_eq!(of("details/dealValue le 99999999999999999999999999").unwrap(), there);
        assert_eq!(of("details/dealValue eq 1.00005").unwrap(), never);
        let lower = Scalar::Amount("1".parse().unwrap());
        assert_eq!(of("details/dealValue ge 1.00005").unwrap(), of("details/dealValue gt 1").unwrap());
        assert!(matches!(of("details/dealValue lt 1.00005").unwrap(),
            Predicate::Is(Comparison { test: Test::Le(found), .. }) if found == lower));
    }

    #[test]
    fn words_are_matched_in_any_case_and_without_quotes() {
        assert_eq!(of("status eq 'new'").unwrap(), of("Status eq New").unwrap());
        assert_eq!(of("substatus eq 'Engaged'").unwrap(), of("substatus eq 'Accepted'").unwrap());
        assert_eq!(of("status eq 'Open'").unwrap_err().code, "wrong_type");
    }

    #[test]
    fn what_has_no_meaning_is_refused_with_its_place() {
        for (text, code, place) in [
            ("colour eq 'red'", "unknown_property", "character 1:"),
            ("name eq 'a' and colour eq 'red'", "unknown_property", "character 17:"),
            ("name eq statusReason", "filter_unsupported", "character 6:"),
            ("createdDateTime gt 'soon'", "wrong_type", "character 20:"),
            ("team/any(t:name eq 'x')", "unknown_property", "character 12:"),
            ("team/any(t:t/wage eq 'x')", "unknown_property", "character 12:"),
            ("name", "wrong_type", "character 1:"),
            ("contains(details/dealValue,'1')", "wrong_type", "character 1:"),
        ] {
            let violation = of(text).unwrap_err();
            assert_eq!((violation.code, violation.field.as_str()), (code, "$filter"), "{text}");
            assert!(violation.message.starts_with(place), "{text}: {}", violation.message);
        }
    }
}
