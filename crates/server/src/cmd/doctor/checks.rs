//! The checks, in the order in which things are needed.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use ortak_app::Clock as _;
use ortak_app::port::{Backlog, Outbox as _, SystemClock};
use ortak_domain::Time;
use ortak_store::conn::{Database, DbError, Dialect, OpenOptions};
use ortak_store::{Store, dump};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::Finding;
use super::Finding::{Fail, Ok as Good, Warn};
use crate::compose;
use crate::config::{Config, Database as Place, KeySource};

/// Below this the disk is about to be full.
const LITTLE_SPACE: u64 = 1 << 30;
/// Below this it is as good as full.
const NO_SPACE: u64 = 64 << 20;
/// Clocks this far apart make tokens and deadlines wrong.
const CLOCK_SECONDS: i64 = 5;
/// A worker that runs tells of a change sooner.
const LATE_SECONDS: i64 = 60;
/// No machine of today is earlier.
const PLAUSIBLE: &str = "2025-01-01";

pub async fn all(config: &Config) -> Vec<(&'static str, Finding)> {
    let mut found = Vec::new();
    if let Place::File(_) = config.database() {
        found.push(("data folder", folder(&config.data_dir)));
        found.push(("free disk", space(&config.data_dir)));
    }
    found.push(("master key", master_key(config)));
    found.extend(database(config).await);
    found.push(("mail", mail(config).await));
    found.extend(proxies(config).map(|finding| ("proxies", finding)));
    found.push(("port", port(config).await));
    found
}

/// Tried by writing: permissions, owners and read-only mounts all show.
fn folder(path: &Path) -> Finding {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Warn(format!("{} is not there yet; serving makes it", path.display()))
        }
        Err(error) => Fail(format!("{}: {error}", path.display())),
        Ok(metadata) if !metadata.is_dir() => Fail(format!("{} is no folder", path.display())),
        Ok(_) => {
            let probe = path.join(format!(".doctor-{}", std::process::id()));
            let written = fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe));
            match written {
                Ok(()) => Good(format!("{} can be written", path.display())),
                Err(error) => Fail(format!("{} can't be written: {error}", path.display())),
            }
        }
    }
}

fn space(path: &Path) -> Finding {
    // A folder that is not there yet will be on the disk of the nearest one that is.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = absolute.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
    match rustix::fs::statvfs(there) {
        Err(error) => Warn(format!("can't be told: {error}")),
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let text = format!("{} MiB", free >> 20);
            if free < NO_SPACE {
                Fail(text)
            } else if free < LITTLE_SPACE {
                Warn(text)
            } else {
                Good(text)
            }
        }
    }
}

fn master_key(config: &Config) -> Finding {
    match config.key_source() {
        Err(message) => Fail(message),
        Ok(KeySource::Given(_)) => Good("given by the configuration".to_owned()),
        Ok(KeySource::File(path)) => key_file(path),
        Ok(KeySource::Own(path)) => match (path.exists(), config.data_dir.join("ortak.db").exists()) {
            (true, _) => key_file(&path),
            (false, false) => Warn(format!("{} is not there yet; serving makes it", path.display())),
            (false, true) => Warn(format!(
                "{} is not there, but a database is: if it was served before, its key must be put there",
                path.display()
            )),
        },
    }
}

fn key_file(path: &Path) -> Finding {
    if let Err(message) = compose::read_key(path) {
        return Fail(message);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        match fs::metadata(path) {
            Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => {
                let mode = metadata.permissions().mode() & 0o777;
                return Fail(format!("{} is open to others (mode {mode:o}): chmod 600", path.display()));
            }
            Ok(_) => {}
            Err(error) => return Fail(format!("{}: {error}", path.display())),
        }
    }
    Good(format!("{} is readable by its owner alone", path.display()))
}

/// This program speaks no TLS, so who is reached by https is behind a proxy.
fn proxies(config: &Config) -> Option<Finding> {
    let https = config.public_url.as_ref().is_some_and(|url| url.scheme() == "https");
    (https && config.trusted_proxies.is_empty()).then(|| {
        Warn(
            "server.public_url is https, so there is a proxy in front, but server.trusted_proxies does not name it: \
             all clients count as one when sign-ins fail"
                .to_owned(),
        )
    })
}

async fn database(config: &Config) -> Vec<(&'static str, Finding)> {
    let place = config.database();
    if let Place::File(path) = &place
        && !path.exists()
    {
        return vec![
            ("database", Warn(format!("{place} is not there yet; serving makes it"))),
            ("clock", plausible(SystemClock.now())),
        ];
    }
    let options =
        OpenOptions { pool_size: 2, acquire_timeout: Duration::from_secs(5), ..OpenOptions::default() };
    let database = match Database::open(&place.url(), &options).await {
        Ok(database) => database,
        Err(error) => {
            return vec![
                ("database", Fail(format!("{place}: {error}"))),
                ("clock", plausible(SystemClock.now())),
            ];
        }
    };
    let mut found = vec![
        ("database", version(&database, &place).await),
        ("migrations", migrations(&database).await),
        ("clock", clock(&database).await),
    ];
    let is_current = matches!(found.get(1), Some((_, Good(_))));
    found.extend(mails(&database).await.map(|finding| ("mails", finding)));
    database.close().await;
    // What waits is in tables that an old schema may lack.
    if is_current {
        found.extend(backlog(&place, &options).await);
    }
    found
}

async fn version(database: &Database, place: &Place<'_>) -> Finding {
    let (name, sql) = match database.dialect() {
        Dialect::Sqlite => ("SQLite", "SELECT sqlite_version()"),
        Dialect::Postgres => ("PostgreSQL", "SELECT current_setting('server_version')"),
    };
    let asked = database.query_opt(sql, Vec::new()).await.and_then(|row| {
        row.map_or_else(|| Err(DbError::Corrupt("no version".to_owned())), |mut row| row.take_text(0))
    });
    match asked {
        Ok(version) => Good(format!("{place}, {name} {version}")),
        Err(error) => Fail(format!("{place}: {error}")),
    }
}

async fn migrations(database: &Database) -> Finding {
    if let Ok(true) = dump::is_unfinished(database).await {
        return Fail("a restore into this database was cut off: run it again".to_owned());
    }
    match database.pending().await {
        Ok(pending) if pending.is_empty() => Good("none is pending".to_owned()),
        Ok(pending) => {
            let names: Vec<String> = pending.iter().map(ToString::to_string).collect();
            Warn(format!("pending: {}", names.join(", ")))
        }
        Err(error) => Fail(error.to_string()),
    }
}

/// What waits to be told, and what could not be.
async fn backlog(place: &Place<'_>, options: &OpenOptions) -> Vec<(&'static str, Finding)> {
    let now = SystemClock.now();
    let read = async {
        let store = Store::open(&place.url(), options).await?;
        let backlog = store.backlog().await;
        store.close().await;
        anyhow::Ok(backlog?)
    };
    match read.await {
        Ok(backlog) => vec![("outbox", outbox(&backlog, now)), ("webhooks", webhooks(&backlog, now))],
        Err(error) => vec![("outbox", Fail(error.to_string()))],
    }
}

/// Seconds since a moment.
fn age(now: Time, since: Option<Time>) -> i64 {
    since.map_or(0, |since| now.since(since).as_secs().max(0))
}

fn outbox(backlog: &Backlog, now: Time) -> Finding {
    let (waiting, seconds) = (backlog.waiting, age(now, backlog.oldest));
    if waiting == 0 {
        return Good("nothing waits".to_owned());
    }
    let text = format!("{waiting} changes wait to be told, the oldest for {seconds} s");
    if seconds > LATE_SECONDS { Warn(format!("{text}: does a worker run")) } else { Good(text) }
}

fn webhooks(backlog: &Backlog, now: Time) -> Finding {
    let (pending, failed) = (backlog.deliveries, backlog.failed_deliveries);
    let oldest = match backlog.oldest_delivery {
        Some(_) => format!(", the oldest for {} s", age(now, backlog.oldest_delivery)),
        None => String::new(),
    };
    let text = format!("{pending} deliveries are being tried{oldest}; {failed} were given up");
    if failed > 0 {
        Warn(format!("{text}: `ortak admin webhook replay` sends them again"))
    } else {
        Good(text)
    }
}

/// Connects and signs in, and sends nothing.
async fn mail(config: &Config) -> Finding {
    let Some(host) = &config.mail.host else {
        return Good("off: without mail.host people are told in the product alone".to_owned());
    };
    match compose::mailer(config).await {
        Ok(Some(mailer)) => match mailer.check().await {
            Ok(()) if config.public_url.is_none() => {
                Warn(format!("{host} answers, but links in mails need server.public_url"))
            }
            Ok(()) => Good(format!("{host} answers")),
            Err(reason) => Fail(format!("{host}: {reason}")),
        },
        Ok(None) => Fail("mail.from is missing".to_owned()),
        Err(error) => Fail(format!("{error:#}")),
    }
}

/// Mails that a server has not taken yet, or never will.
async fn mails(database: &Database) -> Option<Finding> {
    let sql = "SELECT count(*), (SELECT count(*) FROM mail WHERE state = 'failed') FROM mail \
               WHERE state = 'pending' AND last_error IS NOT NULL";
    // Before the migrations there is no such table.
    let row = database.query_opt(sql, Vec::new()).await.ok().flatten()?;
    let (again, failed) = (row.int(0).ok()?, row.int(1).ok()?);
    if again + failed == 0 {
        return Some(Good("none is stuck".to_owned()));
    }
    let sql = "SELECT last_error FROM mail WHERE last_error IS NOT NULL AND state <> 'sent' \
               ORDER BY created_at DESC, id LIMIT 1";
    let row = database.query_opt(sql, Vec::new()).await.ok().flatten()?;
    let error = row.opt_text(0).ok()?.unwrap_or("no reason");
    Some(Warn(format!("{again} tried again, {failed} given up; the newest: {error}")))
}

/// Compares with the clock of the server, or with the newest thing that was written.
async fn clock(database: &Database) -> Finding {
    let now = SystemClock.now();
    if let fail @ Fail(_) = plausible(now) {
        return fail;
    }
    let sql = match database.dialect() {
        Dialect::Postgres => "SELECT (extract(epoch FROM clock_timestamp()) * 10000000)::bigint",
        // Before the first migration there is no such table, and nothing to compare with.
        Dialect::Sqlite => "SELECT max(updated_at) FROM referral",
    };
    let other = match database.query_opt(sql, Vec::new()).await {
        Ok(Some(row)) => row.opt_int(0).ok().flatten().map(Time::from_ticks),
        Ok(None) | Err(_) => None,
    };
    let ahead = other.map_or(0, |other| other.unix_seconds() - now.unix_seconds());
    match database.dialect() {
        Dialect::Postgres if ahead.abs() > CLOCK_SECONDS => {
            Warn(format!("{} s away from the database server's", ahead.abs()))
        }
        Dialect::Sqlite if ahead > CLOCK_SECONDS => Warn(format!(
            "{ahead} s behind the newest referral: it was set back, or that one was imported so"
        )),
        _ => Good(now.to_string()),
    }
}

fn plausible(now: Time) -> Finding {
    match PLAUSIBLE.parse::<Time>() {
        Ok(earliest) if now < earliest => Fail(format!("{now} is not the present")),
        _ => Good(now.to_string()),
    }
}

/// Free, or taken by a server of ours, which is what `ortak serve` leaves behind while it runs.
async fn port(config: &Config) -> Finding {
    let address = config.listen;
    match TcpListener::bind(address).await {
        Ok(_) => Good(format!("{address} is free")),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            match timeout(Duration::from_secs(2), is_ours(config)).await {
                Ok(Ok(true)) => Good(format!("{address} is served by ortak already")),
                _ => Fail(format!("{address} is taken by another program")),
            }
        }
        Err(error) => Fail(format!("{address}: {error}")),
    }
}

async fn is_ours(config: &Config) -> io::Result<bool> {
    let mut address = config.listen;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() {
            std::net::Ipv4Addr::LOCALHOST.into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        });
    }
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.take(4096).read_to_string(&mut answer).await?;
    Ok(answer.ends_with("{\"live\":true}"))
}
