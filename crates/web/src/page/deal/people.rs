//! A deal's team (R205). People are known by their e-mail: what two change of different people, or of different parts of
//! one, is kept from both (R315).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_domain::merge::{Clash, Holds, holds, lists};
use ortak_domain::referral::{Act, ListChange, ReferralChange};
use ortak_domain::text::{MAX_ITEMS, fold_email};
use ortak_domain::{Member, Violation, Violations};

use super::answer::member;
use super::edit::again;
use super::hindered::{self, Doing};
use super::load;
use super::merge::{Attempt, Conflict, Meanwhile, Version, attempt};
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, Form, WAS, label};
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, html, refused};

pub(super) const TEAM: &str = "team";
/// Before a person's e-mail: whether they are on the team, where one took them off and another changed them.
const CHOOSE: &str = "choose:";
const PARTS: [&str; 4] = ["firstName", "lastName", "email", "phoneNumber"];

/// What the form says of a person, in the order of its parts.
pub(super) type Person = [String; 4];

#[derive(Template)]
#[template(path = "page/deal/team.html")]
struct TeamPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    rows: Vec<usize>,
    /// How the team was when the form was opened, and people of whom a choice is shown instead.
    hidden: Vec<(String, String)>,
    meanwhile: Meanwhile,
}

/// A list of a deal's people as fields.
fn put(fields: &mut Fields, list: &str, people: &[Person]) {
    for (row, person) in people.iter().enumerate() {
        for (part, value) in PARTS.iter().zip(person) {
            fields.push(format!("{list}/{row}/{part}"), value.as_str());
        }
    }
}

/// The person whose parts stand under this name.
pub(super) fn person(fields: &Fields, at: &str) -> Person {
    PARTS.map(|part| fields.text(&format!("{at}/{part}")).to_owned())
}

pub(super) fn take(fields: &Fields, list: &str) -> Vec<Person> {
    let rows = fields.numbers(list).into_iter();
    rows.map(|row| person(fields, &format!("{list}/{row}"))).collect()
}

fn team_of(deal: &Deal) -> Vec<Person> {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let parts = |member: &Member| {
        [text(&member.first_name), text(&member.last_name), text(&member.email), text(&member.phone_number)]
    };
    deal.referral.team.iter().map(parts).collect()
}

fn key(person: &Person) -> Option<String> {
    let [_, _, email, _] = person;
    Some(fold_email(email)).filter(|email| !email.is_empty())
}

/// Both versions of a person part by part, with the places of the parts that both changed: of these it holds mine.
fn joined(before: &Person, theirs: &Person, mine: &Person) -> (Person, Vec<usize>) {
    let (mut joined, mut both) = (mine.clone(), Vec::new());
    for (place, ((part, before), theirs)) in joined.iter_mut().zip(before).zip(theirs).enumerate() {
        match holds(before, theirs, part) {
            Holds::Mine => {}
            Holds::Theirs => part.clone_from(theirs),
            Holds::Neither => both.push(place),
        }
    }
    (joined, both)
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
    PARTS.iter().any(|part| !fields.text(&format!("team/{row}/{part}")).is_empty())
}

pub(super) async fn form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    if let Some(page) = hindered::page(&web, &reader, &deal, Doing::Act(Act::Edit), None).await? {
        return Ok(page);
    }
    let mut usual = Fields::default();
    put(&mut usual, TEAM, &team_of(&deal));
    put(&mut usual, &format!("{WAS}{TEAM}"), &team_of(&deal));
    let form = Form::new(reader.view.fields(usual));
    html(&page(&reader.view, &deal, &form, Meanwhile::default()))
}

fn page<'a>(view: &'a View, deal: &'a Deal, form: &'a Form, meanwhile: Meanwhile) -> TeamPage<'a> {
    let mut hidden: Vec<(String, String)> =
        form.was().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (mut rows, mut next) = (Vec::new(), 0);
    for row in form.fields.numbers(TEAM) {
        let at = format!("{TEAM}/{row}/");
        let email = fold_email(form.fields.text(&format!("{at}email")));
        let of_this = |name: &str| name.starts_with(&at) || name.strip_prefix(CHOOSE) == Some(&*email);
        if meanwhile.conflicts.iter().any(|conflict| of_this(&conflict.name)) {
            let parts = form.fields.iter();
            let parts = parts.filter(|(name, _)| name.starts_with(&at) && !meanwhile.has(name));
            hidden.extend(parts.map(|(name, value)| (name.to_owned(), value.to_owned())));
        } else {
            rows.push(row);
        }
        next = row.saturating_add(1);
    }
    // One to type into.
    rows.push(next);
    TeamPage { view, deal, form, rows, hidden, meanwhile }
}

pub(super) async fn save(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    // Every row is compared with every other.
    let rows = fields.numbers(TEAM).len().max(fields.numbers(&format!("{WAS}{TEAM}")).len());
    if rows > MAX_ITEMS {
        return Err(AppError::from(Violation::too_many(TEAM, MAX_ITEMS, rows)).into());
    }
    // A cleared row is a person taken off; what is wrong is told of rows as they then are.
    fields.renumber(TEAM, is_filled);
    choose(&mut fields);
    for _ in 0..2 {
        let (reader, deal) = load(&web, again(&reader), &text).await?;
        let doing = Doing::Act(Act::Edit);
        if let Some(page) = hindered::page(&web, &reader, &deal, doing, Some(&fields)).await? {
            return Ok(page);
        }
        let view = &reader.view;
        let conflicts = merge(view, &deal, &mut fields);
        if !conflicts.is_empty() {
            let meanwhile = Meanwhile::of(&web, &reader, &deal, conflicts, &[TEAM]).await?;
            return refused(&page(view, &deal, &Form::new(fields), meanwhile));
        }
        let mut problems = Violations::new();
        let mut team = Vec::new();
        for row in fields.numbers(TEAM) {
            let edited = member(&fields, &format!("{TEAM}/{row}"), &mut problems);
            team.push(merged(known(&deal.referral.team, &edited), edited));
        }
        let changes = vec![ReferralChange::Team(ListChange::Replace(team))];
        match attempt(&web, &reader, &deal, changes, problems).await? {
            Attempt::Done => return Ok(done(&web, &deal.path(), "team-saved")),
            Attempt::Late => {}
            Attempt::Refused(violations) => {
                let form = Form::refused(view, fields, &violations);
                return refused(&page(view, &deal, &form, Meanwhile::default()));
            }
        }
    }
    Err(AppError::Stale.into())
}

/// Takes the other version of whom the reader chose it for; of what was shown to them, it is how the team was.
fn choose(fields: &mut Fields) {
    let (mut team, was) = (take(fields, TEAM), take(fields, &format!("{WAS}{TEAM}")));
    let chosen = fields.iter().filter(|(_, value)| *value == "theirs");
    let chosen: Vec<String> =
        chosen.filter_map(|(name, _)| name.strip_prefix(CHOOSE).map(str::to_owned)).collect();
    for email in chosen {
        let same = |person: &Person| key(person).as_deref() == Some(&*email);
        let theirs = was.iter().find(|person| same(person));
        match (team.iter().position(same), theirs) {
            (Some(place), None) => {
                team.remove(place);
            }
            (Some(_), Some(theirs)) => {
                team.iter_mut().filter(|person| same(person)).for_each(|one| one.clone_from(theirs));
            }
            (None, Some(theirs)) => team.push(theirs.clone()),
            (None, None) => {}
        }
    }
    fields.retain(|name| !name.starts_with("team/") && !name.starts_with(CHOOSE));
    put(fields, TEAM, &team);
}

/// Puts what others saved meanwhile into the form; what both changed comes back.
fn merge(view: &View, deal: &Deal, fields: &mut Fields) -> Vec<Conflict> {
    let list = format!("{WAS}{TEAM}");
    let (mine, was, theirs) = (take(fields, TEAM), take(fields, &list), team_of(deal));
    let whole = |before: &Person, theirs: &Person, mine: &Person| {
        let (joined, both) = joined(before, theirs, mine);
        both.is_empty().then_some(joined)
    };
    let mut merged = lists(&was, &theirs, &mine, key, whole);
    let mut conflicts = Vec::new();
    for clash in &merged.clashes {
        match (&clash.theirs, &clash.mine) {
            (Some(theirs), Some(mine)) => {
                // Of a clash the list holds mine.
                let Some(row) = merged.items.iter().position(|person| person == mine) else {
                    continue;
                };
                let before = clash.before.clone().unwrap_or_default();
                let (joined, both) = joined(&before, theirs, mine);
                conflicts.extend(both.into_iter().filter_map(|part| {
                    let versions = [mine.get(part)?, theirs.get(part)?, before.get(part)?];
                    Some(part_conflict(view, row, &name_of(&joined), PARTS.get(part)?, versions))
                }));
                if let Some(person) = merged.items.get_mut(row) {
                    *person = joined;
                }
            }
            _ => conflicts.extend(conflict(view, clash)),
        }
    }
    fields.retain(|name| !name.starts_with("team/") && !name.starts_with(WAS));
    put(fields, TEAM, &merged.items);
    put(fields, &list, &theirs);
    conflicts
}

/// What a person is called: by name, or else by e-mail.
fn name_of([first, last, email, _]: &Person) -> String {
    let name = format!("{first} {last}");
    if name.trim().is_empty() { email.clone() } else { name.trim().to_owned() }
}

/// A part of a person that both changed: the choice posts the part itself.
fn part_conflict(view: &View, row: usize, who: &str, part: &str, versions: [&String; 3]) -> Conflict {
    let name = format!("{TEAM}/{row}/{part}");
    let [mine, theirs, before] =
        versions.map(|value| if value.is_empty() { "—".to_owned() } else { value.clone() });
    let [mine_value, theirs_value, _] = versions.map(Clone::clone);
    Conflict {
        label: label(view, &name).map_or_else(|| who.to_owned(), |part| format!("{who} · {part}")),
        mine: Version { value: mine_value, text: mine },
        theirs: Version { value: theirs_value, text: theirs },
        before,
        name,
    }
}

/// A person whom one took off the team while the other changed them.
fn conflict(view: &View, clash: &Clash<Person>) -> Option<Conflict> {
    let versions = [&clash.mine, &clash.theirs, &clash.before];
    let someone = versions.into_iter().flatten().next()?;
    let read = |version: &Option<Person>| {
        version.as_ref().map_or_else(
            || view.t("merge-not-on-team"),
            |[first, last, email, phone]| format!("{first} {last} · {email} · {phone}"),
        )
    };
    Some(Conflict {
        name: format!("{CHOOSE}{}", key(someone)?),
        label: name_of(someone),
        mine: Version { value: "mine".to_owned(), text: read(&clash.mine) },
        theirs: Version { value: "theirs".to_owned(), text: read(&clash.theirs) },
        before: read(&clash.before),
    })
}
