//! What people may do with a referral as it stands, before they have filled in anything.

use super::{Direction, Referral, Stage};
use crate::time::Time;

/// What people do with a referral of their own organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// R305.
    Accept,
    /// R306.
    Decline,
    /// Change its details or its team (R308).
    Edit,
    /// R206, R308.
    ChangeSolutions,
    /// R309.
    Win,
    /// R309.
    Lose,
}

/// Why it can't be done now. Nothing that could be filled in would mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Frozen (R311).
    Closed,
    /// It was sent by the organization itself, which has nothing to answer.
    NothingToAnswer,
    /// Accepted already.
    Answered,
    /// The time to answer has passed (R307).
    WindowOver,
    /// It waits for an answer, which comes first.
    NotAccepted,
    /// The solution of an assessment stays (R105).
    Assessment,
    /// An assessment is won after all its stages (R303).
    StagesOpen,
}

impl Hindrance {
    pub const ALL: [Self; 7] = [
        Self::Closed,
        Self::NothingToAnswer,
        Self::Answered,
        Self::WindowOver,
        Self::NotAccepted,
        Self::Assessment,
        Self::StagesOpen,
    ];

    /// By which pages find the words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::NothingToAnswer => "nothing-to-answer",
            Self::Answered => "answered",
            Self::WindowOver => "window-over",
            Self::NotAccepted => "not-accepted",
            Self::Assessment => "assessment",
            Self::StagesOpen => "stages-open",
        }
    }
}

impl Referral {
    /// What stands against the act; none when its form may be filled in.
    pub fn hindrance(&self, act: Act, now: Time) -> Option<Hindrance> {
        let answers = matches!(act, Act::Accept | Act::Decline);
        match self.stage {
            Stage::Closed(_) => Some(Hindrance::Closed),
            Stage::Active | Stage::New(_) if answers && self.direction == Direction::Outgoing => {
                Some(Hindrance::NothingToAnswer)
            }
            Stage::Active if answers => Some(Hindrance::Answered),
            Stage::New(_) if self.window_is_over(now) => Some(Hindrance::WindowOver),
            Stage::New(_) => (!answers).then_some(Hindrance::NotAccepted),
            Stage::Active if act == Act::ChangeSolutions && self.assessment => Some(Hindrance::Assessment),
            Stage::Active if act == Act::Win && !self.stages_are_complete() => Some(Hindrance::StagesOpen),
            Stage::Active => None,
        }
    }
}
