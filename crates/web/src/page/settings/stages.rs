//! The company's own names of sales stages (R304): `/settings/stages`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ortak_app::account::stages;
use ortak_app::error::AppError;
use ortak_domain::referral::SalesStage;
use ortak_domain::{Action, StageName, Violations};

use super::meanwhile::messages;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

/// Empty rows at the end.
const MORE: usize = 3;

#[derive(Template)]
#[template(path = "page/settings/stages.html")]
struct StagesPage<'a> {
    view: &'a View,
    form: &'a Form,
    rows: usize,
    stages: Vec<(String, String)>,
}

impl<'a> StagesPage<'a> {
    fn new(view: &'a View, form: &'a Form, named: usize) -> Self {
        let stages = SalesStage::ALL.map(|stage| (stage.percent().to_string(), self::named(view, stage)));
        Self { view, form, rows: named + MORE, stages: stages.into() }
    }
}

/// A stage by its percentage and its name.
pub(super) fn named(view: &View, stage: SalesStage) -> String {
    let percent = stage.percent();
    format!("{} · {}", view.percent(percent), view.t(&format!("sales-stage-{percent}")))
}

/// The names as the form shows them.
fn fields(names: &[StageName]) -> Fields {
    let rows = names.iter().enumerate().flat_map(|(row, own)| {
        let stage = own.stage.percent().to_string();
        [(format!("stages/{row}/name"), own.name.clone()), (format!("stages/{row}/stage"), stage)]
    });
    rows.collect()
}

/// Rows without a name are none; the others move up.
fn input(given: &Fields, problems: &mut Violations) -> Vec<StageName> {
    let rows = given.numbers("stages").into_iter().filter_map(|row| {
        let part = |part: &str| given.text(&format!("stages/{row}/{part}")).to_owned();
        Some((part("name"), part("stage"))).filter(|(name, _)| !name.is_empty())
    });
    let named = rows.enumerate().map(|(at, (name, stage))| StageName {
        name,
        stage: SalesStage::parse(&stage).unwrap_or_else(|| {
            problems.add(format!("stages/{at}/stage"), "unknown_value", "is no stage");
            SalesStage::Opened
        }),
    });
    named.collect()
}

/// The names that the form was opened with.
fn before(given: &Fields) -> Option<Vec<StageName>> {
    given.was().map(|was| input(&was, &mut Violations::new()))
}

pub(super) async fn form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    reader.ctx.permit(Action::NameStages)?;
    let stored = stages::get(&web.http.app, &reader.ctx).await?;
    let view = reader.view.at(Section::Settings);
    let (was, names) = match view.kept.as_deref() {
        Some(kept) => {
            let was = before(kept).unwrap_or_else(|| stored.clone());
            let names = stages::merged(&was, &stored, &input(kept, &mut Violations::new())).names;
            (was, names)
        }
        None => (stored.clone(), stored),
    };
    let mut shown = fields(&names);
    shown.reopen(&fields(&was));
    html(&StagesPage::new(&view, &Form::new(shown), names.len()))
}

pub(super) async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields: sent } = posted;
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let mut problems = Violations::new();
    let names = input(&sent, &mut problems);
    let was = before(&sent);
    match stages::save(app, ctx, was.as_deref(), &names, problems).await {
        Ok(_) => Ok(done(&web, "/settings/stages", "saved")),
        Err(AppError::Invalid(violations)) => {
            // As they are after both, where the violations are about their places.
            let stored = stages::get(app, ctx).await?;
            let names = stages::merged(was.as_deref().unwrap_or(&stored), &stored, &names).names;
            let mut shown = fields(&names);
            shown.reopen(&fields(&stored));
            let errors = messages(&web, &reader, &violations).await?;
            let view = reader.view.at(Section::Settings);
            let form = Form::refused_with(&view, shown, errors);
            refused(&StagesPage::new(&view, &form, names.len()))
        }
        Err(error) => Err(error.into()),
    }
}
