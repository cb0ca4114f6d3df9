//! A deal's team (R205).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_domain::referral::{ListChange, ReferralChange};
use ortak_domain::text::fold_email;
use ortak_domain::{Member, Violations};

use super::answer::member;
use super::{Tried, load, try_change};
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, html, refused};

#[derive(Template)]
#[template(path = "page/deal/team.html")]
struct TeamPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    rows: Vec<usize>,
    stale: bool,
}

fn fields(deal: &Deal) -> Fields {
    let members = deal.referral.team.iter().enumerate();
    members
        .flat_map(|(i, member)| {
            [
                (format!("team/{i}/firstName"), member.first_name.clone().unwrap_or_default()),
                (format!("team/{i}/lastName"), member.last_name.clone().unwrap_or_default()),
                (format!("team/{i}/email"), member.email.clone().unwrap_or_default()),
                (format!("team/{i}/phoneNumber"), member.phone_number.clone().unwrap_or_default()),
            ]
        })
        .collect()
}

/// The member of a team with the same e-mail.
pub(super) fn known<'a>(team: &'a [Member], edited: &Member) -> Option<&'a Member> {
    let email = |member: &Member| member.email.as_deref().map(fold_email);
    team.iter().find(|member| email(member) == email(edited))
}

/// What the form says of a person; what it doesn't show stays as it is.
pub(super) fn merged(known: Option<&Member>, edited: Member) -> Member {
    Member {
        title: known.and_then(|known| known.title.clone()),
        contact_preference: known.map(|known| known.contact_preference.clone()).unwrap_or_default(),
        ..edited
    }
}

/// Whether anything stands in a row.
pub(crate) fn is_filled(fields: &Fields, row: usize) -> bool {
    ["firstName", "lastName", "email", "phoneNumber"]
        .iter()
        .any(|part| !fields.text(&format!("team/{row}/{part}")).is_empty())
}

pub(super) async fn form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    let view = &reader.view;
    let fields = view.fields(fields(&deal));
    let rows = match &view.kept {
        Some(kept) => kept.numbers("team"),
        None => (0..=deal.referral.team.len()).collect(),
    };
    html(&TeamPage { view, rows, form: &Form::new(fields), stale: false, deal: &deal })
}

pub(super) async fn save(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    let (reader, deal) = load(&web, reader, &text).await?;
    let view = &reader.view;
    // A cleared row is a person taken off; what is wrong is told of rows as they then are.
    fields.renumber("team", is_filled);
    let mut problems = Violations::new();
    let mut team = Vec::new();
    for row in fields.numbers("team") {
        let edited = member(&fields, &format!("team/{row}"), &mut problems);
        team.push(merged(known(&deal.referral.team, &edited), edited));
    }
    let changes = vec![ReferralChange::Team(ListChange::Replace(team))];
    let (form, stale) = match try_change(&web, &reader, &deal, fields, changes, problems).await? {
        Tried::Done => return Ok(done(&web, &deal.path(), "team-saved")),
        Tried::Again { form, stale } => (form, stale),
    };
    let mut rows = form.fields.numbers("team");
    // One to type into, as at first.
    rows.push(rows.len());
    refused(&TeamPage { view, rows, form: &form, stale, deal: &deal })
}
