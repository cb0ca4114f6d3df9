//! The customer directory: companies of the world to choose a customer from (R202). It is one for the installation;
//! what a deal keeps is a copy.

pub mod bring;

use std::collections::BTreeSet;

use ortak_domain::policy::Action;
use ortak_domain::{Address, CustomerProfile, Duns, ProfileId, text};

use crate::error::AppError;
use crate::port::CustomerQuery;
use crate::{App, Ctx, search};

/// Suggestions at once, at most.
const MOST: usize = 50;
/// Words and characters of what is typed that count.
const MOST_WORDS: usize = 8;
const MOST_TYPED: usize = 200;
/// Fewer digits are those of too many numbers.
const LEAST_DIGITS: usize = 6;
/// Characters of a place where a name begins: behind them the name itself is compared.
pub const BEGINNING: usize = 24;
/// Places of one name.
const MOST_BEGINNINGS: usize = 12;

/// A legal entity at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    pub duns: Duns,
    /// The legal name.
    pub name: String,
    pub address_line1: Option<String>,
    pub address_line2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Its id in a register of the vendor's.
    pub external_id: Option<String>,
}

impl Company {
    /// As a deal keeps it.
    pub fn profile(&self) -> CustomerProfile {
        let id = |kind: &str, id: String| ProfileId { profile_type: kind.to_owned(), id };
        let external = self.external_id.clone().map(|number| id("External", number));
        CustomerProfile {
            name: self.name.clone(),
            address: Address {
                address_line1: self.address_line1.clone(),
                address_line2: self.address_line2.clone(),
                city: self.city.clone(),
                state: self.state.clone(),
                postal_code: self.postal_code.clone(),
                country: Some(self.country.clone()),
                region: None,
            },
            ids: std::iter::once(id("Duns", self.duns.to_string())).chain(external).collect(),
            ..CustomerProfile::default()
        }
    }

    /// The folded words of the name, with blanks between them.
    pub fn search_key(&self) -> String {
        search::words(&self.name).join(" ")
    }

    /// See [`beginnings`].
    pub fn beginnings(&self) -> BTreeSet<(bool, String)> {
        beginnings(&self.name)
    }
}

/// Where a name begins: as a whole (false), and at each later word of more than one letter (true).
pub fn beginnings(name: &str) -> BTreeSet<(bool, String)> {
    let words = search::words(name);
    let places = words.iter().enumerate().filter(|(at, word)| *at == 0 || word.len() > 1);
    places
        .take(MOST_BEGINNINGS)
        .map(|(at, _)| {
            let rest = words.iter().skip(at).map(String::as_str).collect::<Vec<_>>().join(" ");
            (at > 0, rest.chars().take(BEGINNING).collect())
        })
        .collect()
}

/// Companies for a name, or a D-U-N-S number, as far as it is typed; none of another country than the one given, but
/// for a whole number.
pub async fn suggest(
    app: &App,
    ctx: &Ctx,
    country: Option<&str>,
    typed: &str,
    limit: usize,
) -> Result<Vec<Company>, AppError> {
    ctx.permit(Action::Create)?;
    let typed: String = typed.trim().chars().take(MOST_TYPED).collect();
    let digits = Duns::digits(&typed);
    if let Some(duns) = digits.as_deref().and_then(|digits| digits.parse().ok()) {
        return Ok(app.customers.companies(&[duns]).await?);
    }
    let countries = match country.map(str::trim).filter(|country| !country.is_empty()) {
        Some(country) => match text::country(country) {
            Some(country) => vec![country],
            None => return Ok(Vec::new()),
        },
        None => text::countries().map(str::to_owned).collect(),
    };
    let query = CustomerQuery {
        countries,
        words: search::words(&typed).into_iter().take(MOST_WORDS).collect(),
        numbers: digits.filter(|digits| digits.len() >= LEAST_DIGITS).and_then(|digits| Duns::range(&digits)),
        limit: limit.min(MOST),
    };
    if query.limit == 0 || query.words.is_empty() {
        return Ok(Vec::new());
    }
    Ok(app.customers.suggested(&query).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r202_a_name_begins_at_each_of_its_words() {
        let company = Company {
            duns: "123456789".parse().unwrap(),
            name: "ÇAĞRI İnşaat San. ve Tic. A.Ş.".to_owned(),
            address_line1: Some("Çınar Sokak No: 4".to_owned()),
            address_line2: None,
            city: Some("İstanbul".to_owned()),
            state: None,
            postal_code: Some("34000".to_owned()),
            country: "TR".to_owned(),
            external_id: Some("X-1".to_owned()),
        };
        assert_eq!(company.search_key(), "cagri insaat san ve tic a s");
        let beginnings: Vec<_> = company.beginnings().into_iter().collect();
        let beginnings: Vec<_> = beginnings.iter().map(|(later, word)| (*later, word.as_str())).collect();
        assert_eq!(
            beginnings,
            [
                (false, "cagri insaat san ve tic "),
                (true, "insaat san ve tic a s"),
                (true, "san ve tic a s"),
                (true, "tic a s"),
                (true, "ve tic a s"),
            ]
        );
        let profile = company.profile();
        assert_eq!(profile.duns(), Some("123456789"));
        assert_eq!(profile.address.country.as_deref(), Some("TR"));
        assert_eq!(profile.ids.len(), 2);
    }
}
