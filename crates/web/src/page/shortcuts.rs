//! The keys that do something: `/shortcuts`.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::error::Failure;
use crate::reader::Reader;
use crate::view::View;
use crate::{Web, html};

pub(super) fn router() -> Router<Web> {
    Router::new().route("/shortcuts", get(page))
}

/// Keys pressed one after the other, and what they do.
struct Shortcut {
    keys: &'static [&'static str],
    does: String,
}

/// Shortcuts of one part of the pages.
struct Group {
    name: String,
    shortcuts: Vec<Shortcut>,
}

/// Message id of a group; keys and message ids of its shortcuts.
type Listed = (&'static str, &'static [(&'static [&'static str], &'static str)]);

const ALL: [Listed; 4] = [
    (
        "shortcuts-everywhere",
        &[
            (&["/"], "shortcut-search"),
            (&["Ctrl", "K"], "shortcut-palette"),
            (&["C"], "shortcut-new-deal"),
            (&["G", "I"], "shortcut-inbound"),
            (&["G", "O"], "shortcut-outbound"),
            (&["G", "F"], "shortcut-favourites"),
            (&["G", "B"], "shortcut-board"),
            (&["?"], "shortcut-shortcuts"),
        ],
    ),
    (
        "shortcuts-lists",
        &[
            (&["J"], "shortcut-next"),
            (&["K"], "shortcut-previous"),
            (&["Enter"], "shortcut-open"),
            (&["P"], "shortcut-preview"),
            (&["Space"], "shortcut-preview"),
            (&["Esc"], "shortcut-close-preview"),
        ],
    ),
    ("shortcuts-board", &[(&["M", "→"], "shortcut-move-on"), (&["M", "←"], "shortcut-move-back")]),
    (
        "shortcuts-deal",
        &[
            (&["S"], "shortcut-favourite"),
            (&["A"], "shortcut-accept"),
            (&["D"], "shortcut-decline"),
            (&["E"], "shortcut-edit"),
        ],
    ),
];

#[derive(Template)]
#[template(path = "page/shortcuts.html")]
struct ShortcutsPage<'a> {
    view: &'a View,
    groups: Vec<Group>,
}

async fn page(reader: Reader) -> Result<Response, Failure> {
    let view = &reader.view;
    let group = |(name, listed): Listed| Group {
        name: view.t(name),
        shortcuts: listed.iter().map(|(keys, does)| Shortcut { keys, does: view.t(does) }).collect(),
    };
    html(&ShortcutsPage { view, groups: ALL.map(group).into() })
}
