//! The configuration: a TOML file, environment variables, flags.
//!
//! A flag wins over a variable, a variable over the file, the file over the default. Everything that was given is
//! checked, also what is overridden, and every problem is reported at once with the place it comes from.

mod file;
mod issuers;
mod logins;
mod origin;
mod reference;
mod settings;
mod tables;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use ortak_domain::OrganizationId;
use ortak_http::{LoginProvider, MasterKey, TrustedIssuer};
use ortak_outbound::mail::TlsMode;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

pub use origin::{Origin, Problems};
pub use reference::reference;

/// The file that is read when none is named.
const DEFAULT_FILE: &str = "ortak.toml";
/// Variables begin with this.
const PREFIX: &str = "ORTAK_";

/// All settings. `settings.rs` is the table of them, with names and documentation.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "settings are switches")]
pub struct Config {
    pub listen: SocketAddr,
    pub public_url: Option<Url>,
    pub drain: Duration,
    /// Proxies whose word on who a client is counts.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    pub data_dir: PathBuf,
    pub database_url: Option<SecretString>,
    pub pool_size: usize,
    pub migrate: bool,
    pub master_key: Option<SecretString>,
    pub master_key_file: Option<PathBuf>,
    pub password_grant: bool,
    pub issuers: Vec<TrustedIssuer>,
    pub login_providers: Vec<LoginProvider>,
    pub requests_per_second: u32,
    pub burst: u32,
    pub log_level: String,
    pub log_format: LogFormat,
    pub vendor_id: OrganizationId,
    /// `serve` does the worker's jobs as well.
    pub worker: bool,
    /// Networks that webhooks may reach although they are not public.
    pub allowed_networks: Vec<ipnet::IpNet>,
    pub certificate_organization: String,
    /// Pages that show how pages are made: no setting, but on in demos and development builds.
    pub styleguide: bool,
    /// Of dates in mails, and of the digest's hour.
    pub time_zone: TimeZone,
    pub mail: MailConfig,
}

/// The mail section. Mail is off without a host.
#[derive(Clone, Debug, Default)]
pub struct MailConfig {
    pub host: Option<String>,
    /// None: the usual one of the kind of encryption.
    pub port: Option<u16>,
    pub tls: TlsMode,
    pub user: Option<String>,
    pub password: Option<SecretString>,
    pub from: Option<String>,
    pub reply_to: Option<String>,
    pub certificate_file: Option<PathBuf>,
    pub digest_hour: i8,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// Where the data are.
#[derive(Debug, Clone)]
pub enum Database<'a> {
    /// An SQLite file in the data folder.
    File(PathBuf),
    /// A PostgreSQL server.
    Server(&'a SecretString),
}

/// Where the master key comes from.
#[derive(Debug)]
pub enum KeySource<'a> {
    /// Given as text.
    Given(&'a SecretString),
    /// A file that must be there.
    File(&'a Path),
    /// The file in the data folder, made when absent.
    Own(PathBuf),
}

/// What the configuration is made of.
#[derive(Debug, Default)]
pub struct Sources {
    /// The file named on the command line.
    pub file: Option<PathBuf>,
    /// The environment, as far as its names begin with `ORTAK_`.
    pub environment: Vec<(String, String)>,
    /// `--data`: a folder or a URL.
    pub data: Option<String>,
    /// `--listen`.
    pub listen: Option<String>,
}

impl Config {
    /// Reads and checks everything.
    pub fn load(sources: &Sources) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut config = Self::default();
        let mut given = Vec::new();
        file::read(sources.file.as_deref(), &mut given, &mut problems);
        read_environment(&sources.environment, &mut given, &mut problems);
        // Later ones win.
        for (origin, setting, value) in &given {
            if let Err(message) = setting.apply(&mut config, value) {
                problems.add(origin.clone(), format!("{} {message}", setting.name));
            }
        }
        config.apply_flags(sources, &mut problems);
        config.check(&given, &mut problems);
        problems.or(config)
    }

    fn apply_flags(&mut self, sources: &Sources, problems: &mut Problems) {
        if let Some(data) = &sources.data {
            let name = if data.contains("://") { "database.url" } else { "data.dir" };
            // A folder on the command line means its file, whatever server the file names.
            self.database_url = None;
            self.apply_flag("--data", name, data, problems);
        }
        if let Some(listen) = &sources.listen {
            self.apply_flag("--listen", "server.listen", listen, problems);
        }
    }

    fn apply_flag(&mut self, flag: &'static str, name: &str, text: &str, problems: &mut Problems) {
        let value = settings::Value::Text(text.to_owned());
        let Some(setting) = settings::find(name) else { return };
        if let Err(message) = setting.apply(self, &value) {
            problems.add(Origin::Flag(flag), message);
        }
    }

    /// What is wrong only together.
    fn check(&self, given: &[Given], problems: &mut Problems) {
        let origin = |name: &str| {
            let last = given.iter().rev().find(|(_, setting, _)| setting.name == name);
            last.map_or(Origin::Default, |(origin, ..)| origin.clone())
        };
        if self.master_key.is_some() && self.master_key_file.is_some() {
            let message = "security.master_key and security.master_key_file are both given: keep one of them";
            problems.add(origin("security.master_key_file"), message);
        }
        if self.requests_per_second > 0 && self.burst == 0 {
            let message = "limits.burst must be at least 1 while limits.requests_per_second is not 0";
            problems.add(origin("limits.burst"), message);
        }
        self.check_mail(given, problems);
    }

    /// What belongs together in the mail section.
    fn check_mail(&self, given: &[Given], problems: &mut Problems) {
        let last = |wanted: &dyn Fn(&str) -> bool| {
            given.iter().rev().find(|(_, setting, _)| wanted(setting.name)).map(|(origin, ..)| origin.clone())
        };
        let mut add = |name: &str, message: &str| {
            let origin = last(&|own| own == name).unwrap_or(Origin::Default);
            problems.add(origin, message);
        };
        let mail = &self.mail;
        if mail.user.is_some() != mail.password.is_some() {
            let name = if mail.user.is_some() { "mail.user" } else { "mail.password" };
            add(name, "mail.user and mail.password are given together or not at all");
        }
        if mail.user.is_some() && mail.tls == TlsMode::None {
            add("mail.tls", "mail.tls must not be none while there is a password to protect");
        }
        if mail.host.is_some() && mail.from.is_none() {
            add("mail.host", "mail.from is missing: it names the sender of mails");
        }
        let more = last(&|name| name.starts_with("mail.") && name != "mail.digest_hour");
        if let (None, Some(origin)) = (&mail.host, more) {
            problems.add(origin, "mail.host is missing: without it there is no mail");
        }
    }

    /// Where the data are.
    pub fn database(&self) -> Database<'_> {
        match &self.database_url {
            Some(url) => Database::Server(url),
            None => Database::File(self.data_dir.join("ortak.db")),
        }
    }

    /// Where the master key comes from; an error says how to get one.
    pub fn key_source(&self) -> Result<KeySource<'_>, String> {
        match (&self.master_key, &self.master_key_file, &self.database_url) {
            (Some(key), ..) => Ok(KeySource::Given(key)),
            (None, Some(file), _) => Ok(KeySource::File(file)),
            (None, None, None) => Ok(KeySource::Own(self.data_dir.join("master.key"))),
            (None, None, Some(_)) => Err("with PostgreSQL every process needs the same master key: make one with \
                 `ortak doctor --new-master-key`, and give it as ORTAK_SECURITY__MASTER_KEY, or put it into a file \
                 that only this user can read and name that as security.master_key_file"
                .to_owned()),
        }
    }
}

impl Database<'_> {
    /// The text by which the store opens it.
    pub fn url(&self) -> String {
        match self {
            Self::File(path) => path.to_string_lossy().into_owned(),
            Self::Server(url) => url.expose_secret().to_owned(),
        }
    }
}

/// For messages: a URL without its password.
impl std::fmt::Display for Database<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Server(url) => match Url::parse(url.expose_secret()) {
                Ok(url) => {
                    let host = url.host_str().unwrap_or("localhost");
                    let port = url.port().unwrap_or(5432);
                    write!(f, "{}://{host}:{port}{}", url.scheme(), url.path())
                }
                Err(_) => f.write_str("PostgreSQL"),
            },
        }
    }
}

/// One setting as it was given somewhere.
type Given = (Origin, &'static settings::Setting, settings::Value);

fn read_environment(environment: &[(String, String)], given: &mut Vec<Given>, problems: &mut Problems) {
    for (name, text) in environment {
        // Without the two underscores it is something else: orchestrators set variables like ORTAK_PORT.
        let Some(rest) = name.strip_prefix(PREFIX).filter(|rest| rest.contains("__")) else { continue };
        let origin = Origin::Variable(name.clone());
        let wanted = rest.to_lowercase().replace("__", ".");
        match settings::find(&wanted) {
            // An empty variable is how compose files say "not set".
            Some(_) if text.is_empty() => {}
            Some(setting) => given.push((origin, setting, settings::Value::Text(text.clone()))),
            None => {
                let like = settings::like(&wanted).map(settings::Setting::variable);
                let hint = like.map(|like| format!(", did you mean {like}?")).unwrap_or_default();
                problems.add(origin, format!("is no setting{hint}"));
            }
        }
    }
}

fn check_master_key(text: &str) -> Result<(), String> {
    MasterKey::parse(text).map(drop).map_err(|error| format!("is not usable: {error}"))
}

#[cfg(test)]
mod tests;
