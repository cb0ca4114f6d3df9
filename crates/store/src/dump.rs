//! All rows of all tables, whatever they mean: what a backup reads and a restore writes.
//!
//! Columns and keys come from the catalogue of the database, so that a column added by a migration is never
//! forgotten. The names of the tables stand here, because a restore must write parents before children; that none
//! is missing is checked at each use and by a test. The full-text index is rebuilt instead of dumped, as it is
//! another thing on each database, and so are the words of the customer directory, which are as many again; files that
//! people have uploaded for an import are left out. Nothing else differs: rows of one database fit the other. A schema of an earlier
//! version is read and filled as it is.

use ortak_app::{customer, document, search};

use crate::conn::{Database, DbError, Dialect, Row, Snapshot, Statement, Value};
use crate::repo::customers;

/// The tables of a dump, parents first.
pub const TABLES: [&str; 39] = [
    "setting",
    "signing_key",
    "organization",
    "location",
    "person",
    "sign_in_name",
    "api_client",
    "solution",
    "refresh_token",
    "referral",
    "referral_team",
    "referral_solution",
    "favorite",
    "party",
    "event",
    "outbox",
    "idempotency",
    "stage_name",
    "webhook",
    "webhook_delivery",
    "webhook_attempt",
    "notification",
    "notification_preference",
    "notification_setting",
    "mail",
    "session",
    "attempt",
    "one_time_token",
    "totp",
    "recovery_code",
    "passkey",
    "account_mail",
    "audit_event",
    "audit_head",
    "saved_view",
    "deal_draft",
    "deal_import",
    "deal_import_line",
    "customer",
];

/// Tables that a restore leaves empty: whoever was let in then is not let in now. What was revoked since would be good
/// again, and what was used up could be used once more.
pub const FLEETING: [&str; 5] = ["refresh_token", "session", "attempt", "one_time_token", "account_mail"];

/// Made from a table of the dump, and rebuilt with it.
const DERIVED: &str = "customer_word";
const CUSTOMER: &str = "customer";
/// Uploaded files are forgotten within a day (ADR 16), and outlive that in no backup.
const PASSING: &str = "import_file";

/// Belongs to the schema, not to the data.
const HISTORY: &str = "refinery_schema_history";

/// Rows read at a time.
const PAGE: usize = 500;

/// The setting that stands in a database from the first to the last row of a restore.
const UNFINISHED: &str = "restore_unfinished";

/// A table as the catalogue describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    columns: Vec<Column>,
    /// Positions of the primary key's columns, in the key's order.
    key: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Column {
    name: String,
    boolean: bool,
}

impl Table {
    /// The names of the columns, in the order of a row.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }
}

/// Reads everything as it was at one moment, while others go on writing.
#[derive(Debug)]
pub struct Reader {
    snapshot: Snapshot,
    tables: Vec<Table>,
    schema: i64,
}

impl Reader {
    /// Takes the snapshot. A database in the middle of a restore has nothing worth reading.
    pub async fn open(db: &Database) -> Result<Self, DbError> {
        let snapshot = db.snapshot().await?;
        let newest = snapshot.query(SCHEMA, Vec::new()).await?;
        let schema = newest.first().map_or(Ok(0), |row| row.int(0))?;
        let is_old = schema < db.newest_schema();
        let tables = tables(snapshot.query(catalogue(db.dialect()), Vec::new()).await?, is_old)?;
        if !snapshot.query(MARK, vec![UNFINISHED.into()]).await?.is_empty() {
            return Err(unfinished());
        }
        Ok(Self { snapshot, tables, schema })
    }

    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The version of the schema.
    pub fn schema(&self) -> i64 {
        self.schema
    }

    /// The rows after a row, in the order of the primary key, or the first ones; none at the end.
    pub async fn page(&self, table: &Table, after: Option<&Row>) -> Result<Vec<Row>, DbError> {
        let columns = table.columns().collect::<Vec<_>>().join(", ");
        let keys: Vec<&str> =
            table.key.iter().filter_map(|at| table.columns.get(*at)).map(|column| &*column.name).collect();
        let keys = keys.join(", ");
        let (condition, params) = match after {
            None => (String::new(), Vec::new()),
            Some(row) => {
                let params: Vec<Value> =
                    table.key.iter().map(|at| row.value(*at).cloned()).collect::<Result<_, _>>()?;
                (format!("WHERE ({keys}) > ({})", placeholders(params.len())), params)
            }
        };
        let name = table.name;
        let sql = format!("SELECT {columns} FROM {name} {condition} ORDER BY {keys} LIMIT {PAGE}");
        self.snapshot.query(sql, params).await
    }
}

/// Writes rows into a database that has none.
#[derive(Debug)]
pub struct Writer {
    db: Database,
    tables: Vec<Table>,
    schema: i64,
}

impl Writer {
    /// Looks at the schema; writes nothing.
    pub async fn open(db: &Database) -> Result<Self, DbError> {
        let schema = db.query_opt(SCHEMA, Vec::new()).await?.map_or(Ok(0), |row| row.int(0))?;
        let is_old = schema < db.newest_schema();
        let tables = tables(db.query(catalogue(db.dialect()), Vec::new()).await?, is_old)?;
        Ok(Self { db: db.clone(), tables, schema })
    }

    /// The version of the schema.
    pub fn schema(&self) -> i64 {
        self.schema
    }

    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// A table that has rows, unless they are the remains of a restore that was cut off.
    pub async fn occupied(&self) -> Result<Option<&'static str>, DbError> {
        if is_unfinished(&self.db).await? {
            return Ok(None);
        }
        for table in &self.tables {
            let sql = format!("SELECT 1 FROM {} LIMIT 1", table.name);
            if self.db.query_opt(sql, Vec::new()).await?.is_some() {
                return Ok(Some(table.name));
            }
        }
        Ok(None)
    }

    /// Removes what a restore that was cut off has left, and marks the database as being restored.
    pub async fn begin(&self) -> Result<(), DbError> {
        let mut statements = self.emptying();
        let mark = "INSERT INTO setting (name, value) VALUES ($1, '')";
        statements.push(Statement::new("restore", mark, vec![UNFINISHED.into()]));
        self.db.write(statements).await.map(drop)
    }

    /// Takes the mark away.
    pub async fn finish(&self) -> Result<(), DbError> {
        let unmark = "DELETE FROM setting WHERE name = $1";
        let statement = Statement::new("restore", unmark, vec![UNFINISHED.into()]).expect_rows(1);
        self.db.write(vec![statement]).await.map(drop)
    }

    /// Removes all rows: for a restore that failed.
    pub async fn clear(&self) -> Result<(), DbError> {
        self.db.write(self.emptying()).await.map(drop)
    }

    fn emptying(&self) -> Vec<Statement> {
        let mut statements = Vec::with_capacity(self.tables.len() + 1);
        if self.db.dialect() == Dialect::Sqlite {
            statements.push(Statement::new("restore", "DELETE FROM referral_search", Vec::new()));
        }
        // An older schema has neither.
        if self.tables.iter().any(|table| table.name == CUSTOMER) {
            statements.push(Statement::new("restore", format!("DELETE FROM {DERIVED}"), Vec::new()));
        }
        let tables = self.tables.iter().rev();
        statements.extend(
            tables.map(|table| Statement::new("restore", format!("DELETE FROM {}", table.name), Vec::new())),
        );
        statements
    }

    /// Inserts rows whose values stand in the order of [`Table::columns`], all or none, and makes referrals
    /// findable by their words.
    pub async fn insert(&self, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), DbError> {
        let columns = table.columns().collect::<Vec<_>>().join(", ");
        let (name, values) = (table.name, placeholders(table.columns.len()));
        let next = table.columns.len() + 1;
        let is_referral = name == "referral";
        let sql = match self.db.dialect() {
            Dialect::Postgres if is_referral => format!(
                "INSERT INTO {name} ({columns}, search) \
                 VALUES ({values}, array_to_tsvector(string_to_array(${next}::text, ' ')))"
            ),
            _ => format!("INSERT INTO {name} ({columns}) VALUES ({values})"),
        };
        let mut statements = Vec::with_capacity(rows.len() * if is_referral { 2 } else { 1 });
        for row in rows {
            let mut params = fit(table, row)?;
            let beginnings = if name == CUSTOMER { beginnings(table, &params)? } else { None };
            let words = if is_referral { Some(words(table, &params)?) } else { None };
            match (self.db.dialect(), words) {
                (Dialect::Postgres, Some(words)) => {
                    params.push(words);
                    statements.push(Statement::new("restore", sql.clone(), params));
                }
                (_, words) => {
                    statements.push(Statement::new("restore", sql.clone(), params));
                    statements.extend(beginnings);
                    // Directly behind the insert whose rowid it takes.
                    statements.extend(words.map(|words| {
                        let sql =
                            "INSERT INTO referral_search (rowid, words) VALUES (last_insert_rowid(), $1)";
                        Statement::new("restore", sql, vec![words])
                    }));
                }
            }
        }
        self.db.write(statements).await.map(drop)
    }
}

/// Whether a restore into this database began and did not end; false before the first migration.
pub async fn is_unfinished(db: &Database) -> Result<bool, DbError> {
    let there = db.query(catalogue(db.dialect()), Vec::new()).await?;
    let has_settings = there.iter().any(|row| row.text(0) == Ok("setting"));
    Ok(has_settings && db.query_opt(MARK, vec![UNFINISHED.into()]).await?.is_some())
}

fn unfinished() -> DbError {
    DbError::Corrupt("a restore into this database was cut off: run it again".to_owned())
}

const MARK: &str = "SELECT 1 FROM setting WHERE name = $1";
const SCHEMA: &str = "SELECT max(version) FROM refinery_schema_history";

/// Table, column, whether it is boolean, place in the primary key (negative: none). Virtual tables, what they are
/// made of, and text search vectors are not data.
const fn catalogue(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            "SELECT t.name, c.name, 0, c.pk - 1 FROM pragma_table_list t, pragma_table_info(t.name) c \
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY t.name, c.cid"
        }
        Dialect::Postgres => {
            "SELECT c.relname::text, a.attname::text, a.atttypid = 'boolean'::regtype, \
             coalesce(array_position(i.indkey::int2[], a.attnum), -1) \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
             LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition \
             AND a.atttypid <> 'tsvector'::regtype \
             ORDER BY c.relname, a.attnum"
        }
    }
}

/// The tables of [`TABLES`], in that order, and an error when the catalogue has others. An old schema lacks those that
/// later versions brought.
fn tables(catalogue: Vec<Row>, is_old: bool) -> Result<Vec<Table>, DbError> {
    let mut found: Vec<(Table, Vec<(i64, usize)>)> = TABLES
        .into_iter()
        .map(|name| (Table { name, columns: Vec::new(), key: Vec::new() }, Vec::new()))
        .collect();
    for row in catalogue {
        let name = row.text(0)?;
        if matches!(name, HISTORY | DERIVED | PASSING) {
            continue;
        }
        let (table, key) = found
            .iter_mut()
            .find(|(table, _)| table.name == name)
            .ok_or_else(|| DbError::Config(format!("the table {name} is unknown to backup and restore")))?;
        if row.int(3)? >= 0 {
            key.push((row.int(3)?, table.columns.len()));
        }
        table.columns.push(Column { name: row.text(1)?.to_owned(), boolean: row.bool(2)? });
    }
    found
        .into_iter()
        .filter(|(table, _)| !is_old || !table.columns.is_empty())
        .map(|(mut table, mut key)| {
            key.sort_unstable();
            table.key = key.into_iter().map(|(_, at)| at).collect();
            if table.key.is_empty() {
                return Err(DbError::Config(format!(
                    "the database has no table {} with a primary key: is it migrated",
                    table.name
                )));
            }
            Ok(table)
        })
        .collect()
}

fn placeholders(count: usize) -> String {
    (1..=count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// SQLite has no booleans, so they come as 0 and 1.
fn fit(table: &Table, row: Vec<Value>) -> Result<Vec<Value>, DbError> {
    if row.len() != table.columns.len() {
        let (name, found, wanted) = (table.name, row.len(), table.columns.len());
        return Err(DbError::Corrupt(format!("a row of {name} has {found} columns instead of {wanted}")));
    }
    let values = row.into_iter().zip(&table.columns).map(|(value, column)| match value {
        Value::Int(0) if column.boolean => Value::Bool(false),
        Value::Int(1) if column.boolean => Value::Bool(true),
        value => value,
    });
    Ok(values.collect())
}

/// The words under which a referral is found, joined by blanks.
fn words(table: &Table, row: &[Value]) -> Result<Value, DbError> {
    let column = |name: &str| table.position(name).and_then(|at| row.get(at));
    let assessment = matches!(column("assessment"), Some(Value::Bool(true) | Value::Int(1)));
    let Some(Value::Text(text)) = column("document") else {
        return Err(DbError::Corrupt("a referral has no document".to_owned()));
    };
    let referral = document::parse(text, assessment).map_err(|error| DbError::Corrupt(error.to_string()))?;
    Ok(Value::Text(search::words_of(&referral).into_iter().collect::<Vec<_>>().join(" ")))
}

/// The words under which a company is found.
fn beginnings(table: &Table, row: &[Value]) -> Result<Option<Statement>, DbError> {
    let column = |name: &str| table.position(name).and_then(|at| row.get(at));
    match (column("duns"), column("country"), column("name")) {
        (Some(Value::Int(duns)), Some(Value::Text(country)), Some(Value::Text(name))) => {
            Ok(customers::add_words((country, *duns), customer::beginnings(name).into_iter()))
        }
        _ => Err(DbError::Corrupt("a company has no number, country or name".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use ortak_testkit::postgres::test_database;

    use super::*;
    use crate::conn::OpenOptions;

    /// A table that is added to the schema and not to the list fails here, on each database.
    async fn every_table_is_dumped(database: Database) -> Vec<Table> {
        database.migrate().await.unwrap();
        let reader = Reader::open(&database).await.unwrap();
        assert_eq!(reader.tables().iter().map(|table| table.name).collect::<Vec<_>>(), TABLES);
        assert!(reader.schema() > 0);
        let mark = Statement::new("x", "CREATE TABLE forgotten (a INTEGER PRIMARY KEY)", Vec::new());
        database.write(vec![mark]).await.unwrap();
        let error = Reader::open(&database).await.unwrap_err();
        assert!(error.to_string().contains("forgotten"), "{error}");
        reader.tables().to_vec()
    }

    #[tokio::test]
    async fn dumps_every_table_alike_on_both_databases() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let database = Database::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap();
        let sqlite = every_table_is_dumped(database).await;
        let Some(postgres) = test_database().await.unwrap() else { return };
        let database = Database::open(postgres.url(), &OpenOptions::default()).await.unwrap();
        let postgres = every_table_is_dumped(database).await;
        for (one, other) in sqlite.iter().zip(&postgres) {
            assert_eq!(one.columns().collect::<Vec<_>>(), other.columns().collect::<Vec<_>>());
            assert_eq!(one.key, other.key, "{}", one.name);
        }
    }

    #[tokio::test]
    async fn a_restore_that_was_cut_off_may_begin_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let database = Database::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap();
        database.migrate().await.unwrap();
        let writer = Writer::open(&database).await.unwrap();
        let setting = writer.table("setting").unwrap();
        let row = || vec![vec![Value::from("a"), Value::from("b")]];
        writer.begin().await.unwrap();
        writer.insert(setting, row()).await.unwrap();
        assert!(is_unfinished(&database).await.unwrap());
        assert!(Reader::open(&database).await.is_err());
        assert_eq!(writer.occupied().await.unwrap(), None);
        writer.begin().await.unwrap();
        writer.insert(setting, row()).await.unwrap();
        writer.finish().await.unwrap();
        assert_eq!(writer.occupied().await.unwrap(), Some("setting"));
        assert!(!is_unfinished(&database).await.unwrap());
    }
}
