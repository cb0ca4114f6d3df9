//! In which order deals lie on a person's desk, and in which lane of the board.

use crate::referral::{Outcome, Referral, SalesStage, Stage, Substatus};
use crate::time::Time;

/// So far apart that the three groups never touch.
const APART: i64 = 6_000_000_000_000_000_000;

/// After the last moment that can be written.
const NEVER: i64 = 2_600_000_000_000_000_000;

/// A column of the board. Its number orders deals by status and stage, and is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// Waits for the owner's answer.
    Waiting,
    Opened,
    Qualified,
    Developed,
    Proposed,
    Negotiated,
    Won,
    Lost,
    Declined,
    Expired,
}

impl Lane {
    pub const ALL: [Self; 10] = [
        Self::Waiting,
        Self::Opened,
        Self::Qualified,
        Self::Developed,
        Self::Proposed,
        Self::Negotiated,
        Self::Won,
        Self::Lost,
        Self::Declined,
        Self::Expired,
    ];

    /// The lanes that the board shows; what was declined or ran out is in the lists only.
    pub const BOARD: [Self; 8] = [
        Self::Waiting,
        Self::Opened,
        Self::Qualified,
        Self::Developed,
        Self::Proposed,
        Self::Negotiated,
        Self::Won,
        Self::Lost,
    ];

    pub const fn number(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Opened => 10,
            Self::Qualified => 20,
            Self::Developed => 40,
            Self::Proposed => 60,
            Self::Negotiated => 80,
            Self::Won => 100,
            Self::Lost => 101,
            Self::Declined => 102,
            Self::Expired => 103,
        }
    }

    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.number() == number)
    }

    /// Its word in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Opened => "opened",
            Self::Qualified => "qualified",
            Self::Developed => "developed",
            Self::Proposed => "proposed",
            Self::Negotiated => "negotiated",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.as_str() == text)
    }

    /// Where a deal lies. An active deal without a stage is one just opened; one at 100 % that nobody has marked
    /// as won yet lies in the last lane before it.
    pub const fn of(stage: Stage, sales_stage: Option<SalesStage>) -> Self {
        match (stage, sales_stage) {
            (Stage::New(_), _) => Self::Waiting,
            (Stage::Active, None | Some(SalesStage::Opened)) => Self::Opened,
            (Stage::Active, Some(SalesStage::Qualified)) => Self::Qualified,
            (Stage::Active, Some(SalesStage::Developed)) => Self::Developed,
            (Stage::Active, Some(SalesStage::Proposed)) => Self::Proposed,
            (Stage::Active, Some(SalesStage::Negotiated | SalesStage::Won)) => Self::Negotiated,
            (Stage::Closed(Outcome::Won), _) => Self::Won,
            (Stage::Closed(Outcome::Lost(_)), _) => Self::Lost,
            (Stage::Closed(Outcome::Declined(_)), _) => Self::Declined,
            (Stage::Closed(Outcome::Expired), _) => Self::Expired,
        }
    }

    /// The sales stage that a deal gets by being put here; none where another step is needed.
    pub const fn sales_stage(self) -> Option<SalesStage> {
        match self {
            Self::Opened => Some(SalesStage::Opened),
            Self::Qualified => Some(SalesStage::Qualified),
            Self::Developed => Some(SalesStage::Developed),
            Self::Proposed => Some(SalesStage::Proposed),
            Self::Negotiated => Some(SalesStage::Negotiated),
            _ => None,
        }
    }

    /// The substatus of all deals that lie here, as far as there is one.
    pub const fn substatuses(self) -> &'static [Substatus] {
        match self {
            Self::Waiting => &[Substatus::Pending, Substatus::Received],
            Self::Won => &[Substatus::Won],
            Self::Lost => &[Substatus::Lost],
            Self::Declined => &[Substatus::Declined],
            Self::Expired => &[Substatus::Expired],
            _ => &[Substatus::Accepted],
        }
    }
}

/// The default order, ascending: first what waits for an answer, the nearest deadline first; then what is being
/// worked on, then what is closed, each by its last change, the latest first.
pub fn waiting_order(referral: &Referral) -> i64 {
    let last = referral.updated_at.ticks();
    match referral.stage {
        Stage::New(_) => referral.expires_at.map_or(NEVER, Time::ticks) - APART,
        Stage::Active => -last,
        Stage::Closed(_) => APART - last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::referral::Reason;

    /// Whatever the moments are, from the year 1 to the year 9999.
    #[test]
    fn the_three_groups_never_touch() {
        let ends =
            ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"].map(|at| at.parse::<Time>().unwrap().ticks());
        let [first, last] = ends;
        assert!(last < NEVER);
        assert!(first.checked_sub(APART).is_some() && APART.checked_sub(first).is_some());
        assert!(NEVER - APART < -last && -first < APART - last);
    }

    #[test]
    fn every_stage_has_its_lane_and_lanes_their_numbers() {
        for substatus in Substatus::ALL {
            for sales_stage in SalesStage::ALL.map(Some).into_iter().chain([None]) {
                let lane = Lane::of(Stage::from_substatus(substatus, Reason::Other), sales_stage);
                assert!(lane.substatuses().contains(&substatus), "{lane:?} {substatus:?}");
            }
        }
        for lane in Lane::ALL {
            assert_eq!(Lane::from_number(lane.number()), Some(lane));
            assert_eq!(Lane::parse(lane.as_str()), Some(lane));
            if let Some(stage) = lane.sales_stage() {
                assert_eq!(Lane::of(Stage::Active, Some(stage)), lane);
            }
        }
        assert!(Lane::ALL.is_sorted_by_key(|lane| lane.number()));
    }
}
