//! What people must say of a deal and its invitations, told all at once.

use ortak_domain::{Member, Violation, Violations};

use super::NewInvitation;
use crate::referral::create::NewReferral;

/// What people must say of a deal that they open (R202, R204–R206); applications may leave it for later.
pub(super) fn complete(new: &NewReferral, problems: &mut Violations) {
    problems.extend(new.problems.clone().into_vec());
    let details = &new.details;
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    for (missing, field) in [
        (new.customer.name.trim().is_empty(), "customerProfile/name"),
        (blank(&new.customer.address.country), "customerProfile/address/country"),
        (blank(&new.name), "name"),
        (details.value.is_none(), "details/dealValue"),
        (details.currency.is_none(), "details/currency"),
        (details.closes_at.is_none(), "details/closingDateTime"),
        (new.team.is_empty(), "team"),
        (details.requirements.solutions.is_empty(), "details/requirements/solutions"),
    ] {
        if missing {
            required_once(problems, field.to_owned());
        }
    }
    complete_members(&new.team, "team", problems);
    complete_members(&new.customer.team, "customerProfile/team", problems);
}

/// What people must say of an invitation (R106, R207).
pub(super) fn complete_invitation(invitation: &NewInvitation, problems: &mut Violations) {
    if let Some(contact) = &invitation.contact {
        complete_members(std::slice::from_ref(contact), "customerProfile/team", problems);
    }
    if invitation.help.is_none() {
        let message = "must name a kind of help: without one nobody is asked";
        problems.add("inviteContext/assistanceRequestCode", "help_required", message);
    }
    if invitation.to.is_none() {
        return;
    }
    let known = |field: &str| invitation.problems.as_slice().iter().any(|problem| problem.field == field);
    if invitation.value.is_none() && !known("details/dealValue") {
        required_once(problems, "details/dealValue".to_owned());
    }
}

/// R203, R205: all details of a person, where one is named.
fn complete_members(members: &[Member], at: &str, problems: &mut Violations) {
    for (i, member) in members.iter().enumerate().filter(|(_, member)| !member.is_complete()) {
        for (value, name) in [
            (&member.first_name, "firstName"),
            (&member.last_name, "lastName"),
            (&member.email, "email"),
            (&member.phone_number, "phoneNumber"),
        ] {
            if value.as_deref().is_none_or(|value| value.trim().is_empty()) {
                required_once(problems, format!("{at}/{i}/{name}"));
            }
        }
    }
}

/// Says that a field is needed, unless something is wrong with it already.
pub(super) fn required_once(problems: &mut Violations, field: String) {
    if !problems.as_slice().iter().any(|problem| problem.field == field) {
        problems.push(Violation::required(field));
    }
}
