//! What each position gains in what set the loss: its part of the requirement. Dollars, gain > 0.

use super::super::pm2::{Gains, Worst};
use super::{Expiry, Pm1Account, Pm1Margin, Pm1Rules, Pm1Scenario, long_discount, state};
use crate::pricing::Cell;

/// Each position's gain in what set the loss of this margin; they add up to the worst gain.
pub fn gains(account: &Pm1Account, rules: &Pm1Rules, margin: &Pm1Margin) -> Gains {
    let options = |each: &dyn Fn(&Expiry) -> Vec<f64>| account.expiries.iter().map(each).collect();
    let scenario = match margin.worst {
        Worst::Basis => return Gains { options: options(&|expiry| basis(expiry, rules)), ..Gains::default() },
        Worst::Scenario(place) => rules.scenarios.get(place),
    };
    let Some(scenario) = scenario else { return Gains::default() };
    let step = scenario.spot - 1.0;
    Gains {
        perp: step * (account.perp.amount * account.perp.price),
        collateral: step * margin.base,
        options: options(&|expiry| moved(expiry, rules, scenario)),
    }
}

fn moved(expiry: &Expiry, rules: &Pm1Rules, scenario: &Pm1Scenario) -> Vec<f64> {
    let law = expiry.shock(&rules.volatility);
    let cell = Cell::new(expiry.ratio(scenario.spot), state(scenario.vol));
    let after = expiry.each(cell, |option| law.vols(option.vol, expiry.days()));
    let discount = if after.iter().sum::<f64>() > 0.0 { long_discount(expiry, rules) } else { 1.0 };
    after.iter().zip(expiry.each_at(1.0)).map(|(after, now)| after * discount - now).collect()
}

fn basis(expiry: &Expiry, rules: &Pm1Rules) -> Vec<f64> {
    let now = expiry.each_at(1.0);
    let moves = [rules.basis.up, rules.basis.down].map(|spot| {
        let gains = expiry.each_at(spot).into_iter().zip(&now).map(|(after, now)| after - now);
        gains.collect::<Vec<f64>>()
    });
    let loss = |gains: &Vec<f64>| gains.iter().sum::<f64>();
    let share = rules.basis.add + rules.basis.per_year * expiry.years();
    let worse = moves.into_iter().filter(|gains| loss(gains) < 0.0).min_by(|a, b| loss(a).total_cmp(&loss(b)));
    worse.unwrap_or_else(|| vec![0.0; now.len()]).into_iter().map(|gain| gain * share).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::pm2::Perp;
    use super::super::super::{Confidences, Forward, OptionHeld};
    use super::super::{LIVE, margin};
    use super::*;
    use crate::book::Right;
    use crate::margin::Dated;
    use rust_decimal::Decimal;

    #[test]
    fn they_add_up_to_the_loss_whatever_sets_it() {
        let option = |strike: i64, right, amount| OptionHeld { strike: Decimal::from(strike), right, amount, vol: 0.7 };
        let confidences = Confidences { forward: 1.0, rate: 1.0, vol: 1.0 };
        let forward = Forward { moving: 2010.0, settled: 0.0 };
        let near = vec![option(1800, Right::Put, -4.0), option(2000, Right::Call, 3.0)];
        let far = vec![option(2200, Right::Call, -2.0), option(1500, Right::Put, 1.0)];
        let expiry = |seconds, options| Expiry { seconds, forward, rate: 0.03, confidences, options };
        let account = Pm1Account {
            spot: 2000.0,
            spot_confidence: 1.0,
            stable: 0.99,
            cash: 0.0,
            base: 1.0,
            perp: Perp { amount: -1.5, price: 2001.0, confidence: 1.0, ..Perp::default() },
            expiries: vec![expiry(1_000_000, near), expiry(9_000_000, far)],
        };
        let sum = |of: Gains| of.perp + of.collateral + of.options.iter().flatten().sum::<f64>();
        let rules = Dated::<Pm1Rules>::from_json(LIVE).unwrap().parameters;
        let mut losing = 0;
        for place in 0..rules.scenarios.len() {
            // one scenario alone, so that it binds where it loses
            let mut one = rules.clone();
            one.scenarios = vec![rules.scenarios[place]];
            (one.basis.add, one.basis.per_year) = (0.0, 0.0);
            let of = margin(&account, &one).unwrap();
            if of.worst_gain < 0.0 {
                losing += 1;
                let got = sum(gains(&account, &one, &of));
                assert!((got - of.worst_gain).abs() < 1e-9 * of.worst_gain.abs(), "{place}: {got} {}", of.worst_gain);
            }
        }
        assert!(losing > 5, "{losing}");
        let mut basis = rules;
        basis.basis.add = 50.0;
        let of = margin(&account, &basis).unwrap();
        assert_eq!(of.worst, Worst::Basis);
        assert!((sum(gains(&account, &basis, &of)) - of.worst_gain).abs() < 1e-9 * of.worst_gain.abs());
    }
}
