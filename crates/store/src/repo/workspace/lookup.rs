//! Saved views, drafts, and what people look up while they enter a deal.

use ortak_app::port::{
    DealDraft, DealImport, DuplicateQuery, ImportFile, ImportWork, PartnerEntry, SavedView, SolutionEntry,
    SolutionShelf, SolutionsMeant, Viewer,
};
use ortak_domain::{OrganizationId, PersonId, Time};
use uuid::Uuid;

use crate::conn::{DbError, Dialect, Row, Value};
use crate::filter_sql::Sql;
use crate::repo::accounts::{SOLUTION, corrupt, parse, solution};
use crate::repo::commit::{opt_text, opt_time, text};

pub const VIEW: &str = "organization_id, id, person_id, name, query, shared, created_at, updated_at";
pub const DRAFT: &str = "organization_id, id, person_id, version, step, data, created_at, updated_at";

pub const IMPORT: &str = "organization_id, id, person_id, file_name, file_hash, generation, row_count, \
     created_at, undone_at, done_rows, undone_rows, work, work_for";
pub const IMPORT_FILE: &str = "organization_id, id, person_id, file_name, file_hash, row_count, mapping, import_id, \
     created_at";

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

/// In the order of `IMPORT`.
pub fn import_params(import: DealImport) -> Vec<Value> {
    let mut params = own_key(&import.organization_id, import.person_id, import.id);
    let (work, work_for) = import.work.unzip();
    params.extend([
        Value::Text(import.file_name),
        Value::Text(import.file_hash),
        Value::Int(import.generation),
        count(import.row_count),
        Value::Int(import.created_at.ticks()),
        opt_time(import.undone_at),
        count(import.done_rows),
        count(import.undone_rows),
        opt_text(work.map(ImportWork::as_str)),
        work_for.map_or(Value::Null, |person| Value::Text(person.to_string())),
    ]);
    params
}

pub fn count(count: u64) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

fn counted(row: &Row, at: usize) -> Result<u64, DbError> {
    Ok(u64::try_from(row.int(at)?).unwrap_or_default())
}

pub fn import(mut row: Row) -> Result<DealImport, DbError> {
    let work = match (row.opt_text(11)?, row.opt_text(12)?) {
        (Some(work), Some(person)) => {
            let work = ImportWork::parse(work).ok_or_else(|| corrupt("work of an import"))?;
            Some((work, parse("person id", person)?))
        }
        _ => None,
    };
    Ok(DealImport {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("import id", row.text(1)?)?,
        person_id: parse("person id", row.text(2)?)?,
        file_name: row.take_text(3)?,
        file_hash: row.take_text(4)?,
        generation: row.int(5)?,
        row_count: counted(&row, 6)?,
        created_at: Time::from_ticks(row.int(7)?),
        undone_at: row.opt_int(8)?.map(Time::from_ticks),
        done_rows: counted(&row, 9)?,
        undone_rows: counted(&row, 10)?,
        work,
    })
}

/// Takes the import in hand that waits longest at `$1`, until `$2`.
pub fn claim_import(dialect: Dialect) -> String {
    // Two workers never wait for each other, nor get the same.
    let skip = match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    format!(
        "WITH due AS MATERIALIZED (SELECT organization_id, id FROM deal_import \
         WHERE work IS NOT NULL AND lease_until <= $1 ORDER BY lease_until LIMIT 1 {skip}) \
         UPDATE deal_import SET lease_until = $2 \
         WHERE (organization_id, id) IN (SELECT organization_id, id FROM due) RETURNING {IMPORT}"
    )
}

/// In the order of `IMPORT_FILE`.
pub fn file_params(file: ImportFile) -> Vec<Value> {
    let mut params = own_key(&file.organization_id, file.person_id, file.id);
    params.extend([
        Value::Text(file.file_name),
        Value::Text(file.file_hash),
        count(file.row_count),
        Value::Text(file.mapping),
        file.import_id.map_or(Value::Null, |id| Value::Text(id.to_string())),
        Value::Int(file.created_at.ticks()),
    ]);
    params
}

pub fn file(mut row: Row) -> Result<ImportFile, DbError> {
    Ok(ImportFile {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("file id", row.text(1)?)?,
        person_id: parse("person id", row.text(2)?)?,
        file_name: row.take_text(3)?,
        file_hash: row.take_text(4)?,
        row_count: counted(&row, 5)?,
        mapping: row.take_text(6)?,
        import_id: row.opt_text(7)?.map(|id| parse("import id", id)).transpose()?,
        created_at: Time::from_ticks(row.int(8)?),
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

/// Solutions `s` that their owner sells.
const SELLABLE: &str = "s.kind = 'solution' AND s.published AND s.co_sell_ready";

/// Solutions `s` of organizations `o` that are on a shelf.
fn on_it(shelf: SolutionShelf) -> String {
    match shelf {
        SolutionShelf::Own => format!("{SELLABLE} AND s.organization_id = $2"),
        SolutionShelf::Vendor => {
            format!("s.kind = 'solution' AND s.published AND o.kind = 'vendor' AND {ACTIVE}")
        }
        SolutionShelf::ThirdParty => {
            format!("{SELLABLE} AND o.kind = 'partner' AND s.organization_id <> $2 AND {ACTIVE}")
        }
        SolutionShelf::Assessments => format!("s.kind = 'assessment' AND s.published AND {ACTIVE}"),
    }
}

/// The columns that `shelf_entry` reads, and their tables.
fn shelved_solutions(more: &str) -> String {
    let columns = SOLUTION.split(", ").map(|column| format!("s.{column}")).collect::<Vec<_>>().join(", ");
    format!(
        "SELECT {columns}, o.name{more} FROM solution s \
         JOIN organization o ON o.organization_id = s.organization_id"
    )
}

pub fn shelf(shelf: SolutionShelf) -> String {
    // PostgreSQL wants a type for both parameters, whether or not the shelf mentions them.
    format!(
        "{} WHERE {} AND coalesce(CAST($1 AS TEXT), '') <> CAST($2 AS TEXT) || '!' \
         ORDER BY s.name, s.organization_id, s.id",
        shelved_solutions(""),
        on_it(shelf)
    )
}

/// One row where the organization sells anything.
pub fn sells() -> String {
    format!("SELECT 1 FROM solution s WHERE {SELLABLE} AND s.organization_id = $1 LIMIT 1")
}

/// The solutions that are meant on all shelves; none where nothing is meant. Adds its parameters to those of `within`.
pub fn on_shelves(meant: &SolutionsMeant, params: &mut Vec<Value>) -> Option<String> {
    let mut list = |values: Vec<&str>| {
        let mut places = Vec::new();
        for value in values {
            params.push(text(value));
            places.push(format!("${}", params.len()));
        }
        places.join(", ")
    };
    let ids = list(meant.ids.iter().map(String::as_str).collect());
    let publishers = list(meant.publishers.iter().map(OrganizationId::as_str).collect());
    let picks: Vec<String> = [("s.id", ids), ("s.organization_id", publishers)]
        .into_iter()
        .filter(|(_, places)| !places.is_empty())
        .map(|(column, places)| format!("{column} IN ({places})"))
        .collect();
    let picks = (!picks.is_empty()).then(|| picks.join(" OR "))?;
    let shelves = SolutionShelf::ALL.map(|shelf| {
        let solutions = shelved_solutions(&format!(", '{}'", shelf.as_str()));
        format!("{solutions} WHERE {} AND ({picks})", on_it(shelf))
    });
    Some(shelves.join(" UNION ALL "))
}

pub fn shelf_entry(mut row: Row) -> Result<SolutionEntry, DbError> {
    Ok(SolutionEntry { solution: solution(&row)?, organization_name: row.take_text(7)? })
}

pub fn shelved(row: Row) -> Result<(SolutionShelf, SolutionEntry), DbError> {
    let shelf = SolutionShelf::parse(row.text(8)?).ok_or_else(|| corrupt("shelf"))?;
    Ok((shelf, shelf_entry(row)?))
}

/// Deals with the number or the name, each found through its own index.
pub fn duplicates(dialect: Dialect, viewer: &Viewer, query: &DuplicateQuery) -> (String, Vec<Value>) {
    let mut sql = Sql::new(dialect, viewer);
    let reach = sql.reach(&viewer.visibility);
    let limit = sql.param(Value::Int(i64::try_from(query.limit).unwrap_or(i64::MAX)));
    let open = if query.ended { "" } else { "AND r.status <> 'Closed'" };
    // A customer may have thousands of deals: of each kind the first are enough. Ids are in the order of time.
    let pick = |condition: String, order: &str| {
        format!(
            "SELECT id FROM (SELECT r.id FROM referral r WHERE {reach} AND {condition} {open} \
             ORDER BY {order} LIMIT {limit}) AS picked"
        )
    };
    let mut picks = Vec::new();
    if let Some(duns) = &query.duns {
        let duns = sql.param(text(duns));
        picks.push(pick(format!("r.duns = {duns}"), "r.id DESC"));
    }
    if !query.customer_key.is_empty() {
        let from = sql.param(text(&query.customer_key));
        // Behind every text that begins so.
        let until = sql.param(Value::Text(format!("{}\u{10ffff}", query.customer_key)));
        picks.push(pick(format!("r.customer_key = {from}"), "r.id DESC"));
        let longer = format!("r.customer_key > {from} AND r.customer_key < {until}");
        picks.push(pick(longer, "r.customer_key, r.id"));
    }
    let picks = if picks.is_empty() { "NULL".to_owned() } else { picks.join(" UNION ALL ") };
    let favorite = sql.favorite();
    // The sign keeps SQLite from reading all deals in the order of their creation.
    let text = format!(
        "SELECT r.id, r.version, r.updated_at, r.document, r.assessment, {favorite}, r.created_at \
         FROM referral r WHERE {reach} AND r.id IN ({picks}) \
         ORDER BY +r.created_at DESC, r.id DESC LIMIT {limit}"
    );
    (text, sql.params)
}
