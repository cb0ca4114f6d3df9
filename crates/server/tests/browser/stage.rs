//! A demo with the program that serves it, and the browsers of those who sign in.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ortak_i18n::Language;
use reqwest::{Client, Method};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Browser;

/// Of everybody in the demo.
pub const PASSWORD: &str = "ortak-demo-2026";
/// Enough for every kind of list to show something.
const DEALS: &str = "40";
const REFERRALS: &str = "/v1.0/engagements/referrals";

#[derive(Deserialize)]
struct Credentials {
    organizations: Vec<Organization>,
}

#[derive(Debug, Deserialize)]
pub struct Organization {
    pub id: String,
    pub name: String,
    kind: String,
    people: Vec<Person>,
    api_clients: Vec<ApiClient>,
}

#[derive(Debug, Deserialize)]
pub struct Person {
    pub email: String,
    role: String,
    locations: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ApiClient {
    client_id: String,
    client_secret: String,
}

impl Organization {
    /// Somebody with this role who is responsible for all locations, where there is one.
    pub fn person(&self, role: &str) -> &Person {
        let mut people = self.people.iter().filter(|person| person.role == role);
        people.clone().find(|person| person.locations.is_empty()).or_else(|| people.next()).expect(role)
    }
}

/// What a test plays on; dropping it ends its processes.
pub struct Stage {
    // Ended in this order, before the folder goes.
    driver: Driver,
    server: Server,
    organizations: Vec<Organization>,
    http: Client,
    profiles: AtomicUsize,
    folder: TempDir,
}

impl Stage {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let credentials = folder.path().join("credentials.json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_ortak"));
        command
            .args(["demo", "--listen", "127.0.0.1:0", "--deals", DEALS, "--data"])
            .arg(folder.path().join("data"))
            .arg("--credentials")
            .arg(&credentials)
            .current_dir(folder.path());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ORTAK_") {
                command.env_remove(name);
            }
        }
        command.env("ORTAK_LIMITS__REQUESTS_PER_SECOND", "0").env("ORTAK_LOG__LEVEL", "warn");
        let driver = Driver::start();
        let (child, url) = started(&mut command, "listening on ");
        let server = Server { child, url };
        let credentials: Credentials =
            serde_json::from_str(&fs::read_to_string(credentials).unwrap()).unwrap();
        Self {
            driver,
            server,
            organizations: credentials.organizations,
            http: Client::new(),
            profiles: AtomicUsize::new(0),
            folder,
        }
    }

    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// Where browsers put what they download.
    pub fn downloads(&self) -> PathBuf {
        self.folder.path().join("downloads")
    }

    /// The partner whose people read this language.
    pub fn partner(&self, language: Language) -> &Organization {
        // The demo begins with a Turkish, a German and an American company; the latter two read English.
        let number = usize::from(language == Language::En);
        self.organizations.iter().filter(|one| one.kind == "partner").nth(number).unwrap()
    }

    /// A partner who is neither of those.
    pub fn other_partner(&self) -> &Organization {
        self.organizations.iter().filter(|one| one.kind == "partner").nth(2).unwrap()
    }

    pub fn vendor(&self) -> &Organization {
        self.organizations.iter().find(|one| one.kind == "vendor").unwrap()
    }

    /// The vendor's seller who reads this language.
    pub fn seller(&self, language: Language) -> &Person {
        let mut sellers = self.vendor().people.iter().filter(|person| person.role == "vendor_seller");
        let number = if language == Language::En { 0 } else { 2 };
        sellers.nth(number).unwrap()
    }

    /// A browser in which nobody has signed in.
    pub async fn browser(&self) -> Browser {
        let profile = format!("profile-{}", self.profiles.fetch_add(1, Ordering::Relaxed));
        let profile = self.folder.path().join(profile);
        Browser::open(&self.driver.url, self.url(), &profile, &self.downloads()).await
    }

    pub async fn signed_in(&self, person: &Person) -> Browser {
        let browser = self.browser().await;
        browser.go("/sign-in").await;
        browser.sign_in(&person.email, PASSWORD).await;
        browser
    }

    /// One request of an organization's own program; fails the test unless it succeeds.
    pub async fn call(&self, who: &Organization, method: Method, path: &str, body: &Value) -> Value {
        let client = &who.api_clients[0];
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client.client_id.as_str()),
            ("client_secret", client.client_secret.as_str()),
        ];
        let url = format!("{}/oauth2/v2.0/token", self.url());
        let token = self.http.post(url).form(&form).send().await.unwrap().json::<Value>().await.unwrap();
        let token = token["access_token"].as_str().unwrap_or_else(|| panic!("{token}"));
        let url = format!("{}{path}", self.url());
        let answer = self.http.request(method, url).bearer_auth(token).json(body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// An active co-sell deal of the organization's own; its id.
    pub async fn deal(&self, owner: &Organization, name: &str) -> String {
        let made = self.call(owner, Method::POST, REFERRALS, &deal(name)).await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// Several of them, in this order.
    pub async fn deals(&self, owner: &Organization, names: &[&str]) -> Vec<String> {
        let mut ids = Vec::new();
        for name in names {
            ids.push(self.deal(owner, name).await);
        }
        ids
    }

    /// A deal of `from` with an invitation that `to` has not answered; the id of what `to` has of it.
    pub async fn invitation(&self, from: &Organization, to: &Organization, name: &str) -> String {
        let own = self.call(from, Method::POST, REFERRALS, &deal(name)).await;
        let mut invitation = deal(name);
        invitation["engagementId"] = own["engagementId"].clone();
        invitation["target"] = json!([{ "type": "BusinessProfileLocation", "id": to.id }]);
        let sent = self.call(from, Method::POST, REFERRALS, &invitation).await;
        sent["id"].as_str().unwrap().to_owned()
    }

    /// What the organization has of a deal.
    pub async fn referral(&self, who: &Organization, id: &str) -> Value {
        self.call(who, Method::GET, &format!("{REFERRALS}/{id}"), &Value::Null).await
    }

    pub async fn change(&self, who: &Organization, id: &str, change: &Value) {
        self.call(who, Method::PATCH, &format!("{REFERRALS}/{id}"), change).await;
    }
}

fn deal(name: &str) -> Value {
    json!({
        "name": name,
        "type": "Shared",
        "customerProfile": {
            "name": "Adatum Çelik", "address": { "country": "DE" },
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

/// Starts a program and waits until it says this; what follows is the second of the pair.
fn started(command: &mut Command, says: &str) -> (Child, String) {
    let program = command.get_program().to_string_lossy().into_owned();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{program} can't be started: {error}"));
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        if let Some((_, rest)) = line.split_once(says) {
            let rest = rest.trim().to_owned();
            // Reads on to the end: a full pipe would stop it.
            std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
            return (child, rest);
        }
        line.clear();
    }
    panic!("{program} ended before it was ready: {}", child.wait().unwrap());
}

struct Server {
    child: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// chromedriver, and with it the browsers that it has started.
struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    fn start() -> Self {
        let (child, port) = started(Command::new("chromedriver").arg("--port=0"), "successfully on port ");
        Self { child, url: format!("http://127.0.0.1:{}", port.trim_end_matches('.')) }
    }

    /// Asks it to end its browsers and itself; killed it would leave them behind.
    fn shut_down(&mut self) -> std::io::Result<()> {
        let address = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() && begun.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
