//! Mails about an account that wait to be sent: links, which lie encrypted in the store until a mail server has taken
//! them, and the news that somebody's ways to sign in were changed (ASVS 5.0, 6.3.7). What a mail server doesn't take
//! now comes again after a while, until the link runs out or the news is old.

use ortak_domain::{AuditEntry, AuditKind, OrganizationId, Person, PersonId, Time};
use uuid::Uuid;

use super::one_time::{self, Link};
use crate::App;
use crate::error::AppError;
use crate::notification::{Post, letter};
use crate::port::{AccountMailRecord, MailAbout, MailError};

const SEALED: &str = "account mail";
/// How long a claimed mail is left alone before it is claimed again, in seconds.
const LEASE_SECONDS: i64 = 120;
/// How long it is tried to tell somebody of a change.
const NEWS_DAYS: i64 = 3;

/// A mail to be written and sent. Debug doesn't show the link.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountMail {
    /// The same at every attempt.
    pub id: Uuid,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub person_id: PersonId,
    pub to_name: String,
    pub to_address: String,
    /// `en` or `tr`.
    pub language: String,
    /// As they have chosen it; empty: none.
    pub time_zone: String,
    pub about: MailAbout,
    /// Of the link, where it brings one.
    token: Option<String>,
    pub created_at: Time,
    pub expires_at: Time,
    /// This one included.
    pub attempts: u32,
}

impl std::fmt::Debug for AccountMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountMail")
            .field("id", &self.id)
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

impl AccountMail {
    /// The address of the page that takes the link in; without a link, of the page about one's security.
    pub fn url(&self, base_url: &str) -> String {
        match (self.about, &self.token) {
            (MailAbout::Link(purpose), Some(token)) => one_time::url(base_url, purpose, token),
            _ => format!("{}/settings/security", base_url.trim_end_matches('/')),
        }
    }
}

/// Where there is no key, the link is only shown to whoever made it.
pub(super) async fn queue(app: &App, person: &Person, link: &Link) -> Result<(), AppError> {
    if app.vault.is_locked() {
        return Ok(());
    }
    let record = AccountMailRecord {
        organization_id: person.organization_id.clone(),
        id: app.ids.ordered(),
        person_id: person.id,
        about: MailAbout::Link(link.purpose),
        sealed: app.vault.seal(SEALED, link.token.as_bytes())?,
        created_at: app.clock.now(),
        expires_at: link.expires_at,
        attempts: 0,
    };
    Ok(app.credentials.queue_account_mail(record).await?)
}

/// The mail that tells a person of a change to their ways to sign in; none for other changes.
pub(crate) fn about(app: &App, entry: &AuditEntry) -> Option<AccountMailRecord> {
    use AuditKind as K;
    let tells = matches!(
        entry.kind,
        K::PasswordReset
            | K::PasswordChanged
            | K::SecondFactorAdded
            | K::SecondFactorRemoved
            | K::SecondFactorReset
            | K::RecoveryCodesRenewed
            | K::PasskeyAdded
            | K::PasskeyRemoved
    );
    let person_id = entry.subject.parse().ok().filter(|_| tells)?;
    Some(AccountMailRecord {
        organization_id: entry.organization_id.clone(),
        id: app.ids.ordered(),
        person_id,
        about: MailAbout::Change(entry.kind),
        sealed: Vec::new(),
        created_at: entry.at,
        expires_at: entry.at.plus_days(NEWS_DAYS),
        attempts: 0,
    })
}

/// Mails that are due and can be read. Those whose links are no longer good are dropped instead.
pub async fn claim(app: &App, limit: usize) -> Result<Vec<AccountMail>, AppError> {
    let now = app.clock.now();
    let mut mails = Vec::new();
    for record in app.credentials.claim_account_mail(now, now.plus_seconds(LEASE_SECONDS), limit).await? {
        let (token, good) = match record.about {
            MailAbout::Link(purpose) => {
                // Sealed with another key, or damaged: it comes again after its lease, in case the right key comes
                // back, and must not hold up the others.
                let Some(token) = opened(app, &record.sealed) else { continue };
                let good = match one_time::look(app, purpose, &token).await? {
                    Some(found) => super::people::holder(app, &found).await?,
                    None => None,
                };
                (Some(token), good)
            }
            MailAbout::Change(_) => {
                let news = now < record.expires_at;
                (None, app.accounts.person(record.person_id).await?.filter(|_| news))
            }
        };
        let Some(person) = good.map(|holder| holder.person) else {
            app.credentials.drop_account_mail(&record.organization_id, record.id).await?;
            continue;
        };
        let organization = app.accounts.organization(&record.organization_id).await?;
        let profile = app.sessions.profile(person.id).await?;
        mails.push(AccountMail {
            id: record.id,
            organization_id: record.organization_id,
            organization_name: organization.map(|o| o.organization.name).unwrap_or_default(),
            person_id: person.id,
            to_name: person.name,
            to_address: person.email,
            language: person.language,
            time_zone: profile.map(|profile| profile.presentation.time_zone).unwrap_or_default(),
            about: record.about,
            token,
            created_at: record.created_at,
            expires_at: record.expires_at,
            attempts: record.attempts,
        });
    }
    Ok(mails)
}

fn opened(app: &App, sealed: &[u8]) -> Option<String> {
    String::from_utf8(app.vault.open(SEALED, sealed).ok()?).ok()
}

/// What came of sending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// How many mails were due.
    pub due: usize,
    /// Why some were not taken, each with its mail; those that may be taken later come again when their lease is over.
    pub problems: Vec<(Uuid, MailError)>,
}

/// Sends what is due, at most `limit` mails. Without a mail server the links stay where they are.
pub async fn send_due(app: &App, post: &Post, limit: usize) -> Result<Sent, AppError> {
    let Some(mailer) = app.mailer.clone().filter(|_| !app.vault.is_locked()) else {
        return Ok(Sent::default());
    };
    let due = claim(app, limit).await?;
    let mut sent = Sent { due: due.len(), problems: Vec::new() };
    for mail in &due {
        let taken = mailer.send(&letter::write_about_account(&post.in_zone(&mail.time_zone), mail)?).await;
        if !matches!(taken, Err(MailError::Temporary(_))) {
            done(app, mail).await?;
        }
        sent.problems.extend(taken.err().map(|error| (mail.id, error)));
    }
    Ok(sent)
}

/// The mail is sent, or never will be.
pub async fn done(app: &App, mail: &AccountMail) -> Result<(), AppError> {
    Ok(app.credentials.drop_account_mail(&mail.organization_id, mail.id).await?)
}
