//! Saved views: `/views`, and the form that saves a list.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ortak_app::AppError;
use ortak_app::once::Once;
use ortak_app::port::SavedView;
use ortak_app::workspace::ListView;
use ortak_app::workspace::views::{self, NewView};
use uuid::Uuid;

use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::home::href;
use crate::reader::{Posted, Reader, done};
use crate::view::{SavedLink, Section, View};
use crate::{Web, html, refused};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/views", get(list))
        .route("/views/new", get(form).post(create))
        .route("/views/{id}", get(open).post(change))
        .route("/views/{id}/delete", post(delete))
}

/// Where a saved view leads.
pub(crate) fn link(saved: &SavedView) -> SavedLink {
    let (view, problems) = ListView::from_query(&saved.query);
    let whole = href(&view);
    // What can't be read any more is left for the list to tell of, rather than dropped without a word.
    let href = match whole.split_once('?').map_or(&*whole, |(path, _)| path) {
        path if !problems.is_empty() => format!("{path}?{}", saved.query),
        _ => whole,
    };
    SavedLink { name: saved.name.clone(), href }
}

/// A saved view on the page of them.
struct Shown {
    id: String,
    link: SavedLink,
    query: String,
    shared: bool,
    own: bool,
}

#[derive(Template)]
#[template(path = "page/views/list.html")]
struct ListPage<'a> {
    view: &'a View,
    views: Vec<Shown>,
}

async fn list(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let saved = views::list(&web.http.app, &reader.ctx).await?;
    let view = reader.view.at(Section::Deals);
    let views = saved
        .iter()
        .map(|saved| Shown {
            id: saved.id.to_string(),
            link: link(saved),
            query: saved.query.clone(),
            shared: saved.shared,
            own: saved.person_id == reader.session.person_id,
        })
        .collect();
    html(&ListPage { view: &view, views })
}

#[derive(Template)]
#[template(path = "page/views/new.html")]
struct NewPage<'a> {
    view: &'a View,
    form: &'a Form,
    query: String,
}

async fn form(
    State(web): State<Web>,
    reader: Reader,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Result<Response, Failure> {
    let mut view = reader.view.at(Section::Deals);
    // What was kept is about the list that it was sent from.
    let kept = view.kept.take();
    view.kept = kept.filter(|kept| query.as_deref().is_none_or(|query| query == kept.text("query")));
    let form = Form::new(view.fields(Fields::default().of_new(&web.http.app)));
    let query = form.fields.given("query").or(query).unwrap_or_default();
    html(&NewPage { view: &view, form: &form, query })
}

async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let view = reader.view.at(Section::Deals);
    let query = fields.text("query").to_owned();
    let new = NewView {
        name: fields.text("name").to_owned(),
        query: query.clone(),
        shared: fields.has("shared"),
        once: fields.once(),
    };
    match views::create(&web.http.app, &reader.ctx, new).await {
        Ok(saved) => Ok(done(&web, &link(&saved).href, "view-saved")),
        Err(AppError::Invalid(violations)) => {
            refused(&NewPage { view: &view, form: &Form::refused(&view, fields, &violations), query })
        }
        Err(error) => Err(error.into()),
    }
}

fn id(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| Failure::NoSuchPage)
}

/// The address of a view: leads whoever may see it to its list. To others, it isn't there.
async fn open(State(web): State<Web>, reader: Reader, Path(text): Path<String>) -> Result<Response, Failure> {
    let id = id(&text)?;
    let saved = views::list(&web.http.app, &reader.ctx).await?;
    let saved = saved.iter().find(|saved| saved.id == id).ok_or(Failure::NoSuchPage)?;
    Ok(Redirect::to(&link(saved).href).into_response())
}

async fn change(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = &posted.fields;
    let new = NewView {
        name: fields.text("name").to_owned(),
        query: fields.text("query").to_owned(),
        shared: fields.has("shared"),
        once: Once::default(),
    };
    views::change(&web.http.app, &posted.reader.ctx, id(&text)?, new).await?;
    Ok(done(&web, "/views", "view-saved"))
}

async fn delete(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    views::delete(&web.http.app, &posted.reader.ctx, id(&text)?).await?;
    Ok(done(&web, "/views", "view-deleted"))
}
