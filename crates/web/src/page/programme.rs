//! The vendor's partner programme: `/programme`, `/programme/partners` and what they sell, `/programme/catalogue`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use ortak_app::account::company;
use ortak_app::error::AppError;
use ortak_app::port::{SolutionKind, SolutionRecord};
use ortak_app::programme;
use ortak_domain::{Action, Organization, OrganizationId, Programme, Violations};

use super::settings::ask;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/programme", get(form).post(save))
        .route("/programme/partners", get(partners))
        .route("/programme/partners/{id}", get(partner).post(approve))
        .route("/programme/partners/{id}/withdraw", get(ask_withdraw))
        .route("/programme/partners/{id}/solutions/{solution}", get(solution).post(judge))
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
    let approved = match fields.text("do") {
        "approve" => true,
        "withdraw" => false,
        _ => return Err(Failure::NoSuchPage),
    };
    programme::approve_assessments(&web.http.app, &reader.ctx, &id, approved).await?;
    let what = if approved { "assessments-approved" } else { "assessments-withdrawn" };
    Ok(done(&web, "/programme/partners", what))
}

async fn ask_withdraw(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    reader.ctx.permit(Action::SetProgramme)?;
    let (partner, _) = found(&web, &reader, &id).await?;
    let path = format!("/programme/partners/{}", partner.id);
    let view = reader.view.at(Section::Programme);
    ask(&view, "assessments-withdraw", &partner.name, (path, "withdraw"), "/programme/partners".to_owned())
}

async fn found(
    web: &Web,
    reader: &Reader,
    id: &str,
) -> Result<(Organization, Vec<SolutionRecord>), AppError> {
    let id = OrganizationId::new(id).map_err(|_| AppError::NotFound)?;
    programme::partner(&web.http.app, &reader.ctx, &id).await
}

/// A partner and what it sells.
#[derive(Template)]
#[template(path = "page/programme/partner.html")]
struct PartnerPage<'a> {
    view: &'a View,
    tab: &'static str,
    partner: Organization,
    solutions: Vec<SolutionRecord>,
    /// Before the ids of solutions that the reader may decide on; empty: on none.
    base: String,
}

async fn partner(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (partner, mut solutions) = found(&web, &reader, &id).await?;
    let view = reader.view.at(Section::Programme);
    solutions.sort_by(|a, b| view.language.compare(&a.name, &b.name));
    let changes = view.may(Action::SetProgramme);
    let base = if changes { solutions_of(&partner) } else { String::new() };
    html(&PartnerPage { view: &view, tab: "partners", partner, solutions, base })
}

fn solutions_of(partner: &Organization) -> String {
    format!("/programme/partners/{}/solutions", partner.id)
}

/// What the programme decides on a solution.
#[derive(Template)]
#[template(path = "page/programme/solution.html")]
struct SolutionPage<'a> {
    view: &'a View,
    tab: &'static str,
    form: &'a Form,
    partner: &'a Organization,
    solution: &'a SolutionRecord,
}

async fn show_solution(
    web: &Web,
    reader: &Reader,
    (id, solution): (&str, &str),
    form: Option<Form>,
) -> Result<Response, Failure> {
    reader.ctx.permit(Action::SetProgramme)?;
    let (partner, solutions) = found(web, reader, id).await?;
    let solution = solutions.into_iter().find(|one| one.id == solution).ok_or(AppError::NotFound)?;
    let is_refused = form.is_some();
    let form = form.unwrap_or_else(|| {
        let ready = solution.co_sell_ready.then_some(("coSellReady", "yes"));
        let tags = solution.tags.iter().map(|tag| ("tags", tag.as_str()));
        Form::new(ready.into_iter().chain(tags).collect())
    });
    let view = reader.view.clone().at(Section::Programme);
    let (form, partner, solution) = (&form, &partner, &solution);
    let page = SolutionPage { view: &view, tab: "partners", form, partner, solution };
    if is_refused { refused(&page) } else { html(&page) }
}

async fn solution(
    State(web): State<Web>,
    reader: Reader,
    Path((id, solution)): Path<(String, String)>,
) -> Result<Response, Failure> {
    show_solution(&web, &reader, (&id, &solution), None).await
}

async fn judge(
    State(web): State<Web>,
    Path((id, solution)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let owner = OrganizationId::new(&id).map_err(|_| AppError::NotFound)?;
    let tags: Vec<String> = fields.all("tags").map(str::to_owned).collect();
    let ready = fields.has("coSellReady");
    match programme::judge_solution(&web.http.app, &reader.ctx, &owner, &solution, ready, &tags).await {
        Ok(()) => Ok(done(&web, &format!("/programme/partners/{owner}"), "saved")),
        Err(AppError::Invalid(violations)) => {
            let form = Form::refused(&reader.view, fields, &violations).gathered("tags");
            show_solution(&web, &reader, (&id, &solution), Some(form)).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "page/programme/catalogue.html")]
struct CataloguePage<'a> {
    view: &'a View,
    tab: &'static str,
    assessments: Vec<SolutionRecord>,
    solutions: Vec<SolutionRecord>,
    changes: bool,
    /// Before the ids of what the reader may change; empty: nothing.
    own: &'static str,
}

async fn catalogue(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    reader.ctx.permit(Action::ReadProgramme)?;
    let mut all = company::solutions(&web.http.app, &reader.ctx).await?;
    all.sort_by(|a, b| reader.view.language.compare(&a.name, &b.name));
    let (assessments, solutions) = all.into_iter().partition(|one| one.kind == SolutionKind::Assessment);
    let view = reader.view.at(Section::Programme);
    let changes = view.may(Action::ManageAccount);
    let own = if changes { "/settings/solutions" } else { "" };
    html(&CataloguePage { view: &view, tab: "catalogue", assessments, solutions, changes, own })
}
