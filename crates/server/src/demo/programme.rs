//! The programme of the demo: the vendor, its partners, and everybody and everything that belongs to them.

use std::collections::HashSet;

use ortak_app::account::secret;
use ortak_app::port::{ApiClientRecord, OrganizationRecord, SolutionKind, SolutionRecord};
use ortak_domain::text::fold_search;
use ortak_domain::{
    ApiClient, ApiClientId, Currency, Location, Member, Organization, OrganizationId, OrganizationKind,
    Person, PersonId, Role, Scope, Time,
};
use uuid::Uuid;

use super::markets::{self, Market};
use super::random::Random;

/// Of everybody in the demo.
pub const PASSWORD: &str = "ortak-demo-2026";

/// What the seed is mixed with, so that changing one thing leaves the others as they are.
const ORGANIZATIONS: u64 = 1;
const PEOPLE: u64 = 2;
const CLIENTS: u64 = 3;

/// The vendor and its partners.
#[derive(Debug)]
pub struct Programme {
    pub vendor: Company,
    pub partners: Vec<Company>,
}

/// An organization with everything that belongs to it.
#[derive(Debug)]
pub struct Company {
    pub market: &'static Market,
    /// Deals of a hundred that begin here, more or less.
    pub share: usize,
    pub record: OrganizationRecord,
    pub people: Vec<Colleague>,
    pub clients: Vec<Client>,
    pub solutions: Vec<SolutionRecord>,
}

/// A person, also as a member of a team.
#[derive(Debug)]
pub struct Colleague {
    pub person: Person,
    pub member: Member,
}

/// An API client with its secret.
#[derive(Debug)]
pub struct Client {
    pub record: ApiClientRecord,
    pub secret: String,
}

impl Company {
    pub const fn id(&self) -> &OrganizationId {
        &self.record.organization.id
    }

    pub fn name(&self) -> &str {
        &self.record.organization.name
    }

    pub fn is_vendor(&self) -> bool {
        self.record.organization.kind == OrganizationKind::Vendor
    }

    pub fn locations(&self) -> &[Location] {
        &self.record.locations
    }
}

impl Programme {
    /// The same for the same seed; the clock only says when it all began.
    pub fn new(seed: u64, vendor_id: &OrganizationId, began: Time) -> anyhow::Result<Self> {
        let mut hiring = Hiring { seed, began, taken: HashSet::new(), hired: 0 };
        let vendor = vendor(vendor_id, began, &mut hiring)?;
        let partners = PARTNERS
            .iter()
            .enumerate()
            .map(|(number, plan)| partner(plan, number, began, &mut hiring))
            .collect::<Result<_, _>>()?;
        Ok(Self { vendor, partners })
    }

    /// The vendor first.
    pub fn companies(&self) -> impl Iterator<Item = &Company> {
        std::iter::once(&self.vendor).chain(&self.partners)
    }
}

struct PartnerPlan {
    name: &'static str,
    domain: &'static str,
    market: &'static Market,
    /// See `Company::share`.
    share: usize,
    mpn_id: &'static str,
    locations: &'static [(&'static str, &'static str, &'static str)],
    solutions: &'static [(&'static str, Readiness)],
}

/// Where a solution stands, with its tags.
#[derive(Clone, Copy)]
enum Readiness {
    Draft,
    Published,
    /// Published and ready to be sold together, with the incentive tags.
    CoSell(&'static [&'static str]),
}

use Readiness::{CoSell, Draft, Published};

const IP: &str = "IP co-sell";
const PREMIUM: &str = "Business apps premium";
const STANDARD: &str = "Business apps standard";

static PARTNERS: [PartnerPlan; 8] = [
    PartnerPlan {
        name: "Çınaraltı Bilişim A.Ş.",
        domain: "cinaralti-bilisim.example",
        market: &markets::TR,
        share: 22,
        mpn_id: "6110000",
        locations: &[
            ("6110001", "İstanbul Merkez", "İstanbul"),
            ("6110002", "Ankara", "Ankara"),
            ("6110003", "İzmir", "İzmir"),
            ("6110004", "Bursa", "Bursa"),
        ],
        solutions: &[
            ("Çınar Depo", CoSell(&[IP])),
            ("Çınar Saha", CoSell(&[STANDARD])),
            ("e-Fatura Köprüsü", CoSell(&[PREMIUM, IP])),
            ("Buluta Geçiş Paketi", CoSell(&[])),
            ("Çınar Arşiv", Published),
            ("Üretim Gözü", Published),
            ("Çınar Asistan", Draft),
        ],
    },
    PartnerPlan {
        name: "Hagenbrook Systemhaus GmbH",
        domain: "hagenbrook.example",
        market: &markets::DE,
        share: 19,
        mpn_id: "6120000",
        locations: &[
            ("6120001", "Hamburg", "Hamburg"),
            ("6120002", "Köln", "Köln"),
            ("6120003", "Leipzig", "Leipzig"),
        ],
        solutions: &[
            ("Hagenbrook Lagerwerk", CoSell(&[IP])),
            ("Hagenbrook Belegfluss", CoSell(&[PREMIUM])),
            ("Notfallhafen", CoSell(&[IP, STANDARD])),
            ("Cloud-Umzug Plus", CoSell(&[])),
            ("Werkblick", Published),
            ("Hagenbrook Postfach", Draft),
        ],
    },
    PartnerPlan {
        name: "Blue Alder Consulting LLC",
        domain: "bluealder.example",
        market: &markets::US,
        share: 17,
        mpn_id: "6130000",
        locations: &[
            ("6130001", "Portland", "Portland"),
            ("6130002", "Austin", "Austin"),
            ("6130003", "Columbus", "Columbus"),
            ("6130004", "Raleigh", "Raleigh"),
        ],
        solutions: &[
            ("Alder Field", CoSell(&[IP, PREMIUM])),
            ("Alder Insight", CoSell(&[IP])),
            ("Alder Care Portal", CoSell(&[STANDARD])),
            ("Landing Zone Quickstart", CoSell(&[])),
            ("Alder Vault", Published),
            ("Alder Voice", Published),
            ("Alder Assist", Draft),
            ("Alder Claims", Draft),
        ],
    },
    PartnerPlan {
        name: "Wetherby Lane Digital Ltd",
        domain: "wetherbylane.example",
        market: &markets::GB,
        share: 12,
        mpn_id: "6140000",
        locations: &[
            ("6140001", "Leeds", "Leeds"),
            ("6140002", "Bristol", "Bristol"),
            ("6140003", "Edinburgh", "Edinburgh"),
        ],
        solutions: &[
            ("Lane Ledger", CoSell(&[PREMIUM])),
            ("Lane Roster", CoSell(&[STANDARD, IP])),
            ("Secure Start", CoSell(&[])),
            ("Lane Reports", Published),
            ("Lane Visits", Draft),
        ],
    },
    PartnerPlan {
        name: "Clairmarin Numérique SAS",
        domain: "clairmarin.example",
        market: &markets::FR,
        share: 9,
        mpn_id: "6150000",
        locations: &[
            ("6150001", "Lyon", "Lyon"),
            ("6150002", "Nantes", "Nantes"),
            ("6150003", "Lille", "Lille"),
        ],
        solutions: &[
            ("Clairmarin Atelier", CoSell(&[IP])),
            ("Clairmarin Factures", CoSell(&[STANDARD])),
            ("Migration Sereine", CoSell(&[])),
            ("Clairmarin Vigie", Published),
            ("Clairmarin Dossier", Draft),
        ],
    },
    PartnerPlan {
        name: "Robledal Sistemas S.L.",
        domain: "robledal.example",
        market: &markets::ES,
        share: 8,
        mpn_id: "6160000",
        locations: &[("6160001", "Madrid", "Madrid"), ("6160002", "Valencia", "Valencia")],
        solutions: &[
            ("Robledal Almacén", CoSell(&[IP])),
            ("Robledal Turnos", CoSell(&[PREMIUM])),
            ("Robledal Datos", Published),
            ("Robledal Voz", Draft),
        ],
    },
    PartnerPlan {
        name: "Zandkreek ICT B.V.",
        domain: "zandkreek.example",
        market: &markets::NL,
        share: 7,
        mpn_id: "6170000",
        locations: &[("6170001", "Utrecht", "Utrecht"), ("6170002", "Groningen", "Groningen")],
        solutions: &[
            ("Zandkreek Haven", CoSell(&[IP, STANDARD])),
            ("Zandkreek Planbord", CoSell(&[STANDARD])),
            ("Zandkreek Kluis", Published),
            ("Zandkreek Melding", Draft),
        ],
    },
    PartnerPlan {
        name: "桐橋システムズ株式会社",
        domain: "kiribashi.example",
        market: &markets::JP,
        share: 6,
        mpn_id: "6180000",
        locations: &[("6180001", "東京本社", "東京"), ("6180002", "大阪支社", "大阪")],
        solutions: &[
            ("桐橋 倉庫ナビ", CoSell(&[IP])),
            ("桐橋 請求書", CoSell(&[PREMIUM])),
            ("桐橋 現場アプリ", Published),
            ("桐橋 見守り", Draft),
        ],
    },
];

const VENDOR_DOMAIN: &str = "nordwind-cloud.example";
const VENDOR_SOLUTIONS: [(&str, Readiness); 7] = [
    ("Nordwind Compute", CoSell(&[])),
    ("Nordwind Data Hub", CoSell(&[])),
    ("Nordwind Office", CoSell(&[])),
    ("Nordwind Voice", CoSell(&[])),
    ("Nordwind Shield", CoSell(&[])),
    ("Nordwind Business", Published),
    ("Nordwind Assistant", Draft),
];
const VENDOR_ASSESSMENTS: [&str; 3] =
    ["Cloud readiness assessment", "Data estate assessment", "Security posture assessment"];

fn vendor(id: &OrganizationId, began: Time, hiring: &mut Hiring) -> anyhow::Result<Company> {
    let organization = Organization {
        id: id.clone(),
        name: "Nordwind Cloud".to_owned(),
        kind: OrganizationKind::Vendor,
        mpn_id: None,
        country: "US".to_owned(),
        currency: Currency::USD,
        assessments_approved: true,
        sandbox: None,
        created_at: began,
        disabled_at: None,
    };
    // A vendor sells everywhere, so its people come from everywhere.
    let posts = [
        (Role::VendorSeller, &markets::US),
        (Role::VendorSeller, &markets::DE),
        (Role::VendorSeller, &markets::TR),
        (Role::DealReviewer, &markets::GB),
        (Role::ProgrammeAdmin, &markets::NL),
    ];
    let mut people = Vec::new();
    for (role, market) in posts {
        people.push(hiring.person(&organization, VENDOR_DOMAIN, market, role, Vec::new())?);
    }
    let clients = [("Programme integration", Role::ReferralsAdmin), ("Seller workbench", Role::VendorSeller)];
    let clients = clients
        .into_iter()
        .enumerate()
        .map(|(number, (name, role))| hiring.client(&organization, number, name, role, Vec::new()))
        .collect();
    let mut solutions = solutions(id, 0, &VENDOR_SOLUTIONS);
    solutions.extend(VENDOR_ASSESSMENTS.iter().zip(1..).map(|(name, number)| SolutionRecord {
        organization_id: id.clone(),
        id: format!("ASM-{number:04}"),
        name: (*name).to_owned(),
        kind: SolutionKind::Assessment,
        published: true,
        co_sell_ready: false,
        tags: Vec::new(),
    }));
    let record = OrganizationRecord { organization, locations: Vec::new() };
    Ok(Company { market: &markets::US, share: 0, record, people, clients, solutions })
}

fn partner(plan: &PartnerPlan, number: usize, began: Time, hiring: &mut Hiring) -> anyhow::Result<Company> {
    let id = Random::of(hiring.seed, ORGANIZATIONS, number as u64).uuid();
    let id = OrganizationId::new(&id.to_string())?;
    let organization = Organization {
        id: id.clone(),
        name: plan.name.to_owned(),
        kind: OrganizationKind::Partner,
        mpn_id: Some(plan.mpn_id.to_owned()),
        country: plan.market.country.to_owned(),
        currency: plan.market.currency.parse()?,
        assessments_approved: true,
        sandbox: None,
        created_at: began,
        disabled_at: None,
    };
    let locations: Vec<Location> = plan
        .locations
        .iter()
        .map(|(mpn_id, name, city)| Location {
            organization_id: id.clone(),
            mpn_id: (*mpn_id).to_owned(),
            name: (*name).to_owned(),
            country: plan.market.country.to_owned(),
            city: Some((*city).to_owned()),
            contacts: Vec::new(),
            retired_at: None,
        })
        .collect();
    let numbers: Vec<String> = locations.iter().map(|location| location.mpn_id.clone()).collect();
    let mut people = Vec::new();
    let mut hire = |role, locations| -> anyhow::Result<()> {
        people.push(hiring.person(&organization, plan.domain, plan.market, role, locations)?);
        Ok(())
    };
    hire(Role::PartnerAdmin, Vec::new())?;
    hire(Role::ReferralsAdmin, Vec::new())?;
    let (main, others) = numbers.split_at(1);
    hire(Role::ReferralsAdmin, main.to_vec())?;
    if others.len() > 1 {
        hire(Role::ReferralsAdmin, others.to_vec())?;
    }
    hire(Role::ReferralsUser, main.to_vec())?;
    for number in &numbers {
        hire(Role::ReferralsUser, vec![number.clone()])?;
    }
    let clients = [
        ("CRM sync", Role::ReferralsAdmin, Vec::new()),
        ("Regional CRM", Role::ReferralsAdmin, main.to_vec()),
        ("Account automation", Role::PartnerAdmin, Vec::new()),
    ];
    let clients = clients
        .into_iter()
        .zip(10 * (number + 1)..)
        .map(|((name, role, locations), number)| hiring.client(&organization, number, name, role, locations))
        .collect();
    Ok(Company {
        market: plan.market,
        share: plan.share,
        people,
        clients,
        solutions: solutions(&id, number + 1, plan.solutions),
        record: OrganizationRecord { organization, locations },
    })
}

fn solutions(owner: &OrganizationId, number: usize, plan: &[(&str, Readiness)]) -> Vec<SolutionRecord> {
    let solution = |(at, (name, readiness)): (usize, &(&str, Readiness))| {
        let (published, co_sell_ready, tags): (_, _, &[&str]) = match readiness {
            Draft => (false, false, &[]),
            Published => (true, false, &[]),
            CoSell(tags) => (true, true, tags),
        };
        SolutionRecord {
            organization_id: owner.clone(),
            id: format!("SOL-{:05}", 40_000 + number * 100 + at),
            name: (*name).to_owned(),
            kind: SolutionKind::Solution,
            published,
            co_sell_ready,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        }
    };
    plan.iter().enumerate().map(solution).collect()
}

/// Gives everybody a name and an address that nobody else has.
struct Hiring {
    seed: u64,
    began: Time,
    taken: HashSet<String>,
    hired: u64,
}

impl Hiring {
    fn person(
        &mut self,
        organization: &Organization,
        domain: &str,
        market: &Market,
        role: Role,
        locations: Vec<String>,
    ) -> anyhow::Result<Colleague> {
        self.hired += 1;
        let mut random = Random::of(self.seed, PEOPLE, self.hired);
        let (first, last, email) = loop {
            let (first, last) = (*random.pick(market.first_names)?, *random.pick(market.last_names)?);
            let email = format!("{}.{}@{domain}", ascii(first), ascii(last));
            if self.taken.insert(email.clone()) {
                break (first, last, email);
            }
        };
        let phone = random.digits(market.phone);
        let person = Person {
            id: PersonId(random.uuid()),
            organization_id: organization.id.clone(),
            name: format!("{first} {last}"),
            email: email.clone(),
            phone: Some(phone.clone()),
            role,
            scope: Scope::from_locations(locations),
            language: if market.country == "TR" { "tr" } else { "en" }.to_owned(),
            created_at: self.began,
            disabled_at: None,
        };
        let member = Member {
            first_name: Some(first.to_owned()),
            last_name: Some(last.to_owned()),
            phone_number: Some(phone),
            email: Some(email),
            ..Member::default()
        };
        Ok(Colleague { person, member })
    }

    fn client(
        &self,
        organization: &Organization,
        number: usize,
        name: &str,
        role: Role,
        locations: Vec<String>,
    ) -> Client {
        let mut random = Random::of(self.seed, CLIENTS, number as u64);
        let secret = random.secret();
        let client = ApiClient {
            id: ApiClientId(random.uuid()),
            organization_id: organization.id.clone(),
            name: name.to_owned(),
            role,
            scope: Scope::from_locations(locations),
            created_at: self.began,
            disabled_at: None,
            used_at: None,
        };
        let record = ApiClientRecord { client, secret_hash: secret::hash_secret(&secret) };
        Client { record, secret }
    }
}

impl Client {
    pub const fn id(&self) -> Uuid {
        self.record.client.id.0
    }
}

/// The letters of a name that an address can hold.
pub fn ascii(name: &str) -> String {
    fold_search(name).chars().filter(char::is_ascii_alphanumeric).collect()
}
