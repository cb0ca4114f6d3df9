//! `/ortak/v1/organization/stages` and `/ortak/v1/programme`: what an organization and the programme decide themselves.

use axum::extract::State;
use axum::response::Response;
use ortak_app::account::stages;
use ortak_app::{Ctx, programme};
use ortak_domain::referral::SalesStage;
use ortak_domain::{Programme, StageName, Violation, Violations};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Api;
use crate::bind::{Given, Object};
use crate::body::Json;
use crate::caller::Caller;
use crate::error::{ApiError, ErrorBody};
use crate::referrals::answer;

/// An organization's own names of sales stages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stages {
    stages: Vec<Stage>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
struct Stage {
    name: String,
    /// The standard stage that it means: a percentage or a standard name.
    stage: &'static str,
}

fn listed(names: Vec<StageName>) -> Stages {
    let stage = |own: StageName| Stage { name: own.name, stage: own.stage.as_str() };
    Stages { stages: names.into_iter().map(stage).collect() }
}

/// Read the organization's own names of sales stages.
#[utoipa::path(
    get, path = "/ortak/v1/organization/stages", tag = "Settings", operation_id = "getStageNames",
    responses(
        (status = 200, description = "The names", body = Stages),
        (status = 401, description = "No valid token", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn stage_names(State(api): State<Api>, Caller(ctx): Caller) -> Result<Response, ApiError> {
    answer(&listed(stages::get(&api.http.app, &ctx).await?))
}

/// Replace the organization's own names of sales stages.
///
/// `salesStage` of a body may then say them; it is always answered as the standard percentage.
#[utoipa::path(
    put, path = "/ortak/v1/organization/stages", tag = "Settings", operation_id = "putStageNames",
    request_body = Stages,
    responses(
        (status = 200, description = "The names", body = Stages),
        (status = 400, description = "Every field error at once", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The role does not allow it", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn save_stage_names(
    State(api): State<Api>,
    Caller(ctx): Caller,
    body: Json,
) -> Result<Response, ApiError> {
    let mut problems = Violations::new();
    let object = Object::new(body.object()?, "");
    let given = object.objects("stages", &mut problems, |item, problems| {
        let name = item.text("name", problems).value().unwrap_or_default();
        let kinds = "a standard stage or a percentage from 10 to 100";
        let stage = item.word("stage", kinds, problems, SalesStage::parse);
        if !item.has("stage") {
            problems.push(Violation::required(item.at("stage")));
        }
        // What is wrong with it has been said.
        StageName { name, stage: stage.value().unwrap_or(SalesStage::Opened) }
    });
    if given == Given::Absent && problems.is_empty() {
        problems.push(Violation::required("stages"));
    }
    let names = given.value().unwrap_or_default();
    answer(&listed(stages::save(&api.http.app, &ctx, None, &names, problems).await?))
}

/// Read the settings of the programme.
#[utoipa::path(
    get, path = "/ortak/v1/programme", tag = "Settings", operation_id = "getProgramme",
    responses(
        (status = 200, description = "The settings", body = Programme),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "For the vendor's people", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn programme(State(api): State<Api>, Caller(ctx): Caller) -> Result<Response, ApiError> {
    answer(&programme::get(&api.http.app, &ctx).await?)
}

/// Change the settings of the programme; members that are absent keep their values.
#[utoipa::path(
    put, path = "/ortak/v1/programme", tag = "Settings", operation_id = "putProgramme",
    request_body = Programme,
    responses(
        (status = 200, description = "The settings", body = Programme),
        (status = 400, description = "Every field error at once", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "For programme admins", body = ErrorBody),
        (status = 413, description = "The body is too large", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
    ),
    security(("bearer" = []))
)]
pub async fn save_programme(
    State(api): State<Api>,
    Caller(ctx): Caller,
    body: Json,
) -> Result<Response, ApiError> {
    let before = programme::get(&api.http.app, &ctx).await?;
    let mut problems = Violations::new();
    let object = Object::new(body.object()?, "");
    let mut number = |name: &str, was: i64| object.integer(name, &mut problems).value().unwrap_or(was);
    let mut wanted = Programme {
        partner_answer_days: number("partnerAnswerDays", before.partner_answer_days),
        vendor_answer_days: number("vendorAnswerDays", before.vendor_answer_days),
        early_win_hours: number("earlyWinHours", before.early_win_hours),
        vendor_minimum_value_usd: number("vendorMinimumValueUsd", before.vendor_minimum_value_usd),
        ..before
    };
    let flag = object.bool("autoDeclineBelowMinimum", &mut problems).value();
    wanted.auto_decline_below_minimum = flag.unwrap_or(before.auto_decline_below_minimum);
    answer(&programme::save(&api.http.app, &ctx, Some(&before), &wanted, problems).await?)
}

/// Puts the standard percentage in the place of the organization's own name of a stage (R304); what is no stage at all
/// stays, to be told of with everything else.
pub async fn translate(api: &Api, ctx: &Ctx, mut body: Json) -> Result<Json, ApiError> {
    let places: Vec<&mut Value> = match &mut body.value {
        Value::Object(members) => members
            .iter_mut()
            .filter(|(name, _)| name.eq_ignore_ascii_case("salesStage"))
            .map(|(_, value)| value)
            .collect(),
        Value::Array(operations) => operations
            .iter_mut()
            .filter(|operation| {
                operation["path"].as_str().is_some_and(|p| p.eq_ignore_ascii_case("/salesStage"))
            })
            .filter_map(|operation| operation.get_mut("value"))
            .collect(),
        _ => Vec::new(),
    };
    for place in places {
        let Value::String(text) = &*place else { continue };
        if SalesStage::parse(text).is_none()
            && let Some(stage) = stages::own_stage(&api.http.app, ctx, text).await?
        {
            *place = Value::from(stage.as_str());
        }
    }
    Ok(body)
}
