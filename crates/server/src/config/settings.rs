//! The table of settings: what there is, what it means, and how it is read.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use jiff::tz::TimeZone;
use ortak_domain::OrganizationId;
use ortak_http::{LoginProvider, TrustedIssuer};
use ortak_outbound::mail::{TlsMode, check_mailbox};
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{Config, LogFormat, MailConfig, PREFIX, check_master_key, issuers, logins, tables};

/// A setting's value as it was given.
#[derive(Clone, Debug)]
pub enum Value {
    /// A scalar, as text whatever its type in the file was.
    Text(String),
    /// The tables of `auth.issuers`, read already.
    Issuers(Vec<TrustedIssuer>),
    /// The tables of `auth.login_providers`, read already.
    Logins(Vec<LoginProvider>),
}

/// What a setting looks like in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Boolean,
    Tables,
}

impl Kind {
    /// For messages and documentation.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "a whole number",
            Self::Boolean => "true or false",
            Self::Tables => "a list of tables",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Setting {
    pub name: &'static str,
    pub kind: Kind,
    /// As text; empty where nothing is the default.
    pub default: &'static str,
    /// One or more sentences.
    pub doc: &'static str,
    read: fn(&mut Config, &str) -> Result<(), String>,
}

impl Setting {
    /// The environment variable.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.to_uppercase().replace('.', "__"))
    }

    /// Takes the value over into the configuration.
    pub fn apply(&self, config: &mut Config, value: &Value) -> Result<(), String> {
        match value {
            Value::Text(text) => (self.read)(config, text.trim()),
            Value::Issuers(issuers) => {
                config.issuers.clone_from(issuers);
                Ok(())
            }
            Value::Logins(providers) => {
                config.login_providers.clone_from(providers);
                Ok(())
            }
        }
    }
}

/// The setting of this name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// The setting that somebody who wrote this may have meant.
pub fn like(name: &str) -> Option<&'static Setting> {
    let leaf = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let distance = |setting: &&Setting| {
        let whole = strsim::damerau_levenshtein(setting.name, name);
        // The right word in the wrong section.
        whole.min(strsim::damerau_levenshtein(&leaf(setting.name), &leaf(name)) + 1)
    };
    SETTINGS.iter().min_by_key(distance).filter(|setting| distance(setting) <= 3)
}

/// Whether settings of this section exist, or sections within it.
pub fn is_section(name: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            drain: Duration::from_secs(10),
            trusted_proxies: Vec::new(),
            data_dir: PathBuf::from("ortak-data"),
            database_url: None,
            pool_size: 16,
            migrate: true,
            master_key: None,
            master_key_file: None,
            password_grant: false,
            issuers: Vec::new(),
            login_providers: Vec::new(),
            requests_per_second: 50,
            burst: 200,
            log_level: "info".to_owned(),
            log_format: LogFormat::Text,
            worker: true,
            allowed_networks: Vec::new(),
            certificate_organization: "Ortak".to_owned(),
            styleguide: cfg!(debug_assertions),
            vendor_id: vendor(),
            time_zone: TimeZone::UTC,
            mail: MailConfig { digest_hour: 7, ..MailConfig::default() },
        }
    }
}

/// The id that the interface of the model knows the vendor by.
fn vendor() -> OrganizationId {
    #[expect(clippy::expect_used, reason = "the text is a constant, and every test starts here")]
    OrganizationId::new("msft").expect("a valid id")
}

/// All settings, by section.
pub static SETTINGS: [Setting; 31] = [
    Setting {
        name: "server.listen",
        kind: Kind::Text,
        default: "127.0.0.1:8080",
        doc: "Address and port to listen on. Port 0 takes a free one, which is printed at the start.",
        read: |config, text| {
            config.listen =
                text.parse().map_err(|_| "must be an address and a port, like 127.0.0.1:8080".to_owned())?;
            Ok(())
        },
    },
    Setting {
        name: "server.public_url",
        kind: Kind::Text,
        default: "",
        doc: "The URL under which clients reach this server, as a proxy in front of it shows it. Links and the \
              issuer of tokens begin with it. Without it: `http://` and the address listened on.",
        read: |config, text| {
            config.public_url = Some(web_url(text)?);
            Ok(())
        },
    },
    Setting {
        name: "server.trusted_proxies",
        kind: Kind::Text,
        default: "",
        doc: "Addresses or networks of the proxies in front of this server, like `10.0.0.5, 127.0.0.0/8`, separated \
              by commas. From them, the last address of `X-Forwarded-For` that is none of them is the client's. Set \
              it behind a proxy: otherwise all clients share one address, and whoever fails to sign in makes \
              everybody wait.",
        read: |config, text| {
            config.trusted_proxies = networks(text, "10.0.0.5 or 127.0.0.0/8")?;
            Ok(())
        },
    },
    Setting {
        name: "server.drain_seconds",
        kind: Kind::Integer,
        default: "10",
        doc: "How long requests under way may take after SIGTERM before they are cut off.",
        read: |config, text| {
            config.drain = Duration::from_secs(integer(text, 0..=3600)?);
            Ok(())
        },
    },
    Setting {
        name: "server.time_zone",
        kind: Kind::Text,
        default: "UTC",
        doc: "The IANA time zone of people who have chosen none, like `Europe/Istanbul`: of dates in pages and mails, and of the \
              hour of the daily digest.",
        read: |config, text| {
            config.time_zone = TimeZone::get(text)
                .map_err(|_| "must be an IANA time zone like Europe/Istanbul".to_owned())?;
            Ok(())
        },
    },
    Setting {
        name: "data.dir",
        kind: Kind::Text,
        default: "ortak-data",
        doc: "The folder of the database file `ortak.db` and of `master.key`; made when absent. Relative to the \
              folder that the program is started in.",
        read: |config, text| {
            config.data_dir = path(text)?;
            Ok(())
        },
    },
    Setting {
        name: "database.url",
        kind: Kind::Text,
        default: "",
        doc: "`postgres://user:password@host:port/database`, with `?sslmode=…&sslrootcert=…` as `psql` knows them. \
              Without it the data are in an SQLite file in `data.dir`. Secret: it is never printed.",
        read: |config, text| {
            if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
                return Err("must be a URL like postgres://user@host/database".to_owned());
            }
            config.database_url = Some(SecretString::from(text));
            Ok(())
        },
    },
    Setting {
        name: "database.pool_size",
        kind: Kind::Integer,
        default: "16",
        doc: "PostgreSQL: connections that this process holds at most.",
        read: |config, text| {
            config.pool_size = integer(text, 1..=1000)?;
            Ok(())
        },
    },
    Setting {
        name: "database.migrate",
        kind: Kind::Boolean,
        default: "true",
        doc: "Whether `ortak serve` brings the schema up to date before it listens. If not, run `ortak migrate`.",
        read: |config, text| {
            config.migrate = boolean(text)?;
            Ok(())
        },
    },
    Setting {
        name: "security.master_key",
        kind: Kind::Text,
        default: "",
        doc: "The key under which secrets in the database are encrypted: 32 random bytes as hexadecimal digits or \
              base64. `ortak doctor --new-master-key` prints one. Secret: it is never printed, and better given by \
              its environment variable than in the file. With SQLite `master.key` in `data.dir` is made and used \
              when neither this nor `security.master_key_file` is given.",
        read: |config, text| {
            check_master_key(text)?;
            config.master_key = Some(SecretString::from(text));
            Ok(())
        },
    },
    Setting {
        name: "security.master_key_file",
        kind: Kind::Text,
        default: "",
        doc: "A file that holds the master key, readable by this user alone.",
        read: |config, text| {
            config.master_key_file = Some(path(text)?);
            Ok(())
        },
    },
    Setting {
        name: "auth.password_grant",
        kind: Kind::Boolean,
        default: "false",
        doc: "Whether old clients may exchange a person's e-mail and password for a token. Off, because the \
              application then sees the password.",
        read: |config, text| {
            config.password_grant = boolean(text)?;
            Ok(())
        },
    },
    Setting {
        name: "auth.issuers",
        kind: Kind::Tables,
        default: "[]",
        doc: "Issuers of OpenID Connect whose tokens are accepted. Each has an `issuer` (its URL), the `audience` \
              that its tokens must name, and where the usual is not right: the `email_claim` that tells the person, like \
              `upn`, and the `jwks_url` of its keys. Without an `email_claim` it is `email`, which the issuer must have \
              verified (`email_verified`). In the environment: the same list, written as in TOML.",
        read: |config, text| {
            config.issuers = tables::from_text(text, issuers::read)?;
            Ok(())
        },
    },
    Setting {
        name: "auth.login_providers",
        kind: Kind::Tables,
        default: "[]",
        doc: "Issuers of OpenID Connect where people may sign in with an account that they have already. Each has an \
              `id` (a word for addresses), a `name` (what the button says), the `issuer` (its URL), `client_id` and \
              `client_secret`, and where the usual is not right the `email_claim` that tells the person. Without one \
              the issuer must have verified the `email`. Register `…/sign-in/with/<id>/callback` there as the address \
              to go back to. In the environment: the same list, written as in TOML. Secret: it is never printed.",
        read: |config, text| {
            config.login_providers = tables::from_text(text, logins::read)?;
            Ok(())
        },
    },
    Setting {
        name: "limits.requests_per_second",
        kind: Kind::Integer,
        default: "50",
        doc: "Requests per second that one API client or person may make in the long run; 0 means no limit.",
        read: |config, text| {
            config.requests_per_second = integer(text, 0..=1_000_000)?;
            Ok(())
        },
    },
    Setting {
        name: "limits.burst",
        kind: Kind::Integer,
        default: "200",
        doc: "Requests that one API client or person may make at once.",
        read: |config, text| {
            config.burst = integer(text, 0..=1_000_000)?;
            Ok(())
        },
    },
    Setting {
        name: "worker.enabled",
        kind: Kind::Boolean,
        default: "true",
        doc: "Whether `ortak serve` also does what happens without anybody asking: invitations run out, webhooks are \
              delivered, notifications are made. If not, run `ortak worker` beside it.",
        read: |config, text| {
            config.worker = boolean(text)?;
            Ok(())
        },
    },
    Setting {
        name: "webhooks.allowed_networks",
        kind: Kind::Text,
        default: "",
        doc: "Networks that webhooks may reach although they are not part of the public internet, and without TLS: \
              like `10.20.0.0/16, 127.0.0.0/8`, separated by commas.",
        read: |config, text| {
            config.allowed_networks = networks(text, "10.20.0.0/16")?;
            Ok(())
        },
    },
    Setting {
        name: "webhooks.certificate_organization",
        kind: Kind::Text,
        default: "Ortak",
        doc: "The organization in the certificate by which receivers check the signature of webhooks. Used when the \
              certificate is made, at the first start.",
        read: |config, text| {
            if text.is_empty() {
                return Err("must not be empty".to_owned());
            }
            text.clone_into(&mut config.certificate_organization);
            Ok(())
        },
    },
    Setting {
        name: "mail.host",
        kind: Kind::Text,
        default: "",
        doc: "The mail server (SMTP) that takes our mails. Without it people are told in the product alone, and no mail \
              waits for a server.",
        read: |config, text| {
            if text.is_empty() || text.contains(|c: char| c.is_whitespace() || "/@".contains(c)) {
                return Err("must be the name of a mail server, like smtp.vendor.example".to_owned());
            }
            config.mail.host = Some(text.to_owned());
            Ok(())
        },
    },
    Setting {
        name: "mail.port",
        kind: Kind::Integer,
        default: "",
        doc: "Its port. Without it: 587 for `starttls`, 465 for `implicit`, 25 for `none`.",
        read: |config, text| {
            config.mail.port = Some(integer(text, 1..=65_535)?);
            Ok(())
        },
    },
    Setting {
        name: "mail.tls",
        kind: Kind::Text,
        default: "starttls",
        doc: "`starttls`: the connection begins plain and must become encrypted before anything is sent; `implicit`: \
              encrypted from the start; `none`: not at all, for a server on the same machine or a network of one's own.",
        read: |config, text| {
            config.mail.tls =
                TlsMode::parse(text).ok_or_else(|| "must be starttls, implicit or none".to_owned())?;
            Ok(())
        },
    },
    Setting {
        name: "mail.user",
        kind: Kind::Text,
        default: "",
        doc: "The user to sign in as, where the server wants that.",
        read: |config, text| {
            config.mail.user = Some(text.to_owned()).filter(|user| !user.is_empty());
            Ok(())
        },
    },
    Setting {
        name: "mail.password",
        kind: Kind::Text,
        default: "",
        doc: "The password of that user. Secret: it is never printed, and better given by its environment variable than \
              in the file.",
        read: |config, text| {
            config.mail.password = (!text.is_empty()).then(|| SecretString::from(text));
            Ok(())
        },
    },
    Setting {
        name: "mail.from",
        kind: Kind::Text,
        default: "",
        doc: "The sender of mails, like `Ortak <ortak@vendor.example>`. Needed when there is a mail server.",
        read: |config, text| {
            config.mail.from = Some(mailbox(text)?);
            Ok(())
        },
    },
    Setting {
        name: "mail.reply_to",
        kind: Kind::Text,
        default: "",
        doc: "Where answers go, when not to the sender.",
        read: |config, text| {
            config.mail.reply_to = Some(mailbox(text)?);
            Ok(())
        },
    },
    Setting {
        name: "mail.certificate_file",
        kind: Kind::Text,
        default: "",
        doc: "A file of certificates (PEM) that are trusted beside those of the system, for a mail server with a \
              certificate of one's own.",
        read: |config, text| {
            config.mail.certificate_file = Some(path(text)?);
            Ok(())
        },
    },
    Setting {
        name: "mail.digest_hour",
        kind: Kind::Integer,
        default: "7",
        doc: "The hour, 0 to 23 in each reader's zone, at which the daily digest goes out to those who want one.",
        read: |config, text| {
            config.mail.digest_hour = integer(text, 0..=23)?;
            Ok(())
        },
    },
    Setting {
        name: "log.level",
        kind: Kind::Text,
        default: "info",
        doc: "`error`, `warn`, `info`, `debug` or `trace`, or several by module, like `info,ortak_store=debug`. \
              The log goes to standard error.",
        read: |config, text| {
            EnvFilter::try_new(text)
                .map_err(|_| "must be a level like info, or levels by module".to_owned())?;
            text.clone_into(&mut config.log_level);
            Ok(())
        },
    },
    Setting {
        name: "log.format",
        kind: Kind::Text,
        default: "text",
        doc: "`text` or `json`: one line of text, or one JSON object, per event.",
        read: |config, text| {
            config.log_format = match text {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => return Err("must be text or json".to_owned()),
            };
            Ok(())
        },
    },
    Setting {
        name: "vendor.id",
        kind: Kind::Text,
        default: "msft",
        doc: "The id that a vendor made by `ortak admin organization create` gets when none is given. Clients \
              written for the model of this interface expect the default.",
        read: |config, text| {
            config.vendor_id = OrganizationId::new(text)
                .map_err(|_| "must be 1 to 64 letters, digits, - and _".to_owned())?;
            Ok(())
        },
    },
];

fn integer<T>(text: &str, range: RangeInclusive<u64>) -> Result<T, String>
where
    T: TryFrom<u64>,
{
    let wrong = || format!("must be a whole number from {} to {}", range.start(), range.end());
    let number: u64 = text.parse().map_err(|_| wrong())?;
    if !range.contains(&number) {
        return Err(wrong());
    }
    T::try_from(number).map_err(|_| wrong())
}

fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() { Err("must not be empty".to_owned()) } else { Ok(PathBuf::from(text)) }
}

/// Networks separated by commas; an address is a network of one.
fn networks(text: &str, example: &str) -> Result<Vec<IpNet>, String> {
    let networks = text.split(',').map(str::trim).filter(|network| !network.is_empty());
    let read = |network: &str| network.parse().or_else(|_| network.parse::<IpAddr>().map(IpNet::from)).ok();
    let networks: Option<_> = networks.map(read).collect();
    networks.ok_or_else(|| format!("must be networks like {example}, separated by commas"))
}

/// `address` or `Name <address>`.
fn mailbox(text: &str) -> Result<String, String> {
    check_mailbox(text)
        .map(|()| text.to_owned())
        .map_err(|_| "must be a mail address, like Ortak <ortak@vendor.example>".to_owned())
}

/// A URL of the web that other URLs may begin with.
fn web_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "must be a URL like https://ortak.example".to_owned())?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain {
        return Err("must be a URL like https://ortak.example, without query and user name".to_owned());
    }
    Ok(url)
}
