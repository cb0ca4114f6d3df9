//! What registering a deal will need (R501), as far as it can be known before it is won.

use crate::money::{Amount, Currency};
use crate::referral::{DealType, Outcome, Stage};

/// Whole US dollars that a registrable deal is worth at least.
pub const MINIMUM_VALUE_USD: i64 = 25_000;

/// Tags of solutions that are eligible for incentives.
pub const INCENTIVE_TAGS: [&str; 3] = ["IP co-sell", "Business apps premium", "Business apps standard"];

/// Whether a solution with these tags is eligible for incentives.
pub fn is_incentive_eligible(tags: &[String]) -> bool {
    tags.iter().any(|tag| INCENTIVE_TAGS.iter().any(|known| known.eq_ignore_ascii_case(tag.trim())))
}

/// One condition of R501.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Co-sell or partner-led.
    DealType,
    Value,
    /// The vendor manages the customer's account.
    ManagedAccount,
    IncentiveSolution,
    /// The vendor has accepted its own referral; only co-sell deals need it.
    VendorAccepted,
}

impl Condition {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DealType => "deal-type",
            Self::Value => "value",
            Self::ManagedAccount => "managed-account",
            Self::IncentiveSolution => "incentive-solution",
            Self::VendorAccepted => "vendor-accepted",
        }
    }
}

/// How a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Met {
    Yes,
    No,
    /// It shows later: by the rate of the month of winning, or by what others do.
    Later,
}

impl Met {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "met",
            Self::No => "unmet",
            Self::Later => "later",
        }
    }
}

/// What is known of a deal, before it is won and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    pub deal_type: DealType,
    pub value: Option<Amount>,
    pub currency: Option<Currency>,
    pub incentive_solution: bool,
    /// How the vendor's own referral stands; none while it is not asked.
    pub vendor: Option<Stage>,
}

impl Outlook {
    /// Nothing that is known stands against registering the deal.
    pub fn is_open(&self) -> bool {
        self.conditions().iter().all(|(_, met)| *met != Met::No)
    }

    /// The conditions that the deal's type asks for.
    pub fn conditions(&self) -> Vec<(Condition, Met)> {
        let yes = |met: bool| if met { Met::Yes } else { Met::No };
        let registrable = matches!(self.deal_type, DealType::CoSell | DealType::PartnerLed);
        let mut conditions = vec![(Condition::DealType, yes(registrable))];
        if !registrable {
            return conditions;
        }
        conditions.extend([
            (Condition::Value, self.value()),
            (Condition::ManagedAccount, Met::Later),
            (Condition::IncentiveSolution, yes(self.incentive_solution)),
        ]);
        if self.deal_type == DealType::CoSell {
            conditions.push((Condition::VendorAccepted, self.vendor_accepted()));
        }
        conditions
    }

    const fn vendor_accepted(&self) -> Met {
        match self.vendor {
            None | Some(Stage::New(_)) => Met::Later,
            Some(Stage::Active | Stage::Closed(Outcome::Won)) => Met::Yes,
            Some(Stage::Closed(_)) => Met::No,
        }
    }

    /// Other currencies are judged by the rate of the month in which the deal is won.
    fn value(&self) -> Met {
        let least = Amount::from_units(MINIMUM_VALUE_USD.saturating_mul(10_000));
        match (self.value, self.currency, least) {
            (Some(value), Some(Currency::USD), Ok(least)) if value >= least => Met::Yes,
            (Some(_), Some(currency), _) if currency != Currency::USD => Met::Later,
            _ => Met::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook(deal_type: DealType, value: &str, currency: &str) -> Outlook {
        Outlook {
            deal_type,
            value: Some(value.parse().unwrap()),
            currency: Some(currency.parse().unwrap()),
            incentive_solution: is_incentive_eligible(&["ip CO-SELL".to_owned()]),
            vendor: None,
        }
    }

    #[test]
    fn r501_what_a_deal_lacks_shows_before_it_is_won() {
        use Condition as C;
        let private = outlook(DealType::Private, "30000", "USD").conditions();
        assert_eq!(private, [(C::DealType, Met::No)]);
        let led = outlook(DealType::PartnerLed, "24999.9999", "USD").conditions();
        assert_eq!(
            led.iter().map(|(_, met)| *met).collect::<Vec<_>>(),
            [Met::Yes, Met::No, Met::Later, Met::Yes]
        );
        let sold = outlook(DealType::CoSell, "25000", "USD").conditions();
        assert_eq!(sold.first(), Some(&(C::DealType, Met::Yes)));
        assert_eq!(sold.get(1), Some(&(C::Value, Met::Yes)));
        assert_eq!(sold.last(), Some(&(C::VendorAccepted, Met::Later)));
        let foreign = outlook(DealType::CoSell, "1", "EUR").conditions();
        assert_eq!(foreign.get(1), Some(&(C::Value, Met::Later)));
        assert!(!is_incentive_eligible(&["Preferred".to_owned()]));
        assert!(foreign.iter().all(|(_, met)| *met != Met::No));
        let vendor = |stage| Outlook { vendor: Some(stage), ..outlook(DealType::CoSell, "25000", "USD") };
        assert_eq!(vendor(Stage::Active).conditions().last(), Some(&(C::VendorAccepted, Met::Yes)));
        assert!(vendor(Stage::Closed(Outcome::Won)).is_open());
        assert!(!vendor(Stage::Closed(Outcome::Expired)).is_open());
    }
}
