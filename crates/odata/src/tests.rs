//! Tests of the public functions, by theme.

mod errors;
mod grammar;
mod limits;
mod literals;
mod round_trip;

use crate::{Filter, parse_filter};

/// Reads a filter that has to be right.
fn filter(text: &str) -> Filter {
    parse_filter(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The canonical text of a filter that has to be right.
fn canonical(text: &str) -> String {
    filter(text).to_string()
}

/// A rendering with all structure shown, so that tables of precedence can be read.
fn structure(filter: &Filter) -> String {
    use crate::Expr::{And, Compare, Lambda, Not, Or};
    let join = |name: &str, links: &[Filter]| {
        let links: Vec<_> = links.iter().map(structure).collect();
        format!("{name}[{}]", links.join(", "))
    };
    match filter {
        And(links) => join("and", links),
        Or(links) => join("or", links),
        Not(inner) => format!("not[{}]", structure(inner)),
        Compare { op, left, right, .. } => format!("{left} {op} {right}"),
        Lambda { path, quantifier, body: Some(body) } => {
            format!("{quantifier}[{path}: {} -> {}]", body.variable, structure(&body.condition))
        }
        other => other.to_string(),
    }
}
