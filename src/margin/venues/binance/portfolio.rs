//! Portfolio margin: every asset of the account behind every position, judged by one ratio.
//!
//! `uniMMR = adjusted equity / Σ maintenance`, where an asset counts `min(net·index·rate, net·index)`: what is owned is
//! cut by its collateral rate, what is owed counts in full. Hedged positions still pay their gross maintenance.

use rust_decimal::Decimal;

use super::rules::PortfolioRules;
use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, div, mul, sub, sum};
use crate::margin::limits::wrong;
use crate::margin::rates::Rate;

/// An asset of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortfolioAsset {
    /// Owned less owed, coins.
    pub net: Decimal,
    /// Index price, dollars.
    pub index: Decimal,
    /// Collateral rate, a fraction.
    pub collateral_rate: Decimal,
}

/// An account, dollars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortfolioAccount {
    /// Assets.
    pub assets: Vec<PortfolioAsset>,
    /// Maintenance of futures and options.
    pub futures_maintenance: Decimal,
    /// Maintenance of margin loans.
    pub loan_maintenance: Decimal,
    /// Loss of open orders, ≥ 0.
    pub open_loss: Decimal,
}

/// What an asset counts for, dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssetReport {
    /// `net·index`.
    pub value: Decimal,
    /// What counts.
    pub counted: Decimal,
}

/// What the venue does at a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing is restricted.
    Normal,
    /// A warning.
    MarginCall,
    /// Positions may only be reduced.
    ReduceOnly,
    /// Liquidation.
    Liquidation,
}

/// An account's figures, dollars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortfolioReport {
    /// In the order of the assets.
    pub assets: Vec<AssetReport>,
    /// Before collateral rates and open loss.
    pub actual_equity: Decimal,
    /// What counts.
    pub adjusted_equity: Decimal,
    /// Sum of maintenance.
    pub maintenance: Decimal,
    /// Adjusted equity over maintenance; absent where nothing must be kept.
    pub uni_mmr: Option<Decimal>,
    /// What the ratio means.
    pub status: Status,
}

/// Maintenance of a margin loan, dollars: its value times the rate of its leverage. Errs on a leverage the rules do not
/// list and a negative loan.
pub fn loan_maintenance(loan: Decimal, leverage: u32, rules: &PortfolioRules) -> Result<Decimal, FigureError> {
    if loan < Decimal::ZERO {
        return Err(wrong("loan", loan, "0 or more is right"));
    }
    match rules.loan_maintenance.get(&leverage) {
        Some(&rate) => Rate::fraction(rate).of("loan maintenance", loan),
        None => Err(wrong("leverage", leverage, "a leverage with a loan rate is right")),
    }
}

/// Evaluates an account. Errs on an index not above 0, a collateral rate outside 0 to 1, a negative requirement or open
/// loss, and overflow.
pub fn portfolio(account: &PortfolioAccount, rules: &PortfolioRules) -> Result<PortfolioReport, FigureError> {
    let amounts = [
        ("futures_maintenance", account.futures_maintenance),
        ("loan_maintenance", account.loan_maintenance),
        ("open_loss", account.open_loss),
    ];
    for (key, amount) in amounts {
        if amount < Decimal::ZERO {
            return Err(wrong(key, amount, "0 or more is right"));
        }
    }
    let mut assets = Vec::with_capacity(account.assets.len());
    for (place, &PortfolioAsset { net, index, collateral_rate }) in account.assets.iter().enumerate() {
        if index <= Decimal::ZERO {
            return Err(wrong(format!("assets[{place}].index"), index, "a price above 0 is right"));
        }
        if !(Decimal::ZERO..=Decimal::ONE).contains(&collateral_rate) {
            let right = "a fraction from 0 to 1 is right, 0.95 for 95 %";
            return Err(wrong(format!("assets[{place}].collateral_rate"), collateral_rate, right));
        }
        let value = mul("asset value", net, index)?;
        assets.push(AssetReport { value, counted: mul("asset value", value, collateral_rate)?.min(value) });
    }
    let actual_equity = sum("actual equity", assets.iter().map(|asset| asset.value))?;
    let counted = sum("adjusted equity", assets.iter().map(|asset| asset.counted))?;
    let adjusted_equity = sub("adjusted equity", counted, account.open_loss)?;
    let maintenance = add("maintenance margin", account.futures_maintenance, account.loan_maintenance)?;
    let uni_mmr = (!maintenance.is_zero()).then(|| div("uniMMR", adjusted_equity, maintenance)).transpose()?;
    let status = uni_mmr.map_or(Status::Normal, |ratio| status(ratio, rules));
    Ok(PortfolioReport { assets, actual_equity, adjusted_equity, maintenance, uni_mmr, status })
}

fn status(ratio: Decimal, rules: &PortfolioRules) -> Status {
    let bands = rules.bands;
    if ratio <= bands.liquidation_at {
        Status::Liquidation
    } else if ratio <= bands.reduce_only_at {
        Status::ReduceOnly
    } else if ratio <= bands.free_above {
        Status::MarginCall
    } else {
        Status::Normal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::binance::portfolio_parameters;
    use rust_decimal_macros::dec;

    fn rules() -> &'static PortfolioRules {
        &portfolio_parameters().unwrap().parameters
    }

    fn ask(futures_maintenance: Decimal) -> PortfolioReport {
        let asset = |net, index, collateral_rate| PortfolioAsset { net, index, collateral_rate };
        let assets = vec![asset(dec!(1.5), dec!(65000), dec!(0.95)), asset(dec!(-20000), dec!(1), dec!(0.5))];
        let (loan_maintenance, open_loss) = (dec!(400), dec!(100));
        portfolio(&PortfolioAccount { assets, futures_maintenance, loan_maintenance, open_loss }, rules()).unwrap()
    }

    #[test]
    fn what_is_owed_is_not_cut() {
        let report = ask(dec!(3000));
        // 97,500·0.95 − 20,000 in full, not half of it, − 100
        assert_eq!(report.adjusted_equity, dec!(97500) * dec!(0.95) - dec!(20000) - dec!(100));
        assert_eq!(report.actual_equity, dec!(77500));
        assert_eq!(report.uni_mmr, Some(dec!(72525) / dec!(3400)));
    }

    #[test]
    fn the_ratio_decides_what_may_be_done() {
        // 72,525 over a requirement of 48,350 is 1.5 and of 60,437.5 is 1.2
        assert_eq!(ask(dec!(47900)).status, Status::Normal);
        assert_eq!(ask(dec!(47950)).status, Status::MarginCall);
        assert_eq!(ask(dec!(60037.5)).status, Status::ReduceOnly);
        assert_eq!(ask(dec!(72525)).status, Status::Liquidation);
    }

    #[test]
    fn an_empty_account_needs_nothing() {
        let (futures_maintenance, loan_maintenance, open_loss) = (dec!(0), dec!(0), dec!(0));
        let empty = PortfolioAccount { assets: vec![], futures_maintenance, loan_maintenance, open_loss };
        let report = portfolio(&empty, rules()).unwrap();
        assert_eq!((report.maintenance, report.uni_mmr, report.status), (dec!(0), None, Status::Normal));
    }

    #[test]
    fn loans_keep_the_rate_of_their_leverage() {
        assert_eq!(loan_maintenance(dec!(10000), 5, rules()), Ok(dec!(10000) * dec!(0.08)));
        assert!(loan_maintenance(dec!(1), 4, rules()).is_err());
        assert!(loan_maintenance(dec!(-1), 5, rules()).is_err());
    }
}
