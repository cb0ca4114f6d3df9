//! People for teams: those of the caller's recent deals, for one-click adding (R205), and its colleagues.

use jiff::tz::TimeZone;
use ortak_domain::policy::Action;
use ortak_domain::text::{fold_email, sort_key};
use ortak_domain::{Member, Person, PersonId, Violation};

use super::filter::ListFilter;
use crate::error::AppError;
use crate::port::{DealQuery, Sort, SortBy, Tab};
use crate::{App, Ctx, document};

/// Deals that are looked at.
const DEALS: usize = 50;

/// The organization's people of the deals on whose team the caller is, those met last first, without the caller.
pub async fn recent(app: &App, ctx: &Ctx, limit: usize) -> Result<Vec<Member>, AppError> {
    ctx.permit(Action::Read)?;
    let own = fold_email(&ctx.principal.email);
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ListFilter { team: vec![own.clone()], ..ListFilter::default() };
    let query = DealQuery {
        selection: filter.selection(ctx, Tab::All, &TimeZone::UTC),
        sort: Sort { by: SortBy::Updated, descending: true },
        position: None,
        limit: DEALS,
    };
    let mut found: Vec<Member> = Vec::new();
    let mut seen = vec![own];
    for record in app.workspace.deals(&ctx.viewer(), &query).await?.rows {
        for member in document::parse(&record.document, record.assessment)?.own_team() {
            let Some(email) = member.email.as_deref().map(fold_email).filter(|email| !email.is_empty())
            else {
                continue;
            };
            if found.len() < limit && !seen.contains(&email) {
                seen.push(email);
                found.push(member);
            }
        }
    }
    Ok(found)
}

/// Somebody of the caller's organization, as a member of a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    pub id: PersonId,
    pub name: String,
    /// Complete only with a phone number (R205), which not everybody gives.
    pub member: Member,
}

/// Everybody of the caller's organization who can sign in, the caller too, by name.
pub async fn colleagues(app: &App, ctx: &Ctx) -> Result<Vec<Colleague>, AppError> {
    ctx.permit(Action::Read)?;
    let people = app.accounts.people(Some(&ctx.principal.organization_id)).await?;
    let active = people.into_iter().filter(|person| person.disabled_at.is_none());
    let mut colleagues: Vec<Colleague> = active
        .map(|person| Colleague { id: person.id, member: member(&person), name: person.name })
        .collect();
    colleagues.sort_by_cached_key(|colleague| sort_key(&colleague.name));
    Ok(colleagues)
}

/// One of them, to be put on a team.
pub async fn colleague(app: &App, ctx: &Ctx, id: PersonId) -> Result<Member, AppError> {
    ctx.permit(Action::Read)?;
    let own = &ctx.principal.organization_id;
    let found = app.accounts.person(id).await?.map(|record| record.person);
    let found = found.filter(|person| person.organization_id == *own && person.disabled_at.is_none());
    let unknown = || Violation::new("person", "unknown_person", "is nobody of the organization");
    Ok(member(&found.ok_or_else(unknown)?))
}

fn member(person: &Person) -> Member {
    Member::of(&person.name, &person.email, person.phone.as_deref())
}
