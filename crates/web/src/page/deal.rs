//! A deal's pages: `/deals/{id}` with its tabs, and below it what can be done.

pub(crate) mod answer;
mod close;
mod edit;
mod export;
mod hindered;
mod invite;
mod mark;
mod merge;
mod others;
mod people;
mod solutions;

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use ortak_app::AppError;
use ortak_app::etag::IfMatch;
use ortak_app::notification::inbox;
use ortak_app::port::HistoryEvent;
use ortak_app::referral::change::{Change, change};
use ortak_app::referral::history::history;
use ortak_app::workspace::related::related;
use ortak_domain::policy::Action;
use ortak_domain::referral::ReferralChange;
use ortak_domain::registration::Outlook;
use ortak_domain::{ReferralId, Time, Violations};
use serde::Deserialize;
use tokio::try_join;

use crate::actors::Actors;
use crate::deal::audience::Side;
use crate::deal::history::{Difference, changes, difference};
use crate::deal::lifecycle::{Step, stage_dates};
use crate::deal::readiness::{self, ConditionLine};
use crate::deal::{Contact, Deal, PartyCard};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::deals::Row;
use crate::reader::Reader;
use crate::view::{Section, View};
use crate::{Web, html};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/deals/{id}", get(overview))
        .route("/deals/{id}/activity", get(activity))
        .route("/deals/{id}/sharing", get(sharing))
        .route("/deals/{id}/export.csv", get(export::csv))
        .route("/deals/{id}/export.xlsx", get(export::xlsx))
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
pub(crate) use edit::day;
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
    /// What registering it takes (R501), where that is a matter.
    conditions: Vec<ConditionLine>,
    parties: Vec<PartyCard>,
    team: Vec<Contact>,
    /// Other deals with the same customer.
    related: Vec<Row>,
    /// Why *Won* waits.
    won_waits: Option<String>,
    events: usize,
}

/// So many other deals with the same customer are named.
const RELATED: usize = 5;

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
    let (app, ctx) = (&web.http.app, &reader.ctx);
    deal.look_for_asked(app, ctx).await?;
    if deal.own && view.unread > 0 {
        // Whoever looks at it has been told.
        inbox::mark_about(app, ctx, deal.id).await?;
    }
    let events = async { if deal.own { history(app, ctx, deal.id).await } else { Ok(Vec::new()) } };
    let others = async {
        if deal.own { related(app, ctx, deal.id, &deal.referral, RELATED).await } else { Ok(Vec::new()) }
    };
    let (events, outlook, others) = try_join!(events, deal.outlook(app, ctx), others)?;
    let registrable = outlook.as_ref().is_some_and(Outlook::is_open);
    html(&Overview {
        view,
        tab: "overview",
        steps: deal.steps(view, &stage_dates(&events, deal.incoming()), registrable),
        conditions: deal
            .facts
            .as_ref()
            .zip(outlook)
            .map(|(facts, outlook)| readiness::lines(view, &outlook, &facts.programme))
            .unwrap_or_default(),
        parties: deal.parties(view),
        team: deal.team(view),
        related: others.into_iter().map(|row| Row::of(view, row)).collect(),
        won_waits: deal.won_waits(view),
        events: events.len(),
        deal: &deal,
    })
}

/// One entry of the activity.
struct Entry {
    at: Time,
    what: String,
    who: String,
    request_id: String,
    differences: Vec<Difference>,
}

/// Which entries are asked for; empty: all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    kind: String,
    who: String,
}

#[derive(Template)]
#[template(path = "page/deal/activity.html")]
struct Activity<'a> {
    view: &'a View,
    deal: &'a Deal,
    tab: &'static str,
    entries: Vec<Entry>,
    wanted: Wanted,
    /// What there is to choose from.
    kinds: Vec<(String, String)>,
    people: Vec<String>,
    events: usize,
}

async fn activity(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &id).await?;
    let view = &reader.view;
    let app = &web.http.app;
    let events = history(app, &reader.ctx, deal.id).await?;
    let actors = Actors::of(app, &reader.ctx).await?;
    let who = |event: &HistoryEvent| actors.name_or(view, event, deal.sender());
    let kinds: BTreeSet<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    let people: BTreeSet<String> = events.iter().map(&who).collect();
    let fits = |event: &&HistoryEvent| {
        (wanted.kind.is_empty() || wanted.kind == event.kind)
            && (wanted.who.is_empty() || wanted.who == who(event))
    };
    let entries = events.iter().rev().filter(fits).map(|event| Entry {
        at: event.at,
        what: view.name_of("deal-event", &event.kind),
        who: who(event),
        request_id: event.request_id.clone(),
        differences: changes(event).iter().map(|change| difference(view, change)).collect(),
    });
    html(&Activity {
        view,
        tab: "activity",
        entries: entries.collect(),
        kinds: kinds.into_iter().map(|kind| (kind.to_owned(), view.name_of("deal-event", kind))).collect(),
        people: people.into_iter().collect(),
        events: events.len(),
        wanted,
        deal: &deal,
    })
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
    html(&Sharing { view, tab: "sharing", sides: deal.audience(view), events, deal: &deal })
}
