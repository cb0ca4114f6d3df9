//! A deal's pages: `/deals/{id}` with its tabs, and below it what can be done.

pub(crate) mod answer;
mod close;
mod edit;
mod invite;
mod mark;
mod people;
mod solutions;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use ortak_app::AppError;
use ortak_app::etag::IfMatch;
use ortak_app::port::HistoryEvent;
use ortak_app::referral::change::{Change, change};
use ortak_app::referral::history::history;
use ortak_domain::policy::Action;
use ortak_domain::referral::{ReferralChange, SalesStage};
use ortak_domain::{ReferralId, Time, Violations};
use serde_json::Value;

use crate::actors::Actors;
use crate::deal::{Badge, Contact, Deal, PartyCard, Step};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::Reader;
use crate::view::{Section, View};
use crate::{Web, html};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/deals/{id}", get(overview))
        .route("/deals/{id}/activity", get(activity))
        .route("/deals/{id}/sharing", get(sharing))
        .route("/deals/{id}/accept", get(answer::accept_form).post(answer::accept))
        .route("/deals/{id}/decline", get(answer::decline_form).post(answer::decline))
        .route("/deals/{id}/won", get(close::won_form).post(close::won))
        .route("/deals/{id}/lost", get(close::lost_form).post(close::lost))
        .route("/deals/{id}/edit", get(edit::form).post(edit::save))
        .route("/deals/{id}/team", get(people::form).post(people::save))
        .route("/deals/{id}/stage", post(mark::stage))
        .route("/deals/{id}/favourite", post(mark::favourite))
        .route("/deals/{id}/solutions", get(solutions::form).post(solutions::save))
        .route("/deals/{id}/invite/vendor", get(invite::vendor_form).post(invite::vendor))
        .route("/deals/{id}/invite/partner", get(invite::partner_form).post(invite::partner))
        .route("/deals/{id}/invite/preview", post(invite::preview))
        .route("/deals/{id}/share", get(mark::share_form).post(mark::share))
}

pub(crate) use answer::{decline_reasons_of, lost_reasons, status_reason};
pub(crate) use people::is_filled;

/// A path's id; what is none names no page.
pub(super) fn id(text: &str) -> Result<ReferralId, Failure> {
    text.parse().map_err(|_| Failure::NoSuchPage)
}

/// Loads the deal for a page about it.
pub(in crate::page) async fn load(web: &Web, reader: Reader, text: &str) -> Result<(Reader, Deal), Failure> {
    let deal = Deal::load(&web.http.app, &reader.ctx, id(text)?).await?;
    let section = if deal.own { Section::Deals } else { Section::Shared };
    Ok((Reader { view: reader.view.at(section), ..reader }, deal))
}

/// What came of a form that changes a deal.
pub(super) enum Tried {
    Done,
    /// It is shown again: something is wrong with it, or somebody else was faster.
    Again {
        form: Form,
        stale: bool,
    },
}

/// Changes the deal as a form says, if it still is as the form's reader saw it.
pub(super) async fn try_change(
    web: &Web,
    reader: &Reader,
    deal: &Deal,
    fields: Fields,
    changes: Vec<ReferralChange>,
    problems: Violations,
) -> Result<Tried, Failure> {
    let if_match = Some(IfMatch::parse(fields.text("etag")));
    let wish = Change { changes, problems, if_match, ..Change::default() };
    match change(&web.http.app, &reader.ctx, deal.id, &wish).await {
        Ok(_) => Ok(Tried::Done),
        Err(AppError::Invalid(violations)) => {
            Ok(Tried::Again { form: Form::refused(&reader.view, fields, &violations), stale: false })
        }
        Err(AppError::Stale) => Ok(Tried::Again { form: Form::new(fields), stale: true }),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "page/deal/overview.html")]
struct Overview<'a> {
    view: &'a View,
    deal: &'a Deal,
    tab: &'static str,
    steps: Vec<Step>,
    parties: Vec<PartyCard>,
    team: Vec<Contact>,
    events: usize,
}

async fn overview(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (reader, mut deal) = load(&web, reader, &id).await?;
    let view = &reader.view;
    if deal.own && deal.waits() && deal.incoming() && reader.ctx.permit(Action::Change).is_ok() {
        mark::received(&web, &reader.ctx, &mut deal).await?;
    }
    let events = if deal.own { history(&web.http.app, &reader.ctx, deal.id).await? } else { Vec::new() };
    html(&Overview {
        view,
        tab: "overview",
        steps: deal.steps(view, &stage_dates(&events, deal.incoming())),
        parties: deal.parties(view),
        team: deal.team(),
        events: events.len(),
        deal: &deal,
    })
}

/// When each stage was reached first.
fn stage_dates(events: &[HistoryEvent], incoming: bool) -> Vec<(SalesStage, Time)> {
    let mut dates: Vec<(SalesStage, Time)> = Vec::new();
    let mut reach = |stage, at| {
        if !dates.iter().any(|(of, _)| *of == stage) {
            dates.push((stage, at));
        }
    };
    for event in events {
        if event.kind == if incoming { "accepted" } else { "created" } {
            reach(SalesStage::Opened, event.at);
        }
        for change in changes(event) {
            if change.path == "salesStage"
                && let Some(stage) = change.after.as_str().and_then(SalesStage::parse)
            {
                reach(stage, event.at);
            }
        }
    }
    dates
}

struct RawChange {
    path: String,
    before: Value,
    after: Value,
}

fn changes(event: &HistoryEvent) -> Vec<RawChange> {
    let changes: Vec<Value> = serde_json::from_str(&event.changes).unwrap_or_default();
    changes
        .into_iter()
        .filter_map(|mut change| {
            let part =
                |change: &mut Value, name: &str| change.get_mut(name).map(Value::take).unwrap_or_default();
            let path = change.get("path")?.as_str()?.to_owned();
            Some(RawChange { path, before: part(&mut change, "before"), after: part(&mut change, "after") })
        })
        .collect()
}

/// One entry of the activity.
struct Entry {
    at: Time,
    what: String,
    who: String,
    request_id: String,
    differences: Vec<Difference>,
}

struct Difference {
    field: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "page/deal/activity.html")]
struct Activity<'a> {
    view: &'a View,
    deal: &'a Deal,
    tab: &'static str,
    entries: Vec<Entry>,
    events: usize,
}

async fn activity(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &id).await?;
    let view = &reader.view;
    let app = &web.http.app;
    let events = history(app, &reader.ctx, deal.id).await?;
    let actors = Actors::of(app, &reader.ctx).await?;
    let entries = events.iter().rev().map(|event| Entry {
        at: event.at,
        what: view.name_of("deal-event", &event.kind),
        who: actors.name(view, event),
        request_id: event.request_id.clone(),
        differences: changes(event).iter().map(|change| difference(view, change)).collect(),
    });
    html(&Activity { view, tab: "activity", entries: entries.collect(), events: events.len(), deal: &deal })
}

fn difference(view: &View, change: &RawChange) -> Difference {
    let id = format!("field-{}", change.path.replace('/', "-").to_lowercase());
    let field = if view.language.has(&id) { view.t(&id) } else { change.path.clone() };
    Difference {
        field,
        before: shown(view, &change.path, &change.before),
        after: shown(view, &change.path, &change.after),
    }
}

/// A value of the history in words.
fn shown(view: &View, path: &str, value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(yes) => view.t(if *yes { "yes" } else { "no" }),
        Value::String(text) if path.ends_with("DateTime") => {
            text.parse::<Time>().map_or_else(|_| text.clone(), |at| view.date_time(at))
        }
        Value::String(text) if path == "salesStage" => {
            text.parse::<u8>().map_or_else(|_| text.clone(), |percent| view.percent(percent))
        }
        Value::String(text) => text.clone(),
        Value::Number(number) => number
            .to_string()
            .parse()
            .map_or_else(|_| number.to_string(), |number: rust_decimal::Decimal| view.number(number)),
        Value::Array(items) if items.is_empty() => "—".to_owned(),
        Value::Array(items) => items.iter().map(named).collect::<Vec<_>>().join(", "),
        Value::Object(_) => named(value),
    }
}

/// What an item of a list is called.
fn named(item: &Value) -> String {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    let person = format!("{} {}", text("firstName"), text("lastName"));
    [person.trim(), text("organizationName"), text("name"), text("email"), text("id")]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or_else(|| item.to_string(), str::to_owned)
}

/// Who sees what: one side of the deal.
struct Side {
    name: String,
    badge: Option<Badge>,
    sees: Vec<String>,
}

#[derive(Template)]
#[template(path = "page/deal/sharing.html")]
struct Sharing<'a> {
    view: &'a View,
    deal: &'a Deal,
    tab: &'static str,
    sides: Vec<Side>,
    events: usize,
}

async fn sharing(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &id).await?;
    if !deal.own {
        return Err(Failure::NoSuchPage);
    }
    let view = &reader.view;
    let events = history(&web.http.app, &reader.ctx, deal.id).await?.len();
    html(&Sharing { view, tab: "sharing", sides: sides(view, &deal), events, deal: &deal })
}

fn sides(view: &View, deal: &Deal) -> Vec<Side> {
    let say = |ids: &[&str]| ids.iter().map(|id| view.t(id)).collect::<Vec<_>>();
    let mut sides =
        vec![Side { name: view.organization_name.clone(), badge: None, sees: say(&["sees-everything"]) }];
    let viewed = deal.referral.consent.vendor_view == Some(true);
    let vendor_takes_part = deal.parties(view).iter().any(|party| party.vendor);
    if viewed && !vendor_takes_part && !view.is_vendor() {
        sides.push(Side {
            name: view.t("vendor-sellers"),
            badge: None,
            sees: say(&["sees-view-only", "sees-not-private"]),
        });
    }
    for party in deal.parties(view) {
        sides.push(Side {
            name: party.name,
            badge: Some(party.status),
            sees: say(&["sees-party", "sees-own-copy", "sees-not-private"]),
        });
    }
    sides
}
