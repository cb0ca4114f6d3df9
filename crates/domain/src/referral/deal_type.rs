//! The four kinds of deal (R101–R106), always derived, never stored as a free choice.

/// What kind of deal an engagement is for the organization that started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DealType {
    /// R101: nobody outside the owning organization sees anything of it.
    Private,
    /// R102: vendor sellers may view it.
    PartnerLed,
    /// R103: the vendor holds a referral of its own.
    CoSell,
    /// R105: one assessment type, mandatory stages.
    SolutionAssessment,
}

/// The facts that decide the type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DealFacts {
    /// The only solution is an assessment type.
    pub assessment: bool,
    /// The vendor holds a referral in the engagement, whatever its stage.
    pub vendor_takes_part: bool,
    /// Vendor sellers may view the deal.
    pub vendor_may_view: bool,
}

impl DealType {
    pub const ALL: [Self; 4] = [Self::Private, Self::PartnerLed, Self::CoSell, Self::SolutionAssessment];

    /// R106: no help and no view is private, no help and view is partner-led, any help is co-sell.
    pub const fn of(facts: DealFacts) -> Self {
        match facts {
            DealFacts { assessment: true, .. } => Self::SolutionAssessment,
            DealFacts { vendor_takes_part: true, .. } => Self::CoSell,
            DealFacts { vendor_may_view: true, .. } => Self::PartnerLed,
            _ => Self::Private,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::PartnerLed => "partner-led",
            Self::CoSell => "co-sell",
            Self::SolutionAssessment => "solution assessment",
        }
    }

    /// R107: upgrades only, there is no way back.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Private, Self::Private | Self::PartnerLed | Self::CoSell)
                | (Self::PartnerLed, Self::PartnerLed | Self::CoSell)
                | (Self::CoSell, Self::CoSell)
                | (Self::SolutionAssessment, Self::SolutionAssessment)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r106_the_type_follows_from_help_and_visibility() {
        let of = |vendor_takes_part, vendor_may_view| {
            DealType::of(DealFacts { assessment: false, vendor_takes_part, vendor_may_view })
        };
        assert_eq!(of(false, false), DealType::Private);
        assert_eq!(of(false, true), DealType::PartnerLed);
        assert_eq!(of(true, true), DealType::CoSell);
        assert_eq!(of(true, false), DealType::CoSell);
    }

    #[test]
    fn r107_no_type_goes_back() {
        let order = [DealType::Private, DealType::PartnerLed, DealType::CoSell];
        for (i, from) in order.into_iter().enumerate() {
            for (j, to) in order.into_iter().enumerate() {
                assert_eq!(from.may_become(to), i <= j, "{from:?} → {to:?}");
            }
            assert!(!from.may_become(DealType::SolutionAssessment));
        }
    }
}
