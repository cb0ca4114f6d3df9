//! Pages follow each other without gaps or repeats, while others write.

use std::collections::BTreeSet;

use ortak_app::port::{ListQuery, Referrals as _};
use ortak_domain::predicate::OrderKey;
use ortak_domain::{Field, Predicate, ReferralId};
use ortak_store::Store;

use crate::harness::{fill, ids, on_both, ordered, organization, pages, query, viewer};
use crate::sample::{Dice, referral, referrals};

on_both! {
    what_was_there_comes_once_while_others_open_deals,
    skipping_counts_and_goes_on,
    the_last_page_says_so,
}

fn key(field: Field, descending: bool) -> OrderKey {
    OrderKey { field, descending }
}

async fn what_was_there_comes_once_while_others_open_deals(store: Store) {
    let orders = [
        vec![],
        vec![key(Field::CreatedAt, true)],
        vec![key(Field::UpdatedAt, true)],
        vec![key(Field::Name, false)],
        vec![key(Field::DealValue, true), key(Field::CustomerName, false)],
        vec![key(Field::ClosingAt, false), key(Field::Favorite, true), key(Field::Notes, true)],
    ];
    let dice = &mut Dice::new(9);
    for (round, order) in (1..).zip(orders) {
        let owner = organization(&format!("organization-{round}"));
        let before = referrals(&owner, round, 40);
        fill(&store, &before).await;
        let there: BTreeSet<ReferralId> = before.iter().map(|referral| referral.id).collect();
        let (undisturbed, _) = pages(&store, &viewer(&owner), &ordered(&order, 1_000)).await;
        let mut found = Vec::new();
        let mut query: ListQuery = ordered(&order, 6);
        let mut opened = before.len() as u64;
        loop {
            let page = store.list(&viewer(&owner), &query).await.unwrap();
            assert_eq!(page.count, opened);
            found.extend(ids(&page.rows));
            let Some(next) = page.next else { break };
            query.after = Some(next);
            if opened < 80 {
                let new = 1_000 * round + opened;
                fill(&store, &[referral(&owner, new), referral(&owner, dice.below(1 << 40) as u64)]).await;
                opened += 2;
            }
        }
        let distinct: BTreeSet<ReferralId> = found.iter().copied().collect();
        assert_eq!(distinct.len(), found.len(), "a row came twice in {order:?}");
        found.retain(|id| there.contains(id));
        assert_eq!(found, ids(&undisturbed), "{order:?}");
    }
}

async fn skipping_counts_and_goes_on(store: Store) {
    let owner = organization("contoso");
    fill(&store, &referrals(&owner, 1, 20)).await;
    let (all, _) = pages(&store, &viewer(&owner), &ordered(&[key(Field::CreatedAt, true)], 100)).await;
    for (skip, limit) in [(0, 5), (3, 5), (15, 5), (18, 5), (20, 5), (25, 5), (19, 1)] {
        let query = ListQuery { skip, ..ordered(&[key(Field::CreatedAt, true)], limit) };
        let page = store.list(&viewer(&owner), &query).await.unwrap();
        let expected: Vec<ReferralId> = ids(&all).into_iter().skip(skip).take(limit).collect();
        assert_eq!(ids(&page.rows), expected, "{skip} {limit}");
        assert_eq!(page.count, 20, "{skip} {limit}");
        assert_eq!(page.next.is_some(), skip + limit < 20, "{skip} {limit}");
    }
}

async fn the_last_page_says_so(store: Store) {
    let owner = organization("contoso");
    let empty = store.list(&viewer(&owner), &query(Predicate::always())).await.unwrap();
    assert_eq!((empty.rows.len(), empty.count, empty.next), (0, 0, None));
    fill(&store, &referrals(&owner, 1, 6)).await;
    for (limit, sizes) in [(2, vec![2, 2, 2]), (6, vec![6]), (4, vec![4, 2]), (7, vec![6])] {
        let mut query = ordered(&[], limit);
        let mut found = Vec::new();
        loop {
            let page = store.list(&viewer(&owner), &query).await.unwrap();
            found.push(page.rows.len());
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(found, sizes, "pages of {limit}");
    }
}
