//! Who sees and does what: R401, R402. Every face asks here (R403).

use crate::contact::Member;
use crate::id::OrganizationId;
use crate::organization::OrganizationKind;
use crate::person::{Role, Scope};
use crate::referral::Referral;
use crate::text::fold_email;

/// Somebody who has proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub kind: PrincipalKind,
    /// The person's or application's id.
    pub id: uuid::Uuid,
    pub organization_id: OrganizationId,
    pub organization_kind: OrganizationKind,
    pub name: String,
    /// Empty for applications.
    pub email: String,
    pub phone: Option<String>,
    pub role: Role,
    pub scope: Scope,
    /// The sandbox that the organization belongs to; none in the real world.
    pub realm: Option<OrganizationId>,
}

/// What kind of caller it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrincipalKind {
    Person,
    ApiClient,
    /// The platform itself: schedules and imports.
    System,
}

impl PrincipalKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::ApiClient => "api_client",
            Self::System => "system",
        }
    }
}

impl Principal {
    /// The principal as a member of a deal's team.
    pub fn as_member(&self) -> Member {
        Member::of(&self.name, &self.email, self.phone.as_deref())
    }
}

/// Something that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read, list, count, search, export referrals.
    Read,
    /// Open a deal; invite into it.
    Create,
    /// Change, accept, decline, win, lose.
    Change,
    /// Mark as favourite (R316): allowed to whoever may read.
    Favorite,
    /// View what partners share with the vendor (R102).
    ReadShared,
    /// Register webhooks; be told when they fail.
    Subscribe,
    /// Give the organization's own names to sales stages (R304).
    NameStages,
    ReadProgramme,
    SetProgramme,
    /// Play the other side in one's own sandbox, and move its clock.
    Play,
    /// Invite people to one's own organization, and decide what they may do.
    ManagePeople,
    /// Run one's own organization's account: what it says of itself, its locations, solutions and API clients (R402).
    ManageAccount,
    /// Read who did what in the whole organization.
    ReadAudit,
}

impl Action {
    pub const ALL: [Self; 13] = [
        Self::Read,
        Self::Create,
        Self::Change,
        Self::Favorite,
        Self::ReadShared,
        Self::Subscribe,
        Self::NameStages,
        Self::ReadProgramme,
        Self::SetProgramme,
        Self::Play,
        Self::ManagePeople,
        Self::ManageAccount,
        Self::ReadAudit,
    ];

    /// Done by the vendor's people only, whatever the role allows elsewhere.
    pub const fn is_vendors(self) -> bool {
        matches!(self, Self::ReadShared | Self::ReadProgramme | Self::SetProgramme)
    }
}

/// What the policy says to an action as such; which referrals it reaches is `Visibility`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Allow,
    /// The role does not give it: 403.
    Deny,
}

/// Which referrals of the principal's own organization exist for it. Everything else is 404 and in no count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    Nothing,
    /// All of the organization.
    Organization,
    /// Only of these locations; with an e-mail, only those on whose team it stands (folded, see `fold_email`).
    Locations {
        locations: Vec<String>,
        team_email: Option<String>,
    },
    /// Of the whole organization, those on whose team the e-mail stands.
    Team {
        team_email: String,
    },
}

/// What a role may do (R201, R401, R402).
pub const fn decide(role: Role, action: Action) -> Decision {
    use Action as A;
    let allowed = match role {
        Role::PartnerAdmin => !action.is_vendors(),
        Role::ReferralsAdmin => !matches!(
            action,
            A::NameStages | A::SetProgramme | A::ManagePeople | A::ManageAccount | A::ReadAudit
        ),
        // R201: a deal is opened by a Referrals admin.
        Role::ReferralsUser => matches!(action, A::Read | A::Change | A::Favorite),
        Role::VendorSeller => !matches!(
            action,
            A::NameStages | A::SetProgramme | A::Play | A::ManagePeople | A::ManageAccount | A::ReadAudit
        ),
        // R402: reviewers see registrations, programme admins the programme; neither works on referrals.
        Role::DealReviewer => matches!(action, A::ReadProgramme),
        Role::ProgrammeAdmin => {
            matches!(
                action,
                A::NameStages | A::ReadProgramme | A::SetProgramme | A::ManagePeople | A::ManageAccount
            )
        }
    };
    if allowed { Decision::Allow } else { Decision::Deny }
}

/// What a principal may do: what its role allows, in the organization that it belongs to.
pub fn permits(principal: &Principal, action: Action) -> Decision {
    if action.is_vendors() && principal.organization_kind != OrganizationKind::Vendor {
        return Decision::Deny;
    }
    decide(principal.role, action)
}

/// Which referrals exist for the principal (R401).
pub fn visibility(principal: &Principal) -> Visibility {
    let own = |team_email| match &principal.scope {
        Scope::Locations(locations) => Visibility::Locations { locations: locations.clone(), team_email },
        Scope::Global => match team_email {
            Some(team_email) => Visibility::Team { team_email },
            None => Visibility::Organization,
        },
    };
    match principal.role {
        Role::PartnerAdmin | Role::VendorSeller => Visibility::Organization,
        Role::ReferralsAdmin => own(None),
        // Without an e-mail nobody can be on a team.
        Role::ReferralsUser if principal.email.trim().is_empty() => Visibility::Nothing,
        Role::ReferralsUser => own(Some(fold_email(&principal.email))),
        Role::DealReviewer | Role::ProgrammeAdmin => Visibility::Nothing,
    }
}

impl Visibility {
    /// Whether a referral of the principal's organization with this location and team exists for it.
    pub fn covers(&self, location: Option<&str>, team_emails: &[String]) -> bool {
        let on_team = |email: &String| team_emails.contains(email);
        match self {
            Self::Nothing => false,
            Self::Organization => true,
            Self::Locations { locations, team_email } => {
                location.is_some_and(|location| locations.iter().any(|l| l == location))
                    && team_email.as_ref().is_none_or(on_team)
            }
            Self::Team { team_email } => on_team(team_email),
        }
    }

    pub fn covers_referral(&self, referral: &Referral) -> bool {
        self.covers(referral.mpn_id.as_deref(), &team_emails(referral))
    }
}

/// The folded e-mail addresses of a referral's team.
pub fn team_emails(referral: &Referral) -> Vec<String> {
    let mut emails: Vec<String> = referral
        .team
        .iter()
        .filter_map(|m| m.email.as_deref())
        .map(fold_email)
        .filter(|e| !e.is_empty())
        .collect();
    emails.sort_unstable();
    emails.dedup();
    emails
}

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(role: Role, scope: Scope, email: &str) -> Principal {
        Principal {
            kind: PrincipalKind::Person,
            id: uuid::Uuid::nil(),
            organization_id: OrganizationId::new("contoso").unwrap(),
            organization_kind: OrganizationKind::Partner,
            name: "Ada Kaya".to_owned(),
            email: email.to_owned(),
            phone: None,
            role,
            scope,
            realm: None,
        }
    }

    #[test]
    fn r401_reach_by_role_location_and_team() {
        let here = || Scope::Locations(vec!["6110000".to_owned()]);
        let team = vec!["ada@contoso.example".to_owned()];
        // (role, scope, e-mail) × (location here, location elsewhere, no location), on the team and not
        let table = [
            (Role::PartnerAdmin, Scope::Global, "", [[true; 3], [true; 3]]),
            (Role::ReferralsAdmin, Scope::Global, "", [[true; 3], [true; 3]]),
            (Role::ReferralsAdmin, here(), "", [[true, false, false], [true, false, false]]),
            (Role::ReferralsUser, here(), "Ada@Contoso.example", [[true, false, false], [false; 3]]),
            (Role::ReferralsUser, Scope::Global, "ada@contoso.example", [[true; 3], [false; 3]]),
            (Role::ReferralsUser, Scope::Global, "", [[false; 3], [false; 3]]),
            (Role::VendorSeller, Scope::Global, "", [[true; 3], [true; 3]]),
            (Role::DealReviewer, Scope::Global, "", [[false; 3], [false; 3]]),
            (Role::ProgrammeAdmin, Scope::Global, "", [[false; 3], [false; 3]]),
        ];
        for (role, scope, email, [on_team, off_team]) in table {
            let reach = visibility(&principal(role, scope.clone(), email));
            for (i, location) in [Some("6110000"), Some("6190000"), None].into_iter().enumerate() {
                assert_eq!(
                    reach.covers(location, &team),
                    on_team[i],
                    "{role} {scope:?} {location:?} on team"
                );
                assert_eq!(
                    reach.covers(location, &[]),
                    off_team[i],
                    "{role} {scope:?} {location:?} off team"
                );
            }
        }
    }

    #[test]
    fn r402_what_each_role_may_do() {
        use Action::{
            Change, Create, Favorite, ManageAccount, ManagePeople, NameStages, Play, Read, ReadAudit,
            ReadProgramme, ReadShared, SetProgramme, Subscribe,
        };

        for role in Role::ALL {
            let allowed: Vec<Action> =
                Action::ALL.into_iter().filter(|action| decide(role, *action) == Decision::Allow).collect();
            let expected: &[Action] = match role {
                Role::PartnerAdmin => &[
                    Read,
                    Create,
                    Change,
                    Favorite,
                    Subscribe,
                    NameStages,
                    Play,
                    ManagePeople,
                    ManageAccount,
                    ReadAudit,
                ],
                Role::ReferralsAdmin => {
                    &[Read, Create, Change, Favorite, ReadShared, Subscribe, ReadProgramme, Play]
                }
                Role::ReferralsUser => &[Read, Change, Favorite],
                Role::VendorSeller => &[Read, Create, Change, Favorite, ReadShared, Subscribe, ReadProgramme],
                Role::DealReviewer => &[ReadProgramme],
                Role::ProgrammeAdmin => {
                    &[NameStages, ReadProgramme, SetProgramme, ManagePeople, ManageAccount]
                }
            };
            assert_eq!(allowed, expected, "{role}");
        }
    }

    #[test]
    fn r402_what_is_the_vendors_is_no_partners() {
        let mut admin = principal(Role::ReferralsAdmin, Scope::Global, "");
        assert_eq!(permits(&admin, Action::ReadShared), Decision::Deny);
        admin.organization_kind = OrganizationKind::Vendor;
        assert_eq!(permits(&admin, Action::ReadShared), Decision::Allow);
    }
}
