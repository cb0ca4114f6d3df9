//! The contract of `Referrals`.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use ortak_app::audit;
use ortak_app::port::{
    Commit, EventPosition, IdempotencyRecord, NamedEvent, Referrals as _, StoreError, Viewer,
};
use ortak_domain::field::Scalar;
use ortak_domain::policy::Visibility;
use ortak_domain::predicate::{Comparison, Fold, Test};
use ortak_domain::referral::{Outcome, PartyView, Reason, Stage, Waiting};
use ortak_domain::text::fold_email;
use ortak_domain::{Field, Member, Predicate, Referral, ReferralId, Time};
use ortak_store::Store;
use ortak_store::conn::Value;
use uuid::Uuid;

use crate::harness::{
    app, changing, edit, fill, ids, number, on_both, opening, organization, pages, parsed, query, rows,
    stored, tamper, viewer, viewer_with,
};
use crate::sample::{EMAILS, LOCATIONS, deal, referral, referrals};

on_both! {
    every_referral_comes_back_as_it_was_written,
    a_changed_row_is_as_one_written_anew,
    r401_another_organization_sees_nothing,
    r401_only_own_locations_and_teams_exist,
    r401_moving_a_deal_moves_who_sees_it,
    r315_a_write_names_the_version_it_saw,
    r315_one_of_many_writers_at_once_wins,
    an_id_exists_once,
    r108_one_live_referral_of_an_organization_in_an_engagement,
    r209_a_key_is_used_once_and_replays_the_first_answer,
    r209_of_many_creates_at_once_with_one_key_one_wins,
    r209_old_keys_are_forgotten,
    r316_a_favourite_is_ones_own,
    r312_parties_see_the_latest_state_and_nothing_private,
    r314_history_is_complete_and_in_order,
    r314_the_latest_events_of_an_organization_are_paged_without_loss,
    r314_tampering_shows,
    every_write_is_told_to_the_outbox,
    many_commits_are_all_or_nothing,
    heads_come_in_pages,
    a_filter_with_many_links_is_no_problem,
    a_filter_finds_nothing_by_what_no_text_can_hold,
    ping_says_that_the_database_is_there,
}

async fn count(store: &Store, viewer: &Viewer) -> u64 {
    // A skip makes the store count instead of taking the length of the only page.
    let mut query = query(Predicate::always());
    query.skip = 1;
    let page = store.list(viewer, &query).await.unwrap();
    query.skip = 0;
    let whole = store.list(viewer, &query).await.unwrap();
    assert_eq!(page.count, whole.count);
    assert_eq!(whole.count, whole.rows.len() as u64);
    page.count
}

/// Sees the referral by every way or by none.
async fn sees(store: &Store, viewer: &Viewer, id: ReferralId) -> bool {
    let got = store.get(viewer, id).await.unwrap().is_some();
    let page = store.list(viewer, &query(Predicate::always())).await.unwrap();
    let listed = page.rows.iter().any(|row| row.id == id);
    assert_eq!(got, listed, "get and list disagree for {viewer:?}");
    assert_eq!(count(store, viewer).await, page.rows.len() as u64);
    got
}

async fn every_referral_comes_back_as_it_was_written(store: Store) {
    let owner = organization("contoso");
    let viewer = viewer(&owner);
    let all = referrals(&owner, 1, 40);
    for written in &all {
        let commit = opening(written);
        let document = commit.document.clone();
        let hash = commit.event.hash.clone();
        store.commit(commit).await.unwrap();
        let stored = stored(&store, &owner, written.id).await;
        assert_eq!(stored.document, document);
        assert_eq!(parsed(&stored), *written);
        assert_eq!((stored.version, stored.updated_at), (1, written.updated_at));
        assert_eq!((&stored.mpn_id, &stored.history_hash), (&written.mpn_id, &hash));
        assert_eq!(stored.assessment, written.assessment);
        assert_eq!(stored.team_emails, ortak_domain::policy::team_emails(written));
    }
    let (listed, count) = pages(&store, &viewer, &query(Predicate::always())).await;
    assert_eq!((listed.len(), count), (all.len(), all.len() as u64));
    for row in listed {
        let written = all.iter().find(|referral| referral.id == row.id).unwrap();
        assert_eq!(row.document, *opening(written).document);
        assert_eq!((row.version, row.updated_at, row.favorite), (1, written.updated_at, false));
    }
    assert_eq!(store.get(&viewer, ReferralId(Uuid::nil())).await.unwrap(), None);
}

/// An update writes only what differs: whatever that is, the columns that lists look at say the same as the document.
async fn a_changed_row_is_as_one_written_anew(store: Store) {
    const COLUMNS: &str = "SELECT created_at, updated_at, expires_at, accepted_at, closed_at, closing_at, status, \
         substatus, reason, kind, qualification, direction, sales_stage, mpn_id, country, deal_value, currency, \
         name, customer_name, external_reference_id, campaign_id, assessment, team_emails, vendor_view, \
         waiting_order, lane, name_key, customer_key, duns FROM referral WHERE id IN ($1, $2) ORDER BY organization_id";
    let (changed, anew) = (organization("contoso"), organization("fabrikam"));
    let mut all = referrals(&changed, 2, 40);
    let first = all.remove(0);
    fill(&store, std::slice::from_ref(&first)).await;
    for wanted in all {
        let twin = Referral { organization_id: anew.clone(), ..wanted.clone() };
        let next = Referral { id: first.id, engagement_id: first.engagement_id, ..wanted };
        let now = stored(&store, &changed, first.id).await;
        store.commit(changing(&now, &next)).await.unwrap();
        let ids = [first.id, twin.id].map(|id| Value::Text(id.to_string())).to_vec();
        fill(&store, &[twin]).await;
        let both = store.database().query(COLUMNS, ids).await.unwrap();
        assert_eq!(both[0], both[1]);
    }
}

async fn r401_another_organization_sees_nothing(store: Store) {
    let deal = deal(&organization("contoso"), 1);
    fill(&store, std::slice::from_ref(&deal)).await;
    let others = viewer(&organization("fabrikam"));
    assert!(sees(&store, &viewer(&deal.organization_id), deal.id).await);
    assert!(!sees(&store, &others, deal.id).await);
    assert!(store.history(&others.organization_id, deal.id).await.unwrap().is_empty());
    // Neither does a mark make it visible, nor the same person's id at another organization.
    store.set_favorite(&others, deal.id, true).await.unwrap();
    assert!(!sees(&store, &others, deal.id).await);
}

async fn r401_only_own_locations_and_teams_exist(store: Store) {
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    let mut nowhere = crate::sample::deal(&owner, 2);
    nowhere.mpn_id = None;
    nowhere.team.clear();
    fill(&store, &[deal.clone(), nowhere.clone()]).await;
    let at = |locations: &[&str], email: Option<&str>| Visibility::Locations {
        locations: locations.iter().map(|location| (*location).to_owned()).collect(),
        team_email: email.map(fold_email),
    };
    let on_team = |email: &str| Visibility::Team { team_email: fold_email(email) };
    for (visibility, sees_deal, sees_nowhere) in [
        (Visibility::Organization, true, true),
        (Visibility::Nothing, false, false),
        (at(&LOCATIONS, None), true, false),
        (at(&[LOCATIONS[1], LOCATIONS[2]], None), false, false),
        (at(&[], None), false, false),
        (at(&[], Some(EMAILS[0])), false, false),
        (at(&LOCATIONS, Some(EMAILS[0])), true, false),
        (at(&LOCATIONS, Some("ADA@contoso.EXAMPLE")), true, false),
        (at(&LOCATIONS, Some("nobody@contoso.example")), false, false),
        (at(&[LOCATIONS[1]], Some(EMAILS[0])), false, false),
        (on_team(EMAILS[0]), true, false),
        (on_team("nobody@contoso.example"), false, false),
        (on_team(""), false, false),
        (on_team("%"), false, false),
    ] {
        let viewer = viewer_with(&owner, visibility);
        assert_eq!(sees(&store, &viewer, deal.id).await, sees_deal, "{viewer:?}");
        assert_eq!(sees(&store, &viewer, nowhere.id).await, sees_nowhere, "{viewer:?}");
    }
}

async fn r401_moving_a_deal_moves_who_sees_it(store: Store) {
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&deal)).await;
    let on_team = |email: &str| viewer_with(&owner, Visibility::Team { team_email: fold_email(email) });
    let (ada, ayse) = (on_team(EMAILS[0]), on_team(EMAILS[3]));
    assert!(sees(&store, &ada, deal.id).await);
    assert!(!sees(&store, &ayse, deal.id).await);
    edit(&store, &deal, |deal| deal.team[0].email = Some(EMAILS[3].to_owned())).await;
    assert!(!sees(&store, &ada, deal.id).await);
    assert!(sees(&store, &ayse, deal.id).await);
    // Several people in one, one of them twice.
    edit(&store, &deal, |deal| {
        let member = |email: &&str| Member { email: Some((*email).to_owned()), ..Member::default() };
        deal.team = EMAILS.iter().map(member).collect();
    })
    .await;
    for email in EMAILS {
        assert!(sees(&store, &on_team(email), deal.id).await, "{email}");
    }
    edit(&store, &deal, |deal| deal.team.clear()).await;
    assert!(!sees(&store, &ada, deal.id).await);
}

/// Everything the database holds about referrals.
async fn everything(store: &Store) -> Vec<String> {
    let mut found = Vec::new();
    for sql in [
        "SELECT id, version, updated_at, document, team_emails, history_hash FROM referral ORDER BY id",
        "SELECT referral_id, email FROM referral_team ORDER BY referral_id, email",
        "SELECT engagement_id, referral_id, organization_name, direction, substatus, reason, sales_stage, \
         updated_at, accepted_at, closed_at, team FROM party ORDER BY engagement_id, referral_id",
        "SELECT referral_id, version, at, hash FROM event ORDER BY referral_id, version",
        "SELECT id, topic, referral_id, version FROM outbox ORDER BY id",
        "SELECT principal_id, key, fingerprint, referral_id FROM idempotency ORDER BY principal_id, key",
    ] {
        found.push(format!("{:?}", rows(store, sql).await));
    }
    found
}

async fn r315_a_write_names_the_version_it_saw(store: Store) {
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&deal)).await;
    let first = stored(&store, &owner, deal.id).await;
    let second = edit(&store, &deal, |deal| deal.name = Some("second".to_owned())).await;
    let now = stored(&store, &owner, deal.id).await;
    assert_eq!((now.version, parsed(&now)), (2, second));

    let before = everything(&store).await;
    let mut late = deal.clone();
    late.name = Some("late".to_owned());
    late.stage = Stage::Closed(Outcome::Won);
    late.team.clear();
    assert_eq!(store.commit(changing(&first, &late)).await, Err(StoreError::Stale));
    let mut early = changing(&now, &late);
    early.seen.as_mut().unwrap().version = 7;
    assert_eq!(store.commit(early).await, Err(StoreError::Stale));
    // A change of what was never there.
    let unknown = referral(&owner, 99);
    let mut nothing = changing(&now, &unknown);
    nothing.event.referral_id = unknown.id;
    assert_eq!(store.commit(nothing).await, Err(StoreError::Stale));
    assert_eq!(everything(&store).await, before);
    assert_eq!(stored(&store, &owner, deal.id).await, now);
}

async fn r315_one_of_many_writers_at_once_wins(store: Store) {
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&deal)).await;
    for round in 1..=5 {
        let seen = stored(&store, &owner, deal.id).await;
        assert_eq!(seen.version, round);
        let writers = (0..12).map(|writer| {
            let (store, mut next) = (store.clone(), parsed(&seen));
            next.name = Some(format!("round {round} writer {writer}"));
            let commit = changing(&seen, &next);
            tokio::spawn(async move { (next, store.commit(commit).await) })
        });
        let results: Vec<_> = join_all(writers).await.into_iter().map(Result::unwrap).collect();
        let won: Vec<&Referral> = results.iter().filter(|(_, r)| r.is_ok()).map(|(next, _)| next).collect();
        assert_eq!(won.len(), 1);
        let lost = results.iter().filter(|(_, result)| *result == Err(StoreError::Stale)).count();
        assert_eq!(lost, 11, "{results:?}");
        assert_eq!(parsed(&*stored(&store, &owner, deal.id).await), *won[0]);
    }
    assert!(audit::verify(&app(&store)).await.unwrap().findings.is_empty());
}

async fn an_id_exists_once(store: Store) {
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&deal)).await;
    let before = everything(&store).await;
    let mut again = referral(&owner, 2);
    again.id = deal.id;
    assert_eq!(store.commit(opening(&again)).await, Err(StoreError::Duplicate { what: "referral" }));
    assert_eq!(everything(&store).await, before);
    // Another organization may have the same, and neither sees the other's.
    let mut theirs = crate::sample::deal(&organization("fabrikam"), 3);
    theirs.id = deal.id;
    fill(&store, std::slice::from_ref(&theirs)).await;
    assert_eq!(parsed(&*stored(&store, &owner, deal.id).await), deal);
    assert_eq!(parsed(&*stored(&store, &theirs.organization_id, deal.id).await), theirs);
}

async fn r108_one_live_referral_of_an_organization_in_an_engagement(store: Store) {
    let owner = organization("contoso");
    let first = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&first)).await;
    let engagement_id = first.engagement_id;
    let next = |seed| Referral { engagement_id, ..deal(&owner, seed) };
    let before = everything(&store).await;
    assert_eq!(store.commit(opening(&next(2))).await, Err(StoreError::Duplicate { what: "engagement" }));
    assert_eq!(everything(&store).await, before);
    // The other organizations of the engagement are not in the way.
    let theirs = Referral { engagement_id, ..deal(&organization("fabrikam"), 3) };
    fill(&store, std::slice::from_ref(&theirs)).await;

    // A won deal is still the organization's part in the engagement; a declined or expired one is not.
    let mut seed = 10;
    let mut last = first;
    for (outcome, open_again) in [
        (Outcome::Won, false),
        (Outcome::Lost(Reason::Unspecified), false),
        (Outcome::Declined(Reason::Unspecified), true),
        (Outcome::Expired, true),
    ] {
        edit(&store, &last, |last| {
            last.stage = Stage::Closed(outcome);
            last.status_reason = None;
        })
        .await;
        seed += 1;
        let again = next(seed);
        let result = store.commit(opening(&again)).await;
        if open_again {
            assert_eq!(result, Ok(()), "{outcome:?}");
            last = again;
        } else {
            assert_eq!(result, Err(StoreError::Duplicate { what: "engagement" }), "{outcome:?}");
        }
    }
    // Nor may a declined one come back to life beside the one that followed.
    let parties = store.parties(last.engagement_id).await.unwrap();
    assert_eq!(parties.len(), 4);
    let declined = parties.iter().find(|party| party.stage == Stage::Closed(Outcome::Expired)).unwrap();
    let seen = stored(&store, &owner, declined.referral_id).await;
    let revived = Referral { stage: Stage::Active, ..parsed(&seen) };
    let result = store.commit(changing(&seen, &revived)).await;
    assert_eq!(result, Err(StoreError::Duplicate { what: "engagement" }));
}

fn with_key(referral: &Referral, principal: u128, key: &str, at: Time) -> Commit {
    opening(referral).with_idempotency(Some(IdempotencyRecord {
        organization_id: referral.organization_id.clone(),
        principal_id: Uuid::from_u128(principal),
        key: key.to_owned(),
        fingerprint: format!("print of {}", referral.id),
        created_at: at,
    }))
}

async fn r209_a_key_is_used_once_and_replays_the_first_answer(store: Store) {
    let owner = organization("contoso");
    let at = Time::from_unix_seconds(1_780_000_000);
    let first = deal(&owner, 1);
    let person = Uuid::from_u128(1);
    assert_eq!(store.replay(&owner, person, "key").await.unwrap(), None);
    let commit = with_key(&first, 1, "key", at);
    let document = commit.document.clone();
    store.commit(commit).await.unwrap();
    let before = everything(&store).await;
    let refused = Err(StoreError::Duplicate { what: "idempotency key" });
    assert_eq!(store.commit(with_key(&deal(&owner, 2), 1, "key", at)).await, refused);
    // The retry of the very same body, too, is told apart from a referral that exists.
    assert_eq!(store.commit(with_key(&first, 1, "key", at)).await, refused);
    assert_eq!(everything(&store).await, before);

    // Later changes don't change what the first call answered.
    edit(&store, &first, |deal| deal.name = Some("later".to_owned())).await;
    let replay = store.replay(&owner, person, "key").await.unwrap().unwrap();
    assert_eq!((replay.referral_id, replay.version), (first.id, 1));
    assert_eq!((&replay.document, replay.updated_at), (&document, first.updated_at));
    assert_eq!(replay.fingerprint, format!("print of {}", first.id));

    // The same key of somebody else is another one; so is one that differs in case.
    for (seed, principal, key) in [(10, 2, "key"), (11, 1, "KEY"), (12, 1, "key "), (13, 1, "ключ 🗝")]
    {
        let other = deal(&owner, seed);
        store.commit(with_key(&other, principal, key, at)).await.unwrap();
        let replay = store.replay(&owner, Uuid::from_u128(principal), key).await.unwrap().unwrap();
        assert_eq!(replay.referral_id, other.id);
    }
    let theirs = deal(&organization("fabrikam"), 30);
    store.commit(with_key(&theirs, 1, "key", at)).await.unwrap();
    assert_eq!(store.replay(&owner, person, "key").await.unwrap().unwrap().referral_id, first.id);
}

async fn r209_of_many_creates_at_once_with_one_key_one_wins(store: Store) {
    let owner = organization("contoso");
    let at = Time::from_unix_seconds(1_780_000_000);
    let creates = (0..16).map(|seed| {
        let (store, deal) = (store.clone(), deal(&owner, seed));
        tokio::spawn(async move { (deal.id, store.commit(with_key(&deal, 1, "key", at)).await) })
    });
    let results: Vec<_> = join_all(creates).await.into_iter().map(Result::unwrap).collect();
    let won: Vec<_> = results.iter().filter(|(_, result)| result.is_ok()).collect();
    assert_eq!(won.len(), 1, "{results:?}");
    let refused = Err(StoreError::Duplicate { what: "idempotency key" });
    assert_eq!(results.iter().filter(|(_, result)| *result == refused).count(), 15, "{results:?}");
    assert_eq!(number(&store, "SELECT count(*) FROM referral").await, 1);
    let replay = store.replay(&owner, Uuid::from_u128(1), "key").await.unwrap().unwrap();
    assert_eq!(replay.referral_id, won[0].0);
}

async fn r209_old_keys_are_forgotten(store: Store) {
    let owner = organization("contoso");
    let at = Time::from_unix_seconds(1_780_000_000);
    for (seed, seconds) in [(1, 0), (2, 10), (3, 20)] {
        let commit = with_key(&deal(&owner, seed), 1, &format!("key {seed}"), at.plus_seconds(seconds));
        store.commit(commit).await.unwrap();
    }
    assert_eq!(store.forget_idempotency(at).await, Ok(0));
    assert_eq!(store.forget_idempotency(at.plus_seconds(20)).await, Ok(2));
    let person = Uuid::from_u128(1);
    assert_eq!(store.replay(&owner, person, "key 1").await.unwrap(), None);
    assert_eq!(store.replay(&owner, person, "key 2").await.unwrap(), None);
    assert!(store.replay(&owner, person, "key 3").await.unwrap().is_some());
    // A forgotten key may be used again, and the deals are still there.
    store.commit(with_key(&deal(&owner, 4), 1, "key 1", at.plus_seconds(30))).await.unwrap();
    assert_eq!(number(&store, "SELECT count(*) FROM referral").await, 4);
}

async fn r316_a_favourite_is_ones_own(store: Store) {
    let owner = organization("contoso");
    let (one, other) = (deal(&owner, 1), deal(&owner, 2));
    fill(&store, &[one.clone(), other.clone()]).await;
    let ada = viewer(&owner);
    let bora = Viewer { principal_id: Uuid::from_u128(2), ..ada.clone() };
    let marked = Predicate::Is(Comparison {
        field: Field::Favorite,
        fold: Fold::AsIs,
        test: Test::Eq(Scalar::Bool(true)),
    });
    for favorite in [true, true, false, false, true] {
        let before = everything(&store).await;
        store.set_favorite(&ada, one.id, favorite).await.unwrap();
        assert_eq!(everything(&store).await, before, "a mark is no change of the record");
        for (viewer, id, expected) in [
            (&ada, one.id, favorite),
            (&ada, other.id, false),
            (&bora, one.id, false),
            (&bora, other.id, false),
        ] {
            assert_eq!(store.get(viewer, id).await.unwrap().unwrap().favorite, expected);
            let page = store.list(viewer, &query(Predicate::always())).await.unwrap();
            assert_eq!(page.rows.iter().find(|row| row.id == id).unwrap().favorite, expected);
            let page = store.list(viewer, &query(marked.clone())).await.unwrap();
            assert_eq!(page.rows.iter().any(|row| row.id == id), expected);
            assert_eq!(page.count, page.rows.len() as u64);
            let rest = query(Predicate::Not(Box::new(marked.clone())));
            let page = store.list(viewer, &rest).await.unwrap();
            assert_eq!(page.rows.iter().any(|row| row.id == id), !expected);
        }
    }
    // It stays through changes of the deal, in every state.
    edit(&store, &one, |deal| deal.stage = Stage::Closed(Outcome::Won)).await;
    assert!(store.get(&ada, one.id).await.unwrap().unwrap().favorite);
    store.set_favorite(&ada, one.id, false).await.unwrap();
    assert!(!store.get(&ada, one.id).await.unwrap().unwrap().favorite);
}

async fn r312_parties_see_the_latest_state_and_nothing_private(store: Store) {
    let ours = organization("contoso");
    let mut own = deal(&ours, 1);
    own.stage = Stage::New(Waiting::Pending);
    own.details.notes = Some("SECRET note".to_owned());
    own.details.value = Some(ortak_domain::Amount::from_units(4_242_424_242).unwrap());
    own.external_reference_id = Some("SECRET crm".to_owned());
    own.campaign_id = Some("SECRET campaign".to_owned());
    own.name = Some("SECRET name".to_owned());
    own.status_reason = Some("SECRET reason".to_owned());
    own.invite.notes = Some("SECRET invitation".to_owned());
    "SECRET customer".clone_into(&mut own.customer.name);
    let theirs = Referral { engagement_id: own.engagement_id, ..deal(&organization("fabrikam"), 2) };
    let unrelated = deal(&ours, 3);
    fill(&store, &[own.clone(), theirs.clone(), unrelated]).await;

    for stage in [
        Stage::New(Waiting::Received),
        Stage::Active,
        Stage::Closed(Outcome::Lost(Reason::Other)),
        Stage::Closed(Outcome::Won),
        Stage::Closed(Outcome::Declined(Reason::Other)),
        Stage::Closed(Outcome::Expired),
    ] {
        own = edit(&store, &own, |own| {
            own.stage = stage;
            own.closed_at = Some(Time::from_unix_seconds(1_780_000_000));
            own.organization_name.push('!');
        })
        .await;
        let mut parties = store.parties(own.engagement_id).await.unwrap();
        parties.sort_by_key(|party| party.referral_id != own.id);
        assert_eq!(parties, [PartyView::of(&own), PartyView::of(&theirs)]);
    }
    let everything = format!("{:?}", rows(&store, "SELECT * FROM party").await);
    assert!(!everything.contains("SECRET"), "{everything}");
    assert!(!everything.contains("4242424242") && !everything.contains("424242.4242"), "{everything}");
    assert_eq!(store.parties(ortak_domain::EngagementId(Uuid::nil())).await.unwrap(), []);
}

async fn r314_history_is_complete_and_in_order(store: Store) {
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&deal)).await;
    for version in 2..=12 {
        edit(&store, &deal, |deal| deal.name = Some(format!("İsim {version}"))).await;
    }
    edit(&store, &deal, |deal| deal.stage = Stage::Closed(Outcome::Won)).await;
    let history = store.history(&owner, deal.id).await.unwrap();
    let versions: Vec<i64> = history.iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..=13).collect::<Vec<_>>());
    let kinds: Vec<&str> = history.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!((kinds[0], kinds[1], kinds[12]), ("created", "changed", "won"));
    let changes = r#"[{"path":"name","before":"İsim 11","after":"İsim 12"}]"#;
    assert_eq!(history[11].changes, changes);
    for event in &history {
        assert_eq!((&event.organization_id, event.referral_id), (&owner, deal.id));
        assert_eq!((event.actor_kind.as_str(), event.request_id.as_str()), ("person", "request-1"));
        assert_eq!(event.actor_id, Uuid::from_u128(1).to_string());
    }
    assert_eq!(history[12].hash, stored(&store, &owner, deal.id).await.history_hash);
    assert!(store.history(&owner, ReferralId(Uuid::nil())).await.unwrap().is_empty());
    let report = audit::verify(&app(&store)).await.unwrap();
    assert_eq!((report.referrals, report.events, report.findings), (1, 13, Vec::new()));
}

async fn r314_the_latest_events_of_an_organization_are_paged_without_loss(store: Store) {
    let contoso = organization("contoso");
    // At the same moment, so that the ids decide.
    let referrals: Vec<Referral> = (1..=5).map(|number| deal(&contoso, number)).collect();
    fill(&store, &referrals).await;
    fill(&store, &[deal(&organization("fabrikam"), 9)]).await;
    edit(&store, &referrals[0], |next| next.name = Some("Renamed".to_owned())).await;
    let all = store.latest_events(&contoso, None, 100).await.unwrap();
    assert_eq!(all.len(), 6);
    assert!(all.iter().all(|named| named.event.organization_id == contoso));
    let names: Vec<_> = all.iter().filter(|named| named.event.referral_id == referrals[0].id).collect();
    assert!(names.len() == 2 && names.iter().all(|named| named.deal.as_deref() == Some("Renamed")));
    let key = |named: &NamedEvent| (named.event.at, named.event.referral_id, named.event.version);
    assert!(all.windows(2).all(|pair| key(&pair[0]) > key(&pair[1])), "the latest first");
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let page = store.latest_events(&contoso, after, 2).await.unwrap();
        let Some(NamedEvent { event: last, .. }) = page.last() else { break };
        after = Some(EventPosition { at: last.at, referral_id: last.referral_id, version: last.version });
        paged.extend(page);
    }
    assert_eq!(paged, all);
}

async fn r314_tampering_shows(store: Store) {
    let owner = organization("contoso");
    let deals: Vec<Referral> = (0..10).map(|seed| deal(&owner, seed)).collect();
    fill(&store, &deals).await;
    for deal in &deals {
        for name in ["two", "three"] {
            edit(&store, deal, |deal| deal.name = Some(name.to_owned())).await;
        }
    }
    assert!(audit::verify(&app(&store)).await.unwrap().findings.is_empty());
    let attacks = [
        ("UPDATE event SET changes = '[]' WHERE referral_id = $1 AND version = 2", "was changed after"),
        ("UPDATE event SET actor_id = 'x' WHERE referral_id = $1 AND version = 1", "was changed after"),
        ("UPDATE event SET at = at + 1 WHERE referral_id = $1 AND version = 3", "was changed after"),
        ("DELETE FROM event WHERE referral_id = $1 AND version = 1", "stands where"),
        ("DELETE FROM event WHERE referral_id = $1 AND version = 2", "does not continue"),
        ("DELETE FROM event WHERE referral_id = $1 AND version = 3", "not the one that the referral names"),
        (
            "UPDATE referral SET document = replace(document, 'three', 'drei') WHERE id = $1",
            "without an event",
        ),
        ("UPDATE referral SET version = 2 WHERE id = $1", "not the one that the referral names"),
        ("UPDATE event SET version = 4 WHERE referral_id = $1 AND version = 3", "stands where"),
        ("DELETE FROM referral WHERE id = $1", "is gone"),
    ];
    let mut hurt = BTreeSet::new();
    for ((sql, problem), deal) in attacks.into_iter().zip(&deals) {
        tamper(&store, sql, vec![Value::Text(deal.id.to_string())]).await;
        hurt.insert(deal.id);
        let report = audit::verify(&app(&store)).await.unwrap();
        let found: BTreeSet<ReferralId> =
            report.findings.iter().filter_map(|finding| finding.referral_id).collect();
        assert_eq!(found, hurt, "after {sql}");
        let told = |finding: &&audit::Finding| {
            finding.referral_id == Some(deal.id) && finding.problem.contains(problem)
        };
        assert!(report.findings.iter().any(|finding| told(&finding)), "after {sql}: {:?}", report.findings);
    }
}

async fn every_write_is_told_to_the_outbox(store: Store) {
    let owner = organization("contoso");
    let deal = deal(&owner, 1);
    fill(&store, std::slice::from_ref(&deal)).await;
    edit(&store, &deal, |deal| deal.name = Some("two".to_owned())).await;
    let sql = "SELECT topic, version, organization_id, engagement_id, referral_id FROM outbox ORDER BY id";
    let told = rows(&store, sql).await;
    assert_eq!(told.len(), 2);
    for (row, (topic, version)) in told.iter().zip([("referral-created", 1), ("referral-updated", 2)]) {
        assert_eq!((row.text(0).unwrap(), row.int(1).unwrap()), (topic, version));
        assert_eq!(row.text(2).unwrap(), owner.as_str());
        assert_eq!(row.text(3).unwrap(), deal.engagement_id.to_string());
        assert_eq!(row.text(4).unwrap(), deal.id.to_string());
    }
}

async fn many_commits_are_all_or_nothing(store: Store) {
    let owner = organization("contoso");
    let deals = referrals(&owner, 1, 30);
    let mut commits: Vec<Commit> = deals.iter().map(opening).collect();
    commits.push(opening(&Referral { id: deals[7].id, ..referral(&owner, 1) }));
    assert_eq!(store.commit_all(commits).await, Err(StoreError::Duplicate { what: "referral" }));
    for table in [
        "SELECT count(*) FROM referral",
        "SELECT count(*) FROM referral_team",
        "SELECT count(*) FROM event",
        "SELECT count(*) FROM outbox",
        "SELECT count(*) FROM party",
    ] {
        assert_eq!(number(&store, table).await, 0, "{table}");
    }
    assert_eq!(store.get(&viewer(&owner), deals[0].id).await.unwrap(), None);
    store.commit_all(Vec::new()).await.unwrap();
    fill(&store, &deals).await;
    assert_eq!(count(&store, &viewer(&owner)).await, 30);
}

async fn heads_come_in_pages(store: Store) {
    let owners = ["contoso", "a", "fabrikam-2", "fabrikam_1"].map(organization);
    let mut expected = Vec::new();
    for (owner, seed) in owners.iter().zip(1..) {
        let all = referrals(owner, seed, 9);
        fill(&store, &all).await;
        expected.extend(all.iter().map(|referral| (owner.clone(), referral.id)));
    }
    expected.sort();
    for limit in [1, 4, 9, 36, 100] {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = store.heads(after, limit).await.unwrap();
            assert!(page.len() <= limit);
            let Some((organization, last)) = page.last() else { break };
            after = Some((organization.clone(), last.id));
            found.extend(page.into_iter().map(|(organization, head)| (organization, head.id)));
        }
        assert_eq!(found, expected, "in pages of {limit}");
    }
}

async fn a_filter_with_many_links_is_no_problem(store: Store) {
    let owner = organization("contoso");
    let deals = referrals(&owner, 1, 5);
    fill(&store, &deals).await;
    let is = |name: String| {
        Predicate::Is(Comparison {
            field: Field::Name,
            fold: Fold::AsIs,
            test: Test::Eq(Scalar::Text(name.into())),
        })
    };
    let id = Predicate::Is(Comparison {
        field: Field::Id,
        fold: Fold::AsIs,
        test: Test::Eq(Scalar::Text(deals[3].id.to_string().into())),
    });
    let mut links: Vec<Predicate> = (0..1_500).map(|i| is(format!("no such name {i}"))).collect();
    links.push(id);
    let page = store.list(&viewer(&owner), &query(Predicate::Or(links.clone()))).await.unwrap();
    assert_eq!(ids(&page.rows), [deals[3].id]);
    let none = links.into_iter().map(|link| Predicate::Not(Box::new(link))).collect();
    let page = store.list(&viewer(&owner), &query(Predicate::And(none))).await.unwrap();
    assert_eq!(page.count, 4);
}

/// A NUL is in no stored text, and PostgreSQL takes none as a parameter.
async fn a_filter_finds_nothing_by_what_no_text_can_hold(store: Store) {
    let owner = organization("contoso");
    fill(&store, &referrals(&owner, 1, 5)).await;
    let text = || Scalar::Text("a\0b".into());
    for test in [
        Test::Eq(text()),
        Test::In(vec![text()]),
        Test::Contains("\0".to_owned()),
        Test::StartsWith("\0".to_owned()),
        Test::EndsWith("\0".to_owned()),
    ] {
        for field in [Field::CustomerName, Field::Notes, Field::Id] {
            let is = Predicate::Is(Comparison { field, fold: Fold::AsIs, test: test.clone() });
            let page = store.list(&viewer(&owner), &query(is)).await.unwrap();
            assert_eq!(page.count, 0, "{field:?} {test:?}");
        }
    }
}

async fn ping_says_that_the_database_is_there(store: Store) {
    assert_eq!(store.ping().await, Ok(()));
    let other = store.clone();
    store.close().await;
    assert!(matches!(other.ping().await, Err(StoreError::Unavailable(_))));
    let result = other.get(&viewer(&organization("contoso")), ReferralId(Uuid::nil())).await;
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
}
