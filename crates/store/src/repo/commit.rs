//! One unit of work on a referral as statements: row, party entry, history event, outbox, and the rest that
//! must change with them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use ortak_app::port::{Commit, IdempotencyRecord, ImportLine, Seen, StoreError, StoredReferral};
use ortak_app::search;
use ortak_domain::desk::waiting_order;
use ortak_domain::policy::team_emails;
use ortak_domain::referral::PartyView;
use ortak_domain::text::{MAX_ID, sort_key};
use ortak_domain::{Lane, OrganizationId, Referral, ReferralId, Time};
use uuid::Uuid;

use super::accounts::corrupt;
use crate::conn::{DbError, Dialect, Statement, Value};

pub fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

pub fn opt_text(value: Option<&str>) -> Value {
    value.map_or(Value::Null, text)
}

pub fn opt_time(value: Option<Time>) -> Value {
    value.map_or(Value::Null, |time| Value::Int(time.ticks()))
}

/// The condition that a column is one of these, and the parameter for it, which is the `number`th.
pub fn one_of(dialect: Dialect, number: usize, values: &[String]) -> Result<(String, Value), DbError> {
    let list = serde_json::to_string(values).map_err(|_| corrupt("list"))?;
    let condition = match dialect {
        Dialect::Sqlite => format!("IN (SELECT value FROM json_each(${number}))"),
        Dialect::Postgres => {
            format!("= ANY (ARRAY(SELECT jsonb_array_elements_text(${number}::text::jsonb)))")
        }
    };
    Ok((condition, Value::Text(list)))
}

/// As much of an id as an index takes; longer ones are from before they were limited.
fn indexed(id: &str) -> String {
    id.chars().take(MAX_ID).collect()
}

/// What the cache keeps of a committed referral.
pub fn stored(commit: &Commit) -> StoredReferral {
    StoredReferral {
        id: commit.referral.id,
        version: commit.event.version,
        updated_at: commit.referral.updated_at,
        document: Arc::clone(&commit.document),
        mpn_id: commit.referral.mpn_id.clone(),
        team_emails: team_emails(&commit.referral),
        assessment: commit.referral.assessment,
        history_hash: commit.event.hash.clone(),
    }
}

/// The statements of a unit of work, in order.
pub fn statements(commit: &Commit, dialect: Dialect) -> Result<Vec<Statement>, StoreError> {
    let mut statements = Vec::with_capacity(10);
    // First, so that a retry is told apart before anything else can fail.
    if let Some(record) = &commit.idempotency {
        statements.push(idempotency(commit, record));
    }
    if let Some(line) = &commit.import_line {
        statements.push(import_line(commit, line));
    }
    match &commit.seen {
        None => insert(commit, dialect, &mut statements),
        Some(seen) => update(commit, seen, dialect, &mut statements),
    }
    if let Some((principal, favorite)) = commit.favorite {
        let organization = &commit.referral.organization_id;
        statements.push(mark(organization, principal, commit.referral.id, favorite));
    }
    statements.push(party(commit)?);
    statements.push(event(commit));
    statements.push(outbox(commit));
    Ok(statements)
}

/// Sets or clears a principal's mark (R316).
pub fn mark(organization: &OrganizationId, principal: Uuid, id: ReferralId, favorite: bool) -> Statement {
    let sql = if favorite {
        "INSERT INTO favorite (organization_id, principal_id, referral_id) VALUES ($1, $2, $3) \
         ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM favorite WHERE organization_id = $1 AND principal_id = $2 AND referral_id = $3"
    };
    let params = vec![text(organization.as_str()), text(&principal.to_string()), text(&id.to_string())];
    Statement::new("favorite", sql, params)
}

fn words(commit: &Commit) -> String {
    let words: Vec<String> = search::words_of(&commit.referral).into_iter().collect();
    words.join(" ")
}

fn owner(commit: &Commit) -> (Value, Value) {
    (text(commit.referral.organization_id.as_str()), text(&commit.referral.id.to_string()))
}

/// What the row says of the referral, beside its key, version, document and history. Indexes look into most of it.
const FACTS: [&str; 30] = [
    "engagement_id",
    "created_at",
    "updated_at",
    "expires_at",
    "accepted_at",
    "closed_at",
    "closing_at",
    "status",
    "substatus",
    "reason",
    "kind",
    "qualification",
    "direction",
    "sales_stage",
    "mpn_id",
    "country",
    "deal_value",
    "currency",
    "name",
    "customer_name",
    "external_reference_id",
    "campaign_id",
    "assessment",
    "team_emails",
    "vendor_view",
    "waiting_order",
    "lane",
    "name_key",
    "customer_key",
    "duns",
];

fn facts(r: &Referral) -> [Value; FACTS.len()] {
    [
        text(&r.engagement_id.to_string()),
        Value::Int(r.created_at.ticks()),
        Value::Int(r.updated_at.ticks()),
        opt_time(r.expires_at),
        opt_time(r.accepted_at),
        opt_time(r.closed_at),
        opt_time(r.details.closes_at),
        text(r.stage.status().as_str()),
        text(r.stage.substatus().as_str()),
        opt_text(r.stage.reason().map(ortak_domain::referral::Reason::as_str)),
        text(r.kind.as_str()),
        text(r.qualification.as_str()),
        text(r.direction.as_str()),
        opt_text(r.sales_stage.map(ortak_domain::referral::SalesStage::as_str)),
        opt_text(r.mpn_id.as_deref()),
        opt_text(r.customer.address.country.as_deref()),
        r.details.value.map_or(Value::Null, |amount| Value::Int(amount.units())),
        opt_text(r.details.currency.map(ortak_domain::Currency::code)),
        opt_text(r.name.as_deref()),
        text(&r.customer.name),
        opt_text(r.external_reference_id.as_deref()),
        opt_text(r.campaign_id.as_deref()),
        Value::Bool(r.assessment),
        text(&team_emails(r).join("\n")),
        Value::Bool(r.consent.vendor_view == Some(true)),
        Value::Int(waiting_order(r)),
        Value::Int(Lane::of(r.stage, r.sales_stage).number()),
        Value::Text(sort_key(r.name.as_deref().unwrap_or_default())),
        Value::Text(sort_key(&r.customer.name)),
        r.customer.duns().map_or(Value::Null, |duns| Value::Text(indexed(duns))),
    ]
}

/// What every write sets, and no index looks at.
const SEALED: [&str; 3] = ["version", "history_hash", "document"];

fn sealed(commit: &Commit) -> [Value; SEALED.len()] {
    [Value::Int(commit.event.version), text(&commit.event.hash), text(&commit.document)]
}

static INSERT_SQLITE: LazyLock<String> = LazyLock::new(|| {
    let columns = insert_columns();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    format!("INSERT INTO referral ({}) VALUES ({})", columns.join(", "), places.join(", "))
});

static INSERT_POSTGRES: LazyLock<String> = LazyLock::new(|| {
    let columns = insert_columns();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    format!(
        "INSERT INTO referral ({}, search) VALUES ({}, array_to_tsvector(string_to_array(${}::text, ' ')))",
        columns.join(", "),
        places.join(", "),
        columns.len() + 1
    )
});

fn insert_columns() -> Vec<&'static str> {
    ["organization_id", "id"].into_iter().chain(SEALED).chain(FACTS).collect()
}

fn insert(commit: &Commit, dialect: Dialect, statements: &mut Vec<Statement>) {
    let (organization, id) = owner(commit);
    let mut params = vec![organization, id];
    params.extend(sealed(commit));
    params.extend(facts(&commit.referral));
    let words = text(&words(commit));
    match dialect {
        Dialect::Sqlite => {
            statements.push(Statement::new("referral", INSERT_SQLITE.as_str(), params));
            // Directly behind the insert whose rowid it takes.
            statements.push(Statement::new(
                "search",
                "INSERT INTO referral_search (rowid, words) VALUES (last_insert_rowid(), $1)",
                vec![words],
            ));
        }
        Dialect::Postgres => {
            params.push(words);
            statements.push(Statement::new("referral", INSERT_POSTGRES.as_str(), params));
        }
    }
    team(commit, statements);
    solutions(commit, statements);
}

/// Only what differs is written: SQLite renews every index of a column that a statement sets, also to what it was.
fn update(commit: &Commit, seen: &Seen, dialect: Dialect, statements: &mut Vec<Statement>) {
    let (organization, id) = owner(commit);
    let mut params = vec![organization.clone(), id.clone(), Value::Int(seen.version)];
    let mut sql = String::with_capacity(256);
    let mut set = |column: &str, value| {
        params.push(value);
        sql.push_str(if sql.is_empty() { "UPDATE referral SET " } else { ", " });
        // Writing to a string does not fail.
        let _ = write!(sql, "{column} = ${}", params.len());
    };
    for (column, value) in SEALED.into_iter().zip(sealed(commit)) {
        set(column, value);
    }
    let changed = facts(&seen.referral).into_iter().zip(facts(&commit.referral));
    for (column, (before, after)) in FACTS.into_iter().zip(changed) {
        if before != after {
            set(column, after);
        }
    }
    sql.push_str(" WHERE organization_id = $1 AND id = $2 AND version = $3");
    statements.push(Statement::new("referral", sql, params).expect_rows(1));
    if !search::same_texts(&seen.referral, &commit.referral) {
        reindex(commit, dialect, statements);
        // The ids of solutions are among the words.
        statements.push(Statement::new(
            "solutions",
            "DELETE FROM referral_solution WHERE organization_id = $1 AND referral_id = $2",
            vec![organization.clone(), id.clone()],
        ));
        solutions(commit, statements);
    }
    if team_emails(&seen.referral) != team_emails(&commit.referral) {
        statements.push(Statement::new(
            "team",
            "DELETE FROM referral_team WHERE organization_id = $1 AND referral_id = $2",
            vec![organization, id],
        ));
        team(commit, statements);
    }
}

/// Most changes leave the words as they are, so the search index is a statement of its own.
fn reindex(commit: &Commit, dialect: Dialect, statements: &mut Vec<Statement>) {
    const ROWID: &str = "SELECT rowid FROM referral WHERE organization_id = $1 AND id = $2";
    let (organization, id) = owner(commit);
    let words = text(&words(commit));
    match dialect {
        Dialect::Sqlite => {
            let delete = format!("DELETE FROM referral_search WHERE rowid = ({ROWID})");
            statements.push(Statement::new("search", delete, vec![organization.clone(), id.clone()]));
            let insert = format!("INSERT INTO referral_search (rowid, words) VALUES (({ROWID}), $3)");
            statements.push(Statement::new("search", insert, vec![organization, id, words]));
        }
        Dialect::Postgres => statements.push(Statement::new(
            "search",
            "UPDATE referral SET search = array_to_tsvector(string_to_array($3::text, ' ')) \
             WHERE organization_id = $1 AND id = $2",
            vec![organization, id, words],
        )),
    }
}

fn team(commit: &Commit, statements: &mut Vec<Statement>) {
    let (organization, id) = owner(commit);
    for email in team_emails(&commit.referral) {
        statements.push(Statement::new(
            "team",
            "INSERT INTO referral_team (organization_id, email, referral_id) VALUES ($1, $2, $3)",
            vec![organization.clone(), text(&email), id.clone()],
        ));
    }
}

fn solutions(commit: &Commit, statements: &mut Vec<Statement>) {
    let (organization, id) = owner(commit);
    let solutions = &commit.referral.details.requirements.solutions;
    for solution in solutions.iter().map(|solution| indexed(&solution.id)).collect::<BTreeSet<_>>() {
        statements.push(Statement::new(
            "solutions",
            "INSERT INTO referral_solution (organization_id, solution_id, referral_id) VALUES ($1, $2, $3)",
            vec![organization.clone(), Value::Text(solution), id.clone()],
        ));
    }
}

fn party(commit: &Commit) -> Result<Statement, StoreError> {
    let view = PartyView::of(&commit.referral);
    let team = serde_json::to_string(&view.team).map_err(|error| StoreError::Internal(error.to_string()))?;
    let params = vec![
        text(&view.engagement_id.to_string()),
        text(view.organization_id.as_str()),
        text(&view.referral_id.to_string()),
        text(&view.organization_name),
        text(view.direction.as_str()),
        text(view.stage.substatus().as_str()),
        opt_text(view.stage.reason().map(ortak_domain::referral::Reason::as_str)),
        opt_text(view.sales_stage.map(ortak_domain::referral::SalesStage::as_str)),
        Value::Int(view.created_at.ticks()),
        Value::Int(view.updated_at.ticks()),
        opt_time(view.expires_at),
        opt_time(view.accepted_at),
        opt_time(view.closed_at),
        text(&team),
    ];
    Ok(Statement::new(
        "party",
        "INSERT INTO party (engagement_id, organization_id, referral_id, organization_name, direction, \
         substatus, reason, sales_stage, created_at, updated_at, expires_at, accepted_at, closed_at, team) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (engagement_id, organization_id, referral_id) DO UPDATE SET \
         organization_name = excluded.organization_name, direction = excluded.direction, \
         substatus = excluded.substatus, reason = excluded.reason, sales_stage = excluded.sales_stage, \
         created_at = excluded.created_at, updated_at = excluded.updated_at, \
         expires_at = excluded.expires_at, accepted_at = excluded.accepted_at, \
         closed_at = excluded.closed_at, team = excluded.team",
        params,
    ))
}

fn event(commit: &Commit) -> Statement {
    let event = &commit.event;
    Statement::new(
        "event",
        "INSERT INTO event (organization_id, referral_id, version, at, kind, actor_kind, actor_id, request_id, \
         changes, document_hash, previous_hash, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        vec![
            text(event.organization_id.as_str()),
            text(&event.referral_id.to_string()),
            Value::Int(event.version),
            Value::Int(event.at.ticks()),
            text(event.kind.as_str()),
            text(event.actor_kind),
            text(&event.actor_id),
            text(&event.request_id),
            text(&event.changes),
            text(&event.document_hash),
            text(&event.previous_hash),
            text(&event.hash),
        ],
    )
}

fn outbox(commit: &Commit) -> Statement {
    let topic = if commit.seen.is_none() { "referral-created" } else { "referral-updated" };
    let r = &commit.referral;
    Statement::new(
        "outbox",
        "INSERT INTO outbox (organization_id, id, topic, engagement_id, referral_id, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        vec![
            text(r.organization_id.as_str()),
            text(&commit.outbox_id.to_string()),
            text(topic),
            text(&r.engagement_id.to_string()),
            text(&r.id.to_string()),
            Value::Int(commit.event.version),
            Value::Int(commit.event.at.ticks()),
        ],
    )
}

fn import_line(commit: &Commit, ImportLine { import, line }: &ImportLine) -> Statement {
    let (organization, id) = owner(commit);
    let line = Value::Int(i64::try_from(*line).unwrap_or(i64::MAX));
    Statement::new(
        "import line",
        "INSERT INTO deal_import_line (organization_id, import_id, line, referral_id) VALUES ($1, $2, $3, $4)",
        vec![organization, text(&import.to_string()), line, id],
    )
}

fn idempotency(commit: &Commit, record: &IdempotencyRecord) -> Statement {
    Statement::new(
        "idempotency key",
        "INSERT INTO idempotency (organization_id, principal_id, key, fingerprint, referral_id, version, \
         updated_at, document, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        vec![
            text(record.organization_id.as_str()),
            text(&record.principal_id.to_string()),
            text(&record.key),
            text(&record.fingerprint),
            text(&commit.referral.id.to_string()),
            Value::Int(commit.event.version),
            Value::Int(commit.referral.updated_at.ticks()),
            text(&commit.document),
            Value::Int(record.created_at.ticks()),
        ],
    )
}
