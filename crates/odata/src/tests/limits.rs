use super::{canonical, filter};
use crate::{
    Expr, MAX_DEPTH, MAX_FILTER_CHARS, MAX_LIST_ITEMS, MAX_ORDER_KEYS, SyntaxError, parse_filter,
    parse_order_by, parse_select,
};

fn refusal<T: std::fmt::Debug>(result: Result<T, SyntaxError>) -> (usize, &'static str) {
    let error = result.unwrap_err();
    (error.position, error.code())
}

#[test]
fn length_is_counted_in_characters() {
    let fits = format!("a eq '{}'", "ş".repeat(MAX_FILTER_CHARS - 7));
    assert_eq!(canonical(&fits), fits);
    assert_eq!(refusal(parse_filter(&(fits + " "))), (MAX_FILTER_CHARS + 1, "filter_too_long"));
    let long = "a".repeat(MAX_FILTER_CHARS + 1);
    assert_eq!(refusal(parse_order_by(&long)), (MAX_FILTER_CHARS + 1, "order_by_too_long"));
    assert_eq!(refusal(parse_select(&long)), (MAX_FILTER_CHARS + 1, "select_too_long"));
}

/// Each way to nest: what opens a level, the core, what closes the level.
const NESTINGS: [(&str, &str, &str); 5] = [
    ("(", "a", ")"),
    ("not ", "a", ""),
    ("not (", "a or b", ")"),
    ("(b or ", "a", ")"),
    ("(", "a eq 1", ")"),
];

#[test]
fn depth() {
    for (open, core, close) in NESTINGS {
        let nested = |levels: usize| open.repeat(levels) + core + &close.repeat(levels);
        let levels_each = if open == "not (" { 2 } else { 1 };
        let most = MAX_DEPTH / levels_each;
        let text = canonical(&nested(most));
        assert_eq!(canonical(&text), text);
        let place = open.len() * most + 1;
        assert_eq!(refusal(parse_filter(&nested(most + 1))), (place, "filter_too_deep"), "{open}");
    }
    let lowered = |levels: usize| "tolower(".repeat(levels) + "a" + &")".repeat(levels) + " eq 'x'";
    assert_eq!(canonical(&lowered(MAX_DEPTH)), lowered(MAX_DEPTH));
    assert_eq!(refusal(parse_filter(&lowered(MAX_DEPTH + 1))), (8 * MAX_DEPTH + 1, "filter_too_deep"));
}

#[test]
fn depth_of_lambdas() {
    let nested = |levels: usize| {
        let openings: Vec<_> = (10..10 + levels).map(|level| format!("x/any(v{level}:")).collect();
        openings.concat() + "a" + &")".repeat(levels)
    };
    assert_eq!(canonical(&nested(MAX_DEPTH)), nested(MAX_DEPTH));
    // The level begins at `any`, two characters into its ten.
    assert_eq!(refusal(parse_filter(&nested(MAX_DEPTH + 1))), (10 * MAX_DEPTH + 3, "filter_too_deep"));
}

/// `not a eq 1` becomes `not (a eq 1)`, which is one level more.
#[test]
fn a_filter_within_the_limit_stays_within_it_as_canonical_text() {
    let nested = |levels: usize| "not ".repeat(levels) + "a eq 1";
    let text = canonical(&nested(MAX_DEPTH - 1));
    assert_eq!(canonical(&text), text);
    assert_eq!(refusal(parse_filter(&nested(MAX_DEPTH))).1, "filter_too_deep");
}

#[test]
fn levels_beside_each_other_do_not_add_up() {
    let text = vec!["not (a or b)"; 450].join(" and ");
    assert_eq!(canonical(&text), text);
}

#[test]
fn chains_are_flat() {
    for keyword in ["or", "and"] {
        let text = vec!["a eq 1"; 700].join(&format!(" {keyword} "));
        let (Expr::Or(links) | Expr::And(links)) = filter(&text) else { panic!("no chain") };
        assert_eq!(links.len(), 700);
        assert_eq!(canonical(&text), text);
    }
}

#[test]
fn lists() {
    let list = |length: usize| format!("a in ({})", vec!["1"; length].join(","));
    assert_eq!(canonical(&list(MAX_LIST_ITEMS)), list(MAX_LIST_ITEMS));
    assert_eq!(
        refusal(parse_filter(&list(MAX_LIST_ITEMS + 1))),
        (7 + 2 * MAX_LIST_ITEMS, "filter_list_too_long")
    );
    let keys = |length: usize| vec!["a"; length].join(",");
    assert_eq!(parse_order_by(&keys(MAX_ORDER_KEYS)).unwrap().len(), MAX_ORDER_KEYS);
    let refused = refusal(parse_order_by(&keys(MAX_ORDER_KEYS + 1)));
    assert_eq!(refused, (1 + 2 * MAX_ORDER_KEYS, "order_by_too_many_keys"));
}

/// The most deeply recursive readings, on a stack far smaller than that of any server thread.
#[test]
fn a_small_stack_is_enough() {
    let read = || {
        for unit in ["(", "not ", "not (", "tolower(", "contains(", "a/any(", "'", "(a eq "] {
            assert!(parse_filter(&unit.repeat(MAX_FILTER_CHARS / unit.len())).is_err());
        }
        let deepest = "not (".repeat(16) + "a" + &")".repeat(16);
        assert_eq!(filter(&deepest).to_string(), "not ".repeat(16) + "a");
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(read).unwrap().join().unwrap();
}
