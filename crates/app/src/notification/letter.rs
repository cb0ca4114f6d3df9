//! Writes the mail that tells a person of what happened: in their language, as text and as HTML, with a link to each
//! thing and one to unsubscribe (R603).

use askama::Template;
use jiff::tz::TimeZone;
use ortak_domain::notification::NotificationEvent;
use ortak_domain::{Person, Time};
use ortak_i18n::{Arg, Language};

use super::Facts;
use super::unsubscribe::{Mails, UnsubscribeLinks};
use crate::account::mail::AccountMail;
use crate::error::AppError;
use crate::port::{Mail, MailAbout, Notification, Purpose, StoredMail};

/// Characters of a name that are shown; whoever wants more opens the deal.
const NAME: usize = 120;
/// Characters of a subject, past which mail programs cut anyhow.
const SUBJECT: usize = 150;
/// Pieces of news in a digest that are written out.
const MOST: usize = 100;

/// What all mails of an installation have in common.
#[derive(Clone, Debug)]
pub struct Post {
    /// Where people find this installation, without a slash at its end.
    pub base_url: String,
    pub links: UnsubscribeLinks,
    /// The zone of dates in mails, and of the digest's hour, for who has chosen none.
    pub zone: TimeZone,
    /// The full hour, 0 to 23, at which the daily digest goes out.
    pub digest_hour: i8,
}

impl Post {
    /// With dates in UTC and the digest at seven; `key` serves no other purpose (`MasterKey::derive("unsubscribe")`).
    pub fn at(base_url: &str, key: &[u8; 32]) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self { base_url, links: UnsubscribeLinks::new(key), zone: TimeZone::UTC, digest_hour: 7 }
    }

    /// The same for a reader who has chosen this zone; empty: none.
    #[must_use]
    pub fn in_zone(&self, chosen: &str) -> Self {
        let chosen = TimeZone::get(chosen).ok().filter(|_| !chosen.is_empty());
        let zone = chosen.unwrap_or_else(|| self.zone.clone());
        Self { zone, ..self.clone() }
    }
}

/// One piece of news, in words.
struct Item {
    subject: String,
    heading: String,
    sentence: String,
    facts: Vec<(String, String)>,
    action: String,
    link: String,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    language: &'a str,
    subject: &'a str,
    greeting: &'a str,
    items: &'a [Item],
    why: &'a str,
    /// Where to stop such mails, and in which words; none for those that were asked for.
    unsubscribe: Option<(&'a str, &'a str)>,
}

/// Writes one mail. `notifications` are what it carries, at least one.
pub fn write(
    post: &Post,
    mail: &StoredMail,
    person: &Person,
    notifications: &[Notification],
) -> Result<Mail, AppError> {
    let language = Language::parse(&person.language).unwrap_or_default();
    let items = notifications
        .iter()
        .take(MOST)
        .map(|notification| item(post, language, notification))
        .collect::<Result<Vec<_>, _>>()?;
    let Some(first) = notifications.first() else {
        return Err(AppError::Internal("a mail that carries nothing".to_owned()));
    };
    let (mails, words) = if mail.digest {
        (Mails::All, language.message("mail-unsubscribe-digest"))
    } else {
        (Mails::Of(first.event), language.message("mail-unsubscribe"))
    };
    let subject = match items.as_slice() {
        [one] => one.subject.clone(),
        _ => language.message_with("mail-digest-subject", &[("count", notifications.len().into())]),
    };
    let subject = clean(&subject, SUBJECT);
    let greeting = language.message_with("mail-greeting", &[("name", clean(&person.name, NAME).into())]);
    let why = language.message("mail-why");
    let unsubscribe = format!("{}/unsubscribe/{}", post.base_url, post.links.token(person.id, mails));
    let html = Html {
        language: language.as_str(),
        subject: &subject,
        greeting: &greeting,
        items: &items,
        why: &why,
        unsubscribe: Some((&unsubscribe, &words)),
    };
    let html = html.render().map_err(|error| AppError::Internal(error.to_string()))?;
    let mut text = format!("{greeting}\n");
    for item in &items {
        text.push('\n');
        if items.len() > 1 {
            push(&mut text, &[&item.heading]);
        }
        push(&mut text, &[&item.sentence]);
        for (label, value) in &item.facts {
            push(&mut text, &[label, ": ", value]);
        }
        push(&mut text, &[&item.action, ": ", &item.link]);
    }
    push(&mut text, &["\n-- \n", &why, "\n", &words, ": ", &unsubscribe]);
    Ok(Mail {
        id: mail.id,
        to_name: clean(&person.name, NAME),
        to_address: person.email.trim().to_owned(),
        language: language.as_str().to_owned(),
        subject,
        text,
        html,
        unsubscribe_url: Some(unsubscribe),
        written_at: mail.created_at,
    })
}

/// Writes a mail about somebody's account: with a link into it (an invitation, or a new password), or the news that
/// their ways to sign in were changed.
pub fn write_about_account(post: &Post, mail: &AccountMail) -> Result<Mail, AppError> {
    let language = Language::parse(&mail.language).unwrap_or_default();
    let kind = match mail.about {
        MailAbout::Link(Purpose::Reset) => "reset".to_owned(),
        MailAbout::Link(_) => "invitation".to_owned(),
        MailAbout::Change(kind) => kind.as_str().replace('_', "-"),
    };
    let is_change = matches!(mail.about, MailAbout::Change(_));
    let (name, organization) = (clean(&mail.to_name, NAME), clean(&mail.organization_name, NAME));
    let until = moment(post, language, mail.expires_at);
    let at = moment(post, language, mail.created_at);
    let args = [("organization", organization.into()), ("until", until.into()), ("at", at.into())];
    let words = |part: &str| {
        // News differ in what happened only.
        let of = if is_change && part != "subject" { "change" } else { kind.as_str() };
        language.message_with(&format!("mail-{of}-{part}"), &args)
    };
    let subject = clean(&words("subject"), SUBJECT);
    let greeting = language.message_with("mail-greeting", &[("name", name.clone().into())]);
    let (why, link) = (words("why"), mail.url(&post.base_url));
    let item = Item {
        subject: subject.clone(),
        heading: subject.clone(),
        sentence: words("sentence"),
        facts: Vec::new(),
        action: words("action"),
        link,
    };
    let mut text = format!("{greeting}\n\n");
    push(&mut text, &[&item.sentence]);
    push(&mut text, &[&item.action, ": ", &item.link]);
    push(&mut text, &["\n-- \n", &why]);
    let html = Html {
        language: language.as_str(),
        subject: &subject,
        greeting: &greeting,
        items: std::slice::from_ref(&item),
        why: &why,
        unsubscribe: None,
    };
    let html = html.render().map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(Mail {
        id: mail.id,
        to_name: name,
        to_address: mail.to_address.trim().to_owned(),
        language: language.as_str().to_owned(),
        subject,
        text,
        html,
        unsubscribe_url: None,
        written_at: mail.created_at,
    })
}

fn push(text: &mut String, parts: &[&str]) {
    for part in parts {
        text.push_str(part);
    }
    text.push('\n');
}

fn item(post: &Post, language: Language, notification: &Notification) -> Result<Item, AppError> {
    let facts: Facts =
        serde_json::from_str(&notification.facts).map_err(|error| AppError::Internal(error.to_string()))?;
    let event = notification.event;
    let name =
        |text: &Option<String>| text.as_deref().map(|text| clean(text, NAME)).filter(|text| !text.is_empty());
    let customer = name(&facts.customer);
    let deal = name(&facts.deal).or_else(|| customer.clone());
    let organization = name(&facts.organization);
    let yes = |truth: bool| Arg::from(if truth { "yes" } else { "no" });
    let or =
        |text: &Option<String>, id: &str| text.clone().unwrap_or_else(|| language.message(id).into_owned());
    let args = [
        ("deal", or(&deal, "mail-deal-unnamed").into()),
        ("organization", or(&organization, "mail-somebody").into()),
        ("lead", yes(facts.lead)),
        ("off", yes(facts.webhook_off)),
        ("days", facts.days_left.unwrap_or_default().into()),
    ];
    let words = |part: &str| language.message_with(&format!("mail-{}-{part}", event.as_str()), &args);
    let mut lines = Vec::new();
    let mut line = |id: &str, value: Option<String>| {
        lines.extend(value.map(|value| (language.message(id).into_owned(), value)));
    };
    line("mail-fact-deal", name(&facts.deal));
    line("mail-fact-customer", customer);
    line("mail-fact-stage", facts.stage_percent.map(|percent| stage(language, percent)));
    line("mail-fact-reason", facts.reason.map(|reason| language.name("reason", &reason).into_owned()));
    line("mail-fact-answer-by", facts.answer_by.map(|at| moment(post, language, at)));
    line("mail-fact-webhook", name(&facts.webhook));
    line("mail-fact-error", name(&facts.webhook_error));
    let subject = words("subject");
    Ok(Item {
        heading: clean(&subject, SUBJECT),
        subject,
        sentence: words("sentence"),
        facts: lines,
        action: words("action"),
        link: link(&post.base_url, notification),
    })
}

fn stage(language: Language, percent: u8) -> String {
    format!("{} ({})", language.name("sales-stage", &percent.to_string()), language.percent(percent))
}

/// With the zone's name, for who reads it may be in another.
fn moment(post: &Post, language: Language, at: Time) -> String {
    let zone = post.zone.to_offset_info(at.timestamp()).abbreviation().to_owned();
    format!("{} {zone}", language.date_time(at, &post.zone))
}

/// Where the reader finds what a notification is about.
pub fn link(base_url: &str, notification: &Notification) -> String {
    match (notification.event, notification.referral_id) {
        (NotificationEvent::WebhookFailing, _) => format!("{base_url}/settings/webhooks"),
        (_, Some(referral)) => format!("{base_url}/deals/{referral}"),
        (_, None) => format!("{base_url}/"),
    }
}

/// What others wrote, fit for one line: without what breaks lines or turns the direction of writing, and not longer
/// than `most` characters.
fn clean(text: &str, most: usize) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let breaks = |c: char| c.is_control() || c.is_whitespace();
    let visible: String = text.chars().filter(|c| !turns(*c)).take(most * 20).collect();
    let line = visible.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default().trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests;
