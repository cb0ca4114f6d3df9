//! What the wizard's fields say, as the deal and the invitations that they mean. Names of fields are the paths that
//! violations name.

use ortak_app::error::AppError;
use ortak_app::port::{OrganizationRecord, SolutionEntry, SolutionShelf, SolutionsMeant};
use ortak_app::referral::create::NewReferral;
use ortak_app::referral::open::{self, NewDeal, NewInvitation};
use ortak_app::workspace::solutions;
use ortak_app::{App, Ctx};
use ortak_domain::referral::{DEFAULT_CLOSING_DAYS, Details, ReferralKind};
use ortak_domain::solution::Solution;
use ortak_domain::{
    Address, Amount, Consent, Currency, CustomerProfile, Member, Organization, OrganizationId, ProfileId,
    Programme, Scope, Time, Violation, Violations,
};

use super::step::{CLOSES, CONSENT, COUNTRY, DUNS, SOLUTIONS, VENDOR_VIEW};
use crate::amount;
use crate::fields::Fields;
use crate::page::deal::{day, is_filled};
use crate::view::View;

/// What answers are chosen from.
#[derive(Debug)]
pub struct Ground {
    pub owner: OrganizationRecord,
    /// None for the vendor's own people.
    pub vendor: Option<Organization>,
    pub catalogue: Catalogue,
    pub programme: Programme,
}

impl Ground {
    /// With the solutions that are meant.
    pub async fn of(app: &App, ctx: &Ctx, meant: &SolutionsMeant) -> Result<Self, AppError> {
        let owner = app.accounts.organization(&ctx.principal.organization_id).await?;
        let owner =
            owner.ok_or_else(|| AppError::Internal("the reader's organization is gone".to_owned()))?;
        Ok(Self {
            vendor: open::vendor(app, ctx).await?,
            catalogue: Catalogue::of(app, ctx, meant).await?,
            programme: app.accounts.programme().await?,
            owner,
        })
    }

    /// The same with the solutions that these fields name.
    pub async fn with(self, app: &App, ctx: &Ctx, fields: &Fields) -> Result<Self, AppError> {
        Ok(Self { catalogue: Catalogue::of(app, ctx, &meant(fields)).await?, ..self })
    }

    /// The locations at which the reader may open deals.
    pub fn locations(&self, ctx: &Ctx) -> Vec<(String, String)> {
        let reach = |mpn_id: &String| match &ctx.principal.scope {
            Scope::Global => true,
            Scope::Locations(reach) => reach.contains(mpn_id),
        };
        let locations = self.owner.open_locations().filter(|location| reach(&location.mpn_id));
        locations.map(|location| (location.mpn_id.clone(), location.name.clone())).collect()
    }

    /// A deal with nothing in it but what goes without saying.
    pub fn beginning(&self, ctx: &Ctx) -> Fields {
        let own = ctx.principal.as_member();
        let first = self.locations(ctx).first().map(|(mpn_id, _)| mpn_id.clone());
        [
            (COUNTRY, Some(self.owner.organization.country.clone())),
            ("mpnId", first),
            (CLOSES, Some(day(ctx.now.plus_days(DEFAULT_CLOSING_DAYS)))),
            ("details/currency", Some(self.owner.organization.currency.code().to_owned())),
            ("team/0/firstName", own.first_name),
            ("team/0/lastName", own.last_name),
            ("team/0/email", own.email),
            ("team/0/phoneNumber", own.phone_number),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

/// The solutions that fields choose, and those that the partners in them may bring.
pub fn meant(fields: &Fields) -> SolutionsMeant {
    let mut meant = SolutionsMeant::default();
    let last = |name: &str, part: &str| {
        name.strip_suffix(part).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    for (name, value) in fields.iter() {
        if last(name, SOLUTIONS) {
            // See `Offer::value`.
            meant.ids.extend(value.trim().splitn(3, ':').nth(2).map(str::to_owned));
        } else if last(name, "organizationId") {
            meant.publishers.extend(value.trim().parse::<OrganizationId>().ok());
        }
    }
    meant
}

/// Solutions that the reader may put on a deal, as far as a page needs them.
#[derive(Debug)]
pub struct Catalogue(Vec<Offer>);

/// A solution as a form names it.
#[derive(Clone, Debug)]
pub struct Offer {
    pub shelf: SolutionShelf,
    pub entry: SolutionEntry,
}

impl Offer {
    /// What the form posts for it.
    pub fn value(&self) -> String {
        let solution = &self.entry.solution;
        format!("{}:{}:{}", self.shelf.as_str(), solution.organization_id.as_str(), solution.id)
    }

    pub fn solution(&self) -> Solution {
        Solution {
            id: self.entry.solution.id.clone(),
            name: Some(self.entry.solution.name.clone()),
            kind: Some("Name".to_owned()),
            publisher_name: Some(self.entry.organization_name.clone()),
            ..Solution::default()
        }
    }
}

impl Catalogue {
    pub async fn of(app: &App, ctx: &Ctx, meant: &SolutionsMeant) -> Result<Self, AppError> {
        let found = solutions::meant(app, ctx, meant).await?;
        Ok(Self(found.into_iter().map(|(shelf, entry)| Offer { shelf, entry }).collect()))
    }

    pub fn find(&self, value: &str) -> Option<&Offer> {
        self.0.iter().find(|offer| offer.value() == value)
    }

    pub fn offers(&self) -> &[Offer] {
        &self.0
    }

    /// The offers that the fields of that name choose, in the fields' order.
    pub fn chosen<'a>(&'a self, fields: &'a Fields, name: &'a str) -> impl Iterator<Item = &'a Offer> {
        fields.all(name).filter_map(|value| self.find(value))
    }

    /// The same as solutions of a deal; a value that is on no shelf is a problem.
    pub fn solutions(
        &self,
        fields: &Fields,
        name: &str,
        told: &str,
        problems: &mut Violations,
    ) -> Vec<Solution> {
        let mut found: Vec<Solution> = Vec::new();
        for value in fields.all(name).filter(|value| !value.is_empty()) {
            match self.find(value) {
                Some(offer) => {
                    let solution = offer.solution();
                    if !found.contains(&solution) {
                        found.push(solution);
                    }
                }
                None => problems.add(told, "unknown_solution", "is no solution that can be chosen"),
            }
        }
        found
    }
}

/// Reads typed values and collects what is wrong with them.
pub struct Reading<'a> {
    pub view: &'a View,
    pub fields: &'a Fields,
    pub problems: Violations,
}

impl<'a> Reading<'a> {
    pub fn new(view: &'a View, fields: &'a Fields) -> Self {
        Self { view, fields, problems: Violations::new() }
    }

    /// `at` is where the field stands in the form, `told` where its problems are told.
    pub fn amount(&mut self, at: &str, told: &str) -> Option<Amount> {
        let text = self.fields.given(at)?;
        match amount::parse(self.view.language, &text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.add(told, error.code(), error.to_string());
                None
            }
        }
    }

    pub fn currency(&mut self, at: &str, told: &str) -> Option<Currency> {
        let text = self.fields.given(at)?;
        let currency = text.parse().ok();
        if currency.is_none() {
            self.problems.push(Violation::new(told, "invalid_currency", "must be an ISO 4217 code"));
        }
        currency
    }

    pub fn day(&mut self, at: &str, told: &str) -> Option<Time> {
        let text = self.fields.given(at)?;
        let day = text.parse().ok();
        if day.is_none() {
            self.problems.push(Violation::new(told, "invalid_date", "must be a date"));
        }
        day
    }

    /// A person whose parts are below `at`.
    pub fn member(&self, at: &str) -> Option<Member> {
        let part = |name: &str| self.fields.given(&format!("{at}/{name}"));
        let member = Member {
            first_name: part("firstName"),
            last_name: part("lastName"),
            email: part("email"),
            phone_number: part("phoneNumber"),
            ..Member::default()
        };
        (!member.is_empty()).then_some(member)
    }
}

/// The deal and the invitations.
pub fn new_deal(view: &View, fields: &Fields, ground: &Ground) -> NewDeal {
    let mut reading = Reading::new(view, fields);
    let customer = customer(&mut reading);
    let team: Vec<Member> = fields
        .numbers("team")
        .into_iter()
        .filter(|row| is_filled(fields, *row))
        .filter_map(|row| reading.member(&format!("team/{row}")))
        .collect();
    let mut details = Details {
        notes: fields.given("details/notes"),
        value: reading.amount("details/dealValue", "details/dealValue"),
        currency: reading.currency("details/currency", "details/currency"),
        closes_at: reading.day("details/closingDateTime", "details/closingDateTime"),
        ..Details::default()
    };
    details.requirements.solutions =
        ground.catalogue.solutions(fields, SOLUTIONS, SOLUTIONS, &mut reading.problems);
    let consent = Consent {
        share_with_others: fields.has(CONSENT).then_some(true),
        vendor_view: (fields.text(VENDOR_VIEW) == "yes").then_some(true),
        ..Consent::default()
    };
    let help = fields.given("vendor/inviteContext/assistanceRequestCode").filter(|help| help != "Unknown");
    let vendor = help.filter(|_| ground.vendor.is_some()).map(|help| NewInvitation {
        help: Some(help),
        notes: fields.given("vendor/inviteContext/notes"),
        ..NewInvitation::default()
    });
    let partners = fields
        .numbers("partners")
        .into_iter()
        .map(|number| invitation(view, fields, &format!("partners/{number}/"), &team, ground))
        .collect();
    NewDeal {
        deal: NewReferral {
            kind: ReferralKind::Independent,
            qualification: None,
            name: fields.given("name"),
            external_reference_id: fields.given("externalReferenceId"),
            campaign_id: fields.given("campaignId"),
            referral_program: None,
            status_reason: None,
            sales_stage: None,
            mpn_id: fields.given("mpnId"),
            targets: Vec::new(),
            customer,
            consent,
            details,
            team,
            invite_notes: None,
            assistance_request_code: None,
            favorite: false,
            engagement_id: None,
            organization: None,
            assume_currency: false,
            created_via: None,
            problems: reading.problems,
        },
        vendor,
        partners,
    }
}

fn customer(reading: &mut Reading<'_>) -> CustomerProfile {
    let fields = reading.fields;
    let part = |name: &str| fields.given(&format!("customerProfile/address/{name}"));
    let country = part("country");
    let known = country.as_deref().and_then(ortak_domain::text::country);
    if country.is_some() && known.is_none() {
        reading.problems.push(Violation::new(
            COUNTRY,
            "invalid_country",
            "must be an ISO 3166-1 alpha-2 code",
        ));
    }
    let duns: Option<String> =
        fields.given(DUNS).map(|duns| duns.chars().filter(|c| !c.is_whitespace() && *c != '-').collect());
    if duns.as_ref().is_some_and(|duns| duns.len() != 9 || !duns.bytes().all(|b| b.is_ascii_digit())) {
        reading.problems.push(Violation::new(DUNS, "invalid_duns", "must have 9 digits"));
    }
    CustomerProfile {
        name: fields.text("customerProfile/name").to_owned(),
        address: Address {
            address_line1: part("addressLine1"),
            city: part("city"),
            state: part("state"),
            postal_code: part("postalCode"),
            country: known,
            ..Address::default()
        },
        team: reading.member("customerProfile/team/0").into_iter().collect(),
        ids: duns.map(|id| ProfileId { profile_type: "Duns".to_owned(), id }).into_iter().collect(),
        ..CustomerProfile::default()
    }
}

/// An invitation of a partner whose fields are below `at`; its problems are told by its own paths.
pub fn invitation(view: &View, fields: &Fields, at: &str, team: &[Member], ground: &Ground) -> NewInvitation {
    let field = |name: &str| format!("{at}{name}");
    let mut reading = Reading::new(view, fields);
    let (value, currency, closes_at) = (
        reading.amount(&field("details/dealValue"), "details/dealValue"),
        reading.currency(&field("details/currency"), "details/currency"),
        reading.day(&field("details/closingDateTime"), "details/closingDateTime"),
    );
    let name = field(SOLUTIONS);
    let solutions = ground.catalogue.solutions(fields, &name, SOLUTIONS, &mut reading.problems);
    let chosen = field("team");
    let ours = |member: &&Member| {
        member.email.as_deref().is_some_and(|email| fields.all(&chosen).any(|one| one == email))
    };
    NewInvitation {
        to: Some(fields.text(&field("organizationId")).to_owned()),
        help: fields.given(&field("inviteContext/assistanceRequestCode")),
        notes: fields.given(&field("inviteContext/notes")),
        value,
        currency,
        closes_at,
        team: team.iter().filter(ours).cloned().collect(),
        solutions,
        problems: reading.problems,
        ..NewInvitation::default()
    }
}
