//! Accounts side by side: what each needs by itself, and what all of them would need as one.

use rust_decimal::Decimal;

use super::{Assessment, RuleSet, assess};
use crate::book::{Account, Exact};
use crate::market::Market;

/// What is asked of one account, or of several added up. US dollars; requirements are amounts ≥ 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// What it is worth after haircuts.
    pub equity: Decimal,
    /// What is asked for opening.
    pub initial_margin: Decimal,
    /// Below what equity it is liquidated.
    pub maintenance_margin: Decimal,
    /// Equity less initial margin.
    pub free_collateral: Decimal,
    /// Maintenance margin over equity; absent for several added up, each of which has its own.
    pub margin_ratio: Option<Decimal>,
}

/// Accounts margined apart and as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Each by itself, in order.
    pub each: Vec<Needs>,
    /// Those added up; absent where the sum has more than 28 digits.
    pub apart: Option<Needs>,
    /// All of them as one account.
    pub one: Needs,
    /// Initial margin that making one account of them frees; below zero where it would ask for more.
    pub freed: Option<Decimal>,
}

impl Needs {
    fn of(of: &Assessment) -> Self {
        Self {
            equity: of.equity.total,
            initial_margin: of.initial_margin,
            maintenance_margin: of.maintenance_margin,
            free_collateral: of.free_collateral,
            margin_ratio: of.margin_ratio,
        }
    }

    fn plus(&self, other: &Self) -> Option<Self> {
        Some(Self {
            equity: self.equity.plus(other.equity)?,
            initial_margin: self.initial_margin.plus(other.initial_margin)?,
            maintenance_margin: self.maintenance_margin.plus(other.maintenance_margin)?,
            free_collateral: self.free_collateral.plus(other.free_collateral)?,
            margin_ratio: None,
        })
    }
}

/// Asks [`assess`] of each account at its own prices, and of all of them as one at the first one's prices laid over the
/// others'.
pub fn side_by_side(accounts: &[(Account, Market)], rules: &RuleSet) -> Beside {
    let each: Vec<Needs> = accounts.iter().map(|(of, market)| Needs::of(&assess(of, market, rules))).collect();
    let mut together = Account::default();
    let mut prices = Market::default();
    for (of, market) in accounts.iter().rev() {
        prices = prices.with(market);
        together.positions.splice(0..0, of.positions.iter().cloned());
        together.holdings.splice(0..0, of.holdings.iter().cloned());
        together.unknown.splice(0..0, of.unknown.iter().cloned());
    }
    let one = Needs::of(&assess(&together, &prices, rules));
    let apart = each.split_first().and_then(|(first, rest)| {
        let first = Needs { margin_ratio: None, ..first.clone() };
        rest.iter().try_fold(first, |sum, needs| sum.plus(needs))
    });
    let freed = apart.as_ref().and_then(|apart| apart.initial_margin.minus(one.initial_margin));
    Beside { each, apart, one, freed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Holding, Position, Time};
    use crate::market::{PriceState, Quote};
    use rust_decimal_macros::dec;

    #[test]
    fn a_hedge_in_another_account_frees_nothing_until_they_are_one() {
        let mut market = Market::at(Time(0));
        let quote = Quote::new(dec!(60000), "typed", Time(0), PriceState::Manual);
        market.index.insert("BTC".parse().unwrap(), quote);
        let account = |name: &str, quantity| Account {
            holdings: vec![Holding { asset: "USD".parse().unwrap(), quantity: dec!(10000) }],
            positions: vec![Position::new(name.parse().unwrap(), quantity, None)],
            ..Account::default()
        };
        let accounts = [(account("BTC-PERP", dec!(1)), market.clone()), (account("BTC-PERP", dec!(-1)), market)];
        let rules = crate::margin::venues::reference().unwrap();
        let beside = side_by_side(&accounts, rules);
        // each: 15 % of 60,000 + 0.5 % of 60,000 = 9,300; as one they are flat and ask for nothing
        assert_eq!(beside.each.iter().map(|of| of.initial_margin).collect::<Vec<_>>(), [dec!(9300), dec!(9300)]);
        assert_eq!(beside.apart.as_ref().map(|of| of.initial_margin), Some(dec!(18600)));
        assert_eq!((beside.one.initial_margin, beside.one.equity), (dec!(0), dec!(20000)));
        assert_eq!(beside.freed, Some(dec!(18600)));
    }
}
