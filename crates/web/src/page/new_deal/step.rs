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
}

pub const CONSENT: &str = "consent/consentToToShareInfoWithOthers";
pub const VENDOR_VIEW: &str = "consent/consentToShareReferralWithMicrosoftSellers";
pub const SOLUTIONS: &str = "details/requirements/solutions";
pub const COUNTRY: &str = "customerProfile/address/country";
pub const DUNS: &str = "customerProfile/ids/0/id";

/// Fields of a posted form that are no answers.
const ASIDE: [&str; 6] = ["go", "version", "csrf", "find", "shelf", "key"];

/// Puts what a step's form says in the place of what was saved of that step.
pub fn merge(step: Step, saved: &mut Fields, posted: &Fields) {
    if step == Step::Review {
        return;
    }
    saved.retain(|name| Step::of(name) != step);
    for (name, value) in posted.iter() {
        if Step::of(name) == step && !ASIDE.contains(&name) {
            saved.push(name, value);
        }
    }
    match step {
        Step::Team => {
            saved.renumber("team", crate::page::deal::is_filled);
        }
        Step::Help => saved.renumber("partners", |fields, number| {
            !fields.text(&format!("partners/{number}/organizationId")).is_empty()
        }),
        _ => {}
    }
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
    fn steps_follow_each_other() {
        for step in Step::ALL {
            assert_eq!(Step::parse(step.as_str()), Some(step));
            assert!(step.previous().is_none_or(|previous| previous.next() == step));
        }
        assert_eq!(Step::Review.next(), Step::Review);
    }
}
