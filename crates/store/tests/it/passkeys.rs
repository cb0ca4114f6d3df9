//! Passkeys, by an authenticator of the tests' own.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value as Cbor;
use ortak_app::account::admin;
use ortak_app::account::passkey::{self, Assertion, Registration, RelyingParty};
use ortak_app::account::session::{Session, SignIn};
use ortak_app::port::SecondFactor;
use ortak_domain::Role;
use ortak_store::Store;
use serde_json::{Value, json};

use crate::harness::{number, on_both};
use crate::links::code;
use crate::people::{ADA, Bench, device, problems};

on_both! {
    a_passkey_of_each_algorithm_signs_in_alone,
    what_was_made_for_somebody_else_is_no_registration,
    a_registration_is_refused_unless_all_of_it_is_right,
    an_assertion_is_refused_unless_all_of_it_is_right,
    a_challenge_is_good_once_and_for_five_minutes,
    a_counter_that_does_not_grow_is_a_copy,
    passkeys_are_listed_renamed_and_removed_by_their_person,
    whoever_is_disabled_signs_in_with_no_passkey,
}

const BASE: &str = "https://ortak.example";

fn site() -> RelyingParty {
    RelyingParty::of(BASE).unwrap()
}

type Bend = fn(&mut Authenticator);

enum Key {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(RsaKeyPair),
}

/// What the authenticator and its browser do; tests bend it.
struct Authenticator {
    key: Key,
    id: Vec<u8>,
    handle: Vec<u8>,
    counter: u32,
    flags: u8,
    site: &'static str,
    origin: &'static str,
    kind: Option<&'static str>,
    framed: bool,
}

impl Authenticator {
    fn new(key: Key) -> Self {
        Self {
            key,
            id: vec![9; 24],
            handle: Vec::new(),
            counter: 0,
            flags: 0x05,
            site: "ortak.example",
            origin: BASE,
            kind: None,
            framed: false,
        }
    }

    fn es256() -> Self {
        Self::new(Key::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()))
    }

    fn cose(&self) -> Vec<u8> {
        let int = |number: i64| Cbor::Integer(number.into());
        let map = match &self.key {
            Key::Es256(pair) => {
                let point = pair.public_key().as_ref();
                vec![
                    (int(1), int(2)),
                    (int(3), int(-7)),
                    (int(-1), int(1)),
                    (int(-2), Cbor::Bytes(point[1..33].to_vec())),
                    (int(-3), Cbor::Bytes(point[33..].to_vec())),
                ]
            }
            Key::EdDsa(pair) => vec![
                (int(1), int(1)),
                (int(3), int(-8)),
                (int(-1), int(6)),
                (int(-2), Cbor::Bytes(pair.public_key().as_ref().to_vec())),
            ],
            Key::Rs256(pair) => {
                // PKCS #1: lengths and a leading zero before the modulus, a length before the exponent.
                let public = pair.public_key().as_ref();
                vec![
                    (int(1), int(3)),
                    (int(3), int(-257)),
                    (int(-1), Cbor::Bytes(public[9..265].to_vec())),
                    (int(-2), Cbor::Bytes(public[267..].to_vec())),
                ]
            }
        };
        let mut bytes = Vec::new();
        ciborium::into_writer(&Cbor::Map(map), &mut bytes).unwrap();
        bytes
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Es256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Key::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
            Key::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let mut data = json!({
            "type": self.kind.unwrap_or(kind), "challenge": options["challenge"], "origin": self.origin,
        });
        if self.framed {
            data["crossOrigin"] = true.into();
        }
        data.to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let hash = digest(&SHA256, self.site.as_bytes());
        [hash.as_ref(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn create(&mut self, options: &Value) -> Registration {
        self.handle = URL_SAFE_NO_PAD.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let auth_data =
            [self.data(self.flags | 0x40), vec![0; 16], length.to_vec(), self.id.clone(), self.cose()]
                .concat();
        self.attest(options, auth_data)
    }

    fn attest(&self, options: &Value, auth_data: Vec<u8>) -> Registration {
        let text = |text: &str| Cbor::Text(text.to_owned());
        let object = Cbor::Map(vec![
            (text("fmt"), text("none")),
            (text("attStmt"), Cbor::Map(Vec::new())),
            (text("authData"), Cbor::Bytes(auth_data)),
        ]);
        let mut attestation = Vec::new();
        ciborium::into_writer(&object, &mut attestation).unwrap();
        let client_data = self.client_data("webauthn.create", options);
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        let made = json!({
            "id": id, "rawId": id, "type": "public-key",
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
                "transports": ["internal"],
            },
            "clientExtensionResults": {},
        });
        serde_json::from_value(made).unwrap()
    }

    fn get(&self, options: &Value) -> Assertion {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(self.flags);
        let signed = [&data[..], digest(&SHA256, &client_data).as_ref()].concat();
        self.answer(&client_data, &data, &self.sign(&signed))
    }

    fn answer(&self, client_data: &[u8], data: &[u8], signature: &[u8]) -> Assertion {
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        let given = json!({
            "id": id, "rawId": id, "type": "public-key",
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "signature": URL_SAFE_NO_PAD.encode(signature),
                "userHandle": URL_SAFE_NO_PAD.encode(&self.handle),
            },
        });
        serde_json::from_value(given).unwrap()
    }
}

impl Bench {
    async fn register(&self, session: &Session, authenticator: &mut Authenticator) {
        let options = passkey::begin_registration(&self.app, session, &site()).await.unwrap();
        let made = authenticator.create(&options);
        passkey::finish_registration(&self.app, session, &site(), "Phone", &made).await.unwrap();
    }

    async fn asked(&self) -> Value {
        passkey::begin_sign_in(&self.app, &site(), "192.0.2.1").await.unwrap()
    }

    async fn answered(&self, given: &Assertion) -> SignIn {
        passkey::finish_sign_in(&self.app, &site(), given, &device()).await.unwrap()
    }

    async fn is_let_in(&self, authenticator: &Authenticator) -> bool {
        matches!(self.answered(&authenticator.get(&self.asked().await)).await, SignIn::SignedIn(_))
    }
}

async fn a_passkey_of_each_algorithm_signs_in_alone(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let keys = [
        Key::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()),
        Key::EdDsa(Ed25519KeyPair::generate().unwrap()),
        Key::Rs256(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
    ];
    for (number, key) in keys.into_iter().enumerate() {
        let mut authenticator = Authenticator::new(key);
        authenticator.id = vec![u8::try_from(number).unwrap(); 16];
        bench.register(&session, &mut authenticator).await;
        let options = bench.asked().await;
        assert_eq!(
            (options["rpId"].as_str(), options["userVerification"].as_str()),
            (Some("ortak.example"), Some("required"))
        );
        let SignIn::SignedIn(opened) = bench.answered(&authenticator.get(&options)).await else {
            panic!("number {number} is right");
        };
        let found = bench.resolve(&opened.token).await.unwrap();
        assert_eq!((found.person_id, found.second_factor), (session.person_id, SecondFactor::Done));
    }
    assert!(passkey::list(&bench.app, &session).await.unwrap().iter().all(|key| key.used_at.is_some()));
    assert_eq!(RelyingParty::of("http://192.0.2.1:8080"), None);
    assert!(RelyingParty::of("http://localhost:8080").is_some());
}

async fn what_was_made_for_somebody_else_is_no_registration(store: Store) {
    let bench = Bench::new(store).await;
    bench.hire("contoso", "eve@contoso.example", Role::ReferralsUser).await;
    let (ada, eve) = (bench.sign_in(ADA).await, bench.sign_in("eve@contoso.example").await);
    let mut authenticator = Authenticator::es256();
    let options = passkey::begin_registration(&bench.app, &ada, &site()).await.unwrap();
    let made = authenticator.create(&options);
    let taken = passkey::finish_registration(&bench.app, &eve, &site(), "Mine", &made).await;
    assert_eq!(problems(taken), [("passkey".to_owned(), "passkey_not_valid")]);
    bench.register(&ada, &mut authenticator).await;
    // The same id with a key of one's own would be a second door to the same name.
    let mut copy = Authenticator::es256();
    let options = passkey::begin_registration(&bench.app, &eve, &site()).await.unwrap();
    let made = copy.create(&options);
    let known = passkey::finish_registration(&bench.app, &eve, &site(), "Mine", &made).await;
    assert_eq!(problems(known), [("passkey".to_owned(), "passkey_known")]);
    let options = passkey::begin_registration(&bench.app, &ada, &site()).await.unwrap();
    assert_eq!(options["excludeCredentials"][0]["id"], URL_SAFE_NO_PAD.encode(&authenticator.id));
}

async fn a_registration_is_refused_unless_all_of_it_is_right(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let bends: [(&str, Bend); 7] = [
        ("another origin", |a| a.origin = "https://ortak.example.evil.example"),
        ("without TLS", |a| a.origin = "http://ortak.example"),
        ("another site", |a| a.site = "evil.example"),
        ("another ceremony", |a| a.kind = Some("webauthn.get")),
        ("within another page", |a| a.framed = true),
        ("nobody verified", |a| a.flags = 0x01),
        ("no id", |a| a.id.clear()),
    ];
    for (what, bend) in bends {
        let mut authenticator = Authenticator::es256();
        bend(&mut authenticator);
        let options = passkey::begin_registration(&bench.app, &session, &site()).await.unwrap();
        let made = authenticator.create(&options);
        let refused = passkey::finish_registration(&bench.app, &session, &site(), "Phone", &made).await;
        assert_eq!(problems(refused), [("passkey".to_owned(), "passkey_not_valid")], "{what}");
    }
    let authenticator = Authenticator::es256();
    let whole =
        [authenticator.data(0x45), vec![0; 16], vec![0, 24], authenticator.id.clone(), authenticator.cose()]
            .concat();
    for cut in [0, 10, 37, 54, 60, whole.len() - 1] {
        let options = passkey::begin_registration(&bench.app, &session, &site()).await.unwrap();
        let made = authenticator.attest(&options, whole[..cut].to_vec());
        let refused = passkey::finish_registration(&bench.app, &session, &site(), "Phone", &made).await;
        assert_eq!(problems(refused)[0].1, "passkey_not_valid", "cut at {cut}");
    }
    let options = passkey::begin_registration(&bench.app, &session, &site()).await.unwrap();
    let longer = authenticator.attest(&options, [whole, vec![0]].concat());
    let refused = passkey::finish_registration(&bench.app, &session, &site(), "Phone", &longer).await;
    assert_eq!(problems(refused)[0].1, "passkey_not_valid");
    assert_eq!(number(&bench.store, "SELECT count(*) FROM passkey").await, 0);
}

async fn an_assertion_is_refused_unless_all_of_it_is_right(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let mut good = Authenticator::es256();
    bench.register(&session, &mut good).await;
    let bends: [(&str, Bend); 8] = [
        ("another origin", |a| a.origin = "https://evil.example"),
        ("another port", |a| a.origin = "https://ortak.example:8443"),
        ("another site", |a| a.site = "evil.example"),
        ("another ceremony", |a| a.kind = Some("webauthn.create")),
        ("within another page", |a| a.framed = true),
        ("nobody verified", |a| a.flags = 0x01),
        ("nobody present", |a| a.flags = 0x04),
        ("another person", |a| a.handle = vec![1; 16]),
    ];
    for (what, bend) in bends {
        let key = std::mem::replace(&mut good.key, Key::EdDsa(Ed25519KeyPair::generate().unwrap()));
        let mut bent = Authenticator { key, handle: good.handle.clone(), ..Authenticator::es256() };
        bend(&mut bent);
        assert!(!bench.is_let_in(&bent).await, "{what}");
        good.key = bent.key;
    }
    assert!(bench.is_let_in(&good).await);
    let other = Authenticator { handle: good.handle.clone(), ..Authenticator::es256() };
    assert!(!bench.is_let_in(&other).await, "another key");
    let unknown = Authenticator { id: vec![1; 16], handle: good.handle.clone(), ..Authenticator::es256() };
    assert!(!bench.is_let_in(&unknown).await, "an unknown id");
    // Signed for one challenge, sent with another.
    let (first, second) = (bench.asked().await, bench.asked().await);
    let signed =
        [good.data(5), digest(&SHA256, &good.client_data("webauthn.get", &first)).as_ref().to_vec()].concat();
    let mixed = good.answer(&good.client_data("webauthn.get", &second), &good.data(5), &good.sign(&signed));
    assert_eq!(bench.answered(&mixed).await, SignIn::Refused);
}

async fn a_challenge_is_good_once_and_for_five_minutes(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let mut authenticator = Authenticator::es256();
    bench.register(&session, &mut authenticator).await;
    let given = authenticator.get(&bench.asked().await);
    assert!(matches!(bench.answered(&given).await, SignIn::SignedIn(_)));
    assert_eq!(bench.answered(&given).await, SignIn::Refused, "replayed");
    let late = authenticator.get(&bench.asked().await);
    bench.clock.advance_seconds(300);
    assert_eq!(bench.answered(&late).await, SignIn::Refused);
    let made_up = json!({ "challenge": URL_SAFE_NO_PAD.encode([7; 32]) });
    assert_eq!(bench.answered(&authenticator.get(&made_up)).await, SignIn::Refused);
    // A challenge to make a passkey is none to use one.
    let options = passkey::begin_registration(&bench.app, &session, &site()).await.unwrap();
    assert_eq!(bench.answered(&authenticator.get(&options)).await, SignIn::Refused);
}

async fn a_counter_that_does_not_grow_is_a_copy(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let mut authenticator = Authenticator::es256();
    authenticator.counter = 5;
    bench.register(&session, &mut authenticator).await;
    for (counter, good) in
        [(5, false), (6, true), (6, false), (3, false), (0, false), (7, true), (4_000_000_000, true)]
    {
        authenticator.counter = counter;
        assert_eq!(bench.is_let_in(&authenticator).await, good, "{counter}");
    }
}

async fn passkeys_are_listed_renamed_and_removed_by_their_person(store: Store) {
    let bench = Bench::new(store).await;
    bench.hire("contoso", "eve@contoso.example", Role::ReferralsUser).await;
    let (ada, eve) = (bench.sign_in(ADA).await, bench.sign_in("eve@contoso.example").await);
    let mut authenticator = Authenticator::es256();
    bench.register(&ada, &mut authenticator).await;
    let id = passkey::list(&bench.app, &ada).await.unwrap()[0].id;
    assert_eq!(code(passkey::rename(&bench.app, &eve, id, "Mine").await), "not_found");
    assert_eq!(code(passkey::remove(&bench.app, &eve, id).await), "not_found");
    assert_eq!(problems(passkey::rename(&bench.app, &ada, id, " ").await), [("name".to_owned(), "required")]);
    passkey::rename(&bench.app, &ada, id, " Telefon 🦀 ").await.unwrap();
    assert_eq!(passkey::list(&bench.app, &ada).await.unwrap()[0].name, "Telefon 🦀");
    passkey::remove(&bench.app, &ada, id).await.unwrap();
    assert!(!bench.is_let_in(&authenticator).await);
    for number in 0..20 {
        authenticator.id = vec![number; 16];
        bench.register(&ada, &mut authenticator).await;
    }
    assert_eq!(code(passkey::begin_registration(&bench.app, &ada, &site()).await), "too_many_passkeys");
}

async fn whoever_is_disabled_signs_in_with_no_passkey(store: Store) {
    let bench = Bench::new(store).await;
    let session = bench.sign_in(ADA).await;
    let mut authenticator = Authenticator::es256();
    bench.register(&session, &mut authenticator).await;
    admin::set_person_enabled(&bench.app, session.person_id, false).await.unwrap();
    assert!(!bench.is_let_in(&authenticator).await);
}
