//! The people of the reader's company (R402): `/settings/people`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use ortak_app::account::company;
use ortak_app::account::one_time::Link;
use ortak_app::account::people::{self, AccessInput, Invite, Member, MemberState};
use ortak_app::account::proof;
use ortak_app::error::AppError;
use ortak_app::{App, Ctx};
use ortak_domain::{Location, Person, PersonId, Role, Scope, Time};
use ortak_i18n::Language;

use super::ask::{ask, offer};
use super::confirm::or_first;
use super::{again, refusal};
use crate::deal::Badge;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route("/settings/people", get(list))
        .route("/settings/people/invite", get(invite_form).post(invite))
        .route("/settings/people/{id}", get(member_page).post(change))
        .route("/settings/people/{id}/ask/{what}", get(ask_first))
}

#[derive(Template)]
#[template(path = "page/settings/people.html")]
struct PeoplePage<'a> {
    view: &'a View,
    members: Vec<Member>,
    locations: Vec<Location>,
}

/// Whether somebody can sign in, in a word.
fn state(view: &View, state: MemberState) -> Badge {
    let (colour, icon, id) = match state {
        MemberState::Active => ("ok", "circle-check", "member-active"),
        MemberState::Invited => ("warn", "mail", "member-invited"),
        MemberState::Disabled => ("", "ban", "member-disabled"),
    };
    Badge { colour, icon, text: view.t(id) }
}

/// The roles that exist in the reader's company.
pub(super) fn roles(view: &View) -> Vec<(String, String)> {
    let fitting = Role::ALL.into_iter().filter(|role| role.fits(view.is_vendor()));
    fitting.map(|role| (role.as_str().to_owned(), view.name_of("role", role.as_str()))).collect()
}

/// The locations that a role is limited to, by name.
pub(super) fn places(locations: &[Location], scope: &Scope) -> String {
    let named = scope.locations().iter().map(|number| {
        let location = locations.iter().find(|location| location.mpn_id == *number);
        location.map_or(number.as_str(), |location| location.name.as_str())
    });
    named.collect::<Vec<_>>().join(", ")
}

/// The locations that a role may be limited to: the open ones, and those that it is limited to already.
pub(super) async fn open_locations(app: &App, ctx: &Ctx, held: &[String]) -> Result<Vec<Location>, AppError> {
    let mut locations = company::get(app, ctx).await?.locations;
    locations.retain(|location| location.retired_at.is_none() || held.contains(&location.mpn_id));
    Ok(locations)
}

async fn list(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let mut members = people::list(&web.http.app, &reader.ctx).await?;
    let view = reader.view.clone().at(Section::Settings);
    members.sort_by(|a, b| view.language.compare(&a.person.name, &b.person.name));
    let locations = company::get(&web.http.app, &reader.ctx).await?.locations;
    html(&PeoplePage { view: &view, members, locations })
}

#[derive(Template)]
#[template(path = "page/settings/invite.html")]
struct InvitePage<'a> {
    view: &'a View,
    form: &'a Form,
    roles: Vec<(String, String)>,
    locations: Vec<Location>,
    languages: Vec<(String, String)>,
}

impl<'a> InvitePage<'a> {
    async fn new(web: &Web, reader: &Reader, view: &'a View, form: &'a Form) -> Result<Self, Failure> {
        let languages = Language::ALL.map(|l| (l.as_str().to_owned(), l.own_name().to_owned()));
        let locations = open_locations(&web.http.app, &reader.ctx, &[]).await?;
        Ok(Self { view, form, roles: roles(view), locations, languages: languages.into() })
    }
}

async fn invite_form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    reader.ctx.permit(ortak_domain::Action::ManagePeople)?;
    let view = reader.view.clone().at(Section::Settings);
    // The least that is of use; whoever invites gives more on purpose.
    let least = if view.is_vendor() { Role::VendorSeller } else { Role::ReferralsUser };
    let fields = [("language", view.language.as_str()), ("role", least.as_str())];
    let form = Form::new(view.fields(fields.into_iter().collect()));
    html(&InvitePage::new(&web, &reader, &view, &form).await?)
}

/// A link made just now, which the inviter may hand over too.
#[derive(Template)]
#[template(path = "page/settings/link.html")]
struct LinkPage<'a> {
    view: &'a View,
    name: &'a str,
    url: String,
    expires_at: Time,
    is_reset: bool,
}

fn link_page(web: &Web, view: &View, name: &str, link: &Link) -> Result<Response, Failure> {
    let is_reset = link.purpose == ortak_app::port::Purpose::Reset;
    let url = link.url(&web.http.base_url);
    html(&LinkPage { view, name, url, expires_at: link.expires_at, is_reset })
}

async fn invite(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let view = reader.view.clone().at(Section::Settings);
    let text = |name: &str| fields.text(name).to_owned();
    let input = Invite {
        name: text("name"),
        email: text("email"),
        role: text("role"),
        locations: fields.all("locations").map(str::to_owned).collect(),
        language: text("language"),
    };
    match people::invite(&web.http.app, &reader.ctx, input).await {
        Ok((person, link)) => link_page(&web, &view, &person.name, &link),
        Err(error) => {
            let form = refusal(&view, fields, error)?.gathered("locations");
            refused(&InvitePage::new(&web, &reader, &view, &form).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "page/settings/member.html")]
struct MemberPage<'a> {
    view: &'a View,
    form: &'a Form,
    member: &'a Member,
    roles: Vec<(String, String)>,
    locations: Vec<Location>,
    is_self: bool,
}

/// What somebody may do as the form shows it.
fn fields(person: &Person) -> Fields {
    let locations = person.scope.locations().iter().map(|location| ("locations", location.as_str()));
    [("role", person.role.as_str())].into_iter().chain(locations).collect()
}

fn access(fields: &Fields) -> AccessInput {
    let locations = fields.all("locations").map(str::to_owned).collect();
    AccessInput { role: fields.text("role").to_owned(), locations }
}

async fn render(web: &Web, reader: &Reader, id: PersonId, form: Option<Form>) -> Result<Response, Failure> {
    let app = &web.http.app;
    let member = people::get(app, &reader.ctx, id).await?;
    let view = reader.view.clone().at(Section::Settings);
    let status = form.is_some();
    let form = form.unwrap_or_else(|| Form::new(view.opened(fields(&member.person))));
    let locations = open_locations(app, &reader.ctx, member.person.scope.locations()).await?;
    let is_self = reader.session.person_id == member.person.id;
    let page =
        MemberPage { view: &view, form: &form, member: &member, roles: roles(&view), locations, is_self };
    if status { refused(&page) } else { html(&page) }
}

fn person_id(text: &str) -> Result<PersonId, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

async fn member_page(
    State(web): State<Web>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    render(&web, &reader, person_id(&id)?, None).await
}

/// Does what the pressed button says.
async fn change(State(web): State<Web>, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (app, ctx, id) = (&web.http.app, &reader.ctx, person_id(&id)?);
    let page = format!("/settings/people/{id}");
    // Both let somebody in as another person: who does it shows who they are.
    if matches!(fields.text("do"), "reset" | "reset-factors") {
        or_first(proof::demand(app, &reader.session), page.clone())?;
    }
    match fields.text("do") {
        "resend" | "reset" => {
            let view = reader.view.clone().at(Section::Settings);
            let name = people::get(app, ctx, id).await?.person.name;
            let link = match fields.text("do") {
                "reset" => people::reset_link(app, ctx, id).await?,
                _ => people::resend_invitation(app, ctx, id).await?,
            };
            link_page(&web, &view, &name, &link)
        }
        "disable" => {
            people::set_enabled(app, ctx, id, false).await?;
            Ok(done(&web, &page, "person-disabled"))
        }
        "enable" => {
            people::set_enabled(app, ctx, id, true).await?;
            Ok(done(&web, &page, "person-enabled"))
        }
        "reset-factors" => {
            let member = people::reset_second_factor(app, ctx, id).await?;
            let next = if member.state == MemberState::Invited { "/ask/reset" } else { "" };
            Ok(done(&web, &format!("{page}{next}"), "factors-reset"))
        }
        _ => change_role(&web, &reader, id, fields).await,
    }
}

async fn ask_first(
    State(web): State<Web>,
    reader: Reader,
    Path((id, what)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let member = people::get(&web.http.app, &reader.ctx, person_id(&id)?).await?;
    let path = format!("/settings/people/{}", member.person.id);
    let view = reader.view.at(Section::Settings);
    let name = &member.person.name;
    match what.as_str() {
        "disable" => ask(&view, "person-disable", name, (path.clone(), "disable"), path),
        "reset-factors" => {
            let question = if member.has_password { "factors-reset" } else { "passkeys-reset" };
            ask(&view, question, name, (path.clone(), "reset-factors"), path)
        }
        // Who has come in by another way meanwhile is not asked for.
        "reset" if member.state != MemberState::Invited => Ok(Redirect::to(&path).into_response()),
        "reset" => offer(&view, "password-link", name, (path.clone(), "reset"), path),
        _ => Err(Failure::NoSuchPage),
    }
}

async fn change_role(web: &Web, reader: &Reader, id: PersonId, sent: Fields) -> Result<Response, Failure> {
    let (app, ctx) = (&web.http.app, &reader.ctx);
    let was = sent.was().as_ref().map(access);
    let stored = fields(&people::get(app, ctx, id).await?.person);
    match people::change_role(app, ctx, id, was.as_ref(), &access(&sent)).await {
        Ok(()) => Ok(done(web, &format!("/settings/people/{id}"), "saved")),
        Err(error) => {
            let form = again(web, reader, sent, &stored, error).await?.gathered("locations");
            render(web, reader, id, Some(form)).await
        }
    }
}
