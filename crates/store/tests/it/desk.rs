//! Lists for people: the store selects what `Selection::holds` says, counts and adds it up exactly, and its pages
//! lie side by side in both directions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use ortak_app::port::{
    Accounts as _, DealQuery, DealRecord, ListQuery, OtherParty, PartyFacts, Position, Referrals as _,
    Selection, Sort, SortBy, SortKey, Tab, Viewer, Workspace as _,
};
use ortak_app::referral::change::{Change, change};
use ortak_app::workspace::ListView;
use ortak_app::{App, Ctx, search};
use ortak_domain::desk::waiting_order;
use ortak_domain::policy::{Principal, PrincipalKind};
use ortak_domain::referral::{DealType, Direction, Stage, Waiting};
use ortak_domain::solution::Solution;
use ortak_domain::text::sort_key;
use ortak_domain::{
    Lane, OrganizationKind, Predicate, ProfileId, Referral, ReferralId, Role, Scope, Visibility,
};
use ortak_store::Store;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use uuid::Uuid;

use crate::accounts::{company, partner, with_locations};
use crate::harness::{Fixture, app, at, edit, fill, on_both, organization, viewer, viewer_with};
use crate::sample::{Dice, EMAILS, LOCATIONS, TEXTS, deal, referral, referrals};

on_both! {
    r802_totals_equal_the_listed_rows_and_are_exact,
    r802_amounts_are_ordered_and_narrowed_within_their_currency,
    places_are_ordered_as_their_names_sort,
    pages_lie_side_by_side_while_others_write,
    what_waits_comes_first_by_its_end,
    r401_lists_and_counts_keep_within_reach,
    r102_shared_deals_are_filtered_by_what_is_shown,
    home_counts_what_its_lists_show,
    the_board_has_each_deal_in_its_lane,
    the_migration_fills_what_changes_write,
    the_longest_texts_are_kept_sorted_and_found,
    r316_a_mark_is_something_new_to_its_person_alone,
}

pub fn ctx(organization_id: &str, kind: OrganizationKind, role: Role) -> Ctx {
    let principal = Principal {
        kind: PrincipalKind::Person,
        id: Uuid::from_u128(1),
        organization_id: organization(organization_id),
        organization_kind: kind,
        name: "Ada Kaya".to_owned(),
        email: EMAILS[0].to_owned(),
        phone: None,
        role,
        scope: Scope::Global,
        realm: None,
    };
    Ctx {
        principal: principal.into(),
        request_id: "request-1".to_owned(),
        now: at(0),
        source: ortak_app::Source::default(),
    }
}

pub fn contoso() -> Ctx {
    ctx("contoso", OrganizationKind::Partner, Role::PartnerAdmin)
}

fn seller() -> Ctx {
    ctx("vendor", OrganizationKind::Vendor, Role::VendorSeller)
}

pub async fn organizations(store: &Store) {
    for record in [
        company("vendor", OrganizationKind::Vendor, None),
        with_locations(partner("contoso"), &LOCATIONS),
        partner("fabrikam"),
        partner("litware"),
    ] {
        store.create_organization(record).await.unwrap();
    }
}

/// Referrals of one organization, and of others in some of their engagements.
async fn world(store: &Store, seed: u64, count: u64) -> Vec<Referral> {
    organizations(store).await;
    let own = referrals(&organization("contoso"), seed, count);
    let mut all = own.clone();
    let mut dice = Dice::new(seed + 77);
    for owned in &own {
        for other in ["vendor", "fabrikam", "litware"] {
            if dice.one_in(3) {
                let mut party = referral(&organization(other), dice.below(1 << 40) as u64);
                party.engagement_id = owned.engagement_id;
                all.push(party);
            }
        }
    }
    fill(store, &all).await;
    for owned in own.iter().step_by(3) {
        store.set_favorite(&viewer(&owned.organization_id), owned.id, true).await.unwrap();
    }
    own
}

fn facts(own: &Referral, vendor: bool, others: &[OtherParty]) -> PartyFacts {
    let others = others.iter().filter(|other| other.view.engagement_id == own.engagement_id);
    PartyFacts::of(own, vendor, others.map(|other| (&other.view, other.kind)))
}

async fn all_pages(store: &Store, viewer: &Viewer, query: &DealQuery) -> Vec<DealRecord> {
    let mut found: Vec<DealRecord> = Vec::new();
    let mut query = query.clone();
    loop {
        let page = store.deals(viewer, &query).await.unwrap();
        let last = page.rows.last().map(|row| row.place.clone());
        found.extend(page.rows);
        match last {
            Some(last) if page.more => query.position = Some(Position::After(last)),
            _ => return found,
        }
    }
}

fn ids(rows: &[DealRecord]) -> Vec<ReferralId> {
    rows.iter().map(|row| row.place.id).collect()
}

fn query(selection: Selection, sort: Sort, limit: usize) -> DealQuery {
    DealQuery { selection, sort, position: None, limit }
}

/// Some parameters of a URL, right and wrong.
fn parameters() -> impl Strategy<Value = Vec<(String, String)>> {
    let pools: Vec<(&str, Vec<&str>)> = vec![
        ("tab", vec!["inbound", "outbound", "favourites", "all", "all", "all"]),
        ("status", vec!["New", "Active", "Closed", "Won", "Lost", "Received", "Expired"]),
        ("stage", vec!["10", "20", "40", "100"]),
        ("type", vec!["private", "partner-led", "co-sell", "assessment"]),
        ("p2p", vec!["yes", "no"]),
        ("country", vec!["TR", "US", "DE"]),
        ("currency", vec!["USD", "EUR", "TRY"]),
        ("value_from", vec!["0", "25000", "25000.0001"]),
        ("value_to", vec!["0", "25000", "999999999999.9999"]),
        ("close_from", vec!["2024-02-29", "2026-01-01", "9999-12-30"]),
        ("close_to", vec!["2024-02-29", "2026-01-01", "9999-12-31"]),
        ("created_from", vec!["2024-03-01", "2026-01-01"]),
        ("created_to", vec!["2024-02-28", "2026-01-01"]),
        ("updated_from", vec!["2026-01-02"]),
        ("updated_to", vec!["2025-12-31"]),
        ("solution", TEXTS.to_vec()),
        ("location", LOCATIONS.to_vec()),
        ("team", EMAILS.to_vec()),
        ("campaign", TEXTS.to_vec()),
        ("q", vec!["ist", "contoso", "ada", "crab deal", "東京", "a b"]),
        ("waiting", vec!["others"]),
    ];
    let pair = prop::sample::select(pools).prop_flat_map(|(name, values)| {
        prop::sample::select(values).prop_map(move |value| (name.to_owned(), value.to_owned()))
    });
    prop::collection::vec(pair, 0..5)
}

fn sort() -> impl Strategy<Value = Sort> {
    (prop::sample::select(SortBy::ALL.to_vec()), any::<bool>())
        .prop_map(|(by, descending)| Sort { by, descending })
}

/// The meaning of an order: what its keys are on a referral.
fn order_keys(own: &Referral, sort: Sort, deal_type: DealType) -> Vec<SortKey> {
    let int = |value: Option<i64>| value.map_or(SortKey::Null, SortKey::Int);
    let last = if sort.descending { i64::MIN } else { i64::MAX };
    let place = DealType::ALL.iter().position(|known| *known == deal_type).unwrap();
    let name = |mpn_id: &String| sort_key(&format!("Şube {mpn_id}"));
    vec![match sort.by {
        SortBy::Waiting => SortKey::Int(waiting_order(own)),
        SortBy::Name => SortKey::Text(sort_key(own.name.as_deref().unwrap_or_default())),
        SortBy::Customer => SortKey::Text(sort_key(&own.customer.name)),
        SortBy::Type => SortKey::Int(i64::try_from(place).unwrap()),
        SortBy::Stage => {
            let lane = Lane::of(own.stage, own.sales_stage).number();
            return vec![SortKey::Int(lane), SortKey::Int(waiting_order(own))];
        }
        SortBy::Value => {
            let currency = own.details.currency.map_or("", ortak_domain::Currency::code).to_owned();
            let amount = own.details.value.map_or(-1, ortak_domain::Amount::units);
            return vec![SortKey::Text(currency), SortKey::Int(amount)];
        }
        SortBy::Closing => int(own.details.closes_at.map(ortak_domain::Time::ticks)),
        SortBy::Location => SortKey::Text(own.mpn_id.as_ref().map(name).unwrap_or_default()),
        SortBy::Created => SortKey::Int(own.created_at.ticks()),
        SortBy::Updated => SortKey::Int(own.updated_at.ticks()),
        SortBy::Expires => SortKey::Int(own.expires_at.map_or(last, ortak_domain::Time::ticks)),
    }]
}

fn rank(key: &SortKey) -> (u8, i64, &str) {
    match key {
        SortKey::Null => (0, 0, ""),
        SortKey::Int(value) => (1, *value, ""),
        SortKey::Text(text) => (2, 0, text),
    }
}

fn filters_agree(fixture: impl Future<Output = Option<Fixture>>, cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let Some(fixture) = runtime.block_on(fixture) else { return };
    let store = fixture.store.clone();
    let own = runtime.block_on(world(&store, 5, 60));
    let engagements: Vec<_> = own.iter().map(|own| own.engagement_id).collect();
    let owner = organization("contoso");
    let others = runtime.block_on(store.other_parties(&owner, &engagements)).unwrap();
    let check = |pairs: Vec<(String, String)>, sort: Sort, limit: usize, as_vendor: bool| {
        let (view, problems) = ListView::from_pairs(pairs);
        // R802: an amount without a currency narrows nothing.
        prop_assert!(
            problems.as_slice().iter().all(|problem| problem.code == "currency_required"),
            "{:?}",
            problems
        );
        let mut selection = view.selection(&contoso(), &TimeZone::UTC);
        selection.vendor = as_vendor;
        let reader = viewer(&owner);
        let mut expected: Vec<&Referral> = own.iter().collect();
        expected.retain(|referral| {
            let index = own.iter().position(|other| other.id == referral.id).unwrap();
            selection.holds(referral, index % 3 == 0, facts(referral, as_vendor, &others))
        });
        let type_of = |own: &Referral| own.deal_type(facts(own, as_vendor, &others).vendor_takes_part);
        expected.sort_by(|a, b| {
            let (x, y) = (order_keys(a, sort, type_of(a)), order_keys(b, sort, type_of(b)));
            let keys = x.iter().map(rank).cmp(y.iter().map(rank));
            let ordering = keys.then(a.id.to_string().cmp(&b.id.to_string()));
            if sort.descending { ordering.reverse() } else { ordering }
        });
        let expected: Vec<ReferralId> = expected.into_iter().map(|own| own.id).collect();
        let (found, count) = runtime.block_on(async {
            let found = all_pages(&store, &reader, &query(selection.clone(), sort, limit)).await;
            (found, store.count_deals(&reader, &selection).await.unwrap())
        });
        prop_assert_eq!(ids(&found), expected);
        prop_assert_eq!(count, found.len() as u64);
        Ok::<(), TestCaseError>(())
    };
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
        .run(&(parameters(), sort(), 1..30_usize, any::<bool>()), |(pairs, sort, limit, as_vendor)| {
            check(pairs, sort, limit, as_vendor)
        })
        .unwrap();
}

#[test]
fn sqlite_lists_hold_what_the_evaluator_says() {
    filters_agree(async { Some(Fixture::sqlite().await) }, 400);
}

#[test]
fn postgres_lists_hold_what_the_evaluator_says() {
    filters_agree(Fixture::postgres(), 150);
}

fn everything(view: &str) -> (ListView, Selection) {
    let (view, problems) = ListView::from_query(view);
    assert!(problems.is_empty(), "{problems:?}");
    let selection = view.selection(&contoso(), &TimeZone::UTC);
    (view, selection)
}

async fn r802_totals_equal_the_listed_rows_and_are_exact(store: Store) {
    // Enough of the largest amount to overflow 64 bits.
    let mut own = world(&store, 3, 40).await;
    let largest: Vec<Referral> = (0..1_000)
        .map(|i| {
            let mut large = deal(&organization("contoso"), 900_000 + i);
            large.details.value = Some(ortak_domain::Amount::MAX);
            large.details.currency = Some(ortak_domain::Currency::USD);
            large
        })
        .collect();
    fill(&store, &largest).await;
    own.extend(largest);
    for view in ["tab=all", "tab=all&status=Active", "tab=outbound&currency=USD", "tab=favourites"] {
        let (view, selection) = everything(view);
        let rows =
            all_pages(&store, &viewer(&organization("contoso")), &query(selection, view.sort, 300)).await;
        let listed: BTreeSet<ReferralId> = ids(&rows).into_iter().collect();
        let mut expected: BTreeMap<&str, (u64, i128)> = BTreeMap::new();
        for own in own.iter().filter(|own| listed.contains(&own.id)) {
            if let (Some(value), Some(currency)) = (own.details.value, own.details.currency) {
                let sum = expected.entry(currency.code()).or_default();
                sum.0 += 1;
                sum.1 += i128::from(value.units());
            }
        }
        let totals = ortak_app::workspace::list::totals(&app(&store), &contoso(), &view, &TimeZone::UTC)
            .await
            .unwrap();
        assert_eq!(totals.count, rows.len() as u64);
        let found: BTreeMap<&str, (u64, i128)> =
            totals.sums.iter().map(|sum| (sum.currency.code(), (sum.count, sum.total.units()))).collect();
        assert_eq!(found, expected);
    }
}

async fn r802_amounts_are_ordered_and_narrowed_within_their_currency(store: Store) {
    organizations(&store).await;
    let owner = organization("contoso");
    let worth =
        [Some(("TRY", "90000")), Some(("EUR", "70000")), None, Some(("TRY", "100")), Some(("EUR", "80"))];
    let deals: Vec<Referral> = (0..)
        .zip(worth)
        .map(|(number, worth)| {
            let mut deal = deal(&owner, 500 + number);
            deal.details.value = worth.map(|(_, amount)| amount.parse().unwrap());
            deal.details.currency = worth.map(|(currency, _)| currency.parse().unwrap());
            deal
        })
        .collect();
    fill(&store, &deals).await;
    let listed = async |view: &str| -> Vec<usize> {
        // Of two rows each, so that pages begin within a currency and between two.
        let (view, selection) = everything(view);
        let rows = all_pages(&store, &viewer(&owner), &query(selection, view.sort, 2)).await;
        ids(&rows).iter().map(|id| deals.iter().position(|deal| deal.id == *id).unwrap()).collect()
    };
    assert_eq!(listed("tab=all&sort=value").await, [2, 4, 1, 3, 0]);
    assert_eq!(listed("tab=all&sort=-value").await, [0, 3, 1, 4, 2]);
    assert_eq!(listed("tab=all&sort=value&currency=EUR&value_from=75").await, [4, 1]);
    assert_eq!(listed("tab=all&sort=-value&currency=TRY&value_to=95").await, [0_usize; 0]);
}

async fn places_are_ordered_as_their_names_sort(store: Store) {
    let owner = organization("contoso");
    let mut record = with_locations(partner("contoso"), &["1", "2", "3", "4"]);
    for (location, name) in record.locations.iter_mut().zip(["Zonguldak", "Çorum", "ankara", "Cizre"]) {
        name.clone_into(&mut location.name);
    }
    store.create_organization(record).await.unwrap();
    let deals: Vec<Referral> = [Some("1"), Some("2"), Some("3"), Some("4"), None, Some("9")]
        .into_iter()
        .zip(600..)
        .map(|(at, number)| {
            let mut deal = deal(&owner, number);
            deal.mpn_id = at.map(str::to_owned);
            deal
        })
        .collect();
    fill(&store, &deals).await;
    for (order, expected) in [("location", [4, 5, 2, 3, 1, 0]), ("-location", [0, 1, 3, 2, 5, 4])] {
        let (view, selection) = everything(&format!("tab=all&sort={order}"));
        let rows = all_pages(&store, &viewer(&owner), &query(selection, view.sort, 2)).await;
        let places = ids(&rows);
        let places = places.iter().map(|id| deals.iter().position(|deal| deal.id == *id).unwrap());
        assert_eq!(places.collect::<Vec<_>>(), expected, "no place, one without a name, then by name");
    }
}

async fn pages_lie_side_by_side_while_others_write(store: Store) {
    organizations(&store).await;
    let owner = organization("contoso");
    fill(&store, &referrals(&owner, 4, 50)).await;
    let (app, ctx) = (app(&store), contoso());
    let mut seed = 800_000;
    for by in SortBy::ALL {
        for descending in [false, true] {
            let view = ListView { tab: Tab::All, sort: Sort { by, descending }, ..ListView::default() };
            let page = async |view: &ListView| {
                // The way that a browser goes: through the URL.
                let (view, problems) = ListView::from_query(&view.to_query());
                assert!(problems.is_empty());
                ortak_app::workspace::list::list(&app, &ctx, &view, &TimeZone::UTC, 7).await.unwrap()
            };
            let mut walked = vec![page(&view).await];
            assert_eq!(walked[0].previous, None);
            while let Some(next) = walked.last().unwrap().next.clone() {
                walked.push(page(&next).await);
                if walked.len() == 4 {
                    break;
                }
            }
            let row_ids = |page: &ortak_app::workspace::list::DealPage| {
                page.rows.iter().map(|row| row.id).collect::<Vec<_>>()
            };
            let mut back = walked.last().unwrap().clone();
            // What is opened meanwhile comes in between, and moves nothing else.
            let new = referral(&owner, seed);
            seed += 1;
            fill(&store, std::slice::from_ref(&new)).await;
            for earlier in walked.iter().rev().skip(1) {
                back = page(back.previous.as_ref().unwrap()).await;
                let found: Vec<ReferralId> = row_ids(&back).into_iter().filter(|id| *id != new.id).collect();
                let expected = row_ids(earlier);
                let kept = expected.iter().filter(|id| found.contains(id)).count();
                // The new row may have taken the place of the page's first one.
                assert!(kept >= expected.len() - 1, "{by:?} {descending}: {found:?} instead of {expected:?}");
                assert!(found.iter().all(|id| expected.contains(id)), "{by:?} {descending}");
                if kept < expected.len() {
                    break;
                }
            }
        }
    }
}

async fn what_waits_comes_first_by_its_end(store: Store) {
    organizations(&store).await;
    let owner = organization("contoso");
    let mut deals = Vec::new();
    for (number, stage, changed, until) in [
        (1, Stage::Active, 50, None),
        (2, Stage::New(Waiting::Pending), 10, Some(500)),
        (3, Stage::New(Waiting::Received), 99, Some(400)),
        (4, Stage::Active, 60, None),
        (5, Stage::Closed(ortak_domain::referral::Outcome::Won), 90, None),
        (6, Stage::Closed(ortak_domain::referral::Outcome::Expired), 70, None),
        (7, Stage::New(Waiting::Pending), 99, None),
    ] {
        let mut deal = deal(&owner, number);
        deal.id = ReferralId(Uuid::from_u128(number.into()));
        (deal.stage, deal.updated_at, deal.expires_at) = (stage, at(changed), until.map(at));
        deals.push(deal);
    }
    fill(&store, &deals).await;
    let (view, selection) = everything("tab=all");
    let rows = all_pages(&store, &viewer(&owner), &query(selection.clone(), view.sort, 2)).await;
    let found: Vec<u128> = rows.iter().map(|row| row.place.id.0.as_u128()).collect();
    assert_eq!(found, [3, 2, 7, 4, 1, 5, 6]);
    let deadline = store.nearest_deadline(&viewer(&owner), &selection).await.unwrap();
    assert_eq!(deadline, Some(at(400)));
    // A change moves the deal.
    edit(&store, &deals[0], |deal| deal.updated_at = at(70)).await;
    let rows = all_pages(&store, &viewer(&owner), &query(selection, view.sort, 10)).await;
    assert_eq!(rows[3].place.id, deals[0].id);
}

async fn r401_lists_and_counts_keep_within_reach(store: Store) {
    let own = world(&store, 6, 60).await;
    let reaches = [
        Visibility::Nothing,
        Visibility::Locations { locations: vec![LOCATIONS[1].to_owned()], team_email: None },
        Visibility::Locations {
            locations: LOCATIONS.map(str::to_owned).to_vec(),
            team_email: Some(ortak_domain::text::fold_email(EMAILS[3])),
        },
        Visibility::Team { team_email: EMAILS[0].to_owned() },
    ];
    for reach in reaches {
        let reader = viewer_with(&organization("contoso"), reach.clone());
        let expected: BTreeSet<ReferralId> =
            own.iter().filter(|own| reach.covers_referral(own)).map(|own| own.id).collect();
        let (view, selection) = everything("tab=all");
        let rows = all_pages(&store, &reader, &query(selection.clone(), view.sort, 9)).await;
        assert_eq!(ids(&rows).into_iter().collect::<BTreeSet<_>>(), expected, "{reach:?}");
        assert_eq!(store.count_deals(&reader, &selection).await.unwrap(), expected.len() as u64);
        let totals = store.lane_totals(&reader, &selection).await.unwrap();
        assert_eq!(totals.iter().map(|total| total.count).sum::<u64>(), expected.len() as u64);
        let lanes = store.lane_deals(&reader, &selection, &Lane::ALL, 100).await.unwrap();
        assert_eq!(ids(&lanes).into_iter().collect::<BTreeSet<_>>(), expected);
    }
}

async fn r102_shared_deals_are_filtered_by_what_is_shown(store: Store) {
    organizations(&store).await;
    let shared = |owner: &str, number: u64, name: &str| {
        let mut deal = deal(&organization(owner), number);
        deal.direction = Direction::Outgoing;
        deal.consent.vendor_view = Some(true);
        deal.name = Some(name.to_owned());
        deal.customer.name = "Öz Çelik Sanayi".into();
        deal.details.notes = Some("secret".to_owned());
        deal.campaign_id = Some("Spring".to_owned());
        deal
    };
    let one = shared("contoso", 1, "İstanbul plant");
    let other = shared("fabrikam", 2, "Ankara plant");
    let mut private = shared("fabrikam", 3, "İstanbul office");
    private.consent.vendor_view = Some(false);
    let cosell = shared("fabrikam", 4, "İstanbul dock");
    let mut vendors = deal(&organization("vendor"), 5);
    vendors.engagement_id = cosell.engagement_id;
    fill(&store, &[one.clone(), other.clone(), private, cosell, vendors]).await;
    let (app, ctx) = (app(&store), seller());
    let found = async |query: &str| {
        let (view, problems) = ListView::from_query(query);
        assert!(problems.is_empty());
        let page = ortak_app::workspace::list::list(&app, &ctx, &view, &TimeZone::UTC, 10).await.unwrap();
        assert_eq!(page.count, page.rows.len() as u64);
        let totals = ortak_app::workspace::list::totals(&app, &ctx, &view, &TimeZone::UTC).await.unwrap();
        assert_eq!(totals.count, page.count);
        page.rows
    };
    let rows = found("tab=shared&sort=name").await;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [other.id, one.id]);
    assert!(rows.iter().all(|row| row.deal_type == DealType::PartnerLed && row.others.is_empty()));
    for (query, count) in [
        ("tab=shared&q=istanbul", 1),
        ("tab=shared&q=celik", 2),
        ("tab=shared&q=secret", 0),
        ("tab=shared&campaign=Spring", 0),
        ("tab=shared&type=partner-led", 2),
        ("tab=shared&type=private", 0),
        ("tab=shared&p2p=yes", 0),
        ("tab=shared&status=Won", 0),
    ] {
        assert_eq!(found(query).await.len(), count, "{query}");
    }
    let (view, _) = ListView::from_query("tab=shared");
    let refused = ortak_app::workspace::list::list(&app, &contoso(), &view, &TimeZone::UTC, 10).await;
    assert!(matches!(refused, Err(ortak_app::AppError::Forbidden { .. })));
}

async fn home_counts_what_its_lists_show(store: Store) {
    world(&store, 8, 200).await;
    let (app, ctx): (App, Ctx) = (app(&store), contoso());
    let month = ortak_app::workspace::Days {
        from: Some("2026-01-01".parse().unwrap()),
        to: Some("2026-01-31".parse().unwrap()),
    };
    let home = ortak_app::workspace::home::home(&app, &ctx, month, &TimeZone::UTC).await.unwrap();
    for (name, tile) in [
        ("waiting", &home.waiting),
        ("closing", &home.closing),
        ("stale", &home.stale),
        ("unanswered", &home.unanswered),
    ] {
        let (view, problems) = ListView::from_query(&tile.view.to_query());
        assert!(problems.is_empty());
        let page = ortak_app::workspace::list::list(&app, &ctx, &view, &TimeZone::UTC, 500).await.unwrap();
        assert_eq!(page.rows.len() as u64, tile.count, "{name}");
        assert!(tile.count > 0, "{name}");
    }
    assert!(home.nearest_deadline.is_some());
    assert_eq!(home.shared, None);
}

async fn the_board_has_each_deal_in_its_lane(store: Store) {
    let own = world(&store, 9, 120).await;
    let (app, ctx) = (app(&store), contoso());
    let (view, _) = ListView::from_query("tab=all");
    let board = ortak_app::workspace::board::board(&app, &ctx, &view, &TimeZone::UTC, 3).await.unwrap();
    assert_eq!(board.iter().map(|lane| lane.lane).collect::<Vec<_>>(), Lane::BOARD);
    for lane in board {
        let mut expected: Vec<&Referral> =
            own.iter().filter(|own| Lane::of(own.stage, own.sales_stage) == lane.lane).collect();
        assert_eq!(lane.totals.count, expected.len() as u64, "{:?}", lane.lane);
        expected.sort_by_key(|own| (waiting_order(own), own.id));
        let expected: Vec<ReferralId> = expected.into_iter().take(3).map(|own| own.id).collect();
        assert_eq!(lane.cards.iter().map(|card| card.id).collect::<Vec<_>>(), expected);
    }
}

/// The columns are filled once by SQL, and written by the program from then on.
async fn the_migration_fills_what_changes_write(store: Store) {
    use ortak_store::conn::{Dialect, Statement};
    world(&store, 10, 120).await;
    let columns = "SELECT id, waiting_order, lane, name_key, customer_key, duns FROM referral ORDER BY id";
    let written = crate::harness::rows(&store, columns).await;
    let migration = match store.database().dialect() {
        Dialect::Sqlite => include_str!("../../migrations/sqlite/V4__workspace.sql"),
        Dialect::Postgres => include_str!("../../migrations/postgres/V4__workspace.sql"),
    };
    let begin = migration.find("UPDATE referral SET").unwrap();
    let end = begin + migration[begin..].find("\nCREATE").unwrap();
    let update = migration[begin..end].trim().trim_end_matches(';').to_owned();
    let wipe =
        "UPDATE referral SET waiting_order = 7, lane = 7, name_key = '?', customer_key = '?', duns = '?'";
    let statements = [wipe.to_owned(), update].map(|sql| Statement::new("fill", sql, Vec::new()));
    store.database().write(statements.to_vec()).await.unwrap();
    assert_eq!(crate::harness::rows(&store, columns).await, written);

    let columns = "SELECT organization_id, solution_id, referral_id FROM referral_solution ORDER BY 1, 2, 3";
    let written = crate::harness::rows(&store, columns).await;
    assert!(!written.is_empty());
    let begin = migration.find("INSERT INTO referral_solution").unwrap();
    let end = begin + migration[begin..].find(';').unwrap();
    let statements = ["DELETE FROM referral_solution".to_owned(), migration[begin..end].to_owned()]
        .map(|sql| Statement::new("fill", sql, Vec::new()));
    store.database().write(statements.to_vec()).await.unwrap();
    assert_eq!(crate::harness::rows(&store, columns).await, written);
}

/// So many characters of four bytes that nothing of them can be packed.
fn long(dice: &mut Dice, characters: usize) -> String {
    (0..characters)
        .map(|_| char::from_u32(0x2_0000 + u32::try_from(dice.below(40_000)).unwrap()).unwrap())
        .collect()
}

/// An entry of an index of PostgreSQL takes 2,704 bytes.
async fn the_longest_texts_are_kept_sorted_and_found(store: Store) {
    let owner = organization("contoso");
    let dice = &mut Dice::new(11);
    let mut deals = Vec::new();
    for seed in 0..4 {
        let mut deal = referral(&owner, seed);
        deal.name = Some(long(dice, 255));
        deal.customer.name = long(dice, 1_000);
        deal.customer.address.city = Some(long(dice, 1_000));
        deal.customer.ids = vec![ProfileId { profile_type: "Duns".to_owned(), id: long(dice, 500) }];
        deal.external_reference_id = Some(long(dice, 500));
        deal.campaign_id = Some(long(dice, 1_000));
        deal.details.notes = Some(long(dice, 20_000));
        let solution = Solution { id: long(dice, 500), name: Some(long(dice, 1_000)), ..Solution::default() };
        deal.details.requirements.solutions = vec![solution];
        deals.push(deal);
    }
    fill(&store, &deals).await;
    let changed = edit(&store, &deals[0], |deal| deal.customer.name = long(dice, 1_000)).await;
    deals[0] = changed;
    for by in [SortBy::Name, SortBy::Customer] {
        let key = |deal: &Referral| match by {
            SortBy::Name => sort_key(deal.name.as_deref().unwrap()),
            _ => sort_key(&deal.customer.name),
        };
        deals.sort_by_cached_key(key);
        let sort = Sort { by, descending: false };
        let found = all_pages(&store, &viewer(&owner), &query(everything("tab=all").1, sort, 2)).await;
        assert_eq!(ids(&found), deals.iter().map(|deal| deal.id).collect::<Vec<_>>(), "{by:?}");
    }
    let words = search::words(&deals[2].customer.name);
    let searched = ListQuery { search: words, ..crate::harness::query(Predicate::always()) };
    let (rows, _) = crate::harness::pages(&store, &viewer(&owner), &searched).await;
    assert_eq!(crate::harness::ids(&rows), [deals[2].id]);
}

async fn r316_a_mark_is_something_new_to_its_person_alone(store: Store) {
    let deals = world(&store, 11, 10).await;
    let (app, ada) = (app(&store), contoso());
    let own = |deal: &&Referral| deal.organization_id == ada.principal.organization_id;
    let deals: Vec<ReferralId> = deals.iter().filter(own).map(|deal| deal.id).take(2).collect();
    let pulse = async |person: u128| {
        let person = ortak_domain::PersonId(Uuid::from_u128(person));
        store.pulse(&ada.principal.organization_id, person).await.unwrap()
    };
    let mark = async |id: ReferralId, favorite: bool| {
        let wish = Change { favorite: Some(favorite), ..Change::default() };
        change(&app, &ada, id, &wish).await.unwrap();
    };
    // Some are marked in the world as it was made.
    for id in &deals {
        mark(*id, false).await;
    }
    let (before, other) = (pulse(1).await, pulse(2).await);
    assert_eq!(pulse(1).await, before);
    mark(deals[0], true).await;
    let one = pulse(1).await;
    assert_ne!(one, before);
    // As many as before, but others.
    mark(deals[0], false).await;
    mark(deals[1], true).await;
    assert_ne!(pulse(1).await, one);
    mark(deals[1], false).await;
    assert_eq!(pulse(1).await, before);
    assert_eq!(pulse(2).await, other);
}
