//! The REST face: the Partner Center Referrals API (03-api), tokens, metadata and the OpenAPI document.

pub mod bind;
mod body;
mod caller;
mod error;
pub mod import;
mod metadata;
mod notifications;
mod odata;
pub mod openapi;
mod path;
mod referrals;
mod sample;
mod sandbox;
mod settings;
pub mod token;
mod unsubscribe;
pub mod webhooks;
mod wire;

use axum::Router;
use axum::extract::FromRef;
use axum::response::{IntoResponse, Response};
use ortak_app::notification::UnsubscribeLinks;
use ortak_http::{Http, RequestId, RequestLayer};
use tower::util::MapRequest;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use error::ApiError;
use odata::SkipTokens;
pub use path::route;
pub use webhooks::Webhooks;
use webhooks::{deliveries, registration, validation};

/// The state of the API's handlers.
#[derive(Clone, Debug)]
pub struct Api {
    pub http: Http,
    skip_tokens: SkipTokens,
    webhooks: Webhooks,
    unsubscribe: UnsubscribeLinks,
}

impl Api {
    /// `page_key` signs the positions of paging; all processes of an installation share it, and the key of
    /// `unsubscribe`.
    pub fn new(http: Http, page_key: &[u8; 32], webhooks: Webhooks, unsubscribe: UnsubscribeLinks) -> Self {
        Self { http, skip_tokens: SkipTokens::new(page_key), webhooks, unsubscribe }
    }
}

impl FromRef<Api> for Http {
    fn from_ref(api: &Api) -> Self {
        api.http.clone()
    }
}

/// The operations on referrals, each documented; the OpenAPI document and the authorization matrix are made
/// from this list.
fn operations() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(referrals::list::list, referrals::create::create))
        .routes(routes!(referrals::get::get, referrals::patch::patch, referrals::put::put))
        .routes(routes!(referrals::history::history))
        .routes(routes!(referrals::engagement::engagement))
        .routes(routes!(referrals::shared::shared_deals))
        .routes(routes!(sandbox::advance))
        .routes(routes!(registration::events))
        .routes(routes!(registration::get, registration::create, registration::put))
        .routes(routes!(validation::test))
        .routes(routes!(validation::result))
        .routes(routes!(registration::secret, registration::renew_secret))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::get))
        .routes(routes!(deliveries::replay))
        .routes(routes!(deliveries::replay_failed))
        .routes(routes!(settings::stage_names, settings::save_stage_names))
        .routes(routes!(settings::programme, settings::save_programme))
        .routes(routes!(notifications::list))
        .routes(routes!(notifications::read))
        .routes(routes!(notifications::unread))
        .routes(routes!(notifications::read_all))
        .routes(routes!(notifications::preferences, notifications::save_preferences))
}

/// The whole face as a router without state.
pub fn router(api: Api) -> Router {
    let (operations, _) = operations().split_for_parts();
    let requests = RequestLayer::new(&api.http, internal_error);
    let inner = operations
        .route("/v1.0/$metadata", axum::routing::get(metadata::metadata))
        .merge(openapi::router())
        .merge(webhooks::router())
        .merge(unsubscribe::router())
        .merge(token::router().with_state(api.http.clone()))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        .with_state(api);
    // Aliases are rewritten before anything is routed: redirecting a PATCH would lose its body.
    Router::new().fallback_service(MapRequest::new(inner, path::canonical)).layer(requests)
}

async fn not_found() -> Response {
    ApiError::not_found_route().into_response()
}

async fn method_not_allowed() -> Response {
    ApiError::method_not_allowed().into_response()
}

/// Renders a panic that was caught: the caller learns nothing of it but the request id in the headers.
fn internal_error(_: &RequestId) -> Response {
    ApiError::internal("a handler panicked").into_response()
}

/// The condition that a `$filter` states, with names and literals resolved.
pub fn parse_filter(text: &str) -> Result<ortak_domain::Predicate, ortak_domain::Violation> {
    odata::query::filter(text)
}
