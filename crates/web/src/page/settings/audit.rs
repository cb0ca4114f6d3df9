//! Who did what on the company's deals, the latest first: `/settings/audit`.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use ortak_app::audit;
use ortak_app::port::{EventPosition, HistoryEvent};
use ortak_domain::{ReferralId, Time};
use serde::Deserialize;

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
    let older = events.last().filter(|_| more).map(|last| format!("/settings/audit?after={}", write(last)));
    let actors = Actors::of(app, &reader.ctx).await?;
    let view = reader.view.at(Section::Settings);
    let line = |event: HistoryEvent| Line {
        at: event.at,
        what: view.name_of("deal-event", &event.kind),
        who: actors.name(&view, &event),
        referral: event.referral_id,
        request_id: event.request_id,
    };
    let lines = events.into_iter().map(line).collect();
    html(&AuditPage { view: &view, lines, later: after.is_some(), older })
}
