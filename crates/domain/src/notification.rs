//! What people are told of, and who is told (R601, R602).

use std::collections::BTreeSet;

use crate::id::PersonId;
use crate::person::{Person, Role, Scope};
use crate::text::fold_email;

/// Something that a person may be told of, each on or off per channel (R601, R603).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationEvent {
    /// Somebody sent an opportunity or a lead; it waits for an answer.
    IncomingReferral,
    /// An invitation that the reader's organization sent was accepted.
    InvitationAccepted,
    InvitationDeclined,
    InvitationExpired,
    /// An incoming referral runs out in 7, 3 or 1 days.
    ReferralExpiring,
    /// Another party of the engagement moved to another sales stage.
    PartyStageChanged,
    PartyWon,
    PartyLost,
    /// The reader was put on the team of a deal.
    AddedToTeam,
    /// A webhook can't be delivered, or was switched off.
    WebhookFailing,
}

impl NotificationEvent {
    pub const ALL: [Self; 10] = [
        Self::IncomingReferral,
        Self::InvitationAccepted,
        Self::InvitationDeclined,
        Self::InvitationExpired,
        Self::ReferralExpiring,
        Self::PartyStageChanged,
        Self::PartyWon,
        Self::PartyLost,
        Self::AddedToTeam,
        Self::WebhookFailing,
    ];

    /// The word used in the API, the database and message ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IncomingReferral => "incoming_referral",
            Self::InvitationAccepted => "invitation_accepted",
            Self::InvitationDeclined => "invitation_declined",
            Self::InvitationExpired => "invitation_expired",
            Self::ReferralExpiring => "referral_expiring",
            Self::PartyStageChanged => "party_stage_changed",
            Self::PartyWon => "party_won",
            Self::PartyLost => "party_lost",
            Self::AddedToTeam => "added_to_team",
            Self::WebhookFailing => "webhook_failing",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }
}

/// Days before the end at which the recipient of an unanswered referral is reminded (R601).
pub const REMINDER_DAYS: [i64; 3] = [7, 3, 1];

/// Seconds between the attempts to send a mail, after the first: 11 attempts over some three days, as mail servers do it
/// themselves (RFC 5321, 4.5.4.1).
pub const MAIL_PAUSES_SECONDS: [i64; 10] =
    [60, 300, 900, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 86_400];

/// The pause after `attempts_made` attempts (at least one); none when all have been made.
pub fn mail_pause_after(attempts_made: usize) -> Option<i64> {
    MAIL_PAUSES_SECONDS.get(attempts_made.checked_sub(1)?).copied()
}

/// Where a referral stands in its organization: what R602 decides by.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The folded e-mail addresses of the referral's team.
    pub team_emails: &'a [String],
    /// Team members who don't want to be told, folded (`contactPreference/disableNotifications`).
    pub silent: &'a [String],
    /// The referral's location, by its partner number.
    pub location: Option<&'a str>,
    /// The folded e-mail addresses of the location's contacts.
    pub location_contacts: &'a [String],
}

/// R602: the people on the referral's team; if none, the contacts of its location; if none, the location's
/// Referrals admins; if none, all Referrals admins with global scope. `people` are those of the organization that
/// owns the referral; the disabled ones are never told. At the vendor, its sellers do the work of Referrals admins.
pub fn recipients(place: &Place<'_>, people: &[Person]) -> Vec<PersonId> {
    let active: Vec<&Person> = people.iter().filter(|person| person.disabled_at.is_none()).collect();
    let by_email = |emails: &[String]| -> BTreeSet<PersonId> {
        active
            .iter()
            .filter(|person| emails.contains(&fold_email(&person.email)))
            .map(|person| person.id)
            .collect()
    };
    let wanted: Vec<String> =
        place.team_emails.iter().filter(|email| !place.silent.contains(email)).cloned().collect();
    let admins = |fits: &dyn Fn(&Scope) -> bool| -> BTreeSet<PersonId> {
        active
            .iter()
            .filter(|person| matches!(person.role, Role::ReferralsAdmin | Role::VendorSeller))
            .filter(|person| fits(&person.scope))
            .map(|person| person.id)
            .collect()
    };
    let at_location = |scope: &Scope| {
        place.location.is_some_and(|location| scope.locations().iter().any(|own| own == location))
    };
    let global = |scope: &Scope| matches!(scope, Scope::Global);
    let first = [by_email(&wanted), by_email(place.location_contacts), admins(&at_location), admins(&global)]
        .into_iter()
        .find(|found| !found.is_empty());
    first.unwrap_or_default().into_iter().collect()
}
