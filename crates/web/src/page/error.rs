//! What is shown where a page can't be: what, why, and what to do.

use askama::Template;

use crate::error::ErrorPage;
use crate::view::View;

#[derive(Template)]
#[template(path = "page/error.html")]
struct Error<'a> {
    view: &'a View,
    title: String,
    why: String,
    what_now: String,
}

pub(crate) fn page(view: &View, error: ErrorPage) -> askama::Result<String> {
    let reason = error.code.map(|code| format!("conflict-{}", code.replace('_', "-")));
    let reason = reason.filter(|id| view.language.has(id)).map(|id| view.t(&id));
    let kind = if reason.is_some() { "refused" } else { error.kind };
    let say = |part: &str| view.t(&format!("error-page-{kind}-{part}"));
    Error { view, title: say("title"), why: reason.unwrap_or_else(|| say("why")), what_now: say("now") }
        .render()
}
