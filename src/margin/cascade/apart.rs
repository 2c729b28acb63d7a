//! The same positions as isolated accounts: each with its share of the collateral.

use rust_decimal::Decimal;

use crate::book::{Account, Exact, Holding, Kind};
use crate::margin::{RuleSet, assess};
use crate::market::Market;

/// One account an instrument, holding the share of all collateral (and debts) that its position needs by itself of what all
/// need by themselves. Positions the rules do not margin, or that need nothing, are in none. Shares are cut to eight decimals;
/// the last account has what is left.
pub fn apart(account: &Account, market: &Market, rules: &RuleSet) -> Vec<Account> {
    let of = assess(account, market, rules);
    let needing: Vec<_> = of.legs.iter().filter(|leg| leg.isolated.total > Decimal::ZERO).collect();
    let all = needing.iter().fold(Decimal::ZERO, |sum, leg| sum.capped_plus(leg.isolated.total));
    let held = held(account);
    let mut left = held.clone();
    let mut out = Vec::new();
    for (place, leg) in needing.iter().enumerate() {
        let share = leg.isolated.total.over(all).unwrap_or_default();
        let last = place + 1 == needing.len();
        let mut holdings = Vec::new();
        for (whole, rest) in held.iter().zip(&mut left) {
            let part = if last { rest.quantity } else { whole.quantity.capped_times(share).round_dp(8) };
            rest.quantity = rest.quantity.capped_minus(part);
            holdings.push(Holding { asset: whole.asset.clone(), quantity: part });
        }
        let rows = leg.rows.iter().filter_map(|&row| account.positions.get(row).cloned());
        // the rows of a borrowed coin are holdings
        let positions = if leg.kind == crate::margin::LegKind::Position { rows.collect() } else { Vec::new() };
        out.push(Account { holdings, positions, ..Account::default() });
    }
    out
}

/// Collateral and debts, spot positions with them.
fn held(account: &Account) -> Vec<Holding> {
    let mut held = account.holdings.clone();
    for position in account.positions.iter().filter(|position| position.instrument.kind() == Kind::Spot) {
        if let Some(quantity) = position.units() {
            held.push(Holding { asset: position.instrument.underlying().clone(), quantity });
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market, rules};
    use rust_decimal_macros::dec;

    #[test]
    fn collateral_goes_by_what_each_needs_alone() {
        let book = account(&["1 BTC-PERP @ 60000", "-10 ETH-PERP"], &["10000 USDC"]);
        let parts = apart(&book, &market(&[("BTC", "60000"), ("ETH", "3000")]), rules("hyperliquid"));
        // 60,000 / 40 = 1,500 and 30,000 / 25 = 1,200
        let cash: Vec<Decimal> = parts.iter().map(|part| part.holdings[0].quantity).collect();
        assert_eq!(cash, [dec!(5555.55555556), dec!(4444.44444444)]);
        assert_eq!(parts[0].positions, book.positions[..1]);
    }
}
