//! Free-text search: a deal is found when every word of the query begins a word of the deal.

use std::collections::BTreeSet;

use ortak_domain::text::fold_search;
use ortak_domain::{Duns, Member, Referral};

/// More distinct words than this are not searched; only very long notes reach it.
const MAX_WORDS: usize = 2_000;
/// Longer words are cut.
const MAX_WORD_CHARS: usize = 64;

/// The folded words of a text, in order.
pub fn words(text: &str) -> Vec<String> {
    fold_search(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(MAX_WORD_CHARS).collect())
        .collect()
}

/// The folded words of what somebody looks for. A D-U-N-S number as it is shown, `12-345-6789`, is one word, as deals
/// have it.
pub fn sought(text: &str) -> Vec<String> {
    text.split_whitespace()
        .flat_map(|part| duns(part).map_or_else(|| words(part), |duns| vec![duns]))
        .collect()
}

/// The digits of what is written `12-345-6789`.
fn duns(part: &str) -> Option<String> {
    let number: Duns = part.contains('-').then(|| part.parse().ok()).flatten()?;
    Some(number.to_string())
}

/// The distinct words under which a deal is found.
pub fn words_of(referral: &Referral) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts_of(referral) {
        for word in words(text).into_iter().chain(text.split_whitespace().filter_map(duns)) {
            if found.len() >= MAX_WORDS {
                return found;
            }
            found.insert(word);
        }
    }
    found
}

/// Whether two states of a deal are found under the same words, as far as can be told without looking for them.
pub fn same_texts(one: &Referral, other: &Referral) -> bool {
    texts_of(one).eq(texts_of(other))
}

fn texts_of(referral: &Referral) -> impl Iterator<Item = &str> {
    let details = &referral.details;
    let texts = [
        referral.name.as_deref(),
        Some(referral.customer.name.as_str()),
        referral.customer.address.city.as_deref(),
        referral.customer.duns(),
        referral.external_reference_id.as_deref(),
        referral.campaign_id.as_deref(),
        details.notes.as_deref(),
    ];
    let people = referral.team.iter().chain(&referral.customer.team).flat_map(member_texts);
    let solutions =
        details.requirements.solutions.iter().flat_map(|s| [Some(s.id.as_str()), s.name.as_deref()]);
    texts.into_iter().chain(people).chain(solutions).flatten()
}

fn member_texts(member: &Member) -> [Option<&str>; 3] {
    [member.first_name.as_deref(), member.last_name.as_deref(), member.email.as_deref()]
}

/// The meaning of a search; the store's index must agree with it.
pub fn matches(referral: &Referral, query: &[String]) -> bool {
    let found = words_of(referral);
    query
        .iter()
        .all(|wanted| found.range(wanted.clone()..).next().is_some_and(|word| word.starts_with(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duns_number_is_found_as_it_is_shown() {
        assert_eq!(sought("Adatum 81-314-3358"), ["adatum", "813143358"]);
        assert_eq!(sought("813143358"), ["813143358"]);
        assert_eq!(sought("81-314 2026-11-30"), ["81", "314", "2026", "11", "30"]);
        assert_eq!(sought("ÇAĞRI-Ltd."), ["cagri", "ltd"]);
    }
}
