//! A deal's solutions (R206); those of an assessment stay as they are (R105).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_app::etag::IfMatch;
use ortak_app::port::SolutionShelf;
use ortak_app::referral::change::{Change, change};
use ortak_domain::Violations;
use ortak_domain::referral::{ListChange, ReferralChange};
use ortak_domain::solution::Solution;

use super::load;
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::new_deal::SOLUTIONS;
use crate::page::new_deal::answers::{Ground, meant};
use crate::page::new_deal::pages::{Shelf, Tagged, offers, shelves};
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, html, refused};

#[derive(Template)]
#[template(path = "page/deal/solutions.html")]
struct SolutionsPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    shelves: Vec<Shelf>,
    chosen: Vec<Tagged>,
    offers: Vec<Tagged>,
    shelf: &'static str,
    find: &'a str,
    stale: bool,
}

/// What is chosen: of the deal's own, by their places, which may be on no shelf any more, and from the shelves.
fn kept(place: usize) -> String {
    format!("kept:{place}")
}

fn fields(deal: &Deal) -> Fields {
    (0..deal.solutions().len()).map(|place| (SOLUTIONS, kept(place))).collect()
}

pub(super) async fn form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    // The places of the deal's own solutions are those of the version that was shown.
    let kept = reader.view.kept.as_deref().filter(|kept| kept.text("etag") == deal.etag);
    let form = Form::new(kept.cloned().unwrap_or_else(|| fields(&deal)));
    let ground = ground(&web, &reader, &deal, &form.fields).await?;
    html(&page(&web, &reader, &deal, &ground, &form, false).await?)
}

/// An assessment's solution is changed by nobody, and a deal's only by its owner.
async fn ground(web: &Web, reader: &Reader, deal: &Deal, fields: &Fields) -> Result<Ground, Failure> {
    if !deal.may_change || deal.referral.assessment {
        return Err(Failure::NoSuchPage);
    }
    Ok(Ground::of(&web.http.app, &reader.ctx, &meant(fields)).await?)
}

async fn page<'a>(
    web: &Web,
    reader: &'a Reader,
    deal: &'a Deal,
    ground: &Ground,
    form: &'a Form,
    stale: bool,
) -> Result<SolutionsPage<'a>, Failure> {
    let (view, fields) = (&reader.view, &form.fields);
    let shelf = SolutionShelf::parse(fields.text("shelf")).unwrap_or(SolutionShelf::Own);
    // Another kind of deal is not made of this one.
    let shelf = if shelf == SolutionShelf::Assessments { SolutionShelf::Own } else { shelf };
    let mut shelves = shelves(view, ground, shelf);
    shelves.retain(|shelf| shelf.word != SolutionShelf::Assessments.as_str());
    let find = fields.text("find");
    let own = deal.solutions().iter().enumerate().filter(|(place, _)| form.is(SOLUTIONS, &kept(*place)));
    let mut chosen: Vec<Tagged> = own
        .map(|(place, solution)| Tagged {
            value: kept(place),
            name: solution.name.clone().unwrap_or_else(|| solution.id.clone()),
            by: solution.publisher_name.clone().unwrap_or_default(),
            tags: Vec::new(),
        })
        .collect();
    chosen.extend(ground.catalogue.chosen(fields, SOLUTIONS).map(Tagged::of));
    let mut offers = offers(&web.http.app, &reader.ctx, ground, fields, shelf, find).await?;
    offers.retain(|offer| !chosen.iter().any(|one| one.name == offer.name && one.by == offer.by));
    Ok(SolutionsPage { view, deal, form, shelves, chosen, offers, shelf: shelf.as_str(), find, stale })
}

pub(super) async fn save(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    let (reader, deal) = load(&web, reader, &text).await?;
    let ground = ground(&web, &reader, &deal, &fields).await?;
    let go = fields.text("go").to_owned();
    let (word, value) = go.split_once(':').unwrap_or((&go, ""));
    let searches = word == "find" || (word == "enter" && !fields.text("find").is_empty());
    if word == "shelf" {
        fields.set("shelf", value);
        fields.remove("find");
    }
    if searches || word == "shelf" {
        return html(&page(&web, &reader, &deal, &ground, &Form::new(fields), false).await?);
    }
    let mut problems = Violations::new();
    let solutions = wanted(&deal, &ground, &fields, &mut problems);
    let wish = Change {
        changes: vec![ReferralChange::Solutions(ListChange::Replace(solutions))],
        problems,
        if_match: Some(IfMatch::parse(fields.text("etag"))),
        ..Change::default()
    };
    let (form, stale) = match change(&web.http.app, &reader.ctx, deal.id, &wish).await {
        Ok(_) => return Ok(done(&web, &deal.path(), "solutions-saved")),
        Err(AppError::Invalid(violations)) => (Form::refused(&reader.view, fields, &violations), false),
        Err(AppError::Stale) => (Form::new(self::fields(&deal)), true),
        Err(error) => return Err(error.into()),
    };
    refused(&page(&web, &reader, &deal, &ground, &form, stale).await?)
}

fn wanted(deal: &Deal, ground: &Ground, fields: &Fields, problems: &mut Violations) -> Vec<Solution> {
    let own = deal.solutions().iter().enumerate();
    let mut solutions: Vec<Solution> = own
        .filter(|(place, _)| fields.all(SOLUTIONS).any(|value| value == kept(*place)))
        .map(|(_, solution)| solution.clone())
        .collect();
    let mut new = fields.clone();
    for place in 0..deal.solutions().len() {
        new.retain_values(SOLUTIONS, |value| value != kept(place));
    }
    solutions.extend(ground.catalogue.solutions(&new, SOLUTIONS, SOLUTIONS, problems));
    if solutions.is_empty() && problems.is_empty() {
        problems.add(SOLUTIONS, "required", "is required");
    }
    solutions
}
