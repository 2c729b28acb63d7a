//! Time as the engine sees it: an instant handed in by the caller, and the day on which a contract expires.
//!
//! Venues that list dated crypto contracts settle them at 08:00 UTC, so an expiry is a date.
//! A year is 365 days, as in those venues' option prices.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Month};

/// Milliseconds in a day.
pub const MS_PER_DAY: f64 = 86_400_000.0;
const SETTLEMENT_HOUR_MS: i64 = 8 * 3_600_000;
const DAYS_PER_YEAR: f64 = 365.0;
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// An instant, in milliseconds since 1970-01-01T00:00Z. There is no clock in the engine: time is an argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    /// Milliseconds from `earlier` to this instant; negative when this one is earlier.
    pub fn since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The day a dated contract settles, at 08:00 UTC; years 2000 to 2099.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Expiry(Date);

/// Why a text or three numbers are not the date of an expiry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an expiry date; write it like 27DEC26")]
pub struct DateError(pub String);

impl Expiry {
    /// The expiry on a calendar day; years 2000 to 2099.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        let wrong = || DateError(format!("{year:04}-{month:02}-{day:02}"));
        if !(2000..=2099).contains(&year) {
            return Err(wrong());
        }
        let month = Month::try_from(month).map_err(|_| wrong())?;
        Date::from_calendar_date(year, month, day).map(Self).map_err(|_| wrong())
    }

    /// Reads `27DEC26`, `7FEB25` or `07FEB25`, in capitals or not.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let wrong = || DateError(text.to_owned());
        if !text.is_ascii() || !(6..=7).contains(&text.len()) {
            return Err(wrong());
        }
        let (day, rest) = text.split_at_checked(text.len() - 5).ok_or_else(wrong)?;
        let (month, year) = rest.split_at_checked(3).ok_or_else(wrong)?;
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let place = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(month)).ok_or_else(wrong)?;
        if !digits(day) || !digits(year) {
            return Err(wrong());
        }
        let day: u8 = day.parse().map_err(|_| wrong())?;
        let year: i32 = year.parse().map_err(|_| wrong())?;
        let month = u8::try_from(place + 1).map_err(|_| wrong())?;
        Self::new(2000 + year, month, day).map_err(|_| wrong())
    }

    /// The instant of settlement, 08:00 UTC.
    pub fn instant(self) -> Time {
        Time(self.0.midnight().assume_utc().unix_timestamp() * 1000 + SETTLEMENT_HOUR_MS)
    }

    /// The last expiry that is not after `instant`'s day; used to turn a venue's timestamp into a date.
    pub fn from_instant(instant: Time) -> Result<Self, DateError> {
        let wrong = || DateError(format!("{} ms", instant.0));
        let moment = time::OffsetDateTime::from_unix_timestamp(instant.0.div_euclid(1000)).map_err(|_| wrong())?;
        Self::new(moment.year(), u8::from(moment.month()), moment.day())
    }

    /// The first expiry on the last Friday of a month, as venues list them, at least `days` after `now`.
    /// With `quarterly` only March, June, September and December count.
    pub fn listed_after(now: Time, days: f64, quarterly: bool) -> Result<Self, DateError> {
        let (mut year, mut month, _) = Self::from_instant(now)?.parts();
        loop {
            let fits = !quarterly || month % 3 == 0;
            let last_day = Month::try_from(month).map_err(|_| DateError(month.to_string()))?.length(year);
            for day in (last_day - 6..=last_day).rev() {
                let expiry = Self::new(year, month, day)?;
                if fits && expiry.0.weekday() == time::Weekday::Friday && expiry.days_after(now) >= days {
                    return Ok(expiry);
                }
            }
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
    }

    /// Days from `now` until settlement; negative once it has passed.
    pub fn days_after(self, now: Time) -> f64 {
        self.instant().since(now) as f64 / MS_PER_DAY
    }

    /// Years of 365 days from `now` until settlement, never negative.
    pub fn years_after(self, now: Time) -> f64 {
        (self.days_after(now) / DAYS_PER_YEAR).max(0.0)
    }

    /// Whether the contract has settled by `now`.
    pub fn is_past(self, now: Time) -> bool {
        self.instant() <= now
    }

    /// Year, month (1 to 12) and day.
    pub fn parts(self) -> (i32, u8, u8) {
        (self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        let month = MONTHS.get(usize::from(month) - 1).copied().unwrap_or("???");
        write!(f, "{day}{month}{:02}", year % 100)
    }
}

impl Serialize for Expiry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Expiry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settles_at_eight_in_the_morning_utc() {
        // Deribit lists BTC-27DEC24-100000-C with expiration_timestamp 1735286400000
        assert_eq!(Expiry::parse("27DEC24").unwrap().instant(), Time(1_735_286_400_000));
    }

    #[test]
    fn names_a_day_without_a_leading_zero() {
        assert_eq!(Expiry::parse("07FEB25").unwrap().to_string(), "7FEB25");
        assert_eq!(Expiry::parse("7feb25").unwrap(), Expiry::new(2025, 2, 7).unwrap());
    }

    #[test]
    fn a_day_that_is_not_in_the_calendar_is_refused() {
        for text in ["31FEB25", "0JAN25", "1ABC25", "1JAN", "1JAN2025", "", "-1JAN25", "é1JAN2"] {
            assert!(Expiry::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn venues_list_the_last_friday_of_a_month() {
        let now = Time(1_795_305_600_000); // 2026-11-22T00:00Z, a Sunday
        assert_eq!(Expiry::listed_after(now, 0.0, false).unwrap().to_string(), "27NOV26");
        assert_eq!(Expiry::listed_after(now, 7.0, false).unwrap().to_string(), "25DEC26");
        assert_eq!(Expiry::listed_after(now, 60.0, true).unwrap().to_string(), "26MAR27");
        assert!(Expiry::listed_after(Time(i64::MAX), 0.0, true).is_err());
        assert!(Expiry::listed_after(now, f64::INFINITY, true).is_err());
    }

    #[test]
    fn a_year_has_365_days() {
        let expiry = Expiry::parse("27DEC26").unwrap();
        let a_year_before = Time(expiry.instant().0 - 365 * 86_400_000);
        assert_eq!(expiry.years_after(a_year_before), 1.0);
        assert_eq!(expiry.years_after(Time(expiry.instant().0 + 1)), 0.0);
        assert!(expiry.is_past(expiry.instant()));
    }
}
