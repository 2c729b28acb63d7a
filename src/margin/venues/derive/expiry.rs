//! One expiry's options, valued today and in scenarios.
//!
//! Values are dollars, discounted by what the caller says; volatility and rate are fractions a year.

use rust_decimal::Decimal;

use crate::book::Right;
use crate::margin::limits::{Place, amount, fraction, price, within};
use crate::margin::{FigureError, limits};
use crate::pricing::{Cell, OptionBatch, VolState};
use crate::risk::{VolShock, to_f64};

/// Seconds in the venue's year.
const YEAR: f64 = 31_536_000.0;

/// Decimals of a strike that the venue's option ids keep; finer ones are cut off.
const STRIKE_DECIMALS: u32 = 8;

/// The power of the volatility law changes after this long.
const SHORT_TERM_DAYS: f64 = 30.0;

const DAY: f64 = 86_400.0;

/// An option held. The strike is part of its identity, hence decimal.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionHeld {
    /// Strike, dollars; cut to eight decimals.
    pub strike: Decimal,
    /// Call or put.
    pub right: Right,
    /// Units, long > 0.
    pub amount: f64,
    /// Mark volatility.
    pub vol: f64,
}

/// A forward, of which the last half hour before expiry settles a growing part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forward {
    /// The part that still moves with spot, dollars.
    pub moving: f64,
    /// The part the settlement average has fixed, dollars.
    pub settled: f64,
}

/// How sure the feeds of an expiry are, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidences {
    /// Of the forward.
    pub forward: f64,
    /// Of the rate.
    pub rate: f64,
    /// Of the volatility.
    pub vol: f64,
}

/// The options of one expiry with its feeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Expiry {
    /// Seconds left; 0 once expired.
    pub seconds: u32,
    /// Its forward.
    pub forward: Forward,
    /// Its interest rate.
    pub rate: f64,
    /// How sure its feeds are.
    pub confidences: Confidences,
    /// What is held.
    pub options: Vec<OptionHeld>,
}

/// The forward `seconds` before expiry, when settlement averages over the last `window` seconds and the average so
/// far is `average`: the share of the window gone by is settled.
pub fn settling(forward: f64, average: f64, seconds: u32, window: f64) -> Forward {
    let open = if window > 0.0 { (f64::from(seconds) / window).min(1.0) } else { 1.0 };
    Forward { moving: forward * open, settled: average * (1.0 - open) }
}

impl Confidences {
    /// The lowest of the three.
    pub fn lowest(&self) -> f64 {
        self.forward.min(self.rate).min(self.vol)
    }
}

impl OptionHeld {
    /// The strike as the venue keeps it.
    pub(super) fn kept_strike(&self) -> Decimal {
        self.strike.trunc_with_scale(STRIKE_DECIMALS)
    }
}

impl Expiry {
    /// Time left as a fraction of a year.
    pub fn years(&self) -> f64 {
        f64::from(self.seconds) / YEAR
    }

    /// Spot multiplied by `spot`, its forward is multiplied by this.
    pub(super) fn ratio(&self, spot: f64) -> f64 {
        (self.forward.moving * spot + self.forward.settled) / self.total_forward()
    }

    pub(super) fn total_forward(&self) -> f64 {
        self.forward.moving + self.forward.settled
    }

    /// Σ |units|.
    pub(super) fn gross(&self) -> f64 {
        self.options.iter().map(|option| option.amount.abs()).sum()
    }

    /// Undiscounted value of all options in each cell; `vols` gives an option's volatility same, up and down.
    pub(super) fn values(&self, cells: &[Cell], vols: impl Fn(&OptionHeld) -> [f64; 3]) -> Vec<f64> {
        let (values, stride) = self.repriced(cells, vols);
        let row = |cell| values.get(cell * stride..(cell + 1) * stride).unwrap_or_default();
        let held = |row: &[f64]| self.options.iter().zip(row).map(|(option, value)| option.amount * value).sum();
        (0..cells.len()).map(|cell| held(row(cell))).collect()
    }

    /// Undiscounted value of each option in one cell.
    pub(super) fn each(&self, cell: Cell, vols: impl Fn(&OptionHeld) -> [f64; 3]) -> Vec<f64> {
        let (values, _) = self.repriced(&[cell], vols);
        self.options.iter().zip(values).map(|(option, value)| option.amount * value).collect()
    }

    /// The same of each at a multiple of spot, volatility as it is.
    pub(super) fn each_at(&self, spot: f64) -> Vec<f64> {
        self.each(Cell::new(self.ratio(spot), VolState::Same), |option| [option.vol, 0.0, 0.0])
    }

    /// Values of one unit, cell by cell, and how far apart cells are.
    fn repriced(&self, cells: &[Cell], vols: impl Fn(&OptionHeld) -> [f64; 3]) -> (Vec<f64>, usize) {
        let root = self.years().sqrt();
        let mut batch = OptionBatch::with_capacity(self.options.len());
        for option in &self.options {
            let total = vols(option).map(|vol| vol * root);
            batch.push(self.total_forward(), to_f64(option.kept_strike()), option.right, total);
        }
        let mut values = Vec::new();
        let stride = batch.reprice(cells, &mut values);
        (values, stride)
    }

    /// Undiscounted value with spot multiplied by each of `spots`, volatility as it is.
    pub(super) fn at_spots(&self, spots: &[f64]) -> Vec<f64> {
        let cells: Vec<Cell> = spots.iter().map(|&spot| Cell::new(self.ratio(spot), VolState::Same)).collect();
        self.values(&cells, |option| [option.vol, 0.0, 0.0])
    }

    /// The volatility law with the power this expiry's time asks for: chosen by the time itself, not by the floor.
    pub(super) fn shock(&self, law: &VolShock) -> VolShock {
        let power = if self.days() <= SHORT_TERM_DAYS { law.short_power } else { law.long_power };
        VolShock { short_power: power, long_power: power, ..*law }
    }

    /// Time left in days.
    pub(super) fn days(&self) -> f64 {
        f64::from(self.seconds) / DAY
    }

    /// Refuses feeds and options that cannot be; `place` is the expiry's among the account's.
    pub(super) fn check(&self, place: usize) -> Result<(), FigureError> {
        let at = |what: &'static str| Place(move || format!("expiries[{place}].{what}"));
        if self.years() > 30.0 {
            return Err(limits::wrong(at("seconds"), self.seconds, "30 years at most are right"));
        }
        let parts = "a price is right; what moves and what is settled add up to the forward";
        within(at("forward.moving"), self.forward.moving, 0.0..=1e12, parts)?;
        within(at("forward.settled"), self.forward.settled, 0.0..=1e12, parts)?;
        price(at("forward"), self.total_forward())?;
        within(at("rate"), self.rate, -20.0..=20.0, "a fraction a year is right, 0.05 for 5 %")?;
        fraction(at("confidences.forward"), self.confidences.forward)?;
        fraction(at("confidences.rate"), self.confidences.rate)?;
        fraction(at("confidences.vol"), self.confidences.vol)?;
        for (row, option) in self.options.iter().enumerate() {
            let at = |what: &'static str| Place(move || format!("expiries[{place}].options[{row}].{what}"));
            price(at("strike"), to_f64(option.kept_strike()))?;
            amount(at("amount"), option.amount)?;
            // an expired curve can say thousands: the volatility no longer matters then
            within(at("vol"), option.vol, 0.0..=1e6, "a fraction a year is right, 0.6 for 60 %")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn call(strike: Decimal, amount: f64) -> OptionHeld {
        OptionHeld { strike, right: Right::Call, amount, vol: 0.6 }
    }

    fn expired(options: Vec<OptionHeld>) -> Expiry {
        let confidences = Confidences { forward: 1.0, rate: 1.0, vol: 1.0 };
        Expiry { seconds: 0, forward: Forward { moving: 60.0, settled: 40.0 }, rate: 0.0, confidences, options }
    }

    #[test]
    fn half_of_the_window_gone_half_of_the_forward_is_settled() {
        let forward = settling(100.0, 90.0, 900, 1800.0);
        assert_eq!(forward, Forward { moving: 100.0 * 0.5, settled: 90.0 * 0.5 });
        assert_eq!(settling(100.0, 90.0, 1801, 1800.0), Forward { moving: 100.0, settled: 0.0 });
    }

    #[test]
    fn only_the_moving_part_moves() {
        // 60·1.5 + 40 = 130 against a strike of 110
        let expiry = expired(vec![call(dec!(110), 2.0)]);
        assert_eq!(expiry.at_spots(&[1.0, 1.5]), vec![0.0, 2.0 * (130.0 - 110.0)]);
    }

    #[test]
    fn strikes_finer_than_the_ids_keep_are_cut() {
        assert_eq!(call(dec!(0.123456789), 1.0).kept_strike(), dec!(0.12345678));
    }

    #[test]
    fn a_percent_for_a_fraction_is_refused() {
        let mut expiry = expired(vec![call(dec!(110), 2.0)]);
        expiry.confidences.rate = 95.0;
        let said = expiry.check(0).unwrap_err().to_string();
        assert_eq!(said, format!("expiries[0].confidences.rate is 95; {}", limits::FRACTION));
    }
}
