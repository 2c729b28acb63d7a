//! Portfolio margin: spot tokens stand behind borrowed stablecoins and perpetuals.
//!
//! `threshold = base + per_ltv·LTV`, and per borrowed token
//! `ratio = (floor + Σ cross maintenance + borrowed) / (balance + min(borrow cap, Σ min(quantity, supply cap)·oracle·threshold))`;
//! the account's ratio is the largest and it is liquidated above the limit. Which side goes first, perpetuals or spot, the
//! venue leaves open. Amounts in the borrowed token, counted as dollars.
//!
//! Source: the venue's documentation of portfolio margin; no figure of the venue to check against.

use rust_decimal::Decimal;

use super::portfolio_rules::PortfolioRules;
use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, div, mul, sub, sum};
use crate::margin::limits::wrong;
use crate::margin::rates::Rate;

/// A spot token that stands behind what is borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collateral {
    /// Tokens.
    pub quantity: Decimal,
    /// Oracle price, USDC.
    pub oracle: Decimal,
    /// Loan to value, a fraction.
    pub ltv: Decimal,
    /// Most tokens that count.
    pub supply_cap: Option<Decimal>,
}

/// A borrowed token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debt {
    /// Borrowed, tokens ≥ 0.
    pub borrowed: Decimal,
    /// Maintenance of the cross positions settled in it, tokens ≥ 0.
    pub cross_maintenance: Decimal,
    /// The account's balance of the token itself.
    pub balance: Decimal,
    /// Most tokens that may be borrowed.
    pub borrow_cap: Option<Decimal>,
}

/// A borrowed token's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebtReport {
    /// Floor, maintenance and debt, tokens.
    pub requirement: Decimal,
    /// Balance and what the collateral counts for, tokens.
    pub liquidation_value: Decimal,
    /// Requirement over value; absent where the value is not above 0.
    pub ratio: Option<Decimal>,
}

/// A portfolio-margin account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortfolioReport {
    /// In the order of the debts.
    pub debts: Vec<DebtReport>,
    /// What all collateral counts for at its liquidation thresholds, USDC.
    pub collateral_value: Decimal,
    /// The largest ratio; absent where one is.
    pub ratio: Option<Decimal>,
    /// Whether it is above the limit, or absent.
    pub liquidatable: bool,
}

/// What can be borrowed against collateral, USDC: `quantity·oracle·LTV`, within the caps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Borrowing {
    /// Tokens that count.
    pub counted: Decimal,
    /// What may be borrowed, USDC.
    pub amount: Decimal,
}

fn counted(collateral: &Collateral) -> Result<Decimal, FigureError> {
    let Collateral { quantity, oracle, ltv, supply_cap } = *collateral;
    if quantity < Decimal::ZERO {
        return Err(wrong("collateral.quantity", quantity, "0 or more is right"));
    }
    if oracle <= Decimal::ZERO {
        return Err(wrong("collateral.oracle", oracle, "a price above 0 is right"));
    }
    if !(Decimal::ZERO..=Decimal::ONE).contains(&ltv) {
        return Err(wrong("collateral.ltv", ltv, "a fraction from 0 to 1 is right, 0.5 for 50 %"));
    }
    Ok(supply_cap.map_or(quantity, |cap| quantity.min(cap)))
}

/// What may be borrowed against one token. Errs on a negative quantity, a price not above 0, an LTV outside 0 to 1.
pub fn borrowable(collateral: &Collateral, borrow_cap: Option<Decimal>) -> Result<Borrowing, FigureError> {
    let counted = counted(collateral)?;
    let amount = mul("borrowable", mul("collateral value", counted, collateral.oracle)?, collateral.ltv)?;
    Ok(Borrowing { counted, amount: borrow_cap.map_or(amount, |cap| amount.min(cap)) })
}

/// What may be borrowed against all tokens together, USDC, within what one user may borrow. Errs as [`borrowable`].
pub fn lent(collateral: &[Collateral], borrow_cap: Option<Decimal>) -> Result<Decimal, FigureError> {
    let each = collateral.iter().map(|token| Ok(borrowable(token, None)?.amount));
    let all = sum("collateral", each.collect::<Result<Vec<_>, FigureError>>()?)?;
    Ok(borrow_cap.map_or(all, |cap| all.min(cap)))
}

/// Part of a token's value that counts at liquidation, a fraction.
pub fn liquidation_threshold(ltv: Decimal, rules: &PortfolioRules) -> Result<Decimal, FigureError> {
    add("liquidation threshold", rules.threshold_base, mul("liquidation threshold", rules.threshold_per_ltv, ltv)?)
}

/// Interest a year on borrowed stablecoins at a utilisation from 0 to 1, a fraction.
pub fn borrow_apy(utilisation: Decimal, rules: &PortfolioRules) -> Result<Decimal, FigureError> {
    if !(Decimal::ZERO..=Decimal::ONE).contains(&utilisation) {
        return Err(wrong("utilisation", utilisation, "a fraction from 0 to 1 is right"));
    }
    let beyond = sub("borrow rate", utilisation, rules.borrow.kink)?.max(Decimal::ZERO);
    add("borrow rate", rules.borrow.base, mul("borrow rate", rules.borrow.slope, beyond)?)
}

/// Ratio of an account: each debt against its own balance and all collateral.
pub fn portfolio(
    debts: &[Debt],
    collateral: &[Collateral],
    rules: &PortfolioRules,
) -> Result<PortfolioReport, FigureError> {
    let values = collateral.iter().map(|token| {
        let value = mul("collateral value", counted(token)?, token.oracle)?;
        mul("collateral value", value, liquidation_threshold(token.ltv, rules)?)
    });
    let collateral_value = sum("collateral value", values.collect::<Result<Vec<_>, _>>()?)?;
    let mut reports = Vec::with_capacity(debts.len());
    for debt in debts {
        if debt.borrowed < Decimal::ZERO {
            return Err(wrong("debt.borrowed", debt.borrowed, "0 or more is right"));
        }
        let parts = [rules.requirement_floor_usd, debt.cross_maintenance, debt.borrowed];
        let requirement = sum("portfolio requirement", parts)?;
        let counts = debt.borrow_cap.map_or(collateral_value, |cap| cap.min(collateral_value));
        let liquidation_value = add("liquidation value", debt.balance, counts)?;
        let ratio = (liquidation_value > Decimal::ZERO)
            .then(|| div("portfolio ratio", requirement, liquidation_value))
            .transpose()?;
        reports.push(DebtReport { requirement, liquidation_value, ratio });
    }
    let ratio = reports.iter().try_fold(Decimal::ZERO, |most, debt| debt.ratio.map(|ratio| most.max(ratio)));
    let liquidatable = ratio.is_none_or(|ratio| ratio > rules.liquidation_ratio);
    Ok(PortfolioReport { debts: reports, collateral_value, ratio, liquidatable })
}

/// What an account may still use, with its parts, USDC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Availability {
    /// What collateral lends.
    pub collateral: Decimal,
    /// Margin of cross positions at the users' leverages.
    pub initial: Decimal,
    /// Set aside for open orders.
    pub orders: Decimal,
    /// `net + collateral − isolated − initial − orders`.
    pub available: Decimal,
}

/// What an account may still use: net balance and what collateral lends, less isolated equity, initial margin of the cross
/// positions (`notional`, `leverage`) and what open orders set aside. Community snapshots, not documentation.
pub fn available_balance(
    net_balance: Decimal,
    collateral: &[Collateral],
    isolated_equity: Decimal,
    cross: &[(Decimal, u32)],
    order_initial: Decimal,
    rules: &PortfolioRules,
) -> Result<Availability, FigureError> {
    let lent = lent(collateral, None)?;
    let initial = cross.iter().map(|&(notional, leverage)| super::table::initial(notional, leverage));
    let initial = sum("initial margin", initial.collect::<Result<Vec<_>, _>>()?)?;
    let orders = Rate::fraction(rules.order_reserve).of("order reserve", order_initial)?;
    let available = sum("available balance", [net_balance, lent, -isolated_equity, -initial, -orders])?;
    Ok(Availability { collateral: lent, initial, orders, available })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn rules() -> &'static PortfolioRules {
        &crate::margin::venues::hyperliquid::portfolio_parameters().unwrap().parameters
    }

    fn token(quantity: Decimal, oracle: Decimal, ltv: Decimal) -> Collateral {
        Collateral { quantity, oracle, ltv, supply_cap: None }
    }

    fn debt(borrowed: Decimal, cross_maintenance: Decimal) -> Debt {
        Debt { borrowed, cross_maintenance, balance: dec!(0), borrow_cap: None }
    }

    #[test]
    fn the_ratio_is_requirement_over_liquidation_value() {
        let report =
            portfolio(&[debt(dec!(1500), dec!(100))], &[token(dec!(100), dec!(40), dec!(0.5))], rules()).unwrap();
        assert_eq!(report.debts[0].requirement, dec!(20) + dec!(100) + dec!(1500));
        assert_eq!(report.debts[0].liquidation_value, dec!(100) * dec!(40) * dec!(0.75));
        assert_eq!(report.ratio, Some(dec!(1620) / dec!(3000)));
        assert!(!report.liquidatable);
    }

    #[test]
    fn a_carry_trade_must_shrink_when_the_coin_has_doubled() {
        // one coin bought at 100,000 and one sold short: the short's loss is borrowed against the coin
        let borrowed = |price: Decimal| price - dec!(100000);
        let room = |price| borrowable(&token(dec!(1), price, dec!(0.5)), None).unwrap().amount - borrowed(price);
        assert_eq!(room(dec!(150000)), dec!(75000) - dec!(50000));
        assert_eq!(room(dec!(200000)), dec!(0));
    }

    #[test]
    fn caps_bind() {
        let capped = Collateral { supply_cap: Some(dec!(10)), ..token(dec!(100), dec!(40), dec!(0.5)) };
        assert_eq!(borrowable(&capped, None).unwrap().amount, dec!(10) * dec!(40) * dec!(0.5));
        assert_eq!(borrowable(&capped, Some(dec!(50))).unwrap().amount, dec!(50));
    }

    #[test]
    fn nothing_behind_a_debt_is_no_ratio_and_is_liquidated() {
        let report = portfolio(&[debt(dec!(1), dec!(0))], &[], rules()).unwrap();
        assert_eq!((report.ratio, report.liquidatable), (None, true));
        let empty = portfolio(&[], &[], rules()).unwrap();
        assert_eq!((empty.ratio, empty.liquidatable), (Some(dec!(0)), false));
    }

    #[test]
    fn borrowing_is_dear_beyond_the_kink() {
        assert_eq!(borrow_apy(dec!(0.8), rules()), Ok(dec!(0.05)));
        assert_eq!(borrow_apy(dec!(0.9), rules()), Ok(dec!(0.05) + dec!(4.75) * dec!(0.1)));
        assert!(borrow_apy(dec!(90), rules()).is_err());
    }

    #[test]
    fn what_is_available_counts_orders_with_their_reserve() {
        let cross = [(dec!(1000), 10)];
        let collateral = [token(dec!(2), dec!(40), dec!(0.5))];
        let got = available_balance(dec!(500), &collateral, dec!(60), &cross, dec!(100), rules()).unwrap();
        assert_eq!(got.available, dec!(500) + dec!(40) - dec!(60) - dec!(100) - dec!(101));
    }
}
