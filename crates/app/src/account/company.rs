//! What an organization is, and what its administrators say of it (R402): facts, locations with their contacts, solutions.
//!
//! What others decide can only be read here: partner numbers, whether assessments are approved, whether a solution is
//! ready for co-sell and its incentive tags are the programme's (`crate::programme`).

use ortak_domain::organization::{OrganizationKind, is_partner_number};
use ortak_domain::text::{self, MAX_ITEMS, MAX_NAME, sort_key};
use ortak_domain::{Action, AuditKind, Location, Violation, Violations, merge};
use serde_json::{Value, json};

use super::revise::{Setting, only, revise};
use super::{By, admin};
use crate::error::AppError;
use crate::once::Once;
use crate::port::{CompanyProfile, OrganizationRecord, SolutionKind, SolutionRecord, StoreError};
use crate::{App, Ctx};

/// What a company says of itself, as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompanyInput {
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// ISO 4217.
    pub currency: String,
}

/// A location as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocationInput {
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Empty: none.
    pub city: String,
    /// E-mail addresses (R602).
    pub contacts: Vec<String>,
}

/// A solution as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SolutionInput {
    pub name: String,
    /// Whether it may be chosen for deals; those that have it keep it.
    pub published: bool,
}

/// The caller's organization with its locations.
pub async fn get(app: &App, ctx: &Ctx) -> Result<OrganizationRecord, AppError> {
    app.accounts.organization(&ctx.principal.organization_id).await?.ok_or(AppError::NotFound)
}

/// Changes what the company says of itself. `was` is what its writer saw (R315). Deals keep the name under which they
/// were opened.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    was: Option<&CompanyInput>,
    input: &CompanyInput,
) -> Result<(), AppError> {
    ctx.permit(Action::ManageAccount)?;
    let own = &ctx.principal.organization_id;
    let setting = Setting { organization: own, kind: AuditKind::CompanyChanged, subject: "" };
    revise(app, setting, || async {
        let before = CompanyProfile::of(&get(app, ctx).await?.organization);
        let mut problems = Violations::new();
        let input = input.merged(was, &CompanyInput::from(&before), &mut problems);
        let after = profile(input, &before, &mut problems);
        problems.or(())?;
        if after == before {
            return Ok(true);
        }
        let facts = changes(&after.name, &told(&before), &told(&after));
        let noting = setting.noting(app, By::Caller(ctx), &facts);
        Ok(noting.accounts.save_company(own, &before, &after).await?)
    })
    .await
}

fn profile(input: CompanyInput, before: &CompanyProfile, problems: &mut Violations) -> CompanyProfile {
    admin::check_name(&input.name, problems);
    let country = country(&input.country, problems);
    let currency = input.currency.to_ascii_uppercase().parse().unwrap_or_else(|_| {
        problems.add("currency", "invalid_currency", "must be an ISO 4217 code, like EUR");
        before.currency
    });
    CompanyProfile { name: input.name, country, currency }
}

impl From<&CompanyProfile> for CompanyInput {
    fn from(profile: &CompanyProfile) -> Self {
        Self {
            name: profile.name.clone(),
            country: profile.country.clone(),
            currency: profile.currency.code().to_owned(),
        }
    }
}

impl CompanyInput {
    /// What comes of it with what is stored.
    fn merged(&self, was: Option<&Self>, stored: &Self, clashes: &mut Violations) -> Self {
        let was = was.unwrap_or(stored);
        let mut field = |name, of: fn(&Self) -> &str| {
            merge::field(name, of(was).trim(), of(stored).trim(), of(self).trim(), clashes).to_owned()
        };
        Self {
            name: field("name", |one| &one.name),
            country: field("country", |one| &one.country),
            currency: field("currency", |one| &one.currency),
        }
    }
}

/// One location of the caller's organization.
pub async fn location(app: &App, ctx: &Ctx, mpn_id: &str) -> Result<Location, AppError> {
    ctx.permit(Action::ManageAccount)?;
    let locations = get(app, ctx).await?.locations;
    locations.into_iter().find(|location| location.mpn_id == mpn_id).ok_or(AppError::NotFound)
}

/// Adds a location under a partner number of its own, by which deals are sent to it: nobody else's on the platform, and
/// not to be changed later.
pub async fn add_location(
    app: &App,
    ctx: &Ctx,
    mpn_id: &str,
    input: &LocationInput,
) -> Result<Location, AppError> {
    ctx.permit(Action::ManageAccount)?;
    if ctx.principal.organization_kind == OrganizationKind::Vendor {
        return Err(AppError::Conflict {
            code: "vendor_has_no_locations",
            message: "locations are places of business of partners".to_owned(),
        });
    }
    let mut problems = Violations::new();
    let mpn_id = mpn_id.trim();
    if !is_partner_number(mpn_id) {
        problems.add("mpnId", "invalid_partner_number", "must be a number of 1 to 20 digits");
    }
    let location = checked(ctx, mpn_id, input, &mut problems);
    problems.or(())?;
    let own = &ctx.principal.organization_id;
    let facts = with_contacts(json!({ "name": location.name }), &[], &location.contacts);
    let noting = By::Caller(ctx).noting(app, own, AuditKind::LocationAdded, mpn_id, &facts);
    match noting.accounts.add_location(location.clone()).await {
        Err(StoreError::Duplicate { what }) if what.starts_with("location") => {
            Err(Violation::new("mpnId", "partner_number_taken", "belongs to somebody already").into())
        }
        added => Ok(added.map(|()| location)?),
    }
}

/// Changes what is said of a location; its partner number and its deals stay. `was` is what its writer saw (R315).
pub async fn save_location(
    app: &App,
    ctx: &Ctx,
    mpn_id: &str,
    was: Option<&LocationInput>,
    input: &LocationInput,
) -> Result<(), AppError> {
    let organization = &ctx.principal.organization_id;
    let setting = Setting { organization, kind: AuditKind::LocationChanged, subject: mpn_id };
    let told = |location: &Location| json!({ "name": location.name, "country": location.country, "city": location.city });
    revise(app, setting, || async {
        let before = location(app, ctx, mpn_id).await?;
        let mut problems = Violations::new();
        let input = input.merged(was, &LocationInput::from(&before), &mut problems);
        let after = Location { retired_at: before.retired_at, ..checked(ctx, mpn_id, &input, &mut problems) };
        problems.or(())?;
        if after == before {
            return Ok(true);
        }
        let facts = changes(&after.name, &told(&before), &told(&after));
        let facts = with_contacts(facts, &before.contacts, &after.contacts);
        let noting = setting.noting(app, By::Caller(ctx), &facts);
        Ok(noting.accounts.save_location(&before, &after).await?)
    })
    .await
}

impl From<&Location> for LocationInput {
    fn from(location: &Location) -> Self {
        Self {
            name: location.name.clone(),
            country: location.country.clone(),
            city: location.city.clone().unwrap_or_default(),
            contacts: location.contacts.clone(),
        }
    }
}

impl LocationInput {
    /// What comes of it with what is stored. Two who add and remove contacts do so one by one.
    fn merged(&self, was: Option<&Self>, stored: &Self, clashes: &mut Violations) -> Self {
        let was = was.unwrap_or(stored);
        let mut field = |name, of: fn(&Self) -> &str| {
            merge::field(name, of(was).trim(), of(stored).trim(), of(self).trim(), clashes).to_owned()
        };
        let too_many = [&was.contacts, &self.contacts].iter().any(|list| list.len() > MAX_ITEMS);
        let contacts = if self.contacts == was.contacts {
            stored.contacts.clone()
        } else if too_many {
            // Each would be compared with each; what is checked then is told of.
            self.contacts.clone()
        } else {
            let key = |email: &String| Some(text::fold_email(email));
            merge::lists(&was.contacts, &stored.contacts, &self.contacts, key, |_, _, _| None).items
        };
        Self {
            name: field("name", |one| &one.name),
            country: field("country", |one| &one.country),
            city: field("city", |one| &one.city),
            contacts,
        }
    }
}

/// Adds to an entry of the log whom a location's contacts gained and lost.
pub(crate) fn with_contacts(mut facts: Value, before: &[String], after: &[String]) -> Value {
    for (name, emails) in [("contactsAdded", only(after, before)), ("contactsRemoved", only(before, after))] {
        if let (false, Value::Object(facts)) = (emails.is_empty(), &mut facts) {
            facts.insert(name.to_owned(), json!(emails));
        }
    }
    facts
}

/// Retires a location, or opens it again. No new deal belongs to a retired one; those that do stay as they are, and so
/// does who works on them. One location stays open, as every deal belongs to one (R204).
pub async fn set_location_open(app: &App, ctx: &Ctx, mpn_id: &str, open: bool) -> Result<(), AppError> {
    let is_so = |location: &Location| location.retired_at.is_none() == open;
    let before = location(app, ctx, mpn_id).await?;
    if is_so(&before) {
        return Ok(());
    }
    let kind = if open { AuditKind::LocationReopened } else { AuditKind::LocationRetired };
    let own = &ctx.principal.organization_id;
    let facts = json!({ "name": before.name });
    let noting = By::Caller(ctx).noting(app, own, kind, mpn_id, &facts);
    match noting.accounts.retire_location(own, mpn_id, (!open).then_some(ctx.now)).await {
        // A colleague has done it meanwhile.
        Err(StoreError::Stale) if is_so(&location(app, ctx, mpn_id).await?) => Ok(()),
        Err(StoreError::Stale) => Err(AppError::Conflict {
            code: "last_location",
            message: "every deal belongs to a location, so one stays open: add another first".to_owned(),
        }),
        done => Ok(done?),
    }
}

/// Its solutions, and the assessment types that it offers, by name.
pub async fn solutions(app: &App, ctx: &Ctx) -> Result<Vec<SolutionRecord>, AppError> {
    let mut solutions = app.accounts.solutions(&ctx.principal.organization_id).await?;
    solutions.sort_by_cached_key(|one| sort_key(&one.name));
    Ok(solutions)
}

/// One of them.
pub async fn solution(app: &App, ctx: &Ctx, id: &str) -> Result<SolutionRecord, AppError> {
    ctx.permit(Action::ManageAccount)?;
    let all = app.accounts.solutions(&ctx.principal.organization_id).await?;
    all.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)
}

/// Adds a solution, which counts for nothing until the programme has decided on it; or, for the vendor, an assessment
/// type (R105).
pub async fn add_solution(
    app: &App,
    ctx: &Ctx,
    kind: SolutionKind,
    input: &SolutionInput,
    once: &Once,
) -> Result<SolutionRecord, AppError> {
    ctx.permit(Action::ManageAccount)?;
    if kind == SolutionKind::Assessment {
        ctx.permit(Action::SetProgramme)?;
    }
    let mut problems = Violations::new();
    admin::check_name(&input.name, &mut problems);
    problems.or(())?;
    let id = once.id(app, ctx).to_string();
    // The same form has added it before.
    match solution(app, ctx, &id).await {
        Err(AppError::NotFound) => {}
        there => return there,
    }
    let solution = SolutionRecord {
        organization_id: ctx.principal.organization_id.clone(),
        id,
        name: input.name.trim().to_owned(),
        kind,
        published: input.published,
        co_sell_ready: false,
        tags: Vec::new(),
    };
    let facts = json!({ "name": solution.name });
    let own = &solution.organization_id;
    let noting = By::Caller(ctx).noting(app, own, AuditKind::SolutionAdded, &solution.id, &facts);
    noting.accounts.save_solution(solution.clone()).await?;
    Ok(solution)
}

/// Renames a solution. `was` is the name that its writer saw (R315). Deals that have it keep it as it was chosen.
pub async fn rename_solution(
    app: &App,
    ctx: &Ctx,
    id: &str,
    was: Option<&str>,
    name: &str,
) -> Result<(), AppError> {
    change_solution(app, ctx, id, |before, problems| {
        let stored = before.name.trim();
        let name = merge::field("name", was.unwrap_or(stored).trim(), stored, name.trim(), problems);
        admin::check_name(name, problems);
        (name.to_owned(), before.published)
    })
    .await
}

/// Publishes a solution, or withdraws it. Deals that have it keep it.
pub async fn publish_solution(app: &App, ctx: &Ctx, id: &str, published: bool) -> Result<(), AppError> {
    change_solution(app, ctx, id, |before, _| (before.name.clone(), published)).await
}

/// `wanted` gives name and whether it is published, of the solution as it is.
async fn change_solution(
    app: &App,
    ctx: &Ctx,
    id: &str,
    wanted: impl Fn(&SolutionRecord, &mut Violations) -> (String, bool),
) -> Result<(), AppError> {
    let organization = &ctx.principal.organization_id;
    let setting = Setting { organization, kind: AuditKind::SolutionChanged, subject: id };
    let told = |name: &str, published: bool| json!({ "name": name, "published": published });
    revise(app, setting, || async {
        let before = solution(app, ctx, id).await?;
        let mut problems = Violations::new();
        let (name, published) = wanted(&before, &mut problems);
        problems.or(())?;
        if (name.as_str(), published) == (before.name.as_str(), before.published) {
            return Ok(true);
        }
        let facts = changes(&name, &told(&before.name, before.published), &told(&name, published));
        let noting = setting.noting(app, By::Caller(ctx), &facts);
        Ok(noting.accounts.describe_solution(&before, &name, published).await?)
    })
    .await
}

fn check_contacts(emails: &[String], problems: &mut Violations) {
    if emails.len() > MAX_ITEMS {
        problems.push(Violation::too_many("contacts", MAX_ITEMS, emails.len()));
    }
    for (at, email) in emails.iter().enumerate().take(MAX_ITEMS) {
        text::check_email(email, format_args!("contacts/{at}"), problems);
    }
}

fn checked(ctx: &Ctx, mpn_id: &str, input: &LocationInput, problems: &mut Violations) -> Location {
    admin::check_name(&input.name, problems);
    let country = country(&input.country, problems);
    let city = input.city.trim();
    text::check(city, "city", MAX_NAME, problems);
    check_contacts(&input.contacts, problems);
    Location {
        organization_id: ctx.principal.organization_id.clone(),
        mpn_id: mpn_id.to_owned(),
        name: input.name.trim().to_owned(),
        country,
        city: Some(city.to_owned()).filter(|city| !city.is_empty()),
        contacts: input.contacts.iter().map(|email| email.trim().to_owned()).collect(),
        retired_at: None,
    }
}

fn country(text: &str, problems: &mut Violations) -> String {
    text::country(text).unwrap_or_else(|| {
        problems.add("country", "invalid_country", "must be an ISO 3166-1 alpha-2 code, like TR");
        String::new()
    })
}

fn told(profile: &CompanyProfile) -> Value {
    json!({
        "name": profile.name, "country": profile.country, "currency": profile.currency.code(),
    })
}

/// For the log: what is not the same any more, before and after, of what is called so now.
pub(crate) fn changes(name: &str, before: &Value, after: &Value) -> Value {
    let only = |of: &Value, other: &Value| {
        let fields = of.as_object().into_iter().flatten();
        let changed = fields.filter(|(field, value)| other.get(field.as_str()) != Some(*value));
        Value::Object(changed.map(|(field, value)| (field.clone(), value.clone())).collect())
    };
    json!({ "name": name, "before": only(before, after), "after": only(after, before) })
}
