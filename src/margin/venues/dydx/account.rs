//! A subaccount: its collateral, what it must keep, and which of two is nearer to liquidation.

use std::cmp::Ordering;

use super::market::{Market, Requirement, requirement};
use super::wide::compare;
use crate::margin::FigureError;

/// A position of a subaccount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Base quantums, long > 0.
    pub size: i128,
    /// Its market.
    pub market: Market,
    /// Initial margin rate of the leverage the user chose, ppm; 0 for none.
    pub custom_initial_ppm: u32,
}

/// A subaccount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subaccount {
    /// USDC, quote quantums; negative is borrowed.
    pub quote: i128,
    /// Positions.
    pub positions: Vec<Position>,
}

/// What a subaccount has and must keep, quote quantums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubaccountReport {
    /// Quote balance and signed notionals.
    pub net_collateral: i128,
    /// Sum of initial margins.
    pub initial: u128,
    /// Sum of maintenance margins.
    pub maintenance: u128,
    /// Net collateral less initial margin.
    pub free: i128,
    /// Whether risk may be added: net collateral covers the initial margin.
    pub may_add_risk: bool,
    /// Whether it can be liquidated: maintenance is above 0 and above net collateral.
    pub liquidatable: bool,
    /// In the order of the positions.
    pub positions: Vec<Requirement>,
}

/// Evaluates a subaccount. Errs where a figure does not fit.
pub fn subaccount(account: &Subaccount) -> Result<SubaccountReport, FigureError> {
    let beyond = |field| FigureError::overflow(field);
    let rows = account.positions.iter().map(|row| requirement(row.size, &row.market, row.custom_initial_ppm));
    let positions = rows.collect::<Result<Vec<_>, _>>()?;
    let (mut net_collateral, mut initial, mut maintenance) = (account.quote, 0_u128, 0_u128);
    for row in &positions {
        net_collateral = net_collateral.checked_add(row.notional).ok_or_else(|| beyond("net collateral"))?;
        initial = initial.checked_add(row.initial).ok_or_else(|| beyond("initial margin"))?;
        maintenance = maintenance.checked_add(row.maintenance).ok_or_else(|| beyond("maintenance margin"))?;
    }
    let needed = i128::try_from(initial).map_err(|_| beyond("initial margin"))?;
    let kept = i128::try_from(maintenance).map_err(|_| beyond("maintenance margin"))?;
    Ok(SubaccountReport {
        net_collateral,
        initial,
        maintenance,
        free: net_collateral.checked_sub(needed).ok_or_else(|| beyond("free collateral"))?,
        may_add_risk: net_collateral >= needed,
        liquidatable: kept > 0 && kept > net_collateral,
        positions,
    })
}

/// Orders two subaccounts by net collateral over maintenance, the nearer to liquidation first. Multiplied crosswise, never
/// divided, so no rounding decides.
pub fn riskier(a: &SubaccountReport, b: &SubaccountReport) -> Ordering {
    compare((a.net_collateral, b.maintenance), (b.net_collateral, a.maintenance))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::margin::venues::dydx::LiquidityTier;

    /// 10^8 quantums a coin, initial 20 %, maintenance 10 %.
    pub(in crate::margin::venues::dydx) fn coin(price: u64) -> Market {
        let tier = LiquidityTier {
            initial_margin_ppm: 200_000,
            maintenance_fraction_ppm: 500_000,
            open_interest_lower_cap: 0,
            open_interest_upper_cap: 0,
        };
        Market { price, price_exponent: 0, atomic_resolution: -8, tier, open_interest: 0 }
    }

    pub(in crate::margin::venues::dydx) fn of(quote: i128, positions: &[(i128, u64)]) -> Subaccount {
        let row = |&(size, price)| Position { size, market: coin(price), custom_initial_ppm: 0 };
        Subaccount { quote, positions: positions.iter().map(row).collect() }
    }

    #[test]
    fn collateral_nets_and_requirements_add_up() {
        // a tenth of a coin long at 50,000, one coin short at 3,000, 1,000 USDC
        let report = subaccount(&of(1_000_000_000, &[(10_000_000, 50_000), (-100_000_000, 3_000)])).unwrap();
        assert_eq!(report.net_collateral, 1_000_000_000 + 5_000_000_000 - 3_000_000_000);
        assert_eq!(report.initial, 1_000_000_000 + 600_000_000);
        assert_eq!(report.maintenance, 500_000_000 + 300_000_000);
        assert_eq!(report.free, 3_000_000_000 - 1_600_000_000);
        assert!(report.may_add_risk && !report.liquidatable);
    }

    #[test]
    fn liquidation_begins_below_maintenance() {
        let at = |quote| subaccount(&of(quote, &[(10_000_000, 50_000)])).unwrap().liquidatable;
        assert!(!at(-4_500_000_000));
        assert!(at(-4_500_000_001));
        // nothing to liquidate without a position, whatever is owed
        assert!(!subaccount(&of(-1, &[])).unwrap().liquidatable);
    }

    #[test]
    fn the_thinner_account_goes_first() {
        let report = |quote| subaccount(&of(quote, &[(10_000_000, 50_000)])).unwrap();
        assert_eq!(riskier(&report(-4_600_000_000), &report(-4_500_000_000)), Ordering::Less);
        assert_eq!(riskier(&report(-5_600_000_000), &report(-5_500_000_000)), Ordering::Less);
        assert_eq!(riskier(&report(0), &report(0)), Ordering::Equal);
    }

    #[test]
    fn what_does_not_fit_errs() {
        let err = subaccount(&of(i128::MAX, &[(10_000_000, 50_000)])).unwrap_err();
        assert_eq!(err.to_string(), "net collateral is too large to be computed exactly");
    }
}
