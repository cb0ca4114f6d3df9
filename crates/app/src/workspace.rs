//! What people do at their desk, beside what API and pages share: lists, board, home, and what they look up.

pub mod board;
pub mod bulk;
pub mod columns;
pub mod customers;
pub mod drafts;
pub mod duplicates;
pub mod export;
pub mod filter;
pub mod home;
pub mod intake;
pub mod list;
pub mod partners;
pub mod people;
mod place;
pub mod related;
pub mod row;
pub mod solutions;
mod table;
pub mod views;

use ortak_domain::PersonId;
use ortak_domain::policy::PrincipalKind;

pub use columns::{Column, Columns};
pub use filter::{Days, ListFilter, ListView};
pub use row::DealRow;

use crate::Ctx;
use crate::error::AppError;
use crate::search;

/// Only people have a desk.
fn person(ctx: &Ctx) -> Result<PersonId, AppError> {
    if ctx.principal.kind == PrincipalKind::Person {
        return Ok(PersonId(ctx.principal.id));
    }
    Err(AppError::Forbidden {
        code: "person_required",
        message: "applications have no saved views and no drafts".to_owned(),
    })
}

/// How well a text fits what somebody types: every word must begin a word of it. Less is better: a text that
/// begins so comes before one that has it somewhere.
fn fit(text: &str, typed: &[String]) -> Option<bool> {
    let words = search::words(text);
    let fits = typed.iter().all(|wanted| words.iter().any(|word| word.starts_with(wanted)));
    let begins = words.first().zip(typed.first()).is_none_or(|(word, wanted)| word.starts_with(wanted));
    fits.then_some(!begins)
}
