//! How long the customer directory takes to suggest companies for what is typed (R202).
//!
//! Measured over the use case, one request at a time, beside the least `SELECT` that could find something: companies
//! whose name begins so.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use ortak_app::customer::{self, Company, bring};
use ortak_app::port::{SystemClock, SystemIds};
use ortak_app::{App, Ctx, Source};
use ortak_domain::policy::{Principal, PrincipalKind};
use ortak_domain::{Duns, OrganizationId, OrganizationKind, Role, Scope};
use ortak_store::conn::Value;
use ortak_store::{OpenOptions, Store};
use ortak_testkit::postgres::{Durability, TempPostgres};
use uuid::Uuid;

use super::Backend;
use crate::output::{self, Table};

/// Companies written at once.
const BATCH: u64 = 2_000;
/// Companies between two words of how far it has come.
const STEP: u64 = 500_000;
/// Texts typed of each kind.
const TYPED: u64 = 500;
/// Suggestions at once, as the pages ask for.
const LIMIT: usize = 8;
/// What 99 of 100 are to take at most (05-quality).
const GOAL: Duration = Duration::from_millis(20);

/// More of some than of others, as in the world.
const COUNTRIES: [&str; 20] = [
    "US", "US", "US", "US", "TR", "TR", "TR", "DE", "DE", "GB", "GB", "FR", "FR", "ES", "IT", "NL", "JP",
    "BR", "PL", "AE",
];
const SYLLABLES: [&str; 48] = [
    "ak", "al", "an", "ar", "as", "bal", "ber", "bor", "can", "cel", "co", "cor", "dal", "dem", "den", "dor",
    "el", "er", "fal", "fer", "gal", "gen", "gör", "gül", "han", "hol", "in", "is", "kal", "kar", "kon",
    "lan", "lin", "mar", "mer", "mo", "nor", "öz", "pal", "per", "ran", "ros", "sal", "san", "şen", "tan",
    "ver", "yıl",
];
const SECTORS: [&str; 24] = [
    "Gıda",
    "İnşaat",
    "Lojistik",
    "Logistics",
    "Tekstil",
    "Holding",
    "Services",
    "Group",
    "Solutions",
    "Trading",
    "Technologies",
    "Energy",
    "Makine",
    "Foods",
    "Medical",
    "Systems",
    "Consulting",
    "Turizm",
    "Motors",
    "Chemicals",
    "Media",
    "Partners",
    "International",
    "Packaging",
];
const FORMS: [&str; 8] =
    ["San. ve Tic. A.Ş.", "Ltd. Şti.", "GmbH", "Inc.", "LLC", "Co. Ltd.", "S.A.", "Corporation"];

/// Numbers that follow from others and look like chance.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = mixed(self.0);
        self.0 % limit.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or_default();
        from.get(at).copied().unwrap_or_default()
    }
}

/// The company of this number of so many. Numbers are spread, so that they come in no order of the names.
fn company(number: u64) -> Result<Company> {
    let mut dice = Dice(number);
    let syllables = 2 + dice.below(2);
    let stem: String = (0..syllables).map(|_| dice.pick(&SYLLABLES)).collect();
    let mut letters = stem.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let mut name = format!("{first}{}", letters.as_str());
    for _ in 0..=dice.below(2) {
        name = format!("{name} {}", dice.pick(&SECTORS));
    }
    name = format!("{name} {}", dice.pick(&FORMS));
    Ok(Company {
        duns: Duns::from_number(i64::try_from(number * 199)?)?,
        name,
        address_line1: Some(format!("{} Street {}", dice.pick(&SECTORS), dice.below(300))),
        address_line2: None,
        city: Some(dice.pick(&SYLLABLES).to_owned()),
        state: None,
        postal_code: Some(format!("{:05}", dice.below(100_000))),
        country: dice.pick(&COUNTRIES).to_owned(),
        external_id: None,
    })
}

/// The most that fit into nine digits.
pub const MOST: u64 = 5_000_000;

/// What people do.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Beginning,
    WholeWord,
    TwoWords,
    LaterWord,
    OutOfOrder,
    Common,
    Digits,
    AnyCountry,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Beginning,
        Self::WholeWord,
        Self::TwoWords,
        Self::LaterWord,
        Self::OutOfOrder,
        Self::Common,
        Self::Digits,
        Self::AnyCountry,
    ];

    const fn title(self) -> &'static str {
        match self {
            Self::Beginning => "the first 2 to 4 letters of a name",
            Self::WholeWord => "its first word",
            Self::TwoWords => "its first word and some of the second",
            Self::LaterWord => "some of a later word",
            Self::OutOfOrder => "the last word and the first",
            Self::Common => "words that are everywhere, out of order",
            Self::Digits => "6 to 9 digits of its number",
            Self::AnyCountry => "its first letters, in any country",
        }
    }

    fn typed(self, company: &Company, dice: &mut Dice) -> String {
        let words: Vec<&str> = company.name.split(' ').collect();
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        let cut = |text: &str, letters: u64| -> String {
            text.chars().take(usize::try_from(letters).unwrap_or_default()).collect()
        };
        match self {
            Self::Beginning | Self::AnyCountry => cut(word(0), 2 + dice.below(3)),
            Self::WholeWord => word(0).to_owned(),
            Self::TwoWords => format!("{} {}", word(0), cut(word(1), 1 + dice.below(4))),
            Self::LaterWord => cut(word(1), 2 + dice.below(3)),
            Self::OutOfOrder => format!("{} {}", words.last().copied().unwrap_or_default(), word(0)),
            Self::Common => format!("{} {}", words.last().copied().unwrap_or_default(), cut(word(1), 2)),
            Self::Digits => cut(&company.duns.to_string(), 6 + dice.below(4)),
        }
    }
}

pub async fn measure(backend: Backend, companies: u64) -> Result<Table> {
    let folder = tempfile::tempdir()?;
    let (url, _cluster) = match backend {
        Backend::Sqlite => (folder.path().join("ortak.db").display().to_string(), None),
        Backend::Postgres => {
            let cluster = TempPostgres::start(Durability::On).await?;
            (cluster.create_database().await?, Some(cluster))
        }
    };
    let store = Store::open(&url, &OpenOptions::default()).await?;
    store.database().migrate().await?;
    let app = App::over(Arc::new(store.clone()), Arc::new(SystemClock), Arc::new(SystemIds));
    fill(&app, companies).await?;
    if backend == Backend::Postgres {
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute("VACUUM ANALYZE").await?;
    }
    let table = all_kinds(&app, &store, companies).await?;
    store.close().await;
    if backend == Backend::Sqlite {
        let size = std::fs::metadata(&url)?.len() >> 20;
        output::problem(format_args!("the database has {size} MiB"));
    }
    Ok(table)
}

async fn fill(app: &App, companies: u64) -> Result<()> {
    let began = Instant::now();
    let mut number = 0;
    while number < companies {
        let until = (number + BATCH).min(companies);
        let batch = (number..until).map(company).collect::<Result<_>>()?;
        bring::bring(app, batch, "bench").await?;
        if until / STEP > number / STEP {
            output::problem(format_args!("{until} companies in {:.0} s", began.elapsed().as_secs_f64()));
        }
        number = until;
    }
    output::problem(format_args!("{companies} companies in {:.0} s", began.elapsed().as_secs_f64()));
    Ok(())
}

async fn all_kinds(app: &App, store: &Store, companies: u64) -> Result<Table> {
    let ctx = context(app)?;
    let mut table = Table::new(["typed", "p50", "p99", "most", "raw SELECT, p50", "p99", "goal", "met"]);
    let mut all = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let mut dice = Dice(kind as u64);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..TYPED {
            let company = company(dice.below(companies))?;
            let typed = kind.typed(&company, &mut dice);
            let country = (!matches!(kind, Kind::AnyCountry)).then_some(company.country.as_str());
            let began = Instant::now();
            let found = customer::suggest(app, &ctx, country, &typed, LIMIT).await?;
            ours.push(began.elapsed());
            if !matches!(kind, Kind::Common) && !typed.is_empty() {
                found.first().with_context(|| format!("nothing is suggested for {typed}"))?;
            }
            theirs.push(select(store, &company.country, &typed).await?);
        }
        table.row(row(kind.title(), &mut ours, &mut theirs));
        all.0.append(&mut ours);
        all.1.append(&mut theirs);
    }
    table.row(row("all of them", &mut all.0, &mut all.1));
    Ok(table)
}

fn context(app: &App) -> Result<Ctx> {
    let principal = Principal {
        kind: PrincipalKind::Person,
        id: Uuid::nil(),
        organization_id: OrganizationId::new("bench").context("an id")?,
        organization_kind: OrganizationKind::Partner,
        name: "Bench".to_owned(),
        email: String::new(),
        phone: None,
        role: Role::PartnerAdmin,
        scope: Scope::Global,
        realm: None,
    };
    Ok(Ctx {
        principal: Arc::new(principal),
        request_id: "bench".to_owned(),
        now: app.clock.now(),
        source: Source::default(),
    })
}

async fn select(store: &Store, country: &str, typed: &str) -> Result<Duration> {
    let sql = "SELECT c.duns, c.name, c.address_line1, c.city, c.country FROM customer_word w \
               JOIN customer c ON c.duns = w.duns WHERE w.country = $1 AND w.later = FALSE AND w.word >= $2 \
               AND w.word < $3 ORDER BY w.word LIMIT 8";
    let from = ortak_app::search::words(typed).join(" ");
    let until = format!("{from}\u{10ffff}");
    let params = [country, &from, &until].map(Value::from).to_vec();
    let began = Instant::now();
    store.database().query(sql, params).await?;
    Ok(began.elapsed())
}

fn row(title: &str, ours: &mut [Duration], theirs: &mut [Duration]) -> [String; 8] {
    let at = |times: &mut [Duration], percent: usize| {
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        times.get(last * percent / 100).copied().unwrap_or_default()
    };
    let shown = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1000.0);
    let p99 = at(ours, 99);
    [
        title.to_owned(),
        shown(at(ours, 50)),
        shown(p99),
        shown(at(ours, 100)),
        shown(at(theirs, 50)),
        shown(at(theirs, 99)),
        "p99 ≤ 20 ms".to_owned(),
        if p99 <= GOAL { "yes" } else { "NO" }.to_owned(),
    ]
}
