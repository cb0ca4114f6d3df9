//! What somebody had typed when their session turned out to have ended: kept, and shown to them again on the same page
//! once they have signed in. They send it themselves.

use axum_extra::extract::cookie::Cookie;
use http::HeaderMap;
use ortak_app::account::kept::{self, KEPT_SECONDS, Lost};
use ortak_app::account::session::Session;
use ortak_app::error::AppError;

use crate::Web;
use crate::fields::Fields;
use crate::reader::cookie;

/// By which the browser finds it again.
pub(crate) const KEPT: &str = "ortak-kept";

/// Steps of a form's way that are no path of a page that shows what was kept.
const NO_STEPS: [&str; 2] = ["discard", "summary"];

/// Whether the page at this path shows what was kept: those on which people write or choose. None of them asks for a
/// secret.
fn shows(path: &str) -> bool {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match parts.as_slice() {
        ["deals", "new"] => true,
        ["deals", "drafts", _, step] => !NO_STEPS.contains(step),
        ["deals", _, form] => {
            matches!(*form, "accept" | "decline" | "lost" | "edit" | "team" | "solutions")
        }
        ["deals", _, "invite", to] => matches!(*to, "vendor" | "partner"),
        ["deals", "import", _, "columns"] | ["views", "new"] => true,
        ["settings", part] => matches!(*part, "profile" | "notifications" | "company" | "stages"),
        ["settings", list, _] => matches!(*list, "people" | "solutions" | "api-clients" | "webhooks"),
        ["settings", "company", "locations", _] => true,
        ["programme"] | ["programme", "partners", _, "solutions", _] => true,
        _ => false,
    }
}

/// Whether nothing but a button was sent, as of a question: it is asked again.
fn is_a_button(body: &str) -> bool {
    Fields::parse(body.as_bytes()).has("do")
}

/// Keeps a form that came too late, where its page shows it again; the cookie to find it by.
pub(crate) async fn keep(
    web: &Web,
    headers: &HeaderMap,
    lost: Lost<'_>,
) -> Result<Option<Cookie<'static>>, AppError> {
    let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if elsewhere || !shows(lost.path) || is_a_button(lost.body) {
        return Ok(None);
    }
    let Some(token) = kept::keep(&web.http.app, lost).await? else { return Ok(None) };
    let mut cookie = cookie(web, KEPT, token);
    cookie.set_max_age(time::Duration::seconds(KEPT_SECONDS));
    Ok(Some(cookie))
}

/// What the same person had sent to this path.
pub(crate) async fn find(
    web: &Web,
    session: &Session,
    token: &str,
    path: &str,
) -> Result<Option<Fields>, AppError> {
    if !shows(path) {
        return Ok(None);
    }
    let body = kept::find(&web.http.app, session, token, path).await?;
    Ok(body.map(|body| {
        let mut fields = Fields::parse(body.as_bytes());
        fields.remove("csrf");
        fields
    }))
}

#[cfg(test)]
mod tests {
    use super::shows;

    #[test]
    fn pages_on_which_people_write_keep_it() {
        for path in [
            "/deals/new",
            "/deals/drafts/a/team",
            "/deals/a/edit",
            "/deals/a/invite/partner",
            "/deals/import/a/columns",
            "/settings/company",
            "/settings/company/locations/new",
            "/settings/people/invite",
            "/settings/webhooks/own",
            "/programme",
        ] {
            assert!(shows(path), "{path}");
        }
        for path in [
            "/sign-in",
            "/settings/security/password",
            "/deals/drafts/a/discard",
            "/deals/a/stage",
            "/deals/a/won",
            "/settings/security",
            "/settings/webhooks/own/do",
        ] {
            assert!(!shows(path), "{path}");
        }
    }
}
