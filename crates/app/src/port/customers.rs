//! The customer directory (R202).

use std::fmt;

use async_trait::async_trait;
use ortak_domain::{Duns, Time};

use super::StoreError;
use crate::customer::Company;

/// Companies that somebody may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerQuery {
    /// ISO 3166-1 alpha-2; not empty.
    pub countries: Vec<String>,
    /// Each begins a word of the name, as `search::words` has them.
    pub words: Vec<String>,
    /// Or the number lies between these.
    pub numbers: Option<(Duns, Duns)>,
    pub limit: usize,
}

/// A company as it was, and as it shall be; at least one of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyChange {
    /// None: it is not there yet.
    pub before: Option<Company>,
    /// None: it goes.
    pub after: Option<Company>,
    /// Where that comes from.
    pub source: String,
}

/// The companies of the installation.
#[async_trait]
pub trait Customers: Send + Sync + fmt::Debug {
    /// First those with a number that fits, then those whose name begins with the words as they stand, then those that
    /// have them in a row at a later place, then those that have them scattered; in each group by name.
    ///
    /// The work is bounded: of words that are all very common some companies that fit only scattered may be left out.
    async fn suggested(&self, query: &CustomerQuery) -> Result<Vec<Company>, StoreError>;

    /// Those of these numbers that are there.
    async fn companies(&self, numbers: &[Duns]) -> Result<Vec<Company>, StoreError>;

    /// The next ones by number.
    async fn companies_after(&self, after: Option<Duns>, limit: usize) -> Result<Vec<Company>, StoreError>;

    /// All or none; `Stale` or `Duplicate` when one is not as it was.
    async fn change_companies(&self, changes: Vec<CompanyChange>, now: Time) -> Result<(), StoreError>;
}
