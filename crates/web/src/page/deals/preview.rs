//! A deal at a glance, beside its list: `/deals/{id}/preview`. Looking at it this way does not open it (R301).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::referral::history::history;
use ortak_domain::Time;

use crate::actors::Actors;
use crate::deal::{Contact, Deal};
use crate::error::Failure;
use crate::page::deal::load;
use crate::reader::Reader;
use crate::view::View;
use crate::{Web, html};

/// What happened last.
struct Last {
    what: String,
    who: String,
    at: Time,
}

#[derive(Template)]
#[template(path = "page/deals/preview.html")]
struct PreviewPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    team: Vec<Contact>,
    last: Option<Last>,
}

pub(super) async fn page(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    let view = &reader.view;
    let last = if deal.own { last(&web, &reader, &deal).await? } else { None };
    html(&PreviewPage { view, team: deal.team(view), last, deal: &deal })
}

async fn last(web: &Web, reader: &Reader, deal: &Deal) -> Result<Option<Last>, Failure> {
    let app = &web.http.app;
    let events = history(app, &reader.ctx, deal.id).await?;
    let Some(event) = events.last() else { return Ok(None) };
    let who = Actors::of(app, &reader.ctx).await?.name(&reader.view, event);
    Ok(Some(Last { what: reader.view.name_of("deal-event", &event.kind), who, at: event.at }))
}
