//! `ortak restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use ortak_store::conn::{Database, DbError, Value};
use ortak_store::dump::{FLEETING, Writer};

use super::audit;
use crate::backup::{self, Contents, Item, Reading, TableLine};
use crate::compose::{self, Services};
use crate::config::{Config, KeySource};
use crate::output;

/// Rows of one transaction: enough to share its cost, few enough to stay small.
const BATCH: usize = 500;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// File that `ortak backup` wrote
    pub file: PathBuf,
}

pub async fn run(args: &Args, config: &Config) -> anyhow::Result<ExitCode> {
    // Before anything is opened, so that a broken file leaves not even an empty database behind.
    let contents = backup::verify(&args.file)?;
    let Contents { header, rows } = &contents;
    let total: u64 = rows.values().sum();
    let (at, dialect) = (header.created_at, &header.dialect);
    output::line(format_args!("the backup is whole: {total} rows of {at}, from {dialect}"))?;
    let services = compose::open(config).await?;
    let done = restore(args, config, &services, &contents).await;
    let verified = match done {
        Ok(()) => audit::verify(&services.app, false).await,
        Err(error) => Err(error),
    };
    services.close().await;
    let whole = verified?.findings.is_empty();
    if let Ok(KeySource::Own(path)) = config.key_source()
        && !path.exists()
    {
        let path = path.display();
        output::line(format_args!("put the master key that belongs to it at {path} before you serve it"))?;
    }
    Ok(super::code(whole))
}

async fn restore(
    args: &Args,
    config: &Config,
    services: &Services,
    contents: &Contents,
) -> anyhow::Result<()> {
    let database = services.store.database();
    let (theirs, ours) = (contents.header.schema, database.newest_schema());
    if !(1..=ours).contains(&theirs) {
        let program = &contents.header.program;
        bail!(
            "the backup has schema version {theirs}, and this program knows 1 to {ours}: restore it with version \
             {program} of this program or a later one"
        );
    }
    // The rows fit the schema that they were read from; what later versions make of them is the migrations' business.
    let migrated = match database.migrate_to(theirs).await {
        Ok(_) => theirs,
        Err(DbError::Newer { database, .. }) => database,
        Err(error) => return Err(error.into()),
    };
    let writer = Writer::open(database).await?;
    if let Some(table) = writer.occupied().await? {
        bail!("{} holds data already (in {table}): restore into an empty one", config.database());
    }
    if migrated != theirs {
        bail!(
            "the backup has schema version {theirs} and {} version {migrated} already: restore into a new database, which \
             is brought up to date afterwards",
            config.database()
        );
    }
    writer.begin().await?;
    let filled = fill(args, &writer, contents).await;
    let Err(error) = filled else {
        output::line("restored, and the search index built")?;
        return upgrade(database).await;
    };
    // What the database says now matters less than why it came to this.
    match writer.clear().await {
        Ok(()) => Err(error.context("the restore failed, and the database is empty again")),
        Err(clearing) => Err(anyhow!(
            "the restore failed ({error:#}), and what it wrote could not be removed ({clearing}): delete {} or restore \
             into it again",
            config.database()
        )),
    }
}

/// Brings what was restored up to date. Cut off before, it is a whole database of the older version.
async fn upgrade(database: &Database) -> anyhow::Result<()> {
    let report = database.migrate().await.context(
        "everything is restored, but could not be brought up to date: `ortak migrate` tries it again",
    )?;
    for name in report.applied {
        output::line(format_args!("migrated: {name}"))?;
    }
    Ok(())
}

async fn fill(args: &Args, writer: &Writer, contents: &Contents) -> anyhow::Result<()> {
    let mut reading = Reading::open(&args.file)?;
    let mut filling = Filling { writer, table: None, rows: Vec::new() };
    let mut counted = backup::Counts::new();
    while let Some(item) = reading.next()? {
        match item {
            Item::Table(table) => {
                filling.flush().await?;
                counted.insert(table.table.clone(), 0);
                filling.table = Some(table);
            }
            Item::Row(row) => {
                if let Some(table) = &filling.table
                    && let Some(count) = counted.get_mut(&table.table)
                {
                    *count += 1;
                }
                if !filling.is_left_out() {
                    filling.rows.push(row);
                }
                if filling.rows.len() >= BATCH {
                    filling.flush().await?;
                }
            }
        }
    }
    filling.flush().await?;
    if counted != contents.rows {
        bail!("the backup changed while it was being read");
    }
    for (table, rows) in counted.iter().filter(|(_, rows)| **rows > 0) {
        if FLEETING.contains(&table.as_str()) {
            output::line(format_args!("{table}: left out, so that nobody is signed in"))?;
        } else {
            output::line(format_args!("{table}: {rows} rows"))?;
        }
    }
    Ok(writer.finish().await?)
}

/// Rows on their way into a table.
struct Filling<'a> {
    writer: &'a Writer,
    table: Option<TableLine>,
    rows: Vec<Vec<Value>>,
}

impl Filling<'_> {
    fn is_left_out(&self) -> bool {
        self.table.as_ref().is_some_and(|line| FLEETING.contains(&line.table.as_str()))
    }

    async fn flush(&mut self) -> anyhow::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let line = self.table.as_ref().context("a row stands before the first table")?;
        let table = self.writer.table(&line.table);
        let table = table.with_context(|| format!("the database has no table {}", line.table))?;
        if !table.columns().eq(line.columns.iter().map(String::as_str)) {
            bail!("the columns of {} are not those of the backup", line.table);
        }
        Ok(self.writer.insert(table, rows).await?)
    }
}
