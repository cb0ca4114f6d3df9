//! Lists of deals for people.

pub(super) mod lookup;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use async_trait::async_trait;
use ortak_app::port::{
    DealDraft, DealImport, DealQuery, DealRecord, DealRecords, DuplicateQuery, ImportFile, ImportWork,
    LaneTotal, LocationName, OtherParty, PartnerEntry, Place, Position, Pulse, SavedView, Selection,
    SolutionEntry, SolutionShelf, SolutionsMeant, SortBy, SortKey, StoreError, Tab, Viewer, Workspace,
};
use ortak_domain::money::Total;
use ortak_domain::text::sort_key;
use ortak_domain::{
    Currency, EngagementId, Lane, OrganizationId, OrganizationKind, PersonId, ReferralId, Time,
};
use uuid::Uuid;

use self::lookup::{DRAFT, IMPORT, IMPORT_FILE, VIEW};

use super::accounts::{corrupt, parse};
use super::commit::{one_of, opt_text, opt_time, text};
use super::referrals::{PARTY, party};
use crate::Store;
use crate::conn::{DbError, Dialect, Row, Statement, Value};
use crate::filter_sql::{Sql, key_count};

/// Sums are made of two halves, each of which fits where the whole may not.
const HALF: i128 = 1_000_000;

/// A page: first the keys of its rows, in the order of an index where there is one, then their documents.
/// `places`: the keys by which places sort, where they are needed.
pub(super) fn page(
    dialect: Dialect,
    viewer: &Viewer,
    query: &DealQuery,
    places: Option<String>,
) -> (String, Vec<Value>) {
    let DealQuery { selection, sort, position, limit } = query;
    let mut sql =
        Sql::new(dialect, viewer).with_value_on_the_way(matches!(sort.by, SortBy::Waiting | SortBy::Value));
    if let Some(places) = places {
        sql.with_places(places);
    }
    let mut condition = sql.deals(viewer, selection);
    if let Some(position) = position {
        condition = format!("{condition} AND {}", sql.beyond_position(selection, *sort, position));
    }
    let backwards = matches!(position, Some(Position::Before(_)));
    let order = sql.deal_order(selection, *sort, backwards);
    let limit = sql.param(Value::Int(i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX)));
    let keys = sql.deal_keys(selection, *sort);
    let picked: Vec<String> = keys.iter().zip(0..).map(|(key, i)| format!("{key} AS k{i}")).collect();
    let shown: Vec<String> = (0..keys.len()).map(|i| format!("p.k{i}")).collect();
    let (picked, shown) = (picked.join(", "), shown.join(", "));
    let from = Sql::deals_from(selection);
    let favorite = sql.favorite();
    let text = format!(
        "SELECT r.id, r.version, r.updated_at, r.document, r.assessment, {favorite}, {shown} FROM \
         (SELECT r.organization_id, r.id, {picked} FROM {from} WHERE {condition} ORDER BY {order} LIMIT {limit}) p \
         JOIN referral r ON r.organization_id = p.organization_id AND r.id = p.id"
    );
    (text, sql.params)
}

/// The first deals of each lane.
pub(super) fn lanes(
    dialect: Dialect,
    viewer: &Viewer,
    selection: &Selection,
    lanes: &[Lane],
    limit: usize,
) -> (String, Vec<Value>) {
    let mut sql = Sql::new(dialect, viewer).with_value_on_the_way(true);
    let condition = sql.deals(viewer, selection);
    let limit = sql.param(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
    let from = Sql::deals_from(selection);
    let picked: Vec<String> = lanes
        .iter()
        .map(|lane| {
            format!(
                "SELECT * FROM (SELECT r.organization_id, r.id, r.waiting_order AS k0 FROM {from} \
                 WHERE {condition} AND r.lane = {} ORDER BY r.waiting_order, r.id LIMIT {limit}) l",
                lane.number()
            )
        })
        .collect();
    let favorite = sql.favorite();
    let text = format!(
        "SELECT r.id, r.version, r.updated_at, r.document, r.assessment, {favorite}, p.k0 FROM ({}) p \
         JOIN referral r ON r.organization_id = p.organization_id AND r.id = p.id",
        picked.join(" UNION ALL ")
    );
    (text, sql.params)
}

pub(super) fn count(dialect: Dialect, viewer: &Viewer, selection: &Selection) -> (String, Vec<Value>) {
    aggregate(dialect, viewer, selection, "count(*)", "")
}

pub(super) fn totals(dialect: Dialect, viewer: &Viewer, selection: &Selection) -> (String, Vec<Value>) {
    const CURRENCY: &str = "CASE WHEN r.deal_value IS NOT NULL THEN r.currency END";
    let columns = format!(
        "r.lane, {CURRENCY}, count(*), CAST(coalesce(sum(r.deal_value / {HALF}), 0) AS BIGINT), \
         CAST(coalesce(sum(r.deal_value % {HALF}), 0) AS BIGINT)"
    );
    aggregate(dialect, viewer, selection, &columns, &format!(" GROUP BY r.lane, {CURRENCY}"))
}

fn aggregate(
    dialect: Dialect,
    viewer: &Viewer,
    selection: &Selection,
    columns: &str,
    group: &str,
) -> (String, Vec<Value>) {
    let mut sql = Sql::new(dialect, viewer).with_value_on_the_way(true);
    let condition = sql.deals(viewer, selection);
    let from = Sql::deals_from(selection);
    (format!("SELECT {columns} FROM {from} WHERE {condition}{group}"), sql.params)
}

fn key(row: &Row, at: usize) -> Result<SortKey, DbError> {
    Ok(match row.value(at)? {
        Value::Null => SortKey::Null,
        Value::Int(value) => SortKey::Int(*value),
        Value::Text(text) => SortKey::Text(text.clone()),
        _ => return Err(corrupt("order key")),
    })
}

fn record(row: &mut Row, keys: usize) -> Result<DealRecord, DbError> {
    let keys = (6..6 + keys).map(|at| key(row, at)).collect::<Result<_, _>>()?;
    Ok(DealRecord {
        place: Place { keys, id: parse("referral id", row.text(0)?)? },
        version: row.int(1)?,
        updated_at: Time::from_ticks(row.int(2)?),
        document: row.take_text(3)?,
        assessment: row.bool(4)?,
        favorite: row.bool(5)?,
    })
}

fn lane_total(row: &Row) -> Result<LaneTotal, DbError> {
    let currency = row.opt_text(1)?.map(|code| parse::<Currency>("currency", code)).transpose()?;
    let total = i128::from(row.int(3)?) * HALF + i128::from(row.int(4)?);
    Ok(LaneTotal {
        lane: Lane::from_number(row.int(0)?).ok_or_else(|| corrupt("lane"))?,
        currency,
        count: u64::try_from(row.int(2)?).unwrap_or_default(),
        total: Total::from_units(if currency.is_some() { total } else { 0 }),
    })
}

/// Rows come in no order; this is theirs.
fn compare(a: &DealRecord, b: &DealRecord) -> std::cmp::Ordering {
    let rank = |key: &SortKey| match key {
        SortKey::Null => 0,
        SortKey::Int(_) => 1,
        SortKey::Text(_) => 2,
    };
    let keys = a.place.keys.iter().zip(&b.place.keys).map(|(a, b)| match (a, b) {
        (SortKey::Int(a), SortKey::Int(b)) => a.cmp(b),
        (SortKey::Text(a), SortKey::Text(b)) => a.cmp(b),
        (a, b) => rank(a).cmp(&rank(b)),
    });
    keys.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then_with(|| a.place.id.cmp(&b.place.id))
}

fn other_party(row: &mut Row) -> Result<OtherParty, DbError> {
    let kind = OrganizationKind::parse(row.text(14)?).ok_or_else(|| corrupt("organization kind"))?;
    let shown_id = parse("organization id", row.text(15)?)?;
    Ok(OtherParty { view: party(row)?, kind, shown_id })
}

impl Store {
    /// The keys by which the viewer's places sort, where the database can't make them.
    async fn place_keys(&self, viewer: &Viewer, query: &DealQuery) -> Result<Option<String>, DbError> {
        let asked = query.sort.by == SortBy::Location && query.selection.tab != Tab::Shared;
        if !asked || self.db.dialect() == Dialect::Sqlite {
            return Ok(None);
        }
        let sql = "SELECT mpn_id, name FROM location WHERE organization_id = $1";
        let mut keys = serde_json::Map::new();
        for row in self.db.query(sql, vec![text(viewer.organization_id.as_str())]).await? {
            keys.insert(row.text(0)?.to_owned(), sort_key(row.text(1)?).into());
        }
        Ok(Some(serde_json::Value::Object(keys).to_string()))
    }
}

#[async_trait]
impl Workspace for Store {
    async fn deals(&self, viewer: &Viewer, query: &DealQuery) -> Result<DealRecords, StoreError> {
        let places = self.place_keys(viewer, query).await?;
        let (sql, params) = page(self.db.dialect(), viewer, query, places);
        let keys = key_count(query.sort);
        let found = self.db.query(sql, params).await?;
        let mut rows =
            found.into_iter().map(|mut row| record(&mut row, keys)).collect::<Result<Vec<_>, DbError>>()?;
        rows.sort_by(compare);
        if query.sort.descending {
            rows.reverse();
        }
        let more = rows.len() > query.limit;
        if more {
            // The row too many lies at the far end.
            match query.position {
                Some(Position::Before(_)) => drop(rows.remove(0)),
                _ => rows.truncate(query.limit),
            }
        }
        Ok(DealRecords { rows, more })
    }

    async fn count_deals(&self, viewer: &Viewer, selection: &Selection) -> Result<u64, StoreError> {
        let (sql, params) = count(self.db.dialect(), viewer, selection);
        Ok(self.counted(sql, params).await?)
    }

    async fn nearest_deadline(
        &self,
        viewer: &Viewer,
        selection: &Selection,
    ) -> Result<Option<Time>, StoreError> {
        let (sql, params) = aggregate(self.db.dialect(), viewer, selection, "min(r.expires_at)", "");
        let row = self.db.query_opt(sql, params).await?;
        Ok(row.map_or(Ok(None), |row| row.opt_int(0))?.map(Time::from_ticks))
    }

    async fn pulse(&self, organization: &OrganizationId, person: PersonId) -> Result<Pulse, StoreError> {
        let sql = "SELECT (SELECT max(updated_at) FROM referral WHERE organization_id = $1), \
                   (SELECT count(*) FROM notification WHERE organization_id = $1 AND person_id = $2 AND in_app \
                   AND read_at IS NULL)";
        let params = vec![text(organization.as_str()), text(&person.to_string())];
        // A mark is no change of its deal, and leaves no time behind: the set itself tells one from another.
        let marked = "SELECT referral_id FROM favorite WHERE organization_id = $1 AND principal_id = $2 \
                      ORDER BY referral_id";
        let mut marks = DefaultHasher::new();
        for row in self.db.query(marked, params.clone()).await? {
            row.text(0)?.hash(&mut marks);
        }
        let marks = marks.finish();
        let Some(row) = self.db.query_opt(sql, params).await? else { return Ok(Pulse::default()) };
        let unread = u64::try_from(row.int(1)?).unwrap_or_default();
        Ok(Pulse { changed_at: row.opt_int(0)?.map(Time::from_ticks), unread, marks })
    }

    async fn lane_totals(
        &self,
        viewer: &Viewer,
        selection: &Selection,
    ) -> Result<Vec<LaneTotal>, StoreError> {
        let (sql, params) = totals(self.db.dialect(), viewer, selection);
        let rows = self.db.query(sql, params).await?;
        let mut totals = rows.iter().map(lane_total).collect::<Result<Vec<_>, DbError>>()?;
        totals.sort_by_key(|total| (total.lane, total.currency.map(Currency::code)));
        Ok(totals)
    }

    async fn lane_deals(
        &self,
        viewer: &Viewer,
        selection: &Selection,
        lanes: &[Lane],
        limit: usize,
    ) -> Result<Vec<DealRecord>, StoreError> {
        if lanes.is_empty() {
            return Ok(Vec::new());
        }
        let (sql, params) = self::lanes(self.db.dialect(), viewer, selection, lanes, limit);
        let found = self.db.query(sql, params).await?;
        let mut rows =
            found.into_iter().map(|mut row| record(&mut row, 1)).collect::<Result<Vec<_>, DbError>>()?;
        rows.sort_by(compare);
        Ok(rows)
    }

    async fn other_parties(
        &self,
        organization: &OrganizationId,
        engagements: &[EngagementId],
    ) -> Result<Vec<OtherParty>, StoreError> {
        let ids: Vec<String> = engagements.iter().map(ToString::to_string).collect();
        let (within, ids) = one_of(self.db.dialect(), 2, &ids)?;
        let columns = PARTY.split(", ").map(|column| format!("p.{column}")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT {columns}, o.kind, coalesce(o.stands_for, o.organization_id) FROM party p \
             JOIN organization o ON o.organization_id = p.organization_id \
             WHERE p.engagement_id {within} AND p.organization_id <> $1 ORDER BY p.created_at, p.referral_id"
        );
        let rows = self.db.query(sql, vec![text(organization.as_str()), ids]).await?;
        Ok(rows.into_iter().map(|mut row| other_party(&mut row)).collect::<Result<_, _>>()?)
    }

    async fn location_names(&self, numbers: &[String]) -> Result<Vec<LocationName>, StoreError> {
        let (within, numbers) = one_of(self.db.dialect(), 1, numbers)?;
        let sql = format!("SELECT organization_id, mpn_id, name FROM location WHERE mpn_id {within}");
        let rows = self.db.query(sql, vec![numbers]).await?;
        let read = |mut row: Row| -> Result<_, DbError> {
            let organization_id = parse("organization id", row.text(0)?)?;
            Ok(LocationName { organization_id, mpn_id: row.take_text(1)?, name: row.take_text(2)? })
        };
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn saved_views(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<SavedView>, StoreError> {
        let sql = format!(
            "SELECT {VIEW} FROM saved_view WHERE organization_id = $1 AND (shared OR person_id = $2) \
             ORDER BY name, id"
        );
        let rows = self.db.query(sql, vec![text(organization.as_str()), text(&person.to_string())]).await?;
        let mut views = rows.into_iter().map(lookup::saved_view).collect::<Result<Vec<_>, _>>()?;
        views.sort_by_cached_key(|view| sort_key(&view.name));
        Ok(views)
    }

    async fn create_view(&self, view: SavedView) -> Result<(), StoreError> {
        let sql = format!("INSERT INTO saved_view ({VIEW}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
        let statement = Statement::new("saved view", sql, lookup::view_params(view));
        Ok(self.db.write(vec![statement]).await.map(drop)?)
    }

    async fn save_view(&self, view: SavedView) -> Result<bool, StoreError> {
        let sql = "UPDATE saved_view SET name = $4, query = $5, shared = $6, created_at = $7, updated_at = $8 \
                   WHERE organization_id = $1 AND id = $2 AND person_id = $3";
        Ok(self.affected("saved view", sql, lookup::view_params(view)).await? > 0)
    }

    async fn delete_view(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM saved_view WHERE organization_id = $1 AND id = $2 AND person_id = $3";
        Ok(self.affected("saved view", sql, lookup::own_key(organization, person, id)).await? > 0)
    }

    async fn drafts(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<DealDraft>, StoreError> {
        let sql = format!(
            "SELECT {DRAFT} FROM deal_draft WHERE organization_id = $1 AND person_id = $2 \
             ORDER BY updated_at DESC, id DESC"
        );
        let rows = self.db.query(sql, vec![text(organization.as_str()), text(&person.to_string())]).await?;
        Ok(rows.into_iter().map(lookup::draft).collect::<Result<_, _>>()?)
    }

    async fn draft(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<Option<DealDraft>, StoreError> {
        let sql = format!(
            "SELECT {DRAFT} FROM deal_draft WHERE organization_id = $1 AND id = $2 AND person_id = $3"
        );
        let row = self.db.query_opt(sql, lookup::own_key(organization, person, id)).await?;
        Ok(row.map(lookup::draft).transpose()?)
    }

    async fn create_draft(&self, draft: DealDraft) -> Result<(), StoreError> {
        let sql = format!("INSERT INTO deal_draft ({DRAFT}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
        let statement = Statement::new("draft", sql, lookup::draft_params(draft));
        Ok(self.db.write(vec![statement]).await.map(drop)?)
    }

    async fn save_draft(&self, draft: DealDraft) -> Result<(), StoreError> {
        let sql = "UPDATE deal_draft SET version = $4, step = $5, data = $6, created_at = $7, updated_at = $8 \
                   WHERE organization_id = $1 AND id = $2 AND person_id = $3 AND version = $9";
        let seen = draft.version - 1;
        let mut params = lookup::draft_params(draft);
        params.push(Value::Int(seen));
        let statement = Statement::new("draft", sql, params).expect_rows(1);
        Ok(self.db.write(vec![statement]).await.map(drop)?)
    }

    async fn delete_draft(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM deal_draft WHERE organization_id = $1 AND id = $2 AND person_id = $3";
        Ok(self.affected("draft", sql, lookup::own_key(organization, person, id)).await? > 0)
    }

    async fn forget_drafts(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM deal_draft WHERE updated_at < $1";
        Ok(self.affected("draft", sql, vec![Value::Int(before.ticks())]).await?)
    }

    async fn active_partners(
        &self,
        realm: Option<&OrganizationId>,
        except: &OrganizationId,
    ) -> Result<Vec<PartnerEntry>, StoreError> {
        let rows = self.db.query(lookup::partners(), lookup::within(realm, except)).await?;
        let mut found = rows.into_iter().map(lookup::partner).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_cached_key(|partner| sort_key(&partner.name));
        Ok(found)
    }

    async fn shelf(
        &self,
        shelf: SolutionShelf,
        realm: Option<&OrganizationId>,
        organization: &OrganizationId,
    ) -> Result<Vec<SolutionEntry>, StoreError> {
        let rows = self.db.query(lookup::shelf(shelf), lookup::within(realm, organization)).await?;
        let mut found = rows.into_iter().map(lookup::shelf_entry).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_cached_key(|entry| sort_key(&entry.solution.name));
        Ok(found)
    }

    async fn sells(&self, organization: &OrganizationId) -> Result<bool, StoreError> {
        let params = vec![text(organization.as_str())];
        Ok(self.db.query_opt(lookup::sells(), params).await?.is_some())
    }

    async fn on_shelves(
        &self,
        meant: &SolutionsMeant,
        realm: Option<&OrganizationId>,
        organization: &OrganizationId,
    ) -> Result<Vec<(SolutionShelf, SolutionEntry)>, StoreError> {
        let mut params = lookup::within(realm, organization);
        let Some(sql) = lookup::on_shelves(meant, &mut params) else { return Ok(Vec::new()) };
        let rows = self.db.query(sql, params).await?;
        let mut found = rows.into_iter().map(lookup::shelved).collect::<Result<Vec<_>, _>>()?;
        let place = |shelf: SolutionShelf| SolutionShelf::ALL.iter().position(|one| *one == shelf);
        found.sort_by_cached_key(|(shelf, entry)| (place(*shelf), sort_key(&entry.solution.name)));
        Ok(found)
    }

    async fn possible_duplicates(
        &self,
        viewer: &Viewer,
        query: &DuplicateQuery,
    ) -> Result<Vec<DealRecord>, StoreError> {
        let (sql, params) = lookup::duplicates(self.db.dialect(), viewer, query);
        let found = self.db.query(sql, params).await?;
        let mut rows =
            found.into_iter().map(|mut row| record(&mut row, 1)).collect::<Result<Vec<_>, DbError>>()?;
        rows.sort_by(compare);
        rows.reverse();
        Ok(rows)
    }

    async fn imports(&self, organization: &OrganizationId) -> Result<Vec<DealImport>, StoreError> {
        let sql = format!(
            "SELECT {IMPORT} FROM deal_import WHERE organization_id = $1 ORDER BY created_at DESC, id DESC"
        );
        let rows = self.db.query(sql, vec![text(organization.as_str())]).await?;
        Ok(rows.into_iter().map(lookup::import).collect::<Result<_, _>>()?)
    }

    async fn create_import(&self, import: DealImport) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO deal_import ({IMPORT}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        );
        let statement = Statement::new("import", sql, lookup::import_params(import));
        Ok(self.db.write(vec![statement]).await.map(drop)?)
    }

    async fn import(
        &self,
        organization: &OrganizationId,
        id: Uuid,
    ) -> Result<Option<DealImport>, StoreError> {
        let sql = format!("SELECT {IMPORT} FROM deal_import WHERE organization_id = $1 AND id = $2");
        let row = self.db.query_opt(sql, key_of(organization, id)).await?;
        Ok(row.map(lookup::import).transpose()?)
    }

    async fn imported_rows(
        &self,
        organization: &OrganizationId,
        import: Uuid,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(u64, ReferralId)>, StoreError> {
        let sql = "SELECT line, referral_id FROM deal_import_line WHERE organization_id = $1 \
                   AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4";
        let mut params = key_of(organization, import);
        params.extend([lookup::count(after), Value::Int(i64::try_from(limit).unwrap_or(i64::MAX))]);
        let rows = self.db.query(sql, params).await?;
        let line = |row: &Row| -> Result<_, DbError> {
            let line = u64::try_from(row.int(0)?).map_err(|_| corrupt("line"))?;
            Ok((line, parse("referral id", row.text(1)?)?))
        };
        Ok(rows.iter().map(line).collect::<Result<_, _>>()?)
    }

    async fn count_imported(&self, organization: &OrganizationId, import: Uuid) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM deal_import_line WHERE organization_id = $1 AND import_id = $2";
        let row = self.db.query_opt(sql, key_of(organization, import)).await?;
        Ok(row.map_or(Ok(0), |row| row.int(0)).map(|count| u64::try_from(count).unwrap_or_default())?)
    }

    async fn begin_import_work(
        &self,
        organization: &OrganizationId,
        import: Uuid,
        (work, person): (ImportWork, PersonId),
        lease_until: Time,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE deal_import SET work = $3, work_for = $4, lease_until = $5 \
                   WHERE organization_id = $1 AND id = $2 AND work IS NULL AND undone_at IS NULL";
        let mut params = key_of(organization, import);
        params.extend([text(work.as_str()), text(&person.to_string()), Value::Int(lease_until.ticks())]);
        Ok(self.affected("import", sql, params).await? > 0)
    }

    async fn claim_import(&self, now: Time, lease_until: Time) -> Result<Option<DealImport>, StoreError> {
        let params = vec![Value::Int(now.ticks()), Value::Int(lease_until.ticks())];
        let claim = Statement::new("import", lookup::claim_import(self.db.dialect()), params);
        let claimed = self.db.write_returning(vec![claim]).await?;
        Ok(claimed.into_iter().flatten().next().map(lookup::import).transpose()?)
    }

    async fn save_import_progress(
        &self,
        import: &DealImport,
        lease_until: Option<Time>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE deal_import SET done_rows = $3, undone_rows = $4, \
                   lease_until = coalesce($5, lease_until) WHERE organization_id = $1 AND id = $2";
        let mut params = key_of(&import.organization_id, import.id);
        params.extend([
            lookup::count(import.done_rows),
            lookup::count(import.undone_rows),
            opt_time(lease_until),
        ]);
        Ok(self.affected("import", sql, params).await.map(drop)?)
    }

    async fn end_import_work(
        &self,
        organization: &OrganizationId,
        import: Uuid,
        undone_at: Option<Time>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE deal_import SET work = NULL, work_for = NULL, lease_until = NULL, \
                   undone_at = coalesce($3, undone_at) WHERE organization_id = $1 AND id = $2";
        let mut params = key_of(organization, import);
        params.push(opt_time(undone_at));
        Ok(self.affected("import", sql, params).await.map(drop)?)
    }

    async fn create_import_file(&self, file: ImportFile, content: Vec<u8>) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO import_file ({IMPORT_FILE}, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        );
        let mut params = lookup::file_params(file);
        params.push(Value::Bytes(content));
        Ok(self.db.write(vec![Statement::new("import file", sql, params)]).await.map(drop)?)
    }

    async fn import_files(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<ImportFile>, StoreError> {
        let sql = format!(
            "SELECT {IMPORT_FILE} FROM import_file WHERE organization_id = $1 AND person_id = $2 \
             ORDER BY created_at DESC, id DESC"
        );
        let rows = self.db.query(sql, vec![text(organization.as_str()), text(&person.to_string())]).await?;
        Ok(rows.into_iter().map(lookup::file).collect::<Result<_, _>>()?)
    }

    async fn import_content(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT content FROM import_file \
                   WHERE organization_id = $1 AND id = $2 AND person_id = $3";
        let row = self.db.query_opt(sql, lookup::own_key(organization, person, id)).await?;
        Ok(row.map(|mut row| row.take_bytes(0)).transpose()?)
    }

    async fn save_import_file(&self, file: &ImportFile) -> Result<bool, StoreError> {
        let sql = "UPDATE import_file SET mapping = $4, import_id = $5 \
                   WHERE organization_id = $1 AND id = $2 AND person_id = $3";
        let mut params = lookup::own_key(&file.organization_id, file.person_id, file.id);
        let import = file.import_id.map(|id| id.to_string());
        params.extend([text(&file.mapping), opt_text(import.as_deref())]);
        Ok(self.affected("import file", sql, params).await? > 0)
    }

    async fn delete_import_file(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM import_file WHERE organization_id = $1 AND id = $2 AND person_id = $3";
        Ok(self.affected("import file", sql, lookup::own_key(organization, person, id)).await? > 0)
    }

    async fn forget_import_files(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM import_file WHERE created_at < $1";
        Ok(self.affected("import file", sql, vec![Value::Int(before.ticks())]).await?)
    }
}

/// `$1` and `$2` of what is an organization's.
fn key_of(organization: &OrganizationId, id: Uuid) -> Vec<Value> {
    vec![text(organization.as_str()), text(&id.to_string())]
}
