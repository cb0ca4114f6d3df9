//! Deals that may be the one that somebody is about to open.

use ortak_domain::policy::{Action, Visibility};
use ortak_domain::text::sort_key;

use super::row::{self, DealRow};
use crate::error::AppError;
use crate::port::{DuplicateQuery, Tab};
use crate::{App, Ctx};

/// A name shorter than this says too little.
const LEAST: usize = 3;

/// Words that companies' names end in, which say nothing of who they are; as `text::sort_key` has them.
const FORMS: [&str; 26] = [
    "a.s.",
    "a.s",
    "as",
    "a.s\u{7f}.",
    "as\u{7f}",
    "a.s\u{7f}",
    "ltd",
    "ltd.",
    "limited",
    "inc",
    "inc.",
    "llc",
    "gmbh",
    "ag",
    "sa",
    "s.a.",
    "bv",
    "b.v.",
    "corp",
    "corp.",
    "co",
    "co.",
    "plc",
    "sti",
    "s\u{7f}ti",
    "s\u{7f}ti.",
];

/// How the names of the same company begin: without its legal form.
pub(super) fn beginning(name: &str) -> String {
    let key = sort_key(name);
    let mut words: Vec<&str> = key.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| FORMS.contains(&word.trim_end_matches(','))) {
        words.pop();
    }
    let key = words.join(" ").trim_end_matches(',').to_owned();
    // The mark behind some letters is no letter.
    let letters = key.chars().filter(|c| *c != '\u{7f}').count();
    if letters < LEAST { String::new() } else { key }
}

/// Open deals of the caller's organization, within its reach, with the customer's D-U-N-S number or a customer whose
/// name begins alike, the latest first.
pub async fn find(
    app: &App,
    ctx: &Ctx,
    duns: Option<&str>,
    customer: &str,
    limit: usize,
) -> Result<Vec<DealRow>, AppError> {
    ctx.permit(Action::Create)?;
    let duns = duns.map(str::trim).filter(|duns| !duns.is_empty() && !duns.contains('\0'));
    let customer_key = beginning(&customer.replace('\0', ""));
    if ctx.visibility() == Visibility::Nothing || (duns.is_none() && customer_key.is_empty()) {
        return Ok(Vec::new());
    }
    let query = DuplicateQuery { duns: duns.map(str::to_owned), customer_key, ended: false, limit };
    let records = app.workspace.possible_duplicates(&ctx.viewer(), &query).await?;
    row::rows(app, ctx, Tab::All, records).await
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_company_is_known_without_its_legal_form() {
        for name in ["Öz Çelik A.Ş.", "öz çelik ltd. şti.", "Öz  Çelik"] {
            assert_eq!(beginning(name), "o\u{7f}z c\u{7f}elik", "{name}");
        }
        assert_eq!(beginning("AS"), "");
        assert_eq!(beginning("Ltd Brands"), "ltd brands");
    }
}
