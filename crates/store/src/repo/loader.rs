//! How single referrals are read from PostgreSQL: reads that come while others are under way share the next question.
//!
//! Other processes write too, so every read asks the database, and the question is put after the read began: nobody
//! finds less than was stored when they asked. What was read before is kept in memory, and the database sends only
//! the documents that have changed since.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future;
use ortak_app::port::{Found, StoredReferral, Viewer};
use ortak_domain::{OrganizationId, ReferralId};
use tokio::sync::{Mutex, mpsc, oneshot};
use uuid::Uuid;

use super::commit::text;
use super::referrals::{STORED_AFTER_DOCUMENT, stored};
use crate::cache::Kept;
use crate::conn::{Database, DbError, Row, Value};

/// Questions under way at once: while the answer to one is handed out, the database is at the other.
const LANES: usize = 2;
/// Reads of one question.
const MOST: usize = 64;

type Answer = Result<Option<Found>, DbError>;

/// One read.
#[derive(Debug)]
struct Ask {
    organization: OrganizationId,
    id: ReferralId,
    principal: Uuid,
    reply: oneshot::Sender<Answer>,
}

/// Where reads are handed in; cheap to clone. What answers them ends with the last of its clones.
#[derive(Clone, Debug)]
pub struct Loader {
    asks: mpsc::UnboundedSender<Ask>,
    patience: Duration,
}

impl Loader {
    /// Nobody waits longer than `patience`.
    pub fn start(db: &Database, patience: Duration) -> Self {
        let (asks, waiting) = mpsc::unbounded_channel();
        let (waiting, kept) = (Arc::new(Mutex::new(waiting)), Arc::new(Kept::default()));
        for _ in 0..LANES {
            tokio::spawn(answer(db.clone(), Arc::clone(&waiting), Arc::clone(&kept)));
        }
        Self { asks, patience }
    }

    /// One referral with the reader's mark. What the reader may see is not looked at.
    pub async fn get(&self, viewer: &Viewer, id: ReferralId) -> Answer {
        let (reply, answer) = oneshot::channel();
        let ask =
            Ask { organization: viewer.organization_id.clone(), id, principal: viewer.principal_id, reply };
        let unavailable = |why: &str| DbError::Unavailable(why.to_owned());
        let closed = "the database has been closed";
        self.asks.send(ask).map_err(|_| unavailable(closed))?;
        match tokio::time::timeout(self.patience, answer).await {
            Ok(answer) => answer.map_err(|_| unavailable(closed))?,
            Err(_) => Err(unavailable("reading took too long")),
        }
    }
}

async fn answer(db: Database, waiting: Arc<Mutex<mpsc::UnboundedReceiver<Ask>>>, kept: Arc<Kept>) {
    loop {
        let mut asks = Vec::new();
        if waiting.lock().await.recv_many(&mut asks, MOST).await == 0 {
            return;
        }
        // Who has waited too long is not there any more.
        asks.retain(|ask: &Ask| !ask.reply.is_closed());
        // An organization's rows are in one place where they are distributed.
        let mut groups: HashMap<OrganizationId, Vec<Ask>> = HashMap::new();
        for ask in asks {
            groups.entry(ask.organization.clone()).or_default().push(ask);
        }
        future::join_all(groups.into_iter().map(|(of, asks)| answer_all(&db, &kept, of, asks))).await;
    }
}

/// Answers reads of one organization's referrals.
async fn answer_all(db: &Database, kept: &Kept, organization: OrganizationId, asks: Vec<Ask>) {
    let known: Vec<_> = asks.iter().map(|ask| kept.get(&organization, ask.id)).collect();
    let (sql, params) = question(&organization, &asks, &known);
    let rows = match db.query(sql, params).await {
        Ok(rows) => rows,
        Err(error) => {
            for ask in asks {
                // Who has gone away meanwhile needs no answer.
                let _ = ask.reply.send(Err(error.clone()));
            }
            return;
        }
    };
    let mut found: HashMap<i64, Row> =
        rows.into_iter().filter_map(|row| Some((row.int(0).ok()?, row))).collect();
    for ((ask, known), place) in asks.into_iter().zip(known).zip(1..) {
        let answer =
            found.remove(&place).map(|mut row| read(&mut row, known, kept, &organization)).transpose();
        let _ = ask.reply.send(answer);
    }
}

/// Asks for all of them at once: their place in the question, the reader's mark, whether what is known holds, and the referral,
/// whose document is empty where it is known.
///
/// The arrays stand in subqueries because the planner would count their items and find each length worth a plan of its own,
/// which takes longer than the rest.
fn question(
    organization: &OrganizationId,
    asks: &[Ask],
    known: &[Option<Arc<StoredReferral>>],
) -> (String, Vec<Value>) {
    let sql = format!(
        "SELECT k.place, COALESCE((SELECT TRUE FROM favorite f WHERE f.organization_id = $1 \
         AND f.principal_id = k.principal_id AND f.referral_id = r.id), FALSE), \
         r.version = k.version AND r.history_hash = k.history_hash, r.id, r.version, r.updated_at, \
         CASE WHEN r.version = k.version AND r.history_hash = k.history_hash THEN '' ELSE r.document END, \
         {STORED_AFTER_DOCUMENT} \
         FROM unnest((SELECT $2::text[]), (SELECT $3::text[]), (SELECT $4::bigint[]), (SELECT $5::text[])) \
         WITH ORDINALITY \
         AS k (id, principal_id, version, history_hash, place) \
         JOIN referral r ON r.organization_id = $1 AND r.id = k.id"
    );
    let known = || known.iter().map(Option::as_deref);
    let params = vec![
        text(organization.as_str()),
        array(asks.iter().map(|ask| ask.id.to_string())),
        array(asks.iter().map(|ask| ask.principal.to_string())),
        array(known().map(|known| known.map_or(0, |known| known.version).to_string())),
        array(known().map(|known| known.map_or_else(String::new, |known| known.history_hash.clone()))),
    ];
    (sql, params)
}

/// An array of ids, numbers and hashes, as PostgreSQL writes it.
fn array(items: impl Iterator<Item = String>) -> Value {
    let quoted: Vec<String> = items.map(|item| format!("\"{item}\"")).collect();
    Value::Text(format!("{{{}}}", quoted.join(",")))
}

fn read(
    row: &mut Row,
    known: Option<Arc<StoredReferral>>,
    kept: &Kept,
    organization: &OrganizationId,
) -> Result<Found, DbError> {
    let favorite = row.bool(1)?;
    let stored = match known {
        Some(known) if row.bool(2)? => known,
        _ => {
            let stored = Arc::new(stored(row, 3)?);
            kept.put(organization, &stored);
            stored
        }
    };
    Ok(Found { stored, favorite })
}
