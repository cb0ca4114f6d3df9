use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use ortak_app::App;
use ortak_app::port::{Accounts as _, ListQuery, SystemClock, SystemIds, Viewer};
use ortak_app::referral::import;
use ortak_domain::policy::Visibility;
use ortak_domain::{OrganizationId, Predicate};
use ortak_store::Store;
use ortak_testkit::postgres::test_database;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::support::{Ortak, files, referral};

fn app(store: &Store) -> App {
    let store = Arc::new(store.clone());
    App::over(store, Arc::new(SystemClock), Arc::new(SystemIds))
}

/// Adds referrals one by one until told to stop.
async fn go_on_writing(store: Store, stop: Arc<AtomicBool>, written: Arc<AtomicUsize>) {
    let app = app(&store);
    let owner = store.find_organization("1234567").await.unwrap().unwrap();
    let owner = store.organization(&owner.id).await.unwrap().unwrap();
    while !stop.load(Ordering::Acquire) {
        for row in ortak_api::import::parse(&referral("Written meanwhile"), &owner).unwrap() {
            import::import(&app, "test", row.unwrap()).await.unwrap();
        }
        written.fetch_add(1, Ordering::AcqRel);
    }
}

fn unpacked(path: &Path) -> String {
    let mut text = String::new();
    MultiGzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

fn packed(path: &Path, text: &str) {
    let mut out = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap();
}

/// The rows, without what says where and when.
fn rows(path: &Path) -> Vec<String> {
    let text = unpacked(path);
    let lines: Vec<&str> = text.lines().collect();
    lines[1..lines.len() - 1].iter().map(|line| (*line).to_owned()).collect()
}

async fn found(store: &Store, words: &[&str]) -> usize {
    let id: OrganizationId = store.find_organization("1234567").await.unwrap().unwrap().id;
    let viewer =
        Viewer { organization_id: id, principal_id: Uuid::nil(), visibility: Visibility::Organization };
    let query = ListQuery {
        predicate: Predicate::And(Vec::new()),
        search: words.iter().map(|word| (*word).to_owned()).collect(),
        order: Vec::new(),
        limit: 1,
        skip: 0,
        after: None,
    };
    let page = ortak_app::port::Referrals::list(store, &viewer, &query).await.unwrap();
    usize::try_from(page.count).unwrap()
}

/// The companies whose names have a word that begins so.
async fn suggested(store: &Store, word: &str) -> Vec<String> {
    let query = ortak_app::port::CustomerQuery {
        countries: vec!["TR".to_owned()],
        words: vec![word.to_owned()],
        numbers: None,
        limit: 5,
    };
    let found = ortak_app::Customers::suggested(store, &query).await.unwrap();
    found.into_iter().map(|company| company.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_others_write_restores_into_either_database() {
    let ortak = Ortak::new();
    ortak.partner("d");
    ortak.referrals("d", 1200);
    ortak.write("companies.csv", "duns,name,country\n012345678,Çağrı Gıda A.Ş.,TR\n");
    ortak.run(&["import", "customers", "companies.csv", "--data", "d"]).good();
    let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let store = ortak.store("d").await;
    let writer = tokio::spawn(go_on_writing(store.clone(), Arc::clone(&stop), Arc::clone(&written)));
    while written.load(Ordering::Acquire) == 0 {
        tokio::task::yield_now().await;
    }
    let before = written.load(Ordering::Acquire);
    let said = ortak.run(&["backup", "one.gz", "--data", "d"]).good().stdout;
    let meanwhile = written.load(Ordering::Acquire) - before;
    stop.store(true, Ordering::Release);
    writer.await.unwrap();
    store.close().await;
    assert!(said.starts_with("wrote ") && said.contains("d/master.key"), "{said}");
    assert!(meanwhile > 0, "nothing was written while the backup ran");
    assert_eq!(files(&ortak.path(".")), ["companies.csv", "d", "one.gz", "referrals.json"]);
    ortak.run(&["backup", "no.gz", "--data", "typo"]).fails_with(1, &["there is no database typo/ortak.db"]);
    assert!(!ortak.path("typo").exists());
    ortak.run(&["backup", "one.gz", "--data", "d"]).fails_with(1, &["one.gz is there already"]);

    // Referrals and their history are of the same moment, or the restore would not verify.
    let said = ortak.run(&["restore", "one.gz", "--data", "e"]).good().stdout;
    assert!(said.contains("organization: 1 rows") && said.contains("the history is whole"), "{said}");
    assert!(said.contains("put the master key that belongs to it at e/master.key"), "{said}");
    ortak.run(&["restore", "one.gz", "--data", "e"]).fails_with(1, &["e/ortak.db holds data already"]);
    let restored = ortak.store("e").await;
    assert_eq!(found(&restored, &["istanbul", "number"]).await, 1200);
    assert_eq!(found(&restored, &["nowhere"]).await, 0);
    assert_eq!(suggested(&restored, "gida").await, ["Çağrı Gıda A.Ş."]);
    restored.close().await;

    let Some(postgres) = test_database().await.unwrap() else { return };
    let said = ortak.run(&["restore", "one.gz", "--data", postgres.url()]).good().stdout;
    assert!(said.contains("the history is whole"), "{said}");
    let restored = ortak.store(postgres.url()).await;
    assert_eq!(found(&restored, &["istanbul", "number"]).await, 1200);
    assert_eq!(suggested(&restored, "gida").await, ["Çağrı Gıda A.Ş."]);
    restored.close().await;
    ortak.run(&["backup", "two.gz", "--data", postgres.url()]).good();
    ortak.run(&["restore", "two.gz", "--data", "f"]).good();
    ortak.run(&["backup", "three.gz", "--data", "f"]).good();
    let [one, two, three] = ["one.gz", "two.gz", "three.gz"].map(|name| rows(&ortak.path(name)));
    assert!(one == two && two == three, "the rows survive the way to PostgreSQL and back");
}

#[tokio::test]
async fn a_restore_lets_nobody_in_again() {
    let ortak = Ortak::new();
    drop(ortak.serve(&["--data", "d"]));
    let links = "SELECT count(*) FROM one_time_token";
    let count = async |data: &str| {
        let store = ortak.store(data).await;
        let rows = store.database().query(links, Vec::new()).await.unwrap();
        store.close().await;
        rows[0].int(0).unwrap()
    };
    assert_eq!(count("d").await, 1, "the link of the first administrator");
    ortak.run(&["backup", "one.gz", "--data", "d"]).good();
    let said = ortak.run(&["restore", "one.gz", "--data", "e"]).good().stdout;
    assert!(said.contains("one_time_token: left out, so that nobody is signed in"), "{said}");
    assert_eq!(count("e").await, 0);
}

#[test]
fn a_server_goes_on_with_a_restored_folder_and_its_key() {
    let ortak = Ortak::new();
    drop(ortak.serve(&["--data", "d"]));
    ortak.partner("d");
    ortak.run(&["backup", "one.gz", "--data", "d"]).good();
    ortak.run(&["restore", "one.gz", "--data", "e"]).good();
    ortak
        .run(&["serve", "--data", "e", "--listen", "127.0.0.1:0"])
        .fails_with(1, &["e/master.key is missing"]);
    assert!(!ortak.path("e/master.key").exists());
    fs::write(ortak.path("e/master.key"), "07".repeat(32)).unwrap();
    ortak
        .run(&["serve", "--data", "e", "--listen", "127.0.0.1:0"])
        .fails_with(1, &["can't be opened with this master key"]);
    fs::copy(ortak.path("d/master.key"), ortak.path("e/master.key")).unwrap();
    assert_eq!(ortak.serve(&["--data", "e"]).get("/readyz").0, 200);
}

#[test]
fn a_damaged_backup_is_refused_before_anything_is_written() {
    let ortak = Ortak::new();
    ortak.partner("d");
    ortak.run(&["backup", "good.gz", "--data", "d"]).good();
    let bytes = fs::read(ortak.path("good.gz")).unwrap();
    let refuse = |name: &str, why: &[&str]| {
        ortak
            .run(&["restore", name, "--data", "e"])
            .fails_with(1, &[&[name, "is no usable backup"], why].concat());
        assert!(!ortak.path("e").exists());
    };
    let mut damaged = bytes.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x10;
    fs::write(ortak.path("damaged.gz"), damaged).unwrap();
    refuse("damaged.gz", &[]);
    fs::write(ortak.path("short.gz"), &bytes[..bytes.len() - 20]).unwrap();
    refuse("short.gz", &[]);
    fs::write(ortak.path("no.gz"), "hello").unwrap();
    refuse("no.gz", &[]);

    let text = unpacked(&ortak.path("good.gz"));
    packed(&ortak.path("edited.gz"), &text.replace("Contoso", "Kontoso"));
    refuse("edited.gz", &["the checksum does not fit"]);
    let end = text.trim_end().rfind('\n').unwrap();
    packed(&ortak.path("endless.gz"), &text[..=end]);
    refuse("endless.gz", &["the end is missing"]);
    packed(&ortak.path("longer.gz"), &format!("{text}[]\n"));
    refuse("longer.gz", &["something stands behind the end"]);
    packed(&ortak.path("other.gz"), "{\"hello\":1}\n");
    refuse("other.gz", &["does not begin like a backup"]);
    ortak.run(&["restore", "none.gz", "--data", "e"]).fails_with(1, &["none.gz can't be opened"]);
    ortak.run(&["restore", "good.gz", "--data", "e"]).good();
}

/// The text with another content and a checksum that fits it.
fn resealed(text: &str, change: impl Fn(&str) -> String) -> String {
    let end = text.trim_end().rfind('\n').unwrap() + 1;
    let body = change(&text[..end]);
    let mut trailer: Value = serde_json::from_str(&text[end..]).unwrap();
    trailer["sha256"] = hex::encode(Sha256::digest(body.as_bytes())).into();
    let mut counts = serde_json::Map::new();
    let mut table = String::new();
    for line in body.lines().skip(1) {
        match serde_json::from_str::<Value>(line).unwrap() {
            Value::Array(_) => counts[&table] = (counts[&table].as_u64().unwrap() + 1).into(),
            head => {
                head["table"].as_str().unwrap().clone_into(&mut table);
                counts.insert(table.clone(), 0.into());
            }
        }
    }
    trailer["rows"] = counts.into();
    format!("{body}{trailer}\n")
}

#[test]
fn a_restore_that_fails_leaves_an_empty_database() {
    let ortak = Ortak::new();
    ortak.partner("d");
    ortak.run(&["backup", "good.gz", "--data", "d"]).good();
    let text = unpacked(&ortak.path("good.gz"));
    let doubled = |body: &str| -> String {
        body.lines()
            .map(
                |line| {
                    if line.contains("Ankara") { format!("{line}\n{line}\n") } else { format!("{line}\n") }
                },
            )
            .collect()
    };
    packed(&ortak.path("doubled.gz"), &resealed(&text, doubled));
    ortak
        .run(&["restore", "doubled.gz", "--data", "e"])
        .fails_with(1, &["the restore failed, and the database is empty again", "unique"]);
    packed(&ortak.path("columns.gz"), &resealed(&text, |body| body.replace("\"mpn_id\"", "\"mpn\"")));
    ortak.run(&["restore", "columns.gz", "--data", "e"]).fails_with(1, &["the columns of "]);
    packed(
        &ortak.path("newer.gz"),
        &resealed(&text, |body| {
            let (head, rest) = body.split_once('\n').unwrap();
            let mut head: Value = serde_json::from_str(head).unwrap();
            head["schema"] = 99.into();
            format!("{head}\n{rest}")
        }),
    );
    ortak.run(&["restore", "newer.gz", "--data", "e"]).fails_with(1, &["schema version 99"]);
    // Empty, so the next one may.
    ortak.run(&["restore", "good.gz", "--data", "e"]).good();
}

/// What the first version of the program wrote, when the schema was of version 1: a vendor, a partner, and three
/// deals, one of which the vendor's sellers may view.
const SCHEMA_1: &str = include_str!("../fixtures/backup-schema-1.jsonl");

async fn restored_from_schema_1(ortak: &Ortak, data: &str) {
    let said = ortak.run(&["restore", "old.gz", "--data", data]).good().stdout;
    assert!(said.contains("referral: 3 rows") && said.contains("the history is whole"), "{said}");
    assert!(said.contains("migrated: V2__"), "{said}");
    let store = ortak.store(data).await;
    let database = store.database();
    assert!(database.pending().await.unwrap().is_empty(), "brought up to date");
    // What migrations made of the rows.
    let rows =
        database.query("SELECT name, vendor_view FROM referral ORDER BY id", Vec::new()).await.unwrap();
    let shared: Vec<_> = rows.iter().map(|row| (row.text(0).unwrap(), row.bool(1).unwrap())).collect();
    assert_eq!(shared, [("Private depot", false), ("Shared depot", true), ("Lost depot", false)]);
    let one = async |sql: &'static str| {
        let row = database.query_opt(sql, Vec::new()).await.unwrap().unwrap();
        row.int(0).unwrap()
    };
    let untold = one("SELECT count(*) FROM outbox WHERE dispatched_at IS NULL").await;
    assert_eq!((one("SELECT count(*) FROM outbox").await, untold), (3, 0), "an old change is no news");
    assert_eq!(found(&store, &["istanbul", "depot"]).await, 3, "the search index is built");
    store.close().await;
    // Like any other from here on.
    ortak.run(&["audit", "verify", "--data", data]).good();
    let list = ortak.run(&["admin", "organization", "list", "--json", "--data", data]).good().json();
    assert_eq!((&list[1]["name"], &list[1]["sandbox"]), (&"Contoso".into(), &false.into()));
}

#[tokio::test]
async fn a_backup_of_an_older_schema_is_restored_and_brought_up_to_date() {
    let ortak = Ortak::new();
    packed(&ortak.path("old.gz"), SCHEMA_1);
    restored_from_schema_1(&ortak, "d").await;
    ortak.run(&["restore", "old.gz", "--data", "d"]).fails_with(1, &["d/ortak.db holds data already"]);
    ortak.run(&["backup", "new.gz", "--data", "d"]).good();
    ortak.run(&["restore", "new.gz", "--data", "e"]).good();
    // One that is up to date already can't be filled as an older program would have.
    ortak.run(&["migrate", "--data", "f"]).good();
    ortak.run(&["restore", "old.gz", "--data", "f"]).fails_with(1, &["restore into a new database"]);
    // Failing on the way leaves an empty one, into which it can be restored again.
    let doubled = |body: &str| {
        let twice = |line: &str| {
            if line.contains("Ankara") { format!("{line}\n{line}\n") } else { format!("{line}\n") }
        };
        body.lines().map(twice).collect()
    };
    packed(&ortak.path("doubled.gz"), &resealed(SCHEMA_1, doubled));
    ortak.run(&["restore", "doubled.gz", "--data", "g"]).fails_with(1, &["the database is empty again"]);
    restored_from_schema_1(&ortak, "g").await;

    let Some(postgres) = test_database().await.unwrap() else { return };
    restored_from_schema_1(&ortak, postgres.url()).await;
}
