//! Filling the customer directory from a file or another source.

use std::collections::{BTreeMap, BTreeSet};

use ortak_domain::text::{self, MAX_NAME, MAX_TEXT, check, fold_search};
use ortak_domain::{Duns, Violation, Violations};

use super::Company;
use crate::App;
use crate::error::AppError;
use crate::port::{CompanyChange, StoreError};

/// Companies that are looked at together when some are removed.
const PAGE: usize = 500;
/// How often somebody else may be quicker.
const TRIES: usize = 5;

/// What a column of a file can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Duns,
    Name,
    Country,
    AddressLine1,
    AddressLine2,
    City,
    State,
    PostalCode,
    ExternalId,
}

impl Column {
    const ALL: [Self; 9] = [
        Self::Duns,
        Self::Name,
        Self::Country,
        Self::AddressLine1,
        Self::AddressLine2,
        Self::City,
        Self::State,
        Self::PostalCode,
        Self::ExternalId,
    ];

    /// The documented name first. Compared without case, blanks and marks.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Duns => &["duns", "dunsnumber", "dunsno"],
            Self::Name => &["name", "legalname", "companyname", "company", "customername", "businessname"],
            Self::Country => &["country", "countrycode", "countryisoalpha2code", "customercountry"],
            Self::AddressLine1 => &["address", "addressline1", "street", "streetaddress", "address1"],
            Self::AddressLine2 => &["addressline2", "address2"],
            Self::City => &["city", "town", "locality"],
            Self::State => &["state", "province", "region", "stateprovince"],
            Self::PostalCode => &["postalcode", "postcode", "zip", "zipcode"],
            Self::ExternalId => &["externalid", "customerid", "id"],
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Duns => "duns",
            Self::Name => "name",
            Self::Country => "country",
            Self::AddressLine1 => "address",
            Self::AddressLine2 => "address line 2",
            Self::City => "city",
            Self::State => "state",
            Self::PostalCode => "postal code",
            Self::ExternalId => "external id",
        }
    }
}

/// Which column of a file is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Option<Column>>);

impl Columns {
    /// By the names in the first line; refused without number, name or country.
    pub fn guess<'a>(headers: impl IntoIterator<Item = &'a str>) -> Result<Self, AppError> {
        let plain = |header: &str| -> String {
            fold_search(header).chars().filter(|c| c.is_alphanumeric()).collect()
        };
        let headers: Vec<String> = headers.into_iter().map(plain).collect();
        let mut columns = vec![None; headers.len()];
        let mut missing = Violations::new();
        for column in Column::ALL {
            let at = column.names().iter().find_map(|name| headers.iter().position(|header| header == name));
            match at.and_then(|at| columns.get_mut(at)) {
                Some(place) => *place = Some(column),
                None if matches!(column, Column::Duns | Column::Name | Column::Country) => {
                    missing.push(Violation::required(column.name()));
                }
                None => {}
            }
        }
        missing.or(Self(columns)).map_err(AppError::from)
    }

    fn cell<'a>(&self, row: &[&'a str], column: Column) -> Option<&'a str> {
        let at = self.0.iter().position(|known| *known == Some(column))?;
        row.get(at).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// The row's number, where it has one: also of a row that is not good otherwise.
    pub fn duns(&self, row: &[&str]) -> Option<Duns> {
        self.cell(row, Column::Duns)?.parse().ok()
    }

    /// The company of a row, or everything that is wrong with it.
    pub fn company(&self, row: &[&str]) -> Result<Company, Vec<Violation>> {
        let mut problems = Violations::new();
        let mut text = |column: Column| {
            let found = self.cell(row, column)?;
            let most = if column == Column::Name { MAX_NAME } else { MAX_TEXT };
            check(found, column.name(), most, &mut problems);
            Some(found.to_owned())
        };
        let name = text(Column::Name);
        let [address_line1, address_line2, city, state, postal_code, external_id] = [
            Column::AddressLine1,
            Column::AddressLine2,
            Column::City,
            Column::State,
            Column::PostalCode,
            Column::ExternalId,
        ]
        .map(&mut text);
        let duns = self.cell(row, Column::Duns).map(str::parse::<Duns>);
        let country = self.cell(row, Column::Country).map(text::country);
        match &name {
            None => problems.push(Violation::required(Column::Name.name())),
            Some(name) if crate::search::words(name).is_empty() => {
                problems.add(Column::Name.name(), "required", "must have letters or digits");
            }
            Some(_) => {}
        }
        match &duns {
            None => problems.push(Violation::required(Column::Duns.name())),
            Some(Err(error)) => problems.add(Column::Duns.name(), "invalid_duns", error.to_string()),
            Some(Ok(_)) => {}
        }
        match &country {
            None => problems.push(Violation::required(Column::Country.name())),
            Some(None) => {
                problems.add(
                    Column::Country.name(),
                    "invalid_country",
                    "must be an ISO 3166-1 alpha-2 code, like TR",
                );
            }
            Some(Some(_)) => {}
        }
        match (name, duns, country.flatten()) {
            (Some(name), Some(Ok(duns)), Some(country)) if problems.is_empty() => Ok(Company {
                duns,
                name,
                address_line1,
                address_line2,
                city,
                state,
                postal_code,
                country,
                external_id,
            }),
            _ => Err(problems.into_vec()),
        }
    }
}

/// What became of some companies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
}

impl std::ops::AddAssign for Brought {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
    }
}

/// Adds companies, and brings those up to date that are there: all of them at once, so give a few hundred. Of those with
/// the same number the last counts. Nobody is asked whether they may: this is for who runs the installation.
pub async fn bring(app: &App, companies: Vec<Company>, source: &str) -> Result<Brought, AppError> {
    let companies: BTreeMap<Duns, Company> =
        companies.into_iter().map(|company| (company.duns, company)).collect();
    let numbers: Vec<Duns> = companies.keys().copied().collect();
    let mut tries = 0;
    loop {
        let mut brought = Brought::default();
        let there = app.customers.companies(&numbers).await?;
        let mut there: BTreeMap<Duns, Company> =
            there.into_iter().map(|company| (company.duns, company)).collect();
        let mut changes = Vec::new();
        for (duns, company) in &companies {
            let before = there.remove(duns);
            match &before {
                None => brought.created += 1,
                Some(before) if before == company => {
                    brought.unchanged += 1;
                    continue;
                }
                Some(_) => brought.updated += 1,
            }
            let source = source.to_owned();
            changes.push(CompanyChange { before, after: Some(company.clone()), source });
        }
        if changes.is_empty() {
            return Ok(brought);
        }
        tries += 1;
        match app.customers.change_companies(changes, app.clock.now()).await {
            Ok(()) => return Ok(brought),
            Err(StoreError::Stale | StoreError::Duplicate { .. }) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Removes the companies that are not among these, and says how many.
pub async fn keep_only(app: &App, numbers: &BTreeSet<Duns>) -> Result<u64, AppError> {
    let mut removed = 0;
    let mut after = None;
    let mut tries = 0;
    loop {
        let page = app.customers.companies_after(after, PAGE).await?;
        let Some(last) = page.last().map(|company| company.duns) else { return Ok(removed) };
        let gone: Vec<CompanyChange> = page
            .into_iter()
            .filter(|company| !numbers.contains(&company.duns))
            .map(|company| CompanyChange { before: Some(company), after: None, source: String::new() })
            .collect();
        let count = gone.len() as u64;
        match app.customers.change_companies(gone, app.clock.now()).await {
            Ok(()) => (after, removed, tries) = (Some(last), removed + count, 0),
            // Read once more.
            Err(StoreError::Stale) if tries < TRIES => tries += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_names() {
        let columns =
            Columns::guess(["Postal Code", "D-U-N-S", "LEGAL NAME", "x", "Country Code", "Street"]).unwrap();
        let company = columns.company(&[" 34000 ", "12-345-6789", "Öz A.Ş.", "?", "tr", "Çınar 4"]).unwrap();
        assert_eq!(company.duns.to_string(), "123456789");
        assert_eq!((company.name.as_str(), company.country.as_str()), ("Öz A.Ş.", "TR"));
        assert_eq!(company.postal_code.as_deref(), Some("34000"));
        assert_eq!(company.address_line1.as_deref(), Some("Çınar 4"));
        assert_eq!(company.city, None);
    }

    #[test]
    fn what_is_missing_is_said_at_once() {
        let Err(AppError::Invalid(missing)) = Columns::guess(["city", "name"]) else { panic!() };
        assert_eq!(missing.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["duns", "country"]);
        let columns = Columns::guess(["duns", "name", "country"]).unwrap();
        let long = "x".repeat(256);
        for (row, expected) in [
            (vec!["1", "", "Türkiye"], vec!["name", "duns", "country"]),
            (vec!["123456789"], vec!["name", "country"]),
            (vec!["123456789", "...", "TR"], vec!["name"]),
            (vec!["123456789", &long, "TR"], vec!["name"]),
            (vec!["123456789", "a\0b", "TR"], vec!["name"]),
        ] {
            let problems = columns.company(&row).unwrap_err();
            assert_eq!(problems.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), expected, "{row:?}");
        }
        assert!(columns.duns(&["123456789", "", ""]).is_some());
    }
}
