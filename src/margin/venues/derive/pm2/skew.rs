//! The skew scenarios: every volatility multiplied by `1 + shift`, the shift growing with log-moneyness up to a cap.
//!
//! `shift = k·cap/k*`, where `k = ln(K/F)`, or its size for the absolute skew. A call-side shift stops at the cap from
//! above and a put-side one at minus the cap from below; with a negative cap that leaves far wings uncapped, which is
//! what the venue's model does. The multiple is at least 0. Spot does not move.

use super::{OptionHeld, SkewRules, VolMode};
use crate::risk::to_f64;

/// One expiry's skew under one mode.
#[derive(Clone, Copy, Debug)]
pub(super) struct Skew {
    cap: f64,
    k_star: f64,
    forward: f64,
    absolute: bool,
}

impl Skew {
    /// The skew of a mode, or `None` for one that moves all volatilities alike.
    ///
    /// `moved` says that the scenario also moves spot. The venue does not let one be set; the model behind its tests
    /// then takes the absolute skew's cap for either mode, and so does this.
    pub(super) fn of(rules: &SkewRules, mode: VolMode, moved: bool, forward: f64, years: f64) -> Option<Self> {
        let absolute = match mode {
            VolMode::Linear => false,
            VolMode::Absolute => true,
            VolMode::Up | VolMode::Down | VolMode::Same => return None,
        };
        let root = years.sqrt();
        let (cap, base) = if absolute || moved {
            (rules.absolute_cap, rules.absolute_base)
        } else {
            (rules.linear_cap, rules.linear_base)
        };
        let k_star = rules.least_k_star.max(rules.width * root * (rules.vol_static + rules.vol_scale * root));
        Some(Self { cap: base * root + cap, k_star, forward, absolute })
    }

    /// The option's volatility in the scenario.
    pub(super) fn vol(&self, option: &OptionHeld) -> f64 {
        let k = libm::log(to_f64(option.kept_strike()) / self.forward);
        option.vol * (1.0 + self.shift(if self.absolute { k.abs() } else { k })).max(0.0)
    }

    fn shift(&self, k: f64) -> f64 {
        if k == 0.0 {
            return 0.0;
        }
        // no width at all: the cap is reached at once
        let shift = if self.k_star > 0.0 { k * self.cap / self.k_star } else { self.cap.copysign(self.cap * k) };
        if k > 0.0 { shift.min(self.cap) } else { shift.max(-self.cap) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SKEW: Skew = Skew { cap: 0.15, k_star: 0.5, forward: 100.0, absolute: false };

    #[test]
    fn the_shift_grows_to_the_cap_on_either_side() {
        assert_eq!(SKEW.shift(0.25), 0.25 * 0.15 / 0.5);
        assert_eq!(SKEW.shift(2.0), 0.15);
        assert_eq!(SKEW.shift(-2.0), -0.15);
        assert_eq!(SKEW.shift(0.0), 0.0);
    }

    #[test]
    fn a_negative_cap_holds_near_the_money_and_not_far_out() {
        let skew = Skew { cap: -0.05, ..SKEW };
        assert_eq!(skew.shift(0.25), -0.05);
        assert_eq!(skew.shift(1.0), 1.0 * -0.05 / 0.5);
        assert_eq!(skew.shift(-0.25), 0.05);
    }

    #[test]
    fn without_width_the_cap_is_reached_at_once() {
        let skew = Skew { k_star: 0.0, ..SKEW };
        assert_eq!((skew.shift(0.01), skew.shift(-0.01)), (0.15, -0.15));
    }
}
