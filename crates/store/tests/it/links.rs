//! The first administrator, invitations, and new passwords: what one-time links do.

use ortak_app::AppError;
use ortak_app::Origin;
use ortak_app::account::first_run::{self, FirstRun};
use ortak_app::account::people::{self, Invite, MemberState};
use ortak_app::account::session::SignIn;
use ortak_app::account::{admin, mail, profile, reset};
use ortak_app::port::{Accounts as _, MailAbout, Purpose};
use ortak_domain::{OrganizationKind, Role};
use ortak_store::Store;
use ortak_store::conn::{Statement, Value};

use crate::harness::{number, on_both, organization};
use crate::people::{ADA, Bench, PASSWORD, problems};

on_both! {
    the_first_link_makes_the_first_administrator_once,
    a_link_for_the_first_administrator_is_good_for_a_day_and_replaced_at_each_start,
    whoever_is_invited_comes_by_a_link,
    an_invitation_is_good_once_for_a_week_and_replaced_by_the_next,
    invitations_are_checked,
    a_forgotten_password_is_set_anew_by_a_link,
    wishes_for_a_new_password_are_answered_alike_and_limited,
    links_are_mailed_until_done,
    a_mail_that_can_not_be_read_holds_up_none,
    a_password_is_changed_with_the_current_one,
}

pub const NEW: &str = "mavi tren dağda uyudu";

pub fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    match result.unwrap_err() {
        AppError::Conflict { code, .. } | AppError::Forbidden { code, .. } => code,
        AppError::NotFound => "not_found",
        AppError::TooMany { .. } => "too_many",
        other => panic!("{other:?}"),
    }
}

fn first() -> FirstRun {
    FirstRun {
        organization_name: "Nordwind".to_owned(),
        country: "DE".to_owned(),
        currency: "eur".to_owned(),
        name: "Bo Lind".to_owned(),
        email: "bo@nordwind.example".to_owned(),
        language: "en".to_owned(),
        password: PASSWORD.to_owned(),
    }
}

async fn the_first_link_makes_the_first_administrator_once(store: Store) {
    let bench = Bench::bare(store);
    let link = first_run::link(&bench.app).await.unwrap().unwrap();
    assert!(link.url("https://ortak.example/").starts_with("https://ortak.example/first-run/"));
    assert_eq!(first_run::check(&bench.app, &link.token).await.unwrap(), None);
    let nonsense = FirstRun {
        organization_name: String::new(),
        country: "Mars".to_owned(),
        currency: "gold".to_owned(),
        name: " ".to_owned(),
        email: "bo".to_owned(),
        language: "de".to_owned(),
        password: "aaaaaaaaaaaa".to_owned(),
    };
    let fields = problems(
        first_run::create(&bench.app, &link.token, organization("msft"), nonsense, &Origin::default()).await,
    );
    let fields: Vec<&str> = fields.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["currency", "organizationName", "country", "name", "email", "language", "password"]);
    let person =
        first_run::create(&bench.app, &link.token, organization("msft"), first(), &Origin::default())
            .await
            .unwrap();
    assert_eq!(person.role, Role::ProgrammeAdmin);
    let vendor = bench.store.organization(&organization("msft")).await.unwrap().unwrap().organization;
    assert_eq!(
        (vendor.name.as_str(), vendor.kind, vendor.currency.code()),
        ("Nordwind", OrganizationKind::Vendor, "EUR")
    );
    bench.opened("bo@nordwind.example").await;
    assert_eq!(first_run::link(&bench.app).await.unwrap(), None);
    assert_eq!(code(first_run::check(&bench.app, &link.token).await), "link_not_good");
    let again =
        first_run::create(&bench.app, &link.token, organization("other"), first(), &Origin::default()).await;
    assert_eq!(code(again), "link_not_good");
}

async fn a_link_for_the_first_administrator_is_good_for_a_day_and_replaced_at_each_start(store: Store) {
    let bench = Bench::empty(store).await;
    let [old, new] = [
        first_run::link(&bench.app).await.unwrap().unwrap(),
        first_run::link(&bench.app).await.unwrap().unwrap(),
    ];
    assert_eq!(code(first_run::check(&bench.app, &old.token).await), "link_not_good");
    let vendor = first_run::check(&bench.app, &new.token).await.unwrap().unwrap();
    bench.clock.advance_seconds(86_399);
    // The vendor that was there stays; what was said of it is not looked at.
    let input = FirstRun { country: String::new(), currency: String::new(), ..first() };
    let person = first_run::create(&bench.app, &new.token, organization("other"), input, &Origin::default())
        .await
        .unwrap();
    assert_eq!(person.organization_id, vendor.id);
    let bench = Bench::bare(bench.store);
    bench.clock.advance_seconds(86_400);
    assert_eq!(code(first_run::check(&bench.app, &new.token).await), "link_not_good");
}

fn can() -> Invite {
    Invite {
        name: "Can Demir".to_owned(),
        email: "Can@contoso.example".to_owned(),
        role: "referrals_user".to_owned(),
        locations: vec!["2".to_owned()],
        language: "tr".to_owned(),
    }
}

async fn whoever_is_invited_comes_by_a_link(store: Store) {
    let bench = Bench::new(store).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let (person, link) = people::invite(&bench.app, &ctx, can()).await.unwrap();
    let state = async || people::get(&bench.app, &ctx, person.id).await.unwrap().state;
    assert_eq!(state().await, MemberState::Invited);
    assert_eq!(bench.try_in("can@contoso.example", "").await, SignIn::Refused);
    let invited = people::check_invitation(&bench.app, &link.token).await.unwrap();
    assert_eq!((invited.email.as_str(), invited.language.as_str()), ("Can@contoso.example", "tr"));
    let weak =
        people::accept_invitation(&bench.app, &link.token, "", "can@contoso", &Origin::default()).await;
    assert_eq!(
        problems(weak),
        [("name".to_owned(), "required"), ("password".to_owned(), "password_too_weak")]
    );
    people::accept_invitation(&bench.app, &link.token, " Can Ö. Demir ", PASSWORD, &Origin::default())
        .await
        .unwrap();
    assert_eq!(state().await, MemberState::Active);
    let session = bench.sign_in("can@contoso.example").await;
    assert_eq!(session.principal.name, "Can Ö. Demir");
    assert_eq!(session.principal.scope.locations(), ["2"]);
    let again = people::accept_invitation(&bench.app, &link.token, "Can", NEW, &Origin::default()).await;
    assert_eq!(code(again), "link_not_good");
    assert_eq!(code(people::resend_invitation(&bench.app, &ctx, person.id).await), "not_invited");
}

async fn an_invitation_is_good_once_for_a_week_and_replaced_by_the_next(store: Store) {
    let bench = Bench::new(store).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let (person, first) = people::invite(&bench.app, &ctx, can()).await.unwrap();
    let second = people::resend_invitation(&bench.app, &ctx, person.id).await.unwrap();
    let good = async |token: &str| people::check_invitation(&bench.app, token).await.is_ok();
    assert!(!good(&first.token).await && good(&second.token).await);
    assert!(reset::check(&bench.app, &second.token).await.is_err(), "good for nothing else");
    bench.clock.advance_seconds(7 * 86_400 - 1);
    assert!(good(&second.token).await);
    people::set_enabled(&bench.app, &ctx, person.id, false).await.unwrap();
    assert!(!good(&second.token).await, "shut out");
    people::set_enabled(&bench.app, &ctx, person.id, true).await.unwrap();
    let third = people::resend_invitation(&bench.app, &ctx, person.id).await.unwrap();
    bench.clock.advance_seconds(7 * 86_400);
    assert!(!good(&third.token).await);
}

async fn invitations_are_checked(store: Store) {
    let bench = Bench::new(store).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let nonsense = Invite {
        name: String::new(),
        email: "can".to_owned(),
        role: "king".to_owned(),
        locations: vec!["2".to_owned(), "9".to_owned()],
        language: "de".to_owned(),
    };
    let fields = problems(people::invite(&bench.app, &ctx, nonsense).await);
    let fields: Vec<&str> = fields.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["role", "name", "email", "language", "locations/1"]);
    let vendors = Invite { role: "programme_admin".to_owned(), ..can() };
    assert_eq!(problems(people::invite(&bench.app, &ctx, vendors).await)[0].1, "role_does_not_fit");
    let taken = Invite { email: "ADA@contoso.example".to_owned(), ..can() };
    assert_eq!(
        problems(people::invite(&bench.app, &ctx, taken).await),
        [("email".to_owned(), "email_taken")]
    );
    let (_, link) = people::invite(&bench.app, &ctx, can()).await.unwrap();
    people::accept_invitation(&bench.app, &link.token, "Can", PASSWORD, &Origin::default()).await.unwrap();
    let user = bench.ctx(&bench.sign_in("can@contoso.example").await);
    assert_eq!(code(people::invite(&bench.app, &user, can()).await), "role_required");
    assert_eq!(code(people::list(&bench.app, &user).await), "role_required");
}

async fn a_forgotten_password_is_set_anew_by_a_link(store: Store) {
    let bench = Bench::new(store).await;
    let opened = bench.opened(ADA).await;
    reset::request(&bench.app, " ADA@contoso.example", "192.0.2.1").await.unwrap();
    let mails = mail::claim(&bench.app, 10).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].about, mails[0].to_address.as_str()), (MailAbout::Link(Purpose::Reset), ADA));
    let url = mails[0].url("https://ortak.example");
    let token = url.strip_prefix("https://ortak.example/reset/").unwrap();
    assert_eq!(reset::check(&bench.app, token).await.unwrap().id, opened.person_id);
    assert_eq!(
        problems(reset::reset(&bench.app, token, "short", &[], &Origin::default()).await),
        [("password".to_owned(), "password_too_short")]
    );
    reset::reset(&bench.app, token, NEW, &[], &Origin::default()).await.unwrap();
    assert_eq!(bench.resolve(&opened.token).await, None, "all sessions end");
    assert_eq!(bench.try_in(ADA, PASSWORD).await, SignIn::Refused);
    assert!(matches!(bench.try_in(ADA, NEW).await, SignIn::SignedIn(_)));
    assert_eq!(
        code(reset::reset(&bench.app, token, PASSWORD, &[], &Origin::default()).await),
        "link_not_good"
    );
    bench.clock.advance_seconds(3600);
    reset::request(&bench.app, ADA, "192.0.2.1").await.unwrap();
    let mails = mail::claim(&bench.app, 10).await.unwrap();
    let url = mails.last().unwrap().url("https://ortak.example");
    bench.clock.advance_seconds(3600);
    let late =
        reset::reset(&bench.app, url.rsplit('/').next().unwrap(), PASSWORD, &[], &Origin::default()).await;
    assert_eq!(code(late), "link_not_good");
}

async fn wishes_for_a_new_password_are_answered_alike_and_limited(store: Store) {
    let bench = Bench::new(store).await;
    for _ in 0..10 {
        reset::request(&bench.app, ADA, "192.0.2.1").await.unwrap();
        reset::request(&bench.app, "nobody@contoso.example", "192.0.2.1").await.unwrap();
        reset::request(&bench.app, "\0", "192.0.2.1").await.unwrap();
    }
    let mails = async || mail::claim(&bench.app, 100).await.unwrap().len();
    assert_eq!(mails().await, 1, "the latest link of whom there is");
    assert_eq!(number(&bench.store, "SELECT count(*) FROM account_mail").await, 1, "the others are dropped");
    for _ in 0..20 {
        reset::request(&bench.app, "x@y.example", "192.0.2.1").await.unwrap();
    }
    assert_eq!(code(reset::request(&bench.app, ADA, "192.0.2.1").await), "too_many");
    let ada = bench.opened(ADA).await.person_id;
    admin::set_person_enabled(&bench.app, ada, false).await.unwrap();
    bench.clock.advance_seconds(100_000);
    reset::request(&bench.app, ADA, "192.0.2.2").await.unwrap();
    let links =
        "SELECT count(*) FROM one_time_token t JOIN person p ON p.id = t.person_id WHERE t.purpose = 'reset'";
    assert_eq!(number(&bench.store, links).await, 0);
    assert_eq!(mails().await, 0, "disabled: no mail");
}

async fn links_are_mailed_until_done(store: Store) {
    let bench = Bench::new(store).await;
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    let (person, link) = people::invite(&bench.app, &ctx, can()).await.unwrap();
    let claim = async || mail::claim(&bench.app, 10).await.unwrap();
    let first = claim().await;
    assert_eq!(first[0].url("https://o.example"), link.url("https://o.example"));
    assert_eq!((first[0].language.as_str(), first[0].attempts), ("tr", 1));
    assert!(claim().await.is_empty(), "claimed");
    bench.clock.advance_seconds(120);
    let second = claim().await;
    assert_eq!((second[0].id, second[0].attempts), (first[0].id, 2));
    mail::done(&bench.app, &second[0]).await.unwrap();
    bench.clock.advance_seconds(120);
    assert!(claim().await.is_empty());
    // What is worth nothing any more is not mailed.
    people::resend_invitation(&bench.app, &ctx, person.id).await.unwrap();
    people::resend_invitation(&bench.app, &ctx, person.id).await.unwrap();
    assert_eq!(claim().await.len(), 1);
    let sealed = crate::harness::rows(&bench.store, "SELECT sealed FROM account_mail").await;
    assert!(!String::from_utf8_lossy(sealed[0].bytes(0).unwrap()).contains(&link.token));
}

async fn a_password_is_changed_with_the_current_one(store: Store) {
    let bench = Bench::new(store).await;
    let other = bench.opened(ADA).await;
    let opened = bench.opened(ADA).await;
    let session = bench.resolve(&opened.token).await.unwrap();
    let change =
        async |current: &str, new: &str| profile::change_password(&bench.app, &session, current, new).await;
    assert_eq!(
        problems(change("wrong", "ada@contoso.example").await),
        [("currentPassword".to_owned(), "wrong_password"), ("newPassword".to_owned(), "password_too_weak")]
    );
    assert_eq!(
        problems(change(PASSWORD, PASSWORD).await),
        [("newPassword".to_owned(), "password_unchanged")]
    );
    change(PASSWORD, NEW).await.unwrap();
    assert!(bench.resolve(&opened.token).await.is_some(), "whoever changed it goes on");
    assert_eq!(bench.resolve(&other.token).await, None);
    assert_eq!(bench.try_in(ADA, PASSWORD).await, SignIn::Refused);
    for _ in 0..5 {
        change("wrong", PASSWORD).await.unwrap_err();
    }
    assert_eq!(code(change(NEW, PASSWORD).await), "too_many");
}

async fn a_mail_that_can_not_be_read_holds_up_none(store: Store) {
    let bench = Bench::new(store).await;
    reset::request(&bench.app, ADA, "192.0.2.1").await.unwrap();
    let damage =
        Statement::new("damage", "UPDATE account_mail SET sealed = $1", vec![Value::Bytes(vec![7; 64])]);
    bench.store.database().write(vec![damage]).await.unwrap();
    let ctx = bench.ctx(&bench.sign_in(ADA).await);
    people::invite(&bench.app, &ctx, can()).await.unwrap();
    let claimed = mail::claim(&bench.app, 10).await.unwrap();
    assert_eq!(
        claimed.iter().map(|mail| mail.about).collect::<Vec<_>>(),
        [MailAbout::Link(Purpose::Invitation)]
    );
    assert_eq!(number(&bench.store, "SELECT count(*) FROM account_mail").await, 2, "another key may read it");
}
