//! A deal's solutions (R206); those of an assessment stay as they are (R105).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_app::port::SolutionShelf;
use ortak_domain::Violations;
use ortak_domain::merge::lists;
use ortak_domain::referral::{Act, ListChange, ReferralChange};
use ortak_domain::solution::Solution;

use super::edit::again;
use super::hindered::{self, Doing};
use super::load;
use super::merge::{Attempt, attempt};
use super::others::Others;
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::new_deal::SOLUTIONS;
use crate::page::new_deal::answers::{Ground, meant};
use crate::page::new_deal::pages::{Shelf, Tagged, offers, shelves};
use crate::reader::{Posted, Reader, done, done_telling};
use crate::view::View;
use crate::{Web, html, refused};

#[derive(Template)]
#[template(path = "page/deal/solutions.html")]
struct SolutionsPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    /// What others did to the solutions since the form was opened.
    meanwhile: Option<String>,
    shelves: Vec<Shelf>,
    chosen: Vec<Tagged>,
    offers: Vec<Tagged>,
    shelf: &'static str,
    find: &'a str,
}

/// Before the id of a solution that is on the deal already; it may be on no shelf any more.
const KEPT: &str = "kept:";
/// The ids of the deal's solutions when the form was opened.
const OPENED_WITH: &str = "was:solution";

fn kept(solution: &Solution) -> String {
    format!("{KEPT}{}", solution.id)
}

/// Puts what others saved meanwhile into the form (R315): what they added is kept, what they took off is gone, and so is
/// what the reader took off. What others did comes back.
fn rebase(deal: &Deal, fields: &mut Fields) -> Others {
    let ids = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let before = ids(fields.all(OPENED_WITH).collect());
    let mine = ids(fields.all(SOLUTIONS).filter_map(|value| value.strip_prefix(KEPT)).collect());
    let theirs = ids(deal.solutions().iter().map(|solution| solution.id.trim()).collect());
    let merged = lists(&before, &theirs, &mine, |id| Some(id.clone()), |_, _, mine| Some(mine.clone()));
    let others = Others {
        added: theirs.iter().filter(|id| !before.contains(id)).cloned().collect(),
        gone: mine.iter().filter(|id| !theirs.contains(id)).cloned().collect(),
    };
    fields.retain_values(SOLUTIONS, |value| !value.starts_with(KEPT));
    fields.remove(OPENED_WITH);
    for id in merged.items {
        fields.push(SOLUTIONS, format!("{KEPT}{id}"));
    }
    for id in theirs {
        fields.push(OPENED_WITH, id);
    }
    others
}

pub(super) async fn form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    let doing = Doing::Act(Act::ChangeSolutions);
    if let Some(page) = hindered::page(&web, &reader, &deal, doing, None).await? {
        return Ok(page);
    }
    let mut fields = reader.view.fields(Fields::default());
    let others = rebase(&deal, &mut fields);
    // A form that is opened knows of nothing before; one that was kept does.
    let others = if reader.view.kept.is_some() { others } else { Others::default() };
    let ground = Ground::of(&web.http.app, &reader.ctx, &meant(&fields)).await?;
    html(&page(&web, &reader, &deal, &ground, &Form::new(fields), &others).await?)
}

async fn page<'a>(
    web: &Web,
    reader: &'a Reader,
    deal: &'a Deal,
    ground: &Ground,
    form: &'a Form,
    others: &Others,
) -> Result<SolutionsPage<'a>, Failure> {
    let (view, fields) = (&reader.view, &form.fields);
    let shelf = SolutionShelf::parse(fields.text("shelf")).unwrap_or(SolutionShelf::Own);
    // Another kind of deal is not made of this one.
    let shelf = if shelf == SolutionShelf::Assessments { SolutionShelf::Own } else { shelf };
    let mut shelves = shelves(view, ground, shelf);
    shelves.retain(|shelf| shelf.word != SolutionShelf::Assessments.as_str());
    let find = fields.text("find");
    let own = deal.solutions().iter().filter(|solution| form.is(SOLUTIONS, &kept(solution)));
    let mut chosen: Vec<Tagged> = own
        .map(|solution| Tagged {
            value: kept(solution),
            name: solution.name.clone().unwrap_or_else(|| solution.id.clone()),
            by: solution.publisher_name.clone().unwrap_or_default(),
            tags: Vec::new(),
        })
        .collect();
    chosen.extend(ground.catalogue.chosen(fields, SOLUTIONS).map(Tagged::of));
    let mut offers = offers(&web.http.app, &reader.ctx, ground, fields, shelf, find).await?;
    offers.retain(|offer| !chosen.iter().any(|one| one.name == offer.name && one.by == offer.by));
    let meanwhile = others.told(web, reader, deal).await?;
    Ok(SolutionsPage { view, deal, form, meanwhile, shelves, chosen, offers, shelf: shelf.as_str(), find })
}

pub(super) async fn save(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    let go = fields.text("go").to_owned();
    let (word, value) = go.split_once(':').unwrap_or((&go, ""));
    let searches = word == "find" || (word == "enter" && !fields.text("find").is_empty());
    if word == "shelf" {
        fields.set("shelf", value);
        fields.remove("find");
    }
    let mut others = Others::default();
    // A second look is for what is saved between reading and writing.
    for _ in 0..2 {
        let (reader, deal) = load(&web, again(&reader), &text).await?;
        let doing = Doing::Act(Act::ChangeSolutions);
        if let Some(page) = hindered::page(&web, &reader, &deal, doing, Some(&fields)).await? {
            return Ok(page);
        }
        others.and(rebase(&deal, &mut fields));
        let ground = Ground::of(&web.http.app, &reader.ctx, &meant(&fields)).await?;
        if searches || word == "shelf" {
            return html(&page(&web, &reader, &deal, &ground, &Form::new(fields), &others).await?);
        }
        let mut problems = Violations::new();
        let solutions = wanted(&deal, &ground, &fields, &mut problems);
        let changes = vec![ReferralChange::Solutions(ListChange::Replace(solutions))];
        match attempt(&web, &reader, &deal, changes, problems).await? {
            Attempt::Done => {
                // It is saved, whether or not it can be told what others did.
                let told = others.told(&web, &reader, &deal).await.unwrap_or_else(|failure| {
                    tracing::warn!(?failure, "what others did to the solutions could not be told");
                    None
                });
                return Ok(match told {
                    Some(told) => done_telling(&web, &deal.path(), "solutions-saved-with", &told),
                    None => done(&web, &deal.path(), "solutions-saved"),
                });
            }
            Attempt::Late => {}
            Attempt::Refused(violations) => {
                let form = Form::refused(&reader.view, fields, &violations);
                return refused(&page(&web, &reader, &deal, &ground, &form, &others).await?);
            }
        }
    }
    Err(AppError::Stale.into())
}

fn wanted(deal: &Deal, ground: &Ground, fields: &Fields, problems: &mut Violations) -> Vec<Solution> {
    let own = deal.solutions().iter();
    let mut solutions: Vec<Solution> = own
        .filter(|solution| fields.all(SOLUTIONS).any(|value| value == kept(solution).trim()))
        .cloned()
        .collect();
    let mut new = fields.clone();
    new.retain_values(SOLUTIONS, |value| !value.starts_with(KEPT));
    let new = ground.catalogue.solutions(&new, SOLUTIONS, SOLUTIONS, problems);
    // Somebody else may have added the same.
    let added = new.into_iter().filter(|one| {
        !solutions.iter().any(|kept| kept.id == one.id && kept.publisher_name == one.publisher_name)
    });
    let added: Vec<Solution> = added.collect();
    solutions.extend(added);
    if solutions.is_empty() && problems.is_empty() {
        problems.add(SOLUTIONS, "required", "is required");
    }
    solutions
}
