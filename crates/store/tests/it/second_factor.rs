//! Codes of an authenticator application, and recovery codes.

use ortak_app::AppError;
use ortak_app::account::session::{self, Opened, SignIn};
use ortak_app::account::totp::{self, Enrolment};
use ortak_app::port::SecondFactor;
use ortak_store::Store;
use totp_rs::{Builder, Secret};

use crate::harness::{on_both, rows};
use crate::links::code;
use crate::people::{ADA, Bench, PASSWORD, device, problems};

on_both! {
    the_second_factor_is_asked_for_once_it_is_confirmed,
    a_code_is_good_for_a_step_before_and_after_and_never_twice,
    codes_can_not_be_guessed_for_ever,
    a_recovery_code_is_good_once,
    removing_it_asks_for_a_code_or_the_password,
    a_sign_in_that_waits_opens_nothing_and_ends_soon,
    the_secret_is_encrypted_at_rest,
}

/// The application on a phone, by a library of others.
fn phone(enrolment: &Enrolment, at: i64) -> String {
    let secret = Secret::try_from_base32(&enrolment.secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(at).unwrap()).to_string()
}

impl Bench {
    fn seconds(&self) -> i64 {
        self.app.clock.now().unix_seconds()
    }

    /// Ada with a second factor; a step later, so that the code of the confirmation is no trouble.
    async fn enrolled(store: Store) -> (Self, Enrolment, Vec<String>) {
        let bench = Self::new(store).await;
        let session = bench.sign_in(ADA).await;
        let enrolment = totp::begin(&bench.app, &session, "Ortak").await.unwrap();
        let codes = totp::confirm(&bench.app, &session, &phone(&enrolment, bench.seconds())).await.unwrap();
        bench.clock.advance_seconds(60);
        (bench, enrolment, codes)
    }

    async fn waiting(&self) -> Opened {
        match self.try_in(ADA, PASSWORD).await {
            SignIn::NeedsSecondFactor(opened) => opened,
            other => panic!("{other:?}"),
        }
    }

    async fn give(&self, token: &str, code: &str) -> SignIn {
        totp::second_factor(&self.app, token, code, &device()).await.unwrap()
    }
}

async fn the_second_factor_is_asked_for_once_it_is_confirmed(store: Store) {
    let bench = Bench::new(store).await;
    let other = bench.opened(ADA).await;
    let session = bench.sign_in(ADA).await;
    assert_eq!(code(totp::confirm(&bench.app, &session, "000000").await), "second_factor_not_begun");
    totp::begin(&bench.app, &session, "Ortak").await.unwrap();
    let enrolment = totp::begin(&bench.app, &session, "Ortak: test").await.unwrap();
    assert!(
        enrolment.url.starts_with("otpauth://totp/Ortak%20%20test:ada@contoso.example?secret="),
        "{}",
        enrolment.url
    );
    assert!(matches!(bench.try_in(ADA, PASSWORD).await, SignIn::SignedIn(_)), "not confirmed yet");
    for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６", &phone(&enrolment, bench.seconds() - 90)]
    {
        assert_eq!(
            problems(totp::confirm(&bench.app, &session, wrong).await),
            [("code".to_owned(), "wrong_code")]
        );
        bench.clock.advance_seconds(3_600);
    }
    let session = bench.sign_in(ADA).await;
    let now = phone(&enrolment, bench.seconds());
    let codes = totp::confirm(&bench.app, &session, &format!(" {} {} ", &now[..3], &now[3..])).await.unwrap();
    assert_eq!(codes.len(), 10);
    assert_eq!(bench.resolve(&other.token).await, None, "sessions that were opened with less end");
    assert_eq!(code(totp::begin(&bench.app, &session, "Ortak").await), "second_factor_enabled");
    let state = totp::state(&bench.app, &session).await.unwrap();
    assert!(state.enabled && state.recovery_codes_left == 10);
    bench.clock.advance_seconds(30);
    let waiting = bench.waiting().await;
    let SignIn::SignedIn(opened) = bench.give(&waiting.token, &phone(&enrolment, bench.seconds())).await
    else {
        panic!("the code is right");
    };
    assert_ne!(opened.token, waiting.token, "the token changes");
    assert!(session::resolve_pending(&bench.app, &waiting.token).await.unwrap().is_none());
    assert_eq!(bench.resolve(&opened.token).await.unwrap().second_factor, SecondFactor::Done);
}

async fn a_code_is_good_for_a_step_before_and_after_and_never_twice(store: Store) {
    let (bench, enrolment, _) = Bench::enrolled(store).await;
    for (offset, good) in [
        (-60, false),
        (60, false),
        (-30, true),
        (-30, false),
        (0, true),
        (0, false),
        (-30, false),
        (30, true),
    ] {
        let waiting = bench.waiting().await;
        let given = bench.give(&waiting.token, &phone(&enrolment, bench.seconds() + offset)).await;
        assert_eq!(matches!(given, SignIn::SignedIn(_)), good, "{offset}: {given:?}");
    }
}

async fn codes_can_not_be_guessed_for_ever(store: Store) {
    let (bench, enrolment, _) = Bench::enrolled(store).await;
    let waiting = bench.waiting().await;
    for _ in 0..5 {
        assert_eq!(bench.give(&waiting.token, "000000").await, SignIn::Refused);
    }
    // Another sign-in with the right password is no way around.
    let another = bench.waiting().await;
    let now = phone(&enrolment, bench.seconds());
    assert_eq!(bench.give(&another.token, &now).await, SignIn::Wait { seconds: 1 });
    bench.clock.advance_seconds(1);
    let now = phone(&enrolment, bench.seconds());
    assert!(matches!(bench.give(&another.token, &now).await, SignIn::SignedIn(_)));
}

async fn a_recovery_code_is_good_once(store: Store) {
    let (bench, _, codes) = Bench::enrolled(store).await;
    let shouted = codes[3].to_uppercase().replace('-', " ");
    let waiting = bench.waiting().await;
    let SignIn::SignedIn(opened) = bench.give(&waiting.token, &shouted).await else { panic!("it is right") };
    let session = bench.resolve(&opened.token).await.unwrap();
    assert_eq!(totp::state(&bench.app, &session).await.unwrap().recovery_codes_left, 9);
    let waiting = bench.waiting().await;
    assert_eq!(bench.give(&waiting.token, &codes[3]).await, SignIn::Refused);
    let fresh = totp::renew_recovery_codes(&bench.app, &session, PASSWORD).await.unwrap();
    assert_eq!(bench.give(&waiting.token, &codes[4]).await, SignIn::Refused, "the old ones are gone");
    assert!(matches!(bench.give(&waiting.token, &fresh[4]).await, SignIn::SignedIn(_)));
}

async fn removing_it_asks_for_a_code_or_the_password(store: Store) {
    let (bench, enrolment, codes) = Bench::enrolled(store).await;
    let waiting = bench.waiting().await;
    let SignIn::SignedIn(opened) = bench.give(&waiting.token, &codes[0]).await else { panic!("it is right") };
    let session = bench.resolve(&opened.token).await.unwrap();
    assert_eq!(
        problems(totp::disable(&bench.app, &session, "wrong").await),
        [("code".to_owned(), "wrong_code")]
    );
    totp::disable(&bench.app, &session, &phone(&enrolment, bench.seconds())).await.unwrap();
    assert_eq!(code(totp::disable(&bench.app, &session, PASSWORD).await), "second_factor_disabled");
    assert!(matches!(bench.try_in(ADA, PASSWORD).await, SignIn::SignedIn(_)));
    assert_eq!(totp::state(&bench.app, &session).await.unwrap().recovery_codes_left, 0);
    let enrolment = totp::begin(&bench.app, &session, "Ortak").await.unwrap();
    totp::confirm(&bench.app, &session, &phone(&enrolment, bench.seconds())).await.unwrap();
    totp::disable(&bench.app, &session, PASSWORD).await.unwrap();
}

async fn a_sign_in_that_waits_opens_nothing_and_ends_soon(store: Store) {
    let (bench, enrolment, _) = Bench::enrolled(store).await;
    let waiting = bench.waiting().await;
    assert_eq!(bench.resolve(&waiting.token).await, None);
    assert!(session::resolve_pending(&bench.app, &waiting.token).await.unwrap().is_some());
    bench.clock.advance_seconds(session::PENDING_SECONDS);
    assert_eq!(bench.give(&waiting.token, &phone(&enrolment, bench.seconds())).await, SignIn::Refused);
}

async fn the_secret_is_encrypted_at_rest(store: Store) {
    let (bench, enrolment, codes) = Bench::enrolled(store).await;
    let sealed = rows(&bench.store, "SELECT sealed FROM totp").await;
    let secret = Secret::try_from_base32(&enrolment.secret).unwrap();
    let sealed = sealed[0].bytes(0).unwrap();
    assert!(!sealed.windows(20).any(|window| window == secret.as_ref()));
    let hashes = rows(&bench.store, "SELECT hash FROM recovery_code").await;
    assert!(hashes.iter().all(|row| !codes.iter().any(|code| row.text(0).unwrap().contains(code.as_str()))));
    let mut app = bench.app.clone();
    app.vault = ortak_app::account::vault::Vault::new([8; 32]);
    let waiting = bench.waiting().await;
    let failed = totp::second_factor(&app, &waiting.token, "123456", &device()).await;
    assert!(matches!(failed, Err(AppError::Internal(_))), "{failed:?}");
}
