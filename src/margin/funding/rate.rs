//! A perpetual's funding rate.

use rust_decimal::Decimal;

use super::{AskError, HOURS_PER_DAY};
use crate::book::{Exact, Instrument};

/// Parts of a day in which a rate said for a day is paid. Short beside any horizon, so that it is all but paid at every
/// instant, as the axis of time has it; and round in decimals, so that a hundred parts are the day again.
const PARTS_OF_A_DAY: Decimal = Decimal::ONE_HUNDRED;

/// A perpetual's rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundingRate {
    /// Of which perpetual.
    pub instrument: Instrument,
    /// What longs pay shorts at the end of an interval, a fraction of the position's value: 0.0001 is 0.01 %.
    pub per_interval: Decimal,
    /// Hours in an interval.
    pub hours: Decimal,
}

impl FundingRate {
    /// A rate for a day, a fraction, paid in hundredths of a day; `None` where it does not fit in 28 digits.
    pub fn a_day(instrument: Instrument, per_day: Decimal) -> Option<Self> {
        let per_interval = per_day.over(PARTS_OF_A_DAY)?;
        Some(Self { instrument, per_interval, hours: HOURS_PER_DAY.over(PARTS_OF_A_DAY)? })
    }

    /// What longs pay a day, a fraction; `None` where it does not fit in 28 digits.
    pub fn per_day(&self) -> Option<Decimal> {
        self.of_a_day(self.per_interval)
    }

    /// What an amount an interval comes to in a day.
    pub(super) fn of_a_day(&self, per_interval: Decimal) -> Option<Decimal> {
        per_interval.times(HOURS_PER_DAY)?.over(self.hours)
    }

    pub(super) fn check(&self) -> Result<(), AskError> {
        if self.per_interval.abs() > Decimal::ONE {
            let right = "a fraction from -1 to 1 is right, 0.0001 for 0.01 %";
            return Err(AskError::field("funding rate", self.per_interval, right));
        }
        if self.hours <= Decimal::ZERO || self.hours > Decimal::ONE_THOUSAND {
            return Err(AskError::field("funding interval", self.hours, "hours above 0, up to 1000, are right"));
        }
        Ok(())
    }
}
