//! The query options of a list: read, checked, and written again into the link to the next page.

use ortak_app::port::{Cursor, ListQuery};
use ortak_app::search;
use ortak_domain::predicate::OrderKey;
use ortak_domain::{Field, Predicate, Violation, Violations};
use url::form_urlencoded;

use super::resolve;
use super::select::Selection;
use super::skiptoken::SkipTokens;

/// Rows of a page when `$top` isn't given.
const DEFAULT_PAGE: usize = 100;
/// The largest `$top`.
const MAX_PAGE: usize = 1_000;
/// Characters of `$search`.
const MAX_SEARCH: usize = 1_000;
/// Rows that `$skip` may pass over.
const MAX_SKIP: usize = 10_000_000;

/// The newest first, unless asked otherwise.
const DEFAULT_ORDER: OrderKey = OrderKey { field: Field::CreatedAt, descending: true };

/// The options of one request.
#[derive(Debug)]
pub struct ListOptions {
    pub query: ListQuery,
    pub select: Option<Selection>,
    /// What the next page repeats, as written.
    repeated: Vec<(&'static str, String)>,
}

const KNOWN: &[&str] = &[
    "$filter",
    "$orderby",
    "$select",
    "$top",
    "$skip",
    "$count",
    "$search",
    "$expand",
    "$skiptoken",
    "$format",
];

impl ListOptions {
    /// Reads the query string. Every option that is wrong is told at once.
    pub fn parse(query: &str, tokens: &SkipTokens) -> Result<Self, Violations> {
        let mut violations = Violations::new();
        let given = options(query, &mut violations);
        let option = |name: &str| {
            given
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.as_str())
                .filter(|v| !v.trim().is_empty())
        };
        let predicate = option("$filter").map(|text| read(filter(text), &mut violations));
        let order = option("$orderby").map(|text| read(order(text), &mut violations));
        let select = option("$select").map(|text| read(Selection::parse(text), &mut violations));
        let top = option("$top").map(|text| read(number("$top", text, MAX_PAGE), &mut violations));
        let skip = option("$skip").map(|text| read(number("$skip", text, MAX_SKIP), &mut violations));
        if let Some(text) = option("$count")
            && !["true", "false"].iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
        {
            violations.add("$count", "wrong_type", "must be true or false");
        }
        if option("$format").is_some_and(|format| !format.to_ascii_lowercase().contains("json")) {
            violations.add("$format", "format_not_supported", "must be json");
        }
        let text = option("$search").unwrap_or_default();
        ortak_domain::text::check(text, "$search", MAX_SEARCH, &mut violations);
        let search = search::words(text);
        if !text.is_empty() && search.is_empty() {
            violations.add("$search", "search_without_words", "must hold a word");
        }
        let bound = bound(&given);
        let after = option("$skiptoken")
            .map(|token| position(token, tokens, &bound))
            .map(|p| read(p, &mut violations));
        violations.or(())?;
        let order = order.flatten().unwrap_or_else(|| vec![DEFAULT_ORDER]);
        let query = ListQuery {
            predicate: predicate.flatten().unwrap_or_else(Predicate::always),
            search,
            order,
            limit: top.flatten().unwrap_or(DEFAULT_PAGE),
            skip: skip.flatten().unwrap_or_default(),
            after: after.flatten(),
        };
        let repeated =
            given.into_iter().filter(|(name, _)| !["$skip", "$skiptoken"].contains(name)).collect();
        Ok(Self { query, select: select.flatten(), repeated })
    }

    /// The query string of the page after `cursor`.
    pub fn next(&self, cursor: &Cursor, tokens: &SkipTokens) -> String {
        let token = tokens.seal(cursor, &bound(&self.repeated));
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.repeated {
            query.append_pair(name, value);
        }
        query.append_pair("$skiptoken", &token);
        query.finish()
    }
}

/// The options of the query string by their own spelling; others than `$…` are for somebody else.
fn options(query: &str, violations: &mut Violations) -> Vec<(&'static str, String)> {
    let mut given: Vec<(&'static str, String)> = Vec::new();
    let mut conditions = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        // OData 4.01 lets the sign out; what then is no option of ours is for somebody else.
        let name = match name.strip_prefix('$') {
            Some(_) => name,
            None if name.eq_ignore_ascii_case("pageSize") => "$top".into(),
            None => {
                if let Some(condition) = condition_of_2018(&name, &value) {
                    conditions.push(condition);
                    continue;
                }
                let signed = format!("${name}");
                if KNOWN.iter().all(|known| !known.eq_ignore_ascii_case(&signed)) {
                    continue;
                }
                signed.into()
            }
        };
        match KNOWN.iter().find(|known| known.eq_ignore_ascii_case(&name)) {
            None => violations.add(name, "unknown_option", format!("is none of {}", KNOWN.join(", "))),
            Some(known) if given.iter().any(|(name, _)| name == known) => {
                violations.add(*known, "repeated_option", "stands more than once");
            }
            Some(known) => given.push((known, value.into_owned())),
        }
    }
    join_conditions(&mut given, &conditions);
    given
}

/// A parameter of the 2018 preview as a condition (03-api B 1).
fn condition_of_2018(name: &str, value: &str) -> Option<String> {
    let value = value.replace('\'', "''");
    match name.to_ascii_lowercase().as_str() {
        "status" => Some(format!("status eq '{value}'")),
        "engagementid" => Some(format!("engagementId eq '{value}'")),
        "invitedbyorganization" => Some(format!("inviteContext/invitedBy/organizationId eq '{value}'")),
        _ => None,
    }
}

fn join_conditions(given: &mut Vec<(&'static str, String)>, conditions: &[String]) {
    if conditions.is_empty() {
        return;
    }
    let old = conditions.join(" and ");
    match given.iter_mut().find(|(name, _)| *name == "$filter") {
        Some((_, filter)) if !filter.trim().is_empty() => *filter = format!("({filter}) and {old}"),
        Some((_, filter)) => *filter = old,
        None => given.push(("$filter", old)),
    }
}

/// What decides which rows come in which order; a position is worth nothing in another query.
fn bound(given: &[(&'static str, String)]) -> String {
    let mut bound = String::new();
    for name in ["$filter", "$orderby", "$search"] {
        let value = given.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        bound.push_str(value);
        bound.push('\n');
    }
    bound
}

fn read<T>(result: Result<T, Violation>, violations: &mut Violations) -> Option<T> {
    result.map_err(|violation| violations.push(violation)).ok()
}

fn syntax(error: &ortak_odata::SyntaxError) -> Violation {
    let message = format!("character {}: {}", error.position, error.kind);
    Violation::new(error.option.to_string(), error.code(), message)
}

/// The condition that a `$filter` states.
pub fn filter(text: &str) -> Result<Predicate, Violation> {
    resolve::filter(&ortak_odata::parse_filter(text).map_err(|error| syntax(&error))?)
}

fn order(text: &str) -> Result<Vec<OrderKey>, Violation> {
    resolve::order(&ortak_odata::parse_order_by(text).map_err(|error| syntax(&error))?)
}

fn number(name: &str, text: &str, max: usize) -> Result<usize, Violation> {
    let number = text.trim().parse::<usize>().ok().filter(|number| *number <= max);
    number.ok_or_else(|| {
        Violation::new(name, "out_of_range", format!("must be a whole number from 0 to {max}"))
    })
}

fn position(token: &str, tokens: &SkipTokens, bound: &str) -> Result<Cursor, Violation> {
    let message = "is no token of this list; follow @odata.nextLink as it is";
    tokens.open(token.trim(), bound).ok_or_else(|| Violation::new("$skiptoken", "invalid_skiptoken", message))
}
