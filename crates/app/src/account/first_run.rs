//! An installation without people: a link, printed where only the operator sees it, makes the vendor and its first
//! administrator.

use ortak_domain::organization::OrganizationKind;
use ortak_domain::{AuditKind, Currency, Organization, OrganizationId, Person, Role, Violation, Violations};

use super::admin::{self, NewOrganization, NewPerson};
use super::one_time::{self, Link, dead_link};
use super::{By, password};
use crate::error::AppError;
use crate::port::Purpose;
use crate::{App, Origin};

/// How long the link is good, in seconds.
pub const LIFETIME_SECONDS: i64 = 24 * 3600;

/// What is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstRun {
    /// Not looked at where the vendor is there already.
    pub organization_name: String,
    pub country: String,
    pub currency: String,
    pub name: String,
    pub email: String,
    pub language: String,
    pub password: String,
}

impl std::fmt::Debug for FirstRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstRun").field("email", &self.email).finish_non_exhaustive()
    }
}

/// A link of today, while there is no person; earlier ones are worth nothing from then on.
pub async fn link(app: &App) -> Result<Option<Link>, AppError> {
    if app.credentials.anybody().await? {
        return Ok(None);
    }
    app.credentials.revoke_one_time(Purpose::FirstAdmin, None).await?;
    one_time::make(app, Purpose::FirstAdmin, None, &(), LIFETIME_SECONDS).await.map(Some)
}

/// The vendor, where it is there already; an error when the link is not good.
pub async fn check(app: &App, token: &str) -> Result<Option<Organization>, AppError> {
    if one_time::look(app, Purpose::FirstAdmin, token).await?.is_none() || app.credentials.anybody().await? {
        return Err(dead_link());
    }
    Ok(app.accounts.vendor().await?)
}

/// Makes the vendor, unless it is there, and its first administrator. `id` is the vendor's.
pub async fn create(
    app: &App,
    token: &str,
    id: OrganizationId,
    input: FirstRun,
    origin: &Origin,
) -> Result<Person, AppError> {
    let there = check(app, token).await?;
    let mut problems = Violations::new();
    let organization = NewOrganization {
        id: Some(id.clone()),
        name: input.organization_name,
        kind: OrganizationKind::Vendor,
        mpn_id: None,
        country: input.country,
        currency: input.currency.trim().to_ascii_uppercase().parse::<Currency>().unwrap_or_else(|_| {
            if there.is_none() {
                problems.add("currency", "invalid_currency", "must be an ISO 4217 code, like EUR");
            }
            Currency::USD
        }),
        locations: Vec::new(),
        sandbox: false,
    };
    if there.is_none() {
        for problem in admin::check_organization(&organization).into_vec() {
            let renamed = if problem.field == "name" { "organizationName".to_owned() } else { problem.field };
            problems.push(Violation { field: renamed, ..problem });
        }
    }
    admin::check_personal(&input.name, &input.email, None, &input.language, &mut problems);
    let context = vec![input.name.clone(), input.email.clone(), organization.name.clone()];
    problems.extend(password::weakness("password", &input.password, context).await?);
    problems.or(())?;
    one_time::take(app, Purpose::FirstAdmin, token).await?.ok_or_else(dead_link)?;
    let organization_id = match there {
        Some(vendor) => vendor.id,
        None => admin::create_organization(app, organization).await?.id,
    };
    let person = NewPerson {
        organization_id,
        name: input.name,
        email: input.email,
        phone: None,
        role: Role::ProgrammeAdmin,
        locations: Vec::new(),
        language: input.language,
        password: Some(input.password),
    };
    admin::create_person_by(app, By::Holder(origin), AuditKind::PersonCreated, person).await
}
