//! A row of a file as a new deal.

use ortak_domain::referral::{Details, Qualification, ReferralKind, SalesStage};
use ortak_domain::solution::{Requirements, Solution};
use ortak_domain::text::{self, MAX_ITEMS};
use ortak_domain::{
    Address, Amount, Consent, Currency, CustomerProfile, Member, ProfileId, StageName, Time, Violation,
    Violations,
};

use super::mapping::{Mapping, Target};
use super::{Sheet, SheetRow};
use crate::account::stages;
use crate::referral::create::NewReferral;

/// Everything that can't be read is noted as a problem beside the deal.
pub fn deal(own_stages: &[StageName], sheet: &Sheet, mapping: &Mapping, row: &SheetRow) -> NewReferral {
    let mut problems = Violations::new();
    let raw = |target| mapping.cell(row, target);
    let cell = |target| raw(target).map(str::to_owned);
    for target in Target::ALL.iter().filter(|target| target.is_required() && raw(**target).is_none()) {
        problems.push(Violation::required(target.name()));
    }
    if row.cells().len() > sheet.headers.len() {
        problems.push(Violation::too_many("", sheet.headers.len(), row.cells().len()));
    }
    let sales_stage = match raw(Target::SalesStage) {
        None => None,
        Some(text) => match SalesStage::parse(text) {
            Some(stage) => Some(stage),
            None => {
                let own = stages::stage_among(own_stages, text);
                if own.is_none() {
                    problems.add(Target::SalesStage.name(), "unknown_value", "is no sales stage");
                }
                own
            }
        },
    };
    let customer = customer(mapping, row, &mut problems);
    let details = details(mapping, row, &mut problems);
    let consent =
        Consent { share_with_others: consent(raw(Target::Consent), &mut problems), ..Consent::default() };
    let member = member(
        mapping,
        row,
        [Target::TeamFirstName, Target::TeamLastName, Target::TeamEmail, Target::TeamPhone],
    );
    NewReferral {
        // R101: nobody outside sees it until somebody shares it.
        kind: ReferralKind::Independent,
        qualification: Some(Qualification::SalesQualified),
        name: cell(Target::Name),
        external_reference_id: cell(Target::CrmId),
        campaign_id: cell(Target::Campaign),
        referral_program: None,
        status_reason: None,
        sales_stage,
        mpn_id: cell(Target::Location),
        targets: Vec::new(),
        customer,
        consent,
        details,
        team: member.into_iter().collect(),
        invite_notes: None,
        assistance_request_code: None,
        favorite: false,
        engagement_id: None,
        organization: None,
        assume_currency: false,
        created_via: Some("Import".to_owned()),
        problems,
    }
}

fn member(mapping: &Mapping, row: &SheetRow, targets: [Target; 4]) -> Option<Member> {
    let [first_name, last_name, email, phone_number] =
        targets.map(|target| mapping.cell(row, target).map(str::to_owned));
    let member = Member { first_name, last_name, email, phone_number, ..Member::default() };
    (!member.is_empty()).then_some(member)
}

fn customer(mapping: &Mapping, row: &SheetRow, problems: &mut Violations) -> CustomerProfile {
    let cell = |target| mapping.cell(row, target).map(str::to_owned);
    let country = mapping.cell(row, Target::CustomerCountry).and_then(|text| {
        let country = text::country(text);
        if country.is_none() {
            let message = "must be an ISO 3166-1 alpha-2 country code";
            problems.add(Target::CustomerCountry.name(), "invalid_country", message);
        }
        country
    });
    let duns = mapping.cell(row, Target::CustomerDuns).and_then(|text| {
        let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        let fits = digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit());
        if !fits {
            problems.add(Target::CustomerDuns.name(), "invalid_duns", "must have 9 digits");
        }
        fits.then_some(digits)
    });
    let contact = member(
        mapping,
        row,
        [Target::ContactFirstName, Target::ContactLastName, Target::ContactEmail, Target::ContactPhone],
    );
    CustomerProfile {
        name: cell(Target::CustomerName).unwrap_or_default(),
        address: Address {
            address_line1: cell(Target::CustomerAddress),
            city: cell(Target::CustomerCity),
            postal_code: cell(Target::CustomerPostalCode),
            country,
            ..Address::default()
        },
        team: contact.into_iter().collect(),
        ids: duns.map(|id| ProfileId { profile_type: "Duns".to_owned(), id }).into_iter().collect(),
        ..CustomerProfile::default()
    }
}

fn details(mapping: &Mapping, row: &SheetRow, problems: &mut Violations) -> Details {
    let value = mapping.cell(row, Target::Value).and_then(|text| match text.parse::<Amount>() {
        Ok(value) => Some(value),
        Err(error) => {
            problems.add(Target::Value.name(), error.code(), error.to_string());
            None
        }
    });
    let currency = mapping.cell(row, Target::Currency).and_then(|text| match text.parse::<Currency>() {
        Ok(currency) => Some(currency),
        Err(error) => {
            problems.add(Target::Currency.name(), "invalid_currency", error.to_string());
            None
        }
    });
    let closes_at = mapping.cell(row, Target::ClosesOn).and_then(|text| {
        let time = text.parse::<Time>().ok();
        if time.is_none() {
            problems.add(Target::ClosesOn.name(), "invalid_date", "must be a date, like 2026-11-30");
        }
        time
    });
    let solutions: Vec<Solution> = mapping
        .cell(row, Target::Solutions)
        .unwrap_or_default()
        .split(';')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        // One more than allowed, so that the rules find them too many.
        .take(MAX_ITEMS + 1)
        .map(|id| Solution { id: id.to_owned(), kind: Some("Name".to_owned()), ..Solution::default() })
        .collect();
    Details {
        notes: mapping.cell(row, Target::Notes).map(str::to_owned),
        value,
        currency,
        closes_at,
        requirements: Requirements { solutions, ..Requirements::default() },
        ..Details::default()
    }
}

fn consent(text: Option<&str>, problems: &mut Violations) -> Option<bool> {
    let text = text?;
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => {
            problems.add(Target::Consent.name(), "unknown_value", "must be yes or no");
            None
        }
    }
}
