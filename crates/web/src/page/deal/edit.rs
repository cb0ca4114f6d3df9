//! Editing a deal's details (R308). When somebody else saved first, what both changed is put side by side, and only that
//! (R315).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_domain::merge::{Holds, holds};
use ortak_domain::referral::{Act, ListChange, ReferralChange};
use ortak_domain::{Currency, Time, Violation, Violations};

use super::hindered::{self, Doing};
use super::merge::{Attempt, Conflict, Meanwhile, Version, attempt};
use super::{answer, load};
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, Form, WAS};
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, amount, html, refused};

/// The fields of the form: names are the paths that violations name.
pub(super) const FIELDS: [&str; 7] = [
    "name",
    "details/dealValue",
    "details/currency",
    "details/closingDateTime",
    "externalReferenceId",
    "campaignId",
    "details/notes",
];

/// Whether somebody is to be put on the team, and who: what accepting asks for.
const JOIN: &str = "join";
const JOINER: &str = "member/email";

/// The deal's details as the form shows them.
pub(crate) fn fields(view: &View, deal: &Deal) -> Fields {
    let referral = &deal.referral;
    let details = &referral.details;
    // Forms know one kind of line end.
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    let text = |text: &Option<String>| plain(text.as_deref().unwrap_or_default());
    [
        ("name", text(&referral.name)),
        (
            "details/dealValue",
            details.value.map(|value| amount::typed(view.language, value)).unwrap_or_default(),
        ),
        ("details/currency", details.currency.map(|currency| currency.code().to_owned()).unwrap_or_default()),
        ("details/closingDateTime", details.closes_at.map(day).unwrap_or_default()),
        ("externalReferenceId", text(&referral.external_reference_id)),
        ("campaignId", text(&referral.campaign_id)),
        // What the sender wrote is nothing of one's own.
        ("details/notes", plain(deal.own_notes().unwrap_or_default())),
    ]
    .into_iter()
    .collect()
}

/// A closing date is a day everywhere, not a moment: the same for all readers.
pub(crate) fn day(at: Time) -> String {
    at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// What the form changes, and what is wrong with it.
pub(crate) fn changes(
    view: &View,
    deal: &Deal,
    fields: &Fields,
    problems: &mut Violations,
) -> Vec<ReferralChange> {
    let before = self::fields(view, deal);
    let changed = |name: &str| fields.has(name) && fields.text(name) != before.text(name);
    let mut changes = Vec::new();
    if changed("name") {
        changes.push(ReferralChange::Name(fields.given("name")));
    }
    if changed("details/dealValue") {
        match amount::parse(view.language, fields.text("details/dealValue")) {
            Ok(value) => changes.push(ReferralChange::Value(value)),
            Err(error) => problems.add("details/dealValue", error.code(), error.to_string()),
        }
    }
    if changed("details/currency") {
        match fields.text("details/currency").parse::<Currency>() {
            Ok(currency) => changes.push(ReferralChange::Currency(currency)),
            Err(error) => problems.add("details/currency", "invalid_currency", error.to_string()),
        }
    }
    if changed("details/closingDateTime") {
        match fields.text("details/closingDateTime").parse::<Time>() {
            Ok(at) => changes.push(ReferralChange::ClosesAt(at)),
            Err(_) => {
                problems.push(Violation::new("details/closingDateTime", "invalid_date", "must be a date"));
            }
        }
    }
    if changed("externalReferenceId") {
        changes.push(ReferralChange::ExternalReferenceId(fields.given("externalReferenceId")));
    }
    if changed("campaignId") {
        changes.push(ReferralChange::CampaignId(fields.given("campaignId")));
    }
    if changed("details/notes") {
        changes.push(ReferralChange::Notes(fields.given("details/notes")));
    }
    changes
}

/// Currencies to choose from: the usual ones and the deal's own first.
pub(crate) fn currencies(deal: &Deal) -> Vec<(String, String)> {
    let own =
        deal.referral.details.currency.or(deal.facts.as_ref().map(|facts| facts.owner.organization.currency));
    amount::currencies(own)
}

#[derive(Template)]
#[template(path = "page/deal/edit.html")]
struct EditPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    currencies: Vec<(String, String)>,
    meanwhile: Meanwhile,
    /// The message that somebody accepted it while the reader was about to.
    accepted: Option<&'static str>,
}

impl EditPage<'_> {
    /// Whether who was about to accept it can be put on the team.
    fn joins(&self) -> bool {
        self.form.fields.has(JOINER)
    }
}

pub(super) async fn form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    let doing = Doing::Act(Act::Edit);
    if let Some(page) = hindered::page(&web, &reader, &deal, doing, None).await? {
        return Ok(page);
    }
    let view = &reader.view;
    let form = Form::new(view.fields(fields(view, &deal).opened()));
    html(&EditPage {
        view,
        currencies: currencies(&deal),
        form: &form,
        meanwhile: Meanwhile::default(),
        accepted: None,
        deal: &deal,
    })
}

pub(super) async fn save(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    // A second look is for what is saved between reading and writing.
    for _ in 0..2 {
        let (reader, deal) = load(&web, again(&reader), &text).await?;
        let doing = Doing::Act(Act::Edit);
        if let Some(page) = hindered::page(&web, &reader, &deal, doing, Some(&fields)).await? {
            return Ok(page);
        }
        let view = &reader.view;
        let conflicts = conflicts(view, &deal, &mut fields);
        if !conflicts.is_empty() {
            return shown(&web, &reader, &deal, Form::new(fields), conflicts, None).await;
        }
        let mut problems = Violations::new();
        let mut changes = changes(view, &deal, &fields, &mut problems);
        if fields.has(JOIN) {
            changes.push(answer::joined(&deal, &fields, &mut problems));
        }
        match attempt(&web, &reader, &deal, changes, problems).await? {
            Attempt::Done => return Ok(done(&web, &deal.path(), "saved")),
            Attempt::Late => {}
            Attempt::Refused(violations) => {
                let violations = if fields.has(JOIN) {
                    answer::beside_their_fields(&deal, &fields, violations)
                } else {
                    violations
                };
                let form = Form::refused(view, fields, &violations);
                return shown(&web, &reader, &deal, form, conflicts, None).await;
            }
        }
    }
    Err(AppError::Stale.into())
}

/// The form again, over the deal as it now is.
async fn shown(
    web: &Web,
    reader: &Reader,
    deal: &Deal,
    mut form: Form,
    conflicts: Vec<Conflict>,
    accepted: Option<&'static str>,
) -> Result<Response, Failure> {
    let view = &reader.view;
    form.fields.reopen(&fields(view, deal));
    let meanwhile = Meanwhile::of(web, reader, deal, conflicts, &FIELDS).await?;
    let currencies = currencies(deal);
    refused(&EditPage { view, currencies, form: &form, meanwhile, accepted, deal })
}

/// What somebody wrote to accept a deal that has just been accepted, by a colleague or by themselves: theirs to save as a
/// change, with themselves on the team.
pub(super) async fn instead_of_accepting(
    web: &Web,
    reader: &Reader,
    deal: &Deal,
    mut fields: Fields,
    by_reader: bool,
) -> Result<Response, Failure> {
    let conflicts = conflicts(&reader.view, deal, &mut fields);
    if stands_on_team(deal, &fields) {
        fields.retain(|name| !name.starts_with("member/"));
    } else {
        fields.set(JOIN, "yes");
    }
    let accepted = if by_reader { "accepted-already-title" } else { "accepted-meanwhile-title" };
    shown(web, reader, deal, Form::new(fields), conflicts, Some(accepted)).await
}

/// Whether who accepts stands on the team as the form says.
fn stands_on_team(deal: &Deal, fields: &Fields) -> bool {
    let joined = answer::joined(deal, fields, &mut Violations::new());
    joined == ReferralChange::Team(ListChange::Replace(deal.referral.team.clone()))
}

/// Whether a form of accepting would leave the deal as it is.
pub(super) fn says_nothing_new(view: &View, deal: &Deal, fields: &Fields) -> bool {
    let mut fields = fields.clone();
    let mut problems = Violations::new();
    conflicts(view, deal, &mut fields).is_empty()
        && changes(view, deal, &fields, &mut problems).is_empty()
        && problems.is_empty()
        && stands_on_team(deal, &fields)
}

pub(super) fn again(reader: &Reader) -> Reader {
    Reader { ctx: reader.ctx.clone(), session: reader.session.clone(), view: reader.view.clone() }
}

/// A value of the form as it is read.
fn read(view: &View, name: &str, value: &str) -> String {
    if value.is_empty() {
        return "—".to_owned();
    }
    match value.parse::<Time>() {
        Ok(at) if name == "details/closingDateTime" => view.day(at),
        _ => value.to_owned(),
    }
}

/// Puts what others saved meanwhile into the fields that this reader left alone; what both changed comes back.
pub(super) fn conflicts(view: &View, deal: &Deal, fields: &mut Fields) -> Vec<Conflict> {
    let current = self::fields(view, deal);
    let mut found = Vec::new();
    for name in FIELDS {
        let was = format!("{WAS}{name}");
        if !fields.has(&was) || !fields.has(name) {
            continue;
        }
        let (mine, theirs, before) = (fields.text(name), current.text(name), fields.text(&was));
        match holds(before, theirs, mine) {
            Holds::Mine => {}
            Holds::Theirs => {
                fields.set(name, theirs);
                fields.set(was, theirs);
            }
            Holds::Neither => {
                let version =
                    |value: &str| Version { value: value.to_owned(), text: read(view, name, value) };
                found.push(Conflict {
                    name: name.to_owned(),
                    label: view.t(&format!("field-{}", name.replace('/', "-").to_lowercase())),
                    mine: version(mine),
                    theirs: version(theirs),
                    before: read(view, name, before),
                });
            }
        }
    }
    found
}
