//! The New-deal wizard: `/deals/new` begins or resumes a draft, `/deals/drafts/{id}/{step}` are its steps. Every answer
//! is saved at every step, whichever way the step is left.

pub(super) mod answers;
pub(super) mod pages;
mod review;
mod step;
pub(super) mod suggest;
pub(super) mod summary;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::HeaderMap;
use ortak_app::error::AppError;
use ortak_app::port::{DealDraft, SolutionsMeant};
use ortak_app::referral::create::Idempotency;
use ortak_app::referral::open::{self, Hindrance};
use ortak_app::workspace::drafts::{self, DraftInput};
use ortak_app::{App, Ctx};
use ortak_domain::referral::event::sha256_hex;
use ortak_domain::{Time, Violation};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html};
use answers::Ground;
use step::Step;

pub(super) use step::{CONSENT, SOLUTIONS};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/deals/new", get(start).post(begin))
        .route("/deals/drafts/{id}", get(resume))
        .route("/deals/drafts/{id}/discard", get(discard_form).post(discard))
        .route("/deals/drafts/{id}/summary", post(pages::summary))
        .route("/deals/drafts/{id}/{step}", get(show).post(save))
        .route("/deals/suggest/customers", get(suggest::customers))
        .route("/deals/suggest/partners", get(suggest::partners))
        .route("/deals/suggest/duplicates", get(suggest::duplicates))
        .route("/deals/suggest/closing", get(suggest::closing))
}

/// What somebody has entered so far.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub id: Uuid,
    pub version: i64,
    /// None while nothing is saved.
    pub saved_at: Option<Time>,
    pub step: Step,
    /// The farthest step that was reached.
    pub reached: Step,
    pub fields: Fields,
}

impl Draft {
    /// Nothing yet.
    fn beginning(ctx: &Ctx, ground: &Ground) -> Self {
        Self {
            id: Uuid::nil(),
            version: 0,
            saved_at: None,
            step: Step::Customer,
            reached: Step::Customer,
            fields: ground.beginning(ctx),
        }
    }

    fn of(stored: &DealDraft) -> Result<Self, AppError> {
        let value = stored.value()?;
        let pairs = value.get("fields").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let pair = |pair: &Value| {
            let text = |i: usize| pair.get(i).and_then(Value::as_str).map(str::to_owned);
            Some((text(0)?, text(1)?))
        };
        let reached = value.get("reached").and_then(Value::as_str).and_then(Step::parse);
        let step = Step::parse(&stored.step).unwrap_or(Step::Customer);
        Ok(Self {
            id: stored.id,
            version: stored.version,
            saved_at: Some(stored.updated_at),
            step,
            reached: reached.unwrap_or(step),
            fields: pairs.iter().filter_map(pair).collect(),
        })
    }

    fn input(&self) -> DraftInput {
        let fields: Vec<Value> = self.fields.iter().map(|(name, value)| json!([name, value])).collect();
        let data = json!({ "fields": fields, "reached": self.reached.as_str() });
        DraftInput { step: self.step.as_str().to_owned(), data }
    }

    /// Shows the answers of a step that were sent in vain, of the version that they answered. They are saved when they
    /// are sent again.
    fn resume(&mut self, view: &View, step: Step) {
        let Some(kept) = view.kept.as_deref() else { return };
        // On *Review* nothing is typed: it shows the latest answers, and they are what is opened.
        if step == Step::Review {
            return;
        }
        step::merge(step, &mut self.fields, kept);
        self.version = kept.text("version").parse().unwrap_or(self.version);
    }

    async fn save(&mut self, app: &App, ctx: &Ctx) -> Result<(), AppError> {
        let saved = if self.saved_at.is_none() {
            drafts::create(app, ctx, &self.input()).await?
        } else {
            drafts::save(app, ctx, self.id, self.version, &self.input()).await?
        };
        (self.id, self.version, self.saved_at) = (saved.id, saved.version, Some(saved.updated_at));
        Ok(())
    }

    pub fn path(&self, step: Step) -> String {
        if self.saved_at.is_none() { "/deals/new".to_owned() } else { path(self.id, step) }
    }

    fn key(&self) -> String {
        key(self.id)
    }
}

fn path(id: Uuid, step: Step) -> String {
    format!("/deals/drafts/{id}/{}", step.as_str())
}

/// Under which a draft is opened, once.
fn key(id: Uuid) -> String {
    format!("draft {id}")
}

/// A draft, or the deal that came of it.
enum Found {
    Draft(Draft),
    Opened(String),
}

async fn find(app: &App, ctx: &Ctx, text: &str) -> Result<Found, Failure> {
    let id: Uuid = text.parse().map_err(|_| Failure::NoSuchPage)?;
    match drafts::load(app, ctx, id).await {
        Ok(stored) => Ok(Found::Draft(Draft::of(&stored)?)),
        Err(AppError::NotFound) => match open::opened(app, ctx, &key(id)).await? {
            Some(deal) => Ok(Found::Opened(format!("/deals/{deal}"))),
            None => Err(Failure::NoSuchPage),
        },
        Err(error) => Err(error.into()),
    }
}

fn here(reader: Reader) -> Reader {
    Reader { view: reader.view.at(Section::Deals), ..reader }
}

/// What a page of the wizard was asked with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// What is looked for: a customer, a partner, a solution.
    find: String,
    shelf: String,
    /// Errors are shown.
    check: Option<String>,
    fresh: Option<String>,
}

#[derive(Template)]
#[template(path = "page/new_deal/blocked.html")]
struct Blocked<'a> {
    view: &'a View,
    why: String,
    helpers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "page/new_deal/resume.html")]
struct Resume<'a> {
    view: &'a View,
    drafts: Vec<Began>,
}

/// A draft to go on with.
struct Began {
    id: Uuid,
    title: String,
    customer: String,
    saved_at: Time,
    href: String,
}

async fn start(
    State(web): State<Web>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let reader = here(reader);
    let (app, view) = (&web.http.app, &reader.view);
    if let Some(hindrance) = open::hindrance(app, &reader.ctx).await? {
        return blocked(app, &reader, hindrance).await;
    }
    let there = drafts::list(app, &reader.ctx).await?;
    if !there.is_empty() && asked.fresh.is_none() && view.kept.is_none() {
        let drafts = there.iter().map(|stored| began(view, stored)).collect::<Result<_, AppError>>()?;
        return html(&Resume { view, drafts });
    }
    let ground = Ground::of(app, &reader.ctx, &SolutionsMeant::default()).await?;
    let mut draft = Draft::beginning(&reader.ctx, &ground);
    draft.resume(view, Step::Customer);
    pages::page(&web, &reader, &ground, draft, Step::Customer, asked, pages::State::default()).await
}

/// R201: why not, and who can help.
async fn blocked(app: &App, reader: &Reader, hindrance: Hindrance) -> Result<Response, Failure> {
    let why = match hindrance {
        Hindrance::Role => reader.view.by_side("wizard-blocked-role"),
        Hindrance::Solution => reader.view.t("wizard-blocked-solution"),
    };
    html(&Blocked { view: &reader.view, why, helpers: open::helpers(app, &reader.ctx).await? })
}

fn began(view: &View, stored: &DealDraft) -> Result<Began, AppError> {
    let draft = Draft::of(stored)?;
    let title = draft.fields.given("name").unwrap_or_else(|| view.t("wizard-unnamed"));
    let customer = draft.fields.text("customerProfile/name").to_owned();
    Ok(Began {
        id: stored.id,
        title,
        customer,
        saved_at: stored.updated_at,
        href: path(stored.id, draft.step),
    })
}

async fn resume(State(web): State<Web>, reader: Reader, Path(id): Path<String>) -> Result<Response, Failure> {
    let to = match find(&web.http.app, &reader.ctx, &id).await? {
        Found::Opened(deal) => deal,
        Found::Draft(draft) => draft.path(draft.step),
    };
    Ok(Redirect::to(&to).into_response())
}

async fn show(
    State(web): State<Web>,
    reader: Reader,
    Path((id, step)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let reader = here(reader);
    let app = &web.http.app;
    let step = Step::parse(&step).ok_or(Failure::NoSuchPage)?;
    match find(app, &reader.ctx, &id).await? {
        Found::Opened(deal) => Ok(Redirect::to(&deal).into_response()),
        Found::Draft(mut draft) => {
            draft.resume(&reader.view, step);
            let ground = Ground::of(app, &reader.ctx, &answers::meant(&draft.fields)).await?;
            let check = asked.check.is_some() || step == Step::Review;
            let state = pages::State { check, ..pages::State::default() };
            pages::page(&web, &reader, &ground, draft, step, asked, state).await
        }
    }
}

/// The first step's answers make the draft.
async fn begin(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let reader = here(reader);
    let app = &web.http.app;
    if let Some(hindrance) = open::hindrance(app, &reader.ctx).await? {
        return Err(AppError::from(hindrance).into());
    }
    let ground = Ground::of(app, &reader.ctx, &SolutionsMeant::default()).await?;
    let draft = Draft::beginning(&reader.ctx, &ground);
    leave(&web, &reader, ground, draft, Step::Customer, &fields).await
}

async fn save(
    State(web): State<Web>,
    Path((id, step)): Path<(String, String)>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let reader = here(reader);
    let step = Step::parse(&step).ok_or(Failure::NoSuchPage)?;
    match find(&web.http.app, &reader.ctx, &id).await? {
        Found::Opened(deal) => Ok(Redirect::to(&deal).into_response()),
        Found::Draft(draft) => {
            let ground = Ground::of(&web.http.app, &reader.ctx, &SolutionsMeant::default()).await?;
            if headers.contains_key("hx-request") && fields.text("go") == "find" {
                return look(&web, &reader, ground, draft, step, &fields).await;
            }
            leave(&web, &reader, ground, draft, step, &fields).await
        }
    }
}

/// Looks for something while it is typed, which saves nothing.
async fn look(
    web: &Web,
    reader: &Reader,
    ground: Ground,
    mut draft: Draft,
    step: Step,
    posted: &Fields,
) -> Result<Response, Failure> {
    step::merge(step, &mut draft.fields, posted);
    let ground = ground.with(&web.http.app, &reader.ctx, &draft.fields).await?;
    let asked = Asked {
        find: posted.text("find").to_owned(),
        shelf: posted.text("shelf").to_owned(),
        ..Asked::default()
    };
    pages::page(web, reader, &ground, draft, step, asked, pages::State::default()).await
}

/// What was pressed.
enum Go<'a> {
    Next,
    To(Step),
    /// Something of the same page.
    Stay {
        find: &'a str,
        shelf: &'a str,
        at: &'static str,
    },
}

/// Saves a step and goes where was wished.
async fn leave(
    web: &Web,
    reader: &Reader,
    ground: Ground,
    mut draft: Draft,
    step: Step,
    posted: &Fields,
) -> Result<Response, Failure> {
    let (app, ctx) = (&web.http.app, &reader.ctx);
    if step == Step::Review && posted.text("go") == "open" {
        let ground = ground.with(app, ctx, &draft.fields).await?;
        return create(web, reader, &ground, draft, posted).await;
    }
    // Before the rest is numbered anew.
    let posted = &match posted.text("go").split_once(':') {
        Some(("remove-person", number)) => step::remove(posted, "team", number),
        Some(("remove-partner", number)) => step::remove(posted, "partners", number),
        _ => posted.clone(),
    };
    step::merge(step, &mut draft.fields, posted);
    let go = go(app, ctx, &mut draft, step, posted).await?;
    let ground = &ground.with(app, ctx, &draft.fields).await?;
    draft.step = match &go {
        Go::Next => step.next(),
        Go::To(to) => *to,
        Go::Stay { .. } => step,
    };
    let stored = draft.clone();
    let new = draft.saved_at.is_none();
    draft.reached = draft.reached.max(draft.step);
    if !new {
        draft.version = posted.text("version").parse().unwrap_or_default();
    }
    match draft.save(app, ctx).await {
        Ok(()) => {}
        Err(AppError::Stale) => {
            let state = pages::State { stale: true, refused: true, ..pages::State::default() };
            return pages::page(web, reader, ground, stored, step, Asked::default(), state).await;
        }
        Err(AppError::Invalid(found)) => {
            // What can't be saved says its own field, or else the whole does.
            let state = pages::State { check: true, extra: found, refused: true, stale: false };
            return pages::page(web, reader, ground, stored, step, Asked::default(), state).await;
        }
        Err(error) => return Err(error.into()),
    }
    match go {
        Go::To(to) => Ok(Redirect::to(&draft.path(to)).into_response()),
        Go::Stay { find, shelf, at } => {
            let query: String = form_urlencoded::Serializer::new(String::new())
                .append_pair("find", find)
                .append_pair("shelf", shelf)
                .finish();
            Ok(Redirect::to(&format!("{}?{query}{at}", draft.path(step))).into_response())
        }
        Go::Next => {
            let new = answers::new_deal(&reader.view, &draft.fields, ground);
            let problems = open::preview(app, ctx, &new).await?.problems;
            if !problems.iter().any(|problem| step.holds_up(&problem.field)) {
                return Ok(Redirect::to(&draft.path(step.next())).into_response());
            }
            let state = pages::State { check: true, refused: true, ..pages::State::default() };
            pages::page(web, reader, ground, draft, step, Asked::default(), state).await
        }
    }
}

/// Does what the pressed button says to the answers.
async fn go<'a>(
    app: &App,
    ctx: &Ctx,
    draft: &mut Draft,
    step: Step,
    posted: &'a Fields,
) -> Result<Go<'a>, Failure> {
    let (word, value) = posted.text("go").split_once(':').unwrap_or((posted.text("go"), ""));
    let find = posted.text("find");
    let stay = |at| Go::Stay { find: "", shelf: posted.text("shelf"), at };
    let fields = &mut draft.fields;
    Ok(match word {
        "to" => Go::To(Step::parse(value).unwrap_or(step)),
        "find" => Go::Stay { find, shelf: posted.text("shelf"), at: "#found" },
        "shelf" => Go::Stay { find: "", shelf: value, at: "#found" },
        "pick" => {
            if suggest::pick(app, ctx, fields, find, value).await? {
                stay("")
            } else {
                Go::Stay { find, shelf: "", at: "#found" }
            }
        }
        "person" => {
            suggest::add_person(app, ctx, fields, value).await?;
            stay("")
        }
        "add-person" => {
            let next = fields.numbers("team").last().map_or(0, |last| last + 1);
            fields.push(format!("team/{next}/firstName"), "");
            stay("")
        }
        "remove-person" => stay(""),
        "choose" => {
            fields.push(SOLUTIONS, value);
            stay("")
        }
        "invite" => {
            suggest::add_partner(app, ctx, fields, value).await?;
            stay("#partners")
        }
        "remove-partner" => stay("#partners"),
        "preview" => stay("#summary"),
        // The Enter key: what was typed into a search is looked for.
        "enter" if !find.is_empty() => Go::Stay { find, shelf: posted.text("shelf"), at: "#found" },
        _ => Go::Next,
    })
}

/// Opens the deal and asks everybody, once (R208, R209); nothing but what was reviewed.
async fn create(
    web: &Web,
    reader: &Reader,
    ground: &Ground,
    draft: Draft,
    posted: &Fields,
) -> Result<Response, Failure> {
    let (app, ctx) = (&web.http.app, &reader.ctx);
    if posted.text("version") != draft.version.to_string() {
        let state = pages::State { check: true, stale: true, refused: true, ..pages::State::default() };
        return pages::page(web, reader, ground, draft, Step::Review, Asked::default(), state).await;
    }
    let new = answers::new_deal(&reader.view, &draft.fields, ground);
    let fingerprint = sha256_hex(draft.input().data.to_string().as_bytes());
    let idempotency = Idempotency { key: draft.key(), fingerprint };
    match open::open(app, ctx, &new, Some(&idempotency)).await {
        Ok(created) => {
            match drafts::delete(app, ctx, draft.id).await {
                // Another press of the button has deleted it.
                Ok(()) | Err(AppError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
            let asked = new.vendor.is_some() || !new.partners.is_empty();
            let what = if asked { "opened-and-asked" } else { "opened" };
            Ok(done(web, &format!("/deals/{}", created.served.id), what))
        }
        Err(AppError::Invalid(found)) => {
            let state = pages::State { check: true, extra: found, refused: true, stale: false };
            pages::page(web, reader, ground, draft, Step::Review, Asked::default(), state).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "page/new_deal/discard.html")]
struct DiscardPage<'a> {
    view: &'a View,
    began: Began,
}

async fn discard_form(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let reader = here(reader);
    let id: Uuid = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let stored = drafts::load(&web.http.app, &reader.ctx, id).await?;
    html(&DiscardPage { view: &reader.view, began: began(&reader.view, &stored)? })
}

async fn discard(
    State(web): State<Web>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let id: Uuid = id.parse().map_err(|_| Failure::NoSuchPage)?;
    drafts::delete(&web.http.app, &posted.reader.ctx, id).await?;
    Ok(done(&web, "/deals", "draft-discarded"))
}

/// The errors of one step, in the form's words. What is wrong with the draft as a whole is told, of the form, where no
/// field tells it.
fn form(view: &View, fields: &Fields, problems: &[Violation], step: Step) -> Form {
    let (whole, problems): (Vec<_>, Vec<_>) =
        problems.iter().cloned().partition(|problem| matches!(problem.field.as_str(), "data" | "step"));
    let mut here: Vec<Violation> =
        problems.into_iter().filter(|problem| step == Step::Review || step.asks(&problem.field)).collect();
    if step == Step::Help {
        // In the order in which the page asks.
        here.sort_by_key(|problem| step::place(&problem.field));
    }
    if here.is_empty() {
        here.extend(whole.into_iter().map(|problem| Violation { field: "step".to_owned(), ..problem }));
    }
    Form::refused(view, fields.clone(), &here)
}
