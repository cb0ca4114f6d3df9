//! What is shown where a page can't be: what, why, and what to do.

use askama::Template;

use crate::error::ErrorPage;
use crate::fields::{Fields, with_label};
use crate::view::View;

/// Why there is no page, for who is not signed in, or is on the way to somewhere else.
#[derive(Template)]
#[template(path = "page/error_gate.html")]
pub(crate) struct Explanation<'a> {
    pub view: &'a View,
    pub title: String,
    pub why: String,
    /// What is not valid, each with its field's name.
    pub problems: Vec<String>,
    pub what_now: String,
}

/// The same in the frame of somebody signed in, who goes on from there.
#[derive(Template)]
#[template(path = "page/error.html")]
struct Framed<'a> {
    of: Explanation<'a>,
    view: &'a View,
}

pub(crate) fn page(view: &View, error: &ErrorPage) -> askama::Result<String> {
    let reason = error.code.and_then(|code| view.refusal(code));
    let kind = if reason.is_some() { "refused" } else { error.kind };
    let say = |part: &str| view.t(&format!("error-page-{kind}-{part}"));
    let of = Explanation {
        view,
        title: say("title"),
        why: reason.unwrap_or_else(|| say("why")),
        problems: error
            .problems
            .iter()
            .map(|problem| with_label(view, &Fields::default(), &problem.field, &view.violation(problem)))
            .collect(),
        what_now: say("now"),
    };
    if view.session.is_some() { Framed { of, view }.render() } else { of.render() }
}
