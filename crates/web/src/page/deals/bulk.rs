//! The same step on many deals of a list: `/deals/bulk`, with what became of each.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use ortak_app::workspace::bulk::{BulkAction, BulkDeal, BulkResult, bulk};
use ortak_app::workspace::{DealRow, list, people};
use ortak_app::{App, AppError, Ctx};
use ortak_domain::referral::SalesStage;
use ortak_domain::{PersonId, ReferralId, Violation, Violations};
use tokio::try_join;

use super::Row;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::deal::answer::member;
use crate::reader::local;
use crate::reader::{Posted, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

/// What became of one deal, in words.
struct Outcome {
    /// None: no such deal exists for the reader.
    deal: Option<Named>,
    done: bool,
    why: String,
}

/// A deal as people know it.
struct Named {
    id: String,
    title: String,
    customer: String,
}

impl Named {
    fn of(view: &View, row: DealRow) -> Self {
        let row = Row::of(view, row);
        Self { id: row.id, title: row.title, customer: row.customer }
    }
}

#[derive(Template)]
#[template(path = "page/deals/bulk.html")]
struct BulkPage<'a> {
    view: &'a View,
    back: &'a str,
    succeeded: usize,
    outcomes: Vec<Outcome>,
    problems: Vec<String>,
}

/// Asks who comes onto the teams of the ticked deals.
#[derive(Template)]
#[template(path = "page/deals/assign.html")]
struct AssignPage<'a> {
    view: &'a View,
    form: &'a Form,
    back: &'a str,
    deals: Vec<BulkDeal>,
    named: Vec<Named>,
    /// Those who can be put on a team: with all that R205 asks for.
    people: Vec<(String, String)>,
    /// How many can't, because they gave no phone number.
    without_phone: usize,
}

pub(super) async fn run(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let view = reader.view.at(Section::Deals);
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let back = local(fields.text("back")).to_owned();
    let deals = chosen(&fields);
    if deals.is_empty() {
        return Ok(Redirect::to(&back).into_response());
    }
    let asks = fields.text("action") == "assign-to";
    if asks && !fields.has("person") {
        return assign_page(app, ctx, &view, &back, deals, &Form::default()).await;
    }
    let results = match action(app, ctx, &fields).await {
        Ok(action) => bulk(app, ctx, &deals, &action).await,
        Err(error) => Err(error),
    };
    match results {
        Ok(results) if results.iter().all(|result| result.outcome.is_ok()) => Ok(done(&web, &back, "bulk")),
        Ok(results) => {
            let succeeded = results.iter().filter(|result| result.outcome.is_ok()).count();
            let outcomes = outcomes(app, ctx, &view, &results).await?;
            html(&BulkPage { view: &view, back: &back, succeeded, outcomes, problems: Vec::new() })
        }
        Err(AppError::Invalid(violations)) if asks => {
            let form = Form::refused(&view, fields, &violations);
            assign_page(app, ctx, &view, &back, deals, &form).await
        }
        Err(AppError::Invalid(violations)) => {
            let problems = violations.iter().map(|violation| view.violation(violation)).collect();
            refused(&BulkPage { view: &view, back: &back, succeeded: 0, outcomes: Vec::new(), problems })
        }
        Err(error) => Err(error.into()),
    }
}

async fn assign_page(
    app: &App,
    ctx: &Ctx,
    view: &View,
    back: &str,
    deals: Vec<BulkDeal>,
    form: &Form,
) -> Result<Response, Failure> {
    let ids: Vec<ReferralId> = deals.iter().map(|deal| deal.id).collect();
    let (rows, all) = try_join!(list::chosen(app, ctx, &ids), people::colleagues(app, ctx))?;
    let everybody = all.len();
    let whole = all.into_iter().filter(|colleague| colleague.member.is_complete());
    let mut people: Vec<_> = whole
        .map(|colleague| {
            let email = colleague.member.email.unwrap_or_default();
            (colleague.id.to_string(), format!("{} · {email}", colleague.name))
        })
        .collect();
    let without_phone = everybody - people.len();
    if !people.is_empty() {
        // Nobody is chosen before the reader does.
        people.insert(0, (String::new(), "—".to_owned()));
    }
    let named = rows.into_iter().map(|row| Named::of(view, row)).collect();
    let page = AssignPage { view, form, back, deals, named, people, without_phone };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

/// The ticked deals, each with the version that the list showed: `deal=ID etag`.
pub(super) fn chosen(fields: &Fields) -> Vec<BulkDeal> {
    fields
        .all("deal")
        .filter_map(|text| {
            let (id, etag) = text.split_once(' ')?;
            Some(BulkDeal { id: id.parse().ok()?, etag: Some(etag.to_owned()) })
        })
        .collect()
}

async fn action(app: &App, ctx: &Ctx, fields: &Fields) -> Result<BulkAction, AppError> {
    let mut problems = Violations::new();
    let action = match fields.text("action") {
        "favourite" => BulkAction::Favourite(true),
        "unfavourite" => BulkAction::Favourite(false),
        "assign" => BulkAction::Assign(Box::new(member(fields, "member", &mut problems))),
        "assign-to" => match fields.text("person").parse() {
            Ok(person) => BulkAction::Assign(Box::new(people::colleague(app, ctx, PersonId(person)).await?)),
            Err(_) => return Err(Violation::required("person").into()),
        },
        _ => match SalesStage::parse(fields.text("stage")) {
            Some(stage) => BulkAction::Stage(stage),
            None => return Err(Violation::required("stage").into()),
        },
    };
    problems.or(action).map_err(AppError::from)
}

/// In the order of the list that the deals come from.
async fn outcomes(
    app: &App,
    ctx: &Ctx,
    view: &View,
    results: &[BulkResult],
) -> Result<Vec<Outcome>, AppError> {
    let ids: Vec<ReferralId> = results.iter().map(|result| result.id).collect();
    let rows = list::chosen(app, ctx, &ids).await?;
    let mut named: HashMap<ReferralId, Named> =
        rows.into_iter().map(|row| (row.id, Named::of(view, row))).collect();
    let outcomes = results.iter().map(|result| Outcome {
        deal: named.remove(&result.id),
        done: result.outcome.is_ok(),
        why: match &result.outcome {
            Ok(_) => view.t("bulk-done"),
            Err(error) => why(view, error),
        },
    });
    Ok(outcomes.collect())
}

/// Why something could not be done to a deal, in a few words.
pub(super) fn why(view: &View, error: &AppError) -> String {
    match error {
        AppError::Invalid(violations) => violations
            .first()
            .map_or_else(|| view.t("error-page-invalid-title"), |violation| view.violation(violation)),
        AppError::NotFound => view.t("error-page-not-found-title"),
        AppError::Forbidden { .. } => view.t("error-page-forbidden-title"),
        AppError::Stale => view.t("stale-title"),
        AppError::Conflict { code, .. } => view.conflict(code),
        _ => view.t("error-page-unavailable-title"),
    }
}
