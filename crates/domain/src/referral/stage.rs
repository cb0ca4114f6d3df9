//! The life of a referral: R301 and R309, as a type whose verbs consume a stage and return the next.

use std::fmt;

use crate::organization::OrganizationKind;
use crate::violation::Violation;

/// The wire pair of status and substatus as one value; pairs that the rules don't know can't be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Waits for the recipient's answer.
    New(Waiting),
    /// Accepted, or opened by its owner.
    Active,
    /// Terminal: frozen for good (R311).
    Closed(Outcome),
}

/// Whether the recipient has opened the referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Waiting {
    Pending,
    Received,
}

/// How a referral ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Won,
    Lost(Reason),
    Declined(Reason),
    /// Not answered within the window (R307).
    Expired,
}

/// Why a deal was lost or declined (`data/export-columns`); the free text is kept beside it as `statusReason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    BudgetNotAdequate,
    CustomerDidNotRespond,
    CustomerChoseAnotherVendor,
    RequirementNotMet,
    NotACustomer,
    ProposedTimelineTooShort,
    AbuseSpamOrPhishing,
    /// Vendor: no relationship between the vendor and this customer.
    NoRelationship,
    /// Vendor: no seller manages this customer directly.
    NoSeller,
    /// Vendor: already worked on with another partner.
    WorkedOnWithAnotherPartner,
    /// Vendor: not enough information.
    NotEnoughInformation,
    /// Vendor: can't support now.
    CannotSupportNow,
    Other,
    /// The client gave none (allowed over the API, 03-api A6).
    Unspecified,
}

impl Reason {
    pub const ALL: [Self; 14] = [
        Self::BudgetNotAdequate,
        Self::CustomerDidNotRespond,
        Self::CustomerChoseAnotherVendor,
        Self::RequirementNotMet,
        Self::NotACustomer,
        Self::ProposedTimelineTooShort,
        Self::AbuseSpamOrPhishing,
        Self::NoRelationship,
        Self::NoSeller,
        Self::WorkedOnWithAnotherPartner,
        Self::NotEnoughInformation,
        Self::CannotSupportNow,
        Self::Other,
        Self::Unspecified,
    ];

    /// The word stored in the database and used in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BudgetNotAdequate => "budget_not_adequate",
            Self::CustomerDidNotRespond => "customer_did_not_respond",
            Self::CustomerChoseAnotherVendor => "customer_chose_another_vendor",
            Self::RequirementNotMet => "requirement_not_met",
            Self::NotACustomer => "not_a_customer",
            Self::ProposedTimelineTooShort => "proposed_timeline_too_short",
            Self::AbuseSpamOrPhishing => "abuse_spam_or_phishing",
            Self::NoRelationship => "no_relationship",
            Self::NoSeller => "no_seller",
            Self::WorkedOnWithAnotherPartner => "worked_on_with_another_partner",
            Self::NotEnoughInformation => "not_enough_information",
            Self::CannotSupportNow => "cannot_support_now",
            Self::Other => "other",
            Self::Unspecified => "unspecified",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }

    /// The reasons that people of such an organization choose from to decline (R306, R312): partner and vendor have
    /// their own.
    pub const fn for_declining(kind: OrganizationKind) -> &'static [Self] {
        match kind {
            OrganizationKind::Vendor => &[
                Self::NoRelationship,
                Self::NoSeller,
                Self::WorkedOnWithAnotherPartner,
                Self::NotEnoughInformation,
                Self::CannotSupportNow,
                Self::Other,
            ],
            OrganizationKind::Partner => Self::for_losing(),
        }
    }

    /// The reasons that people choose from for a lost deal (R309).
    pub const fn for_losing() -> &'static [Self] {
        &[
            Self::BudgetNotAdequate,
            Self::CustomerDidNotRespond,
            Self::CustomerChoseAnotherVendor,
            Self::RequirementNotMet,
            Self::NotACustomer,
            Self::ProposedTimelineTooShort,
            Self::AbuseSpamOrPhishing,
            Self::Other,
        ]
    }

    /// The reason that a form names by its word, out of those that it offers. Over the API any text is taken (03-api A6).
    pub fn choose(word: &str, from: &[Self]) -> Result<Self, Violation> {
        if word.is_empty() {
            return Err(Violation::required("reason"));
        }
        from.iter().copied().find(|reason| reason.as_str() == word).ok_or_else(|| {
            Violation::new("reason", "reason_not_offered", "is no reason that is given for this")
        })
    }

    /// Reads `statusReason` text (03-api A6): a listed reason in words or code becomes it, any other text is
    /// *other*, none is *unspecified*.
    pub fn from_status_reason(text: Option<&str>) -> Self {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return Self::Unspecified;
        };
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let code = words.join("_");
        match code.as_str() {
            "others" => Self::Other,
            "abuse_spam_phishing" => Self::AbuseSpamOrPhishing,
            "no_relationship_between_the_vendor_and_this_customer"
            | "customer_has_no_relationship_with_the_vendor" => Self::NoRelationship,
            "no_seller_manages_this_customer_directly" | "no_seller_manages_this_customer" => Self::NoSeller,
            "already_worked_on_with_another_partner" => Self::WorkedOnWithAnotherPartner,
            _ => Self::parse(&code).unwrap_or(Self::Other),
        }
    }
}

/// Status as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    New,
    Active,
    Closed,
}

impl Status {
    pub const ALL: [Self; 3] = [Self::New, Self::Active, Self::Closed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Active => "Active",
            Self::Closed => "Closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

/// Substatus as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Substatus {
    Pending,
    Received,
    Accepted,
    Won,
    Lost,
    Declined,
    Expired,
}

impl Substatus {
    pub const ALL: [Self; 7] =
        [Self::Pending, Self::Received, Self::Accepted, Self::Won, Self::Lost, Self::Declined, Self::Expired];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Received => "Received",
            Self::Accepted => "Accepted",
            Self::Won => "Won",
            Self::Lost => "Lost",
            Self::Declined => "Declined",
            Self::Expired => "Expired",
        }
    }

    /// `Engaged`, which some clients send, is *Accepted* (03-api A2).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("Engaged") {
            return Some(Self::Accepted);
        }
        Self::ALL.into_iter().find(|substatus| substatus.as_str().eq_ignore_ascii_case(text))
    }

    /// The only status in which the substatus is legal (R301).
    pub const fn status(self) -> Status {
        match self {
            Self::Pending | Self::Received => Status::New,
            Self::Accepted => Status::Active,
            Self::Won | Self::Lost | Self::Declined | Self::Expired => Status::Closed,
        }
    }
}

impl Stage {
    pub const fn status(self) -> Status {
        self.substatus().status()
    }

    pub const fn substatus(self) -> Substatus {
        match self {
            Self::New(Waiting::Pending) => Substatus::Pending,
            Self::New(Waiting::Received) => Substatus::Received,
            Self::Active => Substatus::Accepted,
            Self::Closed(Outcome::Won) => Substatus::Won,
            Self::Closed(Outcome::Lost(_)) => Substatus::Lost,
            Self::Closed(Outcome::Declined(_)) => Substatus::Declined,
            Self::Closed(Outcome::Expired) => Substatus::Expired,
        }
    }

    /// The stage with this substatus; `reason` counts for Lost and Declined only.
    pub const fn from_substatus(substatus: Substatus, reason: Reason) -> Self {
        match substatus {
            Substatus::Pending => Self::New(Waiting::Pending),
            Substatus::Received => Self::New(Waiting::Received),
            Substatus::Accepted => Self::Active,
            Substatus::Won => Self::Closed(Outcome::Won),
            Substatus::Lost => Self::Closed(Outcome::Lost(reason)),
            Substatus::Declined => Self::Closed(Outcome::Declined(reason)),
            Substatus::Expired => Self::Closed(Outcome::Expired),
        }
    }

    pub const fn reason(self) -> Option<Reason> {
        match self {
            Self::Closed(Outcome::Lost(reason) | Outcome::Declined(reason)) => Some(reason),
            _ => None,
        }
    }

    /// The same without saying why.
    #[must_use]
    pub const fn without_reason(self) -> Self {
        match self {
            Self::Closed(Outcome::Lost(_)) => Self::Closed(Outcome::Lost(Reason::Unspecified)),
            Self::Closed(Outcome::Declined(_)) => Self::Closed(Outcome::Declined(Reason::Unspecified)),
            other => other,
        }
    }

    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Closed(_))
    }

    /// The recipient opens the referral.
    pub fn receive(self) -> Result<Self, TransitionError> {
        match self {
            Self::New(_) => Ok(Self::New(Waiting::Received)),
            _ => Err(self.refuse(Substatus::Received)),
        }
    }

    /// R305.
    pub fn accept(self) -> Result<Self, TransitionError> {
        match self {
            Self::New(_) => Ok(Self::Active),
            _ => Err(self.refuse(Substatus::Accepted)),
        }
    }

    /// R306.
    pub fn decline(self, reason: Reason) -> Result<Self, TransitionError> {
        match self {
            Self::New(_) => Ok(Self::Closed(Outcome::Declined(reason))),
            _ => Err(self.refuse(Substatus::Declined)),
        }
    }

    /// R309; Won straight from New is refused (R301).
    pub fn win(self) -> Result<Self, TransitionError> {
        match self {
            Self::Active => Ok(Self::Closed(Outcome::Won)),
            _ => Err(self.refuse(Substatus::Won)),
        }
    }

    /// R309; Lost straight from New is refused (R301).
    pub fn lose(self, reason: Reason) -> Result<Self, TransitionError> {
        match self {
            Self::Active => Ok(Self::Closed(Outcome::Lost(reason))),
            _ => Err(self.refuse(Substatus::Lost)),
        }
    }

    /// R307: only the system expires, when the window has passed.
    pub fn expire(self) -> Result<Self, TransitionError> {
        match self {
            Self::New(_) => Ok(Self::Closed(Outcome::Expired)),
            _ => Err(self.refuse(Substatus::Expired)),
        }
    }

    /// What a client asks for by writing a substatus. The same substatus again is no transition.
    pub fn go(self, wanted: Substatus, reason: Reason) -> Result<Self, TransitionError> {
        if wanted == self.substatus() {
            return Ok(self);
        }
        match wanted {
            // A client can't take back that the referral was opened, nor play the clock.
            Substatus::Pending | Substatus::Expired => Err(self.refuse(wanted)),
            Substatus::Received => self.receive(),
            Substatus::Accepted => self.accept(),
            Substatus::Won => self.win(),
            Substatus::Lost => self.lose(reason),
            Substatus::Declined => self.decline(reason),
        }
    }

    const fn refuse(self, wanted: Substatus) -> TransitionError {
        if self.is_terminal() {
            TransitionError::Terminal { is: self.substatus() }
        } else {
            TransitionError::Invalid { from: self.substatus(), to: wanted }
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.status().as_str(), self.substatus().as_str())
    }
}

/// A step that R301 doesn't know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    #[error("the referral is closed as {} and can't be changed any more", is.as_str())]
    Terminal { is: Substatus },
    #[error("a referral can't go from {}/{} to {}/{}", from.status().as_str(), from.as_str(), to.status().as_str(), to.as_str())]
    Invalid { from: Substatus, to: Substatus },
}

impl TransitionError {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Terminal { .. } => "terminal_state",
            Self::Invalid { .. } => "invalid_transition",
        }
    }
}

/// Status and substatus of one document, judged together (03-api A6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub status: Option<Status>,
    pub substatus: Option<Substatus>,
}

impl Wanted {
    /// The substatus asked for; a legal substatus alone implies its status.
    pub fn substatus(self, now: Stage) -> Result<Option<Substatus>, Violation> {
        match (self.status, self.substatus) {
            (None, None) => Ok(None),
            (None, Some(substatus)) => Ok(Some(substatus)),
            (Some(status), Some(substatus)) if substatus.status() == status => Ok(Some(substatus)),
            (Some(status), Some(substatus)) => Err(Violation::new(
                "substatus",
                "substatus_mismatch",
                format!("{} is not a substatus of {}", substatus.as_str(), status.as_str()),
            )),
            // The status it has: nothing is asked for.
            (Some(status), None) if status == now.status() => Ok(None),
            (Some(Status::Active), None) => Ok(Some(Substatus::Accepted)),
            (Some(Status::New), None) => Ok(Some(Substatus::Pending)),
            (Some(Status::Closed), None) => Err(Violation::new(
                "substatus",
                "substatus_required",
                "is required with status Closed: Won, Lost or Declined",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OTHER: Reason = Reason::Other;

    fn every_stage() -> Vec<Stage> {
        Substatus::ALL.into_iter().map(|substatus| Stage::from_substatus(substatus, OTHER)).collect()
    }

    /// The table of R301: what a client may reach from where. Everything not named is refused.
    #[test]
    fn r306_r309_each_act_has_its_own_reasons() {
        let partner = Reason::for_declining(OrganizationKind::Partner);
        let vendor = Reason::for_declining(OrganizationKind::Vendor);
        let chosen = |word, from| Reason::choose(word, from).map_err(|violation| violation.code);
        assert_eq!(chosen("no_seller", vendor), Ok(Reason::NoSeller));
        for from in [partner, Reason::for_losing()] {
            assert_eq!(chosen("no_seller", from), Err("reason_not_offered"));
            assert_eq!(chosen("budget_not_adequate", from), Ok(Reason::BudgetNotAdequate));
        }
        assert_eq!(chosen("budget_not_adequate", vendor), Err("reason_not_offered"));
        assert_eq!(chosen("unspecified", partner), Err("reason_not_offered"));
        assert_eq!(chosen("", partner), Err("required"));
    }

    #[test]
    fn r301_every_pair_of_stages_is_allowed_or_refused_as_the_table_says() {
        use Substatus::{Accepted, Declined, Expired, Lost, Pending, Received, Won};
        let table: [(Substatus, &[Substatus]); 7] = [
            (Pending, &[Pending, Received, Accepted, Declined]),
            (Received, &[Received, Accepted, Declined]),
            (Accepted, &[Accepted, Won, Lost]),
            (Won, &[Won]),
            (Lost, &[Lost]),
            (Declined, &[Declined]),
            (Expired, &[Expired]),
        ];
        for (from, allowed) in table {
            for to in Substatus::ALL {
                let result = Stage::from_substatus(from, OTHER).go(to, OTHER);
                assert_eq!(result.is_ok(), allowed.contains(&to), "{from:?} → {to:?}");
                if let Ok(next) = result {
                    assert_eq!(next.substatus(), to);
                }
            }
        }
    }

    #[test]
    fn r301_won_or_lost_straight_from_new_is_refused() {
        for waiting in [Waiting::Pending, Waiting::Received] {
            assert_eq!(Stage::New(waiting).win().unwrap_err().code(), "invalid_transition");
            assert_eq!(Stage::New(waiting).lose(OTHER).unwrap_err().code(), "invalid_transition");
        }
    }

    #[test]
    fn r307_only_what_waits_can_expire() {
        for stage in every_stage() {
            assert_eq!(stage.expire().is_ok(), matches!(stage, Stage::New(_)), "{stage}");
        }
    }

    #[test]
    fn r311_a_terminal_stage_has_no_verbs() {
        for stage in every_stage().into_iter().filter(|stage| stage.is_terminal()) {
            let verbs = [
                stage.receive(),
                stage.accept(),
                stage.decline(OTHER),
                stage.win(),
                stage.lose(OTHER),
                stage.expire(),
            ];
            for verb in verbs {
                assert_eq!(verb.unwrap_err().code(), "terminal_state");
            }
        }
    }

    #[test]
    fn status_and_substatus_are_judged_together() {
        let wanted = |status, substatus| Wanted { status, substatus }.substatus(Stage::Active);
        assert_eq!(wanted(None, Some(Substatus::Won)), Ok(Some(Substatus::Won)));
        assert_eq!(wanted(Some(Status::Closed), Some(Substatus::Won)), Ok(Some(Substatus::Won)));
        assert_eq!(wanted(Some(Status::Active), None), Ok(None));
        assert_eq!(wanted(Some(Status::Closed), None).unwrap_err().code, "substatus_required");
        assert_eq!(wanted(Some(Status::New), Some(Substatus::Won)).unwrap_err().code, "substatus_mismatch");
    }

    #[test]
    fn reasons_are_read_from_words_and_codes() {
        for (text, reason) in [
            (Some("Budget not adequate"), Reason::BudgetNotAdequate),
            (Some("customer chose another vendor"), Reason::CustomerChoseAnotherVendor),
            (Some("abuse/spam/phishing"), Reason::AbuseSpamOrPhishing),
            (Some("abuse, spam or phishing"), Reason::AbuseSpamOrPhishing),
            (Some("not_a_customer"), Reason::NotACustomer),
            (Some("No seller manages this customer directly"), Reason::NoSeller),
            (Some("they bought a boat"), Reason::Other),
            (Some("  "), Reason::Unspecified),
            (None, Reason::Unspecified),
        ] {
            assert_eq!(Reason::from_status_reason(text), reason, "{text:?}");
        }
    }

    #[test]
    fn r306_each_side_has_its_own_reasons() {
        let vendors = Reason::for_declining(OrganizationKind::Vendor);
        let partners = Reason::for_declining(OrganizationKind::Partner);
        assert!(vendors.contains(&Reason::NoSeller) && !partners.contains(&Reason::NoSeller));
        assert!(
            partners.contains(&Reason::BudgetNotAdequate) && !vendors.contains(&Reason::BudgetNotAdequate)
        );
        for reasons in [vendors, partners, Reason::for_losing()] {
            assert_eq!(reasons.last(), Some(&Reason::Other));
            assert!(!reasons.contains(&Reason::Unspecified));
        }
    }

    proptest! {
        /// A random walk never leaves a terminal stage and never reaches Won or Lost but through Active.
        #[test]
        fn r301_random_walks_keep_the_rules(steps in proptest::collection::vec(0_usize..7, 0..40)) {
            let mut stage = Stage::New(Waiting::Pending);
            let mut was_active = false;
            for step in steps {
                let wanted = Substatus::ALL[step];
                let before = stage;
                match stage.go(wanted, OTHER) {
                    Ok(next) => stage = next,
                    Err(_) => prop_assert_eq!(stage, before),
                }
                was_active |= stage == Stage::Active;
                if before.is_terminal() {
                    prop_assert_eq!(stage, before);
                }
                if matches!(stage, Stage::Closed(Outcome::Won | Outcome::Lost(_))) {
                    prop_assert!(was_active);
                }
            }
        }
    }
}
