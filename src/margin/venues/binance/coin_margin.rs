//! COIN-M futures: contracts of a fixed dollar value, margin and profit in the coin.
//!
//! Notional is `|contracts|·contract size / mark` coins, and so are the tiers' bounds; profit is
//! `contracts·contract size·(1/entry − 1/mark)`. In `u = 1/price` that is a linear position of the opposite sign, so the
//! liquidation price is the root of the linear problem in `u`, turned over:
//! `price = |n|·c·(rate + s) / (wallet − maintenance of others + profit of others + cum + s·|n|·c/entry)`.

use rust_decimal::Decimal;

use crate::margin::FigureError;
use crate::margin::checked::decimal::{div, mul, sub};
use crate::margin::limits::wrong;
use crate::margin::rates::{Line, Maintenance, Pool, Rate, Root, TieredLeg, Tiers, line_root, roots};

/// A position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoinPosition {
    /// Contracts, long > 0.
    pub contracts: Decimal,
    /// Dollars a contract.
    pub contract_usd: Decimal,
    /// Entry price.
    pub entry: Decimal,
    /// Mark price.
    pub mark: Decimal,
    /// The user's leverage.
    pub leverage: u32,
}

/// A position's figures, coins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoinReport {
    /// Unrealised profit.
    pub unrealised: Decimal,
    /// `notional / leverage`.
    pub initial: Decimal,
    /// Maintenance with notional, tier, rate and cum.
    pub maintenance: Maintenance,
    /// Mark at which it is liquidated, other marks kept; equity in coins.
    pub liquidation: Option<Root>,
}

fn turned(root: Root) -> Result<Root, FigureError> {
    let price = div("liquidation price", Decimal::ONE, root.price)?;
    Ok(Root { price, below: !root.below, equity: root.equity })
}

/// Dollars of a position as a linear size in `u`, and `1/entry`.
fn inverse(position: &CoinPosition) -> Result<(Decimal, Decimal), FigureError> {
    for (key, amount) in [("contract_usd", position.contract_usd), ("entry", position.entry), ("mark", position.mark)] {
        if amount <= Decimal::ZERO {
            return Err(wrong(key, amount, "an amount above 0 is right"));
        }
    }
    let dollars = mul("notional", position.contracts, position.contract_usd)?;
    Ok((-dollars, div("entry", Decimal::ONE, position.entry)?))
}

/// The liquidation price by the venue's formula in the tier given by `rate` and `cum`. `wallet` is the balance behind the
/// position with the profit and less the maintenance of others, coins. `None` where there is no price above 0.
pub fn coin_liquidation(
    position: &CoinPosition,
    wallet: Decimal,
    rate: Rate,
    cum: Decimal,
) -> Result<Option<Root>, FigureError> {
    let (size, price) = inverse(position)?;
    let line = Line { size, price, rate, deduction: cum };
    let pool = Pool { equity: wallet, other_maintenance: Decimal::ZERO, share: Rate::ONE };
    line_root(&[line], &pool)?.map(turned).transpose()
}

/// Evaluates a position on the balance behind it: the wallet with the profit of other positions, and their maintenance,
/// coins. Errs on a price or contract size not above 0, a leverage of 0, overflow.
pub fn coin_margin(
    position: &CoinPosition,
    tiers: &Tiers,
    wallet: Decimal,
    other_maintenance: Decimal,
) -> Result<CoinReport, FigureError> {
    let (size, entry) = inverse(position)?;
    let Some(part) = Rate::quotient(Decimal::ONE, position.leverage.into()) else {
        return Err(wrong("leverage", position.leverage, "1 or more is right"));
    };
    let now = div("mark", Decimal::ONE, position.mark)?;
    let notional = div("notional", size.abs(), position.mark)?;
    let leg = TieredLeg { size, price: entry, tiers };
    let found = roots(&[leg], &Pool { equity: wallet, other_maintenance, share: Rate::ONE })?;
    Ok(CoinReport {
        unrealised: mul("unrealised profit", size, sub("unrealised profit", now, entry)?)?,
        initial: part.of("initial margin", notional)?,
        maintenance: tiers.maintenance(notional)?,
        liquidation: found.first().copied().map(turned).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::rates::Tier;
    use rust_decimal_macros::dec;

    fn flat(rate: Decimal) -> Tiers {
        Tiers::new("tiers", "rate", &[Tier { lower: dec!(0), rate: Rate::fraction(rate) }]).unwrap()
    }

    fn position(contracts: Decimal) -> CoinPosition {
        CoinPosition { contracts, contract_usd: dec!(100), entry: dec!(50000), mark: dec!(40000), leverage: 10 }
    }

    #[test]
    fn profit_and_margin_are_coins() {
        // 1,000 contracts of 100 dollars: bought for 2 coins, worth 2.5 now
        let report = coin_margin(&position(dec!(1000)), &flat(dec!(0.01)), dec!(1), dec!(0)).unwrap();
        assert_eq!(report.unrealised, dec!(2) - dec!(2.5));
        assert_eq!((report.initial, report.maintenance.amount), (dec!(0.25), dec!(0.025)));
        // 100,000·(0.01 + 1) / (1 + 2)
        let root = report.liquidation.unwrap();
        assert_eq!((root.price.round_dp(18), root.below), ((dec!(101000) / dec!(3)).round_dp(18), true));
    }

    #[test]
    fn a_short_is_liquidated_above_or_never() {
        let report = coin_margin(&position(dec!(-1000)), &flat(dec!(0.01)), dec!(1), dec!(0)).unwrap();
        // 100,000·(0.01 − 1) / (1 − 2)
        assert_eq!(report.liquidation.unwrap().price.round_dp(18), dec!(99000));
        // two coins pay for a short of two coins' dollars at any price
        let covered = coin_margin(&position(dec!(-1000)), &flat(dec!(0.01)), dec!(2), dec!(0)).unwrap();
        assert_eq!(covered.liquidation, None);
    }

    #[test]
    fn the_formula_in_a_given_tier_is_the_same() {
        let by_tier = coin_margin(&position(dec!(1000)), &flat(dec!(0.01)), dec!(1), dec!(0)).unwrap();
        let given = coin_liquidation(&position(dec!(1000)), dec!(1), Rate::fraction(dec!(0.01)), dec!(0)).unwrap();
        assert_eq!(by_tier.liquidation, given);
    }
}
