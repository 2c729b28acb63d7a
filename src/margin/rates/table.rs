//! Tiers as venues list them that give a tier's initial rate beside its maintenance rate, up to a size.
//!
//! What the size counts (notional, contracts) is the venue's, and so is whether the whole position pays its tier's rate
//! or each slice that of its own.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Rate, Tier, Tiers};
use crate::margin::RuleError;
use crate::margin::limits::wrong;

/// A tier up to a size. Fractions are fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarginTier {
    /// Largest size in it, the last one's is the largest allowed.
    pub upper: Decimal,
    /// Maintenance rate.
    pub maintenance: Decimal,
    /// Initial rate at the highest leverage.
    pub initial: Decimal,
}

/// Refuses tiers that cannot be; `path` is where they stand: none at all, sizes that do not rise, rates that fall or are no
/// fraction above 0, maintenance above initial margin.
///
/// # Errors
/// The first tier that cannot be, with its path.
pub fn check_margin_tiers(path: &str, tiers: &[MarginTier]) -> Result<(), RuleError> {
    if tiers.is_empty() {
        return Err(wrong(path, "an empty list", "at least one tier is right"));
    }
    let mut before = MarginTier { upper: Decimal::ZERO, maintenance: Decimal::ZERO, initial: Decimal::ZERO };
    for (place, tier) in tiers.iter().enumerate() {
        let refused = |key: &str, read: Decimal, right: &str| {
            Err(wrong(format!("{path}[{place}].{key}"), read.normalize(), right))
        };
        if tier.upper <= before.upper {
            return refused("upper", tier.upper, "more than in the tier before is right");
        }
        for (key, rate, least) in
            [("maintenance", tier.maintenance, before.maintenance), ("initial", tier.initial, before.initial)]
        {
            if rate <= Decimal::ZERO || rate > Decimal::ONE {
                return refused(key, rate, "a fraction above 0 and up to 1 is right, 0.05 for 5 %");
            }
            if rate < least {
                return refused(key, rate, "no less than in the tier before is right");
            }
        }
        if tier.maintenance > tier.initial {
            return refused("maintenance", tier.maintenance, "no more than the initial rate beside it is right");
        }
        before = *tier;
    }
    Ok(())
}

/// The tier of a size, and whether it is beyond the largest allowed; at a bound the one below.
pub fn margin_tier(tiers: &[MarginTier], size: Decimal) -> Option<(&MarginTier, bool)> {
    let within = tiers.iter().find(|tier| size <= tier.upper).map(|tier| (tier, false));
    within.or_else(|| tiers.last().map(|tier| (tier, true)))
}

/// Tiers whose slices pay each its own maintenance rate, with the deductions that gives.
///
/// # Errors
/// What [`check_margin_tiers`] and [`Tiers::new`] refuse.
pub fn sliced(path: &str, tiers: &[MarginTier]) -> Result<Tiers, RuleError> {
    check_margin_tiers(path, tiers)?;
    let lowers = std::iter::once(Decimal::ZERO).chain(tiers.iter().map(|tier| tier.upper));
    let list = lowers.zip(tiers).map(|(lower, tier)| Tier { lower, rate: Rate::fraction(tier.maintenance) });
    Tiers::new(path, "maintenance", &list.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn tiers() -> Vec<MarginTier> {
        let tier = |upper, maintenance, initial| MarginTier { upper, maintenance, initial };
        vec![tier(dec!(100), dec!(0.01), dec!(0.02)), tier(dec!(300), dec!(0.02), dec!(0.05))]
    }

    #[test]
    fn a_bound_belongs_to_the_tier_below() {
        let tiers = tiers();
        let of = |size| margin_tier(&tiers, size).map(|(tier, beyond)| (tier.initial, beyond));
        assert_eq!(of(dec!(100)), Some((dec!(0.02), false)));
        assert_eq!(of(dec!(101)), Some((dec!(0.05), false)));
        assert_eq!(of(dec!(301)), Some((dec!(0.05), true)));
        // sliced: 100 at 1 % and 50 at 2 %
        let paid = sliced("tiers", &tiers).unwrap().maintenance(dec!(150)).unwrap();
        assert_eq!(paid.amount, dec!(100) * dec!(0.01) + dec!(50) * dec!(0.02));
    }

    #[test]
    fn tiers_that_cannot_be_are_refused_with_their_path() {
        let said = |change: fn(&mut Vec<MarginTier>)| {
            let mut tiers = tiers();
            change(&mut tiers);
            check_margin_tiers("t", &tiers).unwrap_err().to_string()
        };
        assert_eq!(said(Vec::clear), "t is an empty list; at least one tier is right");
        assert_eq!(said(|t| t.swap(0, 1)), "t[1].upper is 100; more than in the tier before is right");
        assert_eq!(
            said(|t| t[0].initial = dec!(5)),
            "t[0].initial is 5; a fraction above 0 and up to 1 is right, 0.05 for 5 %"
        );
        assert_eq!(
            said(|t| t[0].maintenance = dec!(0.03)),
            "t[0].maintenance is 0.03; no more than the initial rate beside it is right"
        );
        assert_eq!(
            said(|t| t[1].initial = dec!(0.01)),
            "t[1].initial is 0.01; no less than in the tier before is right"
        );
    }
}
