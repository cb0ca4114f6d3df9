//! Databases with a demo programme in them: one for the server, and a copy for the yardstick to write into.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use ortak_testkit::postgres::{Durability, TempPostgres};
use serde::Deserialize;

use super::Backend;
use super::requests::{CREATE, Id, REFERRALS};
use super::yardstick::connect;
use crate::demo::{self, ApiClient, Credentials, Person, Server};
use crate::http1::{self, Connection};
use crate::{output, workspace};

/// Of a server without secrets.
const MASTER_KEY: &str = "6265636861726b696e67206973206e6f20736563726574206173206e6f626f64";

const ANY_PORT: &str = "127.0.0.1:0";

/// Ready to be measured. Dropping it stops the PostgreSQL cluster.
pub struct Setup {
    folder: PathBuf,
    /// What `--data` is for the server.
    pub data: String,
    /// The yardstick's copy: a file or a URL.
    pub yardstick: String,
    /// The organization with the most referrals.
    pub organization: String,
    /// A referral as the load creates them, in both databases.
    pub template: String,
    credentials: Credentials,
    cluster: Option<TempPostgres>,
}

impl Setup {
    pub async fn prepare(backend: Backend, deals: u64) -> Result<Self> {
        let bench = workspace::target()?.join("bench");
        // A folder of this run: what it writes must not be there in the next one.
        let folder = bench.join("run");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        match backend {
            Backend::Sqlite => Self::sqlite(&bench, folder, deals).await,
            Backend::Postgres => Self::postgres(folder, deals).await,
        }
    }

    /// Making many deals takes its time, so the folder is kept and copied.
    async fn sqlite(bench: &Path, folder: PathBuf, deals: u64) -> Result<Self> {
        let kept = bench.join(format!("sqlite-{deals}"));
        if !kept.is_dir() {
            let unfinished = bench.join("unfinished");
            if unfinished.exists() {
                fs::remove_dir_all(&unfinished)?;
            }
            fs::create_dir_all(&unfinished)?;
            let data = unfinished.join("data").display().to_string();
            make_demo(&data, &unfinished.join("credentials.json"), deals)?.stop()?;
            fs::rename(&unfinished, &kept)?;
        }
        copy(&kept.join("data"), &folder.join("data"))?;
        let data = folder.join("data").display().to_string();
        let credentials = Credentials::read(&kept.join("credentials.json"))?;
        let (organization, template) = create_one(serve(&data)?, &credentials).await?;
        let yardstick = folder.join("yardstick.db").display().to_string();
        let setup = Self { folder, data, yardstick, organization, template, credentials, cluster: None };
        setup.copy_for_yardstick().await?;
        Ok(setup)
    }

    /// The cluster is a temporary one that syncs as it would in earnest.
    async fn postgres(folder: PathBuf, deals: u64) -> Result<Self> {
        let cluster = TempPostgres::start(Durability::On).await?;
        let data = cluster.create_database().await?;
        let file = folder.join("credentials.json");
        let server = make_demo(&data, &file, deals)?;
        let credentials = Credentials::read(&file)?;
        let (organization, template) = create_one(server, &credentials).await?;
        let (base, _) = data.rsplit_once('/').context("a URL without database")?;
        let yardstick = format!("{base}/yardstick");
        let cluster = Some(cluster);
        let setup = Self { folder, data, yardstick, organization, template, credentials, cluster };
        setup.copy_for_yardstick().await?;
        Ok(setup)
    }

    /// Makes the yardstick's database the same as the server's, which nobody may be using.
    pub async fn copy_for_yardstick(&self) -> Result<()> {
        let Some(cluster) = &self.cluster else {
            fs::copy(self.database(), &self.yardstick)?;
            return Ok(());
        };
        let (_, name) = self.data.rsplit_once('/').context("a URL without database")?;
        let client = connect(&cluster.url()).await?;
        client.batch_execute("DROP DATABASE IF EXISTS yardstick").await?;
        client.batch_execute(&format!("CREATE DATABASE yardstick TEMPLATE {name}")).await?;
        for database in [&self.data, &self.yardstick] {
            connect(database).await?.batch_execute("VACUUM ANALYZE").await?;
        }
        Ok(())
    }

    /// The server as it would run.
    pub fn serve(&self) -> Result<Server> {
        serve(&self.data)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The server's own database: a file or a URL.
    pub fn database(&self) -> String {
        if self.data.starts_with("postgres") { self.data.clone() } else { format!("{}/ortak.db", self.data) }
    }

    /// Somebody who sees all of the organization that is measured.
    pub fn person(&self) -> Result<&Person> {
        let organization = self.credentials.organizations.iter().find(|one| one.id == self.organization);
        let mut people = organization.into_iter().flat_map(|organization| &organization.people);
        let sees_all = |person: &&Person| person.role == "partner_admin" && person.locations.is_empty();
        people.find(sees_all).context("the organization has no administrator")
    }

    /// The application that the load is sent by.
    pub fn client(&self) -> Result<&ApiClient> {
        let mut clients = self.credentials.partner_admins();
        let client = clients.find(|(organization, _)| organization.id == self.organization);
        client.map(|(_, client)| client).context("the organization has no application")
    }
}

/// The program on these data.
pub fn ortak(data: &str) -> Result<Command> {
    let mut ortak = Command::new(workspace::target()?.join("release/ortak"));
    ortak
        .args(["--data", data])
        .env("ORTAK_LIMITS__REQUESTS_PER_SECOND", "0")
        .env("ORTAK_LOG__LEVEL", "warn")
        .env("ORTAK_SECURITY__MASTER_KEY", MASTER_KEY);
    Ok(ortak)
}

fn make_demo(data: &str, credentials: &Path, deals: u64) -> Result<Server> {
    let mut command = ortak(data)?;
    command
        .args(["demo", "--listen", ANY_PORT, "--deals", &deals.to_string()])
        .arg("--credentials")
        .arg(credentials);
    let server = Server::start(&mut command)?;
    output::problem(format_args!("made {deals} deals in {:.1} s", server.age().as_secs_f64()));
    Ok(server)
}

fn serve(data: &str) -> Result<Server> {
    Server::start(ortak(data)?.args(["serve", "--listen", ANY_PORT]))
}

#[derive(Deserialize)]
struct Count {
    #[serde(rename = "@odata.count")]
    count: u64,
}

/// Creates one referral in the organization with the most of them, stops the server, and tells both.
async fn create_one(server: Server, credentials: &Credentials) -> Result<(String, String)> {
    let mut largest: Option<(u64, &str, String)> = None;
    let mut connection = Connection::open(server.address).await?;
    for (organization, client) in credentials.partner_admins() {
        let token = demo::token(server.address, client).await?;
        let list = http1::request("GET", &format!("{REFERRALS}?$top=1&$select=id"), Some(&token), None);
        connection.exchange(&list).await?;
        let Count { count } = serde_json::from_slice(connection.body())?;
        if largest.as_ref().is_none_or(|(most, ..)| count > *most) {
            largest = Some((count, &organization.id, token));
        }
    }
    let (count, organization, token) = largest.context("the demo has no application of a partner")?;
    output::problem(format_args!("the largest organization, {organization}, has {count} referrals"));
    let create = http1::request("POST", REFERRALS, Some(&token), Some(("application/json", CREATE)));
    let status = connection.exchange(&create).await?;
    if status != 201 {
        bail!("the documented create answered {status}: {}", String::from_utf8_lossy(connection.body()));
    }
    let created: Id = serde_json::from_slice(connection.body())?;
    let organization = organization.to_owned();
    drop(connection);
    server.stop()?;
    Ok((organization, created.id))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
