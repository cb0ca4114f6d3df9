//! The log of account changes, the last use of API clients, fresh proofs of identity, and forms that are kept.

use futures_util::future::join_all;
use ortak_app::account::clients::{self, ClientInput};
use ortak_app::account::kept::{self, KEPT_SECONDS, Lost};
use ortak_app::account::passkey::RelyingParty;
use ortak_app::account::people::{self, Invite};
use ortak_app::account::session::{FRESH_SECONDS, SignIn};
use ortak_app::account::{passkey, profile, proof, stages, totp};
use ortak_app::once::Once;
use ortak_app::port::{Accounts as _, Audit as _, Redirection};
use ortak_app::{Ctx, Origin, audit};
use ortak_domain::referral::SalesStage;
use ortak_domain::{AuditActor, AuditKind, OrganizationKind, Role, StageName, Violations};
use ortak_store::Store;
use ortak_store::conn::Statement;

use crate::accounts::partner;
use crate::harness::{on_both, organization};
use crate::links::code;
use crate::people::{ADA, Bench, PASSWORD, access, problems};

on_both! {
    account_changes_are_logged_with_who_whom_and_where_from,
    what_changes_nothing_is_not_logged,
    r602_the_log_says_whom_the_contacts_of_a_location_gained_and_lost,
    many_changes_at_once_make_one_chain,
    a_log_that_was_tampered_with_is_found,
    the_log_is_for_administrators_of_the_organization,
    a_use_of_an_api_client_is_written_once_in_some_minutes,
    changing_a_factor_needs_a_fresh_proof,
    a_kept_form_is_for_its_sender_alone,
}

const CAN: &str = "can@contoso.example";

async fn kinds(bench: &Bench, owner: &str) -> Vec<AuditKind> {
    let events = bench.store.audit_events_after(&organization(owner), 0, 1000).await.unwrap();
    events.iter().map(|event| event.entry.kind).collect()
}

/// Leaves the organization with this one name of a stage.
async fn name_stage(bench: &Bench, ctx: &Ctx, name: &str) {
    let names = [StageName { name: name.to_owned(), stage: SalesStage::Qualified }];
    stages::save(&bench.app, ctx, None, &names, Violations::new()).await.unwrap();
}

async fn account_changes_are_logged_with_who_whom_and_where_from(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let ctx = bench.ctx(&session);
    let invite = Invite {
        name: "Can".to_owned(),
        email: CAN.to_owned(),
        role: "referrals_user".to_owned(),
        locations: Vec::new(),
        language: "tr".to_owned(),
    };
    let (can, _) = people::invite(&bench.app, &ctx, invite).await.unwrap();
    let link = people::resend_invitation(&bench.app, &ctx, can.id).await.unwrap();
    let origin = Origin { request_id: "r-2".to_owned(), address: "198.51.100.4".to_owned() };
    people::accept_invitation(&bench.app, &link.token, "Can", PASSWORD, &origin).await.unwrap();
    people::change_role(&bench.app, &ctx, can.id, None, &access("referrals_admin", &["1"])).await.unwrap();
    people::set_enabled(&bench.app, &ctx, can.id, false).await.unwrap();
    people::set_enabled(&bench.app, &ctx, can.id, true).await.unwrap();
    people::reset_link(&bench.app, &ctx, can.id).await.unwrap();
    profile::change_password(&bench.app, &session, PASSWORD, "violet teapots orbit quietly").await.unwrap();
    let input =
        ClientInput { name: "CRM".to_owned(), role: "referrals_admin".to_owned(), locations: Vec::new() };
    let (client, _) = clients::create(&bench.app, &ctx, input, &Once::default()).await.unwrap();
    clients::renew_secret(&bench.app, &ctx, client.id).await.unwrap();
    let back = Redirection { uris: vec!["https://crm.example/back".to_owned()], is_public: false };
    clients::set_redirection(&bench.app, &ctx, client.id, None, &back).await.unwrap();
    clients::set_enabled(&bench.app, &ctx, client.id, false).await.unwrap();
    name_stage(&bench, &ctx, "Keşif").await;

    let events = bench.store.audit_events_after(&organization("contoso"), 0, 100).await.unwrap();
    let found: Vec<AuditKind> = events.iter().map(|event| event.entry.kind).collect();
    assert_eq!(
        found,
        [
            AuditKind::PersonCreated,
            AuditKind::PersonInvited,
            AuditKind::InvitationRenewed,
            AuditKind::InvitationAccepted,
            AuditKind::RoleChanged,
            AuditKind::PersonDisabled,
            AuditKind::PersonEnabled,
            AuditKind::ResetLinkMade,
            AuditKind::PasswordChanged,
            AuditKind::ClientCreated,
            AuditKind::ClientSecretRenewed,
            AuditKind::ClientRedirectsChanged,
            AuditKind::ClientDisabled,
            AuditKind::StageNamesChanged,
        ]
    );
    assert_eq!(events[0].entry.actor, AuditActor::Operator);
    let invited = &events[1].entry;
    assert_eq!((invited.actor, &invited.actor_id), (AuditActor::Person, &session.person_id.to_string()));
    assert_eq!((&*invited.request_id, &*invited.address), ("request-1", "192.0.2.7"));
    assert_eq!(invited.subject, can.id.to_string());
    let accepted = &events[3].entry;
    assert_eq!((&accepted.actor_id, &*accepted.address), (&can.id.to_string(), "198.51.100.4"));
    let role: serde_json::Value = serde_json::from_str(&events[4].entry.facts).unwrap();
    assert_eq!(role["before"]["role"], "referrals_user");
    assert_eq!(role["after"], serde_json::json!({ "role": "referrals_admin", "locations": ["1"] }));
    for event in &events {
        let text = format!("{event:?}");
        assert!(!text.contains(CAN) && !text.contains(PASSWORD), "people are named by id alone: {text}");
    }
    let report = audit::verify(&bench.app).await.unwrap();
    assert_eq!((report.findings.as_slice(), report.account_changes), (&[][..], 14));
}

async fn what_changes_nothing_is_not_logged(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let ctx = bench.ctx(&session);
    let before = kinds(&bench, "contoso").await;
    // The last administrator stays, so nothing of it is told either.
    assert_eq!(code(people::set_enabled(&bench.app, &ctx, session.person_id, false).await), "last_admin");
    let wrong =
        profile::change_password(&bench.app, &session, "not it", "violet teapots orbit quietly").await;
    assert_eq!(problems(wrong).len(), 1);
    let contacts =
        ortak_app::account::admin::set_contacts(&bench.app, &organization("contoso"), "9", &[]).await;
    assert_eq!(code(contacts), "not_found");
    // Neither is saving what is there already.
    stages::save(&bench.app, &ctx, None, &[], Violations::new()).await.unwrap();
    let contoso = organization("contoso");
    let there = bench.store.organization(&contoso).await.unwrap().unwrap().locations[0].contacts.clone();
    ortak_app::account::admin::set_contacts(&bench.app, &contoso, "1", &there).await.unwrap();
    assert_eq!(kinds(&bench, "contoso").await, before);
}

async fn r602_the_log_says_whom_the_contacts_of_a_location_gained_and_lost(store: Store) {
    let bench = Bench::new(store).await;
    let contoso = organization("contoso");
    for emails in [["a@contoso.example", "b@contoso.example"], ["b@contoso.example", "c@contoso.example"]] {
        let emails = emails.map(str::to_owned);
        ortak_app::account::admin::set_contacts(&bench.app, &contoso, "1", &emails).await.unwrap();
        let stored = bench.store.organization(&contoso).await.unwrap().unwrap();
        assert_eq!(
            (stored.locations[0].contacts.as_slice(), stored.locations[1].contacts.len()),
            (&emails[..], 2)
        );
    }
    let events = bench.store.audit_events(&contoso, None, 1).await.unwrap();
    let facts: serde_json::Value = serde_json::from_str(&events[0].entry.facts).unwrap();
    assert_eq!(facts["contactsAdded"], serde_json::json!(["c@contoso.example"]));
    assert_eq!(facts["contactsRemoved"], serde_json::json!(["a@contoso.example"]));
}

async fn many_changes_at_once_make_one_chain(store: Store) {
    let bench = Bench::new(store).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let once = Once::default();
    let create = |number: usize| {
        let input = ClientInput {
            name: format!("Client {number}"),
            role: "referrals_user".to_owned(),
            locations: Vec::new(),
        };
        clients::create(&bench.app, &ctx, input, &once)
    };
    for made in join_all((0..12).map(create)).await {
        made.unwrap();
    }
    assert_eq!(kinds(&bench, "contoso").await.len(), 13);
    let report = audit::verify(&bench.app).await.unwrap();
    assert_eq!((report.findings.as_slice(), report.account_changes), (&[][..], 13));
}

async fn a_log_that_was_tampered_with_is_found(store: Store) {
    let bench = Bench::new(store).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    for name in ["Keşif", "Teklif", "Sipariş"] {
        name_stage(&bench, &ctx, name).await;
    }
    let problems = async || {
        let report = audit::verify(&bench.app).await.unwrap();
        report.findings.into_iter().map(|finding| finding.problem).collect::<Vec<_>>()
    };
    let tamper = async |sql: &'static str| {
        bench.store.database().write(vec![Statement::new("tamper", sql, Vec::new())]).await.unwrap();
    };
    assert_eq!(problems().await, [""; 0]);
    tamper("UPDATE audit_event SET address = '203.0.113.9' WHERE number = 2").await;
    assert_eq!(problems().await, ["account change 2 was changed after it was sealed"]);
    tamper("UPDATE audit_event SET address = '192.0.2.7' WHERE number = 2").await;
    assert_eq!(problems().await, [""; 0]);
    tamper("DELETE FROM audit_event WHERE number = 4").await;
    assert_eq!(problems().await, ["the log of account changes does not end where it should"]);
    tamper("DELETE FROM audit_head").await;
    assert_eq!(problems().await, ["the log of account changes does not end where it should"]);
    tamper("DELETE FROM audit_event WHERE number = 1").await;
    assert!(problems().await.contains(&"account change 2 stands where 1 belongs".to_owned()));
}

async fn the_log_is_for_administrators_of_the_organization(store: Store) {
    let bench = Bench::new(store).await;
    bench.store.create_organization(partner("fabrikam")).await.unwrap();
    bench.hire("fabrikam", "eve@fabrikam.example", Role::PartnerAdmin).await;
    bench.hire("contoso", CAN, Role::ReferralsAdmin).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    name_stage(&bench, &ctx, "Keşif").await;
    let seen = audit::accounts(&bench.app, &ctx, None, 10).await.unwrap();
    assert_eq!(seen.iter().map(|event| event.number).collect::<Vec<_>>(), [3, 2, 1], "the latest first");
    assert_eq!(audit::accounts(&bench.app, &ctx, Some(3), 1).await.unwrap()[0].number, 2);
    let user = bench.ctx(&bench.sign_in(CAN).await);
    assert_eq!(code(audit::accounts(&bench.app, &user, None, 10).await), "role_required");
    let eve = bench.ctx(&bench.sign_in("eve@fabrikam.example").await);
    let theirs = audit::accounts(&bench.app, &eve, None, 10).await.unwrap();
    assert!(theirs.iter().all(|event| event.entry.organization_id == organization("fabrikam")));
    assert_eq!(theirs.len(), 1);
    assert_eq!(eve.principal.organization_kind, OrganizationKind::Partner);
}

async fn a_use_of_an_api_client_is_written_once_in_some_minutes(store: Store) {
    let bench = Bench::new(store).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let input =
        ClientInput { name: "CRM".to_owned(), role: "referrals_user".to_owned(), locations: Vec::new() };
    let (client, _) = clients::create(&bench.app, &ctx, input, &Once::default()).await.unwrap();
    let used = async || clients::get(&bench.app, &ctx, client.id).await.unwrap().0.used_at;
    assert_eq!(used().await, None);
    let began = bench.app.clock.now();
    clients::note_use(&bench.app, client.id, began).await.unwrap();
    assert_eq!(used().await, Some(began));
    // Another process, which knows nothing of the first one.
    clients::note_use(&bench.app, client.id, began.plus_seconds(200)).await.unwrap();
    assert_eq!(used().await, Some(began), "not again for some minutes");
    clients::note_use(&bench.app, client.id, began.plus_seconds(301)).await.unwrap();
    assert_eq!(used().await, Some(began.plus_seconds(301)));
    assert_eq!(clients::list(&bench.app, &ctx).await.unwrap()[0].used_at, used().await);
}

async fn changing_a_factor_needs_a_fresh_proof(store: Store) {
    let bench = Bench::new(store).await;
    let opened = bench.opened(ADA).await;
    let session = async || bench.resolve(&opened.token).await.unwrap();
    let site = RelyingParty::of("https://ortak.example").unwrap();
    let now = session().await;
    totp::begin(&bench.app, &now, "Ortak").await.unwrap();
    passkey::begin_registration(&bench.app, &now, &site).await.unwrap();
    bench.clock.advance_seconds(FRESH_SECONDS);
    let later = session().await;
    assert!(!later.is_fresh(bench.app.clock.now()));
    assert_eq!(code(totp::begin(&bench.app, &later, "Ortak").await), "proof_needed");
    assert_eq!(code(passkey::begin_registration(&bench.app, &later, &site).await), "proof_needed");
    assert_eq!(code(passkey::remove(&bench.app, &later, later.id).await), "proof_needed");
    let wrong = proof::by_text(&bench.app, &later, "not the password").await;
    assert_eq!(problems(wrong), [("proof".to_owned(), "wrong_proof")]);
    assert_eq!(code(totp::begin(&bench.app, &session().await, "Ortak").await), "proof_needed");
    proof::by_text(&bench.app, &later, PASSWORD).await.unwrap();
    totp::begin(&bench.app, &session().await, "Ortak").await.unwrap();
    // Another session of the same person has proved nothing.
    bench.clock.advance_seconds(FRESH_SECONDS - 1);
    let SignIn::SignedIn(other) = bench.try_in(ADA, PASSWORD).await else { panic!("no session") };
    bench.clock.advance_seconds(1);
    assert_eq!(code(totp::begin(&bench.app, &session().await, "Ortak").await), "proof_needed");
    totp::begin(&bench.app, &bench.resolve(&other.token).await.unwrap(), "Ortak").await.unwrap();
}

async fn a_kept_form_is_for_its_sender_alone(store: Store) {
    let bench = Bench::new(store).await;
    bench.hire("contoso", CAN, Role::ReferralsAdmin).await;
    let ended = bench.opened(ADA).await;
    let csrf = bench.resolve(&ended.token).await.unwrap().csrf;
    ortak_app::account::session::sign_out(&bench.app, &ended.token).await.unwrap();
    let lost = Lost {
        session: &ended.token,
        csrf: &csrf,
        path: "/deals/1/edit",
        body: "name=Robots",
        address: "192.0.2.1",
    };
    let token = kept::keep(&bench.app, lost).await.unwrap().unwrap();
    let rows = bench.store.database().query("SELECT facts FROM one_time_token", Vec::new()).await.unwrap();
    assert!(rows.iter().all(|row| !row.text(0).unwrap().contains("Robots")), "it lies there encrypted");
    let (ada, can) = (bench.sign_in(ADA).await, bench.sign_in(CAN).await);
    let find = async |session, path| kept::find(&bench.app, session, &token, path).await.unwrap();
    assert_eq!(find(&ada, "/deals/1/edit").await.as_deref(), Some("name=Robots"));
    assert_eq!(find(&ada, "/deals/2/edit").await, None, "not on another page");
    assert_eq!(find(&can, "/deals/1/edit").await, None, "not for somebody else");
    assert_eq!(kept::find(&bench.app, &ada, "made up", "/deals/1/edit").await.unwrap(), None);
    // A form that was made up elsewhere has no secret of Ada's.
    let forged = Lost { csrf: "0000", ..lost };
    let forged = kept::keep(&bench.app, forged).await.unwrap().unwrap();
    assert_eq!(kept::find(&bench.app, &ada, &forged, "/deals/1/edit").await.unwrap(), None);
    let large = "x".repeat(100_000);
    assert_eq!(kept::keep(&bench.app, Lost { body: &large, ..lost }).await.unwrap(), None);
    for _ in 0..30 {
        kept::keep(&bench.app, lost).await.unwrap();
    }
    assert_eq!(kept::keep(&bench.app, lost).await.unwrap(), None, "not without end from one address");
    bench.clock.advance_seconds(KEPT_SECONDS);
    assert_eq!(find(&ada, "/deals/1/edit").await, None, "not for ever");
}
