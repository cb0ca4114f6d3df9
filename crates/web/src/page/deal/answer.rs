//! Accepting and declining what was sent (R305, R306).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_domain::referral::{ListChange, Reason, ReferralChange, Substatus, Wanted};
use ortak_domain::{Member, OrganizationKind, Violation, Violations};

use super::{Tried, edit, load, people, try_change};
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, html, refused};

#[derive(Template)]
#[template(path = "page/deal/accept.html")]
struct AcceptPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    currencies: Vec<(String, String)>,
    stale: bool,
}

impl AcceptPage<'_> {
    /// Whether the rest of the form is open: something there is needed, or wrong.
    fn shows_more(&self) -> bool {
        let wrong = ["name", "details/dealValue", "details/currency", "details/closingDateTime"];
        self.form.value("details/closingDateTime").is_empty()
            || wrong.iter().any(|name| self.form.has_error(name))
            || ["externalReferenceId", "campaignId"].iter().any(|name| self.form.has_error(name))
    }
}

pub(super) async fn accept_form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    let view = &reader.view;
    let mut fields = edit::fields(view, &deal);
    for (name, value) in contact_of(&reader) {
        fields.set(name, value);
    }
    let form = Form::new(view.fields(fields));
    html(&AcceptPage { view, currencies: edit::currencies(&deal), form: &form, stale: false, deal: &deal })
}

/// The person who answers is the first of the team.
fn contact_of(reader: &Reader) -> [(&'static str, String); 4] {
    let member = reader.ctx.principal.as_member();
    [
        ("member/firstName", member.first_name.unwrap_or_default()),
        ("member/lastName", member.last_name.unwrap_or_default()),
        ("member/email", member.email.unwrap_or_default()),
        ("member/phoneNumber", member.phone_number.unwrap_or_default()),
    ]
}

pub(super) async fn accept(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (reader, deal) = load(&web, reader, &text).await?;
    let view = &reader.view;
    let mut problems = Violations::new();
    let mut changes = edit::changes(view, &deal, &fields, &mut problems);
    let member = member(&fields, "member", &mut problems);
    let mut team = deal.referral.team.clone();
    let known = people::known(&team, &member).cloned();
    let merged = people::merged(known.as_ref(), member);
    match team.iter_mut().find(|one| Some(&**one) == known.as_ref()) {
        Some(one) => *one = merged,
        None => team.push(merged),
    }
    changes.push(ReferralChange::Team(ListChange::Replace(team)));
    changes.push(ReferralChange::Stage(Wanted { status: None, substatus: Some(Substatus::Accepted) }));
    let (form, stale) = match try_change(&web, &reader, &deal, fields, changes, problems).await? {
        Tried::Done => return Ok(done(&web, &deal.path(), "accepted")),
        Tried::Again { form, stale } => (form, stale),
    };
    refused(&AcceptPage { view, currencies: edit::currencies(&deal), form: &form, stale, deal: &deal })
}

/// A person from the fields below `at`, complete (R205).
pub(crate) fn member(fields: &Fields, at: &str, problems: &mut Violations) -> Member {
    let mut part = |name: &str| {
        let path = format!("{at}/{name}");
        let given = fields.given(&path);
        if given.is_none() {
            problems.push(Violation::required(path));
        }
        given
    };
    Member {
        first_name: part("firstName"),
        last_name: part("lastName"),
        email: part("email"),
        phone_number: part("phoneNumber"),
        ..Member::default()
    }
}

#[derive(Template)]
#[template(path = "page/deal/decline.html")]
struct DeclinePage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    reasons: Vec<(String, String)>,
    stale: bool,
}

/// The reasons that the reader's side gives: partners and vendor have their own.
pub(super) fn decline_reasons(view: &View) -> Vec<(String, String)> {
    decline_reasons_of(view, view.is_vendor())
}

/// The reasons of the vendor's side, or of a partner's.
pub(crate) fn decline_reasons_of(view: &View, vendor: bool) -> Vec<(String, String)> {
    let kind = if vendor { OrganizationKind::Vendor } else { OrganizationKind::Partner };
    named(view, Reason::for_declining(kind))
}

/// Why a deal was lost.
pub(crate) fn lost_reasons(view: &View) -> Vec<(String, String)> {
    named(view, Reason::for_losing())
}

fn named(view: &View, reasons: &[Reason]) -> Vec<(String, String)> {
    reasons
        .iter()
        .map(|reason| (reason.as_str().to_owned(), view.name_of("reason", reason.as_str())))
        .collect()
}

/// A note beside a listed reason is kept with the deal's notes; beside *other* it is the reason.
pub(super) fn noted(fields: &Fields, notes: Option<&str>) -> Option<ReferralChange> {
    let note =
        fields.given("note").filter(|_| Reason::parse(fields.text("reason")) != Some(Reason::Other))?;
    let notes = notes.map_or_else(|| note.clone(), |notes| format!("{notes}\n\n{note}"));
    Some(ReferralChange::Notes(Some(notes)))
}

/// The reason as `statusReason`: its code, or for *other* the note that is asked for then.
pub(crate) fn status_reason(fields: &Fields, problems: &mut Violations) -> Option<String> {
    let Some(reason) = Reason::parse(fields.text("reason")) else {
        problems.push(Violation::required("reason"));
        return None;
    };
    if reason != Reason::Other {
        return Some(reason.as_str().to_owned());
    }
    let note = fields.given("note");
    if note.is_none() {
        problems.push(Violation::new("note", "note_required", "is required for another reason"));
    }
    note
}

pub(super) async fn decline_form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    let view = &reader.view;
    let reasons = decline_reasons(view);
    let form = Form::new(view.fields(Fields::default()));
    html(&DeclinePage { view, reasons, form: &form, stale: false, deal: &deal })
}

pub(super) async fn decline(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (reader, deal) = load(&web, reader, &text).await?;
    let view = &reader.view;
    let mut problems = Violations::new();
    let reason = status_reason(&fields, &mut problems);
    let changes = vec![
        ReferralChange::StatusReason(reason),
        ReferralChange::Stage(Wanted { status: None, substatus: Some(Substatus::Declined) }),
    ];
    let (form, stale) = match try_change(&web, &reader, &deal, fields, changes, problems).await? {
        Tried::Done => return Ok(done(&web, &deal.path(), "declined")),
        Tried::Again { form, stale } => (form, stale),
    };
    let reasons = decline_reasons(view);
    refused(&DeclinePage { view, reasons, form: &form, stale, deal: &deal })
}
