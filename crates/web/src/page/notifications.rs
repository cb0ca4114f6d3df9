//! What somebody was told (R601): `/notifications`, the latest first.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ortak_app::error::AppError;
use ortak_app::notification::{Facts, inbox};
use ortak_app::port::{Notification, NotificationQuery};
use ortak_domain::Time;
use ortak_domain::notification::NotificationEvent;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::Failure;
use crate::page::position;
use crate::reader::{Posted, Reader, done, local};
use crate::view::{Section, View};
use crate::{Web, html};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/notifications", get(page))
        .route("/notifications/read-all", post(read_all))
        .route("/notifications/{id}", post(mark))
}

/// Notifications on a page.
const ROWS: usize = 30;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    show: String,
}

/// A notification in words.
struct Shown {
    id: Uuid,
    icon: &'static str,
    text: String,
    customer: Option<String>,
    href: Option<String>,
    at: Time,
    unread: bool,
}

#[derive(Template)]
#[template(path = "page/notifications.html")]
struct NotificationsPage<'a> {
    view: &'a View,
    shown: Vec<Shown>,
    unread_only: bool,
    /// Whether this is not the newest page.
    later: bool,
    older: Option<String>,
}

async fn page(
    State(web): State<Web>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let after = position::parse(&asked.after);
    let unread_only = asked.show == "unread";
    let query = NotificationQuery { unread_only, after, limit: ROWS + 1 };
    let mut found = inbox::list(&web.http.app, &reader.ctx, &query).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let last = found.last().filter(|_| more).map(|last| position::write(last.created_at, last.id));
    let show = if unread_only { "show=unread&" } else { "" };
    let older = last.map(|last| format!("/notifications?{show}after={last}"));
    let view = reader.view.at(Section::Elsewhere);
    let shown = found.into_iter().map(|one| shown(&view, one)).collect::<Result<_, _>>()?;
    html(&NotificationsPage { view: &view, shown, unread_only, later: after.is_some(), older })
}

fn shown(view: &View, notification: Notification) -> Result<Shown, AppError> {
    let facts: Facts = serde_json::from_str(&notification.facts)
        .map_err(|error| AppError::Internal(format!("a notification's facts can't be read: {error}")))?;
    let href = match (notification.event, notification.referral_id) {
        (NotificationEvent::WebhookFailing, _) => Some("/settings/webhooks".to_owned()),
        (_, Some(referral)) => Some(format!("/deals/{referral}")),
        (_, None) => None,
    };
    Ok(Shown {
        id: notification.id,
        icon: icon(notification.event),
        text: words(view, notification.event, &facts),
        customer: facts.customer.filter(|customer| facts.deal.as_ref() != Some(customer)),
        href,
        at: notification.created_at,
        unread: notification.read_at.is_none(),
    })
}

/// What happened, in a sentence.
fn words(view: &View, event: NotificationEvent, facts: &Facts) -> String {
    let text = |text: &Option<String>, none: &str| text.clone().unwrap_or_else(|| view.t(none));
    let stage = facts.stage_percent.map(|percent| view.percent(percent)).unwrap_or_default();
    let reason = facts.reason.as_deref().map(|reason| view.name_of("reason", reason));
    let yes = |flag| if flag { "yes" } else { "no" };
    view.language.message_with(
        &format!("alert-{}", event.as_str().replace('_', "-")),
        &[
            ("deal", text(&facts.deal, "alert-unnamed-deal").into()),
            ("organization", text(&facts.organization, "alert-somebody").into()),
            ("lead", yes(facts.lead).into()),
            ("days", facts.days_left.unwrap_or_default().into()),
            ("stage", stage.into()),
            ("reason", reason.unwrap_or_else(|| "none".to_owned()).into()),
            ("webhook", text(&facts.webhook, "alert-somebody").into()),
            ("off", yes(facts.webhook_off).into()),
        ],
    )
}

const fn icon(event: NotificationEvent) -> &'static str {
    match event {
        NotificationEvent::IncomingReferral => "inbox",
        NotificationEvent::InvitationAccepted => "circle-check",
        NotificationEvent::InvitationDeclined => "circle-x",
        NotificationEvent::InvitationExpired => "timer-off",
        NotificationEvent::ReferralExpiring => "hourglass",
        NotificationEvent::PartyStageChanged => "arrow-right",
        NotificationEvent::PartyWon => "trophy",
        NotificationEvent::PartyLost => "ban",
        NotificationEvent::AddedToTeam => "users",
        NotificationEvent::WebhookFailing => "webhook",
    }
}

async fn mark(State(web): State<Web>, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let id: Uuid = id.parse().map_err(|_| AppError::NotFound)?;
    inbox::mark(&web.http.app, &reader.ctx, id, fields.text("read") != "no").await?;
    let back = fields.given("back").unwrap_or_else(|| "/notifications".to_owned());
    Ok(Redirect::to(local(&back)).into_response())
}

async fn read_all(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    inbox::mark_all(&web.http.app, &posted.reader.ctx).await?;
    Ok(done(&web, "/notifications", "all-read"))
}
