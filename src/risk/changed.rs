//! Another valuation out of one: fewer legs, or one underlying's price moved.

use rust_decimal::Decimal;

use super::leg::{Gain, Leg, Shape};
use super::valuation::{Underlying, Valued};
use super::{to_f64, to_usd};
use crate::book::Exact;

/// Largest volatility that is taken for one, a fraction a year.
const LARGEST_VOL: f64 = 20.0;

impl Valued {
    /// With the legs at these places only, in their order; collateral as it is.
    #[must_use]
    pub fn with_legs(&self, places: &[usize]) -> Self {
        let legs: Vec<Leg> = places.iter().filter_map(|&place| self.legs.get(place).cloned()).collect();
        let mut underlyings = self.underlyings.clone();
        for (place, underlying) in underlyings.iter_mut().enumerate() {
            underlying.legs = (0..legs.len()).filter(|&n| legs.get(n).is_some_and(|l| l.underlying == place)).collect();
        }
        Self {
            as_of: self.as_of,
            underlyings,
            legs,
            held: self.held.clone(),
            left_out: self.left_out.clone(),
            warnings: Vec::new(),
        }
    }

    /// One leg by itself, without collateral; of the underlyings its own.
    #[must_use]
    pub fn alone(&self, place: usize) -> Self {
        let one = self.legs.get(place).and_then(|leg| {
            let own = self.underlyings.get(leg.underlying)?;
            let underlying = Underlying { asset: own.asset.clone(), index: own.index, state: own.state, legs: vec![0] };
            Some((Leg { underlying: 0, ..leg.clone() }, underlying))
        });
        let (legs, underlyings) = one.into_iter().unzip();
        Self { as_of: self.as_of, underlyings, legs, ..Self::default() }
    }

    /// At `factor` times one underlying's price, the others held: its index, its forwards, the marks of its legs and what
    /// follows it as collateral. Volatilities stay, as in [`crate::market::Shock::Price`]. `None` beyond what a price
    /// can be.
    #[must_use]
    pub fn moved(&self, underlying: usize, factor: f64) -> Option<Self> {
        let exact = Decimal::from_f64_retain(factor).filter(|factor| *factor > Decimal::ZERO)?;
        let mut moved = Self { warnings: Vec::new(), ..self.clone() };
        if let Some(of) = moved.underlyings.get_mut(underlying) {
            of.index = of.index.times(exact)?;
        }
        for leg in moved.legs.iter_mut().filter(|leg| leg.underlying == underlying) {
            leg.move_by(factor, exact)?;
        }
        for held in moved.held.iter_mut().filter(|held| held.underlying == Some(underlying)) {
            held.price = match held.price {
                Some(price) => Some(price.times(exact)?),
                None => None,
            };
        }
        Some(moved)
    }

    /// With every option's volatility multiplied; it stays below the largest that is taken for one. `None` beyond what a
    /// mark can be.
    #[must_use]
    pub fn with_vols(&self, factor: f64) -> Option<Self> {
        let mut changed = Self { warnings: Vec::new(), ..self.clone() };
        for leg in &mut changed.legs {
            leg.scale_vol(factor)?;
        }
        Some(changed)
    }
}

/// A mark for a dollar of undiscounted value: one over the forward, or the discount. A small mark has too few digits to
/// tell it by.
fn mark_per_value(leg: &Leg, scale: f64, inverse: bool, forward: f64) -> f64 {
    let kept = if inverse { 1.0 / forward } else { scale / to_f64(leg.units) / to_f64(leg.quote_usd) };
    if kept.is_finite() && kept > 0.0 { kept } else { 1.0 }
}

impl Leg {
    fn scale_vol(&mut self, factor: f64) -> Option<()> {
        let Shape::Option { scale, inverse, mut black } = self.shape else { return Some(()) };
        black.vol = (black.vol * factor).min(LARGEST_VOL);
        self.mark = to_usd(black.price() * mark_per_value(self, scale, inverse, black.forward))?;
        self.shape = Shape::Option { scale, inverse, black };
        self.pnl = None;
        Some(())
    }

    fn move_by(&mut self, factor: f64, exact: Decimal) -> Option<()> {
        match &mut self.shape {
            Shape::Spot { usd } | Shape::Linear { usd } => {
                *usd *= factor;
                self.mark = self.mark.times(exact)?;
            }
            Shape::Inverse { .. } => self.mark = self.mark.times(exact)?,
            Shape::Option { scale, inverse, black } => {
                black.forward *= factor;
                let (scale, inverse, black) = (*scale, *inverse, *black);
                self.mark = to_usd(black.price() * mark_per_value(self, scale, inverse, black.forward))?;
                self.pnl = None;
            }
        }
        if let Some(Gain { slope, cost }) = self.gain {
            let slope = slope.times(exact)?;
            self.gain = Some(Gain { slope, cost });
            self.pnl = Some(slope.minus(cost)?);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use crate::book::{Account, Expiry, Holding, Position, Time};
    use crate::market::{Market, PriceState, Quote, Shock, VolQuote};
    use crate::risk::{Valued, to_f64};

    const NOW: Time = Time(1_795_305_600_000);

    fn account() -> Account {
        let position = |name: &str, quantity: &str, entry: Option<&str>| {
            Position::new(name.parse().unwrap(), quantity.parse().unwrap(), entry.map(|e| e.parse().unwrap()))
        };
        Account {
            holdings: vec![
                Holding { asset: "USDC".parse().unwrap(), quantity: "50000".parse().unwrap() },
                Holding { asset: "ETH".parse().unwrap(), quantity: "-3".parse().unwrap() },
                Holding { asset: "BTC".parse().unwrap(), quantity: "2".parse().unwrap() },
            ],
            positions: vec![
                position("BTC-PERP", "1.5", Some("80000")),
                position("BTC-25DEC26-80000-P", "3", None),
                position("BTC_USDC-25DEC26-80000-P", "-1", None),
                position("BTC-PERPETUAL", "-20000", Some("90000")),
                position("ETH-PERP", "4", None),
            ],
            ..Account::default()
        }
    }

    fn market() -> Market {
        let mut market = Market::at(NOW);
        for (asset, price) in [("BTC", "90000"), ("ETH", "3000"), ("USDC", "0.9998")] {
            let quote = Quote::new(price.parse().unwrap(), "typed", NOW, PriceState::Manual);
            market.index.insert(asset.parse().unwrap(), quote);
        }
        let forward = Quote::new("90500".parse().unwrap(), "typed", NOW, PriceState::Manual);
        market.forwards.insert(("BTC".parse().unwrap(), Expiry::parse("25DEC26").unwrap()), forward);
        for option in ["BTC_USDC-25DEC26-80000-P", "BTC-25DEC26-80000-P"] {
            let vol = VolQuote { vol: 0.55, source: "typed".into(), time: NOW, state: PriceState::Manual };
            market.vols.insert(option.parse().unwrap(), vol);
        }
        market
    }

    #[test]
    fn moving_a_valuation_is_valuing_a_moved_market() {
        let market = market();
        let valued = Valued::new(&account(), &market);
        assert_eq!(valued.left_out, []);
        let place = valued.underlyings.iter().position(|u| u.asset.as_str() == "BTC").unwrap();
        for factor in [0.25, 0.5, 1.0, 1.75] {
            let moved = valued.moved(place, factor).unwrap();
            let shock = Shock::Price { asset: "BTC".parse().unwrap(), factor: factor.to_string().parse().unwrap() };
            let again = Valued::new(&account(), &market.shocked(&shock).unwrap());
            for (a, b) in moved.legs.iter().zip(&again.legs) {
                let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-6);
                assert!(close(to_f64(a.mark), to_f64(b.mark)), "{} at {factor}: {} {}", a.name(), a.mark, b.mark);
                assert!(close(a.shape.straight_usd(1.0), b.shape.straight_usd(1.0)), "{}", a.name());
                let pnl = |leg: &crate::risk::Leg| leg.gain.and(leg.pnl).map_or(0.0, to_f64);
                assert!(close(pnl(a), pnl(b)), "{}", a.name());
            }
            for (a, b) in moved.held.iter().zip(&again.held) {
                assert_eq!(a.price, b.price, "{}", a.asset);
            }
        }
        assert!(valued.moved(place, 0.0).is_none() && valued.moved(place, f64::NAN).is_none());
    }

    #[test]
    fn an_option_worth_next_to_nothing_is_worth_its_price_when_it_comes_into_the_money() {
        let option = "BTC_USDC-25NOV26-30000-P";
        let account = Account {
            holdings: vec![],
            positions: vec![Position::new(option.parse().unwrap(), "-1".parse().unwrap(), None)],
            ..Account::default()
        };
        let mut market = market();
        let forward = Quote::new("90000".parse().unwrap(), "typed", NOW, PriceState::Manual);
        market.forwards.insert(("BTC".parse().unwrap(), Expiry::parse("25NOV26").unwrap()), forward);
        let vol = VolQuote { vol: 1.45, source: "typed".into(), time: NOW, state: PriceState::Manual };
        market.vols.insert(option.parse().unwrap(), vol);
        let valued = Valued::new(&account, &market);
        let mark = to_f64(valued.legs[0].mark);
        assert!(mark > 0.0 && mark < 1e-8, "{mark}");
        let moved = valued.moved(0, 0.2).unwrap();
        // 18,000 under the strike of 30,000
        assert!((to_f64(moved.legs[0].mark) - 12_000.0).abs() < 12.0, "{}", moved.legs[0].mark);
    }

    #[test]
    fn a_leg_alone_has_no_collateral_and_its_own_underlying() {
        let valued = Valued::new(&account(), &market());
        let alone = valued.alone(4);
        assert_eq!((alone.legs.len(), alone.held.len()), (1, 0));
        assert_eq!(alone.legs[0].name(), "ETH-PERP");
        let underlyings: Vec<&str> = alone.underlyings.iter().map(|u| u.asset.as_str()).collect();
        assert_eq!((underlyings, alone.legs[0].underlying), (vec!["ETH"], 0));
        assert_eq!(valued.alone(99).legs, []);
    }
}
