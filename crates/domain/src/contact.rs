//! People named on a referral: the owner's team and the customer's contacts.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::text::{self, MAX_TEXT};
use crate::violation::Violations;

/// A person of a team. All five keys are always written (03-api B 5.10); what a client left out is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Member {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone_number: Option<String>,
    pub email: Option<String>,
    pub title: Option<String>,
    pub contact_preference: ContactPreference,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_validation_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_validation_status: Option<String>,
}

/// How a person wants to be contacted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ContactPreference {
    /// Language tag, like `en-us`.
    pub locale: Option<String>,
    pub disable_notifications: Option<bool>,
}

fn filled(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

impl Member {
    /// Somebody whose whole name is known: its first word is taken for the first name. Empty texts say nothing.
    pub fn of(name: &str, email: &str, phone: Option<&str>) -> Self {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            first_name: text(first),
            last_name: text(last),
            email: text(email),
            phone_number: phone.map(str::to_owned),
            ..Self::default()
        }
    }

    /// Name, phone and e-mail are all there (R205).
    pub fn is_complete(&self) -> bool {
        filled(self.first_name.as_ref())
            && filled(self.last_name.as_ref())
            && filled(self.phone_number.as_ref())
            && filled(self.email.as_ref())
    }

    /// Whether nothing at all is known of the person.
    pub fn is_empty(&self) -> bool {
        !(filled(self.first_name.as_ref())
            || filled(self.last_name.as_ref())
            || filled(self.phone_number.as_ref())
            || filled(self.email.as_ref()))
    }

    /// Reports malformed values; absent ones are allowed over the API and make the deal incomplete.
    pub fn check(&self, at: impl Display, violations: &mut Violations) {
        let texts = [
            ("firstName", &self.first_name),
            ("lastName", &self.last_name),
            ("title", &self.title),
            ("contactPreference/locale", &self.contact_preference.locale),
        ];
        for (name, value) in texts {
            if let Some(value) = value {
                text::check(value, format_args!("{at}/{name}"), MAX_TEXT, violations);
            }
        }
        if let Some(email) = self.email.as_ref().filter(|email| !email.trim().is_empty()) {
            text::check_email(email, format_args!("{at}/email"), violations);
        }
        if let Some(phone) = self.phone_number.as_ref().filter(|phone| !phone.trim().is_empty()) {
            text::check_phone(phone, format_args!("{at}/phoneNumber"), violations);
        }
        if self.is_empty() {
            violations.add(
                at.to_string(),
                "empty_member",
                "must name a person by e-mail, name or phone number",
            );
        }
    }
}
