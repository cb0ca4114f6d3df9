//! What somebody is told of, and how (R603): `/settings/notifications`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ortak_app::notification::preferences;
use ortak_app::port::{Channels, Preferences};
use ortak_domain::notification::NotificationEvent;

use crate::error::Failure;
use crate::fields::Fields;
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html};

/// An event and its channels.
struct Line {
    event: &'static str,
    name: String,
    channels: Channels,
}

#[derive(Template)]
#[template(path = "page/settings/notifications.html")]
struct AlertsPage<'a> {
    view: &'a View,
    lines: Vec<Line>,
    digest: bool,
}

pub(super) async fn form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let wanted = match reader.view.kept.as_deref() {
        Some(kept) => wanted(kept),
        None => preferences::get(&web.http.app, &reader.ctx).await?,
    };
    let view = reader.view.at(Section::Settings);
    let lines = NotificationEvent::ALL.map(|event| Line {
        event: event.as_str(),
        name: view.name_of("event", event.as_str()),
        channels: wanted.of(event),
    });
    html(&AlertsPage { view: &view, lines: lines.into(), digest: wanted.digest })
}

/// What the form says.
fn wanted(fields: &Fields) -> Preferences {
    let on = |channel: &str, event: NotificationEvent| fields.all(channel).any(|of| of == event.as_str());
    let channels = NotificationEvent::ALL
        .map(|event| (event, Channels { in_app: on("in_app", event), mail: on("mail", event) }));
    Preferences { channels: channels.into(), digest: fields.has("digest") }
}

pub(super) async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    preferences::save(&web.http.app, &posted.reader.ctx, wanted(&posted.fields)).await?;
    Ok(done(&web, "/settings/notifications", "saved"))
}
