//! Signing in, sessions, and waiting after failures.

use futures_util::future::join_all;
use ortak_app::AppError;
use ortak_app::account::admin;
use ortak_app::account::profile::{self, ProfileInput};
use ortak_app::account::session::{self, Device, SignIn};
use ortak_app::port::{Accounts as _, SecondFactor, Sessions as _};
use ortak_domain::{Density, Presentation, Role, Theme};
use ortak_store::Store;

use crate::harness::{at, number, on_both, organization, rows};
use crate::people::{ADA, Bench, PASSWORD, device, from, problems};

on_both! {
    a_session_says_who_asks,
    the_token_is_stored_nowhere,
    the_token_changes_at_sign_in,
    a_session_ends_unused_after_a_day_and_in_any_case_after_a_week,
    last_seen_is_written_at_most_once_a_minute,
    whoever_is_disabled_is_out_at_once,
    people_see_and_end_their_own_sessions_only,
    wrong_passwords_and_unknown_names_are_answered_alike,
    failures_make_one_pair_wait_long_and_the_account_a_minute_at_most,
    many_guesses_at_once_are_all_counted,
    failures_of_an_outage_do_not_count,
    ended_sessions_are_forgotten,
    profiles_are_checked_and_saved,
}

async fn a_session_says_who_asks(store: Store) {
    let bench = Bench::new(store).await;
    let opened = bench.opened("  ADA@contoso.example ").await;
    let session = bench.resolve(&opened.token).await.unwrap();
    assert_eq!((session.id, session.person_id), (opened.id, opened.person_id));
    assert_eq!(session.principal.email, ADA);
    assert_eq!(session.principal.role, Role::PartnerAdmin);
    assert_eq!(session.principal.organization_id, organization("contoso"));
    assert_eq!((session.language.as_str(), &session.presentation), ("tr", &Presentation::default()));
    assert_eq!(session.second_factor, SecondFactor::NotNeeded);
    assert_eq!(session.csrf, bench.resolve(&opened.token).await.unwrap().csrf);
    assert_ne!(session.csrf, bench.sign_in(ADA).await.csrf);
    for token in ["", "\0", "nonsense", &opened.token[1..], &opened.token.to_lowercase()] {
        assert_eq!(bench.resolve(token).await, None, "{token}");
    }
}

async fn the_token_is_stored_nowhere(store: Store) {
    let bench = Bench::new(store).await;
    let opened = bench.opened(ADA).await;
    let csrf = bench.resolve(&opened.token).await.unwrap().csrf;
    let rows = rows(&bench.store, "SELECT hash, id, user_agent, address FROM session").await;
    let stored: Vec<&str> = (0..4).map(|at| rows[0].text(at).unwrap()).collect();
    assert!(!stored.contains(&opened.token.as_str()) && !stored.contains(&csrf.as_str()));
    assert_eq!(stored[0].len(), 64);
    assert_eq!(&stored[2..], ["Browser 1.0 İ", "192.0.2.1"]);
    assert!(!format!("{opened:?}").contains(&opened.token));
}

async fn the_token_changes_at_sign_in(store: Store) {
    let bench = Bench::new(store).await;
    let first = bench.opened(ADA).await;
    let again = Device { previous: Some(first.token.clone()), ..device() };
    let SignIn::SignedIn(second) = session::sign_in(&bench.app, ADA, PASSWORD, &again).await.unwrap() else {
        panic!("the password is right");
    };
    assert_ne!(first.token, second.token);
    assert_eq!(bench.resolve(&first.token).await, None, "the one before has ended");
    assert!(bench.resolve(&second.token).await.is_some());
    session::sign_out(&bench.app, &second.token).await.unwrap();
    assert_eq!(bench.resolve(&second.token).await, None);
    session::sign_out(&bench.app, &second.token).await.unwrap();
}

async fn a_session_ends_unused_after_a_day_and_in_any_case_after_a_week(store: Store) {
    let bench = Bench::new(store).await;
    let idle = bench.opened(ADA).await;
    let used = bench.opened(ADA).await;
    for _ in 0..13 {
        bench.clock.advance_seconds(12 * 3600);
        assert!(bench.resolve(&used.token).await.is_some());
    }
    assert_eq!(bench.resolve(&idle.token).await, None);
    bench.clock.advance_seconds(12 * 3600 - 1);
    assert!(bench.resolve(&used.token).await.is_some());
    bench.clock.advance_seconds(1);
    assert_eq!(bench.resolve(&used.token).await, None, "a week is over");
}

async fn last_seen_is_written_at_most_once_a_minute(store: Store) {
    let bench = Bench::new(store).await;
    let opened = bench.opened(ADA).await;
    let seen = async || number(&bench.store, "SELECT seen_at FROM session").await;
    for (seconds, expected) in [(59, 0), (1, 60), (59, 60), (30, 149)] {
        bench.clock.advance_seconds(seconds);
        bench.resolve(&opened.token).await.unwrap();
        assert_eq!(seen().await, at(expected).ticks());
    }
}

async fn whoever_is_disabled_is_out_at_once(store: Store) {
    let bench = Bench::new(store).await;
    let opened = bench.opened(ADA).await;
    let now = Some(at(0));
    admin::set_person_enabled(&bench.app, opened.person_id, false).await.unwrap();
    assert_eq!(bench.resolve(&opened.token).await, None);
    assert_eq!(bench.try_in(ADA, PASSWORD).await, SignIn::Refused);
    admin::set_person_enabled(&bench.app, opened.person_id, true).await.unwrap();
    assert_eq!(bench.resolve(&opened.token).await, None, "what ended does not come back");
    let opened = bench.opened(ADA).await;
    bench.store.disable_organization(&organization("contoso"), now).await.unwrap();
    assert_eq!(bench.resolve(&opened.token).await, None);
    assert_eq!(bench.try_in(ADA, PASSWORD).await, SignIn::Refused);
}

async fn people_see_and_end_their_own_sessions_only(store: Store) {
    let bench = Bench::new(store).await;
    bench.hire("contoso", "can@contoso.example", Role::ReferralsUser).await;
    let theirs = bench.opened("can@contoso.example").await;
    let [first, second, third] = [bench.opened(ADA).await, bench.opened(ADA).await, bench.opened(ADA).await];
    let session = bench.resolve(&third.token).await.unwrap();
    let listed = session::list(&bench.app, &session).await.unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!(listed.iter().filter(|s| s.current).map(|s| s.id).collect::<Vec<_>>(), [third.id]);
    let refused = session::revoke(&bench.app, &session, theirs.id).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    session::revoke(&bench.app, &session, first.id).await.unwrap();
    assert_eq!(bench.resolve(&first.token).await, None);
    assert_eq!(session::revoke_others(&bench.app, &session).await.unwrap(), 1);
    assert_eq!(bench.resolve(&second.token).await, None);
    assert!(bench.resolve(&third.token).await.is_some());
    assert!(bench.resolve(&theirs.token).await.is_some(), "others go on");
}

async fn wrong_passwords_and_unknown_names_are_answered_alike(store: Store) {
    let bench = Bench::new(store).await;
    for name in [ADA, "nobody@contoso.example", "", "a\0@contoso.example"] {
        for _ in 0..5 {
            assert_eq!(bench.try_in(name, "wrong").await, SignIn::Refused, "{name}");
        }
        assert_eq!(bench.try_in(name, "wrong").await, SignIn::Wait { seconds: 1 }, "{name}");
    }
    let long = "x".repeat(100_000);
    let elsewhere = from("192.0.2.9");
    assert_eq!(session::sign_in(&bench.app, ADA, &long, &elsewhere).await.unwrap(), SignIn::Refused);
}

async fn failures_make_one_pair_wait_long_and_the_account_a_minute_at_most(store: Store) {
    let bench = Bench::new(store).await;
    let fail =
        async |address: &str| session::sign_in(&bench.app, ADA, "wrong", &from(address)).await.unwrap();
    for _ in 0..5 {
        assert_eq!(fail("192.0.2.7").await, SignIn::Refused);
    }
    for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
        assert_eq!(fail("192.0.2.7").await, SignIn::Wait { seconds: wait });
        bench.clock.advance_seconds(i64::try_from(wait).unwrap());
        assert_eq!(fail("192.0.2.7").await, SignIn::Refused);
    }
    // Guesses from everywhere.
    for host in 0..60 {
        fail(&format!("198.51.100.{host}")).await;
    }
    let SignIn::Wait { seconds } = bench.try_in(ADA, PASSWORD).await else { panic!("guessed too often") };
    assert!(seconds <= 60, "{seconds}");
    bench.clock.advance_seconds(60);
    bench.opened(ADA).await;
    // A success forgives the account, not the pair of somebody else.
    assert_eq!(fail("192.0.2.7").await, SignIn::Wait { seconds: 840 });
    bench.clock.advance_seconds(900 + 86_400);
    for _ in 0..5 {
        assert_eq!(fail("192.0.2.7").await, SignIn::Refused, "forgotten after a day");
    }
}

async fn many_guesses_at_once_are_all_counted(store: Store) {
    let bench = Bench::new(store).await;
    let guesses = join_all((0..12).map(|_| bench.try_in(ADA, "wrong"))).await;
    let judged = guesses.iter().filter(|guess| **guess == SignIn::Refused).count();
    assert!((1..=5).contains(&judged), "{guesses:?}");
}

async fn failures_of_an_outage_do_not_count(store: Store) {
    let bench = Bench::new(store).await;
    let mut app = bench.app.clone();
    let fake = std::sync::Arc::new(ortak_app::testing::FakeAccounts::default());
    fake.set_down(true);
    app.accounts = fake;
    for _ in 0..20 {
        let down = session::sign_in(&app, ADA, PASSWORD, &device()).await;
        assert!(matches!(down, Err(AppError::Unavailable(_))), "{down:?}");
    }
    bench.opened(ADA).await;
}

async fn ended_sessions_are_forgotten(store: Store) {
    let bench = Bench::new(store).await;
    bench.opened(ADA).await;
    bench.try_in(ADA, "wrong").await;
    bench.clock.advance_seconds(3600);
    let live = bench.opened(ADA).await;
    bench.clock.advance_seconds(session::IDLE_SECONDS - 1800);
    let now = bench.app.clock.now();
    assert_eq!(bench.store.forget_sessions(now).await.unwrap(), 1);
    assert!(bench.resolve(&live.token).await.is_some());
    bench.clock.advance_seconds(2 * 86_400);
    bench.store.forget_failures(bench.app.clock.now()).await.unwrap();
    assert_eq!(number(&bench.store, "SELECT count(*) FROM attempt").await, 0);
}

fn input() -> ProfileInput {
    ProfileInput {
        name: " Ada Çelik ".to_owned(),
        phone: "+90 212 555 01 01".to_owned(),
        language: "en".to_owned(),
        theme: "dark".to_owned(),
        density: "compact".to_owned(),
        time_zone: "europe/istanbul".to_owned(),
        shortcuts: false,
        columns: "value nonsense type value".to_owned(),
    }
}

async fn profiles_are_checked_and_saved(store: Store) {
    let bench = Bench::new(store).await;
    let opened = bench.opened(ADA).await;
    let session = bench.resolve(&opened.token).await.unwrap();
    let saved = profile::save(&bench.app, &session, input()).await.unwrap();
    assert_eq!(profile::get(&bench.app, &session).await.unwrap(), saved);
    let session = bench.resolve(&opened.token).await.unwrap();
    assert_eq!((session.principal.name.as_str(), session.language.as_str()), ("Ada Çelik", "en"));
    let look = Presentation {
        theme: Theme::Dark,
        density: Density::Compact,
        time_zone: "Europe/Istanbul".to_owned(),
        shortcuts: false,
        columns: "type value".to_owned(),
    };
    assert_eq!(session.presentation, look);
    let nonsense = ProfileInput {
        name: " ".to_owned(),
        phone: "call me".to_owned(),
        language: "de".to_owned(),
        theme: "pink".to_owned(),
        density: "cosy".to_owned(),
        time_zone: "Moon/Crater".to_owned(),
        shortcuts: true,
        columns: String::new(),
    };
    assert_eq!(
        problems(profile::save(&bench.app, &session, nonsense).await),
        [
            ("name", "required"),
            ("phone", "invalid_phone"),
            ("language", "unknown_language"),
            ("theme", "unknown_theme"),
            ("density", "unknown_density"),
            ("timeZone", "unknown_time_zone"),
        ]
        .map(|(field, code)| (field.to_owned(), code))
    );
    assert_eq!(profile::get(&bench.app, &session).await.unwrap(), saved, "nothing half done");
}
