//! The shocks that take a market to a place along an axis of prices.

use rust_decimal::Decimal;

use super::{Axis, betas};
use crate::book::{Account, Asset};
use crate::market::{Market, Shock};
use crate::risk::{Valued, to_f64, to_usd};

/// The shocks that take the market to `factor` times today's prices along the axis: one underlying's price, a peg, or all
/// underlyings by their betas, of which `given` are given by hand. `None` along volatility and time, and beyond what a price
/// can be.
pub fn shocks(
    axis: &Axis,
    factor: Decimal,
    account: &Account,
    market: &Market,
    given: &[(Asset, f64)],
) -> Option<Vec<Shock>> {
    if factor <= Decimal::ZERO {
        return None;
    }
    match axis {
        Axis::Price(asset) | Axis::Depeg(asset) => Some(vec![Shock::Price { asset: asset.clone(), factor }]),
        Axis::Together => {
            let all = betas(&Valued::new(account, market), market, given).into_iter().map(|of| {
                // the first one's price is exactly what was asked for
                let factor = if of.beta == 1.0 { factor } else { to_usd(libm::pow(to_f64(factor), of.beta))? };
                (factor > Decimal::ZERO).then_some(Shock::Price { asset: of.asset, factor })
            });
            all.collect()
        }
        Axis::Volatility | Axis::Time => None,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;
    use crate::margin::venues::case::{account, market};

    #[test]
    fn all_together_move_by_their_betas() {
        let book = account(&["-1 ETH-PERP", "1 BTC-PERP"], &["1000 USD"]);
        let market = market(&[("BTC", "60000"), ("ETH", "3000")]);
        let of = |axis: &Axis, factor| shocks(axis, factor, &book, &market, &[("ETH".parse().unwrap(), 2.0)]);
        let shock = |asset: &str, factor| Shock::Price { asset: asset.parse().unwrap(), factor };
        // ETH is at 0.9 squared
        assert_eq!(of(&Axis::Together, dec!(0.9)), Some(vec![shock("ETH", dec!(0.81)), shock("BTC", dec!(0.9))]));
        let btc = Axis::Price("BTC".parse().unwrap());
        assert_eq!(of(&btc, dec!(1.1)), Some(vec![shock("BTC", dec!(1.1))]));
        assert_eq!(
            (of(&btc, dec!(0)), of(&Axis::Time, dec!(1)), of(&Axis::Together, Decimal::MAX)),
            (None, None, None)
        );
    }
}
