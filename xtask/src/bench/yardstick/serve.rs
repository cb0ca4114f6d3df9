//! A bare axum server.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use rusqlite::{Connection, OpenFlags};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_postgres::{Client, Statement};

use super::{Answer, Target, postgres};
use crate::output;

/// The server's own statement, which reads one row more to know whether there is another page.
const SQL: &str = "SELECT r.id, r.version, r.updated_at, r.document, \
                   EXISTS (SELECT 1 FROM favorite f WHERE f.organization_id = r.organization_id \
                   AND f.principal_id = 'nobody' AND f.referral_id = r.id), r.created_at \
                   FROM referral r WHERE r.organization_id = $1 AND r.status = 'Active' \
                   ORDER BY r.created_at DESC, r.id DESC LIMIT 51";
/// Where the document stands in its rows.
const DOCUMENT: usize = 3;
const PAGE: usize = 50;
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Says the same whenever it is asked.
fn say(answer: Answer) -> Result<MethodRouter> {
    let mut headers = HeaderMap::new();
    for (name, value) in answer.headers {
        headers.append(name.parse::<HeaderName>()?, value.parse::<HeaderValue>()?);
    }
    let body = axum::body::Bytes::from(answer.body);
    Ok(get(move || {
        let response = (headers.clone(), body.clone());
        async move { response }
    }))
}

pub async fn run(answers: Vec<Answer>, target: &Target) -> Result<()> {
    let organization: Arc<str> = target.organization.as_str().into();
    let list = if target.is_postgres() {
        let connections = Postgres::open(&target.database, organization).await?;
        get(list_postgres).with_state(Arc::new(connections))
    } else {
        get(list_sqlite).with_state(Arc::new(Sqlite::open(&target.database, organization)?))
    };
    let mut router = Router::new().route("/list", list);
    for (answer, at) in answers.into_iter().zip(0..) {
        router = router.route(&Answer::path(at), say(answer)?);
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    output::line(format_args!("listening on http://{}", listener.local_addr()?));
    let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let until = async move {
        ended.recv().await;
    };
    Ok(axum::serve(listener, router).with_graceful_shutdown(until).await?)
}

/// The list's frame around its rows.
struct Frame(String);

impl Frame {
    fn new() -> Self {
        // Room for a page of full referrals.
        let mut text = String::with_capacity(256 * 1024);
        text.push_str(r#"{"@odata.context":"$metadata#Referrals","@odata.count":50,"value":["#);
        Self(text)
    }

    fn push(&mut self, document: &str) {
        if !self.0.ends_with('[') {
            self.0.push(',');
        }
        self.0.push_str(document);
    }

    fn finish(mut self) -> Response {
        self.0.push_str("]}");
        ([(CONTENT_TYPE, JSON)], Body::from(self.0)).into_response()
    }
}

/// A reading connection for each of a few workers, as many as the server has.
struct Sqlite {
    connections: Mutex<Vec<Connection>>,
    turns: Semaphore,
    organization: Arc<str>,
}

impl Sqlite {
    fn open(path: &str, organization: Arc<str>) -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let count = (2 * cores).min(4);
        let open = |_| {
            let connection = Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            connection.execute_batch("PRAGMA cache_size = -8192")?;
            anyhow::Ok(connection)
        };
        let connections = (0..count).map(open).collect::<Result<Vec<_>>>()?;
        Ok(Self { connections: Mutex::new(connections), turns: Semaphore::new(count), organization })
    }

    fn list(&self) -> Result<Frame> {
        let lock = || self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = lock().pop().context("more readers than connections")?;
        let mut frame = Frame::new();
        {
            let mut statement = connection.prepare_cached(SQL)?;
            let mut rows = statement.query([&*self.organization])?;
            let mut found = 0;
            while let Some(row) = rows.next()? {
                found += 1;
                if found <= PAGE {
                    frame.push(row.get_ref(DOCUMENT)?.as_str()?);
                }
            }
        }
        lock().push(connection);
        Ok(frame)
    }
}

async fn list_sqlite(State(sqlite): State<Arc<Sqlite>>) -> Result<Response, StatusCode> {
    let _turn = sqlite.turns.acquire().await.map_err(failed)?;
    let reader = Arc::clone(&sqlite);
    let frame = tokio::task::spawn_blocking(move || reader.list()).await.map_err(failed)?;
    Ok(frame.map_err(failed)?.finish())
}

/// As many connections as the server has.
struct Postgres {
    connections: Vec<(Client, Statement)>,
    turn: AtomicUsize,
    organization: Arc<str>,
}

impl Postgres {
    async fn open(url: &str, organization: Arc<str>) -> Result<Self> {
        let mut connections = Vec::new();
        for _ in 0..super::super::CONNECTIONS {
            let client = postgres::connect(url).await?;
            let statement = client.prepare(SQL).await?;
            connections.push((client, statement));
        }
        Ok(Self { connections, turn: AtomicUsize::new(0), organization })
    }

    async fn list(&self) -> Result<Frame> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let (client, statement) =
            self.connections.get(turn % self.connections.len()).context("no connection")?;
        let mut frame = Frame::new();
        for row in client.query(statement, &[&&*self.organization]).await?.iter().take(PAGE) {
            frame.push(row.try_get(DOCUMENT)?);
        }
        Ok(frame)
    }
}

async fn list_postgres(State(postgres): State<Arc<Postgres>>) -> Result<Response, StatusCode> {
    Ok(postgres.list().await.map_err(failed)?.finish())
}

fn failed(error: impl std::fmt::Display) -> StatusCode {
    output::problem(error);
    StatusCode::INTERNAL_SERVER_ERROR
}
