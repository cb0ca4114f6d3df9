use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use ortak_testkit::postgres::test_database;
use serde_json::Value;

use crate::support::{Ortak, Server};

/// Serves the demo, and returns what it says before it listens.
fn demo(ortak: &Ortak, args: &[&str]) -> (Server, String) {
    let fixed = ["demo", "--listen", "127.0.0.1:0", "--credentials", "credentials.json"];
    let mut command = ortak.command(&[&fixed[..], args].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap());
    let address = loop {
        let begin = said.len();
        if lines.read_line(&mut said).unwrap() == 0 {
            let mut log = String::new();
            std::io::Read::read_to_string(child.stderr.as_mut().unwrap(), &mut log).unwrap();
            panic!("{said}{log}");
        }
        if let Some(address) = said[begin..].trim_end().strip_prefix("listening on http://") {
            break address.to_owned();
        }
    };
    (Server::of(child, address), said)
}

fn credentials(ortak: &Ortak) -> Value {
    serde_json::from_str(&std::fs::read_to_string(ortak.path("credentials.json")).unwrap()).unwrap()
}

fn token(server: &Server, form: &str) -> String {
    let head = "POST /oauth2/v2.0/token HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let (status, body) = server.request(head, form);
    assert_eq!(status, 200, "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["access_token"].as_str().unwrap().to_owned()
}

fn list(server: &Server, token: &str) -> Value {
    let head =
        format!("GET /v1.0/engagements/referrals?$top=5 HTTP/1.1\r\nauthorization: Bearer {token}\r\n");
    let (status, body) = server.request(&head, "");
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

#[test]
fn the_demo_is_served_and_kept() {
    let ortak = Ortak::new();
    // A production database that must not be touched.
    ortak.write("ortak.toml", "[data]\ndir = \"production\"\n");
    let (mut server, said) = demo(&ortak, &["--deals", "40"]);
    assert!(said.contains("made the demo in ortak-demo-data"), "{said}");
    assert!(said.contains("public") && said.contains("password of everybody"), "{said}");
    assert!(!ortak.path("production").exists());

    let file = credentials(&ortak);
    assert_eq!(file["base_url"], format!("http://{}", server.address));
    for organization in file["organizations"].as_array().unwrap() {
        let client = &organization["api_clients"][0];
        let (id, secret) = (client["client_id"].as_str().unwrap(), client["client_secret"].as_str().unwrap());
        let machine = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let listed = list(&server, &token(&server, &machine));
        assert!(listed["@odata.count"].as_i64().unwrap() > 0, "{listed}");
        assert_eq!(listed["value"][0]["organizationId"], organization["id"]);

        let person = &organization["people"][0];
        let (email, password) = (person["email"].as_str().unwrap(), person["password"].as_str().unwrap());
        let form = format!(
            "grant_type=password&client_id={id}&client_secret={secret}&username={email}&password={password}"
        );
        assert_eq!(list(&server, &token(&server, &form))["@odata.count"], listed["@odata.count"]);
    }
    server.signal("TERM");
    assert!(server.wait().success());

    let (mut server, said) = demo(&ortak, &["--deals", "41"]);
    assert!(said.contains("found the demo") && said.contains("served as it is"), "{said}");
    let again = credentials(&ortak);
    assert_eq!(again["organizations"], file["organizations"]);
    server.signal("TERM");
    assert!(server.wait().success());
    let verified = ortak.run(&["audit", "verify", "--data", "ortak-demo-data"]).good();
    assert!(verified.stdout.contains("the history is whole"), "{verified:?}");
}

#[test]
fn real_data_are_no_place_for_it() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let ran = ortak.run(&["demo", "--listen", "127.0.0.1:0", "--data", "d"]);
    ran.fails_with(1, &["no demo", "--data"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_it_needs_no_key_of_its_own() {
    let Some(database) = test_database().await.unwrap() else { return };
    let ortak = Ortak::new();
    let (server, said) = demo(&ortak, &["--deals", "40", "--data", database.url()]);
    assert!(said.contains("made the demo in postgres"), "{said}");
    drop(server);
    let elsewhere = Ortak::new();
    let (_server, said) = demo(&elsewhere, &["--data", database.url()]);
    assert!(said.contains("found the demo in postgres"), "{said}");
}
