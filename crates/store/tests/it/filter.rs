//! The SQL of a filter means what `Predicate::eval` says, on both databases.

use std::collections::BTreeSet;
use std::sync::Arc;

use ortak_app::port::{ListQuery, Referrals as _, Viewer};
use ortak_domain::field::Scalar;
use ortak_domain::predicate::{Comparison, Fold, ItemPredicate, OrderKey, Predicate, Test};
use ortak_domain::{Amount, Collection, Field, FieldKind, ItemField, Referral, ReferralId, Time};
use ortak_store::Store;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::harness::{Fixture, fill, ids, ordered, organization, pages, query, viewer};
use crate::sample::{EMAILS, TEXTS, referrals};

/// Stored referrals, and which of them the viewer has marked.
#[derive(Debug)]
struct World {
    store: Store,
    referrals: Arc<Vec<Referral>>,
    favorites: BTreeSet<ReferralId>,
    viewer: Viewer,
}

impl World {
    async fn new(store: Store, seed: u64) -> Self {
        let owner = organization("contoso");
        let all = referrals(&owner, seed, 60);
        fill(&store, &all).await;
        fill(&store, &referrals(&organization("fabrikam"), seed + 1, 20)).await;
        let viewer = viewer(&owner);
        let somebody = Viewer { principal_id: Uuid::from_u128(2), ..viewer.clone() };
        let mut favorites = BTreeSet::new();
        for (i, referral) in all.iter().enumerate() {
            if i % 3 == 0 {
                store.set_favorite(&viewer, referral.id, true).await.unwrap();
                favorites.insert(referral.id);
            }
            if i % 2 == 0 {
                store.set_favorite(&somebody, referral.id, true).await.unwrap();
            }
        }
        Self { store, referrals: Arc::new(all), favorites, viewer }
    }

    fn is_favorite(&self, referral: &Referral) -> bool {
        self.favorites.contains(&referral.id)
    }

    async fn check_filter(&self, predicate: &Predicate, limit: usize) -> Result<(), TestCaseError> {
        let mut expected: Vec<ReferralId> = self
            .referrals
            .iter()
            .filter(|referral| predicate.eval(referral, self.is_favorite(referral)))
            .map(|referral| referral.id)
            .collect();
        expected.sort();
        let query = ListQuery { limit, ..query(predicate.clone()) };
        let (rows, count) = pages(&self.store, &self.viewer, &query).await;
        prop_assert_eq!(ids(&rows), expected);
        prop_assert_eq!(count, rows.len() as u64);
        for row in rows {
            prop_assert_eq!(row.favorite, self.favorites.contains(&row.id));
        }
        Ok(())
    }

    /// What the order means: null lowest, texts by code point, the id last in the direction of the last key.
    fn sorted(&self, order: &[OrderKey]) -> Vec<ReferralId> {
        let mut all: Vec<&Referral> = self.referrals.iter().collect();
        all.sort_by(|one, other| {
            let keys = order.iter().map(|key| {
                let value = |referral| key.field.value(referral, self.is_favorite(referral));
                let ordering = value(one).cmp(&value(other));
                if key.descending { ordering.reverse() } else { ordering }
            });
            let last = one.id.to_string().cmp(&other.id.to_string());
            let last_descends = order.last().is_some_and(|key| key.descending);
            keys.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(if last_descends {
                last.reverse()
            } else {
                last
            })
        });
        all.into_iter().map(|referral| referral.id).collect()
    }

    async fn check_order(&self, order: &[OrderKey], limit: usize) -> Result<(), TestCaseError> {
        let (rows, count) = pages(&self.store, &self.viewer, &ordered(order, limit)).await;
        prop_assert_eq!(ids(&rows), self.sorted(order));
        prop_assert_eq!(count, self.referrals.len() as u64);
        Ok(())
    }
}

fn is_text(field: Field) -> bool {
    matches!(field.kind(), FieldKind::Text | FieldKind::Guid | FieldKind::Word(_))
}

fn text() -> impl Strategy<Value = String> {
    let known =
        [&TEXTS[..], &EMAILS[..], &["r1", "r2", "IP co-sell", "Approved", "TR", "USD", "40"]].concat();
    (prop::sample::select(known), any::<bool>())
        .prop_map(|(text, lower)| if lower { text.to_lowercase() } else { text.to_owned() })
}

/// A part of a known text, often empty or whole.
fn needle() -> impl Strategy<Value = String> {
    (text(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(text, from, length)| {
        let from = from.index(text.chars().count() + 1);
        text.chars().skip(from).take(length.index(6)).collect()
    })
}

/// A literal of the field's kind: a value that a referral has, another one, or null.
fn literal(referrals: &Arc<Vec<Referral>>, field: Field) -> BoxedStrategy<Scalar<'static>> {
    let (here, count) = (Arc::clone(referrals), referrals.len());
    let present =
        (0..count, any::<bool>()).prop_map(move |(i, favorite)| field.value(&here[i], favorite).into_owned());
    let other = match field.kind() {
        FieldKind::Text | FieldKind::Guid | FieldKind::Word(_) => {
            text().prop_map(|text| Scalar::Text(text.into())).boxed()
        }
        FieldKind::Time => any::<i32>()
            .prop_map(|ticks| Scalar::Time(Time::from_ticks(17_672_256_000_000_000 + i64::from(ticks % 4))))
            .boxed(),
        FieldKind::Amount => (0..=Amount::MAX.units())
            .prop_map(|units| Scalar::Amount(Amount::from_units(units).unwrap()))
            .boxed(),
        FieldKind::Bool => any::<bool>().prop_map(Scalar::Bool).boxed(),
    };
    prop_oneof![6 => present, 3 => other, 1 => Just(Scalar::Null)].boxed()
}

fn test(literal: &BoxedStrategy<Scalar<'static>>) -> BoxedStrategy<Test> {
    let one = || literal.clone();
    prop_oneof![
        3 => one().prop_map(Test::Eq),
        3 => one().prop_map(Test::Ne),
        1 => one().prop_map(Test::Gt),
        1 => one().prop_map(Test::Ge),
        1 => one().prop_map(Test::Lt),
        1 => one().prop_map(Test::Le),
        3 => prop::collection::vec(one(), 0..4).prop_map(Test::In),
        2 => needle().prop_map(Test::Contains),
        2 => needle().prop_map(Test::StartsWith),
        2 => needle().prop_map(Test::EndsWith),
    ]
    .boxed()
}

fn fold() -> impl Strategy<Value = Fold> {
    prop_oneof![3 => Just(Fold::AsIs), 1 => Just(Fold::Lower)]
}

fn item(collection: Collection) -> BoxedStrategy<ItemPredicate> {
    let literal =
        prop_oneof![9 => text().prop_map(|text| Scalar::Text(text.into())), 1 => Just(Scalar::Null)];
    let is = (prop::sample::select(collection.item_fields()), fold(), test(&literal.boxed()))
        .prop_map(|(field, fold, test)| ItemPredicate::Is(Comparison::<ItemField> { field, fold, test }));
    let leaf = prop_oneof![9 => is, 1 => any::<bool>().prop_map(ItemPredicate::Constant)];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(ItemPredicate::And),
            prop::collection::vec(inner.clone(), 0..3).prop_map(ItemPredicate::Or),
            inner.prop_map(|part| ItemPredicate::Not(Box::new(part))),
        ]
    })
    .boxed()
}

fn predicate(referrals: &Arc<Vec<Referral>>) -> BoxedStrategy<Predicate> {
    let referrals = Arc::clone(referrals);
    let is = prop::sample::select(Field::ALL).prop_flat_map(move |field| {
        (fold(), test(&literal(&referrals, field)))
            .prop_map(move |(fold, test)| Predicate::Is(Comparison { field, fold, test }))
    });
    let any = prop::sample::select(Collection::ALL.to_vec()).prop_flat_map(|collection| {
        prop::option::weighted(0.9, item(collection))
            .prop_map(move |inner| Predicate::Any(collection, inner.map(Box::new)))
    });
    let all = prop::sample::select(Collection::ALL.to_vec()).prop_flat_map(|collection| {
        item(collection).prop_map(move |inner| Predicate::All(collection, Box::new(inner)))
    });
    prop_oneof![4 => is, 2 => any, 1 => all]
        .prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Predicate::And),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Predicate::Or),
                inner.prop_map(|part| Predicate::Not(Box::new(part))),
            ]
        })
        .boxed()
}

fn order() -> impl Strategy<Value = Vec<OrderKey>> {
    let key = (prop::sample::select(Field::ALL), any::<bool>())
        .prop_map(|(field, descending)| OrderKey { field, descending });
    prop::collection::vec(key, 0..4)
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Runs `check` on random cases; the referrals are the same in every run, so that a reported case can be
/// repeated.
fn on_a_world(fixture: impl Future<Output = Option<Fixture>>, check: impl FnOnce(&Runtime, &World)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(async {
        let fixture = fixture.await?;
        Some((World::new(fixture.store.clone(), 11).await, fixture))
    });
    if let Some((world, fixture)) = world {
        check(&runtime, &world);
        drop(world);
        drop(fixture);
    }
}

fn filters_agree(runtime: &Runtime, world: &World, cases: u32) {
    let cases_of = (predicate(&world.referrals), 1..30_usize);
    runner(cases)
        .run(&cases_of, |(predicate, limit)| runtime.block_on(world.check_filter(&predicate, limit)))
        .unwrap();
}

fn orders_agree(runtime: &Runtime, world: &World, cases: u32) {
    let cases_of = (order(), 1..30_usize);
    runner(cases)
        .run(&cases_of, |(order, limit)| runtime.block_on(world.check_order(&order, limit)))
        .unwrap();
}

/// Every field with every test, and every item field of every list: none may be an error.
fn every_comparison(referrals: &[Referral]) -> Vec<Predicate> {
    let tests = |value: &Scalar<'static>, needle: &str| {
        let literal = || value.clone();
        vec![
            Test::Eq(literal()),
            Test::Ne(literal()),
            Test::Gt(literal()),
            Test::Ge(literal()),
            Test::Lt(literal()),
            Test::Le(literal()),
            Test::In(vec![literal(), Scalar::Null]),
            Test::In(Vec::new()),
            Test::Contains(needle.to_owned()),
            Test::StartsWith(needle.to_owned()),
            Test::EndsWith(needle.to_owned()),
            Test::Contains(String::new()),
        ]
    };
    let mut found = Vec::new();
    for field in Field::ALL.iter().copied() {
        let value = referrals
            .iter()
            .map(|referral| field.value(referral, true).into_owned())
            .find(|value| *value != Scalar::Null)
            .unwrap();
        assert!(!is_text(field) || matches!(value, Scalar::Text(_)), "{field:?}");
        for literal in [value, Scalar::Null] {
            for test in tests(&literal, "a") {
                for fold in [Fold::AsIs, Fold::Lower] {
                    let is = Predicate::Is(Comparison { field, fold, test: test.clone() });
                    found.push(Predicate::Not(Box::new(is.clone())));
                    found.push(is);
                }
            }
        }
    }
    for collection in Collection::ALL {
        for field in collection.item_fields().iter().copied() {
            for literal in [Scalar::Text("r1".into()), Scalar::Null] {
                for test in tests(&literal, "a") {
                    let is =
                        || ItemPredicate::Is(Comparison { field, fold: Fold::Lower, test: test.clone() });
                    found.push(Predicate::Any(collection, Some(Box::new(is()))));
                    found.push(Predicate::All(collection, Box::new(is())));
                }
            }
        }
    }
    found
}

fn each_comparison_agrees(runtime: &Runtime, world: &World, every: usize) {
    for predicate in every_comparison(&world.referrals).iter().step_by(every) {
        if let Err(error) = runtime.block_on(world.check_filter(predicate, 100)) {
            panic!("{predicate:?}: {error}");
        }
    }
}

mod sqlite {
    use super::*;

    async fn fixture() -> Option<Fixture> {
        Some(Fixture::sqlite().await)
    }

    #[test]
    fn filters_mean_what_the_evaluator_says() {
        on_a_world(fixture(), |runtime, world| filters_agree(runtime, world, 500));
    }

    #[test]
    fn every_comparison_means_what_the_evaluator_says() {
        on_a_world(fixture(), |runtime, world| each_comparison_agrees(runtime, world, 1));
    }

    #[test]
    fn orders_mean_what_the_evaluator_says() {
        on_a_world(fixture(), |runtime, world| orders_agree(runtime, world, 120));
    }
}

mod postgres {
    use super::*;

    #[test]
    fn filters_mean_what_the_evaluator_says() {
        on_a_world(Fixture::postgres(), |runtime, world| filters_agree(runtime, world, 150));
    }

    #[test]
    fn every_comparison_means_what_the_evaluator_says() {
        on_a_world(Fixture::postgres(), |runtime, world| each_comparison_agrees(runtime, world, 3));
    }

    #[test]
    fn orders_mean_what_the_evaluator_says() {
        on_a_world(Fixture::postgres(), |runtime, world| orders_agree(runtime, world, 40));
    }
}
