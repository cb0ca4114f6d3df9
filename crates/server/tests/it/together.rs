//! Two `serve` and two `worker` processes on one PostgreSQL database: partners and the vendor sell together, and every
//! event reaches its webhooks once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use http::HeaderMap;
use ortak_testkit::smtp::{Received as Mail, SmtpServer};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::support::{Ortak, Server};

const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";
const DEALS: usize = 8;

fn message_id(mail: &Mail) -> String {
    let text = String::from_utf8_lossy(&mail.message).into_owned();
    text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned()
}

/// What a receiver was sent: by `webhook-id`, the events and how often.
type Received = Arc<Mutex<BTreeMap<String, Vec<String>>>>;

async fn receiver() -> (Received, String) {
    let received = Received::default();
    let take = |State(received): State<Received>, headers: HeaderMap, body: String| async move {
        let id = headers["webhook-id"].to_str().unwrap().to_owned();
        let event: Value = serde_json::from_str(&body).unwrap();
        let event = event["EventName"].as_str().unwrap().to_owned();
        received.lock().unwrap().entry(id).or_default().push(event);
    };
    let router = Router::new().fallback(take).with_state(received.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (received, url)
}

struct Processes {
    ortak: Ortak,
    data: String,
    post_office: SmtpServer,
}

impl Processes {
    fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = self.ortak.command(&[args, &["--data", &self.data]].concat());
        command
            .env("ORTAK_SECURITY__MASTER_KEY", KEY)
            .env("ORTAK_SERVER__PUBLIC_URL", "http://ortak.example")
            .env("ORTAK_WORKER__ENABLED", "false")
            .env("ORTAK_WEBHOOKS__ALLOWED_NETWORKS", "127.0.0.0/8")
            .env("ORTAK_LIMITS__REQUESTS_PER_SECOND", "0")
            .env("ORTAK_MAIL__HOST", "127.0.0.1")
            .env("ORTAK_MAIL__PORT", self.post_office.address.port().to_string())
            .env("ORTAK_MAIL__TLS", "none")
            .env("ORTAK_MAIL__FROM", "Ortak <ortak@vendor.example>");
        command
    }

    fn admin(&self, args: &[&str]) -> Value {
        Ortak::finish(&mut self.command(&[&["admin"], args, &["--json"]].concat())).good().json()
    }

    /// An organization with an API client: its id, and a token.
    async fn organization(&self, server: &Server, name: &str, kind: &str) -> (String, String) {
        let made = self.admin(&["organization", "create", "--name", name, "--kind", kind]);
        let id = made["id"].as_str().unwrap().to_owned();
        let client = self.admin(&[
            "api-client",
            "create",
            "--organization",
            &id,
            "--name",
            "crm",
            "--role",
            "referrals_admin",
        ]);
        let email = format!("{}@ortak.example", name.to_lowercase());
        let role = if kind == "vendor" { "vendor_seller" } else { "referrals_admin" };
        let person = ["--organization", &id, "--name", name, "--email", &email, "--role", role];
        self.admin(&[&["person", "create"], &person[..]].concat());
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client["clientId"].as_str().unwrap()),
            ("client_secret", client["clientSecret"].as_str().unwrap()),
        ];
        let url = format!("http://{}/oauth2/v2.0/token", server.address);
        let answer: Value = Client::new().post(url).form(&form).send().await.unwrap().json().await.unwrap();
        (id, answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned())
    }

    /// A worker that has said that it works.
    fn worker(&self) -> Server {
        use std::io::BufRead as _;
        let mut command = self.command(&["worker"]);
        let mut child = command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let mut worker = Server::of(child, String::new());
        assert_eq!(line, "working\n", "{}", worker.log());
        worker
    }
}

async fn send(server: &Server, token: &str, method: Method, path: &str, body: &Value) -> Value {
    let url = format!("http://{}{path}", server.address);
    let answer = Client::new().request(method, url).bearer_auth(token).json(body).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

async fn get(server: &Server, token: &str, path: &str, query: &[(&str, &str)]) -> Value {
    let url = url::Url::parse_with_params(&format!("http://{}{path}", server.address), query).unwrap();
    let answer = Client::new().get(url).bearer_auth(token).send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.json().await.unwrap()
}

/// Whichever server is asked: an organization's list holds its own deals alone; in each engagement it sees the other two,
/// accepted and without their value; and its history is that of its own deal.
async fn sees_its_side(server: &Server, token: &str, direction: &str, kinds: &[&str]) {
    let referrals = "/v1.0/engagements/referrals";
    let list = get(server, token, referrals, &[("$filter", "status eq 'Active'")]).await;
    let own = list["value"].as_array().unwrap();
    assert_eq!((own.len(), &list["@odata.count"]), (DEALS, &json!(DEALS)), "{list}");
    for deal in own {
        assert_eq!(
            (&deal["direction"], &deal["substatus"]),
            (&json!(direction), &json!("Accepted")),
            "{deal}"
        );
        let filter = format!("engagementId eq {}", deal["engagementId"].as_str().unwrap());
        let parties = get(server, token, referrals, &[("$filter", &filter)]).await;
        let parties = parties["value"].as_array().unwrap();
        assert_eq!(parties.len(), 3, "{parties:?}");
        for party in parties {
            let is_own = party["id"] == deal["id"];
            assert_eq!(party["substatus"], "Accepted", "{party}");
            assert_eq!(party["details"]["dealValue"].is_null(), !is_own, "{party}");
        }
        let path = format!("{referrals}/{}/history", deal["id"].as_str().unwrap());
        let history = get(server, token, &path, &[]).await;
        let found: Vec<&str> =
            history["value"].as_array().unwrap().iter().filter_map(|event| event["kind"].as_str()).collect();
        assert_eq!(found, kinds, "{history}");
    }
}

/// Each step on the other server than the one before: a private deal is shared, the vendor and a partner are asked; the
/// vendor accepts, the partner declines, is asked again and accepts; stages move, and the deal is won.
async fn the_whole_story(servers: [&Server; 2], contoso: &str, invited: [(&str, &str); 2]) {
    let referrals = "/v1.0/engagements/referrals";
    let [here, there] = servers;
    let [(vendor_id, vendor), (fabrikam_id, fabrikam)] = invited;
    let own = send(here, contoso, Method::POST, referrals, &deal("the story")).await;
    let (id, engagement) = (own["id"].as_str().unwrap(), own["engagementId"].as_str().unwrap());
    let own = format!("{referrals}/{id}");
    let share = json!({ "consent": { "consentToShareReferralWithMicrosoftSellers": true } });
    send(there, contoso, Method::PATCH, &own, &share).await;
    let invite = |to: &str| {
        let mut invitation = deal("the story");
        invitation["engagementId"] = json!(engagement);
        invitation["target"] = json!([{ "type": "BusinessProfileLocation", "id": to }]);
        invitation
    };
    let at = |sent: &Value| format!("{referrals}/{}", sent["id"].as_str().unwrap());
    let vendors = at(&send(here, contoso, Method::POST, referrals, &invite(vendor_id)).await);
    let first = at(&send(there, contoso, Method::POST, referrals, &invite(fabrikam_id)).await);
    let accept = json!({ "substatus": "Accepted" });
    send(here, vendor, Method::PATCH, &vendors, &accept).await;
    let decline = json!({ "substatus": "Declined", "statusReason": "requirement not met" });
    send(there, fabrikam, Method::PATCH, &first, &decline).await;
    let second = at(&send(here, contoso, Method::POST, referrals, &invite(fabrikam_id)).await);
    send(there, fabrikam, Method::PATCH, &second, &accept).await;
    send(here, contoso, Method::PATCH, &own, &json!({ "salesStage": "Proposed" })).await;
    send(there, vendor, Method::PATCH, &vendors, &json!({ "salesStage": "Qualified" })).await;
    send(here, contoso, Method::PATCH, &own, &json!({ "substatus": "Won" })).await;
    for server in servers {
        let filter = format!("engagementId eq {engagement}");
        for token in [contoso, fabrikam, vendor] {
            let parties = get(server, token, referrals, &[("$filter", &filter)]).await;
            let mut found: Vec<String> = parties["value"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| {
                    format!(
                        "{} {}",
                        one["organizationName"].as_str().unwrap(),
                        one["substatus"].as_str().unwrap()
                    )
                })
                .collect();
            found.sort();
            assert_eq!(found, ["Contoso Won", "Fabrikam Accepted", "Fabrikam Declined", "Vendor Accepted"]);
        }
        let history = get(server, contoso, &format!("{own}/history"), &[]).await;
        let kinds: Vec<&str> =
            history["value"].as_array().unwrap().iter().filter_map(|event| event["kind"].as_str()).collect();
        assert_eq!(kinds, ["created", "changed", "invited", "invited", "invited", "changed", "won"]);
    }
}

fn deal(name: &str) -> Value {
    json!({
        "name": name,
        "type": "Shared",
        "customerProfile": {
            "name": "Adatum", "address": { "country": "DE" },
            "team": [{ "firstName": "Sabine", "lastName": "Schreiber", "email": "sabine@adatum.example" }],
        },
        "consent": { "consentToToShareInfoWithOthers": true },
        "details": {
            "dealValue": 30_000, "currency": "EUR",
            "requirements": { "solutions": [{ "id": "SOL-1", "type": "Name" }] },
        },
        "team": [{ "firstName": "Ada", "lastName": "Kaya", "email": "ada@contoso.example", "phoneNumber": "+90 1" }],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r604_two_servers_and_two_workers_tell_everything_once() {
    let Some(database) = ortak_testkit::postgres::test_database().await.unwrap() else { return };
    let processes = Processes {
        ortak: Ortak::new(),
        data: database.url().to_owned(),
        post_office: SmtpServer::start().await.unwrap(),
    };
    let serve = || Ortak::serve_with(&mut processes.command(&["serve", "--listen", "127.0.0.1:0"]));
    let (one, other) = (serve(), serve());
    let workers = [processes.worker(), processes.worker()];
    let (_, contoso) = processes.organization(&one, "Contoso", "partner").await;
    let (fabrikam_id, fabrikam) = processes.organization(&other, "Fabrikam", "partner").await;
    let (vendor_id, vendor) = processes.organization(&one, "Vendor", "vendor").await;
    let mut hooks = Vec::new();
    for token in [&contoso, &fabrikam, &vendor] {
        let (received, url) = receiver().await;
        let body = json!({ "WebhookUrl": url, "WebhookEvents": [
            "referral-created", "referral-updated", "related-referral-created", "related-referral-updated",
        ] });
        send(&other, token, Method::POST, "/webhooks/v1/registration", &body).await;
        hooks.push(received);
    }
    let referrals = "/v1.0/engagements/referrals";
    for n in 0..DEALS {
        // Each on another server than the one before.
        let (here, there) = if n % 2 == 0 { (&one, &other) } else { (&other, &one) };
        let own = send(here, &contoso, Method::POST, referrals, &deal(&format!("deal {n}"))).await;
        let mut answers = Vec::new();
        for (to, token) in [(&vendor_id, &vendor), (&fabrikam_id, &fabrikam)] {
            let mut invitation = deal("together");
            invitation["engagementId"] = own["engagementId"].clone();
            invitation["target"] = json!([{ "type": "BusinessProfileLocation", "id": to }]);
            let sent = send(there, &contoso, Method::POST, referrals, &invitation).await;
            answers.push((token, format!("{referrals}/{}", sent["id"].as_str().unwrap())));
        }
        // Both answer at once, on different servers.
        let accept = json!({ "substatus": "Accepted" });
        let (first, second) = (&answers[0], &answers[1]);
        tokio::join!(
            send(here, first.0, Method::PATCH, &first.1, &accept),
            send(there, second.0, Method::PATCH, &second.1, &accept),
        );
    }
    // Contoso: its own created and invited twice; two related created and two updated. Fabrikam, asked last: created,
    // updated, and the vendor's acceptance. The vendor: created, updated, and of Fabrikam's created and updated.
    let wanted = [DEALS * 7, DEALS * 3, DEALS * 4];
    for _ in 0..300 {
        if hooks.iter().zip(wanted).all(|(hook, wanted)| hook.lock().unwrap().len() >= wanted) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Long enough for a second copy to come, if there were one.
    tokio::time::sleep(Duration::from_secs(2)).await;
    for (hook, wanted) in hooks.iter().zip(wanted) {
        let received = hook.lock().unwrap();
        assert_eq!(received.len(), wanted, "{received:?}");
        assert!(received.values().all(|events| events.len() == 1), "each once: {received:?}");
    }
    // By mail: Contoso of two acceptances each, Fabrikam of its invitation, the vendor of its own.
    let mails = processes.post_office.received();
    for (name, wanted) in [("contoso", DEALS * 2), ("fabrikam", DEALS), ("vendor", DEALS)] {
        let to = format!("{name}@ortak.example");
        let ids: Vec<String> = mails.iter().filter(|mail| mail.to == [to.clone()]).map(message_id).collect();
        assert_eq!(ids.len(), wanted, "{to}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), wanted, "each once: {to}");
    }
    for server in [&one, &other] {
        sees_its_side(server, &contoso, "Outgoing", &["created", "invited", "invited"]).await;
        sees_its_side(server, &fabrikam, "Incoming", &["created", "accepted"]).await;
        sees_its_side(server, &vendor, "Incoming", &["created", "accepted"]).await;
    }
    let invited = [(vendor_id.as_str(), vendor.as_str()), (fabrikam_id.as_str(), fabrikam.as_str())];
    the_whole_story([&one, &other], &contoso, invited).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    for hook in &hooks {
        let received = hook.lock().unwrap();
        assert!(received.values().all(|events| events.len() == 1), "each once: {received:?}");
    }
    for mut worker in workers {
        worker.signal("TERM");
        assert!(worker.wait().success(), "a worker ends when told to");
    }
}
