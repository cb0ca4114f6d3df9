//! What the other parties of an engagement see of a referral (R312). There is no other way to see it.

use crate::contact::Member;
use crate::id::{EngagementId, OrganizationId, ReferralId};
use crate::referral::stage::{Outcome, Stage};
use crate::referral::{Direction, Referral, SalesStage};
use crate::time::Time;

/// One party's entry in an engagement, as all its parties may see it: organization, status, stage, dates, and
/// once accepted the team's contacts; never notes, CRM or campaign ids, or value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyView {
    pub engagement_id: EngagementId,
    pub referral_id: ReferralId,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub direction: Direction,
    pub stage: Stage,
    pub sales_stage: Option<SalesStage>,
    pub created_at: Time,
    pub updated_at: Time,
    pub expires_at: Option<Time>,
    pub accepted_at: Option<Time>,
    pub closed_at: Option<Time>,
    /// Empty until accepted, and again when declined or expired.
    pub team: Vec<Member>,
}

impl PartyView {
    pub fn of(referral: &Referral) -> Self {
        let working =
            matches!(referral.stage, Stage::Active | Stage::Closed(Outcome::Won | Outcome::Lost(_)));
        Self {
            engagement_id: referral.engagement_id,
            referral_id: referral.id,
            organization_id: referral.organization_id.clone(),
            organization_name: referral.organization_name.clone(),
            direction: referral.direction,
            stage: referral.stage,
            sales_stage: referral.sales_stage,
            created_at: referral.created_at,
            updated_at: referral.updated_at,
            expires_at: referral.expires_at,
            accepted_at: referral.accepted_at,
            closed_at: referral.closed_at,
            team: if working { referral.own_team() } else { Vec::new() },
        }
    }

    /// Whether the owner of this entry sees the other parties of the engagement: from being asked until it declines
    /// or lets the window pass.
    pub const fn sees_others(&self) -> bool {
        !matches!(self.stage, Stage::Closed(Outcome::Declined(_) | Outcome::Expired))
    }

    /// This entry as the owner of `reader` sees it: people are named only to those who have accepted themselves.
    #[must_use]
    pub fn shown_to(&self, reader: &Self) -> Self {
        let waits = matches!(reader.stage, Stage::New(_));
        Self { team: if waits { Vec::new() } else { self.team.clone() }, ..self.clone() }
    }
}

/// Members of the document whose change shows in the owner's party entry: only such a change is told to the others.
pub const SHOWN_MEMBERS: [&str; 5] = ["status", "substatus", "statusReason", "salesStage", "team"];

/// Whether a history event's changes (`{path, before, after}`, by their paths) show to the other parties.
pub fn shows<'a>(mut paths: impl Iterator<Item = &'a str>) -> bool {
    paths.any(|path| SHOWN_MEMBERS.contains(&path.split('/').next().unwrap_or_default()))
}
