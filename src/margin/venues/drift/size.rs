//! Weights that change with size: a large debt weighs more, a large holding counts less.

use super::{BASE, MONEY, WEIGHT};
use crate::margin::FigureError;
use crate::margin::checked::integer;
use crate::margin::limits::wrong;

/// One, in size factors.
const FACTOR: i128 = 1_000_000;
/// What the root of a size in billionths of ten is multiples of.
const ROOT: i128 = 100_000;

/// `⌊√(10·size + 1)⌋`, the root in hundred-thousandths of a whole unit.
fn root_of(size_e9: i128) -> Result<i128, FigureError> {
    let field = "size";
    integer::root(field, integer::add(field, integer::mul(field, size_e9, 10)?, 1)?)
}

/// A liability weight or margin ratio after the size premium: `max(w, (w − w/5) + √size·factor)`, `precision` being what
/// one is in `weight`'s unit (10,000).
pub fn size_premium_weight(size_e9: i128, factor: u32, weight: u32, precision: u32) -> Result<u32, FigureError> {
    let field = "size premium";
    if factor == 0 {
        return Ok(weight);
    }
    if precision == 0 {
        return Err(wrong("precision", precision, "10000 is right, one in ten-thousandths"));
    }
    let premium = integer::mul(field, root_of(size_e9)?, i128::from(factor))?;
    let premium = integer::div(field, premium, ROOT * FACTOR / i128::from(precision))?;
    let sized = integer::add(field, i128::from(weight - weight / 5), premium)?;
    u32::try_from(sized.max(i128::from(weight))).map_err(|_| FigureError::overflow(field))
}

/// An asset weight after the size discount: `min(w, 1.1/(1 + √size·factor))`.
pub fn size_discounted_weight(size_e9: i128, factor: u32, weight: u32) -> Result<u32, FigureError> {
    let field = "size discount";
    if factor == 0 {
        return Ok(weight);
    }
    let growth = integer::mul_div(field, root_of(size_e9)?, i128::from(factor), ROOT)?;
    let sized = integer::div(field, (FACTOR + FACTOR / 10) * WEIGHT, integer::add(field, FACTOR, growth)?)?;
    u32::try_from(sized.min(i128::from(weight))).map_err(|_| FigureError::overflow(field))
}

/// An initial asset weight once all deposits are worth more than `start_e6`: `w·start/deposits`; a start of 0 never scales.
pub fn deposit_scaled_weight(weight: u32, start_e6: u64, deposits_e6: i128) -> Result<u32, FigureError> {
    let field = "scaled asset weight";
    let start = i128::from(start_e6);
    if start == 0 || deposits_e6 < start {
        return Ok(weight);
    }
    let scaled = integer::mul_div(field, i128::from(weight), start, deposits_e6)?;
    u32::try_from(scaled).map_err(|_| FigureError::overflow(field))
}

/// A token amount in billionths of a token.
pub(crate) fn in_e9(amount: i128, decimals: u32) -> Result<i128, FigureError> {
    let field = "token amount";
    let one = integer::ten_to(field, decimals)?;
    if one > BASE { integer::div(field, amount, one / BASE) } else { integer::mul_div(field, amount, BASE, one) }
}

/// What `amount` tokens are worth at `price_e6`, towards zero.
pub(crate) fn value_towards_zero(amount: i128, decimals: u32, price_e6: i128) -> Result<i128, FigureError> {
    integer::mul_div("deposits", amount, price_e6, integer::ten_to("decimals", decimals)?)
}

/// A quantity of a perpetual in money, towards zero.
pub(crate) fn base_value(base_e9: i128, price_e6: i128) -> Result<i128, FigureError> {
    integer::mul_div("notional", base_e9, price_e6, BASE)
}

/// `money` at the quote's price.
pub(crate) fn at_quote(field: &'static str, money_e6: i128, quote_e6: i128) -> Result<i128, FigureError> {
    if quote_e6 == MONEY { Ok(money_e6) } else { integer::mul_div(field, money_e6, quote_e6, MONEY) }
}

/// `money` times a weight or ratio.
pub(crate) fn weighted(field: &'static str, money_e6: i128, weight: u32) -> Result<i128, FigureError> {
    integer::mul_div(field, money_e6, i128::from(weight), WEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_debt_weighs_more() {
        // 1,000 units: √(10·10¹² + 1) = 3,162,277; 11,000 − 2,200 + 3,162,277·10⁵/10⁷ = 8,800 + 31,622
        assert_eq!(size_premium_weight(1_000_000_000_000, 100_000, 11_000, 10_000), Ok(8_800 + 31_622));
        // small: 8,800 + 3 is below the weight itself
        assert_eq!(size_premium_weight(1_000_000_000_000, 10, 11_000, 10_000), Ok(11_000));
        assert_eq!(size_premium_weight(i128::MAX, 10, 11_000, 10_000), Err(FigureError::overflow("size")));
    }

    #[test]
    fn a_large_holding_counts_less() {
        // 1,000 units: 1.1·10¹⁰ / (10⁶ + 3,162,277·10⁴/10⁵) = 1.1·10¹⁰ / 1,316,227
        assert_eq!(
            size_discounted_weight(1_000_000_000_000, 10_000, 9_000),
            Ok(11_000_000_000_u64.div_euclid(1_316_227) as u32)
        );
        assert_eq!(size_discounted_weight(0, 10_000, 9_000), Ok(9_000));
    }

    #[test]
    fn deposits_beyond_the_start_scale_the_weight() {
        // 60,000 tokens at $25 = $1.5 M, start $0.5 M
        assert_eq!(deposit_scaled_weight(9_000, 500_000_000_000, 1_500_000_000_000), Ok(9_000 / 3));
        assert_eq!(deposit_scaled_weight(9_000, 0, 1_500_000_000_000), Ok(9_000));
    }

    #[test]
    fn token_amounts_go_to_billionths() {
        assert_eq!(in_e9(1_000_000, 6), Ok(1_000_000_000));
        assert_eq!(in_e9(1_000_000_000_000, 12), Ok(1_000_000_000));
    }
}
