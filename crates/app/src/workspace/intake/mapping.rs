//! Which column of a file means what.

use ortak_domain::text::fold_search;
use ortak_domain::{Violation, Violations};

use super::{Sheet, SheetRow};
use crate::error::AppError;

macro_rules! targets {
    ($($variant:ident $name:literal $path:literal $required:literal [$($other:literal),*];)+) => {
        /// What a column can be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Target { $($variant),+ }

        impl Target {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The documented name of its column; also its word in forms.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Where the rules name it in what they find wrong.
            const fn path(self) -> &'static str {
                match self { $(Self::$variant => $path),+ }
            }

            /// Whether every row needs it (R202, R204).
            pub const fn is_required(self) -> bool {
                match self { $(Self::$variant => $required),+ }
            }

            const fn other_names(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($other),*]),+ }
            }
        }
    };
}

targets! {
    Name "Deal name" "name" true ["name", "opportunity", "opportunity name", "title"];
    CustomerName "Customer name" "customerProfile/name" true ["customer", "account", "account name", "company"];
    CustomerCountry "Customer country" "customerProfile/address/country" false ["country", "country code"];
    CustomerCity "Customer city" "customerProfile/address/city" false ["city"];
    CustomerAddress "Customer address" "customerProfile/address/addressLine1" false ["address", "street"];
    CustomerPostalCode "Customer postal code" "customerProfile/address/postalCode" false ["postal code", "zip"];
    CustomerDuns "D-U-N-S number" "customerProfile/ids" false ["duns", "d-u-n-s", "customer duns"];
    ContactFirstName "Contact first name" "customerProfile/team/0/firstName" false ["customer contact first name"];
    ContactLastName "Contact last name" "customerProfile/team/0/lastName" false ["customer contact last name"];
    ContactEmail "Contact e-mail" "customerProfile/team/0/email" false ["customer contact e-mail"];
    ContactPhone "Contact phone" "customerProfile/team/0/phoneNumber" false ["customer contact phone"];
    Consent "Consent to share" "consent/consentToToShareInfoWithOthers" false ["consent"];
    Value "Estimated value" "details/dealValue" true ["value", "amount", "deal value", "estimated deal value"];
    Currency "Currency" "details/currency" true ["deal currency", "currency code"];
    ClosesOn "Estimated close date" "details/closingDateTime" true ["close date", "closing date", "expected close date"];
    CrmId "CRM ID" "externalReferenceId" false ["deal id", "opportunity id", "external id", "external reference id"];
    Campaign "Campaign ID" "campaignId" false ["campaign", "marketing campaign id"];
    Notes "Notes" "details/notes" false ["description", "comments"];
    Location "Location" "mpnId" false ["partner number", "location id", "mpn id", "partner id"];
    SalesStage "Sales stage" "salesStage" false ["stage"];
    Solutions "Solution IDs" "details/requirements/solutions" false ["solutions", "solution", "solution id"];
    TeamFirstName "Team first name" "team/0/firstName" false ["owner first name"];
    TeamLastName "Team last name" "team/0/lastName" false ["owner last name"];
    TeamEmail "Team e-mail" "team/0/email" false ["owner e-mail", "owner"];
    TeamPhone "Team phone" "team/0/phoneNumber" false ["owner phone"];
}

impl Target {
    /// By its documented name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|target| target.name() == text)
    }
}

/// For each column of the file what it is, if anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(pub Vec<Option<Target>>);

/// Without regard to case, accents, blanks and marks.
fn plain(name: &str) -> String {
    fold_search(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

impl Mapping {
    /// By the documented names first, then by others that are common. Each meaning is given once.
    pub fn guess(headers: &[String]) -> Self {
        let plain_headers: Vec<String> = headers.iter().map(|header| plain(header)).collect();
        let mut columns: Vec<Option<Target>> = vec![None; headers.len()];
        let documented = Target::ALL.iter().map(|target| (*target, target.name()));
        let others =
            Target::ALL.iter().flat_map(|target| target.other_names().iter().map(|name| (*target, *name)));
        for (target, name) in documented.chain(others) {
            if columns.contains(&Some(target)) {
                continue;
            }
            let name = plain(name);
            let mut free = plain_headers.iter().zip(&mut columns);
            if let Some((_, column)) = free.find(|(header, column)| **header == name && column.is_none()) {
                *column = Some(target);
            }
        }
        Self(columns)
    }

    /// The meanings' names, one a line, as they are kept.
    pub fn to_text(&self) -> String {
        let names: Vec<&str> =
            self.0.iter().map(|target| target.map(Target::name).unwrap_or_default()).collect();
        names.join("\n")
    }

    /// What `to_text` has written.
    pub fn from_text(text: &str) -> Self {
        Self(text.split('\n').map(Target::parse).collect())
    }

    /// Reports meanings that are missing or given twice.
    pub fn check(&self, sheet: &Sheet) -> Result<(), AppError> {
        let mut problems = Violations::new();
        if self.0.len() > sheet.headers.len() {
            problems.push(Violation::too_many("mapping", sheet.headers.len(), self.0.len()));
        }
        for target in Target::ALL {
            let columns = self.0.iter().filter(|column| **column == Some(*target)).count();
            if columns > 1 {
                problems.add(target.name(), "duplicate_column", "is meant by several columns");
            } else if columns == 0 && target.is_required() {
                problems.push(Violation::required(target.name()));
            }
        }
        problems.or(()).map_err(AppError::from)
    }

    /// The row's text for a meaning; none when empty.
    pub fn cell<'a>(&self, row: &'a SheetRow, target: Target) -> Option<&'a str> {
        let at = self.0.iter().position(|column| *column == Some(target))?;
        row.cells().get(at).filter(|text| !text.is_empty())
    }

    pub(super) fn name_of(&self, row: &SheetRow) -> String {
        self.cell(row, Target::Name).unwrap_or_default().to_owned()
    }

    /// What is wrong with a row, by the file's own columns; what would stop every other row too is passed on.
    pub(super) fn reasons(&self, sheet: &Sheet, error: AppError) -> Result<Vec<Violation>, AppError> {
        let violations = match error {
            AppError::Invalid(violations) => violations,
            AppError::Forbidden { code, message } | AppError::Conflict { code, message } => {
                vec![Violation::new("", code, message)]
            }
            other => return Err(other),
        };
        let header = |field: &str| {
            let means = |target: &&Target| field == target.name() || field.starts_with(target.path());
            let target = Target::ALL.iter().find(means)?;
            let at = self.0.iter().position(|column| column == &Some(*target))?;
            sheet.headers.get(at).cloned()
        };
        let mut reasons: Vec<Violation> = Vec::with_capacity(violations.len());
        for violation in violations {
            let field = header(&violation.field).unwrap_or_else(|| violation.field.clone());
            // What a file can't say is found by the reader of the row, and once more by the rules.
            if !reasons.iter().any(|known| known.field == field && known.code == violation.code) {
                reasons.push(Violation { field, ..violation });
            }
        }
        Ok(reasons)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_guessed_whatever_their_case_and_marks() {
        let headers =
            ["DEAL NAME", "customer_name", "Wért", "estimated deal value", "Deal-Currency", "Close Date"];
        let headers: Vec<String> =
            headers.into_iter().chain(["Name", "Şehir", "CİTY"]).map(str::to_owned).collect();
        let guessed = Mapping::guess(&headers).0;
        let expected = [
            Some(Target::Name),
            Some(Target::CustomerName),
            None,
            Some(Target::Value),
            Some(Target::Currency),
            Some(Target::ClosesOn),
            None,
            None,
            Some(Target::CustomerCity),
        ];
        assert_eq!(guessed, expected);
    }

    #[test]
    fn every_documented_name_is_found_and_means_one_thing() {
        let headers: Vec<String> = Target::ALL.iter().map(|target| target.name().to_owned()).collect();
        let guessed = Mapping::guess(&headers).0;
        assert_eq!(guessed, Target::ALL.iter().copied().map(Some).collect::<Vec<_>>());
    }
}
