//! Figures in a report: exact, so that sums can be checked to the last digit.

use rust_decimal::Decimal;

use crate::book::{Expiry, Time};
use crate::io::number::grouped;
use crate::risk::to_usd;

/// What stands where there is nothing to say.
pub(super) const ABSENT: &str = "—";

/// A figure with every digit it has: `−1,234.5`.
pub(super) fn exact(value: Decimal) -> String {
    grouped(value.normalize())
}

/// The same of a figure that may be absent.
pub(super) fn maybe(value: Option<Decimal>) -> String {
    value.map_or_else(absent, exact)
}

/// A floating-point figure to the 15 digits it surely has, at most 12 decimals.
pub(super) fn float(value: f64) -> String {
    maybe(to_usd(value))
}

/// The same of a figure that may be absent.
pub(super) fn maybe_float(value: Option<f64>) -> String {
    maybe(value.and_then(to_usd))
}

/// What stands where there is nothing to say.
pub(super) fn absent() -> String {
    ABSENT.to_owned()
}

/// A day of settlement, or nothing of what never settles.
pub(super) fn expiry(expiry: Option<Expiry>) -> String {
    expiry.map_or_else(absent, |expiry| expiry.to_string())
}

/// An instant as `2026-11-22 08:00:00 UTC`; nothing where no clock could have said it.
pub(super) fn instant(at: Time) -> String {
    let seconds = at.0.div_euclid(1000);
    match time::OffsetDateTime::from_unix_timestamp(seconds) {
        Ok(moment) if at.0 > 0 => {
            let (date, time) = (moment.date(), moment.time());
            format!(
                "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
                date.year(),
                u8::from(date.month()),
                date.day(),
                time.hour(),
                time.minute(),
                time.second()
            )
        }
        _ => absent(),
    }
}

/// How old something of `at` was at `now`: `2 s`, `3 min 20 s`, `4 h 5 min`, `12 d 3 h`.
pub(super) fn age(at: Time, now: Time) -> String {
    if instant(at) == ABSENT {
        return absent();
    }
    let seconds = now.since(at).max(0) / 1000;
    match seconds {
        s if s < 60 => format!("{s} s"),
        s if s < 3_600 => format!("{} min {} s", s / 60, s % 60),
        s if s < 86_400 => format!("{} h {} min", s / 3_600, s % 3_600 / 60),
        s => format!("{} d {} h", s / 86_400, s % 86_400 / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn figures_keep_their_digits() {
        assert_eq!(exact(dec!(-12345.6700)), "−12,345.67");
        assert_eq!(float(0.15), "0.15");
        assert_eq!(float(f64::NAN), ABSENT);
        assert_eq!(maybe(None), ABSENT);
    }

    #[test]
    fn instants_and_ages_are_told_in_full() {
        // 1,795,334,400 s are 20,779 days and 8 hours: 22 November 2026
        assert_eq!(instant(Time(1_795_334_400_000)), "2026-11-22 08:00:00 UTC");
        assert_eq!([instant(Time(0)), instant(Time(i64::MAX))], [ABSENT, ABSENT]);
        assert_eq!(age(Time(1_000), Time(201_000)), "3 min 20 s");
        assert_eq!(age(Time(1_000), Time(1_000 + 90_061_000)), "1 d 1 h");
        assert_eq!(age(Time(9_000), Time(1_000)), "0 s");
        assert_eq!(age(Time(0), Time(1_000)), ABSENT);
    }
}
