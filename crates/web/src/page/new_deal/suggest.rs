//! What is offered while somebody types: customers, partners, people.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use ortak_app::customer::{self, Company};
use ortak_app::error::AppError;
use ortak_app::workspace::{customers, partners, people};
use ortak_app::{App, Ctx};
use ortak_domain::CustomerProfile;
use ortak_domain::referral::Details;
use serde::Deserialize;

use super::answers::{Catalogue, Reading, meant};
use super::pages::duplicate_rows;
use super::review::address_line;
use super::step::{CLOSES, COUNTRY, DUNS, SOLUTIONS};
use crate::deal;
use crate::error::Failure;
use crate::fields::Fields;
use crate::page::deals::Row;
use crate::reader::Reader;
use crate::view::View;
use crate::{Web, html};

/// Suggestions shown at once.
const MOST: usize = 8;

/// Something to pick.
#[derive(Debug)]
pub struct Choice {
    pub title: String,
    pub line: String,
    /// What the button that picks it posts.
    pub press: String,
    /// What the button says.
    pub button: String,
    /// What it fills in, as JSON pairs of field and value, with scripts.
    pub fill: Option<String>,
}

/// Customers for a country and a name as far as it is typed. The one place that knows where they come from.
async fn suggested(
    app: &App,
    ctx: &Ctx,
    country: Option<&str>,
    typed: &str,
) -> Result<Vec<CustomerProfile>, AppError> {
    let found = customer::suggest(app, ctx, country, typed, MOST).await?;
    let mut found: Vec<CustomerProfile> = found.iter().map(Company::profile).collect();
    // Customers of earlier deals that the directory doesn't have.
    for known in customers::known(app, ctx, country, typed, MOST).await? {
        let is_new = known.duns().is_none_or(|duns| found.iter().all(|one| one.duns() != Some(duns)));
        if found.len() < MOST && is_new {
            found.push(known);
        }
    }
    Ok(found)
}

/// What picking a customer fills in.
fn filled(customer: &CustomerProfile) -> Vec<(&'static str, String)> {
    let address = &customer.address;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("customerProfile/name", customer.name.clone()),
        (COUNTRY, text(&address.country)),
        ("customerProfile/address/addressLine1", text(&address.address_line1)),
        ("customerProfile/address/postalCode", text(&address.postal_code)),
        ("customerProfile/address/city", text(&address.city)),
        ("customerProfile/address/state", text(&address.state)),
        (DUNS, customer.duns().map(deal::duns).unwrap_or_default()),
    ]
}

/// By which a suggestion is found again, whatever else is suggested meanwhile.
fn identity(customer: &CustomerProfile) -> String {
    let address = &customer.address;
    let parts = [&address.address_line1, &address.postal_code, &address.city];
    customer.duns().map_or_else(
        || {
            let parts = parts.into_iter().flatten().map(String::as_str);
            std::iter::once(customer.name.as_str()).chain(parts).collect::<Vec<_>>().join(" · ")
        },
        str::to_owned,
    )
}

pub(super) async fn customer_choices(
    app: &App,
    ctx: &Ctx,
    view: &View,
    fields: &Fields,
    typed: &str,
) -> Result<Vec<Choice>, AppError> {
    let country = fields.given(COUNTRY);
    let found = suggested(app, ctx, country.as_deref(), typed).await?;
    Ok(found.iter().map(|customer| choice(view, customer)).collect())
}

fn choice(view: &View, customer: &CustomerProfile) -> Choice {
    let duns = customer.duns().map(|duns| format!("D-U-N-S {}", deal::duns(duns)));
    let line = [Some(address_line(view, customer)), duns];
    Choice {
        title: customer.name.clone(),
        line: line.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        press: format!("pick:{}", identity(customer)),
        button: view.t("wizard-choose"),
        fill: serde_json::to_string(&filled(customer)).ok(),
    }
}

/// Fills in the suggestion with that identity; false when it isn't suggested any more.
pub(super) async fn pick(
    app: &App,
    ctx: &Ctx,
    fields: &mut Fields,
    typed: &str,
    picked: &str,
) -> Result<bool, AppError> {
    let country = fields.given(COUNTRY);
    let found = suggested(app, ctx, country.as_deref(), typed).await?;
    let picked = found.iter().find(|customer| identity(customer) == picked);
    for (name, value) in picked.map(filled).unwrap_or_default() {
        fields.set(name, value);
    }
    Ok(picked.is_some())
}

pub(in crate::page) async fn partner_choices(
    app: &App,
    ctx: &Ctx,
    view: &View,
    fields: &Fields,
    typed: &str,
) -> Result<Vec<Choice>, AppError> {
    let found = partners::search(app, ctx, typed, MOST).await?;
    let numbers = fields.numbers("partners");
    let invited = |id: &str| {
        numbers.iter().any(|number| fields.text(&format!("partners/{number}/organizationId")) == id)
    };
    Ok(found
        .into_iter()
        .filter(|partner| !invited(partner.organization_id.as_str()))
        .map(|partner| {
            let number =
                partner.mpn_id.map(|number| view.t1("wizard-partner-number", "number", number.as_str()));
            let line = [Some(view.country(&partner.country)), number];
            Choice {
                line: line.into_iter().flatten().collect::<Vec<_>>().join(" · "),
                button: view.t("wizard-invite"),
                press: format!("invite:{}", partner.organization_id.as_str()),
                title: partner.name,
                fill: None,
            }
        })
        .collect())
}

/// A partner of the directory to be asked, with what R207 fills in.
pub(super) async fn add_partner(app: &App, ctx: &Ctx, fields: &mut Fields, id: &str) -> Result<(), AppError> {
    let numbers = fields.numbers("partners");
    let there = numbers.iter().any(|number| fields.text(&format!("partners/{number}/organizationId")) == id);
    let Some(partner) = partners::find(app, ctx, id).await?.filter(|_| !there) else { return Ok(()) };
    let at = format!("partners/{}/", numbers.last().map_or(0, |last| last + 1));
    fields.push(format!("{at}name"), partner.name);
    for (field, value) in beginning(fields, id, &emails(fields)) {
        fields.push(format!("{at}{field}"), value);
    }
    let own = Catalogue::of(app, ctx, &meant(&[("organizationId", id)].into_iter().collect())).await?;
    // A partner with one solution brings that.
    if let [only] = super::pages::brought(&own, id, &Fields::default(), SOLUTIONS).as_slice() {
        fields.push(format!("{at}{SOLUTIONS}"), only.value.clone());
    }
    Ok(())
}

fn emails(fields: &Fields) -> Vec<String> {
    let rows = fields.numbers("team").into_iter();
    rows.filter_map(|row| fields.given(&format!("team/{row}/email"))).collect()
}

/// What an invitation of a partner begins with, from the deal's fields.
pub(in crate::page) fn beginning(deal: &Fields, id: &str, team: &[String]) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("organizationId", id.to_owned()),
        ("details/closingDateTime", deal.text("details/closingDateTime").to_owned()),
        ("details/currency", deal.text("details/currency").to_owned()),
        ("inviteContext/assistanceRequestCode", "GeneralOrOther".to_owned()),
    ];
    fields.extend(team.iter().map(|email| ("team", email.clone())));
    fields
}

/// Adds somebody of the recent deals to the team (R205).
pub(super) async fn add_person(
    app: &App,
    ctx: &Ctx,
    fields: &mut Fields,
    email: &str,
) -> Result<(), AppError> {
    let recent = people::recent(app, ctx, MOST).await?;
    let Some(member) = recent.into_iter().find(|member| member.email.as_deref() == Some(email)) else {
        return Ok(());
    };
    let next = fields.numbers("team").last().map_or(0, |last| last + 1);
    for (name, value) in [
        ("firstName", member.first_name),
        ("lastName", member.last_name),
        ("email", member.email),
        ("phoneNumber", member.phone_number),
    ] {
        fields.push(format!("team/{next}/{name}"), value.unwrap_or_default());
    }
    Ok(())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    q: String,
    #[serde(rename = "customerProfile/address/country")]
    country: String,
}

#[derive(Template)]
#[template(path = "component/options.html")]
struct Options {
    choices: Vec<Choice>,
}

pub(super) async fn customers(
    State(web): State<Web>,
    reader: Reader,
    Query(typed): Query<Typed>,
) -> Result<Response, Failure> {
    let country = ortak_domain::text::country(&typed.country);
    let found = suggested(&web.http.app, &reader.ctx, country.as_deref(), &typed.q).await?;
    let choices = found.iter().map(|customer| choice(&reader.view, customer)).collect();
    html(&Options { choices })
}

pub(super) async fn partners(
    State(web): State<Web>,
    reader: Reader,
    Query(typed): Query<Typed>,
) -> Result<Response, Failure> {
    let fields = Fields::default();
    let choices = partner_choices(&web.http.app, &reader.ctx, &reader.view, &fields, &typed.q).await?;
    html(&Options { choices })
}

#[derive(Template)]
#[template(path = "page/new_deal/duplicates.html")]
struct LikelySame<'a> {
    view: &'a View,
    duplicates: Vec<Row>,
    /// They follow what is entered.
    live: bool,
}

pub(super) async fn duplicates(
    State(web): State<Web>,
    reader: Reader,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Result<Response, Failure> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let duplicates = duplicate_rows(&web, &reader, &fields).await?;
    html(&LikelySame { view: &reader.view, duplicates, live: true })
}

#[derive(Template)]
#[template(path = "page/new_deal/closing.html")]
struct Closing<'a> {
    view: &'a View,
    past: bool,
}

/// What is to be said of an estimated close, of the form as it stands.
pub(super) async fn closing(
    reader: Reader,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Result<Response, Failure> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let closes_at = Reading::new(&reader.view, &fields).day(CLOSES, CLOSES);
    let past = Details { closes_at, ..Details::default() }.closes_in_the_past(reader.view.now);
    html(&Closing { view: &reader.view, past })
}
