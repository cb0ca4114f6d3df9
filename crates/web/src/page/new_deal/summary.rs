//! What a deal will be, who will see what of it, and what registering it will need: at once, in words.

use ortak_app::referral::open::{Preview, Side};
use ortak_domain::Referral;
use ortak_domain::referral::DealType;
use ortak_domain::registration::{Outlook, is_incentive_eligible};

use super::answers::Ground;
use crate::deal::readiness::{self, ConditionLine};
use crate::deal::{Badge, full_name, money, type_badge};
use crate::view::View;

/// The panel beside the answers.
#[derive(Debug)]
pub struct Summary {
    pub kind: Badge,
    pub headline: String,
    pub text: String,
    pub sides: Vec<SideCard>,
    pub conditions: Vec<ConditionLine>,
}

/// What one other side gets.
#[derive(Debug)]
pub struct SideCard {
    pub title: String,
    pub note: String,
    pub facts: Vec<(String, String)>,
    /// The record as it will be sent.
    pub payload: String,
}

impl Summary {
    pub fn of(view: &View, preview: &Preview, ground: &Ground) -> Self {
        let partners = preview.sides.iter().filter(|side| !is_vendor(side)).count();
        let partners = i64::try_from(partners).unwrap_or_default();
        let kind = preview.deal_type;
        let id = kind.as_str().replace(' ', "-");
        let vendor = ground.vendor.as_ref().map_or_else(|| view.t("vendor"), |vendor| vendor.name.clone());
        let text = if view.is_vendor() {
            view.t1("wizard-means-invited", "partners", partners)
        } else if partners > 0 && matches!(kind, DealType::Private) {
            view.t("wizard-partners-only")
        } else {
            view.t1(&format!("wizard-means-{id}"), "vendor", vendor.as_str())
        };
        Self {
            kind: type_badge(view, kind),
            headline: view.t1(&format!("wizard-becomes-{id}"), "partners", partners),
            text,
            sides: preview.sides.iter().map(|side| SideCard::of(view, side)).collect(),
            // Registering is no matter of the vendor's.
            conditions: if view.is_vendor() { Vec::new() } else { conditions(view, preview, ground) },
        }
    }
}

fn is_vendor(side: &Side) -> bool {
    side.organization.kind == ortak_domain::OrganizationKind::Vendor
}

impl SideCard {
    pub fn of(view: &View, side: &Side) -> Self {
        let name = side.organization.name.as_str();
        let note = match side.referral.expires_at.filter(|_| !side.views_only) {
            Some(end) => view.t1("wizard-answers-by", "date", view.date(end)),
            None => view.t("wizard-views-only"),
        };
        let pretty = serde_json::from_str::<serde_json::Value>(&side.document)
            .and_then(|document| serde_json::to_string_pretty(&document));
        Self {
            title: view.t1("wizard-side-sees", "name", name),
            note,
            facts: facts(view, &side.referral),
            payload: pretty.unwrap_or_else(|_| side.document.clone()),
        }
    }
}

fn facts(view: &View, referral: &Referral) -> Vec<(String, String)> {
    let address = &referral.customer.address;
    let place = address.city.clone().or_else(|| address.country.as_deref().map(|code| view.country(code)));
    let customer = [Some(referral.customer.name.clone()), place];
    let value = money(referral).map(|value| view.money(&value));
    let closes = referral.details.closes_at.map(|at| view.day(at));
    let names =
        |members: &[ortak_domain::Member]| members.iter().map(full_name).collect::<Vec<_>>().join(", ");
    let solutions: Vec<String> = referral
        .details
        .requirements
        .solutions
        .iter()
        .map(|solution| solution.name.clone().unwrap_or_else(|| solution.id.clone()))
        .collect();
    let mut facts = vec![
        (
            "customer",
            customer.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        ),
        ("wizard-contact-short", names(&referral.customer.team)),
        ("wizard-value-and-close", [value, closes].into_iter().flatten().collect::<Vec<_>>().join(" · ")),
        ("solutions", solutions.join(", ")),
        ("wizard-your-team", names(&referral.team)),
    ];
    if let Some(notes) = &referral.invite.notes {
        facts.push(("wizard-notes-to-them", notes.clone()));
    }
    facts.push(("wizard-not-shared", view.t("wizard-not-shared-what")));
    let shown = |text: String| if text.is_empty() { "—".to_owned() } else { text };
    facts.into_iter().map(|(id, text)| (view.t(id), shown(text))).collect()
}

/// R501 as far as it can be known.
fn conditions(view: &View, preview: &Preview, ground: &Ground) -> Vec<ConditionLine> {
    let deal = &preview.deal;
    let tagged =
        |id: &str| {
            ground.catalogue.offers().iter().any(|offer| {
                offer.entry.solution.id == id && is_incentive_eligible(&offer.entry.solution.tags)
            })
        };
    let outlook = Outlook {
        deal_type: preview.deal_type,
        value: deal.details.value,
        currency: deal.details.currency,
        incentive_solution: deal.details.requirements.solutions.iter().any(|solution| tagged(&solution.id)),
        vendor: None,
    };
    readiness::lines(view, &outlook, &ground.programme)
}
