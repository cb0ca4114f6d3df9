//! The names under which the same resource is known (03-api A1, B 1).

use http::Uri;
use http::uri::PathAndQuery;

const REFERRALS: &str = "/v1.0/engagements/referrals";
const ALIASES: &[&str] =
    &["/v1.0/engagments/referrals", "/v1.0/referrals", "/engagements/v1/referrals", REFERRALS];

/// Rewrites an alias, letter case and trailing slashes to the one path that is routed.
pub fn canonical<B>(mut request: http::Request<B>) -> http::Request<B> {
    if let Some(path) = canonical_path(request.uri().path()) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        // Both parts were valid in the request already.
        if let Ok(path_and_query) = PathAndQuery::try_from(format!("{path}{query}")) {
            let mut parts = request.uri().clone().into_parts();
            parts.path_and_query = Some(path_and_query);
            if let Ok(uri) = Uri::from_parts(parts) {
                *request.uri_mut() = uri;
            }
        }
    }
    request
}

/// The canonical path of an alias, or none when the path is as it should be.
fn canonical_path(path: &str) -> Option<String> {
    let trimmed = path.trim_end_matches('/');
    for alias in ALIASES {
        let Some((start, rest)) = trimmed.split_at_checked(alias.len()) else { continue };
        if start.eq_ignore_ascii_case(alias) && (rest.is_empty() || rest.starts_with('/')) {
            let canonical = format!("{REFERRALS}{rest}");
            return (canonical != path).then_some(canonical);
        }
    }
    if let Some(canonical) = registration(trimmed) {
        return (canonical != path).then_some(canonical);
    }
    let decoded = trimmed.replace("%24", "$").to_ascii_lowercase();
    let known = decoded == "/v1.0/$metadata" || TOKENS.iter().any(|token| decoded.ends_with(token));
    (known && decoded != path).then_some(decoded)
}

/// Webhook registration under its versions and the set for internal applications (03-api B 11).
fn registration(path: &str) -> Option<String> {
    let lower = path.to_ascii_lowercase();
    let rest = lower.strip_prefix("/webhooks/v1.0/").or_else(|| lower.strip_prefix("/webhooks/v1/"))?;
    let rest = rest.strip_prefix("internalapp/").unwrap_or(rest);
    let rest = rest.strip_prefix("registration")?;
    let rest = rest.replacen("/validationevents", "/validationEvents", 1);
    (rest.is_empty() || rest.starts_with('/')).then(|| format!("{REGISTRATION}{rest}"))
}

const REGISTRATION: &str = "/webhooks/v1/registration";

const TOKENS: [&str; 2] = ["/oauth2/token", "/oauth2/v2.0/token"];

/// The route of a path, for counting: few, whatever callers invent.
pub fn route(path: &str) -> &'static str {
    let rewritten = canonical_path(path);
    let path = rewritten.as_deref().unwrap_or(path);
    if let Some(rest) = path.strip_prefix(REFERRALS) {
        let mut segments = rest.split('/').skip(1);
        return match (segments.next(), segments.next(), segments.next()) {
            (None, ..) => REFERRALS,
            (Some(_), None, _) => "/v1.0/engagements/referrals/{id}",
            (Some(_), Some("history"), None) => "/v1.0/engagements/referrals/{id}/history",
            (Some(_), Some("engagement"), None) => "/v1.0/engagements/referrals/{id}/engagement",
            _ => OTHER,
        };
    }
    if path.ends_with("/oauth2/v2.0/token") || path.ends_with("/oauth2/token") {
        return "/oauth2/token";
    }
    if path.starts_with(REGISTRATION) {
        return REGISTRATION;
    }
    if path.starts_with("/ortak/v1/notification") {
        return "/ortak/v1/notifications";
    }
    if path.starts_with("/ortak/v1/webhook") {
        return "/ortak/v1/webhook";
    }
    match path {
        "/v1.0/$metadata" => "/v1.0/$metadata",
        "/openapi.json" => "/openapi.json",
        "/ortak/v1/organization/stages" => "/ortak/v1/organization/stages",
        "/ortak/v1/programme" => "/ortak/v1/programme",
        "/ortak/v1/shared-deals" => "/ortak/v1/shared-deals",
        "/ortak/v1/sandbox/clock" => "/ortak/v1/sandbox/clock",
        _ => OTHER,
    }
}

const OTHER: &str = "other";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_slashes_name_the_same_resource() {
        let id = "5dd4dc44-2c1a-4e16-8478-f783ebe815de";
        for path in [
            format!("/v1.0/engagements/referrals/{id}/"),
            format!("/v1.0/engagements/referrals/{id}//"),
            format!("/v1.0/engagments/referrals/{id}"),
            format!("/v1.0/referrals/{id}"),
            format!("/engagements/v1/referrals/{id}"),
            format!("/V1.0/Engagements/Referrals/{id}"),
        ] {
            assert_eq!(canonical_path(&path), Some(format!("{REFERRALS}/{id}")), "{path}");
        }
        assert_eq!(canonical_path("/v1.0/referrals"), Some(REFERRALS.to_owned()));
        assert_eq!(canonical_path(REFERRALS), None);
        assert_eq!(canonical_path("/v1.0/referralsx"), None);
        assert_eq!(canonical_path("/OAuth2/Token/"), Some("/oauth2/token".to_owned()));
        assert_eq!(canonical_path("/common/oauth2/token"), None);
        assert_eq!(canonical_path("/v1.0/%24metadata"), Some("/v1.0/$metadata".to_owned()));
    }

    #[test]
    fn routes_are_few() {
        for (path, label) in [
            ("/v1.0/referrals/", REFERRALS),
            ("/engagements/v1/referrals/7", "/v1.0/engagements/referrals/{id}"),
            ("/v1.0/engagements/referrals/7/history", "/v1.0/engagements/referrals/{id}/history"),
            ("/common/oauth2/v2.0/token", "/oauth2/token"),
            ("/wp-admin", OTHER),
            ("/v1.0/engagements/referrals/7/8/9", OTHER),
        ] {
            assert_eq!(route(path), label, "{path}");
        }
    }
}
