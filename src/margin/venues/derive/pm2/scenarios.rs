//! The scenarios' profit and loss, and each expiry's basis loss. Dollars, gain > 0.

use super::{BasisRules, DiscountRules, Expiry, Pm2Account, Pm2Rules, Scenario, Skew, VolMode};
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
        self.counted(self.discount * value, self.discount * value) - self.value
    }

    /// `value` multiplied by the discount of options that add up to `all`.
    fn counted(&self, value: f64, all: f64) -> f64 {
        if all >= 0.0 { value * self.long_discount } else { value * self.short_discount }
    }

    /// Each option's part of the gain in a scenario.
    pub(super) fn each_gain(&self, expiry: &Expiry, rules: &Pm2Rules, scenario: &Scenario) -> Vec<f64> {
        let law = expiry.shock(&rules.volatility);
        let moved = scenario.spot != 1.0;
        let skew = Skew::of(&rules.skew, scenario.vol, moved, expiry.total_forward(), expiry.years());
        let after = match skew {
            None => expiry.each(cell(expiry, scenario), |option| law.vols(option.vol, expiry.days())),
            Some(skew) => expiry.each(Cell::new(1.0, VolState::Same), |option| [skew.vol(option), 0.0, 0.0]),
        };
        let all = self.discount * after.iter().sum::<f64>();
        let gain = |(after, now): (f64, f64)| {
            scenario.damping * (self.counted(self.discount * after, all) - self.discount * now)
        };
        let gains: Vec<f64> = after.into_iter().zip(expiry.each_at(1.0)).map(gain).collect();
        let against = skew.is_some() && gains.iter().sum::<f64>() > 0.0;
        gains.into_iter().map(|gain| if against { -gain } else { gain }).collect()
    }

    /// Each option's part of the basis loss.
    pub(super) fn each_basis(&self, expiry: &Expiry, rules: &BasisRules) -> Vec<f64> {
        let now = expiry.each_at(1.0);
        let moved = [expiry.each_at(rules.up), expiry.each_at(rules.down)];
        let loss = |moved: &Vec<f64>| moved.iter().zip(&now).map(|(after, now)| after - now).sum::<f64>();
        let share = self.discount * (rules.add + rules.per_year * expiry.years());
        let worse = moved.iter().filter(|moved| loss(moved) < 0.0).min_by(|a, b| loss(a).total_cmp(&loss(b)));
        let nothing = || vec![0.0; now.len()];
        worse.map_or_else(nothing, |worse| worse.iter().zip(&now).map(|(after, now)| (after - now) * share).collect())
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
    scenario.damping * (account.perp.amount * (step * account.perp.price) + collateral(account, step))
}

/// Gain of the collateral that moves with spot.
pub(super) fn collateral(account: &Pm2Account, step: f64) -> f64 {
    let moving = account.collateral.iter().filter(|held| held.moves_with_spot);
    moving.map(|held| account.worth(held) * step).sum()
}
