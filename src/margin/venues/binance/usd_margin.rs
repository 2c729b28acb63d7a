//! USD-M futures: a wallet behind all cross positions, or one wallet behind each isolated one.
//!
//! The venue's formula, with `s = ±1` for long and short and sums over the symbol's legs (one in one-way mode; a long and
//! a short besides in hedge mode):
//! `price = (wallet − maintenance of others + profit of others + Σ cum − Σ s·q·entry) / (Σ q·rate − Σ s·q)`.
//! It holds in the tier whose rate and cum were used; [`usd_margin`] solves tier by tier. The venue prints a price that is
//! not above 0 as `--`, here it is absent.

use rust_decimal::Decimal;

use super::rules::BinanceRules;
use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, div, mul, sub, sum};
use crate::margin::limits::wrong;
use crate::margin::rates::{Line, Maintenance, Pool, Rate, Root, TieredLeg, Tiers, line_root, roots};

/// A position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsdPosition {
    /// Symbol, `BTCUSDT`.
    pub symbol: String,
    /// Coins, long > 0. In hedge mode a symbol has two positions.
    pub size: Decimal,
    /// Entry price.
    pub entry: Decimal,
    /// Mark price.
    pub mark: Decimal,
    /// The user's leverage.
    pub leverage: u32,
}

/// A cross wallet and the positions it stands behind; one isolated position is an account of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsdAccount {
    /// Wallet balance, margin asset.
    pub wallet: Decimal,
    /// Positions.
    pub positions: Vec<UsdPosition>,
}

/// A position's figures, margin asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsdPositionReport {
    /// Symbol.
    pub symbol: String,
    /// `size·(mark − entry)`.
    pub unrealised: Decimal,
    /// `notional / leverage`.
    pub initial: Decimal,
    /// Maintenance with notional, tier, rate and cum.
    pub maintenance: Maintenance,
    /// Marks of this symbol at which the account is liquidated, other marks kept, lowest first. Two only in hedge mode.
    pub liquidation: Vec<Root>,
}

/// An account's figures, margin asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsdReport {
    /// Wallet and unrealised profit.
    pub balance: Decimal,
    /// Sum of unrealised profits.
    pub unrealised: Decimal,
    /// Sum of initial margins.
    pub initial: Decimal,
    /// Sum of maintenance margins; a long and a short of one symbol both pay.
    pub maintenance: Decimal,
    /// Maintenance over balance; absent where the balance is not above 0.
    pub ratio: Option<Decimal>,
    /// Positions in the account's order.
    pub positions: Vec<UsdPositionReport>,
}

/// The liquidation price by the venue's formula, in the tiers given by each leg's rate and cum (`deduction`); each leg's
/// `price` is its entry. `None` where there is no price above 0.
pub fn usd_liquidation(
    wallet: Decimal,
    other_maintenance: Decimal,
    other_unrealised: Decimal,
    legs: &[Line],
) -> Result<Option<Root>, FigureError> {
    let equity = add("equity", wallet, other_unrealised)?;
    line_root(legs, &Pool { equity, other_maintenance, share: Rate::ONE })
}

/// [`usd_liquidation`] of an isolated position: nothing else stands beside it.
pub fn isolated_liquidation(wallet: Decimal, leg: Line) -> Result<Option<Root>, FigureError> {
    usd_liquidation(wallet, Decimal::ZERO, Decimal::ZERO, &[leg])
}

/// A position's own figures under its tiers; its liquidation prices are left empty, as they depend on the account.
pub fn position(position: &UsdPosition, tiers: &Tiers) -> Result<UsdPositionReport, FigureError> {
    let UsdPosition { ref symbol, size, entry, mark, leverage } = *position;
    let field = |key: &str| format!("{symbol}.{key}");
    for (key, price) in [("entry", entry), ("mark", mark)] {
        if price <= Decimal::ZERO {
            return Err(wrong(field(key), price, "a price above 0 is right"));
        }
    }
    let Some(part) = Rate::quotient(Decimal::ONE, leverage.into()) else {
        return Err(wrong(field("leverage"), leverage, "1 or more is right"));
    };
    let notional = mul("notional", size.abs(), mark)?;
    Ok(UsdPositionReport {
        symbol: symbol.clone(),
        unrealised: mul("unrealised profit", size, sub("unrealised profit", mark, entry)?)?,
        initial: part.of("initial margin", notional)?,
        maintenance: tiers.maintenance(notional)?,
        liquidation: Vec::new(),
    })
}

/// Evaluates a cross account. Errs on a symbol the rules do not list, a price not above 0, a leverage of 0, overflow.
pub fn usd_margin(account: &UsdAccount, rules: &BinanceRules) -> Result<UsdReport, FigureError> {
    let mut tables = Vec::with_capacity(account.positions.len());
    let mut positions = Vec::with_capacity(account.positions.len());
    for (place, row) in account.positions.iter().enumerate() {
        let Some(tiers) = rules.tiers(&row.symbol).and_then(Result::ok) else {
            return Err(wrong(format!("positions[{place}].symbol"), &row.symbol, "a symbol with tiers is right"));
        };
        positions.push(position(row, &tiers)?);
        tables.push(tiers);
    }
    let unrealised = sum("unrealised profit", positions.iter().map(|row| row.unrealised))?;
    let maintenance = sum("maintenance margin", positions.iter().map(|row| row.maintenance.amount))?;
    let balance = add("margin balance", account.wallet, unrealised)?;
    let found = positions.iter().map(|row| liquidation(account, &row.symbol, &positions, &tables));
    let found = found.collect::<Result<Vec<_>, _>>()?;
    for (row, found) in positions.iter_mut().zip(found) {
        row.liquidation = found;
    }
    Ok(UsdReport {
        balance,
        unrealised,
        initial: sum("initial margin", positions.iter().map(|row| row.initial))?,
        maintenance,
        ratio: (balance > Decimal::ZERO).then(|| div("margin ratio", maintenance, balance)).transpose()?,
        positions,
    })
}

fn liquidation(
    account: &UsdAccount,
    symbol: &str,
    reports: &[UsdPositionReport],
    tables: &[Tiers],
) -> Result<Vec<Root>, FigureError> {
    let others = || reports.iter().filter(|row| row.symbol != symbol);
    let other_unrealised = sum("unrealised profit", others().map(|row| row.unrealised))?;
    let pool = Pool {
        equity: add("equity", account.wallet, other_unrealised)?,
        other_maintenance: sum("maintenance margin", others().map(|row| row.maintenance.amount))?,
        share: Rate::ONE,
    };
    let own = account.positions.iter().zip(tables).filter(|(row, _)| row.symbol == symbol);
    let legs: Vec<_> = own.map(|(row, tiers)| TieredLeg { size: row.size, price: row.entry, tiers }).collect();
    roots(&legs, &pool)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::binance::parameters;
    use rust_decimal_macros::dec;

    fn row(symbol: &str, size: Decimal, entry: Decimal, mark: Decimal) -> UsdPosition {
        UsdPosition { symbol: symbol.to_owned(), size, entry, mark, leverage: 20 }
    }

    fn ask(wallet: Decimal, positions: Vec<UsdPosition>) -> UsdReport {
        usd_margin(&UsdAccount { wallet, positions }, &parameters().unwrap().parameters).unwrap()
    }

    #[test]
    fn every_position_pays_its_own_tier() {
        let report = ask(dec!(10000), vec![row("BTCUSDT", dec!(-2), dec!(61000), dec!(60000))]);
        let one = &report.positions[0];
        assert_eq!(one.maintenance.amount, dec!(120000) * dec!(0.005) - dec!(50));
        assert_eq!((one.initial, one.unrealised), (dec!(6000), dec!(2000)));
        // (10,000 + 50 + 2·61,000) / (2·0.005 + 2)
        assert_eq!(one.liquidation[0].price, dec!(132050) / dec!(2.01));
        assert_eq!(report.ratio, Some(dec!(550) / dec!(12000)));
    }

    #[test]
    fn the_other_symbols_profit_and_maintenance_count() {
        let book =
            vec![row("BTCUSDT", dec!(1), dec!(60000), dec!(59000)), row("ETHUSDT", dec!(-10), dec!(3000), dec!(3100))];
        let report = ask(dec!(5000), book);
        // ETH: loss 1,000, keeps 31,000·0.004; BTC near 56,000 is in the tier of 0.5 % less 50
        let price = (dec!(5000) - dec!(124) - dec!(1000) + dec!(50) - dec!(60000)) / (dec!(0.005) - dec!(1));
        assert_eq!(report.positions[0].liquidation[0].price, price);
    }

    #[test]
    fn the_tier_is_that_of_the_liquidation_price() {
        // today's notional of 100,000 pays 0.5 %; at 8,000·0.1 = below 50,000 it pays 0.4 %
        let report = ask(dec!(60000), vec![row("BTCUSDT", dec!(10), dec!(10000), dec!(10000))]);
        assert_eq!(report.positions[0].maintenance.rate.value(), dec!(0.005));
        assert_eq!(report.positions[0].liquidation[0].price, dec!(40000) / (dec!(10) * dec!(0.996)));
    }

    #[test]
    fn a_hedged_symbol_still_pays_gross_maintenance() {
        let book =
            vec![row("BTCUSDT", dec!(1), dec!(60000), dec!(60000)), row("BTCUSDT", dec!(-1), dec!(60000), dec!(60000))];
        let report = ask(dec!(1000), book);
        assert_eq!(report.maintenance, dec!(2) * (dec!(60000) * dec!(0.005) - dec!(50)));
        // no profit either way; two maintenances eat 1,000 when the price has risen: 2·(x·0.005 − 50) = 1,000
        assert_eq!(report.positions[0].liquidation.len(), 1);
        assert_eq!(report.positions[0].liquidation[0].price, dec!(1100) / dec!(0.01));
        assert_eq!(report.positions[0].liquidation, report.positions[1].liquidation);
        assert!(!report.positions[0].liquidation[0].below);
    }

    #[test]
    fn an_empty_account_needs_nothing_and_bad_rows_are_refused() {
        let empty = ask(dec!(0), vec![]);
        assert_eq!((empty.initial, empty.maintenance, empty.ratio), (dec!(0), dec!(0), None));
        let rules = &parameters().unwrap().parameters;
        let said =
            |row| usd_margin(&UsdAccount { wallet: dec!(1), positions: vec![row] }, rules).unwrap_err().to_string();
        assert_eq!(
            said(row("NONE", dec!(1), dec!(1), dec!(1))),
            "positions[0].symbol is NONE; a symbol with tiers is right"
        );
        assert_eq!(said(row("BTCUSDT", dec!(1), dec!(1), dec!(0))), "BTCUSDT.mark is 0; a price above 0 is right");
    }
}
