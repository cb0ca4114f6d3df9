//! Administration by the operator: organizations, people, API clients.

use ortak_domain::organization::{OrganizationKind, is_partner_number};
use ortak_domain::person::LANGUAGES;
use ortak_domain::text::{self, MAX_NAME};
use ortak_domain::{
    ApiClient, ApiClientId, Currency, Location, Organization, OrganizationId, Person, PersonId, Role,
    Sandbox, Scope, Time, Violation, Violations,
};

use super::{password, secret};
use crate::App;
use crate::error::AppError;
use crate::port::{ApiClientRecord, MembershipChange, OrganizationRecord, PersonRecord};

/// An organization to be made.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// None: a random one.
    pub id: Option<OrganizationId>,
    pub name: String,
    pub kind: OrganizationKind,
    pub mpn_id: Option<String>,
    pub country: String,
    pub currency: Currency,
    pub locations: Vec<NewLocation>,
    /// A sandbox, in which everything can be tried; never the vendor.
    pub sandbox: bool,
}

/// A location to be made.
#[derive(Clone, Debug)]
pub struct NewLocation {
    pub mpn_id: String,
    pub name: String,
    pub country: String,
    pub city: Option<String>,
}

/// A person to be made.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub organization_id: OrganizationId,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub role: Role,
    pub locations: Vec<String>,
    pub language: String,
    pub password: Option<String>,
}

/// An API client to be made.
#[derive(Clone, Debug)]
pub struct NewApiClient {
    pub organization_id: OrganizationId,
    pub name: String,
    pub role: Role,
    pub locations: Vec<String>,
}

/// Every field error of an organization to be made.
pub(super) fn check_organization(new: &NewOrganization) -> Violations {
    let mut violations = Violations::new();
    check_name(&new.name, &mut violations);
    if text::country(&new.country).is_none() {
        violations.add("country", "invalid_country", "must be an ISO 3166-1 alpha-2 code, like TR");
    }
    let numbers =
        new.mpn_id.iter().map(|n| ("mpnId".to_owned(), n)).chain(
            new.locations.iter().enumerate().map(|(i, l)| (format!("locations/{i}/mpnId"), &l.mpn_id)),
        );
    for (field, number) in numbers {
        if !is_partner_number(number) {
            violations.add(field, "invalid_partner_number", "must be a number of 1 to 20 digits");
        }
    }
    if new.sandbox && new.kind == OrganizationKind::Vendor {
        violations.add(
            "sandbox",
            "vendor_is_no_sandbox",
            "is for partners: the vendor is played in their sandboxes",
        );
    }
    violations
}

pub async fn create_organization(app: &App, new: NewOrganization) -> Result<Organization, AppError> {
    check_organization(&new).or(())?;
    let country = text::country(&new.country).unwrap_or_default();
    let id = match new.id {
        Some(id) => id,
        None => OrganizationId::new(&app.ids.random().to_string())
            .map_err(|error| AppError::Internal(error.to_string()))?,
    };
    let organization = Organization {
        id: id.clone(),
        name: new.name.trim().to_owned(),
        kind: new.kind,
        mpn_id: new.mpn_id,
        country,
        currency: new.currency,
        assessments_approved: false,
        sandbox: new.sandbox.then(|| Sandbox { home: id.clone(), stands_for: None, clock_ahead: 0 }),
        created_at: app.clock.now(),
        disabled_at: None,
    };
    let locations = new
        .locations
        .into_iter()
        .map(|l| Location {
            organization_id: id.clone(),
            mpn_id: l.mpn_id,
            name: l.name,
            country: l.country,
            city: l.city,
            contacts: Vec::new(),
        })
        .collect();
    let record = OrganizationRecord { organization: organization.clone(), locations };
    app.accounts.create_organization(record).await?;
    Ok(organization)
}

/// Name, e-mail, phone and language of a person to be made.
pub(super) fn check_personal(
    name: &str,
    email: &str,
    phone: Option<&str>,
    language: &str,
    violations: &mut Violations,
) {
    check_name(name, violations);
    text::check_email(email, "email", violations);
    if let Some(phone) = phone {
        text::check_phone(phone, "phone", violations);
    }
    if !LANGUAGES.contains(&language) {
        violations.add("language", "unknown_language", "must be en or tr");
    }
}

/// Every field error of a person to be made.
pub(super) async fn check_person(app: &App, new: &NewPerson) -> Result<Violations, AppError> {
    let mut violations = Violations::new();
    let owner = organization(app, &new.organization_id).await?;
    check_personal(&new.name, &new.email, new.phone.as_deref(), &new.language, &mut violations);
    check_role(&owner, new.role, &new.locations, &mut violations);
    if let Some(password) = &new.password {
        let context = vec![new.name.clone(), new.email.clone(), owner.organization.name];
        violations.extend(password::weakness("password", password, context).await?);
    }
    Ok(violations)
}

pub async fn create_person(app: &App, new: NewPerson) -> Result<Person, AppError> {
    check_person(app, &new).await?.or(())?;
    let password_hash = match &new.password {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    let person = Person {
        id: PersonId(app.ids.random()),
        organization_id: new.organization_id,
        name: new.name.trim().to_owned(),
        email: new.email.trim().to_owned(),
        phone: new.phone,
        role: new.role,
        scope: Scope::from_locations(new.locations),
        language: new.language,
        created_at: app.clock.now(),
        disabled_at: None,
    };
    app.accounts.create_person(PersonRecord { person: person.clone(), password_hash }).await?;
    Ok(person)
}

/// Makes an API client; the secret is returned once and never again.
pub async fn create_api_client(app: &App, new: NewApiClient) -> Result<(ApiClient, String), AppError> {
    let mut violations = Violations::new();
    let owner = organization(app, &new.organization_id).await?;
    check_name(&new.name, &mut violations);
    check_role(&owner, new.role, &new.locations, &mut violations);
    violations.or(())?;
    let secret = secret::random_secret()?;
    let client = ApiClient {
        id: ApiClientId(app.ids.random()),
        organization_id: new.organization_id,
        name: new.name.trim().to_owned(),
        role: new.role,
        scope: Scope::from_locations(new.locations),
        created_at: app.clock.now(),
        disabled_at: None,
    };
    let record = ApiClientRecord { client: client.clone(), secret_hash: secret::hash_secret(&secret) };
    app.accounts.create_api_client(record).await?;
    Ok((client, secret))
}

/// Shuts a person out, or lets them in again; how they are then. Their sessions end, and nothing that they or
/// applications hold for them is good again later. The last administrator too: the operator can make another.
pub async fn set_person_enabled(app: &App, id: PersonId, enabled: bool) -> Result<Person, AppError> {
    let person = app.accounts.person(id).await?.ok_or(AppError::NotFound)?.person;
    let person = Person { disabled_at: (!enabled).then(|| app.clock.now()), ..person };
    let change = MembershipChange {
        organization_id: person.organization_id.clone(),
        person_id: id,
        role: person.role,
        scope: person.scope.clone(),
        disabled_at: person.disabled_at,
        leaves: None,
    };
    app.credentials.change_membership(&change).await?;
    Ok(person)
}

/// Shuts an API client out, or lets it in again; since when it is out. What it holds to act for people ends.
pub async fn set_client_enabled(app: &App, id: ApiClientId, enabled: bool) -> Result<Option<Time>, AppError> {
    let disabled_at = (!enabled).then(|| app.clock.now());
    if app.accounts.disable_api_client(id, disabled_at).await? {
        Ok(disabled_at)
    } else {
        Err(AppError::NotFound)
    }
}

async fn organization(app: &App, id: &OrganizationId) -> Result<OrganizationRecord, AppError> {
    let found = app.accounts.organization(id).await?;
    found.ok_or_else(|| {
        Violation::new("organizationId", "unknown_organization", "is no organization here").into()
    })
}

pub(super) fn check_name(name: &str, violations: &mut Violations) {
    text::check(name, "name", MAX_NAME, violations);
    if name.trim().is_empty() {
        violations.push(Violation::required("name"));
    }
}

pub(super) fn check_role(
    owner: &OrganizationRecord,
    role: Role,
    locations: &[String],
    violations: &mut Violations,
) {
    let vendor = owner.organization.kind == OrganizationKind::Vendor;
    if !role.fits(vendor) {
        let kind = owner.organization.kind.as_str();
        violations.add("role", "role_does_not_fit", format!("{role} is no role of a {kind}"));
    }
    for (i, wanted) in locations.iter().enumerate() {
        if !owner.locations.iter().any(|location| location.mpn_id == *wanted) {
            let message = "is no location of the organization";
            violations.add(format!("locations/{i}"), "unknown_location", message);
        }
    }
}
