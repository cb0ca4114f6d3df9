//! Companies that buy. One number is one customer, so that any of them can be met again without being kept.

use ortak_domain::{Address, ContactPreference, CustomerProfile, Member, ProfileId, catalogue};

use super::markets::Market;
use super::programme::ascii;
use super::random::Random;

const CUSTOMERS: u64 = 10;

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
