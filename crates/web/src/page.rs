//! The pages. Each file is a part of the product, under the path of its pages.

mod consent;
mod deal;
mod deals;
pub(crate) mod error;
mod gate;
mod home;
mod notifications;
pub(crate) mod position;
mod programme;
pub(crate) mod settings;
mod shortcuts;
mod sign_in;
mod styleguide;

use axum::Router;

use crate::Web;

pub(crate) fn router(web: &Web) -> Router<Web> {
    let router = Router::new()
        .merge(sign_in::router())
        .merge(home::router())
        .merge(deals::router())
        .merge(deal::router())
        .merge(settings::router())
        .merge(gate::router())
        .merge(notifications::router())
        .merge(shortcuts::router())
        .merge(programme::router())
        .merge(consent::router());
    if web.styleguide { router.merge(styleguide::router()) } else { router }
}
