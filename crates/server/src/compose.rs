//! Puts the parts together: the one place that knows them all.

use std::fs;
use std::io;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context as _, bail};
use axum::Router;
use ortak_api::{Api, Webhooks};
use ortak_app::App;
use ortak_app::account::vault::Vault;
use ortak_app::notification::Post;
use ortak_app::port::{Mailer, SealedKey, StoreError, SystemClock, SystemIds};
use ortak_app::webhook::Secrets;
use ortak_http::{Http, LimitSettings, Limits, Logins, MasterKey, RequestLimit, TokenSettings, Tokens};
use ortak_outbound::mail::MailSettings;
use ortak_outbound::webhook::SenderSettings;
use ortak_outbound::{Guard, SignedSender, SigningKey, SmtpMailer};
use ortak_store::conn::MigrationReport;
use ortak_store::{OpenOptions, Store, dump};
use ortak_web::{Installation, Live, Web};
use secrecy::ExposeSecret as _;

use crate::config::{Config, Database, KeySource};

/// An open store and the use cases over it.
#[derive(Debug)]
pub struct Services {
    pub store: Store,
    pub app: App,
}

impl Services {
    pub async fn close(self) {
        drop(self.app);
        self.store.close().await;
    }
}

/// Opens the database as it is, and makes the data folder where that is meant and absent.
pub async fn open(config: &Config) -> anyhow::Result<Services> {
    let database = config.database();
    if let Database::File(_) = database {
        make_folder(&config.data_dir)
            .with_context(|| format!("the data folder {} can't be made", config.data_dir.display()))?;
    }
    let options = OpenOptions { pool_size: config.pool_size, ..OpenOptions::default() };
    let store = Store::open(&database.url(), &options).await.with_context(|| format!("{database}"))?;
    let mut app = app(&store);
    app.mailer = mailer(config).await?.map(|mailer| Arc::new(mailer) as Arc<dyn Mailer>);
    Ok(Services { store, app })
}

/// Opens a database that must be there, so that a slip of the pen does not make an empty one.
pub async fn open_existing(config: &Config) -> anyhow::Result<Services> {
    match config.database() {
        Database::File(path) if !path.exists() => bail!("there is no database {}", path.display()),
        _ => open(config).await,
    }
}

/// The use cases over a store.
pub fn app(store: &Store) -> App {
    let store = Arc::new(store.clone());
    App::over(store, Arc::new(SystemClock), Arc::new(SystemIds))
}

/// Opens the database and brings it up to date, or says what has to be done first. Makes it when absent.
pub async fn open_current(config: &Config) -> anyhow::Result<(Services, MigrationReport)> {
    let services = open(config).await?;
    let report = make_current(config, &services, config.migrate).await;
    match report {
        Ok(report) => Ok((services, report)),
        Err(error) => {
            services.close().await;
            Err(error)
        }
    }
}

/// Opens a database that must be there and up to date, for what is no occasion to migrate it.
pub async fn open_existing_current(config: &Config) -> anyhow::Result<Services> {
    let services = open_existing(config).await?;
    match make_current(config, &services, false).await {
        Ok(_) => Ok(services),
        Err(error) => {
            services.close().await;
            Err(error)
        }
    }
}

async fn make_current(
    config: &Config,
    services: &Services,
    migrate: bool,
) -> anyhow::Result<MigrationReport> {
    let database = services.store.database();
    let report = if migrate {
        database.migrate().await?
    } else {
        let pending = database.pending().await?;
        if let [first, ..] = pending.as_slice() {
            bail!("the schema is not up to date ({first} is pending): run `ortak migrate`");
        }
        MigrationReport::default()
    };
    if dump::is_unfinished(database).await? {
        bail!("a restore into {} was cut off: run `ortak restore` again", config.database());
    }
    Ok(report)
}

/// Only for its owner: there will be personal data, hashes and the master key in it.
fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The master key from where the configuration says. The data folder's own is made when absent, but not for a
/// database that was sealed with another: the mistake would only show later, and be harder to understand.
async fn master_key(app: &App, config: &Config) -> anyhow::Result<MasterKey> {
    match config.key_source().map_err(anyhow::Error::msg)? {
        KeySource::Given(key) => Ok(MasterKey::parse(key.expose_secret())?),
        KeySource::File(path) => read_key(path).map_err(anyhow::Error::msg),
        KeySource::Own(path) => {
            if !path.exists() && !app.accounts.signing_keys().await?.is_empty() {
                let path = path.display();
                bail!(
                    "{path} is missing: put the master key there that this database was served with before"
                );
            }
            Ok(MasterKey::load_or_create(&path)?)
        }
    }
}

/// Reads the master key from a file that must be there.
pub fn read_key(path: &Path) -> Result<MasterKey, String> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("the master key {} can't be read: {error}", path.display()))?;
    MasterKey::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The use cases with the key to people's secrets.
pub async fn unlocked(app: &App, config: &Config) -> anyhow::Result<App> {
    let vault = Vault::new(master_key(app, config).await?.derive("accounts"));
    Ok(App { vault, ..app.clone() })
}

/// What both the API and the worker need of what leaves the platform.
#[derive(Clone, Debug)]
pub struct Outbound {
    pub webhooks: Webhooks,
    pub sender: Arc<SignedSender>,
    pub post: Post,
}

/// The mailer of the configuration; none where mail is off.
pub async fn mailer(config: &Config) -> anyhow::Result<Option<SmtpMailer>> {
    let mail = &config.mail;
    let (Some(host), Some(from)) = (&mail.host, &mail.from) else { return Ok(None) };
    let certificates = match &mail.certificate_file {
        Some(path) => {
            let read = fs::read(path);
            Some(read.with_context(|| format!("mail.certificate_file {} can't be read", path.display()))?)
        }
        None => None,
    };
    let settings = MailSettings {
        host: host.clone(),
        port: mail.port.unwrap_or(mail.tls.usual_port()),
        tls: mail.tls,
        login: mail.user.clone().zip(mail.password.clone()),
        from: from.clone(),
        reply_to: mail.reply_to.clone(),
        certificates,
        timeout: None,
    };
    // It reads the certificates of the system.
    let made = tokio::task::spawn_blocking(move || SmtpMailer::new(&settings)).await?;
    made.map(Some).context("the mail server can't be used")
}

/// Signing key, certificate and guard of webhook requests, under the URL that clients know.
pub async fn outbound(app: &App, config: &Config, base_url: &str) -> anyhow::Result<Outbound> {
    let master_key = master_key(app, config).await?;
    let (id, key) = webhook_key(app, config, &master_key).await?;
    let secrets = Secrets::new(&master_key.derive("webhook secrets"));
    let base_url = base_url.trim_end_matches('/');
    let certificate = key.certificate_pem().into();
    let sender = Arc::new(SignedSender::new(SenderSettings {
        guard: Guard::new(config.allowed_networks.iter().copied()),
        key: Arc::new(key),
        secrets: secrets.clone(),
        certificate_url: format!("{base_url}/webhooks/v1/certificates/{id}.cer"),
        timeout: None,
    })?);
    let webhooks = Webhooks { targets: sender.clone(), secrets, certificate: (id.into(), certificate) };
    let post = Post {
        zone: config.time_zone.clone(),
        digest_hour: config.mail.digest_hour,
        ..Post::at(base_url, &master_key.derive("unsubscribe"))
    };
    Ok(Outbound { webhooks, sender, post })
}

/// What the sealed key is for.
const WEBHOOK_KEY: &str = "webhook signing key";

/// The key that signs webhook requests; of processes that start at once, all take the first one's.
async fn webhook_key(
    app: &App,
    config: &Config,
    master_key: &MasterKey,
) -> anyhow::Result<(String, SigningKey)> {
    if let Some(stored) = app.accounts.webhook_key().await? {
        return Ok((stored.id, SigningKey::from_bytes(&master_key.open(WEBHOOK_KEY, &stored.sealed)?)?));
    }
    let (organization, now) = (config.certificate_organization.clone(), app.clock.now());
    let made = tokio::task::spawn_blocking(move || SigningKey::generate(&organization, now)).await??;
    let sealed = master_key.seal(WEBHOOK_KEY, &made.to_bytes())?;
    let key = SealedKey { id: "webhook-1".to_owned(), sealed, created_at: now };
    match app.accounts.add_webhook_key(key).await {
        Ok(()) | Err(StoreError::Duplicate { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let stored = app.accounts.webhook_key().await?.context("the webhook key is gone again")?;
    Ok((stored.id, SigningKey::from_bytes(&master_key.open(WEBHOOK_KEY, &stored.sealed)?)?))
}

/// Pages and API, under the URL that clients know.
pub async fn faces(
    app: App,
    config: &Config,
    base_url: String,
    outbound: &Outbound,
    draining: Arc<AtomicBool>,
) -> anyhow::Result<Router> {
    let logins = Logins::new(config.login_providers.clone(), &base_url, app.clock.clone())
        .context("the login providers can't be used")?;
    let settings = TokenSettings {
        password_grant: config.password_grant,
        trusted_issuers: config.issuers.clone(),
        ..TokenSettings::new(base_url)
    };
    let master_key = master_key(&app, config).await?;
    let tokens = Tokens::load(app.clone(), &master_key, settings)
        .await
        .context("the keys and issuers of tokens can't be used")?;
    let per_second = NonZeroU32::new(config.requests_per_second);
    let requests = per_second
        .zip(NonZeroU32::new(config.burst))
        .map(|(per_second, burst)| RequestLimit { per_second, burst });
    let limits = Limits::new(LimitSettings { requests });
    // Derived, so that every process with the master key continues the pages of the others.
    let page_key = master_key.derive("paging");
    let http = Http::new(app, tokens, limits).with_logins(logins);
    let (webhooks, links) = (outbound.webhooks.clone(), outbound.post.links.clone());
    let pages = ortak_web::Webhooks { targets: webhooks.targets.clone(), secrets: webhooks.secrets.clone() };
    let installation = Installation { zone: config.time_zone.clone(), vendor_id: config.vendor_id.clone() };
    let api = ortak_api::router(Api::new(http.clone(), &page_key, webhooks, links));
    Ok(ortak_web::router(
        Web { http, webhooks: pages, live: Live::new(draining), installation, styleguide: config.styleguide },
        api,
    ))
}
