use crate::{SyntaxError, parse_filter, parse_order_by, parse_select};

fn assert_refused<T: std::fmt::Debug>(
    parse: impl Fn(&str) -> Result<T, SyntaxError>,
    table: &[(&str, usize, &str, &str)],
) {
    for (text, position, code, part) in table {
        let error = parse(text).expect_err(text);
        let message = error.to_string();
        assert_eq!((error.position, error.code()), (*position, *code), "{text}: {message}");
        assert!(message.contains(part), "{text}: {message}");
        assert!(message.contains(&format!("character {position}")), "{message}");
        assert!(SyntaxError::CODES.contains(&error.code()));
    }
}

#[test]
fn filters() {
    assert_refused(
        parse_filter,
        &[
            ("", 1, "filter_syntax", "expected a property, a literal or a condition, found the end"),
            ("  ", 3, "filter_syntax", "found the end"),
            ("status eq", 10, "filter_syntax", "expected a property or a literal, found the end"),
            ("status eq eq 'x'", 11, "filter_syntax", "expected a property or a literal, found `eq`"),
            ("status 'New'", 8, "filter_syntax", "found the string 'New'"),
            ("status = 'New'", 8, "filter_syntax", "unexpected character '='"),
            ("status eq \"New\"", 11, "filter_syntax", "single quotes"),
            ("status eq ‘New’", 11, "filter_syntax", "single quotes"),
            ("şşş eq 'New", 8, "filter_syntax", "no closing quote"),
            ("a eq 'it''s", 6, "filter_syntax", "no closing quote"),
            ("a eq 'O'Reilly'", 9, "filter_syntax", "found `Reilly`"),
            ("'New'", 6, "filter_syntax", "expected a comparison operator"),
            ("5 and a", 3, "filter_syntax", "expected a comparison operator"),
            ("tolower(a)", 11, "filter_syntax", "expected a comparison operator"),
            ("null", 5, "filter_syntax", "expected a comparison operator"),
            ("and a eq 1", 1, "filter_syntax", "found `and`"),
            ("a eq 1 and", 11, "filter_syntax", "found the end"),
            ("a eq 1 or or b", 11, "filter_syntax", "found `or`"),
            ("a eq 1 b eq 2", 8, "filter_syntax", "expected `and`, `or` or the end, found `b`"),
            ("a eq 1 eq 2", 8, "filter_syntax", "found `eq`"),
            ("(a eq 1", 8, "filter_syntax", "expected `and`, `or` or `)`, found the end"),
            ("a eq 1)", 7, "filter_syntax", "found `)`"),
            ("()", 2, "filter_syntax", "found `)`"),
            ("not", 4, "filter_syntax", "found the end"),
            ("not 'x'", 8, "filter_syntax", "expected a comparison operator"),
            ("(a eq 1) eq true", 1, "filter_syntax", "a condition cannot be compared"),
            ("b and contains(a,'x') eq true", 7, "filter_syntax", "a condition cannot be compared"),
            ("true eq contains(a,'x')", 9, "filter_syntax", "a condition cannot be compared"),
            ("(a eq 1) in (true)", 1, "filter_syntax", "a condition cannot be compared"),
            ("contains(a eq 1,'x')", 12, "filter_syntax", "expected `,`, found `eq`"),
            ("contains((a eq 1),'x')", 10, "filter_syntax", "a condition cannot be compared"),
            ("a/", 3, "filter_syntax", "expected the name of a property, found the end"),
            ("a//b eq 1", 3, "filter_syntax", "found `/`"),
            ("/a eq 1", 1, "filter_syntax", "found `/`"),
            ("a/1 eq 1", 3, "filter_syntax", "found `1`"),
            ("a.b eq 1", 2, "filter_syntax", "unexpected character '.'"),
            ("team/$count gt 1", 6, "filter_syntax", "unexpected character '$'"),
            ("true/a eq 1", 5, "filter_syntax", "found `/`"),
            ("a in", 5, "filter_syntax", "expected `(`"),
            ("a in ()", 7, "filter_syntax", "expected a literal"),
            ("a in (b)", 7, "filter_syntax", "expected a literal, found `b`"),
            ("a in (1,)", 9, "filter_syntax", "expected a literal"),
            ("a in (1 2)", 9, "filter_syntax", "expected `,` or `)`"),
            ("a in (1", 8, "filter_syntax", "expected `,` or `)`"),
            ("a not in (1)", 3, "filter_syntax", "found `not`"),
            ("contains(a)", 11, "filter_syntax", "expected `,`"),
            ("contains(a,'b','c')", 15, "filter_syntax", "expected `)`"),
            ("contains()", 10, "filter_syntax", "expected a property or a literal"),
            ("contains('x'", 13, "filter_syntax", "expected `,`"),
            ("tolower(a,b) eq 'x'", 10, "filter_syntax", "expected `)`"),
            ("team/any(", 10, "filter_syntax", "expected a variable"),
            ("team/all()", 10, "filter_syntax", "expected a variable"),
            ("team/any(t)", 11, "filter_syntax", "expected `:`"),
            ("team/any(t:)", 12, "filter_syntax", "found `)`"),
            ("team/any(t:t/a eq 1", 20, "filter_syntax", "expected `and`, `or` or `)`"),
            ("team/any(and:and/a)", 10, "filter_syntax", "expected a variable"),
            ("team/any(t:t/a/any(t:t))", 20, "filter_syntax", "`t` already belongs"),
            ("team/any(t:t/a)/b eq 1", 16, "filter_syntax", "found `/`"),
            ("any(t:t/a)", 1, "filter_unsupported", "the function `any`"),
            ("length(a) eq 1", 1, "filter_unsupported", "the function `length`"),
            ("a eq substringof('x',b)", 6, "filter_unsupported", "the function `substringof`"),
            ("a/length() eq 1", 3, "filter_unsupported", "the function `length`"),
            ("a has 'x'", 3, "filter_unsupported", "the operator `has`"),
            ("a ADD 1 eq 2", 3, "filter_unsupported", "the operator `add`"),
            ("a eq 1 mod 2", 8, "filter_unsupported", "the operator `mod`"),
            ("a eq 1.", 6, "filter_syntax", "`1.` is not a number"),
            ("a eq .5", 6, "filter_syntax", "unexpected character '.'"),
            ("a eq 1e5", 6, "filter_syntax", "`1e5` is not a number"),
            ("a eq 1.2.3", 6, "filter_syntax", "is not a number"),
            ("a eq -", 6, "filter_syntax", "is not a number"),
            ("a eq --1", 6, "filter_syntax", "is not a number"),
            ("a eq +1", 6, "filter_syntax", "unexpected character '+'"),
            ("a eq 1352e03d-281b-49ef-acf5-0eb2b2dd3b1", 6, "filter_syntax", "or GUID"),
            ("a eq abcdef01-281b-49ef-acf5-0eb2b2dd3b133", 6, "filter_syntax", "or GUID"),
            ("a-b eq 1", 1, "filter_syntax", "`a-b` is not a number"),
            ("a eq 2022-1-1", 6, "filter_syntax", "is not a number, date"),
            ("a eq 2022-01-01T", 6, "filter_syntax", "is not a number, date"),
            ("a eq 2022-01-01T10", 6, "filter_syntax", "is not a number, date"),
            ("a eq 2022-01-01T10:00:00.Z", 6, "filter_syntax", "is not a number, date"),
            ("a eq 2022-01-01T10:00:00+0200", 6, "filter_syntax", "is not a number, date"),
            ("a eq 2022-01-01T10:00 02:000", 23, "filter_syntax", "`02:000` is not a number"),
            ("a eq guid'x'", 6, "filter_syntax", "`x` is not a number"),
            ("a eq datetime'yesterday'", 6, "filter_syntax", "`yesterday` is not a number"),
            ("a eq duration'PT1H'", 14, "filter_syntax", "found the string 'PT1H'"),
            ("a eq 1; drop", 7, "filter_syntax", "unexpected character ';'"),
            ("a eq '\u{1F91D}' 🤝", 10, "filter_syntax", "unexpected character '🤝'"),
            ("a eq *", 6, "filter_syntax", "found `*`"),
        ],
    );
}

#[test]
fn orders() {
    assert_refused(
        parse_order_by,
        &[
            (
                "",
                1,
                "order_by_syntax",
                "$orderby, character 1: expected the name of a property, found the end",
            ),
            ("name,", 6, "order_by_syntax", "found the end"),
            (",name", 1, "order_by_syntax", "found `,`"),
            ("name down", 6, "order_by_syntax", "expected `asc`, `desc`, `,` or the end, found `down`"),
            ("name desc asc", 11, "order_by_syntax", "found `asc`"),
            ("tolower(name)", 8, "order_by_syntax", "found `(`"),
            ("'name'", 1, "order_by_syntax", "found the string"),
            ("*", 1, "order_by_syntax", "found `*`"),
            ("name/", 6, "order_by_syntax", "found the end"),
        ],
    );
}

#[test]
fn selections() {
    assert_refused(
        parse_select,
        &[
            ("", 1, "select_syntax", "$select, character 1: expected the name of a property, found the end"),
            ("id,,name", 4, "select_syntax", "found `,`"),
            ("id name", 4, "select_syntax", "expected `,` or the end, found `name`"),
            ("team($top=1)", 5, "select_syntax", "found `(`"),
            ("a/*", 3, "select_syntax", "found `*`"),
            ("*/a", 2, "select_syntax", "found `/`"),
            ("@odata.etag", 1, "select_syntax", "unexpected character '@'"),
        ],
    );
}

#[test]
fn messages_repeat_only_a_little_of_the_text() {
    let long = "ş".repeat(7_000);
    for text in [long.clone() + "(a)", format!("a '{long}'"), format!("a {long}"), "1".repeat(7_000) + "x"] {
        let message = parse_filter(&text).unwrap_err().to_string();
        assert!(message.chars().count() < 250, "{message}");
    }
}
