//! The one typed filter of every face: API queries, saved views, counts and the reach of a role all become a
//! `Predicate`. The store compiles it to SQL; `eval` is its meaning, and a test holds the two equal.
//!
//! Logic has two values. A comparison with a null is false, except that `eq null` and `ne` treat null as a
//! value of its own (OData 4.01 URL conventions 5.1.1.1); `not` therefore never yields "unknown".

use crate::field::{Collection, Field, Item, ItemField, Scalar};
use crate::referral::Referral;

/// A condition on a referral.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
    Is(Comparison<Field>),
    /// Some item matches; no condition: the list is not empty.
    Any(Collection, Option<Box<ItemPredicate>>),
    /// Every item matches.
    All(Collection, Box<ItemPredicate>),
}

/// A condition on an item of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemPredicate {
    And(Vec<ItemPredicate>),
    Or(Vec<ItemPredicate>),
    Not(Box<ItemPredicate>),
    Is(Comparison<ItemField>),
    Constant(bool),
}

/// One comparison of a property with literals.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison<F> {
    pub field: F,
    pub fold: Fold,
    pub test: Test,
}

/// What is done to the property's text before it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    AsIs,
    /// `tolower`: Unicode lower case.
    Lower,
}

/// What is asked of the property.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Eq(Scalar<'static>),
    Ne(Scalar<'static>),
    Gt(Scalar<'static>),
    Ge(Scalar<'static>),
    Lt(Scalar<'static>),
    Le(Scalar<'static>),
    In(Vec<Scalar<'static>>),
    Contains(String),
    StartsWith(String),
    EndsWith(String),
}

impl Test {
    /// Whether a property's value passes.
    pub fn passes(&self, value: &Scalar<'_>) -> bool {
        let ordered = |literal: &Scalar<'static>, keep: fn(std::cmp::Ordering) -> bool| {
            *value != Scalar::Null && *literal != Scalar::Null && keep(value.cmp(literal))
        };
        let text = match value {
            Scalar::Text(text) => Some(text.as_ref()),
            _ => None,
        };
        match self {
            Self::Eq(literal) => value == literal,
            Self::Ne(literal) => value != literal,
            Self::Gt(literal) => ordered(literal, std::cmp::Ordering::is_gt),
            Self::Ge(literal) => ordered(literal, std::cmp::Ordering::is_ge),
            Self::Lt(literal) => ordered(literal, std::cmp::Ordering::is_lt),
            Self::Le(literal) => ordered(literal, std::cmp::Ordering::is_le),
            Self::In(literals) => literals.contains(value),
            Self::Contains(part) => text.is_some_and(|text| text.contains(part.as_str())),
            Self::StartsWith(part) => text.is_some_and(|text| text.starts_with(part.as_str())),
            Self::EndsWith(part) => text.is_some_and(|text| text.ends_with(part.as_str())),
        }
    }
}

impl Fold {
    fn apply(self, value: Scalar<'_>) -> Scalar<'_> {
        match (self, value) {
            (Self::Lower, Scalar::Text(text)) => Scalar::Text(text.to_lowercase().into()),
            (_, value) => value,
        }
    }
}

impl Predicate {
    /// Holds of every referral.
    pub const fn always() -> Self {
        Self::And(Vec::new())
    }

    /// Whether it holds; `favorite` is the caller's mark.
    pub fn eval(&self, referral: &Referral, favorite: bool) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.eval(referral, favorite)),
            Self::Or(parts) => parts.iter().any(|part| part.eval(referral, favorite)),
            Self::Not(part) => !part.eval(referral, favorite),
            Self::Is(is) => is.test.passes(&is.fold.apply(is.field.value(referral, favorite))),
            Self::Any(collection, None) => !collection.items(referral).is_empty(),
            Self::Any(collection, Some(inner)) => {
                collection.items(referral).into_iter().any(|item| inner.eval(item))
            }
            Self::All(collection, inner) => {
                collection.items(referral).into_iter().all(|item| inner.eval(item))
            }
        }
    }

    /// The engagement that every match is of, when the filter says so in its outermost conjunction. Only then
    /// may the other parties' views be shown as well (03-api A4).
    pub fn engagement(&self) -> Option<&str> {
        match self {
            Self::Is(Comparison { field: Field::EngagementId, test: Test::Eq(Scalar::Text(id)), .. }) => {
                Some(id)
            }
            Self::And(parts) => parts.iter().find_map(Self::engagement),
            _ => None,
        }
    }
}

impl ItemPredicate {
    pub fn eval(&self, item: Item<'_>) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.eval(item)),
            Self::Or(parts) => parts.iter().any(|part| part.eval(item)),
            Self::Not(part) => !part.eval(item),
            Self::Is(is) => is.test.passes(&is.fold.apply(is.field.value(item))),
            Self::Constant(value) => *value,
        }
    }
}

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderKey {
    pub field: Field,
    pub descending: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_a_value_for_equality_and_nothing_for_order() {
        let x = || Scalar::Text("x".into());
        assert!(Test::Eq(Scalar::Null).passes(&Scalar::Null));
        assert!(Test::Ne(x()).passes(&Scalar::Null));
        assert!(!Test::Gt(x()).passes(&Scalar::Null));
        assert!(!Test::Le(x()).passes(&Scalar::Null));
        assert!(!Test::Contains("x".to_owned()).passes(&Scalar::Null));
        assert!(Test::In(vec![x(), Scalar::Null]).passes(&Scalar::Null));
    }

    #[test]
    fn paths_are_found_in_any_case_and_are_unique() {
        for field in Field::ALL {
            assert_eq!(Field::from_path(&field.path().to_uppercase()), Some(*field));
        }
        assert_eq!(Field::from_path("details"), None);
    }
}
