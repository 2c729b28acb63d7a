//! Short options that nothing at the same strike offsets.
//!
//! Within an expiry a long put offsets a short call of its strike, and a long call a short put; longs at other
//! strikes offset nothing. Units ≥ 0.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::OptionHeld;
use crate::book::Right;

/// Calls and puts of each strike.
fn by_strike(options: &[OptionHeld]) -> BTreeMap<Decimal, (f64, f64)> {
    let mut strikes: BTreeMap<Decimal, (f64, f64)> = BTreeMap::new();
    for option in options {
        let (calls, puts) = strikes.entry(option.kept_strike()).or_default();
        match option.right {
            Right::Call => *calls += option.amount,
            Right::Put => *puts += option.amount,
        }
    }
    strikes
}

fn short(own: f64, other: f64) -> f64 {
    ((-own).max(0.0) - other.max(0.0)).max(0.0)
}

/// Units of naked short options of one expiry.
pub(super) fn naked_shorts(options: &[OptionHeld]) -> f64 {
    by_strike(options).values().map(|&(calls, puts)| short(calls, puts) + short(puts, calls)).sum()
}

/// Each option's part of them: of options of one strike and type by their amounts, so longs of the same have less than
/// none.
pub(super) fn naked_each(options: &[OptionHeld]) -> Vec<f64> {
    let strikes = by_strike(options);
    let each = |option: &OptionHeld| {
        let (calls, puts) = strikes.get(&option.kept_strike()).copied().unwrap_or_default();
        let (own, other) = if option.right == Right::Call { (calls, puts) } else { (puts, calls) };
        let naked = short(own, other);
        if naked > 0.0 { naked * option.amount / own } else { 0.0 }
    };
    options.iter().map(each).collect()
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
    fn each_has_its_part_of_what_is_naked() {
        // two rows of one call, 3 and 1 short, and a put that covers 2 of the 4
        let options = [(Right::Call, -3.0), (Right::Call, -1.0), (Right::Put, 2.0)];
        let options = options.map(|(right, amount)| option(dec!(100), right, amount));
        assert_eq!(naked_each(&options), [1.5, 0.5, 0.0]);
        assert_eq!(naked_shorts(&options), 1.5 + 0.5);
    }

    #[test]
    fn a_short_straddle_counts_twice() {
        let straddle = [option(dec!(100), Right::Call, -1.0), option(dec!(100), Right::Put, -1.0)];
        assert_eq!(naked_shorts(&straddle), 1.0 + 1.0);
    }
}
