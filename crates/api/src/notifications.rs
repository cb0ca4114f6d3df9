//! `/ortak/v1/notifications`: what a person is told in the product, and what they want to be told.

use std::collections::BTreeMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use ortak_app::notification::{inbox, preferences};
use ortak_app::port::{Channels, Notification, NotificationQuery, Preferences};
use ortak_domain::Violations;
use ortak_domain::notification::NotificationEvent;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::Api;
use crate::bind::{Given, Object};
use crate::body::Json;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::referrals::answer;
use crate::wire::{Paging, UnreadParam};

const PATH: &str = "/ortak/v1/notifications";

/// A page of notifications.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationList {
    /// All that are unread, on every page.
    unread: u64,
    value: Vec<NotificationItem>,
    /// The position of the next page; none on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A notification.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationItem {
    #[schema(format = Uuid)]
    id: String,
    event: &'static str,
    /// The reader's own referral that it is about.
    #[schema(format = Uuid)]
    referral_id: Option<String>,
    #[schema(format = Uuid)]
    engagement_id: Option<String>,
    /// What it names.
    #[schema(value_type = Object)]
    facts: Box<RawValue>,
    #[schema(format = DateTime)]
    created_date_time: String,
    #[schema(format = DateTime)]
    read_date_time: Option<String>,
}

/// How many were marked.
#[derive(Debug, Serialize, ToSchema)]
pub struct Marked {
    marked: u64,
}

/// What a person wants to be told.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreferencesBody {
    /// One mail a day instead of one for each.
    digest: bool,
    /// By event; on a change, those that are not named keep what they have.
    events: BTreeMap<&'static str, ChannelsBody>,
}

/// The channels of an event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelsBody {
    in_app: bool,
    mail: bool,
}

fn item(notification: Notification) -> Result<NotificationItem, ApiError> {
    Ok(NotificationItem {
        id: notification.id.to_string(),
        event: notification.event.as_str(),
        referral_id: notification.referral_id.map(|id| id.to_string()),
        engagement_id: notification.engagement_id.map(|id| id.to_string()),
        facts: RawValue::from_string(notification.facts)
            .map_err(|error| ApiError::internal(&error.to_string()))?,
        created_date_time: notification.created_at.to_string(),
        read_date_time: notification.read_at.map(|at| at.to_string()),
    })
}

/// List the caller's notifications, the latest first.
#[utoipa::path(
    get, path = "/ortak/v1/notifications", tag = "Notifications", operation_id = "listNotifications",
    params(UnreadParam, Paging),
    responses(
        (status = 200, description = "One page", body = NotificationList),
        (status = 400, description = "A page that can't be understood", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "Applications have no notifications", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn list(
    State(api): State<Api>,
    Caller(ctx): Caller,
    unread: Result<Query<UnreadParam>, QueryRejection>,
    paging: Result<Query<Paging>, QueryRejection>,
) -> Result<Response, ApiError> {
    let (Ok(Query(unread)), Ok(Query(paging))) = (unread, paging) else {
        return Err(ApiError::bad_request("wrong_type", "limit must be a number, unread true or false"));
    };
    let limit = paging.rows()?;
    let after = paging.position(&api.skip_tokens, PATH)?.map(|(at, id)| (at, id.0));
    let query = NotificationQuery { unread_only: unread.unread.unwrap_or_default(), after, limit: limit + 1 };
    let mut found = inbox::list(&api.http.app, &ctx, &query).await?;
    let next = Paging::cut(&mut found, limit, &api.skip_tokens, PATH, |row| (row.created_at, row.id));
    let unread = inbox::unread(&api.http.app, &ctx).await?;
    let value = found.into_iter().map(item).collect::<Result<_, _>>()?;
    answer(&NotificationList { unread, value, next })
}

async fn mark(api: &Api, ctx: &ortak_app::Ctx, id: &str, read: bool) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| ApiError::not_found())?;
    inbox::mark(&api.http.app, ctx, id, read).await?;
    answer(&Marked { marked: 1 })
}

/// Mark a notification as read.
#[utoipa::path(
    post, path = "/ortak/v1/notifications/{id}/read", tag = "Notifications", operation_id = "readNotification",
    params(("id" = String, Path, description = "The notification's id")),
    responses(
        (status = 200, description = "Marked", body = Marked),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "Applications have no notifications", body = ErrorBody),
        (status = 404, description = "No such notification of the caller's", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn read(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    mark(&api, &ctx, &id, true).await
}

/// Mark a notification as unread again.
#[utoipa::path(
    post, path = "/ortak/v1/notifications/{id}/unread", tag = "Notifications", operation_id = "unreadNotification",
    params(("id" = String, Path, description = "The notification's id")),
    responses(
        (status = 200, description = "Marked", body = Marked),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "Applications have no notifications", body = ErrorBody),
        (status = 404, description = "No such notification of the caller's", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn unread(
    State(api): State<Api>,
    Caller(ctx): Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    mark(&api, &ctx, &id, false).await
}

/// Mark all notifications as read.
#[utoipa::path(
    post, path = "/ortak/v1/notifications/read-all", tag = "Notifications", operation_id = "readAllNotifications",
    responses(
        (status = 200, description = "How many", body = Marked),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "Applications have no notifications", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn read_all(State(api): State<Api>, Caller(ctx): Caller) -> Result<Response, ApiError> {
    answer(&Marked { marked: inbox::mark_all(&api.http.app, &ctx).await? })
}

fn preferences_body(preferences: &Preferences) -> PreferencesBody {
    let channels = |event| {
        let Channels { in_app, mail } = preferences.of(event);
        (event.as_str(), ChannelsBody { in_app, mail })
    };
    let events = NotificationEvent::ALL.into_iter().map(channels).collect();
    PreferencesBody { digest: preferences.digest, events }
}

/// Read what the caller wants to be told.
#[utoipa::path(
    get, path = "/ortak/v1/notification-preferences", tag = "Notifications",
    operation_id = "getNotificationPreferences",
    responses(
        (status = 200, description = "The preferences", body = PreferencesBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "Applications have no notifications", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn preferences(State(api): State<Api>, Caller(ctx): Caller) -> Result<Response, ApiError> {
    answer(&preferences_body(&preferences::get(&api.http.app, &ctx).await?))
}

/// Change what the caller wants to be told.
#[utoipa::path(
    put, path = "/ortak/v1/notification-preferences", tag = "Notifications",
    operation_id = "putNotificationPreferences",
    request_body = PreferencesBody,
    responses(
        (status = 200, description = "The preferences", body = PreferencesBody),
        (status = 400, description = "Every field error at once", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "Applications have no notifications", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn save_preferences(
    State(api): State<Api>,
    Caller(ctx): Caller,
    body: Json,
) -> Result<Response, ApiError> {
    let before = preferences::get(&api.http.app, &ctx).await?;
    let mut problems = Violations::new();
    let object = Object::new(body.object()?, "");
    let digest = object.bool("digest", &mut problems).value().unwrap_or(before.digest);
    let mut channels: BTreeMap<NotificationEvent, Channels> =
        NotificationEvent::ALL.into_iter().map(|event| (event, before.of(event))).collect();
    if let Given::Value(events) = object.object("events", &mut problems) {
        for name in events.members().keys() {
            let Some(event) = NotificationEvent::parse(name) else {
                problems.add(events.at(name), "unknown_value", "is no event that people are told of");
                continue;
            };
            let Given::Value(wanted) = events.object(name, &mut problems) else { continue };
            let known = channels.entry(event).or_insert_with(|| before.of(event));
            known.in_app = wanted.bool("inApp", &mut problems).value().unwrap_or(known.in_app);
            known.mail = wanted.bool("mail", &mut problems).value().unwrap_or(known.mail);
        }
    }
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems.into_vec()));
    }
    let saved = Preferences { channels: channels.into_iter().collect(), digest };
    preferences::save(&api.http.app, &ctx, saved.clone()).await?;
    answer(&preferences_body(&saved))
}
