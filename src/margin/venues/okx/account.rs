//! The account over its risk units: what is borrowed, totals, leverage and margin ratio. Dollars.
//!
//! ```text
//! maintenance = Σ units + borrowed · maintenance rate (MR8);   initial = Σ units + borrowed · initial rate
//! leverage    = notional / equity;   margin ratio = equity / (maintenance + closing fees)
//! ```

use serde::Serialize;

use super::parameters::PortfolioRules;
use super::risk_unit::UnitMargin;
use crate::margin::FigureError;
use crate::margin::limits::within;

/// Equity in one coin.
#[derive(Clone, Debug, PartialEq)]
pub struct Asset {
    /// Which.
    pub coin: String,
    /// Equity in coin, unrealised gains in it; below zero is borrowed.
    pub equity: f64,
    /// Dollars of one.
    pub price: f64,
}

/// What an account holds beside its risk units.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Account {
    /// Equity by coin.
    pub assets: Vec<Asset>,
    /// Value of all positions, dollars.
    pub notional: f64,
    /// Fees of closing all of them; the venue does not print how it counts them.
    pub closing_fees: f64,
}

/// The account's margin and its parts, dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccountMargin {
    /// Equity of all coins.
    pub equity: f64,
    /// What is borrowed.
    pub borrowed: f64,
    /// Maintenance margin of the risk units.
    pub unit_maintenance: f64,
    /// Initial margin of the risk units.
    pub unit_initial: f64,
    /// Maintenance margin of what is borrowed (MR8).
    pub borrow_maintenance: f64,
    /// Initial margin of what is borrowed.
    pub borrow_initial: f64,
    /// Maintenance margin.
    pub maintenance: f64,
    /// Initial margin.
    pub initial: f64,
    /// Notional over equity, below zero with a negative equity; none without equity.
    pub leverage: Option<f64>,
    /// Equity over maintenance and closing fees; none where nothing is required.
    pub margin_ratio: Option<f64>,
}

/// The account's margin.
///
/// # Errors
/// A figure that cannot be, with its path.
pub fn account_margin(
    units: &[UnitMargin],
    account: &Account,
    rules: &PortfolioRules,
) -> Result<AccountMargin, FigureError> {
    let amount = "an amount from 0 to 1e24 is right";
    within("notional", account.notional, 0.0..=1e24, amount)?;
    within("closing_fees", account.closing_fees, 0.0..=1e24, amount)?;
    let (mut equity, mut borrowed) = (0.0, 0.0);
    for (place, asset) in account.assets.iter().enumerate() {
        let at = |key: &str| format!("assets[{place}].{key}");
        within(at("equity"), asset.equity, -1e15..=1e15, "coins up to 1e15 are right")?;
        within(at("price"), asset.price, 0.0..=1e12, "a price of at least 0 is right")?;
        let usd = asset.equity * asset.price;
        equity += usd;
        borrowed += (-usd).max(0.0);
    }
    let unit_maintenance: f64 = units.iter().map(|unit| unit.maintenance).sum();
    let unit_initial: f64 = units.iter().map(|unit| unit.initial).sum();
    let borrow_maintenance = borrowed * rules.borrow_maintenance;
    let borrow_initial = borrowed * rules.borrow_initial;
    let maintenance = unit_maintenance + borrow_maintenance;
    let quotient = |a: f64, b: f64| Some(a / b).filter(|q| q.is_finite());
    Ok(AccountMargin {
        equity,
        borrowed,
        unit_maintenance,
        unit_initial,
        borrow_maintenance,
        borrow_initial,
        maintenance,
        initial: unit_initial + borrow_initial,
        leverage: quotient(account.notional, equity),
        margin_ratio: quotient(equity, maintenance + account.closing_fees),
    })
}

#[cfg(test)]
mod tests {
    use super::super::parameters::portfolio_rules;
    use super::*;

    #[test]
    fn a_borrowed_coin_is_margined_and_nothing_has_no_ratio() {
        let rules = portfolio_rules().unwrap().parameters;
        let asset = |coin: &str, equity, price| Asset { coin: coin.into(), equity, price };
        let assets = vec![asset("BTC", 1.0, 60_000.0), asset("USDT", -10_000.0, 0.999)];
        let account = Account { assets, notional: 100_020.0, closing_fees: 0.0 };
        let margin = account_margin(&[], &account, &rules).unwrap();
        assert!((margin.equity - 50_010.0).abs() < 1e-9);
        assert!((margin.maintenance - 0.02 * 9_990.0).abs() < 1e-9);
        assert!((margin.initial - 0.1 * 9_990.0).abs() < 1e-9);
        assert!((margin.leverage.unwrap() - 2.0).abs() < 1e-9);
        let nothing = account_margin(&[], &Account::default(), &rules).unwrap();
        assert_eq!((nothing.leverage, nothing.margin_ratio, nothing.initial), (None, None, 0.0));
    }
}
