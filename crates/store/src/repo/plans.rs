//! What workers and pages ask for again and again is found through an index, never by reading a whole table.

use ortak_app::port::{
    CustomerQuery, DealQuery, DuplicateQuery, Place, Position, Selection, SharedQuery, SolutionsMeant, Sort,
    SortBy, SortKey, Tab, Viewer, WaitingQuery,
};
use ortak_domain::{Duns, EngagementId, Field, Lane, OrganizationId, Predicate, ReferralId, Time};
use uuid::Uuid;

use super::{customers, notifications, outbox, referrals, webhooks, workspace};
use crate::conn::{Database, Dialect, OpenOptions, Value};

/// The steps of SQLite's plan.
async fn plan(sql: &str, params: Vec<Value>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let database = Database::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap();
    database.migrate().await.unwrap();
    let rows = database.query(format!("EXPLAIN QUERY PLAN {sql}"), params).await.unwrap();
    rows.iter().map(|row| row.text(3).unwrap().to_owned()).collect()
}

/// Reads through the indexes, and from tables only by key: no table is read from end to end, nothing is sorted.
fn assert_uses(plan: &[String], indexes: &[&str]) {
    for index in indexes {
        let through = |step: &String| step.contains(&format!("INDEX {index}"));
        assert!(plan.iter().any(through), "{index} is not used: {plan:#?}");
    }
    for step in plan {
        let whole = step.starts_with("SCAN") && !step.contains("INDEX") && !step.contains(" due");
        assert!(!whole && !step.contains("TEMP B-TREE FOR ORDER"), "{plan:#?}");
    }
}

fn claim_params() -> Vec<Value> {
    vec![Value::Int(1), Value::Int(2), Value::Int(3)]
}

fn after() -> (Time, ReferralId) {
    (Time::from_unix_seconds(5), ReferralId(Uuid::nil()))
}

#[tokio::test]
async fn the_outbox_is_read_through_what_waits() {
    assert_uses(&plan(outbox::WAITING, vec![Value::Int(10)]).await, &["outbox_waiting"]);
    let latest = Value::from(r#"{"00000000-0000-0000-0000-000000000000":3}"#);
    let plan = plan(outbox::before(Dialect::Sqlite), vec![latest]).await;
    let (given, rest) = plan.split_first().unwrap();
    assert!(given.starts_with("SCAN latest"), "{given}");
    assert_uses(rest, &["outbox_versions (referral_id=? AND version<?)"]);
}

#[tokio::test]
async fn parties_are_read_by_their_engagements() {
    for count in [1, 200] {
        let engagements = vec![EngagementId(Uuid::nil()); count];
        let (sql, engagements) = referrals::parties(Dialect::Sqlite, &engagements).unwrap();
        let plan = plan(&sql, vec![engagements]).await;
        let by_key =
            |step: &String| step.starts_with("SEARCH party USING") && step.contains("(engagement_id=?)");
        assert!(plan.iter().any(by_key), "{plan:#?}");
    }
}

#[tokio::test]
async fn deliveries_are_claimed_through_what_is_due() {
    for busy in [0, 2] {
        let mut params = claim_params();
        params.extend([Value::Int(4), Value::Int(5)]);
        params.extend((0..busy).map(|_| Value::from("webhook")));
        let plan = plan(&webhooks::claim(Dialect::Sqlite, busy), params).await;
        // Only what was chosen as the soonest is sorted, by webhook.
        let chosen = plan.iter().position(|step| step == "SCAN soonest").unwrap();
        let (choice, rest) = plan.split_at(chosen);
        assert_uses(choice, &["webhook_delivery_due", "webhook_delivery_order"]);
        let whole = |step: &String| step.starts_with("SCAN d");
        assert!(rest.iter().all(|step| !whole(step) || step == "SCAN due"), "{plan:#?}");
    }
}

#[tokio::test]
async fn mails_are_claimed_through_what_is_due() {
    assert_uses(&plan(&notifications::claim(Dialect::Sqlite), claim_params()).await, &["mail_due"]);
}

#[tokio::test]
async fn imports_are_claimed_through_what_is_due() {
    let claim = workspace::lookup::claim_import(Dialect::Sqlite);
    let params = vec![Value::Int(1), Value::Int(2)];
    assert_uses(&plan(&claim, params).await, &["deal_import_work"]);
}

#[tokio::test]
async fn solutions_of_a_deal_are_found_by_their_ids() {
    let mut params = workspace::lookup::within(None, &OrganizationId::new("contoso").unwrap());
    let meant = SolutionsMeant { ids: vec!["a".to_owned(), "b".to_owned()], ..SolutionsMeant::default() };
    let sql = workspace::lookup::on_shelves(&meant, &mut params).unwrap();
    assert_uses(&plan(&sql, params).await, &["solution_id"]);
}

#[tokio::test]
async fn what_an_organization_sells_is_found_by_the_organization() {
    let plan = plan(&workspace::lookup::sells(), vec![Value::Text("contoso".to_owned())]).await;
    assert!(plan.iter().all(|step| step.contains("organization_id=?")), "{plan:#?}");
}

/// A customer may have thousands of deals, of which a page names the latest.
#[tokio::test]
async fn deals_with_a_customer_are_read_in_the_order_of_indexes() {
    let query = DuplicateQuery {
        duns: Some("123456789".to_owned()),
        customer_key: "adatum".to_owned(),
        ended: true,
        limit: 5,
    };
    let viewer = Viewer::everything_of(&OrganizationId::new("contoso").unwrap());
    let (sql, params) = workspace::lookup::duplicates(Dialect::Sqlite, &viewer, &query);
    let plan = plan(&sql, params).await;
    for index in ["referral_duns", "referral_customer"] {
        assert!(plan.iter().any(|step| step.contains(&format!("INDEX {index} "))), "{index}: {plan:#?}");
    }
    // Only the few that were picked are sorted.
    let sorted = plan.iter().filter(|step| step.contains("TEMP B-TREE FOR ORDER")).count();
    assert_eq!(sorted, 1, "{plan:#?}");
}

fn realms() -> [Option<OrganizationId>; 2] {
    [None, Some(OrganizationId::new("sandbox").unwrap())]
}

#[tokio::test]
async fn what_waits_for_an_answer_is_found_by_its_end() {
    for realm in realms() {
        for id in [None, Some(after().1)] {
            let query =
                WaitingQuery { realm: realm.clone(), after: (after().0, id), until: after().0, limit: 10 };
            let (sql, params) = referrals::waiting(&query);
            assert_uses(&plan(&sql, params).await, &["referral_waiting"]);
        }
    }
}

#[tokio::test]
async fn shared_deals_are_found_among_the_shared_ones() {
    let vendor = OrganizationId::new("vendor").unwrap();
    for realm in realms() {
        for after in [None, Some(after())] {
            let query = SharedQuery { vendor: vendor.clone(), realm: realm.clone(), after, limit: 10 };
            let (sql, params) = referrals::shared(&query);
            assert_uses(&plan(&sql, params).await, &["referral_shared"]);
        }
    }
}

fn selection(tab: Tab) -> Selection {
    Selection {
        tab,
        vendor: false,
        realm: None,
        predicate: Predicate::always(),
        words: Vec::new(),
        types: Vec::new(),
        partner_to_partner: None,
        unanswered: false,
    }
}

fn reader() -> Viewer {
    Viewer::everything_of(&OrganizationId::new("contoso").unwrap())
}

#[tokio::test]
async fn lists_for_people_are_read_in_the_order_of_an_index() {
    let orders = [
        (SortBy::Waiting, "referral_desk", vec![SortKey::Int(1)]),
        (SortBy::Name, "referral_name", vec![SortKey::Text(String::new())]),
        (SortBy::Customer, "referral_customer", vec![SortKey::Text(String::new())]),
        (SortBy::Stage, "referral_lane", vec![SortKey::Int(1), SortKey::Int(1)]),
        (SortBy::Closing, "referral_closing", vec![SortKey::Int(1)]),
        (SortBy::Created, "referral_created", vec![SortKey::Int(1)]),
        (SortBy::Updated, "referral_updated", vec![SortKey::Int(1)]),
    ];
    for (by, index, keys) in orders {
        let place = Place { keys, id: after().1 };
        let positions = [None, Some(Position::After(place.clone())), Some(Position::Before(place))];
        for (position, descending) in positions.into_iter().flat_map(|at| [(at.clone(), false), (at, true)]) {
            for tab in [Tab::Inbound, Tab::All] {
                let sort = Sort { by, descending };
                let query =
                    DealQuery { selection: selection(tab), sort, position: position.clone(), limit: 50 };
                let (sql, params) = workspace::page(Dialect::Sqlite, &reader(), &query, None);
                let plan = plan(&sql, params).await;
                assert!(plan.iter().any(|step| step.contains(&format!("INDEX {index}"))), "{by:?} {plan:#?}");
                assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{by:?} {plan:#?}");
            }
        }
    }
}

#[tokio::test]
async fn counts_and_the_board_are_read_from_indexes_alone() {
    for tab in [Tab::Inbound, Tab::Outbound, Tab::All] {
        for (sql, params) in [
            workspace::count(Dialect::Sqlite, &reader(), &selection(tab)),
            workspace::totals(Dialect::Sqlite, &reader(), &selection(tab)),
        ] {
            let plan = plan(&sql, params).await;
            assert!(plan.first().is_some_and(|step| step.contains("COVERING INDEX")), "{plan:#?}");
        }
        let (sql, params) = workspace::lanes(Dialect::Sqlite, &reader(), &selection(tab), &Lane::BOARD, 20);
        let plan = plan(&sql, params).await;
        let read = plan.iter().filter(|step| step.contains("INDEX referral_lane")).count();
        assert_eq!(read, Lane::BOARD.len(), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}

#[tokio::test]
async fn lists_narrowed_by_value_or_ordered_by_location_or_type_read_only_an_index() {
    use ortak_domain::field::Scalar;
    use ortak_domain::predicate::{Comparison, Fold, Test};

    let is = |field, test| Predicate::Is(Comparison { field, fold: Fold::AsIs, test });
    let currency = is(Field::Currency, Test::Eq(Scalar::Text("EUR".into())));
    let worth = is(Field::DealValue, Test::Ge(Scalar::Amount("5".parse().unwrap())));
    let worth = Predicate::And(vec![currency, worth]);
    for tab in [Tab::Inbound, Tab::All] {
        let narrowed = Selection { predicate: worth.clone(), ..selection(tab) };
        let page = |selection: &Selection, by| {
            let sort = Sort { by, descending: false };
            let query = DealQuery { selection: selection.clone(), sort, position: None, limit: 50 };
            workspace::page(Dialect::Sqlite, &reader(), &query, None)
        };
        let (sql, params) = page(&narrowed, SortBy::Waiting);
        let waiting = plan(&sql, params).await;
        assert!(waiting.iter().any(|step| step.contains("COVERING INDEX referral_desk")), "{waiting:#?}");
        assert!(!waiting.iter().any(|step| step.contains("TEMP B-TREE")), "{waiting:#?}");
        for by in [SortBy::Location, SortBy::Type] {
            let (sql, params) = page(&selection(tab), by);
            let brief = plan(&sql, params).await;
            assert!(
                brief.iter().any(|step| step.contains("COVERING INDEX referral_brief")),
                "{by:?} {brief:#?}"
            );
        }
        // R802: by currency, then by amount; no row is read but those of the page.
        for selection in [&narrowed, &selection(tab)] {
            let (sql, params) = page(selection, SortBy::Value);
            let value = plan(&sql, params).await;
            assert!(value.iter().any(|step| step.contains("COVERING INDEX")), "{value:#?}");
        }
        for (sql, params) in [
            workspace::count(Dialect::Sqlite, &reader(), &narrowed),
            workspace::totals(Dialect::Sqlite, &reader(), &narrowed),
        ] {
            let plan = plan(&sql, params).await;
            assert!(plan.first().is_some_and(|step| step.contains("COVERING INDEX")), "{plan:#?}");
        }
    }
}

#[tokio::test]
async fn companies_are_suggested_through_where_their_names_begin() {
    for countries in [vec!["TR".to_owned()], vec!["TR".to_owned(), "DE".to_owned()]] {
        let query = CustomerQuery {
            countries,
            words: vec!["buyuk".to_owned(), "istanbul".to_owned(), "lojistikcil".to_owned()],
            numbers: Duns::range("123456"),
            limit: 8,
        };
        let by_key = |plan: Vec<String>, table: &str| {
            for step in plan {
                assert!(!step.starts_with("SCAN customer") && !step.starts_with("SCAN c"), "{step}");
                let place = step.strip_prefix("SEARCH w ");
                assert!(
                    place.is_none_or(|key| key.contains("(country=? AND later=? AND word>? AND word<?)"))
                );
                let company = step.strip_prefix("SEARCH c ");
                assert!(company.is_none_or(|key| key.contains(table)), "{step}");
            }
        };
        for later in [false, true] {
            let (sql, params) = customers::in_a_row(&query, later);
            by_key(plan(&sql, params).await, "PRIMARY KEY (rowid=?)");
        }
        let (sql, params) = customers::scattered(&query, "buyuk");
        by_key(plan(&sql, params).await, "PRIMARY KEY (rowid=?)");
        let (sql, params) = customers::numbered(&query, Duns::range("123456").unwrap());
        by_key(plan(&sql, params).await, "PRIMARY KEY (rowid>? AND rowid<?)");
    }
}
