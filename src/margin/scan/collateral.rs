//! Collateral under scan rules: haircuts, coins that cover a short, and equity.

use rust_decimal::Decimal;

use super::ScanRules;
use super::report::{Report, sum, usd};
use crate::book::{Asset, Exact, Sorted};
use crate::margin::{Equity, HoldingReport, LegReport};
use crate::risk::{Held, Valued};

/// Each holding with the factor its dollars count at: `1 − haircut` for what is owned, 1 for what is owed.
pub(super) fn collateral_factors<'v>(
    all: &'v [Held],
    rules: &'v ScanRules,
) -> impl Iterator<Item = (&'v Held, Decimal)> + 'v {
    let mut nets: Sorted<&Asset, Decimal> = Sorted::new();
    for held in all {
        let net = nets.or_default(&held.asset);
        *net = net.capped_plus(held.quantity);
    }
    all.iter().map(move |held| {
        let owed = nets.get(&&held.asset).is_some_and(|net| *net < Decimal::ZERO);
        (held, if owed { Decimal::ONE } else { Decimal::ONE.capped_minus(rules.haircut(&held.asset)) })
    })
}

pub(super) fn equity(valued: &Valued, legs: &[LegReport], holdings: &[HoldingReport]) -> Equity {
    let collateral = sum(holdings.iter().map(|holding| holding.value));
    let unrealised_pnl = sum(valued.legs.iter().filter(|leg| leg.gain.is_some()).filter_map(|leg| leg.pnl));
    let option_value = sum(legs.iter().filter(|leg| leg.vol.is_some()).map(|leg| leg.value));
    let total = sum([collateral, unrealised_pnl, option_value].into_iter());
    Equity { total, collateral, unrealised_pnl, option_value }
}

impl Report<'_> {
    pub(super) fn holdings(&self) -> Vec<HoldingReport> {
        let valued = self.desk.valued;
        // coins that cover a short, shared out over the rows that hold them
        let mut left: Sorted<usize, Decimal> =
            self.units().map(|(_, unit, state, _)| (unit.place, usd(state.covered))).collect();
        let rules = self.desk.rules;
        collateral_factors(&valued.held, rules)
            .map(|(held, factor)| {
                let own = held.underlying.filter(|&u| valued.underlyings.get(u).is_some_and(|u| u.asset == held.asset));
                let covered = match own.and_then(|u| left.get_mut(&u)) {
                    Some(left) if held.quantity > Decimal::ZERO => {
                        let covered = held.quantity.min(*left);
                        *left = left.capped_minus(covered);
                        covered
                    }
                    _ => Decimal::ZERO,
                };
                let haircut = Decimal::ONE.capped_minus(factor);
                let counted = held.quantity.capped_times(factor).capped_plus(covered.capped_times(haircut));
                HoldingReport {
                    row: held.row,
                    asset: held.asset.clone(),
                    quantity: held.quantity,
                    price: held.price,
                    haircut,
                    covered,
                    value: held.price.map_or(Decimal::ZERO, |price| counted.capped_times(price)),
                    state: held.state,
                }
            })
            .collect()
    }
}
