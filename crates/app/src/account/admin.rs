//! Administration by the operator: organizations, people, API clients.

use ortak_domain::organization::{OrganizationKind, is_partner_number};
use ortak_domain::person::LANGUAGES;
use ortak_domain::text::{self, MAX_NAME};
use ortak_domain::{
    ApiClient, ApiClientId, AuditKind, Currency, Location, Organization, OrganizationId, Person, PersonId,
    Role, Sandbox, Scope, Time, Violation, Violations,
};
use serde_json::json;

use super::company::with_contacts;
use super::revise::{Setting, revise};
use super::{By, authorize, password, secret};
use crate::App;
use crate::error::AppError;
use crate::port::{
    ApiClientRecord, Membership, MembershipChange, OrganizationRecord, PersonRecord, Redirection, StoreError,
};

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
    for (field, number) in numbers(new) {
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
    create_organization_by(app, By::Operator, new).await
}

pub(super) async fn create_organization_by(
    app: &App,
    by: By<'_>,
    new: NewOrganization,
) -> Result<Organization, AppError> {
    let mut problems = check_organization(&new);
    problems.extend(taken(app, &new).await?.into_vec());
    problems.or(())?;
    let country = text::country(&new.country).unwrap_or_default();
    let id = match new.id.clone() {
        Some(id) => id,
        None => OrganizationId::new(&app.ids.random().to_string())
            .map_err(|error| AppError::Internal(error.to_string()))?,
    };
    let organization = Organization {
        id: id.clone(),
        name: new.name.trim().to_owned(),
        kind: new.kind,
        mpn_id: new.mpn_id.clone(),
        country,
        currency: new.currency,
        assessments_approved: false,
        sandbox: new.sandbox.then(|| Sandbox { home: id.clone(), stands_for: None, clock_ahead: 0 }),
        created_at: app.clock.now(),
        disabled_at: None,
    };
    let locations = new
        .locations
        .iter()
        .cloned()
        .map(|l| Location {
            organization_id: id.clone(),
            mpn_id: l.mpn_id,
            name: l.name,
            country: l.country,
            city: l.city,
            contacts: Vec::new(),
            retired_at: None,
        })
        .collect();
    let record = OrganizationRecord { organization: organization.clone(), locations };
    let facts = json!({ "kind": organization.kind.as_str() });
    let noting = by.noting(app, &id, AuditKind::OrganizationCreated, "", &facts);
    match noting.accounts.create_organization(record).await {
        Err(error @ StoreError::Duplicate { .. }) => {
            // Somebody else was quicker with a number.
            taken(app, &new).await?.or(())?;
            Err(error.into())
        }
        made => Ok(made.map(|()| organization)?),
    }
}

/// Its numbers, and an id like one, that name another organization or its location: everybody is asked by them alone.
async fn taken(app: &App, new: &NewOrganization) -> Result<Violations, AppError> {
    let mut violations = Violations::new();
    // A sandbox of its own has no others.
    if new.sandbox {
        return Ok(violations);
    }
    let id = new.id.as_ref().map(|id| ("id".to_owned(), id.as_str()));
    for (field, number) in id.into_iter().chain(numbers(new)).filter(|(_, number)| is_partner_number(number))
    {
        let holder = app.accounts.number_holder(None, number).await?;
        // That its very id is there is told as such.
        if let Some(holder) = holder.filter(|holder| new.id.as_ref() != Some(&holder.id)) {
            let message = format!("belongs to {} already", holder.name);
            violations.add(field, "partner_number_taken", message);
        }
    }
    Ok(violations)
}

/// The partner numbers of an organization to be made, each with its field.
fn numbers(new: &NewOrganization) -> impl Iterator<Item = (String, &str)> {
    let own = new.mpn_id.iter().map(|number| ("mpnId".to_owned(), number.as_str()));
    let places = new.locations.iter().enumerate();
    own.chain(places.map(|(at, place)| (format!("locations/{at}/mpnId"), place.mpn_id.as_str())))
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
    check_role(&owner, new.role, &new.locations, &[], &mut violations);
    if let Some(password) = &new.password {
        let context = vec![new.name.clone(), new.email.clone(), owner.organization.name];
        violations.extend(password::weakness("password", password, context).await?);
    }
    Ok(violations)
}

pub async fn create_person(app: &App, new: NewPerson) -> Result<Person, AppError> {
    create_person_by(app, By::Operator, AuditKind::PersonCreated, new).await
}

/// The same; `kind` is how the log calls it.
pub(super) async fn create_person_by(
    app: &App,
    by: By<'_>,
    kind: AuditKind,
    new: NewPerson,
) -> Result<Person, AppError> {
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
    let facts = access(person.role, &person.scope);
    let noting = by.noting(app, &person.organization_id, kind, &person.id.to_string(), &facts);
    noting.accounts.create_person(PersonRecord { person: person.clone(), password_hash }).await?;
    Ok(person)
}

/// Makes an API client; the secret is returned once and never again.
pub async fn create_api_client(app: &App, new: NewApiClient) -> Result<(ApiClient, String), AppError> {
    create_api_client_by(app, By::Operator, ApiClientId(app.ids.random()), new).await
}

pub(super) async fn create_api_client_by(
    app: &App,
    by: By<'_>,
    id: ApiClientId,
    new: NewApiClient,
) -> Result<(ApiClient, String), AppError> {
    let mut violations = Violations::new();
    let owner = organization(app, &new.organization_id).await?;
    check_name(&new.name, &mut violations);
    check_role(&owner, new.role, &new.locations, &[], &mut violations);
    violations.or(())?;
    let secret = secret::random_secret()?;
    let client = ApiClient {
        id,
        organization_id: new.organization_id,
        name: new.name.trim().to_owned(),
        role: new.role,
        scope: Scope::from_locations(new.locations),
        created_at: app.clock.now(),
        disabled_at: None,
        used_at: None,
    };
    let record = ApiClientRecord { client: client.clone(), secret_hash: secret::hash_secret(&secret) };
    let (role, locations) = (client.role.as_str(), client.scope.locations());
    let facts = json!({ "name": client.name, "role": role, "locations": locations });
    let noting =
        by.noting(app, &client.organization_id, AuditKind::ClientCreated, &client.id.to_string(), &facts);
    noting.accounts.create_api_client(record).await?;
    Ok((client, secret))
}

/// What somebody may do and where, for the log.
pub(super) fn access(role: Role, scope: &Scope) -> serde_json::Value {
    json!({ "role": role.as_str(), "locations": scope.locations() })
}

/// Shuts an organization out, or lets it in again; since when it is out. `NotFound` when there is none.
pub async fn set_organization_enabled(
    app: &App,
    id: &OrganizationId,
    enabled: bool,
) -> Result<Option<Time>, AppError> {
    let kind = if enabled { AuditKind::OrganizationEnabled } else { AuditKind::OrganizationDisabled };
    let at = (!enabled).then(|| app.clock.now());
    let noting = By::Operator.noting(app, id, kind, "", &json!({}));
    if noting.accounts.disable_organization(id, at).await? { Ok(at) } else { Err(AppError::NotFound) }
}

/// Sets whether the solution assessments of an organization are approved (R105). `NotFound` when there is none.
pub async fn approve_assessments(app: &App, id: &OrganizationId, approved: bool) -> Result<(), AppError> {
    approve_assessments_by(app, By::Operator, id, approved).await
}

pub(crate) async fn approve_assessments_by(
    app: &App,
    by: By<'_>,
    id: &OrganizationId,
    approved: bool,
) -> Result<(), AppError> {
    let now = app.accounts.organization(id).await?.ok_or(AppError::NotFound)?.organization;
    if now.assessments_approved != approved {
        let facts = json!({ "approved": approved });
        let noting = by.noting(app, id, AuditKind::AssessmentsChanged, "", &facts);
        // Nothing changes where somebody else has just done it.
        noting.accounts.approve_assessments(id, approved).await?;
    }
    Ok(())
}

/// Replaces the contacts of a location (R602), which are checked already. `NotFound` when there is no such location.
pub async fn set_contacts(
    app: &App,
    id: &OrganizationId,
    mpn_id: &str,
    emails: &[String],
) -> Result<(), AppError> {
    let setting = Setting { organization: id, kind: AuditKind::ContactsChanged, subject: mpn_id };
    revise(app, setting, || async {
        let owner = app.accounts.organization(id).await?.ok_or(AppError::NotFound)?;
        let mut locations = owner.locations.into_iter();
        let before = locations.find(|location| location.mpn_id == mpn_id).ok_or(AppError::NotFound)?;
        if before.contacts == emails {
            return Ok(true);
        }
        let facts = with_contacts(json!({ "name": before.name }), &before.contacts, emails);
        let after = Location { contacts: emails.to_vec(), ..before.clone() };
        Ok(setting.noting(app, By::Operator, &facts).accounts.save_location(&before, &after).await?)
    })
    .await
}

/// Shuts a person out, or lets them in again; how they are then. Their sessions end, and nothing that they or
/// applications hold for them is good again later. The last administrator too: the operator can make another.
pub async fn set_person_enabled(app: &App, id: PersonId, enabled: bool) -> Result<Person, AppError> {
    let person = app.accounts.person(id).await?.ok_or(AppError::NotFound)?.person;
    let disabled_at = (!enabled).then(|| app.clock.now());
    let change = MembershipChange {
        organization_id: person.organization_id.clone(),
        person_id: id,
        to: disabled_at.map_or(Membership::Enabled, Membership::DisabledSince),
        seen: None,
        leaves: None,
    };
    let kind = if enabled { AuditKind::PersonEnabled } else { AuditKind::PersonDisabled };
    let noting = By::Operator.noting(app, &person.organization_id, kind, &id.to_string(), &json!({}));
    noting.credentials.change_membership(&change).await?;
    Ok(Person { disabled_at, ..person })
}

/// Takes away everything that a person is asked for beside the password, and ends their sessions; see
/// [`super::people::reset_second_factor`]. `NotFound` when there is no such person.
pub async fn reset_second_factor(app: &App, id: PersonId) -> Result<PersonRecord, AppError> {
    let record = app.accounts.person(id).await?.ok_or(AppError::NotFound)?;
    reset_second_factor_by(app, By::Operator, &record.person).await?;
    Ok(record)
}

pub(super) async fn reset_second_factor_by(app: &App, by: By<'_>, person: &Person) -> Result<(), AppError> {
    let own = &person.organization_id;
    let noting = by.noting(app, own, AuditKind::SecondFactorReset, &person.id.to_string(), &json!({}));
    Ok(noting.credentials.reset_second_factor(own, person.id).await?)
}

/// Shuts an API client out, or lets it in again; since when it is out. `NotFound` when there is none.
pub async fn set_client_enabled(app: &App, id: ApiClientId, enabled: bool) -> Result<Option<Time>, AppError> {
    let client = client(app, id).await?;
    set_client_enabled_by(app, By::Operator, &client, enabled).await
}

/// An API client with the addresses that people's browsers may be sent back to. `NotFound` when there is none.
pub async fn redirection(app: &App, id: ApiClientId) -> Result<(ApiClient, Redirection), AppError> {
    let client = client(app, id).await?;
    let known = app.credentials.redirection(id).await?.ok_or(AppError::NotFound)?;
    Ok((client, known))
}

/// Replaces where people's browsers may be sent back to; see [`authorize`]. A public application can keep no secret.
pub async fn set_redirection(
    app: &App,
    id: ApiClientId,
    uris: Vec<String>,
    is_public: bool,
) -> Result<Redirection, AppError> {
    let client = client(app, id).await?;
    let wanted = Redirection { uris, is_public };
    let known = app.credentials.redirection(id).await?.ok_or(AppError::NotFound)?;
    if !set_redirection_by(app, By::Operator, &client, &known, &wanted).await? {
        return Err(AppError::Unavailable("somebody else changes it".to_owned()));
    }
    Ok(wanted)
}

/// Replaces them while they are as `known`; false where they aren't.
pub(super) async fn set_redirection_by(
    app: &App,
    by: By<'_>,
    client: &ApiClient,
    known: &Redirection,
    wanted: &Redirection,
) -> Result<bool, AppError> {
    if known == wanted {
        return Ok(true);
    }
    let Redirection { uris, is_public } = wanted;
    let facts = json!({
        "name": client.name,
        "redirectUris": uris,
        "public": is_public,
        "before": { "redirectUris": known.uris },
        "after": { "redirectUris": uris },
    });
    let kind = AuditKind::ClientRedirectsChanged;
    let noting = by.noting(app, &client.organization_id, kind, &client.id.to_string(), &facts);
    authorize::replace_redirection(&noting, client.id, known, wanted).await
}

pub(super) async fn set_client_enabled_by(
    app: &App,
    by: By<'_>,
    client: &ApiClient,
    enabled: bool,
) -> Result<Option<Time>, AppError> {
    if client.disabled_at.is_none() == enabled {
        return Ok(client.disabled_at);
    }
    let kind = if enabled { AuditKind::ClientEnabled } else { AuditKind::ClientDisabled };
    let at = (!enabled).then(|| app.clock.now());
    let facts = json!({ "name": client.name });
    let noting = by.noting(app, &client.organization_id, kind, &client.id.to_string(), &facts);
    if noting.accounts.disable_api_client(client.id, at).await? { Ok(at) } else { Err(AppError::NotFound) }
}

async fn client(app: &App, id: ApiClientId) -> Result<ApiClient, AppError> {
    Ok(app.accounts.api_client(id).await?.ok_or(AppError::NotFound)?.client)
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

/// Whether a role with its locations can be had in an organization. Retired locations are only kept, where they are
/// among those `held`.
pub(super) fn check_role(
    owner: &OrganizationRecord,
    role: Role,
    locations: &[String],
    held: &[String],
    violations: &mut Violations,
) {
    let vendor = owner.organization.kind == OrganizationKind::Vendor;
    if !role.fits(vendor) {
        let kind = owner.organization.kind.as_str();
        violations.add("role", "role_does_not_fit", format!("{role} is no role of a {kind}"));
    }
    for (i, wanted) in locations.iter().enumerate() {
        let found = owner.locations.iter().find(|location| location.mpn_id == *wanted);
        let field = format!("locations/{i}");
        match found {
            None => violations.add(field, "unknown_location", "is no location of the organization"),
            Some(location) if location.retired_at.is_some() && !held.contains(wanted) => {
                violations.add(field, "retired_location", "is retired: choose a location that is open");
            }
            Some(_) => {}
        }
    }
}
