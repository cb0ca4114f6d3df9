//! `ortak admin organization`.

use anyhow::{Context as _, anyhow, bail};
use ortak_app::account::admin::{self, NewLocation, NewOrganization};
use ortak_app::{App, AppError};
use ortak_domain::{Location, Organization, OrganizationId, OrganizationKind, Violations};
use serde_json::{Value, json};

use super::{explain, organization_id, state};
use crate::config::Config;
use crate::output;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make an organization
    Create(Create),
    /// List all organizations
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Let a partner run solution assessments
    ApproveAssessments {
        /// Id of the organization
        id: String,
        /// Take the approval back
        #[arg(long)]
        revoke: bool,
    },
    /// Set who is told of what arrives at a location when nobody is on its team
    Contacts {
        /// Id of the organization
        id: String,
        /// Partner number of the location
        mpn_id: String,
        /// E-mail address of a contact; may be given several times, and never to have none
        #[arg(long = "email", value_name = "ADDRESS")]
        emails: Vec<String>,
    },
    /// Shut an organization's people and applications out
    Disable {
        /// Id of the organization
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Let them in again
    Enable {
        /// Id of the organization
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub struct Create {
    #[arg(long)]
    name: String,
    /// vendor or partner; there is one vendor
    #[arg(long)]
    kind: String,
    /// Id [default: a random one for a partner, the setting vendor.id for the vendor]
    #[arg(long)]
    id: Option<String>,
    /// Partner number of the company as a whole
    #[arg(long, value_name = "N")]
    mpn_id: Option<String>,
    /// ISO 3166-1 alpha-2 code
    #[arg(long, value_name = "CC", default_value = "US")]
    country: String,
    /// ISO 4217 code
    #[arg(long, value_name = "CUR", default_value = "USD")]
    currency: String,
    /// A place of business, with a partner number of its own; may be given several times
    #[arg(long = "location", value_name = "MPNID=Name[,CC[,City]]")]
    locations: Vec<String>,
    /// A sandbox: everything can be tried there, and nothing leaves it
    #[arg(long)]
    sandbox: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(command: Command, app: &App, config: &Config) -> anyhow::Result<()> {
    match command {
        Command::Create(new) => create(new, app, config).await,
        Command::List { json } => list(app, json).await,
        Command::ApproveAssessments { id, revoke } => approve(app, &id, !revoke).await,
        Command::Contacts { id, mpn_id, emails } => contacts(app, &id, &mpn_id, &emails).await,
        Command::Disable { id, json } => switch(app, &id, false, json).await,
        Command::Enable { id, json } => switch(app, &id, true, json).await,
    }
}

async fn create(new: Create, app: &App, config: &Config) -> anyhow::Result<()> {
    let json = new.json;
    let new = read(new, config).map_err(|violations| explain(violations.into()))?;
    let made = match admin::create_organization(app, new.clone()).await {
        Ok(made) => made,
        Err(AppError::Conflict { .. }) => return Err(conflict(app, &new).await?),
        Err(error) => return Err(explain(error)),
    };
    let record = app.accounts.organization(&made.id).await?.context("the organization is gone again")?;
    if json {
        return output::json(&as_json(&record.organization, &record.locations));
    }
    Ok(output::line(format_args!("made the {} {} with the id {}", made.kind.as_str(), made.name, made.id))?)
}

fn read(new: Create, config: &Config) -> Result<NewOrganization, Violations> {
    let mut violations = Violations::new();
    let kind = OrganizationKind::parse(&new.kind).unwrap_or_else(|| {
        violations.add("kind", "unknown_kind", "must be vendor or partner");
        OrganizationKind::Partner
    });
    let currency = new.currency.parse().ok();
    if currency.is_none() {
        violations.add("currency", "invalid_currency", "must be an ISO 4217 code, like EUR");
    }
    let id = match new.id {
        Some(id) => organization_id(&id, "id", &mut violations),
        None => (kind == OrganizationKind::Vendor).then(|| config.vendor_id.clone()),
    };
    let mut locations = Vec::new();
    for (at, text) in new.locations.iter().enumerate() {
        match location(text, &new.country) {
            Some(location) => locations.push(location),
            None => violations.add(
                format!("locations/{at}"),
                "invalid_location",
                "must be like 4567890=Ankara or 4567890=Ankara,TR,Ankara",
            ),
        }
    }
    match currency {
        Some(currency) if violations.is_empty() => Ok(NewOrganization {
            id,
            name: new.name,
            kind,
            mpn_id: new.mpn_id,
            country: new.country,
            currency,
            locations,
            sandbox: new.sandbox,
        }),
        _ => Err(violations),
    }
}

/// `MPNID=Name[,CC[,City]]`; the country is the organization's where none is given.
fn location(text: &str, country: &str) -> Option<NewLocation> {
    let (mpn_id, rest) = text.split_once('=')?;
    let mut parts = rest.splitn(3, ',').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?.to_owned();
    let country = parts.next().filter(|country| !country.is_empty()).unwrap_or(country);
    let country = ortak_domain::text::country(country)?;
    let city = parts.next().filter(|city| !city.is_empty()).map(str::to_owned);
    Some(NewLocation { mpn_id: mpn_id.trim().to_owned(), name, country, city })
}

/// Three things may be there already; says which it is.
async fn conflict(app: &App, new: &NewOrganization) -> anyhow::Result<anyhow::Error> {
    let all = app.accounts.organizations().await?;
    let other = |test: &dyn Fn(&Organization) -> bool| all.iter().find(|other| test(other));
    Ok(if let Some(other) = other(&|other| new.id.as_ref() == Some(&other.id)) {
        anyhow!("there is an organization with the id {} already: {}", other.id, other.name)
    } else if let Some(other) = other(&|other| other.mpn_id.is_some() && other.mpn_id == new.mpn_id) {
        anyhow!("the partner number is that of {} already", other.name)
    } else if let Some(other) = other(&|other| other.kind == new.kind && new.kind == OrganizationKind::Vendor)
    {
        anyhow!("there is one vendor, and that is {} already", other.name)
    } else {
        anyhow!("two locations have the same partner number")
    })
}

async fn list(app: &App, json: bool) -> anyhow::Result<()> {
    let all = app.accounts.organizations().await?;
    let mut values = Vec::with_capacity(all.len());
    let mut rows = Vec::with_capacity(all.len());
    let is_stand_in = |organization: &&Organization| organization.shown_id() != &organization.id;
    for organization in all.iter().filter(|organization| !is_stand_in(organization)) {
        if json {
            let record = app.accounts.organization(&organization.id).await?;
            values.push(as_json(organization, &record.map(|record| record.locations).unwrap_or_default()));
        }
        rows.push([
            organization.id.to_string(),
            organization.kind.as_str().to_owned(),
            organization.mpn_id.clone().unwrap_or_default(),
            organization.name.clone(),
            state(organization.disabled_at),
        ]);
    }
    if json {
        return output::json(&values);
    }
    Ok(output::table(["ID", "KIND", "MPN ID", "NAME", "STATE"], &rows)?)
}

async fn switch(app: &App, name: &str, on: bool, json: bool) -> anyhow::Result<()> {
    let unknown = || anyhow!("there is no organization with the id {name}");
    let id = OrganizationId::new(name).map_err(|_| unknown())?;
    let done = admin::set_organization_enabled(app, &id, on).await;
    let at = found(done)?.ok_or_else(unknown)?;
    if json {
        return output::json(&json!({ "id": id, "disabledAt": at }));
    }
    Ok(output::line(format_args!("{} {id}", if on { "enabled" } else { "disabled" }))?)
}

/// None where there was nothing to do it to.
fn found<T>(done: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match done {
        Err(AppError::NotFound) => Ok(None),
        done => done.map(Some),
    }
}

async fn approve(app: &App, name: &str, approved: bool) -> anyhow::Result<()> {
    match OrganizationId::new(name) {
        Ok(id) if found(admin::approve_assessments(app, &id, approved).await)?.is_some() => {
            let done = if approved { "approved" } else { "no longer approved" };
            Ok(output::line(format_args!("{id} is {done} for solution assessments"))?)
        }
        _ => bail!("there is no organization with the id {name}"),
    }
}

async fn contacts(app: &App, name: &str, mpn_id: &str, emails: &[String]) -> anyhow::Result<()> {
    let mut violations = Violations::new();
    for (at, email) in emails.iter().enumerate() {
        ortak_domain::text::check_email(email, format_args!("email/{at}"), &mut violations);
    }
    violations.or(()).map_err(|violations| explain(violations.into()))?;
    match OrganizationId::new(name) {
        Ok(id) if found(admin::set_contacts(app, &id, mpn_id, emails).await)?.is_some() => {
            Ok(output::line(format_args!("{} contacts of the location {mpn_id}", emails.len()))?)
        }
        _ => bail!("there is no location {mpn_id} of an organization with the id {name}"),
    }
}

fn as_json(organization: &Organization, locations: &[Location]) -> Value {
    let locations: Vec<Value> = locations
        .iter()
        .map(|l| json!({ "mpnId": l.mpn_id, "name": l.name, "country": l.country, "city": l.city }))
        .collect();
    json!({
        "id": organization.id,
        "name": organization.name,
        "kind": organization.kind.as_str(),
        "mpnId": organization.mpn_id,
        "country": organization.country,
        "currency": organization.currency.code(),
        "assessmentsApproved": organization.assessments_approved,
        "sandbox": organization.sandbox.is_some(),
        "createdAt": organization.created_at,
        "disabledAt": organization.disabled_at,
        "locations": locations,
    })
}
