//! Editing a deal's details (R308). When somebody else saved first, what both changed is put side by side, and only that
//! (R315).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_app::etag::IfMatch;
use ortak_app::referral::change::{Change, change};
use ortak_domain::referral::ReferralChange;
use ortak_domain::{Currency, Time, Violation, Violations};

use super::load;
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, amount, html, refused};

/// The fields of the form: names are the paths that violations name.
const FIELDS: [&str; 7] = [
    "name",
    "details/dealValue",
    "details/currency",
    "details/closingDateTime",
    "externalReferenceId",
    "campaignId",
    "details/notes",
];

/// The deal's details as the form shows them.
pub(crate) fn fields(view: &View, deal: &Deal) -> Fields {
    let referral = &deal.referral;
    let details = &referral.details;
    // Forms know one kind of line end.
    let text =
        |text: &Option<String>| text.as_deref().unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
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
        ("details/notes", text(&details.notes)),
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

/// A field that two people changed at once.
struct Conflict {
    name: &'static str,
    label: String,
    mine: String,
    theirs: String,
    before: String,
}

#[derive(Template)]
#[template(path = "page/deal/edit.html")]
struct EditPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    currencies: Vec<(String, String)>,
    conflicts: Vec<Conflict>,
    /// What the form was filled with, to tell later what its reader changed.
    was: Vec<(String, String)>,
}

impl EditPage<'_> {
    /// Whether a field is shown as a choice instead.
    fn in_conflict(&self, name: &str) -> bool {
        self.conflicts.iter().any(|conflict| conflict.name == name)
    }
}

pub(super) async fn form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    let view = &reader.view;
    let current = fields(view, &deal);
    let fields = view.fields(current.clone());
    let was = was_of(&fields).unwrap_or_else(|| was(&current));
    html(&EditPage {
        view,
        currencies: currencies(&deal),
        form: &Form::new(fields),
        conflicts: Vec::new(),
        was,
        deal: &deal,
    })
}

/// What a form that was kept had been filled with.
fn was_of(kept: &Fields) -> Option<Vec<(String, String)>> {
    let was: Vec<_> = kept
        .iter()
        .filter(|(name, _)| name.starts_with("was:"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Some(was).filter(|was| !was.is_empty())
}

fn was(fields: &Fields) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| (format!("was:{name}"), value.to_owned())).collect()
}

pub(super) async fn save(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    // A second look is for what is saved between reading and writing.
    for _ in 0..2 {
        let (_, deal) = load(&web, again(&reader), &text).await?;
        let view = &reader.view;
        let conflicts = conflicts(view, &deal, &mut fields);
        if !conflicts.is_empty() {
            let was = was(&self::fields(view, &deal));
            let form = Form::new(fields);
            return refused(&EditPage {
                view,
                currencies: currencies(&deal),
                form: &form,
                conflicts,
                was,
                deal: &deal,
            });
        }
        let mut problems = Violations::new();
        let changes = changes(view, &deal, &fields, &mut problems);
        let wish =
            Change { changes, problems, if_match: Some(IfMatch::parse(&deal.etag)), ..Change::default() };
        match change(&web.http.app, &reader.ctx, deal.id, &wish).await {
            Ok(_) => return Ok(done(&web, &deal.path(), "saved")),
            Err(AppError::Stale) => {}
            Err(AppError::Invalid(violations)) => {
                let was = was(&self::fields(view, &deal));
                let form = Form::refused(view, fields, &violations);
                let currencies = currencies(&deal);
                return refused(&EditPage { view, currencies, form: &form, conflicts, was, deal: &deal });
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(AppError::Stale.into())
}

fn again(reader: &Reader) -> Reader {
    Reader { ctx: reader.ctx.clone(), session: reader.session.clone(), view: reader.view.clone() }
}

/// Puts what others saved meanwhile into the fields that this reader left alone; what both changed comes back.
fn conflicts(view: &View, deal: &Deal, fields: &mut Fields) -> Vec<Conflict> {
    let current = self::fields(view, deal);
    let mut found = Vec::new();
    for name in FIELDS {
        let before = format!("was:{name}");
        if !fields.has(&before) || !fields.has(name) {
            continue;
        }
        let (mine, theirs, before) = (fields.text(name), current.text(name), fields.text(&before));
        if before == theirs || mine == theirs {
            continue;
        }
        if mine == before {
            fields.set(name, theirs);
        } else {
            let label = view.t(&format!("field-{}", name.replace('/', "-").to_lowercase()));
            let [mine, theirs, before] = [mine, theirs, before].map(str::to_owned);
            found.push(Conflict { name, label, mine, theirs, before });
        }
    }
    found
}
