//! The pages. Each file is a part of the product, under the path of its pages.

mod consent;
mod deal;
mod deals;
pub(crate) mod error;
mod gate;
pub(crate) mod home;
mod import;
mod new_deal;
mod notifications;
pub(crate) mod position;
mod programme;
pub(crate) mod settings;
mod shortcuts;
mod sign_in;
mod styleguide;
pub(crate) mod views;

use axum::Router;

use crate::Web;

pub(crate) fn router(web: &Web) -> Router<Web> {
    let router = Router::new()
        .route("/events", axum::routing::get(crate::live::events))
        .merge(sign_in::router())
        .merge(home::router())
        .merge(deals::router())
        .merge(import::router())
        .merge(deal::router())
        .merge(new_deal::router())
        .merge(views::router())
        .merge(settings::router())
        .merge(gate::router())
        .merge(notifications::router())
        .merge(shortcuts::router())
        .merge(programme::router())
        .merge(consent::router());
    let router = if web.styleguide { router.merge(styleguide::router()) } else { router };
    // Pages that answer a form have no address of their own.
    router.method_not_allowed_fallback(|| async { crate::error::Failure::NoSuchPage })
}
