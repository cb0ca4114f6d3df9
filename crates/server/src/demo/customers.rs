//! Companies that buy. One number is one customer, so that any of them can be met again without being kept.

use anyhow::Context as _;
use ortak_app::App;
use ortak_app::customer::{Company, bring};
use ortak_domain::{Address, ContactPreference, CustomerProfile, Member, ProfileId, catalogue};

use super::markets::{MARKETS, Market};
use super::programme::ascii;
use super::random::Random;

const CUSTOMERS: u64 = 10;

/// Companies of a market in the directory beside those that buy.
const OTHERS: u64 = 60;
/// Of a market with very many, the rest is left out of the directory.
const LISTED: u64 = 2_000;
/// Companies written at once.
const BATCH: usize = 500;

/// How many companies of a market buy in that many deals.
pub const fn buyers(deals: u64) -> u64 {
    40 + deals / 6
}

/// Puts the companies of all markets into the directory: those that buy, and others (R202).
pub async fn list(app: &App, seed: u64, deals: u64) -> anyhow::Result<()> {
    let mut companies = Vec::new();
    for market in MARKETS {
        for number in 0..(buyers(deals) + OTHERS).min(LISTED) {
            companies.push(company(customer(seed, market, number)?.profile)?);
        }
    }
    for some in companies.chunks(BATCH) {
        bring::bring(app, some.to_vec(), "demo").await?;
    }
    Ok(())
}

fn company(profile: CustomerProfile) -> anyhow::Result<Company> {
    let duns = profile.duns().context("a customer has no number")?.parse()?;
    let address = profile.address;
    Ok(Company {
        duns,
        name: profile.name,
        address_line1: address.address_line1,
        address_line2: address.address_line2,
        city: address.city,
        state: address.state,
        postal_code: address.postal_code,
        country: address.country.context("a customer has no country")?,
        external_id: None,
    })
}

/// A customer with a contact of its own.
#[derive(Debug)]
pub struct Customer {
    pub profile: CustomerProfile,
    /// As people call it.
    pub short_name: String,
    pub industry: &'static str,
}

/// The customer of this number in the market.
pub fn customer(seed: u64, market: &'static Market, number: u64) -> anyhow::Result<Customer> {
    let country = market.country.bytes().fold(0, |code, byte| code << 8 | u64::from(byte));
    let mut random = Random::of(seed, CUSTOMERS << 16 | country, number);
    let stem = *random.pick(market.stems)?;
    let (sector, industry) = *random.pick(market.sectors)?;
    let name = random.pick(market.company_forms)?.replace("{stem}", stem).replace("{sector}", sector);
    let (city, state, postal_code) = *random.pick(market.cities)?;
    let house = random.between(1, 180).to_string();
    let street = random.pick(market.streets)?.replace("{}", &house);
    let duns = random.digits("#########");
    let domain = match (ascii(stem), ascii(sector)) {
        (stem, sector) if stem.is_empty() || sector.is_empty() => format!("customer{duns}.example"),
        (stem, sector) => format!("{stem}-{sector}.example"),
    };
    let contacts = if random.percent(30) { 2 } else { 1 };
    let team =
        (0..contacts).map(|_| contact(market, &domain, &mut random)).collect::<anyhow::Result<Vec<_>>>()?;
    let profile = CustomerProfile {
        name,
        size: Some((*random.pick(catalogue::CUSTOMER_SIZES)?).to_owned()),
        is_matching_complete: random.percent(70),
        address: Address {
            address_line1: Some(street),
            address_line2: None,
            city: Some(city.to_owned()),
            state: state.map(str::to_owned),
            postal_code: Some(random.digits(postal_code)),
            country: Some(market.country.to_owned()),
            region: None,
        },
        team,
        ids: vec![ProfileId { profile_type: "Duns".to_owned(), id: duns }],
    };
    // No blanks where words are written without.
    let joint = if ascii(stem).is_empty() { "" } else { " " };
    Ok(Customer { profile, short_name: format!("{stem}{joint}{sector}"), industry })
}

fn contact(market: &Market, domain: &str, random: &mut Random) -> anyhow::Result<Member> {
    let (first, last) = (*random.pick(market.first_names)?, *random.pick(market.last_names)?);
    Ok(Member {
        first_name: Some(first.to_owned()),
        last_name: Some(last.to_owned()),
        phone_number: Some(random.digits(market.phone)),
        email: Some(format!("{}.{}@{domain}", ascii(first), ascii(last))),
        title: Some((*random.pick(market.phrases.titles)?).to_owned()),
        contact_preference: ContactPreference {
            locale: Some(market.locale.to_owned()),
            disable_notifications: Some(true),
        },
        ..Member::default()
    })
}
