//! What people and administrators set: `/settings/…`.

mod appearance;

use axum::Router;
use axum::routing::post;

use crate::Web;

pub(super) fn router() -> Router<Web> {
    Router::new().route("/settings/appearance", post(appearance::save))
}
