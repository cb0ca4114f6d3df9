//! How an import goes, what came of it, and taking it back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ortak_app::port::{DealImport, ImportFile, ImportWork};
use ortak_app::workspace::intake::outcome::{self, DealState, ImportedDeal};
use ortak_app::workspace::intake::{self, files, undo};
use serde::Deserialize;
use uuid::Uuid;

use super::{ROWS, check_path, reason, result_path, short};
use crate::deal::Badge;
use crate::error::Failure;
use crate::reader::{Posted, Reader};
use crate::view::{Section, View};
use crate::{Web, html};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

/// A deal of the import in words.
struct Row {
    line: u64,
    id: String,
    /// None: it is out of the reader's reach.
    name: Option<String>,
    state: Badge,
    why: String,
}

impl Row {
    fn of(view: &View, deal: ImportedDeal) -> Self {
        let (line, id) = (deal.line, deal.id.to_string());
        let badge = |colour, icon, word: &str| Badge { colour, icon, text: view.t(word) };
        let Some(now) = deal.deal else {
            let state = badge("", "lock", "import-deal-hidden");
            return Self { line, id, name: None, state, why: String::new() };
        };
        let (state, why) = match now.state {
            DealState::Here => (badge("ok", "circle-check", "import-deal-here"), String::new()),
            DealState::Undone => (badge("", "circle-slash", "import-deal-undone"), String::new()),
            DealState::Kept(why) => (badge("warn", "circle-alert", "import-deal-kept"), reason(view, &why)),
        };
        Self { line, id, name: Some(short(&now.name)), state, why }
    }
}

/// Work that goes on while the reader looks.
struct Work {
    title: String,
    done: u64,
    of: u64,
}

#[derive(Template)]
#[template(path = "page/import/result.html")]
struct ResultPage<'a> {
    view: &'a View,
    import: &'a DealImport,
    path: String,
    by: String,
    work: Option<Work>,
    /// Lines that became deals.
    count: u64,
    refused: u64,
    /// It broke off, and its file is not kept any more, or nobody has continued it.
    stopped: bool,
    /// The reader's own file, while it is kept.
    file: Option<ImportFile>,
    check: String,
    can_be_undone: bool,
    rows: Vec<Row>,
    first: bool,
    next: Option<u64>,
}

pub(super) async fn page(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let view = reader.view.at(Section::Deals);
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let import = intake::find(app, ctx, id).await?;
    let count = outcome::count(app, &import).await?;
    let work = import.work.map(|(kind, _)| match kind {
        ImportWork::Import => {
            Work { title: view.t("import-goes-on"), done: import.done_rows, of: import.row_count }
        }
        ImportWork::Undo => {
            Work { title: view.t("import-undo-goes-on"), done: import.undone_rows, of: count }
        }
    });
    let after = asked.after.parse().unwrap_or(0);
    let mut deals = match work {
        Some(_) => Vec::new(),
        None => outcome::deals(app, ctx, &import, after, ROWS + 1).await?,
    };
    let more = deals.len() > ROWS;
    deals.truncate(ROWS);
    let file = files::of_import(app, ctx, id).await?;
    let looked_at_all = import.done_rows >= import.row_count;
    html(&ResultPage {
        path: result_path(&import),
        by: intake::names(app, [&import]).await?.remove(&import.person_id).unwrap_or_default(),
        stopped: work.is_none() && !looked_at_all && import.undone_at.is_none(),
        refused: if looked_at_all { import.row_count.saturating_sub(count) } else { 0 },
        check: file.as_ref().map(check_path).unwrap_or_default(),
        file,
        can_be_undone: count > 0 && undo::can_be_undone(&import, ctx.now),
        first: after == 0,
        next: deals.last().filter(|_| more).map(|deal| deal.line),
        rows: deals.into_iter().map(|deal| Row::of(&view, deal)).collect(),
        work,
        count,
        import: &import,
        view: &view,
    })
}

#[derive(Template)]
#[template(path = "page/import/undo.html")]
struct UndoPage<'a> {
    view: &'a View,
    import: &'a DealImport,
    path: String,
    count: u64,
}

/// Says what undoing does, and asks.
pub(super) async fn ask(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Response, Failure> {
    let view = reader.view.at(Section::Deals);
    let app = &web.http.app;
    let import = intake::find(app, &reader.ctx, id).await?;
    if !undo::can_be_undone(&import, reader.ctx.now) {
        return Ok(Redirect::to(&result_path(&import)).into_response());
    }
    let count = outcome::count(app, &import).await?;
    html(&UndoPage { view: &view, path: result_path(&import), import: &import, count })
}

pub(super) async fn undo(
    State(web): State<Web>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    undo::begin(&web.http.app, &posted.reader.ctx, id).await?;
    Ok(Redirect::to(&format!("/deals/imports/{id}")).into_response())
}
