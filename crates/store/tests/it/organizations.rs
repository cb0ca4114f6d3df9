//! The contract of `Accounts`: sandboxes, the programme, and what organizations say of themselves.

use ortak_app::port::{
    Accounts as _, CompanyProfile, OrganizationRecord, SealedKey, SolutionKind, SolutionRecord, StoreError,
};
use ortak_domain::referral::SalesStage;
use ortak_domain::{Location, OrganizationKind, Programme, Sandbox, StageName};
use ortak_store::Store;
use ortak_store::conn::Statement;

use crate::accounts::{company, partner, with_locations};
use crate::harness::{at, on_both, organization};

on_both! {
    a_sandbox_and_its_stand_ins_come_back,
    stand_ins_are_never_found_by_name,
    each_realm_has_one_vendor,
    the_clock_of_a_sandbox_only_goes_forward,
    r105_assessments_are_approved_and_it_shows_at_once,
    r402_a_company_says_of_itself_what_it_may,
    r402_locations_are_added_under_numbers_of_nobody_else,
    one_number_added_by_two_at_once_is_one_companys,
    r204_the_last_open_location_stays_open,
    what_owner_and_programme_say_of_a_solution_stays_apart,
    r304_own_stage_names_are_replaced_and_show_at_once,
    the_programme_has_defaults_and_a_change_shows_at_once,
    there_is_one_webhook_key_apart_from_the_others,
}

/// Puts the organization into a sandbox, as its home or as the stand-in of another.
pub fn in_sandbox(
    mut record: OrganizationRecord,
    home: &str,
    stands_for: Option<&str>,
) -> OrganizationRecord {
    record.organization.sandbox =
        Some(Sandbox { home: organization(home), stands_for: stands_for.map(organization), clock_ahead: 0 });
    record
}

fn vendor(id: &str) -> OrganizationRecord {
    company(id, OrganizationKind::Vendor, None)
}

async fn create(store: &Store, records: &[OrganizationRecord]) {
    for record in records {
        store.create_organization(record.clone()).await.unwrap();
    }
}

async fn a_sandbox_and_its_stand_ins_come_back(store: Store) {
    let records = [
        vendor("vendor"),
        partner("contoso"),
        in_sandbox(with_locations(partner("box"), &["1"]), "box", None),
        in_sandbox(vendor("box-vendor"), "box", Some("vendor")),
        in_sandbox(partner("box-contoso"), "box", Some("contoso")),
    ];
    create(&store, &records).await;
    for record in &records {
        assert_eq!(store.organization(&record.organization.id).await.unwrap().as_ref(), Some(record));
    }
    // Nobody is played twice in one sandbox, but everybody in each.
    let again = in_sandbox(partner("box-again"), "box", Some("contoso"));
    let error = store.create_organization(again).await.unwrap_err();
    assert_eq!(error, StoreError::Duplicate { what: "organization" });
    create(&store, &[in_sandbox(partner("other-contoso"), "other", Some("contoso"))]).await;
}

async fn stand_ins_are_never_found_by_name(store: Store) {
    create(&store, &[partner("contoso"), in_sandbox(partner("box"), "box", None)]).await;
    create(&store, &[in_sandbox(with_locations(partner("box-contoso"), &["7"]), "box", Some("contoso"))])
        .await;
    for (name, found) in [("contoso", true), ("box", true), ("box-contoso", false), ("7", false)] {
        assert_eq!(store.find_organization(name).await.unwrap().is_some(), found, "{name}");
    }
}

async fn each_realm_has_one_vendor(store: Store) {
    create(&store, &[vendor("vendor"), in_sandbox(vendor("box-vendor"), "box", Some("vendor"))]).await;
    let real = store.vendor().await.unwrap().unwrap();
    assert_eq!(real.id.as_str(), "vendor");
    let error = store.create_organization(vendor("second")).await.unwrap_err();
    assert_eq!(error, StoreError::Duplicate { what: "organization" });
}

async fn the_clock_of_a_sandbox_only_goes_forward(store: Store) {
    let home = organization("box");
    create(&store, &[partner("contoso"), in_sandbox(partner("box"), "box", None)]).await;
    create(&store, &[in_sandbox(partner("box-contoso"), "box", Some("contoso"))]).await;
    for (seconds, moved) in [(60, true), (60, false), (30, false), (120, true)] {
        assert_eq!(store.set_clock_ahead(&home, seconds).await.unwrap(), moved, "{seconds}");
    }
    for no_home in ["contoso", "box-contoso", "nobody"] {
        assert!(!store.set_clock_ahead(&organization(no_home), 500).await.unwrap(), "{no_home}");
    }
    assert_eq!(store.sandboxes().await.unwrap(), [(home.clone(), 120)]);
    let found = store.organization(&home).await.unwrap().unwrap().organization;
    assert_eq!(found.sandbox.unwrap().clock_ahead, 120);
}

async fn r105_assessments_are_approved_and_it_shows_at_once(store: Store) {
    let contoso = organization("contoso");
    create(&store, &[partner("contoso"), partner("fabrikam")]).await;
    for approved in [true, false, true] {
        store.owner_facts(&contoso).await.unwrap();
        assert!(store.approve_assessments(&contoso, approved).await.unwrap());
        assert!(!store.approve_assessments(&contoso, approved).await.unwrap(), "it is so already");
        let facts = store.owner_facts(&contoso).await.unwrap().unwrap();
        assert_eq!(facts.owner.organization.assessments_approved, approved);
    }
    let other = store.organization(&organization("fabrikam")).await.unwrap().unwrap();
    assert!(!other.organization.assessments_approved);
    assert!(!store.approve_assessments(&organization("nobody"), true).await.unwrap());
}

async fn r304_own_stage_names_are_replaced_and_show_at_once(store: Store) {
    let contoso = organization("contoso");
    create(&store, &[partner("contoso"), partner("fabrikam")]).await;
    assert!(store.owner_facts(&contoso).await.unwrap().unwrap().stage_names.is_empty());
    let name = |name: &str, stage| StageName { name: name.to_owned(), stage };
    let names = [
        name("Teklif verildi", SalesStage::Proposed),
        name("İlk görüşme", SalesStage::Opened),
        name("Discovery", SalesStage::Opened),
    ];
    assert!(store.save_stage_names(&contoso, &[], &names).await.unwrap());
    // By stage, then by name.
    let ordered = [names[2].clone(), names[1].clone(), names[0].clone()];
    assert_eq!(store.stage_names(&contoso).await.unwrap(), ordered);
    assert_eq!(store.owner_facts(&contoso).await.unwrap().unwrap().stage_names, ordered);
    assert!(store.stage_names(&organization("fabrikam")).await.unwrap().is_empty());
    // One name means one stage, however it is written; and then nothing was replaced.
    let twice = [name("Won it", SalesStage::Won), name("WON IT", SalesStage::Proposed)];
    assert!(matches!(
        store.save_stage_names(&contoso, &ordered, &twice).await.unwrap_err(),
        StoreError::Duplicate { .. }
    ));
    assert_eq!(store.stage_names(&contoso).await.unwrap(), ordered);
    // Only who saw all that there is replaces it.
    let other = [ordered[0].clone(), ordered[1].clone(), name("Teklif verildi", SalesStage::Won)];
    for seen in [&ordered[..2], &[], &other, &[&ordered[..], &[name("x", SalesStage::Won)]].concat()] {
        assert!(!store.save_stage_names(&contoso, seen, &[]).await.unwrap(), "{seen:?}");
    }
    assert_eq!(store.stage_names(&contoso).await.unwrap(), ordered);
    let (one, two) = (&names[..1], &names[1..]);
    let (one, two) = tokio::join!(
        store.save_stage_names(&contoso, &ordered, one),
        store.save_stage_names(&contoso, &ordered, two)
    );
    assert_ne!(one.unwrap(), two.unwrap(), "one of two at once");
    let now = store.stage_names(&contoso).await.unwrap();
    assert!(store.save_stage_names(&contoso, &now, &[]).await.unwrap());
    assert!(store.owner_facts(&contoso).await.unwrap().unwrap().stage_names.is_empty());
}

async fn the_programme_has_defaults_and_a_change_shows_at_once(store: Store) {
    let contoso = organization("contoso");
    create(&store, &[partner("contoso")]).await;
    assert_eq!(store.programme().await.unwrap(), Programme::default());
    assert_eq!(store.owner_facts(&contoso).await.unwrap().unwrap().programme, Programme::default());
    let programme = Programme {
        partner_answer_days: 30,
        vendor_answer_days: 7,
        early_win_hours: 0,
        vendor_minimum_value_usd: 1,
        auto_decline_below_minimum: true,
    };
    let usual = Programme::default();
    let (one, two) =
        tokio::join!(store.save_programme(&usual, &programme), store.save_programme(&usual, &programme));
    assert_ne!(one.unwrap(), two.unwrap(), "one of two at once");
    assert!(!store.save_programme(&usual, &usual).await.unwrap(), "it is another meanwhile");
    assert_eq!(store.programme().await.unwrap(), programme);
    assert_eq!(store.owner_facts(&contoso).await.unwrap().unwrap().programme, programme);
    // What an older program saved lacks the newer settings, which have their defaults then.
    store.set_setting("programme", r#"{"partnerAnswerDays":3}"#).await.unwrap();
    let expected = Programme { partner_answer_days: 3, ..Programme::default() };
    assert_eq!(store.programme().await.unwrap(), expected);
    assert!(store.save_programme(&expected, &programme).await.unwrap());
    assert_eq!(store.programme().await.unwrap(), programme);
}

async fn there_is_one_webhook_key_apart_from_the_others(store: Store) {
    let key = |id: &str| SealedKey { id: id.to_owned(), sealed: vec![0, 1, 255], created_at: at(0) };
    assert_eq!(store.webhook_key().await.unwrap(), None);
    store.add_signing_key(key("token")).await.unwrap();
    assert_eq!(store.webhook_key().await.unwrap(), None);
    store.add_webhook_key(key("webhook")).await.unwrap();
    for id in ["webhook", "another"] {
        let error = store.add_webhook_key(key(id)).await.unwrap_err();
        assert!(matches!(error, StoreError::Duplicate { .. }), "{id}: {error}");
    }
    assert_eq!(store.webhook_key().await.unwrap(), Some(key("webhook")));
    assert_eq!(store.signing_keys().await.unwrap(), [key("token")]);
    // Of the others there may be many.
    store.add_signing_key(key("token-2")).await.unwrap();
}

async fn r402_a_company_says_of_itself_what_it_may(store: Store) {
    create(&store, &[with_locations(partner("contoso"), &["1", "2"]), partner("fabrikam")]).await;
    let own = organization("contoso");
    let before = store.organization(&own).await.unwrap().unwrap();
    let profile = CompanyProfile {
        name: "Contoso AŞ".to_owned(),
        country: "TR".to_owned(),
        currency: "EUR".parse().unwrap(),
    };
    let seen = CompanyProfile::of(&before.organization);
    assert!(store.save_company(&own, &seen, &profile).await.unwrap());
    assert!(!store.save_company(&own, &seen, &seen).await.unwrap(), "it is another meanwhile");
    assert!(!store.save_company(&organization("nobody"), &profile, &profile).await.unwrap());
    let mut wanted = before.clone();
    wanted.organization.name = profile.name;
    wanted.organization.country = profile.country;
    wanted.organization.currency = profile.currency;
    let mut place = wanted.locations[0].clone();
    "Merkez".clone_into(&mut place.name);
    place.city = None;
    place.contacts = vec!["x@contoso.example".to_owned()];
    let seen = &before.locations[0];
    assert!(store.save_location(seen, &place).await.unwrap());
    assert!(!store.save_location(seen, seen).await.unwrap(), "it is another meanwhile");
    for stale in [
        Location { name: "x".to_owned(), ..place.clone() },
        Location { city: Some("x".to_owned()), ..place.clone() },
        Location { contacts: Vec::new(), ..place.clone() },
    ] {
        assert!(!store.save_location(&stale, seen).await.unwrap(), "{stale:?}");
    }
    wanted.locations[0] = place.clone();
    assert_eq!(store.organization(&own).await.unwrap(), Some(wanted.clone()));
    assert_eq!(store.owner_facts(&own).await.unwrap().unwrap().owner, wanted, "at once, for new deals too");
    let foreign = Location { organization_id: organization("fabrikam"), ..place };
    assert!(!store.save_location(&foreign, &foreign).await.unwrap());
}

fn place(owner: &str, mpn_id: &str) -> Location {
    Location {
        organization_id: organization(owner),
        mpn_id: mpn_id.to_owned(),
        name: "Yeni".to_owned(),
        country: "TR".to_owned(),
        city: Some("İzmir".to_owned()),
        contacts: vec!["a@contoso.example".to_owned()],
        retired_at: None,
    }
}

async fn r402_locations_are_added_under_numbers_of_nobody_else(store: Store) {
    let mut fabrikam = with_locations(partner("fabrikam"), &["7"]);
    fabrikam.organization.mpn_id = Some("70".to_owned());
    create(&store, &[vendor("vendor"), partner("contoso"), fabrikam, partner("42")]).await;
    store.add_location(place("contoso", "8")).await.unwrap();
    let found = store.organization(&organization("contoso")).await.unwrap().unwrap();
    assert_eq!(found.locations, [place("contoso", "8")]);
    assert_eq!(store.find_organization("8").await.unwrap().unwrap().id, organization("contoso"));
    // Nobody comes later under a number of others, by whatever they are called by it.
    let mut later = with_locations(partner("tailspin"), &["80"]);
    later.organization.mpn_id = Some("8".to_owned());
    for late in
        [later, with_locations(partner("tailspin"), &["80", "8"]), partner("8"), partner("7"), partner("70")]
            .into_iter()
            .chain(["70", "42"].map(|taken| with_locations(partner("tailspin"), &[taken])))
    {
        let error = store.create_organization(late.clone()).await.unwrap_err();
        assert!(matches!(error, StoreError::Duplicate { .. }), "{late:?}: {error:?}");
        assert_eq!(store.organization(&late.organization.id).await.unwrap(), None, "nothing of it is there");
    }
    // A sandbox is a world of its own, and what a company is called by may be that of its place.
    let mut own = with_locations(partner("wingtip"), &["90", "wingtip"]);
    own.organization.mpn_id = Some("90".to_owned());
    let sandbox = in_sandbox(with_locations(partner("box"), &["8", "7"]), "box", None);
    create(&store, &[own, sandbox]).await;
    let holder = async |realm: Option<&str>, number: &str| {
        let realm = realm.map(organization);
        let holder = store.number_holder(realm.as_ref(), number).await.unwrap();
        holder.map(|holder| holder.id.to_string()).unwrap_or_default()
    };
    assert_eq!([holder(None, "8").await, holder(Some("box"), "8").await], ["contoso", "box"]);
    assert_eq!([holder(None, "70").await, holder(Some("box"), "70").await], ["fabrikam", ""]);
    assert_eq!([holder(None, "42").await, holder(None, "43").await], ["42", ""]);
    // What two had before they were held apart names neither at their places, and whoever is called by it.
    let again = "UPDATE location SET mpn_id = '8' WHERE organization_id = 'fabrikam'";
    store.database().write(vec![Statement::new("location", again, Vec::new())]).await.unwrap();
    assert_eq!(store.find_organization("8").await.unwrap(), None);
    let again = "UPDATE organization SET mpn_id = '8' WHERE organization_id = 'fabrikam'";
    store.database().write(vec![Statement::new("organization", again, Vec::new())]).await.unwrap();
    assert_eq!(store.find_organization("8").await.unwrap().unwrap().id, organization("fabrikam"));
    let back = "UPDATE location SET mpn_id = '7' WHERE organization_id = 'fabrikam'";
    store.database().write(vec![Statement::new("location", back, Vec::new())]).await.unwrap();
    for taken in ["8", "7", "42"] {
        let error = store.add_location(place("contoso", taken)).await.unwrap_err();
        assert!(matches!(error, StoreError::Duplicate { .. }), "{taken}: {error:?}");
    }
}

async fn one_number_added_by_two_at_once_is_one_companys(store: Store) {
    create(&store, &[vendor("vendor"), partner("contoso"), partner("fabrikam")]).await;
    let (one, other) =
        tokio::join!(store.add_location(place("contoso", "9")), store.add_location(place("fabrikam", "9")));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1, "{one:?} {other:?}");
    let (one, other) = tokio::join!(
        store.add_location(place("contoso", "10")),
        store.create_organization(with_locations(partner("tailspin"), &["10"]))
    );
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1, "{one:?} {other:?}");
}

async fn r204_the_last_open_location_stays_open(store: Store) {
    create(&store, &[with_locations(partner("contoso"), &["1", "2"])]).await;
    let own = organization("contoso");
    let retire = async |mpn_id: &str, since| store.retire_location(&own, mpn_id, since).await;
    let (one, other) = tokio::join!(retire("1", Some(at(1))), retire("2", Some(at(1))));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1, "{one:?} {other:?}");
    let found = store.organization(&own).await.unwrap().unwrap();
    let open: Vec<&str> = found.open_locations().map(|one| one.mpn_id.as_str()).collect();
    assert_eq!(open.len(), 1, "{found:?}");
    let closed = if open[0] == "1" { "2" } else { "1" };
    assert_eq!(retire(closed, Some(at(2))).await, Err(StoreError::Stale), "it is retired already");
    assert_eq!(retire(closed, None).await, Ok(()));
    assert_eq!(retire(closed, None).await, Err(StoreError::Stale), "it is open already");
    assert_eq!(retire("3", Some(at(1))).await, Err(StoreError::Stale));
    assert_eq!(store.organization(&own).await.unwrap().unwrap().open_locations().count(), 2);
}

async fn what_owner_and_programme_say_of_a_solution_stays_apart(store: Store) {
    create(&store, &[partner("contoso")]).await;
    let mut solution = SolutionRecord {
        organization_id: organization("contoso"),
        id: "s".to_owned(),
        name: "Robots".to_owned(),
        kind: SolutionKind::Solution,
        published: true,
        co_sell_ready: false,
        tags: Vec::new(),
    };
    store.save_solution(solution.clone()).await.unwrap();
    let own = &solution.organization_id.clone();
    let seen = solution.clone();
    assert!(store.judge_solution(&seen, true, &["IP co-sell".to_owned()]).await.unwrap());
    assert!(store.describe_solution(&seen, "Robotlar", false).await.unwrap());
    solution.co_sell_ready = true;
    solution.tags = vec!["IP co-sell".to_owned()];
    "Robotlar".clone_into(&mut solution.name);
    solution.published = false;
    assert!(!store.judge_solution(&seen, false, &[]).await.unwrap(), "it is another meanwhile");
    assert!(!store.describe_solution(&seen, "Robots", true).await.unwrap(), "it is another meanwhile");
    assert_eq!(store.solutions(own).await.unwrap(), std::slice::from_ref(&solution));
    let gone = SolutionRecord { id: "t".to_owned(), ..solution.clone() };
    assert!(!store.judge_solution(&gone, true, &[]).await.unwrap());
    let foreign = SolutionRecord { organization_id: organization("nobody"), ..solution };
    assert!(!store.describe_solution(&foreign, "x", true).await.unwrap());
}
