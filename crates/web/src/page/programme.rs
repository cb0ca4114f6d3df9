//! The vendor's partner programme: `/programme`, `/programme/partners` and what they sell, `/programme/catalogue`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use ortak_app::account::company;
use ortak_app::error::AppError;
use ortak_app::port::{SolutionKind, SolutionRecord};
use ortak_app::programme::{self, Judgement};
use ortak_domain::{Action, Organization, OrganizationId, Programme, Violations};

use super::settings::{again, ask};
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

/// The settings as the form shows them.
fn fields(now: &Programme) -> Fields {
    let numbers = [
        ("partnerAnswerDays", now.partner_answer_days),
        ("vendorAnswerDays", now.vendor_answer_days),
        ("earlyWinHours", now.early_win_hours),
        ("vendorMinimumValueUsd", now.vendor_minimum_value_usd),
    ];
    let mut fields: Fields = numbers.into_iter().map(|(name, number)| (name, number.to_string())).collect();
    if now.auto_decline_below_minimum {
        fields.set("autoDeclineBelowMinimum", "yes");
    }
    fields
}

/// What the form says. A number that is none is told, and is as in `usual` beside that.
fn input(fields: &Fields, usual: &Programme, problems: &mut Violations) -> Programme {
    let mut number = |name: &str, usual: i64| {
        fields.text(name).parse().unwrap_or_else(|_| {
            problems.add(name, "not_a_number", "must be a whole number");
            usual
        })
    };
    Programme {
        partner_answer_days: number("partnerAnswerDays", usual.partner_answer_days),
        vendor_answer_days: number("vendorAnswerDays", usual.vendor_answer_days),
        early_win_hours: number("earlyWinHours", usual.early_win_hours),
        vendor_minimum_value_usd: number("vendorMinimumValueUsd", usual.vendor_minimum_value_usd),
        auto_decline_below_minimum: fields.has("autoDeclineBelowMinimum"),
    }
}

async fn form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let now = programme::get(&web.http.app, &reader.ctx).await?;
    let view = reader.view.at(Section::Programme);
    html(&SettingsPage::new(&view, &Form::new(view.opened(fields(&now)))))
}

async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields: sent } = posted;
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let usual = Programme::default();
    let was = sent.was().map(|was| input(&was, &usual, &mut Violations::new()));
    let mut problems = Violations::new();
    let wanted = input(&sent, was.as_ref().unwrap_or(&usual), &mut problems);
    let stored = fields(&programme::get(app, ctx).await?);
    match programme::save(app, ctx, was.as_ref(), &wanted, problems).await {
        Ok(_) => Ok(done(&web, "/programme", "saved")),
        Err(error) => {
            let form = again(&web, &reader, sent, &stored, error).await?;
            let view = reader.view.at(Section::Programme);
            refused(&SettingsPage::new(&view, &form))
        }
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

/// What is decided, as the form shows it.
fn decided(solution: &SolutionRecord) -> Fields {
    let decided = Judgement::of(solution);
    let ready = decided.co_sell_ready.then_some(("coSellReady", "yes"));
    ready.into_iter().chain(decided.tags.iter().map(|tag| ("tags", tag.as_str()))).collect()
}

fn judgement(fields: &Fields) -> Judgement {
    let tags = fields.all("tags").map(str::to_owned).collect();
    Judgement { co_sell_ready: fields.has("coSellReady"), tags }
}

/// A partner of the programme and one of its solutions, for whoever decides on it.
async fn one(
    web: &Web,
    reader: &Reader,
    (id, solution): (&str, &str),
) -> Result<(Organization, SolutionRecord), AppError> {
    reader.ctx.permit(Action::SetProgramme)?;
    let (partner, solutions) = found(web, reader, id).await?;
    let solution = solutions.into_iter().find(|one| one.id == solution).ok_or(AppError::NotFound)?;
    Ok((partner, solution))
}

fn show_solution(
    view: &View,
    form: &Form,
    (partner, solution): (&Organization, &SolutionRecord),
) -> Result<Response, Failure> {
    let view = view.clone().at(Section::Programme);
    let page = SolutionPage { view: &view, tab: "partners", form, partner, solution };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

async fn solution(
    State(web): State<Web>,
    reader: Reader,
    Path((id, solution)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (partner, solution) = one(&web, &reader, (&id, &solution)).await?;
    let form = Form::new(reader.view.opened(decided(&solution)));
    show_solution(&reader.view, &form, (&partner, &solution))
}

async fn judge(
    State(web): State<Web>,
    Path((id, solution)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields: sent } = posted;
    let (partner, now) = one(&web, &reader, (&id, &solution)).await?;
    let was = sent.was().as_ref().map(judgement);
    let (of, wanted) = ((&partner.id, now.id.as_str()), judgement(&sent));
    match programme::judge_solution(&web.http.app, &reader.ctx, of, was.as_ref(), &wanted).await {
        Ok(()) => Ok(done(&web, &format!("/programme/partners/{}", partner.id), "saved")),
        Err(error) => {
            let form = again(&web, &reader, sent, &decided(&now), error).await?.gathered("tags");
            show_solution(&reader.view, &form, (&partner, &now))
        }
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
