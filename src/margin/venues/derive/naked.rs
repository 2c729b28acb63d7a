//! Short options that nothing at the same strike offsets.
//!
//! Within an expiry a long put offsets a short call of its strike, and a long call a short put; longs at other
//! strikes offset nothing. Units ≥ 0.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::OptionHeld;
use crate::book::Right;

/// Units of naked short options of one expiry.
pub(super) fn naked_shorts(options: &[OptionHeld]) -> f64 {
    let mut strikes: BTreeMap<Decimal, (f64, f64)> = BTreeMap::new();
    for option in options {
        let (calls, puts) = strikes.entry(option.kept_strike()).or_default();
        match option.right {
            Right::Call => *calls += option.amount,
            Right::Put => *puts += option.amount,
        }
    }
    let short = |own: f64, other: f64| ((-own).max(0.0) - other.max(0.0)).max(0.0);
    strikes.values().map(|&(calls, puts)| short(calls, puts) + short(puts, calls)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn option(strike: Decimal, right: Right, amount: f64) -> OptionHeld {
        OptionHeld { strike, right, amount, vol: 0.5 }
    }

    #[test]
    fn a_long_put_offsets_a_short_call_of_its_strike_only() {
        let call = option(dec!(100), Right::Call, -3.0);
        let here = option(dec!(100), Right::Put, 1.0);
        let elsewhere = option(dec!(90), Right::Put, 5.0);
        assert_eq!(naked_shorts(&[call.clone(), here]), 3.0 - 1.0);
        assert_eq!(naked_shorts(&[call, elsewhere]), 3.0);
    }

    #[test]
    fn a_short_straddle_counts_twice() {
        let straddle = [option(dec!(100), Right::Call, -1.0), option(dec!(100), Right::Put, -1.0)];
        assert_eq!(naked_shorts(&straddle), 1.0 + 1.0);
    }
}
