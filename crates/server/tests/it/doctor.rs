use std::os::unix::fs::PermissionsExt;

use ortak_testkit::postgres::test_database;
use ortak_testkit::smtp::SmtpServer;

use crate::support::{Ortak, files};

const LISTEN: [&str; 2] = ["--listen", "127.0.0.1:0"];

#[test]
fn looks_and_changes_nothing() {
    let ortak = Ortak::new();
    let ran = ortak.run(&[&["doctor"], &LISTEN[..]].concat()).good();
    assert!(ran.stdout.contains("warn  data folder: ortak-data is not there yet"), "{ran:?}");
    assert!(files(&ortak.path(".")).is_empty());
}

#[test]
fn a_running_server_is_fine() {
    let ortak = Ortak::new();
    let server = ortak.serve(&[]);
    let ran = ortak.run(&["doctor", "--listen", &server.address]).good();
    assert!(ran.stdout.lines().all(|line| line.starts_with("ok  ")), "{ran:?}");
    assert!(ran.stdout.contains("served by ortak already") && ran.stdout.contains("SQLite 3."), "{ran:?}");
    drop(server);

    std::fs::set_permissions(ortak.path("ortak-data/master.key"), PermissionsExt::from_mode(0o644)).unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let ran = ortak.run(&["doctor", "--listen", &taken.local_addr().unwrap().to_string()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stdout.contains("fail  master key: ortak-data/master.key is open to others (mode 644)"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("is taken by another program"), "{ran:?}");

    std::fs::write(ortak.path("ortak-data/master.key"), "nonsense").unwrap();
    let ran = ortak.run(&[&["doctor"], &LISTEN[..]].concat());
    assert!(ran.code == 1 && ran.stdout.contains("32 bytes") && !ran.stdout.contains("nonsense"), "{ran:?}");
}

#[test]
fn a_proxy_that_is_not_named_is_a_warning() {
    let ortak = Ortak::new();
    ortak.write("ortak.toml", "[server]\npublic_url = 'https://ortak.example'\n");
    let ran = ortak.run(&[&["doctor"], &LISTEN[..]].concat()).good();
    assert!(ran.stdout.contains("warn  proxies: "), "{ran:?}");
    ortak.write(
        "ortak.toml",
        "[server]\npublic_url = 'https://ortak.example'\ntrusted_proxies = '10.0.0.5'\n",
    );
    let ran = ortak.run(&[&["doctor"], &LISTEN[..]].concat()).good();
    assert!(!ran.stdout.contains("proxies"), "{ran:?}");
}

#[test]
fn problems_of_the_configuration_are_findings() {
    let ortak = Ortak::new();
    ortak.write("ortak.toml", "[server]\nlisten = 'x'\n[log]\nlevel = 7\n");
    let ran = ortak.run(&["doctor"]);
    assert_eq!((ran.code, ran.stdout.matches("fail  configuration: ortak.toml:").count()), (1, 2), "{ran:?}");
}

#[tokio::test]
async fn postgres_needs_a_master_key() {
    let Some(postgres) = test_database().await.unwrap() else { return };
    let ortak = Ortak::new();
    let args = [&["doctor", "--data", postgres.url()], &LISTEN[..]].concat();
    let ran = ortak.run(&args);
    assert!(ran.code == 1 && ran.stdout.contains("fail  master key: with PostgreSQL"), "{ran:?}");
    assert!(ran.stdout.contains("warn  migrations: pending: V1__"), "{ran:?}");
    let key = ortak.run(&["doctor", "--new-master-key"]).good().stdout;
    assert_eq!(key.trim().len(), 64);
    let ran = Ortak::finish(ortak.command(&args).env("ORTAK_SECURITY__MASTER_KEY", &key)).good();
    assert!(ran.stdout.contains("PostgreSQL ") && !ran.stdout.contains(key.trim()), "{ran:?}");
    let gone =
        ortak.run(&["doctor", "--data", "postgres://u:hunter2@127.0.0.1:1/x", "--listen", "127.0.0.1:0"]);
    assert!(gone.stdout.contains("fail  database: postgres://127.0.0.1:1/x"), "{gone:?}");
    assert!(!gone.stdout.contains("hunter2"), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mail_server_is_tried_and_stuck_mails_are_said() {
    let ortak = Ortak::new();
    let off = ortak.run(&[&["doctor"], &LISTEN[..]].concat()).good();
    assert!(off.stdout.contains("ok    mail: off"), "{off:?}");
    let post_office = SmtpServer::start().await.unwrap();
    let doctor = || {
        let mut command = ortak.command(&[&["doctor"], &LISTEN[..]].concat());
        command
            .env("ORTAK_SERVER__PUBLIC_URL", "https://ortak.example")
            .env("ORTAK_MAIL__HOST", "127.0.0.1")
            .env("ORTAK_MAIL__PORT", post_office.address.port().to_string())
            .env("ORTAK_MAIL__TLS", "none")
            .env("ORTAK_MAIL__FROM", "ortak@vendor.example");
        Ortak::finish(&mut command)
    };
    let found = doctor().good();
    assert!(found.stdout.contains("ok    mail: 127.0.0.1 answers"), "{found:?}");
    assert!(post_office.received().is_empty(), "nothing is sent");
    post_office.stop().await;
    let found = doctor();
    assert!(found.code == 1 && found.stdout.contains("fail  mail: 127.0.0.1: "), "{found:?}");
    drop(ortak.serve(&[]));
    let found = ortak.run(&[&["doctor"], &LISTEN[..]].concat()).good();
    assert!(found.stdout.contains("ok    mails: none is stuck"), "{found:?}");
    assert_eq!(ortak.run(&["admin", "mail", "stuck", "--json"]).good().stdout.trim(), "[]");
    assert_eq!(ortak.run(&["admin", "mail", "retry"]).good().stdout.trim(), "0 mails are tried again");
}
