//! Durable transactions on SQLite: one writing thread that commits in groups.

use anyhow::{Context as _, Result, bail};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Rows, ToSql, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::rows::{Cell, Dialect, Existing, Row, TABLES, Template, Work};
use super::{Kind, Load, Target};

const DIALECT: Dialect = Dialect { parameter: '?', words_are_a_column: false };
/// As many writes share a commit at most.
const GROUP: usize = 512;
/// Referrals that are updated.
const UPDATED: usize = 1_000;

/// A unit of work, and whom to tell when it is durable.
struct Job {
    work: Work,
    durable: oneshot::Sender<()>,
}

pub async fn write(target: &Target, template: &str, load: &Load) -> Result<f64> {
    let connection = Connection::open(&target.database)?;
    // The server's own settings: what they gain, they gain here too.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
         PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;",
    )?;
    let template = Template::new(rows(&connection, &target.organization, template)?, load.kind, DIALECT);
    let existing = existing(&connection, &target.organization)?;
    let template = std::sync::Arc::new(template);
    let (queue, jobs) = mpsc::channel(1_024);
    let statements = template.statements.clone();
    let writer = std::thread::spawn(move || commit_in_groups(&connection, &statements, jobs));

    let tally = load.tally();
    let mut producers = tokio::task::JoinSet::new();
    for number in 0..load.writers {
        let mut own: Vec<Existing> = existing.iter().skip(number).step_by(load.writers).cloned().collect();
        let (queue, template, tally) = (queue.clone(), std::sync::Arc::clone(&template), tally.clone());
        producers.spawn(async move {
            let mut turn = 0;
            while tally.goes_on() {
                let work = match template.kind() {
                    Kind::Create => template.create(),
                    Kind::Update => {
                        let count = own.len().max(1);
                        turn = (turn + 1) % count;
                        template.update(own.get_mut(turn).context("too few referrals to update")?)
                    }
                };
                let (durable, told) = oneshot::channel();
                queue
                    .send(Job { work, durable })
                    .await
                    .map_err(|_| anyhow::anyhow!("the writer has ended"))?;
                told.await.context("the writer has ended")?;
                tally.count();
            }
            anyhow::Ok(())
        });
    }
    drop(queue);
    let mut ended = Ok(());
    while let Some(joined) = producers.join_next().await {
        ended = ended.and(joined.map_err(anyhow::Error::from).flatten());
    }
    let rate = load.rate(&tally);
    // What the writer says is the reason of what the others say.
    writer.join().map_err(|_| anyhow::anyhow!("the writer panicked"))??;
    ended.map(|()| rate)
}

/// Takes what has queued up while the last group was being synced.
fn commit_in_groups(connection: &Connection, sql: &[String], mut jobs: mpsc::Receiver<Job>) -> Result<()> {
    let mut statements = sql.iter().map(|sql| connection.prepare(sql)).collect::<Result<Vec<_>, _>>()?;
    let mut begin = connection.prepare("BEGIN IMMEDIATE")?;
    let mut commit = connection.prepare("COMMIT")?;
    while let Some(first) = jobs.blocking_recv() {
        begin.execute([])?;
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next.take() {
            for (number, cells) in &job.work {
                let statement = statements.get_mut(*number).context("no such statement")?;
                if statement.execute(params_from_iter(cells))? != 1 {
                    bail!("a statement touched no row");
                }
            }
            group.push(job.durable);
            if group.len() < GROUP {
                next = jobs.try_recv().ok();
            }
        }
        commit.execute([])?;
        for durable in group {
            let _ = durable.send(());
        }
    }
    Ok(())
}

fn rows(connection: &Connection, organization: &str, referral: &str) -> Result<Vec<Row>> {
    let mut found = Vec::new();
    for (table, id) in TABLES {
        let sql = format!("SELECT * FROM {table} WHERE organization_id = ?1 AND {id} = ?2");
        let mut statement = connection.prepare(&sql)?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows: Rows<'_> = statement.query([organization, referral])?;
        while let Some(row) = rows.next()? {
            let cells = (0..columns.len()).map(|at| cell(row.get_ref(at)?));
            let cells = cells.collect::<Result<_>>()?;
            found.push(Row { table, columns: columns.clone(), cells });
        }
    }
    Ok(found)
}

fn cell(value: ValueRef<'_>) -> Result<Cell> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(text) => Cell::Text(std::str::from_utf8(text)?.to_owned()),
        ValueRef::Real(_) | ValueRef::Blob(_) => bail!("a column of an unknown type"),
    })
}

fn existing(connection: &Connection, organization: &str) -> Result<Vec<Existing>> {
    let sql = "SELECT id, engagement_id, version FROM referral WHERE organization_id = ?1 AND status = 'Active' \
               ORDER BY created_at DESC LIMIT ?2";
    let mut statement = connection.prepare(sql)?;
    let found = statement.query_map((organization, i64::try_from(UPDATED)?), |row| {
        Ok(Existing { id: row.get(0)?, engagement_id: row.get(1)?, version: row.get(2)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
        }))
    }
}
