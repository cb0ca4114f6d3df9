//! Webhooks of the reader and of the company's API clients, with what was sent to them: `/settings/webhooks`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ortak_app::account::clients;
use ortak_app::error::AppError;
use ortak_app::port::{Attempt, Delivery, DeliveryQuery, DeliveryState, Webhook};
use ortak_app::webhook::log;
use ortak_app::webhook::register::{self, Registration};
use ortak_app::{App, Ctx};
use ortak_domain::policy::{Decision, decide};
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{Action, Violations};
use serde::Deserialize;
use uuid::Uuid;

use super::again;
use super::ask::ask;
use crate::deal::Badge;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::position;
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/settings/webhooks", get(list))
        .route("/settings/webhooks/{who}", get(page).post(save))
        .route("/settings/webhooks/{who}/do", post(act))
        .route("/settings/webhooks/{who}/renew", get(ask_renew))
        .route("/settings/webhooks/{who}/deliveries/{id}", get(delivery).post(replay))
}

/// The reader's own registration in addresses.
const OWN: &str = "own";
/// Deliveries on a page.
const ROWS: usize = 25;

/// Whether the reader has to do with webhooks at all.
pub(super) fn reads(view: &View) -> bool {
    view.may(Action::Subscribe) || view.may(Action::ManageAccount)
}

/// Somebody who may have a webhook.
struct Subscriber {
    who: String,
    name: String,
    webhook: Option<Webhook>,
}

#[derive(Template)]
#[template(path = "page/settings/webhooks.html")]
struct WebhooksPage<'a> {
    view: &'a View,
    subscribers: Vec<Subscriber>,
}

/// How a webhook stands, in a word.
fn standing(view: &View, webhook: Option<&Webhook>) -> Badge {
    let (colour, icon, id) = match webhook {
        None => ("", "circle", "webhook-none"),
        Some(Webhook { disabled_at: None, .. }) => ("ok", "circle-check", "webhook-on"),
        Some(_) => ("bad", "octagon-alert", "webhook-off"),
    };
    Badge { colour, icon, text: view.t(id) }
}

fn state(view: &View, state: DeliveryState) -> Badge {
    let (colour, icon) = match state {
        DeliveryState::Pending => ("warn", "hourglass"),
        DeliveryState::Delivered => ("ok", "circle-check"),
        DeliveryState::Failed => ("bad", "octagon-alert"),
        DeliveryState::Cancelled => ("", "circle-slash"),
    };
    Badge { colour, icon, text: view.name_of("delivery", state.as_str()) }
}

async fn list(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let app = &web.http.app;
    let view = reader.view.clone().at(Section::Settings);
    if !reads(&view) {
        reader.ctx.permit(Action::Subscribe)?;
    }
    let mut subscribers = Vec::new();
    if view.may(Action::Subscribe) {
        let name = view.t("webhook-yours");
        subscribers.push(Subscriber { who: OWN.to_owned(), name, webhook: found(app, &reader.ctx).await? });
    }
    if view.may(Action::ManageAccount) {
        for client in clients::list(app, &reader.ctx).await? {
            if client.disabled_at.is_none() && decide(client.role, Action::Subscribe) == Decision::Allow {
                let webhook = found(app, &clients::act_for(app, &reader.ctx, client.id).await?).await?;
                subscribers.push(Subscriber { who: client.id.to_string(), name: client.name, webhook });
            }
        }
    }
    html(&WebhooksPage { view: &view, subscribers })
}

/// The registration of whoever `ctx` is, if there is one.
async fn found(app: &App, ctx: &Ctx) -> Result<Option<Webhook>, AppError> {
    match register::get(app, ctx).await {
        Ok(webhook) => Ok(Some(webhook)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whose registration an address names: their name, and the reader as them.
async fn subscriber(app: &App, reader: &Reader, who: &str) -> Result<(String, Ctx), AppError> {
    if who == OWN {
        return Ok((reader.view.t("webhook-yours"), reader.ctx.clone()));
    }
    let id = who.parse().map_err(|_| AppError::NotFound)?;
    let ctx = clients::act_for(app, &reader.ctx, id).await?;
    Ok((ctx.principal.name.clone(), ctx))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    state: String,
}

#[derive(Template)]
#[template(path = "page/settings/webhook.html")]
struct WebhookPage<'a> {
    view: &'a View,
    who: &'a str,
    name: String,
    form: &'a Form,
    webhook: Option<Webhook>,
    events: Vec<(String, String)>,
    /// Shown where it was asked for.
    secret: Option<String>,
    deliveries: Vec<Delivery>,
    state: Option<DeliveryState>,
    older: Option<String>,
    later: bool,
}

/// What a page shows beside the registration.
#[derive(Default)]
struct Shown {
    asked: Asked,
    form: Option<Form>,
    secret: Option<String>,
}

/// A registration as the form shows it.
fn fields(webhook: &Webhook) -> Fields {
    fields_of(&Registration {
        url: webhook.url.clone(),
        events: webhook.events.iter().map(|event| event.as_str().to_owned()).collect(),
        signature_in_ms_header: webhook.signature_in_ms_header,
        problems: Violations::new(),
    })
}

fn fields_of(wanted: &Registration) -> Fields {
    let events = wanted.events.iter().map(|event| ("WebhookEvents", event.as_str()));
    let header = wanted.signature_in_ms_header.then_some(("header", "yes"));
    [("WebhookUrl", wanted.url.as_str())].into_iter().chain(events).chain(header).collect()
}

fn registration(fields: &Fields) -> Registration {
    Registration {
        url: fields.text("WebhookUrl").to_owned(),
        events: fields.all("WebhookEvents").map(str::to_owned).collect(),
        signature_in_ms_header: fields.has("header"),
        problems: Violations::new(),
    }
}

async fn render(web: &Web, reader: &Reader, who: &str, shown: Shown) -> Result<Response, Failure> {
    let app = &web.http.app;
    let (name, ctx) = subscriber(app, reader, who).await?;
    let webhook = found(app, &ctx).await?;
    let view = reader.view.clone().at(Section::Settings);
    let state = DeliveryState::parse(&shown.asked.state);
    let after = position::parse(&shown.asked.after);
    let mut deliveries = Vec::new();
    if webhook.is_some() {
        deliveries = log::deliveries(app, &ctx, &DeliveryQuery { state, after, limit: ROWS + 1 }).await?;
    }
    let more = deliveries.len() > ROWS;
    deliveries.truncate(ROWS);
    let last = deliveries.last().filter(|_| more).map(|last| position::write(last.created_at, last.id));
    let word = state.map_or("", DeliveryState::as_str);
    let is_refused = shown.form.is_some();
    let form = shown
        .form
        .unwrap_or_else(|| Form::new(view.opened(webhook.as_ref().map(fields).unwrap_or_default())));
    let page = WebhookPage {
        view: &view,
        who,
        name,
        form: &form,
        webhook,
        events: WebhookEvent::ALL
            .map(|event| (event.as_str().to_owned(), view.name_of("webhook-event", event.as_str())))
            .into(),
        secret: shown.secret,
        deliveries,
        state,
        older: last.map(|last| format!("/settings/webhooks/{who}?state={word}&after={last}")),
        later: after.is_some(),
    };
    if is_refused { refused(&page) } else { html(&page) }
}

async fn page(
    State(web): State<Web>,
    reader: Reader,
    Path(who): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    render(&web, &reader, &who, Shown { asked, ..Shown::default() }).await
}

async fn save(State(web): State<Web>, Path(who): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields: sent } = posted;
    let app = &web.http.app;
    let (_, ctx) = subscriber(app, &reader, &who).await?;
    let (wanted, targets) = (registration(&sent), &*web.webhooks.targets);
    let stored = found(app, &ctx).await?;
    let was = sent.was().as_ref().map(registration);
    let saved = match &stored {
        Some(_) => register::replace(app, &ctx, targets, was.as_ref(), &wanted).await,
        None => register::create(app, &ctx, targets, &wanted).await,
    };
    match saved {
        Ok(_) => Ok(done(&web, &format!("/settings/webhooks/{who}"), "webhook-saved")),
        Err(error) => {
            // As it is after both, which is what was refused.
            let sent = match (was, &stored) {
                (Some(was), Some(stored)) => {
                    let mut merged = fields_of(&wanted.merged(&was, stored));
                    merged.reopen(&fields(stored));
                    merged
                }
                _ => sent,
            };
            let stored = stored.as_ref().map(fields).unwrap_or_default();
            let form = again(&web, &reader, sent, &stored, error).await?.gathered("WebhookEvents");
            render(&web, &reader, &who, Shown { form: Some(form), ..Shown::default() }).await
        }
    }
}

/// Does what the pressed button says.
async fn act(State(web): State<Web>, Path(who): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let app = &web.http.app;
    let (_, ctx) = subscriber(app, &reader, &who).await?;
    let page = format!("/settings/webhooks/{who}");
    match fields.text("do") {
        "test" => {
            let base = &web.http.base_url;
            register::test(app, &ctx, |id| format!("{base}/webhooks/v1/registration/validationEvents/{id}"))
                .await?;
            Ok(done(&web, &page, "webhook-tested"))
        }
        "replay" => {
            let days = fields.text("days").parse::<i64>().unwrap_or(1).clamp(1, 365);
            log::replay_failed(app, &ctx, app.clock.now().plus_days(-days)).await?;
            Ok(done(&web, &page, "webhook-replayed"))
        }
        "show" | "renew" => {
            let webhook = match fields.text("do") {
                "renew" => register::renew_secret(app, &ctx).await?,
                _ => register::get(app, &ctx).await?,
            };
            let secret = Some(web.webhooks.secrets.text(webhook.id, webhook.secret_version));
            render(&web, &reader, &who, Shown { secret, ..Shown::default() }).await
        }
        _ => Ok(Redirect::to(&page).into_response()),
    }
}

async fn ask_renew(
    State(web): State<Web>,
    reader: Reader,
    Path(who): Path<String>,
) -> Result<Response, Failure> {
    let (name, ctx) = subscriber(&web.http.app, &reader, &who).await?;
    register::get(&web.http.app, &ctx).await?;
    let page = format!("/settings/webhooks/{who}");
    let view = reader.view.at(Section::Settings);
    ask(&view, "webhook-renew", &name, (format!("{page}/do"), "renew"), page)
}

#[derive(Template)]
#[template(path = "page/settings/delivery.html")]
struct DeliveryPage<'a> {
    view: &'a View,
    who: &'a str,
    name: String,
    delivery: Delivery,
    attempts: Vec<Attempt>,
}

async fn delivery(
    State(web): State<Web>,
    reader: Reader,
    Path((who, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id: Uuid = id.parse().map_err(|_| AppError::NotFound)?;
    let (name, ctx) = subscriber(&web.http.app, &reader, &who).await?;
    let (_, delivery, attempts) = log::delivery(&web.http.app, &ctx, id).await?;
    let view = reader.view.at(Section::Settings);
    html(&DeliveryPage { view: &view, who: &who, name, delivery, attempts })
}

async fn replay(
    State(web): State<Web>,
    Path((who, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let id: Uuid = id.parse().map_err(|_| AppError::NotFound)?;
    let (_, ctx) = subscriber(&web.http.app, &posted.reader, &who).await?;
    log::replay(&web.http.app, &ctx, id).await?;
    Ok(done(&web, &format!("/settings/webhooks/{who}/deliveries/{id}"), "webhook-replayed"))
}
