//! A search finds what `search::matches` says, on both databases.

use ortak_app::port::{ListQuery, Referrals as _};
use ortak_app::search;
use ortak_domain::{Predicate, Referral};
use ortak_store::Store;

use crate::harness::{edit, fill, ids, on_both, organization, pages, query, viewer};
use crate::sample::{Dice, TEXTS, referral, referrals};

on_both! {
    finds_every_deal_that_has_words_beginning_so,
    finds_turkish_names_however_they_are_typed,
    forgets_the_words_that_a_deal_no_longer_has,
    is_not_fooled_by_query_syntax,
}

fn searching(words: Vec<String>) -> ListQuery {
    ListQuery { search: words, limit: 7, ..query(Predicate::always()) }
}

async fn assert_search(store: &Store, deals: &[Referral], words: Vec<String>) {
    let viewer = viewer(&deals[0].organization_id);
    let mut expected: Vec<_> =
        deals.iter().filter(|deal| search::matches(deal, &words)).map(|deal| deal.id).collect();
    expected.sort();
    let (rows, count) = pages(store, &viewer, &searching(words.clone())).await;
    assert_eq!(ids(&rows), expected, "{words:?}");
    assert_eq!(count, expected.len() as u64, "{words:?}");
}

async fn finds_every_deal_that_has_words_beginning_so(store: Store) {
    let owner = organization("contoso");
    let deals = referrals(&owner, 1, 60);
    fill(&store, &deals).await;
    fill(&store, &referrals(&organization("fabrikam"), 2, 20)).await;
    let dice = &mut Dice::new(3);
    let mut hits = 0;
    for _ in 0..150 {
        let mut words = Vec::new();
        for _ in 0..=dice.below(3) {
            // A word of a deal or a text of the sample, cut somewhere.
            let source = if dice.one_in(3) {
                dice.text()
            } else {
                let all: Vec<String> = search::words_of(&dice.pick(&deals)).into_iter().collect();
                dice.pick(&all)
            };
            let length = 1 + dice.below(source.chars().count().max(1));
            words.extend(search::words(&source.chars().take(length).collect::<String>()));
        }
        hits += usize::from(deals.iter().any(|deal| search::matches(deal, &words)));
        assert_search(&store, &deals, words).await;
    }
    assert!(hits > 50, "the words are too rare: {hits}");
    for text in TEXTS {
        assert_search(&store, &deals, search::words(text)).await;
    }
}

async fn finds_turkish_names_however_they_are_typed(store: Store) {
    let owner = organization("contoso");
    let mut deals = referrals(&owner, 1, 3);
    "ÇAĞRI İnşaat Işıklar".clone_into(&mut deals[1].customer.name);
    fill(&store, &deals).await;
    for typed in ["çağrı", "CAGRI", "Cagri INSAAT", "isik", "IŞIKLAR ins", "ışıklar"] {
        let words = search::words(typed);
        let page = store.list(&viewer(&owner), &searching(words.clone())).await.unwrap();
        assert!(ids(&page.rows).contains(&deals[1].id), "{typed}");
        assert_search(&store, &deals, words).await;
    }
}

async fn forgets_the_words_that_a_deal_no_longer_has(store: Store) {
    let owner = organization("contoso");
    let mut deals = vec![referral(&owner, 1)];
    fill(&store, &deals).await;
    for (name, notes) in [("alpha", None), ("beta", Some("gamma")), ("beta", Some("delta")), ("", None)] {
        deals[0] = edit(&store, &deals[0], |deal| {
            deal.name = Some(name.to_owned());
            deal.details.notes = notes.map(str::to_owned);
        })
        .await;
        for word in ["alpha", "beta", "gamma", "delta"] {
            assert_search(&store, &deals, vec![word.to_owned()]).await;
        }
    }
    // A change of something else leaves the words alone.
    deals[0] = edit(&store, &deals[0], |deal| deal.details.closes_at = None).await;
    for word in search::words_of(&deals[0]) {
        assert_search(&store, &deals, vec![word]).await;
    }
}

async fn is_not_fooled_by_query_syntax(store: Store) {
    let owner = organization("contoso");
    let deals = referrals(&owner, 1, 10);
    fill(&store, &deals).await;
    for typed in
        ["OR", "AND NOT", "NEAR(a b)", "\"", "'", "a*", "words:a", "a & !b", "a:*", "\\", "-a", "^a", "%"]
    {
        let words = search::words(typed);
        if !words.is_empty() {
            assert_search(&store, &deals, words).await;
        }
    }
    let long = "x".repeat(500);
    assert_search(&store, &deals, search::words(&long)).await;
}
