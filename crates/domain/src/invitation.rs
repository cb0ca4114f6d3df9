//! Asking the vendor or another partner into an engagement: who may be asked when (R108), and what an invitation
//! must hold (R203, R206, R207).

use crate::organization::{Organization, OrganizationKind};
use crate::referral::{Direction, Outcome, PartyView, Referral, Stage};
use crate::violation::{Violation, Violations};

/// Why nobody, or not this organization, can be invited from a deal as it is. Nothing in the invitation could
/// mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    #[error("the deal is closed, and nobody is invited into it any more")]
    Terminal,
    #[error("the deal was sent to your organization; only the organization that started it invites others")]
    IncomingDeal,
    #[error("a solution assessment is not shared")]
    Assessment,
    #[error("the organization takes part in this engagement already")]
    AlreadyInvited,
}

impl Obstacle {
    pub const ALL: [Self; 4] = [Self::Terminal, Self::IncomingDeal, Self::Assessment, Self::AlreadyInvited];

    /// Stable code; `docs/errors.md` lists them all.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Terminal => "terminal_state",
            Self::IncomingDeal => "incoming_deal",
            Self::Assessment => "assessment_not_shared",
            Self::AlreadyInvited => "already_invited",
        }
    }
}

/// R108 as far as it concerns the inviter's own deal.
pub fn may_invite(own: &Referral) -> Result<(), Obstacle> {
    if own.stage.is_terminal() {
        return Err(Obstacle::Terminal);
    }
    if own.direction == Direction::Incoming {
        return Err(Obstacle::IncomingDeal);
    }
    if own.assessment {
        return Err(Obstacle::Assessment);
    }
    Ok(())
}

/// R108 as far as it concerns the invited: an organization has one live referral in an engagement; after it
/// declined or let it expire it may be asked again.
pub fn may_be_invited(invited: &Organization, parties: &[PartyView]) -> Result<(), Obstacle> {
    let takes_part = |party: &PartyView| party.organization_id == invited.id && is_live(party.stage);
    if parties.iter().any(takes_part) { Err(Obstacle::AlreadyInvited) } else { Ok(()) }
}

/// Whether a referral takes its organization's one place in the engagement.
pub const fn is_live(stage: Stage) -> bool {
    !matches!(stage, Stage::Closed(Outcome::Declined(_) | Outcome::Expired))
}

/// What the record of the invited organization lacks. `help` is the kind of help that was asked for.
pub fn check(invitation: &Referral, to: OrganizationKind, help: Option<&str>, violations: &mut Violations) {
    // R203: without the customer's consent nothing leaves the organization.
    if invitation.consent.share_with_others != Some(true) {
        violations.add(
            "consent/consentToToShareInfoWithOthers",
            "consent_required",
            "must be true: the customer's consent to share is needed to invite others",
        );
    }
    if invitation.details.requirements.solutions.is_empty() {
        violations.push(Violation::required("details/requirements/solutions"));
    }
    if to == OrganizationKind::Vendor {
        if invitation.customer.team.is_empty() {
            violations.push(Violation::required("customerProfile/team"));
        }
        if help.is_some_and(|help| help == "Unknown") {
            violations.add(
                "inviteContext/assistanceRequestCode",
                "help_required",
                "must name a kind of help: without one the vendor is not asked",
            );
        }
    }
}
