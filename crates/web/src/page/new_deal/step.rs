//! The steps of the wizard, and which field belongs to which.

use crate::fields::Fields;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Customer,
    Details,
    Team,
    Solutions,
    Help,
    Review,
}

impl Step {
    pub const ALL: [Self; 6] =
        [Self::Customer, Self::Details, Self::Team, Self::Solutions, Self::Help, Self::Review];

    /// Its word in URLs and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Details => "details",
            Self::Team => "team",
            Self::Solutions => "solutions",
            Self::Help => "help",
            Self::Review => "review",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }

    pub fn next(self) -> Self {
        Self::ALL.into_iter().find(|step| *step > self).unwrap_or(self)
    }

    pub fn previous(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|step| *step < self)
    }

    /// Where a field is entered.
    pub fn of(field: &str) -> Self {
        if field.starts_with("customerProfile") || field == CONSENT {
            Self::Customer
        } else if field == "team" || field.starts_with("team/") {
            Self::Team
        } else if field.starts_with(SOLUTIONS) {
            Self::Solutions
        } else if field.starts_with("vendor/") || field.starts_with("partners") || field == VENDOR_VIEW {
            Self::Help
        } else {
            Self::Details
        }
    }

    /// Whether it asks for the field: what sharing needs of the customer, also beside the choice that needs it.
    pub fn asks(self, field: &str) -> bool {
        Self::of(field) == self || (self == Self::Help && is_for_sharing(field))
    }

    /// Where what is wrong with a field is mended. That sharing lacks something, where it is chosen.
    pub fn mending(field: &str) -> Self {
        if matches!(field, CONSENT | CONTACT) { Self::Help } else { Self::of(field) }
    }

    /// Whether nobody goes on from here while something is wrong with the field.
    pub fn holds_up(self, field: &str) -> bool {
        Self::mending(field) == self || (self == Self::Help && is_for_sharing(field))
    }
}

/// R203: what leaves the organization with an invitation, and may be given later than the rest of the customer.
fn is_for_sharing(field: &str) -> bool {
    field == CONSENT || is_contact(field)
}

/// Where *Help and sharing* asks for a field; the other steps' problems come in their order.
pub fn place(field: &str) -> u8 {
    match field {
        field if field.starts_with("vendor/") => 0,
        field if is_contact(field) => 1,
        CONSENT => 2,
        _ => 3,
    }
}

fn is_contact(field: &str) -> bool {
    field.strip_prefix(CONTACT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub const CONSENT: &str = "consent/consentToToShareInfoWithOthers";
/// The customer's people.
pub const CONTACT: &str = "customerProfile/team";
pub const VENDOR_VIEW: &str = "consent/consentToShareReferralWithMicrosoftSellers";
pub const SOLUTIONS: &str = "details/requirements/solutions";
pub const CLOSES: &str = "details/closingDateTime";
pub const COUNTRY: &str = "customerProfile/address/country";
pub const DUNS: &str = "customerProfile/ids/0/id";

/// Fields of a posted form that are no answers.
const ASIDE: [&str; 6] = ["go", "version", "csrf", "find", "shelf", "key"];

/// Puts what a step's form says in the place of what was saved of that step.
pub fn merge(step: Step, saved: &mut Fields, posted: &Fields) {
    if step == Step::Review {
        return;
    }
    let names = partner_names(saved);
    // What sharing needs stands beside the choice only while it is missing.
    let asked_again = step == Step::Help && posted.iter().any(|(name, _)| is_contact(name));
    let consents = step == Step::Help && posted.has(CONSENT);
    saved.retain(|name| {
        Step::of(name) != step && !(asked_again && is_contact(name)) && !(consents && name == CONSENT)
    });
    for (name, value) in posted.iter() {
        if step.asks(name) && !ASIDE.contains(&name) && !is_partner_name(name) {
            saved.push(name, value);
        }
    }
    match step {
        Step::Team => {
            saved.renumber("team", crate::page::deal::is_filled);
        }
        Step::Help => {
            for number in saved.numbers("partners") {
                let id = saved.text(&format!("partners/{number}/organizationId")).to_owned();
                if let Some((_, name)) = names.iter().find(|(of, _)| *of == id) {
                    saved.push(format!("partners/{number}/name"), name);
                }
            }
            saved.renumber("partners", |fields, number| {
                !fields.text(&format!("partners/{number}/organizationId")).is_empty()
            });
        }
        _ => {}
    }
}

/// What partners are called says the directory when they are chosen, and no form.
fn is_partner_name(field: &str) -> bool {
    field.starts_with("partners/") && field.split('/').nth(2) == Some("name")
}

/// The partners of the answers by id, with what they are called.
fn partner_names(fields: &Fields) -> Vec<(String, String)> {
    let text = |number: usize, name: &str| fields.text(&format!("partners/{number}/{name}")).to_owned();
    let numbers = fields.numbers("partners").into_iter();
    numbers.map(|number| (text(number, "organizationId"), text(number, "name"))).collect()
}

/// Takes an entry out of a posted list before `merge` numbers the list anew.
pub fn remove(posted: &Fields, list: &str, number: &str) -> Fields {
    let mut left = posted.clone();
    let at = format!("{list}/{number}/");
    left.retain(|name| !name.starts_with(&at));
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_replaces_its_own_answers_only() {
        let mut saved: Fields = [("name", "Old"), ("team/0/email", "a@b.example")].into_iter().collect();
        let posted: Fields =
            [("go", "next"), ("version", "3"), ("team/0/email", ""), ("team/4/email", "c@d.example")]
                .into_iter()
                .collect();
        merge(Step::Team, &mut saved, &posted);
        let left: Vec<(&str, &str)> = saved.iter().collect();
        assert_eq!(left, [("name", "Old"), ("team/0/email", "c@d.example")]);
        merge(Step::Details, &mut saved, &[("name", "New"), ("go", "next")].into_iter().collect());
        assert_eq!(saved.text("name"), "New");
        assert!(!saved.has("go"));
    }

    #[test]
    fn r203_the_help_step_takes_what_sharing_needs_only_where_it_asked() {
        let (email, phone) = ("customerProfile/team/0/email", "customerProfile/team/0/phoneNumber");
        let mut saved: Fields =
            [("customerProfile/name", "Adatum"), (email, "a@b.example"), (CONSENT, "yes")]
                .into_iter()
                .collect();
        let before = saved.clone();
        merge(Step::Help, &mut saved, &[("go", "next"), (VENDOR_VIEW, "no")].into_iter().collect());
        saved.remove(VENDOR_VIEW);
        assert_eq!(saved, before);
        let posted =
            [(email, "c@d.example"), (phone, "1"), (CONSENT, "yes"), ("customerProfile/name", "Other")];
        merge(Step::Help, &mut saved, &posted.into_iter().collect());
        let left: Vec<(&str, &str)> = saved.iter().collect();
        let expected =
            [("customerProfile/name", "Adatum"), (email, "c@d.example"), (phone, "1"), (CONSENT, "yes")];
        assert_eq!(left, expected);
    }

    #[test]
    fn partners_are_called_as_they_were_when_they_were_chosen() {
        let at = |name: &str| format!("partners/0/{name}");
        let mut saved: Fields =
            [(at("organizationId"), "fabrikam"), (at("name"), "Fabrikam")].into_iter().collect();
        let posted: Fields = [
            ("partners/0/organizationId", "nobody"),
            ("partners/0/name", "Nobody"),
            ("partners/1/organizationId", "fabrikam"),
            ("partners/1/name", "Other"),
        ]
        .into_iter()
        .collect();
        merge(Step::Help, &mut saved, &posted);
        assert_eq!(saved.text("partners/0/name"), "");
        assert_eq!(saved.text("partners/1/name"), "Fabrikam");
    }

    #[test]
    fn steps_follow_each_other() {
        for step in Step::ALL {
            assert_eq!(Step::parse(step.as_str()), Some(step));
            assert!(step.previous().is_none_or(|previous| previous.next() == step));
        }
        assert_eq!(Step::Review.next(), Step::Review);
    }
}
