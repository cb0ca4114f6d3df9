//! The rows of one create or update, as statements.
//!
//! They are copies of the rows that the server itself has written for a referral, under new ids, so that both
//! sides write the same. An update changes what the server's changes: the value, and when it was; rows that said the same
//! as before would leave most indexes alone.

use ortak_app::port::{Clock as _, Ids as _, SystemClock, SystemIds};
use ortak_app::search;
use serde_json::Value;

use super::Kind;

/// One value of a row.
#[derive(Clone, Debug)]
pub enum Cell {
    Null,
    Text(String),
    Int(i64),
    Bool(bool),
}

impl Cell {
    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The tables of a unit of work, and the column that names the referral.
pub const TABLES: [(&str, &str); 5] = [
    ("referral", "id"),
    ("referral_team", "referral_id"),
    ("party", "referral_id"),
    ("event", "referral_id"),
    ("outbox", "referral_id"),
];

/// A row as it was read.
#[derive(Clone, Debug)]
pub struct Row {
    pub table: &'static str,
    pub columns: Vec<String>,
    pub cells: Vec<Cell>,
}

/// A referral that is updated.
#[derive(Clone, Debug)]
pub struct Existing {
    pub id: String,
    pub engagement_id: String,
    pub version: i64,
}

/// How parameters are written, and how a deal's words are kept.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    pub parameter: char,
    /// A column of the referral, or a table of its own.
    pub words_are_a_column: bool,
}

/// A unit of work: which statement with which parameters, in order.
pub type Work = Vec<(usize, Vec<Cell>)>;

/// A referral's rows, ready to be written again and again.
pub struct Template {
    rows: Vec<Row>,
    words: String,
    kind: Kind,
    dialect: Dialect,
    /// One text for each entry of a unit of work.
    pub statements: Vec<String>,
}

impl Template {
    pub fn new(mut rows: Vec<Row>, kind: Kind, dialect: Dialect) -> Self {
        let words = words(&rows);
        if kind == Kind::Update {
            // The load changes the value of a deal, which leaves its team as it is.
            rows.retain(|row| row.table != "referral_team");
        }
        let mut statements = Vec::new();
        for row in &rows {
            match (row.table, kind) {
                ("referral", Kind::Update) => statements.push(update(row, dialect)),
                ("party", _) => statements.push(upsert(row, dialect)),
                _ => statements.push(insert(row, dialect)),
            }
            if row.table == "referral" && kind == Kind::Create && !dialect.words_are_a_column {
                statements.push(
                    "INSERT INTO referral_search (rowid, words) VALUES (last_insert_rowid(), ?1)".to_owned(),
                );
            }
        }
        Self { rows, words, kind, dialect, statements }
    }

    /// A new referral like the template.
    pub fn create(&self) -> Work {
        let (id, engagement) = (SystemIds.ordered().to_string(), SystemIds.random().to_string());
        let mut work = Work::with_capacity(self.statements.len());
        for row in &self.rows {
            work.push((work.len(), self.cells(row, &id, &engagement, None)));
            if row.table == "referral" && !self.dialect.words_are_a_column {
                work.push((work.len(), vec![Cell::text(&self.words)]));
            }
        }
        work
    }

    /// The next version of a referral.
    pub fn update(&self, existing: &mut Existing) -> Work {
        let seen = existing.version;
        existing.version += 1;
        let row = |row| self.cells(row, &existing.id, &existing.engagement_id, Some(existing.version));
        let mut work: Work = self.rows.iter().map(row).enumerate().collect();
        if let Some((_, cells)) = work.first_mut() {
            cells.push(Cell::Int(seen));
        }
        work
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    fn cells(&self, row: &Row, id: &str, engagement: &str, version: Option<i64>) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(row.cells.len() + 2);
        for (column, cell) in row.columns.iter().zip(&row.cells) {
            cells.push(match (row.table, column.as_str()) {
                ("referral", "id") | (_, "referral_id") => Cell::text(id),
                (_, "engagement_id") => Cell::text(engagement),
                ("outbox", "id") => Cell::Text(SystemIds.ordered().to_string()),
                (_, "version") => version.map_or_else(|| cell.clone(), Cell::Int),
                ("referral" | "party", "updated_at") if version.is_some() => {
                    Cell::Int(SystemClock.now().ticks())
                }
                ("referral", "deal_value") => version.map_or_else(|| cell.clone(), Cell::Int),
                _ => cell.clone(),
            });
        }
        if row.table == "referral" && self.dialect.words_are_a_column {
            cells.push(Cell::text(&self.words));
        }
        cells
    }
}

/// The parameters of a row's statement: one for each column, and the words where they are one.
fn parameters(row: &Row, dialect: Dialect) -> Vec<(String, String)> {
    let sign = dialect.parameter;
    let columns = row.columns.iter().zip(1..).map(|(column, n)| (column.clone(), format!("{sign}{n}")));
    let mut parameters: Vec<(String, String)> = columns.collect();
    if row.table == "referral" && dialect.words_are_a_column {
        let n = parameters.len() + 1;
        let words = format!("array_to_tsvector(string_to_array({sign}{n}::text, ' '))");
        parameters.push(("search".to_owned(), words));
    }
    parameters
}

fn insert(row: &Row, dialect: Dialect) -> String {
    let (columns, values): (Vec<String>, Vec<String>) = parameters(row, dialect).into_iter().unzip();
    format!("INSERT INTO {} ({}) VALUES ({})", row.table, columns.join(", "), values.join(", "))
}

fn assignments(row: &Row, values: impl Fn(&str, &str) -> String, dialect: Dialect, keys: &[&str]) -> String {
    let all = parameters(row, dialect).into_iter().filter(|(column, _)| !keys.contains(&column.as_str()));
    all.map(|(column, value)| format!("{column} = {}", values(&column, &value)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn update(row: &Row, dialect: Dialect) -> String {
    let of = |column: &str| {
        let all = parameters(row, dialect);
        all.into_iter().find(|(name, _)| name == column).map(|(_, value)| value).unwrap_or_default()
    };
    let set = assignments(row, |_, value| value.to_owned(), dialect, &["organization_id", "id"]);
    let seen = format!("{}{}", dialect.parameter, parameters(row, dialect).len() + 1);
    let (organization, id) = (of("organization_id"), of("id"));
    format!(
        "UPDATE referral SET {set} WHERE organization_id = {organization} AND id = {id} AND version = {seen}"
    )
}

fn upsert(row: &Row, dialect: Dialect) -> String {
    let keys = ["engagement_id", "organization_id", "referral_id"];
    let set = assignments(row, |column, _| format!("excluded.{column}"), dialect, &keys);
    format!("{} ON CONFLICT ({}) DO UPDATE SET {set}", insert(row, dialect), keys.join(", "))
}

/// The words under which the deal is found.
fn words(rows: &[Row]) -> String {
    let document = rows.iter().filter(|row| row.table == "referral").find_map(|row| {
        let (_, cell) = row.columns.iter().zip(&row.cells).find(|(column, _)| *column == "document")?;
        if let Cell::Text(text) = cell { serde_json::from_str::<Value>(text).ok() } else { None }
    });
    let document = document.unwrap_or_default();
    let of = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let mut words: Vec<String> =
        ["/name", "/customerProfile/name", "/customerProfile/address/city", "/details/notes"]
            .into_iter()
            .flat_map(|pointer| search::words(of(pointer)))
            .collect();
    let people =
        ["/team", "/customerProfile/team"].map(|team| document.pointer(team).and_then(Value::as_array));
    for person in people.into_iter().flatten().flatten() {
        let texts = ["firstName", "lastName", "email"].map(|name| person.get(name).and_then(Value::as_str));
        words.extend(texts.into_iter().flatten().flat_map(search::words));
    }
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQLITE: Dialect = Dialect { parameter: '?', words_are_a_column: false };
    const POSTGRES: Dialect = Dialect { parameter: '$', words_are_a_column: true };

    fn row(table: &'static str, columns: &[&str]) -> Row {
        let cells = columns.iter().map(|column| Cell::text(column)).collect();
        Row { table, columns: columns.iter().map(|&column| column.to_owned()).collect(), cells }
    }

    #[test]
    fn statements_of_a_create() {
        let rows = vec![row("referral", &["organization_id", "id"]), row("event", &["referral_id"])];
        let template = Template::new(rows.clone(), Kind::Create, SQLITE);
        assert_eq!(
            template.statements,
            [
                "INSERT INTO referral (organization_id, id) VALUES (?1, ?2)",
                "INSERT INTO referral_search (rowid, words) VALUES (last_insert_rowid(), ?1)",
                "INSERT INTO event (referral_id) VALUES (?1)",
            ]
        );
        assert_eq!(template.create().len(), 3);
        let template = Template::new(rows, Kind::Create, POSTGRES);
        assert_eq!(
            template.statements[0],
            "INSERT INTO referral (organization_id, id, search) \
             VALUES ($1, $2, array_to_tsvector(string_to_array($3::text, ' ')))"
        );
        assert_eq!(template.create()[0].1.len(), 3);
    }

    #[test]
    fn statements_of_an_update() {
        let rows = vec![
            row("referral", &["organization_id", "id", "version"]),
            row("referral_team", &["referral_id"]),
            row("party", &["engagement_id", "organization_id", "referral_id", "team"]),
        ];
        let template = Template::new(rows, Kind::Update, SQLITE);
        assert_eq!(
            template.statements,
            [
                "UPDATE referral SET version = ?3 WHERE organization_id = ?1 AND id = ?2 AND version = ?4",
                "INSERT INTO party (engagement_id, organization_id, referral_id, team) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (engagement_id, organization_id, referral_id) DO UPDATE SET team = excluded.team",
            ]
        );
        let mut existing = Existing { id: "r".to_owned(), engagement_id: "e".to_owned(), version: 3 };
        let work = template.update(&mut existing);
        assert_eq!(existing.version, 4);
        assert!(matches!(work[0].1[2..], [Cell::Int(4), Cell::Int(3)]));
    }
}
