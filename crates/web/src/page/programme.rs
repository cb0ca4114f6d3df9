//! The vendor's partner programme: `/programme`, `/programme/partners`, `/programme/catalogue`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use ortak_app::account::company;
use ortak_app::error::AppError;
use ortak_app::port::{SolutionKind, SolutionRecord};
use ortak_app::programme;
use ortak_domain::{Action, Organization, OrganizationId, Programme, Violations};

use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/programme", get(form).post(save))
        .route("/programme/partners", get(partners))
        .route("/programme/partners/{id}", post(approve))
        .route("/programme/catalogue", get(catalogue))
}

#[derive(Template)]
#[template(path = "page/programme/settings.html")]
struct SettingsPage<'a> {
    view: &'a View,
    tab: &'static str,
    form: &'a Form,
    changes: bool,
}

impl<'a> SettingsPage<'a> {
    fn new(view: &'a View, form: &'a Form) -> Self {
        Self { view, tab: "settings", form, changes: view.may(Action::SetProgramme) }
    }
}

async fn form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let now = programme::get(&web.http.app, &reader.ctx).await?;
    let mut fields: Fields = [
        ("partnerAnswerDays", now.partner_answer_days),
        ("vendorAnswerDays", now.vendor_answer_days),
        ("earlyWinHours", now.early_win_hours),
        ("vendorMinimumValueUsd", now.vendor_minimum_value_usd),
    ]
    .into_iter()
    .map(|(name, number)| (name, number.to_string()))
    .collect();
    if now.auto_decline_below_minimum {
        fields.set("autoDeclineBelowMinimum", "yes");
    }
    let view = reader.view.at(Section::Programme);
    html(&SettingsPage::new(&view, &Form::new(fields)))
}

async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let mut problems = Violations::new();
    let mut number = |name: &str| {
        fields.text(name).parse().unwrap_or_else(|_| {
            problems.add(name, "not_a_number", "must be a whole number");
            1
        })
    };
    let wanted = Programme {
        partner_answer_days: number("partnerAnswerDays"),
        vendor_answer_days: number("vendorAnswerDays"),
        early_win_hours: number("earlyWinHours"),
        vendor_minimum_value_usd: number("vendorMinimumValueUsd"),
        auto_decline_below_minimum: fields.has("autoDeclineBelowMinimum"),
    };
    match programme::save(&web.http.app, &reader.ctx, wanted, problems).await {
        Ok(_) => Ok(done(&web, "/programme", "saved")),
        Err(AppError::Invalid(violations)) => {
            let view = reader.view.at(Section::Programme);
            let form = Form::refused(&view, fields, &violations);
            refused(&SettingsPage::new(&view, &form))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "page/programme/partners.html")]
struct PartnersPage<'a> {
    view: &'a View,
    tab: &'static str,
    partners: Vec<Organization>,
    changes: bool,
}

async fn partners(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let mut partners = programme::partners(&web.http.app, &reader.ctx).await?;
    let view = reader.view.at(Section::Programme);
    partners.sort_by(|a, b| view.language.compare(&a.name, &b.name));
    let changes = view.may(Action::SetProgramme);
    html(&PartnersPage { view: &view, tab: "partners", partners, changes })
}

async fn approve(
    State(web): State<Web>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let id = OrganizationId::new(&id).map_err(|_| AppError::NotFound)?;
    let approved = fields.text("approved") == "yes";
    programme::approve_assessments(&web.http.app, &reader.ctx, &id, approved).await?;
    let what = if approved { "assessments-approved" } else { "assessments-withdrawn" };
    Ok(done(&web, "/programme/partners", what))
}

#[derive(Template)]
#[template(path = "page/programme/catalogue.html")]
struct CataloguePage<'a> {
    view: &'a View,
    tab: &'static str,
    assessments: Vec<SolutionRecord>,
    solutions: Vec<SolutionRecord>,
}

async fn catalogue(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    reader.ctx.permit(Action::ReadProgramme)?;
    let mut all = company::solutions(&web.http.app, &reader.ctx).await?;
    all.sort_by(|a, b| reader.view.language.compare(&a.name, &b.name));
    let (assessments, solutions) = all.into_iter().partition(|one| one.kind == SolutionKind::Assessment);
    let view = reader.view.at(Section::Programme);
    html(&CataloguePage { view: &view, tab: "catalogue", assessments, solutions })
}
