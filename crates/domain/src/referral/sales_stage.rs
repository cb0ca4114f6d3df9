//! Sales stages: R302 for deals, R303 for solution assessments, R304 for what clients may write.

/// The standard stages. Both vocabularies (deals and solution assessments) have the same six steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SalesStage {
    /// *Created* (outgoing) or *Accepted* (incoming), 10 %.
    Opened,
    /// *Qualified*; assessment: *Secure customer level of effort*, 20 %.
    Qualified,
    /// *Developed*; assessment: *Collect data*, 40 %.
    Developed,
    /// *Proposed*; assessment: *Prepare assessment report*, 60 %.
    Proposed,
    /// *Negotiated*; assessment: *Present to customer*, 80 %.
    Negotiated,
    /// 100 %.
    Won,
}

impl SalesStage {
    pub const ALL: [Self; 6] =
        [Self::Opened, Self::Qualified, Self::Developed, Self::Proposed, Self::Negotiated, Self::Won];

    /// The likelihood of winning in percent; it is what the wire carries as text.
    pub const fn percent(self) -> u8 {
        match self {
            Self::Opened => 10,
            Self::Qualified => 20,
            Self::Developed => 40,
            Self::Proposed => 60,
            Self::Negotiated => 80,
            Self::Won => 100,
        }
    }

    /// `percent` as the wire's text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "10",
            Self::Qualified => "20",
            Self::Developed => "40",
            Self::Proposed => "60",
            Self::Negotiated => "80",
            Self::Won => "100",
        }
    }

    /// Whether this stage comes right after the other, as those of an assessment must (R303).
    pub const fn follows(self, before: Self) -> bool {
        self as usize == before as usize + 1
    }

    /// Reads a standard name, an assessment's name, the names of the oldest interface description (*Qualify,
    /// Develop, Propose, Close*) or a percentage, which maps to the highest stage not above it (R304).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let number = text.strip_suffix('%').unwrap_or(text).trim();
        if let Ok(percent) = number.parse::<u8>() {
            return Self::ALL.into_iter().rev().find(|stage| percent <= 100 && stage.percent() <= percent);
        }
        let name = text.to_lowercase();
        Some(match name.as_str() {
            "created" | "accepted" => Self::Opened,
            "qualified" | "qualify" | "secure customer level of effort" | "secure customer loe" => {
                Self::Qualified
            }
            "developed" | "develop" | "collect data" => Self::Developed,
            "proposed" | "propose" | "prepare assessment report" => Self::Proposed,
            "negotiated" | "negotiate" | "present to customer" => Self::Negotiated,
            "won" | "close" | "closed" => Self::Won,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r302_stages_have_the_standard_percentages() {
        let percents: Vec<u8> = SalesStage::ALL.into_iter().map(SalesStage::percent).collect();
        assert_eq!(percents, [10, 20, 40, 60, 80, 100]);
        for stage in SalesStage::ALL {
            assert_eq!(SalesStage::parse(stage.as_str()), Some(stage));
        }
    }

    #[test]
    fn r303_each_stage_follows_the_one_before() {
        for pair in SalesStage::ALL.windows(2) {
            assert!(pair[1].follows(pair[0]) && !pair[0].follows(pair[1]) && !pair[0].follows(pair[0]));
        }
        assert!(!SalesStage::Proposed.follows(SalesStage::Qualified));
    }

    #[test]
    fn r304_a_percentage_maps_to_the_highest_stage_not_above_it() {
        for (text, stage) in [
            ("10", Some(SalesStage::Opened)),
            ("19", Some(SalesStage::Opened)),
            ("20", Some(SalesStage::Qualified)),
            ("39 %", Some(SalesStage::Qualified)),
            ("79", Some(SalesStage::Proposed)),
            ("100%", Some(SalesStage::Won)),
            ("9", None),
            ("101", None),
            ("-10", None),
            ("Qualify", Some(SalesStage::Qualified)),
            ("PROPOSED", Some(SalesStage::Proposed)),
            ("Collect data", Some(SalesStage::Developed)),
            ("warm", None),
        ] {
            assert_eq!(SalesStage::parse(text), stage, "{text}");
        }
    }
}
