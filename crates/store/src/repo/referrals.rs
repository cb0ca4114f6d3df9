//! Referrals, their parties and their history.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use ortak_app::port::{
    Commit, Cursor, EventPosition, Found, HistoryEvent, ListPage, ListQuery, ListRow, NamedEvent, Referrals,
    Replay, SharedDeal, SharedQuery, StoreError, StoredReferral, Viewer, Waiting, WaitingQuery,
};
use ortak_domain::field::Scalar;
use ortak_domain::predicate::OrderKey;
use ortak_domain::referral::{Direction, PartyView, Reason, SalesStage, Stage, Substatus};
use ortak_domain::{Amount, EngagementId, FieldKind, OrganizationId, ReferralId, Time};
use uuid::Uuid;

use super::commit::{self, one_of, text};
use crate::cache::Ticket;
use crate::conn::{DbError, Dialect, Row, Value};
use crate::filter_sql::Sql;
use crate::{Reads, Store};

const STORED: &str = "id, version, updated_at, document, mpn_id, team_emails, assessment, history_hash";
pub(super) const STORED_AFTER_DOCUMENT: &str = "r.mpn_id, r.team_emails, r.assessment, r.history_hash";

pub(super) const PARTY: &str = "engagement_id, organization_id, referral_id, organization_name, direction, substatus, \
     reason, sales_stage, created_at, updated_at, expires_at, accepted_at, closed_at, team";

/// Partners `o` share the deal `r`, and the vendor (`$1`) has no referral in it.
pub const IS_SHARED: &str = "r.vendor_view AND r.direction = 'Outgoing' AND NOT r.assessment \
     AND o.kind = 'partner' AND NOT EXISTS (SELECT 1 FROM party v WHERE v.engagement_id = r.engagement_id \
     AND v.organization_id = $1)";

const SHARED: &str = "SELECT r.organization_id, r.id, r.version, r.updated_at, r.document, r.mpn_id, \
     r.team_emails, r.assessment, r.history_hash FROM referral r \
     JOIN organization o ON o.organization_id = r.organization_id";

/// Greater than every id, which are hexadecimal digits and hyphens.
const NO_ID_IS_GREATER: &str = "~";

/// The condition that an organization belongs to a sandbox, or to none.
fn realm_is(organization: &str, realm: Option<&OrganizationId>, params: &mut Vec<Value>) -> String {
    match realm {
        None => format!("{organization}.sandbox_home IS NULL"),
        Some(home) => {
            params.push(text(home.as_str()));
            format!("{organization}.sandbox_home = ${}", params.len())
        }
    }
}

/// What waits for an answer within the span, soonest first.
pub(super) fn waiting(query: &WaitingQuery) -> (String, Vec<Value>) {
    let (after, id) = query.after;
    let id = id.map(|id| id.to_string());
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    // Without an id nothing at the very moment counts.
    let mut params = vec![
        Value::Int(after.ticks()),
        Value::Text(id.unwrap_or_else(|| NO_ID_IS_GREATER.to_owned())),
        Value::Int(query.until.ticks()),
        Value::Int(limit),
    ];
    let realm = realm_is("o", query.realm.as_ref(), &mut params);
    let sql = format!(
        "SELECT r.organization_id, r.id, r.expires_at FROM referral r \
         JOIN organization o ON o.organization_id = r.organization_id \
         WHERE r.status = 'New' AND (r.expires_at, r.id) > ($1, $2) AND r.expires_at <= $3 AND {realm} \
         ORDER BY r.expires_at, r.id LIMIT $4"
    );
    (sql, params)
}

/// A page of what is shared, the latest change first.
pub(super) fn shared(query: &SharedQuery) -> (String, Vec<Value>) {
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let mut params = vec![text(query.vendor.as_str()), Value::Int(limit)];
    let mut condition = realm_is("o", query.realm.as_ref(), &mut params);
    if let Some((at, id)) = query.after {
        params.extend([Value::Int(at.ticks()), text(&id.to_string())]);
        let last = params.len();
        let _ = write!(condition, " AND (r.updated_at, r.id) < (${}, ${last})", last - 1);
    }
    let sql =
        format!("{SHARED} WHERE {IS_SHARED} AND {condition} ORDER BY r.updated_at DESC, r.id DESC LIMIT $2");
    (sql, params)
}

fn shared_deal(row: &mut Row) -> Result<SharedDeal, DbError> {
    Ok(SharedDeal { organization_id: parse("organization id", row.text(0)?)?, stored: stored(row, 1)? })
}

fn corrupt(what: &str, value: &str) -> DbError {
    DbError::Corrupt(format!("{what} is not readable: {value}"))
}

fn parse<T: std::str::FromStr>(what: &str, value: &str) -> Result<T, DbError> {
    value.parse().map_err(|_| corrupt(what, value))
}

/// Reads the columns of `STORED`, from `at` on.
pub(super) fn stored(row: &mut Row, at: usize) -> Result<StoredReferral, DbError> {
    Ok(StoredReferral {
        id: parse("referral id", row.text(at)?)?,
        version: row.int(at + 1)?,
        updated_at: Time::from_ticks(row.int(at + 2)?),
        document: row.take_text(at + 3)?.into(),
        mpn_id: row.take_opt_text(at + 4)?,
        team_emails: row.text(at + 5)?.lines().map(str::to_owned).collect(),
        assessment: row.bool(at + 6)?,
        history_hash: row.take_text(at + 7)?,
    })
}

fn opt_time(row: &Row, at: usize) -> Result<Option<Time>, DbError> {
    Ok(row.opt_int(at)?.map(Time::from_ticks))
}

pub(super) fn party(row: &mut Row) -> Result<PartyView, DbError> {
    let substatus = Substatus::parse(row.text(5)?).ok_or_else(|| corrupt("substatus", "unknown word"))?;
    let reason = match row.opt_text(6)? {
        Some(reason) => Reason::parse(reason).ok_or_else(|| corrupt("reason", reason))?,
        None => Reason::Unspecified,
    };
    let sales_stage = match row.opt_text(7)? {
        Some(stage) => Some(SalesStage::parse(stage).ok_or_else(|| corrupt("sales stage", stage))?),
        None => None,
    };
    Ok(PartyView {
        engagement_id: parse("engagement id", row.text(0)?)?,
        organization_id: parse("organization id", row.text(1)?)?,
        referral_id: parse("referral id", row.text(2)?)?,
        organization_name: row.text(3)?.to_owned(),
        direction: Direction::parse(row.text(4)?).ok_or_else(|| corrupt("direction", "unknown word"))?,
        stage: Stage::from_substatus(substatus, reason),
        sales_stage,
        created_at: Time::from_ticks(row.int(8)?),
        updated_at: Time::from_ticks(row.int(9)?),
        expires_at: opt_time(row, 10)?,
        accepted_at: opt_time(row, 11)?,
        closed_at: opt_time(row, 12)?,
        team: serde_json::from_str(row.text(13)?).map_err(|error| corrupt("team", &error.to_string()))?,
    })
}

fn history_event(row: &mut Row) -> Result<HistoryEvent, DbError> {
    Ok(HistoryEvent {
        organization_id: parse("organization id", row.text(0)?)?,
        referral_id: parse("referral id", row.text(1)?)?,
        version: row.int(2)?,
        at: Time::from_ticks(row.int(3)?),
        kind: row.take_text(4)?,
        actor_kind: row.take_text(5)?,
        actor_id: row.take_text(6)?,
        request_id: row.take_text(7)?,
        changes: row.take_text(8)?,
        document_hash: row.take_text(9)?,
        previous_hash: row.take_text(10)?,
        hash: row.take_text(11)?,
    })
}

/// Reads an order key from a column of a list row, as its kind.
fn key_value(row: &Row, at: usize, kind: FieldKind) -> Result<Scalar<'static>, DbError> {
    Ok(match kind {
        FieldKind::Text | FieldKind::Guid | FieldKind::Word(_) => {
            row.opt_text(at)?.map_or(Scalar::Null, |text| Scalar::Text(text.to_owned().into()))
        }
        FieldKind::Bool => row.opt_bool(at)?.map_or(Scalar::Null, Scalar::Bool),
        FieldKind::Time => opt_time(row, at)?.map_or(Scalar::Null, Scalar::Time),
        FieldKind::Amount => match row.opt_int(at)? {
            None => Scalar::Null,
            Some(units) => {
                Scalar::Amount(Amount::from_units(units).map_err(|e| corrupt("amount", &e.to_string()))?)
            }
        },
    })
}

impl Store {
    async fn find(
        &self,
        organization: &OrganizationId,
        id: ReferralId,
    ) -> Result<Option<StoredReferral>, DbError> {
        let sql = format!("SELECT {STORED} FROM referral WHERE organization_id = $1 AND id = $2");
        let params = vec![text(organization.as_str()), text(&id.to_string())];
        let row = self.db.query_opt(sql, params).await?;
        row.map(|mut row| stored(&mut row, 0)).transpose()
    }

    async fn read(&self, viewer: &Viewer, id: ReferralId) -> Result<Option<Found>, DbError> {
        let documents = match &self.reads {
            Reads::Kept(documents) => documents,
            Reads::Asked(loader) => return loader.get(viewer, id).await,
        };
        let stored = match documents.get(&viewer.organization_id, id) {
            Some(stored) => stored,
            None => {
                let ticket = documents.ticket(id.0);
                let Some(stored) = self.find(&viewer.organization_id, id).await? else { return Ok(None) };
                let stored = Arc::new(stored);
                documents.found(&viewer.organization_id, &stored, ticket);
                stored
            }
        };
        let reader = (viewer.organization_id.clone(), viewer.principal_id);
        let favorites = match documents.favorites(&reader) {
            Some(favorites) => favorites,
            None => {
                let ticket = documents.ticket(viewer.principal_id);
                let favorites = Arc::new(self.favorites(viewer).await?);
                documents.found_favorites(reader, Arc::clone(&favorites), ticket);
                favorites
            }
        };
        Ok(Some(Found { stored, favorite: favorites.contains(&id) }))
    }

    async fn favorites(&self, viewer: &Viewer) -> Result<HashSet<ReferralId>, DbError> {
        let rows = self
            .db
            .query(
                "SELECT referral_id FROM favorite WHERE organization_id = $1 AND principal_id = $2",
                vec![text(viewer.organization_id.as_str()), text(&viewer.principal_id.to_string())],
            )
            .await?;
        rows.iter().map(|row| parse("referral id", row.text(0)?)).collect()
    }

    /// The statement of one page, which reads one row more.
    fn page_sql(&self, viewer: &Viewer, query: &ListQuery) -> (String, Vec<Value>) {
        let mut sql = Sql::new(self.db.dialect(), viewer);
        let mut conditions = conditions(&mut sql, viewer, query);
        if let Some(cursor) = &query.after {
            conditions.push(sql.after(&query.order, cursor));
        }
        let keys = query.order.iter().map(|key| sql.field(key.field));
        let extras = std::iter::once(sql.favorite()).chain(keys).collect::<Vec<_>>().join(", ");
        let order = sql.order_by(&query.order);
        let limit = sql.param(Value::Int(i64::try_from(query.limit + 1).unwrap_or(i64::MAX)));
        let offset = sql.param(Value::Int(i64::try_from(query.skip).unwrap_or(i64::MAX)));
        let text = format!(
            "SELECT r.id, r.version, r.updated_at, r.document, {extras} FROM referral r \
             WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
            conditions.join(" AND ")
        );
        (text, sql.params)
    }

    async fn page(
        &self,
        viewer: &Viewer,
        query: &ListQuery,
    ) -> Result<(Vec<ListRow>, Option<Cursor>), DbError> {
        let (text, params) = self.page_sql(viewer, query);
        let mut found = self.db.query(text, params).await?;
        let more = found.len() > query.limit;
        found.truncate(query.limit);
        let next = match found.last() {
            Some(last) if more => Some(cursor(last, &query.order)?),
            _ => None,
        };
        let rows = found.iter_mut().map(list_row).collect::<Result<_, _>>()?;
        Ok((rows, next))
    }

    async fn count(&self, viewer: &Viewer, query: &ListQuery) -> Result<u64, DbError> {
        let mut sql = Sql::new(self.db.dialect(), viewer);
        let conditions = conditions(&mut sql, viewer, query);
        // PostgreSQL wants a type for every parameter, and a filter need not mention the reader.
        let text = format!(
            "SELECT count(*) FROM referral r WHERE {} AND CAST($2 AS TEXT) IS NOT NULL",
            conditions.join(" AND ")
        );
        self.counted(text, sql.params).await
    }

    /// Counts, unless that was done already and still holds; see `cache`.
    pub(super) async fn counted(&self, text: String, params: Vec<Value>) -> Result<u64, DbError> {
        let key = format!("{text}{params:?}");
        let (began, written) = (Instant::now(), self.db.written());
        if let Some(count) = self.counts.get(&key, written) {
            return Ok(count);
        }
        let row = self.db.query_opt(text, params).await?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        let count = u64::try_from(count).unwrap_or_default();
        self.counts.put(key, count, began, written);
        Ok(count)
    }

    /// Commits, and tells the cache, also when the caller goes away meanwhile: the database doesn't stop then.
    async fn write_all(&self, commits: Vec<Commit>) -> Result<(), StoreError> {
        let mut statements = Vec::with_capacity(commits.len() * 8);
        for commit in &commits {
            statements.extend(commit::statements(commit, self.db.dialect())?);
        }
        let Reads::Kept(documents) = self.reads.clone() else {
            return self.db.write(statements).await.map(drop).map_err(refused);
        };
        let tickets: Vec<Ticket> = commits.iter().map(|c| documents.ticket(c.referral.id.0)).collect();
        let db = self.db.clone();
        finish(async move {
            let result = db.write(statements).await;
            // The last first: of several commits of one referral only that one is what is stored now.
            let mut latest = HashSet::with_capacity(commits.len());
            for (commit, ticket) in commits.iter().zip(tickets).rev() {
                let organization = &commit.referral.organization_id;
                if let Some((principal, _)) = commit.favorite {
                    documents.forget_favorites(&(organization.clone(), principal));
                }
                if !latest.insert((organization, commit.referral.id)) {
                    continue;
                }
                match &result {
                    Ok(_) => documents.committed(organization, &Arc::new(commit::stored(commit)), ticket),
                    Err(_) => documents.doubted(organization, commit.referral.id),
                }
            }
            result.map(drop).map_err(refused)
        })
        .await
    }
}

/// Runs to the end whether or not somebody waits for it.
async fn finish(
    work: impl Future<Output = Result<(), StoreError>> + Send + 'static,
) -> Result<(), StoreError> {
    tokio::spawn(work).await.unwrap_or_else(|error| Err(StoreError::Internal(error.to_string())))
}

/// Why a unit of work was refused, in the words of the port.
fn refused(error: DbError) -> StoreError {
    match &error {
        // R108; the referral's other unique key is its id.
        DbError::Unique { label: "referral", constraint } if constraint.contains("engagement") => {
            StoreError::Duplicate { what: "engagement" }
        }
        // PostgreSQL meets the event of the faster writer before anybody counts the rows of the update.
        DbError::Unique { label: "event", .. } => StoreError::Stale,
        _ => error.into(),
    }
}

fn conditions(sql: &mut Sql, viewer: &Viewer, query: &ListQuery) -> Vec<String> {
    let mut conditions = vec![sql.reach(&viewer.visibility), sql.predicate(&query.predicate)];
    if !query.search.is_empty() {
        conditions.push(sql.search(&query.search));
    }
    conditions
}

fn cursor(row: &Row, order: &[OrderKey]) -> Result<Cursor, DbError> {
    let keys = order
        .iter()
        .zip(5..)
        .map(|(key, at)| key_value(row, at, key.field.kind()))
        .collect::<Result<_, _>>()?;
    Ok(Cursor { keys, id: parse("referral id", row.text(0)?)? })
}

fn list_row(row: &mut Row) -> Result<ListRow, DbError> {
    Ok(ListRow {
        id: parse("referral id", row.text(0)?)?,
        version: row.int(1)?,
        updated_at: Time::from_ticks(row.int(2)?),
        document: row.take_text(3)?,
        favorite: row.bool(4)?,
    })
}

/// The parties of engagements, and the parameter that names these.
pub(super) fn parties(dialect: Dialect, engagements: &[EngagementId]) -> Result<(String, Value), DbError> {
    let engagements: Vec<String> = engagements.iter().map(ToString::to_string).collect();
    let (within, engagements) = one_of(dialect, 1, &engagements)?;
    let sql = format!(
        "SELECT {PARTY} FROM party WHERE engagement_id {within} ORDER BY engagement_id, created_at, referral_id"
    );
    Ok((sql, engagements))
}

#[async_trait]
impl Referrals for Store {
    async fn get(&self, viewer: &Viewer, id: ReferralId) -> Result<Option<Found>, StoreError> {
        let found = self.read(viewer, id).await?;
        Ok(found.filter(|found| {
            viewer.visibility.covers(found.stored.mpn_id.as_deref(), &found.stored.team_emails)
        }))
    }

    async fn list(&self, viewer: &Viewer, query: &ListQuery) -> Result<ListPage, StoreError> {
        let (rows, next) = self.page(viewer, query).await?;
        // A first page that is also the last has been counted by reading it.
        let count = if next.is_none() && query.after.is_none() && query.skip == 0 && query.limit > 0 {
            rows.len() as u64
        } else {
            self.count(viewer, query).await?
        };
        Ok(ListPage { rows, next, count })
    }

    async fn parties_of(&self, engagements: &[EngagementId]) -> Result<Vec<PartyView>, StoreError> {
        let (sql, engagements) = parties(self.db.dialect(), engagements)?;
        let rows = self.db.query(sql, vec![engagements]).await?;
        Ok(rows.into_iter().map(|mut row| party(&mut row)).collect::<Result<_, _>>()?)
    }

    async fn party(&self, id: ReferralId) -> Result<Option<PartyView>, StoreError> {
        let sql = format!("SELECT {PARTY} FROM party WHERE referral_id = $1");
        let row = self.db.query_opt(sql, vec![text(&id.to_string())]).await?;
        Ok(row.map(|mut row| party(&mut row)).transpose()?)
    }

    async fn waiting_for_answer(&self, query: &WaitingQuery) -> Result<Vec<Waiting>, StoreError> {
        let (sql, params) = waiting(query);
        let rows = self.db.query(sql, params).await?;
        let read = |row: &Row| -> Result<_, DbError> {
            Ok(Waiting {
                organization_id: parse("organization id", row.text(0)?)?,
                id: parse("referral id", row.text(1)?)?,
                expires_at: Time::from_ticks(row.int(2)?),
            })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn next_expiry(&self) -> Result<Option<Time>, StoreError> {
        let sql = "SELECT r.expires_at FROM referral r \
                   JOIN organization o ON o.organization_id = r.organization_id \
                   WHERE r.status = 'New' AND r.expires_at IS NOT NULL AND o.sandbox_home IS NULL \
                   ORDER BY r.expires_at, r.id LIMIT 1";
        let row = self.db.query_opt(sql, Vec::new()).await?;
        Ok(row.map_or(Ok(None), |row| opt_time(&row, 0))?)
    }

    async fn shared_deals(&self, query: &SharedQuery) -> Result<Vec<SharedDeal>, StoreError> {
        let (sql, params) = shared(query);
        let rows = self.db.query(sql, params).await?;
        Ok(rows.into_iter().map(|mut row| shared_deal(&mut row)).collect::<Result<_, _>>()?)
    }

    async fn shared_deal(
        &self,
        vendor: &OrganizationId,
        realm: Option<&OrganizationId>,
        id: ReferralId,
    ) -> Result<Option<SharedDeal>, StoreError> {
        let mut params = vec![text(vendor.as_str()), text(&id.to_string())];
        let realm = realm_is("o", realm, &mut params);
        // The party table is found by the referral's id, and leads to the owner.
        let sql = format!(
            "{SHARED} WHERE {IS_SHARED} AND {realm} AND (r.organization_id, r.id) IN \
             (SELECT p.organization_id, p.referral_id FROM party p WHERE p.referral_id = $2)"
        );
        let row = self.db.query_opt(sql, params).await?;
        Ok(row.map(|mut row| shared_deal(&mut row)).transpose()?)
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.write_all(vec![commit]).await
    }

    async fn commit_all(&self, commits: Vec<Commit>) -> Result<(), StoreError> {
        self.write_all(commits).await
    }

    async fn replay(
        &self,
        organization: &OrganizationId,
        principal: Uuid,
        key: &str,
    ) -> Result<Option<Replay>, StoreError> {
        let row = self
            .db
            .query_opt(
                "SELECT fingerprint, referral_id, version, updated_at, document FROM idempotency \
                 WHERE organization_id = $1 AND principal_id = $2 AND key = $3",
                vec![text(organization.as_str()), text(&principal.to_string()), text(key)],
            )
            .await?;
        let Some(mut row) = row else { return Ok(None) };
        Ok(Some(Replay {
            fingerprint: row.take_text(0)?,
            referral_id: parse("referral id", row.text(1)?)?,
            version: row.int(2)?,
            updated_at: Time::from_ticks(row.int(3)?),
            document: row.take_text(4)?.into(),
        }))
    }

    async fn forget_idempotency(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM idempotency WHERE (organization_id, principal_id, key) IN (\
                   SELECT organization_id, principal_id, key FROM idempotency WHERE created_at < $1 LIMIT 1000)";
        Ok(self.in_batches("idempotency key", sql, vec![Value::Int(before.ticks())]).await?)
    }

    async fn set_favorite(&self, viewer: &Viewer, id: ReferralId, favorite: bool) -> Result<(), StoreError> {
        let mark = commit::mark(&viewer.organization_id, viewer.principal_id, id, favorite);
        let (db, reads) = (self.db.clone(), self.reads.clone());
        let reader = (viewer.organization_id.clone(), viewer.principal_id);
        finish(async move {
            let result = db.write(vec![mark]).await;
            if let Reads::Kept(documents) = reads {
                documents.forget_favorites(&reader);
            }
            Ok(result.map(drop)?)
        })
        .await
    }

    async fn history(
        &self,
        organization: &OrganizationId,
        id: ReferralId,
    ) -> Result<Vec<HistoryEvent>, StoreError> {
        let rows = self
            .db
            .query(
                "SELECT organization_id, referral_id, version, at, kind, actor_kind, actor_id, request_id, \
                 changes, document_hash, previous_hash, hash FROM event \
                 WHERE organization_id = $1 AND referral_id = $2 ORDER BY version",
                vec![text(organization.as_str()), text(&id.to_string())],
            )
            .await?;
        Ok(rows.into_iter().map(|mut row| history_event(&mut row)).collect::<Result<_, _>>()?)
    }

    async fn latest_events(
        &self,
        organization: &OrganizationId,
        after: Option<EventPosition>,
        limit: usize,
    ) -> Result<Vec<NamedEvent>, StoreError> {
        let mut params =
            vec![text(organization.as_str()), Value::Int(i64::try_from(limit).unwrap_or(i64::MAX))];
        let behind = match after {
            None => "",
            Some(EventPosition { at, referral_id, version }) => {
                params.extend([Value::Int(at.ticks()), text(&referral_id.to_string()), Value::Int(version)]);
                "AND (e.at, e.referral_id, e.version) < ($3, $4, $5)"
            }
        };
        let sql = format!(
            "SELECT e.organization_id, e.referral_id, e.version, e.at, e.kind, e.actor_kind, e.actor_id, \
             e.request_id, e.changes, e.document_hash, e.previous_hash, e.hash, \
             coalesce(nullif(r.name, ''), r.customer_name) FROM event e \
             LEFT JOIN referral r ON r.organization_id = e.organization_id AND r.id = e.referral_id \
             WHERE e.organization_id = $1 {behind} \
             ORDER BY e.at DESC, e.referral_id DESC, e.version DESC LIMIT $2"
        );
        let rows = self.db.query(sql, params).await?;
        let read = |mut row: Row| -> Result<_, DbError> {
            Ok(NamedEvent { event: history_event(&mut row)?, deal: row.opt_text(12)?.map(str::to_owned) })
        };
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn heads(
        &self,
        after: Option<(OrganizationId, ReferralId)>,
        limit: usize,
    ) -> Result<Vec<(OrganizationId, StoredReferral)>, StoreError> {
        let (organization, id) = after.map_or_else(Default::default, |(organization, id)| {
            (organization.as_str().to_owned(), id.to_string())
        });
        let sql = format!(
            "SELECT organization_id, {STORED} FROM referral WHERE (organization_id, id) > ($1, $2) \
             ORDER BY organization_id, id LIMIT $3"
        );
        let limit = Value::Int(i64::try_from(limit).unwrap_or(i64::MAX));
        let rows = self.db.query(sql, vec![Value::Text(organization), Value::Text(id), limit]).await?;
        let read = |mut row: Row| -> Result<_, DbError> {
            Ok((parse("organization id", row.text(0)?)?, stored(&mut row, 1)?))
        };
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn missing(&self) -> Result<Vec<(OrganizationId, ReferralId)>, StoreError> {
        const ABSENT: &str = "NOT EXISTS (SELECT 1 FROM referral r WHERE r.organization_id = x.organization_id \
             AND r.id = x.referral_id)";
        let sql = format!(
            "SELECT organization_id, referral_id FROM event x WHERE {ABSENT} \
             UNION SELECT organization_id, referral_id FROM party x WHERE {ABSENT} ORDER BY 1, 2"
        );
        let rows = self.db.query(sql, Vec::new()).await?;
        let read = |row: &Row| -> Result<_, DbError> {
            Ok((parse("organization id", row.text(0)?)?, parse("referral id", row.text(1)?)?))
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.db.ping().await?)
    }
}

#[cfg(test)]
mod tests {
    use ortak_domain::predicate::{Comparison, Fold, ItemPredicate, Test};
    use ortak_domain::{Collection, Field, ItemField, Predicate, Visibility};

    use super::*;
    use crate::OpenOptions;

    fn is(field: Field, word: &str) -> Predicate {
        let test = Test::Eq(Scalar::Text(word.to_owned().into()));
        Predicate::Is(Comparison { field, fold: Fold::AsIs, test })
    }

    fn on_team(email: &str) -> Predicate {
        let test = Test::Eq(Scalar::Text(email.to_owned().into()));
        let is = ItemPredicate::Is(Comparison { field: ItemField::Email, fold: Fold::AsIs, test });
        Predicate::Any(Collection::Team, Some(Box::new(is)))
    }

    /// The lists that clients ask for all day are read from an index, in its order, whatever their size.
    #[tokio::test]
    async fn common_lists_are_read_in_the_order_of_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plans.db");
        let store = Store::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap();
        store.database().migrate().await.unwrap();
        let descending = |field| vec![OrderKey { field, descending: true }];
        let (created, updated) = (descending(Field::CreatedAt), descending(Field::UpdatedAt));
        let ascending = vec![OrderKey { field: Field::CreatedAt, descending: false }];
        let active = || is(Field::Status, "Active");
        let pending = || is(Field::Substatus, "Pending");
        let incoming = || is(Field::Direction, "Incoming");
        let new = || is(Field::Status, "New");
        let mine = Predicate::And(vec![active(), is(Field::Kind, "Shared"), on_team("ada@contoso.example")]);
        let lists = [
            (Predicate::always(), vec![], "sqlite_autoindex_referral_1"),
            (Predicate::always(), created.clone(), "referral_created"),
            (Predicate::always(), ascending, "referral_created"),
            (Predicate::always(), updated.clone(), "referral_updated"),
            (incoming(), created.clone(), "referral_created"),
            (active(), created.clone(), "referral_status_created"),
            (active(), updated, "referral_status_updated"),
            (Predicate::And(vec![incoming(), pending()]), created.clone(), "referral_substatus_created"),
            (Predicate::And(vec![new(), pending()]), created.clone(), "created"),
            (mine, created, "referral_status_created"),
        ];
        let reaches = [
            Visibility::Organization,
            Visibility::Locations {
                locations: vec!["1".to_owned()],
                team_email: Some("a@b.example".to_owned()),
            },
        ];
        for (predicate, order, index) in lists {
            let keys = order.iter().map(|_| Scalar::Time(Time::from_ticks(1))).collect();
            let cursor = Cursor { keys, id: ReferralId(Uuid::nil()) };
            for (visibility, after) in reaches
                .iter()
                .flat_map(|reach| [(reach.clone(), None), (reach.clone(), Some(cursor.clone()))])
            {
                let viewer = Viewer {
                    organization_id: OrganizationId::new("contoso").unwrap(),
                    principal_id: Uuid::nil(),
                    visibility,
                };
                let (predicate, order) = (predicate.clone(), order.clone());
                let query = ListQuery { predicate, search: Vec::new(), order, limit: 100, skip: 0, after };
                let (sql, params) = store.page_sql(&viewer, &query);
                let rows = store.db.query(format!("EXPLAIN QUERY PLAN {sql}"), params).await.unwrap();
                let plan: Vec<&str> = rows.iter().map(|row| row.text(3).unwrap()).collect();
                let begins = |line: &&str| line.starts_with("SEARCH r USING INDEX") && line.contains(index);
                assert!(plan.first().is_some_and(begins), "{plan:#?}\nfor {sql}");
                let sorts = |line: &&str| line.contains("TEMP B-TREE");
                assert!(!plan.iter().any(sorts), "{plan:#?}\nfor {sql}");
            }
        }
    }
}
