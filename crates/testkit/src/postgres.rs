//! PostgreSQL for tests: a temporary cluster from the machine's own binaries, and databases in it.
//!
//! [`test_database`] is what tests use. A cluster takes a second to start, and cargo-nextest gives each test
//! a process of its own, so a runner may start one [`TempPostgres`] for all of them and hand its URL over in
//! the environment variable `ORTAK_TEST_POSTGRES`.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio_postgres::NoTls;

/// Turns into the server. A companion waits for the end of its standard input, which comes when the test
/// process lets go of the pipe or dies of whatever, and then stops the server and removes its files: no test,
/// however it ends, leaves a server behind. (Background jobs of `sh` lose standard input, hence file 3.)
const LAUNCHER: &str = r#"
signal=$1 dir=$2; shift 2
exec 3<&0
(
    read -r _ <&3
    kill -s "$signal" $$
    tries=0
    while kill -0 $$ 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
    rm -rf "$dir"
) >/dev/null 2>&1 &
exec 3<&-
exec "$@" </dev/null
"#;

/// A running temporary cluster; dropping it stops the server and removes its files.
#[derive(Debug)]
pub struct TempPostgres {
    port: u16,
    server: Child,
    /// Holds the data, the socket and the log.
    _folder: TempDir,
}

/// How a temporary cluster treats its disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing is synced: fast, for tests that do not crash the machine.
    Off,
    /// Everything is synced as in production: for crash tests and benchmarks.
    On,
}

impl TempPostgres {
    /// The folder of `initdb` and `postgres`: in `PATH`, or where Debian puts them, newest version first.
    pub fn binaries() -> Option<PathBuf> {
        let is_complete =
            |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let versions: BTreeSet<(u32, PathBuf)> = versions
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
            .collect();
        folders.extend(versions.into_iter().rev().map(|(_, folder)| folder));
        folders.into_iter().find(is_complete)
    }

    /// Creates and starts a cluster; takes about a second.
    pub async fn start(durability: Durability) -> Result<Self> {
        let binaries = Self::binaries().context("initdb and postgres were not found")?;
        // The port may be taken between its choice and its use.
        let mut last = None;
        for _ in 0..3 {
            match Self::try_start(&binaries, durability).await {
                Ok(started) => return Ok(started),
                Err(error) => last = Some(error),
            }
        }
        Err(last.context("not tried")?)
    }

    async fn try_start(binaries: &Path, durability: Durability) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("ortak-postgres-").tempdir()?;
        let owner = owner(folder.path())?;
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group))?;
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700))?;
        let data = folder.path().join("data");
        let as_owner = |program: &OsStr| {
            let mut command = Command::new(program);
            command.current_dir("/").env_remove("PGDATA").env("LC_ALL", "C");
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command
        };

        let initdb = |locale: &str| -> Result<()> {
            let output = as_owner(binaries.join("initdb").as_os_str())
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"])
                .arg(format!("--locale={locale}"))
                .arg("--pgdata")
                .arg(&data)
                .output()
                .context("initdb")?;
            if output.status.success() {
                return Ok(());
            }
            bail!("initdb: {}", String::from_utf8_lossy(&output.stderr))
        };
        // Not every system has the first one.
        initdb("C.UTF-8").or_else(|_| initdb("C"))?;

        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let log_path = folder.path().join("log");
        let log = fs::File::create(&log_path)?;
        let mut settings = vec![
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("unix_socket_directories={}", folder.path().display()),
            "max_connections=300".to_owned(),
            "shared_buffers=64MB".to_owned(),
        ];
        if durability == Durability::Off {
            settings
                .extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(str::to_owned));
        }
        let server = as_owner(OsStr::new("/bin/sh"))
            .args(["-c", LAUNCHER, "launcher"])
            .arg(if durability == Durability::On { "INT" } else { "QUIT" })
            .arg(folder.path())
            .arg(binaries.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("starting postgres")?;
        let mut this = Self { port, server, _folder: folder };
        this.wait_until_ready(&log_path).await?;
        Ok(this)
    }

    async fn wait_until_ready(&mut self, log: &Path) -> Result<()> {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let Err(problem) = connect(&self.url()).await else { return Ok(()) };
            if self.server.try_wait()?.is_some() || Instant::now() > deadline {
                let log = fs::read_to_string(log).unwrap_or_default();
                bail!("postgres did not start: {problem:#}\n{log}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The URL of the maintenance database, with all rights.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Makes an empty database and returns its URL.
    pub async fn create_database(&self) -> Result<String> {
        let name = create_database(&self.url()).await?;
        Ok(with_database(&self.url(), &name))
    }
}

impl Drop for TempPostgres {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        // Nothing can be done about a failure here.
        let _ = self.server.wait();
    }
}

/// A database for one test; dropping it drops the database.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    name: String,
    admin: String,
    /// Present when this process started the cluster; the last one to go stops it.
    cluster: Option<Arc<TempPostgres>>,
}

impl TestDatabase {
    /// The URL of the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The URL of the maintenance database of the same server, with all rights.
    pub fn admin_url(&self) -> &str {
        &self.admin
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.cluster.as_ref().is_some_and(|cluster| Arc::strong_count(cluster) == 1) {
            return;
        }
        let (admin, name) = (self.admin.clone(), self.name.clone());
        // A runtime of its own, as this runs inside that of the test as often as not.
        let cleaner = std::thread::spawn(move || -> Result<()> {
            tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
                let drop_it = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                Ok(connect(&admin).await?.batch_execute(&drop_it).await?)
            })
        });
        // Best effort: the cluster is temporary as well.
        let _ = cleaner.join();
    }
}

/// An empty PostgreSQL database for one test; `None` where there is no PostgreSQL, which is said loudly, and an
/// error with `CI=true`.
pub async fn test_database() -> Result<Option<TestDatabase>> {
    let (admin, cluster) = match setting("ORTAK_TEST_POSTGRES") {
        Some(url) => (url, None),
        None => match shared_cluster().await? {
            Some(cluster) => (cluster.url(), Some(cluster)),
            None => return Ok(None),
        },
    };
    let name = create_database(&admin).await?;
    Ok(Some(TestDatabase { url: with_database(&admin, &name), name, admin, cluster }))
}

/// The cluster of this process, started when nobody holds one.
async fn shared_cluster() -> Result<Option<Arc<TempPostgres>>> {
    static SHARED: Mutex<Weak<TempPostgres>> = Mutex::const_new(Weak::new());
    let mut shared = SHARED.lock().await;
    if let Some(cluster) = shared.upgrade() {
        return Ok(Some(cluster));
    }
    if TempPostgres::binaries().is_none() {
        if setting("CI").is_some_and(|value| value == "true") {
            bail!("PostgreSQL tests need initdb and postgres (Debian: apt install postgresql)");
        }
        #[expect(clippy::print_stderr, reason = "whoever runs the tests has to see it")]
        {
            eprintln!(
                "\n*** PostgreSQL TESTS ARE SKIPPED: no initdb and postgres found \
                 (Debian: apt install postgresql) ***\n"
            );
        }
        return Ok(None);
    }
    let cluster = Arc::new(TempPostgres::start(Durability::Off).await?);
    *shared = Arc::downgrade(&cluster);
    Ok(Some(cluster))
}

async fn create_database(admin: &str) -> Result<String> {
    let name = format!("ortak_test_{:x}_{:016x}", std::process::id(), RandomState::new().hash_one(0));
    // template0 is never in use, so that tests can create databases at the same time.
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    connect(admin).await?.batch_execute(&create).await.context("CREATE DATABASE")?;
    Ok(name)
}

async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // Ends with the client; what it would report, the client reports too.
    tokio::spawn(connection);
    Ok(client)
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = match url.split_once('?') {
        Some((base, query)) => (base, format!("?{query}")),
        None => (url, String::new()),
    };
    let server = match base.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.split('/').next().unwrap_or_default()),
        None => base.to_owned(),
    };
    format!("{server}/{name}{query}")
}

/// The user and group to run the server as: it refuses to be root.
fn owner(folder: &Path) -> Result<Option<(u32, u32)>> {
    // A new file belongs to whom we are.
    if fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|wanted| {
            users.lines().find_map(|line| {
                let mut fields = line.split(':');
                let name = fields.next()?;
                let (user, group) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
                (name == *wanted).then_some((user, group))
            })
        })
        .map(Some)
        .context("no user postgres or nobody to run the server as")
}

fn setting(name: &str) -> Option<String> {
    std::env::var_os(name)?.into_string().ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_the_database_of_a_url() {
        assert_eq!(with_database("postgres://u@h:1/postgres", "x"), "postgres://u@h:1/x");
        assert_eq!(with_database("postgres://u@h:1", "x"), "postgres://u@h:1/x");
        assert_eq!(
            with_database("postgres://u@h:1/a?sslmode=disable", "x"),
            "postgres://u@h:1/x?sslmode=disable"
        );
    }

    #[tokio::test]
    async fn starts_and_stops_a_cluster() {
        let Some(first) = test_database().await.unwrap() else { return };
        let second = test_database().await.unwrap().unwrap();
        assert_ne!(first.url(), second.url());
        let encoding =
            connect(first.url()).await.unwrap().query_one("SHOW server_encoding", &[]).await.unwrap();
        assert_eq!(encoding.get::<_, &str>(0), "UTF8");
        let url = second.url().to_owned();
        drop(second);
        assert!(connect(&url).await.is_err());
    }
}
