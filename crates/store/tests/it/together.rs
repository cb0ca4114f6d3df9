//! The contract of `Referrals` across organizations: what waits for an answer, what is shared, and units of work that
//! belong together.

use ortak_app::port::{
    Accounts as _, Commit, Referrals as _, SharedQuery, StoreError, StoredReferral, WaitingQuery,
};
use ortak_domain::policy::team_emails;
use ortak_domain::referral::{Direction, Outcome, Reason, Stage, Waiting};
use ortak_domain::{OrganizationId, OrganizationKind, Referral, ReferralId, Time};
use ortak_store::Store;
use uuid::Uuid;

use crate::accounts::{company, partner};
use crate::harness::{
    Fixture, at, changing, edit, fill, number, on_both, opening, organization, parsed, stored, tamper, viewer,
};
use crate::organizations::in_sandbox;
use crate::sample::deal;

on_both! {
    r307_what_waits_for_an_answer_comes_by_its_end,
    r307_the_next_expiry_is_of_the_real_world,
    a_party_is_found_by_the_id_of_its_referral,
    r102_shared_deals_are_those_that_their_owners_show,
    r102_shared_deals_come_in_pages_the_latest_first,
    r102_a_deal_is_shared_from_consent_until_its_end,
    two_commits_of_one_referral_belong_together,
    a_stale_commit_undoes_the_others_of_its_referral,
}

async fn organizations(store: &Store) {
    let (vendor, box_vendor) =
        ("vendor", in_sandbox(company("box-vendor", OrganizationKind::Vendor, None), "box", Some("vendor")));
    let records = [
        company(vendor, OrganizationKind::Vendor, None),
        partner("contoso"),
        partner("fabrikam"),
        in_sandbox(partner("box"), "box", None),
        box_vendor,
        in_sandbox(partner("box-contoso"), "box", Some("contoso")),
    ];
    for record in records {
        store.create_organization(record).await.unwrap();
    }
}

fn id_of(number: u128) -> ReferralId {
    ReferralId(Uuid::from_u128(number))
}

/// A referral that its owner has been asked for, until then.
fn asked(owner: &str, number: u32, until: Option<Time>) -> Referral {
    let mut referral = deal(&organization(owner), u64::from(number));
    referral.id = id_of(number.into());
    referral.direction = Direction::Incoming;
    referral.stage = Stage::New(Waiting::Pending);
    referral.expires_at = until;
    referral
}

async fn waiting(
    store: &Store,
    realm: Option<&str>,
    after: (Time, Option<u128>),
    until: Time,
    limit: usize,
) -> Vec<u128> {
    let query =
        WaitingQuery { realm: realm.map(organization), after: (after.0, after.1.map(id_of)), until, limit };
    let found = store.waiting_for_answer(&query).await.unwrap();
    found.iter().map(|waiting| waiting.id.0.as_u128()).collect()
}

async fn r307_what_waits_for_an_answer_comes_by_its_end(store: Store) {
    organizations(&store).await;
    let mut answered = asked("contoso", 6, Some(at(20)));
    answered.stage = Stage::Active;
    let mut declined = asked("contoso", 7, Some(at(20)));
    declined.stage = Stage::Closed(Outcome::Declined(Reason::from_status_reason(None)));
    let mut seen = asked("fabrikam", 2, Some(at(20)));
    seen.stage = Stage::New(Waiting::Received);
    fill(
        &store,
        &[
            asked("contoso", 4, Some(at(30))),
            asked("contoso", 3, Some(at(20))),
            seen,
            asked("vendor", 1, Some(at(10))),
            asked("contoso", 5, None),
            answered,
            declined,
            asked("box", 8, Some(at(20))),
            asked("box-contoso", 9, Some(at(15))),
        ],
    )
    .await;
    let (all, long) = (at(-1_000), at(1_000));
    assert_eq!(waiting(&store, None, (all, None), long, 10).await, [1, 2, 3, 4]);
    assert_eq!(waiting(&store, Some("box"), (all, None), long, 10).await, [9, 8]);
    assert!(waiting(&store, Some("other"), (all, None), long, 10).await.is_empty());
    // The beginning does not belong to the span, the end does.
    assert_eq!(waiting(&store, None, (at(10), None), at(20), 10).await, [2, 3]);
    // Page by page.
    assert_eq!(waiting(&store, None, (all, None), long, 2).await, [1, 2]);
    assert_eq!(waiting(&store, None, (at(20), Some(2)), long, 2).await, [3, 4]);
    let query = WaitingQuery { realm: None, after: (all, None), until: long, limit: 1 };
    let first = store.waiting_for_answer(&query).await.unwrap().remove(0);
    assert_eq!((first.organization_id, first.expires_at), (organization("vendor"), at(10)));
}

async fn r307_the_next_expiry_is_of_the_real_world(store: Store) {
    organizations(&store).await;
    assert_eq!(store.next_expiry().await.unwrap(), None);
    let first = asked("contoso", 1, Some(at(50)));
    fill(&store, &[first.clone(), asked("fabrikam", 2, Some(at(60))), asked("box", 3, Some(at(40)))]).await;
    assert_eq!(store.next_expiry().await.unwrap(), Some(at(50)));
    edit(&store, &first, |referral| referral.stage = Stage::Active).await;
    assert_eq!(store.next_expiry().await.unwrap(), Some(at(60)));
}

async fn a_party_is_found_by_the_id_of_its_referral(store: Store) {
    let (mine, theirs) = (deal(&organization("contoso"), 1), deal(&organization("fabrikam"), 2));
    fill(&store, &[mine, theirs.clone()]).await;
    let parties = store.parties(theirs.engagement_id).await.unwrap();
    assert_eq!(store.party(theirs.id).await.unwrap().as_ref(), parties.first());
    assert_eq!(store.party(id_of(77)).await.unwrap(), None);
}

/// A deal of its owner's own that the vendor may see.
fn shared(owner: &str, number: u32, changed: Time) -> Referral {
    let mut referral = deal(&organization(owner), u64::from(number));
    referral.id = id_of(number.into());
    referral.direction = Direction::Outgoing;
    referral.consent.vendor_view = Some(true);
    referral.updated_at = changed;
    referral
}

fn query_of(vendor: &str, realm: Option<&str>) -> SharedQuery {
    SharedQuery { vendor: organization(vendor), realm: realm.map(organization), after: None, limit: 10 }
}

async fn shared_with(store: &Store, query: &SharedQuery) -> Vec<u128> {
    let found = store.shared_deals(query).await.unwrap();
    for deal in &found {
        let one = store.shared_deal(&query.vendor, query.realm.as_ref(), deal.stored.id).await.unwrap();
        assert_eq!(one.as_ref(), Some(deal));
    }
    found.iter().map(|deal| deal.stored.id.0.as_u128()).collect()
}

async fn r102_shared_deals_are_those_that_their_owners_show(store: Store) {
    organizations(&store).await;
    let mut private = shared("contoso", 2, at(0));
    private.consent.vendor_view = Some(false);
    let mut unsaid = shared("contoso", 3, at(0));
    unsaid.consent.vendor_view = None;
    let mut incoming = shared("contoso", 4, at(0));
    incoming.direction = Direction::Incoming;
    let mut assessment = shared("contoso", 5, at(0));
    assessment.assessment = true;
    let joined = shared("contoso", 6, at(0));
    let mut vendors = asked("vendor", 7, Some(at(9)));
    vendors.engagement_id = joined.engagement_id;
    let own = shared("vendor", 8, at(0));
    // Another partner's part in the engagement changes nothing.
    let with_partner = shared("fabrikam", 9, at(1));
    let mut partners = asked("contoso", 10, Some(at(9)));
    partners.engagement_id = with_partner.engagement_id;
    let hidden = [private, unsaid, incoming, assessment, joined, vendors, own, partners];
    fill(&store, &hidden).await;
    fill(&store, &[shared("contoso", 1, at(2)), with_partner, shared("box", 11, at(3))]).await;
    assert_eq!(shared_with(&store, &query_of("vendor", None)).await, [1, 9]);
    assert_eq!(shared_with(&store, &query_of("box-vendor", Some("box"))).await, [11]);
    assert!(shared_with(&store, &query_of("vendor", Some("other"))).await.is_empty());
    // Neither can they be asked for one by one, nor from one world into the other.
    let vendor = organization("vendor");
    for id in hidden.iter().map(|deal| deal.id).chain([id_of(11), id_of(99)]) {
        assert_eq!(store.shared_deal(&vendor, None, id).await.unwrap(), None, "{id}");
    }
    let home = organization("box");
    assert_eq!(store.shared_deal(&organization("box-vendor"), Some(&home), id_of(1)).await.unwrap(), None);
    let found = store.shared_deal(&vendor, None, id_of(1)).await.unwrap().unwrap();
    let owner = organization("contoso");
    assert_eq!(found.stored, *stored(&store, &owner, id_of(1)).await);
    assert_eq!(found.organization_id, owner);
}

async fn r102_shared_deals_come_in_pages_the_latest_first(store: Store) {
    organizations(&store).await;
    // Several of one moment.
    let deals: Vec<Referral> = (1..=9)
        .map(|number| {
            let owner = if number % 2 == 0 { "contoso" } else { "fabrikam" };
            shared(owner, number, at(i64::from(number / 3)))
        })
        .collect();
    fill(&store, &deals).await;
    let mut query = SharedQuery { limit: 2, ..query_of("vendor", None) };
    let mut found = Vec::new();
    loop {
        let page = store.shared_deals(&query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.after = Some((last.stored.updated_at, last.stored.id));
        assert!(page.len() <= 2);
        found.extend(page.iter().map(|deal| deal.stored.id.0.as_u128()));
    }
    assert_eq!(found, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
}

async fn r102_a_deal_is_shared_from_consent_until_its_end(store: Store) {
    organizations(&store).await;
    let mut deal = shared("contoso", 1, at(0));
    deal.consent.vendor_view = None;
    fill(&store, std::slice::from_ref(&deal)).await;
    for (consent, visible) in [(Some(true), true), (Some(false), false), (Some(true), true), (None, false)] {
        edit(&store, &deal, |deal| deal.consent.vendor_view = consent).await;
        let found = shared_with(&store, &query_of("vendor", None)).await;
        assert_eq!(!found.is_empty(), visible, "{consent:?}");
    }
}

/// What is stored once the commit has been written.
fn after(commit: &Commit) -> StoredReferral {
    StoredReferral {
        id: commit.referral.id,
        version: commit.event.version,
        updated_at: commit.referral.updated_at,
        document: commit.document.clone(),
        mpn_id: commit.referral.mpn_id.clone(),
        team_emails: team_emails(&commit.referral),
        assessment: commit.referral.assessment,
        history_hash: commit.event.hash.clone(),
    }
}

/// Opens a referral and changes it at once, and once more.
fn opened_and_changed(owner: &OrganizationId, seed: u64) -> (Vec<Commit>, Referral) {
    let referral = deal(owner, seed);
    let mut commits = vec![opening(&referral)];
    let mut next = referral;
    for step in 1..=2 {
        next.name = Some(format!("step {step}"));
        next.updated_at = Time::from_ticks(next.updated_at.ticks() + 1);
        let commit = changing(&after(commits.last().unwrap()), &next);
        commits.push(commit);
    }
    (commits, next)
}

async fn two_commits_of_one_referral_belong_together(store: Store) {
    let owner = organization("contoso");
    let (mut commits, last) = opened_and_changed(&owner, 1);
    let (others, other) = opened_and_changed(&organization("fabrikam"), 2);
    commits.extend(others);
    store.commit_all(commits).await.unwrap();
    for expected in [&last, &other] {
        let found = stored(&store, &expected.organization_id, expected.id).await;
        assert_eq!((found.version, parsed(&found)), (3, expected.clone()));
        let history = store.history(&expected.organization_id, expected.id).await.unwrap();
        assert_eq!(history.iter().map(|event| event.version).collect::<Vec<_>>(), [1, 2, 3]);
    }
    assert_eq!(number(&store, "SELECT count(*) FROM outbox").await, 6);
}

async fn a_stale_commit_undoes_the_others_of_its_referral(store: Store) {
    let owner = organization("contoso");
    let there = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&there)).await;
    let before = stored(&store, &owner, there.id).await;
    let (mut commits, new) = opened_and_changed(&owner, 2);
    let mut next = there.clone();
    next.name = Some("too late".to_owned());
    commits.push(changing(&before, &next));
    next.name = Some("in between".to_owned());
    commits.insert(1, changing(&before, &next));
    // The second change saw what the first has replaced.
    assert_eq!(store.commit_all(commits).await.unwrap_err(), StoreError::Stale);
    assert_eq!(store.get(&viewer(&owner), new.id).await.unwrap(), None);
    assert_eq!(stored(&store, &owner, there.id).await, before);
    assert_eq!(number(&store, "SELECT count(*) FROM outbox").await, 1);
    assert_eq!(number(&store, "SELECT count(*) FROM event").await, 1);
}

/// Somebody at the database itself, through the same connection, is what memory does not notice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_of_several_commits_is_kept_in_memory() {
    let fixture = Fixture::sqlite().await;
    let store = &fixture.store;
    let owner = organization("contoso");
    let (commits, last) = opened_and_changed(&owner, 1);
    store.commit_all(commits).await.unwrap();
    tamper(store, "UPDATE referral SET version = 99", Vec::new()).await;
    assert_eq!(stored(store, &owner, last.id).await.version, 3);
}
