//! The outbox, and what is made from it.

use std::collections::HashMap;

use async_trait::async_trait;
use ortak_app::port::{Backlog, NewDelivery, NewNotification, Outbox, OutboxEntry, StoreError};
use ortak_domain::{OrganizationId, ReferralId, Time};
use uuid::Uuid;

use super::accounts::{corrupt, maybe_time, parse, time};
use super::commit::text;
use super::{notifications, webhooks};
use crate::Store;
use crate::conn::{DbError, Dialect, Row, Statement, Value};

/// What nobody has been told of, with its events.
macro_rules! untold {
    ($before:literal, $after:literal) => {
        concat!(
            "SELECT o.organization_id, o.id, o.topic, o.engagement_id, o.referral_id, o.version, o.created_at, \
             e.kind, e.changes, e.actor_id FROM ",
            $before,
            " outbox o JOIN event e ON e.organization_id = o.organization_id AND e.referral_id = o.referral_id \
             AND e.version = o.version WHERE o.dispatched_at IS NULL ",
            $after
        )
    };
}

/// The oldest entries that wait.
pub(super) const WAITING: &str = untold!("", "ORDER BY o.id LIMIT $1");

/// What waits of referrals, before a version of each: a JSON object of versions by the referrals' ids. However much waits
/// of others, it is not looked at.
pub(super) const fn before(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => untold!(
            "json_each($1) AS latest CROSS JOIN",
            "AND o.referral_id = latest.key AND o.version < latest.value"
        ),
        Dialect::Postgres => untold!(
            "jsonb_each_text($1::text::jsonb) AS latest CROSS JOIN",
            "AND o.referral_id = latest.key AND o.version < latest.value::bigint"
        ),
    }
}

/// The latest version of each referral.
fn latest_versions(entries: &[OutboxEntry]) -> HashMap<ReferralId, i64> {
    let mut latest = HashMap::new();
    for entry in entries {
        let version = latest.entry(entry.referral_id).or_insert(entry.version);
        *version = entry.version.max(*version);
    }
    latest
}

/// Each referral's entries follow each other in the order of its versions, the referral whose entry is the oldest first.
fn in_order_of_versions(entries: &mut [OutboxEntry]) {
    let mut first = HashMap::new();
    for entry in &*entries {
        let id = first.entry(entry.referral_id).or_insert(entry.id);
        *id = entry.id.min(*id);
    }
    entries.sort_by_key(|entry| (first.get(&entry.referral_id).copied(), entry.referral_id, entry.version));
}

fn entry(row: &mut Row) -> Result<OutboxEntry, DbError> {
    Ok(OutboxEntry {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("outbox id", row.text(1)?)?,
        created: row.text(2)? == "referral-created",
        engagement_id: parse("engagement id", row.text(3)?)?,
        referral_id: parse("referral id", row.text(4)?)?,
        version: row.int(5)?,
        created_at: time(row, 6)?,
        event_kind: row.take_text(7)?,
        changes: row.take_text(8)?,
        actor_id: row.take_text(9)?,
    })
}

fn count(row: &Row, at: usize) -> Result<u64, DbError> {
    Ok(u64::try_from(row.int(at)?).unwrap_or_default())
}

#[async_trait]
impl Outbox for Store {
    async fn waiting(&self, limit: usize) -> Result<Vec<OutboxEntry>, StoreError> {
        let most = Value::Int(i64::try_from(limit).unwrap_or(i64::MAX));
        let rows = self.db.query(WAITING, vec![most]).await?;
        let read = |rows: Vec<Row>| -> Result<Vec<OutboxEntry>, DbError> {
            rows.into_iter().map(|mut row| entry(&mut row)).collect()
        };
        let mut entries = read(rows)?;
        if let Some(last) = entries.last()
            && entries.len() >= limit
        {
            let last = last.id;
            let latest = serde_json::to_string(&latest_versions(&entries)).map_err(|_| corrupt("outbox"))?;
            let earlier = self.db.query(before(self.db.dialect()), vec![Value::Text(latest)]).await?;
            entries.extend(read(earlier)?.into_iter().filter(|earlier| earlier.id > last));
        }
        in_order_of_versions(&mut entries);
        Ok(entries)
    }

    async fn dispatch(
        &self,
        entries: &[(OrganizationId, Uuid)],
        deliveries: Vec<NewDelivery>,
        notifications: Vec<NewNotification>,
        at: Time,
    ) -> Result<(), StoreError> {
        let mut statements = Vec::with_capacity(entries.len() + deliveries.len() + notifications.len() * 2);
        // First, so that of two workers the later one stores nothing: what it knows of who is to be told may be older.
        statements.extend(entries.iter().map(|(organization, id)| {
            Statement::new(
                "outbox",
                "UPDATE outbox SET dispatched_at = $3 \
                 WHERE organization_id = $1 AND id = $2 AND dispatched_at IS NULL",
                vec![text(organization.as_str()), text(&id.to_string()), Value::Int(at.ticks())],
            )
            .expect_rows(1)
        }));
        statements.extend(deliveries.iter().map(webhooks::insert_delivery));
        for notification in &notifications {
            notifications::insert(notification, &mut statements);
        }
        self.db.write(statements).await?;
        Ok(())
    }

    async fn withhold(&self, before: Time) -> Result<u64, StoreError> {
        let sql =
            "UPDATE outbox SET dispatched_at = created_at WHERE dispatched_at IS NULL AND created_at <= $1";
        Ok(self.affected("outbox", sql, vec![Value::Int(before.ticks())]).await?)
    }

    async fn forget_dispatched(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM outbox WHERE (organization_id, id) IN (\
                   SELECT organization_id, id FROM outbox WHERE dispatched_at < $1 LIMIT 1000)";
        Ok(self.in_batches("outbox", sql, vec![Value::Int(before.ticks())]).await?)
    }

    async fn backlog(&self) -> Result<Backlog, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM outbox WHERE dispatched_at IS NULL), \
                   (SELECT min(created_at) FROM outbox WHERE dispatched_at IS NULL), \
                   (SELECT count(*) FROM webhook_delivery WHERE state = 'pending'), \
                   (SELECT min(created_at) FROM webhook_delivery WHERE state = 'pending'), \
                   (SELECT count(*) FROM webhook_delivery WHERE state = 'failed'), \
                   (SELECT count(*) FROM mail WHERE state = 'pending'), \
                   (SELECT count(*) FROM mail WHERE state = 'failed')";
        let Some(row) = self.db.query_opt(sql, Vec::new()).await? else { return Ok(Backlog::default()) };
        Ok(Backlog {
            waiting: count(&row, 0)?,
            oldest: maybe_time(&row, 1)?,
            deliveries: count(&row, 2)?,
            oldest_delivery: maybe_time(&row, 3)?,
            failed_deliveries: count(&row, 4)?,
            mails: count(&row, 5)?,
            failed_mails: count(&row, 6)?,
        })
    }
}
