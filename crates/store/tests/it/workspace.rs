//! What people keep and look up at their desk, and steps on many deals.

use ortak_app::once::Once;
use ortak_app::port::{
    Accounts as _, Referrals as _, SolutionKind, SolutionRecord, SolutionShelf, SolutionsMeant,
    Workspace as _,
};
use ortak_app::workspace::bulk::{BulkAction, BulkDeal, bulk};
use ortak_app::workspace::drafts::{self, DraftInput};
use ortak_app::workspace::views::{self, NewView};
use ortak_app::workspace::{duplicates, partners, people, solutions};
use ortak_app::{AppError, Ctx, etag};
use ortak_domain::policy::Principal;
use ortak_domain::referral::{Outcome, SalesStage, Stage};
use ortak_domain::{Member, OrganizationKind, ProfileId, Role};
use ortak_store::Store;
use serde_json::json;
use uuid::Uuid;

use crate::accounts::{company, partner};
use crate::desk::{contoso, ctx, organizations};
use crate::harness::{app, at, edit, fill, on_both, organization, parsed, stored, viewer};
use crate::organizations::in_sandbox;
use crate::sample::deal;

on_both! {
    views_are_ones_own_or_shared,
    drafts_are_ones_own_and_versioned,
    r205_people_of_recent_deals,
    r207_partners_are_found_as_one_types,
    r206_solutions_of_each_shelf,
    r501_a_deals_own_solutions_say_whether_it_is_eligible,
    possible_duplicates_are_open_and_of_the_same_customer,
    each_deal_of_a_bulk_step_has_its_own_result,
    two_who_assign_the_same_person_at_once_put_them_on_once,
}

fn colleague(ctx: &Ctx, id: u128) -> Ctx {
    let principal = Principal { id: Uuid::from_u128(id), ..Principal::clone(&ctx.principal) };
    Ctx { principal: principal.into(), ..ctx.clone() }
}

async fn views_are_ones_own_or_shared(store: Store) {
    organizations(&store).await;
    let (app, ada) = (app(&store), contoso());
    let bora = colleague(&ada, 2);
    let view = |name: &str, shared| NewView {
        name: name.to_owned(),
        query: "?status=Active&after=abc&density=compact".to_owned(),
        shared,
        once: Once::default(),
    };
    let mine = views::create(&app, &ada, view("Açık işler", false)).await.unwrap();
    let ours = views::create(&app, &ada, view("Open deals", true)).await.unwrap();
    assert_eq!(mine.query, "status=Active&density=compact");
    assert_eq!(views::list(&app, &ada).await.unwrap(), [mine.clone(), ours.clone()]);
    assert_eq!(views::list(&app, &bora).await.unwrap(), std::slice::from_ref(&ours));
    let stranger = ctx("fabrikam", OrganizationKind::Partner, Role::PartnerAdmin);
    assert_eq!(views::list(&app, &stranger).await.unwrap(), []);
    for (reader, id) in [(&bora, ours.id), (&stranger, ours.id), (&ada, Uuid::from_u128(9))] {
        assert!(matches!(views::change(&app, reader, id, view("x", true)).await, Err(AppError::NotFound)));
        assert!(matches!(views::delete(&app, reader, id).await, Err(AppError::NotFound)));
    }
    let renamed = views::change(&app, &ada, ours.id, view("Ours no more", false)).await.unwrap();
    assert_eq!(views::list(&app, &ada).await.unwrap(), [mine.clone(), renamed]);
    assert_eq!(views::list(&app, &bora).await.unwrap(), []);
    views::delete(&app, &ada, mine.id).await.unwrap();
    assert_eq!(views::list(&app, &ada).await.unwrap().len(), 1);
    let bad =
        NewView { name: " ".to_owned(), query: "q=".to_owned() + &"x".repeat(5_000), ..NewView::default() };
    let Err(AppError::Invalid(problems)) = views::create(&app, &ada, bad).await else { panic!("was taken") };
    assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["name", "query"]);
}

async fn drafts_are_ones_own_and_versioned(store: Store) {
    organizations(&store).await;
    let (app, ada) = (app(&store), contoso());
    let input =
        |step: &str| DraftInput { step: step.to_owned(), data: json!({ "name": "İstanbul", "at": step }) };
    let first = drafts::create(&app, &ada, &input("customer")).await.unwrap();
    let later = Ctx { now: at(60), ..ada.clone() };
    let second = drafts::save(&app, &later, first.id, 1, &input("details")).await.unwrap();
    assert_eq!((second.version, second.created_at, second.updated_at), (2, at(0), at(60)));
    assert!(matches!(drafts::save(&app, &later, first.id, 1, &input("team")).await, Err(AppError::Stale)));
    // Two windows at the same moment: one of them wins.
    assert!(store.save_draft(second.clone()).await.is_err());
    assert_eq!(drafts::load(&app, &ada, first.id).await.unwrap(), second);
    assert_eq!(second.value().unwrap()["name"], "İstanbul");
    let bora = colleague(&ada, 2);
    assert!(matches!(drafts::load(&app, &bora, first.id).await, Err(AppError::NotFound)));
    assert!(matches!(drafts::delete(&app, &bora, first.id).await, Err(AppError::NotFound)));
    let long = DraftInput { step: "x".to_owned(), data: json!("y".repeat(drafts::MAX_DATA)) };
    assert!(matches!(drafts::save(&app, &ada, first.id, 2, &long).await, Err(AppError::Invalid(_))));
    let other = drafts::create(&app, &ada, &input("customer")).await.unwrap();
    let listed: Vec<Uuid> = drafts::list(&app, &ada).await.unwrap().iter().map(|draft| draft.id).collect();
    assert_eq!(listed, [first.id, other.id], "the last saved first");
    assert_eq!(store.forget_drafts(at(1)).await, Ok(1));
    drafts::delete(&app, &ada, first.id).await.unwrap();
    assert_eq!(drafts::list(&app, &ada).await.unwrap(), []);
}

fn member(first: &str, email: &str) -> Member {
    Member { first_name: Some(first.to_owned()), email: Some(email.to_owned()), ..Member::default() }
}

async fn r205_people_of_recent_deals(store: Store) {
    organizations(&store).await;
    let owner = organization("contoso");
    let me = crate::sample::EMAILS[0];
    let mut deals = Vec::new();
    for (number, changed, team) in [
        (1, 10, vec![member("Ada", me), member("Can", "can@contoso.example")]),
        (
            2,
            20,
            vec![
                member("Ece", "ece@contoso.example"),
                member("Ada", me),
                member("Can", "CAN@contoso.example"),
            ],
        ),
        (3, 30, vec![member("Not", "not@contoso.example")]),
    ] {
        let mut deal = deal(&owner, number);
        (deal.updated_at, deal.team) = (at(changed), team);
        deals.push(deal);
    }
    fill(&store, &deals).await;
    let found = people::recent(&app(&store), &contoso(), 10).await.unwrap();
    let names: Vec<&str> = found.iter().filter_map(|member| member.first_name.as_deref()).collect();
    assert_eq!(names, ["Ece", "Can"]);
    assert_eq!(people::recent(&app(&store), &contoso(), 1).await.unwrap().len(), 1);
}

async fn r207_partners_are_found_as_one_types(store: Store) {
    organizations(&store).await;
    let mut turkish = company("izmir", OrganizationKind::Partner, Some("4567"));
    turkish.organization.name = "İzmir Işık Yazılım".into();
    let mut gone = company("gone", OrganizationKind::Partner, None);
    gone.organization.name = "İzmir Gone".into();
    gone.organization.disabled_at = Some(at(0));
    for record in [
        turkish,
        gone,
        in_sandbox(partner("box"), "box", None),
        in_sandbox(partner("box-izmir"), "box", Some("izmir")),
    ] {
        store.create_organization(record).await.unwrap();
    }
    let app = app(&store);
    let found = async |ctx: &Ctx, typed: &str| -> Vec<String> {
        let found = partners::search(&app, ctx, typed, 10).await.unwrap();
        found.into_iter().map(|partner| partner.organization_id.to_string()).collect()
    };
    for typed in ["IZMIR", "izm", "yazilim iz", "ISIK", "456"] {
        assert_eq!(found(&contoso(), typed).await, ["izmir"], "{typed}");
    }
    // Neither oneself, nor the vendor, nor a sandbox; nothing typed finds nothing.
    assert_eq!(found(&contoso(), "cozum").await, ["fabrikam", "litware"]);
    assert_eq!(found(&contoso(), " ").await, Vec::<String>::new());
    let in_box = Principal {
        organization_id: organization("box"),
        realm: Some(organization("box")),
        ..Principal::clone(&contoso().principal)
    };
    let in_box = Ctx { principal: in_box.into(), ..contoso() };
    assert_eq!(found(&in_box, "izmir").await, ["izmir"]);
    assert_eq!(found(&in_box, "cozum").await, ["contoso", "fabrikam", "litware"]);
    let user = ctx("contoso", OrganizationKind::Partner, Role::ReferralsUser);
    assert!(matches!(partners::search(&app, &user, "izmir", 10).await, Err(AppError::Forbidden { .. })));
}

async fn r206_solutions_of_each_shelf(store: Store) {
    use SolutionKind::{Assessment, Solution};

    organizations(&store).await;
    let solution = |owner: &str, id: &str, kind, published, co_sell_ready| SolutionRecord {
        organization_id: organization(owner),
        id: id.to_owned(),
        name: format!("Çözüm {id}"),
        kind,
        published,
        co_sell_ready,
        tags: vec!["IP co-sell".to_owned()],
    };
    for record in [
        solution("contoso", "mine", Solution, true, true),
        solution("contoso", "mine-not-ready", Solution, true, false),
        solution("contoso", "mine-hidden", Solution, false, true),
        solution("vendor", "vendors", Solution, true, false),
        solution("vendor", "migration", Assessment, true, false),
        solution("fabrikam", "theirs", Solution, true, true),
        solution("litware", "theirs-not-ready", Solution, true, false),
    ] {
        store.save_solution(record).await.unwrap();
    }
    let app = app(&store);
    let found = async |shelf, typed: &str| -> Vec<String> {
        let found = solutions::search(&app, &contoso(), shelf, typed, 10).await.unwrap();
        found.into_iter().map(|entry| entry.solution.id).collect()
    };
    assert_eq!(found(SolutionShelf::Own, "").await, ["mine"]);
    // R201: whoever has something there opens deals; what is hidden, not ready or an assessment doesn't count.
    for (owner, sells) in
        [("contoso", true), ("fabrikam", true), ("litware", false), ("vendor", false), ("nobody", false)]
    {
        assert_eq!(store.sells(&organization(owner)).await.unwrap(), sells, "{owner}");
    }
    assert_eq!(found(SolutionShelf::Vendor, "cozum").await, ["vendors"]);
    assert_eq!(found(SolutionShelf::ThirdParty, "fabrikam").await, ["theirs"]);
    assert_eq!(found(SolutionShelf::ThirdParty, "litware").await, Vec::<String>::new());
    assert_eq!(found(SolutionShelf::Assessments, "").await, Vec::<String>::new());
    // The same by what is meant: nothing that isn't on a shelf.
    let meant = async |ids: &[&str], publishers: &[&str]| -> Vec<(SolutionShelf, String)> {
        let meant = SolutionsMeant {
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            publishers: publishers.iter().copied().map(organization).collect(),
        };
        let found = solutions::meant(&app, &contoso(), &meant).await.unwrap();
        found.into_iter().map(|(shelf, entry)| (shelf, entry.solution.id)).collect()
    };
    let all = ["theirs", "migration", "mine", "mine-not-ready", "mine-hidden", "vendors", "no-such"];
    let on_shelves = [
        (SolutionShelf::Own, "mine".to_owned()),
        (SolutionShelf::Vendor, "vendors".to_owned()),
        (SolutionShelf::ThirdParty, "theirs".to_owned()),
    ];
    assert_eq!(meant(&all, &[]).await, on_shelves);
    assert_eq!(
        meant(&["mine"], &["fabrikam", "litware"]).await,
        [&on_shelves[0..1], &on_shelves[2..]].concat()
    );
    assert_eq!(meant(&[], &[]).await, []);
    let sold = |id: &str| ortak_domain::solution::Solution { id: id.to_owned(), ..Default::default() };
    assert!(solutions::incentive_eligible(&app, &contoso(), &[sold("theirs")]).await.unwrap());
    assert!(!solutions::incentive_eligible(&app, &contoso(), &[sold("mine-hidden")]).await.unwrap());
    store.approve_assessments(&organization("contoso"), true).await.unwrap();
    assert_eq!(found(SolutionShelf::Assessments, "").await, ["migration"]);
    assert_eq!(meant(&["migration"], &[]).await, [(SolutionShelf::Assessments, "migration".to_owned())]);
    store.disable_organization(&organization("fabrikam"), Some(at(0))).await.unwrap();
    assert_eq!(found(SolutionShelf::ThirdParty, "").await, Vec::<String>::new());
    assert_eq!(meant(&["theirs"], &["fabrikam"]).await, []);
}

async fn r501_a_deals_own_solutions_say_whether_it_is_eligible(store: Store) {
    use SolutionKind::{Assessment, Solution};

    organizations(&store).await;
    let solution = |owner: &str, id: &str, kind, published, co_sell_ready, tag: &str| SolutionRecord {
        organization_id: organization(owner),
        id: id.to_owned(),
        name: id.to_owned(),
        kind,
        published,
        co_sell_ready,
        tags: vec![tag.to_owned()],
    };
    for record in [
        solution("contoso", "mine", Solution, true, true, "IP co-sell"),
        solution("contoso", "plain", Solution, true, true, "other"),
        solution("contoso", "hidden", Solution, false, true, "IP co-sell"),
        solution("contoso", "not-ready", Solution, true, false, "IP co-sell"),
        solution("vendor", "vendors", Solution, true, false, "IP co-sell"),
        solution("vendor", "migration", Assessment, true, true, "IP co-sell"),
        solution("fabrikam", "theirs", Solution, true, true, "IP co-sell"),
    ] {
        store.save_solution(record).await.unwrap();
    }
    let app = app(&store);
    let eligible = async |ids: &[&str]| {
        let named =
            |id: &&str| ortak_domain::solution::Solution { id: (*id).to_owned(), ..Default::default() };
        let solutions: Vec<_> = ids.iter().map(named).collect();
        solutions::incentive_eligible(&app, &contoso(), &solutions).await.unwrap()
    };
    for (ids, expected) in [
        (&["mine"][..], true),
        (&["plain", "vendors"], true),
        (&["theirs", "theirs"], true),
        (&["plain", "hidden", "not-ready", "migration", "nowhere"], false),
        (&[], false),
    ] {
        assert_eq!(eligible(ids).await, expected, "{ids:?}");
    }
    store.disable_organization(&organization("fabrikam"), Some(at(0))).await.unwrap();
    assert!(!eligible(&["theirs"]).await);
}

async fn possible_duplicates_are_open_and_of_the_same_customer(store: Store) {
    organizations(&store).await;
    let owner = organization("contoso");
    let with = |number: u64, name: &str, duns: Option<&str>| {
        let mut deal = deal(&owner, number);
        deal.created_at = at(i64::try_from(number).unwrap());
        deal.customer.name = name.into();
        let id = |duns: &str| ProfileId { profile_type: "Duns".to_owned(), id: duns.to_owned() };
        deal.customer.ids = duns.map(id).into_iter().collect();
        deal
    };
    let same_number = with(1, "Anything", Some("123456789"));
    let same_name = with(2, "ÖZ ÇELİK SANAYİ A.Ş.", None);
    let other = with(3, "Öz Demir", Some("987654321"));
    let mut closed = with(4, "Öz Çelik Ltd.", Some("123456789"));
    closed.stage = Stage::Closed(Outcome::Won);
    let mut theirs = with(5, "Öz Çelik", Some("123456789"));
    theirs.organization_id = organization("fabrikam");
    fill(&store, &[same_number.clone(), same_name.clone(), other.clone(), closed, theirs]).await;
    let app = app(&store);
    let found = async |duns, name: &str| {
        let rows = duplicates::find(&app, &contoso(), duns, name, 10).await.unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found(Some("123456789"), "Öz Çelik A.Ş.").await, [same_name.id, same_number.id]);
    assert_eq!(found(None, "öz çelik").await, [same_name.id]);
    assert_eq!(found(None, "öz").await, []);
    assert_eq!(found(Some("987654321"), "").await, [other.id]);
    assert_eq!(found(Some("000000000"), "Nobody").await, []);
}

async fn two_who_assign_the_same_person_at_once_put_them_on_once(store: Store) {
    organizations(&store).await;
    let owner = organization("contoso");
    let one = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&one)).await;
    let (app, ctx) = (app(&store), contoso());
    let wanted = vec![BulkDeal { id: one.id, etag: None }; 4];
    let action = BulkAction::Assign(Box::new(member("Ece", "ece@contoso.example")));
    for result in bulk(&app, &ctx, &wanted, &action).await.unwrap() {
        result.outcome.unwrap();
    }
    assert_eq!(parsed(&*stored(&store, &owner, one.id).await).team.len(), one.team.len() + 1);
}

async fn each_deal_of_a_bulk_step_has_its_own_result(store: Store) {
    organizations(&store).await;
    let owner = organization("contoso");
    let mut deals: Vec<_> = (1..=4).map(|number| deal(&owner, number)).collect();
    for deal in &mut deals {
        deal.sales_stage = Some(SalesStage::Opened);
    }
    deals[1].stage = Stage::Closed(Outcome::Won);
    fill(&store, &deals).await;
    let stale = etag::etag(1, deals[2].updated_at, false);
    edit(&store, &deals[2], |deal| deal.name = Some("changed meanwhile".to_owned())).await;
    let (app, ctx) = (app(&store), contoso());
    let mut wanted: Vec<BulkDeal> = deals.iter().map(|deal| BulkDeal { id: deal.id, etag: None }).collect();
    wanted[2].etag = Some(stale);
    wanted.push(BulkDeal { id: ortak_domain::ReferralId(Uuid::from_u128(1)), etag: None });
    let codes = async |action: &BulkAction| -> Vec<String> {
        let results = bulk(&app, &ctx, &wanted, action).await.unwrap();
        assert_eq!(
            results.iter().map(|r| r.id).collect::<Vec<_>>(),
            wanted.iter().map(|d| d.id).collect::<Vec<_>>()
        );
        let word = |outcome: Result<_, AppError>| match outcome {
            Ok(_) => "done".to_owned(),
            Err(AppError::Conflict { code, .. }) => code.to_owned(),
            Err(AppError::Stale) => "stale".to_owned(),
            Err(AppError::NotFound) => "not_found".to_owned(),
            Err(other) => panic!("{other}"),
        };
        results.into_iter().map(|result| word(result.outcome)).collect()
    };
    let moved = codes(&BulkAction::Stage(SalesStage::Proposed)).await;
    assert_eq!(moved, ["done", "terminal_state", "stale", "done", "not_found"]);
    let assigned = codes(&BulkAction::Assign(Box::new(member("Ece", "ece@contoso.example")))).await;
    assert_eq!(assigned, ["done", "terminal_state", "stale", "done", "not_found"]);
    // Once is enough.
    assert_eq!(codes(&BulkAction::Assign(Box::new(member("Ece", "ECE@contoso.example")))).await[0], "done");
    let first = parsed(&*stored(&store, &owner, deals[0].id).await);
    assert_eq!((first.team.len(), first.sales_stage), (2, Some(SalesStage::Proposed)));
    // R316: a mark is set in every state, whatever the version.
    assert_eq!(codes(&BulkAction::Favourite(true)).await, ["done", "done", "done", "done", "not_found"]);
    assert!(store.get(&viewer(&owner), deals[1].id).await.unwrap().unwrap().favorite);
    let many = vec![wanted[0].clone(); 501];
    assert!(matches!(
        bulk(&app, &ctx, &many, &BulkAction::Favourite(false)).await,
        Err(AppError::Invalid(_))
    ));
}
