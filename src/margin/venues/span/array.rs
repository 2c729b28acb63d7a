//! A risk array: what one long contract loses in each scenario.

use super::{SCENARIOS, SpanRules};
use crate::book::Right;
use crate::margin::limits::{amount, finite, fraction, price, within, wrong};
use crate::margin::{FigureError, Parameters};
use crate::pricing::{Cell, OptionBatch, VolState};

/// Losses of one long contract, loss > 0, in its currency.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskArray {
    /// Scenario by scenario, in SPAN's order.
    pub losses: [f64; SCENARIOS],
    /// Composite delta, −1 to 1 of the underlying contract; a future's is 1.
    pub delta: f64,
}

/// The market an array is computed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Market {
    /// Price of the future.
    pub price: f64,
    /// Price scan range, points.
    pub price_range: f64,
    /// Volatility scan range, a fraction of the volatility.
    pub vol_range: f64,
    /// How far ahead options are valued, years.
    pub lookahead: f64,
    /// Money for each point.
    pub point_value: f64,
}

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Contract {
    /// The future itself.
    Future,
    /// An option on it.
    Option {
        /// Strike, points.
        strike: f64,
        /// Call or put.
        right: Right,
        /// Volatility, a fraction a year.
        vol: f64,
        /// Time left, years.
        years: f64,
        /// Interest rate, a fraction a year; premiums are discounted by it.
        rate: f64,
    },
}

impl RiskArray {
    /// An array as a clearing house's file states it.
    ///
    /// # Errors
    /// When there are not sixteen losses, or one is no usable number.
    pub fn read(losses: &[f64], delta: f64) -> Result<Self, FigureError> {
        let count = losses.len();
        let losses: [f64; SCENARIOS] = losses
            .try_into()
            .map_err(|_| -> FigureError { wrong("losses", format!("{count} of them"), "16 are right") })?;
        for (place, &loss) in losses.iter().enumerate() {
            amount(format!("losses[{place}]"), loss)?;
        }
        within("delta", delta, -100.0..=100.0, "a composite delta is right, 0.5 at the money")?;
        Ok(Self { losses, delta })
    }
}

impl Market {
    fn check(&self) -> Result<(), FigureError> {
        price("price", self.price)?;
        within("price_range", self.price_range, 0.0..=1e12, "points from 0 up are right")?;
        fraction("vol_range", self.vol_range)?;
        within("lookahead", self.lookahead, 0.0..=1.0, "years are right, 0.0027 for a day")?;
        price("point_value", self.point_value)?;
        Ok(())
    }
}

/// The array of one long contract, priced here: Black-76, volatility moved by the range, time shortened by the
/// look-ahead in every scenario, a future's price never below 0.
///
/// # Errors
/// Names the figure that cannot be.
pub fn computed(market: &Market, contract: &Contract, rules: &SpanRules) -> Result<RiskArray, FigureError> {
    rules.check()?;
    array(market, contract, rules)
}

/// The same under rules that are known to be right.
pub(super) fn array(market: &Market, contract: &Contract, rules: &SpanRules) -> Result<RiskArray, FigureError> {
    market.check()?;
    let moves: Vec<(f64, f64)> = rules.scenarios.iter().map(|scenario| rules.price_and_weight(scenario)).collect();
    let (gains, delta) = match *contract {
        Contract::Future => (moves.iter().map(|(step, _)| step * market.price_range).collect::<Vec<_>>(), 1.0),
        Contract::Option { strike, right, vol, years, rate } => {
            price("strike", strike)?;
            within("vol", vol, 0.0..=100.0, "a fraction a year is right, 0.16 for 16 %")?;
            within("years", years, 0.0..=100.0, "years from 0 up are right")?;
            within("rate", rate, -1.0..=1.0, "a fraction a year is right, 0.05 for 5 %")?;
            let later = (years - market.lookahead).max(0.0);
            let mut batch = OptionBatch::with_capacity(2);
            batch.push(market.price, strike, right, [vol * years.sqrt(), 0.0, 0.0]);
            let moved = |share: f64| vol * (1.0 + share * market.vol_range) * later.sqrt();
            batch.push(market.price, strike, right, [moved(0.0), moved(1.0), moved(-1.0)]);
            let mut cells = vec![Cell::new(1.0, VolState::Same)];
            cells.extend(rules.scenarios.iter().zip(&moves).map(|(scenario, (step, _))| {
                let ratio = (1.0 + step * market.price_range / market.price).max(0.0);
                let state = match scenario.vol {
                    1 => VolState::Up,
                    -1 => VolState::Down,
                    _ => VolState::Same,
                };
                Cell::new(ratio, state)
            }));
            let mut values = Vec::new();
            let stride = batch.reprice(&cells, &mut values);
            let at = |cell: usize, option: usize| values.get(cell * stride + option).copied().unwrap_or(0.0);
            let now = libm::exp(-rate * years) * at(0, 0);
            let discount = libm::exp(-rate * later);
            let mut deltas = Vec::new();
            batch.deltas(1.0, &mut deltas);
            let gains = (1..=moves.len()).map(|cell| discount * at(cell, 1) - now).collect();
            (gains, deltas.first().copied().unwrap_or(0.0))
        }
    };
    let mut losses = [0.0; SCENARIOS];
    for (place, (loss, (gain, (_, weight)))) in losses.iter_mut().zip(gains.iter().zip(&moves)).enumerate() {
        // 0 rather than −0 where nothing moves
        *loss = 0.0 - gain * market.point_value * weight;
        if !loss.is_finite() {
            finite(format!("losses[{place}]"), *loss)?;
        }
    }
    Ok(RiskArray { losses, delta })
}

#[cfg(test)]
mod tests {
    use super::super::CME;
    use super::*;
    use crate::margin::Dated;

    fn rules() -> SpanRules {
        Dated::<SpanRules>::from_json(CME).unwrap().parameters
    }

    const MARKET: Market =
        Market { price: 2790.0, price_range: 120.0, vol_range: 0.35, lookahead: 1.0 / 365.0, point_value: 250.0 };

    #[test]
    fn a_future_loses_thirds_of_its_range_and_the_covered_extreme() {
        let array = computed(&MARKET, &Contract::Future, &rules()).unwrap();
        let range = 120.0 * 250.0;
        assert_eq!(array.losses[..2], [0.0, 0.0]);
        assert!((array.losses[4] - range / 3.0).abs() < 1e-9);
        assert_eq!(array.losses[10..14], [-range, -range, range, range]);
        assert!((array.losses[15] - 3.0 * range * 0.33).abs() < 1e-9);
    }

    #[test]
    fn an_expired_option_loses_its_intrinsic_value_with_the_future() {
        let contract = Contract::Option { strike: 2700.0, right: Right::Call, vol: 0.2, years: 0.0, rate: 0.0 };
        let array = computed(&MARKET, &contract, &rules()).unwrap();
        // worth 90; at 2910 210, at 2670 nothing
        assert!((array.losses[10] - (90.0 - 210.0) * 250.0).abs() < 1e-6);
        assert!((array.losses[12] - 90.0 * 250.0).abs() < 1e-6);
    }

    #[test]
    fn an_array_read_has_sixteen_losses() {
        assert_eq!(RiskArray::read(&[1.0; 15], 0.5).unwrap_err().to_string(), "losses is 15 of them; 16 are right");
        let mut losses = [1.0; 16];
        losses[3] = f64::NAN;
        assert!(RiskArray::read(&losses, 0.5).unwrap_err().to_string().starts_with("losses[3] is NaN;"));
    }
}
