//! The question before something ends: what will happen, in words, and one button that does it. A page of its own, which
//! scripts show as a dialog.

use askama::Template;
use axum::response::Response;

use crate::error::Failure;
use crate::html;
use crate::view::View;

/// What is asked. It is done by the same form post that the page before knows.
#[derive(Template)]
#[template(path = "page/settings/ask.html")]
pub(in crate::page) struct Ask<'a> {
    pub view: &'a View,
    pub title: String,
    /// What happens, a sentence each.
    pub what: Vec<String>,
    /// Where the button posts to.
    pub action: String,
    /// What is posted as `do`.
    pub word: &'static str,
    pub button: String,
    /// Nothing ends by it.
    pub is_harmless: bool,
    /// Where cancelling leads.
    pub back: String,
}

/// The question with the words `ask-{id}-title`, `-text` (a sentence a line) and `-do`; `name` is what it is about.
pub(in crate::page) fn ask(
    view: &View,
    id: &str,
    name: &str,
    (action, word): (String, &'static str),
    back: String,
) -> Result<Response, Failure> {
    html(&question(view, id, name, (action, word), back))
}

/// The same of what ends nothing.
pub(super) fn offer(
    view: &View,
    id: &str,
    name: &str,
    (action, word): (String, &'static str),
    back: String,
) -> Result<Response, Failure> {
    html(&Ask { is_harmless: true, ..question(view, id, name, (action, word), back) })
}

fn question<'a>(
    view: &'a View,
    id: &str,
    name: &str,
    (action, word): (String, &'static str),
    back: String,
) -> Ask<'a> {
    let words = |part: &str| view.t1(&format!("ask-{id}-{part}"), "name", name);
    let what =
        words("text").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let (title, button) = (words("title"), words("do"));
    Ask { title, what, action, word, button, is_harmless: false, back, view }
}
