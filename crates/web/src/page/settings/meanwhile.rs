//! A form of settings that comes after somebody else has saved (R315). What both changed is refused beside its field with
//! what is stored; the same form sent again is a decision.

use ortak_app::error::AppError;
use ortak_domain::Violation;
use ortak_domain::referral::SalesStage;
use ortak_domain::violation::CHANGED_MEANWHILE;

use super::stages;
use crate::Web;
use crate::actors::Actors;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::Reader;
use crate::view::View;

/// The form again, where it is the input that a use case refuses; every other failure has a page of its own. `stored` is
/// what the form would have been filled with before the use case looked: whoever saves in between is told of next time.
pub(in crate::page) async fn again(
    web: &Web,
    reader: &Reader,
    mut fields: Fields,
    stored: &Fields,
    error: AppError,
) -> Result<Form, Failure> {
    let AppError::Invalid(violations) = error else { return Err(error.into()) };
    fields.refresh(stored);
    for clash in violations.iter().filter(|one| one.code == CHANGED_MEANWHILE) {
        fields.reopen_one(&clash.field, stored);
    }
    let errors = messages(web, reader, &violations).await?;
    Ok(Form::refused_with(&reader.view, fields, errors))
}

/// What is wrong, each with its field: of what was changed meanwhile, by whom and to what.
pub(super) async fn messages(
    web: &Web,
    reader: &Reader,
    violations: &[Violation],
) -> Result<Vec<(String, String)>, Failure> {
    let (view, own) = (&reader.view, reader.ctx.principal.id.to_string());
    let named = violations.iter().any(|one| one.text("by").is_some_and(|by| by != own));
    let actors = if named { Some(Actors::of(&web.http.app, &reader.ctx).await?) } else { None };
    let message = |violation: &Violation| {
        let Some(now) = violation.text("now").map(|now| read(view, &violation.field, now)) else {
            return view.violation(violation);
        };
        let by = violation.text("by").unwrap_or_default();
        let name = actors.as_ref().and_then(|actors| actors.own(view, by));
        match name {
            _ if by == own => view.t1("error-changed-meanwhile-yourself", "now", now.as_str()),
            Some(name) => view.t2("error-changed-meanwhile-by", "who", name.as_str(), "now", now.as_str()),
            None => view.t1("error-changed-meanwhile", "now", now.as_str()),
        }
    };
    Ok(violations.iter().map(|one| (one.field.clone(), message(one))).collect())
}

/// A value of a form as it is read.
fn read(view: &View, field: &str, value: &str) -> String {
    match field.rsplit('/').next().unwrap_or_default() {
        "locations" if value.is_empty() => view.t("access-everywhere"),
        _ if value.is_empty() => "—".to_owned(),
        "role" => view.name_of("role", value),
        "country" => view.country(value),
        "stage" => SalesStage::parse(value).map_or_else(String::new, |stage| stages::named(view, stage)),
        "partnerAnswerDays" | "vendorAnswerDays" | "earlyWinHours" | "vendorMinimumValueUsd" => {
            view.number(value)
        }
        _ => value.to_owned(),
    }
}
