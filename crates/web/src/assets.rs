//! The bundled files of the pages: scripts, styles, icons, font. Their names hold a hash of their content, so they are
//! cached for ever.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};

struct Asset {
    name: &'static str,
    bytes: &'static [u8],
    brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets/assets.rs"));

/// Where this build has installed the script by which tests look for what hinders people; nothing serves it.
pub const AXE: &str = concat!(env!("OUT_DIR"), "/assets/node_modules/axe-core/axe.min.js");

/// A bundled file; 404 for names of other versions, which nobody links to any more.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepts_brotli = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| coding.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("br")));
    let mut response = match asset.brotli.filter(|_| accepts_brotli) {
        Some(brotli) => ([(CONTENT_ENCODING, "br")], brotli).into_response(),
        None => asset.bytes.into_response(),
    };
    let set = response.headers_mut();
    set.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(asset.name)));
    set.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    set.insert(VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(name: &str, accept: Option<&'static str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accept));
        }
        serve(Path(name.trim_start_matches("/assets/").to_owned()), headers).await
    }

    #[tokio::test]
    async fn files_are_compressed_for_who_can_read_it_and_cached_for_ever() {
        for (path, kind) in [(STYLE, "text/css"), (SCRIPT, "text/javascript"), (ICONS, "image/svg")] {
            let plain = get(path, None).await;
            assert_eq!(plain.status(), StatusCode::OK);
            assert!(plain.headers()[CONTENT_TYPE].to_str().unwrap().starts_with(kind));
            assert!(plain.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
            assert!(!plain.headers().contains_key(CONTENT_ENCODING));
            let small = get(path, Some("gzip, br;q=1.0")).await;
            assert_eq!(small.headers()[CONTENT_ENCODING], "br");
        }
        assert_eq!(get("app-000000000000.js", None).await.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_first_page_loads_at_most_150_kb() {
        let first = [STYLE, SCRIPT, ICONS, FONT];
        let size: usize = ASSETS
            .iter()
            .filter(|asset| first.iter().any(|path| path.ends_with(asset.name)))
            .map(|asset| asset.brotli.unwrap_or(asset.bytes).len())
            .sum();
        assert!(size <= 150_000, "{size} bytes");
    }
}
