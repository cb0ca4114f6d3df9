//! Both databases have the same schema, fit for distribution by organization.

use std::collections::{BTreeMap, BTreeSet};

use ortak_store::Store;
use ortak_store::conn::Dialect;

use crate::harness::{Fixture, on_both, rows};

on_both! {
    every_key_of_an_owned_table_begins_with_its_owner,
}

const OWNED: [&str; 30] = [
    "referral",
    "referral_team",
    "referral_solution",
    "event",
    "outbox",
    "idempotency",
    "favorite",
    "location",
    "person",
    "api_client",
    "solution",
    "stage_name",
    "webhook",
    "webhook_delivery",
    "webhook_attempt",
    "notification",
    "notification_preference",
    "notification_setting",
    "mail",
    "totp",
    "recovery_code",
    "passkey",
    "account_mail",
    "audit_event",
    "audit_head",
    "saved_view",
    "deal_draft",
    "deal_import",
    "deal_import_line",
    "import_file",
];

async fn every_key_of_an_owned_table_begins_with_its_owner(store: Store) {
    let sql = match store.database().dialect() {
        Dialect::Sqlite => {
            "SELECT t.name, i.name, c.name FROM sqlite_schema t, pragma_index_list(t.name) i, \
             pragma_index_info(i.name) c WHERE t.type = 'table' AND i.\"unique\" = 1 AND c.seqno = 0"
        }
        Dialect::Postgres => {
            "SELECT t.relname::text, i.relname::text, a.attname::text FROM pg_index x \
             JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid \
             JOIN pg_namespace n ON n.oid = t.relnamespace \
             JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0] \
             WHERE n.nspname = 'public' AND x.indisunique"
        }
    };
    let mut keys: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in rows(&store, sql).await {
        let [table, index, column] = [0, 1, 2].map(|at| row.text(at).unwrap().to_owned());
        keys.entry(table).or_default().push((index, column));
    }
    for table in OWNED {
        let keys = keys.get(table).unwrap_or_else(|| panic!("{table} has no key"));
        for (index, first) in keys {
            assert_eq!(first, "organization_id", "{table}: {index}");
        }
    }
    assert_eq!(keys["party"].iter().map(|(_, first)| first.as_str()).collect::<Vec<_>>(), ["engagement_id"]);
    assert_eq!(keys["referral"].len(), 2, "the id, and the engagement of R108: {:?}", keys["referral"]);
}

/// Table, column, and whether it must have a value.
type Columns = BTreeSet<(String, String, bool)>;

async fn columns(store: &Store) -> Columns {
    let sql = match store.database().dialect() {
        Dialect::Sqlite => {
            "SELECT t.name, c.name, c.\"notnull\" FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~' \
             AND t.name NOT LIKE 'refinery%' AND t.name NOT LIKE 'referral~_search%' ESCAPE '~'"
        }
        Dialect::Postgres => {
            "SELECT table_name::text, column_name::text, is_nullable = 'NO' FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE 'refinery%' \
             AND (table_name, column_name) <> ('referral', 'search')"
        }
    };
    let column = |row: &ortak_store::conn::Row| {
        (row.text(0).unwrap().to_owned(), row.text(1).unwrap().to_owned(), row.bool(2).unwrap())
    };
    rows(store, sql).await.iter().map(column).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_have_the_same_tables_and_columns() {
    let sqlite = Fixture::sqlite().await;
    let found = columns(&sqlite.store).await;
    assert!(found.contains(&("referral".to_owned(), "document".to_owned(), true)), "{found:?}");
    let Some(postgres) = Fixture::postgres().await else { return };
    assert_eq!(found, columns(&postgres.store).await);
}
