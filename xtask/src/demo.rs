//! Servers started by the tasks, and what the demo tells about its sign-ins.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::http1::{self, Connection};
use crate::process;

/// A server that said `listening on http://…`; dropping it stops it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    started: Instant,
    pub base_url: String,
    pub address: SocketAddr,
}

impl Server {
    /// Starts a server and waits until it listens, for as long as it lives: making a large demo takes its time.
    pub fn start(command: &mut Command) -> Result<Self> {
        let started = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", command.get_program().display()))?;
        let lines = child.stdout.take().map(BufReader::new).context("no standard output")?.lines();
        let (tell, told) = mpsc::channel();
        // Reads on to the end: a full pipe would stop the server.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, url)) = line.split_once("listening on ") {
                    let _ = tell.send(url.trim().to_owned());
                }
            }
        });
        let Ok(base_url) = told.recv() else {
            bail!("the server ended before it listened: {}", child.wait()?);
        };
        let address = base_url.trim_start_matches("http://").parse().context("the address of the server")?;
        Ok(Self { child, started, base_url, address })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Since the process was started.
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Lets it finish its work and waits for its end.
    pub fn stop(mut self) -> Result<()> {
        // The standard library can only kill.
        if !process::answers(Command::new("kill").args(["-TERM", &self.child.id().to_string()])) {
            bail!("the server could not be told to stop");
        }
        let status = self.child.wait()?;
        if !status.success() {
            bail!("the server ended with {status}");
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing to do about a failure, which is most often that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The file that `ortak demo --credentials` writes.
#[derive(Debug, Deserialize)]
pub struct Credentials {
    pub organizations: Vec<Organization>,
}

#[derive(Debug, Deserialize)]
pub struct Organization {
    pub id: String,
    pub kind: String,
    pub people: Vec<Person>,
    pub api_clients: Vec<ApiClient>,
}

/// Somebody who may sign in.
#[derive(Debug, Deserialize)]
pub struct Person {
    pub email: String,
    pub password: String,
    pub role: String,
    #[serde(default)]
    pub locations: Vec<String>,
}

/// An application that may sign in.
#[derive(Debug, Deserialize)]
pub struct ApiClient {
    pub client_id: String,
    pub client_secret: String,
    pub role: String,
    #[serde(default)]
    pub locations: Vec<String>,
}

impl Credentials {
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        serde_json::from_str(&text).with_context(|| path.display().to_string())
    }

    /// The applications that see and do everything in their partner organization.
    pub fn partner_admins(&self) -> impl Iterator<Item = (&Organization, &ApiClient)> {
        let partners = self.organizations.iter().filter(|organization| organization.kind == "partner");
        partners.filter_map(|organization| {
            let sees_all =
                |client: &&ApiClient| client.role == "referrals_admin" && client.locations.is_empty();
            Some((organization, organization.api_clients.iter().find(sees_all)?))
        })
    }
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

/// Exchanges an application's secret for a token.
pub async fn token(address: SocketAddr, client: &ApiClient) -> Result<String> {
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        client.client_id, client.client_secret
    );
    let body = ("application/x-www-form-urlencoded", form.as_str());
    let request = http1::request("POST", "/oauth2/v2.0/token", None, Some(body));
    let mut connection = Connection::open(address).await?;
    let status = connection.exchange(&request).await?;
    if status != 200 {
        bail!("no token: {status} {}", String::from_utf8_lossy(connection.body()));
    }
    Ok(serde_json::from_slice::<Token>(connection.body()).context("the token's answer")?.access_token)
}
