//! Who did what, the latest first: on the company's deals `/settings/audit`, and to its accounts
//! `/settings/audit/accounts`.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use ortak_app::audit;
use ortak_app::port::{EventPosition, HistoryEvent, NamedEvent};
use ortak_domain::{AuditActor, AuditEntry, AuditEvent, AuditSubject, ReferralId, Role, Time};
use serde::Deserialize;
use serde_json::Value;

use crate::actors::Actors;
use crate::error::Failure;
use crate::reader::Reader;
use crate::view::{Section, View};
use crate::{Web, html};

/// Events on a page.
const ROWS: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

/// An event in words.
struct Line {
    at: Time,
    /// The deal as it is called now.
    deal: String,
    what: String,
    who: String,
    referral: ReferralId,
    request_id: String,
}

#[derive(Template)]
#[template(path = "page/settings/audit.html")]
struct AuditPage<'a> {
    view: &'a View,
    lines: Vec<Line>,
    later: bool,
    older: Option<String>,
}

fn write(event: &HistoryEvent) -> String {
    format!("{}_{}_{}", event.at.ticks(), event.referral_id, event.version)
}

fn parse(text: &str) -> Option<EventPosition> {
    let mut parts = text.split('_');
    let at = Time::from_ticks(parts.next()?.parse().ok()?);
    let referral_id = parts.next()?.parse().ok()?;
    Some(EventPosition { at, referral_id, version: parts.next()?.parse().ok()? })
}

pub(super) async fn page(
    State(web): State<Web>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let app = &web.http.app;
    let after = parse(&asked.after);
    let mut events = audit::latest(app, &reader.ctx, after, ROWS + 1).await?;
    let more = events.len() > ROWS;
    events.truncate(ROWS);
    let older =
        events.last().filter(|_| more).map(|last| format!("/settings/audit?after={}", write(&last.event)));
    let actors = Actors::of(app, &reader.ctx).await?;
    let view = reader.view.at(Section::Settings);
    let line = |NamedEvent { event, deal }: NamedEvent| Line {
        at: event.at,
        deal: deal.unwrap_or_else(|| event.referral_id.to_string()),
        what: view.name_of("deal-event", &event.kind),
        who: actors.name(&view, &event),
        referral: event.referral_id,
        request_id: event.request_id,
    };
    let lines = events.into_iter().map(line).collect();
    html(&AuditPage { view: &view, lines, later: after.is_some(), older })
}

/// A change to an account, in words.
struct AccountLine {
    at: Time,
    what: String,
    /// What it is about.
    whom: String,
    details: String,
    who: String,
    address: String,
    request_id: String,
}

#[derive(Template)]
#[template(path = "page/settings/audit_accounts.html")]
struct AccountsPage<'a> {
    view: &'a View,
    lines: Vec<AccountLine>,
    later: bool,
    older: Option<String>,
}

pub(super) async fn accounts(
    State(web): State<Web>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let app = &web.http.app;
    let before: Option<i64> = asked.after.parse().ok();
    let mut events = audit::accounts(app, &reader.ctx, before, ROWS + 1).await?;
    let more = events.len() > ROWS;
    events.truncate(ROWS);
    let last = events.last().filter(|_| more);
    let older = last.map(|last| format!("/settings/audit/accounts?after={}", last.number));
    let actors = Actors::of(app, &reader.ctx).await?;
    let view = reader.view.at(Section::Settings);
    let lines = events.into_iter().map(|event| account_line(&view, &actors, event)).collect();
    html(&AccountsPage { view: &view, lines, later: before.is_some(), older })
}

fn account_line(view: &View, actors: &Actors, event: AuditEvent) -> AccountLine {
    let entry = event.entry;
    let facts: Value = serde_json::from_str(&entry.facts).unwrap_or_default();
    let who = match entry.actor {
        AuditActor::Operator => view.t("actor-operator"),
        // Whoever runs the programme is of another company.
        _ => actors.own(view, &entry.actor_id).unwrap_or_else(|| view.t("actor-elsewhere")),
    };
    AccountLine {
        at: entry.at,
        what: view.name_of("audit", &entry.kind.as_str().replace('_', "-")),
        whom: whom(view, actors, &entry, &facts),
        details: details(view, &facts),
        who,
        address: entry.address,
        request_id: entry.request_id,
    }
}

fn whom(view: &View, actors: &Actors, entry: &AuditEntry, facts: &Value) -> String {
    let named = || facts.get("name").and_then(Value::as_str).map(str::to_owned);
    match entry.kind.subject() {
        AuditSubject::Organization => String::new(),
        AuditSubject::Location => {
            let number = view.t1("audit-location", "number", entry.subject.as_str());
            named().map_or_else(|| number.clone(), |name| format!("{name} ({})", entry.subject))
        }
        AuditSubject::Person | AuditSubject::Subscriber => {
            actors.own(view, &entry.subject).unwrap_or_else(|| entry.subject.clone())
        }
        AuditSubject::Client | AuditSubject::Solution => named().unwrap_or_else(|| entry.subject.clone()),
    }
}

/// What else there is to tell, as far as it is told in words.
fn details(view: &View, facts: &Value) -> String {
    let access = |of: &Value| {
        let role = Role::parse(of.get("role")?.as_str()?)?;
        let role = view.name_of("role", role.as_str());
        let locations = of.get("locations").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let locations: Vec<&str> = locations.iter().filter_map(Value::as_str).collect();
        Some(if locations.is_empty() { role } else { format!("{role} ({})", locations.join(", ")) })
    };
    let change = || {
        let (before, after) = (facts.get("before")?, facts.get("after")?);
        Some(format!("{} → {}", access(before)?, access(after)?))
    };
    let addresses = || {
        let uris = facts.get("redirectUris")?.as_array()?;
        let uris: Vec<&str> = uris.iter().filter_map(Value::as_str).collect();
        Some(uris.join(", "))
    };
    let url = || facts.get("url").and_then(Value::as_str).map(str::to_owned);
    let labelled = |field: &str| {
        let id = format!("audit-field-{}", field.to_lowercase());
        view.language.has(&id).then(|| view.t(&id))
    };
    let fields = || {
        let (before, after) = (facts.get("before")?.as_object()?, facts.get("after")?.as_object()?);
        let changed = after.iter().filter_map(|(field, value)| {
            let label = labelled(field)?;
            let before = before.get(field).map(|before| plain(view, before)).unwrap_or_default();
            Some(format!("{label}: {before} → {}", plain(view, value)))
        });
        Some(changed.collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty())
    };
    let contacts = ["contactsAdded", "contactsRemoved"].into_iter().filter_map(|field| {
        let emails = plain(view, facts.get(field)?);
        Some(format!("{}: {emails}", labelled(field)?))
    });
    let told = change().or_else(fields).or_else(|| access(facts)).or_else(addresses).or_else(url).into_iter();
    told.chain(contacts).collect::<Vec<_>>().join("; ")
}

/// A value of the log's facts, in words.
fn plain(view: &View, value: &Value) -> String {
    match value {
        Value::Bool(yes) => view.t(if *yes { "yes" } else { "no" }),
        Value::String(text) if !text.is_empty() => text.clone(),
        Value::Number(number) => view.number(number),
        Value::Array(items) if !items.is_empty() => {
            items.iter().map(|item| plain(view, item)).collect::<Vec<_>>().join(", ")
        }
        _ => "—".to_owned(),
    }
}
