//! The scenarios' profit and loss, and each expiry's basis loss. Dollars, gain > 0.

use super::{DiscountRules, Expiry, Pm2Account, Pm2Rules, Scenario, Skew, VolMode};
use crate::pricing::{Cell, VolState};

/// One expiry under the rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExpiryFigures {
    /// What its options are worth, discounted by its rate, dollars.
    pub value: f64,
    /// `e^{−max(rate, 0)·τ}`.
    pub discount: f64,
    /// What a scenario's value is multiplied by.
    pub long_discount: f64,
    /// What a scenario's debt is multiplied by.
    pub short_discount: f64,
    /// Gain in each scenario, damping included.
    pub scenarios: Vec<f64>,
    /// What the forward's own move costs, ≤ 0.
    pub basis: f64,
}

impl ExpiryFigures {
    pub(super) fn new(expiry: &Expiry, rules: &Pm2Rules) -> Self {
        let years = expiry.years();
        let rate = expiry.rate.max(0.0);
        let discount = libm::exp(-rate * years);
        let growth = |rules: &DiscountRules| libm::exp(-years * (rate * rules.rate_multiple + rules.rate_add));
        let long_discount = rules.long.fixed * growth(&rules.long);
        let short_discount = (1.0 / discount).min(rules.short.fixed / growth(&rules.short));
        let moves = expiry.at_spots(&[1.0, rules.basis.up, rules.basis.down]);
        let worth = |place: usize| discount * moves.get(place).copied().unwrap_or(0.0);
        let value = worth(0);
        let loss = (worth(1) - value).min(worth(2) - value).min(0.0);
        let basis = loss * (rules.basis.add + rules.basis.per_year * years);
        let mut figures = Self { value, discount, long_discount, short_discount, scenarios: Vec::new(), basis };
        figures.scenarios = figures.gains(expiry, rules);
        figures
    }

    fn gains(&self, expiry: &Expiry, rules: &Pm2Rules) -> Vec<f64> {
        let law = expiry.shock(&rules.volatility);
        let cells: Vec<Cell> = rules.scenarios.iter().map(|scenario| cell(expiry, scenario)).collect();
        let values = expiry.values(&cells, |option| law.vols(option.vol, expiry.days()));
        let gains = rules.scenarios.iter().zip(values).map(|(scenario, plain)| {
            let skew =
                Skew::of(&rules.skew, scenario.vol, scenario.spot != 1.0, expiry.total_forward(), expiry.years());
            match skew {
                None => scenario.damping * self.gain(plain),
                Some(skew) => {
                    let still = [Cell::new(1.0, VolState::Same)];
                    let tilted = expiry.values(&still, |option| [skew.vol(option), 0.0, 0.0]);
                    // a skew counts against the account whichever way it goes
                    -(scenario.damping * self.gain(tilted.first().copied().unwrap_or(0.0))).abs()
                }
            }
        });
        gains.collect()
    }

    /// Gain of a scenario in which the options are worth `value`, undiscounted.
    fn gain(&self, value: f64) -> f64 {
        let value = self.discount * value;
        let counted = if value >= 0.0 { value * self.long_discount } else { value * self.short_discount };
        counted - self.value
    }
}

fn cell(expiry: &Expiry, scenario: &Scenario) -> Cell {
    match scenario.vol {
        VolMode::Up => Cell::new(expiry.ratio(scenario.spot), VolState::Up),
        VolMode::Down => Cell::new(expiry.ratio(scenario.spot), VolState::Down),
        VolMode::Same => Cell::new(expiry.ratio(scenario.spot), VolState::Same),
        VolMode::Linear | VolMode::Absolute => Cell::new(1.0, VolState::Same),
    }
}

/// Gain of everything that moves in a straight line with spot: perpetual, and collateral that moves with it.
pub(super) fn straight(account: &Pm2Account, scenario: &Scenario) -> f64 {
    let step = scenario.spot - 1.0;
    let moving = account.collateral.iter().filter(|held| held.moves_with_spot);
    let collateral: f64 = moving.map(|held| account.worth(held) * step).sum();
    scenario.damping * (account.perp.amount * (step * account.perp.price) + collateral)
}
