//! The OpenAPI document, and a page to browse and try it that needs nothing from outside.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::openapi::{InfoBuilder, License, OpenApi, OpenApiBuilder, ServerBuilder};
use utoipa_axum::router::OpenApiRouter;

use crate::Api;
use crate::referrals;

/// The document as committed in `openapi/ortak.json`; installations add their own address when they serve it.
pub fn document() -> OpenApi {
    let mut license = License::new("Apache-2.0");
    license.identifier = Some("Apache-2.0".to_owned());
    let info = InfoBuilder::new()
        .title("Ortak")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Co-sell referrals over the REST API that Partner Center clients know. Names in bodies are matched in \
             any case, unknown members are ignored, and every field error is told at once.",
        ))
        .license(Some(license))
        .build();
    let router: OpenApiRouter<Api> = OpenApiRouter::with_openapi(OpenApiBuilder::new().info(info).build());
    let (_, mut document) = router.merge(crate::operations()).split_for_parts();
    let flow = ClientCredentials::new("/oauth2/v2.0/token", Scopes::new());
    let oauth = SecurityScheme::OAuth2(OAuth2::new([Flow::ClientCredentials(flow)]));
    document.components.get_or_insert_default().add_security_scheme("bearer", oauth);
    document
}

/// The document, pretty, with a newline at the end.
pub fn document_json() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&document())? + "\n")
}

/// `/openapi.json` and the page at `/docs/`.
pub fn router() -> Router<Api> {
    let page: Router<Api> = utoipa_swagger_ui::SwaggerUi::new("/docs")
        .config(utoipa_swagger_ui::Config::from("/openapi.json"))
        .into();
    page.route("/openapi.json", axum::routing::get(serve))
}

async fn serve(State(api): State<Api>) -> Response {
    let mut document = document();
    document.servers = Some(vec![ServerBuilder::new().url(&*api.http.base_url).build()]);
    match serde_json::to_string(&document) {
        Ok(body) => referrals::json(StatusCode::OK, body),
        Err(error) => {
            axum::response::IntoResponse::into_response(crate::error::ApiError::internal(&error.to_string()))
        }
    }
}
