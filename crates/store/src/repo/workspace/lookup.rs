//! Saved views, drafts, and what people look up while they enter a deal.

use ortak_app::port::{
    DealDraft, DuplicateQuery, PartnerEntry, SavedView, SolutionEntry, SolutionShelf, Viewer,
};
use ortak_domain::{OrganizationId, PersonId, Time};
use uuid::Uuid;

use crate::conn::{DbError, Dialect, Row, Value};
use crate::filter_sql::Sql;
use crate::repo::accounts::{SOLUTION, parse, solution};
use crate::repo::commit::{opt_text, text};

pub const VIEW: &str = "organization_id, id, person_id, name, query, shared, created_at, updated_at";
pub const DRAFT: &str = "organization_id, id, person_id, version, step, data, created_at, updated_at";

/// Organizations `o` that others may find: active ones of the real world and of the realm `$1`, and no stand-ins.
const ACTIVE: &str = "o.disabled_at IS NULL AND o.stands_for IS NULL \
     AND (o.sandbox_home IS NULL OR o.sandbox_home = CAST($1 AS TEXT))";

/// The parameters of `partners` and `shelf`.
pub fn within(realm: Option<&OrganizationId>, organization: &OrganizationId) -> Vec<Value> {
    vec![opt_text(realm.map(OrganizationId::as_str)), text(organization.as_str())]
}

/// `$1` to `$3` of what is one person's.
pub fn own_key(organization: &OrganizationId, person: PersonId, id: Uuid) -> Vec<Value> {
    vec![text(organization.as_str()), text(&id.to_string()), text(&person.to_string())]
}

/// In the order of `VIEW`.
pub fn view_params(view: SavedView) -> Vec<Value> {
    let mut params = own_key(&view.organization_id, view.person_id, view.id);
    params.extend([
        Value::Text(view.name),
        Value::Text(view.query),
        Value::Bool(view.shared),
        Value::Int(view.created_at.ticks()),
        Value::Int(view.updated_at.ticks()),
    ]);
    params
}

/// In the order of `DRAFT`.
pub fn draft_params(draft: DealDraft) -> Vec<Value> {
    let mut params = own_key(&draft.organization_id, draft.person_id, draft.id);
    params.extend([
        Value::Int(draft.version),
        Value::Text(draft.step),
        Value::Text(draft.data),
        Value::Int(draft.created_at.ticks()),
        Value::Int(draft.updated_at.ticks()),
    ]);
    params
}

pub fn saved_view(mut row: Row) -> Result<SavedView, DbError> {
    Ok(SavedView {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("view id", row.text(1)?)?,
        person_id: parse("person id", row.text(2)?)?,
        name: row.take_text(3)?,
        query: row.take_text(4)?,
        shared: row.bool(5)?,
        created_at: Time::from_ticks(row.int(6)?),
        updated_at: Time::from_ticks(row.int(7)?),
    })
}

pub fn draft(mut row: Row) -> Result<DealDraft, DbError> {
    Ok(DealDraft {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("draft id", row.text(1)?)?,
        person_id: parse("person id", row.text(2)?)?,
        version: row.int(3)?,
        step: row.take_text(4)?,
        data: row.take_text(5)?,
        created_at: Time::from_ticks(row.int(6)?),
        updated_at: Time::from_ticks(row.int(7)?),
    })
}

pub fn partners() -> String {
    format!(
        "SELECT o.organization_id, o.name, o.mpn_id, o.country FROM organization o \
         WHERE o.kind = 'partner' AND {ACTIVE} AND o.organization_id <> $2 ORDER BY o.name, o.organization_id"
    )
}

pub fn partner(mut row: Row) -> Result<PartnerEntry, DbError> {
    Ok(PartnerEntry {
        organization_id: parse("organization id", row.text(0)?)?,
        name: row.take_text(1)?,
        mpn_id: row.take_opt_text(2)?,
        country: row.take_text(3)?,
    })
}

pub fn shelf(shelf: SolutionShelf) -> String {
    let on_it = match shelf {
        SolutionShelf::Own => {
            "s.kind = 'solution' AND s.published AND s.co_sell_ready AND s.organization_id = $2".to_owned()
        }
        SolutionShelf::Vendor => {
            format!("s.kind = 'solution' AND s.published AND o.kind = 'vendor' AND {ACTIVE}")
        }
        SolutionShelf::ThirdParty => format!(
            "s.kind = 'solution' AND s.published AND s.co_sell_ready AND o.kind = 'partner' \
             AND s.organization_id <> $2 AND {ACTIVE}"
        ),
        SolutionShelf::Assessments => format!("s.kind = 'assessment' AND s.published AND {ACTIVE}"),
    };
    let columns = SOLUTION.split(", ").map(|column| format!("s.{column}")).collect::<Vec<_>>().join(", ");
    // PostgreSQL wants a type for both parameters, whether or not the shelf mentions them.
    format!(
        "SELECT {columns}, o.name FROM solution s JOIN organization o ON o.organization_id = s.organization_id \
         WHERE {on_it} AND coalesce(CAST($1 AS TEXT), '') <> CAST($2 AS TEXT) || '!' \
         ORDER BY s.name, s.organization_id, s.id"
    )
}

pub fn shelf_entry(mut row: Row) -> Result<SolutionEntry, DbError> {
    Ok(SolutionEntry { solution: solution(&row)?, organization_name: row.take_text(7)? })
}

/// Open deals with the number or the name, each found through its own index.
pub fn duplicates(dialect: Dialect, viewer: &Viewer, query: &DuplicateQuery) -> (String, Vec<Value>) {
    let mut sql = Sql::new(dialect, viewer);
    let reach = sql.reach(&viewer.visibility);
    let mut picks = Vec::new();
    if let Some(duns) = &query.duns {
        let duns = sql.param(text(duns));
        picks.push(format!("SELECT d.id FROM referral d WHERE d.organization_id = $1 AND d.duns = {duns}"));
    }
    if !query.customer_key.is_empty() {
        let from = sql.param(text(&query.customer_key));
        // Behind every text that begins so.
        let until = sql.param(Value::Text(format!("{}\u{10ffff}", query.customer_key)));
        picks.push(format!(
            "SELECT d.id FROM referral d WHERE d.organization_id = $1 AND d.customer_key >= {from} \
             AND d.customer_key < {until}"
        ));
    }
    let picks = if picks.is_empty() { "NULL".to_owned() } else { picks.join(" UNION ") };
    let limit = sql.param(Value::Int(i64::try_from(query.limit).unwrap_or(i64::MAX)));
    let favorite = sql.favorite();
    let text = format!(
        "SELECT r.id, r.version, r.updated_at, r.document, r.assessment, {favorite}, r.created_at \
         FROM referral r WHERE {reach} AND r.id IN ({picks}) AND r.status <> 'Closed' \
         ORDER BY r.created_at DESC, r.id DESC LIMIT {limit}"
    );
    (text, sql.params)
}
