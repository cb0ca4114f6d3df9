//! The wizard's last page: all answers, and what still stands against the deal.

use ortak_app::referral::open::NewDeal;
use ortak_domain::{CustomerProfile, Violation};

use super::Draft;
use super::answers::Ground;
use super::pages::step_name;
use super::step::{CONSENT, Step, VENDOR_VIEW};
use crate::deal::Contact;
use crate::fields::{Fields, with_label};
use crate::view::View;

/// What stands against opening the deal, and where it can be mended.
pub(super) struct Problem {
    pub message: String,
    pub href: String,
}

/// The answers of a step.
pub(super) struct Part {
    pub step: Step,
    pub name: String,
    pub facts: Vec<(String, String)>,
}

pub(super) fn told(view: &View, draft: &Draft, problem: &Violation) -> Problem {
    let step = Step::mending(&problem.field);
    let told = with_label(view, &draft.fields, &problem.field, &view.violation(problem));
    let message = format!("{} – {told}", step_name(view, step));
    Problem { message, href: format!("{}?check=yes#{}", draft.path(step), problem.field) }
}

/// All answers, by step.
pub(super) fn parts(view: &View, ground: &Ground, fields: &Fields, new: &NewDeal) -> Vec<Part> {
    let deal = &new.deal;
    let text = |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or_else(|| "—".to_owned());
    let list = |items: Vec<String>| text(Some(items.join(", ")));
    let location = ground.owner.locations.iter().find(|one| Some(&one.mpn_id) == deal.mpn_id.as_ref());
    let value = deal.details.value.zip(deal.details.currency);
    let value = value.map(|(amount, currency)| view.money(&ortak_domain::Money { amount, currency }));
    let yes_no = |yes: bool| view.t(if yes { "yes" } else { "no" });
    let people = |members: &[ortak_domain::Member]| {
        list(members.iter().map(|member| Contact::of(member).name).collect())
    };
    let facts = |pairs: Vec<(&str, String)>| pairs.into_iter().map(|(id, text)| (view.t(id), text)).collect();
    let mut help = Vec::new();
    if ground.vendor.is_some() {
        let code = new.vendor.as_ref().and_then(|vendor| vendor.help.as_deref()).unwrap_or("Unknown");
        help.push(("field-help", view.name_of("help", code)));
        help.push(("wizard-may-view", yes_no(new.vendor.is_some() || fields.text(VENDOR_VIEW) == "yes")));
    }
    let partners = fields.numbers("partners").into_iter();
    let partners: Vec<String> =
        partners.map(|number| fields.text(&format!("partners/{number}/name")).to_owned()).collect();
    help.push(("wizard-partners", list(partners)));
    let named = |step| (step, step_name(view, step));
    [
        (
            named(Step::Customer),
            vec![
                ("customer", text(Some(deal.customer.name.clone()))),
                ("field-address", text(Some(address_line(view, &deal.customer)))),
                ("field-customerprofile-ids-id", text(deal.customer.duns().map(crate::deal::duns))),
                ("wizard-contact-short", people(&deal.customer.team)),
                ("wizard-consent-given", yes_no(fields.has(CONSENT))),
            ],
        ),
        (
            named(Step::Details),
            vec![
                ("deal-name", text(deal.name.clone())),
                (
                    "field-location",
                    text(location.map(|location| location.name.clone()).or_else(|| deal.mpn_id.clone())),
                ),
                ("field-details-dealvalue", text(value)),
                ("field-details-closingdatetime", text(deal.details.closes_at.map(|at| view.day(at)))),
                ("field-externalreferenceid", text(deal.external_reference_id.clone())),
                ("field-campaignid", text(deal.campaign_id.clone())),
                ("field-details-notes", text(deal.details.notes.clone())),
            ],
        ),
        (named(Step::Team), vec![("team", people(&deal.team))]),
        (
            named(Step::Solutions),
            vec![(
                "solutions",
                list(deal.details.requirements.solutions.iter().filter_map(|one| one.name.clone()).collect()),
            )],
        ),
        (named(Step::Help), help),
    ]
    .into_iter()
    .map(|((step, name), pairs)| Part { step, name, facts: facts(pairs) })
    .collect()
}

/// The address of a customer in one line.
pub(super) fn address_line(view: &View, customer: &CustomerProfile) -> String {
    let address = &customer.address;
    let country = address.country.as_deref().map(|code| view.country(code));
    let lines = [&address.address_line1, &address.postal_code, &address.city, &address.state];
    lines.into_iter().flatten().cloned().chain(country).collect::<Vec<_>>().join(", ")
}
