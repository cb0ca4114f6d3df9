use super::{canonical, filter, structure};
use crate::{
    CompareOp, Conversion, Direction, Expr, Literal, LiteralValue, Operand, Path, Position, Quantifier,
    TextFunction, parse_order_by, parse_select,
};

fn path(text: &str) -> Path {
    Path { segments: text.split('/').map(str::to_owned).collect(), position: Position::default() }
}

fn string(text: &str) -> Operand {
    let value = LiteralValue::String(text.to_owned());
    Operand::Literal(Literal { value, position: Position::default() })
}

fn equals(left: &str, right: &str) -> Expr {
    let (left, right) = (Operand::Path(path(left)), string(right));
    Expr::Compare { op: CompareOp::Eq, left, right, position: Position::default() }
}

/// The public query examples of the API, decoded.
#[test]
fn published_filters() {
    let texts = [
        "engagementId eq '65edc0b5-3485-41b7-a17e-dfa9ef4706e2'",
        "engagementId eq 1352e03d-281b-49ef-acf5-0eb2b2dd3b13",
        "status eq 'New' and qualification eq 'SalesQualified'",
        "customerProfile/address/country eq 'US' and direction eq 'Incoming'",
        "status eq 'Active' and direction eq 'Outgoing' and type eq 'Shared' and team/any(t:t/email eq 'r2d2@contoso.com')",
        "status eq 'New' and substatus eq 'Pending'",
        "status eq 'Active'",
        "direction eq 'Incoming'",
    ];
    for text in texts {
        assert_eq!(canonical(text), text);
    }
    assert_eq!(
        canonical("(type eq 'Shared' and direction eq 'Incoming')"),
        "type eq 'Shared' and direction eq 'Incoming'"
    );
    assert_eq!(
        canonical("(direction eq 'Incoming' and substatus eq 'Pending')"),
        "direction eq 'Incoming' and substatus eq 'Pending'"
    );
}

#[test]
fn published_trees() {
    assert_eq!(
        filter("status eq 'New' and substatus eq 'Pending'"),
        Expr::And(vec![equals("status", "New"), equals("substatus", "Pending")])
    );
    let guid = LiteralValue::Guid("1352e03d-281b-49ef-acf5-0eb2b2dd3b13".to_owned());
    assert_eq!(
        filter("engagementId eq 1352e03d-281b-49ef-acf5-0eb2b2dd3b13"),
        Expr::Compare {
            op: CompareOp::Eq,
            left: Operand::Path(path("engagementId")),
            right: Operand::Literal(Literal { value: guid, position: Position::default() }),
            position: Position::default(),
        }
    );
    let Expr::Lambda { path: collection, quantifier, body: Some(body) } =
        filter("customerProfile/team/any(t:t/email eq 'r2d2@contoso.com')")
    else {
        panic!("not a lambda with a body");
    };
    assert_eq!((collection, quantifier), (path("customerProfile/team"), Quantifier::Any));
    assert_eq!((body.variable.as_str(), *body.condition), ("t", equals("t/email", "r2d2@contoso.com")));
}

#[test]
fn published_orders_and_selections() {
    for name in ["createdDateTime", "updatedDateTime"] {
        let items = parse_order_by(&format!("{name} desc")).unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!((&items[0].path, items[0].direction), (&path(name), Direction::Descending));
    }
    let paths = parse_select("id,status,customerProfile").unwrap();
    assert_eq!(paths, [path("id"), path("status"), path("customerProfile")]);
}

#[test]
fn precedence() {
    let table = [
        ("a eq 1 or b eq 2 and c eq 3", "or[a eq 1, and[b eq 2, c eq 3]]"),
        ("a eq 1 and b eq 2 or c eq 3", "or[and[a eq 1, b eq 2], c eq 3]"),
        ("a eq 1 and b eq 2 or c eq 3 and d eq 4", "or[and[a eq 1, b eq 2], and[c eq 3, d eq 4]]"),
        ("(a eq 1 or b eq 2) and c eq 3", "and[or[a eq 1, b eq 2], c eq 3]"),
        ("a eq 1 and (b eq 2 or c eq 3)", "and[a eq 1, or[b eq 2, c eq 3]]"),
        ("a eq 1 or b eq 2 or c eq 3", "or[a eq 1, b eq 2, c eq 3]"),
        ("a eq 1 and b eq 2 and c eq 3", "and[a eq 1, b eq 2, c eq 3]"),
        ("(a eq 1 and b eq 2) and c eq 3", "and[and[a eq 1, b eq 2], c eq 3]"),
        ("not a eq 1", "not[a eq 1]"),
        ("not a eq 1 and b eq 2", "and[not[a eq 1], b eq 2]"),
        ("not a or b", "or[not[a], b]"),
        ("not (a eq 1 and b eq 2)", "not[and[a eq 1, b eq 2]]"),
        ("not not a", "not[not[a]]"),
        ("a eq 1 and not b", "and[a eq 1, not[b]]"),
        ("not a in (1,2)", "not[a in (1,2)]"),
        ("a in (1) and b", "and[a in (1), b]"),
        ("not contains(a,'x') or b", "or[not[contains(a,'x')], b]"),
        ("x/any(t:t/a eq 1 or t/b eq 2 and t/c eq 3)", "any[x: t -> or[t/a eq 1, and[t/b eq 2, t/c eq 3]]]"),
        ("x/all(t:t/a) and b", "and[all[x: t -> t/a], b]"),
        ("not x/any(t:t/a)", "not[any[x: t -> t/a]]"),
        ("((a eq 1))", "a eq 1"),
        ("(((a))) eq ((1))", "a eq 1"),
        ("a and (b)", "and[a, b]"),
    ];
    for (text, expected) in table {
        assert_eq!(structure(&filter(text)), expected, "{text}");
    }
}

#[test]
fn canonical_text() {
    let table = [
        ("a  EQ\t1\r\nAND not(b)", "a eq 1 and not b"),
        ("not a eq 1", "not (a eq 1)"),
        ("not(not(a))", "not not a"),
        ("((a or b)) or c", "(a or b) or c"),
        ("(a and b) or c", "a and b or c"),
        ("'x'eq name", "'x' eq name"),
        ("a in(1 , 2,  'x')", "a in (1,2,'x')"),
        ("CONTAINS ( ToLower(name) , 'x' )", "contains(tolower(name),'x')"),
        ("x/ANY( t : t/a )", "x/any(t:t/a)"),
        ("x / any ()", "x/any()"),
        ("a eq TRUE or FALSE or b eq NULL", "a eq true or false or b eq null"),
        ("a eq 1352E03D-281B-49EF-ACF5-0EB2B2DD3B13", "a eq 1352e03d-281b-49ef-acf5-0eb2b2dd3b13"),
    ];
    for (text, expected) in table {
        assert_eq!(canonical(text), expected, "{text}");
        assert_eq!(canonical(expected), expected);
    }
}

#[test]
fn operators_in_any_case() {
    let table = [
        ("eq", CompareOp::Eq),
        ("NE", CompareOp::Ne),
        ("Gt", CompareOp::Gt),
        ("gE", CompareOp::Ge),
        ("lt", CompareOp::Lt),
        ("LE", CompareOp::Le),
    ];
    for (keyword, expected) in table {
        let Expr::Compare { op, .. } = filter(&format!("a {keyword} 1")) else { panic!("{keyword}") };
        assert_eq!(op, expected);
        assert_eq!(op.mirrored().mirrored(), op);
    }
    let Expr::Compare { op, left, right, .. } = filter("5 lt amount") else { panic!("no comparison") };
    assert_eq!(
        (right.to_string(), op.mirrored(), left.to_string()),
        ("amount".into(), CompareOp::Gt, "5".into())
    );
}

#[test]
fn functions() {
    for (name, expected) in [
        ("contains", TextFunction::Contains),
        ("startsWith", TextFunction::StartsWith),
        ("EndsWith", TextFunction::EndsWith),
    ] {
        let Expr::Call { function, args, .. } = filter(&format!("{name}(name,'x')")) else {
            panic!("{name}")
        };
        assert_eq!((function, args), (expected, [Operand::Path(path("name")), string("x")]));
    }
    for (name, expected) in
        [("tolower", Conversion::Lower), ("toUpper", Conversion::Upper), ("TRIM", Conversion::Trim)]
    {
        let Expr::Compare { left: Operand::Convert { function, argument, .. }, .. } =
            filter(&format!("{name}(a) eq 'x'"))
        else {
            panic!("{name}")
        };
        assert_eq!((function, *argument), (expected, Operand::Path(path("a"))));
    }
    assert_eq!(canonical("'x' eq trim(tolower(a/b))"), "'x' eq trim(tolower(a/b))");
}

/// Words that are functions or keywords elsewhere are names where they can be nothing else.
#[test]
fn names_like_keywords() {
    for text in [
        "contains eq 1",
        "any and all",
        "team/any eq 1",
        "a/and/or/not/true eq 1",
        "asc eq desc",
        "android or order",
        "guid eq datetime",
        "müşteri/адрес eq 'x'",
        "_x1 eq 1",
        "x/any(all:all/any eq 1)",
    ] {
        assert_eq!(canonical(text), text);
    }
}

#[test]
fn lambdas() {
    for text in [
        "team/any()",
        "team/all(t:not t/active)",
        "tags/any(t:t eq 'x')",
        "team/any(t:t/email eq owner)",
        "a/any(x:x/b/any(y:x/c eq y/d and e/all(z:z)))",
        "a/any(x:x) and b/any(x:x)",
    ] {
        assert_eq!(canonical(text), text);
    }
    let Expr::Lambda { body, .. } = filter("team/any()") else { panic!("no lambda") };
    assert_eq!(body, None);
}

#[test]
fn every_node_knows_its_place() {
    // The first two letters are two bytes each, and count as one character each.
    let Expr::And(links) =
        filter("şü eq 1 and not contains( tolower(x), 'é') and (a/b in (1, 2)) and true and t/any()")
    else {
        panic!("no chain");
    };
    let Expr::Compare { left, right, position, .. } = &links[0] else { panic!("no comparison") };
    assert_eq!([left.position().get(), position.get(), right.position().get()], [1, 4, 7]);
    let Expr::Not(inner) = &links[1] else { panic!("no negation") };
    let Expr::Call { args: [text, part], position, .. } = &**inner else { panic!("no call") };
    assert_eq!([position.get(), text.position().get(), part.position().get()], [17, 27, 39]);
    let Operand::Convert { argument, .. } = text else { panic!("no conversion") };
    assert_eq!(argument.position().get(), 35);
    let Expr::In { operand, list } = &links[2] else { panic!("no list") };
    assert_eq!([operand.position().get(), list[0].position.get(), list[1].position.get()], [49, 57, 60]);
    let Expr::Constant { position, .. } = &links[3] else { panic!("no constant") };
    assert_eq!(position.get(), 68);
    let Expr::Lambda { path, .. } = &links[4] else { panic!("no lambda") };
    assert_eq!(path.position.get(), 77);
}

#[test]
fn orders() {
    let items = parse_order_by(" name , customerProfile/name DESC,createdDateTime Asc, desc desc").unwrap();
    let texts: Vec<_> = items.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["name", "customerProfile/name desc", "createdDateTime", "desc desc"]);
    let places: Vec<_> = items.iter().map(|item| item.path.position.get()).collect();
    assert_eq!(places, [2, 9, 35, 56]);
}

#[test]
fn selections() {
    let paths = parse_select("id, customerProfile/address/country,*").unwrap();
    assert_eq!(paths, [path("id"), path("customerProfile/address/country"), path("*")]);
    let all: Vec<_> = paths.iter().map(Path::is_all).collect();
    assert_eq!(all, [false, false, true]);
    assert_eq!(paths[2].position.get(), 37);
}
