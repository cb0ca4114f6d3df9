//! `kill -9` under writes: nothing that was acknowledged is lost, nothing is half done.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ortak_domain::{OrganizationId, ReferralId};
use reqwest::Client;
use serde_json::{Value, json};

use crate::support::{Ortak, Server};

const WRITERS: usize = 8;
const ROUNDS: u64 = 3;
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// What the server has promised: by referral, the last value it acknowledged.
type Promises = Arc<Mutex<BTreeMap<String, i64>>>;

fn serve(ortak: &Ortak, data: &str) -> Server {
    let mut command = ortak.command(&["serve", "--listen", "127.0.0.1:0", "--data", data]);
    command.env("ORTAK_LIMITS__REQUESTS_PER_SECOND", "0");
    if data.contains("://") {
        command.env("ORTAK_SECURITY__MASTER_KEY", KEY);
    }
    Ortak::serve_with(&mut command)
}

async fn token(client: &Client, server: &Server, id: &str, secret: &str) -> String {
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let answer = client.post(format!("http://{}/oauth2/v2.0/token", server.address)).form(&form).send().await;
    let answer: Value = answer.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Opens deals and changes their values until the server is gone; notes what was acknowledged.
async fn write(client: Client, address: String, token: String, writer: usize, promises: Promises) {
    let base = format!("http://{address}/v1.0/engagements/referrals");
    for n in 0.. {
        let body = json!({
            "name": format!("crash {writer} {n}"),
            "type": "Independent",
            "customerProfile": { "name": "Adatum", "address": { "country": "DE" } },
            "consent": {},
            "details": { "dealValue": 0, "currency": "EUR" },
        });
        let Ok(answer) = client.post(&base).bearer_auth(&token).json(&body).send().await else { return };
        assert_eq!(answer.status(), 201);
        let Ok(created) = answer.json::<Value>().await else { return };
        let id = created["id"].as_str().unwrap().to_owned();
        promises.lock().unwrap().insert(id.clone(), 0);
        for value in 1..4 {
            let patch = json!([{ "op": "replace", "path": "/details/dealValue", "value": value }]);
            let sent = client.patch(format!("{base}/{id}")).bearer_auth(&token).json(&patch).send().await;
            let Ok(answer) = sent else { return };
            assert_eq!(answer.status(), 204);
            promises.lock().unwrap().insert(id.clone(), value);
        }
    }
}

async fn nothing_acknowledged_is_lost(ortak: Ortak, data: &str) {
    let organization = ortak.partner(data);
    let args = ["admin", "api-client", "create", "--organization", &organization, "--name", "crm"];
    let made = ortak.run(&[&args[..], &["--role", "referrals_admin", "--json", "--data", data]].concat());
    let made = made.good().json();
    let (id, secret) = (made["clientId"].as_str().unwrap(), made["clientSecret"].as_str().unwrap());
    let promises = Promises::default();
    for round in 0..ROUNDS {
        let mut server = serve(&ortak, data);
        let client = Client::new();
        let token = token(&client, &server, id, secret).await;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (client, address, token) = (client.clone(), server.address.clone(), token.clone());
                tokio::spawn(write(client, address, token, writer, Arc::clone(&promises)))
            })
            .collect();
        // At another point of the work each time, once some of it is done.
        while promises.lock().unwrap().len() < 20 * (usize::try_from(round).unwrap() + 1) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(37 * (round + 1))).await;
        server.signal("KILL");
        server.wait();
        for writer in writers {
            writer.await.unwrap();
        }
        check(&ortak, data, &organization, &promises).await;
    }
    assert!(promises.lock().unwrap().len() > 50, "too little was written to prove anything");
}

async fn check(ortak: &Ortak, data: &str, organization: &str, promises: &Promises) {
    let store = ortak.store(data).await;
    let app = ortak_app::App::over(
        Arc::new(store.clone()),
        Arc::new(ortak_app::port::SystemClock),
        Arc::new(ortak_app::port::SystemIds),
    );
    let report = ortak_app::audit::verify(&app).await.unwrap();
    assert_eq!(report.findings, [], "history and state agree");
    let organization = OrganizationId::new(organization).unwrap();
    let mut documents = BTreeMap::new();
    for (_, head) in app.referrals.heads(None, 1_000_000).await.unwrap() {
        documents.insert(head.id.to_string(), serde_json::from_str::<Value>(&head.document).unwrap());
    }
    for (id, value) in promises.lock().unwrap().iter() {
        let document = documents.get(id).unwrap_or_else(|| panic!("{id} was acknowledged and is lost"));
        let stored = document["details"]["dealValue"].as_i64().unwrap();
        // The change after the last acknowledged one may have been done without the answer getting out.
        assert!(stored == *value || stored == value + 1, "{id}: {stored} after {value} was acknowledged");
    }
    let id: ReferralId = documents.keys().next().unwrap().parse().unwrap();
    assert!(!app.referrals.history(&organization, id).await.unwrap().is_empty());
    // Every event has its outbox row, party entry and row, and the other way round.
    for (question, sql) in [
        (
            "events without outbox",
            "SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE \
             o.organization_id = e.organization_id AND o.referral_id = e.referral_id AND o.version = e.version)",
        ),
        (
            "outbox without event",
            "SELECT count(*) FROM outbox o WHERE NOT EXISTS (SELECT 1 FROM event e WHERE \
             e.organization_id = o.organization_id AND e.referral_id = o.referral_id AND e.version = o.version)",
        ),
        (
            "referrals without party entry",
            "SELECT count(*) FROM referral r WHERE NOT EXISTS (SELECT 1 FROM party p WHERE \
             p.engagement_id = r.engagement_id AND p.referral_id = r.id AND p.updated_at = r.updated_at)",
        ),
        ("double outbox", "SELECT count(*) - count(DISTINCT id) FROM outbox"),
    ] {
        let row = store.database().query_opt(sql, Vec::new()).await.unwrap().unwrap();
        assert_eq!(row.int(0).unwrap(), 0, "{question}");
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_under_writes_loses_nothing_acknowledged_on_sqlite() {
    nothing_acknowledged_is_lost(Ortak::new(), "data").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_under_writes_loses_nothing_acknowledged_on_postgresql() {
    if let Some(database) = ortak_testkit::postgres::test_database().await.unwrap() {
        nothing_acknowledged_is_lost(Ortak::new(), database.url()).await;
    }
}
