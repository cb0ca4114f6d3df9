//! The customer directory.

use std::collections::BTreeSet;

use async_trait::async_trait;
use ortak_app::customer::{BEGINNING, Company};
use ortak_app::port::{CompanyChange, CustomerQuery, Customers, StoreError};
use ortak_domain::{Duns, Time};

use super::commit::{opt_text, text};
use crate::Store;
use crate::conn::{DbError, Row, Statement, Value};

const COLUMNS: &str = "c.duns, c.name, c.address_line1, c.address_line2, c.city, c.state, c.postal_code, \
     c.country, c.external_id";
/// Places of names that are looked at for one word, at most: it bounds the work for words that are everywhere.
const SCAN: i64 = 500;
/// A company may have the same words at several of its places.
const SPARE: i64 = 4;

fn company(mut row: Row) -> Result<Company, DbError> {
    let duns = Duns::from_number(row.int(0)?);
    Ok(Company {
        duns: duns.map_err(|error| DbError::Corrupt(format!("a D-U-N-S number {error}")))?,
        name: row.take_text(1)?,
        address_line1: row.take_opt_text(2)?,
        address_line2: row.take_opt_text(3)?,
        city: row.take_opt_text(4)?,
        state: row.take_opt_text(5)?,
        postal_code: row.take_opt_text(6)?,
        country: row.take_text(7)?,
        external_id: row.take_opt_text(8)?,
    })
}

fn number(duns: Duns) -> Value {
    Value::Int(duns.number().into())
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A statement that grows with its parameters.
#[derive(Default)]
struct Asked(Vec<Value>);

impl Asked {
    fn param(&mut self, value: Value) -> String {
        self.0.push(value);
        format!("${}", self.0.len())
    }

    fn list(&mut self, values: impl Iterator<Item = Value>) -> String {
        values.map(|value| self.param(value)).collect::<Vec<_>>().join(", ")
    }

    /// The numbers of names that begin so, at their first word or at a later one, in the order of the index.
    fn places(&mut self, countries: &str, later: bool, word: &str, limit: i64) -> String {
        let later = if later { "TRUE" } else { "FALSE" };
        // The index holds no more of a word.
        let word: String = word.chars().take(BEGINNING).collect();
        let from = self.param(text(&word));
        // Behind every text that begins so.
        let until = self.param(Value::Text(format!("{word}\u{10ffff}")));
        let limit = self.param(Value::Int(limit));
        // Across countries it would have to sort all there are.
        let order = if countries.contains(',') { "" } else { "ORDER BY w.word, w.duns " };
        format!(
            "SELECT w.duns FROM customer_word w WHERE w.country IN ({countries}) AND w.later = {later} \
             AND w.word >= {from} AND w.word < {until} {order}LIMIT {limit}"
        )
    }

    /// The same at any word.
    fn anywhere(&mut self, countries: &str, word: &str) -> String {
        let [first, later] = [false, true].map(|later| self.places(countries, later, word, SCAN));
        format!("SELECT a.duns FROM ({first}) a UNION ALL SELECT b.duns FROM ({later}) b")
    }

    fn countries(&mut self, query: &CustomerQuery) -> String {
        self.list(query.countries.iter().map(|country| text(country)))
    }
}

/// By the beginning of the number.
pub(super) fn numbered(query: &CustomerQuery, (from, until): (Duns, Duns)) -> (String, Vec<Value>) {
    let mut asked = Asked::default();
    let countries = asked.countries(query);
    let (from, until) = (asked.param(number(from)), asked.param(number(until)));
    let limit = asked.param(Value::Int(count(query.limit)));
    let sql = format!(
        "SELECT {COLUMNS} FROM customer c WHERE c.duns BETWEEN {from} AND {until} \
         AND c.country IN ({countries}) ORDER BY c.duns LIMIT {limit}"
    );
    (sql, asked.0)
}

/// The words stand in a row where the name begins, or later.
pub(super) fn in_a_row(query: &CustomerQuery, later: bool) -> (String, Vec<Value>) {
    let words = query.words.join(" ");
    let mut asked = Asked::default();
    let countries = asked.countries(query);
    let is_cut = words.chars().nth(BEGINNING).is_some();
    let limit = if is_cut { SCAN } else { count(query.limit).saturating_mul(SPARE) };
    let places = asked.places(&countries, later, &words, limit);
    // Words have only letters and digits, so nothing in them means something to LIKE.
    let rest = match (is_cut, later) {
        (false, _) => String::new(),
        (true, false) => format!("AND c.search_key LIKE {}", asked.param(Value::Text(format!("{words}%")))),
        (true, true) => format!("AND c.search_key LIKE {}", asked.param(Value::Text(format!("% {words}%")))),
    };
    let limit = asked.param(Value::Int(count(query.limit)));
    let sql = format!(
        "SELECT {COLUMNS} FROM customer c WHERE c.duns IN ({places}) {rest} \
         ORDER BY c.search_key, c.duns LIMIT {limit}"
    );
    (sql, asked.0)
}

/// How many places begin with the word, counted no further than needed.
fn commonness(query: &CustomerQuery, word: &str) -> (String, Vec<Value>) {
    let mut asked = Asked::default();
    let countries = asked.countries(query);
    let places = asked.anywhere(&countries, word);
    (format!("SELECT count(*) FROM ({places}) p"), asked.0)
}

/// All words are somewhere in the name; found through this one of them.
pub(super) fn scattered(query: &CustomerQuery, through: &str) -> (String, Vec<Value>) {
    let mut asked = Asked::default();
    let countries = asked.countries(query);
    let places = asked.anywhere(&countries, through);
    let words = query.words.iter().map(|word| {
        format!("AND ' ' || c.search_key LIKE {} ", asked.param(Value::Text(format!("% {word}%"))))
    });
    let words: String = words.collect();
    let limit = asked.param(Value::Int(count(query.limit)));
    let sql = format!(
        "SELECT {COLUMNS} FROM customer c WHERE c.duns IN ({places}) {words}\
         ORDER BY c.search_key, c.duns LIMIT {limit}"
    );
    (sql, asked.0)
}

/// Where the name begins, as rows of `customer_word`.
pub(crate) fn add_words(
    company: (&str, i64),
    words: impl Iterator<Item = (bool, String)>,
) -> Option<Statement> {
    let mut asked = Asked::default();
    let country = asked.param(text(company.0));
    let duns = asked.param(Value::Int(company.1));
    let rows: Vec<String> = words
        .map(|(later, word)| {
            let (later, word) = (asked.param(Value::Bool(later)), asked.param(Value::Text(word)));
            format!("({country}, {later}, {word}, {duns})")
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let sql = format!("INSERT INTO customer_word (country, later, word, duns) VALUES {}", rows.join(", "));
    Some(Statement::new("customer words", sql, asked.0))
}

type Words = BTreeSet<(String, bool, String)>;

fn words(company: Option<&Company>) -> Words {
    let words = |company: &Company| {
        let beginnings = company.beginnings().into_iter();
        beginnings.map(|(later, word)| (company.country.clone(), later, word)).collect()
    };
    company.map(words).unwrap_or_default()
}

/// In the order of `COLUMNS`, then the search key, the source and the time.
fn params(company: &Company, source: &str, now: Time) -> Vec<Value> {
    let mut params = vec![number(company.duns), text(&company.name)];
    let optional =
        [&company.address_line1, &company.address_line2, &company.city, &company.state, &company.postal_code];
    params.extend(optional.map(|value| opt_text(value.as_deref())));
    params.extend([
        text(&company.country),
        opt_text(company.external_id.as_deref()),
        Value::Text(company.search_key()),
        text(source),
        Value::Int(now.ticks()),
    ]);
    params
}

const INSERT: &str = "INSERT INTO customer (duns, name, address_line1, address_line2, city, state, postal_code, \
     country, external_id, search_key, source, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
// Words hang on name and country: both must be as they were.
const UPDATE: &str = "UPDATE customer SET name = $2, address_line1 = $3, address_line2 = $4, city = $5, \
     state = $6, postal_code = $7, country = $8, external_id = $9, search_key = $10, source = $11, \
     updated_at = $12 WHERE duns = $1 AND name = $13 AND country = $14";
const DELETE: &str = "DELETE FROM customer WHERE duns = $1 AND name = $2 AND country = $3";
const DELETE_WORD: &str =
    "DELETE FROM customer_word WHERE country = $1 AND later = $2 AND word = $3 AND duns = $4";

fn statements(change: &CompanyChange, now: Time) -> Vec<Statement> {
    let CompanyChange { before, after, source } = change;
    let was = |company: &Company| [text(&company.name), text(&company.country)];
    let mut statements = Vec::new();
    match (before, after) {
        (None, None) => {}
        (None, Some(after)) => {
            let insert = Statement::new("customer", INSERT, params(after, source, now));
            statements.push(insert.expect_rows(1));
        }
        (Some(before), Some(after)) => {
            let mut params = params(after, source, now);
            params.extend(was(before));
            statements.push(Statement::new("customer", UPDATE, params).expect_rows(1));
        }
        (Some(before), None) => {
            let mut params = vec![number(before.duns)];
            params.extend(was(before));
            statements.push(Statement::new("customer", DELETE, params).expect_rows(1));
        }
    }
    let (old, new) = (words(before.as_ref()), words(after.as_ref()));
    if let Some(before) = before {
        statements.extend(old.difference(&new).map(|(country, later, word)| {
            let params = vec![text(country), Value::Bool(*later), text(word), number(before.duns)];
            Statement::new("customer words", DELETE_WORD, params)
        }));
    }
    if let Some(after) = after {
        let added = new.difference(&old).map(|(_, later, word)| (*later, word.clone()));
        statements.extend(add_words((&after.country, after.duns.number().into()), added));
    }
    statements
}

impl Store {
    async fn found(&self, (sql, params): (String, Vec<Value>)) -> Result<Vec<Company>, StoreError> {
        let rows = self.db.query(sql, params).await?;
        Ok(rows.into_iter().map(company).collect::<Result<_, _>>()?)
    }

    /// The word to find the others through: one that is rare enough to see all its places, or the longest.
    async fn rarest<'a>(&self, query: &'a CustomerQuery) -> Result<Option<&'a String>, StoreError> {
        let mut words: Vec<&String> = query.words.iter().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in &words {
            let (sql, params) = commonness(query, word);
            if self.db.query_opt(sql, params).await?.map_or(Ok(0), |row| row.int(0))? < SCAN {
                return Ok(Some(word));
            }
        }
        Ok(words.first().copied())
    }
}

#[async_trait]
impl Customers for Store {
    async fn suggested(&self, query: &CustomerQuery) -> Result<Vec<Company>, StoreError> {
        let mut found: Vec<Company> = Vec::new();
        let add = |found: &mut Vec<Company>, more: Vec<Company>| {
            for company in more {
                if found.len() < query.limit && found.iter().all(|known| known.duns != company.duns) {
                    found.push(company);
                }
            }
        };
        if let Some(numbers) = query.numbers {
            add(&mut found, self.found(numbered(query, numbers)).await?);
        }
        for later in [false, true] {
            if found.len() < query.limit && !query.words.is_empty() {
                add(&mut found, self.found(in_a_row(query, later)).await?);
            }
        }
        if found.len() < query.limit
            && query.words.len() > 1
            && let Some(word) = self.rarest(query).await?
        {
            add(&mut found, self.found(scattered(query, word)).await?);
        }
        Ok(found)
    }

    async fn companies(&self, numbers: &[Duns]) -> Result<Vec<Company>, StoreError> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let mut asked = Asked::default();
        let numbers = asked.list(numbers.iter().copied().map(number));
        let sql = format!("SELECT {COLUMNS} FROM customer c WHERE c.duns IN ({numbers}) ORDER BY c.duns");
        self.found((sql, asked.0)).await
    }

    async fn companies_after(&self, after: Option<Duns>, limit: usize) -> Result<Vec<Company>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM customer c WHERE c.duns > $1 ORDER BY c.duns LIMIT $2");
        let after = after.map_or(Value::Int(-1), number);
        self.found((sql, vec![after, Value::Int(count(limit))])).await
    }

    async fn change_companies(&self, changes: Vec<CompanyChange>, now: Time) -> Result<(), StoreError> {
        let statements = changes.iter().flat_map(|change| statements(change, now)).collect();
        Ok(self.db.write(statements).await.map(drop)?)
    }
}
