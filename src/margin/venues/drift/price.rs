//! Oracle prices, and the harsher of now and the five-minute mean where the venue is strict.

use serde::{Deserialize, Serialize};

use crate::margin::FigureError;
use crate::margin::checked::integer;
use crate::margin::limits::wrong;

/// An oracle price in millionths, with its five-minute mean when the strict reading applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrictPrice {
    /// Now.
    pub current_e6: i64,
    /// Five-minute mean; absent where only the current price counts.
    #[serde(default)]
    pub mean_e6: Option<i64>,
}

impl StrictPrice {
    /// A price that counts as it is.
    pub fn plain(current_e6: i64) -> Self {
        Self { current_e6, mean_e6: None }
    }

    /// The lower of the two: for what is held.
    pub fn low(&self) -> i128 {
        i128::from(self.mean_e6.map_or(self.current_e6, |mean| mean.min(self.current_e6)))
    }

    /// The higher of the two: for what is owed.
    pub fn high(&self) -> i128 {
        i128::from(self.mean_e6.map_or(self.current_e6, |mean| mean.max(self.current_e6)))
    }

    /// Refuses prices that are not positive.
    pub fn check(&self, field: &str) -> Result<(), FigureError> {
        let right = "a price above 0 in millionths is right";
        if self.current_e6 <= 0 {
            return Err(wrong(format!("{field}.current_e6"), self.current_e6, right));
        }
        match self.mean_e6 {
            Some(mean) if mean <= 0 => Err(wrong(format!("{field}.mean_e6"), mean, right)),
            _ => Ok(()),
        }
    }
}

/// What a token amount is worth: what is held at the low price towards zero, what is owed at the high price downwards.
pub fn token_value(amount: i128, decimals: u32, price: &StrictPrice) -> Result<i128, FigureError> {
    valued(amount, decimals, if amount > 0 { price.low() } else { price.high() })
}

/// What a token amount is worth at one price, downwards for a debt.
pub(crate) fn valued(amount: i128, decimals: u32, price_e6: i128) -> Result<i128, FigureError> {
    let product = integer::mul("token value", amount, price_e6)?;
    integer::div_floor("token value", product, integer::ten_to("decimals", decimals)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harsher_price_counts() {
        let price = StrictPrice { current_e6: 1_000_000, mean_e6: Some(900_000) };
        // 10,000 held at 0.9; 10,000 owed at 1.0
        assert_eq!(token_value(10_000_000_000, 6, &price), Ok(9_000_000_000));
        assert_eq!(token_value(-10_000_000_000, 6, &price), Ok(-10_000_000_000));
    }

    #[test]
    fn a_debt_is_never_understated() {
        let price = StrictPrice::plain(1_500_001);
        // 1 unit of 9 decimals is 0.0015 millionths
        assert_eq!(token_value(1, 9, &price), Ok(0));
        assert_eq!(token_value(-1, 9, &price), Ok(-1));
    }

    #[test]
    fn a_price_of_nothing_is_refused() {
        assert!(StrictPrice::plain(0).check("SOL").is_err());
        assert!(StrictPrice { current_e6: 1, mean_e6: Some(-1) }.check("SOL").is_err());
    }
}
