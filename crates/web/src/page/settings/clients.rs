//! The company's API clients: `/settings/api-clients`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use ortak_app::account::clients::{self, ClientInput};
use ortak_app::account::company;
use ortak_app::error::AppError;
use ortak_app::port::Redirection;
use ortak_domain::{Action, ApiClient, ApiClientId, Location};

use super::ask::ask;
use super::people::{open_locations, places, roles};
use super::{again, refusal};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/settings/api-clients", get(list))
        .route("/settings/api-clients/new", get(new_form).post(create))
        .route("/settings/api-clients/{id}", get(client_page).post(change))
        .route("/settings/api-clients/{id}/ask/{what}", get(ask_first))
}

#[derive(Template)]
#[template(path = "page/settings/clients.html")]
struct ClientsPage<'a> {
    view: &'a View,
    clients: Vec<ApiClient>,
    locations: Vec<Location>,
}

async fn list(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let mut clients = clients::list(&web.http.app, &reader.ctx).await?;
    let locations = company::get(&web.http.app, &reader.ctx).await?.locations;
    let view = reader.view.at(Section::Settings);
    clients.sort_by(|a, b| view.language.compare(&a.name, &b.name));
    html(&ClientsPage { view: &view, clients, locations })
}

#[derive(Template)]
#[template(path = "page/settings/client_new.html")]
struct NewPage<'a> {
    view: &'a View,
    form: &'a Form,
    roles: Vec<(String, String)>,
    locations: Vec<Location>,
}

impl<'a> NewPage<'a> {
    async fn new(web: &Web, reader: &Reader, view: &'a View, form: &'a Form) -> Result<Self, Failure> {
        let locations = open_locations(&web.http.app, &reader.ctx, &[]).await?;
        Ok(Self { view, form, roles: roles(view), locations })
    }
}

async fn new_form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    reader.ctx.permit(Action::ManageAccount)?;
    let view = reader.view.clone().at(Section::Settings);
    let usual: Fields = [("role", "referrals_admin")].into_iter().collect();
    let form = Form::new(view.fields(usual.of_new(&web.http.app)));
    html(&NewPage::new(&web, &reader, &view, &form).await?)
}

/// A secret made just now.
#[derive(Template)]
#[template(path = "page/settings/secret.html")]
struct SecretPage<'a> {
    view: &'a View,
    name: &'a str,
    id: ApiClientId,
    secret: &'a str,
    token_url: String,
}

fn secret_page(web: &Web, view: &View, client: &ApiClient, secret: &str) -> Result<Response, Failure> {
    let token_url = format!("{}/oauth2/v2.0/token", web.http.base_url);
    html(&SecretPage { view, name: &client.name, id: client.id, secret, token_url })
}

async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let view = reader.view.clone().at(Section::Settings);
    let input = ClientInput {
        name: fields.text("name").to_owned(),
        role: fields.text("role").to_owned(),
        locations: fields.all("locations").map(str::to_owned).collect(),
    };
    let once = fields.once();
    match clients::create(&web.http.app, &reader.ctx, input, &once).await {
        Ok((client, Some(secret))) => secret_page(&web, &view, &client, &secret),
        Ok((client, None)) => {
            Ok(done(&web, &format!("/settings/api-clients/{}", client.id), "client-made-before"))
        }
        Err(error) => {
            let form = refusal(&view, fields, error)?.gathered("locations");
            refused(&NewPage::new(&web, &reader, &view, &form).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "page/settings/client.html")]
struct ClientPage<'a> {
    view: &'a View,
    client: &'a ApiClient,
    places: String,
    form: &'a Form,
    base_url: &'a str,
}

/// Where browsers may be sent back to, as the form shows it.
fn fields(known: &Redirection) -> Fields {
    let public = known.is_public.then(|| ("public", "yes".to_owned()));
    [("redirectUris", known.uris.join("\n"))].into_iter().chain(public).collect()
}

fn redirection(fields: &Fields) -> Redirection {
    let uris = fields.text("redirectUris").lines().map(str::trim).filter(|uri| !uri.is_empty());
    Redirection { uris: uris.map(str::to_owned).collect(), is_public: fields.has("public") }
}

async fn render(
    web: &Web,
    reader: &Reader,
    id: ApiClientId,
    form: Option<Form>,
) -> Result<Response, Failure> {
    let (client, known) = clients::get(&web.http.app, &reader.ctx, id).await?;
    let view = reader.view.clone().at(Section::Settings);
    let is_refused = form.is_some();
    let form = form.unwrap_or_else(|| Form::new(view.opened(fields(&known))));
    let locations = company::get(&web.http.app, &reader.ctx).await?.locations;
    let places = places(&locations, &client.scope);
    let page = ClientPage { view: &view, client: &client, places, form: &form, base_url: &web.http.base_url };
    if is_refused { refused(&page) } else { html(&page) }
}

fn client_id(text: &str) -> Result<ApiClientId, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

async fn client_page(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    render(&web, &reader, client_id(&id)?, None).await
}

/// Does what the pressed button says.
async fn change(State(web): State<Web>, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (app, ctx, id) = (&web.http.app, &reader.ctx, client_id(&id)?);
    let page = format!("/settings/api-clients/{id}");
    match fields.text("do") {
        "renew" => {
            let secret = clients::renew_secret(app, ctx, id).await?;
            let (client, _) = clients::get(app, ctx, id).await?;
            secret_page(&web, &reader.view.clone().at(Section::Settings), &client, &secret)
        }
        "disable" => {
            clients::set_enabled(app, ctx, id, false).await?;
            Ok(done(&web, &page, "client-disabled"))
        }
        "enable" => {
            clients::set_enabled(app, ctx, id, true).await?;
            Ok(done(&web, &page, "client-enabled"))
        }
        _ => redirects(&web, &reader, id, fields).await,
    }
}

async fn ask_first(
    State(web): State<Web>,
    reader: Reader,
    Path((id, what)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (client, _) = clients::get(&web.http.app, &reader.ctx, client_id(&id)?).await?;
    let path = format!("/settings/api-clients/{}", client.id);
    let (question, word) = match what.as_str() {
        "disable" => ("client-disable", "disable"),
        "renew" => ("client-renew", "renew"),
        _ => return Err(Failure::NoSuchPage),
    };
    ask(&reader.view.at(Section::Settings), question, &client.name, (path.clone(), word), path)
}

async fn redirects(web: &Web, reader: &Reader, id: ApiClientId, sent: Fields) -> Result<Response, Failure> {
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let was = sent.was().as_ref().map(redirection);
    let (_, stored) = clients::get(app, ctx, id).await?;
    match clients::set_redirection(app, ctx, id, was.as_ref(), &redirection(&sent)).await {
        Ok(()) => Ok(done(web, &format!("/settings/api-clients/{id}"), "saved")),
        Err(error) => {
            let form = again(web, reader, sent, &fields(&stored), error).await?.gathered("redirectUris");
            render(web, reader, id, Some(form)).await
        }
    }
}
