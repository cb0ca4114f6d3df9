//! What is shown where a page can't be: what, why, and what to do.

use askama::Template;

use crate::view::View;

#[derive(Template)]
#[template(path = "page/error.html")]
struct Error<'a> {
    view: &'a View,
    title: String,
    why: String,
    what_now: String,
}

pub(crate) fn page(view: &View, kind: &str) -> askama::Result<String> {
    let say = |part: &str| view.t(&format!("error-page-{kind}-{part}"));
    Error { view, title: say("title"), why: say("why"), what_now: say("now") }.render()
}
