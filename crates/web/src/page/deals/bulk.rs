//! The same step on many deals of a list: `/deals/bulk`, with what became of each.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use ortak_app::AppError;
use ortak_app::workspace::bulk::{BulkAction, BulkDeal, BulkResult, bulk};
use ortak_domain::Violations;
use ortak_domain::referral::SalesStage;

use crate::error::Failure;
use crate::fields::Fields;
use crate::page::deal::answer::member;
use crate::reader::local;
use crate::reader::{Posted, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

/// What became of one deal, in words.
struct Outcome {
    id: String,
    done: bool,
    why: String,
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

pub(super) async fn run(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let view = reader.view.at(Section::Deals);
    let back = local(fields.text("back")).to_owned();
    let deals = chosen(&fields);
    if deals.is_empty() {
        return Ok(Redirect::to(&back).into_response());
    }
    let page =
        |succeeded, outcomes, problems| BulkPage { view: &view, back: &back, succeeded, outcomes, problems };
    let results = match action(&fields) {
        Ok(action) => bulk(&web.http.app, &reader.ctx, &deals, &action).await,
        Err(problems) => Err(problems.into()),
    };
    match results {
        Ok(results) if results.iter().all(|result| result.outcome.is_ok()) => Ok(done(&web, &back, "bulk")),
        Ok(results) => {
            let succeeded = results.iter().filter(|result| result.outcome.is_ok()).count();
            html(&page(succeeded, results.iter().map(|result| outcome(&view, result)).collect(), Vec::new()))
        }
        Err(AppError::Invalid(violations)) => {
            let problems = violations.iter().map(|violation| view.violation(violation)).collect();
            refused(&page(0, Vec::new(), problems))
        }
        Err(error) => Err(error.into()),
    }
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

fn action(fields: &Fields) -> Result<BulkAction, Violations> {
    let mut problems = Violations::new();
    let action = match fields.text("action") {
        "favourite" => BulkAction::Favourite(true),
        "unfavourite" => BulkAction::Favourite(false),
        "assign" => BulkAction::Assign(Box::new(member(fields, "member", &mut problems))),
        _ => match SalesStage::parse(fields.text("stage")) {
            Some(stage) => BulkAction::Stage(stage),
            None => {
                problems.add("stage", "required", "is required");
                BulkAction::Favourite(true)
            }
        },
    };
    problems.or(action)
}

fn outcome(view: &View, result: &BulkResult) -> Outcome {
    let why = match &result.outcome {
        Ok(_) => view.t("bulk-done"),
        Err(error) => why(view, error),
    };
    Outcome { id: result.id.to_string(), done: result.outcome.is_ok(), why }
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
