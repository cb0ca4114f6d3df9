//! A folder to run the program in, and servers that end with their test.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use ortak_app::Ids as _;
use ortak_app::port::SystemIds;
use ortak_store::{OpenOptions, Store};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder of its own for one test.
pub struct Ortak {
    folder: TempDir,
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Fails the test unless the program succeeded.
    #[track_caller]
    pub fn good(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    #[track_caller]
    pub fn fails_with(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        for part in parts {
            assert!(self.stderr.contains(part), "{part} is missing: {self:?}");
        }
    }
}

impl Ortak {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ortak"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ORTAK_") {
                command.env_remove(name);
            }
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Self::finish(&mut self.command(args))
    }

    pub fn finish(command: &mut Command) -> Ran {
        let output = command.output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A partner with a location; returns its id.
    pub fn partner(&self, data: &str) -> String {
        let args = ["admin", "organization", "create", "--name", "Contoso", "--kind", "partner", "--json"];
        let more = ["--mpn-id", "1234567", "--location", "4567890=Ankara,TR,Ankara", "--data", data];
        let made = self.run(&[&args[..], &more[..]].concat()).good().json();
        made["id"].as_str().unwrap().to_owned()
    }

    /// Imports this many referrals into the partner.
    pub fn referrals(&self, data: &str, count: usize) {
        let rows: Vec<Value> = (0..count).map(|number| referral(&format!("Deal number {number}"))).collect();
        self.write("referrals.json", &Value::from(rows).to_string());
        let args = ["import", "referrals", "referrals.json", "--organization", "1234567", "--data", data];
        self.run(&args).good();
    }

    /// Serves on a free port.
    pub fn serve(&self, args: &[&str]) -> Server {
        Self::serve_with(&mut self.command(&[&["serve", "--listen", "127.0.0.1:0"], args].concat()))
    }

    pub fn serve_with(command: &mut Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // What is read beyond the line belongs to the rest.
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let mut server = Server { child, output: Some(output), address: String::new() };
        let Some(address) = line.trim_end().strip_prefix("listening on http://") else {
            panic!("{line}{}", server.log());
        };
        address.clone_into(&mut server.address);
        server
    }

    /// The store of a data folder, opened by the test itself.
    pub async fn store(&self, data: &str) -> Store {
        let url = if data.contains("://") {
            data.to_owned()
        } else {
            self.path(data).join("ortak.db").to_str().unwrap().to_owned()
        };
        Store::open(&url, &OpenOptions::default()).await.unwrap()
    }
}

/// A referral as it is captured from the API.
pub fn referral(name: &str) -> Value {
    json!({
        "id": SystemIds.ordered(),
        "engagementId": SystemIds.ordered(),
        "createdDateTime": "2026-05-01T10:00:00Z",
        "updatedDateTime": "2026-05-02T10:00:00Z",
        "status": "Active",
        "substatus": "Engaged",
        "type": "Independent",
        "qualification": "SalesQualified",
        "direction": "Outgoing",
        "mpnId": "4567890",
        "name": name,
        "customerProfile": {
            "name": "Çağrı Sanayi",
            "address": { "addressLine1": "Cadde 1", "city": "İstanbul", "country": "TR", "postalCode": "34000" },
            "size": "10to50employees",
            "team": [],
        },
        "consent": { "consentToToShareInfoWithOthers": true, "consentToContact": true },
        "details": {
            "notes": "tiles and ovens",
            "dealValue": 12000,
            "currency": "EUR",
            "closingDateTime": "2026-12-31T00:00:00Z",
            "requirements": {},
        },
        "team": [{ "firstName": "Ada", "lastName": "Lovelace", "phoneNumber": "123 456", "email": "ada@contoso.example" }],
    })
}

/// A running server; dropping it kills it.
pub struct Server {
    child: Child,
    output: Option<BufReader<ChildStdout>>,
    /// Host and port.
    pub address: String,
}

impl Server {
    /// A server that has said where it listens.
    pub const fn of(child: Child, address: String) -> Self {
        Self { child, output: None, address }
    }

    /// One request on a connection of its own: status and body.
    pub fn get(&self, path: &str) -> (u16, String) {
        self.request(&format!("GET {path} HTTP/1.1\r\n"), "")
    }

    pub fn request(&self, head: &str, body: &str) -> (u16, String) {
        let mut stream = self.connect();
        let length = body.len();
        write!(stream, "{head}host: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
            .unwrap();
        answer(stream)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end, for at most 20 seconds.
    pub fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "the server does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What is left on standard output; to be called after the end.
    pub fn rest(&mut self) -> String {
        let mut rest = String::new();
        self.output.take().unwrap().read_to_string(&mut rest).unwrap();
        rest
    }

    /// The log; ends the server.
    pub fn log(&mut self) -> String {
        let _ = self.child.kill();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status and body of what comes back.
pub fn answer(mut stream: TcpStream) -> (u16, String) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// The files of a folder, hidden ones too.
pub fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}
