//! Schema migrations: `migrations/{sqlite,postgres}/V<number>__<name>.sql`, embedded.
//!
//! All pending ones run in one transaction, together with the look at what has been applied, so processes may
//! migrate at once, and a failed upgrade leaves a database that the old program can use.
//!
//! Refinery embeds and names the files, computes their checksums and gives the history table its shape (its
//! command line works on it), but it does not run them: on SQLite its runner looks and applies in separate
//! transactions, and leaves no room for checking foreign keys before the commit.

use std::collections::BTreeMap;
use std::fmt;

use refinery::Migration;
use rusqlite::{Connection, TransactionBehavior};

use super::error::DbError;
use super::postgres::{Postgres, db_error as postgres_error};
use super::sqlite::{Sqlite, db_error as sqlite_error};
use super::{Backend, Database, Dialect};

mod sqlite_files {
    refinery::embed_migrations!("migrations/sqlite");
}

mod postgres_files {
    refinery::embed_migrations!("migrations/postgres");
}

/// Held on PostgreSQL while migrating: "ortak" in ASCII.
const LOCK: i64 = 0x006f_7274_616b;

const LABEL: &str = "migrate";

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history (
    version INTEGER PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))";

const APPLIED: &str = "SELECT version, checksum FROM refinery_schema_history";

/// A migration by number and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MigrationName {
    /// The number, increasing.
    pub version: i64,
    /// The rest of the file's name.
    pub name: String,
}

impl fmt::Display for MigrationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V{}__{}", self.version, self.name)
    }
}

impl From<&Migration> for MigrationName {
    fn from(migration: &Migration) -> Self {
        Self { version: migration.version().into(), name: migration.name().to_owned() }
    }
}

/// What [`Database::migrate`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MigrationReport {
    /// The migrations applied by this call, in order; empty when the schema was up to date.
    pub applied: Vec<MigrationName>,
}

/// Where the migrations come from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Those of this program.
    Embedded,
    /// Those of them up to a version.
    Until(i64),
    /// Made up by a test.
    #[cfg(test)]
    Given(Vec<Migration>),
}

impl Source {
    fn migrations(self, dialect: Dialect) -> Vec<Migration> {
        match (self, dialect) {
            (Self::Embedded, Dialect::Sqlite) => sqlite_files::migrations::runner().get_migrations().clone(),
            (Self::Embedded, Dialect::Postgres) => {
                postgres_files::migrations::runner().get_migrations().clone()
            }
            (Self::Until(version), _) => {
                let mut migrations = Self::Embedded.migrations(dialect);
                migrations.retain(|migration| i64::from(migration.version()) <= version);
                migrations
            }
            #[cfg(test)]
            (Self::Given(migrations), _) => migrations,
        }
    }
}

/// The version that all migrations lead to.
pub(super) fn newest(dialect: Dialect) -> i64 {
    let migrations = Source::Embedded.migrations(dialect);
    migrations.iter().map(|migration| i64::from(migration.version())).max().unwrap_or_default()
}

/// Checksums by version.
type Applied = BTreeMap<i64, String>;

pub(super) async fn pending(database: &Database, source: Source) -> Result<Vec<MigrationName>, DbError> {
    let exists = match database.dialect() {
        Dialect::Sqlite => "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1",
        Dialect::Postgres => "SELECT 1 WHERE to_regclass($1) IS NOT NULL",
    };
    let known = database.query_opt(exists, vec!["refinery_schema_history".into()]).await?;
    let rows = match known {
        Some(_) => database.query(APPLIED, Vec::new()).await?,
        None => Vec::new(),
    };
    let applied = rows.into_iter().map(|mut row| Ok((row.int(0)?, row.take_text(1)?)));
    let left = plan(source.migrations(database.dialect()), &applied.collect::<Result<_, DbError>>()?)?;
    Ok(left.iter().map(MigrationName::from).collect())
}

/// The migrations left to apply, in order, provided that those applied are ours.
fn plan(mut migrations: Vec<Migration>, applied: &Applied) -> Result<Vec<Migration>, DbError> {
    migrations.sort();
    let known = migrations.last().map_or(0, |migration| migration.version().into());
    if let Some((&database, _)) = applied.last_key_value()
        && database > known
    {
        return Err(DbError::Newer { database, known });
    }
    let mut left = Vec::new();
    for migration in migrations {
        match applied.get(&i64::from(migration.version())) {
            None => left.push(migration),
            Some(checksum) if *checksum == migration.checksum().to_string() => {}
            Some(_) => {
                let name = MigrationName::from(&migration);
                return Err(DbError::Migration(format!("{name} is not what was applied to this database")));
            }
        }
    }
    Ok(left)
}

pub(super) async fn migrate(database: &Database, source: Source) -> Result<MigrationReport, DbError> {
    let migrations = source.migrations(database.dialect());
    let applied = match &database.0 {
        Backend::Sqlite(sqlite) => on_sqlite(sqlite, migrations).await?,
        Backend::Postgres(postgres) => on_postgres(postgres, migrations).await?,
    };
    Ok(MigrationReport { applied })
}

async fn on_sqlite(sqlite: &Sqlite, migrations: Vec<Migration>) -> Result<Vec<MigrationName>, DbError> {
    sqlite
        .exclusive(move |connection| {
            // Rebuilding a table drops it for a moment, and with keys on that would drop its children's rows.
            // The setting cannot be changed inside a transaction.
            let switch = |connection: &Connection, on: bool| {
                connection
                    .pragma_update(None, "foreign_keys", on)
                    .map_err(|error| sqlite_error(LABEL, &error))
            };
            switch(connection, false)?;
            let result = apply_to_sqlite(connection, migrations);
            switch(connection, true)?;
            result
        })
        .await
}

fn apply_to_sqlite(
    connection: &mut Connection,
    migrations: Vec<Migration>,
) -> Result<Vec<MigrationName>, DbError> {
    let failed = |error: rusqlite::Error| sqlite_error(LABEL, &error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    transaction.execute_batch(HISTORY).map_err(failed)?;
    let applied = transaction
        .prepare(APPLIED)
        .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(failed)?;
    let mut names = Vec::new();
    for migration in plan(migrations, &applied)? {
        let name = MigrationName::from(&migration);
        transaction
            .execute_batch(migration.sql().unwrap_or_default())
            .map_err(|error| broken(&name, failed(error)))?;
        transaction
            .execute(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?3)",
                (name.version, &name.name, migration.checksum().to_string()),
            )
            .map_err(failed)?;
        names.push(name);
    }
    let orphans: Option<String> = transaction
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut check| check.query_map([], |row| row.get(0))?.next().transpose())
        .map_err(failed)?;
    if let Some(table) = orphans {
        return Err(DbError::Migration(format!("rows of {table} would refer to rows that are gone")));
    }
    transaction.commit().map_err(failed)?;
    Ok(names)
}

async fn on_postgres(postgres: &Postgres, migrations: Vec<Migration>) -> Result<Vec<MigrationName>, DbError> {
    let mut client = postgres.dedicated().await?;
    // As a task, so that a caller who goes away does not stop it half way.
    let task = tokio::spawn(async move { apply_to_postgres(&mut client, migrations).await });
    task.await
        .unwrap_or_else(|error| Err(DbError::Unavailable(format!("the migration did not finish: {error}"))))
}

async fn apply_to_postgres(
    client: &mut tokio_postgres::Client,
    migrations: Vec<Migration>,
) -> Result<Vec<MigrationName>, DbError> {
    let failed = |error: tokio_postgres::Error| postgres_error(LABEL, &error);
    let transaction = client.transaction().await.map_err(failed)?;
    // Waits for another process that is migrating, and is released with the transaction.
    let lock = format!("SELECT pg_advisory_xact_lock({LOCK}); {HISTORY}");
    transaction.batch_execute(&lock).await.map_err(failed)?;
    let mut applied = Applied::new();
    for row in transaction.query(APPLIED, &[]).await.map_err(failed)? {
        let version: i32 = row.try_get(0).map_err(failed)?;
        applied.insert(version.into(), row.try_get(1).map_err(failed)?);
    }
    let mut names = Vec::new();
    for migration in plan(migrations, &applied)? {
        let name = MigrationName::from(&migration);
        transaction
            .batch_execute(migration.sql().unwrap_or_default())
            .await
            .map_err(|error| broken(&name, failed(error)))?;
        transaction
            .execute(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES ($1, $2, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), $3)",
                &[&migration.version(), &name.name, &migration.checksum().to_string()],
            )
            .await
            .map_err(failed)?;
        names.push(name);
    }
    transaction.commit().await.map_err(failed)?;
    Ok(names)
}

/// Says which migration it was, but leaves a full disk or a lost server what they are.
fn broken(name: &MigrationName, error: DbError) -> DbError {
    if error.is_transient() { error } else { DbError::Migration(format!("{name}: {error}")) }
}

#[cfg(test)]
mod tests {
    use ortak_testkit::postgres::test_database;

    use super::*;
    use crate::conn::OpenOptions;

    fn given(files: &[(&str, &str)]) -> Source {
        Source::Given(files.iter().map(|(name, sql)| Migration::unapplied(name, sql).unwrap()).collect())
    }

    const FIRST: (&str, &str) =
        ("V1__first", "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1);");
    const SECOND: (&str, &str) = ("V2__second", "CREATE TABLE b (id INTEGER PRIMARY KEY);");
    const BROKEN: (&str, &str) = ("V3__broken", "INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (1);");

    async fn all_or_nothing(database: Database) {
        let report = migrate(&database, given(&[FIRST])).await.unwrap();
        assert_eq!(report.applied.iter().map(ToString::to_string).collect::<Vec<_>>(), ["V1__first"]);
        let error = migrate(&database, given(&[FIRST, SECOND, BROKEN])).await.unwrap_err();
        assert!(matches!(error, DbError::Migration(ref why) if why.contains("nowhere")), "{error}");
        // The old program goes on with what there was.
        assert!(pending(&database, given(&[FIRST])).await.unwrap().is_empty());
        assert_eq!(database.query("SELECT id FROM a", vec![]).await.unwrap().len(), 1);
        assert!(database.query("SELECT id FROM b", vec![]).await.is_err());
        let left = pending(&database, given(&[FIRST, SECOND])).await.unwrap();
        assert_eq!(left.iter().map(|name| name.version).collect::<Vec<_>>(), [2]);
        migrate(&database, given(&[FIRST, SECOND])).await.unwrap();
        let error = migrate(&database, given(&[FIRST])).await.unwrap_err();
        assert_eq!(error, DbError::Newer { database: 2, known: 1 });
    }

    /// A database that version 1 has filled keeps everything, and gets what version 2 derives from it.
    async fn upgrades_filled_tables(database: Database) {
        migrate(&database, Source::Until(1)).await.unwrap();
        assert!(newest(database.dialect()) > 1);
        let off = crate::conn::Value::Bool(false);
        let referral = |id: &str, consent: &str| {
            let document =
                format!("{{\"consent\":{{\"consentToShareReferralWithMicrosoftSellers\":{consent}}}}}");
            let (column, value) = match database.dialect() {
                Dialect::Sqlite => ("", ""),
                Dialect::Postgres => (", search", ", ''"),
            };
            let sql = format!(
                "INSERT INTO referral (organization_id, id, engagement_id, version, created_at, updated_at, \
                 status, substatus, kind, qualification, direction, customer_name, assessment, team_emails, \
                 history_hash, document{column}) VALUES ('contoso', $1, $1, 1, 5, 5, 'Active', 'Accepted', \
                 'Shared', 'None', 'Outgoing', 'Adatum', $2, '', '', $3{value})"
            );
            crate::conn::Statement::new(
                "referral",
                sql,
                vec![id.into(), off.clone(), document.as_str().into()],
            )
        };
        let plain = |sql: &'static str| crate::conn::Statement::new("fill", sql, Vec::new());
        database
            .write(vec![
                plain(
                    "INSERT INTO organization (organization_id, name, kind, country, currency, created_at) \
                     VALUES ('msft', 'Vendor', 'vendor', 'US', 'USD', 5)",
                ),
                plain(
                    "INSERT INTO location (organization_id, mpn_id, name, country) \
                     VALUES ('msft', '7', 'Here', 'US')",
                ),
                plain(
                    "INSERT INTO outbox (organization_id, id, topic, engagement_id, referral_id, version, \
                     created_at) VALUES ('contoso', 'o', 'referral-created', 'a', 'a', 1, 5)",
                ),
                referral("a", "true"),
                referral("b", "null"),
                referral("c", "false"),
            ])
            .await
            .unwrap();
        let report = migrate(&database, Source::Embedded).await.unwrap();
        assert_eq!(report.applied[0].version, 2);
        let rows = database.query("SELECT id, vendor_view FROM referral ORDER BY id", vec![]).await.unwrap();
        let shared: Vec<_> = rows.iter().map(|row| (row.text(0).unwrap(), row.bool(1).unwrap())).collect();
        assert_eq!(shared, [("a", true), ("b", false), ("c", false)]);
        let one = async |sql: &'static str| database.query_opt(sql, vec![]).await.unwrap().unwrap();
        assert_eq!(
            one("SELECT dispatched_at FROM outbox").await.int(0).unwrap(),
            5,
            "an old change is no news"
        );
        let vendor = one("SELECT clock_ahead, sandbox_home FROM organization").await;
        assert_eq!((vendor.int(0).unwrap(), vendor.opt_text(1).unwrap()), (0, None));
        assert_eq!(one("SELECT contacts FROM location").await.text(0).unwrap(), "");
    }

    #[tokio::test]
    async fn version_1_upgrades_with_its_data_on_sqlite() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let database = Database::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap();
        upgrades_filled_tables(database).await;
    }

    #[tokio::test]
    async fn version_1_upgrades_with_its_data_on_postgres() {
        let Some(postgres) = test_database().await.unwrap() else { return };
        upgrades_filled_tables(Database::open(postgres.url(), &OpenOptions::default()).await.unwrap()).await;
    }

    async fn at_once(databases: Vec<Database>) {
        let runs = databases.iter().map(|database| migrate(database, given(&[FIRST, SECOND])));
        let reports = futures_util::future::join_all(runs).await;
        let applied: usize = reports.into_iter().map(|report| report.unwrap().applied.len()).sum();
        assert_eq!(applied, 2);
    }

    #[tokio::test]
    async fn a_failed_migration_changes_nothing_on_sqlite() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        all_or_nothing(Database::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap()).await;
    }

    #[tokio::test]
    async fn a_failed_migration_changes_nothing_on_postgres() {
        let Some(postgres) = test_database().await.unwrap() else { return };
        all_or_nothing(Database::open(postgres.url(), &OpenOptions::default()).await.unwrap()).await;
    }

    #[tokio::test]
    async fn processes_may_migrate_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let postgres = test_database().await.unwrap();
        for round in 0..10 {
            let path = folder.path().join(format!("{round}.db"));
            let mut databases = Vec::new();
            for _ in 0..4 {
                databases
                    .push(Database::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap());
            }
            at_once(databases).await;
        }
        if let Some(postgres) = postgres {
            let mut databases = Vec::new();
            for _ in 0..4 {
                databases.push(Database::open(postgres.url(), &OpenOptions::default()).await.unwrap());
            }
            at_once(databases).await;
        }
    }

    #[tokio::test]
    async fn sqlite_rebuilds_a_table_without_losing_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let database = Database::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap();
        let children = "CREATE TABLE child (a INTEGER REFERENCES a (id) ON DELETE CASCADE);
                        INSERT INTO child VALUES (1);";
        let rebuild = "CREATE TABLE new_a (id INTEGER PRIMARY KEY, more TEXT);
                       INSERT INTO new_a (id) SELECT id FROM a; DROP TABLE a; ALTER TABLE new_a RENAME TO a;";
        let orphan = "DELETE FROM a;";
        let (second, third) = (("V2__children", children), ("V3__rebuild", rebuild));
        migrate(&database, given(&[FIRST, second])).await.unwrap();
        migrate(&database, given(&[FIRST, second, third])).await.unwrap();
        assert_eq!(database.query("SELECT a FROM child", vec![]).await.unwrap().len(), 1);
        let error =
            migrate(&database, given(&[FIRST, second, third, ("V4__orphan", orphan)])).await.unwrap_err();
        assert!(matches!(error, DbError::Migration(ref why) if why.contains("child")), "{error}");
        assert_eq!(database.query("SELECT id FROM a", vec![]).await.unwrap().len(), 1);
        let write = crate::conn::Statement::new("child", "INSERT INTO child VALUES (99)", vec![]);
        let error = database.write(vec![write]).await.unwrap_err();
        assert!(matches!(error, DbError::ForeignKey { .. }), "foreign keys are on again: {error}");
    }
}
