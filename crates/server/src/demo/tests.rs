//! What the demo promises.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use ortak_app::account::secret::{password_matches, secret_matches};
use ortak_app::port::{HistoryEvent, SolutionKind, SystemIds};
use ortak_app::{App, Clock, audit, document};
use ortak_domain::catalogue::ASSISTANCE_REQUEST_CODES;
use ortak_domain::referral::{
    DealType, Direction, Outcome, Qualification, Reason, ReferralKind, SalesStage, Stage, Substatus,
};
use ortak_domain::text::fold_email;
use ortak_domain::{OrganizationId, Referral, Role, Time, Violations};
use ortak_store::{OpenOptions, Store};
use serde_json::Value;

use super::*;

#[derive(Debug)]
struct At(Time);

impl Clock for At {
    fn now(&self) -> Time {
        self.0
    }
}

struct Bench {
    app: App,
    store: Store,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ortak.db");
        let store = Store::open(path.to_str().unwrap(), &OpenOptions::default()).await.unwrap();
        store.database().migrate().await.unwrap();
        let port = Arc::new(store.clone());
        let clock = Arc::new(At(now.parse().unwrap()));
        let app = App::over(port, clock, Arc::new(SystemIds));
        Self { app, store, _folder: folder }
    }

    async fn with(now: &str, deals: u64) -> (Self, Demo) {
        let bench = Self::new(now).await;
        let demo = ensure(&bench.app, &vendor(), Some(deals)).await.unwrap();
        (bench, demo)
    }

    async fn referrals(&self) -> Vec<Referral> {
        let heads = self.app.referrals.heads(None, usize::MAX >> 1).await.unwrap();
        let parse = |stored: &ortak_app::port::StoredReferral| {
            document::parse(&stored.document, stored.assessment).unwrap()
        };
        heads.iter().map(|(_, stored)| parse(stored)).collect()
    }

    async fn history(&self, referral: &Referral) -> Vec<HistoryEvent> {
        self.app.referrals.history(&referral.organization_id, referral.id).await.unwrap()
    }

    /// Every row of the tables that the demo fills, as text.
    async fn everything(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut all = BTreeMap::new();
        for table in [
            "organization",
            "location",
            "person",
            "api_client",
            "solution",
            "setting",
            "referral",
            "event",
            "party",
            "outbox",
            "favorite",
        ] {
            let rows = self.store.database().query(format!("SELECT * FROM {table}"), Vec::new()).await;
            all.insert(table, rows.unwrap().iter().map(|row| format!("{row:?}")).collect());
        }
        all
    }
}

fn vendor() -> OrganizationId {
    OrganizationId::new("msft").unwrap()
}

const NOW: &str = "2026-03-11T15:30:00Z";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_demo_on_another_day_differs_in_dates_only() {
    let (one, made) = Bench::with(NOW, 80).await;
    let (other, made_again) = Bench::with("2027-08-01T04:05:06Z", 80).await;
    assert_eq!(made.organizations, made_again.organizations);
    let undated = |referral: &Referral| {
        let mut json: Value = serde_json::from_str(&document::render(referral).unwrap()).unwrap();
        for name in ["createdDateTime", "updatedDateTime", "expirationDateTime", "acceptedDateTime"] {
            json[name] = Value::Null;
        }
        json["closedDateTime"] = Value::Null;
        json["details"]["closingDateTime"] = Value::Null;
        json.to_string()
    };
    let (these, those) = (one.referrals().await, other.referrals().await);
    assert!(these.len() > 80);
    assert_eq!(these.iter().map(undated).collect::<Vec<_>>(), those.iter().map(undated).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r202_every_customer_is_in_the_directory_and_others_are() {
    let (bench, _) = Bench::with(NOW, 80).await;
    let numbers: BTreeSet<ortak_domain::Duns> = bench
        .referrals()
        .await
        .iter()
        .filter_map(|referral| referral.customer.duns().map(|duns| duns.parse().unwrap()))
        .collect();
    let numbers: Vec<_> = numbers.into_iter().collect();
    assert!(numbers.len() > 30);
    assert_eq!(bench.app.customers.companies(&numbers).await.unwrap().len(), numbers.len());
    let all = bench.app.customers.companies_after(None, 10_000).await.unwrap();
    assert!(all.len() > numbers.len() + 300, "{}", all.len());
    assert_eq!(all.iter().map(|company| company.country.as_str()).collect::<BTreeSet<_>>().len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_can_happen_is_in_it_and_keeps_the_rules() {
    let (bench, demo) = Bench::with(NOW, 400).await;
    let now = bench.app.clock.now();
    let referrals = bench.referrals().await;

    let report = audit::verify(&bench.app).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(report.referrals, referrals.len() as u64);
    let mut violations = Violations::new();
    for referral in &referrals {
        referral.check(&mut violations);
        assert!(!referral.has_unknown_catalogue_id());
        assert!(referral.created_at < now && referral.updated_at < now);
    }
    assert!(violations.is_empty(), "{violations:?}");

    // Every state, stage and reason.
    let substates: BTreeSet<&str> = referrals.iter().map(|r| r.stage.substatus().as_str()).collect();
    assert_eq!(substates.len(), Substatus::ALL.len(), "{substates:?}");
    for stage in SalesStage::ALL {
        let wanted = if stage == SalesStage::Won { Stage::Closed(Outcome::Won) } else { Stage::Active };
        assert!(referrals.iter().any(|r| r.stage == wanted && r.sales_stage == Some(stage)), "{stage:?}");
    }
    for reason in Reason::ALL {
        let vendors = matches!(
            reason,
            Reason::NoRelationship
                | Reason::NoSeller
                | Reason::WorkedOnWithAnotherPartner
                | Reason::NotEnoughInformation
                | Reason::CannotSupportNow
        );
        let declined = Stage::Closed(Outcome::Declined(reason));
        assert!(referrals.iter().any(|r| r.stage == declined), "declined: {reason:?}");
        let lost = Stage::Closed(Outcome::Lost(reason));
        assert_eq!(referrals.iter().any(|r| r.stage == lost), !vendors, "lost: {reason:?}");
        // Only the vendor has the vendor's reasons.
        let by_vendor = |r: &&Referral| r.organization_id == vendor();
        assert!(!vendors || referrals.iter().filter(|r| r.stage == declined).all(|r| by_vendor(&r)));
    }

    // Every type of deal, and every kind of lead.
    let with_vendor: HashSet<_> =
        referrals.iter().filter(|r| r.organization_id == vendor()).map(|r| r.engagement_id).collect();
    for deal_type in DealType::ALL {
        let of_type = |r: &&Referral| {
            r.direction == Direction::Outgoing
                && r.organization_id != vendor()
                && r.deal_type(with_vendor.contains(&r.engagement_id)) == deal_type
        };
        assert!(referrals.iter().filter(of_type).count() >= 10, "{deal_type:?}");
    }
    let from_partner = |r: &&Referral| {
        r.direction == Direction::Incoming && r.invite.invited_by.as_ref().is_some_and(|by| *by != vendor())
    };
    assert!(referrals.iter().filter(from_partner).any(|r| r.organization_id != vendor()), "P2P");
    assert!(referrals.iter().any(|r| r.organization_id == vendor() && r.direction == Direction::Outgoing));
    for qualification in
        [Qualification::Direct, Qualification::MarketingQualified, Qualification::SalesQualified]
    {
        let lead = |r: &&Referral| {
            r.kind == ReferralKind::Independent
                && r.direction == Direction::Incoming
                && r.qualification == qualification
                && r.is_lead(&vendor())
        };
        assert!(referrals.iter().filter(lead).count() >= 5, "{qualification:?}");
    }
    assert!(referrals.iter().any(|r| r.is_lead(&vendor()) && r.origin.call_to_action.is_some()));
    for code in ASSISTANCE_REQUEST_CODES {
        assert!(referrals.iter().any(|r| r.invite.assistance_request_code == *code), "{code}");
    }
    let currencies: BTreeSet<&str> =
        referrals.iter().filter_map(|r| r.details.currency).map(ortak_domain::Currency::code).collect();
    assert!(["TRY", "EUR", "USD", "GBP", "JPY"].iter().all(|code| currencies.contains(code)));
    assert!(referrals.iter().filter_map(|r| r.details.value).any(|value| value.units() % 10_000 != 0));

    // R108 and R310: invited only what may be, won only after acceptance; R105: assessments.
    for referral in &referrals {
        if referral.assessment {
            assert!(referral.mpn_id.is_some() && !referral.customer.team.is_empty());
        }
        if referral.organization_id == vendor() && referral.direction == Direction::Incoming {
            assert!(!referral.customer.team.is_empty(), "R203");
        }
        if let Some(expires_at) = referral.expires_at.filter(|_| !referral.stage.is_terminal()) {
            let left = expires_at.since(now).as_hours();
            assert!((24..14 * 24).contains(&left), "{left} h left");
        }
    }

    for organization in &demo.organizations {
        let own = || referrals.iter().filter(|r| r.organization_id.as_str() == organization.id);
        assert!(own().count() >= 20, "{}", organization.name);
        assert!(own().any(|r| matches!(r.stage, Stage::New(_))), "{} waits for nothing", organization.name);
    }
    assert_eq!(referrals.iter().map(|r| r.id).collect::<HashSet<_>>().len(), referrals.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_made_once_and_everybody_gets_in() {
    let (bench, demo) = Bench::with(NOW, 60).await;
    let before = bench.everything().await;
    let again = ensure(&bench.app, &vendor(), Some(7)).await.unwrap();
    assert!(!demo.kept && again.kept);
    assert_eq!((again.deals, &again.organizations), (60, &demo.organizations));
    assert_eq!(bench.everything().await, before);
    assert!(!before["favorite"].is_empty());

    // Dates of a history never go back, and most deals have one.
    let mut longest = 0;
    for referral in bench.referrals().await {
        let history = bench.history(&referral).await;
        longest = longest.max(history.len());
        assert!(history.is_sorted_by(|a, b| a.at < b.at));
        assert!(history.len() <= 9 && history.iter().all(|event| !event.request_id.is_empty()));
    }
    assert!(longest > 4);

    for organization in &demo.organizations {
        let is_vendor = organization.kind == "vendor";
        let id = OrganizationId::new(&organization.id).unwrap();
        let roles: HashSet<Role> =
            organization.people.iter().map(|p| Role::parse(&p.role).unwrap()).collect();
        let expected: HashSet<Role> = Role::ALL
            .into_iter()
            .filter(|role| role.fits(is_vendor) && !(is_vendor && *role == Role::ReferralsAdmin))
            .collect();
        assert_eq!(roles, expected, "{}", organization.name);
        let first = &organization.api_clients[0];
        assert!(first.role == "referrals_admin" && first.locations.is_empty());
        for client in &organization.api_clients {
            let record =
                bench.app.accounts.api_client(client.client_id.parse().unwrap()).await.unwrap().unwrap();
            assert!(secret_matches(&client.client_secret, &record.secret_hash));
            assert_eq!(record.client.organization_id, id);
        }
        // Checking a password takes long on purpose.
        let person = organization.people.last().unwrap();
        let record = bench.app.accounts.person_by_email(&fold_email(&person.email)).await.unwrap().unwrap();
        assert!(password_matches(&person.password, record.password_hash.as_deref().unwrap()));
        assert_eq!(record.person.scope.locations(), person.locations);
        assert!(organization.people.iter().all(|p| p.email.ends_with(".example")));
        let solutions = bench.app.accounts.solutions(&id).await.unwrap();
        let sold = solutions.iter().filter(|s| s.kind == SolutionKind::Solution).count();
        assert!((4..=8).contains(&sold) && solutions.iter().any(|s| s.co_sell_ready));
        let assessments = solutions.len() - sold;
        assert_eq!(assessments, if is_vendor { 3 } else { 0 });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_never_put_beside_other_data() {
    let bench = Bench::new(NOW).await;
    bench.app.accounts.set_setting(BEGUN_SETTING, "1").await.unwrap();
    let error = ensure(&bench.app, &vendor(), Some(1)).await.unwrap_err();
    assert!(error.to_string().contains("cut off"), "{error}");

    let bench = Bench::new(NOW).await;
    let programme = programme::Programme::new(1, &vendor(), Time::from_ticks(0)).unwrap();
    bench.app.accounts.create_organization(programme.vendor.record).await.unwrap();
    let error = ensure(&bench.app, &vendor(), Some(1)).await.unwrap_err();
    assert!(error.to_string().contains("no demo"), "{error}");
    assert!(bench.app.accounts.setting(BEGUN_SETTING).await.unwrap().is_none());
}

#[test]
fn the_credentials_file_has_its_shape_and_is_the_owners() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials.json");
    let programme = programme::Programme::new(SEED, &vendor(), Time::from_ticks(0)).unwrap();
    let organizations: Vec<_> = programme.companies().map(OrganizationAccess::of).collect();
    std::fs::write(&path, "what was there before").unwrap();
    write(&path, "http://127.0.0.1:8080", &organizations).unwrap();

    let json: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(names(&json), "base_url organizations");
    assert_eq!(json["base_url"], "http://127.0.0.1:8080");
    let organizations = json["organizations"].as_array().unwrap();
    assert_eq!(organizations.iter().filter(|o| o["kind"] == "vendor").count(), 1);
    assert_eq!(organizations.iter().filter(|o| o["kind"] == "partner").count(), 8);
    for organization in organizations {
        assert_eq!(names(organization), "id name kind people api_clients");
        for person in organization["people"].as_array().unwrap() {
            assert_eq!(names(person), "name email password role locations");
        }
        for client in organization["api_clients"].as_array().unwrap() {
            assert_eq!(names(client), "client_id client_secret role locations");
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Nothing is left beside it.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_demo_keeps_only_outcomes() {
    let programme = programme::Programme::new(SEED, &vendor(), Time::from_ticks(0)).unwrap();
    let calendar = calendar::Calendar::new(NOW.parse().unwrap());
    let mut stories = stories::Storyteller::new(&programme, calendar, SEED, 1_000_000);
    let (mut random, mut number) = (random::Random::new(1), 0);
    for story in 0..300 {
        for record in stories.tell(story * 3_333).unwrap() {
            let commits =
                history::commits(record, history::Detail::Outcome, &mut number, &mut random).unwrap();
            assert_eq!(commits.len(), 1);
            assert_eq!((commits[0].event.version, &commits[0].seen), (1, &None));
        }
    }
}

/// Whoever looks around is not told of a thousand things that never happened.
#[tokio::test]
async fn the_past_of_a_demo_is_no_news() {
    let (bench, _) = Bench::with("2026-11-22T10:00:00Z", 40).await;
    assert_eq!(bench.app.outbox.waiting(10).await.unwrap(), []);
}
