//! The columns of a list: their headings, and the form that chooses them, `/deals/columns`.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use ortak_app::account::profile::{self, ProfileInput};
use ortak_app::port::{Sort, SortBy, Tab};
use ortak_app::workspace::{Column, Columns, ListView};

use crate::Web;
use crate::error::Failure;
use crate::page::deals::filter::Choice;
use crate::page::home::href;
use crate::page::settings::input;
use crate::reader::{Posted, done};
use crate::view::View;

/// A column of the table, with its heading.
pub(crate) struct Heading {
    /// None: the deal itself.
    pub column: Option<Column>,
    /// What stands in it below each other.
    pub parts: Vec<Part>,
    /// `ascending`, `descending`, or nothing.
    pub sorted: &'static str,
    pub end: bool,
    /// A second column stands below the first, so that the usual ones fit beside each other.
    pub with_below: bool,
    /// Left out of narrow tables and of the cards of phones: nobody asked for it.
    pub wide_only: bool,
}

/// The heading of one column.
pub(crate) struct Part {
    pub label: String,
    /// Sorts by it.
    pub href: Option<String>,
    pub sorted: &'static str,
}

impl Heading {
    pub fn label(&self) -> String {
        self.parts.iter().map(|part| part.label.as_str()).collect::<Vec<_>>().join(" · ")
    }
}

/// Columns of which the second stands below the first where both are shown.
const PAIRS: [(Column, Column); 3] =
    [(Column::Status, Column::Expires), (Column::Value, Column::Closing), (Column::Location, Column::Team)];

/// What the form of the columns offers.
pub(crate) struct Chooser {
    pub choices: Vec<Choice>,
    /// The list that it leads back to.
    pub query: String,
}

const fn label(column: Column) -> &'static str {
    match column {
        Column::Type => "column-type",
        Column::Status => "column-status",
        Column::Value => "column-value",
        Column::Closing => "column-closes",
        Column::Expires => "column-answer-by",
        Column::Location => "column-location",
        Column::Team => "column-team",
        Column::Others => "column-others",
        Column::Created => "column-created",
        Column::Updated => "column-updated",
    }
}

const fn sort(column: Column) -> Option<SortBy> {
    Some(match column {
        Column::Type => SortBy::Type,
        Column::Status => SortBy::Stage,
        Column::Value => SortBy::Value,
        Column::Closing => SortBy::Closing,
        Column::Expires => SortBy::Expires,
        Column::Location => SortBy::Location,
        Column::Created => SortBy::Created,
        Column::Updated => SortBy::Updated,
        Column::Team | Column::Others => return None,
    })
}

/// What the list shows: what its address says, else what the reader keeps, else the usual ones.
fn shown(view: &View, wanted: &ListView) -> (Columns, bool) {
    match wanted.columns.as_ref().or(view.columns.as_ref()) {
        Some(chosen) => (chosen.clone(), true),
        // Who else is in a partner's deal isn't shown there.
        None if wanted.tab == Tab::Shared => {
            let usual = Columns::default();
            (usual.as_slice().iter().copied().filter(|column| *column != Column::Others).collect(), false)
        }
        None => (Columns::default(), false),
    }
}

pub(super) fn headings(view: &View, wanted: &ListView) -> Vec<Heading> {
    let (columns, chosen) = shown(view, wanted);
    let part = |name: &str, by: Option<SortBy>| {
        let current = by.is_some_and(|by| wanted.sort.by == by);
        let descending = current && !wanted.sort.descending;
        Part {
            label: view.t(name),
            href: by.map(|by| href(&ListView { sort: Sort { by, descending }, ..wanted.from_start() })),
            sorted: match (current, wanted.sort.descending) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
        }
    };
    let heading = |column: Option<Column>, parts: Vec<Part>| Heading {
        column,
        sorted: parts.iter().map(|part| part.sorted).find(|sorted| !sorted.is_empty()).unwrap_or_default(),
        end: column == Some(Column::Value),
        with_below: parts.len() > 1,
        wide_only: !chosen && matches!(column, Some(Column::Location | Column::Team | Column::Others)),
        parts,
    };
    let below = |first: Column| {
        let pair = PAIRS.iter().find(|(upper, lower)| *upper == first && columns.contains(*lower));
        pair.map(|(_, lower)| *lower)
    };
    let stands_below =
        |column: Column| PAIRS.iter().any(|(upper, lower)| *lower == column && columns.contains(*upper));
    let deal = heading(None, vec![part("column-deal", Some(SortBy::Name))]);
    let others = columns.as_slice().iter().filter(|column| !stands_below(**column)).map(|first| {
        let both = std::iter::once(*first).chain(below(*first));
        heading(Some(*first), both.map(|column| part(label(column), sort(column))).collect())
    });
    std::iter::once(deal).chain(others).collect()
}

pub(super) fn chooser(view: &View, wanted: &ListView) -> Chooser {
    let (columns, _) = shown(view, wanted);
    let choice = |column: Column| Choice {
        value: column.as_str().to_owned(),
        label: view.t(label(column)),
        checked: columns.contains(column),
    };
    Chooser { choices: Column::ALL.map(choice).into(), query: wanted.to_query() }
}

/// The list as it is saved: with the columns that its reader sees, also where they are the reader's own.
pub(super) fn saved(view: &View, wanted: &ListView) -> ListView {
    let columns = wanted.columns.clone().or_else(|| view.columns.clone());
    ListView { columns, ..wanted.from_start() }
}

/// Shows the list with other columns, and keeps them for the reader's other lists where that is wished.
pub(super) async fn choose(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let usual = fields.text("go") == "usual";
    let keep = fields.has("keep");
    let chosen = (!usual).then(|| fields.all("columns").filter_map(Column::parse).collect::<Columns>());
    let (wanted, _) = ListView::from_query(fields.text("query"));
    // Without a word in the address, a list shows what its reader keeps.
    let columns = match &chosen {
        None if !keep && reader.view.columns.is_some() => Some(Columns::default()),
        chosen => chosen.clone(),
    };
    let to = href(&ListView { columns: columns.filter(|_| !keep), ..wanted });
    if !keep {
        return Ok(Redirect::to(&to).into_response());
    }
    let app = &web.http.app;
    let was = input(profile::get(app, &reader.session).await?);
    let columns = chosen.map(|columns| columns.to_string()).unwrap_or_default();
    profile::save(app, &reader.session, ProfileInput { columns, ..was }).await?;
    Ok(done(&web, &to, "columns-kept"))
}
