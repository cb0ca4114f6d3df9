//! The log of account changes. An entry is written with the change that it tells of, in one transaction; writers of one
//! organization take turns at the log's end.

use std::sync::Arc;

use async_trait::async_trait;
use ortak_app::port::{AccountMailRecord, Audit, AuditHead, Noting, StoreError};
use ortak_domain::{AuditActor, AuditEntry, AuditEvent, AuditKind, OrganizationId};

use super::accounts::{corrupt, parse, time};
use super::commit::text;
use super::credentials::queue_mail;
use crate::Store;
use crate::conn::{DbError, Row, Statement, Value};

const EVENT: &str = "organization_id, number, at, kind, actor, actor_id, subject, facts, request_id, address, \
                     previous_hash, hash";
const HEAD: &str = "audit head";
const ENTRY: &str = "audit event";
/// How often a write is tried anew when others were quicker at the log's end.
const ATTEMPTS: usize = 50;

fn event(row: &Row) -> Result<AuditEvent, DbError> {
    let entry = AuditEntry {
        organization_id: parse("organization id", row.text(0)?)?,
        at: time(row, 2)?,
        kind: AuditKind::parse(row.text(3)?).ok_or_else(|| corrupt("kind of an entry"))?,
        actor: AuditActor::parse(row.text(4)?).ok_or_else(|| corrupt("actor of an entry"))?,
        actor_id: row.text(5)?.to_owned(),
        subject: row.text(6)?.to_owned(),
        facts: row.text(7)?.to_owned(),
        request_id: row.text(8)?.to_owned(),
        address: row.text(9)?.to_owned(),
    };
    Ok(AuditEvent {
        number: row.int(1)?,
        entry,
        previous_hash: row.text(10)?.to_owned(),
        hash: row.text(11)?.to_owned(),
    })
}

/// The statements that put an entry behind `last`, the log's end as it was read.
fn append(entry: &AuditEntry, last: Option<&(i64, String)>) -> [Statement; 2] {
    let (number, previous) = last.map_or((0, ""), |(number, hash)| (*number, hash.as_str()));
    let event = entry.clone().sealed(number + 1, previous);
    let owner = text(entry.organization_id.as_str());
    let mut params = vec![owner.clone(), Value::Int(event.number), text(&event.hash)];
    let head = if last.is_none() {
        let sql = "INSERT INTO audit_head (organization_id, number, hash) VALUES ($1, $2, $3)";
        Statement::new(HEAD, sql, params)
    } else {
        params.push(Value::Int(number));
        let sql = "UPDATE audit_head SET number = $2, hash = $3 WHERE organization_id = $1 AND number = $4";
        Statement::new(HEAD, sql, params).expect_rows(1)
    };
    let sql = "INSERT INTO audit_event (organization_id, number, at, kind, actor, actor_id, subject, facts, \
               request_id, address, previous_hash, hash) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let entry = &event.entry;
    let params = vec![
        owner,
        Value::Int(event.number),
        Value::Int(entry.at.ticks()),
        text(entry.kind.as_str()),
        text(entry.actor.as_str()),
        text(&entry.actor_id),
        text(&entry.subject),
        text(&entry.facts),
        text(&entry.request_id),
        text(&entry.address),
        text(&event.previous_hash),
        text(&event.hash),
    ];
    [head, Statement::new(ENTRY, sql, params)]
}

/// Somebody else has written at the log's end meanwhile. On PostgreSQL, where statements are sent without waiting, the
/// entry itself may be the first to tell.
fn overtaken(error: &DbError) -> bool {
    matches!(error, DbError::Unique { label: HEAD | ENTRY, .. } | DbError::Expectation { label: HEAD, .. })
}

impl Store {
    /// Writes as `Database::write`, with the entry and the mail that were noted, if there are any.
    pub(super) async fn write(&self, statements: Vec<Statement>) -> Result<Vec<u64>, DbError> {
        let Some(noted) = &self.noted else { return self.db.write(statements).await };
        let (entry, mail) = &**noted;
        let mut attempt = 1;
        loop {
            let last = self.audit_end(&entry.organization_id).await?;
            // The log first, so that all who write to it wait in the same order.
            let mut all: Vec<Statement> = append(entry, last.as_ref()).into();
            all.extend(mail.clone().map(queue_mail));
            let logged = all.len();
            all.extend(statements.iter().cloned());
            match self.db.write(all).await {
                Ok(mut counts) => return Ok(counts.split_off(logged)),
                Err(error) if overtaken(&error) && attempt < ATTEMPTS => attempt += 1,
                Err(error) if overtaken(&error) => {
                    return Err(DbError::Unavailable("too many write to the log of accounts".to_owned()));
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn audit_end(&self, organization: &OrganizationId) -> Result<Option<(i64, String)>, DbError> {
        let sql = "SELECT number, hash FROM audit_head WHERE organization_id = $1";
        let row = self.db.query_opt(sql, vec![text(organization.as_str())]).await?;
        row.map(|row| Ok((row.int(0)?, row.text(1)?.to_owned()))).transpose()
    }

    async fn some_audit_events(
        &self,
        condition: &'static str,
        organization: &OrganizationId,
        number: i64,
        limit: usize,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let sql =
            format!("SELECT {EVENT} FROM audit_event WHERE organization_id = $1 AND {condition} LIMIT $3");
        let limit = Value::Int(i64::try_from(limit).unwrap_or(i64::MAX));
        let rows = self.db.query(sql, vec![text(organization.as_str()), Value::Int(number), limit]).await?;
        Ok(rows.iter().map(event).collect::<Result<_, _>>()?)
    }
}

#[async_trait]
impl Audit for Store {
    fn noting(&self, entry: AuditEntry, mail: Option<AccountMailRecord>) -> Noting {
        let store = Arc::new(Self { noted: Some(Arc::new((entry, mail))), ..self.clone() });
        Noting { accounts: store.clone(), credentials: store.clone(), webhooks: store }
    }

    async fn audit_events(
        &self,
        organization: &OrganizationId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let before = before.unwrap_or(i64::MAX);
        self.some_audit_events("number < $2 ORDER BY number DESC", organization, before, limit).await
    }

    async fn audit_events_after(
        &self,
        organization: &OrganizationId,
        after: i64,
        limit: usize,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        self.some_audit_events("number > $2 ORDER BY number", organization, after, limit).await
    }

    async fn audit_heads(&self) -> Result<Vec<AuditHead>, StoreError> {
        let sql = "SELECT organization_id, number, hash FROM audit_head UNION ALL \
                   SELECT DISTINCT organization_id, 0, '' FROM audit_event e \
                   WHERE NOT EXISTS (SELECT 1 FROM audit_head h WHERE h.organization_id = e.organization_id) \
                   ORDER BY 1";
        let head = |row: &Row| -> Result<AuditHead, DbError> {
            Ok(AuditHead {
                organization_id: parse("organization id", row.text(0)?)?,
                number: row.int(1)?,
                hash: row.text(2)?.to_owned(),
            })
        };
        Ok(self.db.query(sql, Vec::new()).await?.iter().map(head).collect::<Result<_, _>>()?)
    }
}
