//! Pages travel compressed: a list of fifty deals is a tenth of its size.
//!
//! A page holds the secret of its forms and words of its URL, so its compressed length would tell another site that
//! makes a browser ask again and again, and listens on the line, what the secret is (BREACH). What another site makes a
//! browser ask for is therefore not compressed.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use http::{Extensions, HeaderMap, StatusCode, Version};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

/// Below, the head of the answer is most of it.
const SMALLEST: u16 = 1024;

/// Compresses what these routes answer in text.
pub(crate) fn around<S: Clone + Send + Sync + 'static>(pages: Router<S>) -> Router<S> {
    let worthwhile = SizeAbove::new(SMALLEST).and(is_text);
    // A stronger compression costs more time than it saves on any line.
    let layer = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worthwhile);
    pages.layer(layer).layer(middleware::from_fn(for_own_pages))
}

/// Not streams of events, which must not wait, nor spreadsheets, which are compressed.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    ["text/html", "text/csv"].iter().any(|text| kind.starts_with(text))
}

/// Browsers say who made them ask; one that does not gets its pages as they are.
async fn for_own_pages(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    if !headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin" || site == "none") {
        headers.remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http::header::{CONTENT_ENCODING, VARY};
    use tower::ServiceExt as _;

    use super::*;

    async fn answer(path: &str, site: Option<&str>) -> HeaderMap {
        let page = |kind: &'static str, length| {
            get(move || async move { ([(CONTENT_TYPE, kind)], "x".repeat(length)) })
        };
        let router: Router = around(
            Router::new()
                .route("/page", page("text/html; charset=utf-8", 5_000))
                .route("/short", page("text/html; charset=utf-8", 500))
                .route("/events", page("text/event-stream", 5_000)),
        );
        let mut request = Request::builder().uri(path).header(ACCEPT_ENCODING, "gzip, deflate, br");
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().headers().clone()
    }

    #[tokio::test]
    async fn pages_are_compressed_for_who_asks_from_here() {
        for site in ["same-origin", "none"] {
            let headers = answer("/page", Some(site)).await;
            assert_eq!(headers[CONTENT_ENCODING], "gzip", "{site}");
            assert_eq!(headers[VARY], "accept-encoding");
        }
        assert!(!answer("/short", Some("none")).await.contains_key(CONTENT_ENCODING));
        assert!(!answer("/events", Some("same-origin")).await.contains_key(CONTENT_ENCODING));
    }

    #[tokio::test]
    async fn nothing_is_compressed_that_another_site_makes_a_browser_ask_for() {
        for site in [Some("cross-site"), Some("same-site"), None] {
            assert!(!answer("/page", site).await.contains_key(CONTENT_ENCODING), "{site:?}");
        }
    }
}
