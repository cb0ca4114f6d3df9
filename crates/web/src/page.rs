//! The pages. Each file is a part of the product, under the path of its pages.

mod deal;
mod deals;
pub(crate) mod error;
pub(crate) mod home;
mod new_deal;
pub(crate) mod sign_in;
pub(crate) mod views;

use axum::Router;

use crate::Web;

pub(crate) fn router(_web: &Web) -> Router<Web> {
    Router::new()
        .route("/events", axum::routing::get(crate::live::events))
        .merge(sign_in::router())
        .merge(home::router())
        .merge(views::router())
        .merge(deals::router())
        .merge(deal::router())
        .merge(new_deal::router())
}
