//! Decimals as the chain's integers, and back. What is finer than an integer is rounded against the account.

use rust_decimal::Decimal;

use super::QUOTE_DECIMALS;
use crate::margin::FigureError;
use crate::margin::limits::wrong;

/// Base quantums of a size in coins, away from 0.
pub(super) fn base(coins: Decimal, atomic_resolution: i32) -> Result<i128, FigureError> {
    let beyond = || FigureError::overflow("size");
    let (mantissa, size) = (coins.mantissa(), coins.mantissa().unsigned_abs());
    let exponent = -i64::from(atomic_resolution) - i64::from(coins.scale());
    let power = u32::try_from(exponent.unsigned_abs()).ok().and_then(|digits| 10_u128.checked_pow(digits));
    let quantums = match power {
        Some(power) if exponent >= 0 => size.checked_mul(power).ok_or_else(beyond)?,
        Some(power) => size.div_ceil(power),
        None if exponent >= 0 && size > 0 => return Err(beyond()),
        None => size.min(1),
    };
    let quantums = i128::try_from(quantums).map_err(|_| beyond())?;
    Ok(if mantissa < 0 { -quantums } else { quantums })
}

/// A price as the chain writes it, `number·10^exponent`: to as many digits as 64 bits hold, then cut.
pub(super) fn price(dollars: Decimal) -> Result<(u64, i32), FigureError> {
    let mut digits = u128::try_from(dollars.mantissa()).unwrap_or(0);
    if digits == 0 {
        return Err(wrong("oracle price", dollars, "a price above 0 is right"));
    }
    let mut exponent = -i32::try_from(dollars.scale()).unwrap_or(0);
    loop {
        match u64::try_from(digits) {
            Ok(price) => return Ok((price, exponent)),
            Err(_) => (digits, exponent) = (digits / 10, exponent + 1),
        }
    }
}

/// Quote quantums of dollars, downwards.
pub(super) fn quote(dollars: Decimal) -> Result<i128, FigureError> {
    let beyond = || FigureError::overflow("quote balance");
    let power = |digits: u32| 10_i128.checked_pow(digits).ok_or_else(beyond);
    let whole = dollars.mantissa().checked_mul(power(QUOTE_DECIMALS.unsigned_abs())?).ok_or_else(beyond)?;
    Ok(whole.div_euclid(power(dollars.scale())?))
}

/// Dollars of quote quantums, exact.
pub(super) fn dollars(field: &str, quantums: i128) -> Result<Decimal, FigureError> {
    let scale = QUOTE_DECIMALS.unsigned_abs();
    Decimal::try_from_i128_with_scale(quantums, scale).map_err(|_| FigureError::overflow(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn sizes_are_whole_quantums() {
        assert_eq!(base(dec!(0.1), -8), Ok(10_000_000));
        assert_eq!(base(dec!(-1000), -5), Ok(-100_000_000));
        // a third of a quantum more is a quantum more
        assert_eq!(base(dec!(0.0000000133333333333333333333), -8), Ok(2));
        assert_eq!(base(dec!(-0.0000000000000000000000000001), 0), Ok(-1));
        assert_eq!(base(Decimal::MAX, -28), Err(FigureError::overflow("size")));
        assert_eq!(base(dec!(0), -28), Ok(0));
    }

    #[test]
    fn prices_keep_their_digits() {
        assert_eq!(price(dec!(89919.2)), Ok((899_192, -1)));
        assert_eq!(price(dec!(0.00001)), Ok((1, -5)));
        // 2^64 and a digit behind it
        assert_eq!(price(dec!(18446744073709551616.9)), Ok((1_844_674_407_370_955_161, 1)));
        assert!(price(dec!(0)).is_err());
        assert!(price(dec!(-1)).is_err());
    }

    #[test]
    fn balances_are_rounded_down() {
        assert_eq!(quote(dec!(1.0000019)), Ok(1_000_001));
        assert_eq!(quote(dec!(-1.0000001)), Ok(-1_000_001));
        assert_eq!(dollars("equity", -1_000_001), Ok(dec!(-1.000001)));
        assert!(dollars("equity", i128::MAX).is_err());
    }
}
