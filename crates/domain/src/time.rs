//! Points in time with the precision of the wire format: 100 nanoseconds, UTC.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A point in time as a count of 100-nanosecond ticks since 1970-01-01T00:00:00Z.
///
/// The API shows up to seven fractional digits (03-api A2), which is exactly one tick, so nothing is lost
/// between the wire, the domain and the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(i64);

/// The text is neither an RFC 3339 date-time nor a date, or lies outside the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date or date-time")]
pub struct InvalidTime;

const NANOS_PER_TICK: i128 = 100;
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

impl Time {
    /// Ticks of 100 ns since the Unix epoch. Any stored value is accepted; display clamps to years 1–9999.
    pub const fn from_ticks(ticks: i64) -> Self {
        Self(ticks)
    }

    pub const fn ticks(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(10_000_000)
    }

    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(10_000_000))
    }

    /// Cuts a timestamp to whole ticks.
    pub fn from_timestamp(at: Timestamp) -> Self {
        let ticks = at.as_nanosecond().div_euclid(NANOS_PER_TICK);
        Self(i64::try_from(ticks).unwrap_or(i64::MAX))
    }

    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_nanosecond(i128::from(self.0) * NANOS_PER_TICK).unwrap_or(Timestamp::MAX)
    }

    /// Later by whole 24-hour days ("days" of the rules are 24-hour days in UTC).
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(10_000_000)))
    }

    /// How long after `earlier` this is (negative when before it).
    pub fn since(self, earlier: Self) -> SignedDuration {
        SignedDuration::from_secs(self.unix_seconds() - earlier.unix_seconds())
    }

    fn from_date(date: Date) -> Result<Self, InvalidTime> {
        if date.year() < 1 {
            return Err(InvalidTime);
        }
        Ok(Self::from_civil(date.at(0, 0, 0, 0)))
    }

    /// A date and time in UTC. Timestamps of the library end a day before the year 9999 does, and its last day is
    /// what some systems mean by "no end".
    fn from_civil(at: DateTime) -> Self {
        let ticks = at.duration_since(EPOCH).as_nanos().div_euclid(NANOS_PER_TICK);
        Self(i64::try_from(ticks).unwrap_or(i64::MAX))
    }
}

impl FromStr for Time {
    type Err = InvalidTime;

    /// Reads an RFC 3339 date-time (any offset, missing offset = UTC) or a date (`2024-11-14` = midnight UTC).
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let text = text.trim();
        let bytes = text.as_bytes();
        // Only the extended format with a four-digit year is documented; jiff reads much more.
        let dashed = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
        if !dashed || !bytes.iter().take(4).all(u8::is_ascii_digit) {
            return Err(InvalidTime);
        }
        if bytes.len() == 10 {
            return Self::from_date(text.parse().map_err(|_| InvalidTime)?);
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return if at < Self::MIN_SHOWN { Err(InvalidTime) } else { Ok(Self::from_timestamp(at)) };
        }
        let civil = text.strip_suffix(['Z', 'z']).unwrap_or(text);
        civil.parse().map(Self::from_civil).map_err(|_| InvalidTime)
    }
}

impl Time {
    const MIN_SHOWN: Timestamp = Timestamp::constant(-62_135_596_800, 0);
}

/// UTC with `Z` and as many fractional digits as needed, at most seven.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = SignedDuration::from_micros(self.0.div_euclid(10))
            + SignedDuration::from_nanos(self.0.rem_euclid(10) * 100);
        let at = EPOCH.checked_add(since).unwrap_or(DateTime::MAX);
        write!(f, "{at}Z")
    }
}

impl TryFrom<String> for Time {
    type Error = InvalidTime;
    fn try_from(text: String) -> Result<Self, InvalidTime> {
        text.parse()
    }
}

impl From<Time> for String {
    fn from(time: Time) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keeps_seven_digits_and_trims_zeros() {
        for text in ["2019-02-23T02:05:23.2931817Z", "2022-03-07T05:08:23.810144Z", "2018-11-14T00:00:00Z"] {
            assert_eq!(text.parse::<Time>().unwrap().to_string(), text);
        }
        assert_eq!(
            "2020-10-30T21:03:00.0000000Z".parse::<Time>().unwrap().to_string(),
            "2020-10-30T21:03:00Z"
        );
        assert_eq!("2024-11-14".parse::<Time>().unwrap().to_string(), "2024-11-14T00:00:00Z");
        assert_eq!("2018-02-17T02:05:39+02:00".parse::<Time>().unwrap().to_string(), "2018-02-17T00:05:39Z");
        for text in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z"] {
            assert_eq!(text.parse::<Time>().unwrap().to_string(), text);
        }
        assert_eq!("2018-02-17T00:05:39".parse::<Time>().unwrap().to_string(), "2018-02-17T00:05:39Z");
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in
            ["", "tomorrow", "14.11.2024", "2024-13-01", "2024-02-30T00:00:00Z", "0000-01-01", "20241114"]
        {
            assert_eq!(text.parse::<Time>(), Err(InvalidTime), "{text}");
        }
    }

    proptest! {
        #[test]
        fn display_and_parse_agree(ticks in -600_000_000_000_000_000_i64..2_500_000_000_000_000_000) {
            let time = Time::from_ticks(ticks);
            prop_assert_eq!(time.to_string().parse::<Time>().unwrap(), time);
        }

        #[test]
        fn never_panics(text in ".{0,40}") {
            let _ = text.parse::<Time>();
        }
    }
}
