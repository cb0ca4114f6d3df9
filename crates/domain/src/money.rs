//! Money: an exact decimal amount in one currency.

use std::fmt;
use std::str::FromStr;

use iso_currency::Currency as IsoCurrency;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of money in ten-thousandths of the currency unit.
///
/// 0 to 999,999,999,999.9999 (03-api A11), kept exactly: it is an integer here, in the database and on the
/// wire, and never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amount(i64);

/// Why a number is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAmount {
    #[error("must be a number")]
    NotANumber,
    #[error("must not be negative")]
    Negative,
    #[error("must not be above 999,999,999,999.9999")]
    TooLarge,
    #[error("must not have more than 4 decimals")]
    TooPrecise,
}

impl InvalidAmount {
    /// The stable code shown to API clients.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotANumber => "not_a_number",
            Self::Negative => "amount_negative",
            Self::TooLarge => "amount_too_large",
            Self::TooPrecise => "amount_too_precise",
        }
    }
}

impl Amount {
    pub const MAX: Self = Self(9_999_999_999_999_999);

    /// From ten-thousandths, as stored. Out of range is an error, not a clamp.
    pub fn from_units(units: i64) -> Result<Self, InvalidAmount> {
        match units {
            ..0 => Err(InvalidAmount::Negative),
            0..=9_999_999_999_999_999 => Ok(Self(units)),
            _ => Err(InvalidAmount::TooLarge),
        }
    }

    /// Ten-thousandths of the currency unit.
    pub const fn units(self) -> i64 {
        self.0
    }

    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 4).normalize()
    }
}

impl FromStr for Amount {
    type Err = InvalidAmount;

    /// Reads plain and scientific notation (`50000`, `"10000"`, `1.5e3`).
    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        let text = text.trim();
        // The library would also read digit separators.
        if text.len() > 64 || !text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) {
            return Err(InvalidAmount::NotANumber);
        }
        let number = if text.contains(['e', 'E']) {
            Decimal::from_scientific(text).map_err(|_| InvalidAmount::NotANumber)?
        } else {
            Decimal::from_str_exact(text).map_err(|error| match error {
                rust_decimal::Error::ExceedsMaximumPossibleValue => InvalidAmount::TooLarge,
                rust_decimal::Error::Underflow => InvalidAmount::TooPrecise,
                _ => InvalidAmount::NotANumber,
            })?
        };
        let number = number.normalize();
        if number.is_sign_negative() && !number.is_zero() {
            return Err(InvalidAmount::Negative);
        }
        if number > Self::MAX.decimal() {
            return Err(InvalidAmount::TooLarge);
        }
        if number.scale() > 4 {
            return Err(InvalidAmount::TooPrecise);
        }
        let units = number.checked_mul(Decimal::from(10_000)).and_then(|n| i64::try_from(n).ok());
        units.ok_or(InvalidAmount::TooLarge).and_then(Self::from_units)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.decimal(), f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 10_000 == 0 {
            return serializer.serialize_i64(self.0 / 10_000);
        }
        let number: serde_json::Number = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        number.to_string().parse().map_err(serde::de::Error::custom)
    }
}

/// An ISO 4217 currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(IsoCurrency);

/// The text is no ISO 4217 code in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an ISO 4217 currency code, like USD")]
pub struct InvalidCurrency;

impl Currency {
    pub const USD: Self = Self(IsoCurrency::USD);

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Every currency in use, by its code.
    pub fn all() -> impl Iterator<Item = Self> {
        <IsoCurrency as iso_currency::IntoEnumIterator>::iter().map(Self)
    }
}

impl FromStr for Currency {
    type Err = InvalidCurrency;
    fn from_str(text: &str) -> Result<Self, InvalidCurrency> {
        let code = text.trim().to_ascii_uppercase();
        IsoCurrency::from_code(&code).map(Self).ok_or(InvalidCurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount in a currency. There is no `Add`: money of different currencies is never added as plain numbers
/// (R802); sums are made per currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    pub amount: Amount,
    pub currency: Currency,
}

/// A sum of amounts of one currency. It may be larger than any amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Total(i128);

impl Total {
    /// From ten-thousandths of the currency unit.
    pub const fn from_units(units: i128) -> Self {
        Self(units)
    }

    /// Ten-thousandths of the currency unit.
    pub const fn units(self) -> i128 {
        self.0
    }

    /// None beyond 28 digits, which a sum of fewer than a trillion amounts never reaches.
    pub fn decimal(self) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(self.0, 4).ok().map(|decimal| decimal.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_documented_shapes() {
        for (text, units) in [
            ("10000", 100_000_000),
            ("0", 0),
            ("-0", 0),
            ("1.5e3", 15_000_000),
            ("999999999999.9999", 9_999_999_999_999_999),
            ("0.0001", 1),
            ("12.50000", 125_000),
        ] {
            assert_eq!(text.parse::<Amount>().map(Amount::units), Ok(units), "{text}");
        }
    }

    /// Whether two of a type can be added: the constant of its own goes before the trait's.
    struct Adding<T>(std::marker::PhantomData<T>);

    impl<T: std::ops::Add<T>> Adding<T> {
        const POSSIBLE: bool = true;
    }

    trait Otherwise {
        const POSSIBLE: bool = false;
    }

    impl<T> Otherwise for Adding<T> {}

    #[test]
    fn r802_amounts_know_no_currency_and_can_not_be_added() {
        assert_eq!((Adding::<u8>::POSSIBLE, Adding::<Amount>::POSSIBLE), (true, false));
    }

    #[test]
    fn refuses_with_the_reason() {
        for (text, reason) in [
            ("-1", InvalidAmount::Negative),
            ("1000000000000", InvalidAmount::TooLarge),
            ("1e30", InvalidAmount::NotANumber),
            ("0.00001", InvalidAmount::TooPrecise),
            ("ten", InvalidAmount::NotANumber),
            ("NaN", InvalidAmount::NotANumber),
            ("", InvalidAmount::NotANumber),
        ] {
            let found = text.parse::<Amount>().unwrap_err();
            // Which of the two reasons a huge exponent gets is the library's business; that it is refused is ours.
            if text != "1e30" {
                assert_eq!(found, reason, "{text}");
            }
        }
    }

    #[test]
    fn the_largest_amount_survives_json() {
        let json = serde_json::to_string(&Amount::MAX).unwrap();
        assert_eq!(json, "999999999999.9999");
        assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), Amount::MAX);
    }

    proptest! {
        #[test]
        fn json_and_text_keep_every_unit(units in 0_i64..=9_999_999_999_999_999) {
            let amount = Amount::from_units(units).unwrap();
            prop_assert_eq!(amount.to_string().parse::<Amount>().unwrap(), amount);
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        }
    }
}
