//! The delivery log of the caller's registration, and replay.

use ortak_domain::Time;
use uuid::Uuid;

use super::register;
use crate::error::AppError;
use crate::port::{Attempt, Delivery, DeliveryQuery, Webhook};
use crate::{App, Ctx};

/// Deliveries, the latest first.
pub async fn deliveries(app: &App, ctx: &Ctx, query: &DeliveryQuery) -> Result<Vec<Delivery>, AppError> {
    let webhook = register::get(app, ctx).await?;
    Ok(app.webhooks.deliveries(&webhook.organization_id, webhook.id, query).await?)
}

/// One delivery with all its attempts.
pub async fn delivery(app: &App, ctx: &Ctx, id: Uuid) -> Result<(Webhook, Delivery, Vec<Attempt>), AppError> {
    let webhook = register::get(app, ctx).await?;
    let found = app.webhooks.delivery(&webhook.organization_id, webhook.id, id).await?;
    let (delivery, attempts) = found.ok_or(AppError::NotFound)?;
    Ok((webhook, delivery, attempts))
}

/// Sends a delivery that is done once more, under its own id.
pub async fn replay(app: &App, ctx: &Ctx, id: Uuid) -> Result<(), AppError> {
    let (webhook, ..) = delivery(app, ctx, id).await?;
    send_again(app, &webhook, id).await
}

/// The same for whoever runs the installation.
pub async fn send_again(app: &App, webhook: &Webhook, id: Uuid) -> Result<(), AppError> {
    let now = app.clock.now();
    if app.webhooks.replay_delivery(&webhook.organization_id, webhook.id, id, now).await? {
        return Ok(());
    }
    let message = "the delivery is still being tried".to_owned();
    Err(AppError::Conflict { code: "delivery_pending", message })
}

/// Sends everything once more that was given up or cancelled since a moment, whenever it was made; how much that is.
pub async fn replay_failed(app: &App, ctx: &Ctx, since: Time) -> Result<u64, AppError> {
    send_failed_again(app, &register::get(app, ctx).await?, since).await
}

/// The same for whoever runs the installation.
pub async fn send_failed_again(app: &App, webhook: &Webhook, since: Time) -> Result<u64, AppError> {
    let now = app.clock.now();
    Ok(app.webhooks.replay_failed(&webhook.organization_id, webhook.id, since, now).await?)
}
