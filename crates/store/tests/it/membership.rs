//! Who may change what others may do (R402).

use ortak_app::account::people::{self, Invite, MemberState};
use ortak_app::account::{mail, totp};
use ortak_app::port::{
    Accounts as _, Audit as _, Clock as _, Credentials as _, MailAbout, Membership, MembershipChange,
    PasskeyRecord, StoreError,
};
use ortak_domain::{AuditKind, PersonId, Role, Scope};
use ortak_store::Store;
use uuid::Uuid;

use crate::accounts::partner;
use crate::harness::on_both;
use crate::links::code;
use crate::people::{ADA, Bench, access, problems};

on_both! {
    r402_an_administrator_changes_people_of_their_own_organization_only,
    r402_the_last_administrator_stays,
    r402_who_was_invited_and_never_came_is_no_administrator_left,
    a_role_change_leaves_a_disabling_of_somebody_else_as_it_is,
    a_second_factor_is_reset_by_another_administrator,
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
            code(people::change_role(&bench.app, &ctx, id, None, &access("partner_admin", &[])).await),
            "not_found"
        );
        assert_eq!(code(people::reset_link(&bench.app, &ctx, id).await), "not_found");
    }
    let change = async |role: &str, locations: &[&str]| {
        people::change_role(&bench.app, &ctx, can.id, None, &access(role, locations)).await
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
        code(people::change_role(&bench.app, &user, can.id, None, &access("partner_admin", &[])).await),
        "role_required"
    );
}

async fn r402_the_last_administrator_stays(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let (ctx, ada) = (bench.ctx(&session), session.person_id);
    bench.hire("msft", "bo@nordwind.example", Role::ProgrammeAdmin).await;
    let demote =
        async |id| people::change_role(&bench.app, &ctx, id, None, &access("referrals_user", &[])).await;
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
    let demote =
        async |id| people::change_role(&bench.app, &ctx, id, None, &access("referrals_user", &[])).await;
    let (one, other) = tokio::join!(demote(PersonId(ada)), demote(can.id));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1, "{one:?} {other:?}");
}

async fn r402_who_was_invited_and_never_came_is_no_administrator_left(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let (ctx, ada) = (bench.ctx(&session), session.person_id);
    let invited = Invite {
        name: "Can Demir".to_owned(),
        email: CAN.to_owned(),
        role: "partner_admin".to_owned(),
        locations: Vec::new(),
        language: "tr".to_owned(),
    };
    let (_, link) = people::invite(&bench.app, &ctx, invited).await.unwrap();
    let demote =
        async || people::change_role(&bench.app, &ctx, ada, None, &access("referrals_user", &[])).await;
    assert_eq!(code(demote().await), "last_admin");
    let origin = ortak_app::Origin::default();
    people::accept_invitation(&bench.app, &link.token, "Can", "mavi tren dağda uyudu", &origin)
        .await
        .unwrap();
    demote().await.unwrap();
}

async fn a_role_change_leaves_a_disabling_of_somebody_else_as_it_is(store: Store) {
    let bench = Bench::new(store).await;
    let can = bench.hire("contoso", CAN, Role::ReferralsUser).await;
    let change = |to| MembershipChange {
        organization_id: can.organization_id.clone(),
        person_id: can.id,
        to,
        seen: None,
        leaves: None,
    };
    // What each of two administrators decides after both have read the person as they were.
    let since = bench.clock.now();
    bench.store.change_membership(&change(Membership::DisabledSince(since))).await.unwrap();
    let access = Membership::Access { role: Role::ReferralsAdmin, scope: Scope::Global };
    bench.store.change_membership(&change(access)).await.unwrap();
    let now = bench.person(can.id).await;
    assert_eq!((now.role, now.disabled_at), (Role::ReferralsAdmin, Some(since)));
    bench.store.change_membership(&change(Membership::Enabled)).await.unwrap();
    assert_eq!(bench.person(can.id).await.role, Role::ReferralsAdmin, "and the other way round");
    // Who decides by what has gone meanwhile decides nothing (R315).
    let limited = Scope::Locations(vec!["1".to_owned()]);
    let narrower = |role, seen| MembershipChange {
        seen: Some(seen),
        ..change(Membership::Access { role, scope: limited.clone() })
    };
    for seen in [(Role::ReferralsUser, Scope::Global), (Role::ReferralsAdmin, limited.clone())] {
        let late = narrower(Role::PartnerAdmin, seen);
        assert_eq!(bench.store.change_membership(&late).await, Err(StoreError::Stale));
    }
    let late = MembershipChange {
        leaves: Some(Role::PartnerAdmin),
        ..narrower(Role::ReferralsUser, (Role::PartnerAdmin, Scope::Global))
    };
    assert_eq!(bench.store.change_membership(&late).await, Err(StoreError::Stale));
    let in_time = narrower(Role::ReferralsUser, (Role::ReferralsAdmin, Scope::Global));
    bench.store.change_membership(&in_time).await.unwrap();
    let now = bench.person(can.id).await;
    assert_eq!((now.role, now.scope), (Role::ReferralsUser, limited));
}

async fn a_second_factor_is_reset_by_another_administrator(store: Store) {
    let bench = Bench::new(store).await;
    let can = bench.hire("contoso", CAN, Role::PartnerAdmin).await;
    let passkey = PasskeyRecord {
        organization_id: can.organization_id.clone(),
        id: Uuid::from_u128(1),
        person_id: can.id,
        credential_id: "key".to_owned(),
        name: "Key".to_owned(),
        public_key: vec![1],
        counter: 0,
        created_at: bench.clock.now(),
        used_at: None,
    };
    bench.store.add_passkey(passkey).await.unwrap();
    let theirs = bench.sign_in(CAN).await;
    totp::begin(&bench.app, &theirs, "Ortak").await.unwrap();
    bench
        .store
        .confirm_totp(&can.organization_id, can.id, bench.clock.now(), &["code".to_owned()])
        .await
        .unwrap();
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let of_themself = people::reset_second_factor(&bench.app, &ctx, PersonId(ctx.principal.id)).await;
    assert_eq!(code(of_themself), "own_second_factor");
    bench.store.create_organization(partner("fabrikam")).await.unwrap();
    let stranger = bench.hire("fabrikam", "eve@fabrikam.example", Role::PartnerAdmin).await;
    assert_eq!(code(people::reset_second_factor(&bench.app, &ctx, stranger.id).await), "not_found");
    people::reset_second_factor(&bench.app, &ctx, can.id).await.unwrap();
    let member = people::get(&bench.app, &ctx, can.id).await.unwrap();
    assert_eq!((member.has_totp, member.passkeys, member.last_seen_at), (false, 0, None));
    assert_eq!(bench.store.recovery_codes_left(&can.organization_id, can.id).await.unwrap(), 0);
    bench.opened(CAN).await;
    let mails = mail::claim(&bench.app, 10).await.unwrap();
    let told: Vec<_> = mails.iter().map(|mail| (mail.person_id, mail.about)).collect();
    assert_eq!(told, [(can.id, MailAbout::Change(AuditKind::SecondFactorReset))]);
    let events = bench.store.audit_events(&can.organization_id, None, 1).await.unwrap();
    assert_eq!(events[0].entry.kind, AuditKind::SecondFactorReset);
    assert_eq!(events[0].entry.actor_id, ctx.principal.id.to_string());
}
