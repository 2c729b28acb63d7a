//! A margin table and the few formulas of one perpetual position.

use rust_decimal::Decimal;

use super::rules::{HyperliquidRules, LeverageTier};
use crate::margin::checked::decimal::mul;
use crate::margin::limits::wrong;
use crate::margin::rates::{Maintenance, Pool, Rate, Root, Tier, TieredLeg, Tiers, roots};
use crate::margin::{FigureError, RuleError};

/// Leverage tiers with their maintenance rates, `part / max leverage`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarginTable {
    leverages: Vec<u32>,
    tiers: Tiers,
}

impl MarginTable {
    /// Checks the tiers; `path` is where they stand in the parameters.
    pub fn new(path: &str, tiers: &[LeverageTier], maintenance_part: Decimal) -> Result<Self, RuleError> {
        let mut before = u32::MAX;
        let mut list = Vec::with_capacity(tiers.len());
        for (place, tier) in tiers.iter().enumerate() {
            let refused = |right: &str| Err(wrong(format!("{path}[{place}].max_leverage"), tier.max_leverage, right));
            let range = "a whole number from 1 to 1000 is right";
            if !(1..=1000).contains(&tier.max_leverage) {
                return refused(range);
            }
            if tier.max_leverage > before {
                return refused("no more leverage than in the tier before is right");
            }
            before = tier.max_leverage;
            let Some(rate) = Rate::quotient(maintenance_part, tier.max_leverage.into()) else { return refused(range) };
            list.push(Tier { lower: tier.lower, rate });
        }
        let leverages = tiers.iter().map(|tier| tier.max_leverage).collect();
        Ok(Self { leverages, tiers: Tiers::new(path, "max_leverage", &list)? })
    }

    /// One leverage whatever the notional: what a position's own `maxLeverage` says.
    pub fn flat(max_leverage: u32, maintenance_part: Decimal) -> Result<Self, RuleError> {
        Self::new("tiers", &[LeverageTier { lower: Decimal::ZERO, max_leverage }], maintenance_part)
    }

    /// The tiers with their rates and deductions.
    pub fn tiers(&self) -> &Tiers {
        &self.tiers
    }

    /// Highest leverage of the first tier: the highest a user can choose.
    pub fn highest_leverage(&self) -> u32 {
        self.leverages.first().copied().unwrap_or(1)
    }

    /// Highest leverage at which a notional can be opened.
    pub fn leverage_at(&self, notional: Decimal) -> u32 {
        self.leverages.get(self.tiers.at(notional).0).copied().unwrap_or(1)
    }

    /// Maintenance margin of a notional, USDC, with its tier, rate and deduction.
    pub fn maintenance(&self, notional: Decimal) -> Result<Maintenance, FigureError> {
        self.tiers.maintenance(notional)
    }
}

/// Initial margin `notional / leverage`, USDC: asked for when a position is opened or grows, and `marginUsed` of a cross
/// position. `leverage` is the user's, 1 or more.
pub fn initial(notional: Decimal, leverage: u32) -> Result<Decimal, FigureError> {
    match Rate::quotient(Decimal::ONE, leverage.into()) {
        Some(rate) => rate.of("initial margin", notional),
        None => Err(wrong("leverage", leverage, "1 or more is right")),
    }
}

/// What a position must bring when it is opened, and keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Initial margin, USDC.
    pub initial: Decimal,
    /// Maintenance with notional, tier, rate and deduction.
    pub maintenance: Maintenance,
}

/// What a position of `size` coins asks at its mark, at the user's leverage or, without one, at the highest that its notional
/// allows. Errs on a mark not above 0, a leverage outside 1 to the table's highest, and overflow.
pub fn requirement(
    size: Decimal,
    mark: Decimal,
    leverage: Option<u32>,
    table: &MarginTable,
) -> Result<Requirement, FigureError> {
    if mark <= Decimal::ZERO {
        return Err(wrong("mark", mark, "a price above 0 is right"));
    }
    let notional = mul("notional", size.abs(), mark)?;
    let leverage = leverage.unwrap_or_else(|| table.leverage_at(notional));
    if leverage == 0 || leverage > table.highest_leverage() {
        return Err(wrong("leverage", leverage, "1 up to the coin's highest leverage is right"));
    }
    Ok(Requirement { initial: initial(notional, leverage)?, maintenance: table.maintenance(notional)? })
}

/// What must stay when margin is withdrawn or moved, USDC: the initial margin, at least a part of the notional.
pub fn withdrawal(initial: Decimal, notional: Decimal, rules: &HyperliquidRules) -> Result<Decimal, FigureError> {
    Ok(Rate::fraction(rules.withdrawal_fraction).of("withdrawal requirement", notional)?.max(initial))
}

/// The mark at which a position's pool falls to `share` of its maintenance, other marks kept; `None` where there is no
/// such price. `equity` is the account value (cross) or the isolated margin at `mark`, `other_maintenance` that of the
/// pool's other positions.
pub fn liquidation(
    size: Decimal,
    mark: Decimal,
    table: &MarginTable,
    pool: &Pool,
) -> Result<Option<Root>, FigureError> {
    let leg = TieredLeg { size, price: mark, tiers: table.tiers() };
    Ok(roots(&[leg], pool)?.into_iter().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn btc() -> MarginTable {
        crate::margin::venues::hyperliquid::parameters().unwrap().parameters.table("BTC").unwrap().unwrap()
    }

    #[test]
    fn maintenance_is_half_the_initial_margin_at_the_highest_leverage() {
        assert_eq!(btc().maintenance(dec!(150000000)).unwrap().amount, dec!(150000000) / dec!(80));
        // 50 million beyond the boundary at 1/40
        let paid = btc().maintenance(dec!(200000000)).unwrap();
        assert_eq!(paid.amount, dec!(150000000) / dec!(80) + dec!(50000000) / dec!(40));
        assert_eq!(paid.deduction, dec!(150000000) * (dec!(0.025) - dec!(0.0125)));
        assert_eq!((btc().highest_leverage(), btc().leverage_at(dec!(150000000))), (40, 20));
    }

    #[test]
    fn a_third_tier_carries_the_deduction_on() {
        let tier = |lower, max_leverage| LeverageTier { lower, max_leverage };
        let list = [tier(dec!(0), 10), tier(dec!(20000), 5), tier(dec!(100000), 3)];
        let table = MarginTable::new("tiers", &list, dec!(0.5)).unwrap();
        let whole = table.maintenance(dec!(160000)).unwrap().amount;
        assert_eq!(whole.round_dp(20), dec!(20000) / dec!(20) + dec!(80000) / dec!(10) + dec!(60000) / dec!(6));
    }

    #[test]
    fn without_a_users_leverage_the_size_decides() {
        let asked = requirement(dec!(-3000), dec!(60000), None, &btc()).unwrap();
        assert_eq!(asked.initial, dec!(180000000) / dec!(20));
        assert_eq!(asked.maintenance.amount, dec!(150000000) / dec!(80) + dec!(30000000) / dec!(40));
        assert_eq!(requirement(dec!(1), dec!(60000), Some(10), &btc()).unwrap().initial, dec!(6000));
    }

    #[test]
    fn initial_margin_follows_the_users_leverage() {
        assert_eq!(initial(dec!(17390.38456), 20), Ok(dec!(869.519228)));
        assert!(initial(dec!(1), 0).is_err());
        let rules = &crate::margin::venues::hyperliquid::parameters().unwrap().parameters;
        assert_eq!(withdrawal(dec!(250), dec!(10000), rules), Ok(dec!(1000)));
        assert_eq!(withdrawal(dec!(2500), dec!(10000), rules), Ok(dec!(2500)));
    }
}
