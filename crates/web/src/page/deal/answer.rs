//! Accepting and declining what was sent (R305, R306).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_app::port::HistoryEvent;
use ortak_app::referral::history::history;
use ortak_domain::referral::{Act, EventKind, ListChange, Reason, ReferralChange, Substatus, Wanted};
use ortak_domain::{Member, OrganizationKind, Violation, Violations};

use super::hindered::{self, Doing};
use super::merge::{Attempt, Conflict, Meanwhile, attempt};
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
    meanwhile: Meanwhile,
}

impl AcceptPage<'_> {
    /// Whether the rest of the form is open: something there is needed, or wrong.
    fn shows_more(&self) -> bool {
        let wrong = ["name", "details/dealValue", "details/currency", "details/closingDateTime"];
        self.form.value("details/closingDateTime").is_empty()
            || !self.meanwhile.conflicts.is_empty()
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
    if let Some(page) = hindered::page(&web, &reader, &deal, Doing::Act(Act::Accept), None).await? {
        return Ok(page);
    }
    let view = &reader.view;
    let mut fields = edit::fields(view, &deal).opened();
    for (name, value) in contact_of(&reader) {
        fields.set(name, value);
    }
    let form = Form::new(view.fields(fields));
    let (currencies, meanwhile) = (edit::currencies(&deal), Meanwhile::default());
    html(&AcceptPage { view, currencies, form: &form, meanwhile, deal: &deal })
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
    let Posted { reader, mut fields } = posted;
    // A second look is for what is saved between reading and writing.
    for _ in 0..2 {
        let (reader, deal) = load(&web, edit::again(&reader), &text).await?;
        if deal.may_change && deal.active() && deal.incoming() {
            return accepted_already(&web, &reader, &deal, fields).await;
        }
        let doing = Doing::Act(Act::Accept);
        if let Some(page) = hindered::page(&web, &reader, &deal, doing, Some(&fields)).await? {
            return Ok(page);
        }
        let view = &reader.view;
        let conflicts = edit::conflicts(view, &deal, &mut fields);
        if !conflicts.is_empty() {
            return shown(&web, &reader, &deal, Form::new(fields), conflicts).await;
        }
        let mut problems = Violations::new();
        let mut changes = edit::changes(view, &deal, &fields, &mut problems);
        changes.push(joined(&deal, &fields, &mut problems));
        changes.push(ReferralChange::Stage(Wanted { status: None, substatus: Some(Substatus::Accepted) }));
        match attempt(&web, &reader, &deal, changes, problems).await? {
            Attempt::Done => return Ok(done(&web, &deal.path(), "accepted")),
            Attempt::Late => {}
            Attempt::Refused(violations) => {
                let violations = beside_their_fields(&deal, &fields, violations);
                let form = Form::refused(view, fields, &violations);
                return shown(&web, &reader, &deal, form, conflicts).await;
            }
        }
    }
    Err(AppError::Stale.into())
}

/// A colleague was faster, or the reader themselves: a form that was sent twice has nothing to say, and what more there is
/// becomes a change.
async fn accepted_already(
    web: &Web,
    reader: &Reader,
    deal: &Deal,
    fields: Fields,
) -> Result<Response, Failure> {
    let events = history(&web.http.app, &reader.ctx, deal.id).await?;
    let accepted = |event: &&HistoryEvent| event.kind == EventKind::Accepted.as_str();
    let own = events.iter().rfind(accepted).is_some_and(|event| {
        event.actor_kind == reader.ctx.principal.kind.as_str()
            && event.actor_id == reader.ctx.principal.id.to_string()
    });
    if own && edit::says_nothing_new(&reader.view, deal, &fields) {
        return Ok(done(web, &deal.path(), "accepted"));
    }
    edit::instead_of_accepting(web, reader, deal, fields, own).await
}

/// The form again, over the deal as it now is.
async fn shown(
    web: &Web,
    reader: &Reader,
    deal: &Deal,
    mut form: Form,
    conflicts: Vec<Conflict>,
) -> Result<Response, Failure> {
    let view = &reader.view;
    form.fields.reopen(&edit::fields(view, deal));
    let meanwhile = Meanwhile::of(web, reader, deal, conflicts, &edit::FIELDS).await?;
    refused(&AcceptPage { view, currencies: edit::currencies(deal), form: &form, meanwhile, deal })
}

/// The deal's team with who answers.
pub(super) fn joined(deal: &Deal, fields: &Fields, problems: &mut Violations) -> ReferralChange {
    let (team, _) = team_with(deal, member(fields, MEMBER, problems));
    ReferralChange::Team(ListChange::Replace(team))
}

/// The fields of who answers.
const MEMBER: &str = "member";

/// The deal's team with this person, and their place on it.
fn team_with(deal: &Deal, member: Member) -> (Vec<Member>, usize) {
    let mut team = deal.referral.team.clone();
    let known = people::known(&team, &member);
    let place = known.and_then(|known| team.iter().position(|one| one == known));
    let merged = people::merged(known.cloned().as_ref(), member);
    match place.and_then(|place| team.get_mut(place)) {
        Some(one) => *one = merged,
        None => team.push(merged),
    }
    let place = place.unwrap_or(team.len().saturating_sub(1));
    (team, place)
}

/// What is wrong with who answers, beside their own fields instead of their place on the team.
pub(super) fn beside_their_fields(
    deal: &Deal,
    fields: &Fields,
    mut violations: Vec<Violation>,
) -> Vec<Violation> {
    let (_, place) = team_with(deal, member(fields, MEMBER, &mut Violations::new()));
    let theirs = format!("team/{place}/");
    for violation in &mut violations {
        if let Some(part) = violation.field.strip_prefix(&theirs) {
            violation.field = format!("{MEMBER}/{part}");
        }
    }
    violations
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
fn reasons_of(view: &View) -> &'static [Reason] {
    Reason::for_declining(if view.is_vendor() { OrganizationKind::Vendor } else { OrganizationKind::Partner })
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

pub(super) fn named(view: &View, reasons: &[Reason]) -> Vec<(String, String)> {
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

/// The reason as `statusReason`, out of those that the form offers: its code, or for *other* the note that is asked for
/// then.
pub(crate) fn status_reason(
    fields: &Fields,
    offered: &[Reason],
    problems: &mut Violations,
) -> Option<String> {
    let reason = match Reason::choose(fields.text("reason"), offered) {
        Ok(reason) => reason,
        Err(violation) => {
            problems.push(violation);
            return None;
        }
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
    if let Some(page) = hindered::page(&web, &reader, &deal, Doing::Act(Act::Decline), None).await? {
        return Ok(page);
    }
    let view = &reader.view;
    let reasons = named(view, reasons_of(view));
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
    let doing = Doing::Act(Act::Decline);
    if let Some(page) = hindered::page(&web, &reader, &deal, doing, Some(&fields)).await? {
        return Ok(page);
    }
    let view = &reader.view;
    let mut problems = Violations::new();
    let reason = status_reason(&fields, reasons_of(view), &mut problems);
    let mut changes = vec![
        ReferralChange::StatusReason(reason),
        ReferralChange::Stage(Wanted { status: None, substatus: Some(Substatus::Declined) }),
    ];
    changes.extend(noted(&fields, deal.own_notes()));
    let (form, stale) = match try_change(&web, &reader, &deal, fields, changes, problems).await? {
        Tried::Done => return Ok(done(&web, &deal.path(), "declined")),
        Tried::Again { form, stale } => (form, stale),
    };
    let reasons = named(view, reasons_of(view));
    refused(&DeclinePage { view, reasons, form: &form, stale, deal: &deal })
}
