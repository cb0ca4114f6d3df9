//! PostgreSQL: a pool of connections, pipelined transactions, retries on conflicts.

mod error;
mod tls;
mod types;
mod write;

use std::sync::Arc;

use deadpool_postgres::{
    Client, ClientWrapper, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
    TimeoutType,
};

pub(super) use self::error::db_error;
use self::error::{Again, Failure};
use super::OpenOptions;
use super::error::DbError;
use super::statement::{Outcome, Statement};
use super::value::{Row, Value};

/// Statements a connection keeps prepared. Filters make many texts, and the server holds memory for each.
const PREPARED_LIMIT: usize = 512;

#[derive(Debug, Clone)]
pub(super) struct Postgres(Arc<Pool>);

impl Postgres {
    pub(super) async fn open(url: &str, options: &OpenOptions) -> Result<Self, DbError> {
        let (mut config, connector) = tls::parse(url)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(options.connect_timeout);
        }
        if config.get_application_name().is_none() {
            config.application_name("ortak");
        }
        // A server that vanished without a word is noticed within about a minute.
        config.keepalives_idle(std::time::Duration::from_secs(30));
        config.tcp_user_timeout(std::time::Duration::from_mins(1));
        // `Fast` costs no round trip: a connection known to be closed leaves the pool, and one that breaks
        // later is noticed at its use, which is then repeated on another one where that is safe.
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, connector, manager_config))
            .max_size(options.pool_size.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(options.acquire_timeout))
            .create_timeout(Some(options.acquire_timeout))
            .build()
            .map_err(|error| DbError::Config(error.to_string()))?;
        let this = Self(Arc::new(pool));
        let rows = this.query("SELECT current_setting('server_encoding')", &[]).await?;
        let encoding = rows.first().map(|row| row.text(0)).transpose()?.unwrap_or_default();
        if encoding != "UTF8" {
            return Err(DbError::Config(format!("the database's encoding must be UTF8, it is {encoding}")));
        }
        Ok(this)
    }

    pub(super) async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let mut tries = 0;
        loop {
            let client = self.client().await?;
            match query(&client, sql, params).await {
                Ok(rows) => return Ok(rows),
                Err(failure) => {
                    // Reading twice does no harm, so a lost connection is as good a reason as a stale plan.
                    tries += 1;
                    if tries > 2 || failure.again == Again::No {
                        return Err(failure.error);
                    }
                    discard_if_stale(client, failure.again);
                }
            }
        }
    }

    /// Runs as a task of its own: a caller that goes away must not leave a half-done transaction behind.
    pub(super) async fn write(
        &self,
        statements: Vec<Statement>,
        keep_rows: bool,
    ) -> Result<Vec<Outcome>, DbError> {
        let this = self.clone();
        tokio::spawn(async move { write::write(&this, &statements, keep_rows).await }).await.unwrap_or_else(
            |error| Err(DbError::Unavailable(format!("a database task did not finish: {error}"))),
        )
    }

    pub(super) async fn snapshot(&self) -> Result<PostgresSnapshot, DbError> {
        let client = self.dedicated().await?;
        // The moment is that of the first query, not of BEGIN.
        client
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1")
            .await
            .map_err(|error| db_error("snapshot", &error))?;
        Ok(PostgresSnapshot(client))
    }

    pub(super) async fn ping(&self) -> Result<(), DbError> {
        self.query("SELECT 1", &[]).await.map(drop)
    }

    pub(super) fn close(&self) {
        self.0.close();
    }

    /// A connection outside the pool; dropping it closes it, whatever state it is in.
    pub(super) async fn dedicated(&self) -> Result<ClientWrapper, DbError> {
        Ok(Object::take(self.client().await?))
    }

    async fn client(&self) -> Result<Client, DbError> {
        let client = self.0.get().await.map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => {
                DbError::Unavailable("all database connections are busy".to_owned())
            }
            PoolError::Timeout(_) => DbError::Unavailable("connecting took too long".to_owned()),
            PoolError::Backend(error) => error::connecting(&error),
            PoolError::Closed => DbError::Unavailable("the database has been closed".to_owned()),
            other => DbError::Unavailable(other.to_string()),
        })?;
        if client.statement_cache.size() > PREPARED_LIMIT {
            client.statement_cache.clear();
        }
        Ok(client)
    }
}

/// A connection of its own in a `REPEATABLE READ READ ONLY` transaction.
#[derive(Debug)]
pub(super) struct PostgresSnapshot(ClientWrapper);

impl PostgresSnapshot {
    pub(super) async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        query(&self.0, sql, params).await.map_err(|failure| failure.error)
    }
}

async fn query(client: &ClientWrapper, sql: &str, params: &[Value]) -> Result<Vec<Row>, Failure> {
    let label = "query";
    let failed = |error| Failure::new(label, &error);
    let prepared = client.prepare_cached(sql).await.map_err(failed)?;
    let (rows, _) = types::run(client, label, &prepared, params).await?;
    rows.iter().map(types::row).collect::<Result<_, _>>().map_err(Failure::from)
}

/// Keeps a connection with stale plans or a broken socket from being used again as it is.
fn discard_if_stale(client: Client, again: Again) {
    match again {
        Again::Reprepare => client.statement_cache.clear(),
        Again::Reconnect => drop(Object::take(client)),
        Again::Conflict | Again::No => {}
    }
}
