//! The settings of the vendor's partner programme: windows and thresholds of the rules.

use serde::{Deserialize, Serialize};

use crate::violation::{Violation, Violations};

/// Windows and thresholds. The defaults are those that the rules name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Programme {
    /// Days in which a partner answers an invitation (R307), 1 to 365.
    pub partner_answer_days: i64,
    /// Days in which the vendor answers a request (R307), 1 to 365.
    pub vendor_answer_days: i64,
    /// Hours after creation in which winning warns (R310), 0 to 8,760.
    pub early_win_hours: i64,
    /// Whole US dollars below which a request to the vendor is declined at once (R313).
    pub vendor_minimum_value_usd: i64,
    /// Whether requests below that value are declined at once (R313).
    pub auto_decline_below_minimum: bool,
}

impl Default for Programme {
    fn default() -> Self {
        Self {
            partner_answer_days: 14,
            vendor_answer_days: 14,
            early_win_hours: 72,
            vendor_minimum_value_usd: 25_000,
            auto_decline_below_minimum: false,
        }
    }
}

impl Programme {
    /// Reports values outside their ranges.
    pub fn check(&self, violations: &mut Violations) {
        let ranges = [
            ("partnerAnswerDays", self.partner_answer_days, 1, 365),
            ("vendorAnswerDays", self.vendor_answer_days, 1, 365),
            ("earlyWinHours", self.early_win_hours, 0, 8_760),
            ("vendorMinimumValueUsd", self.vendor_minimum_value_usd, 0, 999_999_999_999),
        ];
        for (field, value, least, most) in ranges {
            if !(least..=most).contains(&value) {
                violations.push(Violation::out_of_range(field, least, most));
            }
        }
    }
}
