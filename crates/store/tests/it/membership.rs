//! Who may change what others may do (R402).

use ortak_app::account::people::{self, MemberState};
use ortak_app::port::Accounts as _;
use ortak_domain::{PersonId, Role};
use ortak_store::Store;
use uuid::Uuid;

use crate::accounts::partner;
use crate::harness::on_both;
use crate::links::code;
use crate::people::{ADA, Bench, problems};

on_both! {
    r402_an_administrator_changes_people_of_their_own_organization_only,
    r402_the_last_administrator_stays,
    of_two_administrators_who_demote_each_other_at_once_one_stays,
}

const CAN: &str = "can@contoso.example";

async fn r402_an_administrator_changes_people_of_their_own_organization_only(store: Store) {
    let bench = Bench::new(store).await;
    bench.store.create_organization(partner("fabrikam")).await.unwrap();
    let stranger = bench.hire("fabrikam", "eve@fabrikam.example", Role::PartnerAdmin).await;
    let can = bench.hire("contoso", CAN, Role::ReferralsUser).await;
    let theirs = bench.opened(CAN).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let listed = people::list(&bench.app, &ctx).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|member| member.state == MemberState::Active && member.last_seen_at.is_some()));
    for id in [stranger.id, PersonId(Uuid::nil())] {
        assert_eq!(code(people::get(&bench.app, &ctx, id).await), "not_found");
        assert_eq!(code(people::set_enabled(&bench.app, &ctx, id, false).await), "not_found");
        assert_eq!(
            code(people::change_role(&bench.app, &ctx, id, "partner_admin", vec![]).await),
            "not_found"
        );
        assert_eq!(code(people::reset_link(&bench.app, &ctx, id).await), "not_found");
    }
    let change = async |role: &str, locations: &[&str]| {
        let locations = locations.iter().map(|l| (*l).to_owned()).collect();
        people::change_role(&bench.app, &ctx, can.id, role, locations).await
    };
    assert_eq!(problems(change("king", &[]).await), [("role".to_owned(), "unknown_role")]);
    assert_eq!(
        problems(change("vendor_seller", &["9"]).await),
        [("role".to_owned(), "role_does_not_fit"), ("locations/0".to_owned(), "unknown_location")]
    );
    assert!(bench.resolve(&theirs.token).await.is_some());
    change("referrals_admin", &["1"]).await.unwrap();
    assert_eq!(bench.resolve(&theirs.token).await, None, "sessions end with the role");
    let changed = bench.person(can.id).await;
    assert_eq!((changed.role, changed.scope.locations()), (Role::ReferralsAdmin, &["1".to_owned()][..]));
    let user = bench.ctx(&bench.sign_in(CAN).await);
    assert_eq!(code(people::set_enabled(&bench.app, &user, can.id, false).await), "role_required");
    assert_eq!(
        code(people::change_role(&bench.app, &user, can.id, "partner_admin", vec![]).await),
        "role_required"
    );
}

async fn r402_the_last_administrator_stays(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let (ctx, ada) = (bench.ctx(&session), session.person_id);
    bench.hire("msft", "bo@nordwind.example", Role::ProgrammeAdmin).await;
    let demote = async |id| people::change_role(&bench.app, &ctx, id, "referrals_user", vec![]).await;
    assert_eq!(code(demote(ada).await), "last_admin");
    assert_eq!(code(people::set_enabled(&bench.app, &ctx, ada, false).await), "last_admin");
    let can = bench.hire("contoso", CAN, Role::PartnerAdmin).await;
    people::set_enabled(&bench.app, &ctx, can.id, false).await.unwrap();
    assert_eq!(code(demote(ada).await), "last_admin", "one who is shut out runs nothing");
    people::set_enabled(&bench.app, &ctx, can.id, true).await.unwrap();
    demote(ada).await.unwrap();
    assert_eq!(bench.person(ada).await.role, Role::ReferralsUser);
    assert_eq!(code(demote(can.id).await), "last_admin");
}

async fn of_two_administrators_who_demote_each_other_at_once_one_stays(store: Store) {
    let bench = Bench::new(store).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let ada = ctx.principal.id;
    let can = bench.hire("contoso", CAN, Role::PartnerAdmin).await;
    let demote = async |id| people::change_role(&bench.app, &ctx, id, "referrals_user", vec![]).await;
    let (one, other) = tokio::join!(demote(PersonId(ada)), demote(can.id));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1, "{one:?} {other:?}");
}
