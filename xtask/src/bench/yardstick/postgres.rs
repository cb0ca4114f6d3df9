//! Durable transactions on PostgreSQL: each writer has a connection and pipelines its transactions, and the
//! server itself commits in groups.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use futures_util::future::{join, try_join_all};
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls};

use super::rows::{Cell, Dialect, Existing, Row, TABLES, Template, Work};
use super::{Kind, Load, Target};

const DIALECT: Dialect = Dialect { parameter: '$', words_are_a_column: true };
/// Referrals that are updated.
const UPDATED: i64 = 1_000;

pub async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // Ends with the client, which reports the same errors.
    tokio::spawn(connection);
    Ok(client)
}

pub async fn write(target: &Target, template: &str, load: &Load) -> Result<f64> {
    let client = connect(&target.database).await?;
    let rows = rows(&client, &target.organization, template).await?;
    let template = Arc::new(Template::new(rows, load.kind, DIALECT));
    let existing = existing(&client, &target.organization).await?;
    let mut prepared = Vec::new();
    for number in 0..load.writers {
        let own: Vec<Existing> = existing.iter().skip(number).step_by(load.writers).cloned().collect();
        let client = connect(&target.database).await?;
        let statements = try_join_all(template.statements.iter().map(|sql| client.prepare(sql))).await?;
        prepared.push((client, statements, own));
    }

    let tally = load.tally();
    let mut writers = tokio::task::JoinSet::new();
    for (client, statements, mut own) in prepared {
        let (template, tally) = (Arc::clone(&template), tally.clone());
        writers.spawn(async move {
            let mut turn = 0;
            while tally.goes_on() {
                let work = match template.kind() {
                    Kind::Create => template.create(),
                    Kind::Update => {
                        turn = (turn + 1) % own.len().max(1);
                        template.update(own.get_mut(turn).context("too few referrals to update")?)
                    }
                };
                commit(&client, &statements, work).await?;
                tally.count();
            }
            anyhow::Ok(())
        });
    }
    while let Some(joined) = writers.join_next().await {
        joined??;
    }
    Ok(load.rate(&tally))
}

/// One transaction in one go: the messages leave in the order in which the futures are first polled.
async fn commit(client: &Client, statements: &[tokio_postgres::Statement], work: Work) -> Result<()> {
    let all = async {
        let done = work.iter().map(|(number, cells)| async move {
            let statement = statements.get(*number).context("no such statement")?;
            let parameters = cells.iter().map(|cell| cell as &(dyn ToSql + Sync));
            if client.execute_raw(statement, parameters).await? != 1 {
                bail!("a statement touched no row");
            }
            Ok(())
        });
        try_join_all(done).await
    };
    let (begun, (done, committed)) =
        join(client.batch_execute("BEGIN"), join(all, client.batch_execute("COMMIT"))).await;
    begun?;
    done?;
    Ok(committed?)
}

async fn rows(client: &Client, organization: &str, referral: &str) -> Result<Vec<Row>> {
    let mut found = Vec::new();
    for (table, id) in TABLES {
        let sql = format!("SELECT * FROM {table} WHERE organization_id = $1 AND {id} = $2");
        for row in client.query(&sql, &[&organization, &referral]).await? {
            let (mut columns, mut cells) = (Vec::new(), Vec::new());
            for (at, column) in row.columns().iter().enumerate() {
                let cell = match *column.type_() {
                    Type::TEXT => row.try_get::<_, Option<String>>(at)?.map(Cell::Text),
                    Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Cell::Int),
                    Type::BOOL => row.try_get::<_, Option<bool>>(at)?.map(Cell::Bool),
                    // The words are written from a text.
                    Type::TS_VECTOR => continue,
                    _ => bail!("a column of an unknown type"),
                };
                columns.push(column.name().to_owned());
                cells.push(cell.unwrap_or(Cell::Null));
            }
            found.push(Row { table, columns, cells });
        }
    }
    Ok(found)
}

async fn existing(client: &Client, organization: &str) -> Result<Vec<Existing>> {
    let sql = "SELECT id, engagement_id, version FROM referral WHERE organization_id = $1 AND status = 'Active' \
               ORDER BY created_at DESC LIMIT $2";
    let rows = client.query(sql, &[&organization, &UPDATED]).await?;
    let read = |row: &tokio_postgres::Row| {
        Ok(Existing { id: row.try_get(0)?, engagement_id: row.try_get(1)?, version: row.try_get(2)? })
    };
    rows.iter().map(read).collect()
}

impl ToSql for Cell {
    fn to_sql(
        &self,
        of: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Text(text) => text.to_sql(of, out),
            Self::Int(number) => number.to_sql(of, out),
            Self::Bool(truth) => truth.to_sql(of, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
