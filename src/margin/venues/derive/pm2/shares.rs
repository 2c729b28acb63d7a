//! What each position gains in what set the loss: its part of the requirement. Dollars, gain > 0, before the share of the
//! loss that is asked for.

use super::scenarios::collateral;
use super::{Pm2Account, Pm2Margin, Pm2Rules, Worst};

/// Gains in the worst scenario, or in the forwards' moves. They add up to the worst gain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gains {
    /// Of the perpetual.
    pub perp: f64,
    /// Of the collateral that moves with spot.
    pub collateral: f64,
    /// Of each option, expiry by expiry.
    pub options: Vec<Vec<f64>>,
}

/// Each position's gain in what set the loss of this margin.
pub fn gains(account: &Pm2Account, rules: &Pm2Rules, margin: &Pm2Margin) -> Gains {
    let expiries = || account.expiries.iter().zip(&margin.expiries);
    let scenario = match margin.worst {
        Worst::Basis => {
            let options = expiries().map(|(expiry, figures)| figures.each_basis(expiry, &rules.basis));
            return Gains { options: options.collect(), ..Gains::default() };
        }
        Worst::Scenario(place) => rules.scenarios.get(place),
    };
    let Some(scenario) = scenario else { return Gains::default() };
    let step = scenario.spot - 1.0;
    Gains {
        perp: scenario.damping * account.perp.amount * (step * account.perp.price),
        collateral: scenario.damping * collateral(account, step),
        options: expiries().map(|(expiry, figures)| figures.each_gain(expiry, rules, scenario)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Confidences, Expiry, Forward, OptionHeld};
    use super::super::{Perp, VolMode, margin};
    use super::*;
    use crate::book::Right;
    use crate::margin::Dated;
    use rust_decimal::Decimal;

    fn account() -> Pm2Account {
        let option = |strike: i64, right, amount| OptionHeld { strike: Decimal::from(strike), right, amount, vol: 0.7 };
        let confidences = Confidences { forward: 1.0, rate: 1.0, vol: 1.0 };
        let forward = Forward { moving: 2010.0, settled: 0.0 };
        let near =
            vec![option(1800, Right::Put, -4.0), option(2000, Right::Call, 3.0), option(2500, Right::Call, -6.0)];
        let far = vec![option(2200, Right::Call, -2.0), option(1500, Right::Put, 1.0)];
        let expiry = |seconds, options| Expiry { seconds, forward, rate: 0.03, confidences, options };
        Pm2Account {
            spot: 2000.0,
            spot_confidence: 1.0,
            stable: 1.0,
            cash: 0.0,
            perp: Perp { amount: -1.5, price: 2001.0, confidence: 1.0, ..Perp::default() },
            collateral: Vec::new(),
            expiries: vec![expiry(1_000_000, near), expiry(9_000_000, far)],
        }
    }

    fn sum(of: &Gains) -> f64 {
        of.perp + of.collateral + of.options.iter().flatten().sum::<f64>()
    }

    #[test]
    fn they_add_up_to_the_loss_whatever_sets_it() {
        let rules = Dated::<Pm2Rules>::from_json(super::super::ETH_BTC).unwrap().parameters;
        for place in 0..rules.scenarios.len() {
            // one scenario alone, made so bad that it binds
            let mut one = rules.clone();
            one.scenarios = vec![rules.scenarios[place]];
            one.basis.add = 0.0;
            one.basis.per_year = 0.0;
            let of = margin(&account(), &one).unwrap();
            if of.worst_gain < 0.0 {
                let got = sum(&gains(&account(), &one, &of));
                assert!((got - of.worst_gain).abs() < 1e-9 * of.worst_gain.abs(), "{place}: {got} {}", of.worst_gain);
            } else {
                assert!(!matches!(rules.scenarios[place].vol, VolMode::Linear | VolMode::Absolute), "{place}");
            }
        }
        let mut basis = rules.clone();
        basis.basis.add = 50.0;
        let of = margin(&account(), &basis).unwrap();
        assert_eq!(of.worst, Worst::Basis);
        assert!((sum(&gains(&account(), &basis, &of)) - of.worst_gain).abs() < 1e-9 * of.worst_gain.abs());
    }
}
