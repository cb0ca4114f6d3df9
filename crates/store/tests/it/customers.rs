//! The customer directory suggests what was typed, and stays so through changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use ortak_app::customer::{self, Company, bring};
use ortak_app::port::{CompanyChange, Customers as _, StoreError};
use ortak_app::{AppError, Ctx, search};
use ortak_domain::policy::{Principal, PrincipalKind};
use ortak_domain::{OrganizationKind, Role, Scope};
use ortak_store::Store;
use uuid::Uuid;

use crate::harness::{app, at, number, on_both, organization};
use crate::sample::Dice;

on_both! {
    r202_names_are_found_however_they_are_typed,
    r202_suggests_every_company_whose_words_begin_so_and_no_other,
    r202_numbers_are_found_by_their_digits,
    r202_suggestions_are_for_who_may_open_deals,
    work_for_common_words_is_bounded,
    bringing_again_changes_what_differs,
    two_who_bring_the_same_at_once_end_well,
    only_what_is_kept_stays,
}

fn company(duns: u32, country: &str, name: &str) -> Company {
    Company {
        duns: format!("{duns:09}").parse().unwrap(),
        name: name.to_owned(),
        address_line1: Some("Çınar Sokak No: 4".to_owned()),
        address_line2: None,
        city: Some("İstanbul".to_owned()),
        state: None,
        postal_code: Some("34000".to_owned()),
        country: country.to_owned(),
        external_id: None,
    }
}

fn ctx(role: Role) -> Ctx {
    let principal = Principal {
        kind: PrincipalKind::Person,
        id: Uuid::nil(),
        organization_id: organization("contoso"),
        organization_kind: OrganizationKind::Partner,
        name: "Ada Kaya".to_owned(),
        email: "ada@contoso.example".to_owned(),
        phone: None,
        role,
        scope: Scope::Global,
        realm: None,
    };
    Ctx {
        principal: Arc::new(principal),
        request_id: "r".to_owned(),
        now: at(0),
        source: ortak_app::Source::default(),
    }
}

async fn filled(store: &Store, companies: &[Company]) {
    for some in companies.chunks(500) {
        bring::bring(&app(store), some.to_vec(), "test").await.unwrap();
    }
}

async fn suggest(store: &Store, country: Option<&str>, typed: &str, limit: usize) -> Vec<Company> {
    customer::suggest(&app(store), &ctx(Role::ReferralsAdmin), country, typed, limit).await.unwrap()
}

async fn names(store: &Store, country: Option<&str>, typed: &str) -> Vec<String> {
    suggest(store, country, typed, 10).await.into_iter().map(|company| company.name).collect()
}

async fn r202_names_are_found_however_they_are_typed(store: Store) {
    let companies = [
        company(1, "TR", "İSTANBUL Gıda San. ve Tic. A.Ş."),
        company(2, "TR", "Büyük İstanbul Lojistik"),
        company(3, "TR", "Istanbul"),
        company(4, "DE", "Istanbul Feinkost GmbH"),
        company(5, "TR", "Çağrı Gıda Ltd. Şti."),
        company(6, "JP", "青嶺物流株式会社"),
    ];
    filled(&store, &companies).await;
    // The whole name first, then those that begin so, then those that have it later.
    for typed in ["istanbul", "İSTANBUL", "ISTANBUL", "ıstanb", " İst"] {
        let found = names(&store, Some("TR"), typed).await;
        assert_eq!(
            found,
            ["Istanbul", "İSTANBUL Gıda San. ve Tic. A.Ş.", "Büyük İstanbul Lojistik"],
            "{typed}"
        );
    }
    assert_eq!(names(&store, Some("de"), "istanbul").await, ["Istanbul Feinkost GmbH"]);
    assert_eq!(names(&store, None, "istanbul").await.len(), 4);
    assert_eq!(names(&store, Some(" "), "istanbul").await.len(), 4);
    assert_eq!(names(&store, Some("TR"), "çağrı gı").await, ["Çağrı Gıda Ltd. Şti."]);
    assert_eq!(names(&store, Some("TR"), "gida ve tic a").await, ["İSTANBUL Gıda San. ve Tic. A.Ş."]);
    assert_eq!(names(&store, Some("TR"), "sti cagr").await, ["Çağrı Gıda Ltd. Şti."]);
    assert_eq!(names(&store, None, "青嶺").await, ["青嶺物流株式会社"]);
    // Longer than what the index holds.
    let long = "istanbul gıda san ve tic a.ş";
    assert_eq!(names(&store, Some("TR"), long).await, ["İSTANBUL Gıda San. ve Tic. A.Ş."]);
    assert!(names(&store, Some("TR"), "istanbul gıda san ve tic a.b").await.is_empty());
    for nothing in ["", "  ", "!%_'", "stanbul", "zz", "\0", "a.ş. x"] {
        assert!(names(&store, Some("TR"), nothing).await.is_empty(), "{nothing:?}");
    }
    assert!(names(&store, Some("Türkiye"), "istanbul").await.is_empty());
    let found = suggest(&store, Some("TR"), "istanbul", 1).await;
    assert_eq!(found, [companies[2].clone()]);
}

async fn r202_suggests_every_company_whose_words_begin_so_and_no_other(store: Store) {
    const WORDS: [&str; 12] = [
        "Gıda",
        "Gıdasan",
        "İnşaat",
        "Işıklar",
        "Öz",
        "Co",
        "Corp",
        "A",
        "Müller",
        "Müllersche",
        "3M",
        "Überlandverkehrsgesellschaft",
    ];
    let dice = &mut Dice::new(5);
    let mut companies = Vec::new();
    for duns in 0..40 {
        let words: Vec<&str> = (0..=dice.below(4)).map(|_| dice.pick(&WORDS)).collect();
        companies.push(company(duns, dice.pick(&["TR", "DE"]), &words.join(" ")));
    }
    filled(&store, &companies).await;
    let mut hits = 0;
    for _ in 0..200 {
        let typed: Vec<String> = (0..=dice.below(3))
            .map(|_| {
                let word = dice.pick(&WORDS);
                word.chars().take(1 + dice.below(word.chars().count())).collect()
            })
            .collect();
        let typed = typed.join(" ");
        let wanted = search::words(&typed);
        let country = dice.one_in(3).then_some("TR");
        let fits = |company: &&Company| {
            let words = search::words(&company.name);
            let alone = wanted.len() == 1;
            country.is_none_or(|country| company.country == country)
                && wanted.iter().all(|wanted| {
                    let mut places = words.iter().enumerate().filter(|(_, word)| word.starts_with(wanted));
                    // One letter is looked for where the name begins, or with other words.
                    places.any(|(at, word)| !alone || at == 0 || word.len() > 1)
                })
        };
        let expected: BTreeSet<_> = companies.iter().filter(fits).map(|company| company.duns).collect();
        let found = suggest(&store, country, &typed, 50).await;
        let numbers: BTreeSet<_> = found.iter().map(|company| company.duns).collect();
        let only_letters = wanted.iter().all(|word| word.len() == 1);
        assert!(numbers.is_subset(&expected), "{typed}");
        assert!(only_letters || numbers == expected, "{typed}: {numbers:?} {expected:?}");
        assert_eq!(numbers.len(), found.len(), "{typed}: one is there twice");
        hits += usize::from(!found.is_empty());
    }
    assert!(hits > 80, "the words are too rare: {hits}");
}

async fn r202_numbers_are_found_by_their_digits(store: Store) {
    filled(
        &store,
        &[company(12_345_678, "TR", "Bir"), company(12_345_699, "DE", "İki"), company(7, "TR", "012345 Üç")],
    )
    .await;
    assert_eq!(names(&store, Some("TR"), "01-234-5678").await, ["Bir"]);
    // A whole number finds its company wherever it is.
    assert_eq!(names(&store, Some("TR"), "012345699").await, ["İki"]);
    assert_eq!(names(&store, Some("TR"), "0123456").await, ["Bir"]);
    assert_eq!(names(&store, None, "0123456").await, ["Bir", "İki"]);
    assert_eq!(names(&store, Some("TR"), "012345").await, ["Bir", "012345 Üç"]);
    assert_eq!(names(&store, Some("TR"), "01234").await, ["012345 Üç"]);
    assert!(names(&store, None, "999999999").await.is_empty());
}

async fn r202_suggestions_are_for_who_may_open_deals(store: Store) {
    filled(&store, &[company(1, "TR", "Bir")]).await;
    let refused = customer::suggest(&app(&store), &ctx(Role::ReferralsUser), None, "bir", 5).await;
    assert!(matches!(refused, Err(AppError::Forbidden { code: "role_required", .. })), "{refused:?}");
}

async fn work_for_common_words_is_bounded(store: Store) {
    let companies: Vec<Company> =
        (0..3_000).map(|duns| company(duns, "TR", &format!("Comak{duns} Sanayi Co"))).collect();
    filled(&store, &companies).await;
    for typed in ["c", "co", "com", "sanayi", "sanayi co", "co san"] {
        assert_eq!(suggest(&store, Some("TR"), typed, 8).await.len(), 8, "{typed}");
        assert_eq!(suggest(&store, None, typed, usize::MAX).await.len(), 50, "{typed}");
    }
    assert_eq!(names(&store, Some("TR"), "sanayi comak2999").await, ["Comak2999 Sanayi Co"]);
    assert_eq!(names(&store, Some("TR"), "comak2999 co").await, ["Comak2999 Sanayi Co"]);
}

const PLACES: &str = "SELECT count(*) FROM customer_word";

async fn bringing_again_changes_what_differs(store: Store) {
    let app = app(&store);
    let mut companies =
        vec![company(1, "TR", "Bir Gıda"), company(2, "TR", "İki"), company(1, "TR", "Bir Gıda")];
    let brought = bring::bring(&app, companies.clone(), "a.csv").await.unwrap();
    assert_eq!((brought.created, brought.updated, brought.unchanged), (2, 0, 0));
    assert_eq!(number(&store, PLACES).await, 3);
    companies[2] = company(1, "DE", "Bir Lojistik Merkezi");
    companies[1].city = Some("Bursa".to_owned());
    companies.push(company(3, "TR", "Üç"));
    let brought = bring::bring(&app, companies.clone(), "b.csv").await.unwrap();
    assert_eq!((brought.created, brought.updated, brought.unchanged), (1, 2, 0));
    assert_eq!(bring::bring(&app, companies, "c.csv").await.unwrap().unchanged, 3);
    assert!(names(&store, None, "gida").await.is_empty());
    assert!(names(&store, Some("TR"), "bir").await.is_empty());
    assert_eq!(names(&store, Some("DE"), "merk").await, ["Bir Lojistik Merkezi"]);
    assert_eq!(suggest(&store, None, "iki", 1).await[0].city.as_deref(), Some("Bursa"));
    assert_eq!(number(&store, PLACES).await, 5);
    assert_eq!(number(&store, "SELECT count(*) FROM customer WHERE source = 'b.csv'").await, 3);
}

async fn two_who_bring_the_same_at_once_end_well(store: Store) {
    let app = app(&store);
    let companies =
        |version: u32| (0..50).map(|duns| company(duns, "TR", &format!("Ad{version} {duns}"))).collect();
    for round in 0..5 {
        let (one, other) = tokio::join!(
            bring::bring(&app, companies(round), "a"),
            bring::bring(&app, companies(round + 100), "b")
        );
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        assert_eq!(number(&store, PLACES).await, 50 + 40, "words of an earlier name stayed");
    }
    let gone = company(1, "TR", "nobody");
    let stale = CompanyChange { before: Some(gone), after: None, source: String::new() };
    assert_eq!(store.change_companies(vec![stale], at(0)).await, Err(StoreError::Stale));
}

async fn only_what_is_kept_stays(store: Store) {
    let companies: Vec<Company> =
        (0..1_200).map(|duns| company(duns, "TR", &format!("Ad {duns}a"))).collect();
    filled(&store, &companies).await;
    let kept = companies.iter().map(|company| company.duns).filter(|duns| duns.number() % 400 == 7).collect();
    assert_eq!(bring::keep_only(&app(&store), &kept).await.unwrap(), 1_197);
    assert_eq!(names(&store, None, "ad").await, ["Ad 407a", "Ad 7a", "Ad 807a"]);
    assert_eq!(number(&store, PLACES).await, 6);
    assert_eq!(bring::keep_only(&app(&store), &kept).await.unwrap(), 0);
}
