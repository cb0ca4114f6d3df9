//! Asking the vendor or another partner into a deal that exists (R107, R108, R207).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_app::referral::create::Idempotency;
use ortak_app::referral::open::{self, NewInvitation};
use ortak_app::workspace::partners;
use ortak_app::{App, Ctx};
use ortak_domain::policy::Action;
use ortak_domain::referral::event::sha256_hex;
use serde::Deserialize;

use super::hindered::{self, Doing};
use super::load;
use crate::deal::{Contact, Deal};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::new_deal::answers::{Ground, Reading, invitation, meant};
use crate::page::new_deal::pages::{Tagged, brought, helps};
use crate::page::new_deal::suggest::{self, Choice};
use crate::page::new_deal::summary::SideCard;
use crate::page::new_deal::{CONSENT, SOLUTIONS};
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, amount, html, refused};

/// Whom the form asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Vendor,
    Partner,
}

impl To {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Partner => "partner",
        }
    }
}

#[derive(Template)]
#[template(path = "page/deal/invite.html")]
struct InvitePage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    to: &'static str,
    /// Who is asked.
    name: String,
    helps: Vec<(String, String)>,
    currencies: Vec<(String, String)>,
    team: Vec<Contact>,
    solutions: Vec<Tagged>,
    /// The deal says nothing yet of the customer's consent.
    asks_consent: bool,
    /// R203: the vendor needs a contact, and the deal has none.
    asks_contact: bool,
    /// Why this one can't be invited (R108).
    obstacle: Option<String>,
    side: Option<SideCard>,
}

impl InvitePage<'_> {
    /// For where a template has other names in scope.
    fn who(&self) -> &str {
        &self.name
    }
}

#[derive(Template)]
#[template(path = "page/deal/choose_partner.html")]
struct ChoosePage<'a> {
    view: &'a View,
    deal: &'a Deal,
    find: &'a str,
    found: Option<Vec<Choice>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    find: String,
    /// A partner's id.
    go: String,
}

impl To {
    const fn doing(self) -> Doing {
        match self {
            Self::Vendor => Doing::AskVendor,
            Self::Partner => Doing::InvitePartner,
        }
    }
}

pub(super) async fn vendor_form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    if let Some(page) = hindered::page(&web, &reader, &deal, To::Vendor.doing(), None).await? {
        return Ok(page);
    }
    // Which help is wanted is for the inviter to say.
    let mut fields = beginning(&web, "");
    fields.set("inviteContext/notes", deal.referral.invite.notes.clone().unwrap_or_default());
    let form = Form::new(reader.view.fields(fields));
    html(&page(&web, &reader, &deal, &form, To::Vendor, None).await?)
}

fn beginning(web: &Web, help: &str) -> Fields {
    let key = web.http.app.ids.random().to_string();
    [("key", key.as_str()), ("inviteContext/assistanceRequestCode", help)].into_iter().collect()
}

pub(super) async fn partner_form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    if let Some(page) = hindered::page(&web, &reader, &deal, To::Partner.doing(), None).await? {
        return Ok(page);
    }
    let view = &reader.view;
    if let Some(kept) = view.kept.as_deref() {
        let form = Form::new(kept.clone());
        return html(&page(&web, &reader, &deal, &form, To::Partner, None).await?);
    }
    let chosen = match asked.go.strip_prefix("invite:") {
        Some(id) => partners::find(&web.http.app, &reader.ctx, id).await?,
        None => None,
    };
    let Some(chosen) = chosen else {
        let none = Fields::default();
        let found = suggest::partner_choices(&web.http.app, &reader.ctx, view, &none, &asked.find).await?;
        let found = Some(found).filter(|_| !asked.find.is_empty());
        return html(&ChoosePage { view, deal: &deal, find: &asked.find, found });
    };
    let mut fields = beginning(&web, "GeneralOrOther");
    let emails: Vec<String> =
        deal.referral.own_team().into_iter().filter_map(|member| member.email).collect();
    let id = chosen.organization_id.as_str();
    for (field, value) in suggest::beginning(&super::edit::fields(view, &deal), id, &emails) {
        match field {
            "team" => fields.push(field, value),
            _ => fields.set(field, value),
        }
    }
    html(&page(&web, &reader, &deal, &Form::new(fields), To::Partner, None).await?)
}

async fn page<'a>(
    web: &Web,
    reader: &'a Reader,
    deal: &'a Deal,
    form: &'a Form,
    to: To,
    conflict: Option<String>,
) -> Result<InvitePage<'a>, Failure> {
    let (app, ctx, view, fields) = (&web.http.app, &reader.ctx, &reader.view, &form.fields);
    let ground = ground(app, ctx, fields, deal).await?;
    let vendor = ground.vendor.as_ref().map(|vendor| vendor.name.clone());
    let name = match to {
        To::Vendor => vendor.ok_or(Failure::NoSuchPage)?,
        // By its id: an address may say any name.
        To::Partner => partners::find(app, ctx, fields.text("organizationId"))
            .await?
            .map_or_else(String::new, |partner| partner.name),
    };
    let own = deal_fields(&ground, deal);
    let asked = said(view, fields, deal, &ground, to);
    let side = open::preview_invitation(app, ctx, deal.id, &asked).await?;
    Ok(InvitePage {
        view,
        deal,
        form,
        to: to.as_str(),
        name,
        helps: helps(view, false),
        currencies: amount::currencies(deal.referral.details.currency),
        team: deal.referral.own_team().iter().map(Contact::of).collect(),
        solutions: brought(&ground.catalogue, fields.text("organizationId"), &own, SOLUTIONS),
        asks_consent: deal.referral.consent.share_with_others != Some(true),
        asks_contact: to == To::Vendor && deal.referral.customer.team.is_empty(),
        obstacle: conflict,
        side: side.as_ref().map(|side| SideCard::of(view, side)),
    })
}

/// With the deal's solutions and those of the form's partner.
async fn ground(app: &App, ctx: &Ctx, fields: &Fields, deal: &Deal) -> Result<Ground, AppError> {
    let mut meant = meant(fields);
    meant.ids.extend(deal.solutions().iter().map(|solution| solution.id.clone()));
    Ground::of(app, ctx, &meant).await
}

/// The deal's solutions that are on a shelf, as fields.
fn deal_fields(ground: &Ground, deal: &Deal) -> Fields {
    let sold = |id: &str| deal.solutions().iter().any(|solution| solution.id == id);
    let offers = ground.catalogue.offers().iter().filter(|offer| sold(&offer.entry.solution.id));
    offers.map(|offer| (SOLUTIONS, offer.value())).collect()
}

/// What the form says.
fn said(view: &View, fields: &Fields, deal: &Deal, ground: &Ground, to: To) -> NewInvitation {
    let reading = Reading::new(view, fields);
    let given = match to {
        To::Vendor => NewInvitation {
            help: fields.given("inviteContext/assistanceRequestCode"),
            notes: fields.given("inviteContext/notes"),
            ..NewInvitation::default()
        },
        To::Partner => invitation(view, fields, "", &deal.referral.own_team(), ground),
    };
    let contact = reading.member("customerProfile/team/0");
    NewInvitation { contact, consent: fields.has(CONSENT), ..given }
}

pub(super) async fn vendor(web: State<Web>, path: Path<String>, posted: Posted) -> Result<Response, Failure> {
    send(web, path, posted, To::Vendor).await
}

pub(super) async fn partner(
    web: State<Web>,
    path: Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    send(web, path, posted, To::Partner).await
}

async fn send(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
    to: To,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (reader, deal) = load(&web, reader, &text).await?;
    // A form that was sent already is answered as it was then.
    if !deal.own || !reader.view.may(Action::Create) {
        let page = hindered::page(&web, &reader, &deal, to.doing(), Some(&fields)).await?;
        return page.ok_or(Failure::NoSuchPage);
    }
    let (app, ctx, view) = (&web.http.app, &reader.ctx, &reader.view);
    let ground = ground(app, ctx, &fields, &deal).await?;
    let asked = said(view, &fields, &deal, &ground, to);
    let told = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields.iter()).finish();
    let idempotency = fields.given("key").filter(|key| key.len() <= 64).map(|key| Idempotency {
        key: format!("invitation {} {key}", deal.id),
        fingerprint: sha256_hex(told.as_bytes()),
    });
    let (form, conflict) = match open::invite(app, ctx, deal.id, &asked, idempotency).await {
        Ok(_) => return Ok(done(&web, &deal.path(), "invited")),
        Err(AppError::Invalid(problems)) => (Form::refused(view, fields, &problems), None),
        Err(AppError::Conflict { code, .. }) if view.language.has(&format!("obstacle-{code}")) => {
            (Form::new(fields), Some(view.name_of("obstacle", code)))
        }
        Err(error) => return Err(error.into()),
    };
    refused(&page(&web, &reader, &deal, &form, to, conflict).await?)
}

#[derive(Template)]
#[template(path = "page/deal/invite_preview.html")]
struct PreviewPanel<'a> {
    view: &'a View,
    deal: &'a Deal,
    side: Option<SideCard>,
}

/// What would be shared, of the form as it stands.
pub(super) async fn preview(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (reader, deal) = load(&web, reader, &text).await?;
    reader.ctx.permit(Action::Create)?;
    if !deal.own {
        return Err(Failure::NoSuchPage);
    }
    let (app, ctx, view) = (&web.http.app, &reader.ctx, &reader.view);
    let to = if fields.has("organizationId") { To::Partner } else { To::Vendor };
    let asked = said(view, &fields, &deal, &ground(app, ctx, &fields, &deal).await?, to);
    let side = open::preview_invitation(app, ctx, deal.id, &asked).await?;
    html(&PreviewPanel { view, deal: &deal, side: side.as_ref().map(|side| SideCard::of(view, side)) })
}
