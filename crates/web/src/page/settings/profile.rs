//! Who somebody is to others, and how pages look to them: `/settings/profile`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;
use ortak_app::account::profile::{self, ProfileInput};
use ortak_domain::{Density, Theme};
use ortak_i18n::Language;

use super::refusal;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

#[derive(Template)]
#[template(path = "page/settings/profile.html")]
struct ProfilePage<'a> {
    view: &'a View,
    form: &'a Form,
    email: &'a str,
    role: String,
    languages: Vec<(String, String)>,
    themes: Vec<(String, String)>,
    densities: Vec<(String, String)>,
    zones: Vec<(String, String)>,
}

impl<'a> ProfilePage<'a> {
    fn new(view: &'a View, reader: &'a Reader, usual: &TimeZone, form: &'a Form) -> Self {
        let named = |prefix: &str, word: &str| (word.to_owned(), view.name_of(prefix, word));
        Self {
            view,
            form,
            email: &reader.session.principal.email,
            role: view.name_of("role", reader.session.principal.role.as_str()),
            languages: Language::ALL.map(|l| (l.as_str().to_owned(), l.own_name().to_owned())).to_vec(),
            themes: Theme::ALL.map(|theme| named("theme", theme.as_str())).to_vec(),
            densities: Density::ALL.map(|density| named("density", density.as_str())).to_vec(),
            zones: zones(view, usual, form.value("timeZone")),
        }
    }
}

/// Places whose time can be chosen, the chosen one among them: of the database's names, those of regions; and first to
/// choose none, so that the usual one counts.
fn zones(view: &View, usual: &TimeZone, chosen: &str) -> Vec<(String, String)> {
    let known = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut names: Vec<String> = known.filter(|name| is_place(name)).collect();
    names.push("UTC".to_owned());
    if !chosen.is_empty() {
        names.push(chosen.to_owned());
    }
    names.sort_unstable();
    names.dedup();
    let usual = usual.iana_name().unwrap_or("UTC").replace('_', " ");
    let none = (String::new(), view.t1("profile-zone-usual", "zone", usual));
    let named = names.into_iter().map(|name| (name.clone(), name.replace('_', " ")));
    std::iter::once(none).chain(named).collect()
}

fn is_place(name: &str) -> bool {
    const REGIONS: [&str; 9] =
        ["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region))
}

pub(super) async fn form(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    let input = super::appearance::input(profile::get(&web.http.app, &reader.session).await?);
    let mut fields: Fields = [
        ("name", input.name),
        ("phone", input.phone),
        ("language", input.language),
        ("theme", input.theme),
        ("density", input.density),
        ("timeZone", input.time_zone),
    ]
    .into_iter()
    .collect();
    if input.shortcuts {
        fields.set("shortcuts", "yes");
    }
    let view = reader.view.clone().at(Section::Settings);
    html(&ProfilePage::new(&view, &reader, &web.installation.zone, &Form::new(reader.view.fields(fields))))
}

pub(super) async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let text = |name: &str| fields.text(name).to_owned();
    let input = ProfileInput {
        name: text("name"),
        phone: text("phone"),
        language: text("language"),
        theme: text("theme"),
        density: text("density"),
        time_zone: text("timeZone"),
        shortcuts: fields.has("shortcuts"),
        columns: reader.session.presentation.columns.clone(),
    };
    match profile::save(&web.http.app, &reader.session, input).await {
        Ok(_) => Ok(done(&web, "/settings/profile", "saved")),
        Err(error) => {
            let view = reader.view.clone().at(Section::Settings);
            let form = refusal(&view, fields, error)?;
            refused(&ProfilePage::new(&view, &reader, &web.installation.zone, &form))
        }
    }
}
