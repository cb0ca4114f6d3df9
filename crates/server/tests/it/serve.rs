use std::io::Write as _;
use std::time::{Duration, Instant};

use ortak_testkit::postgres::test_database;
use serde_json::Value;

use crate::support::{Ortak, Server, answer};

const LIST: &str = "/v1.0/engagements/referrals";

/// A client's id and secret.
fn client(ortak: &Ortak, data: &str) -> (String, String) {
    let args = ["admin", "api-client", "create", "--organization", "1234567", "--name", "sync", "--json"];
    let made = ortak.run(&[&args[..], &["--role", "referrals_admin", "--data", data]].concat()).good().json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    (text("clientId"), text("clientSecret"))
}

fn token(server: &Server, (id, secret): &(String, String)) -> String {
    let body =
        format!("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=x%2F.default");
    let head = "POST /oauth2/v2.0/token HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let (status, body) = server.request(head, &body);
    assert_eq!(status, 200, "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["access_token"].as_str().unwrap().to_owned()
}

fn list(server: &Server, token: &str) -> (u16, String) {
    server.request(&format!("GET {LIST} HTTP/1.1\r\nauthorization: Bearer {token}\r\n"), "")
}

/// Asks until the answer is as wanted, for at most ten seconds.
fn eventually<T: std::fmt::Debug>(mut ask: impl FnMut() -> T, wanted: impl Fn(&T) -> bool) -> T {
    let begun = Instant::now();
    loop {
        let answer = ask();
        if wanted(&answer) {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{answer:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn serves_and_says_how_it_is() {
    let ortak = Ortak::new();
    let mut server = ortak.serve(&[]);
    assert_eq!(server.get("/livez"), (200, "{\"live\":true}".to_owned()));
    let (status, body) = server.get("/readyz");
    assert_eq!(status, 200, "{body}");
    let names = |body: &str| -> Vec<String> {
        let body: Value = serde_json::from_str(body).unwrap();
        body["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|check| check["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&body), ["serving", "database", "schema", "mail"]);

    ortak.partner("ortak-data");
    ortak.referrals("ortak-data", 2);
    let client = client(&ortak, "ortak-data");
    let token = token(&server, &client);
    let (status, body) = list(&server, &token);
    assert_eq!((status, body.matches("Deal number").count()), (200, 2), "{body}");
    assert!(body.contains(&format!("http://{}{LIST}/", server.address)), "{body}");
    assert_eq!(list(&server, "nonsense").0, 401);

    let (_, metrics) = server.get("/metrics");
    let line = format!("method=\"GET\",route=\"{LIST}\",status=\"200\"}} 1");
    assert!(metrics.contains(&line) && metrics.contains("ortak_database_up"), "{metrics}");
    for gauge in ["ortak_outbox_waiting{", "ortak_outbox_oldest_seconds{", "state=\"failed\"} 0"] {
        assert!(metrics.contains(gauge), "{metrics}");
    }

    // The command line works beside the server, which sees it within a second or so.
    ortak.run(&["admin", "api-client", "disable", &client.0]).good();
    eventually(|| list(&server, &token).0, |status| *status == 401);

    server.signal("TERM");
    assert!(server.wait().success());
    let rest = server.rest();
    assert!(rest.starts_with("nobody can sign in yet:"), "{rest}");
    assert_eq!(rest.lines().count(), 1, "there are exactly two lines on standard output: {rest}");
    assert!(!server.log().contains("ERROR"));
    assert!(!ortak.path("ortak-data/ortak.db-wal").exists(), "the database was closed");
}

#[test]
fn a_lost_database_is_named() {
    let ortak = Ortak::new();
    let server = ortak.serve(&[]);
    std::fs::rename(ortak.path("ortak-data/ortak.db"), ortak.path("ortak-data/gone.db")).unwrap();
    let (status, body) = server.get("/readyz");
    assert!(status == 503 && body.contains("the database file has been removed"), "{body}");
    assert_eq!(server.get("/livez").0, 200);
    std::fs::rename(ortak.path("ortak-data/gone.db"), ortak.path("ortak-data/ortak.db")).unwrap();
    assert_eq!(server.get("/readyz").0, 200);
}

/// Sends a request whose body is not complete.
fn begin(server: &Server) -> std::net::TcpStream {
    let mut stream = server.connect();
    let head =
        "POST /oauth2/v2.0/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    write!(stream, "{head}content-length: 20\r\n\r\ngrant_type").unwrap();
    let under_way = "ortak_http_requests_under_way{version=\"0.1.0\"} 1";
    eventually(|| server.get("/metrics").1, |metrics| metrics.contains(under_way));
    stream
}

#[test]
fn who_sends_too_much_reads_why_not() {
    let ortak = Ortak::new();
    let server = ortak.serve(&[]);
    let body = "x".repeat(6 << 20);
    for _ in 0..5 {
        let head = "POST /oauth2/v2.0/token HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";
        assert_eq!(server.request(head, &body).0, 413);
        assert_eq!(server.request(&format!("POST {LIST} HTTP/1.1\r\n"), &body).0, 401);
    }
}

#[test]
fn requests_under_way_are_finished() {
    let ortak = Ortak::new();
    let mut server = ortak.serve(&[]);
    let mut stream = begin(&server);
    server.signal("TERM");
    let (_, body) = eventually(|| server.get("/readyz"), |(status, _)| *status == 503);
    assert!(body.contains("the server is shutting down"), "{body}");
    assert_eq!(server.get("/livez").0, 200);
    stream.write_all(b"=something").unwrap();
    let (status, body) = answer(stream);
    assert!(status == 400 && body.contains("invalid_request"), "{status} {body}");
    assert!(server.wait().success());
}

#[test]
fn what_takes_too_long_is_cut_off() {
    let ortak = Ortak::new();
    let mut command = ortak.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut server = Ortak::serve_with(command.env("ORTAK_SERVER__DRAIN_SECONDS", "1"));
    let _stream = begin(&server);
    let begun = Instant::now();
    server.signal("INT");
    assert!(server.wait().success());
    let took = begun.elapsed();
    assert!(took > Duration::from_millis(900) && took < Duration::from_secs(8), "{took:?}");
    assert!(server.log().contains("cut off what was still under way"));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let ortak = Ortak::new();
    let mut server = ortak.serve(&[]);
    let _stream = begin(&server);
    server.signal("TERM");
    eventually(|| server.get("/readyz").0, |status| *status == 503);
    let begun = Instant::now();
    server.signal("TERM");
    assert!(server.wait().success());
    assert!(begun.elapsed() < Duration::from_secs(8));
}

#[test]
fn what_can_not_be_served_is_said() {
    let ortak = Ortak::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    ortak.run(&["serve", "--listen", &address]).fails_with(1, &["can't listen on", &address]);
    ortak.write("file", "");
    ortak.run(&["serve", "--data", "file"]).fails_with(1, &["file"]);
    let gone = ortak.run(&["serve", "--data", "postgres://u:hunter2@127.0.0.1:1/x"]);
    gone.fails_with(1, &["postgres://127.0.0.1:1/x"]);
    assert!(!gone.stderr.contains("hunter2"), "{gone:?}");
}

#[tokio::test]
async fn processes_share_a_postgres() {
    let Some(postgres) = test_database().await.unwrap() else { return };
    let ortak = Ortak::new();
    ortak.partner(postgres.url());
    ortak
        .run(&["serve", "--data", postgres.url(), "--listen", "127.0.0.1:0"])
        .fails_with(1, &["ortak doctor --new-master-key", "ORTAK_SECURITY__MASTER_KEY"]);
    let key = ortak.run(&["doctor", "--new-master-key"]).good().stdout;
    let serve = |public_url: &str| {
        let mut command = ortak.command(&["serve", "--data", postgres.url(), "--listen", "127.0.0.1:0"]);
        command.env("ORTAK_SECURITY__MASTER_KEY", &key).env("ORTAK_SERVER__PUBLIC_URL", public_url);
        Ortak::serve_with(&mut command)
    };
    let (one, two) = (serve("https://ortak.example/"), serve("https://ortak.example"));
    let client = client(&ortak, postgres.url());
    ortak.referrals(postgres.url(), 1);
    let token = token(&one, &client);
    let (status, body) = list(&two, &token);
    assert!(status == 200 && body.contains(&format!("\"https://ortak.example{LIST}/")), "{body}");
    // With another key the shared secrets can't be opened, and that is said before anything is served.
    let other = ortak.run(&["doctor", "--new-master-key"]).good().stdout;
    let mut command = ortak.command(&["serve", "--data", postgres.url(), "--listen", "127.0.0.1:0"]);
    Ortak::finish(command.env("ORTAK_SECURITY__MASTER_KEY", &other)).fails_with(1, &["master key"]);
}

/// Guesses a secret, as a proxy passes it on; the status.
fn guess(server: &Server, forwarded_for: &str) -> u16 {
    let head = "POST /oauth2/v2.0/token HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let head = format!("{head}x-forwarded-for: {forwarded_for}\r\n");
    let client = "00000000-0000-4000-8000-000000000001";
    let body = format!("grant_type=client_credentials&client_id={client}&client_secret=wrong");
    server.request(&head, &body).0
}

#[test]
fn clients_behind_a_proxy_are_told_apart() {
    let ortak = Ortak::new();
    let mut command = ortak.command(&["serve", "--listen", "127.0.0.1:0"]);
    let server = Ortak::serve_with(command.env("ORTAK_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1"));
    let guesses = |from: &str| (0..6).map(|_| guess(&server, from)).collect::<Vec<_>>();
    assert_eq!(guesses("203.0.113.7"), [401, 401, 401, 401, 401, 429]);
    assert_eq!(guess(&server, "203.0.113.8, 10.0.0.9"), 401, "another is not touched");
    assert_eq!(guess(&server, "198.51.100.1, 203.0.113.7"), 429, "whatever is invented before it");
}

#[test]
fn who_is_no_proxy_is_not_believed() {
    let ortak = Ortak::new();
    let server = ortak.serve(&[]);
    let statuses: Vec<u16> = (1..=6).map(|number| guess(&server, &format!("203.0.113.{number}"))).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429]);
}
