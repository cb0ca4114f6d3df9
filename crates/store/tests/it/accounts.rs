//! The contract of `Accounts`.

use futures_util::future::join_all;
use ortak_app::port::{
    Accounts as _, ApiClientRecord, Channels, Credentials as _, Membership, MembershipChange,
    Notifications as _, OrganizationRecord, PersonRecord, Preferences, RefreshToken, SealedKey, SolutionKind,
    SolutionRecord, StoreError,
};
use ortak_domain::notification::NotificationEvent;
use ortak_domain::text::fold_email;
use ortak_domain::{
    ApiClient, ApiClientId, Currency, Location, Organization, OrganizationId, OrganizationKind, Person,
    PersonId, PrincipalKind, Role, Scope, Time,
};
use ortak_store::Store;
use ortak_store::conn::Statement;
use uuid::Uuid;

use crate::harness::{number, on_both, organization};

on_both! {
    organizations_come_back_as_they_were_made,
    organizations_are_found_by_every_name_they_have,
    an_organization_exists_once_and_there_is_one_vendor,
    organizations_are_disabled_and_enabled,
    people_come_back_as_they_were_made,
    a_sign_in_name_is_unique_on_the_platform_in_any_case,
    people_are_disabled_and_change_passwords,
    preferences_are_saved_by_many_at_once,
    old_notifications_are_forgotten_in_batches_and_unread_ones_later,
    api_clients_come_and_go,
    a_refresh_token_is_used_once,
    a_refresh_token_is_used_once_by_many_at_once,
    refresh_tokens_end_with_their_family_and_their_time,
    one_of_two_processes_makes_the_signing_key,
    solutions_are_saved_over,
    settings_are_saved_over,
    names_that_no_text_can_hold_are_not_found,
}

fn now() -> Time {
    "2026-03-07T05:08:23.8101441Z".parse().unwrap()
}

pub fn company(id: &str, kind: OrganizationKind, mpn_id: Option<&str>) -> OrganizationRecord {
    let organization = Organization {
        id: organization(id),
        name: format!("{id} Çözüm A.Ş. 🦀"),
        kind,
        mpn_id: mpn_id.map(str::to_owned),
        country: "TR".to_owned(),
        currency: Currency::USD,
        assessments_approved: false,
        sandbox: None,
        created_at: now(),
        disabled_at: None,
    };
    OrganizationRecord { organization, locations: Vec::new() }
}

pub fn partner(id: &str) -> OrganizationRecord {
    company(id, OrganizationKind::Partner, None)
}

pub fn with_locations(mut record: OrganizationRecord, mpn_ids: &[&str]) -> OrganizationRecord {
    record.locations = mpn_ids
        .iter()
        .map(|mpn_id| Location {
            organization_id: record.organization.id.clone(),
            mpn_id: (*mpn_id).to_owned(),
            name: format!("Şube {mpn_id}"),
            country: "DE".to_owned(),
            city: (*mpn_id != "1").then(|| "İzmir".to_owned()),
            contacts: vec!["ada@contoso.example".to_owned(), "can@contoso.example".to_owned()],
            retired_at: None,
        })
        .collect();
    record
}

async fn organizations_come_back_as_they_were_made(store: Store) {
    let contoso = with_locations(partner("contoso"), &["1", "2", "30"]);
    let mut disabled = company("fabrikam", OrganizationKind::Partner, Some("99"));
    disabled.organization.disabled_at = Some(now());
    let vendor = company("msft", OrganizationKind::Vendor, None);
    assert_eq!(store.vendor().await.unwrap(), None);
    for record in [&contoso, &disabled, &vendor] {
        store.create_organization(record.clone()).await.unwrap();
        assert_eq!(store.organization(&record.organization.id).await.unwrap().as_ref(), Some(record));
    }
    assert_eq!(store.organization(&organization("nobody")).await.unwrap(), None);
    assert_eq!(store.vendor().await.unwrap().as_ref(), Some(&vendor.organization));
    // The vendor first.
    let all = store.organizations().await.unwrap();
    assert_eq!(all, [vendor.organization, contoso.organization, disabled.organization]);
    // Locations are in the order of their numbers, whatever order they came in.
    store.create_organization(with_locations(partner("mixed"), &["7", "3", "5"])).await.unwrap();
    let mixed = store.organization(&organization("mixed")).await.unwrap().unwrap();
    let order: Vec<&str> = mixed.locations.iter().map(|location| location.mpn_id.as_str()).collect();
    assert_eq!(order, ["3", "5", "7"]);
}

async fn organizations_are_found_by_every_name_they_have(store: Store) {
    let contoso = company("0a3b", OrganizationKind::Partner, Some("600"));
    store.create_organization(with_locations(contoso, &["601", "602"])).await.unwrap();
    store.create_organization(with_locations(partner("other"), &["700"])).await.unwrap();
    for (name, expected) in [
        ("0a3b", Some("0a3b")),
        (" 0A3B ", Some("0a3b")),
        ("600", Some("0a3b")),
        ("602", Some("0a3b")),
        ("700", Some("other")),
        ("70", None),
        ("", None),
        ("0a3b' OR '1'='1", None),
    ] {
        let found = store.find_organization(name).await.unwrap();
        assert_eq!(found.as_ref().map(|found| found.id.as_str()), expected, "{name}");
    }
}

async fn an_organization_exists_once_and_there_is_one_vendor(store: Store) {
    let refused = Err(StoreError::Duplicate { what: "organization" });
    store.create_organization(company("contoso", OrganizationKind::Partner, Some("1"))).await.unwrap();
    store.create_organization(company("msft", OrganizationKind::Vendor, None)).await.unwrap();
    for again in [
        company("contoso", OrganizationKind::Partner, Some("2")),
        with_locations(company("fabrikam", OrganizationKind::Partner, Some("1")), &["5"]),
        company("second-vendor", OrganizationKind::Vendor, None),
    ] {
        assert_eq!(store.create_organization(again).await, refused);
    }
    // A location that is there twice undoes the organization.
    let twice = with_locations(partner("twice"), &["8", "8"]);
    assert_eq!(store.create_organization(twice).await, Err(StoreError::Duplicate { what: "location" }));
    assert_eq!(store.organizations().await.unwrap().len(), 2);
    assert_eq!(number(&store, "SELECT count(*) FROM location").await, 0);
    // Without a number of its own, any number of partners may exist.
    store.create_organization(partner("a")).await.unwrap();
    store.create_organization(partner("b")).await.unwrap();
    assert_eq!(store.organizations().await.unwrap().len(), 4);
}

async fn organizations_are_disabled_and_enabled(store: Store) {
    store.create_organization(partner("contoso")).await.unwrap();
    store.create_organization(partner("fabrikam")).await.unwrap();
    let id = organization("contoso");
    for at in [Some(now()), None, Some(now().plus_days(1))] {
        assert_eq!(store.disable_organization(&id, at).await, Ok(true));
        assert_eq!(store.organization(&id).await.unwrap().unwrap().organization.disabled_at, at);
    }
    let other = store.organization(&organization("fabrikam")).await.unwrap().unwrap();
    assert_eq!(other.organization.disabled_at, None);
    assert_eq!(store.disable_organization(&organization("nobody"), None).await, Ok(false));
}

fn somebody(id: u128, owner: &OrganizationId, email: &str) -> PersonRecord {
    PersonRecord {
        person: Person {
            id: PersonId(Uuid::from_u128(id)),
            organization_id: owner.clone(),
            name: "Ayşe İnce".to_owned(),
            email: email.to_owned(),
            phone: None,
            role: Role::ReferralsUser,
            scope: Scope::Global,
            language: "tr".to_owned(),
            created_at: now().plus_seconds(i64::try_from(id).unwrap()),
            disabled_at: None,
        },
        password_hash: None,
    }
}

async fn people_come_back_as_they_were_made(store: Store) {
    let (contoso, fabrikam) = (organization("contoso"), organization("fabrikam"));
    for owner in ["contoso", "fabrikam"] {
        store.create_organization(partner(owner)).await.unwrap();
    }
    let mut all = Vec::new();
    for (id, role) in (1..).zip(Role::ALL) {
        let owner = if id % 2 == 0 { &contoso } else { &fabrikam };
        let mut record = somebody(id, owner, &format!("Person{id}@Contoso.example"));
        record.person.role = role;
        if id > 2 {
            record.person.phone = Some("+90 212 555 01 01".to_owned());
            record.person.scope = Scope::Locations(vec!["6110000".to_owned(), "7".to_owned()]);
            record.person.disabled_at = Some(now());
            record.password_hash = Some("$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA".to_owned());
        }
        store.create_person(record.clone()).await.unwrap();
        assert_eq!(store.person(record.person.id).await.unwrap().as_ref(), Some(&record));
        let folded = fold_email(&record.person.email);
        assert_eq!(store.person_by_email(&folded).await.unwrap().as_ref(), Some(&record));
        all.push(record.person);
    }
    assert_eq!(store.person(PersonId(Uuid::nil())).await.unwrap(), None);
    assert_eq!(store.person_by_email("nobody@contoso.example").await.unwrap(), None);
    let of = |owner: &OrganizationId| -> Vec<Person> {
        all.iter().filter(|person| person.organization_id == *owner).cloned().collect()
    };
    assert_eq!(store.people(Some(&contoso)).await.unwrap(), of(&contoso));
    assert_eq!(store.people(None).await.unwrap(), [of(&contoso), of(&fabrikam)].concat());
    assert!(store.people(Some(&organization("nobody"))).await.unwrap().is_empty());
}

async fn a_sign_in_name_is_unique_on_the_platform_in_any_case(store: Store) {
    let (contoso, fabrikam) = (organization("contoso"), organization("fabrikam"));
    for owner in ["contoso", "fabrikam"] {
        store.create_organization(partner(owner)).await.unwrap();
    }
    store.create_person(somebody(1, &contoso, "Ayşe.Ünal@Contoso.example")).await.unwrap();
    for (owner, email) in [
        (&contoso, "Ayşe.Ünal@Contoso.example"),
        (&fabrikam, "AYŞE.ÜNAL@CONTOSO.EXAMPLE"),
        (&fabrikam, " ayşe.ünal@contoso.example "),
    ] {
        let result = store.create_person(somebody(2, owner, email)).await;
        assert_eq!(result, Err(StoreError::Duplicate { what: "person with this e-mail" }), "{email}");
    }
    // The same id again takes no sign-in name with it.
    let result = store.create_person(somebody(1, &contoso, "new@contoso.example")).await;
    assert_eq!(result, Err(StoreError::Duplicate { what: "person" }));
    assert_eq!(store.person_by_email("new@contoso.example").await.unwrap(), None);
    store.create_person(somebody(2, &fabrikam, "new@contoso.example")).await.unwrap();
    assert_eq!(store.people(None).await.unwrap().len(), 2);
}

async fn people_are_disabled_and_change_passwords(store: Store) {
    let contoso = organization("contoso");
    store.create_organization(partner("contoso")).await.unwrap();
    let mut record = somebody(1, &contoso, "a@contoso.example");
    store.create_person(record.clone()).await.unwrap();
    store.create_person(somebody(2, &contoso, "b@contoso.example")).await.unwrap();
    for at in [Some(now()), None] {
        record.person.disabled_at = at;
        store.change_membership(&as_is(&record.person)).await.unwrap();
        assert_eq!(store.person(record.person.id).await.unwrap().as_ref(), Some(&record));
    }
    for hash in ["first", "second"] {
        store.replace_password(&contoso, record.person.id, hash, None).await.unwrap();
        record.password_hash = Some(hash.to_owned());
        assert_eq!(store.person(record.person.id).await.unwrap().as_ref(), Some(&record));
    }
    let other = store.person(PersonId(Uuid::from_u128(2))).await.unwrap().unwrap();
    assert_eq!((other.password_hash, other.person.disabled_at), (None, None));
    let nobody = Person { id: PersonId(Uuid::nil()), ..record.person };
    assert_eq!(store.change_membership(&as_is(&nobody)).await, Err(StoreError::Stale));
    assert_eq!(store.replace_password(&contoso, nobody.id, "x", None).await, Err(StoreError::Stale));
}

fn as_is(person: &Person) -> MembershipChange {
    MembershipChange {
        organization_id: person.organization_id.clone(),
        person_id: person.id,
        to: person.disabled_at.map_or(Membership::Enabled, Membership::DisabledSince),
        seen: None,
        leaves: None,
    }
}

async fn api_clients_come_and_go(store: Store) {
    let owners = ["contoso", "fabrikam"].map(organization);
    let mut all = Vec::new();
    for (owner, id) in owners.iter().zip(1_u128..) {
        store.create_organization(partner(owner.as_str())).await.unwrap();
        let client = ApiClient {
            id: ApiClientId(Uuid::from_u128(id)),
            organization_id: owner.clone(),
            name: "CRM bağlayıcı".to_owned(),
            role: Role::ReferralsAdmin,
            scope: if id == 1 { Scope::Global } else { Scope::Locations(vec!["7".to_owned()]) },
            created_at: now(),
            disabled_at: None,
            used_at: None,
        };
        let mut record = ApiClientRecord { client, secret_hash: format!("hash {id}") };
        store.create_api_client(record.clone()).await.unwrap();
        let again = store.create_api_client(record.clone()).await;
        assert_eq!(again, Err(StoreError::Duplicate { what: "api client" }));
        for at in [None, Some(now()), None] {
            assert_eq!(store.disable_api_client(record.client.id, at).await, Ok(true));
            record.client.disabled_at = at;
            assert_eq!(store.api_client(record.client.id).await.unwrap().as_ref(), Some(&record));
        }
        assert_eq!(store.api_clients(Some(owner)).await.unwrap(), [record.client.clone()]);
        all.push(record.client);
    }
    assert_eq!(store.api_clients(None).await.unwrap(), all);
    let nobody = ApiClientId(Uuid::nil());
    assert_eq!(store.api_client(nobody).await.unwrap(), None);
    assert_eq!(store.disable_api_client(nobody, Some(now())).await, Ok(false));
    let first = all[0].id;
    assert_eq!(store.set_api_client_secret(first, "another hash").await, Ok(true));
    assert_eq!(store.api_client(first).await.unwrap().unwrap().secret_hash, "another hash");
    assert_eq!(store.set_api_client_secret(nobody, "another hash").await, Ok(false));
}

fn token(hash: &str, family: u128, expires_at: Time) -> RefreshToken {
    RefreshToken {
        hash: hash.to_owned(),
        family: Uuid::from_u128(family),
        organization_id: organization("contoso"),
        principal_kind: PrincipalKind::Person,
        principal_id: Uuid::from_u128(5),
        client_id: "client".to_owned(),
        expires_at,
        used_at: None,
    }
}

async fn a_refresh_token_is_used_once(store: Store) {
    let fresh = RefreshToken { principal_kind: PrincipalKind::ApiClient, ..token("a", 1, now()) };
    store.save_refresh_token(fresh.clone()).await.unwrap();
    let again = store.save_refresh_token(fresh.clone()).await;
    assert_eq!(again, Err(StoreError::Duplicate { what: "refresh token" }));
    assert_eq!(store.use_refresh_token("a", now()).await.unwrap(), Some(fresh.clone()));
    // Whoever comes later sees when it was used first.
    for later in [1, 2] {
        let used = RefreshToken { used_at: Some(now()), ..fresh.clone() };
        assert_eq!(store.use_refresh_token("a", now().plus_seconds(later)).await.unwrap(), Some(used));
    }
    assert_eq!(store.use_refresh_token("A", now()).await.unwrap(), None);
}

async fn a_refresh_token_is_used_once_by_many_at_once(store: Store) {
    for round in 0..3 {
        let hash = format!("token {round}");
        store.save_refresh_token(token(&hash, 1, now())).await.unwrap();
        let uses = (0..50).map(|i| {
            let (store, hash) = (store.clone(), hash.clone());
            tokio::spawn(async move {
                store.use_refresh_token(&hash, now().plus_seconds(i)).await.unwrap().unwrap()
            })
        });
        let found: Vec<RefreshToken> = join_all(uses).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(found.iter().filter(|token| token.used_at.is_none()).count(), 1);
        let replayed: Vec<Time> = found.iter().filter_map(|token| token.used_at).collect();
        assert!(replayed.iter().all(|at| *at == replayed[0]), "one use, one time: {replayed:?}");
    }
}

async fn refresh_tokens_end_with_their_family_and_their_time(store: Store) {
    for (hash, family, seconds) in [("a1", 1, 0), ("a2", 1, 10), ("b1", 2, 5), ("b2", 2, 20)] {
        store.save_refresh_token(token(hash, family, now().plus_seconds(seconds))).await.unwrap();
    }
    store.revoke_family(Uuid::from_u128(1)).await.unwrap();
    store.revoke_family(Uuid::from_u128(9)).await.unwrap();
    assert_eq!(store.use_refresh_token("a1", now()).await.unwrap(), None);
    assert_eq!(store.use_refresh_token("a2", now()).await.unwrap(), None);
    assert!(store.use_refresh_token("b1", now()).await.unwrap().is_some());
    assert_eq!(store.forget_refresh_tokens(now().plus_seconds(5)).await, Ok(0));
    assert_eq!(store.forget_refresh_tokens(now().plus_seconds(20)).await, Ok(1));
    assert_eq!(store.use_refresh_token("b1", now()).await.unwrap(), None);
    assert!(store.use_refresh_token("b2", now()).await.unwrap().is_some());
}

async fn one_of_two_processes_makes_the_signing_key(store: Store) {
    assert!(store.signing_keys().await.unwrap().is_empty());
    let key = |id: &str, byte: u8, seconds: i64| SealedKey {
        id: id.to_owned(),
        sealed: vec![0, byte, 0xff, 0],
        created_at: now().plus_seconds(seconds),
    };
    let attempts = (0..8).map(|byte| {
        let (store, key) = (store.clone(), key("1", byte, 0));
        tokio::spawn(async move { (key.clone(), store.add_signing_key(key).await) })
    });
    let results: Vec<_> = join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    let won: Vec<SealedKey> =
        results.iter().filter(|(_, result)| result.is_ok()).map(|(key, _)| key.clone()).collect();
    assert_eq!(won.len(), 1);
    let refused = Err(StoreError::Duplicate { what: "signing key" });
    assert_eq!(results.iter().filter(|(_, result)| *result == refused).count(), 7, "{results:?}");
    assert_eq!(store.signing_keys().await.unwrap(), won);
    // The newest first.
    store.add_signing_key(key("3", 3, 20)).await.unwrap();
    store.add_signing_key(key("2", 2, 10)).await.unwrap();
    let ids: Vec<String> = store.signing_keys().await.unwrap().into_iter().map(|key| key.id).collect();
    assert_eq!(ids, ["3", "2", "1"]);
}

async fn solutions_are_saved_over(store: Store) {
    let owners = ["contoso", "fabrikam"].map(organization);
    for owner in &owners {
        store.create_organization(partner(owner.as_str())).await.unwrap();
    }
    let solution = |owner: &OrganizationId, id: &str, name: &str, kind| SolutionRecord {
        organization_id: owner.clone(),
        id: id.to_owned(),
        name: name.to_owned(),
        kind,
        published: true,
        co_sell_ready: false,
        tags: Vec::new(),
    };
    let b = solution(&owners[0], "s1", "b", SolutionKind::Solution);
    let a = solution(&owners[0], "s2", "a", SolutionKind::Assessment);
    let theirs = solution(&owners[1], "s1", "Çözüm", SolutionKind::Assessment);
    for solution in [&b, &a, &theirs] {
        store.save_solution(solution.clone()).await.unwrap();
    }
    assert_eq!(store.solutions(&owners[0]).await.unwrap(), [a.clone(), b.clone()]);
    assert_eq!(store.solutions(&owners[1]).await.unwrap(), std::slice::from_ref(&theirs));
    assert_eq!(store.assessment_ids().await.unwrap(), ["s1", "s2"]);
    let changed = SolutionRecord {
        name: "0".to_owned(),
        kind: SolutionKind::Assessment,
        published: false,
        co_sell_ready: true,
        tags: vec!["IP co-sell".to_owned(), "Business apps premium".to_owned()],
        ..b
    };
    store.save_solution(changed.clone()).await.unwrap();
    assert_eq!(store.solutions(&owners[0]).await.unwrap(), [changed, a]);
    assert_eq!(store.solutions(&owners[1]).await.unwrap(), [theirs]);
}

async fn settings_are_saved_over(store: Store) {
    assert_eq!(store.setting("name").await.unwrap(), None);
    for value in ["", "değer 🦀", "{\"a\":1}"] {
        store.set_setting("name", value).await.unwrap();
        store.set_setting("Name", "another").await.unwrap();
        assert_eq!(store.setting("name").await.unwrap().as_deref(), Some(value));
    }
    assert_eq!(store.setting("Name").await.unwrap().as_deref(), Some("another"));
}

/// Bodies and forms may bring a NUL, which PostgreSQL takes in no text.
async fn names_that_no_text_can_hold_are_not_found(store: Store) {
    assert_eq!(store.find_organization("a\0").await.unwrap(), None);
    assert_eq!(store.person_by_email("a\0@contoso.example").await.unwrap(), None);
    assert_eq!(store.setting("\0").await.unwrap(), None);
}

async fn preferences_are_saved_by_many_at_once(store: Store) {
    let contoso = organization("contoso");
    let person = PersonId(Uuid::from_u128(1));
    let saves = (0..8).map(|number| {
        let channels = Channels { in_app: number % 2 == 0, mail: true };
        let channels = NotificationEvent::ALL.into_iter().map(|event| (event, channels)).collect();
        store.save_preferences(&contoso, person, Preferences { channels, digest: true })
    });
    for saved in join_all(saves).await {
        saved.unwrap();
    }
    // One link stops one kind of mails, and changes nothing else.
    let before = store.preferences(&contoso, person).await.unwrap();
    let [first, ..] = NotificationEvent::ALL;
    store.stop_mails(&contoso, person, &[first]).await.unwrap();
    let after = store.preferences(&contoso, person).await.unwrap();
    for event in NotificationEvent::ALL {
        let expected = Channels { mail: event != first, ..before.of(event) };
        assert_eq!(after.of(event), expected, "{event:?}");
    }
    assert!(after.digest);
    let other = PersonId(Uuid::from_u128(2));
    assert_eq!(store.preferences(&contoso, other).await.unwrap(), Preferences::default());
}

async fn old_notifications_are_forgotten_in_batches_and_unread_ones_later(store: Store) {
    let row = |number: u32| {
        // A third is unread, of which a half is very old.
        let (read, at) = match number % 6 {
            0 => ("NULL", 10),
            3 => ("NULL", 50),
            _ => ("60", 50),
        };
        let sql = format!(
            "INSERT INTO notification (organization_id, id, person_id, event, facts, created_at, read_at, \
             in_app, mail_wish) VALUES ('contoso', '{number:08}', 'p', 'referral-created', '{{}}', {at}, {read}, \
             TRUE, 'no')"
        );
        Statement::new("notification", sql, Vec::new())
    };
    store.database().write((0..2_400).map(row).collect()).await.unwrap();
    let [unread, old] = [20, 100].map(Time::from_ticks);
    assert_eq!(store.forget_notifications(old, unread).await, Ok(2_000));
    assert_eq!(number(&store, "SELECT count(*) FROM notification WHERE read_at IS NULL").await, 400);
    assert_eq!(store.forget_notifications(old, old).await, Ok(400));
}
