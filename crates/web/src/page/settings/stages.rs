//! The company's own names of sales stages (R304): `/settings/stages`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ortak_app::account::stages;
use ortak_domain::referral::SalesStage;
use ortak_domain::{Action, StageName, Violations};

use super::refusal;
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
        let stages = SalesStage::ALL.map(|stage| {
            let percent = stage.percent();
            let name = view.t(&format!("sales-stage-{percent}"));
            (percent.to_string(), format!("{} · {name}", view.percent(percent)))
        });
        Self { view, form, rows: named + MORE, stages: stages.into() }
    }
}

/// The names as the form shows them.
fn fields(names: &[(String, String)]) -> Fields {
    let rows = names.iter().enumerate().flat_map(|(row, (name, stage))| {
        [(format!("stages/{row}/name"), name.clone()), (format!("stages/{row}/stage"), stage.clone())]
    });
    rows.collect()
}

pub(super) async fn form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    reader.ctx.permit(Action::NameStages)?;
    let names = stages::get(&web.http.app, &reader.ctx).await?;
    let shown: Vec<_> = names.into_iter().map(|own| (own.name, own.stage.percent().to_string())).collect();
    let view = reader.view.at(Section::Settings);
    html(&StagesPage::new(&view, &Form::new(fields(&shown)), shown.len()))
}

pub(super) async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields: given } = posted;
    // Rows without a name are none; the others move up.
    let row = |row: usize| {
        let part = |part: &str| given.text(&format!("stages/{row}/{part}")).to_owned();
        (part("name"), part("stage"))
    };
    let count = given.iter().filter(|(name, _)| name.ends_with("/name")).count();
    let rows: Vec<_> = (0..count).map(row).filter(|(name, _)| !name.is_empty()).collect();
    let mut problems = Violations::new();
    let named = rows.iter().enumerate().map(|(at, (name, stage))| StageName {
        name: name.clone(),
        stage: SalesStage::parse(stage).unwrap_or_else(|| {
            problems.add(format!("stages/{at}/stage"), "unknown_value", "is no stage");
            SalesStage::Opened
        }),
    });
    let names: Vec<StageName> = named.collect();
    match stages::save(&web.http.app, &reader.ctx, names, problems).await {
        Ok(_) => Ok(done(&web, "/settings/stages", "saved")),
        Err(error) => {
            let view = reader.view.at(Section::Settings);
            let form = refusal(&view, fields(&rows), error)?;
            refused(&StagesPage::new(&view, &form, rows.len()))
        }
    }
}
