//! The price at which a trade changes nothing: what an instrument is valued at.

use rust_decimal::Decimal;

use super::Valued;
use crate::book::{Account, Exact, Instrument, Kind, Position};
use crate::market::Market;

/// What an instrument is valued at, in its own price unit: the same mark its position would have.
///
/// # Errors
/// Why it cannot be valued and what would help, as for a position that is left out.
pub fn mark(instrument: &Instrument, market: &Market) -> Result<Decimal, String> {
    if instrument.kind() == Kind::Spot {
        let price = |asset| {
            market.index_price(asset).ok_or_else(|| format!("no price for {asset}; type one, or fetch live prices"))
        };
        let (coin, quote) = (price(instrument.underlying())?, price(instrument.settlement_asset())?);
        return coin.over(quote).ok_or_else(|| format!("the price of {instrument} does not fit in 28 digits"));
    }
    let position = Position::new(instrument.clone(), Decimal::ONE, None);
    let valued = Valued::new(&Account { positions: vec![position], ..Account::default() }, market);
    match (valued.legs.first(), valued.left_out.into_iter().next()) {
        (Some(leg), _) => Ok(leg.mark),
        (None, Some(out)) => Err(out.reason),
        (None, None) => Err(format!("{instrument} cannot be valued")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Time;
    use crate::market::{PriceState, Quote};
    use rust_decimal_macros::dec;

    #[test]
    fn a_mark_is_the_price_a_position_has_or_why_there_is_none() {
        let mut market = Market::at(Time(1_795_305_600_000));
        let quote = |price| Quote::new(price, "typed", Time(0), PriceState::Manual);
        market.index.insert("BTC".parse().unwrap(), quote(dec!(60000)));
        market.index.insert("USDC".parse().unwrap(), quote(dec!(0.8)));
        let of = |name: &str| mark(&name.parse().unwrap(), &market);
        assert_eq!(of("BTC-PERP"), Ok(dec!(60000)));
        assert_eq!(of("BTC/USDC"), Ok(dec!(75000))); // 60,000 / 0.8
        assert!(of("BTC-25DEC26-80000-P").unwrap_err().contains("no volatility for BTC-25DEC26-80000-P"));
        assert!(of("SOL-PERP").unwrap_err().contains("no price for SOL"));
        assert!(of("SOL/USDC").unwrap_err().contains("no price for SOL"));
    }
}
