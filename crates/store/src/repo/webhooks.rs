//! Webhook registrations, deliveries and attempts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

use async_trait::async_trait;
use ortak_app::port::{
    Attempt, Delivery, DeliveryQuery, DeliveryState, DueDelivery, NewDelivery, Share, StoreError, Verdict,
    Webhook, Webhooks,
};
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{OrganizationId, Time};
use uuid::Uuid;

use super::accounts::{corrupt, maybe_time, parse, principal_kind, time};
use super::commit::{opt_text, opt_time, text};
use crate::Store;
use crate::conn::{DbError, Dialect, Row, Statement, Value};

const WEBHOOK: &str = "w.organization_id, w.id, w.principal_kind, w.principal_id, w.url, w.events, \
     w.signature_in_ms_header, w.secret_version, w.created_at, w.updated_at, w.disabled_at, w.disabled_reason";
const DELIVERY: &str = "organization_id, id, webhook_id, event, resource_id, version, body, \
     created_at, state, attempts, next_at, done_at";

/// For each delivery that is claimed, so many of those due are looked at, to share the places among webhooks.
const LOOKED_AT: usize = 10;

fn id(value: Uuid) -> Value {
    Value::Text(value.to_string())
}

fn ticks(at: Time) -> Value {
    Value::Int(at.ticks())
}

fn webhook_event(word: &str) -> Result<WebhookEvent, DbError> {
    WebhookEvent::parse(word).ok_or_else(|| corrupt("webhook event"))
}

/// Reads the columns of `WEBHOOK`.
fn webhook(row: &Row) -> Result<Webhook, DbError> {
    Ok(Webhook {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("webhook id", row.text(1)?)?,
        principal_kind: principal_kind(row.text(2)?)?,
        principal_id: parse("principal id", row.text(3)?)?,
        url: row.text(4)?.to_owned(),
        events: row.text(5)?.lines().map(webhook_event).collect::<Result<_, _>>()?,
        signature_in_ms_header: row.bool(6)?,
        secret_version: row.int(7)?,
        created_at: time(row, 8)?,
        updated_at: time(row, 9)?,
        disabled_at: maybe_time(row, 10)?,
        disabled_reason: row.opt_text(11)?.map(str::to_owned),
    })
}

/// Reads the columns of `DELIVERY`.
fn delivery(row: &Row) -> Result<Delivery, DbError> {
    Ok(Delivery {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("delivery id", row.text(1)?)?,
        webhook_id: parse("webhook id", row.text(2)?)?,
        event: webhook_event(row.text(3)?)?,
        resource_id: parse("resource id", row.text(4)?)?,
        version: row.int(5)?,
        body: row.text(6)?.to_owned(),
        created_at: time(row, 7)?,
        state: DeliveryState::parse(row.text(8)?).ok_or_else(|| corrupt("delivery state"))?,
        attempts: row.int(9)?,
        next_at: maybe_time(row, 10)?,
        done_at: maybe_time(row, 11)?,
    })
}

fn attempt(row: &Row) -> Result<Attempt, DbError> {
    let status = row.opt_int(2)?.map(|status| u16::try_from(status).map_err(|_| corrupt("status")));
    Ok(Attempt {
        at: time(row, 0)?,
        duration_ms: row.int(1)?,
        status: status.transpose()?,
        error: row.opt_text(3)?.map(str::to_owned),
    })
}

fn events(webhook: &Webhook) -> Value {
    Value::Text(webhook.events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join("\n"))
}

fn columns(w: &Webhook) -> Vec<Value> {
    vec![
        text(w.organization_id.as_str()),
        id(w.id),
        text(w.principal_kind.as_str()),
        id(w.principal_id),
        text(&w.url),
        events(w),
        Value::Bool(w.signature_in_ms_header),
        Value::Int(w.secret_version),
        ticks(w.created_at),
        ticks(w.updated_at),
        opt_time(w.disabled_at),
        opt_text(w.disabled_reason.as_deref()),
    ]
}

/// A delivery that is there already stays as it is.
pub(super) fn insert_delivery(d: &NewDelivery) -> Statement {
    Statement::new(
        "delivery",
        "INSERT INTO webhook_delivery (organization_id, id, webhook_id, event, resource_id, version, body, \
         created_at, state, attempts, next_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', 0, $9) ON CONFLICT DO NOTHING",
        vec![
            text(d.organization_id.as_str()),
            id(d.id),
            id(d.webhook_id),
            text(d.event.as_str()),
            id(d.resource_id),
            Value::Int(d.version),
            text(&d.body),
            ticks(d.created_at),
            ticks(d.next_at),
        ],
    )
}

/// Claims what is due at `$1` until `$2`, at most `$3`, of each webhook at most `$4`, chosen among the `$5` soonest;
/// `busy` webhooks, from `$6` on, are left out. Returns the columns of `DELIVERY`.
pub(super) fn claim(dialect: Dialect, busy: usize) -> String {
    // Two workers never wait for each other, nor get the same.
    let skip = match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE OF d SKIP LOCKED",
    };
    let others = if busy == 0 {
        String::new()
    } else {
        let busy: Vec<String> = (0..busy).map(|at| format!("${}", at + 6)).collect();
        format!("AND d.webhook_id NOT IN ({}) ", busy.join(", "))
    };
    // Chosen once and locked: an inner query that is planned as a loop could choose more than it may. What is locked
    // is looked at once more, for another worker may have been faster.
    format!(
        "WITH soonest AS MATERIALIZED (\
         SELECT d.organization_id, d.id, d.webhook_id, d.next_at FROM webhook_delivery d \
         WHERE d.state = 'pending' \
         AND d.next_at <= $1 AND (d.lease_until IS NULL OR d.lease_until <= $1) {others}\
         AND EXISTS (SELECT 1 FROM webhook w WHERE w.organization_id = d.organization_id \
         AND w.id = d.webhook_id AND w.disabled_at IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM webhook_delivery e WHERE e.organization_id = d.organization_id \
         AND e.webhook_id = d.webhook_id AND e.resource_id = d.resource_id AND e.state = 'pending' \
         AND e.version < d.version) \
         ORDER BY d.next_at, d.id LIMIT $5), \
         placed AS (SELECT organization_id, id, row_number() OVER \
         (PARTITION BY organization_id, webhook_id ORDER BY next_at, id) AS place FROM soonest), \
         due AS MATERIALIZED (\
         SELECT d.organization_id, d.id FROM placed p JOIN webhook_delivery d \
         ON d.organization_id = p.organization_id AND d.id = p.id \
         WHERE p.place <= $4 AND d.state = 'pending' AND d.next_at <= $1 \
         AND (d.lease_until IS NULL OR d.lease_until <= $1) \
         ORDER BY p.place, d.next_at, d.id LIMIT $3 {skip}) \
         UPDATE webhook_delivery SET lease_until = $2 \
         WHERE (organization_id, id) IN (SELECT organization_id, id FROM due) RETURNING {DELIVERY}"
    )
}

fn is_written(counts: &[u64]) -> bool {
    counts.first().is_some_and(|count| *count > 0)
}

impl Store {
    async fn some_webhooks(&self, condition: &str, params: Vec<Value>) -> Result<Vec<Webhook>, DbError> {
        let sql = format!("SELECT {WEBHOOK} FROM webhook w WHERE {condition} ORDER BY w.created_at, w.id");
        self.db.query(sql, params).await?.iter().map(webhook).collect()
    }
}

#[async_trait]
impl Webhooks for Store {
    async fn webhook_of(
        &self,
        organization: &OrganizationId,
        principal: Uuid,
    ) -> Result<Option<Webhook>, StoreError> {
        let params = vec![text(organization.as_str()), id(principal)];
        let found = self.some_webhooks("w.organization_id = $1 AND w.principal_id = $2", params).await?;
        Ok(found.into_iter().next())
    }

    async fn webhook(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
    ) -> Result<Option<Webhook>, StoreError> {
        let params = vec![text(organization.as_str()), id(webhook)];
        Ok(self.some_webhooks("w.organization_id = $1 AND w.id = $2", params).await?.into_iter().next())
    }

    async fn webhooks(&self, organization: Option<&OrganizationId>) -> Result<Vec<Webhook>, StoreError> {
        Ok(match organization {
            Some(id) => self.some_webhooks("w.organization_id = $1", vec![text(id.as_str())]).await?,
            None => self.some_webhooks("1 = 1", Vec::new()).await?,
        })
    }

    async fn active_webhooks(&self, organization: &OrganizationId) -> Result<Vec<Webhook>, StoreError> {
        let condition = "w.organization_id = $1 AND w.disabled_at IS NULL";
        Ok(self.some_webhooks(condition, vec![text(organization.as_str())]).await?)
    }

    async fn create_webhook(&self, webhook: Webhook) -> Result<(), StoreError> {
        let sql = "INSERT INTO webhook (organization_id, id, principal_kind, principal_id, url, events, \
                   signature_in_ms_header, secret_version, created_at, updated_at, disabled_at, \
                   disabled_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        self.affected("webhook", sql, columns(&webhook)).await?;
        Ok(())
    }

    async fn save_webhook(&self, seen: &Webhook, webhook: Webhook) -> Result<bool, StoreError> {
        let sql = "UPDATE webhook SET principal_kind = $3, principal_id = $4, url = $5, events = $6, \
                   signature_in_ms_header = $7, secret_version = $8, created_at = $9, updated_at = $10, \
                   disabled_at = $11, disabled_reason = $12 WHERE organization_id = $1 AND id = $2 \
                   AND url = $13 AND events = $14 AND signature_in_ms_header = $15 AND secret_version = $16 \
                   AND disabled_at IS NOT DISTINCT FROM $17";
        let mut params = columns(&webhook);
        params.extend([
            text(&seen.url),
            events(seen),
            Value::Bool(seen.signature_in_ms_header),
            Value::Int(seen.secret_version),
            opt_time(seen.disabled_at),
        ]);
        Ok(self.affected("webhook", sql, params).await? > 0)
    }

    async fn disable_webhook(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        reason: &str,
        at: Time,
    ) -> Result<bool, StoreError> {
        let (owner, webhook) = (text(organization.as_str()), id(webhook));
        let counts = self
            .write(vec![
                Statement::new(
                    "webhook",
                    "UPDATE webhook SET disabled_at = $3, disabled_reason = $4 \
                     WHERE organization_id = $1 AND id = $2 AND disabled_at IS NULL",
                    vec![owner.clone(), webhook.clone(), ticks(at), text(reason)],
                ),
                Statement::new(
                    "delivery",
                    "UPDATE webhook_delivery SET state = 'cancelled', next_at = NULL, lease_until = NULL, \
                     done_at = $3 WHERE organization_id = $1 AND webhook_id = $2 AND state = 'pending'",
                    vec![owner, webhook, ticks(at)],
                ),
            ])
            .await?;
        Ok(is_written(&counts))
    }

    async fn add_deliveries(&self, deliveries: Vec<NewDelivery>) -> Result<(), StoreError> {
        self.write(deliveries.iter().map(insert_delivery).collect()).await?;
        Ok(())
    }

    async fn claim_deliveries(
        &self,
        now: Time,
        lease_until: Time,
        share: &Share<'_>,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        let sql = claim(self.db.dialect(), share.busy.len());
        let number = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let mut params = vec![
            ticks(now),
            ticks(lease_until),
            number(share.limit),
            number(share.each),
            number(share.limit.saturating_mul(LOOKED_AT)),
        ];
        params.extend(share.busy.iter().map(|webhook| id(*webhook)));
        let claim = Statement::new("delivery", sql, params);
        let claimed = self.db.write_returning(vec![claim]).await?;
        let mut owners: HashMap<OrganizationId, Vec<Webhook>> = HashMap::new();
        let mut due = Vec::new();
        for row in claimed.iter().flatten() {
            let delivery = delivery(row)?;
            // Few webhooks wait at a time, and most of what is claimed is for the same.
            let webhooks = match owners.entry(delivery.organization_id.clone()) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let found = self.active_webhooks(new.key()).await?;
                    new.insert(found)
                }
            };
            // Switched off since it was claimed: there is nothing to send it to.
            if let Some(webhook) = webhooks.iter().find(|webhook| webhook.id == delivery.webhook_id) {
                due.push(DueDelivery { webhook: webhook.clone(), delivery });
            }
        }
        due.sort_by_key(|due| (due.delivery.created_at, due.delivery.id));
        Ok(due)
    }

    async fn finish_delivery(
        &self,
        delivery: &Delivery,
        attempt: Attempt,
        verdict: Verdict,
        at: Time,
    ) -> Result<bool, StoreError> {
        let (owner, delivery_id) = (text(delivery.organization_id.as_str()), id(delivery.id));
        let (state, next, done) = match verdict {
            Verdict::Delivered => (DeliveryState::Delivered, Value::Null, ticks(at)),
            Verdict::Again(next) => (DeliveryState::Pending, ticks(next), Value::Null),
            Verdict::Failed => (DeliveryState::Failed, Value::Null, ticks(at)),
        };
        let counts = self.write(vec![
                Statement::new(
                    "delivery",
                    "UPDATE webhook_delivery SET state = $3, attempts = attempts + 1, next_at = $4, done_at = $5, \
                     lease_until = NULL WHERE organization_id = $1 AND id = $2 AND state = 'pending'",
                    vec![owner.clone(), delivery_id.clone(), text(state.as_str()), next, done],
                ),
                Statement::new(
                    "attempt",
                    "INSERT INTO webhook_attempt (organization_id, delivery_id, number, at, duration_ms, status, \
                     error) SELECT $1, $2, coalesce(max(number), 0) + 1, cast($3 AS bigint), \
                     cast($4 AS bigint), cast($5 AS bigint), cast($6 AS text) FROM webhook_attempt \
                     WHERE organization_id = $1 AND delivery_id = $2",
                    vec![
                        owner,
                        delivery_id,
                        ticks(attempt.at),
                        Value::Int(attempt.duration_ms),
                        attempt.status.map_or(Value::Null, |status| Value::Int(i64::from(status))),
                        opt_text(attempt.error.as_deref()),
                    ],
                ),
            ])
            .await?;
        Ok(is_written(&counts))
    }

    async fn delivery(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        delivery_id: Uuid,
    ) -> Result<Option<(Delivery, Vec<Attempt>)>, StoreError> {
        let sql = format!(
            "SELECT {DELIVERY} FROM webhook_delivery d \
             WHERE d.organization_id = $1 AND d.webhook_id = $2 AND d.id = $3"
        );
        let params = vec![text(organization.as_str()), id(webhook), id(delivery_id)];
        let Some(row) = self.db.query_opt(sql, params).await? else { return Ok(None) };
        let sql = "SELECT at, duration_ms, status, error FROM webhook_attempt \
                   WHERE organization_id = $1 AND delivery_id = $2 ORDER BY number";
        let attempts = self.db.query(sql, vec![text(organization.as_str()), id(delivery_id)]).await?;
        let attempts = attempts.iter().map(attempt).collect::<Result<_, _>>()?;
        Ok(Some((delivery(&row)?, attempts)))
    }

    async fn deliveries(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        query: &DeliveryQuery,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut params = vec![text(organization.as_str()), id(webhook)];
        let mut sql = format!(
            "SELECT {DELIVERY} FROM webhook_delivery d WHERE d.organization_id = $1 AND d.webhook_id = $2"
        );
        if let Some(state) = query.state {
            params.push(text(state.as_str()));
            let _ = write!(sql, " AND d.state = ${}", params.len());
        }
        if let Some((at, after)) = query.after {
            params.extend([ticks(at), id(after)]);
            let _ = write!(sql, " AND (d.created_at, d.id) < (${}, ${})", params.len() - 1, params.len());
        }
        params.push(Value::Int(i64::try_from(query.limit).unwrap_or(i64::MAX)));
        let _ = write!(sql, " ORDER BY d.created_at DESC, d.id DESC LIMIT ${}", params.len());
        let rows = self.db.query(sql, params).await?;
        Ok(rows.iter().map(delivery).collect::<Result<_, _>>()?)
    }

    async fn replay_delivery(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        delivery_id: Uuid,
        at: Time,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE webhook_delivery SET state = 'pending', attempts = 0, next_at = $4, done_at = NULL, \
                   lease_until = NULL WHERE organization_id = $1 AND webhook_id = $2 AND id = $3 \
                   AND state <> 'pending'";
        let params = vec![text(organization.as_str()), id(webhook), id(delivery_id), ticks(at)];
        Ok(self.affected("delivery", sql, params).await? > 0)
    }

    async fn replay_failed(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        since: Time,
        at: Time,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE webhook_delivery SET state = 'pending', attempts = 0, next_at = $4, done_at = NULL, \
                   lease_until = NULL WHERE organization_id = $1 AND webhook_id = $2 AND done_at >= $3 \
                   AND state IN ('failed', 'cancelled')";
        let params = vec![text(organization.as_str()), id(webhook), ticks(since), ticks(at)];
        Ok(self.affected("delivery", sql, params).await?)
    }

    async fn count_deliveries(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
        event: WebhookEvent,
        since: Time,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM webhook_delivery WHERE organization_id = $1 AND webhook_id = $2 \
                   AND event = $3 AND created_at > $4";
        let params = vec![text(organization.as_str()), id(webhook), text(event.as_str()), ticks(since)];
        let row = self.db.query_opt(sql, params).await?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    async fn failures_in_a_row(
        &self,
        organization: &OrganizationId,
        webhook: Uuid,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM webhook_delivery WHERE organization_id = $1 AND webhook_id = $2 \
                   AND state = 'failed' AND done_at > coalesce((SELECT max(done_at) FROM webhook_delivery \
                   WHERE organization_id = $1 AND webhook_id = $2 AND state = 'delivered'), 0)";
        let row = self.db.query_opt(sql, vec![text(organization.as_str()), id(webhook)]).await?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    async fn forget_deliveries(&self, before: Time) -> Result<u64, StoreError> {
        let counts = self
            .write(vec![
                Statement::new(
                    "attempt",
                    "DELETE FROM webhook_attempt WHERE EXISTS (SELECT 1 FROM webhook_delivery d \
                     WHERE d.organization_id = webhook_attempt.organization_id \
                     AND d.id = webhook_attempt.delivery_id AND d.done_at < $1)",
                    vec![ticks(before)],
                ),
                Statement::new(
                    "delivery",
                    "DELETE FROM webhook_delivery WHERE done_at < $1",
                    vec![ticks(before)],
                ),
            ])
            .await?;
        Ok(counts.get(1).copied().unwrap_or_default())
    }
}
